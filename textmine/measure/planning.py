"""What could this corpus show? The convergence that would be found in it, planted in its own blocks."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from textmine.errors import TextmineError
from textmine.measure.cells import Floats, Index
from textmine.measure.convergence import distance_series
from textmine.measure.outlook import REFERENCE_LOSS, Power, answers, cautions
from textmine.measure.pools import pools_of
from textmine.measure.trials import Chance, Ground, blocks_of, rejections, sampling_errors, shock_variance
from textmine.recipe import Recipe
from textmine.represent.features import Features

_COLUMNS = (
    "lost",
    "n_meetings",
    "words",
    "n_blocks",
    "power",
    "low",
    "high",
    "n_sets",
    "power_without_shocks",
)


def power(
    features: Features,
    *,
    between: str = "pilot",
    over: str = "meeting",
    lost: Sequence[float] = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9),
    meetings: Sequence[float] = (1.0, 1.5, 2.0, 3.0),
    words: Sequence[float] = (1.0, 1.5, 2.0, 4.0),
    n_sets: int = 200,
    n_permutations: int = 499,
    alpha: float = 0.05,
    goal: float = 0.8,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Power:
    """Tell what convergence could be found in a corpus, and how much more talk it would take.

    Parameters
    ----------
    features
        One row a block, as for `converge`.
    between, over
        As for `converge`.
    lost
        Shares of the initial distance lost by the last meeting, 0 to 1; 0.5 is always tried.
    meetings, words
        Multiples of the number of meetings, and of the talk in each, at least 1; 1 is always tried.
    n_sets
        Synthetic corpora for each loss and size.
    n_permutations
        Orders drawn in each test when there are more than 7 meetings.
    alpha, goal
        Level of the one-sided test, and the power wanted.
    progress
        Called with the number of losses and sizes done, and their total.

    Returns
    -------
    Power
        Power at each loss and size, the smallest loss that can be found, and the size needed for half.

    Raises
    ------
    TextmineError
        Fewer than two pilots, no such column, a share outside 0 to 1, a multiple below 1, or no set.

    Notes
    -----
    The pool of a pilot is all his blocks over all meetings, so that no trend is left in it. A synthetic
    meeting draws from the pools as many blocks as the pilot has in the real one, whole turns together and no
    block twice (see `textmine.measure.pools.needed_blocks` for the correction of the finite pool); a growing
    share of them is replaced by blocks of others, so that all approach one profile and the squared distance
    falls by the share asked (`left_of`). Since pooling takes away what shifts whole meetings, such as their
    agenda, normal shifts of the variance found in the corpus are added to the meetings' distances
    (`shock_variance`; a handful of meetings tells that variance roughly, hence also the power without them).
    The test is that of `converge`, with its weights. The power is that of the test, not of the verdict, in a
    world where meetings are exchangeable.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> rows = pd.DataFrame([(p, m, m) for p in "ab" for m in range(6) for _ in range(12)],
    ...                     columns=["speaker", "meeting", "order"])
    >>> means = np.where(rows["speaker"] == "a", 1.0, -1.0)
    >>> values = np.column_stack([means, np.zeros(len(rows))]) + rng.normal(0, 0.5, (len(rows), 2))
    >>> found = power(Features(rows, values, ("x", "y"), "vectors"), between="speaker", lost=(0.5, 1.0),
    ...               meetings=(1,), words=(1,), n_sets=100)
    >>> found.smallest_loss
    1.0
    """
    settings: dict[str, Any] = {
        "between": between, "over": over, "lost": _shares("lost", lost),
        "meetings": _multiples("meetings", meetings), "words": _multiples("words", words), "n_sets": n_sets,
        "n_permutations": n_permutations, "alpha": alpha, "goal": goal, "seed": seed,
    }  # fmt: skip
    for name, value in (("alpha", alpha), ("goal", goal)):
        _shares(name, [value])
    for name, value in (("n_sets", n_sets), ("n_permutations", n_permutations)):
        if value < 1:
            raise TextmineError("not_positive", name=name, value=value)
    recipe = features.recipe.then("power", **settings)
    settings["kind"] = features.kind
    series, _, index = distance_series(features, between=between, over=over)
    if len(series.used) < 2:
        return _untold(index, len(series.used), settings, recipe)
    pools, blocks = pools_of(features, index), blocks_of(index, series.used)
    variance, part = shock_variance(series, sampling_errors(pools, blocks, seed=seed))
    ground = Ground(pools, blocks, max(variance, 0.0) if np.isfinite(variance) else 0.0)
    table = _table(ground, settings, Chance(n_sets, n_permutations, alpha, seed), progress)
    told = _told(table, len(series.used), goal)
    found = Power(
        table, *told, len(series.used), pools.distance(), float(series.weight @ series.distance),
        variance, part, (), settings, recipe,
    )  # fmt: skip
    return replace(found, reasons=tuple(answers(found) + cautions(found)))


def _shares(name: str, values: Sequence[float]) -> list[float]:
    """Return the shares in order, each once."""
    for value in values:
        if not 0.0 <= value <= 1.0:
            raise TextmineError("not_a_share", name=name, value=value)
    return sorted({float(value) for value in values})


def _multiples(name: str, values: Sequence[float]) -> list[float]:
    """Return the multiples in order, each once, the present size among them."""
    for value in values:
        if not (np.isfinite(value) and value >= 1.0):
            raise TextmineError("below_present", name=name, value=value)
    return sorted({1.0, *map(float, values)})


def _table(
    ground: Ground,
    options: dict[str, list[float]],
    chance: Chance,
    progress: Callable[[int, int], None] | None,
) -> pd.DataFrame:
    """Try every loss at every size."""
    lost = sorted({*options["lost"], REFERENCE_LOSS})
    known = ground.blocks.shape[1]
    sizes = [(math.ceil(known * more), words) for more in options["meetings"] for words in options["words"]]
    ticks = itertools.count(1)

    def tick() -> None:
        done = next(ticks)
        if progress is not None:
            progress(done, len(sizes) * len(lost))

    typical = float(np.median(ground.blocks[ground.blocks > 0]))
    parts = []
    for n_meetings, words in sizes:
        n_found, n_calm = rejections(ground, lost, n_meetings, words, chance=chance, tick=tick)
        low, high = _interval(n_found, chance.n_sets)
        facts = {"n_meetings": n_meetings, "words": words, "n_blocks": typical * words}
        shares = {"power": n_found / chance.n_sets, "low": low, "high": high, "n_sets": chance.n_sets}
        calm = {"power_without_shocks": n_calm / chance.n_sets}
        parts.append(pd.DataFrame({"lost": lost, **facts, **shares, **calm}))
    return pd.concat(parts, ignore_index=True)


def _interval(n_found: Floats, n_sets: int) -> tuple[Floats, Floats]:
    """Return the 95 % Clopper-Pearson interval of n_found / n_sets, NaN where unknown."""
    low = stats.beta.ppf(0.025, n_found, n_sets - n_found + 1)
    high = stats.beta.ppf(0.975, n_found + 1, n_sets - n_found)
    return np.where(n_found == 0, 0.0, low), np.where(n_found == n_sets, 1.0, high)


def _told(table: pd.DataFrame, n_meetings: int, goal: float) -> tuple[float | None, int | None, float | None]:
    """Return the smallest loss, and the meetings and the words that half of the distance needs."""
    here = table["n_meetings"] == n_meetings
    now = table[here & (table["words"] == 1.0)]
    enough = (now["power"] >= goal)[::-1].cummin()[::-1]
    half = (table["lost"] == REFERENCE_LOSS) & (table["power"] >= goal)
    meetings = table.loc[half & (table["words"] == 1.0), "n_meetings"]
    words = table.loc[half & here, "words"]
    return (
        float(now.loc[enough, "lost"].min()) if enough.any() else None,
        int(meetings.min()) if len(meetings) else None,
        float(words.min()) if len(words) else None,
    )


def _untold(index: Index, n_comparable: int, settings: dict[str, Any], recipe: Recipe) -> Power:
    """Return the result of a corpus with fewer than two meetings where two pilots can be compared."""
    facts = {"n": n_comparable, "pilots": len(index.pilots), "meetings": len(index.meetings)}
    missing = float("nan")
    table = pd.DataFrame({name: pd.Series(dtype="float64") for name in _COLUMNS})
    return Power(
        table, None, None, None, n_comparable, missing, missing, missing, missing,
        (("nothing_to_compare", facts),), settings, recipe,
    )  # fmt: skip
