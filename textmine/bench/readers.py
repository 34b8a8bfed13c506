"""Readers under fire: files broken by chance must be read without loss, or refused with one sentence."""

from __future__ import annotations

import io
import random
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Final

import pandas as pd

from textmine.bench.specimens import specimens
from textmine.corpus.assembly import assemble
from textmine.corpus.encodings import decode
from textmine.corpus.formats import read_documents
from textmine.corpus.options import ReadOptions
from textmine.corpus.pieces import Document, count_characters
from textmine.errors import TextmineError

SLOW: Final = 5.0
LEAST_BYTES: Final = 100_000
_PIECES: Final = (
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"<",
    b">",
    b"&",
    b"&#0;",
    b"&lt;",
    b'"',
    b"'",
    b"{",
    b"}",
    b"[" * 40,
    b"\\",
    b"\\u-1?",
    b"\\'",
    b"\\bin99 ",
    b"\\cell",
    b"\\row",
    b"<table>",
    b"</td>",
    b"<tr>",
    b"<!--",
    b"<script>",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
    b" : ",
    b"\n\n",
    b"\r",
    b"-->",
    b"00:00:01,000 --> 00:00:02,000",
    b"****",
    b"*",
    b"null",
    b"-1e999",
    b"NaN",
    b"99999999999999999999",
    b"\\ud800",
    b"SPEAKER_00",
    b"\x80\x92",
    b"\xc3",
    b"\xf0\x9f",
    b"e\xcc\x81",
    b"\xe2\x80\x99",
    b"\xc2\xa0:",
    b"stream\n",
    b"endobj",
    b"<< /",
    b"%%EOF",
    b";;;",
    b"\t",
)


@dataclass
class Tally:
    """What came of the files of one format.

    Attributes
    ----------
    read, refused
        Files that were read, and those refused with a sentence.
    crashed, lost
        Files that brought another exception, or whose characters are not all in a turn or the report.
    slowest
        Most seconds a MB, files below 100 kB counted as 100 kB.
    faults
        First lines of what went wrong, with the number of the input.
    """

    read: int = 0
    refused: int = 0
    crashed: int = 0
    lost: int = 0
    slowest: float = 0.0
    faults: list[str] = field(default_factory=list)


def mutate(data: bytes, chance: random.Random) -> bytes:
    """Return bytes with one to six accidents: cut, doubled, swapped or hostile parts; zip members too.

    Examples
    --------
    >>> mutate(b"Marie : oui", random.Random(1)) == mutate(b"Marie : oui", random.Random(1))
    True
    """
    if data.startswith(b"PK") and chance.random() < 0.6:
        return _in_archive(data, chance)
    if chance.random() < 0.02:
        return chance.randbytes(chance.randrange(200))
    for _ in range(chance.randint(1, 6)):
        data = _accident(data, chance)
    return data


def _accident(data: bytes, chance: random.Random) -> bytes:
    one, two = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    two = min(two, one + chance.choice((1, 4, 40, 400)))
    match chance.randrange(6):
        case 0:
            return data[:one] + data[two:]
        case 1:
            return data[:two] + data[one:two] * chance.choice((1, 3, 20)) + data[two:]
        case 2:
            return data[:one] + chance.randbytes(two - one) + data[two:]
        case 3:
            return data[:one] + data[two:] + data[one:two]
        case 4 if chance.random() < 0.2:
            return data[:one]
        case _:
            return data[:one] + chance.choice(_PIECES) * chance.choice((1, 1, 1, 8)) + data[one:]


def _in_archive(data: bytes, chance: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(list(members))
    members[name] = mutate(members[name], chance)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for member, content in members.items():
            archive.writestr(zipfile.ZipInfo(member), content)
    return stream.getvalue()


def try_file(path: Path) -> str:
    """Read a file and return what came of it: "read", "refused", or what went wrong."""
    try:
        documents = read_documents(path, ReadOptions())
    except TextmineError as error:
        return "refused" if error.say("fr") and error.say("en") else "no sentence"
    except Exception as error:
        return f"crashed: {type(error).__name__}: {error}"
    for document in documents:
        found = assemble(document, file=path.name)
        left = sum(count_characters(one.text) for one in found.leftovers)
        if found.attributed + left != document.characters or document.characters != found.characters:
            return f"lost: {document.characters} in, {found.attributed} + {left} out"
    return _missing(path, documents) or "read"


def _missing(path: Path, documents: list[Document]) -> str:
    """Compare with the text itself where the format is text; "" when all of it is there."""
    if path.suffix not in (".txt", ".md", ".srt"):
        return ""
    text = decode(path.read_bytes(), file=path.name).text
    if path.suffix == ".srt" and any(sign in text for sign in "<&{"):
        return ""
    wanted = Counter("".join(text.split()))
    found = Counter("".join(p for one in documents for piece in one.pieces for p in piece.text.split()))
    return "" if wanted == found else f"lost: {wanted - found} / {found - wanted}"


def fuzz_readers(
    *, n_inputs: int = 100_000, seed: int = 0, progress: Callable[[int, int], None] | None = None
) -> pd.DataFrame:
    """Return what came of files broken by chance, one row a specimen.

    Parameters
    ----------
    n_inputs
        Number of files in all, shared evenly among the specimens.
    seed
        Of the accidents; input k of a specimen is the same in each run.

    Returns
    -------
    DataFrame with the columns file, inputs, read, refused, crashed, lost, seconds_a_mb, is_met, faults.
    """
    files = specimens()
    share = -(-n_inputs // len(files))
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for at, (name, data) in enumerate(files.items()):
            tally = Tally()
            for number in range(share):
                chance = random.Random(f"{seed} {name} {number}")  # noqa: S311 - no secret
                _one(Path(folder) / name, mutate(data, chance), number, tally)
                if progress and number % 100 == 0:
                    progress(at * share + number, share * len(files))
            met = not tally.crashed and not tally.lost and tally.slowest <= SLOW
            faults = " | ".join(tally.faults)
            rows.append(
                (
                    name,
                    share,
                    tally.read,
                    tally.refused,
                    tally.crashed,
                    tally.lost,
                    tally.slowest,
                    met,
                    faults,
                )
            )
    columns = ["file", "inputs", "read", "refused", "crashed", "lost", "seconds_a_mb", "is_met", "faults"]
    return pd.DataFrame(rows, columns=columns)


def _one(path: Path, data: bytes, number: int, tally: Tally) -> None:
    path.write_bytes(data)
    start = perf_counter()
    found = try_file(path)
    took = (perf_counter() - start) / max(len(data), LEAST_BYTES) * 1e6
    tally.slowest = max(tally.slowest, took)
    if found in ("read", "refused"):
        tally.read += found == "read"
        tally.refused += found == "refused"
        return
    tally.lost += found.startswith("lost")
    tally.crashed += not found.startswith("lost")
    if len(tally.faults) < 5:
        tally.faults.append(f"{number}: {found[:200]}")
