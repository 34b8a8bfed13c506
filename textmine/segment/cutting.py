"""Cut turns into turns, sentences, utterances or blocks, with the way back to every code point."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final, Literal, NamedTuple, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.corpus.tables import Corpus
from textmine.errors import TextmineError
from textmine.recipe import Recipe
from textmine.segment.tables import ROW_COLUMNS, Segments

Unit = Literal["turns", "sentences", "utterances", "blocks"]

_WORD: Final = re.compile(r"\S+")
_ABBREVIATIONS: Final = frozenset(
    "m. mm. mme. mlle. mmes. mlles. dr. pr. me. st. ste. art. al. cf. p. pp. n. vol. éd. fig. env. max. min."
    " tél. av. bd. j. ex. c.-à-d.".split()
)
_SENTENCE_END: Final = re.compile(r"[.?!…]+[\"»”’)\]]*$")
_CLAUSE_END: Final = re.compile(r"[,;:–—-]$")
_OPENINGS: Final = '«“"(['


class _Piece(NamedTuple):
    """A span of a turn that blocks are packed from: at most one sentence."""

    turn: int
    start: int
    end: int
    words: int
    agenda: str


def split(
    corpus: Corpus,
    *,
    into: Unit = "blocks",
    words: int = 50,
    interruptions: bool = False,
    roles: Sequence[str] | None = None,
) -> Segments:
    r"""Cut the turns of a corpus.

    Parameters
    ----------
    into
        "turns"; "sentences" (cut at . ? ! …, not after an abbreviation: speech without punctuation stays
        whole); "utterances" (cut by the fr-oral pipeline, with or without punctuation; without, fewer than
        half are right: ``models/fr-oral/CARD.md``); or "blocks": about `words` words of one speaker in one
        meeting, the sampling unit of every comparison. A block packs short turns and cuts long ones, at
        sentence ends where there are any, else at clause ends, else after `words` words. It is closed where
        the agenda item changes once it holds half of `words`; a rest below half joins the block before.
    words
        Size of a block, in words between white space.
    interruptions
        Keep what the source marks as said across another's turn; left apart by default.
    roles
        Speakers' roles to keep ("pilot", "interviewer", "facilitator", "other"); None keeps all.

    Returns
    -------
    Segments
        In order of meeting and speech, or for blocks of meeting, speaker and speech ("blocks").

    Raises
    ------
    TextmineError
        Unknown unit or role, `words` below 10, or no turn left.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import textmine as tm
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "reunion.txt"
    ...     talk = "Ana : Bonjour. On commence ?\n\nBob : Oui.\n\nAna : Bien."
    ...     _ = path.write_text(talk, encoding="utf-8")
    ...     segments = tm.split(tm.read(path), into="blocks")
    >>> segments.texts
    ['Bonjour. On commence ? Bien.', 'Oui.']
    >>> segments.frame()["turns"].tolist()
    [[0, 2], [1]]
    """
    if into not in get_args(Unit):
        raise TextmineError("unknown_unit", unit=into, units=", ".join(get_args(Unit)))
    if words < 10:
        raise TextmineError("block_too_small", words=words)
    turns = _chosen_turns(corpus, interruptions=interruptions, roles=roles)
    if into == "turns":
        parts = [[(turn, 0, len(text), len(text.split()))] for turn, text, _ in _talk(turns)]
    elif into == "sentences":
        parts = [
            [(piece.turn, piece.start, piece.end, piece.words)]
            for turn, text, agenda in _talk(turns)
            for piece in _pieces(turn, text, agenda)
        ]
    elif into == "utterances":
        parts = _utterances(_talk(turns))
    else:
        parts = list(_blocks(turns, words))
    recipe = corpus.recipe.then(
        "split",
        into=into,
        words=words,
        interruptions=interruptions,
        roles=None if roles is None else [*roles],
    )
    return _assemble(corpus, parts, into, recipe)


def split_each(
    parts: Iterable[tuple[int, Corpus]], *, into: Unit = "blocks", words: int = 50
) -> Iterator[Segments]:
    """Cut a corpus whose turns come in parts, each of whole meetings: see `split`.

    Parameters
    ----------
    parts
        The number of each part's first turn in the corpus, and the corpus with its turns
        (`textmine.corpus.store.CorpusParts`).

    Yields
    ------
    Segments
        Those of each part that has a turn to cut: joined, they are those of the corpus.

    Raises
    ------
    TextmineError
        As `split`; no turn left in any part.
    """
    name, is_empty = "", True
    for first, corpus in parts:
        name = corpus.name
        try:
            segments = split(corpus, into=into, words=words)
        except TextmineError as error:
            if error.key == "no_turn_left":
                continue
            raise
        is_empty = False
        rows = segments.rows.assign(group=segments.rows["group"] + first)
        yield replace(segments, rows=rows, turn=(segments.turn + first).astype(np.int32))
    if is_empty:
        raise TextmineError("no_turn_left", corpus=name)


def _chosen_turns(corpus: Corpus, *, interruptions: bool, roles: Sequence[str] | None) -> pd.DataFrame:
    turns = corpus.turns
    if not interruptions:
        turns = turns[turns["kind"] != "interruption"]
    if roles is not None:
        present = set(corpus.turns["role"])
        unknown = [role for role in roles if role not in {"pilot", "interviewer", "facilitator", "other"}]
        if unknown:
            raise TextmineError("unknown_role", role=unknown[0], roles=", ".join(sorted(present)))
        turns = turns[turns["role"].isin(list(roles))]
    turns = turns[turns["text"].str.contains(r"\S", regex=True)]
    if turns.empty:
        raise TextmineError("no_turn_left", corpus=corpus.name)
    return turns


def _talk(turns: pd.DataFrame) -> list[tuple[int, str, str]]:
    """Return (turn, text, agenda item) of each row."""
    return list(zip(turns.index.tolist(), turns["text"].tolist(), turns["agenda"].tolist(), strict=True))


def _pieces(turn: int, text: str, agenda: str) -> Iterator[_Piece]:
    """Yield the sentences of a turn."""
    start, count = 0, 0
    last: re.Match[str] | None = None
    for match in _WORD.finditer(text):
        if last is not None and _ends_sentence(last.group(), match.group()):
            yield _Piece(turn, start, last.end(), count, agenda)
            start, count = match.start(), 0
        count += 1
        last = match
    if last is not None:
        yield _Piece(turn, start, last.end(), count, agenda)


def _utterances(talk: Sequence[tuple[int, str, str]]) -> list[list[tuple[int, int, int, int]]]:
    from textmine.segment.utterances import utterance_spans

    spans = utterance_spans([text for _, text, _ in talk])
    return [
        [(turn, start, end, len(text[start:end].split()))]
        for (turn, text, _), found in zip(talk, spans, strict=True)
        for start, end in found
    ]


def _ends_sentence(word: str, following: str) -> bool:
    if not _SENTENCE_END.search(word):
        return False
    bare = word.lower().replace("’", "'").rpartition("'")[2]
    if bare in _ABBREVIATIONS or re.fullmatch(r"(?:\w\.)+|(?:\w\.-)+\w\.", word):
        return False
    # French puts a space before ? and !, and « … » often marks a pause, not an end
    head = following.lstrip(_OPENINGS)[:1]
    return not (head.islower() and word.endswith(("…", "..."))) and not _SENTENCE_END.fullmatch(following)


def _short_pieces(piece: _Piece, text: str, words: int) -> Iterator[_Piece]:
    """Yield a long sentence in pieces of at most about `words` words, cut after a clause if possible."""
    if piece.words <= words + words // 4:
        yield piece
        return
    spans = [match.span() for match in _WORD.finditer(text, piece.start, piece.end)]
    low = 0
    while low < len(spans):
        high = min(low + words, len(spans))
        if len(spans) - high < words // 4:
            high = len(spans)
        else:
            near = range(high, max(low + words // 2, high - words // 4), -1)
            high = next((cut for cut in near if _CLAUSE_END.search(text[slice(*spans[cut - 1])])), high)
        yield _Piece(piece.turn, spans[low][0], spans[high - 1][1], high - low, piece.agenda)
        low = high


def _blocks(turns: pd.DataFrame, words: int) -> Iterator[list[tuple[int, int, int, int]]]:
    """Yield the parts of each block, by meeting, then speaker in order of first speech."""
    for _, talk in turns.groupby(["meeting", "speaker"], sort=False):
        pieces = [
            short
            for turn, text, agenda in _talk(talk)
            for piece in _pieces(turn, text, agenda)
            for short in _short_pieces(piece, text, words)
        ]
        for block in _packed(pieces, words):
            yield _joined(block)


def _packed(pieces: Sequence[_Piece], words: int) -> list[list[_Piece]]:
    blocks: list[list[_Piece]] = []
    block: list[_Piece] = []
    size = 0
    for piece in pieces:
        new_item = bool(block) and piece.agenda != block[-1].agenda and 2 * size >= words
        overshoot = size + piece.words - words > words - size
        if block and (new_item or size >= words or (overshoot and 2 * size >= words)):
            blocks.append(block)
            block, size = [], 0
        block.append(piece)
        size += piece.words
    if block and blocks and 2 * size < words:
        blocks[-1].extend(block)
    elif block:
        blocks.append(block)
    return blocks


def _joined(block: Sequence[_Piece]) -> list[tuple[int, int, int, int]]:
    """Join pieces that follow each other in one turn into one part (turn, start, end, words)."""
    parts: list[tuple[int, int, int, int]] = []
    for piece in block:
        if parts and parts[-1][0] == piece.turn:
            turn, start, _, count = parts[-1]
            parts[-1] = (turn, start, piece.end, count + piece.words)
        else:
            parts.append((piece.turn, piece.start, piece.end, piece.words))
    return parts


def _assemble(
    corpus: Corpus, parts: Sequence[Sequence[tuple[int, int, int, int]]], unit: str, recipe: Recipe
) -> Segments:
    sizes = np.fromiter((len(part) for part in parts), dtype=np.int64, count=len(parts))
    flat = np.array([part for parts_ in parts for part in parts_], dtype=np.int64).reshape(-1, 4)
    pointer = np.concatenate([[0], np.cumsum(sizes)])
    main = _main_parts(pointer, flat[:, 3])
    frame = _with_attributes(corpus)
    extra = [name for name in frame.columns if name not in {*ROW_COLUMNS, "kind", "text", "file"}]
    kept = [name for name in extra if name not in {"start", "end", "line"}]
    group = flat[main, 0]
    rows = frame.loc[group, [name for name in ROW_COLUMNS if name in frame] + kept].reset_index(drop=True)
    rows["theme"] = ""
    rows["group"] = group
    rows["n_words"] = np.add.reduceat(flat[:, 3], pointer[:-1])
    texts = corpus.turns["text"].to_numpy()
    spoken = [texts[turn][start:end] for turn, start, end, _ in flat.tolist()]
    bounds = zip(pointer[:-1].tolist(), pointer[1:].tolist(), strict=True)
    rows["text"] = [" ".join(spoken[low:high]) for low, high in bounds]
    rows = rows[[*ROW_COLUMNS, *kept, "text"]]
    spans = flat[:, :3].astype(np.int32)
    return Segments(rows, pointer, spans[:, 0].copy(), spans[:, 1].copy(), spans[:, 2].copy(), unit, recipe)


def _with_attributes(corpus: Corpus) -> pd.DataFrame:
    """Return the turns with their meeting's facts and their speaker's attributes (cluster, legitimacy…)."""
    frame = corpus.frame()
    known = {*frame.columns, "role_reason", "labels", "words"} - {"speaker"}
    attributes = corpus.speakers[[name for name in corpus.speakers.columns if name not in known]]
    return frame.merge(attributes, on="speaker", how="left", validate="many_to_one")


def _main_parts(pointer: NDArray[np.int64], words: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return, for each segment, the index of its part with most words (the first of equals)."""
    segment = np.repeat(np.arange(len(pointer) - 1), np.diff(pointer))
    order = np.lexsort((np.arange(len(words)), -words, segment))
    return order[pointer[:-1]]
