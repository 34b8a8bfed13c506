"""A corpus with its names replaced, and the key that gives them back."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from textmine.corpus.folder import natural_key
from textmine.corpus.masking.applying import NewText
from textmine.corpus.masking.cells import Cell
from textmine.corpus.masking.keyfile import MaskKey, digest_of
from textmine.corpus.tables import Corpus
from textmine.errors import TextmineError
from textmine.recipe import Recipe


@dataclass
class Rewriting:
    """The new texts of a corpus by table, column and row."""

    corpus: Corpus
    texts: dict[tuple[str, str], dict[int, NewText]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, cell: Cell, new: NewText) -> None:
        """Keep a cell's new text."""
        self.texts[cell.table, cell.column][cell.row] = new

    def column(self, table: str, column: str) -> list[Any]:
        """Return a column with the new texts in it."""
        values = list(getattr(self.corpus, table)[column])
        for row, new in self.texts.get((table, column), {}).items():
            values[row] = new.text
        return values

    def names(self, table: str, column: str) -> dict[str, str]:
        """Return old to new names of speakers or meetings, all distinct.

        Raises
        ------
        TextmineError
            Two speakers would get one name.
        """
        old = [str(one) for one in getattr(self.corpus, table)[column]]
        new = [str(one) for one in self.column(table, column)]
        if table == "speakers":
            meetings = self.names("meetings", "meeting")
            new = [_in_meeting(name, meetings) for name in new]
        if table == "meetings":
            new = _ordered(_numbered(new), list(map(str, self.corpus.meetings["date"])))
        twice = next((name for name, count in Counter(new).items() if count > 1), None)
        if twice is not None:
            pair = [one for one, name in zip(old, new, strict=True) if name == twice]
            raise TextmineError("mask_same_name", name=twice, first=pair[0], second=pair[1])
        return dict(zip(old, new, strict=True))


def _in_meeting(name: str, meetings: Mapping[str, str]) -> str:
    """Return a local speaker's name, "R (entretien-roy)", with the new name of the meeting behind it."""
    head, found, tail = name.rpartition(" (")
    if found and tail.endswith(")") and tail[:-1] in meetings:
        return f"{head} ({meetings[tail[:-1]]})"
    return name


def _ordered(names: Sequence[str], days: Sequence[str]) -> list[str]:
    """Return names of meetings that `read` puts in the same order: numbered, if need be."""
    keys = [(day == "", day, natural_key(name)) for name, day in zip(names, days, strict=True)]
    if keys == sorted(keys):
        return list(names)
    width = len(str(len(names)))
    return [f"{number:0{width}d}-{name}" for number, name in enumerate(names, start=1)]


def _numbered(names: Sequence[str]) -> list[str]:
    """Return names of meetings all distinct: the second of two gets a number."""
    seen: Counter[str] = Counter()
    taken = set(names)
    found = []
    for name in names:
        seen[name] += 1
        new = name
        while seen[name] > 1 and new in taken:
            new = f"{name}-{seen[name]}"
            seen[name] += new in taken
        taken.add(new)
        found.append(new)
    return found


def masked_corpus(rewriting: Rewriting, name: str, options: Mapping[str, object]) -> Corpus:
    """Return the corpus with all names replaced; its recipe and reports tell nothing of its files."""
    corpus = rewriting.corpus
    meetings_of = rewriting.names("meetings", "meeting")
    speakers_of = rewriting.names("speakers", "speaker")
    meetings = _rewritten(rewriting, "meetings").assign(
        meeting=[meetings_of[str(one)] for one in corpus.meetings["meeting"]],
        file=[f"{meetings_of[str(one)]}.csv" for one in corpus.meetings["meeting"]],
    )
    speakers = _rewritten(rewriting, "speakers").assign(
        speaker=[speakers_of[str(one)] for one in corpus.speakers["speaker"]],
        labels=[speakers_of[str(one)] for one in corpus.speakers["speaker"]],
    )
    turns = _rewritten(rewriting, "turns").assign(
        meeting=[meetings_of[str(one)] for one in corpus.turns["meeting"]],
        speaker=[speakers_of.get(str(one), str(one)) for one in corpus.turns["speaker"]],
        file=[f"{meetings_of[str(one)]}.csv" for one in corpus.turns["meeting"]],
    )
    for table, columns in ((meetings, ("meeting", "file")), (speakers, ("speaker", "labels")),
                           (turns, ("meeting", "speaker", "file"))):  # fmt: skip
        for column in columns:
            table[column] = table[column].astype(corpus.turns["speaker"].dtype)
    speakers["words"] = _words(turns, speakers)
    recipe = Recipe().then("mask", **options)
    return Corpus(name, corpus.language, turns, meetings, speakers, _marks(rewriting), (), recipe)


def _rewritten(rewriting: Rewriting, table: str) -> pd.DataFrame:
    frame: pd.DataFrame = getattr(rewriting.corpus, table).copy()
    for name, column in rewriting.texts:
        if name == table and column in frame:
            frame[column] = pd.Series(
                rewriting.column(table, column), index=frame.index, dtype=frame[column].dtype
            )
    return frame


def _words(turns: pd.DataFrame, speakers: pd.DataFrame) -> list[int]:
    counts: Counter[str] = Counter()
    for speaker, text in zip(turns["speaker"], turns["text"], strict=True):
        counts[str(speaker)] += len(str(text).split())
    return [counts[str(name)] for name in speakers["speaker"]]


def _marks(rewriting: Rewriting) -> pd.DataFrame:
    marks = _rewritten(rewriting, "marks")
    texts = rewriting.texts.get(("turns", "text"), {})
    if len(marks):
        pairs = zip(marks["turn"], marks["position"], strict=True)
        marks["position"] = [
            texts[int(turn)].moved(int(at)) if int(turn) in texts else int(at) for turn, at in pairs
        ]
    return marks


def key_of_masking(rewriting: Rewriting, masked: Corpus, table: pd.DataFrame) -> MaskKey:
    """Return the key that gives a masked corpus its names back."""
    old = rewriting.corpus
    meetings = dict(zip(map(str, masked.meetings["meeting"]), map(str, old.meetings["meeting"]), strict=True))
    speakers = dict(zip(map(str, masked.speakers["speaker"]), map(str, old.speakers["speaker"]), strict=True))
    numbers = turn_numbers(masked.turns)
    cells: list[dict[str, Any]] = []
    for (name, column), texts in rewriting.texts.items():
        for row, new in sorted(texts.items()):
            if name == "turns":
                cells.append({
                    "table": name, "row": list(numbers[row]), "column": column, "digest": digest_of(new.text),
                    "spans": [list(one) for one in new.replaced],
                })  # fmt: skip
            elif name in {"meetings", "speakers"} and column not in {"meeting", "speaker"}:
                frame = getattr(masked, name)
                whole = {"table": name, "row": [str(frame.iloc[row, 0])], "column": column}
                cells.append({**whole, "digest": digest_of(new.text), "whole": new.old_text()})
    cells += [*_whole_columns(old, masked), *_files_of_turns(old, numbers)]
    return MaskKey(
        created=date.today().isoformat(),
        entities=[{str(name): value for name, value in row.items()} for row in table.to_dict("records")],
        meetings=meetings,
        speakers=speakers,
        cells=[*cells, {"table": "corpus", "row": [], "column": "name", "whole": old.name}],
        marks=_old_marks(rewriting, numbers),
    )


def _whole_columns(old: Corpus, masked: Corpus) -> list[dict[str, Any]]:
    """Return the files and labels, which are replaced whole."""
    found = []
    for table, column in (("meetings", "file"), ("speakers", "labels")):
        names = getattr(masked, table).iloc[:, 0]
        for name, value in zip(names, getattr(old, table)[column], strict=True):
            found.append({"table": table, "row": [str(name)], "column": column, "whole": str(value)})
    return found


def _files_of_turns(old: Corpus, numbers: Sequence[tuple[str, int]]) -> list[dict[str, Any]]:
    """Return the files of turns whose meeting is in several files."""
    files = dict(zip(old.meetings["meeting"], old.meetings["file"], strict=True))
    rows = zip(numbers, old.turns["meeting"], old.turns["file"], strict=True)
    return [
        {"table": "turns", "row": list(number), "column": "file", "whole": str(file)}
        for number, meeting, file in rows
        if file != files[meeting]
    ]


def _old_marks(rewriting: Rewriting, numbers: Sequence[tuple[str, int]]) -> list[dict[str, Any]]:
    """Return the annotations, as they were, of turns of which text or annotations changed."""
    marks = rewriting.corpus.marks
    changed = set(rewriting.texts.get(("turns", "text"), {}))
    changed |= {int(marks["turn"].iloc[row]) for row in rewriting.texts.get(("marks", "text"), {})}
    found: dict[int, list[list[Any]]] = defaultdict(list)
    for turn, at, text in zip(marks["turn"], marks["position"], marks["text"], strict=True):
        if int(turn) in changed:
            found[int(turn)].append([int(at), str(text)])
    return [
        {"meeting": numbers[turn][0], "turn": numbers[turn][1], "marks": pairs}
        for turn, pairs in found.items()
    ]


def turn_numbers(turns: pd.DataFrame) -> list[tuple[str, int]]:
    """Return the meeting of each turn and its number there, from 0."""
    seen: Counter[str] = Counter()
    found = []
    for meeting in map(str, turns["meeting"]):
        found.append((meeting, seen[meeting]))
        seen[meeting] += 1
    return found
