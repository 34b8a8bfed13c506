"""ConvoKit's folder: utterances.jsonl, speakers.json, conversations.json, corpus.json, index.json.

Source: ConvoKit, "Data format" and its loader. All files are ASCII, since the loader opens them in the
encoding of the system; utterances answer the one before; a conversation is named by its first utterance.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from textmine.corpus.tables import Corpus
from textmine.corpus.writing.losses import Losses
from textmine.corpus.writing.names import labels_of
from textmine.corpus.writing.options import WriteOptions
from textmine.corpus.writing.scripts import Line, Script

UTTERANCES: Final = "utterances.jsonl"
_META: Final = ("role", "kind", "agenda", "start", "end", "marks")


def make_files(
    corpus: Corpus, scripts: Sequence[Script], options: WriteOptions, losses: Losses
) -> Iterator[tuple[str, bytes]]:
    """Yield the five files; roles, clusters, dates and all other facts are metadata."""
    del options
    labels = labels_of((line.speaker for script in scripts for line in script.lines), lambda _: True,
                       language=corpus.language)  # fmt: skip
    meetings = {script.meeting for script in scripts}
    utterances = [row for script in scripts for row in _utterances(script, meetings, labels, losses)]
    speakers = _speakers(corpus, labels)
    conversations: dict[str, dict[str, Any]] = {
        script.meeting: {"meta": _conversation(script), "vectors": []} for script in scripts
    }
    meta = {"name": corpus.name, "language": corpus.language}
    index = {
        "utterances-index": _types(row["meta"] for row in utterances),
        "speakers-index": _types(row["meta"] for row in speakers.values()),
        "conversations-index": _types(row["meta"] for row in conversations.values()),
        "overall-index": _types([meta]),
        "version": 1,
        "vectors": [],
    }
    yield UTTERANCES, "".join(json.dumps(row) + "\n" for row in utterances).encode("ascii")
    yield "speakers.json", _json(speakers)
    yield "conversations.json", _json(conversations)
    yield "corpus.json", _json(meta)
    yield "index.json", _json(index)


def _utterances(
    script: Script, meetings: Collection[str], labels: Mapping[str, str], losses: Losses
) -> Iterator[dict[str, Any]]:
    before = None
    for number, line in enumerate(script.lines):
        name = f"{script.meeting}#{number}" if number else script.meeting
        while number and name in meetings:
            name += "_"
        yield {
            "id": name,
            "conversation_id": script.meeting,
            "text": line.text,
            "speaker": labels[line.speaker],
            "meta": _meta(line, losses),
            "reply-to": before,
            "timestamp": line.start,
            "vectors": [],
        }
        before = name


def _meta(line: Line, losses: Losses) -> dict[str, Any]:
    meta: dict[str, Any] = {name: getattr(line, name) for name in _META if name != "marks"}
    meta["marks"] = [list(mark) for mark in line.marks]
    for name, value in line.attributes.items():
        if name in meta:
            losses.add("attributes", f"{name} = {value}")
        else:
            meta[name] = value
    return meta


def _conversation(script: Script) -> dict[str, str]:
    return {
        "title": script.title,
        "date": script.date,
        "kind": script.kind,
        "transcriber": script.transcriber,
    }


def _speakers(corpus: Corpus, labels: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for row in corpus.speakers.to_dict("records"):
        name = str(row.pop("speaker"))
        if name in labels:
            meta = {str(key): None if value != value else value for key, value in row.items()}
            found[labels[name]] = {"meta": {"name": name, **meta}, "vectors": []}
    return found


def _types(rows: Iterable[Mapping[str, object]]) -> dict[str, list[str]]:
    """Return the types of each piece of metadata, as ConvoKit's index names them."""
    found: dict[str, list[str]] = {}
    for row in rows:
        for key, value in row.items():
            kinds = found.setdefault(key, [])
            kind = str(type(value))
            if value is not None and kind not in kinds:
                kinds.append(kind)
    return found


def _json(data: object) -> bytes:
    return json.dumps(data, indent=1).encode("ascii")
