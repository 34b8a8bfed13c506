import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.corpus.assembly import assemble
from textmine.corpus.pieces import Document, Piece, count_characters


def document(*pieces, title=""):
    return Document("a", "text", "utf-8", "valid", pieces, title=title)


def say(text, speaker="A", **more):
    return Piece("speech", text, 1, speaker, **more)


def read(*pieces, **more):
    return [
        (turn.label, turn.kind, turn.agenda, turn.text)
        for turn in assemble(document(*pieces, **more), file="a").turns
    ]


def test_speech_of_one_speaker_joins_with_one_space_across_noise_and_marks():
    noise, mark = Piece("noise", "12", 2), Piece("mark", "rires", 3)
    assert read(say("a\n b "), noise, say(" c"), mark, say("d"), say("e", "B")) == [
        ("A", "speech", "", "a b c d"), ("B", "speech", "", "e")]  # fmt: skip


def test_new_turn_interruption_and_heading_part_turns():
    heading = Piece("heading", "## Bilan  annuel", 2)
    pieces = (say("a"), say("b", new_turn=True), say("c", interruption=True), say("d"), heading, say("e"))
    kinds = ["speech", "speech", "interruption", "speech", "speech"]
    items = ["", "", "", "", "Bilan annuel"]
    assert read(*pieces) == [("A", kinds[i], items[i], "abcde"[i]) for i in range(5)]


def test_title_is_no_agenda_item():
    assert read(Piece("heading", "# Comité", 1), say("a"), title="Comité") == [("A", "speech", "", "a")]


def test_marks_keep_their_place_and_punctuation_stays_tight():
    [turn] = assemble(document(say("(rires) Oui (tousse), bon (pause) là")), file="a").turns
    assert turn.text == "Oui, bon là"
    assert turn.marks == [(0, "(rires)"), (3, "(tousse)"), (8, "(pause)")]


def test_a_turn_of_marks_alone_is_no_turn_but_reported():
    found = assemble(document(say("(rires)"), say("oui", "B")), file="a")
    assert [turn.label for turn in found.turns] == ["B"]
    assert [(left.kind, left.text) for left in found.leftovers] == [("mark", "(rires)")]


def test_times_attributes_and_unknown_speaker():
    first = say("a", None, start=1.0, end=2.0, attributes={"wing": "left"})
    [turn] = assemble(document(first, say("b", None, start=2.0, end=3.5)), file="a").turns
    assert (turn.label, turn.start, turn.end, turn.attributes) == ("?", 1.0, 3.5, {"wing": "left"})


def test_unknown_brackets_are_one_warning_with_line_and_count():
    found = assemble(document(say("(à Lyon) oui (à Lyon) [Metz]")), file="a")
    assert found.warnings == [("unknown_brackets", {"line": 1, "count": 3, "found": "(à Lyon), [Metz]"})]


KINDS = st.sampled_from(
    ["speech", "speech", "label", "time", "heading", "mark", "preamble", "noise", "unattributed"]
)
TEXT = st.text(
    st.one_of(st.characters(codec="utf-8"), st.sampled_from(list("aé e\u0301()[]*\u00a0\u202f\r\n🙂.,!"))),
    max_size=30,
)


@st.composite
def pieces(draw):
    kind = draw(KINDS)
    text = draw(st.one_of(TEXT, st.just("a (rires) b"), st.just("e\u0301\u00a0!")))
    if kind != "speech":
        return Piece(kind, text, 1)
    flags = {name: draw(st.booleans()) for name in ("new_turn", "interruption")}
    return Piece(kind, text, 1, draw(st.sampled_from(["A", "B", None, "Zoë 🙂"])), **flags)


@settings(deadline=None)
@given(st.lists(pieces(), max_size=12))
def test_nothing_is_lost_and_turns_are_clean(parts):
    found = assemble(document(*parts), file="a")
    source = sum(count_characters(unicodedata.normalize("NFC", part.text)) for part in parts)
    reported = sum(count_characters(left.text) for left in found.leftovers)
    assert found.characters == source == found.attributed + reported
    for turn in found.turns:
        assert turn.text == " ".join(turn.text.split()) != ""
        assert unicodedata.is_normalized("NFC", turn.text)
        assert turn.characters == count_characters(turn.text)
        assert turn.n_words == len(turn.text.split())
        assert turn.length == len(turn.text)
        assert all(0 <= position <= len(turn.text) for position, _ in turn.marks)
