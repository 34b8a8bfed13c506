"""The one who leads the meeting or asks, as negative control: whether pilots draw as close to him."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from textmine.errors import TextmineError
from textmine.measure.cells import Cells, Floats, Ints, cell_sums, index_of
from textmine.measure.chance import (
    OrderTest,
    jackknife_interval,
    leverages,
    order_test,
    smallest_p_value,
    trend,
)
from textmine.measure.controls.results import ActorControl, ActorVerdict, Facts
from textmine.measure.distance import distances, mean_distance
from textmine.represent.features import Features

ACTOR_ROLES: Final = ("facilitator", "interviewer")
FEW_ACTOR_BLOCKS: Final = 10
_ACTOR: Final = "\x00actor"
_NAN: Final = float("nan")
_Reason = tuple[str, Facts]


class _Pairs(NamedTuple):
    """Distances of the pilots, to each other (P, T) and to the actor (N, T), and where they come from."""

    cells: Cells
    pilots: Ints
    actor: int
    mutual: Floats
    to_actor: Floats


class _Lines(NamedTuple):
    """The three distances over the meetings used, each (T,), with the weights that they share."""

    used: Ints
    mutual: Floats
    actor: Floats
    centre: Floats
    weight: Floats

    def slope(self, distance: Floats, kept: Ints) -> float:
        """Return slope / mean of a distance at the meetings kept; NaN where the mean is not above 0."""
        line = trend(distance[kept], self.weight[kept], kept.astype(np.float64))
        return line.slope / line.mean if line.mean > 0 else _NAN


def compare_with_actors(
    features: Features,
    *,
    between: str = "pilot",
    over: str = "meeting",
    roles: Sequence[str] = ACTOR_ROLES,
    seed: int = 0,
    n_permutations: int = 9_999,
    alpha: float = 0.05,
) -> ActorControl:
    """Compare how pilots draw closer to each other with how they draw closer to who leads or asks.

    Parameters
    ----------
    features
        One row a block, with the blocks of `roles`: ``split(corpus, roles=None)``.
    between, over
        As in `textmine.measure.convergence.converge`.
    roles
        Roles whose talk, put together in each meeting, is the actor's.
    n_permutations
        Orders drawn when there are more than 7 meetings; all orders otherwise.
    alpha
        Level of the one-sided tests.

    Returns
    -------
    ActorControl
        "mutual": pilots draw closer to each other, and more than to the actor. "actor-driven": they draw
        closer to each other, their mean draws closer to the actor, and the two cannot be told apart. "nothing
        to explain": no convergence in these meetings. "cannot be told": the rest, or no such actor.

    Raises
    ------
    TextmineError
        Fewer than two pilots, or no such column.

    Notes
    -----
    With D_t the mean `dist_u` of pairs of pilots, F_t that of a pilot and the actor, and weighted means Dbar
    and Fbar, ``z_t = D_t / Dbar - F_t / Fbar`` has the difference of relative slopes as its slope. Pilots
    who all move towards the actor shrink D and F by the same factor, so that z has no trend: meetings of z
    are exchangeable under that null as under no movement at all, and their order is permuted (jointly for D
    and F). Since ``F_t = C_t + (N - 1) / (2 N) D_t``, with C_t the squared distance of the pilots' mean to
    the actor, F falls when pilots meet each other half-way: that F falls says nothing, that C falls does.
    Meetings weigh 1 / (a^2 + b^2), a and b the means over both kinds of pairs of 1/n_i + 1/n_j blocks. An
    actor who takes up the pilots' words looks like pilots who take up his.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> rows = pd.DataFrame([(p, m, m) for p in "abx" for m in range(6) for _ in range(20)],
    ...                     columns=["speaker", "meeting", "order"])
    >>> rows["role"] = np.where(rows["speaker"] == "x", "facilitator", "pilot")
    >>> side = rows["speaker"].map({"a": 1.0, "b": -1.0, "x": 0.0}) * (6 - rows["order"])
    >>> values = np.column_stack([side, 3.0 * (rows["speaker"] == "x")]) + rng.normal(0, 0.1, (len(rows), 2))
    >>> compare_with_actors(Features(rows, values, ("x", "y"), "vectors")).verdict
    'mutual'
    """
    settings: dict[str, object] = {
        "between": between, "over": over, "roles": [*roles], "alpha": alpha, "seed": seed,
        "n_permutations": n_permutations,
    }  # fmt: skip
    pairs = _pairs(features, between=between, over=over, roles=roles)
    if pairs is None:
        return _untold(features, (), ("actor_absent", {"roles": ", ".join(roles)}), settings)
    names = _names(features, pairs.cells, over, roles)
    lines = _lines(pairs)
    if lines is None or len(lines.used) < 3:
        n = 0 if lines is None else len(lines.used)
        return _untold(features, names, ("actor_too_few", {"n": n}), settings)
    return _compared(features, pairs, lines, names, settings)


def _compared(
    features: Features, pairs: _Pairs, lines: _Lines, names: tuple[str, ...], settings: Facts
) -> ActorControl:
    every = np.arange(len(lines.used), dtype=np.int64)

    def difference(kept: Ints) -> float:
        return lines.slope(lines.mutual, kept) - lines.slope(lines.actor, kept)

    def fall(distance: Floats) -> OrderTest:
        options = {"seed": settings["seed"], "n_permutations": settings["n_permutations"]}
        return order_test(distance, lines.weight, every.astype(np.float64), **options)  # type: ignore[arg-type]

    slopes = [lines.slope(distance, every) for distance in (lines.mutual, lines.actor, lines.centre)]
    is_told = bool(np.isfinite(slopes[:2]).all())
    levels = lines.weight @ lines.mutual, lines.weight @ lines.actor
    joint = fall(lines.mutual / levels[0] - lines.actor / levels[1]) if is_told else None
    tests = [fall(distance) for distance in (lines.mutual, lines.actor, lines.centre)]
    p_difference = joint.p_decrease if joint else _NAN
    verdict, reasons = _judged(tests, p_difference, slopes, settings)
    pull = leverages(lines.weight, np.arange(len(every), dtype=np.float64))
    blocks = pairs.cells.n_blocks[pairs.actor, lines.used]
    if np.median(blocks) < FEW_ACTOR_BLOCKS:
        facts = {"blocks": float(np.median(blocks)), "wanted": FEW_ACTOR_BLOCKS}
        reasons.append(("actor_few_blocks", facts))
    return ActorControl(
        table=_table(pairs, lines),
        cells=_cell_table(pairs),
        actors=names,
        pilots_slope=slopes[0],
        actor_slope=slopes[1],
        centre_slope=slopes[2],
        difference=slopes[0] - slopes[1],
        difference_interval=jackknife_interval(difference, len(every), level=0.95, leverage=pull),
        p_pilots=tests[0].p_decrease,
        p_actor=tests[1].p_decrease,
        p_centre=tests[2].p_decrease,
        p_difference=p_difference,
        p_two_sided=joint.p_two_sided if joint else _NAN,
        n_permutations=tests[0].n_orders,
        is_exact=tests[0].is_exact,
        verdict=verdict,
        reasons=tuple(reasons),
        settings=settings,
        recipe=features.recipe.then("compare_with_actors", **settings),
    )


def _judged(
    tests: Sequence[OrderTest], p_difference: float, slopes: Sequence[float], settings: Facts
) -> tuple[ActorVerdict, list[_Reason]]:
    alpha = float(str(settings["alpha"]))
    p_pilots, _, p_centre = (test.p_decrease for test in tests)
    facts = {
        "p_pilots": p_pilots, "p_centre": p_centre, "p_difference": p_difference, "alpha": alpha,
        "pilots_slope": slopes[0], "actor_slope": slopes[1],
        "smallest": smallest_p_value(tests[0].null_lines.shape[1], tests[0].n_orders),
    }  # fmt: skip
    if not np.isfinite(p_difference):
        return "cannot be told", [("actor_level", facts)]
    if p_pilots > alpha:
        return "nothing to explain", [("actor_nothing", facts)]
    if p_difference <= alpha:
        return "mutual", [("actor_mutual", facts)]
    if p_centre <= alpha:
        return "actor-driven", [("actor_driven", facts)]
    return "cannot be told", [("actor_unclear", facts)]


def _pairs(features: Features, *, between: str, over: str, roles: Sequence[str]) -> _Pairs | None:
    rows, label = features.rows.copy(), "speaker" if between == "pilot" else between
    is_actor = rows["role"].isin(list(roles)).to_numpy() if "role" in rows else np.zeros(len(rows), np.bool_)
    if label in rows:
        rows[label] = rows[label].astype(object)
        rows.loc[is_actor, label] = _ACTOR
    if between == "pilot":
        rows.loc[is_actor, "role"] = "pilot"
    index = index_of(rows, between=between, over=over)
    pilots = [place for place, name in enumerate(index.pilots) if name != _ACTOR]
    if len(pilots) < 2:
        raise TextmineError("one_pilot", found=", ".join(index.pilots[p] for p in pilots), between=between)
    if _ACTOR not in index.pilots:
        return None
    cells = cell_sums(features, index)
    pairwise, actor = distances(cells), index.pilots.index(_ACTOR)
    first, second = (np.array(pilots)[side] for side in np.triu_indices(len(pilots), 1))
    places = np.array(pilots, dtype=np.int64)
    return _Pairs(cells, places, actor, pairwise[first, second], pairwise[places, actor])


def _lines(pairs: _Pairs) -> _Lines | None:
    if not (np.isfinite(pairs.mutual).any() and np.isfinite(pairs.to_actor).any()):
        return None
    mutual, _ = mean_distance(pairs.mutual)
    actor, _ = mean_distance(pairs.to_actor)
    n = int(np.isfinite(pairs.to_actor).any(axis=1).sum())
    present = pairs.cells.present
    inverse = np.where(present, 1.0 / np.maximum(pairs.cells.n_blocks, 1), np.nan)
    used = np.flatnonzero(np.isfinite(mutual) & np.isfinite(actor)).astype(np.int64)
    pilot = np.nanmean(inverse[pairs.pilots][:, used], axis=0) if len(used) else np.zeros(0)
    noise = (2.0 * pilot) ** 2 + (pilot + inverse[pairs.actor, used]) ** 2
    weight = 1.0 / noise
    centre = actor[used] - (n - 1) / (2 * n) * mutual[used]
    return _Lines(used, mutual[used], actor[used], centre, weight / weight.sum() if len(used) else weight)


def _names(features: Features, cells: Cells, over: str, roles: Sequence[str]) -> tuple[str, ...]:
    rows = features.rows
    chosen = rows["role"].isin(list(roles)) & rows[over].astype(str).isin(cells.meetings)
    return tuple(sorted(map(str, rows.loc[chosen, "speaker"].unique()))) if "speaker" in rows else ()


def _table(pairs: _Pairs, lines: _Lines) -> pd.DataFrame:
    cells, used = pairs.cells, lines.used
    present = cells.present[pairs.pilots][:, used]
    return pd.DataFrame(
        {
            "meeting": [cells.meetings[t] for t in used],
            "order": cells.order[used],
            "between_pilots": lines.mutual,
            "to_actor": lines.actor,
            "centre_to_actor": lines.centre,
            "weight": lines.weight,
            "n_pilots": present.sum(axis=0),
            "n_blocks": np.where(present, cells.n_blocks[pairs.pilots][:, used], 0).sum(axis=0),
            "n_actor_blocks": cells.n_blocks[pairs.actor, used],
        }
    )


def _cell_table(pairs: _Pairs) -> pd.DataFrame:
    cells = pairs.cells
    n_meetings = len(cells.meetings)
    return pd.DataFrame(
        {
            "pilot": np.repeat([cells.pilots[place] for place in pairs.pilots], n_meetings),
            "meeting": np.tile(cells.meetings, len(pairs.pilots)),
            "order": np.tile(cells.order, len(pairs.pilots)),
            "distance": pairs.to_actor.ravel(),
        }
    )


def _untold(features: Features, names: tuple[str, ...], reason: _Reason, settings: Facts) -> ActorControl:
    numbers = ("between_pilots", "to_actor", "centre_to_actor", "weight")
    kinds = {"meeting": "str", "order": "int64", **dict.fromkeys(numbers, "float64")}
    kinds |= dict.fromkeys(("n_pilots", "n_blocks", "n_actor_blocks"), "int64")
    cells = {"pilot": "str", "meeting": "str", "order": "int64", "distance": "float64"}
    table, cell_table = (
        pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()})
        for columns in (kinds, cells)
    )
    return ActorControl(
        table, cell_table, names, _NAN, _NAN, _NAN, _NAN, (_NAN, _NAN), _NAN, _NAN, _NAN, _NAN, _NAN, 0, True,
        "cannot be told", (reason,), settings, features.recipe.then("compare_with_actors", **settings),
    )  # fmt: skip
