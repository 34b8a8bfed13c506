"""Material with a known story: pilots, the one who leads, and what else changes over meetings."""

import numpy as np
import pandas as pd

from textmine.corpus.tables import Corpus
from textmine.represent.features import Features

NAMES = ["speaker", "meeting", "order", "group", "role", "meeting_kind", "agenda", "n_words"]


def spoken(seed, centres, *, actor=None, sizes=None, n_actor=10, noise=0.5, agenda=None):
    """Blocks around centres, shape (T, N, d), and around those of the actor, shape (T, d).

    `sizes`, shape (T, N), gives the blocks of each cell, 12 by default; `agenda` the item of block b of T.
    """
    generator = np.random.default_rng(seed)
    n_meetings, n_pilots, width = centres.shape
    sizes = np.full((n_meetings, n_pilots), 12) if sizes is None else np.asarray(sizes)
    rows, values = [], []
    for t in range(n_meetings):
        for i in range(n_pilots + (actor is not None)):
            is_pilot = i < n_pilots
            for b in range(sizes[t, i] if is_pilot else n_actor):
                who = (f"p{i}", "pilot") if is_pilot else ("Léa", "facilitator")
                item = agenda(t, b) if agenda else ""
                rows.append((who[0], f"m{t:02d}", t, len(rows), who[1], "meeting", item, 50))
                values.append((centres[t, i] if is_pilot else actor[t]) + generator.normal(0, noise, width))
    return Features(
        pd.DataFrame(rows, columns=NAMES), np.array(values), tuple(map(str, range(width))), "vectors"
    )


def drawing_closer(end, *, n_meetings=8, n_pilots=4, width=8, to=None, seed=0):
    """Centres that go the share `end` of their way to their mean, or to a point; shape (T, N, d).

    Squared distances fall in a straight line.
    """
    start = np.random.default_rng(seed).normal(0, 0.5, (n_pilots, width))
    goal = start.mean(axis=0) if to is None else to
    way = 1.0 - np.sqrt(np.linspace(1.0, (1.0 - end) ** 2, n_meetings))[:, None, None]
    return (1.0 - way) * start + way * goal


def corpus_of(turns, *, transcribers=None):
    """A corpus from (meeting, speaker, role, text), meetings in order of appearance."""
    table = pd.DataFrame(turns, columns=["meeting", "speaker", "role", "text"])
    table = table.assign(kind="speech", agenda="", start=np.nan, end=np.nan, file="f.txt", line=1)
    names = list(dict.fromkeys(table["meeting"]))
    meetings = pd.DataFrame(
        {
            "meeting": names, "title": names, "date": "2024-01-01", "kind": "meeting",
            "order": range(len(names)), "transcriber": transcribers or [""] * len(names), "file": "f.txt",
        }
    )  # fmt: skip
    speakers = table[["speaker", "role"]].drop_duplicates().assign(
        role_reason="declared", labels="", cluster="", legitimacy=np.nan, words=0
    )  # fmt: skip
    marks = pd.DataFrame({"turn": [], "position": [], "text": []})
    return Corpus("essai", "fr", table, meetings, speakers.reset_index(drop=True), marks, ())
