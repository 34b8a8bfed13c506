"""How fast a pipeline tags and lemmatises, beside spaCy's default French configuration in the same run."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from textmine.embedded import folder_of
from textmine.segment.oral.examples import make_examples
from textmine.segment.oral.rawtext import read_talk
from textmine.segment.oral.treebank import documents, read_treebank
from textmine.segment.tagging import AT_ONCE

if TYPE_CHECKING:
    from spacy.language import Language

_TEXTS: Final = 600
_ROUNDS: Final = 5
_REFERENCE: Final = ("morphologizer", "trainable_lemmatizer")


def compare_speed(pipeline: str, data: Path) -> pd.DataFrame:
    """Time tags and lemmas on the same turns of talk, five rounds after one to warm up.

    Parameters
    ----------
    pipeline
        Name or folder of the pipeline; its sentence part is left out.
    data
        Folder with ``ud-french`` (the reference is given its labels and a few updates) and talk to tag.

    Returns
    -------
    DataFrame
        One row a pipeline: ``pipeline``, ``words_per_second`` (median over rounds), ``ratio`` to "spaCy
        default" (median of the rounds' ratios), ``low`` and ``high`` (least and largest ratio), ``words``.

    Notes
    -----
    The reference is what ``spacy init config --lang fr --pipeline morphologizer,trainable_lemmatizer`` gives,
    a tok2vec of width 96 and depth 4, with labels and a few updates from a treebank. spaCy multiplies
    matrices by BLIS; textmine by NumPy's BLAS, and tags as `textmine.segment.tagging` does. So that what
    comes from there is seen apart, ours is also timed as ``spacy.load`` gives it, and the reference with
    NumPy's products. One process, one thread.
    """
    from threadpoolctl import threadpool_limits

    from textmine.segment.pipelines import tagger_of, use_numpy_products

    texts = list(islice(read_talk(data), _TEXTS))
    words = sum(len(text.split()) for text in texts)
    plain, quick = _reference(data), _reference(data)
    use_numpy_products(quick)
    tagger = tagger_of(pipeline)
    ours = _as_spacy_loads(pipeline)
    ways: dict[str, Callable[[], object]] = {
        "as textmine tags": partial(_piped, ours, texts) if tagger is None
        else partial(tagger.tag, texts, at_once=AT_ONCE, threads=1),
        "as spaCy loads it": partial(_piped, ours, texts),
        "spaCy default": partial(_piped, plain, texts),
        "spaCy default, NumPy products": partial(_piped, quick, texts),
    }  # fmt: skip
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    with threadpool_limits(1):
        for round_ in range(_ROUNDS + 1):
            for name, way in ways.items():
                taken = _time(way)
                if round_:
                    seconds[name].append(taken)
    reference = np.array(seconds["spaCy default"])
    rows = []
    for name, times in seconds.items():
        ratios = reference / np.array(times)
        speed = words / float(np.median(times))
        rows.append((name, speed, float(np.median(ratios)), float(ratios.min()), float(ratios.max()), words))
    return pd.DataFrame(rows, columns=["pipeline", "words_per_second", "ratio", "low", "high", "words"])


def _time(way: Callable[[], object]) -> float:
    begun = time.perf_counter()
    way()
    return time.perf_counter() - begun


def _piped(nlp: Language, texts: Sequence[str]) -> None:
    for _ in nlp.pipe(texts):
        pass


def _as_spacy_loads(pipeline: str) -> Language:
    import spacy

    folder = folder_of(pipeline)
    return spacy.load(pipeline if folder is None else folder, exclude=["senter", "ner"])


def _reference(data: Path) -> Language:
    from spacy.cli.init_config import init_config
    from spacy.util import load_model_from_config

    config = init_config(lang="fr", pipeline=list(_REFERENCE), optimize="efficiency", gpu=False)
    nlp = load_model_from_config(config, auto_fill=True)
    texts = documents(read_treebank(data / "ud-french" / "fr_rhapsodie-ud-dev.conllu"))
    examples = make_examples(nlp, texts, np.random.default_rng(0))
    optimiser = nlp.initialize(lambda: examples)
    for low in range(0, len(examples), 10):
        nlp.update(examples[low : low + 10], sgd=optimiser)
    return nlp
