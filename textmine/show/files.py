"""What was understood of each file, in words: the parse report as a page tells it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from textmine.corpus.speakers import SEPARATOR
from textmine.corpus.tables import Corpus, Leftover, ParseReport
from textmine.messages import catalogue, say
from textmine.show.grids import Grid, grid
from textmine.show.wording import ABSENT, number, percent, sentence

MOST_LABELS: Final = 40
MOST_QUOTES: Final = 6
QUOTE: Final = 110
UNKNOWN: Final = "unattributed"
_COUNTED: Final = re.compile(r", (?=\d)")


@dataclass(frozen=True)
class FileNote:
    """One file of the parse report: a line on how it was read, then its labels, warnings and leftovers."""

    name: str
    how: str
    labels: tuple[str, ...]
    warnings: tuple[str, ...]
    kinds: tuple[str, ...]
    quotes: tuple[tuple[str, str], ...]
    has_unknown: bool


def files_grid(corpus: Corpus, language: str) -> Grid:
    """Return one line a file: format, encoding, labels, share understood; least understood first."""
    reports = worst_first(corpus)
    decoded = [
        f"{report.encoding} ({encoding_reason(report.encoding_reason, language)})" for report in reports
    ]
    unknown = [sum(left.kind == UNKNOWN for left in report.leftovers) for report in reports]
    columns = [
        (say("report.file", language), [report.file for report in reports], False),
        (say("report.format", language), [report.format for report in reports], False),
        (say("report.encoding", language), decoded, False),
        (say("report.labels", language), [str(len(report.labels)) for report in reports], True),
        (say("report.attributed", language), [share_text(report, language) for report in reports], True),
        (say("report.unknown", language), [str(count) if count else ABSENT for count in unknown], True),
    ]
    return grid(say("report.files_caption", language), columns, language)


def file_notes(corpus: Corpus, language: str) -> list[FileNote]:
    """Return what was understood of each file, least understood first."""
    roles = _roles_of_labels(corpus)
    return [_note(report, roles, language) for report in worst_first(corpus)]


def worst_first(corpus: Corpus) -> list[ParseReport]:
    """Return the parse reports, those with the least share understood first."""
    return sorted(corpus.reports, key=lambda report: (round(report.share_attributed, 4), report.file))


def encoding_reason(reason: str, language: str) -> str:
    """Return why an encoding was chosen, in the language of the reader where the catalogue has the words."""
    base, _, mended = reason.partition(" but for ")
    key = "encoding_" + base.split(",")[0].replace(" ", "_")
    base = catalogue(language, "report").get(key, base)
    if not mended:
        return base
    found = ", ".join(_mended(part, language) for part in _COUNTED.split(mended))
    return say("inspection.mended", language, reason=base, found=found)


def _mended(part: str, language: str) -> str:
    """Return what was mended while decoding, such as "3 doubled apostrophes", in the reader's language."""
    count, _, what = part.partition(" ")
    words = catalogue(language, "inspection").get(f"mended_{what.partition(' ')[0]}")
    return words.format(n=count) if words else part


def share_text(report: ParseReport, language: str) -> str:
    """Return the share understood, rounded down, so that 100 % means all of it."""
    share = report.share_attributed
    return percent(share if share >= 1 else int(share * 1000) / 1000, language, digits=1)


def short(text: str, most: int = QUOTE) -> str:
    """Return a text on one line, cut at a word.

    Examples
    --------
    >>> short("un  deux trois quatre", 12)
    'un deux…'
    """
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rsplit(' ', 1)[0]}…"


def _note(report: ParseReport, roles: Mapping[str, str], language: str) -> FileNote:
    words = catalogue(language, "report")
    counted = sorted(report.labels.items(), key=lambda pair: -pair[1])
    labels = [_label(label, count, roles.get(label, ""), language) for label, count in counted[:MOST_LABELS]]
    if len(counted) > MOST_LABELS:
        labels.append(say("report.more_labels", language, n=len(counted) - MOST_LABELS))
    kinds = Counter(left.kind for left in report.leftovers)
    ranked = sorted(report.leftovers, key=lambda left: left.kind != UNKNOWN)
    quotes = [left for left in ranked if left.kind in (UNKNOWN, "preamble", "metadata", "heading", "noise")]
    how = say("report.file_how", language, format=report.format, encoding=report.encoding,
              reason=encoding_reason(report.encoding_reason, language), share=share_text(report, language),
              characters=number(report.characters, language, digits=0))  # fmt: skip
    warnings = [
        sentence(f"check.{key}", language, **{"file": report.file, "line": 0, **facts})
        for key, facts in report.warnings
    ]
    colon = say("report.colon", language)
    return FileNote(
        name=report.file,
        how=how,
        labels=tuple(labels),
        warnings=tuple(warnings),
        kinds=tuple(f"{words.get(f'left_{kind}', kind)}{colon}{n}" for kind, n in kinds.most_common()),
        quotes=tuple((_where(left, words, language), short(left.text)) for left in quotes[:MOST_QUOTES]),
        has_unknown=UNKNOWN in kinds,
    )


def _where(left: Leftover, words: Mapping[str, str], language: str) -> str:
    return f"{words.get(f'left_{left.kind}', left.kind)} · {say('report.line', language, n=left.line)}"


def _label(label: str, count: int, role: str, language: str) -> str:
    word = catalogue(language, "report").get(f"role_{role}", role)
    return f"{label} ({count}, {word})" if word else f"{label} ({count})"


def _roles_of_labels(corpus: Corpus) -> dict[str, str]:
    roles: dict[str, str] = {}
    for _, speaker in corpus.speakers.iterrows():
        written = speaker["labels"]
        labels = written.split(SEPARATOR) if isinstance(written, str) else list(written)
        roles |= {str(label): str(speaker["role"]) for label in (*labels, speaker["speaker"])}
    return roles
