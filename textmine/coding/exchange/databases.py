"""Projects of Taguette and QualCoder, read from their SQLite files."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final

import pandas as pd

from textmine.coding.codebook import COLORS, Code, Codebook, identity
from textmine.coding.exchange.project import CODING_COLUMNS, CodedProject, losses_of, unique_names
from textmine.corpus.databases import open_database, rows_of, tables_of
from textmine.errors import TextmineError

_BLOCKS: Final = frozenset("p div br li tr h1 h2 h3 h4 h5 h6 blockquote pre".split())


def read_taguette(path: str | Path) -> CodedProject:
    """Read a project of Taguette (its SQLite file): documents, tags, highlights.

    Raises
    ------
    TextmineError
        The file is no such database.

    Notes
    -----
    Highlights count the UTF-8 bytes of a document's text without its tags. A tag's path (``a.b.c``) is a
    hierarchy. Highlights have no author there: coder "?".
    """
    with closing(_opened(Path(path), {"documents", "highlights", "tags", "highlight_tags"})) as link:
        tags = _rows(link, "SELECT id, path, description FROM tags ORDER BY path")
        documents = _rows(link, "SELECT id, name, contents FROM documents ORDER BY id")
        marks = _rows(
            link,
            "SELECT h.id, h.document_id, h.start_offset, h.end_offset, t.tag_id FROM highlights h"
            " JOIN highlight_tags t ON t.highlight_id = h.id ORDER BY h.id, t.tag_id",
        )
        bare = _rows(
            link, "SELECT id FROM highlights WHERE id NOT IN (SELECT highlight_id FROM highlight_tags)"
        )
    codes, by_tag = _codes_of_paths(tags)
    names = unique_names(str(row["name"]) for row in documents)
    texts, maps = {}, {}
    for row, name in zip(documents, names, strict=True):
        raw, texts[name], places = _flat(str(row["contents"]))
        maps[row["id"]] = name, _after_bytes(raw), places
    rows: list[tuple[object, ...]] = []
    lost: dict[str, list[str]] = {"uncoded_selections": [str(row["id"]) for row in bare], "outside_text": []}
    for row in marks:
        name, ends, places = maps[row["document_id"]]
        start, end = (ends.get(int(row[key])) for key in ("start_offset", "end_offset"))
        if start is None or end is None or start >= end:
            lost["outside_text"].append(f"{name} {row['start_offset']}–{row['end_offset']}")
            continue
        coding = identity("taguette", str(row["id"]), str(row["tag_id"]))
        rows.append((coding, name, places[start], places[end], by_tag[row["tag_id"]], "?", "", ""))
    codings = pd.DataFrame(rows, columns=list(CODING_COLUMNS))
    return CodedProject(Path(path).stem, texts, codes, codings, losses=losses_of(lost))


def read_qualcoder(path: str | Path) -> CodedProject:
    """Read a project of QualCoder: its folder ``.qda``, or the ``data.qda`` within.

    Raises
    ------
    TextmineError
        There is no such database.
    """
    file = Path(path)
    file = file / "data.qda" if file.is_dir() else file
    with closing(_opened(file, {"source", "code_name", "code_cat", "code_text"})) as link:
        above = _rows(link, "SELECT catid, name, memo, supercatid FROM code_cat")
        names = _rows(link, "SELECT * FROM code_name")
        sources = _rows(link, "SELECT id, name, fulltext FROM source ORDER BY id")
        marks = _rows(link, "SELECT * FROM code_text ORDER BY ctid")
        tables = tables_of(link, file=file.name)
        media = {
            table: len(_rows(link, f"SELECT 1 FROM {table}"))  # noqa: S608 - names of our own
            for table in ("code_image", "code_av", "annotation", "journal", "cases")
            if table in tables
        }
    codes = [
        Code(f"cat{row['catid']}", str(row["name"]), f"cat{row['supercatid']}" if row["supercatid"] else "",
             str(row["memo"] or ""), codable=False)
        for row in above
    ]  # fmt: skip
    for number, row in enumerate(names):
        parent = (
            f"code{row['supercid']}" if row.get("supercid") else f"cat{row['catid']}" if row["catid"] else ""
        )
        color = str(row["color"] or "") or COLORS[number % len(COLORS)]
        codes.append(Code(f"code{row['cid']}", str(row["name"]), parent, str(row["memo"] or ""), color=color))
    told = unique_names(str(row["name"]) for row in sources)
    texts = {name: str(row["fulltext"]) for row, name in zip(sources, told, strict=True) if row["fulltext"]}
    by_id = {row["id"]: name for row, name in zip(sources, told, strict=True)}
    lost: dict[str, list[str]] = {"outside_text": [], "zero_length": []}
    lost |= {table: [str(n)] for table, n in media.items() if n}
    rows: list[tuple[object, ...]] = []
    for row in marks:
        name, start, end = by_id.get(row["fid"], ""), int(row["pos0"]), int(row["pos1"])
        where = f"{name} {start}–{end}"
        if start == end:
            lost["zero_length"].append(where)
        elif name not in texts or not 0 <= start < end <= len(texts[name]):
            lost["outside_text"].append(where)
        else:
            coding = identity("qualcoder", str(row["ctid"]))
            code, who = f"code{row['cid']}", str(row["owner"] or "?")
            rows.append((coding, name, start, end, code, who, str(row["date"] or ""), str(row["memo"] or "")))
    codings = pd.DataFrame(rows, columns=list(CODING_COLUMNS))
    book = Codebook(tuple(codes), origin="QualCoder")
    return CodedProject(file.parent.stem, texts, book, codings, losses=losses_of(lost))


def _opened(file: Path, wanted: set[str]) -> sqlite3.Connection:
    """Return a database opened for reading only."""
    link = open_database(file)
    try:
        tables = tables_of(link, file=file.name)
    except TextmineError as error:
        link.close()
        raise TextmineError("log_unreadable", place=file, fault=error.facts["problem"]) from error
    if not wanted <= tables:
        link.close()
        raise TextmineError("other_database", file=file.name, missing=", ".join(sorted(wanted - tables)))
    return link


def _rows(link: sqlite3.Connection, query: str) -> list[dict[str, Any]]:
    return rows_of(link, query, file=link.execute("PRAGMA database_list").fetchone()["file"])


def _codes_of_paths(tags: list[dict[str, Any]]) -> tuple[Codebook, dict[int, str]]:
    """Return a codebook of dotted paths, and the code of each tag."""
    codes: dict[str, Code] = {}
    by_tag = {}
    for number, row in enumerate(tags):
        parts = str(row["path"]).split(".")
        for depth in range(1, len(parts) + 1):
            path = ".".join(parts[:depth])
            parent = identity("tag", ".".join(parts[: depth - 1])) if depth > 1 else ""
            is_own = depth == len(parts)
            if path not in codes or is_own:
                told = str(row["description"] or "") if is_own else ""
                codable = is_own or (path in codes and codes[path].codable)
                color = COLORS[number % len(COLORS)]
                own = Code(identity("tag", path), parts[depth - 1], parent, told, color=color)
                codes[path] = replace(own, codable=codable)
        by_tag[row["id"]] = codes[str(row["path"])].code
    return Codebook(tuple(codes.values()), origin="Taguette"), by_tag


class _Text(HTMLParser):
    """Text of a page without its tags, as highlights count it, with the places where a line ends."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.breaks: set[int] = set()

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        self._break(tag)

    def _break(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.breaks.add(sum(map(len, self.parts)))


def _flat(contents: str) -> tuple[str, str, list[int]]:
    """Return the text that highlights count, that with line ends between blocks, and where places go."""
    parser = _Text()
    parser.feed(contents)
    parser.close()
    raw = "".join(parser.parts)
    parts: list[str] = []
    places, length = [], 0
    for at, sign in enumerate(raw):
        if at in parser.breaks and parts and not parts[-1].endswith("\n"):
            parts.append("\n")
            length += 1
        places.append(length)
        parts.append(sign)
        length += 1
    places.append(length)
    return raw, "".join(parts), places


def _after_bytes(text: str) -> dict[int, int]:
    """Return the code point that each number of UTF-8 bytes leads to."""
    found, size = {0: 0}, 0
    for place, sign in enumerate(text, start=1):
        size += len(sign.encode("utf-8"))
        found[size] = place
    return found
