"""Complementarity: what each pilot brings that no other does, and whether the others take it up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from textmine.errors import TextmineError
from textmine.measure.cells import index_of
from textmine.measure.complementarity.carriers import sole_carriers
from textmine.measure.complementarity.coverage import topic_coverage
from textmine.measure.complementarity.levels import levels_of, trend_of
from textmine.measure.complementarity.material import (
    Material,
    comparable,
    material_of,
    strongest_topics,
    talk_of,
)
from textmine.measure.complementarity.periods import split_periods
from textmine.measure.complementarity.results import Complementarity
from textmine.measure.complementarity.tables import meeting_table, period_table, pilot_table
from textmine.measure.complementarity.untold import nothing_told
from textmine.measure.complementarity.uptake import uptake_table
from textmine.measure.complementarity.verdicts import ALL, Limits, caveats, judge_all
from textmine.represent.features import Features


def complement(
    shares: Features,
    *,
    between: str = "pilot",
    over: str = "meeting",
    periods: int | Mapping[str, str] | None = None,
    seed: int = 0,
    n_permutations: int = 999,
    alpha: float = 0.05,
    margin: float = 0.10,
    least_uptake: float = 0.02,
    window: int = 6,
    effort: int = 20,
) -> Complementarity:
    """Measure what each pilot brings that no other does, and whether the others take it up.

    Parameters
    ----------
    shares
        One row a block: "shares" of topics, or "counts" (of codes, of words), whose columns are then the
        topics. Where rows tell the turn (``group``, rising in order of speech) uptake is read inside
        meetings too.
    between, over
        Who is compared ("pilot", or a column), and what is ordered in time.
    periods
        Number of equal parts of the meetings, or the period of each meeting; None: two halves (one period
        with fewer than four meetings).
    n_permutations
        Relabellings of turns, and orders of meetings where there are more than 7.
    alpha
        Level of every test.
    margin
        beta - 1 below which the pilots are held to speak alike, in effective pilots.
    least_uptake
        Difference of shares below which a topic is held not to be taken up.
    window
        Blocks of the others heard on each side of a block, at most.
    effort
        Blocks that coverage of topics is told at, from 1 to 150.

    Returns
    -------
    Complementarity
        A verdict on all meetings and on each period, with the tables it rests on.

    Raises
    ------
    TextmineError
        The features are vectors, fewer than two pilots, no such column, a window that holds nothing, or
        periods that do not fit. Where no meeting has two pilots to compare, the verdict is "cannot be told",
        and its reason says so.

    Notes
    -----
    Alpha, beta and gamma are Hill numbers of order 2 (Jost 2007) whose terms are estimated without bias by
    the inner products of blocks of different turns, those of `dist_u`: ``alpha = 1 / mean S``,
    ``gamma = n / (mean S + (n - 1) mean G)``, ``beta = gamma / alpha``,
    ``complementarity = (beta - 1) / (n - 1)``. Over several meetings the means are over meetings, so that
    pilots are compared inside a meeting only. Difference alone is not complementarity: see `judge_period`
    for the verdict, `uptake_table` for uptake. Absent pilots are missing, never 0; no estimate is clipped.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> rng = np.random.default_rng(0)
    >>> rows = pd.DataFrame([(p, m, m) for p in "ab" for m in range(4) for _ in range(10)],
    ...                     columns=["speaker", "meeting", "order"])
    >>> own = np.where(rows["speaker"] == "a", 0.9, 0.1) + rng.uniform(-0.1, 0.1, len(rows))
    >>> found = complement(Features(rows, np.column_stack([own, 1 - own]), ("x", "y"), "shares"),
    ...                    between="speaker", n_permutations=99)
    >>> found.topics["carrier"].tolist(), round(found.beta, 1)
    (['a', 'b'], 1.7)
    """
    if window < 1:
        raise TextmineError("bad_window", window=window)
    options = _Options(periods, seed, n_permutations, Limits(alpha, margin, least_uptake), window, effort)
    kept = comparable(shares, between=between, over=over)
    settings: dict[str, object] = {
        "between": between, "over": over, "seed": seed, "n_permutations": n_permutations,
        "periods": dict(periods) if isinstance(periods, Mapping) else periods,
        "alpha": alpha, "margin": margin, "least_uptake": least_uptake, "window": window, "effort": effort,
    }  # fmt: skip
    recipe = shares.recipe.then("complement", **settings)
    settings["kind"] = shares.kind
    if not len(kept):
        return nothing_told(index_of(shares.rows, between=between, over=over), settings, recipe)
    found = _found(material_of(kept, between=between, over=over), options, over=over)
    return replace(found, settings=settings, recipe=recipe)


class _Options(NamedTuple):
    """What `complement` was asked for, but for who is compared."""

    periods: int | Mapping[str, str] | None
    seed: int
    n_permutations: int
    limits: Limits
    window: int
    effort: int


def _found(material: Material, options: _Options, *, over: str) -> Complementarity:
    """Return the result, but for its settings and recipe."""
    chance = {"seed": options.seed, "n_permutations": options.n_permutations}
    used, cells, limits = material.used, material.cells, options.limits
    parts = ((ALL, used), *split_periods(cells.meetings, used, options.periods))
    levels = levels_of(material, [meetings for _, meetings in parts])
    of_meetings = levels_of(material, [used[[place]] for place in range(len(used))])
    line = trend_of(material, of_meetings, **chance)
    columns = material.features.columns
    topics = sole_carriers(material.groups, cells.pilots, columns, alpha=limits.alpha, **chance)
    uptake = uptake_table(talk_of(material, over=over), parts, window=options.window, **chance)
    coverage = topic_coverage(strongest_topics(material), effort=options.effort, **chance)
    judged = judge_all(period_table(material, parts, levels), line, uptake, limits)
    return Complementarity(
        table=meeting_table(material, of_meetings, line, over=over),
        periods=judged.periods,
        pilots=pilot_table(material, topics, coverage, **chance),
        topics=topics,
        uptake=uptake,
        alpha=levels[0].alpha,
        beta=levels[0].beta,
        gamma=levels[0].gamma,
        complementarity=levels[0].complementarity,
        complementarity_interval=levels[0].interval,
        beta_interval=levels[0].beta_interval,
        slope=line.slope,
        slope_interval=line.interval,
        p_fall=line.p_fall,
        p_rise=line.p_rise,
        smallest_p=line.smallest_p,
        coverage=coverage.together,
        coverage_gain=coverage.gain,
        effort=coverage.effort,
        verdict=judged.verdict,
        reasons=(*judged.reasons, *caveats(material, line, uptake, limits)),
        n_pilots=len(cells.pilots),
        n_blocks=int(material.counted.sum()),
        settings={},
    )
