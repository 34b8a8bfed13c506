"""Cells made by hand, and talk of one source in which every meeting is one more replicate."""

import numpy as np
import pandas as pd

from textmine.measure.cells import index_of
from textmine.represent.features import Features


def features_of(cells, *, kind="counts", groups=None):
    """Features of {(pilot, meeting): blocks}; each block its own group unless `groups` says otherwise."""
    rows, values = [], []
    for (pilot, meeting), blocks in cells.items():
        for number, block in enumerate(blocks):
            group = groups[pilot, meeting][number] if groups else len(rows)
            rows.append((pilot, meeting, group))
            values.append(block)
    table = pd.DataFrame(rows, columns=["speaker", "meeting", "group"])
    values = np.array(values, dtype=float)
    return Features(table, values, tuple(f"w{i}" for i in range(values.shape[1])), kind)


def index_for(features):
    return index_of(features.rows, between="speaker", over="meeting")


def on(measure, features, **options):
    return measure(features, index_for(features), **options)


def one_source(rng, n_first, n_second, *, replicates, d=60, words=20, kind="counts"):
    """Two pilots drawing turns from one bursty source; each meeting is a replicate.

    Every turn has its own word probabilities around common ones, as real turns have.
    """
    common = 1.0 / np.arange(1, d + 1)
    common /= common.sum()
    n = replicates * (n_first + n_second)
    meeting = np.repeat(np.arange(replicates), n_first + n_second)
    speaker = np.tile(np.repeat(["a", "b"], [n_first, n_second]), replicates)
    rows = pd.DataFrame({"speaker": speaker, "meeting": meeting, "order": meeting, "group": np.arange(n)})
    if kind == "counts":
        values = rng.multinomial(words, rng.dirichlet(30 * common, size=n)).astype(float)
    else:
        values = rng.standard_t(5, size=(n, d)) * common + common
    return Features(rows, values, tuple(f"w{i}" for i in range(d)), kind)


def mean_and_error(pairwise):
    """Mean over replicates of the distance of the two pilots, and its standard error."""
    values = pairwise[0, 1]
    assert np.isfinite(values).all()
    return values.mean(), values.std(ddof=1) / len(values) ** 0.5
