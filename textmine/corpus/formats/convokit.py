"""ConvoKit corpora: ``utterances.jsonl`` with ``speakers.json`` and ``conversations.json`` beside it."""

from __future__ import annotations

import heapq
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from textmine.corpus.clocks import iso_date
from textmine.corpus.encodings import decode
from textmine.corpus.formats.words import declared_role
from textmine.corpus.inventions import Warnings
from textmine.corpus.jsonfile import as_seconds, as_text, load_json, parse_json
from textmine.corpus.options import ReadOptions
from textmine.corpus.pieces import Document, Piece
from textmine.errors import TextmineError

_EPOCH: Final = 1e8
_TITLES: Final = ("title", "name", "topic")
# what textmine's own writer says of a turn or a speaker, and a corpus says elsewhere
_OF_TURN: Final = ("role", "kind", "agenda", "start", "end", "marks")
_OF_SPEAKER: Final = ("role", "name", "role_reason", "labels", "words")
Item = Mapping[str, Any]


@dataclass(frozen=True)
class _Utterance:
    """One utterance: its line, who says it in which conversation, and what it answers."""

    line: int
    name: str
    speaker: str
    conversation: str
    text: str
    reply_to: str
    time: float | None
    meta: dict[str, str]
    marks: tuple[tuple[int, str], ...] = ()


def read_documents(path: Path, options: ReadOptions) -> list[Document]:
    """Read a corpus of ConvoKit.

    Parameters
    ----------
    path
        A .jsonl file, one utterance a line (``id``, ``speaker`` or ``user``, ``text``, ``conversation_id``
        or ``root``, ``reply_to``, ``timestamp``, ``meta``).
    options
        Not used.

    Returns
    -------
    list of Document
        One a conversation. An utterance is a turn; an answer comes after what it answers, else time and
        then the file give the order. Metadata of utterances and speakers are attributes.

    Raises
    ------
    TextmineError
        ``json_broken``, or ``convokit_without_text``: a line that is no utterance.
    """
    data = path.read_bytes()
    text, encoding, reason = decode(data, file=path.name, is_talk=False)
    grouped: dict[str, list[_Utterance]] = defaultdict(list)
    for utterance in _utterances(text, path):
        grouped[utterance.conversation].append(utterance)
    if not grouped:
        raise TextmineError("convokit_without_text", file=path.name, line=1)
    speakers = {name: _meta(told) for name, told in _beside(path, "speakers.json", "users.json")}
    titles = {name: _meta(told) for name, told in _beside(path, "conversations.json")}
    documents = []
    for name, utterances in grouped.items():
        told = titles.get(name, {})
        ordered, warnings = _in_order(utterances)
        documents.append(
            Document(
                name,
                "convokit",
                encoding,
                reason,
                tuple(_pieces(ordered, speakers)),
                title=next((told[key] for key in _TITLES if told.get(key)), ""),
                date=iso_date(told.get("date", "")),
                warnings=tuple(warnings),
            )
        )
    return documents


def _utterances(text: str, path: Path) -> Iterator[_Utterance]:
    """Yield the utterances, line by line; some corpora call the speaker user, and the conversation root."""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        item = parse_json(line.lstrip("\ufeff"), file=path.name, line=number)
        if not isinstance(item, dict) or not isinstance(item.get("text"), str):
            raise TextmineError("convokit_without_text", file=path.name, line=number)
        speaker = item.get("speaker", item.get("user"))
        if isinstance(speaker, dict):
            speaker = speaker.get("id", speaker.get("name"))
        place = item.get("conversation_id") or item.get("root")
        yield _Utterance(
            number,
            as_text(item.get("id")),
            as_text(speaker).strip(),
            as_text(place).strip() or path.stem,
            as_text(item["text"]),
            as_text(item.get("reply_to", item.get("reply-to"))),
            as_seconds(item.get("timestamp")),
            _scalars(item.get("meta")),
            _marks(item.get("meta")),
        )


def _pieces(utterances: Sequence[_Utterance], speakers: Mapping[str, dict[str, str]]) -> Iterator[Piece]:
    """Yield a heading for each new agenda item, then label and speech, cut where annotations stand."""
    agenda = ""
    for one in utterances:
        if (item := one.meta.get("agenda", agenda)) != agenda:
            agenda = item
            yield Piece("heading", item, one.line)
        if one.speaker:
            yield Piece("label", one.speaker, one.line)
        if one.text.strip():
            yield from _spoken(one, speakers.get(one.speaker, {}))


def _spoken(one: _Utterance, about: Mapping[str, str]) -> Iterator[Piece]:
    """Yield the speech; a timestamp counts from the start of the recording, unless it is a date."""
    start = one.time if one.time is not None and 0 <= one.time < _EPOCH else as_seconds(one.meta.get("start"))
    role = one.meta.get("role") or about.get("role", "")
    attributes = {key: text for key, text in about.items() if key not in _OF_SPEAKER}
    attributes |= {key: text for key, text in one.meta.items() if key not in _OF_TURN}
    cuts = [0, *(min(place, len(one.text)) for place, _ in one.marks), len(one.text)]
    for at, (begin, stop) in enumerate(pairwise(cuts)):
        yield Piece(
            "speech",
            one.text[begin:stop].strip(),
            one.line,
            one.speaker or None,
            new_turn=at == 0,
            interruption=one.meta.get("kind") == "interruption",
            role=declared_role(role) if role else "",
            start=start,
            end=as_seconds(one.meta.get("end")),
            attributes=attributes,
        )
        if at < len(one.marks):
            yield Piece("mark", one.marks[at][1], one.line)


def _marks(meta: object) -> tuple[tuple[int, str], ...]:
    """Return the annotations of an utterance: pairs of a place in its text and the annotation, in order."""
    found = meta.get("marks") if isinstance(meta, dict) else None
    pairs = (
        [one for one in found if isinstance(one, list) and len(one) == 2] if isinstance(found, list) else []
    )
    told = [(max(place, 0), as_text(text)) for place, text in pairs if type(place) is int]
    return tuple(sorted((pair for pair in told if pair[1].strip()), key=lambda pair: pair[0]))


def _in_order(utterances: Sequence[_Utterance]) -> tuple[list[_Utterance], Warnings]:
    """Return utterances by time, then by place in the file, but none before what it answers."""
    timed = all(one.time is not None for one in utterances)
    places = {one.name: at for at, one in enumerate(utterances) if one.name}
    answers: dict[int, list[int]] = defaultdict(list)
    waiting: list[tuple[float, int]] = []
    for at, one in enumerate(utterances):
        above = places.get(one.reply_to, at) if one.reply_to else at
        if above == at:
            waiting.append(((one.time or 0.0) if timed else 0.0, at))
        else:
            answers[above].append(at)
    heapq.heapify(waiting)
    order: list[int] = []
    while waiting:
        _, at = heapq.heappop(waiting)
        order.append(at)
        for answer in answers[at]:
            heapq.heappush(waiting, ((utterances[answer].time or 0.0) if timed else 0.0, answer))
    left = sorted(set(range(len(utterances))) - set(order))
    facts: dict[str, object] = {"found": utterances[left[0]].name} if left else {}
    warnings: Warnings = [("reply_order", {"line": utterances[left[0]].line, **facts})] if left else []
    return [utterances[at] for at in [*order, *left]], warnings


def _beside(path: Path, *names: str) -> Iterator[tuple[str, object]]:
    """Yield what a file of the corpus beside this one says, by identifier."""
    file = next((path.with_name(name) for name in names if path.with_name(name).is_file()), None)
    content = load_json(file)[0] if file else None
    if isinstance(content, dict):
        for name, told in content.items():
            yield unicodedata.normalize("NFC", name), told


def _meta(told: object) -> dict[str, str]:
    if isinstance(told, dict) and isinstance(told.get("meta"), dict):
        return _scalars(told["meta"])
    return _scalars(told)


def _scalars(told: object) -> dict[str, str]:
    """Return the metadata that are single values, as text."""
    pairs = told.items() if isinstance(told, dict) else ()
    return {str(key): text for key, value in pairs if (text := as_text(value).strip())}
