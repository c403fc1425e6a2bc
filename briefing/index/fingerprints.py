"""Finds which files of a library changed since they were read.

A file is taken for unchanged while it has the size and the time that it had. A time that was too
fresh when the file was read could stay the same through one more change; its content settles it.
"""

import os
from binascii import crc32
from time import time_ns
from typing import Final, TypeVar

import msgspec
from msgspec import Struct

T = TypeVar("T")

# A file that was changed this shortly before it was read may change again within one tick of the
# clock of its disk, and look the same.
_SETTLED: Final = 2_000_000_000

_NEVER: Final = -1, -1


class Fingerprint(Struct, frozen=True, array_like=True):
    """What tells one state of a file: its time in nanoseconds, size, and a sum of its content.

    It is settled where the time was old enough to be trusted when the file was read.
    """

    time: int
    size: int
    sum: int
    settled: bool


class FileDiff(Struct, frozen=True, array_like=True):
    """The files that must be read again, those that are gone, and new stamps of unchanged ones."""

    modified: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    fingerprints: dict[str, Fingerprint] = {}


def list_files(folder: str) -> dict[str, tuple[int, int]]:
    """Every YAML file under a folder, hidden ones included: its name in it, its time and size."""
    found: dict[str, tuple[int, int]] = {}
    waiting = [""]
    while waiting:
        inside = waiting.pop()
        for entry in _entries(os.path.join(folder, inside)):  # noqa: PTH118 (ten thousand times)
            name = entry.name
            if name.endswith((".yaml", ".yml")) and not entry.is_dir(follow_symlinks=False):
                try:
                    stat = entry.stat()
                except OSError:  # a link to nowhere
                    found[inside + name] = 0, 0
                else:
                    found[inside + name] = stat.st_mtime_ns, stat.st_size
            elif entry.is_dir(follow_symlinks=False):
                waiting.append(f"{inside}{name}/")
    return found


def fingerprint(folder: str, name: str, when: tuple[int, int]) -> Fingerprint:
    """The stamp of a file whose time and size were seen just before; reads its content."""
    now = time_ns()
    return stamped(when, _content(folder, name), now)


def stamped(when: tuple[int, int], content: bytes | None, now: int) -> Fingerprint:
    """The stamp of a file that was read at some time, in nanoseconds; None is what cannot be."""
    total = -1 if content is None else crc32(content)
    return Fingerprint(*when, total, settled=now - when[0] > _SETTLED)


def diff_files(folder: str, known: "IndexedFiles") -> FileDiff:
    """How the files of a library differ from what is known of them."""
    there = list_files(folder)
    if there == known.seen:
        return FileDiff()
    changed, stamps = [], {}
    before = known.stamps
    for name, when in there.items():
        then = before.get(name)
        if then is not None and (then.time, then.size) == when and then.settled:
            continue
        now = fingerprint(folder, name, when)
        if then is None or (then.size, then.sum) != (now.size, now.sum):
            changed.append(name)
        elif now != then:
            stamps[name] = now
    gone = tuple(name for name in before if name not in there)
    return FileDiff(tuple(changed), gone, stamps)


def merge(known: dict[str, Fingerprint], new: dict[str, Fingerprint]) -> dict[str, Fingerprint]:
    """Stamps, with new ones for files that are unchanged and that nobody has read since."""
    return known | {
        name: each
        for name, each in new.items()
        if name in known and (known[name].size, known[name].sum) == (each.size, each.sum)
    }


class IndexedFiles:
    """What is known of the files of a library, unpacked as far as it is asked for.

    Where that is not what it should be, nothing is known, so that everything is read again.
    """

    def __init__(self, stamps: bytes, seen: bytes) -> None:
        self._stamps = stamps
        self._seen = seen

    @property
    def stamps(self) -> dict[str, Fingerprint]:
        """The stamps of all files."""
        return _decoded(self._stamps, dict[str, Fingerprint])

    @property
    def seen(self) -> dict[str, tuple[int, int]]:
        """The time and size of every file; none that a file can have, where that is not settled."""
        return _decoded(self._seen, dict[str, tuple[int, int]])


def encode_fingerprints(stamps: dict[str, Fingerprint]) -> tuple[bytes, bytes]:
    """Stamps as bytes, and what is to be seen of their files where none has changed."""
    seen = {
        name: (each.time, each.size) if each.settled else _NEVER for name, each in stamps.items()
    }
    return msgspec.msgpack.encode(stamps), msgspec.msgpack.encode(seen)


def _decoded(held: bytes, form: type[T]) -> T:
    try:
        return msgspec.msgpack.decode(held, type=form)
    except msgspec.DecodeError:
        return form()


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
