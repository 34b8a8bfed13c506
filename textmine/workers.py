"""Map a function over chunks, in this process, in several, or on a Dask cluster: the result is the same."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from textmine.errors import TextmineError, need
from textmine.helpers import Helpers

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
