"""speakers.csv: what it says holds, its faults are told with the line, and writing it changes nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.corpus.faults import check
from textmine.corpus.identities import guess_identities, initials_of
from textmine.corpus.merging import name_speakers
from textmine.corpus.reading import read
from textmine.corpus.speaker_table import load_speaker_table
from textmine.corpus.speaker_writing import tabulate_labels, write_speaker_table
from textmine.errors import TextmineError

MEETING = """Hélène Castaing : On commence ?
Marc Delvaux : Oui.
Hélène Castaing : Le budget, alors.
Marc Delvaux : Il est voté.
"""
INTERVIEW = "E : D'où venez-vous ?\nR : De Lyon.\nE : Et avant ?\nR : De Reims, pendant dix ans."


def write(folder, files):
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def speakers_of(corpus, meeting):
    return corpus.turns.loc[corpus.turns["meeting"] == meeting, "speaker"].unique().tolist()


def keys(corpus):
    return [key for report in corpus.reports for key, _ in report.warnings]


FILES = {"reunion.txt": MEETING, "entretien-castaing.txt": INTERVIEW, "entretien-2.txt": INTERVIEW.lower()}


def test_rows_name_labels_and_say_who_persons_are(tmp_path):
    write(tmp_path, FILES)
    write(
        tmp_path,
        {
            "speakers.csv": "label;meeting;speaker;role;cluster;legitimacy;région\n"
            "R;entretien-castaing;Hélène Castaing;pilote;carton;2,5;Est\n"
            "E;;Léa Roux;enquêtrice;;;\n"
            "Marc Delvaux;;;pilot;verre;;\n"
        },
    )
    corpus = read(tmp_path)
    assert speakers_of(corpus, "entretien-castaing") == ["Léa Roux", "Hélène Castaing"]
    assert speakers_of(corpus, "entretien-2") == ["Léa Roux", "r"]
    people = corpus.speakers.set_index("speaker")
    row = people.loc["Hélène Castaing"]
    assert (row["role"], row["role_reason"], row["cluster"], row["legitimacy"], row["région"]) == (
        "pilot", "declared", "carton", 2.5, "Est")  # fmt: skip
    assert people.loc["Léa Roux", "role"] == "interviewer"
    assert people.loc["Marc Delvaux", ["role", "cluster"]].to_list() == ["pilot", "verre"]
    assert "speakers.csv" in corpus.recipe.inputs


def test_the_table_wins_over_settings_cell_by_cell_and_says_so(tmp_path):
    write(tmp_path, FILES)
    toml = '[[speakers]]\nid = "Marc Delvaux"\nrole = "other"\ncluster = "luxe"\n[labels]\nE = "Zoé"\n'
    table = "label,speaker,role,cluster\nMarc Delvaux,Marc Delvaux,pilot,\nE,Léa,,\n"
    write(tmp_path, {"corpus.toml": toml, "speakers.csv": table})
    corpus = read(tmp_path)
    row = corpus.speakers.set_index("speaker").loc["Marc Delvaux"]
    assert (row["role"], row["cluster"]) == ("pilot", "luxe")
    assert "Léa" in speakers_of(corpus, "entretien-2")
    assert keys(corpus).count("table_wins") == 1
    assert "Zoé" in speakers_of(read(tmp_path, labels={"E": "Zoé"}), "entretien-2")


def test_a_dash_says_that_a_label_is_none(tmp_path):
    text = "Anne : un\nPaul : deux\nSite : trois\nAnne : quatre\nPaul : cinq\nSite : six\nPaul : sept"
    write(tmp_path, {"a.txt": text, "speakers.csv": "label,speaker\nSite,-\n"})
    assert set(read(tmp_path).turns["speaker"]) == {"Anne", "Paul"}


@pytest.mark.parametrize(
    ("table", "key", "parts"),
    [
        ("nom,rôle\nAnne,pilot\n", "speakers_columns", ["nom, rôle", "label"]),
        ("label,role\nE,\nR,chef\n", "speakers_role", ["line 3", "chef", "facilitator"]),
        ("label,speaker,legitimacy\nE,Léa,haute\n", "speakers_number", ["line 2", "haute"]),
        ("label,speaker\nE,Léa\nE,Zoé\n", "speakers_twice", ["line 3", "Léa", "Zoé"]),
        ("label,speaker,role\nE,Léa,pilot\nenq,Léa,other\n", "speakers_conflict", ["line 3", "role"]),
        ("", "speakers_columns", ["-"]),
    ],
)
def test_faults_are_one_sentence_with_the_line(tmp_path, table, key, parts):
    write(tmp_path, {**FILES, "speakers.csv": table})
    with pytest.raises(TextmineError) as caught:
        read(tmp_path)
    assert caught.value.key == key
    for language in ("fr", "en"):
        sentence = caught.value.say(language)
        assert "speakers.csv" in sentence
        assert "\n" not in sentence
    assert all(part in caught.value.say("en") for part in parts)


@pytest.mark.parametrize(
    ("row", "key", "found"),
    [
        ("Zoé,,Zoé Roy,", "table_unknown_label", "Zoé"),
        ("R,reunion,Marc Delvaux,", "table_unknown_label", "R"),
        ("R,entretien-9,Marc Delvaux,", "table_unknown_meeting", "entretien-9"),
        ("R,,,pilot", "table_without_name", "R"),
    ],
)
def test_rows_that_match_nothing_are_warnings_with_their_line(tmp_path, row, key, found):
    write(tmp_path, {**FILES, "speakers.csv": f"label,meeting,speaker,role\nMarc Delvaux,,,\n{row}\n"})
    table = check(read(tmp_path), language="en").set_index("key")
    assert "speakers.csv line 3" in table.loc[key, "message"]
    assert found in table.loc[key, "message"]


def test_persons_of_meetings_are_proposed_for_unnamed_interviewees_but_not_taken(tmp_path):
    cover = "Entretien avec Marc Delvaux\nEnquêtrice : Hélène Castaing\n\n"
    write(tmp_path, {**FILES, "entretien-2.txt": cover + INTERVIEW, "entretien-3.txt": INTERVIEW + " Oui."})
    initials = "E : Et vous ?\nHC : Moi, oui.\nE : Ah ?\nHC : Oui, depuis longtemps."
    corpus = read(write(tmp_path, {"entretien-4.txt": initials}))
    assert [(one.meeting, one.label, one.person, one.reason) for one in guess_identities(corpus)] == [
        ("entretien-4", "HC", "Hélène Castaing", "initials"),
        ("entretien-2", "R", "Marc Delvaux", "cover"),
        ("entretien-castaing", "R", "Hélène Castaing", "file"),
    ]
    assert "R (entretien-2)" in set(corpus.turns["speaker"])
    table = tabulate_labels(corpus).set_index(["label", "meeting"])
    assert table.loc[("R", "entretien-castaing"), ["speaker", "proposed", "why"]].to_list() == [
        "", "Hélène Castaing", "label, file"]  # fmt: skip
    assert table.loc[("R", "entretien-3"), "proposed"] == ""


def test_nobody_is_proposed_where_two_persons_fit(tmp_path):
    two = MEETING + "Hector Colin : Bon.\nHector Colin : Voilà.\n"
    initials = "E : Et vous ?\nHC : Moi, oui.\nE : Ah ?\nHC : Oui."
    write(tmp_path, {"reunion.txt": two, "entretien-1.txt": initials})
    write(tmp_path, {"entretien_castaing_colin.txt": INTERVIEW})
    assert guess_identities(read(tmp_path)) == []


@pytest.mark.parametrize("label", ["SPEAKER_00", "Intervenant 1", "Locuteur 2", "Speaker A", "S1", "Inconnu"])
def test_diarised_and_unknown_labels_are_never_joined_across_files_unless_mapped(tmp_path, label):
    counts = {("a", label): 3, ("b", label): 4, ("c", "Anne"): 2}
    assert len(set(name_speakers(counts, {}).values())) == 3
    mapped = name_speakers(counts, {f"a/{label}": "Anne", f"b/{label}": "Anne"})
    assert set(mapped.values()) == {"Anne"}


LABELS = st.sampled_from(
    ["E", "R", "Enquêtrice", "Enquêté", "SPEAKER_00", "SPEAKER_01", "Intervenant 1", "P1", "P2", "HC", "?",
     "Hélène Castaing", "Mme Castaing", "M. Castaing", "Helene_Castaing", "J.-P. Martin", "Inconnu", "XX"]
)  # fmt: skip
WORDS = st.sampled_from(["oui", "non", "et vous ?", "le carton (rires)", "on verra", "d'accord, oui"])


@settings(deadline=None, max_examples=25)
@given(
    st.lists(st.lists(st.tuples(LABELS, WORDS), min_size=2, max_size=8), min_size=1, max_size=3),
    st.booleans(),
)
def test_a_table_as_written_changes_nothing_when_read_again(tmp_path_factory, files, interview):
    folder = tmp_path_factory.mktemp("corpus")
    for number, talk in enumerate(files):
        name = f"{'entretien' if interview else 'reunion'}-{number}.txt"
        (folder / name).write_text(
            "\n".join(f"{label} : {text} {number}" for label, text in talk * 2), encoding="utf-8"
        )
    try:
        before = read(folder)
    except TextmineError as error:
        assert error.key in ("duplicate_files", "no_turns")
        return
    path = write_speaker_table(before, folder)
    after = read(folder)
    assert after.turns.equals(before.turns)
    assert after.speakers["role"].equals(before.speakers["role"])
    assert not {"table_unknown_label", "table_unknown_meeting"} & set(keys(after))
    assert write_speaker_table(after, folder).read_bytes() == path.read_bytes()


def test_rows_that_match_nothing_survive_rewriting(tmp_path):
    write(tmp_path, {**FILES, "speakers.csv": "label,speaker,role\nZoé,Zoé Roy,pilot\nE,Léa,\n"})
    write_speaker_table(read(tmp_path), tmp_path)
    rows = {row.label: row for row in load_speaker_table(tmp_path / "speakers.csv")}
    assert (rows["Zoé"].speaker, rows["Zoé"].facts["role"]) == ("Zoé Roy", "pilot")
    assert rows["E"].speaker == "Léa"


def test_initials():
    assert initials_of("Hélène Castaing") == {"hc"}
    assert initials_of("Jean-Pierre de La Tour") >= {"jpdlt", "jpt"}
