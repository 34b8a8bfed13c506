"""How well masking finds what a hand marked, keeps one entity one name, and gives the text back."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from textmine.bench.marked import PARTS, Mark, Study, marked_studies
from textmine.corpus.masking.cells import cells_of
from textmine.corpus.masking.finding import Finder, Place
from textmine.corpus.masking.kinds import DEFAULTS
from textmine.corpus.masking.listing import read_list
from textmine.corpus.masking.masking import mask
from textmine.corpus.masking.reversing import unmask

# What each mark of the set may be found as.
KINDS: Final = {
    "PER": {"person", "name"}, "ORG": {"organisation", "name"},
    "LIEU": {"town", "department", "place", "name"}, "TEL": {"phone"}, "MAIL": {"mail"}, "ADR": {"address"},
    "DATE": {"date", "birth"}, "NAISS": {"date", "birth"}, "NIR": {"nir"}, "IBAN": {"iban"},
    "CARTE": {"card"}, "PLAQUE": {"plate"}, "URL": {"url"}, "COMPTE": {"handle"}, "SIRET": {"siret"},
}  # fmt: skip
MUST: Final = {
    "recall_listed": 0.98, "recall_patterns": 0.95, "precision": 0.95, "turns_given_back": 1.0,
}  # fmt: skip
_SMALL: Final = frozenset(
    """m mme mlle monsieur madame le la les l de du des d lundi mardi mercredi jeudi vendredi samedi
    dimanche""".split()
)
_WORD: Final = re.compile(r"\w+")


@dataclass
class Score:
    """Counts of one part of the set: found and in all, by measure."""

    found: Counter[str] = field(default_factory=Counter)
    total: Counter[str] = field(default_factory=Counter)

    def add(self, measure: str, is_found: bool, times: int = 1) -> None:
        """Count one case."""
        self.found[measure] += times * is_found
        self.total[measure] += times

    def rows(self, part: str) -> Iterator[tuple[str, str, int, int, float, float | None, bool | None]]:
        """Yield part, measure, found, total, share, what it must reach, whether it does."""
        for measure in sorted(self.total, key=lambda name: (name not in MUST, name)):
            share = self.found[measure] / self.total[measure]
            must = MUST.get(measure)
            yield part, measure, self.found[measure], self.total[measure], share, must, (
                None if must is None else share >= must
            )  # fmt: skip


def measure_masking(*, progress: Callable[[int, int], None] | None = None) -> pd.DataFrame:
    """Return recall, precision and the way back on the marked set: all, its open part, the part held out.

    A mark is found if all its letters, titles and articles aside, are in places of its kind that are
    masked by
    default. A place is right if it overlaps a mark of its kind. ``one_name``: of the found mentions of each
    person or organisation, those with the entity that most of them have. ``turns_given_back``: turns of which
    mask, then unmask, gives each character.

    Returns
    -------
    DataFrame
        Columns part, what, found, total, share, must_reach, is_met.
    """
    studies = [(part, study) for part in PARTS for study in marked_studies(part)]
    scores: dict[str, Score] = defaultdict(Score)
    for done, (part, study) in enumerate(studies, start=1):
        score_study(study, scores[part])
        if progress is not None:
            progress(done, len(studies))
    both = Score()
    for score in scores.values():
        both.found.update(score.found)
        both.total.update(score.total)
    scores["all"] = both
    rows = [row for part in ("all", *PARTS) for row in scores[part].rows(part)]
    return pd.DataFrame(rows, columns=["part", "what", "found", "total", "share", "must_reach", "is_met"])


def score_study(study: Study, score: Score) -> None:
    """Add what is found in one study to a score."""
    corpus = study.corpus()
    names = study.list_table()
    cells = list(cells_of(corpus))
    places = Finder(listed=read_list(names)).find(cells)
    entities: dict[str, Counter[str]] = defaultdict(Counter)
    for cell, found in zip(cells, places, strict=True):
        if (cell.table, cell.column) == ("turns", "text"):
            masked = [place for place in found if DEFAULTS[place.kind] != "keep"]
            _score_turn(cell.text, study.marks[cell.row], masked, study, score, entities)
    for counts in entities.values():
        score.add("one_name", True, counts.most_common(1)[0][1])
        score.add("one_name", False, counts.total() - counts.most_common(1)[0][1])
    done = mask(corpus, names=names, seed=0)
    back = unmask(done.corpus, done.key)
    for old, new in zip(corpus.turns["text"], back.turns["text"], strict=True):
        score.add("turns_given_back", old == new)


def _score_turn(
    text: str,
    marks: Sequence[Mark],
    places: Sequence[Place],
    study: Study,
    score: Score,
    entities: dict[str, Counter[str]],
) -> None:
    for mark in marks:
        over = [one for one in places if _overlaps(one, mark) and one.kind in KINDS[mark.type]]
        covered = {at for one in over for at in range(one.start, one.end)}
        is_found = bool(over) and _core(text, mark) <= covered
        score.add(_measure(mark, study), is_found)
        if is_found and mark.entity and mark.type in {"PER", "ORG"}:
            entities[mark.entity].update(one.entity for one in over)
    for place in places:
        right = any(_overlaps(place, mark) and place.kind in KINDS[mark.type] for mark in marks)
        score.add("precision", right)


def _measure(mark: Mark, study: Study) -> str:
    if mark.type not in {"PER", "ORG", "LIEU"}:
        return "recall_patterns"
    if mark.entity in study.listed:
        return "recall_listed"
    return {"PER": "recall_other_persons", "ORG": "recall_other_firms", "LIEU": "recall_places"}[mark.type]


def _overlaps(place: Place, mark: Mark) -> bool:
    return place.start < mark.end and mark.start < place.end


def _core(text: str, mark: Mark) -> set[int]:
    words = list(_WORD.finditer(text, mark.start, mark.end))
    core = [word for word in words if word.group().lower() not in _SMALL] or words
    return {at for word in core for at in range(word.start(), word.end())}
