"""What is measured of exchange on one synthetic corpus: phrases taken up, and topics taken up."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from textmine.bench.blocks import segments_of
from textmine.bench.sampling import Sample
from textmine.bench.scoring import area_under_curve
from textmine.measure.complementarity.complementing import complement
from textmine.measure.imitation.adopting import adopt
from textmine.represent.features import Features

Scores = dict[str, float]
N_ORDERS: Final = 199
N_ORDERS_OF_PHRASES: Final = 99
_VERDICTS: Final = {
    "complementarity": "complementarity",
    "juxtaposition": "juxtaposition",
    "normalisation": "normalisation",
    "cannot be told": "untold",
}


def score_phrases(sample: Sample) -> Scores:
    """Return how well the pilot whose phrases are taken up is found.

    Returns
    -------
    dict
        The planted leader, or pilot 0 where there is none: ``p_adopted`` (excess of phrases taken up from
        him, by the order of meetings), ``top_adopted`` (his log odds are the largest), and naive
        ``top_counted`` (so is the number of phrases taken up from him). ``auc_adopted``: log odds of the
        ordered pairs, those of the leader against all others, NaN without a leader; naive ``auc_counted``:
        numbers. ``p_named``: the smallest p-value of all pilots, adjusted for looking at all.

    Notes
    -----
    The Mantel-Haenszel log odds of a leader's pairs are pooled by the inverse of their variances.
    """
    segments = segments_of(sample.rows.assign(text=sample.texts()), sample.donors.recipe)
    found = adopt(sample.tokens(), segments, n_permutations=N_ORDERS_OF_PHRASES)
    target = f"p{0 if sample.leader is None else sample.leader}"
    leaders, pairs = found.leaders.set_index("pilot"), found.pairs
    scores = {
        "p_adopted": float(leaders["p"][target]),
        "p_named": float(leaders["p_adjusted"].min()),
        "top_adopted": float(pooled_odds(pairs).idxmax() == target),
        "top_counted": float(leaders["adopted"].idxmax() == target),
    }
    is_led = (pairs["leader"] == target).to_numpy()
    for name, column in (("adopted", "log_odds"), ("counted", "adopted")):
        values = pairs[column].to_numpy(dtype=np.float64)
        area = area_under_curve(values[is_led], values[~is_led])
        scores[f"auc_{name}"] = float("nan") if sample.leader is None else area
    return scores


def pooled_odds(pairs: pd.DataFrame) -> pd.Series[float]:
    """Return the log odds of each leader, pooled over followers; 0 where no pair has any.

    Examples
    --------
    >>> pairs = pd.DataFrame({"leader": ["a", "a", "b"], "log_odds": [1.0, 4.0, np.nan],
    ...                       "error": [1.0, 2.0, np.nan]})
    >>> pooled_odds(pairs).round(3).to_dict()
    {'a': 1.6, 'b': 0.0}
    """
    weight = (1.0 / pairs["error"] ** 2).where(pairs["log_odds"].notna(), 0.0).fillna(0.0)
    sums = pd.DataFrame({"odds": weight * pairs["log_odds"].fillna(0.0), "weight": weight})
    sums = sums.groupby(pairs["leader"]).sum()
    return sums["odds"] / sums["weight"].where(sums["weight"] > 0, 1.0)


def score_uptake(sample: Sample) -> Scores:
    """Return the verdict on complementarity, as one number 0 or 1 for each, and what it rests on.

    Returns
    -------
    dict
        ``said_…`` for complementarity, juxtaposition, normalisation and untold; naive ``said_different``:
        pilots differ beyond chance, which alone is often taken for complementarity; ``p_meeting`` and
        ``p_blocks``: the topics of one pilot are heard more with the others at the next meeting, and in the
        next blocks, than if time ran backwards.
    """
    shares = in_order_of_speech(sample, "shares")
    found = complement(shares, n_permutations=N_ORDERS)
    whole = found.uptake[found.uptake["period"] == "all"].set_index("horizon")
    verdicts = {f"said_{name}": float(found.verdict == verdict) for verdict, name in _VERDICTS.items()}
    return {
        **verdicts,
        "said_different": float(found.beta_interval[0] > 1.0),
        "beta": found.beta,
        "p_meeting": float(whole["p"]["meeting"]),
        "p_blocks": float(whole["p"]["blocks"]),
    }


def in_order_of_speech(sample: Sample, representation: str) -> Features:
    """Return a sample's numbers with turns of all pilots mixed in each meeting, as they would be in talk.

    A sample's blocks stand pilot by pilot; `complement` reads the numbers of groups as the order of speech.
    """
    features = sample.features(representation)
    names, group = np.unique(sample.rows["group"].to_numpy(dtype=np.int64), return_inverse=True)
    shuffled = np.random.default_rng(0).permutation(len(names))
    return replace(features, rows=features.rows.assign(group=shuffled[group]))
