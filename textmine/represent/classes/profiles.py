"""What a class is made of: signed χ² of forms, of pilots and meetings, and its typical segments."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse


def signed_chi2(present: sparse.csr_array, classes: NDArray[np.int64], n_classes: int) -> NDArray[np.float64]:
    """Return the χ² of each form with each class, with a minus where it is under-represented.

    Parameters
    ----------
    present
        Shape (n, d), 0 and 1.
    classes
        Shape (n,): 0…n_classes-1, or -1 for segments that do not count.

    Returns
    -------
    NDArray
        Shape (n_classes, d): of the table "form in the segment or not" by "segment in the class or not",
        one degree of freedom, no continuity correction.

    Examples
    --------
    >>> table = sparse.csr_array(np.array([[1.0], [1.0], [0.0], [0.0]]))
    >>> signed_chi2(table, np.array([0, 0, 1, 1]), 2).ravel()
    array([ 4., -4.])
    """
    known = classes >= 0
    rows, of = sparse.csr_array(present[known]), classes[known]
    n = len(of)
    picker = sparse.csr_array((np.ones(n), (of, np.arange(n))), shape=(n_classes, n))
    both = np.asarray((picker @ rows).toarray(), dtype=np.float64)
    size = np.bincount(of, minlength=n_classes).astype(np.float64)[:, None]
    form = both.sum(axis=0)[None, :]
    # a·d − b·c of the two by two table
    cross = both * (n - form - size + both) - (form - both) * (size - both)
    below = form * (n - form) * size * (n - size)
    chi2 = np.divide(n * cross**2, below, out=np.zeros_like(both), where=below > 0)
    return np.asarray(np.sign(cross) * chi2, dtype=np.float64)


def profile_table(
    present: sparse.csr_array, classes: NDArray[np.int64], words: tuple[str, ...], n_classes: int, n: int
) -> pd.DataFrame:
    """Return the n forms most over- and most under-represented in each class.

    Returns
    -------
    DataFrame
        ``class``, ``rank`` (1… for the profile, -1… for the anti-profile), ``word``, ``chi2`` (signed),
        ``n_in`` (segments of the class that have it), ``n_all``, ``share`` (n_in over n_all).
    """
    chi2 = signed_chi2(present, classes, n_classes)
    known = classes >= 0
    total = np.asarray(present[known].sum(axis=0)).ravel()
    rows = []
    for number in range(n_classes):
        inside = np.asarray(present[classes == number].sum(axis=0)).ravel()
        order = np.argsort(-chi2[number], kind="stable")
        best = [(rank, index) for rank, index in enumerate(order[:n], 1) if chi2[number, index] > 0]
        worst = [(-rank, index) for rank, index in enumerate(order[::-1][:n], 1) if chi2[number, index] < 0]
        for rank, index in best + worst:
            rows.append((number, rank, words[index], float(chi2[number, index]), int(inside[index]),
                         int(total[index]), float(inside[index] / total[index])))  # fmt: skip
    return pd.DataFrame(rows, columns=["class", "rank", "word", "chi2", "n_in", "n_all", "share"])


def metadata_table(labels: pd.Series, classes: NDArray[np.int64], n_classes: int) -> pd.DataFrame:
    """Return the signed χ² of each value of a label with each class: ``class``, ``value``, ``chi2``, counts.

    The χ² takes segments for independent, which segments of one talk are not: it ranks, it does not test.
    """
    codes, values = pd.factorize(labels, sort=True)
    held = codes >= 0
    table = sparse.csr_array(
        (np.ones(int(held.sum())), (np.flatnonzero(held), codes[held])), shape=(len(codes), len(values))
    )
    chi2 = signed_chi2(table, classes, n_classes)
    rows = [
        (number, str(value), float(chi2[number, index]),
         int(((classes == number) & (codes == index)).sum()), int(((classes >= 0) & (codes == index)).sum()))
        for number in range(n_classes)
        for index, value in enumerate(values)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["class", "value", "chi2", "n_in", "n_all"])


def typical_rows(
    present: sparse.csr_array, classes: NDArray[np.int64], n_classes: int, n: int
) -> list[tuple[int, int, int, float]]:
    """Return (class, rank, row, score) of the rows whose forms' positive χ² with their class sum highest."""
    chi2 = np.maximum(signed_chi2(present, classes, n_classes), 0.0)
    scores = np.asarray(present @ chi2.T)
    found = []
    for number in range(n_classes):
        members = np.flatnonzero(classes == number)
        order = members[np.argsort(-scores[members, number], kind="stable")][:n]
        found += [(number, rank, int(row), float(scores[row, number])) for rank, row in enumerate(order, 1)]
    return found
