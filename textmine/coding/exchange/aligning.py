"""From passages of a source's text to passages of turns, and back."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.coding.codebook import Codebook
from textmine.coding.continuum import Continuum, continua
from textmine.coding.decisions import Decision, Span
from textmine.coding.exchange.project import CodedProject, losses_of
from textmine.coding.replaying import span_of
from textmine.corpus.tables import Corpus

_SPACE: Final = re.compile(r"\s")


@dataclass(frozen=True)
class Aligned:
    """Codings of a project as decisions on a corpus.

    Attributes
    ----------
    decisions
        One a coding that lies in turns.
    losses
        As `CodedProject.losses`: codings outside the turns, texts that are no meeting.
    """

    decisions: list[Decision]
    losses: pd.DataFrame


def source_text(corpus: Corpus, meeting: str) -> tuple[str, NDArray[np.int64]]:
    """Return a meeting as one text, "Speaker : what was said" a line, and where each turn's text begins."""
    rows = corpus.turns[corpus.turns["meeting"].astype(str) == meeting]
    parts: list[str] = []
    starts: list[int] = []
    at = 0
    for speaker, text in zip(rows["speaker"].astype(str), rows["text"].astype(str), strict=True):
        head = f"{speaker} : " if speaker else ""
        starts.append(at + len(head))
        parts.append(f"{head}{text}\n")
        at += len(parts[-1])
    return "".join(parts), np.array(starts, dtype=np.int64)


def project_of(corpus: Corpus, codings: pd.DataFrame, codebook: Codebook, *, name: str = "") -> CodedProject:
    """Return a corpus and its codings as a project, one source a meeting.

    Parameters
    ----------
    codings
        As `Codings.coded` gives them.
    """
    texts: dict[str, str] = {}
    rows = []
    for meeting in dict.fromkeys(corpus.turns["meeting"].astype(str)):
        text, starts = source_text(corpus, meeting)
        texts[meeting] = text
        for _, row in codings[codings["meeting"].astype(str) == meeting].iterrows():
            span = span_of(row)
            place = int(starts[span.turn]) + span.start, int(starts[span.last_turn]) + span.end
            rows.append((row["coding"], meeting, *place, row["code"], row["coder"], row["when"], row["memo"]))
    names = ["coding", "source", "start", "end", "code", "coder", "when", "memo"]
    return CodedProject(name or corpus.name, texts, codebook, pd.DataFrame(rows, columns=names))


def decisions_of(project: CodedProject, corpus: Corpus) -> Aligned:
    """Return the codings of a project as decisions on the corpus that was read from its texts.

    Each turn is found in its source by its characters other than white space, in order: labels, time codes
    and whatever else is in no turn stands between. A passage that begins or ends between turns is cut to the
    turns.
    """
    lines = continua(corpus)
    files = dict(zip(corpus.turns["meeting"].astype(str), corpus.turns["file"].astype(str), strict=True))
    meetings = {_stem(file): meeting for meeting, file in files.items()} | {name: name for name in lines}
    lost: dict[str, list[str]] = {"no_meeting": [], "outside_turns": []}
    decisions = []
    maps: dict[str, NDArray[np.int64]] = {}
    for row in project.codings.to_dict("records"):
        source = str(row["source"])
        meeting = meetings.get(source) or meetings.get(_stem(source))
        if meeting is None:
            lost["no_meeting"].append(source)
            continue
        if source not in maps:
            maps[source] = places_in_line(project.texts[source], corpus, lines[meeting])
        span = _span(maps[source], int(row["start"]), int(row["end"]), lines[meeting])
        if span is None:
            lost["outside_turns"].append(f"{source} {row['start']}–{row['end']}")
            continue
        made = Decision(
            str(row["coder"]),
            "coded",
            str(row["coding"]),
            str(row["code"]),
            span,
            memo=str(row["memo"] or ""),
        )
        decisions.append(replace(made, when=str(row["when"])) if row["when"] else made)
    return Aligned(decisions, losses_of(lost))


def places_in_line(text: str, corpus: Corpus, line: Continuum) -> NDArray[np.int64]:
    """Return the place on the meeting's line of each character of a text, -1 where it is in no turn."""
    found = np.full(len(text), -1, dtype=np.int64)
    kept = np.array([place for place, sign in enumerate(text) if not sign.isspace()], dtype=np.int64)
    dense = "".join(text[place] for place in kept.tolist())
    at = 0
    n_turns = len(line.bounds) - 1
    for turn, said in enumerate(corpus.turns["text"].iloc[line.first : line.first + n_turns].astype(str)):
        own = np.array([place for place, sign in enumerate(said) if not sign.isspace()], dtype=np.int64)
        start = dense.find(_SPACE.sub("", said), at)
        if start < 0 or not len(own):
            continue
        places = kept[start : start + len(own)]
        found[places] = line.bounds[turn] + own
        # white space within the turn lies with the character before it
        at = start + len(own)
    return found


def _span(places: NDArray[np.int64], start: int, end: int, line: Continuum) -> Span | None:
    inside = places[max(start, 0) : end]
    inside = inside[inside >= 0]
    if not len(inside):
        return None
    return line.span(int(inside.min()), int(inside.max()) + 1)


def _stem(name: str) -> str:
    return name.rsplit("/", 1)[-1].rsplit(".", 1)[0] if "." in name else name
