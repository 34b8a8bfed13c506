"""The clean view: hesitations left out, the rest as it was said, the original kept."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.segment.test_cutting import corpus_of
from textmine.errors import TextmineError
from textmine.segment.cutting import split
from textmine.segment.fluency import clean
from textmine.segment.french import annotate
from textmine.segment.tables import FILLER, REPETITION, RESTART


def segments_of(*texts):
    return split(corpus_of([("m", "Ana", text) for text in texts]), into="turns")


def cleaned(*texts, pipeline="fr-oral"):
    segments = segments_of(*texts)
    return clean(segments, annotate(segments, pipeline=pipeline))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("euh, les cotisations, hein, elles montent", "les cotisations, elles montent"),
        ("les euh cotisations", "les cotisations"),
        ("les, euh, cotisations", "les, cotisations"),
        ("les cotisations, euh.", "les cotisations."),
        ("les cotisations, euh… montent", "les cotisations… montent"),
        ("c'est fini, hein ?", "c'est fini ?"),
        ("Bonjour. Euh, on commence.", "Bonjour. on commence."),
        ("On vient. Euh, on commence.", "On vient. on commence."),
        ("On vient. Euh. On part. Euh ! Ben…", "On vient. On part."),
        ("On vient, euh", "On vient"),
        ("euh, hein… ben.", ""),
        ("euh", ""),
        ("les carton carton", "les carton"),
        ("le carton, carton monte", "le carton monte"),
        ("le carton, euh, carton monte", "le carton monte"),
        ("nous nous réunissons", "nous nous réunissons"),
    ],
)
def test_by_hand(text, wanted):
    """The pipeline that goes by list, so that no model decides."""
    assert cleaned(text, pipeline="blank:fr").texts == [wanted]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("euh, les les cotisations, hein, elles montent", "les cotisations, elles montent"),
        ("on a on a fait la grille", "on a fait la grille"),
        ("un bon accord", "un bon accord"),
        ("bon, on y va", "on y va"),
        ("on vient parce que c'est bien, hein", "on vient parce que c'est bien"),
    ],
)
def test_in_context(text, wanted):
    assert cleaned(text).texts == [wanted]


@pytest.mark.parametrize(
    "text",
    [
        "Quoi… ?  « Oui » !",
        "Les cotisations, disons-le, montent ; elles montent… parce que c'est ainsi\u202f!",
        "1 000 €, 12,5 % (rires)",
        "…",
    ],
)
def test_what_has_no_hesitation_stays_to_the_letter(text):
    tokens = annotate(segments_of(text), pipeline="blank:fr")
    bare = tokens.flags & ~np.uint8(FILLER | REPETITION | RESTART)
    assert clean(segments_of(text), type(tokens)(**{**vars(tokens), "flags": bare})).texts == [text]


def test_the_original_is_kept_and_the_way_back():
    segments = segments_of("euh, les cotisations", "hein")
    tokens = annotate(segments)
    found = clean(segments, tokens)
    assert found.rows["original"].tolist() == segments.texts == ["euh, les cotisations", "hein"]
    assert found.texts == ["les cotisations", ""]
    for name in ("pointer", "turn", "start", "end"):
        assert np.array_equal(getattr(found, name), getattr(segments, name))
    assert segments.rows.columns.tolist() == [c for c in found.rows.columns if c != "original"]
    assert found.recipe.steps[-1].verb == "clean"


PIECES = st.lists(
    st.sampled_from(
        "euh hein, les les cotisations montent, ben bon carton carton. quoi ? on on a… parce que d'accord l' "
        "(rires) M. Dupont".split(" ")
    ),
    min_size=1,
    max_size=25,
).map(" ".join)


def words_of(text):
    return "".join(c if c.isalnum() else " " for c in text).split()


@pytest.mark.parametrize("pipeline", ["fr-oral", "blank:fr"])
@given(text=PIECES)
@settings(max_examples=60, deadline=None)
def test_words_of_the_clean_text_are_some_of_the_original_in_order(text, pipeline):
    (found,) = cleaned(text, pipeline=pipeline).texts
    rest = iter(words_of(text))
    assert all(word in rest for word in words_of(found))
    assert not found.startswith((",", "…", " ")) or found == text
    assert ",," not in found and ", ," not in found


@given(text=PIECES)
@settings(max_examples=60, deadline=None)
def test_clean_text_stays_as_it_is(text):
    (found,) = cleaned(text, pipeline="blank:fr").texts
    if found:
        assert cleaned(found, pipeline="blank:fr").texts == [found]


def test_tokens_of_other_segments_are_refused():
    few = annotate(segments_of("un carton monte"), pipeline="blank:fr")
    with pytest.raises(TextmineError) as fault:
        clean(segments_of("un carton monte", "deux"), few)
    assert fault.value.key == "other_segments"
    with pytest.raises(TextmineError):
        clean(segments_of("un"), few)


def test_answers_stay():
    assert cleaned("oui").texts == ["oui"]
    assert "oui" in cleaned("il a dit oui, euh, hier").texts[0]
