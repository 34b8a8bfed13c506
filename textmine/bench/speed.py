"""How fast the order test is: against the plain loop over orders that an analyst would write."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from textmine.measure.cells import Floats, Ints, index_of
from textmine.measure.chance import Orders, draw_orders, trend_statistics
from textmine.measure.series import series_of
from textmine.measure.strata import layers_of
from textmine.memory import peak_memory
from textmine.messages import say
from textmine.represent.features import Features

N_PILOTS: Final = 37
N_MEETINGS: Final = 13
N_STRATA: Final = 4
N_BLOCKS: Final = 6
N_DIMENSIONS: Final = 64
LEAST_RATIO: Final = 100.0
MOST_BYTES: Final = 1e9
SAME: Final = 1e-9


class Timed(NamedTuple):
    """Statistics of the order test, shape (B,), and the seconds that they took, preparation included."""

    statistics: Floats
    seconds: float


@dataclass(frozen=True)
class Speed:
    """Both ways compared.

    Attributes
    ----------
    ours, plain
        Textmine's statistics at all orders, and the plain loop's at the first of them.
    memory
        Most memory that the process held, in bytes; NaN where the system does not tell.
    n_pilots, n_meetings, n_blocks
        Size of the material.
    """

    ours: Timed
    plain: Timed
    memory: float
    n_pilots: int
    n_meetings: int
    n_blocks: int

    @property
    def ratio(self) -> float:
        """How many times the plain loop's seconds an order are textmine's."""
        ours, plain = self.ours, self.plain
        return (plain.seconds / len(plain.statistics)) / (ours.seconds / len(ours.statistics))

    @property
    def gap(self) -> float:
        """Largest difference of the statistics of both, as a share of the largest statistic."""
        first = self.ours.statistics[: len(self.plain.statistics)]
        return float(np.abs(first - self.plain.statistics).max() / np.abs(first).max())

    def frame(self, language: str | None = None) -> pd.DataFrame:
        """Return one row a figure: ``figure``, ``what`` (in words), ``seen``, ``must_reach``, ``is_met``."""
        ours, plain = self.ours, self.plain
        sizes = {"pilots": self.n_pilots, "meetings": self.n_meetings, "blocks": self.n_blocks}
        each = {"ours": len(ours.statistics), "plain": len(plain.statistics)}
        is_small = None if np.isnan(self.memory) else self.memory < MOST_BYTES
        figures: list[tuple[str, float, str, bool | None, dict[str, int]]] = [
            ("ours", ours.seconds, "–", None, {"orders": each["ours"], **sizes}),
            ("order", 1e6 * ours.seconds / each["ours"], "–", None, {}),
            ("plain", 1e6 * plain.seconds / each["plain"], "–", None, {"orders": each["plain"]}),
            ("ratio", self.ratio, f"≥ {LEAST_RATIO:g}", self.ratio >= LEAST_RATIO, {}),
            ("same", self.gap, f"≤ {SAME:g}", self.gap <= SAME, {}),
            ("memory", self.memory / 1e6, f"< {MOST_BYTES / 1e6:g}", is_small, {}),
        ]
        rows = [
            (name, say(f"bench.speed_{name}", language, **facts), seen, goal, is_met)
            for name, seen, goal, is_met, facts in figures
        ]
        table = pd.DataFrame(rows, columns=["figure", "what", "seen", "must_reach", "is_met"])
        return table.assign(is_met=table["is_met"].astype(object))


def measure_speed(*, n_orders: int = 9_999, n_plain: int = 100, seed: int = 0) -> Speed:
    """Time the order test on blocks of 37 pilots in 13 meetings under 4 agenda items.

    Parameters
    ----------
    n_orders
        Orders of the meetings that textmine tries.
    n_plain
        Those of them that the plain loop tries too.

    Notes
    -----
    Both start from the blocks' vectors and end with the statistics; both times hold the preparation.
    """
    features = material(seed=seed)
    drawn = draw_orders(N_MEETINGS, seed=seed, n_permutations=n_orders)
    few = Orders(drawn.orders[:n_plain], is_exact=False)
    ours, plain = fast_statistics(features, drawn), plain_statistics(features, few)
    memory = peak_memory()
    return Speed(
        ours, plain, float("nan") if memory is None else float(memory), N_PILOTS, N_MEETINGS, len(features)
    )


def material(
    *, n_pilots: int = N_PILOTS, n_meetings: int = N_MEETINGS, n_strata: int = N_STRATA, seed: int = 0
) -> Features:
    """Return vectors by chance: two to about ten blocks of each pilot at each meeting under each item."""
    chance = np.random.default_rng(seed)
    sizes = 2 + chance.poisson(N_BLOCKS - 2, n_pilots * n_meetings * n_strata)
    cell = np.repeat(np.arange(len(sizes)), sizes)
    pilot, rest = np.divmod(cell, n_meetings * n_strata)
    meeting, stratum = np.divmod(rest, n_strata)
    rows = pd.DataFrame(
        {
            "meeting": np.array([f"m{number:02d}" for number in range(n_meetings)])[meeting],
            "order": meeting,
            "speaker": np.array([f"p{number:02d}" for number in range(n_pilots)])[pilot],
            "agenda": np.array([f"a{number}" for number in range(n_strata)])[stratum],
        }
    )
    own = chance.standard_normal((n_pilots, N_DIMENSIONS))
    values = 0.3 * own[pilot] + chance.standard_normal((len(cell), N_DIMENSIONS))
    values /= np.linalg.norm(values, axis=1, keepdims=True)
    columns = tuple(f"v{number}" for number in range(N_DIMENSIONS))
    return Features(rows, values, columns, "vectors")


def fast_statistics(features: Features, drawn: Orders) -> Timed:
    """Return the statistics as `textmine.measure.convergence.converge` computes them."""
    start = perf_counter()
    index = index_of(features.rows, between="speaker", over="meeting")
    layers = layers_of(features, index, strata="agenda")
    series = series_of(layers.rows, layers.precision(), layers.row_weights)
    statistics, _ = trend_statistics(series.distance, series.weight, series.times, drawn)
    return Timed(statistics, perf_counter() - start)


def plain_statistics(features: Features, drawn: Orders) -> Timed:
    """Return the statistics by a loop: under each order, the distances are computed anew.

    Notes
    -----
    Written as one would with numpy, without textmine's measures: sums of cells once; then for each order,
    meeting and item the products of all pilots, ``S_i + S_j - 2 G_ij``, their mean, and the weighted slope's
    numerator. Everybody attends every meeting, so that no level of a pair has to be removed.
    """
    start = perf_counter()
    sums, squares, sizes = _cell_sums(features)
    weight = _item_weights(sizes)
    precision = 1.0 / (weight[None, :] ** 2 * (1.0 / sizes).mean(axis=0) ** 2).sum(axis=1)
    precision /= precision.sum()
    above = np.triu_indices(len(sums), 1)

    def distance(meeting: int) -> float:
        """Return the mean over items of the mean distance of pairs at a meeting."""
        total = 0.0
        for item in range(len(weight)):
            s, n = sums[:, meeting, item], sizes[:, meeting, item]
            within = ((s**2).sum(axis=1) - squares[:, meeting, item]) / (n * (n - 1.0))
            cross = (s / n[:, None]) @ (s / n[:, None]).T
            total += weight[item] * (within[:, None] + within[None, :] - 2.0 * cross)[above].mean()
        return total

    times = np.arange(sums.shape[1], dtype=np.float64)
    lever = np.sqrt(precision) * (times - precision @ times)
    statistics = []
    for order in drawn.orders:
        series = np.array([distance(meeting) for meeting in order.tolist()])
        centred = series - precision[order] @ series
        statistics.append(float(lever @ (np.sqrt(precision[order]) * centred)))
    return Timed(np.array(statistics), perf_counter() - start)


def _cell_sums(features: Features) -> tuple[Floats, Floats, Floats]:
    """Return the sum of the vectors, (N, T, K, d), of their squared lengths and the number, (N, T, K)."""
    pilot, pilots = pd.factorize(features.rows["speaker"], sort=True)
    item, items = pd.factorize(features.rows["agenda"], sort=True)
    meeting: Ints = features.rows["order"].to_numpy(dtype=np.int64)
    shape = (len(pilots), int(meeting.max()) + 1, len(items))
    values = features.dense()
    sums, squares, sizes = np.zeros((*shape, values.shape[1])), np.zeros(shape), np.zeros(shape)
    np.add.at(sums, (pilot, meeting, item), values)
    np.add.at(squares, (pilot, meeting, item), (values**2).sum(axis=1))
    np.add.at(sizes, (pilot, meeting, item), 1.0)
    return sums, squares, sizes


def _item_weights(sizes: Floats) -> Floats:
    """Return the weight of each item, shape (K,): its precision, summed over meetings."""
    precise = (1.0 / (1.0 / sizes).mean(axis=0) ** 2).sum(axis=0)
    return np.asarray(precise / precise.sum())
