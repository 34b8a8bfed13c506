"""Memory of the process: how much it held at most, and giving back what is free."""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Final

# new objects before a look for garbage, and looks before one at older objects; Python's own are 700, 10, 10
_SELDOM: Final = (100_000, 50, 50)


def peak_memory() -> int | None:
    """Return the most memory that this process and its helpers held, in bytes; None on Windows.

    A sum of what each held at most, though not all at the same moment: never too little. Of other children,
    the largest is counted where it held more than this process.

    Examples
    --------
    >>> (peak_memory() or 2**20) >= 2**20
    True
    """
    try:
        import resource
    except ImportError:
        return None
    usage = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return int(max(usage)) * (1 if sys.platform == "darwin" else 1024) + max(_helpers, default=0)


_helpers: list[int] = []


def note_helpers(peaks: Sequence[int]) -> None:
    """Count the most memory that processes held which worked at the same time, in bytes."""
    _helpers.append(sum(peaks))


def give_back() -> bool:
    """Give memory that is free back to the system, which the C library of Linux would keep for later.

    Returns
    -------
    bool
        Whether there was any, and a way to give it back.

    Examples
    --------
    >>> give_back() in (True, False)
    True
    """
    gc.collect()
    trim = _trimmer()
    return trim is not None and bool(trim(0))


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Look seldom for objects that refer to each other in a circle: nearly all others go without a look.

    Importing spaCy takes a quarter less, and a run an eighth: Python's usual pace has it walk through all
    that is there again and again.

    Examples
    --------
    >>> with collecting_seldom():
    ...     gc.get_threshold()[0]
    100000
    """
    usual = gc.get_threshold()
    collect_seldom()
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def collect_seldom() -> None:
    """Do as `collecting_seldom` from now on: for a process that is textmine's own."""
    gc.set_threshold(*_SELDOM)


@cache
def _trimmer() -> ctypes._NamedFuncPointer | None:
    if not sys.platform.startswith("linux"):
        return None
    # musl and others have none
    return getattr(ctypes.CDLL(None), "malloc_trim", None)
