"""Map a function over chunks in several processes; the result never depends on how many."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def map_processes(
    function: Callable[[Item], Result],
    items: Sequence[Item],
    *,
    processes: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> list[Result]:
    """Return ``[function(item) for item in items]``, computed in `processes` processes.

    Parameters
    ----------
    function
        A function of a module (it is sent by name).
    progress
        Called with the number done and the number in all.

    Examples
    --------
    >>> map_processes(abs, [-1, 2, -3])
    [1, 2, 3]
    """
    results: list[Result] = []
    if processes <= 1 or len(items) <= 1:
        for item in items:
            results.append(function(item))
            if progress:
                progress(len(results), len(items))
        return results
    # spawn: a forked child would inherit locks of the numerical libraries' threads
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(processes, len(items)), mp_context=context) as pool:
        for result in pool.map(function, items):
            results.append(result)
            if progress:
                progress(len(results), len(items))
    return results
