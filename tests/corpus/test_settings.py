import pytest

from textmine.corpus.settings import load_settings
from textmine.errors import TextmineError

GOOD = """
name = "Réseau"
leave_out = ["Stagiaire"]
group_files = "--"
[[meetings]]
id = "r1"
date = 2021-03-18
kind = "meeting"
agenda = ["Bilan", "Projets"]
transcriber = "CD"
[[meetings]]
file = "a/entretien.docx"
date = "18 mars 2021"
[[speakers]]
id = "Anne"
aliases = ["A.", "Mme Roy"]
role = "pilot"
cluster = "Alsace"
legitimacy = 3
region = "Est"
[columns]
speaker = "Locuteur"
[labels]
"r1/R" = "Paul"
"""


def load(tmp_path, text):
    path = tmp_path / "corpus.toml"
    path.write_text(text, encoding="utf-8")
    return load_settings(path)


def test_all_that_may_be_declared(tmp_path):
    settings = load(tmp_path, GOOD)
    assert [meeting.date for meeting in settings.meetings] == ["2021-03-18", "2021-03-18"]
    assert settings.meetings[0].agenda == ("Bilan", "Projets")
    assert settings.speakers[0].model_extra == {"region": "Est"}
    assert settings.names == {"Anne": "Anne", "A.": "Anne", "Mme Roy": "Anne", "r1/R": "Paul"}


@pytest.mark.parametrize(
    ("text", "key", "parts"),
    [
        ('name = "a', "settings_syntax", ["line 1"]),
        ("\n\nname = a", "settings_syntax", ["line 3"]),
        ('naem = "a"', "settings_key", ["naem", "language"]),
        (
            '[[meetings]]\nid = "a"\nkind = "atelier"',
            "settings_choice",
            ["meetings, 1, kind", "atelier", "interview"],
        ),
        ('[[meetings]]\nid = "a"\nplace = "x"', "settings_key", ["meetings, 1, place", "transcriber"]),
        ('[[meetings]]\nid = "a"\ndate = "hier"', "settings_field", ["meetings, 1, date", "hier"]),
        ("[[meetings]]\ntitle = 'x'", "settings_field", ["meetings, 1"]),
        ('[[speakers]]\nrole = "pilot"', "settings_field", ["speakers, 1, id"]),
        (
            '[[speakers]]\nid = "a"\nrole = "chef"',
            "settings_choice",
            ["speakers, 1, role", "chef", "facilitator"],
        ),
        ('[columns]\nname = "x"', "settings_choice", ["columns", "speaker"]),
        ('[[speakers]]\nid = "a"\nlegitimacy = "haute"', "settings_field", ["legitimacy", "haute"]),
    ],
)
def test_faults_are_one_sentence_with_file_and_place(tmp_path, text, key, parts):
    with pytest.raises(TextmineError) as caught:
        load(tmp_path, text)
    assert caught.value.key == key
    for language in ("fr", "en"):
        sentence = caught.value.say(language)
        assert "corpus.toml" in sentence
        assert "\n" not in sentence
    for part in parts:
        assert part in caught.value.say("en")


def test_cp1252_settings_are_refused(tmp_path):
    path = tmp_path / "corpus.toml"
    path.write_bytes('name = "Réseau"'.encode("cp1252"))
    with pytest.raises(TextmineError, match=r"corpus\.toml"):
        load_settings(path)
