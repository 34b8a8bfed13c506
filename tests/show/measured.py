"""The made-up run with all that is measured besides the distance: real measures of made-up blocks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from tests.show import material
from textmine.measure.complementarity.complementing import complement
from textmine.measure.controls.actors import compare_with_actors
from textmine.measure.controls.confounds import find_confounds
from textmine.measure.controls.shuffling import placebo
from textmine.measure.convergence import converge
from textmine.measure.imitation.imitating import imitate
from textmine.measure.imitation.results import Adoption
from textmine.measure.panel import converge_panel
from textmine.represent.features import Features
from textmine.show.page import ReportMaterial

N_ORDERS = 199


def run(*, n_meetings: int = 8) -> ReportMaterial:
    base = material.run(n_meetings=n_meetings)
    vectors = material.block_vectors(base.segments)
    led = with_leader(vectors, base.corpus.pilots[0])
    frame = {"n_permutations": N_ORDERS, "seed": 0}
    names = base.corpus.pilots
    return replace(
        base,
        convergence=converge(vectors, **frame),
        panel=converge_panel({"vectors": vectors, "shares": base.shares}, **frame),
        controls=find_confounds(led, corpus=base.corpus, **frame),
        actors=compare_with_actors(led, **frame),
        placebo=placebo(vectors, draws=20),
        imitation=imitate(
            vectors, legitimacy={name: float(k) for k, name in enumerate(names)}, n_permutations=N_ORDERS
        ),
        adoption=adoption(base),
        complementarity=complement(base.shares, n_permutations=99),
    )


def with_leader(vectors: Features, like: str) -> Features:
    """The same blocks, and those of a facilitator who speaks as one of the pilots does."""
    kept = vectors.rows[vectors.rows["role"] == "pilot"].index
    rows = vectors.rows[vectors.rows["speaker"] == like]
    values = vectors.values[rows.index] + np.random.default_rng(1).normal(
        scale=0.3, size=(len(rows), len(vectors.columns))
    )
    both = pd.concat([vectors.rows.loc[kept], rows.assign(speaker="Claire Vasseur", role="facilitator")])
    return replace(
        vectors, rows=both.reset_index(drop=True), values=np.vstack([vectors.values[kept], values])
    )


def without(run: ReportMaterial, *kept: str) -> ReportMaterial:
    """The run with none of what is measured besides the distance, but for what is kept."""
    names = ("panel", "controls", "actors", "placebo", "imitation", "adoption", "complementarity")
    return replace(run, **{name: None for name in names if name not in kept})


def adoption(base: ReportMaterial) -> Adoption:
    """Two phrases taken up, as `adopt` would give them, the second with signs of a page in it."""
    turns, pilots = base.corpus.turns, base.corpus.pilots
    rows = []
    for phrase, (leader, follower) in {0: (0, 1), 1: (2, 3)}.items():
        row = {"phrase": f"grille {phrase}", "leader": pilots[leader], "follower": pilots[follower],
               "n_sources": 1, "uses_leader": 3 + phrase, "uses_follower": 2, "uses_before": 4,
               "specificity": 0.9, "score": 2.0 - phrase}  # fmt: skip
        for side, name in (("leader", pilots[leader]), ("follower", pilots[follower])):
            turn = int(turns.index[turns["speaker"] == name][0])
            text = str(turns["text"].iloc[turn])
            end = text.index(" ", 12)
            row |= {f"{side}_meeting": turns["meeting"].iloc[turn], f"{side}_turn": turn,
                    f"{side}_text": text[:end], f"{side}_start": 0, f"{side}_end": end,
                    f"{side}_excerpt": text[: end + 20], f"{side}_excerpt_start": 0,
                    f"{side}_excerpt_end": end + 20}  # fmt: skip
        rows.append(row)
    pairs = pd.DataFrame(
        {"follower": [pilots[1]], "leader": [pilots[0]], "adopted": [4], "heard": [40], "expected": [2.5],
         "excess": [1.5], "log_odds": [0.61], "error": [0.3], "p": [0.04], "p_adjusted": [0.2]}
    )  # fmt: skip
    leaders = pd.DataFrame(
        {"pilot": pilots[:2], "adopted": [4, 1], "expected": [2.5, 1.0], "excess": [1.5, 0.0],
         "p": [0.04, 0.5], "p_adjusted": [0.08, 0.9]}
    )  # fmt: skip
    return Adoption(
        pairs=pairs, leaders=leaders, quotations=pd.DataFrame(rows), n_phrases=120, n_meetings=8, n_orders=99,
        is_exact=False, reasons=(("phrases_depend", {}),), settings={},
    )  # fmt: skip
