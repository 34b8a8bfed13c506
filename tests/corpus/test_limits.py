"""Bounds on files, lines and depth; what is no regular file: one sentence, in little time and memory."""

import os
import subprocess
import sys
import time

import pytest

from textmine.corpus import limits
from textmine.corpus.formats import ENDINGS
from textmine.corpus.reading import read
from textmine.errors import TextmineError

AWAY = '<!DOCTYPE x SYSTEM "file:///etc/passwd"><x>&l9;</x>'
TALK = "Marie : bonjour\nPaul : oui\nMarie : non\nPaul : si"
CHILD = """
import re, resource, sys, time
from pathlib import Path
from textmine.corpus.reading import read
from textmine.errors import TextmineError
resource.setrlimit(resource.RLIMIT_AS, (4_000_000_000, 4_000_000_000))
begun = time.perf_counter()
try:
    read(sys.argv[1])
    key = "read"
except TextmineError as error:
    key = error.key
    assert error.say("fr") and error.say("en")
# not ru_maxrss: it keeps what the parent held before this program began
most = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]
print(key, most, time.perf_counter() - begun)
"""


def refused(path):
    """Return the key of the one sentence that a file is refused with, in a few seconds."""
    begun = time.perf_counter()
    with pytest.raises(TextmineError) as caught:
        read(path)
    assert time.perf_counter() - begun < 5.0 * max(1.0, path.lstat().st_size / 1e6)
    for language in ("fr", "en"):
        sentence = caught.value.say(language)
        assert sentence and "\n" not in sentence and not any("\ud800" <= one <= "\udfff" for one in sentence)
    return caught.value.key


def read_apart(path):
    """Return how a file is read or refused in a process of its own, the most memory in bytes, the seconds."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(path)], capture_output=True, text=True, check=True
    )
    key, kilobytes, seconds = done.stdout.split()
    return key, int(kilobytes) * 1024, float(seconds)


def test_an_outside_document_type_is_not_fetched(tmp_path):
    (tmp_path / "a.xml").write_text(AWAY, encoding="utf-8")
    assert refused(tmp_path / "a.xml") in ("xml_external", "xml_broken")


@pytest.mark.parametrize("ending", list(ENDINGS))
def test_a_gigabyte_on_one_line_is_refused_in_little_memory(ending, tmp_path):
    path = tmp_path / f"a{ending}"
    path.touch()
    os.truncate(path, 1_000_000_000)
    assert refused(path) == "file_too_large"


def test_a_long_line_is_refused_in_little_memory(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"Marie : " + b"abcdefg. " * 11_000_000)
    key, memory, seconds = read_apart(path)
    assert key == "line_too_long"
    assert memory < 500e6
    assert seconds < 30


@pytest.mark.parametrize("ending", [".txt", ".csv", ".srt"])
def test_a_line_may_have_ten_million_bytes(ending, tmp_path):
    path = tmp_path / f"a{ending}"
    path.write_bytes(b"Marie : oui\n" + b"a" * (limits.MAX_LINE + 1))
    assert refused(path) == "line_too_long"
    with pytest.raises(TextmineError, match="ligne 2"):
        read(path)


def test_more_lines_than_any_transcript_has_are_refused(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"a\n" * (limits.MAX_LINES + 1))
    key, memory, _ = read_apart(path)
    assert (key, memory < 500e6) == ("too_many_lines", True)


@pytest.mark.parametrize("where", ["<teiHeader>{}</teiHeader><u>oui</u>", "<text>{}</text>"])
def test_deep_xml_is_refused(where, tmp_path):
    deep = where.format("<a>" * 100_000 + "oui" + "</a>" * 100_000)
    (tmp_path / "a.xml").write_text(f"<TEI>{deep}</TEI>", encoding="utf-8")
    assert refused(tmp_path / "a.xml") == "xml_too_deep"


@pytest.mark.parametrize("ending", list(ENDINGS))
def test_empty_files_are_refused(ending, tmp_path):
    (tmp_path / f"a{ending}").touch()
    refused(tmp_path / f"a{ending}")


NASTY = (
    '( [( < <v& & " , \u00a0 1: 00:00:01,000& -->& \n- '
    "Q1:& \nMarie&:& ****&*a_b\n '' l'' # -& \t | *a { À \n\n é& "
    "\n1\n / P.&"
).split(" ")


@pytest.mark.parametrize("ending", [".txt", ".csv", ".srt", ".vtt"])
def test_no_token_repeated_makes_a_reader_slow(ending, tmp_path):
    for token in (one.replace("&", " ") for one in NASTY):
        text = token * (50_000 // len(token.encode()))
        for number, content in enumerate((TALK + text, text + TALK)):
            path = tmp_path / f"a{ending}"
            path.write_text(content, encoding="utf-8", newline="")
            begun = time.process_time()
            try:
                read(path)
            except TextmineError:
                pass
            assert time.process_time() - begun < 1.5, (token, number)


def test_pipes_devices_and_links_to_nothing_are_refused(tmp_path):
    (tmp_path / "b.txt").write_text(TALK, encoding="utf-8")
    odd = tmp_path / "a.txt"
    os.mkfifo(odd)
    assert (refused(odd), refused(tmp_path)) == ("not_a_file", "not_a_file")
    for target in ("/dev/zero", "/nothing/there", "a.txt"):
        odd.unlink()
        odd.symlink_to(target)
        assert (refused(odd), refused(tmp_path)) == ("not_a_file", "not_a_file")


def test_loops_of_folders_are_not_followed(tmp_path):
    (tmp_path / "b.txt").write_text(TALK, encoding="utf-8")
    (tmp_path / "again").symlink_to(tmp_path)
    assert len(read(tmp_path).turns) == 4


def test_what_may_not_be_read_is_refused(tmp_path, monkeypatch):
    (tmp_path / "b.txt").write_text(TALK, encoding="utf-8")
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert (refused(tmp_path / "b.txt"), refused(tmp_path)) == ("no_access", "no_access")


def test_a_folder_that_may_not_be_read_is_refused(tmp_path, monkeypatch):
    (tmp_path / "b.txt").write_text(TALK, encoding="utf-8")
    (tmp_path / "shut").mkdir()
    real = os.scandir

    def scandir(path):
        if str(path).endswith("shut"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert refused(tmp_path) == "no_access"


def test_names_of_files(tmp_path):
    for name in ("réunion d’été.txt", "re\u0301union.txt", "会議 1.txt"):
        (tmp_path / name).write_text(f"{TALK}\nMarie : {name}", encoding="utf-8")
    assert len(read(tmp_path).reports) == 3
    for number, name in enumerate((b"a\nb.txt", b"a\xffb.txt", b"\x1b[2J.txt")):
        folder = tmp_path / f"odd{number}"
        folder.mkdir()
        path = folder / os.fsdecode(name)
        path.write_text(TALK, encoding="utf-8")
        assert (refused(path), refused(folder)) == ("file_name", "file_name")
