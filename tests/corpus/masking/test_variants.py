"""Names in other forms than the list has: each case was written by hand, with what must stay as it is."""

import pytest

from tests.corpus.masking.seen import places_of
from textmine.bench.marked import Study
from textmine.corpus.masking.lowdocuments import is_low
from textmine.corpus.masking.masking import mask
from textmine.corpus.masking.reversing import unmask
from textmine.corpus.masking.shortening import shorter_forms

LISTED = [
    ("logivert", "organisation", "Logivert Transports"),
    ("entente", "organisation", "Entente Laitière"),
    ("tilleuls", "organisation", "lycée des Deux Tilleuls"),
    ("marthe", "organisation", "hôpital Sainte-Marthe"),
    ("chais", "organisation", "Les Chais du Fleuve"),
    ("barrault", "organisation", "Tissages Barrault SARL"),
    ("emballage", "organisation", "France Emballage"),
    ("mairie", "organisation", "mairie de Roanne"),
    ("cabinet", "organisation", "Cabinet Lestrade"),
    ("lestrade", "person", "Paul Lestrade"),
    ("mathieu", "person", "Mathieu Delcourt"),
    ("valerie", "person", "Valérie Bizot"),
    ("loup", "person", "Pierre Loup"),
    ("dumont", "person", "Gérard Dumont"),
    ("roy", "person", "Anne Roy-Dubois"),
    ("silva", "person", "Rui Ferreira da Silva"),
    ("goff", "person", "Yann Le Goff"),
    ("carre", "person", "Bastien Carré"),
    ("tran", "person", "Tran Thi Huong"),
    ("nguyen", "person", "Nguyen Mai Linh"),
    ("manuel", "person", "Manuel Ortega"),
    ("jeanne", "person", "Jeanne Vasseur"),
]


def corpus_of(*turns, meeting="m"):
    study = Study("x", rows=[(meeting, "Q", turn) for turn in turns])
    study.names = [(entity, name, kind) for entity, kind, name in LISTED]
    return study


def found_in(*turns):
    return places_of(LISTED, *turns)


@pytest.mark.parametrize(
    ("turn", "surface", "entity"),
    [
        ("On va à Logivert demain.", "Logivert", "logivert"),
        ("Logivert a signé.", "Logivert", "logivert"),
        ("Comment va l'Entente ?", "Entente", "entente"),
        ("Elle est aux Deux Tilleuls.", "Deux Tilleuls", "tilleuls"),
        ("Il dort à Sainte-Marthe.", "Sainte-Marthe", "marthe"),
        ("Le bail des Chais du Fleuve.", "Chais du Fleuve", "chais"),
        ("La cave des Chais.", "Chais", "chais"),
        ("On livre chez Barrault.", "Barrault", "barrault"),
        ("Demande à Mat s'il te plaît.", "Mat", "mathieu"),
        ("J'ai vu Mat Delcourt.", "Mat Delcourt", "mathieu"),
        ("Non, Val, pas toi.", "Val", "valerie"),
        ("Pierrot arrive.", "Pierrot", "loup"),
        ("C'est Pierrot Loup.", "Pierrot Loup", "loup"),
        ("Tata Gégé est venue.", "Gégé", "dumont"),
        ("Signé A. Roy, hein.", "A. Roy", "roy"),
        ("Chez les Roy on travaille.", "Roy", "roy"),
        ("Avec Mme Roy, oui.", "Mme Roy", "roy"),
        ("Tapé ROY sur la fiche.", "ROY", "roy"),
        ("Écrire da Silva sans faute.", "da Silva", "silva"),
        ("M. Ferreira l'a dit.", "M. Ferreira", "silva"),
        ("Il y a écrit Le Gof ici.", "Le Gof", "goff"),
        ("J'ai écrit Caré une fois.", "Caré", "carre"),
        ("Bastien Carrey, pardon.", "Bastien Carrey", "carre"),
        ("Vu avec Huong Tran hier.", "Huong Tran", "tran"),
        ("Vu avec Mme Tran hier.", "Mme Tran", "tran"),
        ("Et Linh est là.", "Linh", "nguyen"),
        ("Et Mai Linh est là.", "Mai Linh", "nguyen"),
        ("Vu Legoff ce matin.", "Legoff", "goff"),
        ("Vu Mathieux ce matin.", "Mathieux", "mathieu"),
        ("Vu Mathieu D. ce matin.", "Mathieu D", "mathieu"),
        ("Noté RFS sur la fiche.", "RFS", "silva"),
        ("Noté LDT sur la fiche.", "LDT", "tilleuls"),
        ("Noté ELD, ou Logiverttransports.", "Logiverttransports", "logivert"),
        ("Il dort à Ste-Marthe.", "Ste-Marthe", "marthe"),
    ],
)
def test_a_form_of_a_listed_name_is_its_entity(turn, surface, entity):
    assert (surface, entity) in found_in(turn)


@pytest.mark.parametrize(
    "turn",
    [
        "Il y a une bonne entente. Entente cordiale, hein.",
        "On a planté deux tilleuls dans les chais.",
        "Le mur est mat, au fond du val.",
        "La lune, le pierrot et le loup.",
        "Jean de la lune, non.",
        "Le petit carré bleu, le roi, le golf.",
        "En mai. Mai 68, non.",
        "C'est un travail manuel, et manuel aussi.",
        "Ben oui. Ben voyons, alors.",
        "Un RIB et la TVA pour la SNCF. Matthias est là, et Mathieu Z. aussi.",
    ],
)
def test_an_ordinary_word_stays(turn):
    known = {entity for entity, _, _ in LISTED}
    assert known.isdisjoint(entity for _, entity in found_in(turn))


def test_a_place_a_person_or_another_firm_is_no_shorter_form():
    found = dict(found_in("Vive la France et Roanne. Chez Lestrade, à Logivert Nord. La mairie."))
    assert found["France"] == "France"
    assert found["Roanne"] == "Roanne"
    assert found["Lestrade"] == "lestrade"
    assert found["Logivert Nord"] == "Logivert Nord"


def test_another_gender_first_name_or_initial_is_another_person():
    found = dict(found_in("Vu Mme Lestrade, Mme Lestrade et M. Tran, Jean Le Gof, B. Roy, Peio Lestrade."))
    assert {"lestrade", "goff", "roy"}.isdisjoint(found.values())


def test_a_shorter_form_of_two_firms_is_neithers():
    assert [one.key for one in shorter_forms("Carbone Nord", "organisation")] == [("carbone",)]
    study = corpus_of("On va chez Zélix.")
    study.names = [("a", "Zélix Nord", "organisation"), ("b", "Zélix Sud", "organisation")]
    done = mask(study.corpus(), names=study.list_table())
    assert not {"a", "b"} & set(done.table["entity"])


@pytest.mark.parametrize(
    ("turn", "surface", "entity"),
    [
        ("je verrai avec bastien et pour le rib", "bastien", "carre"),
        ("et la camionnette elle reste a bastien", "bastien", "carre"),
        ("bastien en fait une partie et manuel l'autre", "manuel", "manuel"),
        ("pierre un peu mieux mais bon", "pierre", "loup"),
        ("le camion et carre y tient beaucoup", "carre", "carre"),
        ("je suis infirmiere a sainte marthe", "sainte marthe", "marthe"),
        ("on livre logivert demain", "logivert", "logivert"),
        ("le goff est venu", "le goff", "goff"),
        ("et huong elle passe tous les jours", "huong", "tran"),
    ],
)
def test_without_capitals(turn, surface, entity):
    assert (surface, entity) in found_in("oui alors donc voila on y va", turn)


@pytest.mark.parametrize(
    "turn",
    ["la pierre est la", "un travail manuel", "un metre carre", "une bonne entente", "un loup dans le pre",
     "deux tours de magie en mai", "pierre qui roule"],
)  # fmt: skip
def test_without_capitals_a_word_stays(turn):
    assert found_in("oui alors donc voila on y va", turn) == []


def test_plates_and_addresses_make_no_capitals():
    turns = ["oui la blanche GH-640-PV elle est au 2 quai de la Loire 37000 Tours", "d'accord et apres"]
    assert is_low(turns)
    assert not is_low(["Oui, la blanche GH-640-PV.", "D'accord, et après ?"])
    assert is_low([*["oui donc voila on y va"] * 12, "et la SNCF avec Jean Roy"])


@pytest.mark.parametrize(
    ("turn", "towns"),
    [
        ("Née à Villeneuve-sur-Lot.", ["Villeneuve-sur-Lot"]),
        ("De Fort-de-France, oui.", ["Fort-de-France"]),
        ("Il vit à Joué-lès-Tours.", ["Joué-lès-Tours"]),
        ("Vers Saint-Amand-les-Eaux.", ["Saint-Amand-les-Eaux"]),
        ("À La Ferté-sous-Jouarre.", ["La Ferté-sous-Jouarre"]),
        ("On part à Bois-le-Roi.", ["Bois-le-Roi"]),
        ("Dans le Lot-et-Garonne.", ["Lot-et-Garonne"]),
        ("Un Face-à-Face, un Arc-en-Ciel, dis-le-moi.", []),
    ],
)
def test_towns_with_hyphens_are_whole(turn, towns):
    assert [surface for surface, _ in found_in(turn)] == towns


def test_all_forms_have_one_pseudonym_and_come_back():
    turns = ["Bonjour Anne Roy-Dubois.", "Avec Mme Roy, A. Roy, et Gégé Dumont, Gégé.", "Chez Logivert."]
    study = corpus_of(*turns)
    done = mask(study.corpus(), names=study.list_table(), seed=1)
    table = done.table.set_index("entity")["pseudonym"]
    assert table["roy"].split()[-1] in done.corpus.turns["text"][1]
    assert table["dumont"] in done.corpus.turns["text"][1]
    assert done.corpus.turns["text"][1].count(table["dumont"].split()[0]) == 2
    assert unmask(done.corpus, done.key).turns["text"].tolist() == turns
