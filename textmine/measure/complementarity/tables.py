"""The tidy tables of a complementarity result."""

from __future__ import annotations

import numpy as np
import pandas as pd

from textmine.measure.complementarity.contributions import unique_contributions
from textmine.measure.complementarity.coverage import Coverage
from textmine.measure.complementarity.hill import hill
from textmine.measure.complementarity.levels import Level, Line
from textmine.measure.complementarity.material import Material
from textmine.measure.complementarity.periods import Periods
from textmine.measure.complementarity.profiles import adjusted, mean_over
from textmine.measure.complementarity.specialisation import specialise


def meeting_table(material: Material, levels: list[Level], line: Line, *, over: str) -> pd.DataFrame:
    """Return one row a meeting: see `Complementarity.table`."""
    terms, used = material.terms, material.used
    n_present = terms.n_present[used]
    own = mean_over(terms.within[:, used], 0)
    other = mean_over(terms.cross[:, :, used].reshape(-1, len(used)), 0)
    seen = hill(own, other, n_present)
    table = pd.DataFrame(
        {
            "meeting": [material.cells.meetings[t] for t in used],
            "order": material.cells.order[used],
            "alpha": seen.alpha,
            "beta": seen.beta,
            "gamma": seen.gamma,
            "complementarity": [level.complementarity for level in levels],
            "low": [level.interval[0] for level in levels],
            "high": [level.interval[1] for level in levels],
            "weight": line.weight,
            "fit": line.fit,
            "n_pilots": n_present,
            "n_blocks": material.counted.sum(axis=0)[used].astype(np.int64),
        }
    )
    rows = material.features.rows
    if "date" in rows:
        dates = rows.groupby(rows[over].astype(str))["date"].first()
        table.insert(2, "date", table["meeting"].map(dates))
    return table


def period_table(material: Material, periods: Periods, levels: list[Level]) -> pd.DataFrame:
    """Return one row a period, without its verdict: see `Complementarity.periods`."""
    names = material.cells.meetings
    return pd.DataFrame(
        [
            {
                "period": period,
                "first": names[meetings[0]],
                "last": names[meetings[-1]],
                "n_meetings": len(meetings),
                "alpha": level.alpha,
                "beta": level.beta,
                "gamma": level.gamma,
                "complementarity": level.complementarity,
                "low": level.interval[0],
                "high": level.interval[1],
                "beta_low": level.beta_interval[0],
                "beta_high": level.beta_interval[1],
            }
            for (period, meetings), level in zip(periods, levels, strict=True)
        ]
    )


def pilot_table(
    material: Material, topics: pd.DataFrame, coverage: Coverage, *, seed: int, n_permutations: int
) -> pd.DataFrame:
    """Return one row a pilot: see `Complementarity.pilots`."""
    cells = material.cells
    unique = unique_contributions(cells, material.terms, material.left)
    special = specialise(material.groups, seed=seed, n_permutations=n_permutations)
    n_sole = topics["carrier"].value_counts()
    return pd.DataFrame(
        {
            "pilot": list(cells.pilots),
            "unique": unique.unique,
            "low": unique.low,
            "high": unique.high,
            "shapley": coverage.shapley,
            "alone": coverage.alone,
            "n_sole": [int(n_sole.get(pilot, 0)) for pilot in cells.pilots],
            "specialisation": special.degree,
            "p": special.p,
            "p_adjusted": adjusted(special.p),
            "n_meetings": (material.counted > 0).sum(axis=1),
            "n_blocks": material.counted.sum(axis=1).astype(np.int64),
        }
    )
