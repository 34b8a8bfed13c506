"""The ``corpus.toml`` beside written files: what their format cannot say of meetings and speakers."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from textmine.corpus.settings import SpeakerSettings
from textmine.corpus.tables import SPEAKER_COLUMNS, Corpus
from textmine.corpus.writing.losses import Losses
from textmine.corpus.writing.scripts import Script

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True)
class Spelling:
    """How names are spelt in the files, where it differs from the corpus.

    Attributes
    ----------
    aliases
        Label of a speaker.
    meetings
        Identifier of a meeting.
    files
        File of a meeting, where each has its own.
    columns
        What is in which column, for tables.
    """

    aliases: Mapping[str, str] = field(default_factory=dict)
    meetings: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    with_agenda: bool = False


def declare(corpus: Corpus, scripts: Sequence[Script], spelling: Spelling, losses: Losses) -> bytes:
    """Return the text of a ``corpus.toml``: name, language, columns, meetings, speakers.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from textmine.corpus.reading import read
    >>> from textmine.corpus.writing.scripts import scripts_of
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "r.txt"
    ...     _ = path.write_text("Anne : oui" + chr(10) + "Paul : non", encoding="utf-8")
    ...     corpus = read(path)
    >>> text = declare(corpus, scripts_of(corpus, Losses()), Spelling({"Anne": "A"}), Losses()).decode()
    >>> text.splitlines()[-4:]
    ['', '[[speakers]]', 'id = "Paul"', 'role = "other"']
    """
    lines = [f"name = {_value(corpus.name)}", f"language = {_value(corpus.language)}"]
    if spelling.columns:
        pairs = (f"{key} = {_value(column)}" for key, column in spelling.columns.items())
        lines.append(f"columns = {{{', '.join(pairs)}}}")
    for script in scripts:
        lines += ["", "[[meetings]]", *_meeting(script, spelling)]
    spoken = {line.speaker for script in scripts for line in script.lines}
    for row in _in_order(corpus.speakers):
        if str(row["speaker"]) in spoken:
            lines += ["", "[[speakers]]", *_speaker(row, spelling, losses)]
        else:
            losses.add("silent_speakers", row["speaker"])
    return ("\n".join(lines) + "\n").encode("utf-8")


def _meeting(script: Script, spelling: Spelling) -> list[str]:
    facts: dict[str, object] = {"id": spelling.meetings.get(script.meeting, script.meeting)}
    facts["file"] = spelling.files.get(script.meeting, "")
    facts |= {"date": script.date, "kind": script.kind, "title": script.title}
    facts["transcriber"] = script.transcriber
    if spelling.with_agenda:
        facts["agenda"] = script.agenda
    return [f"{key} = {_value(value)}" for key, value in facts.items() if value]


def _in_order(speakers: pd.DataFrame) -> list[dict[str, object]]:
    """Return the rows of speakers, unknown ones first: where two names fold alike, the last one counts."""
    rows = [{str(key): value for key, value in row.items()} for row in speakers.to_dict("records")]
    return sorted(rows, key=lambda row: not str(row["speaker"]).startswith("?"))


def _speaker(row: Mapping[str, object], spelling: Spelling, losses: Losses) -> list[str]:
    name = str(row["speaker"])
    lines = [f"id = {_value(name)}"]
    if name in spelling.aliases:
        lines.append(f"aliases = {_value([spelling.aliases[name]])}")
    lines.append(f"role = {_value(str(row['role']))}")
    if row["cluster"]:
        lines.append(f"cluster = {_value(str(row['cluster']))}")
    rank = row["legitimacy"]
    if isinstance(rank, float) and not math.isnan(rank):
        lines.append(f"legitimacy = {_value(rank)}")
    for key, value in row.items():
        if key in SPEAKER_COLUMNS:
            continue
        if key in SpeakerSettings.model_fields or not isinstance(value, str | float | int):
            losses.add("attributes", f"{key} = {value}")
        else:
            lines.append(f"{key if _BARE.fullmatch(key) else _value(key)} = {_value(value)}")
    return lines


def _value(value: object) -> str:
    """Return a value as TOML writes it; JSON's strings are TOML's but for one control character."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, int):
        return str(value)
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
