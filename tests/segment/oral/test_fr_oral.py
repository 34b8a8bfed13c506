"""The shipped pipeline: the figures it must reach, homographs in context, talk without punctuation."""

import csv
import subprocess
import sys

import pytest
import spacy

from tests.conftest import ROOT
from tests.segment.oral.material import TREEBANKS, needs_treebanks
from textmine.segment.oral import scores
from textmine.segment.pipelines import load, open_pipeline

FOLDER = ROOT / "models" / "fr-oral"
REACH = {
    ("spoken", "written", "upos"): 0.975,
    ("spoken", "written", "lemma"): 0.975,
    ("spoken", "written", "sentence"): 0.97,
    ("spoken", "stripped", "upos"): 0.96,
    ("spoken", "stripped", "lemma"): 0.965,
    ("spoken", "stripped", "sentence"): 0.70,
    ("sequoia", "written", "upos"): 0.97,
    ("sequoia", "written", "lemma"): 0.97,
    ("spoken", "written", "filler_p"): 0.97,
    ("spoken", "written", "filler_r"): 0.97,
}
# figures that are not reached, and what the pipeline must not fall below: CARD.md tells them as missed
MISSED = {
    ("spoken", "written", "upos"): 0.974,
    ("spoken", "written", "sentence"): 0.96,
    ("spoken", "stripped", "sentence"): 0.40,
}


def told():
    """What the shipped scores.csv says: (set, condition, measure) to value."""
    with (FOLDER / "scores.csv").open(encoding="utf-8") as lines:
        rows = csv.DictReader(lines)
        return {(row["set"], row["condition"], row["measure"]): float(row["value"]) for row in rows}


@pytest.fixture(scope="module")
def found():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scores, "SETS", {name: scores.SETS[name] for name in ("spoken", "sequoia")})
        table = scores.score_pipeline(open_pipeline("fr-oral"), TREEBANKS)
    return {(row.set, row.condition, row.measure): row.value for row in table.itertuples()}


@needs_treebanks
@pytest.mark.parametrize("figure", REACH, ids="-".join)
def test_figures_are_those_told_and_reach_what_they_must(found, figure):
    assert found[figure] == pytest.approx(told()[figure], abs=0.002)
    assert found[figure] >= MISSED.get(figure, REACH[figure])


def words_of(text):
    return [(token.text, token.pos_, token.lemma_, token.tag_) for token in load("fr-oral")(text)]


@pytest.mark.parametrize(
    ("text", "form", "pos", "lemma"),
    [
        ("je demande une réunion", "demande", "VERB", "demander"),
        ("la demande est forte", "demande", "NOUN", "demande"),
        ("il marche bien", "marche", "VERB", "marcher"),
        ("la marche est haute", "marche", "NOUN", "marche"),
        ("le marché est ouvert", "marché", "NOUN", "marché"),
        ("je compte sur vous", "compte", "VERB", "compter"),
        ("le compte est bon", "compte", "NOUN", "compte"),
        ("elle donne son avis", "donne", "VERB", "donner"),
        ("il montre la voie", "montre", "VERB", "montrer"),
        ("il laisse faire", "laisse", "VERB", "laisser"),
        ("il y a des affaires à traiter", "affaires", "NOUN", "affaire"),
        ("ce n'est pas la peine", "peine", "NOUN", "peine"),
        ("de beaux résultats", "beaux", "ADJ", "beau"),
        ("une belle entreprise", "belle", "ADJ", "beau"),
        ("je suis content", "suis", "AUX", "être"),
        ("les cotisations ont augmenté", "cotisations", "NOUN", "cotisation"),
        ("un bon accord", "bon", "ADJ", "bon"),
        ("chais pas", "chais", "VERB", "savoir"),
        ("t'as vu", "as", "AUX", "avoir"),
        ("y a des pilotes", "a", "VERB", "avoir"),
        ("il est enfin arrivé", "enfin", "ADV", "enfin"),
    ],
)
def test_homographs_and_spoken_forms(text, form, pos, lemma):
    for shaped in (text, text.replace("'", "’")):
        word = next(word for word in words_of(shaped) if word[0] == form)
        assert word[1:3] == (pos, lemma)


@pytest.mark.parametrize(
    ("text", "form", "wanted"),
    [
        ("un bon accord avec les pilotes", "bon", "word"),
        ("bon, on y va", "bon", "filler"),
        ("bon ben on y va", "ben", "filler"),
        ("c'est quoi le problème ?", "quoi", "word"),
        ("on a fait des cartons, quoi, des palettes", "quoi", "filler"),
        ("il est enfin arrivé", "enfin", "word"),
        ("enfin, je veux dire", "enfin", "marker"),
        ("alors du coup on s'est dit que c'était bien", "coup", "marker"),
        ("tu vois la machine", "machine", "word"),
        ("je pense que nous avons euh nous avons bien travaillé", "euh", "filler"),
    ],
)
def test_fillers_and_markers_in_context(text, form, wanted):
    assert next(word for word in words_of(text) if word[0] == form)[3] == wanted


def test_talk_as_a_recogniser_writes_it():
    text = (
        "ouais bah nous on est à oyonnax et on a commencé en deux mille dix et après euh on a eu des pilotes"
    )
    words = {form: (pos, lemma, tag) for form, pos, lemma, tag in words_of(text)}
    assert words["ouais"][2] == words["bah"][2] == words["euh"][2] == "filler"
    assert words["commencé"] == ("VERB", "commencer", "word")
    assert words["pilotes"] == ("NOUN", "pilote", "word")


def test_what_is_given_up_is_a_restart():
    words = words_of("du coup on s'est dit que les les adhérents ils viennent plus")
    assert [tag for form, _, _, tag in words if form == "les"] == ["restart", "word"]


def test_sentences_are_found_with_and_without_punctuation():
    nlp = open_pipeline("fr-oral")
    assert [s.text for s in nlp("On commence. Oui, allons-y !").sents] == ["On commence.", "Oui, allons-y !"]
    talk = "bonjour à tous on va commencer la réunion alors est-ce que tout le monde est là oui on y va"
    assert len(list(nlp(talk).sents)) > 1


def test_capitals_have_vectors():
    nlp = open_pipeline("fr-oral")
    assert nlp.vocab.vectors.attr == spacy.attrs.LOWER
    assert nlp.vocab["ENTREPRISE"].orth not in nlp.vocab.vectors
    capital, small = nlp.make_doc("Entreprise entreprise")
    rows = nlp.vocab.vectors.find(keys=[capital.lower, small.lower])
    assert rows[0] == rows[1] >= 0


def test_size_on_disk():
    assert sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) <= 25_000_000


def test_it_loads_without_textmine_without_torch_and_without_a_network(tmp_path):
    code = (
        "import socket, sys\n"
        "def refuse(*a, **k): raise OSError('no network here')\n"
        "socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse\n"
        "sys.modules['torch'] = None\n"
        "import spacy\n"
        "doc = spacy.load(sys.argv[1])('Euh les cotisations montent.')\n"
        "assert not any(name.startswith('textmine') for name in sys.modules)\n"
        "print([token.lemma_.lower() for token in doc], doc[0].tag_)\n"
    )
    command = [sys.executable, "-c", code, str(FOLDER)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "['euh', 'le', 'cotisation', 'monter', '.'] filler"
