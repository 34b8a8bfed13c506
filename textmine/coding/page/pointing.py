"""What to read next, and the note in the log of where the machine led a coder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, cast, get_args

import pandas as pd

from textmine.coding.decisions import Decision, Span
from textmine.coding.page.workbench import Workbench
from textmine.coding.suggesting.labels import labels_of
from textmine.coding.suggesting.reading_next import How, read_next
from textmine.errors import TextmineError

_BY_MODEL: Final = ("uncertain", "rare")
_LENGTH: Final = 240


def passages_to_read(bench: Workbench, coder: str, how: str, *, n: int = 20) -> dict[str, Any]:
    """Return passages of all transcripts that a coder has not read, in the order that serves a purpose.

    Parameters
    ----------
    how
        "order" and "new" rest on the texts and on what the coder has coded himself. "uncertain" and "rare"
        come from the model of his codings: they leave out transcripts with suggestions switched off (``off``
        tells how many), and "rare" names a code: the log notes that the coder was led to those passages.

    Raises
    ------
    TextmineError
        An unknown order, or too few codings for a model.
    """
    if how not in get_args(How):
        raise TextmineError("next_order", how=how, known=", ".join(get_args(How)))
    off: tuple[str, ...] = ()
    order = cast("How", how)
    if how in _BY_MODEL:
        off = bench.switched_off(coder)
        made = bench.learn(coder)
        table = read_next(made.features, made.labels, made.suggester, how=order, n=n, leave_out=off)
        model, data = made.suggester.model, made.suggester.data
    else:
        segments = bench.blocks()
        labels = labels_of(bench.state(), bench.corpus, segments, coder=coder)
        table = read_next(segments if how == "order" else bench.features(), labels, how=order, n=n)
        model = data = ""
    rows = _placed(bench, table)
    if how == "rare":
        told = [(Span(*(row[name] for name in Span._fields)), row["code"]) for row in rows]
        point_to(bench, coder, told, model=model, data=data)
    return {"passages": rows, "off": len(off)}


def point_to(
    bench: Workbench, coder: str, passages: Sequence[tuple[Span, str]], *, model: str, data: str = ""
) -> None:
    """Note in the log that the machine led a coder to passages for a code: once for each.

    A coding made there afterwards counts as made with a suggestion in sight.
    """
    seen = bench.state().pointed
    bench.log.append(
        Decision(coder, "pointed", "", code, span, model=model, data=data, shown=True,
                 key="\x1f".join(("pointed", coder, *map(str, span))))
        for span, code in passages
        if (coder, span) not in seen
    )  # fmt: skip


def _placed(bench: Workbench, table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the passages of segments with where they stand."""
    if table.empty:
        return []
    segments = bench.blocks()
    chosen = table["row"].to_numpy(dtype=int)
    spans = bench.spans().iloc[chosen]
    texts = segments.rows["text"].astype(str).iloc[chosen]
    return [
        {**{name: span[name] for name in Span._fields}, "speaker": str(speaker), "code": str(code),
         "text": text[:_LENGTH] + ("…" if len(text) > _LENGTH else "")}
        for span, speaker, code, text in zip(
            spans.to_dict("records"), table["speaker"], table["code"], texts, strict=True
        )
    ]  # fmt: skip
