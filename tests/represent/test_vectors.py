import json
import socket
import subprocess
import sys

import numpy as np
import pytest

from tests.represent.material import segments_of, two_voices
from textmine.errors import TextmineError
from textmine.represent.vectors import LSA_BELOW, SentenceVectors

FEW, MANY = 80, 440


@pytest.fixture(scope="module")
def many():
    return two_voices(MANY)


@pytest.fixture(scope="module")
def few():
    return two_voices(FEW)


def told_apart(features):
    """Share of blocks nearer the other blocks of their speaker in other meetings than the co-speaker's."""
    values, rows = features.dense(), features.rows
    right = []
    for index, row in rows.iterrows():
        elsewhere = rows["meeting"] != row["meeting"]
        same = values[elsewhere & (rows["speaker"] == row["speaker"])].mean(axis=0)
        other = values[elsewhere & (rows["speaker"] != row["speaker"])].mean(axis=0)
        right.append(values[index] @ (same - other) > 0)
    return np.mean(right)


@pytest.mark.parametrize("size", ["few", "many"])
def test_pilot_vectors_tell_two_voices_apart(size, request):
    features = SentenceVectors(purpose="pilot").fit_transform(request.getfixturevalue(size))
    assert told_apart(features) > 0.9
    assert features.kind == "vectors"
    np.testing.assert_allclose(np.linalg.norm(features.dense(), axis=1), 1)


def test_the_size_of_the_corpus_chooses_the_method(few, many):
    small, large = SentenceVectors().fit(few), SentenceVectors().fit(many)
    assert small.n_words_ < LSA_BELOW <= large.n_words_
    assert (small.method_, large.method_) == ("lsa", "contrast")
    assert "method='contrast'" in str(large.transform(many).recipe)


def test_small_corpus_is_latent_semantic_analysis(few):
    """The cosines are those of centred LSA done the long way."""
    from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

    texts = few.texts
    counts = CountVectorizer(token_pattern=r"\w+").fit_transform(texts).toarray()
    counts = counts[:, counts.sum(axis=0) >= 2]
    tfidf = TfidfTransformer().fit(counts)
    _, _, right = np.linalg.svd(tfidf.transform(counts).toarray(), full_matrices=False)
    expected = (counts / counts.sum(axis=1, keepdims=True) * tfidf.idf_) @ right[:20].T
    expected -= expected.mean(axis=0)
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    ours = SentenceVectors(dimensions=20).fit_transform(few).dense()
    np.testing.assert_allclose(ours @ ours.T, expected @ expected.T, atol=1e-5)


def test_pilot_pairs_never_leave_a_segment(many, monkeypatch):
    from textmine.represent import contrast

    seen = []

    def spy(bags, pairs, start, settings):
        seen.append((bags, pairs))
        return start

    monkeypatch.setattr(contrast, "train", spy)
    SentenceVectors(purpose="pilot").fit(many)
    ((bags, pairs),) = seen
    assert len(pairs) == len(many)
    home = np.searchsorted(bags.pointer, pairs, side="right") - 1
    home[:, [1, 3]] = np.searchsorted(bags.pointer, pairs[:, [1, 3]] - 1, side="right") - 1
    assert (home == home[:, :1]).all()
    assert (pairs[:, 1] == pairs[:, 2]).all()
    np.testing.assert_array_equal(bags.pointer[home[:, 0]], pairs[:, 0])
    np.testing.assert_array_equal(bags.pointer[home[:, 0] + 1], pairs[:, 3])


def test_theme_pairs_are_neighbours_in_speech_and_stay_in_the_meeting(monkeypatch):
    from textmine.represent import contrast

    source = two_voices(MANY)
    n = len(source)
    meetings = list(source.rows["meeting"])
    # Blocks stand by speaker, but were said in turn.
    position = {name: 0 for name in meetings}
    groups = np.zeros(n, dtype=int)
    per_meeting = n // 4
    for index, name in enumerate(meetings):
        rank = position[name]
        half = per_meeting // 2
        groups[index] = 1000 * int(name[1]) + 2 * (rank % half) + rank // half
        position[name] += 1
    segments = segments_of(
        source.texts, speakers=list(source.rows["speaker"]), meetings=meetings, groups=groups
    )
    seen = []

    def spy(bags, pairs, start, settings):
        seen.append((bags, pairs))
        return start

    monkeypatch.setattr(contrast, "train", spy)
    SentenceVectors(purpose="theme").fit(segments)
    ((bags, pairs),) = seen
    order = np.argsort(groups)
    home = np.searchsorted(bags.pointer, pairs[:, [0, 2]], side="right") - 1
    across = home[home[:, 0] != home[:, 1]]
    assert (np.diff(across, axis=1) >= 1).all() and (np.diff(across, axis=1) <= 5).all()
    names = segments.rows["meeting"].to_numpy()[order]
    assert (names[across[:, 0]] == names[across[:, 1]]).all()
    voices = segments.rows["speaker"].to_numpy()[order]
    assert (voices[across[:, 0]] != voices[across[:, 1]]).mean() > 0.5


def test_adam_takes_the_steps_of_torch_to_the_bit():
    import torch

    from textmine.represent.contrast import _Steps

    generator = np.random.default_rng(2)
    start = generator.standard_normal((40, 8)).astype(np.float32)
    ours, theirs = (torch.from_numpy(start.copy()).requires_grad_() for _ in range(2))
    steps, peer = _Steps(ours, 0.02), torch.optim.SparseAdam([theirs], lr=0.02)
    for _ in range(12):
        words = torch.from_numpy(generator.integers(0, 40, 30))
        for table in (ours, theirs):
            means = torch.nn.functional.embedding_bag(words.reshape(6, 5), table, mode="mean", sparse=True)
            (means**3).sum().backward()
        steps.take()
        peer.step()
        peer.zero_grad()
        assert torch.equal(ours, theirs)
    assert not torch.equal(ours, torch.from_numpy(start))


def test_same_seed_same_bytes_other_seed_other_bytes(many, tmp_path):
    names = ("model.safetensors", "tokenizer.json", "textmine.json", "modules.json")
    runs = {name: SentenceVectors(seed=seed).fit(many) for name, seed in (("a", 1), ("b", 1), ("c", 2))}
    for name, vectors in runs.items():
        vectors.save(tmp_path / name)
    for file in names:
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()
    assert (tmp_path / "a" / names[0]).read_bytes() != (tmp_path / "c" / names[0]).read_bytes()
    assert runs["a"].transform(many).dense().tobytes() == runs["b"].transform(many).dense().tobytes()


@pytest.mark.parametrize("size", ["few", "many"])
def test_saved_vectors_are_a_sentence_transformers_folder(size, tmp_path, request):
    from sentence_transformers import SentenceTransformer

    segments = request.getfixturevalue(size)
    vectors = SentenceVectors(purpose="theme", exclude=["mot1"], dimensions=32).fit(segments)
    vectors.save(tmp_path)
    again = SentenceVectors.load(tmp_path)
    assert again.method_ == vectors.method_ and again.recipe_ == vectors.recipe_
    assert again.transform(segments).dense().tobytes() == vectors.transform(segments).dense().tobytes()
    plain = SentenceTransformer(str(tmp_path), local_files_only=True, device="cpu").encode(segments.texts)
    np.testing.assert_array_equal(plain, vectors.model_.encode(segments.texts))
    types = [part["type"] for part in json.loads((tmp_path / "modules.json").read_text())]
    assert all(name.startswith("sentence_transformers.") for name in types)
    assert {file.suffix for file in tmp_path.rglob("*") if file.is_file()} == {".json", ".safetensors"}


def test_a_segment_without_a_known_word_is_zero_and_says_so(few):
    vectors = SentenceVectors(exclude=["mot0"]).fit(few)
    got = vectors.transform(segments_of(["mot0 zèbre", "", "Mot1 MOT2 zèbre", "bo1"]))
    assert list(got.rows["n_known"]) == [0, 0, 2, 1]
    assert not got.dense()[:2].any()
    np.testing.assert_allclose(np.linalg.norm(got.dense()[2:], axis=1), 1)
    assert len(vectors.transform(segments_of([]))) == 0


def test_light_words_weigh_nothing_for_themes(few):
    texts = [f"{text} les euh faisons forêt l'œuvre" for text in few.texts]
    segments = segments_of(texts, meetings=list(few.rows["meeting"]))
    probe = segments_of(["les euh faisons", "forêt", "L’ŒUVRE"])
    assert list(SentenceVectors(purpose="theme").fit(segments).transform(probe).rows["n_known"]) == [0, 1, 1]
    assert list(SentenceVectors(purpose="pilot").fit(segments).transform(probe).rows["n_known"]) == [3, 1, 2]


@pytest.mark.parametrize("texts", [[], ["un"], ["un deux", "trois quatre"], ["un deux trois"] * 5])
def test_too_little_text_is_refused_in_a_sentence(texts):
    with pytest.raises(TextmineError) as caught:
        SentenceVectors().fit(segments_of(texts))
    assert caught.value.key == "too_little_text"


def test_unknown_purpose_and_nothing_fitted(few, tmp_path):
    with pytest.raises(TextmineError, match="pilot"):
        SentenceVectors(purpose="pilots").fit(few)
    with pytest.raises(TextmineError, match="fit"):
        SentenceVectors().transform(few)
    with pytest.raises(TextmineError, match="fit"):
        SentenceVectors().save(tmp_path)
    with pytest.raises(TextmineError, match="SentenceVectors"):
        SentenceVectors.load(tmp_path)


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory):
    """A random BERT of one layer, as a sentence-transformers folder."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder = tmp_path_factory.mktemp("bert")
    letters = [chr(code) for code in range(97, 123)]
    words = [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "[MASK]",
        *letters,
        *(f"##{x}" for x in [*letters, *"0123456789"]),
    ]
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
    )
    BertModel(config).save_pretrained(folder / "bert")
    BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder / "bert")
    bert = Transformer(str(folder / "bert"), max_seq_length=64)
    model = SentenceTransformer(modules=[bert, Pooling(16)], device="cpu")
    model.save(str(folder / "modèle"), create_model_card=False)
    return folder / "modèle"


def test_any_local_sentence_transformers_folder_is_used(tiny_model, few, tmp_path, monkeypatch):
    monkeypatch.setattr(socket, "socket", None)
    vectors = SentenceVectors(model=str(tiny_model)).fit(few)
    got = vectors.transform(few)
    assert vectors.method_ == "model" and got.dense().shape == (len(few), 16)
    np.testing.assert_allclose(np.linalg.norm(got.dense(), axis=1), 1)
    assert (got.rows["n_known"] == 50).all()
    vectors.save(tmp_path / "copie")
    again = SentenceVectors.load(tmp_path / "copie").transform(few)
    assert again.dense().tobytes() == got.dense().tobytes()
    assert not vectors.transform(segments_of([""])).dense().any()


def test_a_model_that_is_not_there_is_told_in_a_sentence(few, monkeypatch, tmp_path):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setattr(socket.socket, "connect", None)
    for name in ("nobody/nothing-here", "./nowhere/at/all", str(tmp_path / "absent"), tmp_path / "absent"):
        with pytest.raises(TextmineError) as caught:
            SentenceVectors(model=name).fit(few)
        assert caught.value.key == "no_vector_model"
        assert str(name) in caught.value.say("fr") and "hf download" in caught.value.say("en")


def test_a_hub_that_does_not_answer_is_asked_once(few, monkeypatch):
    from huggingface_hub import HfApi

    asked = []

    def refuse(self, name, **options):
        asked.append(name)
        raise ConnectionError

    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    monkeypatch.setattr(HfApi, "model_info", refuse)
    with pytest.raises(TextmineError, match="nobody/nothing-here"):
        SentenceVectors(model="nobody/nothing-here").fit(few)
    assert asked == ["nobody/nothing-here"]


def test_a_folder_without_a_model_is_told_in_a_sentence(few, tmp_path):
    with pytest.raises(TextmineError) as caught:
        SentenceVectors(model=tmp_path).fit(few)
    assert caught.value.key == "not_a_vector_model"
    (tmp_path / "modules.json").write_text('[{"idx": 0, "name": "0", "path": "", "type": "os.path"}]')
    with pytest.raises(TextmineError) as caught:
        SentenceVectors(model=tmp_path).fit(few)
    assert caught.value.key == "not_a_vector_model"


def test_importing_the_room_is_light():
    code = (
        "import sys, textmine.represent.vectors, textmine.represent.topics.model, textmine.represent.words,"
        " textmine.represent.store; print(sorted(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.replace("'", "").strip("[]\n").split(", "))
    assert not {"spacy", "torch", "sklearn", "sentence_transformers", "tokenizers"} & loaded


@pytest.mark.parametrize("processes", [1, 2])
def test_meetings_one_by_one_have_the_vectors_of_all_at_once(tiny_model, few, processes, monkeypatch):
    monkeypatch.setattr("textmine.represent.vectors._CHUNK", 5)
    place = np.arange(len(few))
    parts = [few.take(place < 2), few.take(place < 0), few.take((place >= 2) & (place < 9)),
             few.take(place >= 9)]  # fmt: skip
    for model in (SentenceVectors().fit(few), SentenceVectors(model=tiny_model).fit(few)):
        found = list(model.transform_each(parts, processes=processes))
        assert [len(vectors) for vectors in found] == [len(part) for part in parts]
        values = np.concatenate([vectors.dense() for vectors in found])
        assert np.array_equal(values, model.transform(few).dense())
        assert np.array_equal(values, model.encode(few.texts))
