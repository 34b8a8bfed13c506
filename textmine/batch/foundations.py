"""What every measure reads: the corpus, its blocks, their tokens, topics and vectors, meeting by meeting."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from textmine.batch.work import Work
from textmine.errors import TextmineError
from textmine.memory import give_back

if TYPE_CHECKING:
    from textmine.parts import Mask
    from textmine.segment.tables import Tokens

_WORDS_A_TOPIC: Final = 60
_FEW_SEGMENTS: Final = 200
_MOST_TOPICS: Final = 12
# words from which what reading leaves behind is worth the time that giving it back takes
_LONG: Final = 100_000
# blocks that topics are learnt on from memory: 100 MB; more are held on disk meanwhile
_MOST_HELD: Final = 50_000


def read_corpus(work: Work, folder: Path) -> None:
    """Read the transcripts, and choose the pilots where none is declared."""
    from textmine.corpus.reading import read
    from textmine.corpus.speakers import choose_pilots
    from textmine.corpus.store import save_corpus

    options, pilots = work.settings.read, work.settings.pilots
    corpus = read(
        options.path,
        labels=options.labels,
        leave_out=options.leave_out,
        group_files=options.group_files,
        progress=lambda done, total, _: work.progress(done, total),
        skip_copies=False,
        **options.columns,
    )
    is_declared = (corpus.speakers["role_reason"] == "declared") & (corpus.speakers["role"] == "pilot")
    if pilots.choose or (pilots.choose is None and len(corpus.pilots) < 2 and not is_declared.any()):
        corpus = choose_pilots(corpus, min_words=pilots.min_words, min_meetings=pilots.min_meetings)
    if work.settings.converge.between == "pilot" and len(corpus.pilots) < 2:
        raise TextmineError("one_pilot", found=", ".join(corpus.pilots) or "0", between="pilot")
    save_corpus(corpus, folder)
    is_long = corpus.n_words >= _LONG
    del corpus
    if is_long:
        give_back()


def cut_blocks(work: Work, folder: Path) -> None:
    """Cut the talk into blocks, one meeting after another."""
    from textmine.segment.cutting import split_each
    from textmine.segment.store import save_segments

    save_segments(split_each(work.corpus_parts, into="blocks", words=work.settings.split.words), folder)


def annotate_blocks(work: Work, folder: Path) -> None:
    """Annotate the blocks as they come from disk."""
    from textmine.segment.french import annotate_each
    from textmine.segment.store import save_tokens

    segments, workers = work.segment_parts, work.workers
    n_segments = int(segments.n_rows.sum())
    tokens = annotate_each(
        segments, pipeline=work.settings.annotate.pipeline, processes=workers.processes,
        scheduler=workers.scheduler, progress=lambda done: work.progress(done, n_segments),
    )  # fmt: skip
    save_tokens(tokens, folder)


def learn_topics(work: Work, folder: Path) -> None:
    """Learn topics, and write the shares of all blocks, one meeting after another."""
    import numpy as np

    from textmine.represent.store import save_feature_parts
    from textmine.represent.topics.editing import edit_topics
    from textmine.represent.topics.model import TopicModel
    from textmine.represent.words import speaker_words

    is_learnt = work.is_learnt(work.token_parts)
    tokens, n_segments = work.token_parts.only(is_learnt), int(is_learnt.sum())
    options = work.settings.topics
    n_topics = options.n_topics
    if n_topics is None:
        n_topics = min(_MOST_TOPICS, max(2, _count_active(tokens) // _WORDS_A_TOPIC))
    names = sorted(speaker_words(work.corpus_parts.speakers["speaker"].tolist()))
    rare, common = (5, 0.2) if n_segments >= _FEW_SEGMENTS else (2, 0.5)
    model = TopicModel(
        n_topics=n_topics, seed=work.settings.seed, min_segments=rare, max_share=common, exclude=names,
        neighbours=options.neighbours, within=options.within, refits=options.refits,
    )  # fmt: skip
    with TemporaryDirectory(dir=folder) as held:
        is_long = n_segments > _MOST_HELD
        model.fit(
            tokens if is_long else tokens[:],
            processes=work.workers.processes,
            folder=Path(held) if is_long else None,
        )
    if options.merge or options.split or options.names:
        model = edit_topics(model, work.tokens, merge=options.merge, split=options.split, names=options.names)
    save_feature_parts(map(model.transform, work.token_parts), folder / "shares")
    words = model.words(10)
    labels = np.array(model.labels_, dtype=object)[words["topic"].to_numpy()]
    words.assign(label=labels).to_parquet(folder / "words.parquet", index=False)
    model.save(folder / "model")


def _count_active(tokens: Sequence[Tokens]) -> int:
    """Return the number of content words, or as many as the most topics need."""
    n_words = 0
    for part in tokens:
        n_words += int(part.active.sum())
        if n_words >= _MOST_TOPICS * _WORDS_A_TOPIC:
            break
    return n_words


def encode_blocks(work: Work, folder: Path) -> None:
    """Learn word vectors, and write the vectors of all blocks, one meeting after another."""
    from textmine.represent.learning import MOST_LEARNT
    from textmine.represent.store import save_feature_parts
    from textmine.represent.vectors import SentenceVectors

    options, segments, workers = work.settings.vectors, work.segment_parts, work.workers
    chosen = drawn(work.is_learnt(segments), MOST_LEARNT, seed=work.settings.seed)
    model = SentenceVectors(
        purpose="pilot", model=options.model, dimensions=options.dimensions, seed=work.settings.seed
    ).fit(segments.whole(chosen))
    vectors = model.transform_each(segments, processes=workers.processes, scheduler=workers.scheduler)
    save_feature_parts(vectors, folder / "vectors")
    if options.model is None:
        model.save(folder / "model")


def drawn(chosen: Mask, most: int, *, seed: int) -> Mask:
    """Return as many of the rows chosen, drawn at random, or all where they are not more."""
    import numpy as np

    places = np.flatnonzero(chosen)
    if len(places) <= most:
        return chosen
    drawn = np.zeros_like(chosen)
    drawn[np.random.default_rng(seed).choice(places, most, replace=False)] = True
    return drawn
