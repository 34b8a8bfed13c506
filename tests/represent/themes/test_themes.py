"""Thematic segmentation: planted themes, exact cuts, anchors, offsets, bad input."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import textmine as tm
from textmine.errors import TextmineError
from textmine.represent.themes.dividing import Chain, best_cuts, cut_ranks, steadiness
from textmine.represent.themes.guide import guide_places
from textmine.represent.themes.units import talk_units

MATTERS = {
    "verre": "four verre bouteille flacon fusion calcin couleur moule",
    "bois": "palette camion planche clou transport quai chariot scierie",
    "argent": "cotisation budget facture adhérent trésorier barème compte euro",
}


def talk(generator, order, *, turns=14, speakers=("Ana", "Bo", "Cy")):
    lines = []
    for matter in order:
        words = MATTERS[matter].split()
        for _ in range(turns):
            said = " ".join(generator.choice(words, size=generator.integers(12, 40)))
            # speakers take turns, so that no turn holds two matters
            lines.append(f"{speakers[len(lines) % len(speakers)]} : Alors {said}.")
    return "\n\n".join(lines)


@pytest.fixture
def planted(tmp_path):
    generator = np.random.default_rng(3)
    for name, order in {"reunion-1": ("verre", "bois", "argent"), "reunion-2": ("argent", "verre")}.items():
        (tmp_path / f"{name}.txt").write_text(talk(generator, order), encoding="utf-8")
    return tm.read(tmp_path)


def test_planted_themes_are_found_where_they_begin(planted):
    themes = tm.find_themes(planted, n_themes={"reunion-1": 3, "reunion-2": 2})
    for name, order in {"reunion-1": ("verre", "bois", "argent"), "reunion-2": ("argent", "verre")}.items():
        turns = planted.turns[planted.turns["meeting"] == name]
        begins = themes.sections.loc[themes.sections["meeting"] == name, "turn"].tolist()
        said = [
            turns.loc[low : high - 1, "text"].str.cat(sep=" ")
            for low, high in itertools.pairwise([*begins, turns.index[-1] + 1])
        ]
        for matter, text in zip(order, said, strict=True):
            own = sum(text.count(word) for word in MATTERS[matter].split())
            others = sum(text.count(word) for other in MATTERS.values() for word in other.split()) - own
            assert own > 20 * others
    assert (themes.sections["steadiness"].dropna() >= 0.8).all()
    assert themes.sections.groupby("meeting")["n_words"].sum().sum() == planted.n_words


def test_every_segment_has_the_theme_of_its_turn_and_coarser_sections_are_unions(planted):
    themes = tm.find_themes(planted, n_themes=3)
    segments = tm.split(planted, into="turns")
    labelled = themes.label(segments)
    place = themes.places(segments)
    begins = themes.sections["turn"].to_numpy()
    assert (segments.turn >= begins[place]).all()
    assert (labelled.rows["theme"] == themes.sections["theme"].to_numpy()[place]).all()
    coarse = themes.coarser(2)
    pairs = set(zip(place, coarse.places(segments), strict=True))
    assert len(pairs) == len(themes.sections) and len(coarse.sections) == 4
    assert coarse.sections["n_words"].sum() == themes.sections["n_words"].sum()


def test_no_cut_inside_a_turn_of_150_words_or_fewer(planted):
    for units in talk_units(planted):
        inside = units.pieces[units.pieces["start"] > 0]
        words = planted.turns["text"].str.split().str.len()
        assert (words[inside["turn"]] > 150).all()
        assert units.words.sum() == units.pieces["n_words"].sum()


def test_sections_begin_where_the_agenda_changes():
    corpus = tm.read("corpus/reseau-emballage")
    sections = tm.find_themes(corpus).sections
    turns = corpus.turns
    changes = turns.index[
        (turns["meeting"] == turns["meeting"].shift()) & (turns["agenda"] != turns["agenda"].shift())
    ]
    anchored = sections[sections["anchor"] == "agenda"]
    coarse = tm.find_themes(corpus).coarser(2).sections
    assert (coarse.loc[coarse["meeting"].isin(anchored["meeting"]), "theme"].str.len() > 2).all()
    assert len(changes) and set(anchored["turn"]) == set(changes)
    assert (anchored["theme"].to_numpy() == turns.loc[anchored["turn"], "agenda"].to_numpy()).all()


def test_an_interview_guide_names_the_sections(tmp_path):
    generator = np.random.default_rng(5)
    asked = {
        "verre": "Parlez-moi du four et du verre, de la bouteille et du moule ?",
        "bois": "Comment partent les palettes, le camion et le transport au quai ?",
        "argent": "Et la cotisation, le budget, la facture des adhérents ?",
    }
    parts = [
        f"Enquêteur : {asked[m]}\n\n" + talk(generator, [m], speakers=("Hélène Castaing",)) for m in asked
    ]
    (tmp_path / "entretien.txt").write_text("\n\n".join(parts), encoding="utf-8")
    corpus = tm.read(tmp_path)
    sections = tm.find_themes(corpus, guide=list(asked.values()), n_themes=1).sections
    assert set(sections.loc[sections["anchor"] == "guide", "theme"]) >= {asked["bois"], asked["argent"]}
    put = corpus.turns.loc[sections.loc[sections["anchor"] == "guide", "turn"], "text"]
    assert set(put) <= set(asked.values())


@st.composite
def chains(draw):
    n = draw(st.integers(2, 9))
    generator = np.random.default_rng(draw(st.integers(0, 10_000)))
    forced = generator.random(n) < 0.15
    return Chain(generator.normal(size=(n, 3)), np.full(n, 160.0), forced, np.zeros(n, dtype=bool))


@given(chains(), st.integers(1, 4))
def test_the_cuts_are_the_best_of_all(chain, n_sections):
    n = len(chain.words)
    forced = set(np.flatnonzero(chain.forced[1:]) + 1)
    n_cuts = min(max(n_sections - 1, len(forced)), n - 1)

    def spread(cuts):
        bounds = [0, *cuts, n]
        parts = [chain.vectors[low:high] for low, high in itertools.pairwise(bounds)]
        return sum(((part - part.mean(axis=0)) ** 2).sum() for part in parts)

    every = [cuts for cuts in itertools.combinations(range(1, n), n_cuts) if forced <= set(cuts)]
    found = best_cuts(chain, n_sections)
    assert spread(found) == pytest.approx(min(map(spread, every)))
    rank, gain = cut_ranks(chain, found)
    assert sorted(rank) == list(range(1, len(found) + 1)) and (gain >= -1e-9).all()


def plain_cuts(chain, n_sections):
    """Fisher's dynamic programming, one section after the other, each spread from its own mean."""
    n = len(chain.words)
    bounded = [True, *chain.forced[1:].tolist(), True]

    def spread(low, high):
        vectors, words = chain.vectors[low:high], chain.words[low:high]
        mean = words @ vectors / words.sum()
        return float((words * ((vectors - mean) ** 2).sum(axis=1)).sum())

    worth = np.where(chain.likely, 0.01 * spread(0, n), 0.0)
    worth[0] = 0.0
    best, back = {(0, 0): 0.0}, {}
    for k in range(1, max(n_sections, sum(bounded) - 1) + 1):
        for end in range(1, n + 1):
            for low in range(end):
                is_short = chain.words[low:end].sum() < 150 and not (bounded[low] and bounded[end])
                if (k - 1, low) in best and not is_short and not any(bounded[low + 1 : end]):
                    total = best[k - 1, low] - worth[low] + spread(low, end)
                    if total < best.get((k, end), np.inf):
                        best[k, end], back[k, end] = total, low
    cuts, end = [], n
    for k in range(max(k for k, end in best if end == n), 1, -1):
        end = back[k, end]
        cuts.append(end)
    return cuts[::-1]


@pytest.mark.parametrize("seed", range(4))
def test_the_cuts_of_a_long_chain_are_those_of_a_plain_loop(seed):
    generator = np.random.default_rng(seed)
    n = 70
    vectors = generator.standard_normal((n, 6)) + np.repeat(generator.standard_normal((10, 6)), 7, axis=0)
    forced = generator.random(n) < (0.05 if seed % 2 else 0.0)
    chain = Chain(vectors, generator.integers(5, 120, n) * 1.0, forced, generator.random(n) < 0.1)
    for n_sections in (1, 2, 6, 40):
        cuts = best_cuts(chain, n_sections)
        assert cuts.tolist() == plain_cuts(chain, n_sections)
        assert len(cuts) > 2 or n_sections < 6


def test_a_chain_of_many_hours_is_cut_in_its_middle_first(monkeypatch):
    generator = np.random.default_rng(5)
    planted_cuts = np.arange(1, 12) * 250
    centres = generator.standard_normal((12, 8))
    vectors = np.repeat(centres, 250, axis=0) + 0.3 * generator.standard_normal((3_000, 8))
    none = np.zeros(3_000, dtype=bool)
    chain = Chain(vectors, np.full(3_000, 75.0), none, none)
    seen = []
    whole = best_cuts.__globals__["_least"]
    monkeypatch.setattr(
        "textmine.represent.themes.dividing._least", lambda *a: (seen.append(len(a[2])), whole(*a))[1]
    )
    cuts = best_cuts(chain, 12)
    assert cuts.tolist() == planted_cuts.tolist()
    assert len(seen) > 2 and sum(seen) == 3_000 and max(seen) * 75 <= 100_000
    rank, gain = cut_ranks(chain, cuts)
    assert sorted(rank) == list(range(1, 12)) and (gain > 0).all()
    monkeypatch.setattr("textmine.represent.themes.dividing.MOST_WORDS", 1_000_000)
    assert best_cuts(chain, 12).tolist() == cuts.tolist()
    forced = none.copy()
    forced[[100, 2_000]] = True
    assert {100, 2_000} <= set(best_cuts(Chain(vectors, chain.words, forced, none), 12).tolist())


@pytest.mark.parametrize(
    ("words", "cuts"),
    [([300_000], []), ([200_000, 10, 10, 10], [1]), ([10, 10, 10, 200_000], [3]), ([150_000] * 2, [1])],
)
def test_a_unit_that_holds_most_words_leaves_no_side_empty(words, cuts):
    n = len(words)
    none = np.zeros(n, dtype=bool)
    long = Chain(np.eye(n, 4), np.array(words, dtype=float), none, none)
    assert best_cuts(long, 4).tolist() == cuts


def test_steadiness_of_a_clear_cut_and_of_none():
    none = np.zeros(40, dtype=bool)
    clear = np.repeat([[1.0, 0.0], [0.0, 1.0]], 20, axis=0)
    chain = Chain(clear, np.full(40, 50.0), none, none)
    assert steadiness(chain, best_cuts(chain, 2), seed=0).tolist() == [1.0]
    none = np.zeros(300, dtype=bool)
    noise = Chain(np.random.default_rng(0).normal(size=(300, 2)), np.full(300, 50.0), none, none)
    assert steadiness(noise, best_cuts(noise, 6), seed=0).min() < 0.7


def test_guide_items_keep_their_order():
    similarity = np.zeros((3, 12))
    similarity[0, 7], similarity[1, 2], similarity[2, 9] = 0.9, 0.8, 0.9
    pairs = guide_places(similarity)
    assert pairs == [(0, 7), (2, 9)]
    assert guide_places(np.full((2, 5), np.nan)) == []


@pytest.mark.parametrize("n", [0, -1, {"reunion-1": 0}])
def test_a_number_of_themes_below_one(planted, n):
    with pytest.raises(TextmineError):
        tm.find_themes(planted, n_themes=n)
