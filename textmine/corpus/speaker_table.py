"""The file ``speakers.csv`` beside transcripts: who stands behind which label, as researchers correct it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, cast, get_args

from textmine.corpus.encodings import decode
from textmine.corpus.settings import Settings, SpeakerSettings
from textmine.corpus.tables import ROLES
from textmine.corpus.vocabulary import fold, is_local
from textmine.errors import TextmineError

SPEAKER_FILE: Final = "speakers.csv"
NO_SPEAKER: Final = "-"
Told = Literal["proposed", "proposed_role", "turns", "words", "why"]
TOLD: Final = get_args(Told)
_NAMES: Final = {
    "label": ("label", "etiquette", "libelle"),
    "speaker": ("speaker", "locuteur", "locutrice", "nom", "name"),
    "role": ("role",),
    "cluster": ("cluster", "grappe", "pole"),
    "legitimacy": ("legitimacy", "legitimite"),
    "meeting": ("meeting", "reunion", "entretien"),
}
_ROLE_WORDS: Final = {
    **{role: role for role in ROLES},
    **dict.fromkeys(("pilote", "enquete", "enquetee"), "pilot"),
    **dict.fromkeys(("enqueteur", "enquetrice", "intervieweur", "intervieweuse"), "interviewer"),
    **dict.fromkeys(("animateur", "animatrice", "president", "presidente"), "facilitator"),
    **dict.fromkeys(("autre",), "other"),
}

Warnings = list[tuple[str, dict[str, object]]]


@dataclass(frozen=True)
class SpeakerRow:
    """One row of the table.

    Attributes
    ----------
    line
        1-based line of the file.
    label, meeting
        The label as written in the transcripts, and the meeting it is in, "" for all.
    speaker
        Name of the speaker, "" to leave it to the rules, "-" where the label is none.
    facts
        role, cluster, legitimacy and any further attribute that the row says of the speaker.
    """

    line: int
    label: str
    meeting: str = ""
    speaker: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The label as `Settings.labels` writes it."""
        return f"{self.meeting}/{self.label}" if self.meeting else self.label


def load_speaker_table(path: Path) -> list[SpeakerRow]:
    r"""Return the rows of a ``speakers.csv``; commas, semicolons or tabs part the columns.

    Raises
    ------
    TextmineError
        There is no column ``label``, a role is none of `ROLES`, a legitimacy is no number, or a label has
        two speakers; each with the line.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "speakers.csv"
    ...     _ = path.write_text("label;speaker;role\nHC;Hélène Castaing;pilote", encoding="cp1252")
    ...     load_speaker_table(path)
    [SpeakerRow(line=2, label='HC', meeting='', speaker='Hélène Castaing', facts={'role': 'pilot'})]
    """
    text = decode(path.read_bytes(), file=path.name, is_talk=False).text
    head = text.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(text), delimiter=max(";,\t", key=head.count), restval="")
    try:
        names = _columns(rows.fieldnames or (), path.name)
        found = [row for raw in rows if (row := _row(raw, names, rows.line_num, path.name))]
    except csv.Error as error:
        raise TextmineError("table_broken", file=path.name, line=rows.line_num, problem=str(error)) from error
    _refuse_two_speakers(found, path.name)
    return found


def _columns(titles: Iterable[str], file: str) -> dict[str, str]:
    """Return what each column of the file holds: one of `_NAMES`, or an attribute under its own title."""
    found: dict[str, str] = {}
    for title in titles:
        known = next((what for what, words in _NAMES.items() if fold(title) in words), title.strip())
        if known and known not in found.values() and known not in TOLD:
            found[title] = known
    if "label" not in found.values():
        raise TextmineError("speakers_columns", file=file, columns=", ".join(titles) or "-")
    return found


def _row(raw: Mapping[str, str | Any], names: Mapping[str, str], line: int, file: str) -> SpeakerRow | None:
    cells = {what: " ".join(str(raw[title] or "").split()) for title, what in names.items()}
    label = cells.pop("label")
    if not label:
        return None
    meeting, speaker = cells.pop("meeting", ""), cells.pop("speaker", "")
    facts: dict[str, Any] = {what: value for what, value in cells.items() if value}
    if "role" in facts:
        role = _ROLE_WORDS.get(fold(facts["role"]))
        if role is None:
            raise TextmineError(
                "speakers_role", file=file, line=line, found=facts["role"], known=", ".join(ROLES)
            )
        facts["role"] = role
    if "legitimacy" in facts:
        try:
            facts["legitimacy"] = float(facts["legitimacy"].replace(",", "."))
        except ValueError as error:
            raise TextmineError("speakers_number", file=file, line=line, found=facts["legitimacy"]) from error
    return SpeakerRow(line, label, meeting, speaker, facts)


def _refuse_two_speakers(rows: Sequence[SpeakerRow], file: str) -> None:
    first: dict[str, SpeakerRow] = {}
    for row in rows:
        before = first.setdefault(f"{row.meeting}/{fold(row.label)}", row)
        if before.speaker and row.speaker and fold(before.speaker) != fold(row.speaker):
            raise TextmineError(
                "speakers_twice",
                file=file,
                line=row.line,
                label=row.label,
                first=before.speaker,
                second=row.speaker,
            )


def with_speaker_table(
    settings: Settings, rows: Sequence[SpeakerRow], *, file: str = SPEAKER_FILE
) -> tuple[Settings, Warnings]:
    """Return the settings with what the table says, and warnings.

    The table wins over ``corpus.toml``, cell by cell: an empty cell leaves what is declared there or what
    the rules find. Rows of one speaker may share what they say of the person.

    Raises
    ------
    TextmineError
        Two rows of one speaker contradict each other.

    Examples
    --------
    >>> found, _ = with_speaker_table(Settings(), [SpeakerRow(2, "HC", "", "Hélène", {"role": "pilot"})])
    >>> found.labels, found.speakers[0].role
    ({'HC': 'Hélène'}, 'pilot')
    """
    labels, warnings = dict(settings.labels), Warnings()
    facts: dict[str, dict[str, Any]] = {}
    known = settings.names
    for row in rows:
        name = row.speaker or (
            "" if not row.facts or is_local(row.label) else known.get(row.label, row.label)
        )
        if not name:
            if row.facts:
                warnings.append(("table_without_name", {"line": row.line, "label": row.label, "table": file}))
            continue
        declared = known.get(row.key)
        if declared is not None and row.speaker and fold(declared) != fold(row.speaker):
            told = {"label": row.label, "speaker": row.speaker, "declared": declared}
            warnings.append(("table_wins", {"line": row.line, "table": file, **told}))
        labels[row.key] = "" if name == NO_SPEAKER else name
        if name != NO_SPEAKER:
            _gather(facts.setdefault(name, {}), row, name, file)
    people = {speaker.id: speaker for speaker in settings.speakers}
    for name, said in facts.items():
        if said:
            before = people.get(name) or SpeakerSettings(id=name)
            people[name] = before.model_copy(update=_fields(before, said))
    return settings.model_copy(update={"labels": labels, "speakers": tuple(people.values())}), warnings


def _gather(facts: dict[str, Any], row: SpeakerRow, name: str, file: str) -> None:
    for what, value in row.facts.items():
        if facts.setdefault(what, value) != value:
            raise TextmineError(
                "speakers_conflict",
                file=file,
                line=row.line,
                speaker=name,
                column=what,
                first=facts[what],
                second=value,
            )


def _fields(before: SpeakerSettings, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the model's fields, and the attributes beside them, changed by what the table says."""
    own = {what: value for what, value in said.items() if what in type(before).model_fields}
    extra = {what: value for what, value in said.items() if what not in own}
    return {**own, **(cast(dict[str, Any], before.model_extra) or {}), **extra}


def unmatched_rows(
    rows: Sequence[SpeakerRow], labels: Mapping[str, Iterable[str]], *, file: str = SPEAKER_FILE
) -> Warnings:
    """Return a warning for each row whose label, or meeting, no transcript has.

    Parameters
    ----------
    rows
        Of the table.
    labels
        Labels as written, by meeting.
    file
        The table's name, for the sentences.
    """
    here = {meeting: {fold(label) for label in found} for meeting, found in labels.items()}
    everywhere = set().union(*here.values()) if here else set()
    warnings = Warnings()
    for row in rows:
        facts: dict[str, object] = {"line": row.line, "label": row.label, "table": file}
        if row.meeting and row.meeting not in here:
            warnings.append(("table_unknown_meeting", {**facts, "meeting": row.meeting}))
        elif row.speaker != NO_SPEAKER and fold(row.label) not in here.get(row.meeting, everywhere):
            warnings.append(("table_unknown_label", facts))
    return warnings
