"""Numerical libraries held to one thread, again and again, without looking for them each time."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any


@contextmanager
def one_thread() -> Iterator[None]:
    """Within, products of matrices take one thread: ``threadpoolctl.threadpool_limits(1)``, at once.

    Notes
    -----
    What takes time there is to look through the libraries of the process, 10 ms: they are those of last time
    as long as no module was imported since.

    Examples
    --------
    >>> import numpy as np
    >>> with one_thread():
    ...     product = np.eye(2) @ np.eye(2)
    >>> product.tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    with _libraries(len(sys.modules)).limit(limits=1):
        yield


@lru_cache(maxsize=1)
def _libraries(n_modules: int) -> Any:  # noqa: ANN401 - threadpoolctl has no types
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()
