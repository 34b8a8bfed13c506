"""Agreement: equal to krippendorff and irrCAC, to published examples, none by chance, whole turns drawn."""

import json
from pathlib import Path

import krippendorff
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

import textmine as tm
from textmine.coding.agreement.coefficients import agreement_sums, coefficients_of, cohen_of, cohen_sums
from textmine.coding.agreement.comparing import agree
from textmine.coding.agreement.unitizing import disagreements, unitizing_alpha
from textmine.coding.codebook import Codebook
from textmine.coding.continuum import continua
from textmine.coding.decisions import Decision, Span
from textmine.coding.replaying import replay
from textmine.errors import TextmineError

CASES = json.loads((Path(__file__).parent / "irrcac.json").read_text("utf-8"))["cases"]


def values(ratings):
    yes, no = np.nansum(ratings == 1, axis=1), np.nansum(ratings == 0, axis=1)
    return coefficients_of(agreement_sums(yes.astype(float), no.astype(float)).sum(axis=0))


@pytest.mark.parametrize("case", CASES)
def test_equal_to_irrcac(case):
    ratings = np.array(case["ratings"], dtype=float)
    found = values(ratings)
    assert found["percent"] == pytest.approx(case["pa"], abs=1e-9)
    assert found["fleiss"] == pytest.approx(case["fleiss"], abs=1e-9)
    assert found["ac1"] == pytest.approx(case["gwet"], abs=1e-9)


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 5), st.integers(3, 40), st.floats(0, 0.5))
def test_alpha_equals_krippendorff(seed, n_coders, n_units, missing):
    chance = np.random.default_rng(seed)
    ratings = chance.integers(0, 2, (n_units, n_coders)).astype(float)
    ratings[chance.random(ratings.shape) < missing] = np.nan
    paired = ratings[np.isfinite(ratings).sum(axis=1) >= 2]
    if len(paired) == 0 or len(np.unique(paired[np.isfinite(paired)])) < 2:
        return
    expected = krippendorff.alpha(reliability_data=ratings.T, level_of_measurement="nominal")
    assert values(ratings)["alpha"] == pytest.approx(expected, abs=1e-9)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.05, 0.95))
def test_cohen_equals_scikit_learn(seed, share):
    chance = np.random.default_rng(seed)
    one, other = (chance.random((2, 60)) < share).astype(float)
    if one.std() == 0 and other.std() == 0:
        return
    found = float(cohen_of(cohen_sums(one, other).sum(axis=0)))
    assert found == pytest.approx(cohen_kappa_score(one, other), abs=1e-9)


@pytest.mark.parametrize("share", [0.05, 0.2, 0.5, 0.8, 0.9, 0.95])
def test_two_random_coders_do_not_agree_at_any_share(share):
    """The kappa of a well-known tool gives .81 at a share of .9: its chance is a product."""
    chance = np.random.default_rng(int(100 * share))
    ratings = (chance.random((200_000, 2)) < share).astype(float)
    found = values(ratings)
    kappa = cohen_of(cohen_sums(ratings[:, 0], ratings[:, 1]).sum(axis=0))
    for value in (kappa, found["alpha"], found["fleiss"]):
        assert abs(float(value)) < 0.02


def test_boundaries_of_the_published_example():
    """Krippendorff (2004: 254): disagreements .0144 and .0532 of c, 0 and .0490 of k, .859 of both."""
    c = [(75, 145), (220, 250)], [(70, 150), (205, 225), (250, 270)]
    k = [[(30, 90), (150, 200)]] * 2
    assert disagreements(c, 300) == pytest.approx((0.0144, 0.0532), abs=1e-4)
    assert disagreements(k, 300) == pytest.approx((0.0, 0.0490), abs=1e-4)
    assert unitizing_alpha(c, 300) == pytest.approx(0.7286, abs=2e-4) and unitizing_alpha(k, 300) == 1
    together = np.add(disagreements(c, 300), disagreements(k, 300))
    assert 1 - together[0] / together[1] == pytest.approx(0.8591, abs=5e-4)
    assert np.isnan(unitizing_alpha([[], []], 300)) and np.isnan(unitizing_alpha([[(0, 3)]], 300))


def test_random_boundaries_agree_no_better_than_chance():
    chance = np.random.default_rng(0)
    found = []
    for _ in range(300):
        coders = []
        for _ in range(2):
            starts = np.sort(chance.choice(np.arange(0, 1_000, 100), 3, replace=False)) + chance.integers(
                0, 60
            )
            coders.append([(int(s), int(s) + 40) for s in starts])
        found.append(unitizing_alpha(coders, 1_100))
    assert abs(np.mean(found)) < 0.1


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus")
    for name in ("reunion-1", "reunion-2"):
        turns = [
            f"{'Ana' if i % 2 else 'Bo'} : tour numéro {i} de {name}, des mots œuvrés." for i in range(20)
        ]
        (folder / f"{name}.txt").write_text("\n\n".join(turns), encoding="utf-8")
    return tm.read(folder)


def turn_coded(coder, code, turn, meeting="reunion-1", start=0, end=20):
    coding = f"{coder}-{code}-{meeting}-{turn}-{start}"
    return Decision(coder, "coded", coding, code, Span(meeting, turn, start, turn, end))


def test_coders_are_compared_where_both_have_coded(corpus):
    told = [turn_coded("Ana", "x", i) for i in range(0, 10)]
    told += [turn_coded("Bo", "x", i) for i in range(0, 8)]
    told += [turn_coded("Ana", "x", i, "reunion-2") for i in range(5)]
    found = agree(replay(told), corpus, codebook=Codebook.from_names("autre"))
    wide = found.wide().set_index("code")
    assert found.coders == ("Ana", "Bo") and wide.loc["x", "n_units"] == 20 and wide.loc["x", "n_coded"] == 10
    assert wide.loc["x", "percent"] == pytest.approx(0.9) and wide.loc["x", "cohen"] == pytest.approx(0.8)
    assert wide.loc["x", "low"] <= wide.loc["x", "alpha"] <= wide.loc["x", "high"]
    assert found.pairs.iloc[0][["both", "first", "second", "neither"]].tolist() == [8, 2, 0, 10]
    # who read a meeting to its end without coding has said no everywhere
    told.append(Decision("Bo", "finished", "", span=Span("reunion-2", 0, 0, 0, 0)))
    assert agree(replay(told), corpus).wide().set_index("code").loc["x", "n_units"] == 40


def test_characters_and_boundaries_see_what_turns_do_not(corpus):
    told = [turn_coded("Ana", "x", i, start=0, end=24) for i in range(5)]
    told += [turn_coded("Bo", "x", i, start=2, end=24) for i in range(5)]
    by_turn = agree(replay(told), corpus).wide().set_index("code").loc["x"]
    by_character = agree(replay(told), corpus, level="character").wide().set_index("code").loc["x"]
    assert by_turn["alpha"] == 1 and 0.8 < by_character["alpha"] < 1
    assert by_character["n_units"] == continua(corpus)["reunion-1"].length
    assert 0.9 < by_turn["alpha_u"] < 1
    table = replay(told).coded()
    one, other = (np.zeros(int(by_character["n_units"])) for _ in range(2))
    for row in table.to_dict("records"):
        start, end = continua(corpus)["reunion-1"].place(
            Span(row["meeting"], row["turn"], row["start"], row["last_turn"], row["end"])
        )
        (one if row["coder"] == "Ana" else other)[start:end] = 1
    assert by_character["cohen"] == pytest.approx(cohen_kappa_score(one, other), abs=1e-9)


def test_segments_may_be_blocks_and_codings_may_cross_turns(corpus):
    blocks = tm.split(corpus, into="blocks", words=20)
    told = [
        Decision(who, "coded", f"{who}{i}", "x", Span("reunion-1", i, 5, i + 2, 6))
        for who in ("Ana", "Bo")
        for i in (0,)
    ]
    found = agree(replay(told), corpus, segments=blocks).wide().set_index("code").loc["x"]
    assert found["alpha"] == 1 and found["alpha_u"] == 1 and 0 < found["n_coded"] < found["n_units"]


def test_what_cannot_be_compared_is_told(corpus):
    alone = [turn_coded("Ana", "x", 1)]
    with pytest.raises(TextmineError):
        agree(replay(alone), corpus)
    both = [*alone, turn_coded("Bo", "x", 1)]
    with pytest.raises(TextmineError):
        agree(replay(both), corpus, level="phrase")
    for span in (
        Span("reunion-1", 99, 0, 99, 3),
        Span("reunion-1", 1, 5, 1, 5),
        Span("ailleurs", 0, 0, 0, 1),
    ):
        with pytest.raises(TextmineError):
            agree(replay([*both, Decision("Bo", "coded", "z", "x", span)]), corpus)
    everywhere = [turn_coded(who, "x", i) for who in ("Ana", "Bo") for i in range(20)]
    one = agree(replay(everywhere), corpus, draws=50).wide().set_index("code").loc["x"]
    assert one["percent"] == 1 and np.isnan(one["alpha"]) and np.isnan(one["cohen"])


def test_human_codings_alone(corpus):
    offered = Decision("Ana", "suggested", "s", "x", Span("reunion-1", 3, 0, 3, 20))
    told = [turn_coded("Ana", "x", 1), turn_coded("Bo", "x", 1), turn_coded("Bo", "x", 3), offered,
            Decision("Ana", "accepted", "s")]  # fmt: skip
    assert agree(replay(told), corpus).wide().set_index("code").loc["x", "cohen"] == 1
    assert agree(replay(told), corpus, human_only=True).wide().set_index("code").loc["x", "cohen"] < 1


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 99_999), st.integers(0, 99_999))
def test_places_and_passages_are_each_others_reverse(corpus, one, other):
    line = continua(corpus)["reunion-2"]
    start, end = sorted((one % line.length, other % line.length))
    if start < end:
        assert line.place(line.span(start, end)) == (start, end)


def test_the_verb_on_a_database(corpus, tmp_path):
    from tests.commands import textmine
    from textmine.coding.log import DecisionLog

    folder = tmp_path / "corpus"
    folder.mkdir()
    turns = [f"{'Ana' if i % 2 else 'Bo'} : tour numéro {i} avec des mots œuvrés." for i in range(20)]
    (folder / "reunion-1.txt").write_text("\n\n".join(turns), encoding="utf-8")
    book = Codebook.from_names("Visites croisées")
    log = DecisionLog(tmp_path / "codages.db")
    log.save_codebook(book)
    code = book.find("visites croisées").code
    log.append([turn_coded(who, code, i) for who, n in (("Ana", 10), ("Bo", 8)) for i in range(n)])
    log.close()
    done = textmine("agree", tmp_path / "codages.db", folder, "--json")
    rows = pd.DataFrame(json.loads(done.stdout)["agreement"])
    assert rows.set_index(["name", "coefficient"]).loc[
        ("Visites croisées", "cohen"), "value"
    ] == pytest.approx(0.8)
    shown = textmine("agree", tmp_path / "codages.db", folder, "-o", tmp_path / "A", language="fr")
    assert shown.returncode == 0 and "alpha" in shown.stdout and "18" in shown.stderr
    assert (tmp_path / "A" / "pairs.csv").is_file()
