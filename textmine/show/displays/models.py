"""Displays of what learns: topics, classes, vectors, axes."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from textmine.represent.classes.sheets import leaf_table
from textmine.show.displays.sheets import Facts, Sheet, held, option_table

HEAD: Final = 7


def _topics(model: Any) -> pd.DataFrame:  # noqa: ANN401 - by name of class
    numbers = range(len(model.labels_))
    # a topic that took no word has no row among the words
    words = model.words(HEAD).groupby("topic")["word"].agg(", ".join).reindex(numbers).fillna("")
    table = pd.DataFrame({"topic": numbers, "words": words.to_numpy(), "share": model.prevalence_})
    return table.assign(stability=model.stability_) if hasattr(model, "stability_") else table


def _topic_facts(model: Any) -> Facts:  # noqa: ANN401
    return {"topics": len(model.labels_), "vocabulary": len(model.words_)}


def _class_facts(model: Any) -> Facts:  # noqa: ANN401
    classes = model.classes()
    return {
        "classes": int(classes.max()) + 1,
        "segments": len(classes),
        "unclassified": int((classes < 0).sum()),
    }


def _vector_facts(model: Any) -> Facts:  # noqa: ANN401
    return {"purpose": model.purpose, "method": model.method_, "words": model.n_words_}


def _counted(model: Any) -> pd.DataFrame:  # noqa: ANN401
    order = np.argsort(-model.n_segments_in_, kind="stable")
    table = pd.DataFrame({"word": np.array(model.words_, dtype=object), "n_segments": model.n_segments_in_})
    return table.iloc[order]


TOPICS: Final = Sheet(".words()", _topics, facts=_topic_facts)
OPTIONS: Final = Sheet("", option_table)
MODELS: Final[dict[str, Sheet]] = {
    "TopicModel": TOPICS,
    "LatentDirichlet": TOPICS,
    "VectorClusters": TOPICS,
    "LexicalClasses": Sheet(
        ".profiles()", leaf_table, ("class", "n_segments", "share", "words"), _class_facts,
        note="classes_from_0",
    ),
    "DoubleClasses": held("evidence_", facts=_class_facts),
    "CorrespondenceAnalysis": held(
        "rows_", "name", "mass", "inertia", "axis_1", "axis_2", "quality",
        facts=lambda model: {"axes": len(model.eigenvalues_), "inertia": float(model.inertia_)},
    ),
    "WordCounts": Sheet(".words_", _counted, facts=lambda model: {"vocabulary": len(model.words_),
                                                                  "segments": model.n_fitted_}),
    "SentenceVectors": Sheet("", option_table, facts=_vector_facts),
    "Search": OPTIONS,
}  # fmt: skip
