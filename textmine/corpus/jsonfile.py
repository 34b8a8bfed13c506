"""JSON read with guards: size, depth, broken encodings; every fault of the file is one sentence."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from pathlib import Path
from typing import Final

from textmine.corpus.encodings import decode
from textmine.errors import TextmineError

MAX_BYTES: Final = 32_000_000
_NO_TEXT: Final = re.compile("[\x00-\x08\x0e-\x1f\ud800-\udfff]")


def load_json(path: Path) -> tuple[object, str, str]:
    """Return what a JSON file holds, its encoding, and what decided that.

    Raises
    ------
    TextmineError
        ``json_broken``, or ``file_too_large`` above 32 MB.
    """
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise TextmineError(
            "file_too_large", file=path.name, size=round(size / 1e6), most=round(MAX_BYTES / 1e6)
        )
    text, encoding, reason = decode(path.read_bytes(), file=path.name, is_talk=False)
    return parse_json(text.lstrip("\ufeff"), file=path.name), encoding, reason


def parse_json(text: str, *, file: str, line: int = 1) -> object:
    """Return what a JSON text holds.

    Raises
    ------
    TextmineError
        ``json_broken``: not JSON, or nested deeper than any transcript.

    Examples
    --------
    >>> parse_json('{"segments": []}', file="a.json")
    {'segments': []}
    """
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        at = line + error.lineno - 1
        raise TextmineError("json_broken", file=file, line=at, problem=error.msg) from error
    except (RecursionError, ValueError) as error:
        raise TextmineError("json_broken", file=file, line=line, problem=type(error).__name__) from error


def as_text(value: object) -> str:
    r"""Return a string or number as NFC text, "" for all else; what is no character becomes U+FFFD.

    Examples
    --------
    >>> as_text("e\u0301\ud800"), as_text(3), as_text(None), as_text(["a"])
    ('é�', '3', '', '')
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    try:
        text = str(value)
    except ValueError:  # an integer of more digits than Python writes
        return ""
    return unicodedata.normalize("NFC", _NO_TEXT.sub("\ufffd", text))


def as_seconds(value: object) -> float | None:
    """Return a finite number as float, None for all else.

    Examples
    --------
    >>> as_seconds(1), as_seconds("1.5"), as_seconds(float("nan")), as_seconds(None)
    (1.0, None, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None
