"""Blocks and tokens one meeting at a time: cut, annotated and stored in parts as they are at once."""

import numpy as np
import pandas as pd
import pytest

from textmine.corpus.reading import read
from textmine.corpus.store import CorpusParts, save_corpus
from textmine.errors import TextmineError
from textmine.segment.cutting import split, split_each
from textmine.segment.french import annotate, annotate_each
from textmine.segment.store import SegmentParts, TokenParts, save_segments, save_tokens
from textmine.segment.tables import TOKEN_ARRAYS, Segments

TALK = (
    "Ana : euh, les les cotisations montent, du coup on adhère. 🙂\n\nBo : D'accord, [VILLE_1] aussi.\n\n",
    "Bo : La charte qualité, on l’a signée ; c'est-à-dire presque.\n\nAna : Ah bon ?\n\nCy : Oui.\n\n",
    "Cy : Les tarifs de l'énergie.\n\n",
)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("talk")
    for place, talk in enumerate(TALK):
        (folder / f"reunion-2020-0{place + 1}.txt").write_text(talk * (place + 2), encoding="utf-8")
    return read(folder)


@pytest.fixture(autouse=True, scope="module")
def a_part_a_meeting():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("textmine.corpus.store.LEAST_TURNS", 1)
        yield


@pytest.fixture(scope="module")
def stored(corpus, tmp_path_factory):
    folder = tmp_path_factory.mktemp("stored")
    save_corpus(corpus, folder / "corpus")
    save_segments(split_each(CorpusParts(folder / "corpus"), words=10), folder / "blocks")
    segments = SegmentParts(folder / "blocks")
    save_tokens(annotate_each(segments), folder / "tokens")
    return segments, TokenParts(folder / "tokens")


def same_segments(ones, others):
    pd.testing.assert_frame_equal(ones.rows, others.rows)
    for name in ("pointer", "turn", "start", "end"):
        one, other = getattr(ones, name), getattr(others, name)
        assert one.dtype == other.dtype and np.array_equal(one, other), name
    assert ones.unit == others.unit and ones.recipe == others.recipe


def same_tokens(ones, others):
    pd.testing.assert_frame_equal(ones.rows, others.rows)
    assert ones.vocabulary == others.vocabulary and ones.recipe == others.recipe
    for name in ("pointer", *TOKEN_ARRAYS):
        one, other = getattr(ones, name), getattr(others, name)
        assert one.dtype == other.dtype and np.array_equal(one, other), name


def test_blocks_by_meeting_are_those_of_the_corpus(corpus, stored):
    segments, _ = stored
    assert len(segments) == 3
    whole = split(corpus, words=10)
    same_segments(segments.whole(), whole)
    spans = zip(whole.turn, whole.start, whole.end, strict=True)
    texts = corpus.turns["text"]
    assert " ".join(texts[turn][start:end] for turn, start, end in spans) == " ".join(segments.whole().texts)


def test_tokens_by_meeting_are_those_of_the_corpus(corpus, stored):
    _, tokens = stored
    whole = annotate(split(corpus, words=10))
    same_tokens(tokens.whole(), whole)
    assert tokens.count_active() == int(whole.active.sum())


@pytest.mark.parametrize("processes", [1, 3])
def test_whoever_annotates_and_however_blocks_come(corpus, processes, monkeypatch):
    monkeypatch.setattr("textmine.segment.french._CHUNK", 3)
    whole = split(corpus, words=10)
    place = np.arange(len(whole))
    parts = [whole.take(place == 0), whole.take(place < 0), whole.take((place > 0) & (place < 8)),
             whole.take(place >= 8)]  # fmt: skip
    told = []
    found = list(annotate_each(parts, processes=processes, progress=told.append))
    assert [len(tokens) for tokens in found] == [len(part) for part in parts]
    assert told == sorted(told) and told[-1] == len(whole)
    expected = annotate(whole).frame()[["form", "lemma", "pos", "start", "end", "active"]]
    frames = [tokens.frame()[list(expected.columns)] for tokens in found]
    pd.testing.assert_frame_equal(pd.concat(frames, ignore_index=True), expected, check_dtype=False)


def test_no_more_is_read_ahead_than_is_computed_at_once(stored, monkeypatch):
    monkeypatch.setattr("textmine.segment.french._CHUNK", 2)
    segments, _ = stored
    assert len(segments[0]) >= 2
    read_so_far = []

    def parts():
        for place in range(60):
            read_so_far.append(place)
            yield segments[place % 3]

    next(annotate_each(parts()))
    assert len(read_so_far) <= 20  # four lists of two texts a thread, at most four threads, and the next ones


def test_some_blocks_of_some_meetings(stored):
    segments, tokens = stored
    chosen = (segments.labels(["speaker"])["speaker"] == "Ana").to_numpy()
    some = segments.only(chosen)
    assert len(some) == 2 and {name for part in some for name in part.rows["speaker"]} == {"Ana"}
    same_segments(Segments.joined(list(some)), segments.whole(chosen))
    same_tokens(tokens.whole(chosen), tokens.whole().take(chosen))
    assert len(tokens.only(~chosen)[-1]) == len(tokens[2])


def test_a_meeting_with_nothing_to_cut_is_passed_over(corpus, tmp_path):
    first, *others = [
        (at, one if at else one.__class__(**{**vars(one), "turns": one.turns.assign(kind="interruption")}))
        for at, one in parts_of(corpus, tmp_path)
    ]
    assert len(list(split_each([first, *others]))) == 2
    with pytest.raises(TextmineError) as caught:
        list(split_each([first]))
    assert caught.value.key == "no_turn_left"


def test_a_faulty_option_is_told(corpus, tmp_path):
    with pytest.raises(TextmineError) as caught:
        list(split_each(parts_of(corpus, tmp_path), words=3))
    assert caught.value.key == "block_too_small"


def parts_of(corpus, folder):
    save_corpus(corpus, folder / "corpus")
    return list(CorpusParts(folder / "corpus"))
