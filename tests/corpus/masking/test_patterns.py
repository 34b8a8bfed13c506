import pytest

from textmine.corpus.marks import is_mark
from textmine.corpus.masking.checksums import is_iban, is_luhn, is_nir
from textmine.corpus.masking.kinds import TAGS
from textmine.corpus.masking.patterns import patterns_in


def kinds(text):
    return [(match.kind, text[match.start : match.end]) for match in patterns_in(text)]


@pytest.mark.parametrize(
    "text",
    ["06 12 34 56 78", "0612345678", "06.12.34.56.78", "06-12-34-56-78", "+33 6 12 34 56 78", "+33612345678",
     "+33 (0)6 12 34 56 78", "0033 6 12 34 56 78", "01\u00a042\u00a034\u00a056\u00a078"],
)  # fmt: skip
def test_phones(text):
    assert kinds(f"au {text}, le soir") == [("phone", text)]


@pytest.mark.parametrize(
    "text",
    ["1 250 300 euros", "en 2018 et 2019", "3 500 000", "17:30", "12,5 %", "le 4521", "de 10 à 12 ans"],
)
def test_numbers_that_tell_nobody(text):
    assert kinds(text) == []


def test_check_digits_of_published_examples():
    # ISO 13616 registry (France, Belgium), INSEE's SIRET example, test card of ISO/IEC 7812
    assert is_iban("FR1420041010050500013M02606")
    assert is_iban("BE68539007547034")
    assert is_luhn("73282932000074")
    assert is_luhn("4111111111111111")
    assert not is_luhn("4111111111111121")
    assert is_nir("269054958815780")
    assert not is_nir("269054958815708")


def test_a_wrong_check_digit_counts_only_where_words_say_what_it_is():
    assert kinds("le 4111 1111 1111 1112") == []
    assert kinds("ma carte 4111 1111 1111 1112") == [("card", "4111 1111 1111 1112")]
    assert kinds("mon numéro de sécu, 2 69 05 49 588 157 81") == [("nir", "2 69 05 49 588 157 81")]


def test_mails_pages_plates_days():
    assert kinds("à a.b-c@exemple.fr.") == [("mail", "a.b-c@exemple.fr")]
    assert kinds("jean point roy arobase ici point fr") == [("mail", "jean point roy arobase ici point fr")]
    assert kinds("voir https://x.org/a?b=1, ou www.y.fr.") == [
        ("url", "https://x.org/a?b=1"), ("url", "www.y.fr"),
    ]  # fmt: skip
    found = kinds("la AB-123-CD et le véhicule 1234 AB 59")
    assert found == [("plate", "AB-123-CD"), ("plate", "1234 AB 59")]
    found = kinds("née le 3 mai 1961, vue le 1er juin")
    assert found == [("birth", "le 3 mai 1961"), ("date", "le 1er juin")]
    assert kinds("né en mars 2019") == []


def test_addresses():
    assert kinds("au 3 bis, avenue Jean-Jaurès, 59000 Lille, là") == [
        ("address", "3 bis, avenue Jean-Jaurès, 59000 Lille")
    ]
    assert kinds("on est 12 dans la rue") == []


def test_no_tag_is_taken_for_an_annotation():
    assert not [tag for tag in TAGS.values() if is_mark(f"[{tag}_1]")]


@pytest.mark.parametrize(
    "phone",
    [
        "zéro un quarante-deux dix-sept soixante-trois zéro cinq",
        "zéro six douze zéro quatre quatre-vingt-dix-neuf zéro zéro",
        "zéro-six douze trente-quatre cinquante-six soixante-dix-huit",
        "zéro six vingt et un quatre-vingts soixante et onze dix-neuf",
    ],
)
def test_phones_all_in_words(phone):
    text = f"Rappelez le {phone}, merci."
    assert [(one.kind, text[one.start : one.end]) for one in patterns_in(text)] == [("phone", phone)]


def test_an_account_is_no_mail():
    text = "Mon compte c'est @ibra.b93 et @3lunes_rbx, rendez-vous @10h, et jean.roy @ici.fr, jean @ ici.fr"
    assert [(one.kind, text[one.start : one.end]) for one in patterns_in(text)] == [
        ("handle", "@ibra.b93"), ("handle", "@3lunes_rbx"), ("mail", "jean.roy @ici.fr"),
        ("mail", "jean @ ici.fr"),
    ]  # fmt: skip


def test_a_version_is_no_day():
    assert patterns_in("La version 3.4.12, l'article 2.3.14, la v 1.2.10") == []
    assert [one.kind for one in patterns_in("vu le 3.4.12")] == ["date"]


def test_a_building_belongs_to_its_address():
    text = "À la Résidence Les Pins, bâtiment B, 12 rue des Lilas, 33000 Bordeaux. La Maison Dupont, oui."
    assert [text[one.start : one.end] for one in patterns_in(text)] == [
        "Résidence Les Pins, bâtiment B, 12 rue des Lilas, 33000 Bordeaux"
    ]
