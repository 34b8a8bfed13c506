"""Map a function over chunks, in this process, in several, or on a Dask cluster: the result is the same."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from multiprocessing import forkserver
from multiprocessing.context import BaseContext
from typing import TYPE_CHECKING, Final, Self, TypeVar

from textmine.errors import TextmineError, need
from textmine.memory import note_helpers, peak_memory

if TYPE_CHECKING:
    from distributed import Client

Item = TypeVar("Item")
Result = TypeVar("Result")
_SECONDS_TO_ANSWER: Final = 10
_TRIES: Final = 5
_AHEAD: Final = 4
_MOST_THREADS: Final = 4
_FEW_PROCESSES: Final = 2
_OWN: Final = "textmine"
_IMPORTED_ONCE: Final = ["pandas", "pyarrow.parquet", "scipy.sparse.linalg", "sklearn.decomposition",
                         "spacy.language"]  # fmt: skip


@dataclass(frozen=True)
class Workers:
    """Who computes.

    Attributes
    ----------
    processes
        Processes of this machine; 1 is this process alone, which may compute in threads (`own_threads`).
    scheduler
        Address of a Dask scheduler (``tcp://127.0.0.1:8786``), whose workers then compute instead: each must
        have the same textmine, and read the same folders where a model of one's own is named. Chunks of
        transcripts are sent to them, and nowhere else.
    """

    processes: int = 1
    scheduler: str | None = None

    def map(
        self,
        function: Callable[[Item], Result],
        items: Sequence[Item],
        *,
        in_threads: bool = False,
        progress: Callable[[int, int], None] | None = None,
    ) -> list[Result]:
        """Return ``[function(item) for item in items]``, whoever computes it.

        Parameters
        ----------
        function
            A function of a module (it is sent by name).
        in_threads
            Whether the function leaves the interpreter to others while it computes, as NumPy and SciPy do:
            one or two processes are then threads of this one, which start at once and share what it holds.
        progress
            Called with the number done and the number in all.

        Raises
        ------
        TextmineError
            No scheduler answers at the address, or its workers are gone.

        Examples
        --------
        >>> Workers().map(abs, [-1, 2, -3])
        [1, 2, 3]
        """
        told = progress or (lambda done, total: None)
        if self.scheduler is not None:
            return _on_cluster(self.scheduler, function, items, told)
        if in_threads and self.processes <= _FEW_PROCESSES:
            return _in_threads(min(own_threads(), len(items)), function, items, told)
        if self.processes <= 1 or len(items) <= 1:
            return _here(function, items, told)
        return _in_processes(min(self.processes, len(items)), function, items, told)

    def each(
        self, function: Callable[[Item], Result], items: Iterable[Item], *, in_threads: bool = False
    ) -> Iterator[Result]:
        """Yield ``function(item) for item in items`` in order, a few items ahead of who takes the results.

        Neither the items nor the results are ever held all at once.

        Parameters
        ----------
        function, in_threads
            As in `map`.

        Raises
        ------
        TextmineError
            As in `map`.

        Examples
        --------
        >>> list(Workers().each(abs, iter([-1, 2, -3])))
        [1, 2, 3]
        """
        if self.scheduler is not None:
            yield from _each_on_cluster(self.scheduler, function, items)
        elif in_threads and self.processes <= _FEW_PROCESSES and own_threads() > 1:
            with ThreadPoolExecutor(own_threads(), thread_name_prefix=_OWN) as pool:
                yield from _in_order(lambda item: pool.submit(function, item), items, _AHEAD * own_threads())
        elif self.processes <= 1:
            yield from map(function, items)
        else:
            with Helpers(self.processes) as helpers:
                yield from _in_order(partial(helpers.submit, function), items, _AHEAD * self.processes)


def _in_order(
    submit: Callable[[Item], Future[Result]], items: Iterable[Item], ahead: int
) -> Iterator[Result]:
    """Yield the results of items in order, at most so many of them being computed or waiting."""
    waiting: deque[Future[Result]] = deque()
    for item in items:
        waiting.append(submit(item))
        if len(waiting) > ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def own_threads() -> int:
    """Return how many threads of this process may compute: one a processor, four at most; in a helper, one.

    Examples
    --------
    >>> 1 <= own_threads() <= 4
    True
    """
    if multiprocessing.parent_process() is not None:
        return 1
    known = getattr(os, "sched_getaffinity", None)
    return min(len(known(0)) if known is not None else os.cpu_count() or 1, _MOST_THREADS)


def is_sharing_thread() -> bool:
    """Return whether this thread is one of those among which `Workers.map` shares out its items.

    Examples
    --------
    >>> is_sharing_thread()
    False
    """
    return threading.current_thread().name.startswith(f"{_OWN}_")


def map_processes(
    function: Callable[[Item], Result],
    items: Sequence[Item],
    *,
    processes: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> list[Result]:
    """Return ``[function(item) for item in items]``, computed in `processes` processes of this machine.

    Examples
    --------
    >>> map_processes(abs, [-1, 2, -3])
    [1, 2, 3]
    """
    return Workers(processes).map(function, items, progress=progress)


def _here(
    function: Callable[[Item], Result], items: Sequence[Item], told: Callable[[int, int], None]
) -> list[Result]:
    results: list[Result] = []
    for item in items:
        results.append(function(item))
        told(len(results), len(items))
    return results


def _in_threads(
    threads: int, function: Callable[[Item], Result], items: Sequence[Item], told: Callable[[int, int], None]
) -> list[Result]:
    if threads <= 1:
        return _here(function, items, told)
    results: list[Result] = []
    with ThreadPoolExecutor(threads, thread_name_prefix=_OWN) as pool:
        for result in pool.map(function, items):
            results.append(result)
            told(len(results), len(items))
    return results


def _in_processes(
    processes: int,
    function: Callable[[Item], Result],
    items: Sequence[Item],
    told: Callable[[int, int], None],
) -> list[Result]:
    results: list[Result] = []
    with Helpers(processes) as helpers:
        for future in [helpers.submit(function, item) for item in items]:
            results.append(future.result())
            told(len(results), len(items))
    return results


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


def _on_cluster(
    address: str,
    function: Callable[[Item], Result],
    items: Sequence[Item],
    told: Callable[[int, int], None],
) -> list[Result]:
    """Compute on a Dask cluster: what a lost worker had is computed again by another."""
    distributed = need("distributed", extra="dask")
    with _client(address) as client:
        if not client.scheduler_info()["workers"]:
            raise TextmineError("no_workers", address=address)
        futures = client.map(function, items, pure=False, retries=_TRIES)
        try:
            for done, _ in enumerate(distributed.as_completed(futures, loop=client.loop), start=1):
                told(done, len(items))
            return list(client.gather(futures))
        except distributed.KilledWorker as error:
            raise TextmineError("lost_workers", address=address) from error


def _each_on_cluster(
    address: str, function: Callable[[Item], Result], items: Iterable[Item]
) -> Iterator[Result]:
    """Compute on a Dask cluster as `_on_cluster` does, a few items ahead."""
    distributed = need("distributed", extra="dask")
    with _client(address) as client:
        n_workers = len(client.scheduler_info()["workers"])
        if not n_workers:
            raise TextmineError("no_workers", address=address)
        submit = partial(client.submit, function, pure=False, retries=_TRIES)
        try:
            yield from _in_order(submit, items, _AHEAD * n_workers)
        except distributed.KilledWorker as error:
            raise TextmineError("lost_workers", address=address) from error


def _client(address: str) -> Client:
    distributed = need("distributed", extra="dask")
    try:
        client: Client = distributed.Client(address, timeout=_SECONDS_TO_ANSWER, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise TextmineError("no_scheduler", address=address) from error
    return client
