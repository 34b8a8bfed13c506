"""Check a corpus: what was not understood of its files, and what the measures will trip over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

import pandas as pd

from textmine.corpus.assembly import UNKNOWN
from textmine.corpus.duplicates import find_near_copies
from textmine.corpus.identities import guess_identities
from textmine.corpus.oddities import repeated_sentences, repeated_turns, shortened
from textmine.corpus.pieces import count_characters
from textmine.corpus.speakers import SEPARATOR, count_words
from textmine.corpus.tables import Corpus, ParseReport
from textmine.corpus.vocabulary import INTERVIEWEE, is_collective, is_local, stem_and_number
from textmine.messages import say

FAULT_COLUMNS: Final = ("file", "line", "severity", "key", "message")
LONG_TURN: Final = 1500
LOW_SHARE: Final = 0.9
_FAULTS: Final = frozenset(
    "no_labels unattributed low_share one_speaker_file one_pilot missing_date long_turn copy "
    "near_copy".split()
)
_NAMED: Final = 12

Finding = tuple[str, int, str, dict[str, object]]


def check(corpus: Corpus, *, language: str | None = None) -> pd.DataFrame:
    """Return what a person should look at, one row a finding; an empty table is good.

    Parameters
    ----------
    corpus
        Corpus to check.
    language
        "fr" or "en", for the messages; None follows the user's locale.

    Returns
    -------
    DataFrame with the columns `FAULT_COLUMNS`: severity is "fault" for what spoils results, else
    "warning"; line is 0 where a finding concerns the whole file, file "" where it concerns the corpus.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from textmine.corpus.reading import read
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "2021-03-18.txt"
    ...     _ = path.write_text("Du texte sans aucun nom.", encoding="utf-8")
    ...     list(check(read(path))["key"])
    ['no_labels', 'one_speaker_file', 'no_pilot']
    """
    findings = [
        *_of_reports(corpus),
        *_of_copies(corpus),
        *_of_meetings(corpus),
        *_of_turns(corpus),
        *_of_speakers(corpus),
        *_of_persons(corpus),
    ]
    rows = [
        (
            file,
            line,
            "fault" if key in _FAULTS else "warning",
            key,
            _sentence(key, file, line, facts, language),
        )
        for file, line, key, facts in findings
    ]
    table = pd.DataFrame(rows, columns=list(FAULT_COLUMNS))
    return table.astype({name: "int64" if name == "line" else "str" for name in FAULT_COLUMNS})


def _sentence(key: str, file: str, line: int, facts: dict[str, object], language: str | None) -> str:
    if "role" in facts:
        facts = {**facts, "role": say(f"report.role_{facts['role']}", language)}
    return say(f"check.{key}", language, **{**facts, "file": file, "line": line})


def _of_reports(corpus: Corpus) -> Iterator[Finding]:
    turns: Counter[str] = Counter()
    for report in corpus.reports:
        turns.update(report.labels)
    for report in corpus.reports:
        for key, facts in report.warnings:
            if key == "rare_label" and turns[str(facts["label"])] > 1:
                continue
            line = facts.get("line", 0)
            yield report.file, line if isinstance(line, int) else 0, key, facts
        if report.encoding_reason.startswith("best share"):
            yield report.file, 0, "encoding_guessed", {"encoding": report.encoding}
        yield from _unattributed(report)
        if len(report.labels) == 1:
            yield report.file, 0, "one_speaker_file", {"speaker": next(iter(report.labels))}


def _unattributed(report: ParseReport) -> Iterator[Finding]:
    lost = [left for left in report.leftovers if left.kind == "unattributed"]
    for left in lost[:10]:
        facts: dict[str, object] = {"characters": count_characters(left.text), "found": shortened(left.text)}
        yield report.file, left.line, "unattributed", facts
    if len(lost) > 10:
        yield report.file, lost[10].line, "more_unattributed", {"count": len(lost) - 10}
    if report.characters and report.share_attributed < LOW_SHARE:
        yield report.file, 0, "low_share", {"share": round(100 * report.share_attributed)}


def _of_copies(corpus: Corpus) -> Iterator[Finding]:
    for pair in find_near_copies(corpus):
        facts: dict[str, object] = {
            "second": pair.second,
            "share": round(100 * pair.jaccard),
            "contained": round(100 * pair.contained),
        }
        yield pair.first, 0, "near_copy", facts


def _of_meetings(corpus: Corpus) -> Iterator[Finding]:
    for meeting in corpus.meetings.itertuples():
        if not meeting.date and len(corpus.meetings) > 1:
            yield str(meeting.file), 0, "missing_date", {"meeting": meeting.meeting}


def _of_turns(corpus: Corpus) -> Iterator[Finding]:
    words = corpus.turns["text"].map(count_words)
    unnamed = corpus.turns["speaker"].str.startswith(UNKNOWN)
    long = (words > LONG_TURN) & ~unnamed
    for turn, count in zip(corpus.turns[long].itertuples(), words[long], strict=True):
        facts: dict[str, object] = {"speaker": turn.speaker, "words": int(count)}
        yield str(turn.file), int(str(turn.line)), "long_turn", facts
    for file, line, facts in repeated_turns(corpus.turns):
        yield file, line, "repeated_turns", facts
    for file, line, facts in repeated_sentences(corpus.turns):
        yield file, line, "repeated_sentences", facts
    nobody = corpus.turns["speaker"].map(_is_nobody) & unnamed.eq(False)
    for (where, name), said in corpus.turns[nobody].groupby(["file", "speaker"], sort=False):
        spoken: dict[str, object] = {"speaker": name, "words": int(said["text"].map(count_words).sum())}
        yield str(where), int(said["line"].iloc[0]), "unknown_person", spoken


def _is_nobody(name: str) -> bool:
    return is_local(name.rpartition(" (")[0] or name) and is_collective(name.rpartition(" (")[0] or name)


def _of_speakers(corpus: Corpus) -> Iterator[Finding]:
    turns = corpus.turns
    meetings = turns.groupby("speaker")["meeting"].nunique()
    for person in corpus.speakers.itertuples():
        name, role = str(person.speaker), str(person.role)
        labels = str(person.labels).split(SEPARATOR)
        if len(labels) > 1:
            yield "", 0, "labels_merged", {"speaker": name, "labels": ", ".join(labels)}
        if role != "other" and person.role_reason not in ("declared", "source"):
            yield "", 0, f"role_{person.role_reason}", {"speaker": name, "role": role}
        if role == "pilot" and meetings[name] == 1 and len(corpus.meetings) > 1:
            meeting = turns.loc[turns["speaker"] == name, "meeting"].iloc[0]
            yield "", 0, "one_meeting", {"speaker": name, "meeting": meeting}
        if meetings[name] > 1 and _is_code(name) and person.role_reason != "declared":
            yield "", 0, "shared_code", {"speaker": name, "count": int(meetings[name])}
    yield from _once_only(corpus, meetings)
    count = len(corpus.pilots)
    if count < 2:
        yield "", 0, "one_pilot" if count else "no_pilot", {"pilots": ", ".join(corpus.pilots)}


def _once_only(corpus: Corpus, meetings: pd.Series[int]) -> Iterator[Finding]:
    """Tell of all who are no pilots and speak in one of several meetings, interviewees left out."""
    sittings = corpus.meetings.loc[corpus.meetings["kind"] == "meeting", "meeting"]
    if len(sittings) < 2:
        return
    present = set(corpus.turns.loc[corpus.turns["meeting"].isin(sittings), "speaker"])
    once = [
        str(name)
        for name, role in zip(corpus.speakers["speaker"], corpus.speakers["role"], strict=True)
        if role != "pilot" and name in present and meetings[name] == 1 and not is_collective(str(name))
    ]
    if once:
        shown = ", ".join(once[:_NAMED]) + (", …" if len(once) > _NAMED else "")
        key = "once_only" if len(once) > 1 else "once_only_one"
        yield "", 0, key, {"count": len(once), "speakers": shown}


def _of_persons(corpus: Corpus) -> Iterator[Finding]:
    for guess in guess_identities(corpus):
        facts: dict[str, object] = {"speaker": guess.speaker, "person": guess.person}
        yield "", 0, f"person_{guess.reason}", facts


def _is_code(name: str) -> bool:
    stem, number = stem_and_number(name)
    return number is not None and stem in INTERVIEWEE
