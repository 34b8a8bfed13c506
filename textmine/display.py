"""What a notebook asks of an object: its rich display, drawn by a room above that is loaded only then."""

from __future__ import annotations

import importlib
import inspect
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import pandas as pd

RENDERER: Final = "textmine.show.displays.page"
LONGEST: Final = 24


class Shown:
    """What is displayed in a notebook with a heading, a table and, where one can be drawn, a chart."""

    def _repr_html_(self) -> str:
        """Return the display in the language of the user: HTML without script, that asks no network."""
        html: str = importlib.import_module(RENDERER).display_html(self)
        return html


class ShownTables(Shown):
    """A result made of tables, the main one first."""

    def frame(self) -> pd.DataFrame:
        """Return a fresh copy of the main table, the first of the result's tables."""
        fresh: pd.DataFrame = getattr(self, table_names(self)[0]).copy()
        return fresh


class ShownModel(Shown):
    """What learns: `__init__` stores its options under their names, and fitted names end in `_`."""

    def __repr__(self) -> str:
        options = ", ".join(f"{name}={_short(value)}" for name, value in changed_options(self).items())
        return f"{type(self).__name__}({options}{'' if is_fitted(self) else ', not fitted'})".replace(
            "(, ", "("
        )


def table_names(thing: object) -> list[str]:
    """Return the names of the tables that an object holds, in order."""
    pandas = importlib.import_module("pandas")
    return [
        name for name, value in vars(thing).items() if name[0] != "_" and isinstance(value, pandas.DataFrame)
    ]


def is_fitted(model: object) -> bool:
    """Return whether a model has learnt something.

    Examples
    --------
    >>> is_fitted(ShownModel())
    False
    """
    return any(name.endswith("_") and name[0] != "_" for name in vars(model))


def changed_options(model: object) -> dict[str, Any]:
    """Return the options of a model that are not as they are by default."""
    known = inspect.signature(type(model).__init__).parameters
    held = vars(model)
    return {
        name: held[name]
        for name, parameter in known.items()
        if name in held and _differs(held[name], parameter.default)
    }


def _differs(value: object, default: object) -> bool:
    same = (
        value == default if isinstance(value, bool | int | float | str | tuple | None) else value is default
    )
    return not same


def _short(value: object) -> str:
    text = repr(value)
    if len(text) <= LONGEST:
        return text
    return (
        f"<{len(value)}>"
        if isinstance(value, list | tuple | set | frozenset)
        else f"<{type(value).__name__}>"
    )
