"""Training from end to end on very little: what is saved loads without textmine, one seed, one pipeline."""

import json
import shutil
import subprocess
import sys

import numpy as np
import pytest
import spacy

from tests.segment.oral.little import make_data
from textmine.errors import TextmineError
from textmine.segment.oral.training import CONFIG, TREEBANKS, Plan, save_pipeline, train_pipeline
from textmine.segment.tables import POS_NAMES

PLAN = Plan(seed=5, epochs=1, most_vectors=200, sentence_texts=20)
TEXT = "euh le le carton arrive à l'atelier c'est-à-dire du coup on le demande. Le réseau marche !"


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return make_data(tmp_path_factory.mktemp("data") / "données")


@pytest.fixture(scope="module")
def trained(data):
    steps = []
    nlp = train_pipeline(data, plan=PLAN, progress=lambda done, total: steps.append((done, total)))
    return nlp, steps


def answers(nlp):
    doc = nlp(TEXT)
    tags = [(t.text, t.pos_, t.lemma_, t.tag_, str(t.morph), t.is_sent_start) for t in doc]
    return tags, [nlp.get_pipe("tok2vec").model.predict([doc])[0].tobytes()]


def test_progress_is_told_up_to_the_end(trained):
    _, steps = trained
    assert [done for done, _ in steps] == list(range(1, len(steps) + 1))
    assert {total for _, total in steps} == {len(steps)}


def test_it_tags_something(trained):
    nlp, _ = trained
    doc = nlp(TEXT)
    assert {token.pos_ for token in doc} <= set(POS_NAMES) - {""}
    assert {token.tag_ for token in doc} <= {"filler", "restart", "marker", "word"}
    assert all(token.lemma_ for token in doc)
    assert doc.has_annotation("SENT_START")
    assert {"carton", "réseau"} <= set(nlp.vocab.strings)
    assert nlp("CARTON")[0].has_vector and nlp("c’est-à-dire")[0].text == "c’est-à-dire"


def test_a_seed_gives_the_same_pipeline(trained, data):
    again = train_pipeline(data, plan=PLAN)
    assert answers(again) == answers(trained[0])


def test_what_is_saved_loads_without_textmine_or_torch(trained, tmp_path):
    nlp, _ = trained
    save_pipeline(nlp, tmp_path / "modèle")
    code = (
        "import json, sys\n"
        "sys.modules['torch'] = None\n"
        "import spacy\n"
        "nlp = spacy.load(sys.argv[1])\n"
        "doc = nlp(sys.argv[2])\n"
        "tags = [(t.text, t.pos_, t.lemma_, t.tag_, str(t.morph), t.is_sent_start) for t in doc]\n"
        "assert not any(name.startswith('textmine') for name in sys.modules)\n"
        "print(json.dumps(tags))\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "modèle"), TEXT]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert [tuple(tag) for tag in json.loads(done.stdout)] == answers(nlp)[0]


def test_capitals_have_vectors_once_it_is_loaded_again(trained, tmp_path):
    save_pipeline(trained[0], tmp_path / "modèle")
    again = spacy.load(tmp_path / "modèle")
    wanted = trained[0].get_pipe("tok2vec").model.predict([trained[0].make_doc("Le CARTON Arrive.")])[0]
    found = again.get_pipe("tok2vec").model.predict([again.make_doc("Le CARTON Arrive.")])[0]
    assert again.vocab.vectors.attr == spacy.attrs.LOWER
    assert np.allclose(found, wanted, atol=1e-4)


def test_the_configuration_lies_beside_the_code():
    assert CONFIG.is_file()


def test_missing_treebanks_are_named(data, tmp_path):
    folder = tmp_path / "données"
    shutil.copytree(data, folder)
    for name in TREEBANKS[1:3]:
        (folder / "ud-french" / f"{name}.conllu").unlink()
    with pytest.raises(TextmineError) as fault:
        train_pipeline(folder, plan=PLAN)
    assert fault.value.key == "no_treebanks"
    assert all(name in fault.value.say("en") for name in TREEBANKS[1:3])
    assert TREEBANKS[0] not in fault.value.say("en")


def test_missing_plain_text_is_told(data, tmp_path):
    shutil.copytree(data / "ud-french", tmp_path / "ud-french")
    with pytest.raises(TextmineError) as fault:
        train_pipeline(tmp_path, plan=PLAN)
    assert fault.value.key == "no_raw_text"
