"""Which phrases does a pilot take up from whom? Counts against chance, and the quotations."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.errors import TextmineError
from textmine.measure.cells import MOST_CELLS, MOST_PILOTS, Floats, Index, index_of
from textmine.measure.chance import Orders, draw_orders
from textmine.measure.imitation.leadership import max_t
from textmine.measure.imitation.phrases import find_uses
from textmine.measure.imitation.places import HOSTS, Places, knowledge_of, places_of
from textmine.measure.imitation.quotes import Material, quotations
from textmine.measure.imitation.results import Adoption
from textmine.measure.imitation.takeup import Knowledge, Tally, excesses, tally
from textmine.represent.words import speaker_words
from textmine.segment.tables import Segments, Tokens


class _Chance(NamedTuple):
    """One-sided p-values of the excess, and those adjusted for all pairs or all pilots."""

    p: Floats
    adjusted: Floats


def adopt(
    tokens: Tokens,
    segments: Segments,
    *,
    between: str = "pilot",
    over: str = "meeting",
    longest: int = 3,
    without: Collection[str] = (),
    agenda: bool = True,
    seed: int = 0,
    n_permutations: int = 999,
    most_pilots: int = MOST_PILOTS,
) -> Adoption:
    r"""Find the phrases that a pilot first uses in the meeting after another used them.

    Parameters
    ----------
    tokens, segments
        The talk, annotated and as cut: best of all roles, so that what comes from interviewer and facilitator
        is known, and of interviews too, so that what a pilot said there before is no news.
    longest
        Most content words in a phrase.
    without
        Words of agenda documents and the like (forms or lemmas): phrases made of these alone do not count.
    agenda
        Treat the words of the agenda items' titles likewise. Speakers' names are always left out.
    n_permutations
        Orders of the meetings drawn; all orders up to 7 meetings.
    most_pilots
        Where there are more, those with most blocks are compared, and the reasons say so; the others count
        as nobody. Fewer where there are more than 50 meetings (pilots times meetings: 5,000).

    Returns
    -------
    Adoption
        Counts by ordered pair against chance, and both sides of each phrase taken up, verbatim.

    Raises
    ------
    TextmineError
        Tokens and segments do not belong together, fewer than two pilots, or `longest` not from 1 to 5.

    Notes
    -----
    For each step from a meeting to the next, at risk are the phrases used at the first by other pilots that i
    never used; those that j used are exposed, those that only others used are controls. Phrases that
    interviewer or facilitator use at either meeting are left out. Strata: step, number of users and of uses
    at the first meeting, number of words. ``log_odds`` is that of Mantel and Haenszel, its error that of
    Robins, Breslow and Greenland (1986). ``excess`` is ``sum of a - (a + b)(a + c) / n``. Pilots of like
    trade take up each other's words more at any time; the p-value compares with other orders of the meetings,
    in which they would too.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import textmine as tm
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for day, talk in enumerate(["Ana : La grille aide.\n\nBob : Le four chauffe.",
    ...                                 "Ana : Le carton arrive.\n\nBob : La grille, oui."]):
    ...         path = Path(folder) / f"2021-01-0{day + 1}.txt"
    ...         _ = path.write_text(talk, encoding="utf-8")
    ...     segments = tm.split(tm.read(folder), into="turns")
    >>> found = adopt(tm.annotate(segments), segments, between="speaker")
    >>> found.quotations[["phrase", "leader", "follower"]].values.tolist()
    [['grille', 'Ana', 'Bob']]
    """
    if len(tokens) != len(segments):
        raise TextmineError("other_segments", segments=len(segments), tokens=len(tokens))
    if not 1 <= longest <= 5:
        raise TextmineError("bad_longest", longest=longest)
    label = "speaker" if between == "pilot" else between
    everyone = index_of(tokens.rows, between=between, over=over)
    index = everyone.most_heard(most_pilots, n_cells=MOST_CELLS)
    if len(index.pilots) < len(everyone.pilots):
        heard = _heard(tokens.rows, label, index.pilots)
        tokens, segments = tokens.take(heard), segments.take(heard)
        index = index_of(tokens.rows, between=between, over=over)
    rows = tokens.rows
    barred = {
        *without,
        *speaker_words(map(str, rows["speaker"].unique())),
        *(_titles(rows) if agenda else ()),
    }
    uses = find_uses(tokens, segments, longest=longest, without=barred)
    places = places_of(rows, index, label=label, over=over)
    knowledge, phrases = knowledge_of(uses, places, index)
    drawn = draw_orders(len(index.meetings), seed=seed, n_permutations=n_permutations)
    observed = tally(knowledge, np.arange(len(index.meetings), dtype=np.int64))
    by_pair, by_leader = _tested(knowledge, observed, drawn)
    quoted = quotations(Material(tokens, segments, uses, places, index), knowledge, phrases)
    settings = {
        "between": between, "over": over, "longest": longest, "without": sorted(without), "agenda": agenda,
        "seed": seed, "n_permutations": n_permutations, "most_pilots": most_pilots,
    }  # fmt: skip
    return Adoption(
        pairs=_pair_table(index, observed, by_pair),
        leaders=_leader_table(index, observed, by_leader),
        quotations=quoted,
        n_phrases=len(uses.lemmas),
        n_meetings=len(index.meetings),
        n_orders=len(drawn.orders),
        is_exact=drawn.is_exact,
        reasons=_reasons(places, len(quoted), (len(index.pilots), len(everyone.pilots))),
        settings=settings,
        recipe=tokens.recipe.then("adopt", **settings),
    )


def _heard(rows: pd.DataFrame, label: str, pilots: tuple[str, ...]) -> NDArray[np.bool_]:
    """Return which rows are talk of these pilots, or of those who lead and ask."""
    mine = rows[label].astype(str).isin(pilots).to_numpy()
    return np.asarray(mine | rows["role"].isin(HOSTS).to_numpy() if "role" in rows else mine, dtype=np.bool_)


def _titles(rows: pd.DataFrame) -> set[str]:
    """Return the words of the agenda items' titles."""
    if "agenda" not in rows:
        return set()
    titles = {str(title).lower().replace("’", "'") for title in rows["agenda"].unique()}
    words = {word.strip('.,;:()«»"') for title in titles for word in title.split()}
    return {piece for word in words for piece in (word, word.split("'")[-1]) if piece}


def _tested(knowledge: Knowledge, observed: Tally, drawn: Orders) -> tuple[_Chance, _Chance]:
    """Return the p-values of each ordered pair, shape (N, N), and of each pilot as a source, shape (N,)."""
    excess = np.concatenate([observed.excess[None], excesses(knowledge, drawn.orders)])
    n_pilots = excess.shape[1]
    excess[:, np.arange(n_pilots), np.arange(n_pilots)] = np.nan
    pairs = max_t(excess.reshape(len(excess), -1), drawn)
    leaders = max_t(np.nansum(excess, axis=1), drawn)
    return _Chance(*(part.reshape(n_pilots, n_pilots) for part in pairs)), _Chance(*leaders)


def _pair_table(index: Index, observed: Tally, chance: _Chance) -> pd.DataFrame:
    pilots = np.array(index.pilots, dtype=object)
    follower, leader = np.nonzero(~np.eye(len(pilots), dtype=np.bool_))
    at = (follower, leader)
    return pd.DataFrame(
        {
            "follower": pilots[follower],
            "leader": pilots[leader],
            "adopted": observed.adopted[at].astype(np.int64),
            "heard": observed.heard[at].astype(np.int64),
            "expected": observed.expected[at],
            "excess": observed.excess[at],
            "log_odds": observed.log_odds[at],
            "error": observed.error[at],
            "p": chance.p[at],
            "p_adjusted": chance.adjusted[at],
        }
    )


def _leader_table(index: Index, observed: Tally, chance: _Chance) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "pilot": list(index.pilots),
            "adopted": observed.adopted.sum(axis=0).astype(np.int64),
            "expected": observed.expected.sum(axis=0),
            "excess": observed.excess.sum(axis=0),
            "p": chance.p,
            "p_adjusted": chance.adjusted,
        }
    )


def _reasons(
    places: Places, n_quoted: int, n_pilots: tuple[int, int]
) -> tuple[tuple[str, dict[str, object]], ...]:
    reasons: list[tuple[str, dict[str, object]]] = []
    if not (places.is_host & (places.meeting >= 0)).any():
        reasons.append(("hosts_absent", {}))
    reasons.append(("phrases_depend", {}) if n_quoted else ("no_adoption", {}))
    kept, n = n_pilots
    if kept < n:
        reasons.append(("most_pilots", {"kept": kept, "n": n}))
    return tuple(reasons)
