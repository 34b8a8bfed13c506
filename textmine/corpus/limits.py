"""How large a file of a corpus may be, whatever its format: what is beyond is refused before it is read.

No transcript comes near these bounds: a day of talk is about 1 MB of text, and nobody writes a line of ten
million characters. They keep a mistaken or hostile file from taking the machine's memory.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import Final

from textmine.errors import TextmineError

MAX_BYTES: Final = 200_000_000
MAX_LINE: Final = 10_000_000
MAX_LINES: Final = 2_000_000
MAX_DEPTH: Final = 256  # of XML, as libxml2 has it
_UNSEEN: Final = frozenset(range(0x20)) | {0x7F} | frozenset(range(0xD800, 0xE000))


def refuse_unfit(path: Path) -> None:
    """Refuse a file that cannot be read whole, or only at a risk.

    Raises
    ------
    TextmineError
        ``file_name``: its name holds a control character or bytes that are no text; ``not_a_file``: it is a
        pipe, a device or a link to nothing; ``file_too_large``: more than 200 MB; ``no_access``.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "réunion.txt"
    ...     _ = path.write_bytes(b"Marie : oui")
    ...     refuse_unfit(path)
    """
    if not _UNSEEN.isdisjoint(map(ord, str(path))):
        raise TextmineError("file_name", file=shown_name(str(path)))
    try:
        found = path.stat()
    except OSError as error:
        if path.is_symlink():
            raise TextmineError("not_a_file", file=path.name) from error
        raise TextmineError("no_access", path=path, fault=error.strerror) from error
    if not stat.S_ISREG(found.st_mode):
        raise TextmineError("not_a_file", file=path.name)
    if found.st_size > MAX_BYTES:
        size, most = round(found.st_size / 1e6), round(MAX_BYTES / 1e6)
        raise TextmineError("file_too_large", file=path.name, size=size, most=most)
    if not os.access(path, os.R_OK):
        raise TextmineError("no_access", path=path, fault=os.strerror(errno.EACCES))


def refuse_long_lines(data: bytes, *, file: str) -> None:
    """Refuse bytes with a line of more than ten million bytes, or more than two million lines.

    Raises
    ------
    TextmineError
        ``line_too_long`` or ``too_many_lines``.

    Examples
    --------
    >>> refuse_long_lines(b"Marie : bonjour", file="a.txt")
    """
    if len(data) > MAX_LINES and (found := max(data.count(b"\n"), data.count(b"\r"))) > MAX_LINES:
        raise TextmineError("too_many_lines", file=file, lines=found, most=MAX_LINES)
    start, end = 0, len(data)
    while end - start > MAX_LINE:
        stop = start + MAX_LINE
        cut = max(data.rfind(b"\n", start, stop), data.rfind(b"\r", start, stop))
        if cut < 0:
            line = data.count(b"\n", 0, start) + 1
            raise TextmineError("line_too_long", file=file, line=line, most=round(MAX_LINE / 1e6))
        start = cut + 1


def shown_name(name: str) -> str:
    r"""Return a file's name with escapes for what cannot be printed on one line.

    Examples
    --------
    >>> print(shown_name("réu\nnion.txt"))
    réu\nnion.txt
    """
    return "".join(
        one.encode("unicode_escape").decode("ascii") if ord(one) in _UNSEEN else one for one in name
    )
