"""Text is cut as the treebanks cut it: elisions and clitics apart, other words whole."""

import re

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.vocab import Vocab

from tests.segment.oral.material import SPOKEN_DEV, TREEBANKS, needs_treebanks
from textmine.segment.oral.examples import make_doc
from textmine.segment.oral.tokenizer import build_tokenizer
from textmine.segment.oral.treebank import read_treebank

CUT = build_tokenizer(Vocab())

# a bar is a cut without white space
CASES = """
l'|œuvre de l’|État
jusqu'|ici
lorsqu'|il puisqu’|on quoiqu'|elle
d'|1 euro
dit|-il dis|-le|-moi donne|-moi parlez|-vous
a|-t-elle A|-t-on compris ?
qu'|a|-t-il dit
allez|-y vas|-y va|-t'|en
cette année|-là cet homme|-ci
celui-là et ceux-ci
là-bas là-dessus moi-même
c'est-à-dire que C’est-à-dire
quelqu'un ou quelqu’une
aujourd'hui Aujourd’hui
p'tit carton p’tites mains
t'|as vu T’|es là
y'|a du monde
y a du monde
qu'|est|-ce que Qu’|est|-ce qu’|il dit
est|-ce qu'|on vient
n'|est|-ce pas
rendez-vous rendez|-nous
peut-être vis-à-vis
chef-d'œuvre prud’hommes presqu'île
M. Dupont MM. Durand et Rey
J.-C.
12,5 % 12,5|% 100|%
1000 € 1000|€
20h30
réu~ réunion coti- cotisation
(|rires|)
[|inaudible|]
XXX
non|…|enfin
non|...
non|... enfin|…
«|Oui|»|, dit|-il|.
« Oui »|, dit|-il|.
"|oui|"
—|Bonjour
oui|,|non oui|, non
fini|.|Alors
et|/|ou
ça|,|c'|est bon
Saint-Étienne arc-en-ciel PME-PMI
l'|ESAT
'fin bon
chais pas j'|suis v'là
etc.
""".strip().splitlines()


@pytest.mark.parametrize("case", CASES)
def test_hard_cases(case):
    assert [token.text for token in CUT(case.replace("|", ""))] == re.split(r"[| ]", case)


LETTERS = st.text(st.sampled_from("aeélstjqudnmcC'’-~.,…?!()[]«»\u00a0\u202f 019%\n🙂"), max_size=40)


@given(st.one_of(LETTERS, st.text(max_size=40)))
@settings(max_examples=300, deadline=None)
def test_tokens_cover_the_text(text):
    doc = CUT(text)
    assert doc.text == text
    assert all(text[token.idx : token.idx + len(token)] == token.text for token in doc)


@given(st.lists(st.sampled_from(CASES).map(lambda case: case.replace("|", "")), max_size=5))
@settings(max_examples=100, deadline=None)
def test_a_word_is_cut_alike_whatever_stands_around(words):
    alone = [token.text for word in words for token in CUT(word)]
    assert [token.text for token in CUT(" ".join(words))] == alone


@needs_treebanks
@pytest.mark.parametrize("name", [*SPOKEN_DEV, "fr_sequoia-ud-dev", "fr_fqb-ud-test"])
def test_treebanks_are_cut_as_their_makers_cut_them(name):
    found = wanted = 0
    for sentence in read_treebank(TREEBANKS / f"{name}.conllu"):
        gold = make_doc([sentence], CUT.vocab)
        seen = {(token.idx, len(token)) for token in CUT(gold.text)}
        wanted += len(gold)
        found += sum((token.idx, len(token)) in seen for token in gold)
    assert found / wanted >= (0.99 if name == "fr_sequoia-ud-dev" else 0.998)


def test_saved_and_loaded_it_cuts_the_same(tmp_path):
    nlp = spacy.blank("fr")
    nlp.tokenizer = build_tokenizer(nlp.vocab)
    nlp.to_disk(tmp_path / "chaine")
    again = spacy.load(tmp_path / "chaine")
    for case in CASES:
        text = case.replace("|", "")
        for shaped in (text, text.replace(" ", ""), text.upper()):
            cut = [(token.text, token.idx) for token in nlp(shaped)]
            assert [(token.text, token.idx) for token in again(shaped)] == cut
            assert cut == [(token.text, token.idx) for token in CUT(shaped)]
