"""Files made to harm: one sentence, no hang, memory under 500 MB (measured in a process of its own)."""

import io
import sqlite3
import subprocess
import sys
import zipfile
import zlib
from contextlib import closing

import pytest

from textmine.bench.specimens import specimens
from textmine.corpus.formats import read_documents
from textmine.corpus.options import ReadOptions
from textmine.errors import TextmineError

LAUGHS = (
    '<!DOCTYPE a [<!ENTITY l0 "ha">'
    + "".join(f'<!ENTITY l{k} "{f"&l{k - 1};" * 10}">' for k in range(1, 10))
    + "]>"
)
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
FILES = specimens()


def refused(path):
    with pytest.raises(TextmineError) as caught:
        read_documents(path, ReadOptions())
    assert "\n" not in caught.value.say("fr").strip() and caught.value.say("en")
    return caught.value.key


def rezipped(data, name, change):
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            text = old.read(member).decode()
            new.writestr(member, change(text) if member == name else text)
    return stream.getvalue()


@pytest.mark.parametrize("head", [LAUGHS, OUTSIDE])
@pytest.mark.parametrize(
    ("name", "member"), [("word.docx", "word/document.xml"), ("open.odt", "content.xml")]
)
def test_entities_in_archives(tmp_path, head, name, member):
    entity = "&l9;" if head is LAUGHS else "&x;"
    data = rezipped(FILES[name], member, lambda text: head + text.replace("Marie", entity))
    (tmp_path / name).write_bytes(data)
    assert refused(tmp_path / name) == "xml_entities"


@pytest.mark.parametrize("head", [LAUGHS, OUTSIDE, '<!DOCTYPE a SYSTEM "http://exemple.fr/a.dtd">'])
def test_entities_in_tei(tmp_path, head):
    text = FILES["spoken.xml"].decode().replace("<TEI>", head + "<TEI>").replace("Bonjour", "&l9;")
    (tmp_path / "a.xml").write_text(text, encoding="utf-8")
    assert refused(tmp_path / "a.xml") in ("xml_entities", "xml_broken", "xml_external")


@pytest.mark.parametrize(
    ("name", "member"), [("word.docx", "word/document.xml"), ("open.odt", "content.xml")]
)
def test_bombs(tmp_path, name, member):
    data = rezipped(FILES[name], member, lambda text: text.replace("</", "<w:p/>" * 900_000 + "</", 1))
    assert len(data) < 100_000
    (tmp_path / name).write_bytes(data)
    assert refused(tmp_path / name) == "archive_too_large"


def test_names_in_an_archive_lead_nowhere(tmp_path):
    folder = tmp_path / "inside" / "deep"
    folder.mkdir(parents=True)
    stream = io.BytesIO(FILES["open.odt"])
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("../../outside.txt", "non")
        archive.writestr("/tmp/outside.txt", "non")
    (folder / "a.odt").write_bytes(stream.getvalue())
    assert len(read_documents(folder / "a.odt", ReadOptions())) == 1
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["a.odt"]


def test_a_pdf_that_unpacks_to_much(tmp_path):
    packed = zlib.compress(b"0" * 60_000_000)
    data = FILES["print.pdf"].replace(
        b"endobj",
        b"endobj\n9 0 obj\n<< /Filter /FlateDecode >>\nstream\n" + packed + b"\nendstream\nendobj",
        1,
    )
    (tmp_path / "a.pdf").write_bytes(data)
    assert refused(tmp_path / "a.pdf") == "file_too_large"


@pytest.mark.parametrize("text", ["[" * 200_000, '{"a":' * 100_000, '{"segments": ' + "[" * 100_000])
def test_deep_json(tmp_path, text):
    for ending in (".json", ".jsonl"):
        (tmp_path / f"a{ending}").write_text(text, encoding="utf-8")
        assert refused(tmp_path / f"a{ending}") == "json_broken"


@pytest.mark.parametrize(
    "ending",
    [".txt", ".csv", ".srt", ".json", ".jsonl", ".xml", ".docx", ".odt", ".pdf", ".rtf", ".qda", ".html"],
)
def test_zero_bytes(tmp_path, ending):
    (tmp_path / f"a{ending}").write_bytes(b"Marie : o\0ui\0\0\0 {}\n" * 20)
    assert refused(tmp_path / f"a{ending}")


def test_databases(tmp_path):
    path = tmp_path / "a.sqlite3"
    with closing(sqlite3.connect(path)) as link:  # a view without end under the name of the table
        link.execute(
            "CREATE VIEW documents AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 "
            "FROM n)"
            " SELECT x AS id, 'a' AS name, 'b' AS contents FROM n"
        )
    assert refused(path) == "database_unknown"
    path.write_bytes(FILES["taguette.sqlite3"][:3000] + b"\xff" * 2000)
    assert refused(path) == "database_broken"
    path.write_bytes(b"SQLite format 3\0" + b"\0" * 500)
    assert refused(path).startswith("database")


CHILD = """
import re, sys
from pathlib import Path
from textmine.corpus.formats import read_documents
from textmine.corpus.options import ReadOptions
from textmine.errors import TextmineError
try:
    read_documents(Path(sys.argv[1]), ReadOptions())
except TextmineError as error:
    # not ru_maxrss: it keeps what the parent held before this program began
    most = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]
    print(error.key, int(most) // 1024)
"""


@pytest.mark.parametrize("ending", [".txt", ".json", ".docx", ".pdf"])
def test_a_line_of_a_gigabyte(tmp_path, ending):
    path = tmp_path / f"a{ending}"
    with path.open("wb") as stream:
        stream.write(b"%PDF-1.4 " if ending == ".pdf" else b"Marie : oui ")
        stream.truncate(1_000_000_000)
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(path)], capture_output=True, text=True, timeout=60, check=True
    )
    key, megabytes = done.stdout.split()
    assert key in ("line_too_long", "archive_broken", "file_too_large")
    assert int(megabytes) < 500
