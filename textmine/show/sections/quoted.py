"""Both sides of phrases taken up, as a scholar cites them: who said it first, who took it up, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from textmine.corpus.tables import Corpus
from textmine.messages import say
from textmine.show.grids import Column, Grid, grid
from textmine.show.sections.blocks import told
from textmine.show.wording import long_date

MOST_QUOTED: Final = 8
MOST_OF_A_PAIR: Final = 2


@dataclass(frozen=True)
class Side:
    """One side of a phrase taken up.

    Attributes
    ----------
    speaker
        Who says it.
    before, phrase, after
        The excerpt, verbatim: what comes before the phrase, the phrase, what comes after.
    meeting, place
        The meeting with its date, and where in the source: file and line, time where there is one.
    turn
        Its row in the table of turns.
    """

    speaker: str
    before: str
    phrase: str
    after: str
    meeting: str
    place: str
    turn: int


@dataclass(frozen=True)
class Quotation:
    """A phrase that one pilot said first and another took up, with both sides and the counts."""

    phrase: str
    first: Side
    then: Side
    counts: str


def quotations_of(quotations: pd.DataFrame, corpus: Corpus, language: str) -> tuple[Quotation, ...]:
    """Return the best phrases taken up, with both sides.

    Parameters
    ----------
    quotations
        As in `Adoption.quotations`.

    Notes
    -----
    The most specific first, half of them of several words where there are so many; no phrase twice, and no
    pair of pilots more than `MOST_OF_A_PAIR` times.
    """
    best = chosen(quotations)
    return tuple(_quotation(row, corpus, language) for _, row in best.iterrows())


def chosen(quotations: pd.DataFrame) -> pd.DataFrame:
    """Return the rows to be quoted in full."""
    table = quotations.reset_index(drop=True)
    has_words = table["phrase"].astype(str).str.contains(" ").to_numpy()
    kept: list[int] = []
    for places, most in ((np.flatnonzero(has_words), MOST_QUOTED // 2), (np.arange(len(table)), MOST_QUOTED)):
        for place in places.tolist():
            if len(kept) < most and place not in kept and _is_new(table, kept, place):
                kept.append(place)
    return table.iloc[kept]


def _is_new(table: pd.DataFrame, kept: list[int], place: int) -> bool:
    others, row = table.iloc[kept], table.iloc[place]
    # a phrase within another that is quoted already tells the same borrowing once more
    said = {word for phrase in others["phrase"].astype(str) for word in phrase.split()}
    if set(str(row["phrase"]).split()) <= said:
        return False
    same_pair = (others["leader"] == row["leader"]) & (others["follower"] == row["follower"])
    return int(same_pair.sum()) < MOST_OF_A_PAIR


def _quotation(row: pd.Series[str], corpus: Corpus, language: str) -> Quotation:
    counts = told(
        "quotation_counts", language, leader=row["leader"], follower=row["follower"],
        uses_leader=int(row["uses_leader"]), uses_follower=int(row["uses_follower"]),
        uses_before=int(row["uses_before"]), n_sources=int(row["n_sources"]),
    )  # fmt: skip
    first, then = (_side(row, side, corpus, language) for side in ("leader", "follower"))
    return Quotation(str(row["leader_text"]), first, then, counts)


def _side(row: pd.Series[str], side: str, corpus: Corpus, language: str) -> Side:
    excerpt, shift = str(row[f"{side}_excerpt"]), int(row[f"{side}_excerpt_start"])
    low, high = int(row[f"{side}_start"]) - shift, int(row[f"{side}_end"]) - shift
    phrase = str(row[f"{side}_text"])
    if excerpt[low:high] != phrase:
        low = high = 0
    turn = int(row[f"{side}_turn"])
    length = len(str(corpus.turns["text"].iloc[turn])) if turn < len(corpus.turns) else 0
    return Side(
        speaker=str(row[side]),
        before=("… " if shift > 0 else "") + excerpt[:low],
        phrase=excerpt[low:high],
        after=excerpt[high:] + (" …" if int(row[f"{side}_excerpt_end"]) < length else ""),
        meeting=meeting_and_date(str(row[f"{side}_meeting"]), corpus, language),
        place=place_of(turn, corpus, language),
        turn=turn,
    )


def meeting_and_date(meeting: str, corpus: Corpus, language: str) -> str:
    """Return a meeting's title and day, as in a reference."""
    found = corpus.meetings[corpus.meetings["meeting"].astype(str) == meeting]
    if found.empty:
        return meeting
    row = found.iloc[0]
    title, day = str(row["title"] or meeting), long_date(row["date"], language)
    return f"{title}, {day}" if day else title


def place_of(turn: int, corpus: Corpus, language: str) -> str:
    """Return where a turn is in its source."""
    if turn >= len(corpus.turns):
        return ""
    row = corpus.turns.iloc[turn]
    text = told("quotation_place", language, file=row["file"], line=int(row["line"]))
    start = float(row["start"])
    if not np.isfinite(start):
        return text
    minutes, seconds = divmod(int(start), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{text}, {hours:d}:{minutes:02d}:{seconds:02d}"


def phrases_grid(quotations: pd.DataFrame, corpus: Corpus, language: str) -> Grid:
    """Return all phrases taken up, most specific first: who, whom, where, how often."""
    titles = {
        str(row["meeting"]): str(row["title"] or row["meeting"]) for _, row in corpus.meetings.iterrows()
    }
    columns: list[Column] = [
        (say("report.phrase", language), quotations["leader_text"].astype(str), False),
        (say("report.said_first", language), quotations["leader"].astype(str), False),
        (say("report.taken_up", language), quotations["follower"].astype(str), False),
        (
            say("report.taken_up_at", language),
            [titles.get(str(name), str(name)) for name in quotations["follower_meeting"]],
            False,
        ),
    ]
    for name in ("uses_leader", "uses_follower", "uses_before", "n_sources"):
        columns.append((say(f"report.column_{name}", language), quotations[name].astype(str), True))
    return grid(say("report.phrases_caption", language), columns, language)
