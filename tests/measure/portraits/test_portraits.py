"""Centroids, gaps and passages: by hand, unbiased, covering, planted."""

import itertools

import numpy as np
import pandas as pd
import pytest

import textmine as tm
from textmine.errors import TextmineError
from textmine.measure.portraits.centroids import pilot_centroids, pilot_gaps
from textmine.measure.portraits.passages import telling_passages
from textmine.represent.features import Features


def drawn(generator, shift=0.0, n=(12, 30), d=6):
    values = np.vstack([generator.normal(size=(n[0], d)), generator.normal(size=(n[1], d)) + shift])
    rows = pd.DataFrame({"speaker": np.repeat(["Ana", "Bo"], n), "group": np.arange(sum(n))})
    return Features(rows, values, tuple(f"v{k}" for k in range(d)), "vectors")


def test_gaps_are_unbiased_and_their_intervals_cover():
    generator = np.random.default_rng(0)
    for shift in (0.0, 0.5):
        truth = 6 * shift**2
        found = pd.concat([pilot_gaps(drawn(generator, shift), draws=200) for _ in range(150)])
        error = found["distance"].std() / np.sqrt(len(found))
        assert abs(found["distance"].mean() - truth) < 3 * error
        covered = ((found["low"] <= truth) & (truth <= found["high"])).mean()
        assert 0.86 <= covered <= 1


def gaps_by_products(values, cell, seed, draws):
    """Pair by pair, from the products of all points with all others; turns are drawn once a pilot."""
    generator, gram, found = np.random.default_rng(seed), values @ values.T, []
    sides = [np.flatnonzero(cell == place) for place in range(cell.max() + 1)]
    drawn = [generator.multinomial(n, np.full(n, 1 / n), size=draws) * 1.0 if n > 1 else None
             for n in map(len, sides)]  # fmt: skip
    for one, other in itertools.combinations(range(len(sides)), 2):
        a, b = sides[one], sides[other]
        if min(len(a), len(b)) < 2:
            found.append((np.nan, np.nan, np.nan))
            continue

        def gap(times, a=a, b=b):
            inner = 0.0
            for weight, side in zip(times, (a, b), strict=True):
                own = gram[np.ix_(side, side)]
                pairs = weight @ own @ weight - weight**2 @ np.diag(own)
                inner += pairs / max(weight.sum() ** 2 - (weight**2).sum(), 1.0)
            return inner - 2 * times[0] @ gram[np.ix_(a, b)] @ times[1] / (len(a) * len(b))

        distance = gap((np.ones(len(a)), np.ones(len(b))))
        again = [gap(times) for times in zip(drawn[one], drawn[other], strict=True)]
        found.append((distance, *(2 * distance - np.quantile(again, [0.975, 0.025]))))
    return np.array(found)


def test_gaps_are_those_of_plain_loops_over_pairs():
    generator = np.random.default_rng(5)
    cell = np.repeat(np.arange(5), [2, 9, 1, 14, 3])
    values = generator.normal(size=(len(cell), 4)) + 0.3 * cell[:, None]
    names = np.array(list("abcde"))
    rows = pd.DataFrame({"speaker": names[cell], "group": np.arange(len(cell))})
    found = pilot_gaps(Features(rows, values, tuple("wxyz"), "vectors"), seed=6, draws=50)
    found = found.sort_values(["pilot", "other"])
    expected = gaps_by_products(values, cell, 6, 50)
    got = found[["distance", "low", "high"]].to_numpy(dtype=float)
    np.testing.assert_allclose(got, expected, rtol=0, atol=1e-11)
    assert np.isnan(expected).any(axis=1).sum() == 4


def test_of_many_pilots_those_with_most_turns_are_compared():
    generator = np.random.default_rng(7)
    speaker = np.repeat(list("abcde"), [9, 3, 8, 1, 7])
    rows = pd.DataFrame({"speaker": speaker, "group": np.arange(len(speaker))})
    features = Features(rows, generator.normal(size=(len(speaker), 4)), tuple("wxyz"), "vectors")
    found = pilot_gaps(features, most_pilots=3)
    assert sorted(zip(found["pilot"], found["other"], strict=True)) == [("a", "c"), ("a", "e"), ("c", "e")]
    pd.testing.assert_frame_equal(found, pilot_gaps(features.take(np.isin(speaker, ["a", "c", "e"]))))


def test_the_error_of_a_centroid_is_what_repetition_shows():
    generator = np.random.default_rng(1)
    again = [pilot_centroids(drawn(generator)) for _ in range(300)]
    ana = np.array([one.dense()[0] for one in again])
    told = np.mean([one.rows["error"].iloc[0] ** 2 for one in again])
    assert told == pytest.approx((ana**2).sum(axis=1).mean(), rel=0.1)


def test_blocks_of_one_turn_are_no_independent_witnesses():
    features = drawn(np.random.default_rng(2), n=(4, 4))
    copies = Features(
        pd.concat([features.rows] * 3, ignore_index=True), np.vstack([features.dense()] * 3),
        features.columns, "vectors",
    )  # fmt: skip
    one, three = (pilot_centroids(each) for each in (features, copies))
    assert three.rows["n_blocks"].tolist() == [12, 12] and three.rows["n_turns"].tolist() == [4, 4]
    assert three.rows["error"].to_numpy() == pytest.approx(one.rows["error"].to_numpy())
    pd.testing.assert_frame_equal(pilot_gaps(copies), pilot_gaps(features))


def test_cells_by_meeting_zero_rows_and_lone_turns():
    rows = pd.DataFrame(
        {
            "speaker": ["Ana", "Ana", "Bo"],
            "meeting": ["m1", "m2", "m1"],
            "group": [0, 1, 2],
            "n_known": [5, 0, 5],
        }
    )
    features = Features(rows, np.eye(3), ("a", "b", "c"), "vectors")
    cells = pilot_centroids(features, by=("speaker", "meeting"))
    assert cells.rows[["speaker", "meeting"]].to_numpy().tolist() == [["Ana", "m1"], ["Bo", "m1"]]
    assert pilot_gaps(features)["distance"].isna().all()
    with pytest.raises(TextmineError):
        pilot_centroids(features, by=("absent",))
    with pytest.raises(TextmineError):
        pilot_centroids(Features(rows, np.eye(3), ("a", "b", "c"), "counts"))


@pytest.fixture(scope="module")
def talk(tmp_path_factory):
    folder = tmp_path_factory.mktemp("talk")
    glass, wood = "four verre bouteille flacon fusion moule", "palette camion planche clou transport quai"
    generator = np.random.default_rng(0)
    lines = []
    for turn in range(40):
        name, words = (("Ana", glass), ("Bo", wood))[turn % 2]
        words = wood if turn == 20 else words
        lines.append(f"{name} : Alors " + " ".join(generator.choice(words.split(), size=40)) + ".")
    (folder / "reunion.txt").write_text("\n\n".join(lines), encoding="utf-8")
    corpus = tm.read(folder)
    return corpus, tm.split(corpus, into="blocks")


def test_the_passage_that_speaks_like_another_is_found(talk):
    _, segments = talk
    vectors = tm.SentenceVectors(purpose="pilot").fit_transform(segments)
    found = telling_passages(vectors, segments, n=2)
    like = found[(found["pilot"] == "Ana") & (found["kind"] == "like")]
    assert like["turn"].tolist()[:1] == [20] and like["other"].tolist()[:1] == ["Bo"]
    apart = found[(found["pilot"] == "Ana") & (found["kind"] == "apart")]
    assert apart["turn"].iloc[0] == 20
    typical = found[found["kind"] == "typical"]
    assert 20 not in typical["turn"].tolist() and len(typical) == 4
    with pytest.raises(TextmineError):
        telling_passages(vectors, segments.take(np.arange(len(segments)) < 9))
