"""Finds which files of a library changed since they were indexed.

A file counts as unchanged while it has the size, the times and the inode that it had. A time that
was too fresh when the file was read could survive one more change; then its content is compared.
"""

from binascii import crc32
from collections.abc import Callable
from time import sleep, time_ns
from typing import Final, TypeVar

import msgspec
from msgspec import Struct

from briefing.library import files
from briefing.library.files import State

T = TypeVar("T")

# Nanoseconds: a file that was changed this shortly before it was read may change again within one
# tick of the file system's clock, and look the same.
_SETTLED: Final = 2_000_000_000

UNREAD: Final = -1
"""The checksum of a file that is not opened, or cannot be."""

# How often files are listed again while one is missing, and the seconds before each: an editor that
# saves by renaming takes a file away for a moment.
_RELISTINGS: Final = 4
_PAUSE: Final = 0.025

_NEVER: Final[State] = (-1, -1, -1, -1, "")


class Fingerprint(Struct, frozen=True, array_like=True):
    """One state of a file, and the CRC-32 of its content, or `UNREAD`.

    It is settled if the times were old enough to be trusted when the file was read.
    """

    state: State
    checksum: int
    is_settled: bool


NO_FILE: Final = Fingerprint((0, 0, 0, 0, ""), UNREAD, is_settled=True)
"""What rows have that were read from no file."""


class FileDiff(Struct, frozen=True, array_like=True):
    """How the files of a library differ from those that were indexed.

    New files count as modified: another process may have indexed them by the time that they are
    read, so that what they held has to be removed first all the same.
    """

    modified: dict[str, State] = {}
    removed: tuple[str, ...] = ()
    fingerprints: dict[str, Fingerprint] = {}
    """New fingerprints of files whose content is the same."""

    @property
    def changed(self) -> tuple[str, ...]:
        """The files whose content changed, or that are gone."""
        return (*self.modified, *self.removed)


def fingerprint(folder: str, name: str, state: State) -> Fingerprint:
    """Read a file and return its fingerprint.

    Args:
        folder: The library's folder.
        name: The path of the file in it.
        state: The state that the file had just before.
    """
    now = time_ns()
    return fingerprint_content(state, None if state[-1] else _content(folder, name), now)


def fingerprint_content(state: State, content: bytes | None, now: int) -> Fingerprint:
    """Return the fingerprint of a file that was read at a time in nanoseconds.

    The content is None if the file cannot be read.
    """
    mtime, ctime, *_, refusal = state
    if refusal:
        return Fingerprint(state, UNREAD, is_settled=True)
    if content is None:
        return Fingerprint(state, UNREAD, is_settled=False)
    return Fingerprint(state, crc32(content), is_settled=now - max(mtime, ctime) > _SETTLED)


def diff_files(folder: str, states: dict[str, State], indexed: "IndexedFiles") -> FileDiff:
    """Compare the files of a library, as they were just listed, with those that were indexed."""
    before = indexed.fingerprints
    states = _list_again(folder, states, before)
    modified, fingerprints = {}, {}
    for name, state in states.items():
        old = before.get(name)
        if old is not None and old.state == state and old.is_settled:
            continue
        new = fingerprint(folder, name, state)
        if old is None or not _has_same_content(old, new):
            modified[name] = state
        elif new != old:
            fingerprints[name] = new
    removed = tuple(name for name in before if name not in states)
    return FileDiff(modified, removed, fingerprints)


def _list_again(
    folder: str, states: dict[str, State], before: dict[str, Fingerprint]
) -> dict[str, State]:
    """Return the states of the files, listed again for a moment while one has gone."""
    for _ in range(_RELISTINGS):
        if before.keys() <= states.keys():
            break
        sleep(_PAUSE)
        states = files.list_files(folder)
    return states


def merge(known: dict[str, Fingerprint], new: dict[str, Fingerprint]) -> dict[str, Fingerprint]:
    """Return known fingerprints, replaced by new ones of the same content."""
    return known | {
        name: fingerprint
        for name, fingerprint in new.items()
        if name in known and _has_same_content(known[name], fingerprint)
    }


class _Contents(Struct, frozen=True, array_like=True):
    """What is stored of files beside their states, in the same order.

    `unsettled` holds the states of those of which no state shows that they are unchanged.
    """

    checksums: tuple[int, ...] = ()
    unsettled: dict[str, State] = {}


class IndexedFiles:
    """The files of a library as they were indexed, read when asked for.

    Where the encoded values are damaged there are none, so that everything is read again. `read`
    returns a value by its name, or raises `IndexCorrupted`.
    """

    def __init__(self, read: Callable[[str], bytes]) -> None:
        self._read = read
        # What was decoded last, which takes longer than to read whether it is still what is stored.
        self._encoded = (b"", b"")
        self._decoded: dict[str, Fingerprint] = {}

    @property
    def fingerprints(self) -> dict[str, Fingerprint]:
        """The fingerprint of every file."""
        encoded = self._read("stats"), self._read("contents")
        if encoded != self._encoded:
            self._encoded, self._decoded = encoded, _decode_fingerprints(*encoded)
        return self._decoded

    def is_as_listed(self, states: dict[str, State]) -> bool:
        """Return whether these are the states of all files, listed in the same order and settled.

        They are compared as they are stored, which takes a seventh of the time to decode them.
        """
        return msgspec.msgpack.encode(states) == self._read("stats")

    def has_states(self, states: dict[str, State]) -> bool:
        """Return whether these are the states of all files, every one of them settled."""
        if self.is_as_listed(states):
            return True
        settled = time_ns() - _SETTLED
        if any(mtime > settled or ctime > settled for mtime, ctime, *_ in states.values()):
            return False
        return states == _decode(self._read("stats"), dict[str, State], {})


def encode_fingerprints(fingerprints: dict[str, Fingerprint]) -> tuple[bytes, bytes]:
    """Encode the states that unchanged files have, and what else is known of them."""
    states = {
        name: fingerprint.state if fingerprint.is_settled else _NEVER
        for name, fingerprint in fingerprints.items()
    }
    contents = _Contents(
        tuple([fingerprint.checksum for fingerprint in fingerprints.values()]),
        {
            name: fingerprint.state
            for name, fingerprint in fingerprints.items()
            if not fingerprint.is_settled
        },
    )
    return msgspec.msgpack.encode(states), msgspec.msgpack.encode(contents)


def _decode_fingerprints(stats: bytes, encoded: bytes) -> dict[str, Fingerprint]:
    states = _decode(stats, dict[str, State], {})
    contents = _decode(encoded, _Contents, _Contents())
    if len(states) != len(contents.checksums):
        return {}
    fingerprints = {
        name: Fingerprint(state, checksum, is_settled=True)
        for (name, state), checksum in zip(states.items(), contents.checksums, strict=True)
    }
    for name, state in contents.unsettled.items():
        if name in fingerprints:
            checksum = fingerprints[name].checksum
            fingerprints[name] = Fingerprint(state, checksum, is_settled=False)
    return fingerprints


def _has_same_content(first: Fingerprint, second: Fingerprint) -> bool:
    return _content_of(first) == _content_of(second)


def _content_of(fingerprint_: Fingerprint) -> tuple[int, int, str]:
    """Return what is known of the content of a file."""
    _, _, size, _, refusal = fingerprint_.state
    return size, fingerprint_.checksum, refusal


def _decode(encoded: bytes, type_: type[T], default: T) -> T:
    try:
        return msgspec.msgpack.decode(encoded, type=type_)
    except msgspec.DecodeError:
        return default


def _content(folder: str, name: str) -> bytes | None:
    try:
        return files.read(folder, name)
    except (OSError, files.Refused):
        return None
