"""General vectors trained on a small made-up text; the folder that comes with textmine."""

import json

import numpy as np
import pytest

from tests.represent.material import THEMES, planted, segments_of, two_voices
from textmine.embedded import folder_of
from textmine.errors import TextmineError
from textmine.represent import vectors as room
from textmine.represent.general.streams import cut_passages, read_passages
from textmine.represent.general.training import Options, train_general
from textmine.represent.start import general_table, placed
from textmine.represent.static import learn_tokenizer
from textmine.represent.vectors import SentenceVectors

SMALL = Options(dimensions=16, least_count=2, pairs=3000)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    home = folder / "plain" / "eltec-fra"
    home.mkdir(parents=True)
    for name in THEMES:
        texts = [text for text, theme in zip(*planted(900), strict=True) if theme == name]
        (home / f"{name}.txt").write_text(" ".join(texts), encoding="utf-8")
    (home / "LICENSE").write_text("no talk", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def general(data, tmp_path_factory):
    folder = tmp_path_factory.mktemp("models") / "fr-vectors"
    train_general(data, options=SMALL).save(folder)
    return folder


def test_training_brings_themes_together(data, general):
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(general), device="cpu", local_files_only=True)
    words = [" ".join(words[:4]) for words in THEMES.values()] + [" ".join(w[2:]) for w in THEMES.values()]
    rows = model.encode(words).astype(float)
    cosines = rows[:3] @ rows[3:].T
    assert (cosines.argmax(axis=1) == [0, 1, 2]).all()
    assert model[0].embedding.weight.dtype.is_floating_point and rows.shape[1] == 16
    types = [part["type"] for part in json.loads((general / "modules.json").read_text())]
    assert all(name.startswith("sentence_transformers.") for name in types)


def test_same_seed_same_bytes_and_facts(data, general, tmp_path):
    steps = []
    again = train_general(data, options=SMALL, progress=lambda *step: steps.append(step))
    again.save(tmp_path)
    assert (tmp_path / "model.safetensors").read_bytes() == (general / "model.safetensors").read_bytes()
    assert steps == [(step, 5) for step in range(1, 6)]
    facts = json.loads((tmp_path / "textmine.json").read_text())
    assert facts["words"] == {"eltec-fra": again.words["eltec-fra"]} and facts["n_pairs"] > 0
    other = train_general(data, options=SMALL, seed=1)
    assert not np.array_equal(other.model[0].embedding.weight, again.model[0].embedding.weight)


def test_nothing_to_read_is_told_in_a_sentence(data, tmp_path):
    for folder, left in ((tmp_path, ()), (data, ("eltec-fra",))):
        with pytest.raises(TextmineError) as caught:
            train_general(folder, leave_out=left)
        assert caught.value.key == "no_general_data" and "fredsum" in caught.value.say("fr")


def test_passages_keep_every_word_in_order(data):
    texts = ["a " * 120, "", "b c", "d " * 76]
    found = cut_passages(texts)
    assert " ".join(found.texts).split() == " ".join(texts).split()
    assert [len(text.split()) for text in found.texts] == [50, 70, 2, 50, 26]
    assert found.document.tolist() == [0, 0, 2, 3, 3] and found.n_words == 198
    (source,) = read_passages(data)
    assert source.name == "eltec-fra" and not any("no talk" in text for text in source.texts)


def test_a_lacking_word_is_placed_among_its_company():
    from scipy import sparse

    counts = sparse.csr_array(np.array([[0, 2, 0, 1, 0], [0, 1, 0, 1, 0], [0, 0, 3, 0, 1]]))
    table = np.array([[0, 0], [1, 0], [0, 1], [0, 0], [0, 0]], dtype=float)
    known = np.array([False, True, True, False, False])
    got = placed(table, known, counts)
    assert (got[1:3] == table[1:3]).all() and not got[0].any() and not table[3:].any()
    assert got[3] @ [1, 0] > 0.5 and got[4] @ [0, 1] > 0.5
    assert not placed(np.zeros((5, 2)), np.zeros(5, bool), counts).any()


def test_general_vectors_of_a_corpus(general):
    texts = ["la forêt et le zébu", "forêt zébu"]
    tokenizer = learn_tokenizer(texts)
    from scipy import sparse

    size = tokenizer.get_vocab_size()
    table, known = general_table(general, tokenizer, sparse.csr_array(np.ones((2, size))))
    number = tokenizer.get_vocab()
    assert known[number["forêt"]] and not known[number["zébu"]] and not known[0]
    assert table.shape == (size, 16) and table[number["forêt"]].any()


def test_vectors_start_from_the_general_model(general, monkeypatch):
    monkeypatch.setattr(room, "folder_of", lambda name: general)
    texts, _ = planted(90)
    segments = segments_of(texts, meetings=["m"] * 90)
    fitted = SentenceVectors(purpose="theme").fit(segments)
    assert fitted.method_ == "adapted" and fitted.transform(segments).dense().shape[1] == 16
    assert SentenceVectors(purpose="pilot").fit(segments).method_ == "lsa"
    assert SentenceVectors(purpose="theme", start="corpus").fit(segments).method_ == "lsa"
    fewer = SentenceVectors(purpose="theme", start="general", dimensions=5)
    assert fewer.fit_transform(segments).dense().shape[1] == 5
    twice = [SentenceVectors(purpose="theme", seed=3).fit_transform(segments).dense() for _ in range(2)]
    assert twice[0].tobytes() == twice[1].tobytes()


def test_without_the_folder_the_corpus_alone(monkeypatch):
    monkeypatch.setattr(room, "folder_of", lambda name: None)
    many = two_voices(440)
    assert SentenceVectors(purpose="theme", start="general").fit(many).method_ == "contrast"
    with pytest.raises(TextmineError) as caught:
        SentenceVectors(start="nowhere").fit(many)
    assert caught.value.key == "unknown_start"


@pytest.mark.skipif(folder_of("fr-vectors") is None, reason="models/fr-vectors is not here")
def test_the_embedded_model_knows_french():
    from sentence_transformers import SentenceTransformer

    folder = folder_of("fr-vectors")
    assert sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) <= 40e6
    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    asked = model.encode(["le médecin soigne les malades", "le juge condamne l'accusé"]).astype(float)
    texts = ["l'hôpital accueille des patients", "le tribunal prononce une peine de prison"]
    cosines = asked @ model.encode(texts).astype(float).T
    assert cosines[0, 0] > cosines[0, 1] and cosines[1, 1] > cosines[1, 0]
    assert np.isfinite(model.encode(["", "zzzzzz"]).astype(float)).all()
