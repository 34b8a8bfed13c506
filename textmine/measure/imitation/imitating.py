"""Who imitates whom? Influences, leader and legitimacy, each against chance, and a verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import get_args

import numpy as np
import pandas as pd

from textmine.errors import TextmineError
from textmine.measure.cells import MOST_BLOCKS, MOST_CELLS, MOST_PILOTS, Index, index_of
from textmine.measure.chance import draw_orders, smallest_p_value
from textmine.measure.imitation import judging
from textmine.measure.imitation.cross import SHARPNESS, Kernel, joint_differences
from textmine.measure.imitation.leadership import against_orders
from textmine.measure.imitation.results import Imitation
from textmine.measure.imitation.scores import label_test, scores_of
from textmine.recipe import Recipe
from textmine.represent.features import Features


def imitate(
    features: Features | Sequence[Features],
    *,
    legitimacy: str | Mapping[str, float] | None = None,
    between: str = "pilot",
    over: str = "meeting",
    kernel: Kernel = "lag1",
    sharpness: float | None = SHARPNESS,
    strata: str | None = None,
    seed: int = 0,
    n_permutations: int = 9_999,
    alpha: float = 0.05,
    most_pilots: int = MOST_PILOTS,
) -> Imitation:
    """Measure who moves towards whom, and whether towards the more legitimate.

    Parameters
    ----------
    features
        One row a block: "vectors" (``SentenceVectors(purpose="pilot")``), "shares" or "counts"; or several
        tables of the same blocks, best vectors and ``weigh(counts, power=2)``: borrowing shows in meaning or
        in words, and the tables are averaged, each in units of its spread (`joint_differences`).
    legitimacy
        A numeric column of the rows (declared in corpus.toml), or a mapping of pilot to score; pilots without
        one are left out of that test only. Scores drawn from the same meetings explain themselves: see
        `textmine.measure.imitation.scores.nominations`.
    between, over
        Who is compared, and what is ordered in time: as for ``converge``.
    kernel
        "lag1": each meeting with the next (recent borrowing); "sign": each with all later ones (slow drift,
        which a drifting agenda also gives). The other one is reported beside.
    sharpness
        c > 0 compares blocks with the kernel exp(c (cos - 1)), which sees the paraphrase of single blocks far
        better than means do, and shifts of emphasis as well; None compares the means of cells.
    strata
        A column such as "agenda": talk is compared within its items only.
    n_permutations
        Orders of meetings, and labellings of pilots, drawn; all orders up to 7 meetings, all labellings up
        to 8 pilots.
    alpha
        Level of each one-sided test, declared before looking; that of the leader is adjusted for the number
        of pilots.
    most_pilots
        Where there are more, those with most blocks are compared, and the reasons say so; fewer where there
        are more than 50 meetings (pilots times meetings: 5,000).

    Returns
    -------
    Imitation
        Of more than 30,000 blocks, as many are drawn, the same number of each cell where it has them.
        The verdict is "towards the more (less) legitimate" where the slope of influence on the legitimacy gap
        is more than chance gives with the meetings in other orders; else "towards a leader" where one is
        named; else "cannot be told". That legitimacy is the reason is another question: ``p_labels``.

    Raises
    ------
    TextmineError
        Fewer than two pilots, no such column, an unknown kernel, or scores that are no numbers or all equal.

    Notes
    -----
    Odd cross-similarity: ``A_ij = sum_{t != s} k(t - s) <x_it, x_js>``, with k odd, over the pairs of
    meetings in which both pilots are present in both: its expectation is 0 where nobody follows anybody,
    whatever the pilots' profiles and the lengths of their talk. Vectors are taken from the common origin of
    all talk, never from that of their meeting.

    A move of the agenda towards one pilot's subject looks like imitation of him: compare within strata. An
    early adopter of what all take up later looks like its source, most of all with "sign": `adopt` tells who
    said a phrase first. Meetings that depend on each other beyond that (autocorrelation) make the test too
    easy to pass. Each of the three tests (more, less, leader) has the level alpha: where nobody follows
    anybody, one of them still speaks in about 2 alpha of all corpora (simulated: .11 at .05).

    Examples
    --------
    >>> import pandas as pd
    >>> rng = np.random.default_rng(0)
    >>> said = rng.normal(0.0, 1.0, (2, 10, 8))
    >>> said[1, 1:] += said[0, :-1]
    >>> rows = pd.DataFrame([(p, m, m) for p in "ab" for m in range(10)],
    ...                     columns=["speaker", "meeting", "order"])
    >>> features = Features(rows, said.reshape(20, 8), tuple("12345678"), "vectors")
    >>> imitate(features, between="speaker", legitimacy={"a": 2, "b": 1}, n_permutations=999).verdict
    'towards the more legitimate'
    """
    if kernel not in get_args(Kernel):
        raise TextmineError("unknown_kernel", kernel=kernel, kernels=", ".join(get_args(Kernel)))
    settings = {
        "legitimacy": legitimacy if legitimacy is None or isinstance(legitimacy, str) else dict(legitimacy),
        "between": between, "over": over, "kernel": kernel, "sharpness": sharpness, "strata": strata,
        "seed": seed, "n_permutations": n_permutations, "alpha": alpha, "most_pilots": most_pilots,
    }  # fmt: skip
    tables = (features,) if isinstance(features, Features) else tuple(features)
    rows = _rows_of(tables)
    everyone = index_of(rows, between=between, over=over)
    spoken = _shared_meetings(everyone.most_heard(most_pilots, n_cells=MOST_CELLS))
    index = spoken if sharpness is None else spoken.at_most(MOST_BLOCKS, seed=seed)
    label = "speaker" if between == "pilot" else between
    scores = scores_of(rows, legitimacy, label=label, pilots=index.pilots)
    odd = joint_differences(tables, index, sharpness=sharpness, strata=strata)
    drawn = draw_orders(len(index.meetings), seed=seed, n_permutations=n_permutations)
    main, other = (
        against_orders(odd, scores, kernel=one, drawn=drawn)
        for one in (kernel, "sign" if kernel == "lag1" else "lag1")
    )
    labels = label_test(main.influences, scores, seed=seed, n_permutations=n_permutations)
    smallest = smallest_p_value(len(index.meetings), n_permutations)
    found = judging.Found(index, scores, main, other, labels, smallest)
    leader = judging.leader_of(found, alpha)
    verdict, reasons = judging.judge(found, leader, alpha=alpha)
    reasons += judging.limits(found, alpha=alpha, is_stratified=strata is not None)
    if len(index.pilots) < len(everyone.pilots):
        reasons.append(("most_pilots", {"kept": len(index.pilots), "n": len(everyone.pilots)}))
    if len(index.row) < len(spoken.row):
        reasons.append(("blocks_drawn", {"kept": len(index.row), "n": len(spoken.row)}))
    return Imitation(
        pairs=judging.pair_table(found),
        leadership=judging.leadership_table(found),
        leader=leader,
        slope=main.slope,
        slope_interval=(main.slope - main.slope_half, main.slope + main.slope_half),
        p_more=main.p_more,
        p_less=main.p_less,
        p_labels=labels.p_more,
        slope_other_kernel=other.slope,
        p_more_other_kernel=other.p_more,
        n_orders=len(drawn.orders),
        is_exact=drawn.is_exact,
        n_labellings=labels.n_labellings,
        smallest_p=smallest,
        verdict=verdict,
        reasons=tuple(reasons),
        n_meetings=len(index.meetings),
        n_blocks=len(index.row),
        settings=settings,
        recipe=_recipe_of(tables).then("imitate", **settings),
    )


def _rows_of(tables: tuple[Features, ...]) -> pd.DataFrame:
    if not tables:
        raise TextmineError("tables_differ", sizes="0")
    return tables[0].rows


def _recipe_of(tables: tuple[Features, ...]) -> Recipe:
    recipe = tables[0].recipe
    for table in tables[1:]:
        recipe = recipe.merged(table.recipe)
    return recipe


def _shared_meetings(index: Index) -> Index:
    """Return the index without the meetings in which fewer than two pilots talk: they interrupt nothing."""
    together = (judging.cell_sizes(index) > 0).sum(axis=0) >= 2
    kept = np.flatnonzero(together)
    chosen = together[index.meeting]
    place = np.cumsum(together) - 1
    return Index(
        pilots=index.pilots,
        meetings=tuple(index.meetings[t] for t in kept),
        order=index.order[kept],
        row=index.row[chosen],
        pilot=index.pilot[chosen],
        meeting=place[index.meeting[chosen]].astype(np.int64),
        group=index.group[chosen],
    )
