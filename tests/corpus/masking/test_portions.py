"""Portions of listed organisations' names, and the words that must stay."""

import pytest

from tests.corpus.masking.seen import places_of

LISTED = [
    ("filatures", "organisation", "Filatures et Tissages de la Meuse"),
    ("scene", "organisation", "Scène de la Petite Ourse"),
    ("chambre", "organisation", "Chambre locale de Saint-Aubin"),
    ("remonte", "organisation", "Compagnie ardennaise de remontage et de levage"),
    ("accueil", "organisation", "Association Partage et Balises"),
    ("accueil", "organisation", "Balises"),
    ("keller", "organisation", "Usinage Keller Frères"),
    ("keller", "organisation", "UKF"),
    ("rene", "person", "René Keller"),
    ("soleil", "organisation", "Maison du Soleil"),
    ("un", "organisation", "Verger des Combes"),
    ("deux", "organisation", "Verger des Landes"),
]


def found_in(*turns):
    return places_of(LISTED, *turns)


@pytest.mark.parametrize(
    ("turn", "surface", "entity"),
    [
        ("La direction des Filatures et Tissages le veut.", "Filatures et Tissages", "filatures"),
        ("Filatures et Tissages, c'est fini.", "Filatures et Tissages", "filatures"),
        ("Il tenait l'entrée des Filatures.", "Filatures", "filatures"),
        ("La Scène verse l'acompte quand ?", "Scène", "scene"),
        ("On joue à la Petite Ourse.", "Petite Ourse", "scene"),
        ("À la Chambre locale, le mardi.", "Chambre locale", "chambre"),
        ("Photocopié à la CL de Saint-Aubin.", "CL de Saint-Aubin", "chambre"),
        ("De la Compagnie ardennaise de remontage.", "Compagnie ardennaise de remontage", "remonte"),
        ("Partage et Balises, ce n'est pas une file.", "Partage et Balises", "accueil"),
        ("Keller Frères, il y avait deux frères.", "Keller Frères", "keller"),
        ("Et Keller l'a dit.", "Keller", "rene"),
    ],
)
def test_a_portion_is_the_organisation(turn, surface, entity):
    assert (surface, entity) in found_in(turn)


@pytest.mark.parametrize(
    "turn",
    [
        "Une scène, la scène contemporaine, les filatures et leurs tissages.",
        "Scène de ménage. Filatures fermées. Compagnie charmante.",
        "Ma petite ourse en peluche. La chambre locale, au fond.",
        "Partage équitable, balises allumées. Le partage et les balises en mer.",
        "La Compagnie du Rhône est à d'autres.",
        "Le Verger est à vendre.",
        "Le Soleil se couche, la Maison Blanche aussi.",
    ],
)
def test_ordinary_words_and_others_names_stay(turn):
    assert {entity for entity, _, _ in LISTED}.isdisjoint(entity for _, entity in found_in(turn))


@pytest.mark.parametrize(
    ("turn", "entities"),
    [
        ("une journee a balises c'est long", ["accueil"]),
        ("je bosse chez balises depuis", ["accueil"]),
        ("il y a balises et balises", []),
        ("les balises en mer", []),
        ("la petite scene du fond et la chambre locale", []),
    ],
)
def test_without_capitals_a_name_of_one_word_follows_a_preposition(turn, entities):
    assert [entity for _, entity in found_in("oui alors donc voila on y va", turn)] == entities
