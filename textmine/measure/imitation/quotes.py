"""Both sides of each phrase that was taken up: who said it first, who took it up, in their words."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from textmine.measure.cells import Index, Ints
from textmine.measure.imitation.phrases import Uses, part_of_tokens, part_offsets
from textmine.measure.imitation.places import Places
from textmine.measure.imitation.takeup import Knowledge
from textmine.segment.tables import Segments, Tokens

_WINDOW: Final = 70
_SIDE: Final = ("meeting", "turn", "text", "start", "end", "excerpt", "excerpt_start", "excerpt_end")
_FACTS: Final = ("n_sources", "uses_leader", "uses_follower", "uses_before", "specificity", "score")


class Material(NamedTuple):
    """What quotations are cut from."""

    tokens: Tokens
    segments: Segments
    uses: Uses
    places: Places
    cells: Index


def quotations(material: Material, knowledge: Knowledge, phrases: Ints) -> pd.DataFrame:
    """Return one row a phrase taken up: see `textmine.measure.imitation.results.Adoption.quotations`.

    Parameters
    ----------
    phrases
        Shape (W,): the phrases that the rows of `knowledge` are.

    Notes
    -----
    The leader is, of those who used the phrase at the meeting before, the one who used it first of all; his
    quotation is that first use. A phrase within a longer one that the follower takes up in the same place
    from the same leader is left out. The score is the specificity times log2(1 + the smaller number of uses).
    """
    events = _events(knowledge, phrases)
    timed = _timed_uses(material)
    first = timed[timed["meeting"] >= 0].drop_duplicates(["phrase", "pilot"])
    first = first.assign(rank=np.arange(len(first)))[["phrase", "pilot", "use", "rank"]]
    table = events.explode("leader").astype("int64")
    table["n_sources"] = table.groupby(["phrase", "follower"])["leader"].transform("size")
    table = table.merge(
        first.rename(columns={"pilot": "leader", "use": "leader_use"}), on=["phrase", "leader"]
    )
    table = table.sort_values("rank", kind="stable").drop_duplicates(["phrase", "follower"])
    taken = first.drop(columns="rank").rename(columns={"pilot": "follower", "use": "follower_use"})
    table = table.merge(taken, on=["phrase", "follower"])
    table = _longest_only(_with_counts(table, timed), material.uses)
    table = table.sort_values(
        ["score", "uses_leader", "follower_use"], ascending=[False, False, True], kind="stable"
    )
    return _worded(table.reset_index(drop=True), material)


def _events(knowledge: Knowledge, phrases: Ints) -> pd.DataFrame:
    """Return each phrase taken up: phrase, follower, list of pilots he may have it from, meeting before."""
    before = knowledge.prior.copy()
    records = []
    for now in range(len(knowledge.used) - 1):
        before |= knowledge.known[now]
        here = knowledge.present[now] & knowledge.present[now + 1]
        open_to = ~(knowledge.hosted[now] | knowledge.hosted[now + 1]) & knowledge.used[now].any(axis=1)
        adopted = knowledge.used[now + 1] & ~before & here & open_to[:, None]
        for row, follower in np.argwhere(adopted).tolist():
            sources = np.flatnonzero(knowledge.used[now][row]).tolist()
            records.append((int(phrases[row]), follower, sources, now))
    return pd.DataFrame(records, columns=["phrase", "follower", "leader", "now"])


def _timed_uses(material: Material) -> pd.DataFrame:
    """Return the uses in order of time: phrase, use, pilot, meeting, after."""
    uses, places = material.uses, material.places
    parts = part_of_tokens(material.tokens, material.segments)
    table = pd.DataFrame(
        {
            "phrase": uses.phrase,
            "use": np.arange(len(uses.phrase)),
            "pilot": places.pilot[uses.segment],
            "meeting": places.meeting[uses.segment],
            "after": places.after[uses.segment],
            "turn": material.segments.turn[parts[uses.first]],
            "token": uses.first,
        }
    )
    return table.sort_values(["after", "turn", "token"], kind="stable").reset_index(drop=True)


def _with_counts(table: pd.DataFrame, timed: pd.DataFrame) -> pd.DataFrame:
    """Add the uses by leader and follower, those of anybody before, the specificity and the score."""
    last = int(timed["after"].max()) if len(timed) else 0

    def until(after: pd.Series[int] | int, pilot: pd.Series[int] | None) -> Ints:
        uses = timed if pilot is None else timed[timed["pilot"] >= 0]
        width, pilots = last + 2, int(timed["pilot"].max()) + 1 if len(timed) else 1
        own = uses["phrase"] * pilots + (0 if pilot is None else uses["pilot"])
        keys = np.sort((own * width + uses["after"] + 1).to_numpy(dtype=np.int64))
        asked = (table["phrase"] * pilots + (0 if pilot is None else pilot)) * width
        high = np.searchsorted(keys, (asked + after + 1).to_numpy(dtype=np.int64), side="right")
        return np.asarray(high - np.searchsorted(keys, asked.to_numpy(dtype=np.int64)), dtype=np.int64)

    leader, before = until(table["now"], table["leader"]), until(table["now"], None)
    follower = until(last, table["follower"]) - until(table["now"], table["follower"])
    specificity = (leader + follower) / (before + follower)
    return table.assign(
        uses_leader=leader,
        uses_follower=follower,
        uses_before=before,
        specificity=specificity,
        score=specificity * np.log2(1.0 + np.minimum(leader, follower)),
    )


def _longest_only(table: pd.DataFrame, uses: Uses) -> pd.DataFrame:
    """Leave out phrases whose place at the follower lies in that of a longer one from the same leader."""
    use = table["follower_use"].to_numpy(dtype=np.int64)
    first, last = uses.first[use], uses.last[use]
    keys = list(zip(table["leader"], table["follower"], strict=True))
    spans: dict[tuple[int, int], set[tuple[int, int]]] = {}
    for key, low, high in zip(keys, first.tolist(), last.tolist(), strict=True):
        spans.setdefault(key, set()).add((low, high))
    kept = [
        not any(a <= low and high <= b and (a, b) != (low, high) for a, b in spans[key])
        for key, low, high in zip(keys, first.tolist(), last.tolist(), strict=True)
    ]
    return table[np.array(kept, dtype=np.bool_)]


def _worded(table: pd.DataFrame, material: Material) -> pd.DataFrame:
    vocabulary, pilots = material.tokens.vocabulary, material.cells.pilots
    parts = part_of_tokens(material.tokens, material.segments)
    begins = part_offsets(material.segments)
    rows = material.segments.rows
    said = list(zip(rows["meeting"].astype(str).tolist(), rows["text"].astype(str).tolist(), strict=True))
    result = pd.DataFrame(
        {
            "phrase": [material.uses.name(code, vocabulary) for code in table["phrase"]],
            "leader": [pilots[code] for code in table["leader"]],
            "follower": [pilots[code] for code in table["follower"]],
            **{name: table[name] for name in _FACTS},
        }
    )
    for side in ("leader", "follower"):
        quotes = [_quote(material, said, parts, begins, use) for use in table[f"{side}_use"].tolist()]
        columns = [f"{side}_{name}" for name in _SIDE]
        result = result.join(pd.DataFrame(quotes, columns=columns, index=result.index))
    return result


def _quote(
    material: Material, said: list[tuple[str, str]], parts: Ints, begins: Ints, use: int
) -> tuple[object, ...]:
    """Return the phrase in its turn, from meeting and text of each segment: see `_SIDE`.

    Offsets count code points of the turn's text.
    """
    tokens, segments, uses = material.tokens, material.segments, material.uses
    part = int(parts[uses.first[use]])
    meeting, text = said[int(uses.segment[use])]
    low, size = int(begins[part]), int(segments.end[part] - segments.start[part])
    start, end = int(tokens.start[uses.first[use]]), int(tokens.end[uses.last[use]])
    left, right = _window(text, (low, low + size), (start, end))
    shift = int(segments.start[part]) - low
    place = (start + shift, end + shift, text[left:right], left + shift, right + shift)
    return (meeting, int(segments.turn[part]), text[start:end], *place)


def _window(text: str, bounds: tuple[int, int], phrase: tuple[int, int]) -> tuple[int, int]:
    """Return where an excerpt begins and ends: whole words about the phrase, within the part of the turn."""
    left, right = max(bounds[0], phrase[0] - _WINDOW), min(bounds[1], phrase[1] + _WINDOW)
    if left > bounds[0] and (space := text.find(" ", left - 1, phrase[0])) >= 0:
        left = space + 1
    if right < bounds[1] and (space := text.rfind(" ", phrase[1], right + 1)) >= 0:
        right = space
    return left, right
