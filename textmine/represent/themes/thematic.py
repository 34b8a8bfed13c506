"""Thematic segmentation of meetings and interviews, anchored on their agenda or guide where there is one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.corpus.tables import Corpus
from textmine.display import ShownTables
from textmine.errors import TextmineError
from textmine.recipe import Recipe
from textmine.represent.themes.dividing import DRAWS, Chain, best_cuts, cut_ranks, steadiness
from textmine.represent.themes.guide import guide_places
from textmine.represent.themes.units import Units, talk_units
from textmine.represent.vectors import SentenceVectors
from textmine.segment.cutting import split
from textmine.segment.tables import Segments
from textmine.workers import Workers

WORDS_A_THEME: Final = 2_500
_OWN_WORDS: Final = 1_000.0
_OPENING: Final = 14


@dataclass(frozen=True)
class Themes(ShownTables):
    """Sections of talk.

    Attributes
    ----------
    sections
        One row a section, in order: ``meeting``, ``number`` (from 1 in its meeting), ``theme`` (agenda item,
        item of the guide, or its number), ``turn`` and ``start`` (where it begins, code points), ``n_words``,
        ``anchor`` ("agenda", "guide", "talk", or "start" for the first of a meeting), ``rank`` (1 the deepest
        cut of its meeting; 0 for the first section), ``gain`` (share of the spread of the meeting's talk that
        the cut takes away when it is made), ``steadiness`` (share of draws without a fifth of the talk in
        which the cut comes back within 100 words; nan for a first section), ``opening`` (first words).
    """

    sections: pd.DataFrame
    recipe: Recipe = field(default_factory=Recipe)

    def coarser(self, n_sections: int) -> Themes:
        """Return the deepest cuts only: at most `n_sections` a meeting, each whole sections of these."""
        if n_sections < 1:
            raise TextmineError("theme_count", n=n_sections)
        kept = self.sections["rank"] < n_sections
        part = kept.cumsum()
        sections = self.sections[kept].reset_index(drop=True)
        sections["n_words"] = self.sections.groupby(part)["n_words"].sum().to_numpy()
        is_named = sections["theme"] != sections["number"].astype(str)
        sections["number"] = sections.groupby("meeting", sort=False).cumcount() + 1
        sections["theme"] = sections["theme"].where(is_named, sections["number"].astype(str))
        return Themes(sections, self.recipe.then("coarser", n_sections=n_sections))

    def places(self, segments: Segments) -> NDArray[np.int64]:
        """Return the row in `sections` of each segment, shape (n,).

        A block that packs turns of two sections is of that in which most of its words were said
        (``group``).
        """
        begins = self.sections["turn"].to_numpy() * (1 << 32) + self.sections["start"].to_numpy()
        main = segments.rows["group"].to_numpy(dtype=np.int64)
        part = np.repeat(np.arange(len(segments)), np.diff(segments.pointer))
        own = segments.turn == main[part]
        start = np.zeros(len(segments), dtype=np.int64)
        # the last part of the main turn is written first, so that its first part stays
        start[part[own][::-1]] = segments.start[own][::-1]
        place = np.searchsorted(begins, main * (1 << 32) + start, side="right") - 1
        return np.asarray(np.maximum(place, 0), dtype=np.int64)

    def label(self, segments: Segments) -> Segments:
        """Return the segments with the theme of each in column ``theme`` (`places`)."""
        themes = self.sections["theme"].to_numpy()[self.places(segments)]
        recipe = segments.recipe.then("themes", sections=len(self.sections))
        return replace(segments, rows=segments.rows.assign(theme=themes), recipe=recipe)

    def __repr__(self) -> str:
        return f"Themes({len(self.sections)} sections in {self.sections['meeting'].nunique()} meetings)"


def find_themes(
    corpus: Corpus,
    *,
    n_themes: int | Mapping[str, int] | None = None,
    guide: Sequence[str] = (),
    vectors: SentenceVectors | None = None,
    seed: int = 0,
) -> Themes:
    r"""Cut every meeting and interview where its talk passes to another matter.

    Parameters
    ----------
    n_themes
        Sections a meeting, the same for all or by meeting; None takes one for 2,500 words, at least one
        (the debates of development, cut by hand, have one for 2,700). Where the turns have an agenda item,
        sections begin wherever it changes, and within items for whatever is left of the number.
    guide
        Items of the interview guide, in order. A turn of the interviewer or facilitator that is near an item
        begins a section of that name (`guide_places`).
    vectors
        Fitted sentence vectors of purpose "theme"; None learns them on the corpus.
    seed
        Of the vectors and of `steadiness`.

    Raises
    ------
    TextmineError
        A number of themes below 1, or too little talk to learn vectors on.

    Notes
    -----
    Talk is taken in units (`talk_units`): short turns together, whole turns, pieces of those of more than
    150 words. The mean of each speaker's talk in the meeting, shrunk by 1,000 words, is taken from their
    words, so that a change of speaker is no change of theme. Cuts are those of least spread within sections,
    found exactly (`best_cuts`); words such as « passons à » in the unit after a cut speak for it. How the
    cuts compare with those made by hand, with even, random and TextTiling ones: ``textmine bench themes``.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import textmine as tm
    >>> glass = "Ana : Le four fond le verre, la bouteille sort du four et le verre refroidit.\n\n" * 20
    >>> wood = "Bo : La palette part au port, le camion charge la palette et le bois.\n\n" * 20
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (Path(folder) / "reunion.txt").write_text(glass + wood, encoding="utf-8")
    ...     corpus = tm.read(folder)
    >>> find_themes(corpus, n_themes=2).sections[["number", "turn", "n_words", "anchor"]]
       number  turn  n_words anchor
    0       1     0      280  start
    1       2     1      260   talk
    """
    talk = talk_units(corpus)
    given = _wanted(n_themes, [units.meeting for units in talk])
    if vectors is None:
        vectors = SentenceVectors(purpose="theme", start="corpus", seed=seed)
        vectors.fit(split(corpus, into="blocks", words=80))
    asked = vectors.encode(list(guide)) if guide else None

    def cut(units: Units) -> pd.DataFrame:
        encoded = vectors.encode(units.pieces["text"].tolist())
        wanted = given.get(units.meeting) or max(1, round(float(units.words.sum()) / WORDS_A_THEME))
        put = _asked_at(units, encoded, asked)
        return _sections(units, encoded, wanted, {unit: guide[item] for unit, item in put.items()}, seed)

    sections = pd.concat(Workers().map(cut, talk, in_threads=vectors.trained), ignore_index=True)
    options = {"n_themes": given or None, "guide": list(guide), "seed": seed}
    return Themes(sections, corpus.recipe.then("themes", **options))


def _wanted(n_themes: int | Mapping[str, int] | None, meetings: Sequence[str]) -> dict[str, int]:
    """Return the number of sections that is asked for, meeting by meeting."""
    if n_themes is None:
        return {}
    given = dict.fromkeys(meetings, n_themes) if isinstance(n_themes, int) else dict(n_themes)
    least = min(given.values(), default=1)
    if least < 1:
        raise TextmineError("theme_count", n=least)
    return given


def _asked_at(
    units: Units, encoded: NDArray[np.float64], asked: NDArray[np.float64] | None
) -> dict[int, int]:
    """Return the item of the guide that each unit begins with, where it begins with one."""
    if asked is None:
        return {}
    asks = units.pieces["role"].isin(["interviewer", "facilitator"]).to_numpy()
    similarity = np.where(asks[None, :], asked @ encoded.T, np.nan)
    unit = units.pieces["unit"].to_numpy()
    return {int(unit[piece]): item for item, piece in guide_places(similarity)}


def unit_vectors(units: Units, encoded: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the vector of each unit, shape (n, d), length 1, without what is its speakers' own.

    Parameters
    ----------
    encoded
        Vectors of the pieces.
    """
    words = units.pieces["n_words"].to_numpy(dtype=np.float64)
    speaker = pd.factorize(units.pieces["speaker"])[0]
    own = np.zeros((speaker.max() + 1, encoded.shape[1]))
    np.add.at(own, speaker, encoded * words[:, None])
    own /= (np.bincount(speaker, weights=words) + _OWN_WORDS)[:, None]
    found = np.zeros((len(units), encoded.shape[1]))
    np.add.at(found, units.pieces["unit"].to_numpy(), (encoded - own[speaker]) * words[:, None])
    length = np.linalg.norm(found, axis=1, keepdims=True)
    return found / np.where(length > 0, length, 1.0)


def _sections(
    units: Units, encoded: NDArray[np.float64], wanted: int, asked: dict[int, str], seed: int
) -> pd.DataFrame:
    agenda = np.array(units.agenda, dtype=object)
    changes = np.concatenate([[False], agenda[1:] != agenda[:-1]])
    put = np.isin(np.arange(len(units)), [*asked])
    chain = Chain(unit_vectors(units, encoded), units.words, changes | put, units.passes)
    cuts = best_cuts(chain, wanted)
    rank, gain = cut_ranks(chain, cuts)
    steady = steadiness(chain, cuts, seed=seed, draws=DRAWS)
    begins = np.concatenate([[0], cuts]).astype(np.int64)
    first = units.pieces.iloc[units.first[begins]]
    anchors = ["agenda" if changes[cut] else "guide" if put[cut] else "talk" for cut in cuts.tolist()]
    bounds = np.concatenate([begins, [len(units)]])
    columns: dict[str, Any] = {
        "meeting": units.meeting,
        "number": np.arange(1, len(begins) + 1),
        "theme": _names(begins, agenda, asked, anchors),
        "turn": first["turn"].to_numpy(),
        "start": first["start"].to_numpy(),
        "n_words": np.array([units.words[low:high].sum() for low, high in pairwise(bounds.tolist())]).astype(
            np.int64
        ),
        "anchor": ["start", *anchors],
        "rank": np.concatenate([[0], rank]).astype(np.int64),
        "gain": np.concatenate([[np.nan], gain]),
        "steadiness": np.concatenate([[np.nan], steady]),
        "opening": [" ".join(text.split()[:_OPENING]) for text in first["text"]],
    }
    return pd.DataFrame(columns)


def _names(
    begins: NDArray[np.int64], agenda: NDArray[np.object_], asked: dict[int, str], anchors: Sequence[str]
) -> list[str]:
    """Return the name of each section: its agenda item or item of the guide, else its number."""
    names = []
    for number, (unit, anchor) in enumerate(zip(begins.tolist(), ["start", *anchors], strict=True), 1):
        item = asked.get(unit, "") if anchor != "agenda" else ""
        is_named = anchor in {"agenda", "start"} and str(agenda[unit])
        names.append(item or (str(agenda[unit]) if is_named else str(number)))
    return names
