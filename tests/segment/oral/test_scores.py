"""Scores against values worked out by hand, and a pipeline that knows all the answers."""

import pytest
import spacy
from spacy.language import Language

from tests.segment.oral.little import make_data
from tests.segment.oral.material import block, row, write
from textmine.errors import TextmineError
from textmine.segment.oral.examples import make_doc
from textmine.segment.oral.scores import CONDITIONS, SETS, score_pipeline
from textmine.segment.oral.tokenizer import build_tokenizer
from textmine.segment.oral.treebank import documents, read_treebank, stripped, turns


class Knows:
    """Give each text the document that is known for it."""

    def __init__(self, nlp):
        self.vocab = nlp.vocab
        self.known = {}

    def learn(self, path, change=lambda doc: None):
        for document in documents(read_treebank(path)):
            for turn in turns(document):
                for said in (turn, [stripped(sentence) for sentence in turn]):
                    doc = make_doc(said, self.vocab)
                    change(doc)
                    self.known[doc.text] = doc

    def __call__(self, doc):
        return self.known[doc.text]


@pytest.fixture
def nlp():
    nlp = spacy.blank("fr")
    nlp.tokenizer = build_tokenizer(nlp.vocab)
    knows = Knows(nlp)
    Language.component("knows_all", func=knows)
    nlp.add_pipe("knows_all")
    nlp.knows = knows
    return nlp


def cell(table, measure, name="sequoia", condition="written", column="value"):
    chosen = table[(table["set"] == name) & (table["condition"] == condition) & (table["measure"] == measure)]
    (value,) = chosen[column]
    return value


def test_a_pipeline_that_knows_all_scores_one(nlp, tmp_path):
    folder = make_data(tmp_path / "données") / "ud-french"
    for path in folder.glob("*-dev.conllu"):
        nlp.knows.learn(path)
    steps = []
    table = score_pipeline(nlp, folder, progress=lambda done, total: steps.append((done, total)))
    assert set(table["set"]) == {"spoken", "rhapsodie", "parisstories", "sequoia"}
    assert set(table["condition"]) == set(CONDITIONS)
    assert (table[["value", "low", "high"]] == 1).all().all()
    names = {"upos", "lemma", "sentence", "boundary", "filler_p", "filler_r", "restart", "marker"}
    assert set(table["measure"]) == names
    assert steps[-1] == (4, 4)
    # 12 sentences of 8 words, 3 of them nouns and verbs; stripped, the full stop is gone
    assert cell(table, "upos", column="n") == 96
    assert cell(table, "upos", condition="stripped", column="n") == 84
    assert cell(table, "lemma", column="n") == 36
    assert cell(table, "filler_r", "spoken", column="n") == 24


TALK = (
    block(
        row(1, "Euh", "INTJ", 3, "discourse"),
        row(2, "on", "PRON", 3, "nsubj"),
        row(3, "monte", "VERB", 0, "root", lemma="monter"),
        row(4, "ben", "INTJ", 3, "discourse", misc="SpaceAfter=No"),
        row(5, ".", "PUNCT", 3, "punct"),
        sent_id="d1_1",
    )
    + block(
        row(1, "Les", "DET", 2, "det"),
        row(2, "cartons", "NOUN", 3, "nsubj", lemma="carton"),
        row(3, "arrivent", "VERB", 0, "root", lemma="arriver", misc="SpaceAfter=No"),
        row(4, ".", "PUNCT", 3, "punct"),
        sent_id="d1_2",
    )
    + block(
        row(1, "Bon", "INTJ", 2, "discourse"),
        row(2, "merci", "INTJ", 0, "root", misc="SpaceAfter=No"),
        row(3, ".", "PUNCT", 2, "punct"),
        sent_id="d1_3",
    )
)


def test_scores_of_known_mistakes(nlp, tmp_path):
    path = write(tmp_path / "fr_sequoia-ud-dev.conllu", TALK)

    def mistakes(doc):
        for token in doc:
            if token.lower_ == "cartons":
                token.lemma_, token.tag_ = "Cartons", "filler"
            if token.lower_ == "monte":
                token.pos_ = "NOUN"
            if token.lower_ == "ben":
                token.tag_ = "word"
            if token.lower_ == "bon":
                token.is_sent_start = False

    nlp.knows.learn(path, mistakes)
    table = score_pipeline(nlp, tmp_path)
    assert cell(table, "upos") == pytest.approx(11 / 12)
    assert cell(table, "upos", condition="stripped") == pytest.approx(8 / 9)
    assert cell(table, "lemma") == pytest.approx(2 / 3)
    # found: euh, bon, merci, and cartons wrongly; ben is missed
    assert cell(table, "filler_p") == pytest.approx(3 / 4)
    assert cell(table, "filler_r") == pytest.approx(3 / 4)
    # the first of three sentences is right; two are found
    assert cell(table, "sentence") == pytest.approx(2 * 1 / (3 + 2))
    assert cell(table, "boundary") == pytest.approx(2 * 1 / (2 + 1))
    assert set(table["documents"]) == {1}


def test_a_word_cut_otherwise_counts_as_wrong(nlp, tmp_path):
    path = write(tmp_path / "fr_sequoia-ud-dev.conllu", TALK)

    def join(doc):
        with doc.retokenize() as cut:
            cut.merge(doc[1:3], attrs={"POS": "VERB", "TAG": "word"})

    nlp.knows.learn(path, join)
    table = score_pipeline(nlp, tmp_path)
    assert cell(table, "upos") == pytest.approx(10 / 12)
    assert cell(table, "lemma") == pytest.approx(2 / 3)


def test_intervals_hold_the_value_and_a_seed_gives_the_same(nlp, tmp_path):
    folder = make_data(tmp_path / "données") / "ud-french"
    calls = []

    def sometimes(doc):
        calls.append(doc)
        if len(calls) % 3 == 0:
            for token in doc[2:5]:
                token.pos_, token.lemma_, token.tag_ = "X", "?", "filler"

    for path in sorted(folder.glob("*-dev.conllu")):
        nlp.knows.learn(path, sometimes)
    table = score_pipeline(nlp, folder, seed=1)
    assert (table["low"] <= table["value"]).all() and (table["value"] <= table["high"]).all()
    assert (table["low"] < table["high"]).any()
    assert table.equals(score_pipeline(nlp, folder, seed=1))


def test_a_pipeline_without_sentences_has_no_score_for_them(tmp_path):
    folder = make_data(tmp_path / "données") / "ud-french"
    plain = spacy.blank("fr")
    plain.tokenizer = build_tokenizer(plain.vocab)
    table = score_pipeline(plain, folder)
    assert "sentence" not in set(table["measure"])
    assert cell(table, "upos") == 0


def test_no_file_at_all_is_told(nlp, tmp_path):
    with pytest.raises(TextmineError) as fault:
        score_pipeline(nlp, tmp_path)
    assert fault.value.key == "no_treebanks"
    for names in SETS.values():
        assert all(name in fault.value.say("fr") for name in names)
