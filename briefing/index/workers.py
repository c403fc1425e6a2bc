"""Shares work among processes, and returns the results in order.

If a worker dies, the parent does what is left. No worker outlives the parent, whether that ends, is
interrupted or is killed.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from typing import Final, TypeVar

T = TypeVar("T")
R = TypeVar("R")

# Items that a worker takes at once: more waste time at the end, fewer while they are passed.
_CHUNK: Final = 32


def processors() -> int:
    """Return how many processes can work at once."""
    if not can_fork():
        return 1
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def can_fork() -> bool:
    """Return whether this process can be forked: no thread may be in the middle of something."""
    return hasattr(os, "fork") and threading.active_count() == 1


def parallel_map(
    function: Callable[[T], R], items: Sequence[T], processes: int
) -> Generator[R, None, None]:
    """Yield the result of a module-level function for each item, in order."""
    done = 0
    try:
        pool = ProcessPoolExecutor(processes, get_context("fork"), _exit_with_parent)
        try:
            with _interrupts_blocked():
                results = pool.map(function, items, chunksize=_CHUNK)
            for result in results:
                yield result
                done += 1
        finally:
            pool.shutdown(cancel_futures=True)
    except (BrokenProcessPool, NotImplementedError, OSError):
        # A worker was killed, or the system cannot start one or pass anything to it.
        yield from map(function, items[done:])


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """Start workers that only the parent can interrupt: they inherit the blocked signal."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _exit_with_parent() -> None:
    """Make a worker exit when its parent does, even if that is killed."""
    threading.Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
