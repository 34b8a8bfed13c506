"""The tree of lexical classes: each division, each class with its share and its words."""

from __future__ import annotations

import json
from typing import Any, Final

import altair as alt
import numpy as np
import pandas as pd
from altair.typing import ChartType

from textmine.messages import language_of_user, say
from textmine.represent.classes.reinert import LexicalClasses
from textmine.show.theme import BLUE, INK, QUIET, WIDE, dress, is_narrow, wrapped
from textmine.show.wording import percent

MOST_LETTERS: Final = 92
FEW_LETTERS: Final = 34
_ROW: Final = 44


def dendrogram_chart(
    model: LexicalClasses, *, k: int | None = None, language: str | None = None, width: int = WIDE
) -> ChartType:
    """Return the tree of classes: divisions from left to right in the order they were made.

    Parameters
    ----------
    k
        Classes; None takes the last level.
    """
    language = language or language_of_user()
    k = model.n_levels_ if k is None else k
    classes = model.classes(k)
    leaves = _leaves(model, k, classes, language, FEW_LETTERS if is_narrow(width) else MOST_LETTERS)
    links, splits = _branches(model, k, leaves)
    room = 150 if is_narrow(width) else 520
    size = (max(width - room, 120), _ROW * len(leaves))
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0.4, k + 0.05], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[-0.5, len(leaves) - 0.5], reverse=True))
    lines = alt.Chart(links).mark_rule(color=QUIET, strokeWidth=1.4).encode(x=x, x2="x2:Q", y=y, y2="y2:Q")
    dots = alt.Chart(splits).mark_point(filled=True, color=BLUE, size=26, opacity=1)
    hint = ["step:Q", alt.Tooltip("chi2:Q", format=".0f"), "n_left:Q", "n_right:Q"]
    told = alt.Chart(splits).mark_text(color=QUIET, fontSize=9.5, dx=-5, dy=-7, align="right")
    named = alt.Chart(leaves)
    words = json.dumps(dict(zip(leaves["head"], leaves["lines"], strict=True)), ensure_ascii=False)
    more: dict[str, Any] = {"align": "left", "baseline": "middle", "lineHeight": 13}
    texts = named.transform_calculate(text=f"{words}[datum.head]").mark_text(
        dx=8, dy=8, color=QUIET, fontSize=10.5, **more
    )
    chart: ChartType = alt.layer(
        lines,
        dots.encode(x=x, y=y, tooltip=hint),
        told.encode(x=x, y=y, text="text:N"),
        named.mark_text(dx=8, dy=-9, color=INK, fontSize=11.5, fontWeight="bold", **more).encode(
            x=x, y=y, text="head:N"
        ),
        texts.encode(x=x, y=y, text="text:N"),
    ).properties(width=size[0], height=size[1])
    share = percent(float((classes >= 0).mean()), language)
    alt_text = say("chart.dendrogram_alt", language, k=k, share=share, words=str(leaves["words"].iloc[0]))
    key = say("chart.dendrogram_key", language, share=share, n=len(classes))
    title = say("chart.dendrogram_title", language)
    return dress(chart, title=title, key=key, alt_text=alt_text, language=language, width=width)


def _leaves(model: LexicalClasses, k: int, classes: np.ndarray, language: str, letters: int) -> pd.DataFrame:
    """Return the classes from top to bottom as the tree has them, with their heads and words."""
    level = np.asarray(model.levels_[k - 1])
    profiles = model.profiles(k, n=14)
    best = profiles[profiles["rank"] > 0].groupby("class")["word"].agg(", ".join)
    known = classes >= 0
    rows = []
    for place, node in enumerate(_order(model.tree_.head(k - 1))):
        number_of = int(classes[np.flatnonzero(level == node)[0]])
        share = percent(float((classes[known] == number_of).mean()), language)
        words = str(best.get(number_of, ""))
        cut = wrapped(words, letters, 2.0)[: 1 if letters > FEW_LETTERS else 2]
        head = say("chart.dendrogram_class", language, number=number_of + 1, share=share)
        lines = [line.rstrip(", ") for line in cut]
        rows.append((node, float(place), float(k), head, words, lines))
    return pd.DataFrame(rows, columns=["node", "y", "x", "head", "words", "lines"])


def _order(tree: pd.DataFrame) -> list[int]:
    """Return the leaves of a tree, the children of each division side by side.

    Examples
    --------
    >>> _order(pd.DataFrame({"parent": [0, 2], "left": [1, 3], "right": [2, 4]}))
    [1, 3, 4]
    """
    children = {int(row["parent"]): (int(row["left"]), int(row["right"])) for _, row in tree.iterrows()}

    def below(node: int) -> list[int]:
        return [leaf for child in children[node] for leaf in below(child)] if node in children else [node]

    return below(0)


def _branches(model: LexicalClasses, k: int, leaves: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the lines of the tree, and its divisions with their places."""
    tree = model.tree_.head(k - 1)
    place = {int(node): float(y) for node, y in zip(leaves["node"], leaves["y"], strict=True)}
    depth = {int(node): float(k) for node in leaves["node"]}
    for _, row in tree.iloc[::-1].iterrows():
        parent, sides = int(row["parent"]), (int(row["left"]), int(row["right"]))
        place[parent] = (place[sides[0]] + place[sides[1]]) / 2
        depth[parent] = float(row["step"])
    lines = []
    for _, row in tree.iterrows():
        parent, sides = int(row["parent"]), (int(row["left"]), int(row["right"]))
        here = depth[parent]
        lines.append((here, here, place[sides[0]], place[sides[1]]))
        lines += [(here, depth[side], place[side], place[side]) for side in sides]
    lines.append((0.6, depth[0], place[0], place[0]))
    splits = tree.assign(
        x=[depth[int(node)] for node in tree["parent"]],
        y=[place[int(node)] for node in tree["parent"]],
        text=[f"{value:.0f}" for value in tree["chi2"]],
    )
    return pd.DataFrame(lines, columns=["x", "x2", "y", "y2"]), splits
