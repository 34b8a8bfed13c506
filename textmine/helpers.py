"""Processes of this machine that compute for this one: how they start, what they hold, how they end."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import forkserver
from multiprocessing.context import BaseContext
from typing import Final, Self, TypeVar

from textmine.errors import TextmineError
from textmine.memory import collect_seldom, note_helpers, peak_memory

Result = TypeVar("Result")
_IMPORTED_ONCE: Final = ["textmine.preloading"]


class Helpers:
    """Processes of this machine; the memory that they hold counts in `textmine.memory.peak_memory`.

    Parameters
    ----------
    processes
        Their number.
    begin, given
        Called in each before its first task, with these arguments.

    Notes
    -----
    Where the system can, they are forked from a server that has imported what most need and has no threads;
    never from this process, of whose numerical libraries' threads they would inherit the locks. A helper
    whose parent is gone ends itself.

    Examples
    --------
    >>> with Helpers(2) as helpers:
    ...     helpers.submit(abs, -3).result()
    3
    """

    def __init__(self, processes: int, begin: Callable[..., None] | None = None, *given: object) -> None:
        self._pool = ProcessPoolExecutor(
            processes, mp_context=_context(), initializer=partial(_begin, begin, *given)
        )
        self._peaks: dict[int, int] = {}

    def submit(self, function: Callable[..., Result], *arguments: object) -> Future[Result]:
        """Have a function of a module computed by the next helper that is free."""
        told: Future[Result] = Future()
        computed = self._pool.submit(_with_memory, function, arguments)
        computed.add_done_callback(lambda done: self._tell(done, told))
        return told

    def cancel(self) -> None:
        """Have nothing more computed than what helpers are at."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _tell(self, done: Future[tuple[Result, int, int | None]], told: Future[Result]) -> None:
        if done.cancelled():
            told.cancel()
            return
        error = done.exception()
        if error is not None:
            told.set_exception(
                TextmineError("lost_helper") if isinstance(error, BrokenProcessPool) else error
            )
            return
        result, process, peak = done.result()
        if peak is not None:
            self._peaks[process] = peak
        told.set_result(result)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._pool.shutdown(wait=kind is None, cancel_futures=kind is not None)
        note_helpers(list(self._peaks.values()))


def _with_memory(
    function: Callable[..., Result], arguments: tuple[object, ...]
) -> tuple[Result, int, int | None]:
    """Return what a function gives, this process, and the most memory it held."""
    return function(*arguments), os.getpid(), peak_memory()


def _begin(begin: Callable[..., None] | None, *given: object) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    collect_seldom()
    if begin is not None:
        begin(*given)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def make_ready() -> None:
    """Start the server that processes are forked from, if there is one: it imports while others work."""
    if "forkserver" in multiprocessing.get_all_start_methods():
        _context()
        forkserver.ensure_running()


def _context() -> BaseContext:
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_IMPORTED_ONCE)
    return context
