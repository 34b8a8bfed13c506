"""IRaMuTeQ corpora: texts under lines of starred variables (``**** *loc_Marie *date_2013``)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from textmine.corpus.clocks import iso_date
from textmine.corpus.encodings import decode
from textmine.corpus.formats.words import declared_role, guess_columns
from textmine.corpus.options import ReadOptions
from textmine.corpus.pieces import Document, Piece
from textmine.corpus.vocabulary import fold
from textmine.errors import TextmineError

Warnings = list[tuple[str, dict[str, object]]]
_NEW_MARK: Final = re.compile(r"\s*\*{4}")
_OLD_MARK: Final = re.compile(r"\s*\d{4}\s.*\*|\s*\d{4}\s*\*")
_THEME: Final = re.compile(r"(\s*-\*)(\S*)(.*)", re.DOTALL)
_SPEAKER: Final = "pilote"


@dataclass
class _Text:
    """One text of the corpus: its line of variables, and the lines below."""

    number: int
    line: int
    variables: dict[str, str]
    pieces: list[Piece] = field(default_factory=list)
    warnings: Warnings = field(default_factory=list)

    def value(self, what: str, columns: Mapping[str, str]) -> str:
        """Return the value of the variable that says the speaker, the meeting…, "" when there is none."""
        names = list(self.variables)
        if what in columns:
            wanted = fold(columns[what].lstrip("*"))
            return next((self.variables[name] for name in names if fold(name) == wanted), "")
        known = guess_columns(names)
        if what in known:
            return self.variables[names[known[what]]]
        pilots = (self.variables[name] for name in names if fold(name) == _SPEAKER)
        return next(pilots, "") if what == "speaker" else ""

    def speak(self, speaker: str, role: str) -> None:
        """Give the paragraphs their speaker; the first one begins a turn."""
        new_turn = True
        for position, piece in enumerate(self.pieces):
            if piece.kind == "speech":
                self.pieces[position] = replace(
                    piece, speaker=speaker, new_turn=new_turn, role=role, attributes=self.variables
                )
                new_turn = False


def read_documents(path: Path, options: ReadOptions) -> list[Document]:
    """Read an IRaMuTeQ corpus.

    Parameters
    ----------
    path
        Text with lines ``**** *name_value``, or in the old form ``0001 *name_value``.
    options
        ``columns`` may name the variables that hold the speaker and the meeting.

    Returns
    -------
    list of Document
        One a text, or one a meeting where all texts have such a variable (``*reunion_3``). The speaker
        is the value of ``*loc_``, ``*locuteur_``, ``*speaker_``, ``*pilote_`` or ``*nom_``, else the
        text's name; all variables are attributes. What IRaMuTeQ's own check would refuse is a warning.

    Raises
    ------
    TextmineError
        ``iramuteq_without_text``: no line of starred variables.
    """
    decoded = decode(path.read_bytes(), file=path.name)
    texts, before = _texts(decoded.text.splitlines())
    if not texts:
        raise TextmineError("iramuteq_without_text", file=path.name)
    names = _names(texts, path.stem)
    meetings = [text.value("meeting", options.columns) for text in texts]
    if not all(meetings):
        meetings = names
    grouped: dict[str, list[_Text]] = {}
    for text, name, meeting in zip(texts, names, meetings, strict=True):
        speaker = text.value("speaker", options.columns).replace("_", " ") or name
        text.speak(speaker, declared_role(text.value("role", options.columns)))
        grouped.setdefault(meeting, []).append(text)
    texts[0].pieces[:0] = before
    return [
        Document(
            meeting,
            "iramuteq",
            decoded.encoding,
            decoded.reason,
            tuple(piece for text in members for piece in text.pieces),
            date=next(filter(None, (iso_date(text.value("date", options.columns)) for text in members)), ""),
            warnings=tuple(warning for text in members for warning in text.warnings),
        )
        for meeting, members in grouped.items()
    ]


def _texts(lines: list[str]) -> tuple[list[_Text], list[Piece]]:
    """Cut the lines into texts; lines before the first one are the preamble."""
    mark = _NEW_MARK if any(_NEW_MARK.match(line) for line in lines) else _OLD_MARK
    texts: list[_Text] = []
    before: list[Piece] = []
    early: Warnings = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        if mark.match(line):
            text = _Text(len(texts) + 1, number, {})
            text.warnings.extend(early if not texts else [])
            text.pieces.append(Piece("metadata", line.strip(), number))
            _read_variables(line, text)
            texts.append(text)
        elif not texts:
            before.append(Piece("preamble", line.strip(), number))
            if _THEME.match(line):
                early.append(("iramuteq_early_theme", {"line": number, "found": line.strip()}))
        else:
            _read_line(line.strip(), number, texts[-1])
    if texts and before:
        early.insert(0, ("iramuteq_preamble", {"line": before[0].line, "count": len(before)}))
        texts[0].warnings[:0] = early[:1]
    return texts, before


def _read_variables(line: str, text: _Text) -> None:
    """Read ``*name_value`` after the mark; what a space has cut off is joined to its variable again."""
    last = ""
    for token in line.split()[1:]:
        name, _, value = token[1:].partition("_")
        if not token.startswith("*") and last:
            text.variables[last] += f" {token}"
        elif token.startswith("*") and name:
            last = name
            text.variables[name] = value
        if not (token.startswith("*") and name) or "-" in token:
            text.warnings.append(("iramuteq_variable", {"line": text.line, "found": token}))


def _read_line(line: str, number: int, text: _Text) -> None:
    """Take a theme (``-*budget``) or a paragraph."""
    if theme := _THEME.match(line):
        text.pieces.append(Piece("noise", theme[1], number))
        if theme[2]:
            text.pieces.append(Piece("heading", theme[2], number))
        if theme[3].strip():
            text.pieces.append(Piece("unattributed", theme[3].strip(), number))
            text.warnings.append(("iramuteq_theme", {"line": number, "found": theme[3].strip()}))
        return
    if "*" in line:
        text.warnings.append(("iramuteq_star", {"line": number}))
    text.pieces.append(Piece("speech", line, number))


def _names(texts: list[_Text], stem: str) -> list[str]:
    """Name texts by their first variable where that tells them apart, else by number."""
    names = ["_".join(filter(None, next(iter(text.variables.items()), ("", "")))) for text in texts]
    if all(names) and len(set(names)) == len(names):
        return names
    return [f"{stem}-{text.number}" for text in texts]
