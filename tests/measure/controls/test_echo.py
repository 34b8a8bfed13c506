"""The echo mask on a dialogue small enough to mask by hand, and its promises on the sample corpus."""

import numpy as np
import pytest

from tests.measure.controls.planted import corpus_of
from textmine.errors import TextmineError
from textmine.measure.controls.echo import echo_mask, mask_echoes
from textmine.represent.words import WordCounts
from textmine.segment.cutting import split
from textmine.segment.french import annotate

DIALOGUE = [
    ("m1", "Ana", "pilot", "La palette coûte cher."),
    ("m1", "Léa", "facilitator", "Parlons des cotisations et des visites, Bruno ?"),
    ("m1", "Bruno", "pilot", "Les cotisations baissent. Chez nous, la cotisation suit la palette."),
    ("m1", "Léa", "facilitator", "D'accord, d'accord."),
    ("m1", "Ana", "pilot", "Et les visites, alors : une visite par an."),
    ("m1", "Léa", "facilitator", "La consigne ?"),
    ("m1", "Bruno", "pilot", "La consigne, oui, pour les cotisations aussi."),
    ("m2", "Bruno", "pilot", "La consigne revient."),
]


def masked(into, *, roles=("pilot",), turns=DIALOGUE, **options):
    corpus = corpus_of(turns)
    segments = split(corpus, into=into, roles=roles)
    tokens = annotate(segments, pipeline="blank:fr")
    return corpus, segments, tokens, mask_echoes(tokens, segments, corpus, **options)


def test_turns_by_hand():
    _, _, _, echoes = masked("turns")
    # « D'accord » holds no content word: Ana still answers turn 1; the second meeting has no question
    assert echoes.words[["segment", "turn", "question", "lemma", "start", "end"]].values.tolist() == [
        [1, 2, 1, "cotisation", 4, 15],
        [1, 2, 1, "cotisation", 40, 50],
        [2, 4, 1, "visiter", 7, 14],
        [2, 4, 1, "visiter", 28, 34],
        [3, 6, 5, "consigne", 3, 11],
    ]
    assert echoes.segments.texts == [
        "La palette coûte cher.",
        "Les baissent. Chez nous, la suit la palette.",
        "Et les , alors : une par an.",
        "La , oui, pour les cotisations aussi.",
        "La consigne revient.",
    ]
    assert echoes.segments.rows["n_words"].tolist() == [4, 8, 8, 7, 3]


def test_blocks_that_pack_turns_by_hand():
    """Ana's block holds a turn before any question and one after; Bruno's holds answers to two questions."""
    _, _, _, echoes = masked("blocks")
    assert echoes.words[["segment", "turn", "question", "form", "start", "end"]].values.tolist() == [
        [0, 4, 1, "visites", 30, 37],
        [0, 4, 1, "visite", 51, 57],
        [1, 2, 1, "cotisations", 4, 15],
        [1, 2, 1, "cotisation", 40, 50],
        [1, 6, 5, "consigne", 71, 79],
    ]
    assert echoes.segments.texts[1] == (
        "Les baissent. Chez nous, la suit la palette. La , oui, pour les cotisations aussi."
    )


def test_a_block_that_is_part_of_a_turn():
    long = " ".join(f"La visite {n} coûte." for n in range(30))
    turns = [("m1", "Léa", "interviewer", "Vos visites ?"), ("m1", "Ana", "pilot", long)]
    corpus, segments, _, echoes = masked("blocks", turns=turns)
    assert len(segments) > 1
    assert len(echoes.words) == 30
    assert echoes.words["segment"].nunique() == len(segments)
    text = corpus.turns["text"][1]
    for word in echoes.words.itertuples():
        assert segments.texts[word.segment][word.start : word.end] == "visite"
    for part in range(len(echoes.segments.turn)):
        assert "visite" not in text[echoes.segments.start[part] : echoes.segments.end[part]]


def test_shares_by_hand():
    _, _, _, echoes = masked("blocks")
    # Ana: palette coûter cher | visites visite an; Bruno: six content words, three of them echoes
    assert echoes.shares.drop(columns="role").values.tolist()[:2] == [
        ["Ana", "m1", 0, 6, 2, 2 / 6],
        ["Bruno", "m1", 0, 6, 3, 3 / 6],
    ]
    last = echoes.shares.iloc[2]
    assert (last["n_content"], last["n_masked"]) == (2, 0)
    assert np.isnan(last["share"])


def test_masked_words_are_not_counted():
    _, _, tokens, echoes = masked("turns")
    before = WordCounts(min_segments=1).fit_transform(tokens).frame()
    after = WordCounts(min_segments=1, only_active=False).fit_transform(echoes.tokens).frame()
    assert before["cotisation"].tolist() == [0, 2, 0, 1, 0]
    assert after["cotisation"].tolist() == [0, 0, 0, 1, 0]
    assert after["palette"].tolist() == [1, 1, 0, 0, 0]
    assert len(echoes.tokens) == len(tokens)
    assert len(echoes.tokens.form) == len(tokens.form) - 5


def test_who_asks_is_never_masked():
    turns = [
        ("m1", "Léa", "facilitator", "La consigne ?"),
        ("m1", "Zoé", "interviewer", "La consigne, donc."),
        ("m1", "Ana", "pilot", "La consigne monte."),
    ]
    _, _, _, echoes = masked("turns", turns=turns, roles=None)
    assert echoes.words["speaker"].tolist() == ["Ana"]
    assert set(echoes.shares["speaker"]) == {"Ana"}


def test_who_is_said_to_ask():
    turns = [
        ("m1", "Zoé", "interviewer", "La consigne ?"),
        ("m1", "Léa", "facilitator", "La consigne et la palette, donc."),
        ("m1", "Ana", "pilot", "La consigne et la palette montent."),
    ]
    corpus = corpus_of(turns)
    segments = split(corpus, into="turns")
    echoes = mask_echoes(annotate(segments, pipeline="blank:fr"), segments, corpus, roles=["interviewer"])
    # Léa and Ana both answer Zoé
    assert echoes.words[["speaker", "question", "lemma"]].values.tolist() == [
        ["Léa", 0, "consigne"],
        ["Ana", 0, "consigne"],
    ]


def test_nothing_left_is_an_empty_text():
    turns = [("m1", "Léa", "facilitator", "Consigne ?"), ("m1", "Ana", "pilot", "Consigne consigne")]
    _, _, _, echoes = masked("turns", turns=turns)
    # the repetition is no content word: it stays
    assert echoes.segments.texts == ["consigne"]
    turns[1] = ("m1", "Ana", "pilot", "Consigne")
    _, _, _, echoes = masked("turns", turns=turns)
    assert echoes.segments.texts == [""]
    assert echoes.segments.pointer.tolist() == [0, 0]
    assert len(echoes.segments.take(np.array([True]))) == 1


def test_without_anybody_who_asks_nothing_is_masked_and_no_share_is_told():
    turns = [("m1", "Ana", "pilot", "La palette."), ("m1", "Bruno", "pilot", "La palette.")]
    _, segments, tokens, echoes = masked("turns", turns=turns)
    assert not echoes.masked.any()
    assert echoes.segments.texts == segments.texts
    assert echoes.shares["share"].isna().all()
    assert len(echoes.tokens.form) == len(tokens.form)


def test_tokens_of_other_segments_are_refused():
    corpus, segments, tokens, _ = masked("turns")
    with pytest.raises(TextmineError) as fault:
        echo_mask(tokens, segments.take(np.arange(len(segments)) > 0), corpus)
    assert fault.value.key == "other_segments"


@pytest.mark.parametrize("into", ["turns", "sentences", "blocks"])
def test_every_part_is_a_span_of_its_turn_and_every_echo_is_gone(into, small_corpus):
    from textmine.corpus.reading import read

    corpus = read(small_corpus)
    corpus.turns.loc[0, "text"] = corpus.turns["text"][2] + " " + corpus.turns["text"][8]
    segments = split(corpus, into=into)
    tokens = annotate(segments, pipeline="blank:fr")
    echoes = mask_echoes(tokens, segments, corpus)
    assert len(echoes.words) > 10
    cut, text = echoes.segments, corpus.turns["text"]
    for place, said in enumerate(cut.texts):
        parts = range(cut.pointer[place], cut.pointer[place + 1])
        assert said == " ".join(text[cut.turn[part]][cut.start[part] : cut.end[part]] for part in parts)
    untouched = ~np.isin(np.arange(len(segments)), echoes.words["segment"])
    assert np.array(cut.texts)[untouched].tolist() == np.array(segments.texts)[untouched].tolist()
    for word in echoes.words.itertuples():
        assert segments.texts[word.segment][word.start : word.end].lower() == word.form
    left = annotate(cut, pipeline="blank:fr")
    assert not (echo_mask(left, cut, corpus)).any()
    assert int(left.active.sum()) >= int(tokens.active.sum()) - len(echoes.words)
