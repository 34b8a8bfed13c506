import datetime

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from textmine.errors import TextmineError
from textmine.recipe import Recipe
from textmine.represent.features import Features
from textmine.represent.store import load_features, save_features

ROWS = pd.DataFrame(
    {
        "meeting": ["réunion 1", "réunion 2", "réunion 3"],
        "speaker": pd.Categorical(["Zoé", "Bo", "Zoé"]),
        "date": pd.to_datetime(["2021-01-01", None, "2023-01-01"]),
        "day": [datetime.date(2021, 1, 1), None, datetime.date(2023, 1, 1)],
        "legitimacy": [1.5, np.nan, -0.0],
        "theme": ["", None, "œ"],
        "n_known": np.array([3, 0, 2], dtype=np.int64),
    }
)
RECIPE = Recipe(inputs={"a.txt": "00"}).then("topics", n_topics=2, exclude=["é"])
DENSE = np.array([[0.1, 0.9], [1 / 3, 2 / 3], [1.0, 0.0]])


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (DENSE, "shares"),
        (np.array([[1e-300, -0.0], [np.pi, -5], [0, 2]]), "vectors"),
        (sparse.csr_array(np.array([[0, 2.0], [0, 0], [1, 3]])), "counts"),
    ],
)
def test_features_come_back_exactly(tmp_path, values, kind):
    features = Features(ROWS, values, ("œuf", "l'été"), kind, RECIPE)
    save_features(features, tmp_path / "traits")
    again = load_features(tmp_path / "traits")
    pd.testing.assert_frame_equal(again.rows, ROWS)
    assert again.columns == features.columns and again.kind == kind and again.recipe == RECIPE
    assert type(again.values) is type(values)
    assert again.dense().tobytes() == features.dense().tobytes()
    if kind == "counts":
        for name in ("data", "indices", "indptr"):
            assert getattr(again.values, name).dtype == getattr(values, name).dtype
            assert getattr(again.values, name).tobytes() == getattr(values, name).tobytes()


def test_no_pickle_is_read(tmp_path):
    save_features(Features(ROWS, DENSE, ("a", "b"), "shares"), tmp_path)
    with (tmp_path / "arrays.npz").open("wb") as stream:
        np.savez(stream, values=np.array([{"a": 1}], dtype=object))
    with pytest.raises(TextmineError) as caught:
        load_features(tmp_path)
    assert caught.value.key == "not_saved"


@pytest.mark.parametrize("lost", ["textmine.json", "arrays.npz", "rows.parquet"])
def test_a_folder_that_lacks_a_part_is_refused(tmp_path, lost):
    save_features(Features(ROWS, DENSE, ("a", "b"), "shares"), tmp_path)
    (tmp_path / lost).unlink()
    with pytest.raises(TextmineError, match="Features"):
        load_features(tmp_path)


@pytest.mark.parametrize("text", ["[]", "{", '{"what": "Features", "format": 99}'])
def test_a_foreign_json_is_refused(tmp_path, text):
    (tmp_path / "textmine.json").write_text(text, encoding="utf-8")
    with pytest.raises(TextmineError, match="Features"):
        load_features(tmp_path)
