"""Boundary metrics against segeval, by hand, and on bad input."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine.errors import TextmineError
from textmine.measure.boundaries import boundary_similarity, lengths_of, pk, window_diff

segeval = pytest.importorskip("segeval", reason="segeval is in the dev extra")


@st.composite
def two_segmentations(draw):
    n = draw(st.integers(8, 120))
    cuts = st.lists(st.integers(1, n - 1), max_size=12, unique=True)
    return [
        [b - a for a, b in zip([0, *c], [*c, n], strict=True)] for c in (sorted(draw(cuts)) for _ in "ab")
    ]


@given(two_segmentations())
def test_pk_and_window_diff_equal_segeval(pair):
    reference, found = pair
    window = max(2, round(sum(reference) / len(reference) / 2))
    if window >= sum(reference):
        return
    assert pk(reference, found) == pytest.approx(float(segeval.pk(tuple(found), tuple(reference))))
    expected = float(segeval.window_diff(tuple(found), tuple(reference)))
    assert window_diff(reference, found) == pytest.approx(expected)


@given(two_segmentations())
def test_boundary_similarity_equals_segeval(pair):
    if len(pair[0]) == len(pair[1]) == 1:
        return  # segeval fails where neither has a boundary
    expected = float(segeval.boundary_similarity(tuple(pair[0]), tuple(pair[1])))
    assert boundary_similarity(*pair) == pytest.approx(expected)


@given(two_segmentations(), st.integers(1, 8))
def test_boundary_similarity_is_a_symmetric_share(pair, near):
    score = boundary_similarity(*pair, near=near)
    assert 0 <= score <= 1
    assert score == pytest.approx(boundary_similarity(pair[1], pair[0], near=near))
    assert boundary_similarity(pair[0], pair[0], near=near) == 1


def test_by_hand():
    # boundaries at 5 and 5+3; one matches, one is a near miss of distance 2 in 4, one stands alone
    assert boundary_similarity([5, 5, 5], [5, 7, 1, 2], near=4) == pytest.approx(1 - (1 + 2 / 4) / 3)
    assert pk([2, 2], [2, 2]) == window_diff([2, 2], [2, 2]) == 0
    assert lengths_of([]) == []


@pytest.mark.parametrize("pair", [([3, 4], [8]), ([3, 0], [3]), ([-1, 4], [3])])
@pytest.mark.parametrize("measure", [pk, window_diff, boundary_similarity])
def test_lengths_that_do_not_fit(measure, pair):
    with pytest.raises(TextmineError, match=r"same sum|même somme"):
        measure(*pair)


def test_windows_that_do_not_fit():
    with pytest.raises(TextmineError):
        pk([3, 4], [7], window=7)
    with pytest.raises(TextmineError):
        boundary_similarity([3, 4], [7], near=0)
