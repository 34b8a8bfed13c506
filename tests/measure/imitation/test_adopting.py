"""Phrases and their quotations: what counts as a phrase, what is left out, and offsets that hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import textmine as tm
from tests.conftest import SAMPLE
from tests.measure.imitation.toy import annotated
from textmine.errors import TextmineError
from textmine.measure.imitation.adopting import adopt
from textmine.measure.imitation.phrases import find_uses, part_of_tokens
from textmine.messages import say


def phrases(text, **options):
    segments, tokens, _ = annotated([(0, "a", text)])
    uses = find_uses(tokens, segments, **{"longest": 3, **options})
    return sorted(uses.name(phrase, tokens.vocabulary) for phrase in uses.phrase)


def taken(talk, **options):
    segments, tokens, _ = annotated(talk)
    table = adopt(tokens, segments, **options).quotations
    return sorted(zip(table["phrase"], table["leader"], table["follower"], strict=True))


def test_phrases_by_hand():
    assert phrases("grille de visite") == ["grille", "grille visite", "visite"]
    assert phrases("grilles, visite") == ["grille", "visite"]
    assert phrases(["carnet", "visite"]) == ["carnet", "visite"]
    assert phrases("carnet euh euh euh de la visite") == ["carnet", "carnet visite", "visite"]
    assert phrases("carnet de la le visite") == ["carnet", "visite"]
    assert phrases("a b c d", longest=2) == ["a", "a b", "b", "b c", "c", "c d", "d"]
    assert phrases("a b c") == ["a", "a b", "a b c", "b", "b c", "c"]


def test_listed_words_alone_are_no_phrase():
    assert phrases("grille visites", without=["Visite"]) == ["grille", "grille visite"]
    assert phrases("visites croisées", without=["visites"]) == ["croisée", "visite croisée"]
    assert phrases("visite grille", without=["visite", "grille"]) == []


def test_the_phrase_the_leader_and_the_follower():
    talk = [
        (0, "a", "la grille de visite"), (0, "b", "le four"), (0, "c", "le verre"),
        (1, "a", "le carton"), (1, "b", "le verre"), (1, "c", "une grille , la visite"),
        (2, "a", "le carton"), (2, "b", "la grille de visite"), (2, "c", "le verre"),
    ]  # fmt: skip
    # b takes "visite" at the third meeting from c, who said it at the second; a said it first, but not then
    found = taken(talk)
    assert ("verre", "c", "b") in found
    assert ("grille", "a", "c") in found
    assert ("visite", "a", "c") in found
    assert ("grille", "c", "b") in found
    assert not any(phrase == "grille visite" for phrase, *_ in found)


def test_a_phrase_within_a_longer_one_is_not_told_twice():
    talk = [
        (0, "a", "la grille de visite"),
        (0, "b", "le four"),
        (1, "a", "le pin"),
        (1, "b", "la grille de visite"),
    ]
    assert taken(talk) == [("grille visite", "a", "b")]


def test_what_the_facilitator_says_is_not_taken_from_a_pilot():
    talk = [(0, "a", "grille , four"), (0, "b", "pin"), (1, "a", "pin"), (1, "b", "grille , four")]
    assert len(taken(talk)) == 3
    at_first = [*talk, (0, "host", "la grille", "facilitator", "meeting")]
    at_second = [*talk, (1, "host", "la grille", "interviewer", "meeting")]
    later = [*talk, (2, "host", "la grille", "facilitator", "meeting"), (2, "a", "bois"), (2, "b", "liège")]
    for one in (at_first, at_second):
        assert taken(one) == [("four", "a", "b"), ("pin", "b", "a")]
    assert len(taken(later)) == 3


def test_what_a_pilot_said_in_an_interview_before_is_no_news():
    talk = [(1, "a", "grille , four"), (1, "b", "pin"), (4, "a", "bois"), (4, "b", "grille , four")]
    for when in (0, 2, 3):
        assert taken([*talk, (when, "b", "la grille", "pilot", "interview")]) == [("four", "a", "b")]
    assert len(taken([*talk, (5, "b", "la grille", "pilot", "interview")])) == 2


def test_agenda_titles_and_names_are_left_out():
    talk = [
        (0, "Ana", "grille , four , Bob"),
        (0, "Bob", "pin"),
        (1, "Ana", "bois"),
        (1, "Bob", "grille , four , Bob"),
    ]
    segments, tokens, _ = annotated(talk)
    tokens.rows["agenda"] = "Les fours"
    assert adopt(tokens, segments, agenda=False).quotations["phrase"].tolist() == ["grille", "four"]
    tokens.rows["agenda"] = "Le four"
    assert adopt(tokens, segments).quotations["phrase"].tolist() == ["grille"]
    assert adopt(tokens, segments, without=["grille"]).quotations.empty


def test_counts_of_uses_and_specificity_by_hand():
    talk = [
        (0, "a", "grille , grille"), (0, "b", "four"), (0, "c", "pin"),
        (1, "a", "bois"), (1, "b", "grille"), (1, "c", "grille"),
        (2, "a", "bois"), (2, "b", "grille , grille"), (2, "c", "pin"),
    ]  # fmt: skip
    segments, tokens, _ = annotated(talk)
    row = adopt(tokens, segments).quotations.query("phrase == 'grille' and follower == 'b'").iloc[0]
    assert (row["uses_leader"], row["uses_follower"], row["uses_before"], row["n_sources"]) == (2, 3, 2, 1)
    assert row["specificity"] == 1.0
    assert row["score"] == pytest.approx(np.log2(3))


def test_nothing_taken_up():
    segments, tokens, _ = annotated([(0, "a", "grille"), (0, "b", "four"), (1, "a", "pin"), (1, "b", "bois")])
    result = adopt(tokens, segments)
    assert result.quotations.empty
    assert {"phrase", "leader_excerpt", "follower_end"} <= set(result.quotations)
    assert (result.pairs["adopted"] == 0).all()
    assert result.pairs["log_odds"].isna().all()
    for reason, facts in result.reasons:
        assert say(f"imitation.{reason}", "fr", **facts) != say(f"imitation.{reason}", "en", **facts)


def check_quotations(table, texts):
    for row in table.to_dict("records"):
        for side in ("leader", "follower"):
            text = texts[row[f"{side}_turn"]]
            start, end = row[f"{side}_start"], row[f"{side}_end"]
            left, right = row[f"{side}_excerpt_start"], row[f"{side}_excerpt_end"]
            assert text[start:end] == row[f"{side}_text"] != ""
            assert text[left:right] == row[f"{side}_excerpt"]
            assert left <= start < end <= right


SPEECH = st.lists(
    st.lists(
        st.sampled_from(["grille", "visites", "de", "four", "é𝒳à", "euh", ",", "œuvre", "x" * 60]),
        min_size=1,
        max_size=30,
    ),
    min_size=1,
    max_size=3,
)


@given(speech=st.lists(SPEECH, min_size=6, max_size=6))
@settings(max_examples=60, deadline=None)
def test_offsets_hold_in_the_turns_text(speech):
    talk = [(n // 2, "ab"[n % 2], [" ".join(turn) for turn in turns]) for n, turns in enumerate(speech)]
    segments, tokens, texts = annotated(talk)
    parts = part_of_tokens(tokens, segments)
    shown = [texts[segments.turn[part]] for part in parts]
    result = adopt(tokens, segments, agenda=False)
    check_quotations(result.quotations, texts)
    # every token lies in the part it is said to lie in
    spans = zip(tokens.segment, tokens.start, tokens.end, shown, strict=True)
    for segment, start, end, text in spans:
        assert segments.texts[segment][start:end] in text
    for row in result.quotations.itertuples():
        assert row.leader != row.follower
        assert int(row.leader_meeting[1:]) < int(row.follower_meeting[1:])


@pytest.fixture(scope="module")
def sample():
    corpus = tm.read(SAMPLE)
    segments = tm.split(corpus, into="blocks")
    return corpus, adopt(tm.annotate(segments), segments, n_permutations=199)


def test_the_planted_phrases_of_the_sample_are_quoted(sample):
    corpus, result = sample
    check_quotations(result.quotations, corpus.turns["text"].tolist())
    found = set(
        zip(
            result.quotations["phrase"],
            result.quotations["leader"],
            result.quotations["follower"],
            strict=True,
        )
    )
    assert ("carnet visite", "Hélène Castaing", "Thomas Ritter") in found
    assert ("entretien annuel", "Sophie Brunel", "Thomas Ritter") in found
    assert ("opérateur", "Hélène Castaing", "Sophie Brunel") in found
    for row in result.quotations.itertuples():
        turns = corpus.turns.loc[[row.leader_turn, row.follower_turn]]
        assert turns["speaker"].tolist() == [row.leader, row.follower]
        assert turns["meeting"].tolist() == [row.leader_meeting, row.follower_meeting]
    # nobody had said it before: the follower's earlier turns hold neither form nor neighbours
    first = result.quotations.query("phrase == 'carnet visite' and follower == 'Thomas Ritter'").iloc[0]
    earlier = corpus.turns.query("speaker == 'Thomas Ritter'").loc[: first["follower_turn"] - 1, "text"]
    assert not earlier.str.contains("carnet de visite").any()
    assert result.leaders.set_index("pilot")["excess"].idxmax() == "Hélène Castaing"
    assert "hosts_absent" not in dict(result.reasons)
    assert result.settings["n_permutations"] == 199
    assert "phrases taken up" in repr(result)


def test_same_seed_same_result(sample):
    corpus, _ = sample
    segments = tm.split(corpus)
    tokens = tm.annotate(segments, pipeline="blank:fr")
    one, two = (adopt(tokens, segments, n_permutations=19) for _ in range(2))
    assert one.pairs.equals(two.pairs)
    assert one.quotations.equals(two.quotations)


def test_faults():
    segments, tokens, _ = annotated([(0, "a", "grille"), (0, "b", "four")])
    with pytest.raises(TextmineError) as caught:
        adopt(tokens, segments.take(np.array([True, False])))
    assert caught.value.key == "other_segments"
    with pytest.raises(TextmineError, match="9"):
        adopt(tokens, segments, longest=9)
    with pytest.raises(TextmineError):
        adopt(tokens, segments, between="cluster")
