"""Shares work among processes, and hands back what they make of it in its order.

Nothing is lost with a process that ends too soon: the one that asked does its work instead. None
outlives it, whether it ends, is interrupted or is killed.
"""

import os
import signal
import struct
import sys
import threading
from collections.abc import Callable, Generator, Sequence
from typing import BinaryIO, Final, NamedTuple, TypeVar

_SIZE: Final = struct.Struct("<I")

T = TypeVar("T")


class _Worker(NamedTuple):
    """A process, and the end of the pipe on which it tells what it made."""

    process: int
    told: BinaryIO

    def next(self) -> bytes | None:
        """What it made next; None where it is gone."""
        size = self.told.read(_SIZE.size)
        if len(size) < _SIZE.size:
            return None
        made = self.told.read(*_SIZE.unpack(size))
        return made if len(made) == _SIZE.unpack(size)[0] else None

    def dismiss(self) -> None:
        """Ends it."""
        os.kill(self.process, signal.SIGKILL)
        self.told.close()
        os.waitpid(self.process, 0)


def processors() -> int:
    """How many processes can work at once."""
    if not may_fork():
        return 1
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def may_fork() -> bool:
    """Whether this process can be doubled: one with threads could be in the midst of anything."""
    return hasattr(os, "fork") and threading.active_count() == 1


def parallel_map(
    work: Callable[[T], bytes], given: Sequence[T], processes: int
) -> Generator[bytes, None, None]:
    """What `work` makes of each of what is given, in its order."""
    workers: list[_Worker] = []
    try:
        for place in range(processes):
            workers.append(_start(work, given[place::processes], workers))
        for place, each in enumerate(given):
            made = workers[place % processes].next()
            yield work(each) if made is None else made
    finally:
        for worker in workers:
            worker.dismiss()


def _start(work: Callable[[T], bytes], given: Sequence[T], others: Sequence[_Worker]) -> _Worker:
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            # Whoever interrupts the one that asked leaves it to that one to end the others.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            os.close(reading)
            for each in others:
                each.told.close()
            with os.fdopen(writing, "wb") as pipe:
                for each_ in given:
                    made = work(each_)
                    pipe.write(_SIZE.pack(len(made)) + made)
        finally:
            # Nothing of the parent's may be flushed or cleaned up a second time.
            os._exit(0)
    os.close(writing)
    return _Worker(process, os.fdopen(reading, "rb"))
