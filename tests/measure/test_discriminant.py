"""Cross-fitted axes: they find what there is, and nothing where there is nothing."""

import numpy as np
import pandas as pd
import pytest
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

from textmine.errors import TextmineError
from textmine.measure.cells import gather
from textmine.measure.convergence import converge
from textmine.measure.discriminant import cross_fitted
from textmine.measure.distance import distances
from textmine.represent.features import Features


def blocks(seed, *, apart, n_pilots=3, n_meetings=5, n_blocks=12, size=20, noise=None):
    rng = np.random.default_rng(seed)
    rows = pd.DataFrame(
        [(f"p{i}", f"m{t}", t) for t in range(n_meetings) for i in range(n_pilots) for _ in range(n_blocks)],
        columns=["speaker", "meeting", "order"],
    )
    centres = np.eye(size)[:n_pilots] * apart
    values = centres[rows["speaker"].str[1:].astype(int)]
    scale = np.ones(size) if noise is None else noise
    return Features(
        rows,
        values + rng.normal(size=(len(rows), size)) * scale,
        tuple(f"v{k}" for k in range(size)),
        "vectors",
    )


def mean_of_draws(apart, transform, n=60):
    found = [
        np.nanmean(distances(gather(transform(blocks(s, apart=apart)), between="speaker", over="meeting")))
        for s in range(n)
    ]
    return np.mean(found), np.std(found) / n**0.5


def test_equal_pilots_are_at_zero_on_average():
    mean, error = mean_of_draws(0.0, lambda f: cross_fitted(f, between="speaker"))
    assert abs(mean) < 3.5 * error

    # axes that saw the meeting feign a distance
    def fitted_on_itself(features):
        model = LinearDiscriminantAnalysis(solver="eigen", shrinkage=0.2)
        values = model.fit_transform(features.values, features.rows["speaker"])
        return Features(features.rows, values, ("a", "b"), "vectors")

    naive, naive_error = mean_of_draws(0.0, fitted_on_itself)
    assert naive > 5 * naive_error


def test_axes_are_those_of_fisher():
    features = blocks(1, apart=3.0, n_meetings=3, n_blocks=40)
    found = cross_fitted(features, between="speaker")
    others = features.take((features.rows.order != 0).to_numpy())
    model = LinearDiscriminantAnalysis(solver="eigen", shrinkage=None).fit(others.values, others.rows.speaker)
    here = (features.rows.order == 0).to_numpy()
    oracle = model.transform(features.values[here])
    ours = cross_fitted(features, between="speaker", shrinkage=1e-9).values[here]
    assert found.values.shape == (len(features), 2)
    for place in range(2):
        assert abs(np.corrcoef(oracle[:, place], ours[:, place])[0, 1]) == pytest.approx(1.0, abs=1e-6)


def test_they_see_a_convergence_that_noise_hides():
    noise = np.ones(20)
    noise[3:] = 4.0
    sharper = 0
    for seed in range(12):
        features = blocks(seed, apart=1.5, n_meetings=8, noise=noise)
        fade = np.linspace(1.0, 0.2, 8)[features.rows["order"]]
        centres = (np.eye(20)[:3] * 1.5)[features.rows["speaker"].str[1:].astype(int)]
        values = features.values - centres * (1 - fade)[:, None]
        moved = Features(features.rows, values, features.columns, "vectors")
        plain = converge(moved, between="speaker", n_permutations=499).p_convergence
        sharp = converge(cross_fitted(moved, between="speaker"), between="speaker", n_permutations=499)
        sharper += sharp.p_convergence < plain
    assert sharper >= 9


def test_bad_input():
    features = blocks(0, apart=1.0, n_meetings=2)
    with pytest.raises(TextmineError) as fault:
        cross_fitted(features, between="speaker")
    assert fault.value.key == "few_meetings_to_fit"
    with pytest.raises(TextmineError):
        cross_fitted(blocks(0, apart=1.0), between="speaker", shrinkage=0.0)
    counts = Features(features.rows, np.abs(features.values), features.columns, "counts")
    with pytest.raises(TextmineError) as fault:
        cross_fitted(counts, between="speaker")
    assert fault.value.key == "wrong_kind"
