"""How fast files are read, in MB a second on one core and as a ratio to decoding and splitting lines."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Iterable
from pathlib import Path
from time import process_time
from typing import Final

import pandas as pd

from textmine.corpus.assembly import assemble
from textmine.corpus.folder import is_transcript
from textmine.corpus.formats import format_of, read_documents
from textmine.corpus.options import ReadOptions
from textmine.errors import TextmineError

FASTEST_GOAL: Final = 5.0
ENDINGS: Final = (".txt", ".xml", ".csv", ".srt", ".vtt", ".html", ".rtf", ".json", ".docx", ".odt")


def measure_reading(folder: str | Path, *, repeats: int = 3) -> pd.DataFrame:
    """Return the speed and the memory of reading, one row a corpus and format.

    Parameters
    ----------
    folder
        A folder of corpora: each folder in it that holds transcripts is read.
    repeats
        Times that all files are read; the fastest counts.

    Returns
    -------
    DataFrame with corpus, format, files, mb, mb_a_second, plain (the same bytes decoded and split into
    lines), ratio (of both), memory (most memory while the largest file is read, by its size) and is_met.

    Notes
    -----
    Timed is the whole reading of each file: its bytes from the disk, its encoding, its pieces and its turns.
    Times are of the processor, so that other programs disturb less; they do disturb, by shared caches, and
    the ratio less than the speed. Memory is that of Python's objects (tracemalloc), with the turns; a text
    with one character such as ’ or œ takes two bytes a character each time it is held.

    Raises
    ------
    TextmineError
        ``no_such_path``: no folder, or none with transcripts.
    """
    root = Path(folder)
    rows = []
    for corpus in sorted(path for path in [root, *root.glob("*")] if path.is_dir()):
        files = [
            path
            for path in sorted(corpus.glob("*"))
            if path.suffix.lower() in ENDINGS and is_transcript(path, corpus)
        ]
        kinds: dict[str, list[Path]] = {}
        for path in files:
            kinds.setdefault(format_of(path), []).append(path)
        rows += [(corpus.name, name, *_measure(group, repeats)) for name, group in kinds.items()]
    if not rows:
        raise TextmineError("no_such_path", path=folder)
    columns = ["corpus", "format", "files", "mb", "mb_a_second", "plain", "ratio", "memory", "is_met"]
    return pd.DataFrame(rows, columns=columns)


def _measure(files: list[Path], repeats: int) -> tuple[int, float, float, float, float, float, bool]:
    size = sum(path.stat().st_size for path in files) / 1e6
    ours = min(_seconds(files) for _ in range(repeats))
    plain = min(_plain_seconds(files) for _ in range(repeats))
    speed, reference = size / ours, size / plain
    largest = max(files, key=lambda path: path.stat().st_size)
    memory = _memory(largest) / largest.stat().st_size
    return len(files), size, speed, reference, speed / reference, memory, speed >= FASTEST_GOAL


def _seconds(files: Iterable[Path]) -> float:
    start = process_time()
    for path in files:
        for document in read_documents(path, ReadOptions()):
            assemble(document, file=path.name)
    return process_time() - start


def _plain_seconds(files: Iterable[Path]) -> float:
    start = process_time()
    for path in files:
        path.read_bytes().decode("utf-8", "replace").splitlines()
    return max(process_time() - start, 1e-6)


def _memory(path: Path) -> int:
    gc.collect()
    tracemalloc.start()
    try:
        found = [assemble(one, file=path.name) for one in read_documents(path, ReadOptions())]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    del found
    return peak
