"""Finds which files of a library changed since they were read.

A file is taken for unchanged while it has the size and the time that it had. A time that was too
fresh when the file was read could stay the same through one more change; its content settles it.
"""

import os
import sys
from binascii import crc32
from collections.abc import Callable
from time import time_ns
from typing import Final

import msgspec
from msgspec import Struct

from briefing.index.crew import may_fork

# A file that was changed this shortly before it was read may change again within one tick of the
# clock of its disk, and look the same.
_SETTLED: Final = 2_000_000_000


class Stamp(Struct, frozen=True, array_like=True):
    """What tells one state of a file: its time in nanoseconds, size, and a sum of its content.

    It is settled where the time was old enough to be trusted when the file was read.
    """

    time: int
    size: int
    sum: int
    settled: bool


class Changes(Struct, frozen=True, array_like=True):
    """The files that must be read again, those that are gone, and new stamps of unchanged ones."""

    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    stamps: dict[str, Stamp] = {}


def files(folder: str) -> dict[str, tuple[int, int]]:
    """Every YAML file under a folder, hidden ones included: its name in it, its time and size."""
    found: dict[str, tuple[int, int]] = {}
    waiting = [""]
    while waiting:
        inside = waiting.pop()
        for entry in _entries(os.path.join(folder, inside)):  # noqa: PTH118 (ten thousand times)
            if entry.name.endswith((".yaml", ".yml")) and not entry.is_dir(follow_symlinks=False):
                found[inside + entry.name] = _time_and_size(entry)
            elif entry.is_dir(follow_symlinks=False):
                waiting.append(f"{inside}{entry.name}/")
    return found


def stamp(folder: str, name: str, when: tuple[int, int]) -> Stamp:
    """The stamp of a file whose time and size were seen just before; reads its content."""
    now = time_ns()
    return stamped(when, _content(folder, name), now)


def stamped(when: tuple[int, int], content: bytes | None, now: int) -> Stamp:
    """The stamp of a file that was read at some time, in nanoseconds; None is what cannot be."""
    total = -1 if content is None else crc32(content)
    return Stamp(*when, total, settled=now - when[0] > _SETTLED)


def changes(folder: str, known: dict[str, Stamp]) -> Changes:
    """How the files of a library differ from what is known of them."""
    changed, stamps = [], {}
    there = files(folder)
    for name, when in there.items():
        before = known.get(name)
        if before is not None and (before.time, before.size) == when and before.settled:
            continue
        now = stamp(folder, name, when)
        if before is None or (before.size, before.sum) != (now.size, now.sum):
            changed.append(name)
        elif now != before:
            stamps[name] = now
    gone = tuple(name for name in known if name not in there) if known.keys() - there else ()
    return Changes(tuple(changed), gone, stamps)


def watch(folder: str, known: bytes, *, aside: bool) -> Callable[[], Changes]:
    """Begins to look for changes, `aside` in a process of its own; the answer waits for it.

    Args:
        folder: the library's folder.
        known: the stamps of its files, as `packed` gives them.
        aside: whether there are so many files that it pays to look while something else is done.
    """
    if not (aside and may_fork()):
        return lambda: changes(folder, unpacked(known))
    reading, writing = os.pipe()
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            answer = msgspec.msgpack.encode(changes(folder, unpacked(known)))
            with os.fdopen(writing, "wb") as pipe:
                pipe.write(answer)
        finally:
            # Nothing of the parent's may be flushed or cleaned up a second time.
            os._exit(0)
    os.close(writing)
    return lambda: _told(reading, child, folder, known)


def packed(stamps: dict[str, Stamp]) -> bytes:
    """Stamps as bytes."""
    return msgspec.msgpack.encode(stamps)


def unpacked(stamps: bytes) -> dict[str, Stamp]:
    """Stamps from bytes; none where they are no such thing, so that everything is read again."""
    try:
        return msgspec.msgpack.decode(stamps, type=dict[str, Stamp])
    except msgspec.DecodeError:
        return {}


def _told(pipe: int, child: int, folder: str, known: bytes) -> Changes:
    with os.fdopen(pipe, "rb") as answer:
        told = answer.read()
    os.waitpid(child, 0)
    try:
        return msgspec.msgpack.decode(told, type=Changes)
    except msgspec.DecodeError:  # it was killed
        return changes(folder, unpacked(known))


def _content(folder: str, name: str) -> bytes | None:
    try:
        with open(os.path.join(folder, name), "rb") as file:  # noqa: PTH118, PTH123 (as above)
            return file.read()
    except OSError:
        return None


def _entries(folder: str) -> list["os.DirEntry[str]"]:
    """What a folder holds; nothing where it cannot be opened, which reading then tells."""
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []


def _time_and_size(entry: "os.DirEntry[str]") -> tuple[int, int]:
    try:
        stat = entry.stat()
    except OSError:  # a link to nowhere
        return 0, 0
    return stat.st_mtime_ns, stat.st_size
