"""Segments point back to their turn, in code points; blocks keep to their size and their speaker."""

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from textmine.corpus.tables import MEETING_COLUMNS, SPEAKER_COLUMNS, TURN_COLUMNS, Corpus
from textmine.errors import TextmineError
from textmine.segment.cutting import split


def corpus_of(talk):
    """A corpus from (meeting, speaker, text[, agenda]) tuples."""
    talk = [(*turn, "")[:4] for turn in talk]
    turns = pd.DataFrame(
        [
            (m, s, "other", "speech", agenda, text, float("nan"), float("nan"), "f", i)
            for i, (m, s, text, agenda) in enumerate(talk)
        ],
        columns=list(TURN_COLUMNS),
    )
    names = list(dict.fromkeys(m for m, *_ in talk))
    meetings = pd.DataFrame(
        [(m, m, pd.NaT, "meeting", i, "", "f") for i, m in enumerate(names)], columns=list(MEETING_COLUMNS)
    )
    people = list(dict.fromkeys(s for _, s, *_ in talk))
    speakers = pd.DataFrame(
        [
            (p, "other", "default", p, "", float("nan"), sum(len(t[2].split()) for t in talk if t[1] == p))
            for p in people
        ],
        columns=list(SPEAKER_COLUMNS),
    )
    return Corpus(
        "essai", "fr", turns, meetings, speakers, pd.DataFrame(columns=["turn", "position", "text"]), ()
    )


WORDS = st.sampled_from(
    [
        "euh",
        "l'entreprise",
        "été,",
        "🙂",
        "e\u0301te\u0301.",
        "M. Martin",
        "oui !",
        "où ?",
        "…",
        "1\u202f000",
        "ça.",
    ]
)
TALK = st.lists(
    st.tuples(
        st.sampled_from(["m1", "m2"]),
        st.sampled_from(["Ana", "Zoé"]),
        st.lists(WORDS, min_size=1, max_size=150).map(" ".join),
        st.sampled_from(["", "un", "deux"]),
    ),
    min_size=1,
    max_size=12,
)


@given(TALK, st.sampled_from(["turns", "sentences", "blocks"]))
@settings(max_examples=150, deadline=None)
def test_spans_lead_back_to_the_turn_and_nothing_is_lost(talk, unit):
    corpus = corpus_of(sorted(talk, key=lambda turn: turn[0]))
    segments = split(corpus, into=unit, words=20)
    texts = corpus.turns["text"]
    for row, low, high in zip(
        segments.rows.itertuples(), segments.pointer[:-1], segments.pointer[1:], strict=True
    ):
        parts = [texts[segments.turn[p]][segments.start[p] : segments.end[p]] for p in range(low, high)]
        assert " ".join(parts) == row.text
        assert row.n_words == len(row.text.split())
        turns = corpus.turns.loc[segments.turn[low:high]]
        assert set(turns["speaker"]) == {row.speaker}
        assert set(turns["meeting"]) == {row.meeting}
        assert unit == "blocks" or high - low == 1
    assert segments.rows["n_words"].sum() == sum(len(text.split()) for text in texts)


@given(st.lists(st.integers(1, 400), min_size=1, max_size=30))
@example([14, 62, 24])
@settings(max_examples=100, deadline=None)
def test_blocks_keep_to_their_size(lengths):
    talk = [("m", "Ana", " ".join(["mot"] * n)) for n in lengths]
    sizes = split(corpus_of(talk), into="blocks", words=50).rows["n_words"]
    # 19 words, then a piece of 62 that overshoots by less than was missing, then a rest of 24
    assert sizes.max() <= 19 + 62 + 24
    if sum(lengths) >= 25:
        assert sizes.min() >= 25


def test_a_short_talk_is_one_block():
    segments = split(corpus_of([("m", "Ana", "oui."), ("m", "Zoé", "non."), ("m", "Ana", "si.")]))
    assert segments.rows["text"].tolist() == ["oui. si.", "non."]
    assert segments.frame()["turns"].tolist() == [[0, 2], [1]]


def test_a_block_closes_with_the_agenda_item():
    talk = [("m", "Ana", "mot " * 30, "un"), ("m", "Ana", "mot " * 30, "deux")]
    talk = [(m, s, t.strip(), a) for m, s, t, a in talk]
    assert split(corpus_of(talk)).rows["agenda"].tolist() == ["un", "deux"]


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("Bonjour. On commence ?  Oui !", 3),
        ("J'ai vu M. Martin hier. Voilà.", 2),
        ("euh… on a fini", 1),
        ("C'est l'art. 3 du texte. Bien.", 2),
        ("sans ponctuation du tout on continue", 1),
        ("Vraiment ? ! Oui.", 2),
        ("J.-P. Durand parle. Fin.", 2),
    ],
)
def test_sentences(text, n):
    assert len(split(corpus_of([("m", "Ana", text)]), into="sentences")) == n


def test_interruptions_are_kept_apart():
    corpus = corpus_of([("m", "Ana", "un deux"), ("m", "Zoé", "hou !")])
    corpus.turns.loc[1, "kind"] = "interruption"
    assert len(split(corpus, into="turns")) == 1
    assert len(split(corpus, into="turns", interruptions=True)) == 2


def test_bad_calls():
    corpus = corpus_of([("m", "Ana", "un deux")])
    for options, key in (
        ({"into": "pages"}, "unknown_unit"),
        ({"words": 3}, "block_too_small"),
        ({"roles": ["chef"]}, "unknown_role"),
        ({"roles": ["pilot"]}, "no_turn_left"),
    ):
        with pytest.raises(TextmineError) as fault:
            split(corpus, **options)
        assert fault.value.key == key
        assert fault.value.say("fr") != fault.value.say("en")


def test_rows_carry_the_attributes_of_their_speaker():
    corpus = corpus_of([("m", "Ana", "un deux"), ("m", "Zoé", "trois")])
    corpus.speakers["cluster"] = ["Nord", "Sud"]
    corpus.speakers["region"] = ["Artois", "Landes"]
    rows = split(corpus, into="turns").rows
    assert rows[["speaker", "cluster", "region"]].to_numpy().tolist() == [
        ["Ana", "Nord", "Artois"],
        ["Zoé", "Sud", "Landes"],
    ]
    assert "labels" not in rows
