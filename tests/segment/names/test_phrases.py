"""Forms of a speaker's name: known answers, ordinary words, shared names, the user's own names."""

import pandas as pd
import pytest

from tests.segment.names.material import PEOPLE, entities, found, mentions_in, network
from textmine.segment.cutting import split
from textmine.segment.mentions import find_mentions


@pytest.mark.parametrize(
    ("text", "span", "entity"),
    [
        ("Je cède la parole à Hélène Castaing.", "Hélène Castaing", "Hélène Castaing"),
        ("On a vu l'équipe de Castaing.", "Castaing", "Hélène Castaing"),
        ("La grille d’Hélène est bonne.", "Hélène", "Hélène Castaing"),
        ("Hélène, tu commences ?", "Hélène", "Hélène Castaing"),
        ("Merci madame Castaing.", "madame Castaing", "Hélène Castaing"),
        ("Merci MME CASTAING pour tout.", "MME CASTAING", "Hélène Castaing"),
        ("La parole est à M. Jean-Pierre Martin.", "M. Jean-Pierre Martin", "Jean-Pierre Martin"),
        ("C'est signé J.-P. Martin ici.", "J.-P. Martin", "Jean-Pierre Martin"),
        ("C'est signé J. Martin ici.", "J. Martin", "Jean-Pierre Martin"),
        ("ça c'est jean pierre martin qui le dit", "jean pierre martin", "Jean-Pierre Martin"),
        ("et helene castaing a dit non", "helene castaing", "Hélène Castaing"),
        ("et castaing a dit non", "castaing", "Hélène Castaing"),
        ("comme dit le goff", "le goff", "Yann Le Goff"),
        ("Marc m'a expliqué le four.", "Marc", "Marc Delvaux"),
        ("On a demandé à Pierre hier.", "Pierre", "Pierre Roux"),
        ("Claire, tu notes ?", "Claire", "Claire Vasseur"),
        ("Pierre a dit oui.", "Pierre", "Pierre Roux"),
        ("Je vois que Royal hésite.", "Royal", "Ségolène Royal"),
        ("et madame royal hésite", "madame royal", "Ségolène Royal"),
        ("Comme l'a dit M. de Mazières.", "M. de Mazières", "François de Mazières"),
        ("Comme l'a dit M. Mazières.", "M. Mazières", "François de Mazières"),
        ("Castaing Hélène était là.", "Castaing Hélène", "Hélène Castaing"),
    ],
)
def test_a_speaker_is_found(text, span, entity):
    assert (span, "person", entity) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Pierre qui roule n'amasse pas mousse.",
        "Claire et nette, la réponse.",
        "une pierre claire, un martin-pêcheur, une rose",
        "on a posé la pierre claire au marc de café",
        "le royal, le petit roux",
        "ENQUÊTRICE P1",
        "Le président a dit oui.",
        "Un projet royal. Royal comme toujours.",
    ],
)
def test_an_ordinary_word_is_nobody(text):
    assert entities(text) == []


def test_another_person_of_the_same_name_is_not_the_speaker():
    assert entities("J'ai vu Hélène Dupont.") == ["Hélène Dupont"]
    assert entities("J'ai vu Jean Castaing.") == ["Jean Castaing"]
    assert entities("et jacques delvaux a dit non") == []
    assert entities("Bonjour Monsieur Castaing.") == ["Castaing"]


def test_a_shared_name_names_nobody_unless_a_title_tells():
    people = ("Anne Morel", "Paul Morel", "Anne Roy")
    assert entities("Je remercie Anne.", people=people) == ["Anne"]
    assert entities("et morel a dit", people=people) == []
    assert entities("Je remercie M. Morel.", people=people) == ["Paul Morel"]
    assert entities("Je remercie Mme Morel.", people=people) == ["Anne Morel"]


def test_merged_labels_are_variants():
    corpus = network("On attend la Grande Hélène et Ninon Castaing.")
    labels = corpus.speakers["labels"].where(
        corpus.speakers["speaker"] != PEOPLE[0], f"{PEOPLE[0]}; Ninon Castaing"
    )
    corpus = corpus.with_speakers(corpus.speakers.assign(labels=labels))
    table = find_mentions(split(corpus, into="turns"), corpus=corpus)
    assert ["Ninon Castaing", PEOPLE[0]] in table[["text", "entity"]].values.tolist()


def test_the_users_names_win():
    names = {"Hélène Castaing": ["la patronne"], "Bocal": ["projet commun"]}
    table = mentions_in("La Patronne porte le projet commun.", names=names)
    assert table[["entity", "kind", "source"]].values.tolist() == [
        ["Hélène Castaing", "person", "list"],
        ["Bocal", "organisation", "list"],
    ]
    frame = pd.DataFrame({"entity": ["Vallée"], "name": ["PackSud"], "kind": ["place"]})
    assert found("Chez PackSud.", names=frame) == [("PackSud", "place", "Vallée")]
