"""What a sample's measures should find: expectations over all samples from the same pools and mixtures."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from textmine.bench.sampling import Sample
from textmine.measure.cells import row_squares

Floats = NDArray[np.float64]


class Products(NamedTuple):
    """Expected inner products of blocks.

    within
        Shape (N, T): S, of two blocks of one pilot in one meeting, from different runs.
    cross
        Shape (N, N, T): G, of a block of i and a block of j in one meeting.
    square
        Shape (N, T): of a block with itself.
    """

    within: Floats
    cross: Floats
    square: Floats


class PoolMoments(NamedTuple):
    """Means of the units of each pool and component, and the spread of units in it.

    mean
        Shape (N, C, d).
    spread
        Shape (N, C): variance of the units (trace), divided by one less than their number; 0 for one unit.
    square
        Shape (N, C): mean squared length of the blocks.
    """

    mean: Floats
    spread: Floats
    square: Floats


def true_products(sample: Sample, representation: str, *, label: int | None = None) -> Products:
    """Return the expected S, G and squared length of a sample's blocks, from its pools and mixtures.

    Parameters
    ----------
    label
        Number of an agenda label: only the blocks under it. None: all blocks.

    Returns
    -------
    Products
        NaN where the truth is not known from pools and mixtures alone: paraphrases (P3), styles (P5) and
        noise choose blocks in another way.

    Notes
    -----
    With q_c the chance of component c, mu_c the mean of the pool's units of it, v_c their variance and n_c
    their number: ``E x = sum_c q_c mu_c = m``, ``G_ij = <m_i, m_j>``, and, as a unit is not said twice in a
    meeting, ``S = |m|^2 - sum_c q_c^2 v_c / (n_c - 1)`` (sampling without replacement). Exact where all runs
    have the same length, groups are runs, and no topic runs out (``n_moved`` is 0). For counts, weighted by
    words as `textmine.measure` does, S and G are ratios of such expectations: exact to the order of 1 / n.
    """
    mixtures, pools = sample.mixtures, sample.pools
    chosen = mixtures.overall if label is None else mixtures.by_label[label]
    known = not (sample.world.copy_share or sample.world.style_strength or max(sample.world.noise))
    table = sample.donors.table(representation)
    shape = (sample.world.n_pilots, pools.n_components)
    parts = _moments(table.values, sample, shape)
    within, cross, square = _expected(parts, chosen)
    if table.kind == "counts":
        words = np.asarray(table.values @ np.ones((table.values.shape[1], 1)), dtype=np.float64)
        weight = _expected(_moments(words, sample, shape), chosen)
        within, cross, square = within / weight.within, cross / weight.cross, square / weight.square
    if not known:
        return Products(within * np.nan, cross * np.nan, square * np.nan)
    return Products(within, cross, square)


def true_pairwise(sample: Sample, representation: str, *, label: int | None = None) -> Floats:
    """Return the expected `dist_u` of each pair, (N, N, T), NaN on the diagonal; see `true_products`."""
    within, cross, _ = true_products(sample, representation, label=label)
    result = within[:, None, :] + within[None, :, :] - 2.0 * cross
    result[np.arange(len(within)), np.arange(len(within))] = np.nan
    return np.asarray(result)


def true_distance(sample: Sample, representation: str, *, label: int | None = None) -> Floats:
    """Return the expected mean `dist_u` over all pairs of pilots in each meeting, shape (T,).

    Whoever is absent counts as well: what he would have said is known.
    """
    pairwise = true_pairwise(sample, representation, label=label)
    above = np.triu_indices(sample.world.n_pilots, 1)
    return np.asarray(pairwise[above].mean(axis=0))


def true_strata(sample: Sample, representation: str) -> tuple[tuple[str, ...], Floats, Floats]:
    """Return the expected distance within each agenda label.

    Returns
    -------
    labels
        L labels; "" is free talk.
    distance
        Shape (L, T): expected mean `dist_u` over pairs, among the blocks under the label.
    share
        Shape (L, T): share of the label in the talk. With weights w fixed over meetings, the stratified
        distance is ``w @ distance``.
    """
    labels = sample.mixtures.labels
    distance = [true_distance(sample, representation, label=number) for number in range(len(labels))]
    return labels, np.array(distance), sample.mixtures.label_share


def true_eta(sample: Sample, representation: str) -> Floats:
    """Return the share of the talk's spread that lies between pilots, shape (T,): ``D / (D + 2 W)``.

    W is the mean spread within a pilot in a meeting. Measured on real speakers (blocks of 50 words, pilot
    vectors): .056 a sitting of the Assembly (.037-.093), .070 a televised debate (.011-.125).
    """
    within, _, square = true_products(sample, representation)
    distance = true_distance(sample, representation)
    return np.asarray(distance / (distance + 2.0 * (square - within).mean(axis=0)))


def true_complementarity(sample: Sample, representation: str | None = None) -> Floats:
    """Return the planted complementarity of order 2 in each meeting, shape (T,).

    Parameters
    ----------
    representation
        None: of the planted topics. A name: of what the representation should find, such as "shares".

    Notes
    -----
    ``C = (beta - 1) / (N - 1)``, beta = gamma / alpha with ``alpha = 1 / mean_i S_i`` and ``gamma = 1 /
    mean_ij G_ij``, G_ii = S_i (Hill numbers at q = 2; Jost 2007).
    """
    if representation is None:
        overall = sample.mixtures.overall
        cross = np.einsum("itc,jtc->ijt", overall, overall)
        within = np.einsum("itc,itc->it", overall, overall)
    else:
        within, cross, _ = true_products(sample, representation)
    n_pilots = len(within)
    off = ~np.eye(n_pilots, dtype=np.bool_)
    pooled = (within.sum(axis=0) + cross[off].sum(axis=0)) / n_pilots**2
    return np.asarray((within.mean(axis=0) / pooled - 1.0) / (n_pilots - 1))


def _expected(parts: PoolMoments, chosen: Floats) -> Products:
    mean = np.einsum("ntc,ncd->ntd", chosen, parts.mean, optimize=True)
    cross = np.einsum("itd,jtd->ijt", mean, mean, optimize=True)
    length = np.einsum("ntd,ntd->nt", mean, mean)
    within = length - np.einsum("ntc,nc->nt", chosen**2, parts.spread)
    return Products(within, cross, np.einsum("ntc,nc->nt", chosen, parts.square))


def _moments(values: Floats | sparse.csr_array, sample: Sample, shape: tuple[int, int]) -> PoolMoments:
    pools = sample.pools
    units = pools.members
    length = pools.blocks.shape[1]
    code = pools.pilot[units] * pools.n_components + pools.component[units]
    sizes = np.bincount(code, minlength=shape[0] * shape[1])
    share = 1.0 / np.maximum(sizes, 1)[code]
    blocks = pools.blocks[units]

    def averaged(numbers: Floats) -> Floats:
        return np.bincount(code, weights=numbers * share, minlength=len(sizes)).astype(np.float64)

    picker = sparse.csr_array(
        (np.repeat(share / length, length), (np.repeat(code, length), blocks.ravel())),
        shape=(len(sizes), values.shape[0]),
    )
    means = picker @ values
    means = means.toarray() if sparse.issparse(means) else means
    squares = row_squares(values)[blocks].mean(axis=1)
    of_units = squares
    if length > 1:
        joiner = sparse.csr_array(
            (
                np.full(blocks.size, 1.0 / length),
                (np.repeat(np.arange(len(blocks)), length), blocks.ravel()),
            ),
            shape=(len(blocks), values.shape[0]),
        )
        of_units = row_squares(
            np.asarray(joiner @ values)
            if isinstance(values, np.ndarray)
            else sparse.csr_array(joiner @ values)
        )
    variance = averaged(of_units) - np.einsum("cd,cd->c", means, means)
    spread = np.where(sizes > 1, variance / np.maximum(sizes - 1, 1), 0.0)
    return PoolMoments(means.reshape(*shape, -1), spread.reshape(shape), averaged(squares).reshape(shape))
