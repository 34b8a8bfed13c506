"""Map a function over chunks, in this process, in several, or on a Dask cluster: the result is the same."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from textmine.errors import TextmineError, need

if TYPE_CHECKING:
    from distributed import Client

Item = TypeVar("Item")
Result = TypeVar("Result")
_SECONDS_TO_ANSWER: Final = 10
_TRIES: Final = 5


@dataclass(frozen=True)
class Workers:
    """Who computes.

    Attributes
    ----------
    processes
        Processes of this machine; 1 is this process alone.
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
        progress: Callable[[int, int], None] | None = None,
    ) -> list[Result]:
        """Return ``[function(item) for item in items]``, whoever computes it.

        Parameters
        ----------
        function
            A function of a module (it is sent by name).
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
        if self.processes <= 1 or len(items) <= 1:
            return _here(function, items, told)
        return _in_processes(min(self.processes, len(items)), function, items, told)


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


def _in_processes(
    processes: int,
    function: Callable[[Item], Result],
    items: Sequence[Item],
    told: Callable[[int, int], None],
) -> list[Result]:
    # spawn: a forked child would inherit locks of the numerical libraries' threads
    context = multiprocessing.get_context("spawn")
    results: list[Result] = []
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        for result in pool.map(function, items):
            results.append(result)
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


def _client(address: str) -> Client:
    distributed = need("distributed", extra="dask")
    try:
        client: Client = distributed.Client(address, timeout=_SECONDS_TO_ANSWER, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise TextmineError("no_scheduler", address=address) from error
    return client
