"""spaCy's French as it is imported here, beside what spaCy imports by itself."""

import hashlib
import re
import subprocess
import sys
import textwrap

import pytest

from textmine.french import import_french, lookups, stop_words
from textmine.segment.pipelines import open_pipeline

APART = """
    import hashlib
    from spacy.lang.fr.tokenizer_exceptions import TOKEN_MATCH
    words = "saut-de-ski entr'abat faux-vampire ski 12 état-unien Saint-Prix".split()
    print([bool(TOKEN_MATCH(word)) for word in words])
    print(hashlib.sha256(TOKEN_MATCH.__self__.pattern.encode()).hexdigest())
"""


def test_the_expression_that_waits_matches_as_spacys_own():
    match = import_french().FrenchDefaults.token_match
    words = "saut-de-ski entr'abat faux-vampire ski 12 état-unien Saint-Prix".split()
    here = [bool(match(word)) for word in words]
    assert any(here) and not all(here)
    digest = hashlib.sha256(match.__self__.pattern.encode()).hexdigest()
    code = textwrap.dedent(APART)
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.splitlines() == [str(here), digest]


def test_expressions_are_compiled_as_ever_afterwards():
    import_french()
    assert isinstance(re.compile("a" * 30_000), re.Pattern)


def test_a_blank_pipeline_saves_and_loads_its_tokenizer():
    import spacy

    import_french()
    nlp = spacy.blank("fr")
    again = spacy.blank("fr").from_bytes(nlp.to_bytes())
    text = "un saut-de-ski, aujourd'hui"
    assert [word.text for word in again(text)] == [word.text for word in nlp(text)]
    assert "saut-de-ski" in [word.text for word in again(text)]


def test_the_tokenizer_of_the_folder_is_the_one_in_use():
    import spacy

    from textmine.embedded import folder_of

    ours, plain = open_pipeline("fr-oral"), spacy.load(folder_of("fr-oral"))
    assert ours.tokenizer.to_bytes() == plain.tokenizer.to_bytes()
    text = "C'est-à-dire qu’a-t-elle dit, quelqu'un de là-bas ? M. Untel, 12% en janv."
    assert [word.text for word in ours(text)] == [word.text for word in plain(text)]


def test_stop_words_are_french():
    assert {"les", "dans", "nous"} <= stop_words()
    assert "carton" not in stop_words()


@pytest.mark.parametrize("name", ["lemma_lookup", "lemma_index"])
def test_tables_are_those_that_spacy_gives(name):
    from spacy.lookups import load_lookups

    ours, theirs = lookups(name), load_lookups("fr", [name]).get_table(name)
    assert len(ours) == len(theirs) and list(ours.values()) == list(theirs.values())
    assert all(theirs[key] == value for key, value in ours.items())


def test_stop_words_are_those_of_spacy():
    from spacy.lang.fr.stop_words import STOP_WORDS

    assert stop_words() == STOP_WORDS


APART_FROM_SPACY = """
    import sys
    from textmine.corpus.names.ordinary import is_noun, is_ordinary
    assert is_ordinary("pierre") and is_noun("ateliers") and not is_ordinary("castaing")
    print(sorted({"spacy", "torch"} & sys.modules.keys()))
"""


def test_words_are_looked_up_without_importing_spacy():
    command = [sys.executable, "-c", textwrap.dedent(APART_FROM_SPACY)]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "[]\n"
