from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as fuzz
from hypothesis import strategies as st

from textmine.corpus.pieces import count_characters
from textmine.corpus.reading import read
from textmine.corpus.speakers import choose_pilots
from textmine.corpus.store import load_corpus, save_corpus
from textmine.corpus.tables import MEETING_COLUMNS, SPEAKER_COLUMNS, TURN_COLUMNS
from textmine.errors import TextmineError

DATA = Path(__file__).parents[2].parent / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is not here")
TALK = """Anne : On commence ?
Paul : Oui (rires).
Marc : Allons-y.
Anne : Bien.
Paul : D'accord.
Marc : Bon.
"""


def write(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def keeps_its_promises(corpus):
    assert list(corpus.turns.columns[: len(TURN_COLUMNS)]) == list(TURN_COLUMNS)
    assert list(corpus.meetings.columns) == list(MEETING_COLUMNS)
    assert list(corpus.speakers.columns[: len(SPEAKER_COLUMNS)]) == list(SPEAKER_COLUMNS)
    assert corpus.turns.index.to_list() == list(range(len(corpus.turns)))
    order = corpus.turns["meeting"].map(corpus.meetings.set_index("meeting")["order"])
    assert order.is_monotonic_increasing
    assert set(corpus.turns["speaker"]) == set(corpus.speakers["speaker"])
    assert corpus.n_words == sum(len(text.split()) for text in corpus.turns["text"])
    for report in corpus.reports:
        assert report.characters == report.attributed + report.reported
        of_file = corpus.turns.loc[corpus.turns["file"] == report.file, "text"]
        assert report.attributed == sum(map(count_characters, of_file))
    assert len(corpus.frame()) == len(corpus.turns)


def test_a_folder_of_meetings_and_interviews(tmp_path):
    write(tmp_path, {
        "reunion 2021-03-18.txt": TALK,
        "reunion 18-02-2020.md": "# Comité\n" + TALK + "bis",
        "entretiens/Anne.txt": "E : Qui êtes-vous ?\nR : Anne, du pôle.\nE : Et ?\nR : Voilà.",
        "entretiens/Paul.txt": "E : Qui êtes-vous ?\nR : Paul.\nE : Et donc ?\nR : Voilà.".encode("cp1252"),
        "README.md": "rien", "LICENSE": "rien", "CARD.md": "rien", ".caché.txt": "rien",
        "metadata.csv": "id,date\nAnne,2019-01-02\n",
    })  # fmt: skip
    corpus = read(tmp_path)
    keeps_its_promises(corpus)
    assert corpus.meetings[["meeting", "date", "kind", "order"]].to_numpy().tolist() == [
        ["Anne", "2019-01-02", "interview", 0],
        ["reunion 18-02-2020", "2020-02-18", "meeting", 1],
        ["reunion 2021-03-18", "2021-03-18", "meeting", 2],
        ["Paul", "", "interview", 3],
    ]
    assert corpus.meetings["title"].to_list()[1] == "Comité"
    roles = corpus.speakers.set_index("speaker")[["role", "role_reason"]].apply(tuple, axis=1).to_dict()
    assert roles["E"] == ("interviewer", "label")
    assert roles["R (Anne)"] == ("pilot", "label")
    assert roles["Anne"] == ("other", "default")
    assert {report.file: report.encoding for report in corpus.reports}["entretiens/Paul.txt"] == "cp1252"
    assert set(corpus.recipe.inputs) == {*(report.file for report in corpus.reports), "metadata.csv"}
    assert corpus.marks[["position", "text"]].to_numpy().tolist() == [[3, "(rires)"]] * 2
    assert corpus.turns.loc[corpus.marks["turn"], "text"].to_list() == ["Oui.", "Oui."]


def test_settings_name_persons_meetings_and_who_is_left_out(tmp_path):
    write(tmp_path, {
        "r1.txt": TALK, "r2.txt": TALK + "Paul : fin\nStage : un\nStage : deux",
        "e1.txt": "E : Ça va ?\nR : Oui.\nE : Bon ?\nR : Non.",
        "corpus.toml": """
name = "Réseau"
leave_out = ["Stage"]
[[meetings]]
id = "r1"
date = 2021-01-01
agenda = ["Bilan"]
transcriber = "CD"
[[meetings]]
file = "r2.txt"
id = "Réunion 2"
date = 2020-01-01
title = "Avant"
[[speakers]]
id = "Anne Roy"
aliases = ["anne"]
role = "pilot"
cluster = "Alsace"
legitimacy = 2
region = "Est"
[[speakers]]
id = "Personne"
[labels]
"e1/R" = "Anne Roy"
""",
    })  # fmt: skip
    corpus = read(tmp_path)
    keeps = corpus.meetings.set_index("meeting")
    assert corpus.name == "Réseau"
    assert keeps["order"].to_dict() == {"Réunion 2": 0, "r1": 1, "e1": 2}
    assert keeps.loc["Réunion 2", "title"] == "Avant"
    assert keeps.loc["r1", "transcriber"] == "CD"
    anne = corpus.speakers.set_index("speaker").loc["Anne Roy"]
    assert (anne["role"], anne["role_reason"], anne["cluster"], anne["legitimacy"], anne["region"]) == (
        "pilot", "declared", "Alsace", 2.0, "Est")  # fmt: skip
    assert sorted(anne["labels"].split("; ")) == ["Anne", "R"]
    assert set(corpus.turns.loc[corpus.turns["speaker"] == "Anne Roy", "meeting"]) == {
        "r1",
        "Réunion 2",
        "e1",
    }
    assert "Stage" not in set(corpus.speakers["speaker"])
    left = {
        (left.kind, left.text)
        for report in corpus.reports
        for left in report.leftovers
        if left.kind == "left_out"
    }
    assert left == {("left_out", "un deux")}
    for report in corpus.reports:
        assert report.characters == report.attributed + report.reported
    assert ("absent_speaker", {"speaker": "Personne"}) in [
        one for report in corpus.reports for one in report.warnings
    ]


def test_agenda_items_are_headings(tmp_path):
    text = "Anne : a\nPaul : b\nBilan\nAnne : c\nPaul : d\nProjets communs\nAnne : e"
    write(
        tmp_path,
        {"r.txt": text, "corpus.toml": '[[meetings]]\nid="r"\nagenda=["1. Bilan", "Projets communs"]'},
    )
    assert read(tmp_path).turns["agenda"].to_list() == ["", "", "Bilan", "Bilan", "Projets communs"]


def test_parts_of_one_meeting_in_natural_order(tmp_path):
    write(tmp_path, {f"Débat--Partie_{i}_x.txt": TALK + f"Anne : partie {i}" for i in (10, 2, 1)})
    corpus = read(tmp_path, group_files="--")
    keeps_its_promises(corpus)
    assert corpus.meetings["meeting"].to_list() == ["Débat"]
    assert corpus.turns["agenda"].drop_duplicates().to_list() == ["Partie 1 x", "Partie 2 x", "Partie 10 x"]
    assert len(corpus.reports) == 3


def test_same_name_in_two_folders_stays_two_meetings(tmp_path):
    write(tmp_path, {"2020/r.txt": TALK, "2021/r.txt": TALK + "Anne : encore"})
    assert read(tmp_path).meetings["meeting"].to_list() == ["2020/r", "2021/r"]


def test_one_file_and_progress(tmp_path):
    write(tmp_path, {"a.txt": TALK, "b.txt": "x"})
    seen = []
    corpus = read(str(tmp_path / "a.txt"), progress=lambda *facts: seen.append(facts))
    assert seen == [(1, 1, "a.txt")]
    assert corpus.name == "a"


BAD = {
    "empty_folder": {"README.md": "x"},
    "unknown_format": {"a.txt": TALK, "b.xyz": "x"},
    "binary_file": {"a.txt": b"\x89PNG\r\n\x1a\n\0\0"},
    "duplicate_files": {"a.txt": TALK, "b.txt": TALK},
    "no_turns": {"a.txt": "\n\n"},
    "unknown_meeting": {"a.txt": TALK, "corpus.toml": '[[meetings]]\nid = "z"'},
    "settings_key": {"a.txt": TALK, "corpus.toml": "x = 1"},
    "metadata_columns": {"a.txt": TALK, "metadata.csv": "nom,date\na,2020\n"},
}


@pytest.mark.parametrize("key", BAD)
def test_bad_input_is_one_sentence(tmp_path, key):
    with pytest.raises(TextmineError) as caught:
        read(write(tmp_path, BAD[key]))
    assert caught.value.key == key
    for language in ("fr", "en"):
        assert "\n" not in caught.value.say(language)
    name = {"unknown_format": "b.xyz", "binary_file": "a.txt", "duplicate_files": "a.txt and b.txt"}.get(
        key, ""
    )
    assert name in caught.value.say("en")


def test_speakers_can_be_named_and_left_out_by_keywords(tmp_path):
    write(tmp_path, {"a.txt": TALK})
    corpus = read(tmp_path / "a.txt", labels={"Paul": "Paul Sy"}, leave_out=["marc"])
    assert sorted(corpus.speakers["speaker"]) == ["Anne", "Paul Sy"]
    keeps_its_promises(corpus)


def test_missing_path_and_wrong_keyword(tmp_path):
    with pytest.raises(TextmineError, match="rien"):
        read(tmp_path / "rien.txt")
    with pytest.raises(TypeError, match="speakr"):
        read(tmp_path, speakr="x")


ANY = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])
TEXTS = st.lists(
    st.tuples(
        st.sampled_from(["E : ", "R\u00a0: ", "Zoë\u202f: ", "e\u0301ric: ", "M. Roy : ", "", "# "]),
        st.text(st.one_of(ANY, st.sampled_from("é?e\u0301()[]")), max_size=40),
    ).map("".join),
    min_size=1, max_size=12,
)  # fmt: skip


@fuzz(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS, st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_no_character_is_lost_and_saving_changes_nothing(tmp_path, lines, end, encoding):
    (tmp_path / "a.txt").write_bytes(end.join(lines).encode(encoding))
    try:
        corpus = read(tmp_path / "a.txt")
    except TextmineError as error:
        assert error.key in ("no_turns", "binary_file")
        return
    keeps_its_promises(corpus)
    save_corpus(corpus, tmp_path / "saved")
    again = load_corpus(tmp_path / "saved")
    for name in ("turns", "meetings", "speakers", "marks"):
        one, two = getattr(corpus, name), getattr(again, name)
        assert one.equals(two)
        assert list(one.dtypes) == list(two.dtypes)
    assert (again.name, again.language, again.reports) == (corpus.name, corpus.language, corpus.reports)
    assert again.recipe == corpus.recipe


@needs_data
def test_assemblee_variants_chair_interruptions_and_pilots():
    corpus = read(DATA / "assemblee-2013")
    keeps_its_promises(corpus)
    assert len(corpus.meetings) == 13
    assert corpus.meetings["date"].to_list()[0] == "2013-01-29"
    assert set(corpus.meetings["kind"]) == {"meeting"}
    fold = (
        corpus.speakers["speaker"].str.normalize("NFKD").str.replace(r"[^A-Za-z]", "", regex=True).str.lower()
    )
    doubled = fold.duplicated(keep=False)
    assert corpus.speakers.loc[doubled, "words"].sum() < 0.02 * corpus.n_words
    chair = corpus.speakers.set_index("speaker").loc["le président"]
    assert chair["role"] == "facilitator"
    assert chair["role_reason"] == "source"
    assert corpus.speakers["speaker"].str.contains("présid", case=False).sum() <= 2
    assert corpus.turns["kind"].value_counts()["interruption"] > 3000
    pilots = choose_pilots(corpus, min_words=200, min_meetings=8).pilots
    assert 15 <= len(pilots) <= 20
    assert "Erwann Binet" in pilots
    assert "le président" not in pilots


@needs_data
def test_fredsum_debates_are_parts_in_order():
    corpus = read(DATA / "fredsum", group_files="--")
    keeps_its_promises(corpus)
    assert len(corpus.meetings) == 14
    assert len(corpus.reports) == 100
    assert len(corpus.speakers) == 35
    first = corpus.turns[corpus.turns["meeting"] == "Autain_Attal_Bardella"]
    assert first["agenda"].drop_duplicates().to_list()[:2] == ["Partie 1 Ukraine", "Partie 2 Ecologie"]
    assert all(report.share_attributed == 1.0 for report in corpus.reports)
    for name in ("Jordan Bardella", "Valéry Giscard D'Estaing", "Frédéric Souillot", "GA"):
        assert name in set(corpus.speakers["speaker"])


@needs_data
@pytest.mark.parametrize(
    "path", ["plain/eltec-fra/FRA00101_Adam.txt", "plain/codes/code-de-deontologie-des-architectes.md"]
)
def test_text_that_is_no_transcript_finds_no_crowd_of_speakers(path):
    corpus = read(DATA / path)
    keeps_its_promises(corpus)
    assert len(corpus.speakers) <= 3
