"""What is looked at before a search, so that reading is fast, never hides what the search would find."""

from __future__ import annotations

import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from textmine.corpus.encodings import decode, mend_controls
from textmine.corpus.formats.tei_elements import one_line, parenthesised
from textmine.corpus.makeup import running_heads
from textmine.corpus.typography import join_cut_words, plain_letters

_CODE = re.compile("['’]?[\x80-\x9f]")
_SIGN = re.compile("[\u00ad\u200b\u2060\ufeffﬀﬁﬂﬃﬄﬅﬆ]")
_TEXTS = st.text(alphabet="ae1é'’ \t\r\n\u00a0-–:/p()\x80\x92\x9f\u00ad\u200bﬁﬆ", max_size=60)


@given(_TEXTS)
def test_every_control_code_is_mended(text: str) -> None:
    mended, count = mend_controls(text)
    assert count == len(_CODE.findall(text))
    assert not re.search("[\x80-\x9f]", mended)


@given(_TEXTS)
def test_every_sign_of_make_up_goes(text: str) -> None:
    plain, count = plain_letters(text)
    assert count == len(_SIGN.findall(text))
    assert not _SIGN.search(plain)


@given(st.text(alphabet=" \t\r\n\u00a0\u2003oué\u0301", max_size=40))
def test_white_space_of_xml_becomes_one_space(text: str) -> None:
    words = [word for word in re.split("[ \t\r\n]+", unicodedata.normalize("NFC", text)) if word]
    assert one_line(text) == " ".join(words)


@given(st.text(alphabet="(). o", max_size=12))
def test_parentheses_around_the_whole_open_and_close_it(text: str) -> None:
    bare = text.strip().removesuffix(".")
    assert parenthesised(text) <= (bare[:1] == "(" and bare[-1:] == ")")


def test_a_word_cut_before_each_kind_of_line_end_is_joined() -> None:
    full = "Un texte dont toutes les lignes vont jusqu'au bord de la page comme cel"
    for end in ("\n", "\r\n", "\r", " \t\n"):
        text, count = join_cut_words(
            f"{full}-{end}les-ci dont on parlait avant et qui tiennent toute la place ici\n"
        )
        assert (count, text.split(full)[1][:6]) == (1, "les-ci"), repr(end)


def test_running_heads_need_a_number() -> None:
    heads = [f"Comité de pilotage – {page}" for page in range(1, 4)]
    lines = [line for head in heads for line in (head, "Marie : oui")]
    assert running_heads(lines, []) == {0, 2, 4}
    assert running_heads(["Comité de pilotage –", "Marie : oui"] * 3, []) == set()


def test_control_bytes_refuse_a_file_and_the_few_that_texts_hold_do_not() -> None:
    assert decode(b"oui\x15\x1a\x0c non" * 9, file="a.txt").encoding == "utf-8"
