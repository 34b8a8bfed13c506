"""Charts as Vega-Lite, their tables as records: what altair makes of them, in a part of its time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from types import MethodType
from typing import Any, Final, cast
from unittest.mock import patch

import numpy as np
import pandas as pd
from altair import data_transformers
from altair.typing import ChartType
from altair.utils.data import to_values
from altair.utils.schemapi import SchemaBase, _FromDict, debug_mode

_NAME: Final = "textmine"


@contextmanager
def light_altair() -> Iterator[None]:
    """Within, altair neither validates each part of a chart as it is made, nor copies all that is below it.

    That is half of the time of a report's charts. Tests validate each chart; and that a copy shares its parts
    changes nothing where none is changed in place, as none of ours is: tests compare.

    Examples
    --------
    >>> import altair as alt
    >>> with light_altair():
    ...     chart = alt.layer(alt.Chart().mark_bar(), alt.Chart().mark_line())
    >>> [layer.mark for layer in chart.layer]
    ['bar', 'line']
    """
    copy = SchemaBase.copy

    def share(self: SchemaBase, deep: Any = True, ignore: list[str] | None = None) -> SchemaBase:  # noqa: ANN401
        return copy(self, False if deep is True else deep, ignore)

    with debug_mode(False), patch.object(SchemaBase, "copy", share), quick_encodings():
        yield


@contextmanager
def quick_encodings() -> Iterator[None]:
    """Within, an encoding given as text ("n:Q") is made in a part of its time; it is the same, tests compare.

    Altair hashes the schemas of its 600 classes each time that it makes one; here, the first time.

    Examples
    --------
    >>> import altair as alt
    >>> with quick_encodings():
    ...     chart = alt.Chart().mark_bar().encode(x="n:Q")
    >>> chart.encoding.x
    X({
      shorthand: 'n:Q'
    })
    """

    def from_dict(kind: type[SchemaBase], values: dict[str, Any], validate: bool = True) -> SchemaBase:
        if validate:
            kind.validate(values)
        classes = cast("MethodType", kind._default_wrapper_classes)
        made: SchemaBase = _maker(classes.__func__).from_dict(values, kind)
        return made

    with patch.object(SchemaBase, "from_dict", classmethod(from_dict)):
        yield


@cache
def _maker(classes: Callable[[type[SchemaBase]], Iterator[type[SchemaBase]]]) -> _FromDict:
    return _FromDict(classes(SchemaBase))


def spec_of(chart: ChartType) -> dict[str, Any]:
    """Return a chart as Vega-Lite, without the validation that doubles the time: tests do it."""
    data_transformers.register(_NAME, plain_values)
    with data_transformers.enable(_NAME), light_altair():
        spec: dict[str, Any] = chart.to_dict(validate=False)
    return spec


def plain_values(data: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever altair takes for data
    """Return the rows of a table as Vega-Lite's inline data; numbers that are not finite are None.

    Examples
    --------
    >>> plain_values(pd.DataFrame({"who": ["Zoé", None], "n": [1, 2], "share": [0.5, float("nan")]}))
    {'values': [{'who': 'Zoé', 'n': 1, 'share': 0.5}, {'who': None, 'n': 2, 'share': None}]}
    """
    if not isinstance(data, pd.DataFrame) or not _is_plain(data):
        return dict(to_values(data))
    columns = [_listed(data[name]) for name in data.columns]
    names = list(data.columns)
    return {"values": [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]}


def _is_plain(table: pd.DataFrame) -> bool:
    """Return whether all columns have names of their own, and are numbers, truths or text."""
    known = all(isinstance(name, str) for name in table.columns) and table.columns.is_unique
    flat = not isinstance(table.index, pd.MultiIndex) and not isinstance(table.columns, pd.MultiIndex)
    return bool(known and flat and len(table.columns) and all(map(_kind, table.dtypes)))


def _kind(dtype: object) -> str:
    if isinstance(dtype, np.dtype):
        return {"f": "float", "i": "whole", "u": "whole", "b": "whole"}.get(dtype.kind, "")
    return "text" if str(dtype) in ("str", "string") else ""


def _listed(column: pd.Series[Any]) -> list[Any]:
    if _kind(column.dtype) == "whole":
        return list(column.to_numpy().tolist())
    values = np.array(column, dtype=object)
    values[(column.isna() if _kind(column.dtype) == "text" else ~np.isfinite(column)).to_numpy()] = None
    return list(values)
