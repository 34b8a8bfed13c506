"""Readers under fire: files broken by chance must be read without loss, or refused with one sentence."""

from __future__ import annotations

import io
import json
import random
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from time import process_time
from typing import Final

import pandas as pd

from textmine.batch.stages import fingerprint
from textmine.bench.specimens import specimens
from textmine.corpus.assembly import assemble
from textmine.corpus.encodings import decode
from textmine.corpus.formats import read_documents
from textmine.corpus.options import ReadOptions
from textmine.corpus.pieces import Document, count_characters
from textmine.errors import TextmineError
from textmine.files import write_whole
from textmine.recipe import hash_of_data
from textmine.workers import map_processes

SLOW: Final = 5.0
LEAST_BYTES: Final = 100_000
LOT: Final = 200
MOST_FAULTS: Final = 5
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


@dataclass(frozen=True)
class Lot:
    """Some broken files of one specimen: what one process tries at once.

    Attributes
    ----------
    name
        The specimen.
    first, last
        Numbers of the inputs, the last not counted.
    seed
        Of the accidents.
    """

    name: str
    first: int
    last: int
    seed: int


@dataclass
class Tally:
    """What came of the files of one format.

    Attributes
    ----------
    inputs, read, refused
        Files in all, those that were read, and those refused with a sentence.
    crashed, lost
        Files that brought another exception, or whose characters are not all in a turn or the report.
    seconds_a_mb
        Most seconds of a processor a MB, files below 100 kB counted as 100 kB.
    faults
        First lines of what went wrong, with the number of the input.
    """

    inputs: int = 0
    read: int = 0
    refused: int = 0
    crashed: int = 0
    lost: int = 0
    seconds_a_mb: float = 0.0
    faults: list[str] = field(default_factory=list)

    def __add__(self, other: Tally) -> Tally:
        """Return what came of the files of both."""
        return Tally(
            self.inputs + other.inputs,
            self.read + other.read,
            self.refused + other.refused,
            self.crashed + other.crashed,
            self.lost + other.lost,
            max(self.seconds_a_mb, other.seconds_a_mb),
            [*self.faults, *other.faults][:MOST_FAULTS],
        )

    @property
    def is_met(self) -> bool:
        """Whether nothing crashed, nothing was lost, and nothing hung."""
        return not self.crashed and not self.lost and self.seconds_a_mb <= SLOW


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
    *,
    n_inputs: int = 100_000,
    seed: int = 0,
    to: Path | None = None,
    processes: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Return what came of files broken by chance, one row a specimen.

    Parameters
    ----------
    n_inputs
        Number of files in all, shared evenly among the specimens.
    seed
        Of the accidents; input k of a specimen is the same in each run.
    to
        A folder that keeps what came of each lot of files: a run that was stopped goes on where it was, as
        long as textmine and its libraries are the same.
    processes
        Processes that try files.

    Returns
    -------
    DataFrame with the columns file, inputs, read, refused, crashed, lost, seconds_a_mb, faults, is_met.
    """
    names = list(specimens())
    share = -(-n_inputs // len(names))
    lots = [
        Lot(name, first, min(first + LOT, share), seed) for first in range(0, share, LOT) for name in names
    ]
    code = fingerprint() if to else ""
    missing = [lot for lot in lots if to is None or not _kept(to, lot, code).is_file()]
    work = partial(_try_lot, to=to, code=code)
    tried = map_processes(work, missing, processes=processes, progress=progress)
    found = dict(zip(missing, tried, strict=True))
    tallies = dict.fromkeys(names, Tally())
    for lot in lots:
        tallies[lot.name] += found[lot] if lot in found else _read_tally(_kept(to or Path(), lot, code))
    rows = [
        {"file": name, **asdict(tally), "faults": " | ".join(tally.faults), "is_met": tally.is_met}
        for name, tally in tallies.items()
    ]
    return pd.DataFrame(rows)


def _kept(to: Path, lot: Lot, code: str) -> Path:
    return to / f"{hash_of_data([asdict(lot), code])[:24]}.json"


def _read_tally(path: Path) -> Tally:
    return Tally(**json.loads(path.read_text("utf-8")))


def _try_lot(lot: Lot, to: Path | None, code: str) -> Tally:
    data, tally = specimens()[lot.name], Tally()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(lot.first, lot.last):
            chance = random.Random(f"{lot.seed} {lot.name} {number}")  # noqa: S311 - no secret
            tally += _one(Path(folder) / lot.name, mutate(data, chance), number)
    if to is not None:
        to.mkdir(parents=True, exist_ok=True)
        write_whole(_kept(to, lot, code), json.dumps(asdict(tally), ensure_ascii=False).encode("utf-8"))
    return tally


def _one(path: Path, data: bytes, number: int) -> Tally:
    path.write_bytes(data)
    start = process_time()
    found = try_file(path)
    took = (process_time() - start) / max(len(data), LEAST_BYTES) * 1e6
    if found in ("read", "refused"):
        return Tally(1, read=int(found == "read"), refused=int(found == "refused"), seconds_a_mb=took)
    is_lost = found.startswith("lost")
    fault = f"{number}: {found[:200]}"
    return Tally(1, lost=int(is_lost), crashed=int(not is_lost), seconds_a_mb=took, faults=[fault])
