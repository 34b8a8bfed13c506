"""Mentions of persons, organisations and places in French talk, from lists and capitals, without a model."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

import pandas as pd

from textmine.corpus.names.candidates import KINDS as KINDS
from textmine.corpus.names.candidates import SOURCES as SOURCES
from textmine.corpus.names.candidates import Found
from textmine.corpus.names.matching import indexed
from textmine.corpus.names.ordinary import Key
from textmine.corpus.names.phrases import (
    Phrase,
    attribute_phrases,
    gazetteer_phrases,
    speaker_phrases,
    user_phrases,
)
from textmine.corpus.names.spotting import names_in
from textmine.corpus.tables import SPEAKER_COLUMNS, Corpus
from textmine.errors import TextmineError
from textmine.segment.pipelines import open_pipeline
from textmine.segment.tables import Segments

COLUMNS: Final = ("segment", "meeting", "by", "start", "end", "text", "kind", "entity", "source")
_LABELS: Final = {
    "PER": "person", "PERSON": "person", "LOC": "place", "GPE": "place", "FAC": "place",
    "ORG": "organisation",
}  # fmt: skip


def find_mentions(
    segments: Segments,
    *,
    corpus: Corpus | None = None,
    names: Mapping[str, Sequence[str]] | pd.DataFrame | None = None,
    attributes: Sequence[str] = ("cluster",),
    pipeline: str | None = None,
) -> pd.DataFrame:
    r"""Find who and what is named in French talk: persons, organisations, places.

    Parameters
    ----------
    corpus
        Its table of speakers gives the persons, under all labels that were merged; by default, the speakers
        of the segments, under one name each.
    names
        The user's own: a mapping of entity to the ways to write it, or a table with the columns ``entity``,
        ``name`` and, if wished, ``kind``. Without kind, a speaker or a name that begins with a French first
        name or a title is a person, anything else an organisation. A way written without capitals is found
        in any case.
    attributes
        Columns of the speakers whose values name organisations.
    pipeline
        An installed spaCy pipeline or a folder with entities of its own (PER, LOC, ORG, other labels);
        the lists win over it, and it wins over bare capitals.

    Returns
    -------
    DataFrame
        One row a mention, in order, none overlapping another: segment, meeting, by (the segment's speaker),
        start and end (code points in the segment's text), text, kind (one of `KINDS`), entity (speaker,
        attribute, user's or list's name; else the text without its title), source (one of `SOURCES`).

    Raises
    ------
    TextmineError
        The pipeline is not installed; `names` lacks a column or has an unknown kind; no such attribute.

    Notes
    -----
    Longest match first, then the order of `SOURCES`. A first or last name that several speakers share
    names nobody, unless a title tells them apart. A name that is also a French word (Pierre, Royal, Nice)
    needs a capital inside a sentence, or a title, or, for places, a preposition. Text without capitals
    gives only full names, last names and places that are no French words. A role ("le président") is no
    name: list it in `names`. A mention never runs over two turns of a block.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import textmine as tm
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "reunion.txt"
    ...     talk = "Ana Rey : Comme disait Castaing à Lyon.\n\nHélène Castaing : Merci Ana."
    ...     _ = path.write_text(talk, encoding="utf-8")
    ...     segments = tm.split(tm.read(path), into="turns")
    >>> find_mentions(segments)[["by", "text", "kind", "entity"]].values.tolist()
    ... # doctest: +NORMALIZE_WHITESPACE
    [['Ana Rey', 'Castaing', 'person', 'Hélène Castaing'], ['Ana Rey', 'Lyon', 'place', 'Lyon'],
     ['Hélène Castaing', 'Ana', 'person', 'Ana Rey']]
    """
    speakers = _speakers(segments, corpus, attributes)
    index = indexed(_phrases(speakers, names, attributes))
    texts = segments.texts
    named = _piped(texts, pipeline) if pipeline is not None else ([] for _ in texts)
    records: list[tuple[object, ...]] = []
    rows = zip(
        texts, _breaks(segments), named, segments.rows["meeting"], segments.rows["speaker"], strict=True
    )
    for number, (text, breaks, extra, meeting, by) in enumerate(rows):
        for one in names_in(text, breaks, index, extra):
            span = text[one.start : one.end]
            records.append((number, meeting, by, one.start, one.end, span, one.kind, one.entity, one.source))
    table = pd.DataFrame(records, columns=list(COLUMNS))
    return table.astype({"segment": int, "start": int, "end": int})


def mention_network(mentions: pd.DataFrame, *, segments: Segments | None = None) -> pd.DataFrame:
    """Count who names whom.

    Parameters
    ----------
    mentions
        From `find_mentions`; the table of a part of the corpus gives the network of that part.
    segments
        Where the mentions were looked for: says who was present, and so which counts are 0.

    Returns
    -------
    DataFrame
        Speakers × persons named, whole numbers; a speaker who names himself is on the diagonal. Columns are
        the speakers only. A pair that no mention links is 0 if both speak in one same meeting, else missing;
        without `segments`, always missing.

    Examples
    --------
    >>> mentions = pd.DataFrame({"by": ["Ana", "Ana"], "kind": "person", "entity": ["Bob", "Bob"],
    ...                          "source": "speaker"})
    >>> int(mention_network(mentions).loc["Ana", "Bob"])
    2
    """
    persons = mentions[mentions["kind"] == "person"]
    known = set(mentions["by"]) | set(persons.loc[persons["source"] == "speaker", "entity"])
    meetings: dict[str, set[str]] = defaultdict(set)
    if segments is not None:
        for speaker, meeting in set(zip(segments.rows["speaker"], segments.rows["meeting"], strict=True)):
            meetings[str(speaker)].add(str(meeting))
    order = sorted(known | set(meetings))
    counts = persons[persons["entity"].isin(order)].groupby(["by", "entity"]).size()
    found = {pair: int(count) for pair, count in counts.items()}
    columns = {
        two: [found.get((one, two), 0 if meetings[one] & meetings[two] else None) for one in order]
        for two in order
    }
    return pd.DataFrame(columns, index=pd.Index(order, name="by"), dtype="Int64")


def _speakers(segments: Segments, corpus: Corpus | None, attributes: Sequence[str]) -> pd.DataFrame:
    table = segments.rows.drop_duplicates("speaker") if corpus is None else corpus.speakers
    for name in attributes:
        if name not in table and name not in SPEAKER_COLUMNS:
            raise TextmineError("no_such_column", column=name, columns=", ".join(map(str, table.columns)))
    return table


def _phrases(
    speakers: pd.DataFrame,
    names: Mapping[str, Sequence[str]] | pd.DataFrame | None,
    attributes: Sequence[str],
) -> Iterator[tuple[Key, Phrase]]:
    ids = [str(name) for name in speakers["speaker"]]
    labels = [str(label) for label in speakers["labels"]] if "labels" in speakers else ids
    if names is not None:
        yield from user_phrases(names, set(ids))
    yield from speaker_phrases(zip(ids, labels, strict=True))
    for column in attributes:
        values = speakers[column].dropna().astype(str) if column in speakers else ()
        for value in sorted({value.strip() for value in values} - {""}):
            yield from attribute_phrases(value)
    yield from gazetteer_phrases()


def _breaks(segments: Segments) -> Iterator[frozenset[int]]:
    """Yield the offsets at which a turn begins in each segment."""
    sizes = (segments.end - segments.start + 1).tolist()
    for low, high in pairwise(segments.pointer.tolist()):
        offsets, at = [0], 0
        for size in sizes[low : high - 1]:
            at += size
            offsets.append(at)
        yield frozenset(offsets)


def _piped(texts: Sequence[str], pipeline: str) -> Iterator[list[Found]]:
    nlp = open_pipeline(pipeline)
    for text, doc in zip(texts, nlp.pipe(texts), strict=True):
        found = []
        for entity in doc.ents:
            span = text[entity.start_char : entity.end_char]
            start = entity.start_char + len(span) - len(span.lstrip())
            if name := " ".join(span.split()):
                kind = _LABELS.get(entity.label_, "other")
                found.append(Found(start, start + len(span.strip()), kind, name, "pipeline", 1))
        yield found
