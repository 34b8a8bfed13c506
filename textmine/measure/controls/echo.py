"""Echo mask: content words that the question had just offered are taken out of the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.corpus.tables import Corpus
from textmine.errors import TextmineError
from textmine.measure.cells import Ints
from textmine.measure.controls.results import Echoes
from textmine.segment.cutting import split
from textmine.segment.french import annotate
from textmine.segment.tables import Segments, Tokens

ASKING = ("interviewer", "facilitator")


class _Places(NamedTuple):
    """Where each token stands: its part and turn, shape (t,), and its span in the turn's text."""

    part: Ints
    turn: Ints
    start: Ints
    end: Ints


class _Found(NamedTuple):
    """Which tokens are echoes, where tokens stand, and the question before each turn (or -1)."""

    masked: NDArray[np.bool_]
    places: _Places
    question: Ints


def mask_echoes(
    tokens: Tokens, segments: Segments, corpus: Corpus, *, roles: Sequence[str] = ASKING
) -> Echoes:
    r"""Take out of each answer the content words of the question before it.

    Parameters
    ----------
    tokens, segments
        The tokens and the segments they were made from, of any unit; talk of `roles` may be among them, and
        is never masked.
    corpus
        The corpus that the segments were cut from: its turns say who asked what, and when.
    roles
        Who asks.

    Returns
    -------
    Echoes
        Tokens and segments of the same rows without the echoes, for words and topics, and for vectors; the
        echoes; and the share masked of each speaker in each meeting.

    Raises
    ------
    TextmineError
        The tokens are not those of the segments.

    Notes
    -----
    The question of a turn is the last turn, before it in the same meeting, of somebody who asks and that
    holds a content word (« d'accord » asks nothing). A token is an echo when it is a content word
    (`Tokens.active`) and its lemma is that of a content word of the question. Questions are annotated by the
    same pipeline as the tokens. Report results with and without: the mask also takes out what the speaker
    would have said unasked, so that it is a lower bound of his own talk, not a better estimate.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from textmine.corpus.reading import read
    >>> talk = "Animatrice : Et les cotisations ?\n\nAna : Les cotisations montent, les visites aussi."
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (Path(folder) / "reunion.txt").write_text(talk, encoding="utf-8")
    ...     corpus = read(folder)
    >>> segments = split(corpus)
    >>> echoes = mask_echoes(annotate(segments), segments, corpus)
    >>> echoes.words["lemma"].tolist(), echoes.segments.texts[1]
    (['cotisation'], 'Les montent, les visites aussi.')
    """
    found = _find(tokens, segments, corpus, roles)
    recipe = tokens.recipe.then("mask_echoes", roles=[*roles])
    return Echoes(
        tokens=replace(_without(tokens, found.masked), recipe=recipe),
        segments=_cut(segments, corpus, found),
        masked=found.masked,
        words=_words(tokens, found),
        shares=_shares(tokens, found, roles),
        recipe=recipe,
    )


def echo_mask(
    tokens: Tokens, segments: Segments, corpus: Corpus, *, roles: Sequence[str] = ASKING
) -> NDArray[np.bool_]:
    """Return which tokens are echoes of the question before them, shape (t,): see `mask_echoes`.

    Raises
    ------
    TextmineError
        The tokens are not those of the segments.
    """
    return _find(tokens, segments, corpus, roles).masked


def _find(tokens: Tokens, segments: Segments, corpus: Corpus, roles: Sequence[str]) -> _Found:
    if len(tokens) != len(segments):
        raise TextmineError("other_segments", tokens=len(tokens), segments=len(segments))
    places = _places(tokens, segments)
    asked, words = _asked_words(corpus, roles, _pipeline_of(tokens))
    question = _questions(corpus, asked, roles)
    number = {word: index for index, word in enumerate(tokens.vocabulary)}
    lemma = np.array([number.get(word, -1) for word in words], dtype=np.int64)
    size = len(tokens.vocabulary)
    offered = (asked * size + lemma)[lemma >= 0]
    before = question[places.turn]
    masked = tokens.active & (before >= 0) & np.isin(before * size + tokens.lemma, offered)
    return _Found(masked, places, question)


def _places(tokens: Tokens, segments: Segments) -> _Places:
    """Follow each token from its segment's text back to its part and its turn."""
    length = (segments.end - segments.start).astype(np.int64)
    sizes = np.diff(segments.pointer)
    owner = np.repeat(np.arange(len(segments), dtype=np.int64), sizes)
    # Parts are joined by one space: each begins where those before it in the segment end, plus the spaces.
    run = np.concatenate([[0], np.cumsum(length + 1)])
    offset = run[:-1] - run[segments.pointer[:-1]][owner]
    width = int(max(offset.max(initial=0) + length.max(initial=0), tokens.end.max(initial=0))) + 1
    keys, wanted = owner * width + offset, tokens.segment * width + tokens.start
    part = np.searchsorted(keys, wanted, side="right") - 1
    shift = segments.start[part] - offset[part]
    end = np.minimum(tokens.end + shift, segments.end[part])
    return _Places(part, segments.turn[part].astype(np.int64), tokens.start + shift, end)


def _pipeline_of(tokens: Tokens) -> str | None:
    named = [step.options.get("pipeline") for step in tokens.recipe.steps if step.verb == "annotate"]
    return str(named[-1]) if named and named[-1] else None


def _asked_words(corpus: Corpus, roles: Sequence[str], pipeline: str | None) -> tuple[Ints, list[str]]:
    """Return the content words of those who ask: the turn of each, shape (k,), and its lemma."""
    turns = corpus.turns
    if not (turns["role"].isin(list(roles)) & turns["text"].str.contains(r"\w", regex=True)).any():
        return np.zeros(0, dtype=np.int64), []
    present = [role for role in roles if role in set(turns["role"])]
    asking = split(corpus, into="turns", interruptions=True, roles=present)
    tokens = annotate(asking) if pipeline is None else annotate(asking, pipeline=pipeline)
    active = tokens.active
    turn = asking.turn[asking.pointer[:-1]].astype(np.int64)[tokens.segment[active]]
    return turn, [tokens.vocabulary[index] for index in tokens.lemma[active]]


def _questions(corpus: Corpus, asked: Ints, roles: Sequence[str]) -> Ints:
    """Return the question before each turn of the corpus, shape (n turns,); -1 where there is none."""
    place = np.full(len(corpus.turns), -1, dtype=np.int64)
    place[asked] = asked
    by_meeting = pd.Series(place).groupby(corpus.turns["meeting"].to_numpy())
    before = by_meeting.shift(fill_value=-1).groupby(corpus.turns["meeting"].to_numpy()).cummax().to_numpy()
    answers = ~corpus.turns["role"].isin(list(roles)).to_numpy()
    return np.where(answers, before, -1).astype(np.int64)


def _without(tokens: Tokens, masked: NDArray[np.bool_]) -> Tokens:
    kept = ~masked
    counts = np.bincount(tokens.segment[kept], minlength=len(tokens))
    return replace(
        tokens,
        pointer=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        **{name: getattr(tokens, name)[kept] for name in ("form", "lemma", "pos", "start", "end", "flags")},
    )


def _cut(segments: Segments, corpus: Corpus, found: _Found) -> Segments:
    """Return the segments with their parts split around each echo."""
    texts = corpus.turns["text"].to_numpy()
    places, masked = found.places, np.flatnonzero(found.masked)
    holes: dict[int, list[tuple[int, int]]] = {}
    spans = zip(*(array[masked].tolist() for array in (places.part, places.start, places.end)), strict=True)
    for part, start, end in spans:
        holes.setdefault(part, []).append((start, end))
    owner = np.repeat(np.arange(len(segments)), np.diff(segments.pointer)).tolist()
    parts: list[tuple[int, int, int, int]] = []
    for part, (segment, turn, start, end) in enumerate(
        zip(owner, segments.turn.tolist(), segments.start.tolist(), segments.end.tolist(), strict=True)
    ):
        left = _around(texts[turn], start, end, holes[part]) if part in holes else [(start, end)]
        parts += [(segment, turn, low, high) for low, high in left]
    flat = np.array(parts, dtype=np.int64).reshape(-1, 4)
    spoken: list[list[str]] = [[] for _ in range(len(segments))]
    for segment, turn, low, high in parts:
        spoken[segment].append(texts[turn][low:high])
    said = [" ".join(pieces) for pieces in spoken]
    rows = segments.rows.assign(text=said, n_words=[len(text.split()) for text in said])
    counts = np.bincount(flat[:, 0], minlength=len(segments))
    pointer = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    turn_of, low_of, high_of = (flat[:, column].astype(np.int32) for column in (1, 2, 3))
    recipe = segments.recipe.then("mask_echoes")
    return Segments(rows, pointer, turn_of, low_of, high_of, segments.unit, recipe)


def _around(text: str, start: int, end: int, holes: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans of text[start:end] between holes, without white space at their ends."""
    spans = []
    for low, high in [*holes, (end, end)]:
        piece = text[start:low]
        begin, stop = start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
        if begin < stop:
            spans.append((begin, stop))
        start = high
    return spans


def _words(tokens: Tokens, found: _Found) -> pd.DataFrame:
    chosen = np.flatnonzero(found.masked)
    segment = tokens.segment[chosen]
    strings = np.array(tokens.vocabulary, dtype=object)
    turn = found.places.turn[chosen]
    return pd.DataFrame(
        {
            "segment": segment,
            "meeting": tokens.rows["meeting"].to_numpy()[segment],
            "speaker": tokens.rows["speaker"].to_numpy()[segment],
            "turn": turn,
            "question": found.question[turn],
            "form": strings[tokens.form[chosen]],
            "lemma": strings[tokens.lemma[chosen]],
            "start": tokens.start[chosen],
            "end": tokens.end[chosen],
        }
    )


def _shares(tokens: Tokens, found: _Found, roles: Sequence[str]) -> pd.DataFrame:
    by = ["speaker", "role", "meeting", "order"]
    answers = ~tokens.rows["role"].isin(list(roles)).to_numpy()
    segment, active = tokens.segment, tokens.active
    asked = active & (found.question[found.places.turn] >= 0)
    counts = {
        name: np.bincount(segment[chosen], minlength=len(tokens))
        for name, chosen in (("n_content", active), ("asked", asked), ("n_masked", found.masked))
    }
    table = tokens.rows[by].assign(**counts)[answers]
    table = table.groupby(by, sort=False, as_index=False).sum().sort_values(["order", "speaker"])
    share = table["n_masked"] / table["n_content"].where(table["asked"] > 0)
    return table.drop(columns="asked").assign(share=share).reset_index(drop=True)
