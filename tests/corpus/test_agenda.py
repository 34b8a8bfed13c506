"""Agenda items that facilitators announce, questions of a guide, and the dates and kinds of meetings."""

import pandas as pd
import pytest

from tests.conftest import SAMPLE
from textmine.corpus.announcements import announced_items
from textmine.corpus.clocks import iso_date
from textmine.corpus.faults import check
from textmine.corpus.guides import find_questions
from textmine.corpus.reading import read

AGENDA = ("Budget", "Emballages réemployables", "Visites d'ateliers")


def talk(*texts, role="facilitator"):
    names = ["Léa" if i % 2 == 0 else "Paul" for i in range(len(texts))]
    roles = [role if name == "Léa" else "pilot" for name in names]
    return pd.DataFrame({"speaker": names, "role": roles, "text": texts})


def items(frame, agenda=()):
    return [tuple(one) for one in announced_items(frame, agenda)]


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ("Premier point : le budget.", "On passe au point suivant, les emballages réemployables.",
         ["le budget", "les emballages réemployables"]),
        ("Bonjour. Alors, premier point, le tour de table.", "Merci. Deuxième point : la charte.",
         ["le tour de table", "la charte"]),
        ("Point 1 : les tarifs. Qui commence ?", "Bien, on va passer au point 2 : les visites d'ateliers.",
         ["les tarifs", "les visites d'ateliers"]),
        ("Nous abordons le premier point, qui est la veille.", "Dernier point, adhérents et cotisations.",
         ["la veille", "adhérents et cotisations"]),
    ],
)  # fmt: skip
def test_items_that_are_announced_in_so_many_words(first, second, found):
    assert [item for _, item in items(talk(first, "Oui.", second, "D'accord."))] == found


@pytest.mark.parametrize(
    "text",
    [
        "Deuxième point, je ne suis pas d'accord.",
        "C'est un point important, le budget.",
        "On passe à autre chose.",
        "On passe à table.",
        "Premier point, parce que c'est urgent.",
        "Sur ce point, la région a raison.",
        "Le point de vue de la région, les élus le connaissent.",
        "Le dernier point est que nous sommes en retard.",
    ],
)
def test_these_announce_nothing(text):
    assert items(talk(text, "Oui.", text + " Voilà.", "Bon.")) == []


def test_only_who_leads_announces():
    said = [
        "Premier point : le budget.",
        "Premier point : la charte.",
        "Deuxième point : les visites.",
        "Oui.",
    ]
    assert [at for at, _ in items(talk(*said))] == [0, 2]
    assert items(talk(*said, role="other")) == []
    assert items(talk("Premier point : le budget.", "Oui.")) == []


def test_a_declared_agenda_is_followed_in_order_and_only_it():
    frame = talk(
        "Au programme : le budget, les emballages réemployables et les visites d'ateliers.", "Bien.",
        "On commence par le budget.", "Les visites d'ateliers, j'en parlerai.",
        "Merci. Les emballages réemployables. Qui veut la parole ?", "Moi.",
        "Un mot encore sur le budget de la visite.", "Non.",
        "Bon, les visites, maintenant.", "Oui.",
    )  # fmt: skip
    assert items(frame, AGENDA) == [(2, AGENDA[0]), (4, AGENDA[1]), (8, AGENDA[2])]


def test_turns_get_the_announced_item_and_check_says_so(tmp_path):
    said = ["Bonjour.", "Premier point : le budget.", "Deuxième point : la charte."]
    text = "\n".join(f"Animatrice : {one}\nAnne : Oui, bien." for one in said)
    (tmp_path / "reunion.txt").write_text(text, encoding="utf-8")
    corpus = read(tmp_path)
    assert corpus.turns["agenda"].to_list() == ["", "", "le budget", "le budget", "la charte", "la charte"]
    row = check(corpus, language="fr").set_index("key").loc["announced_agenda"]
    assert (row["file"], row["line"]) == ("reunion.txt", 3)
    assert "le budget ; la charte" in row["message"]
    (tmp_path / "reunion.txt").write_text("# Réunion\n## Bilan\n" + text, encoding="utf-8")
    assert set(read(tmp_path).turns["agenda"]) == {"Bilan"}


def test_announcements_of_the_sample_corpus_stand_where_its_headings_are():
    """The headings were put there by hand; what is announced without them must fall on the same turns."""
    corpus = read(SAMPLE)
    agenda = ("Tour de table", "Éco-conception", "Appels à projets", "Adhérents et cotisations",
              "Événements et visites")  # fmt: skip
    right = found = 0
    for meeting in corpus.meetings.loc[corpus.meetings["kind"] == "meeting", "meeting"]:
        turns = corpus.turns[corpus.turns["meeting"] == meeting]
        starts = {
            (at, item)
            for at, item in enumerate(turns["agenda"])
            if at == 0 or turns["agenda"].iloc[at - 1] != item
        }
        announced = items(turns, agenda)
        found += len(announced)
        right += sum(one in starts for one in announced)
    assert found >= 20
    assert right == found


GUIDE = ["Votre parcours avant le pôle", "Les relations avec les autres pilotes", "L'avenir du réseau"]
ASKED = [
    "Pour commencer, pouvez-vous me raconter votre parcours, avant d'arriver au pôle ?",
    "Et aujourd'hui, quelles sont vos relations avec les autres pilotes du réseau ?",
    "Pour finir, comment voyez-vous l'avenir du réseau, dans cinq ans ?",
]


def interview(folder, name, questions):
    text = "\n".join(f"E : {question}\nR : Oui, alors, c'est une longue histoire." for question in questions)
    (folder / name).write_text(text, encoding="utf-8")


def test_questions_of_a_declared_guide_are_found_in_order(tmp_path):
    interview(
        tmp_path, "entretien-1.txt", [ASKED[0], "Ah bon ?", ASKED[1], "Un pilote, c'est quoi ?", ASKED[2]]
    )
    interview(tmp_path, "entretien-2.txt", [ASKED[0], ASKED[2]])
    found = find_questions(read(tmp_path), GUIDE)
    assert list(zip(found["meeting"], found["item"], strict=True)) == [
        ("entretien-1", GUIDE[0]), ("entretien-1", GUIDE[1]), ("entretien-1", GUIDE[2]),
        ("entretien-2", GUIDE[0]), ("entretien-2", GUIDE[2]),
    ]  # fmt: skip
    assert found["question"].to_list() == [*ASKED, ASKED[0], ASKED[2]]
    assert found["interviews"].to_list() == [2, 1, 2, 2, 2]
    (tmp_path / "corpus.toml").write_text(f"guide = {GUIDE!r}", encoding="utf-8")
    corpus = read(tmp_path)
    turns = corpus.turns[corpus.turns["meeting"] == "entretien-1"]
    assert turns["agenda"].to_list() == [GUIDE[0]] * 4 + [GUIDE[1]] * 4 + [GUIDE[2]] * 2
    missing = check(corpus, language="en").set_index("key").loc["guide_missing"]
    assert missing["file"] == "entretien-2.txt"
    assert GUIDE[1] in missing["message"]


def test_without_a_guide_questions_that_come_back_are_found(tmp_path):
    interview(
        tmp_path, "entretien-1.txt", [ASKED[0], "Et le chien du voisin, il aboyait toute la nuit aussi ?"]
    )
    interview(
        tmp_path, "entretien-2.txt", ["Vous me racontez votre parcours avant d'arriver au pôle, d'abord ?"]
    )
    found = find_questions(read(tmp_path))
    assert found["meeting"].to_list() == ["entretien-1", "entretien-2"]
    assert found["interviews"].to_list() == [2, 2]
    assert find_questions(read(tmp_path / "entretien-1.txt")).empty


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("jeudi 12 mars 2020", "2020-03-12"),
        ("le 1er avril 2021", "2021-04-01"),
        ("Le premier août 2019", "2019-08-01"),
        ("12/03/2020", "2020-03-12"),
        ("12.3.2020", "2020-03-12"),
        ("reunion_12-03-2020", "2020-03-12"),
        ("2020-03-12_reunion", "2020-03-12"),
        ("du 12 au 13 mars 2020", "2020-03-12"),
        ("12-13 mars 2020", "2020-03-12"),
        ("les 12 et 13 mars 2020", "2020-03-12"),
        ("du lundi 30 mars au jeudi 2 avril 2020", "2020-03-30"),
        ("du 30 décembre au 2 janvier 2021", "2020-12-30"),
        ("12 déc. 2020", "2020-12-12"),
        ("Réunion n° 3 – 12 mars 2020", "2020-03-12"),
        ("Réunion 3 - 12 mars 2020", "2020-03-12"),
        ("31 février 2020", ""),
        ("13/13/2020", ""),
        ("mars 2020", ""),
    ],
)
def test_days_as_they_are_written_in_french(text, day):
    assert iso_date(text) == day


def test_dates_and_kinds_come_from_covers_and_running_heads(tmp_path):
    turns = "Anne Roy : Oui.\nPaul Sy : Non.\nAnne Roy : Si.\nPaul Sy : Ah."
    heads = "\n".join(f"Anne Roy : a{n}.\nPaul Sy : b{n}.\nComité du 4 mai 2021 – {n}/3" for n in (1, 2, 3))
    files = {
        "a.txt": "Compte rendu de la réunion du jeudi 12 mars 2020\n\n" + turns,
        "b.txt": f"Entretien avec le trésorier\nFait le 1er avril 2021\n\n{turns}\nMarc : Ah.\nMarc : Si.",
        "c.txt": heads,
    }  # fmt: skip
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    meetings = read(tmp_path).meetings.set_index("meeting")
    assert meetings.loc["a", ["date", "kind"]].to_list() == ["2020-03-12", "meeting"]
    assert meetings.loc["b", ["date", "kind"]].to_list() == ["2021-04-01", "interview"]
    assert meetings.loc["c", "date"] == "2021-05-04"
