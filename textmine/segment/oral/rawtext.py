"""Plain French text to learn from without labels: talk, novels, questions, laws; punctuated as written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from textmine.errors import TextmineError

TALK: Final = ("fredsum", "assemblee-2013")
_PROSE: Final = (
    ("plain/eltec-fra", "*.txt"),
    ("plain/common-voice/fr", "*.txt"),
    ("plain/be-parliament-2020", "*.txt"),
    ("plain/codes", "*.md"),
)
# Laws would outweigh all else: only the codes whose name starts with one of these are read.
_CODES: Final = ("code-civil", "code-de-l", "code-de-commerce", "code-du-travail")
_NO_TEXT: Final = ("LICENSE", "README", "addresses")
_SENTENCE_END: Final = re.compile(r"(?<=[.?!…])[\"»]?\s+(?=[A-ZÀÂÉÈÊÎÔÇŒ«\"—–-])")
_EDGES: Final = ' —–«»"-'


def read_talk(data: Path) -> Iterator[str]:
    """Give the turns of the debates and sittings under `data`, as transcribed."""
    from textmine.corpus.reading import read

    for name in TALK:
        if (data / name).is_dir():
            yield from (str(text) for text in read(data / name).turns["text"])


def read_prose(data: Path) -> Iterator[str]:
    """Give the paragraphs of the plain texts under `data`."""
    for folder, pattern in _PROSE:
        for path in sorted((data / folder).glob(f"**/{pattern}")):
            law = folder.endswith("codes") and not path.name.startswith(_CODES)
            if not law and not path.name.startswith(_NO_TEXT):
                with path.open(encoding="utf-8", errors="replace") as lines:
                    yield from (line for line in lines if line.strip())


def need_text(data: Path) -> None:
    """Refuse a folder that holds none of the texts.

    Raises
    ------
    TextmineError
        There is neither talk nor prose under `data`.
    """
    if not any((data / name).is_dir() for name in (*TALK, *(folder for folder, _ in _PROSE))):
        raise TextmineError("no_raw_text", folder=data)


def cut_sentences(text: str) -> list[str]:
    """Cut punctuated text after . ? ! … before a capital, quotation marks and dashes at the edges left out.

    Examples
    --------
    >>> cut_sentences("— C'est vrai ? Oui. M. le maire l'a dit… « Et après ? »")
    ["C'est vrai ?", 'Oui.', "M. le maire l'a dit…", 'Et après ?']
    """
    pieces = (piece.strip(_EDGES) for piece in _SENTENCE_END.split(" ".join(text.split())))
    return [piece for piece in pieces if any(character.isalnum() for character in piece)]
