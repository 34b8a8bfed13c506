"""Labelled talk that tasks are set on: debates in titled parts, sittings in subjects."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from textmine.segment.tables import Segments

_LEAST_WORDS: Final = 20
_MAIN_SHARE: Final = 0.12
_CONTINUED: Final = re.compile(r"\s*\(suite\)$")
_PROCEDURE: Final = re.compile(
    r"^$|suspension|rappels? au r|faits? personnel|ordre du jour|nominations|questions au gouv|^présentation"
    r"|discussion des articles|^ouverture du mariage",
    re.IGNORECASE,
)
_MODERATOR: Final = re.compile(r"^P\d$|Duhamel|Boissonnat|Cotta|Verhofstadt")

# The theme of a part, by words of its title in the file name; parts that match none have no theme.
_THEMES: Final = {
    "work": "Chomage|35h|Emploi|Travail",
    "pensions": "Retraite|Penibilite|Seniors|Natalite",
    "money": "Impot|Fiscalite|Pouvoir_D_Achat|Inflation|Les_Aides|Salaires|Carburant|Protection_Sociale"
    "|Desendettement|Economie|Crise|Nationalisation",
    "ecology": "Ecologie|Environnement|Co2|Nucleaire|France_En_2050",
    "safety": "Police|Securite|Insecurite|Impunite|Tolerence",
    "immigration": "Immigration|Immigrants|Refugies",
    "religion": "Islam|Laicite|Voile",
    "school": "Education|Ecole",
    "europe": "Europe|L_Euro|Souverainete",
    "abroad": "Ukraine|OTAN|Afrique|Internationale",
    "institutions": "Institution|Republique|Deputes|Assemblee|Abstention|Passage_En_Force|Majorite"
    "|Gouvernement|Media|Peuple|Quel_Type_De_President|Mauvais_President",
    "housing": "Logement",
    "ends": "Introduction|Conclusion",
}
_NO_THEME: Final = frozenset({"ends", "housing"})


@dataclass(frozen=True)
class Board:
    """Segments and the labels that tasks ask about.

    Attributes
    ----------
    segments
        Segments of 20 words or more; ``meeting`` is the debate or the sitting, so that training on them sees
        no border between parts.
    labels
        One row a segment: ``document`` (what the bootstrap draws), ``part``, ``theme`` ("" where none),
        ``speaker``, ``main`` (not a moderator), ``turn``.
    """

    name: str
    segments: Segments
    labels: pd.DataFrame

    def some(self, documents: set[str]) -> Board:
        """Return the board of some documents only."""
        return self._where("document", documents, self.name)

    def parts(self, parts: set[str], *, name: str) -> Board:
        """Return the board of some parts only, under another name."""
        return self._where("part", parts, name)

    def _where(self, column: str, wanted: set[str], name: str) -> Board:
        kept = np.flatnonzero(self.labels[column].isin(wanted).to_numpy())
        return Board(name, _take(self.segments, kept), self.labels.iloc[kept].reset_index(drop=True))

    @property
    def n_words(self) -> int:
        """Words between white space."""
        return int(self.segments.rows["n_words"].sum())


def theme_of(title: str) -> str:
    """Return the theme of a debate's part by its title, "" where it has none that other debates share.

    Examples
    --------
    >>> [theme_of(title) for title in ("Partie_6_2_Islam_Ecole", "Partie_7_Retraites", "Partie_5_Conclusion")]
    ['religion', 'pensions', '']
    """
    order = ["religion", *_THEMES]
    found = next((theme for theme in order if re.search(_THEMES[theme], title)), "")
    return "" if found in _NO_THEME else found


def debates(data: Path, *, words: int = 50) -> Board:
    """Read ``fredsum``: parts of debates, with theme and speaker, in blocks of about `words` words."""
    segments = _blocks(data / "fredsum", words)
    names = segments.rows["meeting"].str.split("--", n=1)
    labels = pd.DataFrame(
        {
            "document": names.str[0],
            "part": segments.rows["meeting"],
            "theme": [theme_of(title) for title in names.str[1]],
            "speaker": segments.rows["speaker"],
            "turn": segments.rows["group"],
        }
    )
    said = segments.rows["n_words"].groupby([labels["document"], labels["speaker"]]).transform("sum")
    share = said / segments.rows["n_words"].groupby(labels["document"]).transform("sum")
    labels["main"] = (share >= _MAIN_SHARE) & ~labels["speaker"].str.contains(_MODERATOR)
    rows = segments.rows.assign(meeting=labels["document"])
    return Board("fredsum", replace(segments, rows=rows), labels)


def sittings(data: Path, *, words: int = 50) -> Board:
    """Read ``assemblee-2013``: sittings, the subject of each item of the agenda in ``theme``."""
    segments = _blocks(data / "assemblee-2013", words)
    rows = segments.rows
    subject = rows["agenda"].str.replace(_CONTINUED, "", regex=True).str.replace("Mot ion", "Motion")
    subject = subject.where(~subject.str.contains(_PROCEDURE), "")
    labels = pd.DataFrame(
        {
            "document": rows["meeting"],
            "part": rows["meeting"] + "--" + subject,
            "theme": subject,
            "speaker": rows["speaker"],
            "turn": rows["group"],
            "main": rows["role"] != "facilitator",
        }
    )
    return Board("assemblee-2013", segments, labels)


def _blocks(folder: Path, words: int) -> Segments:
    from textmine.corpus.reading import read
    from textmine.segment.cutting import split

    segments = split(read(folder), into="blocks", words=words)
    return _take(segments, np.flatnonzero((segments.rows["n_words"] >= _LEAST_WORDS).to_numpy()))


def _take(segments: Segments, kept: np.ndarray) -> Segments:
    sizes = np.diff(segments.pointer)[kept]
    pointer = np.concatenate([[0], np.cumsum(sizes)])
    parts = np.arange(pointer[-1]) + np.repeat(segments.pointer[:-1][kept] - pointer[:-1], sizes)
    return replace(
        segments,
        rows=segments.rows.iloc[kept].reset_index(drop=True),
        pointer=pointer,
        turn=segments.turn[parts],
        start=segments.start[parts],
        end=segments.end[parts],
    )
