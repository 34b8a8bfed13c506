"""Tokens of French segments: forms, lemmas, parts of speech, offsets and flags."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from textmine.corpus.marks import TAG
from textmine.segment.chunks import chunks_of
from textmine.segment.expressions import find_expressions, names_of_expressions, parts_of_speech
from textmine.segment.flags import FLUENCY, flags_of
from textmine.segment.pipelines import BLANK, ORAL, lemma_of, load, tagger_of
from textmine.segment.tables import POS_NAMES, Segments, Tokens
from textmine.segment.tagging import AT_ONCE, COLUMNS, Tagged, Tagger
from textmine.workers import Workers

if TYPE_CHECKING:
    from spacy.language import Language

_CHUNK: Final = 512
_FEW: Final = 2
_HIDDEN: Final = str.maketrans("[]_0123456789", "ZZQABCDEFGHIJ")
_Number = TypeVar("_Number", bound=np.generic)


class _Chunk(NamedTuple):
    """Tokens of some segments, with string ids of their own."""

    counts: NDArray[np.int64]
    form: NDArray[np.int32]
    lemma: NDArray[np.int32]
    pos: NDArray[np.uint8]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    fluency: NDArray[np.uint8]
    strings: tuple[str, ...]
    in_context: bool


def annotate(
    segments: Segments,
    *,
    pipeline: str = ORAL,
    processes: int = 1,
    scheduler: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Tokens:
    r"""Tokenise, tag and lemmatise segments; flag what is no content word.

    Parameters
    ----------
    pipeline
        "fr-oral": our own, for French as it is spoken (``models/fr-oral/CARD.md`` gives its scores).
        "blank:fr": spaCy's tokenizer with a lemma table, no tagger. Or any installed spaCy pipeline
        (``fr_core_news_md``…) or folder, whose lemmas and parts of speech are used.
    processes
        The segments are annotated in this many processes, two of them as threads of this one with fr-oral;
        the result is the same for any number.
    scheduler
        Address of a Dask scheduler whose workers annotate instead, see `textmine.workers.Workers`.
    progress
        Called with the number of segments done and in all.

    Returns
    -------
    Tokens
        White space is no token; an expression such as "parce que" or "c'est-à-dire" is one. With fr-oral,
        fillers, discourse markers and words that the speaker gives up are told from their context (« un bon
        accord », « bon, on y va »); without, every form on a list of fillers is flagged. The second of two
        like words in a row is a repetition. All these are inactive, and so are tags of masking ([VILLE_1]),
        each of which is one token.

    Raises
    ------
    TextmineError
        The pipeline is not installed; the sentence says how to get it.

    Notes
    -----
    Forms are lower-cased, with ' for ’. No pipeline object is kept: about 20 bytes a token.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> import textmine as tm
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (pathlib.Path(folder) / "r.txt").write_text("Ana : euh, les les cotisations montent\n" * 2)
    ...     tokens = annotate(tm.split(tm.read(folder), into="turns"))
    >>> tokens.frame().query("active")["lemma"].tolist()[:2]
    ['cotisation', 'monter']
    """
    told = progress or (lambda done, total: None)
    [tokens] = annotate_each(
        [segments], pipeline=pipeline, processes=processes, scheduler=scheduler,
        progress=lambda done: told(done, len(segments)),
    )  # fmt: skip
    return tokens


def annotate_each(
    parts: Iterable[Segments],
    *,
    pipeline: str = ORAL,
    processes: int = 1,
    scheduler: str | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> Iterator[Tokens]:
    """Annotate tables of segments as they come, such as meetings; few of them are held at once.

    Parameters
    ----------
    parts
        The tables; texts of several are computed together where they are short.
    pipeline, processes, scheduler
        As in `annotate`.
    progress
        Called with the number of segments done.

    Yields
    ------
    Tokens
        Those of each table, in order, with a vocabulary of its own.

    Raises
    ------
    TextmineError
        As `annotate`.
    """
    # threads, which start at once, where they can take as much work as the processes asked for
    tagger = tagger_of(pipeline) if processes <= _FEW and scheduler is None else None
    asked: deque[Segments] = deque()
    held: list[_Chunk] = []
    n_held = n_done = 0
    chunks = chunks_of(parts, _CHUNK, asked=asked)
    if tagger is None:
        annotated = Workers(processes, scheduler).each(partial(_annotate_chunk, pipeline=pipeline), chunks)
    else:
        annotated = _annotate_here(tagger, chunks, pipeline)
    for chunk in annotated:
        held.append(chunk)
        n_held += len(chunk.counts)
        n_done += len(chunk.counts)
        progress(n_done)
        while asked and n_held >= len(asked[0]):
            segments = asked.popleft()
            own, held = _apart(held, len(segments))
            n_held -= len(segments)
            yield _tokens(segments, own, pipeline)
    if asked:
        load(pipeline)
    for segments in asked:
        yield _tokens(segments, [], pipeline)


def _apart(chunks: list[_Chunk], n: int) -> tuple[list[_Chunk], list[_Chunk]]:
    """Return the chunks of the first n segments, and those of the others, the one in between cut in two."""
    own = []
    while n and len(chunks[0].counts) <= n:
        n -= len(chunks[0].counts)
        own.append(chunks.pop(0))
    if not n:
        return own, chunks
    first = chunks[0]
    at = int(first.counts[:n].sum())
    arrays = ("form", "lemma", "pos", "start", "end", "fluency")
    before = {name: getattr(first, name)[:at] for name in arrays}
    after = {name: getattr(first, name)[at:] for name in arrays}
    own.append(first._replace(counts=first.counts[:n], **before))
    return own, [first._replace(counts=first.counts[n:], **after), *chunks[1:]]


def _tokens(segments: Segments, chunks: Sequence[_Chunk], pipeline: str) -> Tokens:
    """Return the tokens of segments from what was found in chunks of their texts."""
    vocabulary, form, lemma = _shared_vocabulary(chunks)
    counts = _joined_up([chunk.counts for chunk in chunks], np.int64)
    fluency = _joined_up([chunk.fluency for chunk in chunks], np.uint8)
    in_context = any(chunk.in_context for chunk in chunks)
    return Tokens(
        rows=segments.rows.drop(columns="text"),
        pointer=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        form=form,
        lemma=lemma,
        pos=_joined_up([chunk.pos for chunk in chunks], np.uint8),
        start=_joined_up([chunk.start for chunk in chunks], np.int32),
        end=_joined_up([chunk.end for chunk in chunks], np.int32),
        flags=flags_of(vocabulary, form, lemma, counts, fluency if in_context else None),
        vocabulary=vocabulary,
        recipe=segments.recipe.then("annotate", pipeline=pipeline),
    )


def _annotate_here(tagger: Tagger, chunks: Iterable[Sequence[str]], pipeline: str) -> Iterator[_Chunk]:
    """Annotate lists of texts in this process: while one is brought to its end, the next are computed."""
    begun: deque[Sequence[str]] = deque()

    def hidden() -> Iterator[list[str]]:
        for texts in chunks:
            begun.append(texts)
            yield [hide_tags(text) for text in texts]

    for tagged in tagger.tag_each(hidden(), at_once=AT_ONCE):
        yield _chunk(begun.popleft(), tagged, pipeline)


def _annotate_chunk(texts: Sequence[str], pipeline: str) -> _Chunk:
    tagger = tagger_of(pipeline)
    told = [hide_tags(text) for text in texts]
    tagged = _piped(load(pipeline), told) if tagger is None else tagger.tag(told, at_once=AT_ONCE)
    return _chunk(texts, tagged, pipeline)


def _chunk(texts: Sequence[str], tagged: Tagged, pipeline: str) -> _Chunk:
    nlp, (counts, table) = load(pipeline), tagged
    forms, where = _strings(nlp, table[:, 0])
    tags = {hide_tags(tag).lower(): tag.lower() for text in texts for tag in TAG.findall(text)}
    is_tag = np.array([any(tag in form for tag in tags) for form in forms], dtype=np.bool_)
    forms = [_shown(form, tags) if hides else form for form, hides in zip(forms, is_tag, strict=True)]
    if pipeline == BLANK:
        lemmas, lemma_where = [lemma_of(form) for form in forms], where
    else:
        lemmas, lemma_where = _strings(nlp, table[:, 1])
    strings = tuple(sorted({*forms, *lemmas, *names_of_expressions()}))
    number = {string: index for index, string in enumerate(strings)}
    form_ids = np.array([number[form] for form in forms], dtype=np.int32)
    lemma_ids = np.array([number[lemma] for lemma in lemmas], dtype=np.int32)
    form_ids = form_ids[where] if len(where) else np.zeros(0, np.int32)
    lemma_ids = lemma_ids[lemma_where] if len(lemma_where) else np.zeros(0, np.int32)
    if tags:
        lemma_ids = np.where(is_tag[where], form_ids, lemma_ids)
    start = table[:, 4].astype(np.int32)
    apart = _Chunk(
        counts=counts,
        form=form_ids,
        lemma=lemma_ids,
        pos=_indices(nlp, table[:, 2], {name: index for index, name in enumerate(POS_NAMES)}),
        start=start,
        end=start + table[:, 5].astype(np.int32),
        fluency=_indices(nlp, table[:, 3], FLUENCY),
        strings=strings,
        in_context="fluency" in nlp.pipe_names,
    )
    return _with_expressions(apart)


def _piped(nlp: Language, texts: Sequence[str]) -> Tagged:
    """Return what a pipeline of any build tells of texts; a blank one tells of no lemma and no tag."""
    docs = nlp.pipe(texts, batch_size=AT_ONCE) if nlp.pipe_names else map(nlp.make_doc, texts)
    arrays = [np.zeros((0, len(COLUMNS)), dtype=np.uint64)]
    for doc in docs:
        array = np.asarray(doc.to_array([*COLUMNS, "IS_SPACE"]), dtype=np.uint64)
        arrays.append(array[array[:, -1] == 0, :-1])
    counts = np.array([len(array) for array in arrays[1:]], dtype=np.int64)
    return Tagged(counts, np.concatenate(arrays))


def hide_tags(text: str) -> str:
    """Return a text in which each tag of masking is as many letters, so that no tokenizer cuts it.

    Examples
    --------
    >>> hide_tags("d'[VILLE_12], oui")
    "d'ZVILLEQBCZ, oui"
    """
    return TAG.sub(lambda found: found.group().translate(_HIDDEN), text) if "_" in text else text


def _shown(form: str, tags: Mapping[str, str]) -> str:
    for hidden, tag in tags.items():
        form = form.replace(hidden, tag)
    return form


def _with_expressions(chunk: _Chunk) -> _Chunk:
    """Join expressions: the first token takes all, the others go."""
    found = find_expressions(chunk.strings, chunk.form, chunk.counts)
    if not len(found.first):
        return chunk
    number = {string: index for index, string in enumerate(chunk.strings)}
    ids = np.array([number[name] for name in names_of_expressions()], dtype=np.int32)
    form, lemma, pos, end, fluency = (
        array.copy() for array in (chunk.form, chunk.lemma, chunk.pos, chunk.end, chunk.fluency)
    )
    form[found.first] = lemma[found.first] = ids[found.which]
    end[found.first] = chunk.end[found.first + found.size - 1]
    if chunk.pos.any():
        pos[found.first] = parts_of_speech()[found.which]
    size = np.ones(len(form), dtype=np.int64)
    size[found.first] = found.size
    covered = np.zeros(len(form) + 1, dtype=np.int64)
    covered[found.first + 1] += 1
    covered[found.first + found.size] -= 1
    kept = np.cumsum(covered)[:-1] == 0
    segment = np.repeat(np.arange(len(chunk.counts)), chunk.counts)[kept]
    return chunk._replace(
        counts=np.bincount(segment, minlength=len(chunk.counts)).astype(np.int64),
        form=form[kept],
        lemma=lemma[kept],
        pos=pos[kept],
        start=chunk.start[kept],
        end=end[kept],
        fluency=fluency[kept],
    )


def _strings(nlp: Language, keys: NDArray[np.uint64]) -> tuple[list[str], NDArray[np.intp]]:
    """Return the distinct strings in lower case, and the index of each key's string."""
    values, where = np.unique(keys, return_inverse=True)
    return [nlp.vocab.strings[int(key)].lower().replace("’", "'") for key in values], where


def _indices(nlp: Language, codes: NDArray[np.uint64], index_of: dict[str, int]) -> NDArray[np.uint8]:
    """Return the number of each code's name; that of "X", or 0, where the name has none."""
    values, where = np.unique(codes, return_inverse=True)
    names = [nlp.vocab.strings[int(value)] if value else "" for value in values]
    other = index_of.get("X", 0)
    indices = np.array([index_of.get(name, other) for name in names], dtype=np.uint8)
    return indices[where] if len(where) else np.zeros(0, np.uint8)


def _shared_vocabulary(
    chunks: Sequence[_Chunk],
) -> tuple[tuple[str, ...], NDArray[np.int32], NDArray[np.int32]]:
    """Give all chunks one sorted vocabulary of the strings in use, whatever the number of chunks."""
    used = [np.unique(np.concatenate([chunk.form, chunk.lemma])) for chunk in chunks]
    vocabulary = tuple(
        sorted({chunk.strings[i] for chunk, ids in zip(chunks, used, strict=True) for i in ids})
    )
    number = {string: index for index, string in enumerate(vocabulary)}
    forms, lemmas = [np.zeros(0, np.int32)], [np.zeros(0, np.int32)]
    for chunk in chunks:
        ids = np.array([number.get(string, -1) for string in chunk.strings], dtype=np.int32)
        forms.append(ids[chunk.form] if len(ids) else chunk.form)
        lemmas.append(ids[chunk.lemma] if len(ids) else chunk.lemma)
    return vocabulary, np.concatenate(forms), np.concatenate(lemmas)


def _joined_up(parts: Sequence[NDArray[_Number]], kind: type[_Number]) -> NDArray[_Number]:
    return np.concatenate([np.zeros(0, dtype=kind), *parts])
