"""The card of a trained model: what it is, what it was made from, how well it does, what it cannot do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import jinja2
import pandas as pd

_TARGETS: Final = {
    ("spoken", "written", "upos"): 0.975,
    ("spoken", "written", "lemma"): 0.975,
    ("spoken", "written", "sentence"): 0.97,
    ("spoken", "stripped", "upos"): 0.96,
    ("spoken", "stripped", "lemma"): 0.965,
    ("spoken", "stripped", "sentence"): 0.70,
    ("sequoia", "written", "upos"): 0.97,
    ("sequoia", "written", "lemma"): 0.97,
    ("spoken", "written", "filler_p"): 0.97,
    ("spoken", "written", "filler_r"): 0.97,
}


def model_card(recipe: Mapping[str, Any], scores: pd.DataFrame, speed: pd.DataFrame, megabytes: float) -> str:
    """Return the text of CARD.md.

    Parameters
    ----------
    recipe
        What recipe.toml holds: ``model``, ``made``, ``seconds``, ``options``, ``versions``, ``inputs``.
    scores, speed
        As `textmine models test` prints them.
    megabytes
        Size of the folder.
    """
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("textmine.show", "templates"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701 - Markdown, not HTML
    )
    template = environment.get_template(f"card-{recipe['model']}.md.j2")
    tables = {"scores": markdown(_wide(with_targets(scores)), digits=4), "speed": markdown(speed)}
    text = template.render(recipe=recipe, megabytes=megabytes, n_inputs=len(recipe["inputs"]), **tables)
    return text.rstrip() + "\n"


def with_targets(scores: pd.DataFrame) -> pd.DataFrame:
    """Return the scores of a tagger with the figure to reach beside, where there is one."""
    if not {"set", "condition", "measure"} <= set(scores.columns):
        return scores
    keys = zip(scores["set"], scores["condition"], scores["measure"], strict=True)
    return scores.assign(target=pd.array([_TARGETS.get(key, float("nan")) for key in keys], dtype="float64"))


def _wide(scores: pd.DataFrame) -> pd.DataFrame:
    """Return the scores of vectors with one column a task; those of a tagger as they are."""
    if "method" not in scores.columns:
        return scores
    told = [
        _with_interval(*cells) for cells in zip(scores["value"], scores["low"], scores["high"], strict=True)
    ]
    task = scores["task"] + ", " + scores["metric"]
    table = scores.assign(told=told, task=task)
    wide = table.pivot(index=["data", "method"], columns="task", values="told")
    order = table.drop_duplicates(["data", "method"])
    wide = wide.reindex(pd.MultiIndex.from_frame(order[["data", "method"]]))[list(dict.fromkeys(task))]
    return wide.reset_index().fillna("")


def _with_interval(value: float, low: float, high: float) -> str:
    return f"{value:.3f}" if low != low else f"{value:.3f} [{low:.2f}, {high:.2f}]"


def markdown(table: pd.DataFrame, *, digits: int = 3) -> str:
    """Return a table in Markdown; a missing cell is empty.

    Examples
    --------
    >>> print(markdown(pd.DataFrame({"measure": ["upos"], "value": [0.97531], "n": [12]})))
    | measure | value | n |
    |---|---|---|
    | upos | 0.975 | 12 |
    """
    head = [f"| {' | '.join(table.columns)} |", "|" + "---|" * len(table.columns)]
    return "\n".join([*head, *(_row(cells, digits) for cells in table.itertuples(index=False))])


def _row(cells: Iterable[object], digits: int) -> str:
    return f"| {' | '.join(_cell(value, digits) for value in cells)} |"


def _cell(value: object, digits: int) -> str:
    if value is None or value != value:
        return ""
    if isinstance(value, float):
        return f"{value:.{digits}f}" if abs(value) < 100 else f"{value:,.0f}".replace(",", " ")
    return str(value)
