from pathlib import Path

import pytest

from textmine.bench.themes import compare_themes

DATA = Path(__file__).parents[3] / "shared" / "data"


@pytest.mark.skipif(not (DATA / "fredsum").is_dir(), reason="needs ../shared/data/fredsum")
def test_themes_of_debates_against_cuts_made_by_hand():
    table = compare_themes(DATA).set_index(["method", "n"])
    assert (table.xs("textmine")["below_even"] >= 0.2).all()
    assert table.loc[("textmine", "told"), "pk"] < table.loc["TextTiling", "pk"].min()
    assert table.loc[("textmine", "told"), "pk_words"] < 0.8 * table.loc[("even", "as by hand"), "pk_words"]
    assert 0.4 < table.loc[("random", "as by hand"), "pk"] < 0.56
