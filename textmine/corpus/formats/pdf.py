"""Portable documents, .pdf: lines rejoined to paragraphs, running heads and page numbers set apart."""

from __future__ import annotations

import logging
import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from textmine.corpus.candidates import find_candidates
from textmine.corpus.formats.joining import join_wrapped
from textmine.corpus.formats.paragraphs import cover_date
from textmine.corpus.labels import Line, label_lines
from textmine.corpus.options import ReadOptions
from textmine.corpus.pieces import Document, Piece
from textmine.corpus.vocabulary import fold
from textmine.errors import TextmineError

MAX_FILE: Final = 150_000_000
MAX_STREAM: Final = 50_000_000
MAX_STREAMS: Final = 400_000_000
# points, more than the longer side of A0; layout takes time with the surface of a page, whatever is on it
MAX_SIDE: Final = 5_000.0
_FAR: Final = 1e6
_LIGATURES: Final = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
_NO_TEXT: Final = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff]")
_STREAM: Final = re.compile(rb"stream\r?\n")
_DIGITS: Final = re.compile(r"\d+")
_PAGE_NUMBER: Final = re.compile(
    r"\W*(?:p(?:age|\.)?\s*)?\d{1,4}(?:\s*(?:/|sur|of|de)\s*\d{1,4})?\W*", re.IGNORECASE
)
_EDGE: Final = 2


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line as it stands on a page: text, place in points from the page's lower left corner, look."""

    text: str
    page: int
    left: float
    right: float
    bottom: float
    top: float
    bold: bool = False
    italic: bool = False


def read_documents(path: Path, options: ReadOptions) -> list[Document]:
    """Read the text of a PDF.

    Parameters
    ----------
    path
        A .pdf file with text, not only pictures of pages.
    options
        Passed on to the search for labels.

    Returns
    -------
    list of Document
        One, with the warning ``pdf_source``. Lines that reach the right margin go on with the next one;
        words cut at a line's end are joined, their hyphens noise, and so are lines that come again at the
        edges of pages, and page numbers.

    Raises
    ------
    TextmineError
        ``pdf_broken``, ``pdf_locked``, or ``pdf_without_text``.
    """
    size = path.stat().st_size
    if size > MAX_FILE:
        most = MAX_FILE // 1_000_000
        raise TextmineError("file_too_large", file=path.name, size=round(size / 1e6), most=most)
    data = path.read_bytes()
    _check_streams(data, path.name)
    pages = _pages(data, path.name)
    lines = [line for page in pages for line in page]
    if not lines:
        raise TextmineError("pdf_without_text", file=path.name, pages=len(pages))
    edges = running_lines(pages)
    noise = [Piece("noise", line.text.strip(), at) for at, line in enumerate(lines, 1) if line in edges]
    body = [(at, line) for at, line in enumerate(lines, 1) if line not in edges]
    paragraphs, hyphens = join_wrapped(body, _labelled(body, options))
    pieces, warnings = label_lines(paragraphs, options)
    merged = sorted([*pieces, *noise, *hyphens], key=lambda piece: piece.line)
    found: list[tuple[str, dict[str, object]]] = [("pdf_source", {"count": len(lines)}), *warnings]
    if empty := sum(not page for page in pages):
        found.append(("pdf_empty_pages", {"count": empty, "pages": len(pages)}))
    return [
        Document(
            path.stem, "pdf", "utf-8", "pdf", tuple(merged), date=cover_date(merged), warnings=tuple(found)
        )
    ]


def _labelled(body: Sequence[tuple[int, TextLine]], options: ReadOptions) -> set[int]:
    """Return the numbers of the lines that begin with what may be a label and comes again."""
    declared = {fold(label): name for label, name in options.labels.items() if fold(label)}
    lines = [Line(line.text, at) for at, line in body]
    found = find_candidates(lines, {}, declared)
    counts = Counter(one.key for one in found)
    return {lines[one.at].number for one in found if counts[one.key] > 1 or one.key in declared}


def running_lines(pages: Sequence[Sequence[TextLine]]) -> set[TextLine]:
    """Return page numbers, and lines that stand at the edge of half the pages with other numbers at most."""
    edges = [line for page in pages for line in (*page[:_EDGE], *page[max(_EDGE, len(page) - _EDGE) :])]
    keys = Counter(key for page in pages for key in {_key(line) for line in page if line in set(edges)})
    filled = sum(bool(page) for page in pages)
    needed = max(2, filled / 2)
    numbers = {line for line in edges if _PAGE_NUMBER.fullmatch(line.text.strip())}
    numbers = numbers if len({line.page for line in numbers}) >= needed or filled == 1 else set()
    return numbers | {
        line for line in edges if keys[_key(line)] >= needed and not line.text.rstrip().endswith(":")
    }


def _key(line: TextLine) -> tuple[str, int]:
    return _DIGITS.sub("#", fold(line.text)), round(line.top / 4)


def _check_streams(data: bytes, file: str) -> None:
    """Refuse a file whose streams unpack to more than a transcript holds."""
    if b"%PDF" not in data[:1024]:
        raise TextmineError("pdf_broken", file=file, problem="%PDF ?")
    total = 0
    for match in _STREAM.finditer(data):
        unpacker = zlib.decompressobj()
        try:
            head = data[match.end() : match.end() + 2]
            if head[:1] != b"x":
                continue
            size = 0
            chunk = memoryview(data)[match.end() :]
            while size <= MAX_STREAM and not unpacker.eof:
                part = unpacker.decompress(chunk, 1 << 20)
                chunk = memoryview(unpacker.unconsumed_tail)
                size += len(part)
                if not part:
                    break
        except zlib.error:
            continue
        total += size
        if size > MAX_STREAM or total > MAX_STREAMS:
            raise TextmineError(
                "file_too_large", file=file, size=round(total / 1e6), most=MAX_STREAM // 1_000_000
            )


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep pdfminer from logging what is odd in a file."""
    logger = logging.getLogger("pdfminer")
    before, logger.disabled = logger.level, True
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.disabled = False
        logger.setLevel(before)


def _pages(data: bytes, file: str) -> list[list[TextLine]]:
    """Return the lines of each page, from top to bottom as pdfminer orders them."""
    from pdfminer.pdfdocument import PDFPasswordIncorrect

    try:
        with _quiet():
            return [list(_lines(page, number)) for number, page in enumerate(_laid_out(data), 1)]
    except PDFPasswordIncorrect as error:
        raise TextmineError("pdf_locked", file=file) from error
    except (Exception, RecursionError) as error:
        raise TextmineError("pdf_broken", file=file, problem=type(error).__name__) from error


def _laid_out(data: bytes) -> Iterator[Any]:
    """Yield the pages as pdfminer lays them out, none larger than `MAX_SIDE`: text beyond stays."""
    from pdfminer.converter import PDFPageAggregator
    from pdfminer.layout import LAParams
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdfpage import PDFPage

    manager = PDFResourceManager(caching=False)
    device = PDFPageAggregator(manager, laparams=LAParams(boxes_flow=None))
    interpreter = PDFPageInterpreter(manager, device)
    for page in PDFPage.get_pages(BytesIO(data), caching=False):
        left, low, right, high = page.mediabox
        (left, right), (low, high) = _bounded(left, right), _bounded(low, high)
        page.mediabox = (left, low, right, high)
        interpreter.process_page(page)
        yield device.get_result()


def _bounded(start: float, end: float) -> tuple[float, float]:
    """Return a side of a page no longer than `MAX_SIDE`, from 0 where it begins too far away for letters."""
    start = start if abs(start) <= _FAR else 0.0
    return start, min(max(end, start - MAX_SIDE), start + MAX_SIDE)


def _lines(page: Any, number: int) -> Iterator[TextLine]:  # noqa: ANN401
    """Yield the lines of a page, also inside figures."""
    from pdfminer.layout import LTChar, LTFigure, LTTextBox, LTTextLine

    rows = [
        line for box in page if isinstance(box, LTTextBox) for line in box if isinstance(line, LTTextLine)
    ]
    loose = [figure for figure in page if isinstance(figure, LTFigure)]
    for line in rows:
        text = clean(line.get_text())
        if text.strip():
            fonts = [
                sign.fontname.lower() for sign in line if isinstance(sign, LTChar) and sign.get_text().strip()
            ]
            yield TextLine(
                text,
                number,
                line.x0,
                line.x1,
                line.y0,
                line.y1,
                bold=bool(fonts) and all("bold" in font or "black" in font for font in fonts),
                italic=bool(fonts) and all("italic" in font or "oblique" in font for font in fonts),
            )
    for figure in loose:
        text = clean("".join(sign.get_text() for sign in figure if isinstance(sign, LTChar)))
        if text.strip():
            yield TextLine(text, number, figure.x0, figure.x1, figure.y0, figure.y1)


def clean(text: str) -> str:
    r"""Return text in NFC with ligatures as letters, without its line end.

    Examples
    --------
    >>> clean("diﬃcile\n"), clean("ﬁn\x00")
    ('difficile', 'fin�')
    """
    return unicodedata.normalize("NFC", _NO_TEXT.sub("\ufffd", text.strip("\r\n").translate(_LIGATURES)))
