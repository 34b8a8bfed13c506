"""How far pilots are from each other: the distance of each pair, with its interval."""

from __future__ import annotations

from typing import Final

import pandas as pd
from altair.typing import ChartType

from textmine.measure.portraits.together import Portraits
from textmine.messages import language_of_user, say
from textmine.show.dots import both_ends, dot_layers
from textmine.show.theme import WIDE, dress
from textmine.show.wording import number

MOST_PAIRS: Final = 24


def gap_chart(portraits: Portraits, *, language: str | None = None, width: int = WIDE) -> ChartType:
    """Return the distance of each pair of pilots with its interval, nearest first; both ends of many."""
    language = language or language_of_user()
    told = portraits.gaps.dropna(subset=["distance"])
    table, hidden = both_ends(told, MOST_PAIRS)
    sure = table["low"] > 0
    rows = pd.DataFrame(
        {
            "label": [f"{one} – {other}" for one, other in zip(table["pilot"], table["other"], strict=True)],
            "estimate": table["distance"],
            "low": table["low"],
            "high": table["high"],
            "tone": sure.map({True: "main", False: "quiet"}),
            "note": [say("chart.gaps_note", language, n=n, other=other)
                     for n, other in zip(table["n_turns"], table["n_other"], strict=True)],
            "group": "",
        }
    )  # fmt: skip
    near, far = told.iloc[0], told.iloc[-1]
    alt_text = say(
        "chart.gaps_alt", language, n=len(told), near=f"{near['pilot']} – {near['other']}",
        far=f"{far['pilot']} – {far['other']}", least=number(near["distance"], language),
        most=number(far["distance"], language),
    )  # fmt: skip
    layers = dot_layers(rows, axis=say("chart.gaps_axis", language), width=width, is_share=False)
    key = say("chart.gaps_key", language)
    if hidden:
        key = f"{key} {say('chart.gaps_hidden', language, n=hidden)}"
    return dress(layers, title=say("chart.gaps_title", language), key=key, alt_text=alt_text,
                 language=language, width=width)  # fmt: skip
