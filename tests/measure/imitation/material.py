"""Blocks of pilots in meetings whose later talk may repeat what one of them said before."""

import numpy as np
import pandas as pd

from textmine.represent.features import Features


def talk(seed, *, n_pilots=5, n_meetings=8, n_blocks=8, d=20, copied=0.0, leader=0, sizes=None, common=0.0):
    """Unit vectors; a share of the others' blocks repeats a block of the leader's last meeting."""
    rng = np.random.default_rng(seed)
    profiles = common + rng.normal(0.0, 0.3, (n_pilots, d))
    agenda = rng.normal(0.0, 0.3, (n_meetings, d))
    rows, values, said = [], [], None
    for t in range(n_meetings):
        spoken = []
        for i in range(n_pilots):
            n = n_blocks if sizes is None else sizes[i][t]
            blocks = profiles[i] + agenda[t] + rng.normal(0.0, 1.0, (n, d))
            repeats = rng.random(n) < copied
            if said is not None and i != leader and repeats.any():
                picked = said[rng.integers(len(said), size=int(repeats.sum()))]
                blocks[repeats] = 0.8 * picked + 0.4 * blocks[repeats]
            rows += [(f"p{i}", f"m{t}", t, "pilot", "meeting")] * n
            spoken.append(blocks)
        values += spoken
        said = spoken[leader]
    stacked = np.vstack(values)
    stacked /= np.linalg.norm(stacked, axis=1, keepdims=True)
    frame = pd.DataFrame(rows, columns=["speaker", "meeting", "order", "role", "meeting_kind"])
    frame["group"] = np.arange(len(frame))
    return Features(frame, stacked, tuple(map(str, range(d))), "vectors")


def said(cells, *, columns=("speaker", "meeting", "order")):
    """Features of given blocks: a list of (pilot, meeting number, vector)."""
    rows = pd.DataFrame([(pilot, f"m{t}", t) for pilot, t, _ in cells], columns=list(columns))
    values = np.array([vector for *_, vector in cells], dtype=float)
    return Features(rows, values, tuple(map(str, range(values.shape[1]))), "vectors")
