"""Turns get the agenda item that was announced, or the question of the guide that was put, before them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.corpus.announcements import announced_items, may_announce
from textmine.corpus.guides import find_questions
from textmine.corpus.tables import Corpus

Told = dict[str, list[tuple[str, dict[str, object]]]]
_SEPARATOR: Final = " ; "


def with_items(corpus: Corpus, agendas: Mapping[str, Sequence[str]], guide: Sequence[str] = ()) -> Corpus:
    r"""Return the corpus with agenda items where its files have no headings.

    Parameters
    ----------
    corpus
        Corpus as read.
    agendas
        Declared agenda items, by meeting.
    guide
        Declared questions of the interview guide.

    Notes
    -----
    A meeting in which any turn has an item already keeps them. What is found is told in the parse report of
    the meeting's first file.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from textmine.corpus.reading import read
    >>> talk = "Animatrice : Premier point : le budget.\nA : Oui.\nAnimatrice : Deuxième point : la charte."
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "reunion.txt"
    ...     _ = path.write_text(talk, encoding="utf-8")
    ...     read(path).turns["agenda"].to_list()
    ['le budget', 'le budget', 'la charte']
    """
    turns, told = corpus.turns, Told()
    found = turns.groupby("meeting", sort=False, observed=True).indices
    places = {str(meeting): np.asarray(rows, dtype=np.int64) for meeting, rows in found.items()}
    bare = turns["agenda"].eq("").groupby(turns["meeting"]).all()
    items = pd.Series("", index=turns.index, dtype="str")
    for meeting, kind in zip(corpus.meetings["meeting"], corpus.meetings["kind"], strict=True):
        if kind != "meeting" or not bare.get(meeting, False):
            continue
        here, agenda = places[str(meeting)], agendas.get(str(meeting), ())
        if agenda or may_announce(turns["text"].iloc[here]):
            _announce(turns.iloc[here], agenda, items, told)
    if guide:
        _ask(corpus, guide, places, items, told)
    if not told:
        return corpus
    reports = tuple(
        replace(report, warnings=(*report.warnings, *told.get(report.file, ()))) for report in corpus.reports
    )
    return replace(
        corpus, turns=turns.assign(agenda=turns["agenda"].where(items == "", items)), reports=reports
    )


def _announce(talk: pd.DataFrame, agenda: Sequence[str], items: pd.Series[str], told: Told) -> None:
    found = announced_items(talk, agenda)
    if not found:
        return
    for one, following in zip(found, [*(other.turn for other in found[1:]), len(talk)], strict=True):
        items.loc[talk.index[one.turn : following]] = one.item
    first = talk.iloc[found[0].turn]
    facts: dict[str, object] = {
        "line": int(first["line"]),
        "count": len(found),
        "items": _SEPARATOR.join(one.item for one in found),
    }
    told.setdefault(str(first["file"]), []).append(("announced_agenda", facts))


def _ask(
    corpus: Corpus,
    guide: Sequence[str],
    places: Mapping[str, NDArray[np.int64]],
    items: pd.Series[str],
    told: Told,
) -> None:
    interviews = corpus.meetings.loc[corpus.meetings["kind"] == "interview", "meeting"]
    found = find_questions(corpus, guide)
    for meeting in interviews:
        talk = corpus.turns.iloc[places.get(str(meeting), [])]
        if talk.empty or talk["agenda"].ne("").any():
            continue
        here = found[found["meeting"] == meeting]
        ends = [*here["turn"].iloc[1:].tolist(), int(talk.index[-1]) + 1]
        for turn, end, item in zip(here["turn"], ends, here["item"], strict=True):
            items.loc[turn : end - 1] = item
        missing = [item for item in guide if item not in set(here["item"])]
        if missing:
            facts: dict[str, object] = {
                "count": len(here),
                "total": len(guide),
                "items": _SEPARATOR.join(missing),
            }
            told.setdefault(str(talk["file"].iloc[0]), []).append(("guide_missing", facts))
