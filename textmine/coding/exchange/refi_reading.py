"""REFI-QDA projects (.qdpx) and codebooks (.qdc), as the tools write them."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from textmine.coding.codebook import COLORS, Code, Codebook
from textmine.coding.exchange.project import (
    CODING_COLUMNS,
    CodedProject,
    composed,
    losses_of,
    unique_names,
)
from textmine.corpus.archive import BROKEN, check_archive
from textmine.errors import TextmineError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_COLOR: Final = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_MOST_FILES: Final = 20_000
_LISTED: Final = ("Notes", "Links", "Sets", "Graphs")
_MEDIA: Final = ("PictureSource", "PDFSource", "AudioSource", "VideoSource")


def read_qdc(path: str | Path) -> Codebook:
    """Read a codebook of REFI-QDA.

    Raises
    ------
    TextmineError
        The file is no XML, declares entities, or holds no codebook.
    """
    file = Path(path)
    if not file.is_file():
        raise TextmineError("no_such_path", path=file)
    root = _parsed(file.read_bytes(), file.name)
    codes = _first(root, "Codes")
    if _tag(root) != "CodeBook" or codes is None:
        raise TextmineError("no_refi", file=file.name, found=_tag(root))
    return Codebook(tuple(_codes(codes)), origin=root.get("origin", file.name))


def read_qdpx(path: str | Path) -> CodedProject:
    """Read a project of REFI-QDA: texts, codes, codings, variables; what cannot be kept is listed.

    Raises
    ------
    TextmineError
        The file is no archive or unpacks to too much, a name in it leads out of it, its XML is broken or
        declares entities, or it holds no project.

    Notes
    -----
    Standard 1.5 counts code points from 0. Tools differ on line ends (a CRLF counted as one or as two): the
    reading is taken that fits the excerpts which selections are named after, or else that cuts fewest words.
    A byte order mark never counts. Names of files are matched whatever their case, in ``sources/`` or
    ``Sources/``; the project is the one ``.qde``.
    """
    file = Path(path)
    if not file.is_file():
        raise TextmineError("no_such_path", path=file)
    check_archive(file)
    try:
        with zipfile.ZipFile(file) as archive:
            names = _safe_names(archive, file)
            inner = [name for name in names.values() if name.lower().endswith(".qde")]
            if len(inner) != 1:
                raise TextmineError("no_refi", file=file.name, found=f"{len(inner)} .qde")
            root = _parsed(archive.read(inner[0]), f"{file.name}/{inner[0]}")
            if _tag(root) != "Project":
                raise TextmineError("no_refi", file=file.name, found=_tag(root))
            return _project(root, archive, names, file)
    except BROKEN as error:
        raise TextmineError("archive_broken", file=file.name, kind="qdpx", problem=error) from error


def _safe_names(archive: zipfile.ZipFile, file: Path) -> dict[str, str]:
    """Return the names in an archive by themselves in lower case; one that leads out of it is refused."""
    entries = archive.infolist()
    if len(entries) > _MOST_FILES:
        raise TextmineError("archive_too_large", file=file.name, size=len(entries), ratio=0)
    found = {}
    for entry in entries:
        parts = PurePosixPath(entry.filename.replace("\\", "/")).parts
        if ".." in parts or entry.filename.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", entry.filename):
            raise TextmineError("archive_path", file=file.name, name=entry.filename)
        found["/".join(parts).lower()] = entry.filename
    return found


def _parsed(data: bytes, name: str) -> Element:
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except ParseError as error:
        line = error.position[0]
        raise TextmineError(
            "xml_broken", file=name, line=line, problem=str(error).partition(":")[0]
        ) from error
    except DefusedXmlException as error:
        declared = getattr(error, "name", "?")
        raise TextmineError("xml_entities", file=name, line=1, entity=declared) from error
    return root


def _project(root: Element, archive: zipfile.ZipFile, names: dict[str, str], file: Path) -> CodedProject:
    lost: dict[str, list[str]] = {what: [] for what in (
        "no_text", "media", "zero_length", "outside_text", "unknown_code", "uncoded_selections", "cases",
    )}  # fmt: skip
    book = _first(root, "CodeBook")
    codes = _first(book, "Codes") if book is not None else None
    codebook = Codebook(tuple(_codes(codes)) if codes is not None else (), origin=root.get("origin", ""))
    users = {
        _guid(user.get("guid")): user.get("name") or user.get("id") or ""
        for user in root.iter()
        if _tag(user) == "User"
    }
    variables = {_guid(v.get("guid")): v.get("name", "") for v in root.iter() if _tag(v) == "Variable"}
    texts: dict[str, str] = {}
    rows: list[tuple[object, ...]] = []
    labels: list[tuple[str, str, str]] = []
    by_guid: dict[str, str] = {}
    listed = _first(root, "Sources")
    sources = [] if listed is None else list(listed)
    told = unique_names(source.get("name") or source.get("guid") or "" for source in sources)
    for source, name in zip(sources, told, strict=True):
        by_guid[_guid(source.get("guid"))] = name
        labels += [(name, variables.get(ref, ref), value) for ref, value in _values(source)]
        text = None if _tag(source) in _MEDIA else _text_of(source, archive, names)
        if text is None:
            n_codings = sum(_tag(each) == "Coding" for each in source.iter())
            lost["media" if _tag(source) in _MEDIA else "no_text"].append(f"{name} ({n_codings})")
            continue
        texts[name], places = _places(text, source)
        rows += _codings(source, name, places, len(texts[name]), (codebook, users), lost)
    labels += _case_labels(root, by_guid, variables, lost)
    for what in _LISTED:
        group = _first(root, what)
        lost[what.lower()] = [] if group is None else [each.get("name") or "" for each in group]
    codings = pd.DataFrame(rows, columns=list(CODING_COLUMNS))
    table = pd.DataFrame(labels, columns=["source", "variable", "value"])
    return CodedProject(root.get("name") or file.stem, texts, codebook, codings, table, losses_of(lost))


def _text_of(source: Element, archive: zipfile.ZipFile, names: dict[str, str]) -> str | None:
    """Return the plain text of a source, without a byte order mark; None where it has none inside."""
    content = _first(source, "PlainTextContent")
    if content is not None and content.text:
        return content.text.removeprefix("\ufeff")
    path = source.get("plainTextPath") or ""
    if not path.startswith("internal://"):
        return None
    wanted = path.removeprefix("internal://").replace("\\", "/").lower()
    for place in (f"sources/{wanted}", wanted, f"sources/{wanted.removeprefix('sources/')}"):
        if place in names:
            data = archive.read(names[place])
            return data.decode("utf-8", "replace").removeprefix("\ufeff")
    return None


def _places(text: str, source: Element) -> tuple[str, list[int]]:
    """Return a text with line ends of one sign in NFC, and where each position of the source leads."""
    spans = [
        (_number(each, "startPosition"), _number(each, "endPosition"), each.get("name") or "")
        for each in source
        if _tag(each) == "PlainTextSelection"
    ]
    as_one = re.sub("\r\n?", "\n", text)
    # the first that fits best: a line end counts one; as the file has it; two, whatever the file has
    readings = dict.fromkeys((as_one, text, as_one.replace("\n", "\r\n")))
    counted = max(readings, key=lambda reading: _fits(reading, spans))
    flat, steps = counted, list(range(len(counted) + 1))
    if "\r" in counted:
        steps, flat_parts, at = [], [], 0
        for place, sign in enumerate(counted):
            steps.append(at)
            is_first = sign == "\r" and counted[place + 1 : place + 2] == "\n"
            if not is_first:
                flat_parts.append("\n" if sign == "\r" else sign)
                at += 1
        steps.append(at)
        flat = "".join(flat_parts)
    whole, places = composed(flat)
    return whole, [int(places[step]) for step in steps]


def _fits(text: str, spans: list[tuple[int, int, str]]) -> float:
    """Return how well positions fit a text: excerpts found, passages that begin and end at words."""
    score = 0.0
    for start, end, name in spans:
        passage = text[max(start, 0) : max(end, 0)]
        head = re.sub(r"\s+", " ", name).rstrip("….").strip()[:40]
        if head and re.sub(r"\s+", " ", passage).strip().startswith(head):
            score += 10
        score += not (text[start - 1 : start].isalnum() and text[start : start + 1].isalnum())
        score += not (text[end - 1 : end].isalnum() and text[end : end + 1].isalnum())
        score -= 5 * (end > len(text))
    return score


def _codings(
    source: Element,
    name: str,
    places: list[int],
    length: int,
    known: tuple[Codebook, dict[str, str]],
    lost: dict[str, list[str]],
) -> Iterator[tuple[object, ...]]:
    codebook, users = known
    for each in source:
        if _tag(each) == "Coding":
            span: tuple[int, int] = 0, length
            codings = [each]
        elif _tag(each) == "PlainTextSelection":
            start, end = _number(each, "startPosition"), _number(each, "endPosition")
            codings = [coding for coding in each if _tag(coding) == "Coding"]
            if not codings:
                lost["uncoded_selections"].append(f"{name} {start}–{end}")
                continue
            if start == end:
                lost["zero_length"].append(f"{name} {start}")
                continue
            if not 0 <= start < end < len(places) + 1 or start >= len(places):
                lost["outside_text"].append(f"{name} {start}–{end}")
                continue
            span = places[start], places[min(end, len(places) - 1)]
        else:
            continue
        memo = _description(each) if _tag(each) == "PlainTextSelection" else ""
        for coding in codings:
            ref = _first(coding, "CodeRef")
            code = _guid(ref.get("targetGUID")) if ref is not None else ""
            if code not in codebook.by_code:
                lost["unknown_code"].append(f"{name} {span[0]}–{span[1]}")
                continue
            who = users.get(_guid(coding.get("creatingUser") or each.get("creatingUser")), "")
            when = coding.get("creationDateTime") or each.get("creationDateTime") or ""
            yield (_guid(coding.get("guid")), name, *span, code, who or "?", when, memo)


def _codes(parent: Element, above: str = "") -> Iterator[Code]:
    for number, each in enumerate(child for child in parent if _tag(child) == "Code"):
        code = _guid(each.get("guid"))
        color = each.get("color") or ""
        yield Code(
            code, each.get("name") or "", above, _description(each),
            color=color if _COLOR.fullmatch(color) else COLORS[number % len(COLORS)],
            codable=(each.get("isCodable") or "true").strip().lower() in {"true", "1"},
        )  # fmt: skip
        yield from _codes(each, code)


def _case_labels(
    root: Element, sources: dict[str, str], variables: dict[str, str], lost: dict[str, list[str]]
) -> Iterator[tuple[str, str, str]]:
    """Yield the variables that cases give to sources; a nameless case is how some tools write them."""
    for case in root.iter():
        if _tag(case) != "Case":
            continue
        names = [sources.get(_guid(ref.get("targetGUID")), "") for ref in case if _tag(ref) == "SourceRef"]
        values = list(_values(case))
        for name in filter(None, names):
            if case.get("name"):
                yield name, "case", str(case.get("name"))
            yield from ((name, variables.get(ref, ref), value) for ref, value in values)
        if not any(names):
            lost["cases"].append(case.get("name") or "?")


def _values(parent: Element) -> Iterator[tuple[str, str]]:
    for each in parent:
        if _tag(each) == "VariableValue":
            ref = _first(each, "VariableRef")
            value = next((v.text or "" for v in each if _tag(v).endswith("Value")), "")
            if ref is not None:
                yield _guid(ref.get("targetGUID")), value


def _description(parent: Element) -> str:
    found = _first(parent, "Description")
    return (found.text or "").strip() if found is not None else ""


def _first(parent: Any, tag: str) -> Element | None:  # noqa: ANN401 - an element or None
    return next((child for child in parent if _tag(child) == tag), None) if parent is not None else None


def _tag(element: Element) -> str:
    return element.tag.rsplit("}", 1)[-1]


def _guid(text: str | None) -> str:
    return (text or "").strip().strip("{}").lower()


def _number(element: Element, name: str) -> int:
    try:
        return int(element.get(name) or 0)
    except ValueError:
        return -1
