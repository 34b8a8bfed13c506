"""What people are called by, with what is somebody else's."""

import pytest

from tests.corpus.masking.seen import places_of

LISTED = [
    ("anne", "person", "Anne-Sophie Carpin"),
    ("luz", "person", "Teresa da Conceição Moreira"),
    ("fatou", "person", "Fatou Amina Sylla"),
    ("andria", "person", "Ghjuvan-Andria Casta"),
    ("pham", "person", "Phạm Thị Mai Linh"),
    ("pham", "person", "Mai Linh Pham"),
    ("li", "person", "Li Zhenwei"),
    ("li", "person", "Simon Li"),
    ("delmas", "person", "Ludivine Roux-Delmas"),
    ("berger", "person", "Hugo Berger"),
    ("isik", "person", "Ayşe Işık"),
]
KNOWN = {entity for entity, _, _ in LISTED}


@pytest.mark.parametrize(
    ("turn", "surface", "entity"),
    [
        ("On attend Anne-So pour signer.", "Anne-So", "anne"),
        ("Vu Teresa Moreira hier.", "Teresa Moreira", "luz"),
        ("Vu Madame Moreira hier.", "Madame Moreira", "luz"),
        ("Je demande à Fatou.", "Fatou", "fatou"),
        ("Vu Madame Amina Sylla hier.", "Madame Amina Sylla", "fatou"),
        ("Bonjour Ghjuvan.", "Ghjuvan", "andria"),
        ("Vu Mme Pham hier.", "Mme Pham", "pham"),
        ("Vu Mai Linh hier.", "Mai Linh", "pham"),
        ("Zhenwei, il a appris le patois.", "Zhenwei", "li"),
        ("Noté « L. R.-D. » sur la fiche.", "L. R.-D", "delmas"),
        ("Berger en a cent dix.", "Berger", "berger"),
        ("Madame Isik est là.", "Madame Isik", "isik"),
        ("Madame Işık est là.", "Madame Işık", "isik"),
    ],
)
def test_a_person_is_known_as_called(turn, surface, entity):
    assert (surface, entity) in found_in(turn)


def found_in(*turns):
    return places_of(LISTED, *turns)


@pytest.mark.parametrize(
    "turn",
    [
        "Et Anne, et Sophie ? Anne-Marie non plus.",
        "M. Moreira est venu, et Bob Moreira.",
        "Vu Andria Petri hier.",
        "Un berger en a cent dix. Berger en montagne, oui.",
        "En mai, le linge.",
        "Un T. R.-D. et un L. R.",
    ],
)
def test_others_are_others(turn):
    assert KNOWN.isdisjoint(entity for _, entity in found_in(turn))


def test_a_clip_of_two_is_neithers():
    listed = [("a", "person", "Jean-Baptiste Roux"), ("b", "person", "Jean-Bastien Carpin")]
    assert not {"a", "b"} & {entity for _, entity in places_of(listed, "On attend Jean-Ba ici.")}
    assert ("Jean-Bapt", "a") in places_of(listed, "On attend Jean-Bapt ici.")


def test_a_last_name_in_capitals_before_a_first_name():
    found = dict(
        places_of([], "Oui.", "Notez LAFON Anaïs et DIAW Ibrahima.", "Anaïs est là. La CFDT Martine, non.")
    )
    assert found["LAFON Anaïs"] == found["Anaïs"] == "Anaïs LAFON"
    assert found["DIAW Ibrahima"] == "Ibrahima DIAW"
    assert "CFDT Martine" not in found


def test_a_label_with_an_initial_is_the_listed_person():
    listed = [("zed", "person", "Zédou Jean-Marie"), ("fatou", "person", "Fatou Amina Sylla")]
    turns = ["Oui, monsieur Jean Marie.", "Merci madame Amina Sylla."]
    found = dict(places_of(listed, *turns, speakers=("Z. Jean-Marie", "F. Amina Sylla")))
    assert found == {"monsieur Jean Marie": "zed", "madame Amina Sylla": "fatou"}
