"""Files become meetings: each file read, its parts put together, its date, title and kind found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from textmine.corpus.assembly import UNKNOWN, Assembled, Turn, assemble
from textmine.corpus.clocks import iso_date
from textmine.corpus.folder import natural_key, part_of, read_metadata
from textmine.corpus.formats import read_documents
from textmine.corpus.options import ReadOptions
from textmine.corpus.settings import MeetingSettings, Settings
from textmine.corpus.tables import Leftover, ParseReport
from textmine.corpus.vocabulary import fold, role_of_label
from textmine.errors import TextmineError

LEFT_OUT: Final = "left_out"
LONGEST_HEAD: Final = 150
COVER_LINES: Final = 3
# characters of the files whose turns are held as objects: about a million words
MOST_HELD: Final = 5_000_000
_INTERVIEW = re.compile(r"\b(?:entretiens?|interviews?|itw|entrevues?)\b")
_MEETING = re.compile(
    r"\b(?:reunions?|comites?|conseils?|seances?|assemblees?|ateliers?|debats?|meetings?)\b"
)


@dataclass
class Meeting:
    """One meeting or interview while it is read.

    Attributes
    ----------
    name, title, date
        Identifier, title and ISO date, "" when unknown.
    declared
        What ``corpus.toml`` says of it.
    parts
        Its documents in order: one, or several files.
    """

    name: str
    declared: MeetingSettings | None
    parts: list[Assembled] = field(default_factory=list)
    title: str = ""
    date: str = ""

    @property
    def files(self) -> list[str]:
        """Names of its files inside the corpus."""
        return list(dict.fromkeys(part.file for part in self.parts))

    @property
    def turns(self) -> list[Turn]:
        """All turns, in order; made anew where they are packed."""
        return [turn for part in self.parts for turn in part.turns]

    @property
    def labels(self) -> Counter[str]:
        """Labels as written, in order of first speech, with the number of turns of each."""
        labels: Counter[str] = Counter()
        for part in self.parts:
            labels.update(part.labels)
        return labels


@dataclass(frozen=True)
class Plan:
    """How files are read: where they are, what is declared, and what separates meeting from part.

    Attributes
    ----------
    root
        Folder that files are named from.
    settings
        What the researcher declares; its columns are those to use.
    separator
        As ``group_files`` of `read`, "" for none.
    """

    root: Path
    settings: Settings
    separator: str = ""

    def declared_of(self, file: str, name: str) -> MeetingSettings | None:
        """Return the declared meeting that a file or a document's name belongs to."""
        for meeting in self.settings.meetings:
            if meeting.file and meeting.file in (file, Path(file).name):
                return meeting
        return next(
            (meeting for meeting in self.settings.meetings if meeting.id and meeting.id == name), None
        )

    def options_of(self, file: str) -> ReadOptions:
        """Return the options for one file's reader."""
        name, _ = part_of(Path(file).stem, self.separator)
        declared = self.declared_of(file, name)
        labels = {label.rpartition("/")[2] if "/" in label else label: to
                  for label, to in self.settings.names.items()
                  if "/" not in label or label.rpartition("/")[0] == name}  # fmt: skip
        labels |= {label: to for label, to in self.settings.labels.items() if "/" in label}
        columns: Mapping[str, str] = {str(key): column for key, column in self.settings.columns.items()}
        return ReadOptions(columns, labels, declared.agenda if declared else ())


def gather(
    files: Sequence[Path], plan: Plan, progress: Callable[[int, int, str], None] | None = None
) -> list[Meeting]:
    """Return the meetings of all files, in order of date, then of name.

    Raises
    ------
    TextmineError
        A file cannot be read, or a declared meeting has no transcript.
    """
    meetings: dict[str, Meeting] = {}
    held: list[Assembled] = []
    stems = Counter(path.stem for path in files)
    for done, path in enumerate(files, 1):
        file = path.relative_to(plan.root).as_posix()
        documents = read_documents(path, plan.options_of(file))
        alone = len(documents) == 1
        for document in documents:
            name, part = part_of(document.name, plan.separator) if alone else (document.name, "")
            declared = plan.declared_of(file, name) if alone else plan.declared_of("", name)
            name = declared.id if declared and declared.id else name
            if not part:
                name = _unique(name, file, meetings, stems[path.stem] > 1 and alone)
            meeting = meetings.setdefault(name, Meeting(name, declared))
            meeting.parts.append(assemble(document, file=file, agenda=part))
            held.append(meeting.parts[-1])
        if sum(found.characters for found in held) > MOST_HELD:
            for found in held:
                found.pack()
            held = []
        if progress is not None:
            progress(done, len(files), file)
    metadata = read_metadata(plan.root)
    for meeting in meetings.values():
        _describe(meeting, metadata)
    return sorted(meetings.values(), key=lambda one: (one.date == "", one.date, natural_key(one.name)))


def _unique(name: str, file: str, taken: Mapping[str, Meeting], shared: bool) -> str:
    if name not in taken and not shared:
        return name
    stem = file.rpartition(".")[0] or file
    for other in (stem if Path(stem).name == name else f"{stem}/{name}", file, f"{file}/{name}"):
        if other not in taken:
            return other
    return f"{file}/{name} {len(taken)}"


def _describe(meeting: Meeting, metadata: Mapping[str, Mapping[str, str]]) -> None:
    documents = [part.document for part in meeting.parts]
    stem = Path(meeting.parts[0].file).stem
    row = metadata.get(meeting.name) or metadata.get(stem) or {}
    declared = meeting.declared
    dates = (
        declared.date if declared else "",
        next((document.date for document in documents if document.date), ""),
        row.get("date", ""),
        iso_date(meeting.name),
        iso_date(stem) if len(documents) == 1 else "",
        _running_date(meeting),
    )
    meeting.date = next((day for day in dates if day), "")
    titles = (
        declared.title if declared else "",
        *(document.title for document in documents),
        row.get("title", ""),
    )
    meeting.title = next((title for title in titles if title), "")


def _running_date(meeting: Meeting) -> str:
    """Return the date that running heads and feet say, "" when they say none."""
    heads = (left.text for part in meeting.parts for left in part.leftovers if left.kind == "noise")
    return next((day for text in heads if len(text) <= LONGEST_HEAD and (day := iso_date(text))), "")


def _cover_kind(meeting: Meeting) -> str:
    """Return the kind that the title and the first lines of the cover block say, "" for none or both."""
    first = meeting.parts[0]
    found = (left.text for left in first.leftovers if left.kind in ("preamble", "heading"))
    lines = [line for text in found for line in text.split("\n") if line.strip()][:COVER_LINES]
    words = fold(" ".join([meeting.title, *lines]))
    kinds = [kind for kind, said in (("interview", _INTERVIEW), ("meeting", _MEETING)) if said.search(words)]
    return kinds[0] if len(kinds) == 1 else ""


def kind_of(meeting: Meeting, names: Mapping[tuple[str, str], str]) -> str:
    """Return "meeting" or "interview": as declared, by the file's name, by its cover, else by who speaks.

    An interview has two speakers, or one besides those whose labels say that they interview.
    """
    if meeting.declared and meeting.declared.kind:
        return meeting.declared.kind
    words = fold(f"{meeting.name} {meeting.parts[0].file}")
    if _INTERVIEW.search(words) and not _MEETING.search(words):
        return "interview"
    if _MEETING.search(words):
        return "meeting"
    if kind := _cover_kind(meeting):
        return kind
    labels = {turn.label for turn in meeting.turns if turn.kind == "speech" and turn.label != UNKNOWN}
    people = {names[meeting.name, label] for label in labels}
    asking = {names[meeting.name, label] for label in labels if role_of_label(label) == "interviewer"}
    alone = len(people - asking) == 1 and bool(asking)
    return "interview" if len(people) == 2 or alone else "meeting"


def refuse_unmatched(meetings: Sequence[Meeting], settings: Settings, *, file: str) -> None:
    """Raise an error if a declared meeting has no transcript."""
    found = [meeting.declared for meeting in meetings]
    for declared in settings.meetings:
        if declared not in found:
            known = ", ".join(meeting.name for meeting in meetings[:20])
            raise TextmineError(
                "unknown_meeting", file=file, meeting=declared.id or declared.file, known=known
            )


def drop_speakers(meeting: Meeting, names: Mapping[tuple[str, str], str], unwanted: frozenset[str]) -> None:
    """Move the turns of unwanted speakers (folded names or labels) to the leftovers of the parse report."""
    if not unwanted:
        return
    for part in meeting.parts:
        kept: list[Turn] = []
        for turn in part.turns:
            if {fold(turn.label), fold(names[meeting.name, turn.label])} & unwanted:
                part.leftovers.append(Leftover(LEFT_OUT, turn.line, turn.text))
            else:
                kept.append(turn)
        part.turns = kept


def report_files(meetings: Sequence[Meeting], inputs: Mapping[str, str]) -> tuple[ParseReport, ...]:
    """Return one parse report a file, in order of the files' names; inputs are their hashes."""
    parts: dict[str, list[Assembled]] = {file: [] for file in inputs}
    for meeting in meetings:
        for part in meeting.parts:
            parts[part.file].append(part)
    return tuple(_report(file, inputs[file], found) for file, found in parts.items() if found)


def _report(file: str, sha256: str, parts: Sequence[Assembled]) -> ParseReport:
    first = parts[0].document
    labels: Counter[str] = Counter()
    for part in parts:
        labels.update(part.labels)
    return ParseReport(
        file=file,
        format=first.format,
        sha256=sha256,
        encoding=first.encoding,
        encoding_reason=first.encoding_reason,
        characters=sum(part.characters for part in parts),
        attributed=sum(part.attributed for part in parts),
        labels=dict(labels.most_common()),
        leftovers=tuple(left for part in parts for left in part.leftovers),
        warnings=tuple(warning for part in parts for warning in part.warnings),
    )
