"""Known answers on small transcripts of many layouts, as researchers type them."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.corpus.labels import Line, label_lines
from textmine.corpus.lines import split_lines
from textmine.corpus.options import ReadOptions
from textmine.corpus.pieces import count_characters

NB = "\u00a0"
NNB = "\u202f"


def read(text, **options):
    pieces, warnings = label_lines(split_lines(text), ReadOptions(**options))
    assert sum(count_characters(piece.text) for piece in pieces) == count_characters(text)
    return pieces, [key for key, _ in warnings]


def turns(text, **options):
    pieces, _ = read(text, **options)
    return [(piece.speaker, " ".join(piece.text.split())) for piece in pieces if piece.kind == "speech"]


def kinds(text, **options):
    return [(piece.kind, piece.text.strip()) for piece in read(text, **options)[0] if piece.kind != "speech"]


LAYOUTS = {
    "colon": ("E : Ça va ?\nR : Oui.\nE : Bien.\nR : Voilà.", ["E", "R", "E", "R"]),
    "no space": ("E: Ça va ?\nR: Oui.\nE: Bien.\nR: Voilà.", ["E", "R", "E", "R"]),
    "nbsp": (f"Marie{NB}: Ça va ?\nPaul{NNB}: Oui.\nMarie{NB}: Bon.\nPaul{NNB}: Non.", ["Marie", "Paul"] * 2),
    "tab": ("Marie\tÇa va ?\nPaul\tOui.\nMarie\tBon.\nPaul\tNon.", ["Marie", "Paul"] * 2),
    "en dash": ("Marie – Ça va ?\nPaul – Oui.\nMarie – Bon.\nPaul – Non.", ["Marie", "Paul"] * 2),
    "hyphen": ("E- Ça va ?\nR- Oui.\nE- Bon.\nR- Non.", ["E", "R"] * 2),
    "parliament": ("M. Durand. – Oui.\nMme Roux. – Non.\nM. Durand. – Si.\nMme Roux. – Bon.",
                   ["M. Durand", "Mme Roux"] * 2),
    "parliament tight": ("M. Durand.– Oui.\nMme Roux.– Non.\nM. Durand.– Si.\nMme Roux.– Bon.",
                         ["M. Durand", "Mme Roux"] * 2),
    "slash": ("E/ Ça va ?\nR/ Oui.\nE/ Bon.\nR/ Non.", ["E", "R"] * 2),
    "slash spaced": ("Anne / Ça va ?\nPaul / Oui.\nAnne / Bon.\nPaul / Non.", ["Anne", "Paul"] * 2),
    "blank lines": ("E : Ça va ?\n\nR : Oui.\n\nE : Bien.\n\nR : Voilà.\n", ["E", "R", "E", "R"]),
    "numbered": ("Q1 : Ça va ?\nR1 : Oui.\nQ2 : Bien ?\nR2 : Voilà.\nQ3 : Ah ?\nR3 : Non.", ["Q", "R"] * 3),
    "focus group": ("Q : Et vous ?\nR1 : Oui.\nR2 : Non.\nR1 : Si.\nR2 : Ah.", ["Q", "R1", "R2", "R1", "R2"]),
    "whisper": ("[SPEAKER_00]: Bonjour.\n[SPEAKER_01]: Bonjour.\n[SPEAKER_00]: Bien.\n[SPEAKER_01]: Oui.",
                ["SPEAKER_00", "SPEAKER_01"] * 2),
    "s00": ("S00: Bonjour.\nS01: Bonjour.\nS00: Bien.\nS01: Oui.", ["S00", "S01"] * 2),
    "initials": (
        "J.-P. M. : Bonjour.\nA.L. : Bonjour.\nJ.-P. M. : Bien.\nA.L. : Oui.", ["J.-P. M.", "A.L."] * 2),
    "roles": ("DRH : Bonjour.\nChef de projet : Oui.\nDRH : Bien.\nChef de projet : Non.",
              ["DRH", "Chef de projet"] * 2),
    "markdown": (
        "**Marie :** Bonjour.\n\n**Paul :** Oui.\n\n**Marie :** Bien.\n\n**Paul** : Non.",
        ["Marie", "Paul"] * 2),
    "words": (
        "Enquêtrice : Ça va ?\nEnquêté : Oui.\nEnquêtrice : Bon.\nEnquêté : Non.",
        ["Enquêtrice", "Enquêté"] * 2),
    "inclusive": ("Enquêteur·rice : Ça va ?\nEnquêté·e : Oui.\nEnquêteur·rice : Bon.\nEnquêté·e : Non.",
                  ["Enquêteur·rice", "Enquêté·e"] * 2),
    "brackets": ("Marie (DRH) : Ça va ?\nPaul (CA) : Oui.\nMarie (DRH) : Bon.\nPaul (CA) : Non.",
                 ["Marie (DRH)", "Paul (CA)"] * 2),
    "sonal": ("Anne ? : Ça va ?\nPaul : Oui.\nAnne ? : Bon.\nPaul : Non.", ["Anne ?", "Paul"] * 2),
    "dash before": (
        "- Marie : Bonjour.\n- Paul : Oui.\n- Marie : Bien.\n- Paul : Non.", ["Marie", "Paul"] * 2),
    "alone": ("Marie\nÇa va ?\n\nPaul\nOui, ça va.\n\nMarie\nBon.\n\nPaul\nEt toi ?", ["Marie", "Paul"] * 2),
    "alone colon": (
        "Marie :\nÇa va ?\nPaul :\nOui, ça va.\nMarie :\nBon.\nPaul :\nEt toi ?", ["Marie", "Paul"] * 2),
    "alone capitals": ("MARIE DUPONT\nÇa va ?\nPAUL ROY\nOui, ça va.\nMARIE DUPONT\nBon.\nPAUL ROY\nEt toi ?",
                       ["MARIE DUPONT", "PAUL ROY"] * 2),
    "otter": ("Marie Dupont  0:03\nÇa va ?\n\nPaul Roy  0:10\nOui.\n\nMarie Dupont  1:02:03\nBon.",
              ["Marie Dupont", "Paul Roy", "Marie Dupont"]),
    "short file": ("E : Ça va ?\nR : Oui.", ["E", "R"]),
    "old mac": ("E : Ça va ?\rR : Oui.\rE : Bien.\rR : Voilà.", ["E", "R", "E", "R"]),
    "lower vocabulary": ("enq : ça va ?\nrép : oui.\nenq : bien.\nrép : voilà.", ["enq", "rép"] * 2),
    "parentheses and dot": ("Mme X : Oui.\nM. Y : Non.\nMme X : Si.\nM. Y : Ah.", ["Mme X", "M. Y"] * 2),
}  # fmt: skip


@pytest.mark.parametrize("name", LAYOUTS)
def test_layout(name):
    text, speakers = LAYOUTS[name]
    assert [speaker for speaker, _ in turns(text)] == speakers


STAMPS = {
    "[00:12:03] ": 723.0,
    "(0:48.5) ": 48.5,
    "00:12 ": 12.0,
    "#00:12:03-5# ": 723.5,
    "00:12:03 - ": 723.0,
    "[00:12:03 --> 00:12:09] ": 723.0,
    "12 minutes 3 secondes ": 723.0,
    "{00:12:03} ": 723.0,
}


@pytest.mark.parametrize("stamp", STAMPS)
def test_time_before_the_label(stamp):
    text = f"{stamp}Marie : Ça va ?\nPaul : Oui.\n{stamp}Marie : Bon.\nPaul : Non."
    pieces, _ = read(text)
    speech = [piece for piece in pieces if piece.kind == "speech"]
    assert [piece.speaker for piece in speech] == ["Marie", "Paul", "Marie", "Paul"]
    assert [piece.start for piece in speech] == [STAMPS[stamp], None] * 2
    assert sum(piece.kind == "time" for piece in pieces) == 2


@pytest.mark.parametrize("pattern", ["Marie {} : a\nPaul {} : b\n", "Marie : {} a\nPaul : {} b\n"])
@pytest.mark.parametrize("stamp", ["[00:12:03]", "(00:12:03)", "#00:12:03-0#"])
def test_time_after_the_label(pattern, stamp):
    pieces, _ = read(pattern.format(stamp, stamp) * 2)
    speech = [piece for piece in pieces if piece.kind == "speech"]
    assert [(piece.speaker, piece.text.strip(), piece.start) for piece in speech] == [
        ("Marie", "a", 723.0), ("Paul", "b", 723.0)] * 2  # fmt: skip


def test_time_on_its_own_line_belongs_to_what_follows():
    pieces, _ = read("00:00:01\nMarie\nBonjour.\n00:00:05\nPaul\nBonjour à tous.\n00:00:09\nMarie\nOn y va.")
    speech = [piece for piece in pieces if piece.kind == "speech"]
    assert [(piece.speaker, piece.start) for piece in speech] == [
        ("Marie", 1.0),
        ("Paul", 5.0),
        ("Marie", 9.0),
    ]


def test_hours_addresses_and_notes_are_no_labels():
    text = (
        "E : On se voit quand ?\nR : Bon.\n17:30 on était là.\nhttps://exemple.fr est le site.\n"
        "Note : il tousse.\nE : Et après ?\nR : Rien.\nNote : il part.\nObjectif : vendre.\n"
        "Et mon chef me dit : non."
    )
    assert [speaker for speaker, _ in turns(text)] == ["E", "R", "E", "R"]
    assert turns(text)[1][1].startswith("Bon. 17:30 on était là. https://exemple.fr")


def test_reported_speech_is_no_label():
    text = "E : Et alors ?\nR : Voilà.\nIl me dit : viens.\nIl me dit : pars.\nE : Ah ?\nR : Oui."
    assert [speaker for speaker, _ in turns(text)] == ["E", "R", "E", "R"]


def test_third_speaker_who_is_rare():
    text = "\n\n".join(["Anne Roy : a", "Paul Sy : b"] * 6 + ["Marc Lo : c", "Anne Roy : d", "Jules : e"])
    assert [speaker for speaker, _ in turns(text)][-3:] == ["Marc Lo", "Anne Roy", "Jules"]
    assert read(text)[1] == ["rare_label", "rare_label"]


def test_third_speaker_who_only_speaks_twice_in_a_row():
    text = "E : a\nR : b\nE : c\nR : d\nJ.-P. Martin : e\nJ.-P. Martin : f\nE : g\nR : h"
    assert [speaker for speaker, _ in turns(text)].count("J.-P. Martin") == 2


def test_declared_labels_count_even_once_and_forbidden_ones_never():
    text = "E : a\nR : b\nle gars du fond de la salle : c\nE : d\nR : e\nSite : un\nSite : deux\nSite : trois"
    declared = {"Le gars du fond de la salle": "Jo", "Site": ""}
    assert [speaker for speaker, _ in turns(text, labels=declared)] == [
        "E",
        "R",
        "le gars du fond de la salle",
        "E",
        "R",
    ]


def test_cover_is_preamble_and_its_colons_no_labels():
    cover = "Entretien n°3\nDate : 12 mars 2021\nLieu : Lyon\nEnquêteur : Paul Roy\n\n"
    text = cover + "E : Ça va ?\nR : Oui.\nE : Ah.\nR : Bon."
    pieces, _ = read(text)
    assert [speaker for speaker, _ in turns(text)] == ["E", "R", "E", "R"]
    assert [piece.kind for piece in pieces if piece.line <= 4] == ["preamble"]


def test_lines_without_label_continue_the_turn():
    assert turns("E : Ça va ?\nR : Oui,\nvraiment\n\ntrès bien.\nE : Ah.\nR : Bon.")[1] == (
        "R",
        "Oui, vraiment très bien.",
    )


def test_headings_pages_and_rules():
    text = "# Réunion\nE : a\nR : b\n12\n## Bilan\nE : c\nPage 3 sur 20\nR : d\n- 4 -\n-----\n13\n"
    text += "1. Projets communs\nE : e\n"
    found = kinds(text, agenda=["Projets communs"])
    assert [pair for pair in found if pair[0] != "label"] == [
        ("heading", "# Réunion"), ("noise", "12"), ("heading", "## Bilan"), ("noise", "Page 3 sur 20"),
        ("noise", "- 4 -"), ("noise", "-----"), ("noise", "13"), ("heading", "1. Projets communs"),
    ]  # fmt: skip
    assert turns(text, agenda=["Projets communs"])[-1] == ("E", "e")


def test_a_number_that_is_an_answer_stays():
    assert ("R", "12") in turns("E : Combien ?\nR : \n12\nE : Et ?\nR : Rien.\nE : Ah.\nR : Bon.")


def test_dash_dialogue_alternates_two_speakers():
    text = "– Vous venez d'où ?\n– De Lyon.\nEnfin, à côté.\n– Ah bon ?\n— Oui."
    assert [speaker for speaker, _ in turns(text)] == ["Locuteur 1", "Locuteur 2"] * 2
    assert turns(text)[1][1] == "De Lyon. Enfin, à côté."
    assert read(text)[1] == ["dash_dialogue"]


@pytest.mark.parametrize("look", ["is_bold", "is_italic"])
def test_questions_in_bold_or_italics(look):
    texts = ["D'où venez-vous ?", "De Lyon.", "C'est grand.", "Et avant ?", "De Metz."]
    lines = [Line(text, i, **{look: text.endswith("?")}) for i, text in enumerate(texts, 1)]
    pieces, warnings = label_lines(lines, ReadOptions())
    assert [(piece.speaker, piece.text) for piece in pieces] == [
        ("Locuteur 1", "D'où venez-vous ?"), ("Locuteur 2", "De Lyon.\nC'est grand."),
        ("Locuteur 1", "Et avant ?"), ("Locuteur 2", "De Metz."),
    ]  # fmt: skip
    assert warnings[0][0] == "bold_dialogue"


def test_bold_names_without_separator():
    texts = ["Marie Bonjour.", "Paul Bonjour.", "Marie On y va ?", "Paul Oui."]
    lines = [Line(text, i, bold_prefix=len(text.split()[0])) for i, text in enumerate(texts, 1)]
    pieces, _ = label_lines(lines, ReadOptions())
    assert [piece.speaker for piece in pieces if piece.kind == "speech"] == ["Marie", "Paul"] * 2


def test_no_label_at_all_is_speech_of_nobody_known():
    assert turns("Il était une fois.\nUne autre fois.") == [(None, "Il était une fois. Une autre fois.")]
    assert read("Il était une fois.")[1] == ["no_labels"]


def test_one_speaker_with_labels():
    assert turns("Marie : un\nMarie : deux\nMarie : trois") == [
        ("Marie", "un"),
        ("Marie", "deux"),
        ("Marie", "trois"),
    ]


def test_headings_of_a_long_text_are_no_speakers():
    text = "\n".join(
        ["LIVRE I : a", "Objet : b", *["Du texte."] * 200, "LIVRE I : c", "Jean Roy : d", "Jean Roy : e"]
    )
    assert {speaker for speaker, _ in turns(text)} == {None}
    assert {speaker for speaker, _ in turns("I\n\nUn jour.\n\nII\n\nUn soir.\n\n" * 3)} == {None}


def test_refused_labels_are_listed():
    text = "E : a\nR : b\nProduit : un\nE : c\nR : d\nProduit : deux\nE : e\nR : f"
    assert "refused_label" in read(text)[1]


def test_long_preamble_is_told():
    text = "mot " * 400 + "\nE : a\nR : b\nE : c\nR : d"
    assert "long_preamble" in read(text)[1]


@pytest.mark.parametrize("text", ["", "\n\n", "   \t\n"])
def test_nothing_gives_nothing(text):
    assert read(text) == ([], [])


LINE = st.one_of(
    st.text(max_size=60),
    st.sampled_from(["E : ", "R : ", f"Marie{NB}: ", "– ", "[00:12:03] ", "# ", "12", "Page 3", "Note : ",
                     "**Paul** : ", "https://a.fr", "17:30 ", "M. Roy.– ", "\ufeff", "e\u0301 : ", "🙂 : ",
                     "Zoë/ ", "\f", "A\tb"]),
)  # fmt: skip


@settings(deadline=None)
@given(
    st.lists(st.tuples(LINE, LINE).map("".join), max_size=20), st.sampled_from(["\n", "\r\n", "\r", "\n\n"])
)
def test_every_character_is_in_exactly_one_piece_in_order(parts, end):
    text = end.join(parts)
    pieces, _ = label_lines(split_lines(text), ReadOptions(agenda=("Bilan",), labels={"Zoë": "Z", "E": ""}))
    assert "".join("".join(piece.text.split()) for piece in pieces) == "".join(text.split())
    assert all(piece.text.strip() for piece in pieces)
    assert all(one.line <= two.line for one, two in itertools.pairwise(pieces))
