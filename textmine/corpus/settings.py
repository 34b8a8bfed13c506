"""The file ``corpus.toml`` beside transcripts: what the researcher declares about them."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from textmine.corpus.clocks import iso_date
from textmine.corpus.options import COLUMNS
from textmine.errors import TextmineError

_LINE = re.compile(r"line (\d+)")


def _as_iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()[:10]
    found = iso_date(str(value))
    if value and not found:
        raise ValueError(f"{value!r} is not a date such as 2021-03-18")
    return found


Day = Annotated[str, BeforeValidator(_as_iso)]


class MeetingSettings(BaseModel):
    """One meeting or interview: ``[[meetings]]``; found by ``id`` or by ``file``.

    Attributes
    ----------
    id
        Its identifier, the file's name without ending when left out.
    file
        Its transcript, relative to the folder.
    date
        Day, ISO 8601 or French.
    kind
        "meeting" or "interview".
    agenda
        Agenda items: lines of the transcript equal to one are headings.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str = ""
    file: str = ""
    date: Day = ""
    kind: Literal["meeting", "interview", ""] = ""
    title: str = ""
    agenda: tuple[str, ...] = ()
    transcriber: str = ""

    @model_validator(mode="after")
    def _has_name(self) -> MeetingSettings:
        if not (self.id or self.file):
            raise ValueError("give id or file")
        return self


class SpeakerSettings(BaseModel):
    """One person: ``[[speakers]]``; any further key is an attribute of the speaker.

    Attributes
    ----------
    id
        The name used in all tables.
    aliases
        Labels in the transcripts that mean this person; "meeting/label" where only that meeting's does.
    role
        "pilot", "interviewer", "facilitator", "other", or "" to have it guessed.
    cluster
        Name of the cluster the person steers.
    legitimacy
        Rank or score; the greater the more legitimate.
    """

    model_config = ConfigDict(extra="allow", frozen=True)
    id: str = Field(min_length=1)
    aliases: tuple[str, ...] = ()
    role: Literal["pilot", "interviewer", "facilitator", "other", ""] = ""
    cluster: str = ""
    legitimacy: float | None = None


class Settings(BaseModel):
    """All that ``corpus.toml`` may hold.

    Attributes
    ----------
    leave_out
        Speakers whose turns are not read into the corpus; their text goes to the parse report.
    group_files
        Files whose names share what stands before this separator are parts of one meeting.
    columns
        Tables only: column of each of speaker, text, meeting, start, end, role, agenda.
    labels
        Label to name of the speaker, or "meeting/label" to name; an empty name: not a label at all.
    guide
        Questions or themes of the interview guide, in order: interview turns get the one they follow as
        their agenda item.

    Examples
    --------
    >>> Settings.model_validate({"speakers": [{"id": "Anne", "region": "Alsace"}]}).speakers[0].model_extra
    {'region': 'Alsace'}
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str = ""
    language: str = "fr"
    meetings: tuple[MeetingSettings, ...] = ()
    speakers: tuple[SpeakerSettings, ...] = ()
    leave_out: tuple[str, ...] = ()
    group_files: str = ""
    columns: dict[Literal["speaker", "text", "meeting", "start", "end", "role", "agenda"], str] = Field(
        default_factory=dict
    )
    labels: dict[str, str] = Field(default_factory=dict)
    guide: tuple[str, ...] = ()

    @property
    def names(self) -> dict[str, str]:
        """All declared labels to names: ids, aliases and ``labels``."""
        ids = {speaker.id: speaker.id for speaker in self.speakers}
        aliases = {alias: speaker.id for speaker in self.speakers for alias in speaker.aliases}
        return {**ids, **aliases, **self.labels}


def load_settings(path: Path) -> Settings:
    """Return the settings of a ``corpus.toml``.

    Raises
    ------
    TextmineError
        The file is not TOML (with the line), or a key or value is not as it must be (with its place).

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "corpus.toml"
    ...     _ = path.write_text('name = "Réseau"', encoding="utf-8")
    ...     load_settings(path).name
    'Réseau'
    """
    try:
        text = path.read_text("utf-8-sig")
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _LINE.search(str(error))
        line = found[1] if found else text.rstrip().count("\n") + 1
        raise TextmineError("settings_syntax", file=path.name, line=line, fault=str(error)) from error
    except UnicodeDecodeError as error:
        raise TextmineError("broken_encoding", file=path.name, encoding="utf-8", byte=error.start) from error
    return settings_of(data, file=path.name)


def settings_of(data: dict[str, Any], *, file: str) -> Settings:
    """Return validated settings, or tell the first fault with its place.

    Examples
    --------
    >>> settings_of({"naem": "x"}, file="corpus.toml")
    Traceback (most recent call last):
    ...
    textmine.errors.TextmineError: ...
    """
    try:
        return Settings.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ", ".join(str(part + 1) if isinstance(part, int) else str(part) for part in first["loc"])
        facts = {"file": file, "place": place or "-", "found": repr(first["input"])[:80]}
        if first["type"] == "extra_forbidden":
            model = MeetingSettings if first["loc"][0] == "meetings" else Settings
            raise TextmineError("settings_key", known=", ".join(model.model_fields), **facts) from error
        if first["type"] == "literal_error":
            known = first["ctx"]["expected"] if first["loc"][0] != "columns" else ", ".join(COLUMNS)
            raise TextmineError("settings_choice", known=known, **facts) from error
        raise TextmineError("settings_field", fault=first["msg"], **facts) from error
