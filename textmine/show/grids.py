"""Tables as they stand in a page: words and numbers already said in the language of the reader."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from textmine.corpus.tables import Corpus
from textmine.measure.results import Convergence
from textmine.messages import catalogue, say
from textmine.show.tables import distance_table, heat_table, pair_table
from textmine.show.wording import ABSENT, long_date, meeting_labels, number, percent

MOST_ROWS: Final = 400
MOST_SPEAKERS: Final = 12
MOST_PAIRS: Final = 16


Column = tuple[str, Iterable[str], bool]


@dataclass(frozen=True)
class Grid:
    """A table of text: its caption, its head, its rows, and which columns hold numbers."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    note: str = ""


def grid(caption: str, columns: Sequence[Column], language: str) -> Grid:
    """Return a table from its columns (head, values, whether numbers); a long one is cut, and says so."""
    rows = tuple(zip(*(tuple(values) for _, values, _ in columns), strict=True))
    rest = len(rows) - MOST_ROWS
    note = say("report.more_rows", language, n=number(rest, language, digits=0)) if rest > 0 else ""
    heads = tuple(head for head, _, _ in columns)
    return Grid(caption, heads, rows[:MOST_ROWS], tuple(is_number for _, _, is_number in columns), note)


def pivot_grid(table: pd.DataFrame, caption: str, index: tuple[str, str], language: str) -> Grid:
    """Return a wide table from ``row``, ``column`` and ``text``; cells that do not exist have one text.

    Parameters
    ----------
    table
        Columns ``row``, ``column``, ``text``, in the order of reading.
    caption
        What the table holds.
    index
        Head of the first column, and text for a missing cell.
    language
        "fr" or "en".
    """
    head, missing = index
    rows, columns = (list(dict.fromkeys(table[name])) for name in ("row", "column"))
    wide = table.pivot(index="row", columns="column", values="text").reindex(index=rows, columns=columns)
    wide = wide.astype(object).where(wide.notna(), missing)
    cells = [(str(column), [str(text) for text in wide[column]], True) for column in columns]
    return grid(caption, [(head, [str(row) for row in rows], False), *cells], language)


def meetings_grid(corpus: Corpus, language: str) -> Grid:
    """Return the meetings and interviews: title, date, kind, pilots present, words."""
    turns, meetings = corpus.turns, corpus.meetings.sort_values("order")
    words = turns["text"].map(lambda text: len(text.split())).groupby(turns["meeting"]).sum()
    present = turns[turns["role"] == "pilot"].groupby("meeting")["speaker"].nunique()
    names = [str(row["title"] or row["meeting"]) for _, row in meetings.iterrows()]
    kinds = [_word("kind", kind, language) for kind in meetings["kind"]]
    keys = meetings["meeting"]
    columns: list[Column] = [
        (say("report.meeting", language), names, False),
        (
            say("report.date", language),
            [long_date(day, language) or ABSENT for day in meetings["date"]],
            False,
        ),
        (say("report.kind", language), kinds, False),
        (say("report.pilots", language), [str(int(present.get(key, 0))) for key in keys], True),
        (
            say("report.words", language),
            [number(words.get(key, 0), language, digits=0) for key in keys],
            True,
        ),
    ]
    return grid(say("report.meetings_caption", language), columns, language)


def speakers_grid(corpus: Corpus, language: str) -> Grid:
    """Return the speakers with roles, how these are known, and words; pilots first, few of the others."""
    speakers = corpus.speakers.sort_values("words", ascending=False, kind="stable")
    is_pilot = speakers["role"] == "pilot"
    others = speakers[~is_pilot]
    shown = pd.concat([speakers[is_pilot], others.head(MOST_SPEAKERS)])
    columns: list[Column] = [
        (say("report.speaker", language), shown["speaker"].astype(str), False),
        (say("report.role", language), [_word("role", role, language) for role in shown["role"]], False),
        (
            say("report.role_reason", language),
            [_word("reason", why, language) for why in shown["role_reason"]],
            False,
        ),
        (say("report.words", language), [number(n, language, digits=0) for n in shown["words"]], True),
    ]
    if "cluster" in shown and shown["cluster"].fillna("").astype(str).str.len().gt(0).any():
        clusters = shown["cluster"].fillna("").astype(str)
        columns.insert(1, (say("report.cluster", language), clusters.replace("", ABSENT), False))
    made = grid(say("report.speakers_caption", language), columns, language)
    rest = others.iloc[MOST_SPEAKERS:]
    if rest.empty:
        return made
    words = number(int(rest["words"].sum()), language, digits=0)
    note = say("report.more_speakers", language, n=number(len(rest), language, digits=0), words=words)
    return Grid(made.caption, made.head, made.rows, made.numeric, note)


def speaking_grid(table: pd.DataFrame, language: str) -> Grid:
    """Return the words and shares of each pilot in each meeting, from `speaking_table`."""
    labels = meeting_labels(table.drop_duplicates("meeting").sort_values("order"), language)
    texts = [
        f"{number(words, language, digits=0)} ({percent(share, language)})"
        for words, share in zip(table["words"], table["share"], strict=True)
    ]
    tidy = pd.DataFrame({"row": table["pilot"], "column": _one_line(table["meeting"], labels), "text": texts})
    head = (say("report.pilot", language), ABSENT)
    return pivot_grid(tidy, say("report.speaking_caption", language), head, language)


def topics_grid(table: pd.DataFrame, language: str) -> Grid:
    """Return the share of each topic for each pilot, from `topic_table`."""
    texts = [percent(share, language, digits=1) for share in table["share"]]
    tidy = pd.DataFrame({"row": table["label"], "column": table["pilot"], "text": texts})
    head = (say("report.topic", language), ABSENT)
    return pivot_grid(tidy, say("report.topics_caption", language), head, language)


def distance_grid(convergence: Convergence, language: str) -> Grid:
    """Return the distance at each meeting, with all that the chart draws."""
    table = distance_table(convergence)
    columns: list[Column] = [
        (say("report.meeting", language), table["meeting"].astype(str), False),
        (say("report.date", language), [long_date(day, language) or ABSENT for day in table["date"]], False),
    ]
    for name in ("distance", "low", "high", "fit", "null_low", "null_high", "weight"):
        values = [number(value, language, digits=3) for value in table[name]]
        columns.append((say(f"report.column_{name}", language), values, True))
    for name in ("n_pilots", "n_pairs", "n_blocks"):
        values = [number(value, language, digits=0) for value in table[name]]
        columns.append((say(f"report.column_{name}", language), values, True))
    return grid(say("report.distance_caption", language), columns, language)


def heat_grid(convergence: Convergence, language: str) -> Grid:
    """Return the distance of each pilot to the others, and the blocks it rests on."""
    table = heat_table(convergence)
    labels = meeting_labels(table.drop_duplicates("meeting").sort_values("order"), language)
    texts = [
        ABSENT
        if blocks == 0
        else f"{number(value, language, digits=3)} ({number(blocks, language, digits=0)})"
        for value, blocks in zip(table["distance"], table["n_blocks"], strict=True)
    ]
    tidy = pd.DataFrame({"row": table["pilot"], "column": _one_line(table["meeting"], labels), "text": texts})
    order = {_line(label): place for place, label in enumerate(labels.values())}
    tidy = tidy.sort_values("column", key=lambda names: names.map(order), kind="stable")
    rows = dict.fromkeys(table["pilot"])
    tidy = tidy.sort_values(
        "row", key=lambda names: names.map({n: k for k, n in enumerate(rows)}), kind="stable"
    )
    head = (say("report.pilot", language), ABSENT)
    return pivot_grid(tidy, say("report.heat_caption", language), head, language)


def pairs_grid(convergence: Convergence, language: str, *, most: int = MOST_PAIRS) -> Grid:
    """Return the pairs from closest to farthest; of many, only both ends."""
    table = pair_table(convergence)
    note = ""
    if len(table) > most:
        note = say(
            "report.more_pairs", language, shown=most // 2, total=number(len(table), language, digits=0)
        )
        table = pd.concat([table.head(most // 2), table.tail(most // 2)])
    columns: list[Column] = [
        (
            say("report.pair", language),
            [f"{a} – {b}" for a, b in zip(table["a"], table["b"], strict=True)],
            False,
        ),
        (say("report.common_meetings", language), table["n_meetings"].astype(str), True),
    ]
    for name in ("distance", "early", "late"):
        values = [number(value, language, digits=3) for value in table[name]]
        columns.append((say(f"report.pair_{name}", language), values, True))
    changes = [number(value, language, digits=3, sign=True) for value in table["change"]]
    columns.append((say("report.pair_change", language), changes, True))
    made = grid(say("report.pairs_caption", language), columns, language)
    return Grid(made.caption, made.head, made.rows, made.numeric, note)


def map_grid(table: pd.DataFrame, language: str) -> Grid:
    """Return each pilot's place at each meeting, from `map_table`."""
    columns: list[Column] = [
        (say("report.pilot", language), table["pilot"].astype(str), False),
        (say("report.meeting", language), table["meeting"].astype(str), False),
        *(
            (f"{axis}", [number(value, language, digits=3) for value in table[axis]], True)
            for axis in ("x", "y")
        ),
        (say("report.column_n_blocks", language), table["n_blocks"].astype(str), True),
    ]
    return grid(say("report.map_caption", language), columns, language)


def _word(group: str, name: object, language: str) -> str:
    """Return the catalogue's word for a value of a closed list, or the value itself."""
    return catalogue(language, "report").get(f"{group}_{name}", str(name))


def _line(label: str) -> str:
    return label.replace("\n", " ")


def _one_line(meetings: pd.Series[str], labels: dict[str, str]) -> list[str]:
    return [_line(labels[str(name)]) for name in meetings]
