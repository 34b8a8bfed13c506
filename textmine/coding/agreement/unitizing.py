"""Agreement on where passages begin and end: Krippendorff's alpha for unitising."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

Unit = tuple[int, int]


def unitizing_alpha(coders: Sequence[Sequence[Unit]], length: int) -> float:
    """Return Krippendorff's alpha_u of one code over one continuum.

    Parameters
    ----------
    coders
        The passages of each coder: pairs of start and end (exclusive), from 0. Passages of one coder that
        overlap or touch are one.
    length
        Characters of the continuum.

    Returns
    -------
    float
        1 for the same passages, about 0 for passages laid down at random, below 0 for less than that; nan
        with fewer than two coders or without a passage.

    Notes
    -----
    Observed and expected disagreement of Krippendorff (2004, *Content analysis*, 2nd ed., 11.6; 1995):
    passages that overlap differ by the squares of the distances of their ends; a passage within a gap of
    another coder differs by the square of its length.

    Examples
    --------
    The continuum of Krippendorff (2004: 254), from 150 to 450, code c:

    >>> first, second = [(75, 145), (220, 250)], [(70, 150), (205, 225), (250, 270)]
    >>> round(unitizing_alpha([first, second], 300), 3)
    0.729
    """
    observed, expected = disagreements(coders, length)
    return 1 - observed / expected if expected > 0 else float("nan")


def disagreements(coders: Sequence[Sequence[Unit]], length: int) -> tuple[float, float]:
    """Return observed and expected disagreement, over the square of the length: see `unitizing_alpha`."""
    if len(coders) < 2 or not any(coders):
        return float("nan"), float("nan")
    sections = [_sections(units, length) for units in coders]
    n_coders = len(coders)
    observed = 0.0
    for one in range(n_coders):
        for other in range(n_coders):
            if one != other:
                observed += _between(sections[one], sections[other])
    observed /= n_coders * (n_coders - 1) * length**2
    return observed, _expected(sections, length)


def _sections(units: Sequence[Unit], length: int) -> np.ndarray:
    """Return passages and the gaps between them in order, shape (n, 3): start, end, 1 for a passage."""
    rows: list[tuple[int, int, int]] = []
    at = 0
    for start, end in _joined(units, length):
        if start > at:
            rows.append((at, start, 0))
        rows.append((start, end, 1))
        at = end
    if at < length:
        rows.append((at, length, 0))
    return np.array(rows, dtype=np.float64)


def _joined(units: Sequence[Unit], length: int) -> list[Unit]:
    found: list[Unit] = []
    for start, end in sorted((max(a, 0), min(b, length)) for a, b in units):
        if end <= start:
            continue
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


def _between(ones: np.ndarray, others: np.ndarray) -> float:
    """Return the sum over sections of two coders of Krippendorff's difference function."""
    starts = ones[:, None, 0] - others[None, :, 0]
    ends = ones[:, None, 1] - others[None, :, 1]
    last = np.minimum(ones[:, None, 1], others[None, :, 1])
    meets = last > np.maximum(ones[:, None, 0], others[None, :, 0])
    both = (ones[:, None, 2] == 1) & (others[None, :, 2] == 1) & meets
    found = float(np.where(both, starts**2 + ends**2, 0.0).sum())
    lengths = ones[:, 1] - ones[:, 0]
    inside = (starts >= 0) & (ends <= 0) & (ones[:, None, 2] == 1) & (others[None, :, 2] == 0)
    found += float(np.where(inside, lengths[:, None] ** 2, 0.0).sum())
    within = (starts <= 0) & (ends >= 0) & (ones[:, None, 2] == 0) & (others[None, :, 2] == 1)
    found += float(np.where(within, (others[:, 1] - others[:, 0])[None, :] ** 2, 0.0).sum())
    return found


def _expected(sections: Sequence[np.ndarray], length: int) -> float:
    n_coders = len(sections)
    every = np.concatenate(sections)
    units = every[every[:, 2] == 1]
    sizes = units[:, 1] - units[:, 0]
    gaps = every[every[:, 2] == 0]
    room = gaps[:, 1] - gaps[:, 0]
    # two passages laid down at random that meet; then a passage laid down within a gap
    meeting = (len(units) - 1) / 3 * (2 * sizes**3 - 3 * sizes**2 + sizes)
    free = np.where(room[None, :] >= sizes[:, None], room[None, :] - sizes[:, None] + 1, 0.0).sum(axis=1)
    above = 2 / length * float((meeting + sizes**2 * free).sum())
    whole = n_coders * length
    return above / (whole * (whole - 1) - float((sizes * (sizes - 1)).sum()))
