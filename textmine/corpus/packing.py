"""Turns of long corpora while they are read: compressed columns in memory, a tenth of what objects take."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pyarrow as pa

    from textmine.corpus.assembly import Turn

_PLAIN: Final = ("label", "kind", "agenda", "line", "role", "start", "end", "text", "n_words", "characters")
_FEW: Final = ("label", "kind", "agenda", "role", "attributes")


@dataclass(frozen=True)
class PackedTurns:
    """The turns of one document, as the bytes of a table (Arrow, compressed by Zstandard).

    Attributes
    ----------
    data
        The table.
    n_turns, attributed
        Number of its rows, and of their characters without white space.
    labels
        Labels in order of first speech, with the number of turns of each.
    has_attributes
        Whether the source says more of any turn.
    """

    data: bytes
    n_turns: int
    attributed: int
    labels: Counter[str]
    has_attributes: bool

    def unpack(self) -> list[Turn]:
        """Return the turns, made anew: what is changed in them does not stay."""
        from textmine.corpus.assembly import Turn

        table = _open(self.data)
        columns = [
            table.column(name).to_numpy(zero_copy_only=False).tolist()
            for name in (*_PLAIN, "attributes", "marks")
        ]
        return [
            Turn(
                label, kind, agenda, line, role, _known(start), _known(end),
                json.loads(attributes) if attributes else {},
                [text], len(text), n_words, characters,
                [(at, said) for at, said in json.loads(marks)] if marks else [],
            )
            for label, kind, agenda, line, role, start, end, text, n_words, characters, attributes, marks
            in zip(*columns, strict=True)
        ]  # fmt: skip


def pack(turns: Sequence[Turn]) -> PackedTurns:
    """Return turns as compressed columns.

    Examples
    --------
    >>> from textmine.corpus.assembly import Turn
    >>> turn = Turn("Ana", "speech", "", 1, marks=[(0, "(rires)")])
    >>> turn.say("oui")
    >>> pack([turn]).unpack() == [turn]
    True
    """
    import pyarrow as pa

    columns = {name: [getattr(turn, name) for turn in turns] for name in _PLAIN}
    columns["attributes"] = [_told(dict(turn.attributes)) for turn in turns]
    columns["marks"] = [_told(turn.marks) for turn in turns]
    kinds = {"line": pa.int64(), "start": pa.float64(), "end": pa.float64(), "n_words": pa.int64(),
             "characters": pa.int64()}  # fmt: skip
    arrays = {name: pa.array(values, type=kinds.get(name, pa.string())) for name, values in columns.items()}
    table = pa.table(
        {name: array.dictionary_encode() if name in _FEW else array for name, array in arrays.items()}
    )
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as stream:
        stream.write_table(table)
    labels = Counter(columns["label"])
    data, attributed = sink.getvalue().to_pybytes(), sum(columns["characters"])
    return PackedTurns(data, len(turns), attributed, labels, any(columns["attributes"]))


def _known(seconds: float) -> float | None:
    return None if seconds != seconds else seconds


def _open(data: bytes) -> pa.Table:
    import pyarrow as pa

    with pa.ipc.open_stream(pa.py_buffer(data)) as stream:
        return stream.read_all()


def _told(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) if value else ""
