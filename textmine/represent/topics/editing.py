"""Topics put right by hand: some merged, one divided, others given a name."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from textmine.errors import TextmineError
from textmine.represent.topics.factorising import factorise
from textmine.represent.topics.model import TopicModel
from textmine.represent.topics.reading import labels_of
from textmine.segment.tables import Tokens

Topic = int | str
_LEAST_ROWS: Final = 10


def edit_topics(
    model: TopicModel,
    tokens: Tokens,
    *,
    merge: Sequence[Sequence[Topic]] = (),
    split: Sequence[Topic] = (),
    names: Mapping[str, str] | None = None,
) -> TopicModel:
    r"""Return a model with topics merged, divided in two and named; the one given is left as it was.

    Parameters
    ----------
    tokens
        Those that the model was fitted on.
    merge
        Groups of two or more topics, each a label of `model` or its number from 0; no topic in two groups.
    split
        Topics of `model` to divide in two.
    names
        By label, after merging and dividing: what a topic shall be called.

    Returns
    -------
    TopicModel
        Topics in falling order of their share; ``stability_`` is nan where a hand was laid on. The recipe
        tells what was done.

    Raises
    ------
    TextmineError
        No such topic, one asked for twice, one too small to be divided, or two of one name.

    Notes
    -----
    The words of a merged topic are the mean of its parts, weighted by their shares. A topic is divided by a
    factorisation in two of the segments whose first topic it is. A label is surer than a number: where other
    material gives other topics, a label is not found and nothing is merged by mistake.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import textmine as tm
    >>> talk = "Ana : le four fond le verre\n\nBob : la palette part au port\n\n" * 8
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (Path(folder) / "reunion.txt").write_text(talk, encoding="utf-8")
    ...     tokens = tm.annotate(tm.split(tm.read(folder), into="turns"))
    >>> model = tm.TopicModel(n_topics=2, max_share=0.5).fit(tokens)
    >>> edited = edit_topics(model, tokens, names={model.labels_[0]: "Chaleur"})
    >>> edited.labels_[0], model.labels_[0] == "Chaleur"
    ('Chaleur', False)
    """
    if not hasattr(model, "weights_"):
        raise TextmineError("not_fitted", what="TopicModel")
    groups = [[topic_place(model, topic) for topic in group] for group in merge]
    divided = [topic_place(model, topic) for topic in split]
    touched = [place for group in groups for place in group] + divided
    if len(set(touched)) < len(touched) or any(len(group) < 2 for group in groups):
        raise TextmineError("topic_twice", topics=", ".join(f"« {model.labels_[p]} »" for p in touched))
    kept = [place for place in range(model.n_topics) if place not in touched]
    rows = [model.weights_[kept], *(_merged(model, group)[None] for group in groups)]
    rows += [_divided(model, place, tokens) for place in divided]
    words = np.vstack(rows)
    if len(words) < 2:
        raise TextmineError("too_many_topics", topics=len(words), segments=len(tokens), words=words.shape[1])
    stability = np.full(len(words), np.nan)
    stability[: len(kept)] = model.stability_[kept]
    edited = _rebuilt(model, words, stability, tokens) if touched else copy.copy(model)
    return _named(edited, names or {}, {"merge": [list(g) for g in merge], "split": list(split)})


def topic_place(model: TopicModel, topic: Topic) -> int:
    """Return the place of a topic given by its label or its number from 0.

    Raises
    ------
    TextmineError
        There is no such topic.
    """
    labels = {label.casefold(): place for place, label in enumerate(model.labels_)}
    if isinstance(topic, str) and topic.strip().casefold() in labels:
        return labels[topic.strip().casefold()]
    if isinstance(topic, int) and not isinstance(topic, bool) and 0 <= topic < len(labels):
        return topic
    known = " ; ".join(f"{place}: {label}" for place, label in enumerate(model.labels_))
    raise TextmineError("no_such_topic", topic=topic, known=known)


def _merged(model: TopicModel, group: list[int]) -> NDArray[np.float64]:
    weights = np.maximum(model.prevalence_[group], 1e-12)
    return np.asarray(weights @ model.weights_[group] / weights.sum())


def _divided(model: TopicModel, place: int, tokens: Tokens) -> NDArray[np.float64]:
    """Return two topics learnt on the segments whose first topic it is, shape (2, d)."""
    mine = model.dominant(tokens) == place
    if int(mine.sum()) < _LEAST_ROWS:
        raise TextmineError(
            "topic_too_small", topic=model.labels_[place], segments=int(mine.sum()), least=_LEAST_ROWS
        )
    return factorise(model.weigh_context(tokens)[np.flatnonzero(mine)], 2, seed=model.seed)


def _rebuilt(
    model: TopicModel, words: NDArray[np.float64], stability: NDArray[np.float64], tokens: Tokens
) -> TopicModel:
    """Return the model with other topics, in falling order of their share of the tokens."""
    found = copy.copy(model)
    found.n_topics, found.weights_ = len(words), words
    found.prevalence_ = np.full(len(words), 1 / len(words))
    found.labels_ = labels_of(words, model.words_)
    shares = found.transform(tokens)
    prevalence = shares.dense()[(shares.rows["n_known"] > 0).to_numpy()].mean(axis=0)
    order = np.lexsort((np.arange(len(words)), -prevalence))
    found.weights_, found.stability_ = words[order], stability[order]
    found.prevalence_ = prevalence[order] / prevalence.sum()
    found.labels_ = labels_of(found.weights_, model.words_)
    return found


def _named(model: TopicModel, names: Mapping[str, str], done: dict[str, object]) -> TopicModel:
    labels = list(model.labels_)
    for topic, name in names.items():
        labels[topic_place(model, topic)] = name
    if len(set(labels)) < len(labels):
        raise TextmineError("topic_twice", topics=", ".join(f"« {label} »" for label in labels))
    model.labels_ = tuple(labels)
    model.recipe_ = model.recipe_.then("edit_topics", **done, names=dict(names))
    return model
