"""Work in order: blocks go to workers as they come, results are taken in the blocks' order."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

__all__ = ["in_order", "threads", "worker_count"]

Item = TypeVar("Item")
Result = TypeVar("Result")

MOST = 8  # beyond this the disk is the limit


def worker_count(workers: int | None) -> int:
    """The number of workers: as asked for, or one a core, up to ``MOST``."""
    return workers or min(os.cpu_count() or 1, MOST)


@contextmanager
def threads(workers: int, executor: Executor | None) -> Iterator[Executor]:
    """The caller's executor as it is, or threads of our own (kernels run without the GIL)."""
    if executor is not None:
        yield executor
        return
    with ThreadPoolExecutor(workers, thread_name_prefix="lgmigrate") as own:
        yield own


def in_order(
    executor: Executor,
    function: Callable[[Item], Result],
    items: Iterable[Item],
    *,
    ahead: int,
) -> Iterator[Result]:
    """``map(function, items)`` by the executor, with at most ``ahead`` items begun and not taken.

    An exception of a worker, or of ``items``, is raised here after what was begun has ended.
    """
    begun: deque[Future[Result]] = deque()
    try:
        for item in items:
            begun.append(executor.submit(function, item))
            if len(begun) >= ahead:
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()
    finally:
        for future in begun:
            future.cancel()
        for future in begun:
            if not future.cancelled():
                future.exception()
