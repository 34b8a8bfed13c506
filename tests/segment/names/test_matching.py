"""Listed organisations and places: known answers and traps of French."""

import pytest

from tests.segment.names.material import entities


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("Chez PackSud on fait ça.", "PackSud"),
        ("chez packsud on fait ça", "PackSud"),
        ("Chez Pack Sud on fait ça.", "PackSud"),
        ("Les gens de Verre et Nord.", "Verre & Nord"),
        ("Les gens de Verre & Nord.", "Verre & Nord"),
        ("Je suis passé chez Orange.", "Orange"),
        ("Avec la CCI et nous.", "CCI"),
        ("Avec l'A.D.E.M.E. et nous.", "ADEME"),
        ("On a vu le groupe Lassalle.", "Lassalle"),
        ("On a vu la société Kuntz.", "Kuntz"),
        ("Je parle de Kuntz SARL.", "Kuntz SARL"),
        ("Un dossier au CREDOC demain.", "CREDOC"),
    ],
)
def test_an_organisation_is_found(text, entity):
    assert entity in entities(text, "organisation")


@pytest.mark.parametrize(
    "text",
    [
        "NON MAIS ÇA SUFFIT",
        "On a dit NON MAIS ÇA SUFFIT hier.",
        "Orange pressée, le verre est au nord.",
        "Louis XIV, le XIXe siècle, la TVA, un CDI, XXX.",
        "une orange dans un verre et nord",
    ],
)
def test_no_organisation(text):
    assert entities(text, "organisation") == []


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("On va à Nice.", "Nice"), ("Nos adhérents de Tours.", "Tours"), ("On passe par Lens.", "Lens"),
        ("À Vienne, oui.", "Vienne"), ("on va à strasbourg", "Strasbourg"), ("Dans le Nord.", "Nord"),
        ("Je rentre au Havre.", "Le Havre"), ("C'est Le Havre.", "Le Havre"),
        ("dans les hauts de france", "Hauts-de-France"), ("À St-Étienne.", "Saint-Étienne"),
        ("La région Grand Est.", "Grand Est"),
        ("On va à Bellignat.", "Bellignat"),
        ("Un gars de la ville de Tonneins.", "Tonneins"), ("Les Allemands de Berlin.", "Berlin"),
    ],
)  # fmt: skip
def test_a_place_is_found(text, entity):
    assert entity in entities(text, "place")


@pytest.mark.parametrize(
    "text",
    [
        "C'est nice, des tours, un gap, le sens.",
        "Tours et détours. Sens unique. Orange amère.",
        "Il faut qu'il vienne avec une lens.",
        "On a bu un Bordeaux.",
        "Merci Monsieur Lyon.",
        "c'est un grand est une manche le lot du nord",
    ],
)
def test_no_place(text):
    assert entities(text, "place") == []
