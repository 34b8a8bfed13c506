"""The tree of lexical classes: each division, each class with its share and its words."""

from __future__ import annotations

import json
from typing import Any, Final

import altair as alt
import pandas as pd
from altair.typing import ChartType

from textmine.messages import language_of_user, say
from textmine.represent.classes.reinert import LexicalClasses
from textmine.represent.classes.sheets import ClassTables, leaf_table
from textmine.show.theme import BLUE, INK, QUIET, WIDE, dress, is_narrow, wrapped
from textmine.show.wording import percent

MOST_LETTERS: Final = 92
FEW_LETTERS: Final = 34
_ROW: Final = 44


def dendrogram_chart(
    found: LexicalClasses | ClassTables,
    *,
    k: int | None = None,
    language: str | None = None,
    width: int = WIDE,
) -> ChartType:
    """Return the tree of classes: divisions from left to right in the order they were made.

    Parameters
    ----------
    found
        A fitted model, or its tables.
    k
        Classes of a model; None takes the last level.
    """
    language = language or language_of_user()
    tree, classes, n_segments = _parts(found, k)
    k = len(classes)
    leaves = _leaves(tree, classes, language, FEW_LETTERS if is_narrow(width) else MOST_LETTERS)
    links, splits = _branches(tree, k, leaves)
    room = 150 if is_narrow(width) else 520
    size = (max(width - room, 120), _ROW * len(leaves))
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0.4, k + 0.05], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[-0.5, len(leaves) - 0.5], reverse=True))
    lines = (
        alt.Chart(links)
        .mark_rule(color=QUIET, strokeWidth=1.4)
        .encode(x=x, x2=alt.X2("x2:Q"), y=y, y2=alt.Y2("y2:Q"))
    )
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
        told.encode(x=x, y=y, text=alt.Text("text:N")),
        named.mark_text(dx=8, dy=-9, color=INK, fontSize=11.5, fontWeight="bold", **more).encode(
            x=x, y=y, text=alt.Text("head:N")
        ),
        texts.encode(x=x, y=y, text=alt.Text("text:N")),
    ).properties(width=size[0], height=size[1])
    share = percent(float(classes["n_segments"].sum() / n_segments), language)
    alt_text = say("chart.dendrogram_alt", language, k=k, share=share, words=str(leaves["words"].iloc[0]))
    key = say("chart.dendrogram_key", language, share=share, n=n_segments)
    title = say("chart.dendrogram_title", language)
    return dress(chart, title=title, key=key, alt_text=alt_text, language=language, width=width)


def _parts(found: LexicalClasses | ClassTables, k: int | None) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """Return the divisions, one row a class, and the number of segments in all."""
    if isinstance(found, ClassTables):
        return found.tree, found.classes, found.n_segments
    table = leaf_table(found, k)
    return found.tree_.head(len(table) - 1), table, found.levels_.shape[1]


def _leaves(tree: pd.DataFrame, classes: pd.DataFrame, language: str, letters: int) -> pd.DataFrame:
    """Return the classes from top to bottom as the tree has them, with their heads and words."""
    by_node = {int(row["node"]): row for _, row in classes.iterrows()}
    rows = []
    for place, node in enumerate(_order(tree)):
        own = by_node[node]
        words = str(own["words"])
        cut = wrapped(words, letters, 2.0)[: 1 if letters > FEW_LETTERS else 2]
        share = percent(float(own["share"]), language)
        head = say("chart.dendrogram_class", language, number=int(own["class"]) + 1, share=share)
        lines = [line.rstrip(", ") for line in cut]
        rows.append((node, float(place), float(len(classes)), head, words, lines))
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


def _branches(tree: pd.DataFrame, k: int, leaves: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the lines of the tree, and its divisions with their places."""
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
