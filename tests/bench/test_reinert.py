from pathlib import Path

import pytest

from textmine.bench.reinert import measure_classes

DATA = Path(__file__).parents[3] / "shared" / "data"


@pytest.mark.skipif(not (DATA / "assemblee-2013").is_dir(), reason="needs ../shared/data/assemblee-2013")
def test_figures_that_do_not_depend_on_the_machine():
    table = measure_classes(DATA, n_segments=9_000).set_index("what")["seen"]
    assert table["first axis, largest gap to a dense one"] < 1e-6
    assert table["chi2 told less chi2 of the sides, relative"] < 1e-9
    assert table["divisions below their sweep"] == 0
    assert table["segments whose class differs, same seed"] == 0
    assert table["classes found in the large case"] == 10
