"""Transcripts as meeting programs write them: Zoom, Teams, Google Meet, Otter; turns by hand."""

import docx
import pytest

from textmine.corpus.formats import read_documents
from textmine.corpus.options import ReadOptions

SAID = ["Bonjour à tous, on commence.", "Oui, d’accord : 17:30.", "Le budget monte.", "Ah bon ?"]
NAMES = ["Marie Dupont", "Paul Lac", "Marie Dupont", "Paul Lac"]
TIMES = [1, 10, 62, 3725]


def clock(at, *, hours=True):
    return f"{at // 3600:02d}:{at // 60 % 60:02d}:{at % 60:02d}" if hours else f"{at // 60}:{at % 60:02d}"


def rows():
    return list(zip(NAMES, TIMES, SAID, strict=True))


def cue(number, at, text):
    return f"{number}\n{clock(at)}.000 --> {clock(at + 2)}.000\n{text}\n"


LAYOUTS = {
    "zoom.vtt": "WEBVTT\n\n" + "\n".join(cue(k, t, f"{n}: {s}") for k, (n, t, s) in enumerate(rows(), 1)),
    "teams.vtt": "WEBVTT\n\n"
    + "\n".join(cue(f"a{k}-0", t, f"<v {n}>{s}</v>") for k, (n, t, s) in enumerate(rows())),
    "zoom-after.txt": "\n".join(f"{clock(t)} {n}: {s}" for n, t, s in rows()),
    "zoom-dash.txt": "\n".join(f"{clock(t)} - {n} : {s}" for n, t, s in rows()),
    "zoom-saved.txt": "\n".join(f"[{n}] {clock(t)}\n{s}\n" for n, t, s in rows()),
    "zoom-tab.txt": "\n".join(f"{clock(t)}\t {n}:\t{s}" for n, t, s in rows()),
    "teams.txt": "\n".join(f"{n}\n{clock(t, hours=False)}\n{s}" for n, t, s in rows()),
    "teams-words.txt": "\n".join(f"{n}\n{t // 60} minutes {t % 60} secondes\n{s}" for n, t, s in rows()),
    "teams-line.txt": "\n".join(f"{n}   {clock(t, hours=False)}\n{s}" for n, t, s in rows()),
    "meet.txt": "Réunion (2024-05-03 10:00 GMT+2) - Transcription\n\n"
    + "\n".join(f"{clock(t)}\n\n{n}: {s}\n" for n, t, s in rows()),
    "otter.txt": "\n".join(f"{n}  {clock(t, hours=False)}  \n{s}\n" for n, t, s in rows())
    + "\nTranscribed by https://otter.ai",
}


def speech(path):
    [document] = read_documents(path, ReadOptions())
    return [(p.speaker, " ".join(p.text.split()), p.start) for p in document.pieces if p.kind == "speech"]


@pytest.mark.parametrize("name", LAYOUTS)
def test_turns(tmp_path, name):
    path = tmp_path / name
    path.write_text(LAYOUTS[name], encoding="utf-8")
    found = speech(path)
    assert [row[:2] for row in found] == list(zip(NAMES, SAID, strict=True))
    assert [row[2] for row in found] == [float(at) for at in TIMES]


@pytest.mark.parametrize("stamp", ["0:03", "12 minutes 3 secondes"])
def test_teams_word(tmp_path, stamp):
    document = docx.Document()
    for name, _, said in rows():
        document.add_paragraph(f"{name}\n{stamp}\n{said}")
    document.save(tmp_path / "teams.docx")
    assert [row[:2] for row in speech(tmp_path / "teams.docx")] == list(zip(NAMES, SAID, strict=True))
    other = docx.Document()
    for name, _, said in rows():
        paragraph = other.add_paragraph()
        paragraph.add_run(name).bold = True
        paragraph.add_run(f"   {stamp}")
        other.add_paragraph(said)
    other.save(tmp_path / "other.docx")
    assert [row[:2] for row in speech(tmp_path / "other.docx")] == list(zip(NAMES, SAID, strict=True))
