"""Correspondence analysis against a dense SVD and prince; supplementary points; bad input."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from textmine.errors import TextmineError
from textmine.represent.correspondence import CorrespondenceAnalysis


def drawn(n, d, seed=0):
    generator = np.random.default_rng(seed)
    table = generator.poisson(generator.gamma(0.3, 2.0, (n, d)))
    table[table.sum(axis=1) == 0, 0] = 1
    table[0, table.sum(axis=0) == 0] = 1
    return table


def fitted(table, n_axes=4):
    n, d = table.shape
    names = {"rows": [f"r{i}" for i in range(n)], "columns": [f"c{j}" for j in range(d)]}
    return CorrespondenceAnalysis(n_axes=n_axes).fit(table, **names)


def axes(points, stem="axis", k=4):
    return points[[f"{stem}_{i + 1}" for i in range(k)]].to_numpy()


@pytest.mark.parametrize("shape", [(12, 30), (500, 450)])
def test_equal_to_a_dense_svd(shape):
    table = drawn(*shape)
    share = table / table.sum()
    r, c = share.sum(axis=1), share.sum(axis=0)
    scaled = (share - np.outer(r, c)) / np.sqrt(np.outer(r, c))
    u, singular, _ = np.linalg.svd(scaled, full_matrices=False)
    found = fitted(sparse.csr_array(table.astype(float)))
    assert found.eigenvalues_ == pytest.approx(singular[:4] ** 2, abs=1e-9)
    assert found.inertia_ == pytest.approx((scaled**2).sum())
    expected = np.abs(u[:, :4] / np.sqrt(r)[:, None] * singular[:4])
    assert np.abs(axes(found.rows_)) == pytest.approx(expected, abs=1e-7)


def test_equal_to_prince():
    prince = pytest.importorskip("prince", reason="prince is in the dev extra")
    table = drawn(15, 40, seed=3)
    frame = pd.DataFrame(table, columns=[f"c{j}" for j in range(40)])
    other = prince.CA(n_components=4, engine="scipy", random_state=0).fit(frame)
    found = fitted(table)
    assert found.eigenvalues_ == pytest.approx(np.asarray(other.eigenvalues_), abs=1e-9)
    for points, theirs in (
        (found.rows_, other.row_coordinates(frame)),
        (found.columns_, other.column_coordinates(frame)),
    ):
        assert np.abs(axes(points)) == pytest.approx(np.abs(theirs.to_numpy()), abs=1e-7)
    assert axes(found.rows_, "contribution") == pytest.approx(other.row_contributions_.to_numpy(), abs=1e-7)
    cosines = other.row_cosine_similarities(frame).to_numpy()
    assert axes(found.rows_, "cos2") == pytest.approx(cosines, abs=1e-7)


def test_identities_of_the_method():
    table = drawn(10, 14, seed=5)
    found = fitted(table, n_axes=9)
    assert found.eigenvalues_.sum() == pytest.approx(found.inertia_)
    for points in (found.rows_, found.columns_):
        k = len(found.eigenvalues_)
        assert points["quality"].to_numpy() == pytest.approx(1)
        assert axes(points, "contribution", k).sum(axis=0) == pytest.approx(1)
        assert points["mass"].to_numpy() @ axes(points, "axis", k) == pytest.approx(0, abs=1e-9)
        assert points["inertia"].sum() == pytest.approx(1)


def test_supplementary_points_of_known_rows_and_columns_fall_on_them():
    table = drawn(9, 20, seed=2)
    found = fitted(table)
    again = found.project_rows(table[:3], ["a", "b", "c"])
    assert axes(again) == pytest.approx(axes(found.rows_)[:3])
    assert axes(again, "cos2") == pytest.approx(axes(found.rows_, "cos2")[:3])
    columns = found.project_columns(table[:, :5], list("abcde"))
    assert axes(columns) == pytest.approx(axes(found.columns_)[:5])
    # a row three times as long has the same profile
    assert axes(found.project_rows(3 * table[:1], ["a"])) == pytest.approx(axes(again)[:1])


def test_the_same_signs_each_time_and_empty_lines_named():
    table = np.vstack([drawn(8, 12, seed=1), np.zeros((1, 12), dtype=int)])
    one, other = fitted(table), fitted(table)
    pd.testing.assert_frame_equal(one.rows_, other.rows_)
    assert one.left_out_ == ("r8",) and len(one.rows_) == 8


@pytest.mark.parametrize(
    "table", [np.array([[1, -1, 2], [1, 1, 1], [2, 2, 2]]), np.ones((2, 5)), np.zeros((4, 4))]
)
def test_tables_that_have_no_analysis(table):
    with pytest.raises(TextmineError):
        fitted(table)


def test_names_and_supplementary_sides_must_fit():
    with pytest.raises(TextmineError):
        CorrespondenceAnalysis().fit(np.ones((3, 3)), rows=["a"], columns=list("abc"))
    with pytest.raises(TextmineError):
        fitted(drawn(5, 6)).project_rows(np.ones((1, 5)), ["a"])
