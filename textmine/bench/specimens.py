"""One small valid file a format, with the traps of French text: what readers are tried on."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from contextlib import closing
from typing import Final

from textmine.bench.speech_specimens import speech_specimens

TALK: Final = (
    ("Marie Dupont", "Bonjour à tous, c’est l’été à Besançon, œuvrons (rires) !"),
    ("Paul Lac", "Oui\u00a0: rendez-vous à 17:30, https://exemple.fr/a, 😀 d’accord."),
    ("Marie Dupont", "Peut-être… « qu'en dites-vous » ?"),
    ("Paul Lac", "Rien [inaudible] de neuf & <rien> de vieux."),
)
_WORD: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_OFFICE: Final = "urn:oasis:names:tc:opendocument:xmlns"


def specimens() -> dict[str, bytes]:
    """Return small valid files, by name; the ending tells the reader.

    Examples
    --------
    >>> specimens()["iramuteq.txt"].decode()[:16]
    '**** *loc_Marie_'
    """
    lines = [f"{name} : {text}" for name, text in TALK]
    return {
        "utf8.txt": "\n".join(["Réunion du 3 mai 2021", *lines, "", "12"]).encode(),
        "cp1252.txt": "\r\n".join(lines).replace("😀", "").encode("cp1252"),
        "utf16.md": "\n".join(["# Bilan", *lines]).encode("utf-16"),
        "iramuteq.txt": "\n".join(
            f"**** *loc_{name.replace(' ', '_')} *reunion_1\n{text.replace('*', '')}" for name, text in TALK
        ).encode(),
        "turns.csv": ("locuteur;texte;début\n" + "\n".join(f'{n};"{t}";00:01' for n, t in TALK)).encode(),
        "cues.srt": _cues(",", lines).encode(),
        "voices.vtt": ("WEBVTT\n\n" + _cues(".", [f"<v {n}>{t}</v>" for n, t in TALK])).encode(),
        "spoken.xml": _tei().encode(),
        "whisper.json": _whisper().encode(),
        "utterances.jsonl": _convokit().encode(),
        "note.rtf": _rtf().encode("ascii"),
        "page.html": _page().encode(),
        "print.pdf": write_pdf([[f"{name} : {text}" for name, text in TALK], ["Page 2"]]),
        "word.docx": _docx(),
        "open.odt": _odt(),
        "data.qda": _database("source", "name TEXT, fulltext TEXT", ("a.txt", "\n".join(lines))),
        "taguette.sqlite3": _database("documents", "name TEXT, contents TEXT", ("a", _page())),
        **speech_specimens(TALK),
    }


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _cues(dot: str, texts: list[str]) -> str:
    return "\n\n".join(
        f"{n}\n00:00:{n:02d}{dot}000 --> 00:00:{n + 1:02d}{dot}500\n{text}" for n, text in enumerate(texts, 1)
    )


def _tei() -> str:
    said = "".join(f'<u who="#{name[:2]}"><seg>{_escaped(text)}</seg></u>' for name, text in TALK)
    head = "<teiHeader><fileDesc><titleStmt><title>Été</title></titleStmt></fileDesc></teiHeader>"
    return f'<?xml version="1.0" encoding="UTF-8"?><TEI>{head}<text><body>{said}</body></text></TEI>'


def _whisper() -> str:
    segments: list[dict[str, object]] = [
        {
            "start": at,
            "end": at + 0.5,
            "text": f" {text}",
            "speaker": f"SPEAKER_0{at % 2}",
            "words": [{"word": word, "start": at} for word in text.split()],
        }
        for at, (_, text) in enumerate(TALK)
    ]
    return json.dumps({"segments": segments, "language": "fr"}, ensure_ascii=False)


def _convokit() -> str:
    return "\n".join(
        json.dumps(
            {"id": str(at), "speaker": name, "conversation_id": "c", "text": text, "timestamp": at,
             "reply_to": str(at - 1) if at else None, "meta": {"rire": True}},
            ensure_ascii=at % 2 == 0,
        )
        for at, (name, text) in enumerate(TALK)
    )  # fmt: skip


def _rtf() -> str:
    def coded(text: str) -> str:
        units = text.encode("utf-16-le")
        numbers = [
            int.from_bytes(units[at : at + 2], "little", signed=True) for at in range(0, len(units), 2)
        ]
        return "".join(chr(n) if 32 <= n < 127 and chr(n) not in "\\{}" else f"\\u{n}?" for n in numbers)

    paragraphs = "".join(rf"{{\b {coded(name)}}} : {coded(text)}\par " for name, text in TALK)
    cells = "".join(rf"\intbl {coded(name)}\cell {coded(text)}\cell\row " for name, text in TALK[:2])
    return rf"{{\rtf1\ansi\ansicpg1252{{\fonttbl{{\f0 Arial;}}}}{{\header t\'eate}}{paragraphs}{cells}}}"


def _page() -> str:
    said = "".join(f"<p><b>{name}&nbsp;:</b> {_escaped(text)}" for name, text in TALK)
    rows = "".join(f"<tr><td>{name}<td>{_escaped(text)}" for name, text in TALK[:2])
    return (
        "<!DOCTYPE html><html><head><meta charset=utf-8><title>Été</title><style>p {color: red}</style>"
        f"<body><h1>Bilan</h1>{said}<table>{rows}</table><ul><li>un<li>deux</ul><!-- fin -->"
    )


def _zipped(members: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(zipfile.ZipInfo(name), text)
    return stream.getvalue()


def _docx() -> bytes:
    kinds = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    def said(name: str, text: str) -> str:
        runs = f"<w:r><w:rPr><w:b/></w:rPr><w:t>{name} : </w:t></w:r><w:r><w:t>{_escaped(text)}</w:t></w:r>"
        return f"<w:p>{runs}</w:p>"

    cells = "".join(
        f"<w:tr><w:tc><w:p><w:r><w:t>{name}</w:t></w:r></w:p></w:tc><w:tc>{said(name, text)}</w:tc></w:tr>"
        for name, text in TALK[:2]
    )
    body = "".join(said(*turn) for turn in TALK) + f"<w:tbl>{cells}</w:tbl>"
    return _zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{kinds}.document.main+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{office}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>',
        }
    )


def _odt() -> bytes:
    said = "".join(f"<text:p>{name} : {_escaped(text)}<text:line-break/>fin</text:p>" for name, text in TALK)
    spaces = " ".join(f'xmlns:{name}="{_OFFICE}:{name}:1.0"' for name in ("office", "text", "table"))
    return _zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {spaces}><office:body><office:text>{said}"
            "</office:text></office:body></office:document-content>",
        }
    )


def _database(table: str, columns: str, row: tuple[str, str]) -> bytes:
    with closing(sqlite3.connect(":memory:")) as link:
        link.execute(f"CREATE TABLE {table} (id INTEGER PRIMARY KEY, {columns})")
        names = ", ".join(column.split()[0] for column in columns.split(", "))
        link.execute(f"INSERT INTO {table} ({names}) VALUES (?, ?)", row)  # noqa: S608 - names of our own
        link.commit()
        return bytes(link.serialize())


def write_pdf(pages: list[list[str]], *, leading: int = 14, size: int = 10) -> bytes:
    """Return a PDF with one line of text a string, in cp1252; what is not in it becomes ``?``."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(pages)))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    for at, lines in enumerate(pages):
        shown = [
            b"(" + line.encode("cp1252", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(")
            .replace(b")", b"\\)") + b") Tj T*"
            for line in lines
        ]  # fmt: skip
        drawn = b"\n".join([f"BT /F1 {size} Tf {leading} TL 50 780 Td".encode(), *shown, b"ET"])
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * at} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n".encode() + drawn + b"\nendstream")
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    tail = f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}"
    tail += f"trailer\n<< /Size {len(places) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return bytes(out) + tail.encode()
