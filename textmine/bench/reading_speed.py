"""How fast transcripts are read, and with how much memory, beside the plainest reading of the same bytes."""

from __future__ import annotations

import math
import multiprocessing
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from typing import Final
from xml.etree import ElementTree

import pandas as pd

from textmine.batch.pipeline import peak_memory
from textmine.corpus.folder import transcripts
from textmine.corpus.reading import read
from textmine.errors import TextmineError
from textmine.messages import say

LEAST_SPEED: Final = 5.0
MOST_MEMORY: Final = 10.0
_ENDINGS: Final = {".txt": "text", ".xml": "TEI"}


@dataclass(frozen=True)
class Reading:
    """One format read.

    Attributes
    ----------
    format
        "text" or "TEI".
    megabytes
        Size of the file, in millions of bytes.
    seconds, plain
        Processor time of `read` and of the reference: decoding and cutting into lines, or ElementTree.
    memory
        Growth of the most memory held, in bytes, NaN where the system does not tell.
    """

    format: str
    megabytes: float
    seconds: float
    plain: float
    memory: float


def measure_reading(folder: Path, *, megabytes: float = 30.0, n_times: int = 3) -> list[Reading]:
    """Read the texts and the TEI files below a folder, each format repeated to one file of some size.

    Parameters
    ----------
    folder
        Transcripts: .txt files are laid end to end, .xml files side by side in one ``<teiCorpus>``.
    megabytes
        Least size of the files read.
    n_times
        Runs, each in a process of its own; the fastest counts, since another program can only slow one down.

    Raises
    ------
    TextmineError
        ``empty_folder``: neither format is there.
    """
    found: list[Reading] = []
    with tempfile.TemporaryDirectory() as place:
        for ending, name in _ENDINGS.items():
            sources = [path for path in _files(folder) if path.suffix == ending]
            if sources:
                path = Path(place) / f"all{ending}"
                path.write_bytes(_repeated(sources, ending, megabytes * 1e6))
                found.append(_measure(path, name, n_times))
    if not found:
        raise TextmineError("empty_folder", path=str(folder))
    return found


def reading_table(readings: list[Reading], language: str | None = None) -> pd.DataFrame:
    """Return one row a figure: ``what`` (in words), ``seen``, ``must_reach``, ``is_met``."""
    rows: list[tuple[str, float, str, object]] = []
    for one in readings:
        speed, multiple = one.megabytes / one.seconds, one.memory / one.megabytes / 1e6
        facts = {"format": one.format, "megabytes": round(one.megabytes)}
        is_fast = speed >= LEAST_SPEED
        is_small = None if math.isnan(multiple) else multiple <= MOST_MEMORY
        rows += [
            (say("bench.reading_speed", language, **facts), speed, f"≥ {LEAST_SPEED:g}", is_fast),
            (say("bench.reading_ratio", language, **facts), one.seconds / one.plain, "–", None),
            (say("bench.reading_memory", language, **facts), multiple, f"≤ {MOST_MEMORY:g}", is_small),
        ]
    table = pd.DataFrame(rows, columns=["what", "seen", "must_reach", "is_met"])
    return table.assign(is_met=table["is_met"].astype(object))


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in _ENDINGS and path.is_file())


def _repeated(sources: list[Path], ending: str, size: float) -> bytes:
    """Return the files' content, again and again up to a size, as one file of the same format."""
    texts = [path.read_bytes().removeprefix(b"\xef\xbb\xbf").strip() for path in sources]
    if ending == ".xml":
        texts = [b"<TEI" + text.partition(b"<TEI")[2] for text in texts if b"<TEI" in text]
    once = b"\n".join(texts) + b"\n"
    many = once * max(1, round(size / len(once) + 0.5))
    return many if ending == ".txt" else b"<teiCorpus>\n" + many + b"</teiCorpus>\n"


def _measure(path: Path, name: str, n_times: int) -> Reading:
    runs = [_apart(_run, path) for _ in range(n_times)]
    plain = min(_apart(_plain, path)[0] for _ in range(n_times))
    return Reading(
        name, path.stat().st_size / 1e6, min(run[0] for run in runs), plain, min(run[1] for run in runs)
    )


def _apart(function: Callable[[Path], tuple[float, float]], path: Path) -> tuple[float, float]:
    """Call a function in a fresh process, whose memory is its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(function, (path,))


def _run(path: Path) -> tuple[float, float]:
    """Return the seconds of processor and the bytes that reading a file took."""
    _warm_up(path)
    before, begun = _peak(), process_time()
    corpus = read(path)
    seconds, after = process_time() - begun, _peak()
    del corpus
    return seconds, after - before


def _warm_up(path: Path) -> None:
    """Read the first of the transcripts' kind once, so that what is loaded for it counts for neither."""
    small = path.with_name(f"first{path.suffix}")
    talk = "Marie : oui\nPaul : non\nMarie : si\nPaul : bon"
    small.write_text(talk if path.suffix == ".txt" else "<TEI><u who='a'>oui</u></TEI>", encoding="utf-8")
    read(transcripts(small)[0])


def _plain(path: Path) -> tuple[float, float]:
    """Return the seconds of processor that the reference takes."""
    begun = process_time()
    if path.suffix == ".txt":
        lines = path.read_bytes().decode("utf-8").splitlines()
        del lines
    else:
        ElementTree.parse(path)  # noqa: S314
    return process_time() - begun, 0.0


def _peak() -> float:
    found = peak_memory()
    return float("nan") if found is None else float(found)
