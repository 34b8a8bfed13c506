"""From scores to probabilities, and the confidence above which suggestions may be trusted."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LEVEL: Final = 0.80
_CERTAINTY: Final = 0.95
_LEAST: Final = 10
_STEADY: Final = 30
_NEVER: Final = 1e-3


class Calibration(NamedTuple):
    """Scores to probabilities: logistic of ``slope · score + rarity · log-odds of the code + shift``."""

    slope: float
    rarity: float
    shift: float

    def chances(self, scores: Floats, odds: Floats) -> Floats:
        """Return the probability of each code, shape as `scores`; `odds` are the codes' log-odds."""
        return _logistic(self.slope * scores + self.rarity * odds + self.shift)


class FirstChance(NamedTuple):
    """Probability that the first suggestion is right, from its own and its lead over the second."""

    slope: float
    lead: float
    shift: float

    def of(self, chances: Floats) -> Floats:
        """Return the probability of each segment, shape (n,), from those of codes, shape (n, n_codes)."""
        own, lead = _own_and_lead(chances)
        return _logistic(self.slope * own + self.lead * lead + self.shift)


def calibrate(unseen: Floats, given: Floats, odds: Floats) -> Calibration:
    """Return the calibration of scores of groups that their weights never saw (Platt 2000, all codes in one).

    Parameters
    ----------
    unseen, given
        Shape (n, n_codes): scores, and 1 or 0 for what the coder did.
    odds
        Shape (n_codes,): logarithm of the odds of each code.
    """
    from sklearn.linear_model import LogisticRegression

    truth = given.ravel() > 0.5
    if truth.all() or not truth.any():
        return Calibration(0.0, 1.0, 0.0)
    table = np.stack([unseen.ravel(), np.tile(odds, len(given))], axis=1)
    found = LogisticRegression(C=10.0, max_iter=200).fit(table, truth)
    slope, rarity = (float(value) for value in found.coef_[0])
    return Calibration(max(slope, 0.0), rarity, float(found.intercept_[0]))


def calibrate_first(chances: Floats, right: NDArray[np.bool_]) -> FirstChance:
    """Return the calibration of first suggestions made to groups that the weights never saw.

    Parameters
    ----------
    chances
        Shape (n, n_codes): calibrated one code at a time.
    right
        Shape (n,): whether the first of each segment is what the coder gave.
    """
    from sklearn.linear_model import LogisticRegression

    if right.all() or not right.any():
        share = (right.sum() + 0.5) / (len(right) + 1)
        return FirstChance(0.0, 0.0, float(np.log(share / (1 - share))))
    table = np.stack(_own_and_lead(chances), axis=1)
    found = LogisticRegression(C=1.0, max_iter=200).fit(table, right)
    slope, lead = (float(value) for value in found.coef_[0])
    return FirstChance(slope, lead, float(found.intercept_[0]))


def _own_and_lead(chances: Floats) -> tuple[Floats, Floats]:
    """Return the log-odds of the first code of each segment, and by how much it leads the second."""
    table = np.clip(np.hstack([chances, np.full((len(chances), 1), _NEVER)]), _NEVER, 1 - _NEVER)
    first_two = -np.sort(-table, axis=1)[:, :2]
    odds = np.log(first_two / (1 - first_two))
    return odds[:, 0], odds[:, 0] - odds[:, 1]


def _logistic(values: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -30, 30))), dtype=np.float64)


def code_odds(given: Floats) -> Floats:
    """Return the log-odds of each code, with half a segment more on either side."""
    yes = given.sum(axis=0)
    return np.asarray(np.log((yes + 0.5) / (len(given) - yes + 0.5)), dtype=np.float64)


def trusted_from(
    chances: Floats, right: NDArray[np.bool_], groups: NDArray[np.int64], *, level: float = LEVEL
) -> float:
    """Return the lowest confidence above which suggestions are right often enough; inf where none is.

    Parameters
    ----------
    chances
        Shape (n,): confidence of the first suggestion of each segment, by a model that never saw its group.
    right
        Shape (n,): whether the coder gave that code.
    groups
        Shape (n,): transcripts or speakers, which are what must be as good when new.
    level
        Precision wanted, above 0 and below 1.

    Notes
    -----
    One-sided 95 % lower bound of the precision by Wilson (1927), on the number of independent suggestions
    that the spread between groups leaves: their number over the design effect (Kish 1965), with the quantile
    of Student's law of as many groups. Segments of one transcript are right or wrong together, and a bound
    that counts each would promise too much. From the surest down, the first failure after 30 suggestions
    ends the search: looking on for a lower threshold that passes would find one by luck.

    Examples
    --------
    >>> right = np.arange(200) >= 40
    >>> trusted_from(np.linspace(0, 1, 200), right, np.arange(200) % 20) < 0.4
    True
    >>> trusted_from(np.linspace(0, 1, 200), right[::-1], np.arange(200) % 20)
    inf
    """
    order = np.argsort(-chances, kind="stable")
    hits, sure, where = right[order].astype(np.float64), chances[order], groups[order]
    best = np.inf
    n_groups = int(groups.max()) + 1 if len(groups) else 0
    yes, total = np.zeros(n_groups), np.zeros(n_groups)
    for place, (hit, chance, group) in enumerate(zip(hits, sure, where, strict=True), start=1):
        yes[group] += hit
        total[group] += 1
        is_last_of_equals = place == len(sure) or sure[place] < chance
        if place < _LEAST or not is_last_of_equals:
            continue
        if lower_bound(yes, total) >= level:
            best = float(chance)
        elif np.isfinite(best) and place >= _STEADY:
            break
    return best


def lower_bound(yes: Floats, total: Floats) -> float:
    """Return the one-sided 95 % lower bound of a share over groups: see `trusted_from`.

    Examples
    --------
    >>> round(lower_bound(np.full(10, 9.0), np.full(10, 10.0)), 2)
    0.83
    """
    from scipy.stats import t as student

    n = float(total.sum())
    share = float(yes.sum()) / n
    used = total > 0
    n_used = int(used.sum())
    effect = 1.0
    if n_used > 1 and 0 < share < 1:
        apart = yes[used] - share * total[used]
        variance = n_used / (n_used - 1) * float((apart**2).sum()) / n**2
        effect = max(1.0, variance / (share * (1 - share) / n))
    size = n / effect
    z = float(student.ppf(_CERTAINTY, max(n_used - 1, 1)))
    centre = share + z**2 / (2 * size)
    margin = z * np.sqrt(share * (1 - share) / size + z**2 / (4 * size**2))
    return float((centre - margin) / (1 + z**2 / size))
