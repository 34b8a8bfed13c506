import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.corpus.marks import is_mark, split_marks, unknown_brackets

KNOWN = """(rires) (Rires) (rire gêné) ((rire)) [rires] *rires* **rires** (petit rire) (il rit) (elle soupire)
(silence) (long silence) (Silence de 10 secondes) [silence] (pause) (pause longue) [inaudible] (inaudible)
(passage inaudible)
(mot incompréhensible) [inaud.] (hésitation) (soupir) (le téléphone sonne) (téléphone) (sonnerie de téléphone)
(Applaudissements sur les bancs du groupe X.) (Exclamations.) (Mêmes mouvements.)
(Brouhaha.) (.) (..) (0.5) (3s) (1,5s) (3')
[…] (...) [xxx] (XXX) (toux) (rires et applaudissements) (La séance est ouverte à quinze heures.) (Sourires.)
(L'amendement n° 5, repoussé par le Gouvernement, n'est pas adopté.) #00:12:03-5# [00:12:03] (0:48.5) (?)
(coupure) [bruit de porte] (bruits de chaises) (tousse) (chuchote) (voix basse)"""
SPEECH = """(la ville de Lyon) [mon collègue] (2012) (je crois) (agréable) (n°s 344 et 628)
[l'entreprise] *important*
(la pause-café a été le moment le plus utile) (directeur) (le pôle)"""


def parts(text):
    out, depth, current = [], 0, ""
    for line in text.split("\n"):
        current, depth = "", 0
        for sign in line:
            current += sign
            depth += (sign in "([") - (sign in ")]")
            if depth == 0 and sign == " ":
                if current.strip():
                    out.append(current.strip())
                current = ""
        if current.strip():
            out.append(current.strip())
    return out


@pytest.mark.parametrize("text", parts(KNOWN))
def test_annotations_of_real_transcripts_are_known(text):
    assert is_mark(text)
    assert split_marks(f"oui {text} bon") == [("speech", "oui "), ("mark", text), ("speech", " bon")]


@pytest.mark.parametrize("text", parts(SPEECH))
def test_other_brackets_stay_in_the_text(text):
    assert not is_mark(text)
    assert split_marks(f"oui {text} bon") == [("speech", f"oui {text} bon")]


def test_unknown_brackets_are_listed_but_not_asterisks():
    assert unknown_brackets("(je crois) oui (rires) [Lyon] *très* ") == ["(je crois)", "[Lyon]"]


@settings(deadline=None)
@given(st.text("aé ()[]{}*#\n.:rires3", max_size=80))
def test_slices_make_up_the_text(text):
    assert "".join(piece for _, piece in split_marks(text)) == text
