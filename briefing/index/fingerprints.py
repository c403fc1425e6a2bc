"""Finds which files of a library changed since they were indexed.

A file counts as unchanged while it has the size and modification time that it had. A time that was
too fresh when the file was read could survive one more change; then its content is compared.
"""

import os
from binascii import crc32
from time import time_ns
from typing import Final, TypeVar

import msgspec
from msgspec import Struct

T = TypeVar("T")

# Nanoseconds: a file that was changed this shortly before it was read may change again within one
# tick of the file system's clock, and look the same.
_SETTLED: Final = 2_000_000_000

_NEVER: Final = -1, -1


class Fingerprint(Struct, frozen=True, array_like=True):
    """One state of a file: modification time in nanoseconds, size in bytes, CRC-32 of its content.

    It is settled if the time was old enough to be trusted when the file was read.
    """

    mtime: int
    size: int
    checksum: int
    is_settled: bool


class FileDiff(Struct, frozen=True, array_like=True):
    """How the files of a library differ from those that were indexed.

    New files count as modified: another process may have indexed them by the time that they are
    read, so that what they held has to be removed first all the same.
    """

    modified: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    fingerprints: dict[str, Fingerprint] = {}
    """New fingerprints of files whose content is the same."""

    @property
    def changed(self) -> tuple[str, ...]:
        """The files whose content changed, or that are gone."""
        return self.modified + self.removed


def list_files(folder: str) -> dict[str, tuple[int, int]]:
    """Return the modification time and size of every YAML file below a folder, by relative path.

    Hidden files are included; those that cannot be opened have time 0 and size 0.
    """
    files: dict[str, tuple[int, int]] = {}
    pending = [""]
    while pending:
        parent = pending.pop()
        for entry in _entries(os.path.join(folder, parent)):  # noqa: PTH118 (ten thousand times)
            name = entry.name
            if name.endswith((".yaml", ".yml")) and not entry.is_dir(follow_symlinks=False):
                try:
                    stat = entry.stat()
                except OSError:  # a link to nowhere
                    files[parent + name] = 0, 0
                else:
                    files[parent + name] = stat.st_mtime_ns, stat.st_size
            elif entry.is_dir(follow_symlinks=False):
                pending.append(f"{parent}{name}/")
    return files


def fingerprint(folder: str, name: str, stat: tuple[int, int]) -> Fingerprint:
    """Read a file and return its fingerprint.

    Args:
        folder: The library's folder.
        name: The path of the file in it.
        stat: The modification time and size that the file had just before.
    """
    now = time_ns()
    return fingerprint_content(stat, _content(folder, name), now)


def fingerprint_content(stat: tuple[int, int], content: bytes | None, now: int) -> Fingerprint:
    """Return the fingerprint of a file that was read at a time in nanoseconds.

    The content is None if the file cannot be read.
    """
    checksum = -1 if content is None else crc32(content)
    return Fingerprint(*stat, checksum, is_settled=now - stat[0] > _SETTLED)


def diff_files(folder: str, indexed: "IndexedFiles") -> FileDiff:
    """Compare the files of a library with those that were indexed."""
    files = list_files(folder)
    if files == indexed.stats:
        return FileDiff()
    modified, fingerprints = [], {}
    before = indexed.fingerprints
    for name, stat in files.items():
        old = before.get(name)
        if old is not None and (old.mtime, old.size) == stat and old.is_settled:
            continue
        new = fingerprint(folder, name, stat)
        if old is None or not _has_same_content(old, new):
            modified.append(name)
        elif new != old:
            fingerprints[name] = new
    removed = tuple(name for name in before if name not in files)
    return FileDiff(tuple(modified), removed, fingerprints)


def merge(known: dict[str, Fingerprint], new: dict[str, Fingerprint]) -> dict[str, Fingerprint]:
    """Return known fingerprints, replaced by new ones of the same content."""
    return known | {
        name: fingerprint
        for name, fingerprint in new.items()
        if name in known and _has_same_content(known[name], fingerprint)
    }


class IndexedFiles:
    """The files of a library as they were indexed, decoded when asked for.

    Where the encoded values are damaged there are none, so that everything is read again.
    """

    def __init__(self, fingerprints: bytes, stats: bytes) -> None:
        self._fingerprints = fingerprints
        self._stats = stats

    @property
    def fingerprints(self) -> dict[str, Fingerprint]:
        """The fingerprint of every file."""
        return _decode(self._fingerprints, dict[str, Fingerprint])

    @property
    def stats(self) -> dict[str, tuple[int, int]]:
        """The modification time and size of every file; impossible ones where not settled."""
        return _decode(self._stats, dict[str, tuple[int, int]])


def encode_fingerprints(fingerprints: dict[str, Fingerprint]) -> tuple[bytes, bytes]:
    """Encode fingerprints, and the times and sizes that unchanged files have."""
    stats = {
        name: (fingerprint.mtime, fingerprint.size) if fingerprint.is_settled else _NEVER
        for name, fingerprint in fingerprints.items()
    }
    return msgspec.msgpack.encode(fingerprints), msgspec.msgpack.encode(stats)


def _has_same_content(first: Fingerprint, second: Fingerprint) -> bool:
    return (first.size, first.checksum) == (second.size, second.checksum)


def _decode(encoded: bytes, type_: type[T]) -> T:
    try:
        return msgspec.msgpack.decode(encoded, type=type_)
    except msgspec.DecodeError:
        return type_()


def _content(folder: str, name: str) -> bytes | None:
    try:
        with open(os.path.join(folder, name), "rb") as file:  # noqa: PTH118, PTH123 (as above)
            return file.read()
    except OSError:
        return None


def _entries(folder: str) -> list["os.DirEntry[str]"]:
    """Return the entries of a folder, or none if it cannot be opened, which reading reports."""
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []
