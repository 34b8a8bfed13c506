"""Documents that are zip archives (docx, odt): opened with guards against truncated and hostile files."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from typing import Final

from textmine.errors import TextmineError

MAX_BYTES: Final = 500_000_000
MAX_RATIO: Final = 200
RATIO_FROM_BYTES: Final = 50_000_000
BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError)


def check_archive(path: Path) -> None:
    """Refuse a file that is no whole zip archive, or that would unpack to far more than it weighs.

    Raises
    ------
    TextmineError
        ``archive_broken``, or ``archive_too_large`` above 500 MB unpacked, or above 200 times the packed
        size where that passes 50 MB.
    """
    kind = path.suffix.lstrip(".").lower()
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except BROKEN as error:
        raise TextmineError("archive_broken", file=path.name, kind=kind, problem=error) from error
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if unpacked > MAX_BYTES or (unpacked > RATIO_FROM_BYTES and unpacked / packed > MAX_RATIO):
        raise TextmineError(
            "archive_too_large",
            file=path.name,
            size=round(unpacked / 1e6),
            ratio=round(unpacked / packed),
        )
