"""Exchange with other tools: no coding moves, what is lost is listed, what is hostile is refused."""

import io
import sqlite3
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

import textmine as tm
from tests.conftest import SHARED
from textmine.coding.codebook import Code, Codebook, identity
from textmine.coding.decisions import Decision, Span
from textmine.coding.exchange.aligning import decisions_of, project_of
from textmine.coding.exchange.converting import read_coded, write_coded
from textmine.coding.exchange.databases import read_qualcoder, read_taguette
from textmine.coding.exchange.project import CODING_COLUMNS, CodedProject, composed
from textmine.coding.exchange.refi_reading import read_qdc, read_qdpx
from textmine.coding.exchange.refi_writing import write_qdc, write_qdpx
from textmine.coding.log import DecisionLog, open_log
from textmine.coding.replaying import replay
from textmine.errors import TextmineError

REFI = SHARED / "fixtures" / "refi-qda"
BOOK = Codebook(
    (
        Code(identity("p"), "Pratiques", description="Ce que l'on fait", codable=False, color="#0072B2"),
        Code(
            identity("v"), "Visites croisées", identity("p"), examples=("On est allés voir.",), color="#fff"
        ),
        Code(identity("w"), "Visites croisées", identity("p"), color="#123456"),
    )
)
V, W = identity("v"), identity("w")


def project(texts, passages, *, book=BOOK, coder="Ana"):
    rows = [
        (identity("coding", str(i)), name, start, end, code, coder, "2026-11-23T10:00:00Z", f"mémo {i}")
        for i, (name, start, end, code) in enumerate(passages)
    ]
    return CodedProject("Projet « é »", texts, book, pd.DataFrame(rows, columns=list(CODING_COLUMNS)))


def passages_of(found):
    table = found.codings.sort_values(["source", "start", "end", "code"])
    return [
        (row["source"], row["start"], row["end"], row["code"], row["coder"], row["memo"])
        for row in table.to_dict("records")
    ]


def schema(name):
    if not (REFI / "xsd").is_dir():
        pytest.skip("the schemas are not there")
    return etree.XMLSchema(etree.parse(str(REFI / "xsd" / name)))


def packed(files):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def qde(sources, *, codes='<Code guid="{V}" name="Visites" isCodable="true"/>', more=""):
    text = f"""<?xml version="1.0" encoding="utf-8"?>
<Project xmlns="urn:QDA-XML:project:1.0" name="Essai" origin="ailleurs">
<Users><User guid="{identity("u").upper()}" name="Zoé"/></Users>
<CodeBook><Codes>{codes}</Codes></CodeBook>{more}<Sources>{sources}</Sources></Project>"""
    return text.replace("{V}", V.upper())


def selection(start, end, *, name="", code=V):
    user, guid = identity("u"), identity(f"{start} {end}")
    return (
        f'<PlainTextSelection guid="{guid}" startPosition="{start}"'
        f' endPosition="{end}" name="{name}" creatingUser="{user}"><Coding guid="{identity("c", guid)}">'
        f'<CodeRef targetGUID="{{{code.upper()}}}"/></Coding></PlainTextSelection>'
    )


def source(selections, *, name="entretien", path="internal://a.txt"):
    return (
        f'<TextSource guid="{identity(name)}" name="{name}" plainTextPath="{path}">{selections}</TextSource>'
    )


TEXTS = st.text(
    st.one_of(st.sampled_from("abcdéÀœ 😀'’«»\n.,"), st.characters(blacklist_categories=("Cs", "Cc"))),
    min_size=1, max_size=120,
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(st.dictionaries(st.text("abé /1", min_size=1, max_size=6), TEXTS, min_size=1, max_size=3), st.data())
def test_nothing_moves_on_a_round_trip_and_the_schema_is_kept(tmp_path_factory, texts, data):
    texts = {name: composed(text)[0] for name, text in texts.items()}
    passages = []
    for name, text in texts.items():
        for _ in range(data.draw(st.integers(0, 4))):
            start = data.draw(st.integers(0, len(text) - 1))
            end = data.draw(st.integers(start + 1, len(text)))
            passages.append((name, start, end, data.draw(st.sampled_from([V, W]))))
    made = project(texts, passages)
    path = write_qdpx(made, tmp_path_factory.mktemp("refi") / "projet.qdpx", when="2026-11-23T10:00:00")
    found = read_qdpx(path)
    assert found.texts == texts and passages_of(found) == passages_of(made)
    assert [(c.code, c.name, c.parent, c.codable, c.color) for c in found.codebook] == [
        (c.code, c.name, c.parent, c.codable, c.color) for c in BOOK
    ]
    assert found.losses.empty
    with zipfile.ZipFile(path) as archive:
        inner = archive.read("project.qde")
        assert all(name == "project.qde" or name.startswith("sources/") for name in archive.namelist())
    schema("Project-v1.0.xsd").assertValid(etree.fromstring(inner))
    again = write_qdpx(made, path.with_name("encore.qdpx"), when="2026-11-23T10:00:00")
    assert again.read_bytes() == path.read_bytes()


def test_codebooks_keep_their_hierarchy_and_are_valid(tmp_path):
    path = write_qdc(BOOK, tmp_path / "grille.qdc")
    schema("Codebook-v1.0.xsd").assertValid(etree.parse(str(path)))
    found = read_qdc(path)
    assert [found.path(c.code) for c in found] == [BOOK.path(c.code) for c in BOOK]
    assert "On est allés voir." in found[V].description


@pytest.mark.parametrize(
    ("content", "counts"),
    [
        ("Élise : bonjour 😀 à tous\nfin", "lf"),
        ("\ufeffÉlise : bonjour 😀 à tous\nfin", "bom"),
        ("Élise : bonjour\r\nBo : bonsoir à tous\r\nfin", "crlf as one"),
        ("Élise : bonjour\r\nBo : bonsoir à tous\r\nfin", "crlf as two"),
        ("Élise : bonjour\rBo : bonsoir à tous\rfin", "cr"),
        ("E\u0301lise : bonjour a\u0300 tous\nfin", "nfd"),
    ],
)
def test_line_ends_marks_and_accents_of_other_tools(tmp_path, content, counts):
    bare = content.removeprefix("\ufeff")
    counted = bare.replace("\r\n", "\n") if counts == "crlf as one" else bare
    start, end = counted.index("tous"), counted.index("tous") + 4
    first = counted.index("bonjour")
    selections = selection(start, end, name="tous") + selection(first, first + 7, name="bonjour")
    data = packed({"Trial.qde": qde(source(selections)), "Sources/A.TXT": content.encode("utf-8")})
    path = tmp_path / "projet.qdpx"
    path.write_bytes(data)
    found = read_qdpx(path)
    said = [found.texts["entretien"][row["start"] : row["end"]] for row in found.codings.to_dict("records")]
    assert sorted(said) == ["bonjour", "tous"] and "\r" not in found.texts["entretien"]
    assert set(found.codings["coder"]) == {"Zoé"} and set(found.codings["code"]) == {V}


def test_what_cannot_be_kept_is_listed(tmp_path):
    text = "Élise : bonjour à tous"
    odd = selection(3, 3) + selection(500, 900) + selection(0, 5, code=identity("inconnu"))
    odd += '<PlainTextSelection guid="x" startPosition="1" endPosition="4"/>'
    sources = (
        source(odd)
        + source(selection(0, 5), name="entretien")
        + source("", name="ailleurs", path="absolute:///x")
    )
    sources += '<PictureSource guid="y" name="photo.jpg"><Coding guid="z"/></PictureSource>'
    more = '<Cases><Case guid="k"><VariableValue><VariableRef targetGUID="{V}"/><TextValue>40</TextValue>'
    more += f'</VariableValue><SourceRef targetGUID="{identity("entretien")}"/></Case>'
    more += '<Case guid="m" name="seul"/></Cases>'
    more = f'<Variables><Variable guid="{V}" name="âge" typeOfVariable="Text"/></Variables>{more}'.replace(
        "{V}", V
    )
    path = tmp_path / "projet.qdpx"
    path.write_bytes(packed({"p.qde": qde(sources, more=more), "sources/a.txt": text}))
    found = read_qdpx(path)
    lost = found.losses.set_index("what")["n"].to_dict()
    assert lost == {"no_text": 1, "media": 1, "zero_length": 1, "outside_text": 1, "unknown_code": 1,
                    "uncoded_selections": 1, "cases": 1}  # fmt: skip
    assert set(found.texts) == {"entretien", "entretien (2)"} and len(found.codings) == 1
    assert found.labels.to_dict("records")[0]["variable"] == "âge"


def test_the_real_exports_are_read():
    if not REFI.is_dir():
        pytest.skip("the fixtures are not there")
    found = read_qdpx(REFI / "TestProject.qdpx")
    assert len(found.codebook) == 14 and found.name == "ATLAS.ti standard project"
    # its folder of sources is empty: every source is told as lost
    lost = found.losses.set_index("what")["n"]
    assert lost["no_text"] == 6 and lost["media"] == 6 and lost["sets"] == 16 and not found.texts


@pytest.mark.parametrize(
    "files",
    [
        {"../p.qde": "x"},
        {"/p.qde": "x"},
        {"p.qde": '<!DOCTYPE a [<!ENTITY b "c">]><Project name="x">&b;</Project>'},
        {"p.qde": '<!DOCTYPE a SYSTEM "file:///etc/passwd"><Project name="x"/>'},
        {"p.qde": "<Project"},
        {"p.qde": "<Other/>"},
        {"a.txt": "x"},
        {"p.qde": "<Project/>", "q.qde": "<Project/>"},
    ],
)
def test_hostile_and_broken_archives_are_refused(tmp_path, files):
    path = tmp_path / "projet.qdpx"
    path.write_bytes(packed(files))
    with pytest.raises(TextmineError) as caught:
        read_qdpx(path)
    assert "projet.qdpx" in caught.value.say("fr")


def test_bombs_and_files_that_are_no_archive_are_refused(tmp_path):
    path = tmp_path / "projet.qdpx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("p.qde", b"0" * 120_000_000)
    with pytest.raises(TextmineError):
        read_qdpx(path)
    path.write_bytes(b"rien")
    with pytest.raises(TextmineError):
        read_qdpx(path)
    (tmp_path / "g.qdc").write_text("<Project/>")
    asked = ((read_qdc, "g.qdc"), (read_qdpx, "absent.qdpx"), (read_coded, "a.xlsx"), (read_coded, "a.db"))
    for action, name in asked:
        with pytest.raises(TextmineError):
            action(tmp_path / name)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus")
    lines = [f"{'Ana' if i % 2 else 'Zoé'} : tour {i}, « œuvre » d'été 😀 et la suite." for i in range(12)]
    (folder / "reunion-1.txt").write_text("\n\n".join(lines), encoding="utf-8")
    return tm.read(folder)


def coded(corpus):
    spans = [Span("reunion-1", 0, 5, 0, 12), Span("reunion-1", 2, 0, 4, 6), Span("reunion-1", 11, 3, 11, 20)]
    return replay(
        Decision("Ana", "coded", identity("d", str(i)), code, span, memo=f"m{i}")
        for i, (span, code) in enumerate(zip(spans, (V, W, V), strict=True))
    )


def test_from_codings_to_a_project_and_back_nothing_moves(corpus, tmp_path):
    codings = coded(corpus)
    path = write_qdpx(project_of(corpus, codings.coded(), BOOK), tmp_path / "p.qdpx")
    found = decisions_of(read_qdpx(path), corpus)
    assert found.losses.empty
    told = replay(found.decisions).coded()
    columns = ["coding", "coder", "code", "meeting", "turn", "start", "last_turn", "end", "memo"]
    pd.testing.assert_frame_equal(told[columns], codings.coded()[columns])


def test_a_project_becomes_a_folder_that_can_be_coded_on(corpus, tmp_path):
    from tests.commands import textmine

    path = write_qdpx(project_of(corpus, coded(corpus).coded(), BOOK), tmp_path / "p.qdpx")
    done = textmine("exchange", path, "-o", tmp_path / "DOSSIER", language="fr")
    assert done.returncode == 0 and "3 codages" in done.stdout, done.stderr
    log = open_log(tmp_path / "DOSSIER" / "codages.db")
    told, book = replay(log.decisions()).coded(), log.codebook()
    log.close()
    read = tm.read(tmp_path / "DOSSIER" / "textes")
    assert (read.turns["text"].tolist() == corpus.turns["text"].tolist() and book == BOOK) or len(book) == 3
    assert told[["turn", "start", "last_turn", "end"]].to_numpy().tolist() == [
        [0, 5, 0, 12], [2, 0, 4, 6], [11, 3, 11, 20],
    ]  # fmt: skip
    again = textmine(
        "exchange", tmp_path / "DOSSIER" / "codages.db", "-o", tmp_path / "codages.csv",
        "--corpus", tmp_path / "DOSSIER" / "textes",
    )  # fmt: skip
    assert again.returncode == 0, again.stderr
    table = pd.read_csv(tmp_path / "codages.csv")
    assert table["path"].iloc[0] == "Pratiques > Visites croisées" and table["text"].str.len().min() == 7
    refused = textmine("exchange", path, "-o", tmp_path / "DOSSIER")
    assert refused.returncode == 1 and "Traceback" not in refused.stderr
    with pytest.raises(TextmineError):
        write_coded(read_qdpx(path), tmp_path / "p.docx")


def test_taguette_counts_bytes_of_the_text_without_tags(tmp_path):
    path = tmp_path / "projet.sqlite3"
    link = sqlite3.connect(path)
    contents = "<p>Élise&nbsp;: bonjour 😀 à tous</p><p>La <b>visite</b> croisée</p>"
    raw = "Élise\u00a0: bonjour 😀 à tousLa visite croisée"
    start = len(raw[: raw.index("visite")].encode())
    link.executescript(
        """CREATE TABLE documents (id INTEGER, name TEXT, contents TEXT);
        CREATE TABLE highlights (id INTEGER, document_id INTEGER, start_offset INTEGER, end_offset INTEGER);
        CREATE TABLE tags (id INTEGER, path TEXT, description TEXT);
        CREATE TABLE highlight_tags (highlight_id INTEGER, tag_id INTEGER);
        INSERT INTO tags VALUES (1, 'pratiques.visites', 'Se voir'), (2, 'divers', '');
        INSERT INTO highlight_tags VALUES (1, 1), (1, 2), (2, 1);"""
    )
    link.execute("INSERT INTO documents VALUES (7, 'entretien', ?)", (contents,))
    link.execute(
        "INSERT INTO highlights VALUES (1, 7, ?, ?), (2, 7, 3, 99999), (3, 7, 0, 2)", (start, start + 6)
    )
    link.commit()
    link.close()
    found = read_taguette(path)
    text = found.texts["entretien"]
    assert text.splitlines() == ["Élise\u00a0: bonjour 😀 à tous", "La visite croisée"]
    assert [text[r["start"] : r["end"]] for r in found.codings.to_dict("records")] == ["visite", "visite"]
    assert found.codebook.find("pratiques > visites").description == "Se voir"
    assert not found.codebook.find("pratiques").codable
    assert found.losses.set_index("what")["n"].to_dict() == {"uncoded_selections": 1, "outside_text": 1}
    with pytest.raises(TextmineError):
        read_qualcoder(path)


def test_qualcoder_counts_code_points_and_nests_codes(tmp_path):
    folder = tmp_path / "projet.qda"
    folder.mkdir()
    link = sqlite3.connect(folder / "data.qda")
    text = "Élise : bonjour 😀 à tous"
    link.executescript(
        """CREATE TABLE source (id INTEGER, name TEXT, fulltext TEXT);
        CREATE TABLE code_cat (catid INTEGER, name TEXT, memo TEXT, supercatid INTEGER);
        CREATE TABLE code_name (cid INTEGER, name TEXT, memo TEXT, catid INTEGER, color TEXT,
                                supercid INTEGER);
        CREATE TABLE code_text (ctid INTEGER, cid INTEGER, fid INTEGER, pos0 INTEGER, pos1 INTEGER,
                                owner TEXT, date TEXT, memo TEXT);
        CREATE TABLE cases (id INTEGER);
        INSERT INTO cases VALUES (1);
        INSERT INTO code_cat VALUES (1, 'Pratiques', 'Ce que l''on fait', NULL);
        INSERT INTO code_name VALUES (1, 'Visites', '', 1, '#F5F5F5', NULL),
                                     (2, 'Croisées', '', NULL, '', 1);
        INSERT INTO code_text VALUES (1, 2, 5, 20, 24, 'Zoé', '2026-01-02', 'oui'),
                                     (2, 1, 5, 3, 3, 'Zoé', '', ''),
                                     (3, 1, 6, 0, 1, 'Zoé', '', '');"""
    )
    link.execute("INSERT INTO source VALUES (5, 'entretien', ?), (6, 'photo', NULL)", (text,))
    link.commit()
    link.close()
    found = read_qualcoder(folder)
    row = found.codings.iloc[0]
    assert found.texts["entretien"][row["start"] : row["end"]] == "tous" and row["coder"] == "Zoé"
    assert found.codebook.path(row["code"]) == "Pratiques > Visites > Croisées"
    assert found.losses.set_index("what")["n"].to_dict() == {"outside_text": 1, "zero_length": 1, "cases": 1}
    made = write_coded(found, tmp_path / "DOSSIER")
    assert len(made.codings) == 1 and Path(tmp_path / "DOSSIER" / "textes" / "entretien.txt").is_file()
    (tmp_path / "faux.sqlite3").write_bytes(b"rien du tout")
    with pytest.raises(TextmineError):
        read_taguette(tmp_path / "faux.sqlite3")
    DecisionLog(tmp_path / "vide.db").close()
    with pytest.raises(TextmineError):
        read_coded(tmp_path / "vide.db")
