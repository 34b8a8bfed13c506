import json
import subprocess
import sys

import numpy as np
import pytest

from tests.represent.material import two_voices
from textmine.errors import TextmineError
from textmine.represent.static import learn_tokenizer
from textmine.represent.vectors import SentenceVectors
from textmine.represent.word_table import WordTable, open_table

TEXTS = ["L’œuvre et l'été", "œuvre d'ÉTÉ", "", "zèbre", "été " * 900, "l été œuvre l"]


@pytest.fixture(scope="module")
def table():
    tokenizer = learn_tokenizer(TEXTS)
    chance = np.random.default_rng(0)
    values = chance.standard_normal((tokenizer.get_vocab_size(), 24)).astype(np.float32)
    values[0] = 0
    return WordTable(tokenizer, values)


def test_encodes_as_sentence_transformers_to_the_bit(table):
    theirs = table.model().encode(TEXTS)
    assert table.encode(TEXTS).tobytes() == theirs.tobytes()
    assert table.encode([]).shape == (0, 24)
    assert list(table.encode_counted(TEXTS)[1]) == [4, 2, 0, 0, 900, 4]


def test_chunks_of_texts_change_nothing(table, monkeypatch):
    whole = table.encode(TEXTS)
    monkeypatch.setattr("textmine.represent.word_table._CHUNK", 2)
    monkeypatch.setattr("textmine.represent.static._CHUNK", 1)
    assert table.encode(TEXTS).tobytes() == whole.tobytes()


def test_saves_the_files_that_sentence_transformers_saves(table, tmp_path):
    table.save(tmp_path / "ours")
    table.model().save(str(tmp_path / "theirs"), create_model_card=False)
    names = sorted(path.relative_to(tmp_path / "theirs") for path in (tmp_path / "theirs").rglob("*.*"))
    assert names == sorted(path.relative_to(tmp_path / "ours") for path in (tmp_path / "ours").rglob("*.*"))
    for name in names:
        ours, theirs = ((tmp_path / side / name).read_bytes() for side in ("ours", "theirs"))
        if name.suffix == ".json":
            assert json.loads(ours) == json.loads(theirs)
        else:
            assert ours == theirs
    again = open_table(tmp_path / "theirs")
    assert again.encode(TEXTS).tobytes() == table.encode(TEXTS).tobytes()


@pytest.mark.parametrize("file", ["modules.json", "tokenizer.json", "model.safetensors"])
@pytest.mark.parametrize("content", [b"", b"{}", None])
def test_a_broken_folder_is_told_in_a_sentence(table, tmp_path, file, content):
    table.save(tmp_path)
    if content is None:
        (tmp_path / file).unlink()
    else:
        (tmp_path / file).write_bytes(content)
    with pytest.raises(TextmineError) as caught:
        open_table(tmp_path)
    assert caught.value.key == "not_a_vector_model"


def test_a_table_is_read_and_encodes_without_sentence_transformers(tmp_path):
    segments = two_voices(80)
    vectors = SentenceVectors().fit(segments)
    vectors.save(tmp_path)
    code = f"""
import sys
from textmine.represent.vectors import SentenceVectors
values = SentenceVectors.load({str(tmp_path)!r}).encode({segments.texts[:3]!r})
assert not {{"sentence_transformers", "transformers"}} & set(sys.modules)
sys.stdout.buffer.write(values.tobytes())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout == vectors.encode(segments.texts[:3]).tobytes()
