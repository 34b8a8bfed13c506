"""Numbers, heads and cells of a display, as a French or an English reader writes them."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from textmine.messages import catalogue, say
from textmine.show.displays.sheets import Facts
from textmine.show.files import short
from textmine.show.wording import ABSENT, interval, number, p_value, percent

MOST_TEXT: Final = 96
SHARES: Final = ("relative_slope", "rejections", "smallest_loss", "pilots_slope", "actor_slope")


def numbers_said(facts: Facts, language: str) -> list[tuple[str, str]]:
    """Return the numbers of an object, each with its name, in the language of the reader."""
    return [
        (say(f"notebook.fact_{key}", language), _fact(key, value, language)) for key, value in facts.items()
    ]


def _fact(key: str, value: object, language: str) -> str:
    if isinstance(value, tuple):
        return f"{_fact(key, value[0], language)} {_bounds(key, value[1:], language)}"
    if isinstance(value, str):
        return catalogue(language, "notebook").get(f"value_{value}", value)
    if value is None:
        return say("notebook.none", language)
    if key in SHARES:
        return percent(float(value), language, digits=1)  # type: ignore[arg-type]
    if key.startswith("p_") or key == "p":
        return p_value(float(value), language).split("\u00a0", 1)[1].removeprefix("=\u00a0")  # type: ignore[arg-type]
    digits = 0 if isinstance(value, int | np.integer) else 3 if key == "slope" else 2
    return number(float(value), language, digits=digits)  # type: ignore[arg-type]


def _bounds(key: str, bounds: tuple[float, ...], language: str) -> str:
    low, high = bounds
    if not np.isfinite([low, high]).all():
        return say("notebook.no_interval", language)
    if key in SHARES:
        return interval((low, high), language, digits=1)
    mark = "\u202f;\u00a0" if language == "fr" else ";\u00a0"
    return f"[{number(low, language)}{mark}{number(high, language)}]"


def head_said(column: str, language: str) -> str:
    """Return the name of a column in words; the column itself where the catalogue has none.

    Examples
    --------
    >>> head_said("p_adjusted", "en"), head_said("flacon", "en")
    ('Adjusted p', 'flacon')
    """
    for subject in ("notebook", "report"):
        found = catalogue(language, subject).get(f"column_{column}")
        if found:
            return found
    return column


def rows_said(table: pd.DataFrame, language: str) -> list[list[str]]:
    r"""Return the cells of a table as text, numbers of one column with the same count of decimals.

    Examples
    --------
    >>> rows_said(pd.DataFrame({"word": ["four", None], "p": [0.25, 0.0001]}), "en")
    [['four', '0.250'], ['–', '<\xa00.001']]
    """
    columns = [_cells(str(name), table[name], language) for name in table]
    return [list(row) for row in zip(*columns, strict=True)]


def _cells(name: str, values: pd.Series, language: str) -> list[str]:
    if is_number(values):
        finite = values.dropna().astype(float)
        whole = bool((finite == finite.round()).all())
        largest = float(finite.abs().max()) if len(finite) else 0.0
        digits = 0 if whole or largest >= 1_000 else 1 if largest >= 100 else 2 if largest >= 10 else 3
        if name == "p" or name.startswith("p_"):
            return [_chance(float(value), language) for value in values]
        return [number(float(value), language, digits=digits) for value in values]
    return [_text(value, language) for value in values]


def _chance(value: float, language: str) -> str:
    if value < 0.001:
        return f"<\u00a0{number(0.001, language, digits=3)}"
    return number(value, language, digits=3)


def _text(value: object, language: str) -> str:
    if isinstance(value, bool | np.bool_):
        return say("report.yes" if value else "report.no", language)
    if isinstance(value, list | tuple | np.ndarray):
        value = ", ".join(map(str, value))
    if value is None or value is pd.NA or value != value:
        return ABSENT
    return short(str(value), MOST_TEXT)


def is_number(values: pd.Series) -> bool:
    """Return whether a column holds numbers, which stand to the right."""
    return values.dtype.kind in "iuf"
