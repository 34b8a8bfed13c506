"""IRaMuTeQ: texts under lines of starred variables, so written that its own check refuses nothing.

The rules are those of ``textcheckcorpus.py`` and ``corpus.cfg`` in IRaMuTeQ 0.8: a line of variables has
no space or hyphen inside a variable, a theme ``-*item`` stands alone, no other line holds an asterisk.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from textmine.corpus.encodings import decode
from textmine.corpus.tables import SPEAKER_COLUMNS, Corpus
from textmine.corpus.vocabulary import fold
from textmine.corpus.writing.declaring import Spelling, declare
from textmine.corpus.writing.losses import Losses
from textmine.corpus.writing.names import aliases_of, distinct_words, labels_of, plain_word
from textmine.corpus.writing.options import WriteOptions
from textmine.corpus.writing.scripts import Line, Script, heard

NAME: Final = "corpus.txt"
_DELETED: Final = re.compile(
    r"[^a-zA-Z0-9àÀâÂäÄáÁåÅãéÉèÈêÊëËìÌîÎïÏíÍóÓòÒôÔöÖõÕøØùÙûÛüÜúÚçÇßœŒ’ñÑ.:,;!?'_…\s-]"
)
_SAYS_NOTHING: Final = re.compile(r"[\W_]*")
_GENRES: Final = {"meeting": "reunion", "interview": "entretien"}
_OWN: Final = frozenset("reunion loc role date genre cluster legitimite point texte".split())


@dataclass(frozen=True)
class Unit:
    """One text to be written: the turns it holds, whose they are ("" for a whole meeting's)."""

    script: Script
    speaker: str
    lines: tuple[Line, ...]


def units_of(scripts: Sequence[Script], by: str, losses: Losses) -> list[Unit]:
    """Return the texts, one a speaker in a meeting, a turn or a meeting, and count what they do not keep.

    Examples
    --------
    >>> lines = [Line(name, "", "speech", "", "oui", None, None) for name in "ABA"]
    >>> script, losses = Script("m", "", "", "meeting", "", tuple(lines)), Losses()
    >>> [(unit.speaker, len(unit.lines)) for unit in units_of([script], "speaker", losses)], losses.counts
    ([('A', 2), ('B', 1)], {'joined_turns': 1, 'order': 1})
    """
    units: list[Unit] = []
    for script in scripts:
        if by == "turn":
            units += [Unit(script, line.speaker, (line,)) for line in script.lines]
            continue
        if by == "meeting":
            units.append(Unit(script, "", script.lines))
            losses.add("speakers_dropped", script.lines[0].speaker, len(script.lines))
            losses.add("joined_turns", script.lines[-1].text, len(script.lines) - 1)
            continue
        names = list(dict.fromkeys(line.speaker for line in script.lines))
        found = {name: tuple(line for line in script.lines if line.speaker == name) for name in names}
        units += [Unit(script, name, lines) for name, lines in found.items()]
        losses.add("joined_turns", script.lines[-1].text, len(script.lines) - len(names))
        losses.add("order", script.meeting, len(names) < len(list(groupby(script.lines, _speaker))))
    return units


def _speaker(line: Line) -> str:
    return line.speaker


def make_files(
    corpus: Corpus, scripts: Sequence[Script], options: WriteOptions, losses: Losses
) -> Iterator[tuple[str, bytes]]:
    """Yield ``corpus.txt``, UTF-8, and the ``corpus.toml`` that gives names back to textmine."""
    scripts, meetings = _audible(scripts, losses), distinct_words((one.meeting for one in scripts), "reunion")
    labels = labels_of((line.speaker for script in scripts for line in script.lines), bool,
                       language=corpus.language, form=plain_word)  # fmt: skip
    for meeting, word in meetings.items():
        losses.add("renamed_meetings", f"{meeting} > {word}", word != meeting)
    people = _people(corpus, losses)
    blocks: list[str] = []
    for number, unit in enumerate(units_of(scripts, options.by, losses), 1):
        variables = {"reunion": meetings[unit.script.meeting]}
        if unit.speaker:
            variables |= {"loc": labels[unit.speaker], "role": unit.lines[0].role}
        variables |= {"date": unit.script.date, "genre": _GENRES.get(unit.script.kind, "")}
        variables |= people.get(unit.speaker, {})
        if options.by == "turn":
            variables |= {"texte": str(number), "point": unit.lines[0].agenda}
        stars = (f"*{name}_{word}" for name, value in variables.items() if (word := plain_word(value)))
        blocks.append("\n".join([" ".join(["****", *stars]), *_paragraphs(unit, options, losses)]))
    text = "\n\n".join(blocks) + "\n"
    data = text.encode("utf-8")
    losses.add("misread_characters", NAME, decode(data, file=NAME).text != text)
    yield NAME, data
    spelling = Spelling(aliases=_respelt(labels), meetings=meetings)
    yield "corpus.toml", declare(corpus, scripts, spelling, losses)


def _respelt(labels: dict[str, str]) -> dict[str, str]:
    """Return the made-up labels, as the reader gives them: underscores are spaces."""
    return {name: label.replace("_", " ") for name, label in aliases_of(labels).items()}


def _audible(scripts: Sequence[Script], losses: Losses) -> list[Script]:
    """Return the meetings without asterisks, and without turns of which IRaMuTeQ would keep no word."""
    found = []
    for script in scripts:
        lines = []
        for line in script.lines:
            stars = line.text.count("*")
            text = " ".join(line.text.replace("*", " ").split())
            losses.add("asterisks", line.text, stars)
            losses.add("marks", line.first_mark, len(line.marks))
            deleted = _DELETED.findall(text)
            losses.add("deleted_characters", "".join(dict.fromkeys(deleted)), len(deleted))
            if _SAYS_NOTHING.fullmatch(_DELETED.sub(" ", text)):
                losses.add("wordless_turns", line.text)
                continue
            _count(line, losses)
            losses.add("seeming_marks", text, heard(text) != (text, []))
            lines.append(Line(line.speaker, line.role, line.kind, line.agenda, text, None, None))
        if lines:
            facts = (script.meeting, script.title, script.date, script.kind, script.transcriber)
            found.append(Script(*facts, tuple(lines)))
        else:
            losses.add("silent_meetings", script.meeting)
    return found


def _count(line: Line, losses: Losses) -> None:
    losses.add("times", line.start, line.start is not None or line.end is not None)
    losses.add("interruptions", line.text, line.kind == "interruption")
    losses.add("attributes", next(iter(line.attributes.items()), ""), len(line.attributes))


def _paragraphs(unit: Unit, options: WriteOptions, losses: Losses) -> Iterator[str]:
    """Yield the lines of a text: its turns, under a theme where agenda items are asked for."""
    item = ""
    for line in unit.lines:
        if options.themes and line.agenda and line.agenda != item:
            item = line.agenda
            word = plain_word(item) or "point"
            losses.add("renamed_items", f"{item} > {word}", word != item)
            yield f"-*{word}"
        elif not options.themes:
            losses.add("agenda", line.agenda, bool(line.agenda))
        yield line.text


def _people(corpus: Corpus, losses: Losses) -> dict[str, dict[str, str]]:
    """Return the variables that say who a speaker is."""
    extra = [str(name) for name in corpus.speakers.columns if name not in SPEAKER_COLUMNS]
    names = {name: plain_word(name, "").lower() for name in extra}
    often = Counter(names.values())
    fit = {name: word for name, word in names.items()
           if word and often[word] == 1 and word not in _OWN and fold(word) not in _OWN}  # fmt: skip
    losses.add("attributes", next((name for name in extra if name not in fit), ""), len(extra) - len(fit))
    found: dict[str, dict[str, str]] = {}
    for row in corpus.speakers.to_dict("records"):
        rank = row["legitimacy"]
        facts = {"cluster": str(row["cluster"]), "legitimite": "" if rank != rank else f"{rank:g}"}
        found[str(row["speaker"])] = facts | {
            word: str(row[name]) for name, word in fit.items() if row[name] == row[name]
        }
    return found
