"""How many topics: coherence and stability of fits with more and more of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from textmine.errors import TextmineError
from textmine.represent.topics.model import TopicModel
from textmine.represent.topics.quality import coherence, diversity
from textmine.represent.words import WordCounts
from textmine.segment.tables import Tokens

Progress = Callable[[int, int], None]
NUMBERS: Final = (4, 6, 8, 10, 12, 16, 20, 25, 30)
REFITS: Final = 10
SOLID: Final = 0.7


def topic_numbers(
    tokens: Tokens,
    *,
    numbers: Sequence[int] = NUMBERS,
    refits: int = REFITS,
    progress: Progress | None = None,
    **options: Any,  # noqa: ANN401 - those of TopicModel
) -> pd.DataFrame:
    """Fit topic models of several sizes and return what speaks for each.

    Parameters
    ----------
    numbers
        Numbers of topics; those that the tokens are too few for are left out.
    refits
        Draws of the consensus that stability is seen on; 2 or more.
    options
        Of `TopicModel`.

    Returns
    -------
    DataFrame
        ``n_topics``, ``coherence`` (mean NPMI of ten words), ``stability`` (mean over topics), ``solid``
        (topics of stability .7 or more), ``diversity``, ``chosen``: the number whose topics are coherent and
        stable at once, by the greatest product of the two (negative coherence counts as 0;
        the highest coherence where all are negative).

    Raises
    ------
    TextmineError
        Fewer than two draws, or no number that the tokens are enough for.

    Notes
    -----
    Greene, O'Callaghan & Cunningham (2014) choose by stability alone, which few topics always have; coherence
    alone favours many small ones. The product is a guide: a level curve says that several numbers do as well.
    """
    if refits < 2:
        raise TextmineError("topic_options", within="meeting", weighting="log", refits=refits)
    bounds = {name: options[name] for name in ("min_segments", "max_share", "exclude") if name in options}
    counts = WordCounts(**{"min_segments": 5, "max_share": 0.2, **bounds}).fit_transform(tokens)
    rows = []
    wanted = [n for n in sorted(set(numbers)) if 2 <= n < min(counts.values.shape)]
    if not wanted:
        raise TextmineError(
            "too_many_topics", topics=min(numbers, default=0), segments=len(tokens), words=len(counts.columns)
        )
    for done, n_topics in enumerate(wanted):
        model = TopicModel(n_topics=n_topics, refits=refits, **options).fit(tokens)
        words = model.words(10)
        npmi, stable = float(coherence(words, counts).mean()), model.stability_
        solid = int((stable >= SOLID).sum())
        rows.append((n_topics, npmi, float(stable.mean()), solid, diversity(words)))
        if progress is not None:
            progress(done + 1, len(wanted))
    table = pd.DataFrame(rows, columns=["n_topics", "coherence", "stability", "solid", "diversity"])
    product = table["coherence"].clip(lower=0) * table["stability"]
    product = product if product.max() > 0 else table["coherence"]
    return table.assign(chosen=np.arange(len(table)) == int(product.to_numpy().argmax()))
