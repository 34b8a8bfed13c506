"""How far coders agree, code by code: on segments or characters, and on the boundaries of passages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.coding.agreement.coefficients import (
    NAMES,
    agreement_sums,
    coefficients_of,
    cohen_of,
    cohen_sums,
)
from textmine.coding.agreement.unitizing import disagreements
from textmine.coding.codebook import Codebook
from textmine.coding.continuum import Continuum, Passages, continua, covered_units, segment_places
from textmine.coding.replaying import Codings, span_of
from textmine.corpus.tables import Corpus
from textmine.display import ShownTables
from textmine.errors import TextmineError
from textmine.recipe import Recipe
from textmine.segment.tables import Segments

Floats = NDArray[np.float64]
Laid = dict[tuple[str, str, str], Passages]
LEVELS: Final = ("segment", "character")
DRAWS: Final = 1_000
ALL: Final = "*"


@dataclass(frozen=True)
class Agreement(ShownTables):
    """Agreement of two or more coders.

    Attributes
    ----------
    table
        One row a code and coefficient, and a code ``*`` of all codes together: ``code``, ``name``,
        ``coefficient`` ("percent", "cohen", "fleiss", "alpha", "ac1", "alpha_u"), ``value``, ``low``,
        ``high`` (95 %, turns drawn anew; nan for "alpha_u"), ``n_units`` (seen by two coders or more),
        ``n_coded`` (with the code, by any).
    pairs
        One row a code and pair of coders: ``code``, ``name``, ``coder``, ``other``, ``cohen``, ``both``,
        ``first``, ``second``, ``neither`` (units).
    coders
        Those compared.
    level
        What a unit is.
    """

    table: pd.DataFrame
    pairs: pd.DataFrame
    coders: tuple[str, ...]
    level: str
    recipe: Recipe = field(default_factory=Recipe)

    def wide(self) -> pd.DataFrame:
        """Return one row a code, a column a coefficient, with the interval of alpha."""
        names = [*NAMES, "alpha_u"]
        values = self.table.pivot(index="code", columns="coefficient", values="value")[names]
        alpha = self.table[self.table["coefficient"] == "alpha"].set_index("code")
        found = alpha[["name", "n_units", "n_coded"]].join(values)
        order = ["name", "n_units", "n_coded", "percent", "cohen", "fleiss", "alpha", "low", "high", "ac1",
                 "alpha_u"]  # fmt: skip
        return found.assign(low=alpha["low"], high=alpha["high"])[order].reset_index()

    def __repr__(self) -> str:
        codes = self.table.loc[self.table["code"] != "*", "code"].nunique()
        return f"Agreement({', '.join(self.coders)}: {codes} codes, by {self.level})"


class _Units(NamedTuple):
    """Units of one code: 1 coded, 0 not, nan not seen, shape (n, n_coders); weight and cluster of each."""

    given: Floats
    weight: Floats
    cluster: NDArray[np.int64]


def agree(
    codings: Codings | pd.DataFrame,
    corpus: Corpus,
    *,
    segments: Segments | None = None,
    level: str = "segment",
    codebook: Codebook | None = None,
    human_only: bool = False,
    draws: int = DRAWS,
    seed: int = 0,
) -> Agreement:
    """Compare coders, code by code.

    Parameters
    ----------
    codings
        What `replay` gives, or a table with ``coder``, ``code``, ``meeting``, ``turn``, ``start``,
        ``last_turn``, ``end``.
    corpus
        The transcripts that were coded.
    segments
        Units of the level "segment"; None takes the turns. A coding counts for a segment when it covers half
        of it or when half of the coding lies in it.
    level
        "segment", or "character": each character is a unit.
    codebook
        For the names of codes.
    human_only
        Leave out codings that come from suggestions or were made after one was shown (`Codings` only).
    draws, seed
        Of the intervals: whole turns are drawn anew.

    Returns
    -------
    Agreement
        Over the meetings that two coders or more have coded or read to their end; a coder is compared where
        he or she did either, and nowhere else: what was not read is not "no".

    Raises
    ------
    TextmineError
        An unknown level, no meeting that two coders have in common, or a coding outside the transcripts.

    Notes
    -----
    Cohen (1960), for more than two coders the mean over pairs (Light 1971); Fleiss (1971) and Gwet's AC1
    (2008) generalised to missing coders; Krippendorff's alpha (2019), nominal, and alpha_u for boundaries.
    Percent agreement is not corrected for chance: two coders who give a code everywhere reach 100 %.
    """
    if level not in LEVELS:
        raise TextmineError("agreement_level", level=level, known=", ".join(LEVELS))
    table, finished = _given(codings, human_only=human_only)
    lines = continua(corpus)
    coders = tuple(dict.fromkeys(table["coder"]))
    seen = _seen(table, finished, lines, coders)
    if not seen:
        raise TextmineError("no_common_meeting", coders=", ".join(coders) or "0")
    laid = _laid(table, lines)
    codes = [code.code for code in codebook] if codebook else []
    codes = [code for code in codes if code in set(table["code"])]
    codes += [code for code in dict.fromkeys(table["code"]) if code not in codes]
    names = {code: codebook[code].name if codebook and code in codebook.by_code else code for code in codes}
    rows: list[dict[str, Any]] = []
    pairs: list[dict[str, Any]] = []
    every: list[_Units] = []
    unitized = []
    for code in codes:
        units = _units(code, laid, seen, lines, coders, segments if level == "segment" else None, level)
        every.append(units)
        boundary = _boundaries(code, laid, seen, lines, coders)
        unitized.append(boundary)
        told = {"code": code, "name": names[code]}
        rows += _rows(units, boundary, told, draws, seed)
        pairs += _pairs(units, coders, told)
    joint = _Units(*(np.concatenate([getattr(units, part) for units in every]) for part in _Units._fields))
    rows += _rows(joint, tuple(np.nansum(unitized, axis=0)), {"code": ALL, "name": ALL}, draws, seed)
    options = {"level": level, "human_only": human_only, "draws": draws, "seed": seed}
    recipe = corpus.recipe.then("agree", coders=list(coders), **options)
    return Agreement(pd.DataFrame(rows), pd.DataFrame(pairs), coders, level, recipe)


def _given(
    codings: Codings | pd.DataFrame, *, human_only: bool
) -> tuple[pd.DataFrame, frozenset[tuple[str, str]]]:
    if isinstance(codings, Codings):
        return codings.coded(human_only=human_only), codings.finished
    return codings.reset_index(drop=True), frozenset()


def _seen(
    table: pd.DataFrame,
    finished: frozenset[tuple[str, str]],
    lines: dict[str, Continuum],
    coders: tuple[str, ...],
) -> dict[str, list[int]]:
    """Return, for each meeting that two coders or more have seen, the places of those coders."""
    pairs = set(zip(table["coder"], table["meeting"].astype(str), strict=True)) | finished
    found = {name: [k for k, coder in enumerate(coders) if (coder, name) in pairs] for name in lines}
    return {name: places for name, places in found.items() if len(places) >= 2}


def _laid(table: pd.DataFrame, lines: dict[str, Continuum]) -> Laid:
    """Return the passages on the lines, by code, meeting and coder."""
    found: Laid = {}
    for _, row in table.iterrows():
        span = span_of(row)
        if span.meeting not in lines:
            raise TextmineError("no_such_meeting", name=span.meeting, known=", ".join(list(lines)[:20]))
        key = str(row["code"]), span.meeting, str(row["coder"])
        found.setdefault(key, []).append(lines[span.meeting].place(span))
    return found


def _units(
    code: str,
    laid: Laid,
    seen: dict[str, list[int]],
    lines: dict[str, Continuum],
    coders: tuple[str, ...],
    segments: Segments | None,
    level: str,
) -> _Units:
    parts = []
    offset = 0
    for name, places in seen.items():
        line = lines[name]
        passages = {k: laid.get((code, name, coders[k]), []) for k in places}
        if level == "character":
            units = _stretches(line, passages)
        elif segments is None:
            bounds = np.stack([line.bounds[:-1], line.bounds[1:]], axis=1)
            units = bounds, np.ones(len(bounds)), np.arange(len(bounds), dtype=np.int64)
        else:
            rows, bounds = segment_places(segments, line)
            turn = segments.rows["group"].to_numpy()[rows].astype(np.int64) - line.first
            units = bounds, np.ones(len(bounds)), turn
        bounds, weight, turn = units
        given = np.full((len(bounds), len(coders)), np.nan)
        for k in places:
            given[:, k] = covered_units(bounds, passages[k], by_half_coding=level != "character")
        parts.append(_Units(given, weight, turn + offset))
        offset += len(line.bounds)
    return _Units(*(np.concatenate([getattr(part, name) for part in parts]) for name in _Units._fields))


def _stretches(
    line: Continuum, passages: dict[int, Passages]
) -> tuple[NDArray[np.int64], Floats, NDArray[np.int64]]:
    """Return stretches that all coders treat alike, within one turn each: bounds, characters, turn."""
    ends = [place for units in passages.values() for unit in units for place in unit]
    cuts = np.unique(np.concatenate([line.bounds, np.array(ends, dtype=np.int64)]))
    bounds = np.stack([cuts[:-1], cuts[1:]], axis=1)
    turn = np.searchsorted(line.bounds, cuts[:-1], side="right") - 1
    return bounds, (cuts[1:] - cuts[:-1]).astype(np.float64), turn.astype(np.int64)


def _boundaries(
    code: str,
    laid: Laid,
    seen: dict[str, list[int]],
    lines: dict[str, Continuum],
    coders: tuple[str, ...],
) -> tuple[float, float]:
    """Return observed and expected disagreement on boundaries, meetings weighted by their length squared."""
    total = np.zeros(2)
    for name, places in seen.items():
        units = [laid.get((code, name, coders[k]), []) for k in places]
        both = np.array(disagreements(units, lines[name].length))
        if np.isfinite(both).all():
            total += both * float(lines[name].length) ** 2
    return float(total[0]), float(total[1])


def _rows(
    units: _Units, boundary: tuple[float, ...], told: dict[str, str], draws: int, seed: int
) -> Iterator[dict[str, Any]]:
    """Yield one row a coefficient."""
    yes, no = np.nansum(units.given == 1, axis=1), np.nansum(units.given == 0, axis=1)
    sums = agreement_sums(yes.astype(np.float64), no.astype(np.float64), units.weight)
    couples = list(combinations(range(units.given.shape[1]), 2))
    tables = np.stack(
        [cohen_sums(units.given[:, a], units.given[:, b], units.weight) for a, b in couples], axis=1
    )
    value = {**coefficients_of(sums.sum(axis=0)), "cohen": _light(tables.sum(axis=0))}
    again = _drawn(units.cluster, sums, tables, draws, seed)
    counts = {"n_units": float(sums[:, 3].sum()), "n_coded": float((units.weight * (yes > 0)).sum())}
    for name in NAMES:
        known = again[name][np.isfinite(again[name])]
        low, high = np.quantile(known, [0.025, 0.975]) if len(known) else (np.nan, np.nan)
        one = {"coefficient": name, "value": float(value[name]), "low": float(low), "high": float(high)}
        yield {**told, **one, **counts}
    apart = 1 - boundary[0] / boundary[1] if boundary[1] > 0 else np.nan
    yield {**told, "coefficient": "alpha_u", "value": apart, "low": np.nan, "high": np.nan, **counts}


def _light(tables: Floats) -> Floats:
    """Return the mean of Cohen's kappa over pairs, shape (..., n_pairs, 4) to (...)."""
    each = cohen_of(tables)
    known = np.isfinite(each)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(known, each, 0.0).sum(axis=-1) / known.sum(axis=-1), dtype=np.float64)


def _drawn(
    cluster: NDArray[np.int64], sums: Floats, tables: Floats, draws: int, seed: int
) -> dict[str, Floats]:
    """Return every coefficient on draws of whole turns, shape (draws,) each."""
    names, code = np.unique(cluster, return_inverse=True)
    by_turn = np.zeros((len(names), sums.shape[1]))
    np.add.at(by_turn, code, sums)
    by_pair = np.zeros((len(names), *tables.shape[1:]))
    np.add.at(by_pair, code, tables)
    chance = np.random.default_rng(seed)
    times = chance.multinomial(len(names), np.full(len(names), 1 / len(names)), size=draws).astype(np.float64)
    return {**coefficients_of(times @ by_turn), "cohen": _light(np.einsum("dn,npk->dpk", times, by_pair))}


def _pairs(units: _Units, coders: tuple[str, ...], told: dict[str, str]) -> Iterator[dict[str, Any]]:
    for a, b in combinations(range(len(coders)), 2):
        table = cohen_sums(units.given[:, a], units.given[:, b], units.weight).sum(axis=0)
        if table.sum() > 0:
            counts = dict(zip(("both", "first", "second", "neither"), table.tolist(), strict=True))
            yield {**told, "coder": coders[a], "other": coders[b], "cohen": float(cohen_of(table)), **counts}
