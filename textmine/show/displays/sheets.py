"""What the display of an object holds: its numbers in a line, and the columns of its main table.

Objects are known by the name of their class: those of the room of coding may not be imported here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from textmine.display import changed_options, table_names

Facts = Mapping[str, object]


@dataclass(frozen=True)
class Sheet:
    """How one class is displayed.

    Attributes
    ----------
    source
        How a user gets the table: ".speakers", ".frame()".
    table
        Gives the table, or its first rows where all of them would take long.
    columns
        Those shown, in order, where the table has them; all where none is named.
    facts
        Gives the numbers of the line below the heading: key of its name in the catalogue (``fact_...``), and
        value.
    section
        Section of the catalogue that has its verdict and its reasons.
    total
        Gives the number of rows in all, where `table` gives only the first.
    note
        Key of a remark.
    labels
        Key of the name of a column, where it is not the column's own; "" for a column that has no name but
        itself, as a word that was counted.
    """

    source: str
    table: Callable[[Any], pd.DataFrame]
    columns: tuple[str, ...] = ()
    facts: Callable[[Any], Facts] = lambda _: {}
    section: str = ""
    total: Callable[[Any], int] | None = None
    note: str = ""
    labels: Callable[[str], str] = lambda column: column


def held(name: str, *columns: str, **more: Any) -> Sheet:  # noqa: ANN401 - the other parts of a sheet
    """Return the sheet of an object that holds its main table under a name."""
    return Sheet(f".{name}", lambda thing: getattr(thing, name), columns, **more)


def plain_sheet(thing: object) -> Sheet:
    """Return the sheet of an object of which nothing more is known: the first of its tables."""
    names = table_names(thing)
    return held(names[0]) if names else options_sheet(thing)


def options_sheet(thing: object) -> Sheet:
    """Return the sheet of a model that has no table: the options that were changed."""
    return Sheet("", lambda model: option_table(model), ("option", "value"))


def option_table(model: object) -> pd.DataFrame:
    """Return the options of a model that differ from the default: ``option``, ``value``."""
    rows = [(name, _told(value)) for name, value in changed_options(model).items()]
    return pd.DataFrame(rows, columns=["option", "value"])


def _told(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def n_of(column: str, table: pd.DataFrame) -> int:
    """Return how many different values a column has; 0 where there is no such column."""
    return int(table[column].nunique()) if column in table else 0
