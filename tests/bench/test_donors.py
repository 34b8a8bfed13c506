"""Blocks read, rid of what is said again, numbered, kept on disk, and degraded."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.bench.material import donors_of
from tests.conftest import SHARED
from textmine.bench import donors as donors_module
from textmine.bench.blocks import read_blocks, repeated_share, segments_of, take_tokens
from textmine.bench.degrade import degraded, degraded_texts, twinned
from textmine.bench.donors import load_donors, read_donors, write_donors
from textmine.bench.sampling import draw
from textmine.bench.truth import true_eta
from textmine.bench.worlds import World
from textmine.errors import TextmineError
from textmine.recipe import Recipe

OPTIONS = {"words": 16, "n_topics": 3}
SMALL = ("le", "la", "pour", "avec", "et", "mais", "dans")
FORMULA = "la parole est à madame la députée pour soutenir l'amendement numéro douze de ce texte"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Talk of three speakers on three matters, led by a facilitator, with a formula said again."""
    chance = np.random.default_rng(0)
    matters = (
        "four verre calcin bouteille moule",
        "carton pin fibre palette bobine",
        "étui parfum luxe coffret",
    )
    endings = ("", "ier", "age", "eur", "erie", "iste", "ette", "oir")
    lines = ['name = "atelier"', 'language = "fr"', "[[speakers]]", 'id = "Léa Roux"', 'role = "facilitator"']
    home = tmp_path_factory.mktemp("donors") / "atelier"
    home.mkdir()
    (home / "corpus.toml").write_text("\n".join(lines), encoding="utf-8")
    for day in ("2021-03-01", "2021-04-01"):
        talk = [
            "Léa Roux : Bonjour à tous, nous commençons cette longue réunion de travail sur les ateliers."
        ]
        for turn in range(60):
            speaker = ("Ana Morel", "Bruno Faure", "Chloé Rey")[turn % 3]
            words = matters[int(chance.integers(3))].split()
            # function words before each: without any, the style of a block is unknown
            said = [
                f"{chance.choice(SMALL)} {chance.choice(words)}{chance.choice(endings)}" for _ in range(9)
            ]
            text = f"{FORMULA}." if turn % 20 == 7 else f"Alors {' '.join(said)}, voilà."
            talk.append(f"{speaker} : {text}")
        (home / f"reunion-{day}.txt").write_text("\n\n".join(talk), encoding="utf-8")
    return home


@pytest.fixture(scope="module")
def loaded(folder, tmp_path_factory):
    cache = tmp_path_factory.mktemp("cache")
    steps = []
    donors = load_donors([folder], **OPTIONS, cache=cache, progress=lambda *told: steps.append(told))
    return donors, cache, steps


def test_blocks_of_leaders_and_short_ones_are_left_out(folder):
    rows, recipe = read_blocks([folder], words=16)
    assert "Léa Roux" not in set(rows["speaker"])
    assert (rows["n_words"] >= 8).all()
    assert (
        rows.groupby(["meeting", "speaker"])["place"].apply(lambda place: place.is_monotonic_increasing).all()
    )
    assert recipe.inputs
    both, _ = read_blocks([folder, folder], words=16)
    assert both["group"].nunique() == 2 * rows["group"].nunique()


def test_repeated_runs_of_words_by_hand():
    texts = ["a b c d e", "x A B, c d y", "a b c", "b c d e f"]
    # of the runs of 3: none; "a b c" and "b c d" of 4; 1 of 1; "b c d" and "c d e" of 3
    assert repeated_share(texts, size=3).tolist() == pytest.approx([0, 2 / 4, 1, 2 / 3])
    assert repeated_share(["a b", ""], size=3).tolist() == [0, 0]
    assert repeated_share([], size=3).tolist() == []
    # a text that repeats itself repeats no other
    assert repeated_share(["a b c a b c"], size=3).tolist() == [0]


def test_what_is_said_again_is_left_out(loaded):
    donors, _, _ = loaded
    assert donors.dropped["repeated"] >= 5
    assert donors.rows["text"].str.contains("pour soutenir").sum() <= 1


def test_tables_stand_row_by_row(loaded):
    donors, _, steps = loaded
    assert set(donors.tables) >= {"vectors", "theme", "counts", "tfidf", "shares"}
    for table in donors.tables.values():
        assert len(table) == len(donors) == len(donors.tokens)
        assert table.rows["group"].tolist() == donors.rows["group"].tolist()
    words = donors.tables["counts"].columns
    first = donors.rows["text"][0].lower()
    counted = np.flatnonzero(donors.tables["counts"].dense()[0])
    assert counted.size and all(words[column][:4] in first for column in counted)
    assert steps[-1][0] == steps[-1][1]


def test_topics_are_those_of_the_matters(loaded):
    donors, _, _ = loaded
    matter = donors.rows["text"].str.contains("verre|calcin|moule|bouteille|four").to_numpy()
    topics = pd.crosstab(donors.topic, matter).to_numpy()
    assert topics.max(axis=1).sum() / topics.sum() > 0.9


def test_the_cache_is_used_and_knows_what_it_depends_on(folder, loaded, monkeypatch):
    donors, cache, _ = loaded

    def refuse(*_, **__):
        raise AssertionError("computed again")

    monkeypatch.setattr(donors_module, "_made", refuse)
    again = load_donors([folder], **OPTIONS, cache=cache)
    assert again.rows.equals(donors.rows)
    assert again.topics == donors.topics and again.dropped == donors.dropped
    for name, table in donors.tables.items():
        assert (again.tables[name].values != table.values).sum() == 0
        assert again.tables[name].columns == table.columns
    for other in ({"words": 17}, {"n_topics": 4}, {"seed": 1}):
        with pytest.raises(AssertionError, match="computed again"):
            load_donors([folder], **{**OPTIONS, **other}, cache=cache)
    monkeypatch.setattr(donors_module, "code_hash", lambda: "other code")
    with pytest.raises(AssertionError, match="computed again"):
        load_donors([folder], **OPTIONS, cache=cache)


def test_too_few_blocks_are_refused(folder):
    with pytest.raises(TextmineError) as caught:
        load_donors([folder], words=400, n_topics=2)
    assert caught.value.key in {"bench_few_blocks", "too_many_topics", "no_words"}
    with pytest.raises(TextmineError) as caught:
        donors_module.fitted_donors(donors_of(40), seed=0)
    assert caught.value.key == "bench_few_blocks"


def test_donors_on_disk_are_the_same(tmp_path):
    donors = donors_of(120, with_twins=True)
    write_donors(donors, tmp_path)
    again = read_donors(tmp_path)
    assert again.rows.equals(donors.rows)
    assert (again.twin == donors.twin).all() and (again.is_noisy == donors.is_noisy).all()
    assert not list(tmp_path.rglob("*.pkl"))


def test_tokens_taken_twice():
    donors = donors_of(60)
    chosen = np.array([3, 0, 3])
    taken = take_tokens(donors.tokens, chosen, donors.rows.iloc[chosen])
    assert taken.lemma.reshape(3, 6).tolist() == donors.tokens.lemma.reshape(-1, 6)[chosen].tolist()
    segments = segments_of(donors.rows, Recipe())
    assert segments.texts == donors.rows["text"].tolist()


def test_recognised_text_has_neither_marks_nor_capitals():
    rows = pd.DataFrame(
        {"source": "a", "speaker": "b", "topic": 0, "text": ["Oui, l’Été… (rires) — 12 % !", "…"]}
    )
    assert degraded_texts(rows, rate=0.0, turn_words=0, seed=0) == ["oui l'été rires 12", ""]


def test_words_are_replaced_at_the_rate_by_their_frequency():
    rows = donors_of(2000).rows
    texts = degraded_texts(rows, rate=0.3, turn_words=0, seed=1)
    before = " ".join(rows["text"]).split()
    after = " ".join(texts).split()
    assert len(before) == len(after)
    changed = np.mean([old != new for old, new in zip(before, after, strict=True)])
    # some are replaced by the same word
    frequency = np.array(list(Counter(before).values())) / len(before)
    assert changed == pytest.approx(0.3 * (1 - (frequency**2).sum()), abs=0.015)
    assert Counter(after).most_common(1)[0][0].startswith("mot")


def test_pieces_stay_with_their_speaker_and_topic():
    rows = donors_of(1200).rows
    texts = degraded_texts(rows, rate=0.0, turn_words=4, seed=1)
    strata = ["source", "speaker", "topic"]
    for column, values in (("text", rows["text"]), ("degraded", texts)):
        rows = rows.assign(**{column: values})
    for _, part in rows.groupby(strata):
        assert Counter(" ".join(part["text"]).split()) == Counter(" ".join(part["degraded"]).split())
    assert (rows["text"] != rows["degraded"]).mean() > 0.9
    firsts = {" ".join(text.split()[:4]) for text in rows["text"]}
    pieces = {" ".join(text.split()[:4]) for text in texts if len(text.split()) >= 4}
    assert len(firsts & pieces) > 0.3 * len(pieces)


def test_degraded_donors_keep_topics_and_are_learnt_anew(loaded):
    donors, cache, _ = loaded
    noisy = degraded(donors, rate=0.2, seed=3, cache=cache)
    assert len(noisy) + noisy.dropped["unknown"] - donors.dropped["unknown"] == len(donors)
    assert noisy.topics == donors.topics
    assert np.bincount(noisy.topic).tolist() == pytest.approx(np.bincount(donors.topic).tolist(), abs=5)
    assert not noisy.rows["text"].str.contains("[.,A-Z]").any()
    again = degraded(donors, rate=0.2, seed=3, cache=cache)
    assert again.rows.equals(noisy.rows)
    with pytest.raises(TextmineError):
        degraded(donors, rate=1.5)


def test_twins_are_the_noisy_text_of_their_block(loaded):
    donors, _, _ = loaded
    both = twinned(donors, rate=0.0)
    clean = np.flatnonzero(~both.is_noisy)
    assert len(both) == 2 * len(clean)
    texts = both.rows["text"].to_numpy()
    assert both.is_noisy[both.twin[clean]].all()
    for block in clean.tolist()[:20]:
        assert texts[both.twin[block]] == texts[block].lower().replace(",", "").replace(".", "")
    assert (both.topic[both.twin[clean]] == both.topic[clean]).all()


def test_corpora_are_drawn_from_loaded_donors(loaded):
    donors, _, _ = loaded
    sample = draw(World(n_pilots=2, n_meetings=2, n_blocks=10, n_items=1), donors, 0)
    assert sample.features("tfidf").values.shape == (40, len(donors.tables["tfidf"].columns))
    assert np.isfinite(true_eta(sample, "shares")).all()


@pytest.mark.skipif(not SHARED.is_dir(), reason="no shared development data here")
def test_real_speech_gives_realistic_pilots():
    donors = load_donors([SHARED / "assemblee-2013" / "20130124.xml"], n_topics=10)
    assert len(donors) > 400
    assert np.bincount(donors.topic, minlength=10).min() > 10
    world = World(n_pilots=4, n_meetings=3, n_blocks=15)
    samples = [draw(world, donors, seed) for seed in range(5)]
    shares = np.mean([true_eta(sample, "shares") for sample in samples])
    assert 0.03 < shares < 0.2
    vectors = np.mean([true_eta(sample, "vectors") for sample in samples])
    assert 0 < vectors < 0.08
    closer = draw(replace(world, common_share=(0.0, 1.0)), donors, 0)
    assert true_eta(closer, "shares")[-1] < 0.3 * true_eta(closer, "shares")[0]
