"""Documents that are zip archives (docx, odt): opened with guards against truncated and hostile files."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from textmine.errors import TextmineError

MAX_BYTES: Final = 500_000_000
MAX_RATIO: Final = 200
RATIO_FROM_BYTES: Final = 50_000_000
MAX_XML: Final = 60_000_000
MAX_XML_RATIO: Final = 150
XML_RATIO_FROM_BYTES: Final = 4_000_000
BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
)
_HEAD: Final = 4096


def check_archive(path: Path) -> None:
    """Refuse a file that is no whole zip archive, or that would unpack to far more than it weighs.

    Raises
    ------
    TextmineError
        ``archive_broken``; ``xml_entities`` where a part has a document type; ``archive_too_large`` above
        500 MB unpacked, or above 200 times the packed size where that passes 50 MB (XML parts: 60 MB, 150
        times, 4 MB: their trees take many times their size).
    """
    kind = path.suffix.lstrip(".").lower()
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            parts = [entry for entry in entries if entry.filename.endswith((".xml", ".rels"))]
            entity = next((entry.filename for entry in parts if _declares(archive, entry)), "")
    except BROKEN as error:
        raise TextmineError("archive_broken", file=path.name, kind=kind, problem=error) from error
    if entity:
        raise TextmineError("xml_entities", file=path.name, line=1, entity=entity)
    _check_size(entries, path.name, MAX_BYTES, RATIO_FROM_BYTES, MAX_RATIO)
    _check_size(parts, path.name, MAX_XML, XML_RATIO_FROM_BYTES, MAX_XML_RATIO)


def _check_size(
    entries: Sequence[zipfile.ZipInfo], file: str, most: int, ratio_from: int, most_ratio: int
) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if unpacked > most or (unpacked > ratio_from and unpacked / packed > most_ratio):
        raise TextmineError(
            "archive_too_large", file=file, size=round(unpacked / 1e6), ratio=round(unpacked / packed)
        )


def _declares(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """Tell whether a part begins with a document type, which no word processor writes."""
    with archive.open(entry) as stream:
        head = stream.read(_HEAD).replace(b"\0", b"")
    return b"<!DOCTYPE" in head or b"<!ENTITY" in head
