"""A run goes from meeting to meeting: what is held meanwhile, and what is drawn where there is too much."""

import dataclasses

import numpy as np
import pytest

from textmine.batch.foundations import drawn
from textmine.batch.lexis import usages_of
from textmine.batch.material import material_of
from textmine.batch.pipeline import open_run, run_stages
from textmine.corpus.store import CorpusParts
from textmine.parts import Parts
from textmine.represent.store import FeatureParts
from textmine.represent.vectors import SentenceVectors
from textmine.show.parts import method_part


def test_no_stage_up_to_convergence_reads_all_at_once(small_corpus, tmp_path, monkeypatch):
    asked = []

    def whole(parts, chosen=None):
        asked.append(type(parts).__name__)
        return kept(parts, chosen)

    kept = Parts.whole
    monkeypatch.setattr(Parts, "whole", whole)
    monkeypatch.setattr(FeatureParts, "whole", whole)
    monkeypatch.setattr(CorpusParts, "whole", whole)
    run_stages(small_corpus, to=tmp_path / "RUN", until="converge")
    # word vectors alone, which are learnt on blocks drawn from all meetings, and on no more than so many
    assert asked == ["SegmentParts"]


def test_word_vectors_are_learnt_on_so_many_blocks_and_all_are_represented(
    small_corpus, tmp_path, monkeypatch
):
    learnt = []
    fit = SentenceVectors.fit
    monkeypatch.setattr(
        SentenceVectors, "fit", lambda self, blocks: learnt.append(len(blocks)) or fit(self, blocks)
    )
    monkeypatch.setattr("textmine.represent.learning.MOST_LEARNT", 20)
    work = run_stages(small_corpus, to=tmp_path / "RUN", until="vectors")
    assert learnt == [20] and len(work.vectors) > 20


def test_what_is_drawn():
    chosen = np.array([True, False, True, True, True])
    assert drawn(chosen, 4, seed=0) is chosen
    some = drawn(chosen, 2, seed=0)
    assert some.sum() == 2 and not (some & ~chosen).any()
    assert np.array_equal(some, drawn(chosen, 2, seed=0))


def test_topics_of_a_long_corpus_are_learnt_from_disk(small_corpus, tmp_path, monkeypatch):
    short = run_stages(small_corpus, to=tmp_path / "SHORT", until="topics")
    monkeypatch.setattr("textmine.batch.foundations._MOST_HELD", 10)
    monkeypatch.setattr("textmine.represent.row_blocks.ROWS", 1_000)
    long = run_stages(small_corpus, to=tmp_path / "LONG", until="topics")
    assert np.array_equal(short.all_shares.dense(), long.all_shares.dense())
    files = [path.name for path in long.folders["topics"].rglob("*.npy")]
    assert not files, "what was held meanwhile is gone"


@pytest.mark.parametrize("part", ["turns", "blocks", "tokens", "shares", "vectors"])
def test_files_of_a_run_are_readable_by_any_tool(small_run, part):
    import pyarrow.parquet as pq

    place = {"turns": "read-*/turns", "blocks": "split-*", "tokens": "annotate-*/tokens",
             "shares": "topics-*/shares", "vectors": "vectors-*/vectors"}[part]  # fmt: skip
    [folder] = (small_run / "stages").glob(place)
    files = sorted(folder.glob("*.parquet"))
    assert len(files) == 5
    if part != "tokens":
        assert all(len(set(pq.read_table(file)["meeting"].to_pylist())) == 1 for file in files)
    else:
        assert "lemma" in pq.read_table(files[0]).column_names


def test_the_report_tells_on_how_many_blocks_vectors_were_learnt(small_run, monkeypatch):
    material = material_of(open_run(small_run))
    assert method_part(material, "fr")["learnt"] == ""
    monkeypatch.setattr("textmine.show.parts.MOST_LEARNT", 20)
    told = {language: method_part(material, language)["learnt"] for language in ("fr", "en")}
    assert all(f" {count} " in text for text in told.values() for count in (20, len(material.segments)))
    given = dataclasses.replace(material, settings={**material.settings, "vectors": {"model": "a-model"}})
    assert method_part(given, "fr")["learnt"] == ""


def test_vectors_for_uses_of_words_are_learnt_on_so_many_blocks(small_run, monkeypatch):
    learnt = []
    fit = SentenceVectors.fit

    def noted(self, blocks):
        learnt.append(len(blocks))
        return fit(self, blocks)

    monkeypatch.setattr(SentenceVectors, "fit", noted)
    monkeypatch.setattr("textmine.batch.lexis.MOST_LEARNT", 25)
    assert len(usages_of(open_run(small_run)).words) and learnt == [25]
