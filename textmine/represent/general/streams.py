"""French text to learn general vectors from: passages of some fifty words, in order, by document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from textmine.errors import TextmineError

WORDS: Final = 50
TALK: Final = ("fredsum", "assemblee-2013")
PLAIN: Final = ("be-parliament-2020", "codes", "common-voice", "eltec-fra")
_LINE_IS_DOCUMENT: Final = frozenset({"be-parliament-2020"})
_LINK: Final = re.compile(r"\[([^\]]*)\]\([^)]*\)|[#*_|>]+")
_NO_TALK: Final = ("LICENSE", "addresses")
_ENDINGS: Final = frozenset({".txt", ".md"})


@dataclass(frozen=True)
class Passages:
    """Texts of one source in order, with the document of each.

    Attributes
    ----------
    name
        Folder of the source.
    texts
        n passages.
    document
        Shape (n,): number of the document of each passage, not falling.
    """

    name: str
    texts: list[str]
    document: NDArray[np.int64]

    @property
    def n_words(self) -> int:
        """Words between white space."""
        return sum(text.count(" ") + 1 for text in self.texts)


def cut_passages(documents: Iterator[str] | Sequence[str], *, words: int = WORDS, name: str = "") -> Passages:
    """Cut documents after every `words` words; a rest below half joins the passage before.

    Examples
    --------
    >>> found = cut_passages(["a b c d e", "f"], words=2)
    >>> found.texts, found.document.tolist()
    (['a b', 'c d e', 'f'], [0, 0, 1])
    """
    texts: list[str] = []
    document: list[int] = []
    for number, text in enumerate(documents):
        parts = text.split()
        starts = list(range(0, len(parts), words))
        if not starts:
            continue
        if len(starts) > 1 and len(parts) - starts[-1] <= words / 2:
            starts.pop()
        for start, end in zip(starts, [*starts[1:], len(parts)], strict=True):
            texts.append(" ".join(parts[start:end]))
            document.append(number)
    return Passages(name, texts, np.array(document, dtype=np.int64))


def read_passages(data: Path, *, leave_out: Sequence[str] = ()) -> list[Passages]:
    """Read the sources that are there: plain texts, and talk in blocks of one speaker.

    Parameters
    ----------
    data
        Folder with ``plain/<source>/*.txt|md``, ``fredsum`` and ``assemblee-2013``.
    leave_out
        Names of sources not to read.

    Raises
    ------
    TextmineError
        No source is there.
    """
    found = [
        _read_plain(data / "plain" / name)
        for name in PLAIN
        if name not in leave_out and (data / "plain" / name).is_dir()
    ]
    found += [_read_talk(data / name) for name in TALK if name not in leave_out and (data / name).is_dir()]
    if not any(source.texts for source in found):
        raise TextmineError("no_general_data", folder=str(data), names=", ".join((*PLAIN, *TALK)))
    return found


def _read_plain(folder: Path) -> Passages:
    files = sorted(
        file for file in folder.rglob("*") if file.suffix in _ENDINGS and not file.stem.startswith(_NO_TALK)
    )
    return cut_passages(
        (text for file in files for text in _documents(file, by_line=folder.name in _LINE_IS_DOCUMENT)),
        name=folder.name,
    )


def _documents(file: Path, *, by_line: bool) -> Iterator[str]:
    text = _LINK.sub(r" \1 ", file.read_text(encoding="utf-8"))
    yield from (line for line in text.splitlines() if line.strip()) if by_line else (text,)


def _read_talk(folder: Path) -> Passages:
    from textmine.corpus.reading import read
    from textmine.represent.sequence import order_of_speech
    from textmine.segment.cutting import split

    segments = split(read(folder), into="blocks", words=WORDS)
    sequence, meeting = order_of_speech(segments.rows)
    texts = segments.texts
    return Passages(folder.name, [texts[index] for index in sequence], meeting)
