"""Firms and places known by the noun at their head, and towns and people where no capital is written."""

import pytest

from tests.corpus.masking.seen import places_of

LOW = "oui alors donc voila on y va"


@pytest.mark.parametrize(
    ("turn", "surface"),
    [
        ("Le lot est allé à Maçonnerie Kerbrat.", "Maçonnerie Kerbrat"),
        ("Les gars de Meuse Nettoyage sont là.", "Meuse Nettoyage"),
        ("La banque, c'est la Caisse des Vosges.", "Caisse des Vosges"),
        ("Elle vient du Grand Port de Dunkerque.", "Grand Port de Dunkerque"),
        ("Tu as appelé le foyer Les Bruyères ?", "Les Bruyères"),
        ("Il dort au parc Ferrandi.", "parc Ferrandi"),
    ],
)
def test_a_noun_and_a_name_are_whole(turn, surface):
    assert surface in [found for found, _ in places_of([], "Oui.", turn)]


@pytest.mark.parametrize(
    "turn",
    [
        "La Caisse des dépôts. Le Port de plaisance. Le parc naturel, un camp de base, le foyer les attend.",
        "La Charpente Métallique, un vrai Garage, le camp ADN.",
        "Nous avons des Transports. Les Assurances sont chères.",
    ],
)
def test_nouns_alone_stay(turn):
    assert places_of([], "Oui.", turn) == []


def test_a_known_person_within_stays_a_person():
    listed = [("k", "person", "Anne Kerbrat")]
    assert ("Kerbrat", "k") in places_of(listed, "Oui.", "Va chez Maçonnerie, Kerbrat est là.")


@pytest.mark.parametrize(
    ("turn", "surfaces"),
    [
        ("il faisait moins quatre a tours en hiver", ["tours"]),
        ("elle a tours et detours", []),
        ("il a bordeaux en tete", []),
        ("elle m'a dit olivier tu dis bonjour", ["olivier"]),
        ("plante un olivier tu verras", []),
        ("chez le notaire maitre kerbrat hier", ["maitre kerbrat"]),
        ("le maitre mot c'est la patience", []),
    ],
)
def test_without_capitals(turn, surfaces):
    listed = [("o", "person", "Olivier Kerbrat-Le Du")]
    assert [found for found, _ in places_of(listed, LOW, turn)] == surfaces
