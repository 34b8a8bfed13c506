"""MRQAP: coefficients against statsmodels, p-values against a plain loop, and the null."""

import itertools

import numpy as np
import pytest

from textmine.errors import TextmineError
from textmine.measure.imitation.dyads import mrqap

SCORE = np.array([1.0, 2.0, 4.0, 7.0, 5.0, 3.0])
GAP = SCORE[None, :] - SCORE[:, None]


def example():
    near = np.array([[abs(i - j) % 3 for j in range(6)] for i in range(6)], float)
    rest = np.array([[((3 * i + 5 * j) % 7) - 3 for j in range(6)] for i in range(6)])
    outcome = 0.3 * GAP - 0.5 * near + rest
    outcome[0, 3] = near[4, 1] = np.nan
    return outcome, near


def test_coefficients_are_those_of_statsmodels():
    outcome, near = example()
    table = mrqap(outcome, {"gap": GAP, "near": near}, n_permutations=19)
    # statsmodels 0.15.0, OLS(...).fit(): params and tvalues over the 28 dyads known
    expected = [0.1716642219924494, 0.31921273474883993, -0.40438117681006047]
    assert table["coefficient"].tolist() == pytest.approx(expected, rel=1e-10)
    expected_t = [0.19773464340950447, 2.1952753273321846, -0.6473050343418193]
    assert table["t"].tolist() == pytest.approx(expected_t, rel=1e-10)
    assert table["n_dyads"].tolist() == [28] * 3
    assert table["covariate"].tolist() == ["intercept", "gap", "near"]


def test_coefficients_are_those_of_the_installed_statsmodels():
    api = pytest.importorskip("statsmodels.api", reason="statsmodels is not installed")
    outcome, near = example()
    known = ~np.eye(6, dtype=bool) & np.isfinite(outcome) & np.isfinite(near)
    fitted = api.OLS(outcome[known], api.add_constant(np.column_stack([GAP[known], near[known]]))).fit()
    table = mrqap(outcome, {"gap": GAP, "near": near}, n_permutations=19)
    np.testing.assert_allclose(table["coefficient"], fitted.params)
    np.testing.assert_allclose(table["t"], fitted.tvalues)


def least_squares_t(outcome, design, place):
    coefficients = np.linalg.lstsq(design, outcome, rcond=None)[0]
    left = outcome - design @ coefficients
    variance = left @ left / (len(design) - design.shape[1])
    return coefficients[place] / np.sqrt(variance * np.linalg.inv(design.T @ design)[place, place])


@pytest.mark.parametrize("missing", [False, True])
def test_p_values_by_a_plain_loop_over_all_permutations(missing):
    rng = np.random.default_rng(3)
    outcome, one, two = rng.normal(size=(3, 5, 5))
    outcome += one
    if missing:
        outcome[0, 2] = np.nan
    table = mrqap(outcome, {"one": one, "two": two}).set_index("covariate")
    known = ~np.eye(5, dtype=bool) & np.isfinite(outcome)
    for name, own, other in (("one", one, two), ("two", two, one)):
        others = np.column_stack([np.ones(known.sum()), other[known]])
        residual = np.full((5, 5), np.nan)
        residual[known] = own[known] - others @ np.linalg.lstsq(others, own[known], rcond=None)[0]
        statistics = []
        for order in itertools.permutations(range(5)):
            moved = residual[np.ix_(order, order)]
            use = known & np.isfinite(moved)
            design = np.column_stack([np.ones(use.sum()), other[use], moved[use]])
            statistics.append(least_squares_t(outcome[use], design, 2))
        observed = table.loc[name, "t"]
        assert table.loc[name, "p_high"] == pytest.approx(np.mean(np.array(statistics) >= observed - 1e-9))
        assert table.loc[name, "p_low"] == pytest.approx(np.mean(np.array(statistics) <= observed + 1e-9))


def test_the_null_is_kept_where_dyads_share_pilots():
    # row and column effects make least squares reject far too often; correlated covariates make it worse
    rng = np.random.default_rng(0)
    p, classical = [], []
    for _ in range(200):
        sender, receiver, other = rng.normal(size=(3, 8))
        outcome = sender[:, None] + receiver[None, :] + rng.normal(0.0, 0.3, (8, 8))
        mate = other[None, :] - other[:, None] + rng.normal(0.0, 0.5, (8, 8))
        own = rng.normal(size=8)
        table = mrqap(
            outcome + mate, {"own": own[None, :] - own[:, None] + mate, "mate": mate}, n_permutations=199
        )
        p.append(table["p"][1])
        classical.append(abs(table["t"][1]) > 2.0)
    assert np.mean(np.array(p) <= 0.05) <= 0.09
    assert np.mean(classical) > 0.2


def test_a_symmetric_covariate_cannot_explain_influence():
    rng = np.random.default_rng(1)
    influence = GAP + rng.normal(size=(6, 6))
    influence -= influence.T
    near = rng.normal(size=(6, 6))
    table = mrqap(influence, {"gap": GAP, "near": near + near.T}, n_permutations=99)
    assert table["coefficient"][0] == pytest.approx(0.0, abs=1e-10)
    assert table["coefficient"][2] == pytest.approx(0.0, abs=1e-10)
    assert table["p_high"][1] <= 0.02


def test_same_seed_same_table():
    rng = np.random.default_rng(0)
    outcome, one = rng.normal(size=(2, 9, 9))
    first, second, third = (
        mrqap(outcome, {"one": one}, seed=s, n_permutations=199)["p"][1] for s in (0, 0, 1)
    )
    assert first == second
    assert abs(first - third) < 0.2


def test_faults():
    with pytest.raises(TextmineError, match="4"):
        mrqap(np.zeros((3, 3)), {"gap": np.zeros((3, 3))})
    with pytest.raises(TextmineError):
        mrqap(np.zeros((6, 6)), {"gap": np.zeros((5, 5))})
    with pytest.raises(TextmineError):
        mrqap(np.zeros((6, 6)), {})
    with pytest.raises(TextmineError, match="gap, twice"):
        mrqap(np.ones((6, 6)), {"gap": GAP, "twice": 2 * GAP})
