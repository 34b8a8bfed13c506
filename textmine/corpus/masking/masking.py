"""Mask the names of a corpus: propose, let a human review, apply."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from textmine.corpus.masking.applying import NewText, replace_names
from textmine.corpus.masking.cells import Cell, cells_of
from textmine.corpus.masking.entities import Entity, gather_entities, names_among
from textmine.corpus.masking.finding import Finder, Place, Recogniser
from textmine.corpus.masking.keyfile import MaskKey
from textmine.corpus.masking.kinds import policies_of
from textmine.corpus.masking.leaks import find_leaks
from textmine.corpus.masking.listing import Listed, Names, read_list
from textmine.corpus.masking.masked import Rewriting, key_of_masking, masked_corpus
from textmine.corpus.masking.pseudonyms import Namer, assign
from textmine.corpus.masking.recognising import recogniser_of
from textmine.corpus.masking.review import regrouped, review_table, take_decisions
from textmine.corpus.tables import Corpus
from textmine.corpus.vocabulary import fold
from textmine.display import ShownTables


@dataclass(frozen=True)
class Masked(ShownTables):
    """A masked corpus, how it was masked, and what gives the names back.

    Attributes
    ----------
    corpus
        The corpus with its names replaced: turns, annotations, agenda, speakers, meetings and their files.
    table
        One row an entity, as the human reviews it: columns `COLUMNS` of `textmine.corpus.masking.review`.
    key
        What `unmask` needs. Keep it apart from the masked corpus, or throw it away.
    leaks
        What may still tell who speaks: reason, text, count, where, context.
    """

    corpus: Corpus
    table: pd.DataFrame
    key: MaskKey
    leaks: pd.DataFrame

    def __repr__(self) -> str:
        masked = int((self.table["decision"] == "mask").sum())
        return f"Masked({self.corpus.name!r}: {masked} entities masked, {len(self.leaks)} leaks to look at)"


def mask(
    corpus: Corpus,
    *,
    names: Names | None = None,
    table: pd.DataFrame | None = None,
    policies: Mapping[str, str] | None = None,
    ner: str | Recogniser | None = None,
    seed: int | None = None,
) -> Masked:
    r"""Replace the names and numbers that tell who speaks and of whom.

    Parameters
    ----------
    names
        The user's list: entity to the ways to write it; or a table, or a CSV file, with the columns
        ``entity``,
        ``name`` and, if wished, ``kind``.
    table
        The table of an earlier call, reviewed: its decisions and pseudonyms hold. A variant moved to
        another row
        goes to that entity; a row added without ``source`` is a name to look for.
    policies
        Kind to "pseudonym" (persons), "tag" (``[VILLE_1]``), "generalise" (towns and departments to regions,
        days to months, births to years, ages to ten years) or "keep"; kinds are the keys of `DEFAULTS`, which
        says what is done otherwise: pseudonyms for persons, months for days, tags for the rest; regions,
        countries,
        ages and public bodies stay.
    ner
        An installed spaCy pipeline with entities, or a function that yields, for each of the texts it is
        given,
        (start, end, label) with labels PER, LOC, ORG. It adds to the rules; alone it misses names in talk.
    seed
        None draws pseudonyms from the system's chance, so that nobody can draw them again.

    Returns
    -------
    Masked
        Nothing is written and nothing leaves this machine.

    Raises
    ------
    TextmineError
        A kind, policy or decision is unknown, a column is missing, or two speakers would get one name.

    Notes
    -----
    Sources: labels of speakers, the list, lists of places, bodies and first names, capitals, patterns
    with their
    check digits. One entity has one pseudonym in all documents, whatever the variant: first names, last
    names,
    initials, M. and Mme, capitals, missing accents, elisions, one slip in a long name. The same last
    name always
    gives the same new one, so that a family stays one. Names that are words too (Pierre, Rose, Lens,
    Tours) are
    told by their context. Dates of meetings stay: comparisons over time need them. Masked data are still
    personal data as long as a key exists (CNIL, 31 January 2022).

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import textmine as tm
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "reunion.txt"
    ...     talk = "Anne Roy : Bonjour M. Lise, vous venez de Lyon ?\n\nPaul Lise : Oui, Anne."
    ...     _ = path.write_text(talk, encoding="utf-8")
    ...     found = mask(tm.read(path), seed=1)
    >>> "Lyon" in found.corpus.turns["text"][0], "[VILLE_1]" in found.corpus.turns["text"][0]
    (False, True)
    >>> found.table.loc[found.table["kind"] == "person", "variants"].tolist()
    ['Anne ; Anne Roy', 'M. Lise ; Paul Lise']
    """
    cells = list(cells_of(corpus))
    cells.append(Cell("corpus", 0, "name", corpus.name, "", "slug"))
    listed = [*read_list(names), *_added(table)]
    finder = Finder(listed=listed, clusters=_clusters(corpus), recogniser=recogniser_of(ner))
    places = finder.find(cells)
    entities = gather_entities(cells, places, finder.register)
    if table is not None and (moves := regrouped(entities.values(), table)):
        places = [_moved(cell, here, moves) for cell, here in zip(cells, places, strict=True)]
        entities = gather_entities(cells, places, finder.register)
    decided = _decide(entities, cells, table, policies, seed)
    return _apply(corpus, cells, places, decided, policies)


def _decide(
    entities: Mapping[tuple[str, str], Entity],
    cells: Sequence[Cell],
    table: pd.DataFrame | None,
    policies: Mapping[str, str] | None,
    seed: int | None,
) -> list[Entity]:
    taken = names_among(entities.values()) | capitals_of(cells)
    if table is not None:
        taken |= {word for name in table["pseudonym"] for word in fold(str(name)).split()}
    namer = Namer(taken, seed=seed)
    if table is not None:
        namer.after(map(str, table["pseudonym"]))
    proposed = assign(entities.values(), policies_of(policies), namer)
    return proposed if table is None else take_decisions(proposed, table, namer)


def _apply(
    corpus: Corpus,
    cells: Sequence[Cell],
    places: Sequence[Sequence[Place]],
    decided: Sequence[Entity],
    policies: Mapping[str, str] | None,
) -> Masked:
    by_key = {entity.key: entity for entity in decided}
    rewriting = Rewriting(corpus)
    name = corpus.name
    for cell, here in zip(cells, places, strict=True):
        new = replace_names(cell, here, by_key) if here else NewText(cell.text)
        if cell.table == "corpus":
            name = new.text
        elif new.replaced:
            rewriting.add(cell, new)
    masked = masked_corpus(rewriting, name, {"policies": dict(policies or {}), "entities": len(decided)})
    review = review_table(decided)
    key = key_of_masking(rewriting, masked, review)
    return Masked(masked, review, key, find_leaks(masked, decided))


def _moved(cell: Cell, places: Sequence[Place], moves: Mapping[tuple[str, str], str]) -> list[Place]:
    return [
        place._replace(entity=moves.get((place.kind, cell.text[place.start : place.end]), place.entity))
        for place in places
    ]


def _added(table: pd.DataFrame | None) -> list[Listed]:
    """Return the names of rows that a human added or listed: those without a source, or of the list."""
    if table is None:
        return []
    sources = [(row, str(row.get("source", "rule")).strip()) for row in table.to_dict("records")]
    rows = [row for row, source in sources if not source or source == "list"]
    return [
        Listed(str(row["entity"]), name.strip(), str(row["kind"]))
        for row in rows
        for name in {str(row["entity"]): None, **dict.fromkeys(str(row.get("variants", "")).split(";"))}
        if name.strip()
    ]


def _clusters(corpus: Corpus) -> list[str]:
    if "cluster" not in corpus.speakers:
        return []
    values = {str(value).strip() for value in corpus.speakers["cluster"].dropna()}
    return sorted(values - {""})


def capitals_of(cells: Sequence[Cell]) -> set[str]:
    """Return the folded words that are written with a capital somewhere."""
    words = {word for cell in cells for word in cell.text.split() if not word.islower()}
    return {part for word in words for part in fold(word).split()}
