"""Read transcripts, one file or a folder, into a corpus."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from textmine.corpus.folder import METADATA, SETTINGS, copies_of, hashes, transcripts
from textmine.corpus.frames import build_tables
from textmine.corpus.gathering import Meeting, Plan, drop_speakers, gather, refuse_unmatched, report_files
from textmine.corpus.itemising import with_items
from textmine.corpus.merging import name_speakers
from textmine.corpus.options import COLUMNS
from textmine.corpus.settings import Settings, load_settings
from textmine.corpus.speaker_table import (
    SPEAKER_FILE,
    SpeakerRow,
    Warnings,
    load_speaker_table,
    unmatched_rows,
    with_speaker_table,
)
from textmine.corpus.tables import Corpus
from textmine.corpus.vocabulary import fold
from textmine.errors import TextmineError
from textmine.recipe import Recipe, hash_of_file


def read(
    path: Path | str,
    *,
    settings: Settings | Path | str | None = None,
    group_files: str | None = None,
    leave_out: Sequence[str] = (),
    labels: Mapping[str, str] | None = None,
    progress: Callable[[int, int, str], None] | None = None,
    skip_copies: bool = False,
    **columns: str | None,
) -> Corpus:
    r"""Return the corpus of transcripts in a file or a folder.

    Parameters
    ----------
    path
        A transcript, or a folder of them; subfolders are read too. ``corpus.toml``, ``metadata.csv``
        (columns id, date), ``speakers.csv``, CARD, README and LICENSE files, hidden files, sound and
        pictures are no transcripts.
        In ``speakers.csv`` (`textmine.corpus.speaker_table`) a row says who a label is; it wins over
        ``corpus.toml``, and what is given here wins over both.
    settings
        Declarations on meetings and speakers; by default ``corpus.toml`` in the folder.
    group_files
        Separator in file names: files that share what stands before it are parts of one meeting, in
        natural order, and what stands after it is the agenda item.
    leave_out
        Speakers whose turns are not read, besides those of ``corpus.toml``.
    labels
        Label to name of the speaker, besides those of ``corpus.toml``.
    progress
        Called after each file with the number of files read, their total, and the file's name.
    skip_copies
        Leave out files that have the same content as another and tell so in its parse report, instead of
        raising an error.
    **columns
        Tables only: names of the columns ``speaker=``, ``text=``, ``meeting=``, ``start=``, ``end=``,
        ``role=`` and ``agenda=``.

    Raises
    ------
    TextmineError
        No transcript, unknown format, duplicate files, faulty settings, a broken file, no speech at all.

    Notes
    -----
    A meeting's date is that of ``corpus.toml``, else of the cover block, ``metadata.csv``, the file's name or
    running heads; its kind that of ``corpus.toml``, else of the file's name or the cover block, else
    "interview" for two speakers. Its agenda items are headings, else what the facilitator announces.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "entretien-2021-03-18.txt"
    ...     _ = path.write_text("E : Ça va ?\nR : Oui (rires).", encoding="utf-8")
    ...     corpus = read(path)
    >>> corpus
    Corpus('entretien-2021-03-18': 0 meetings, 1 interviews, 1 pilots, 2 turns, 4 words)
    >>> corpus.meetings.loc[0, "date"]
    '2021-03-18'
    """
    path = Path(path)
    if unknown := set(columns) - set(COLUMNS):
        raise TypeError(f"read() got an unexpected keyword argument {min(unknown)!r}")
    given = {name: column for name, column in columns.items() if column is not None}
    files = transcripts(path)
    root = path if path.is_dir() else path.parent
    inputs = hashes(files, root)
    copies = copies_of(inputs)
    if copies and not skip_copies:
        second, first = next(iter(copies.items()))
        raise TextmineError("duplicate_files", first=first, second=second)
    files = [file for file in files if file.relative_to(root).as_posix() not in copies]
    declared, source = _settings(settings, root)
    table = root / SPEAKER_FILE
    rows = load_speaker_table(table) if table.is_file() else []
    declared, told = with_speaker_table(declared, rows)
    declared = declared.model_copy(
        update={
            "columns": {**declared.columns, **given},
            "leave_out": (*declared.leave_out, *leave_out),
            "labels": {**declared.labels, **(labels or {})},
        }
    )
    separator = declared.group_files if group_files is None else group_files
    with _no_collection():
        meetings = gather(files, Plan(root, declared, separator), progress)
    if path.is_dir():
        refuse_unmatched(meetings, _without(declared, copies), file=source.name if source else SETTINGS)
    told += _unmatched(meetings, rows) if path.is_dir() else []
    told += [("copy", {"first": first, "second": second}) for second, first in copies.items()]
    if meetings:
        meetings[0].parts[0].warnings.extend(told)
    inputs = {name: digest for name, digest in inputs.items() if name not in copies}
    others = [file for file in (source, root / METADATA, table) if file is not None and file.is_file()]
    recipe = Recipe(inputs=inputs | {file.name: hash_of_file(file) for file in others})
    options = {
        "settings": str(settings) if isinstance(settings, Path | str) else None,
        "group_files": separator or None,
        "leave_out": [*leave_out] or None,
        "labels": dict(labels or {}) or None,
    }
    recipe = recipe.then("read", path=str(path), **options, **given)
    name = declared.name or (path.resolve().name if path.is_dir() else path.stem)
    with _no_collection():
        return _finish(meetings, declared, name, recipe)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Hold off the search for cycles: it would walk through millions of lines and turns, which have none."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _settings(settings: Settings | Path | str | None, root: Path) -> tuple[Settings, Path | None]:
    """Return the settings, and the file they are from."""
    if isinstance(settings, Settings):
        return settings, None
    if settings is not None:
        if not Path(settings).is_file():
            raise TextmineError("no_such_path", path=str(settings))
        return load_settings(Path(settings)), Path(settings)
    beside = root / SETTINGS
    return (load_settings(beside), beside) if beside.is_file() else (Settings(), None)


def _without(settings: Settings, copies: Mapping[str, str]) -> Settings:
    """Return the settings without the meetings of files that are not read."""
    skipped = {*copies, *(Path(file).stem for file in copies)}
    kept = [
        one for one in settings.meetings if one.file not in skipped and (one.file or one.id not in skipped)
    ]
    return settings.model_copy(update={"meetings": tuple(kept)})


def _unmatched(meetings: Sequence[Meeting], rows: Sequence[SpeakerRow]) -> Warnings:
    return unmatched_rows(rows, {one.name: set(one.labels) for one in meetings})


def _finish(meetings: list[Meeting], settings: Settings, name: str, recipe: Recipe) -> Corpus:
    counts = {(one.name, label): count for one in meetings for label, count in one.labels.items()}
    names = name_speakers(counts, settings.names)
    for speaker in settings.speakers:
        if speaker.id not in names.values() and meetings:
            meetings[0].parts[0].warnings.append(("absent_speaker", {"speaker": speaker.id}))
    unwanted = frozenset(fold(speaker) for speaker in settings.leave_out)
    for meeting in meetings:
        drop_speakers(meeting, names, unwanted)
    if not any(meeting.labels for meeting in meetings):
        raise TextmineError("no_turns", path=str(recipe.steps[-1].options["path"]))
    turns, table, speakers, marks = build_tables(meetings, names, settings)
    reports = report_files(meetings, recipe.inputs)
    corpus = Corpus(name, settings.language, turns, table, speakers, marks, reports, recipe)
    agendas = {one.name: one.declared.agenda for one in meetings if one.declared}
    return with_items(corpus, agendas, settings.guide)
