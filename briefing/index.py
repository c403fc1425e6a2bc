"""Remembers a library between runs, so that nothing is read or checked again that has not changed.

What is remembered lies in the user's cache folder, is disposable, and is never trusted over the
files: it counts only while every file has the size and the time that it had when it was read.
"""

import os
from binascii import crc32
from contextlib import suppress
from pathlib import Path
from time import time_ns
from typing import Final, TypeAlias

import msgspec
from msgspec import Struct

from briefing.library import Library

Stamps: TypeAlias = dict[str, tuple[int, int]]
"""The time, in nanoseconds, and the size of each file."""

# A file that was changed this shortly before it was read may change again within one tick of the
# clock of its disk, and look the same.
_SETTLED: Final = 2_000_000_000


class _Remembered(Struct, frozen=True, array_like=True):
    program: Stamps
    files: Stamps
    library: Library


def load(folder: Path, cache: Path | None = None) -> Library:
    """A library, from what is remembered of it if that still holds.

    Args:
        folder: the library's folder.
        cache: the folder in which it is remembered; none means that it is not.

    Raises:
        Broken: `library.yaml` does not say what the library is and until when it counts.
    """
    if cache is None:
        return _read(folder)
    folder = folder.absolute()
    started, files, program = time_ns(), _stamps(folder), _program()
    memory = cache / f"{_name(folder)}.msgpack"
    remembered = _recall(memory)
    if remembered and remembered.files == files and remembered.program == program:
        return remembered.library
    library = _read(folder)
    if files == _stamps(folder) and all(started - at > _SETTLED for at, _ in files.values()):
        _keep(memory, _Remembered(program, files, library))
    return library


def _read(folder: Path) -> Library:
    # Brings YAML and the rules, which are what remembering is there to spare.
    from briefing.library import read  # noqa: PLC0415

    return read(folder)


def _recall(memory: Path) -> _Remembered | None:
    try:
        return msgspec.msgpack.decode(memory.read_bytes(), type=_Remembered)
    except (OSError, msgspec.DecodeError):
        return None


def _keep(memory: Path, remembered: _Remembered) -> None:
    """Writes what is remembered, whole or not at all; a cache that cannot be written is none."""
    part = memory.with_name(f"{memory.name}.{os.getpid()}.part")
    try:
        memory.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(msgspec.msgpack.encode(remembered))
        part.replace(memory)
    except OSError:
        with suppress(OSError):
            part.unlink()


def _name(folder: Path) -> str:
    """A name for what is remembered of a folder; two folders may share it, and then take turns."""
    return f"{folder.name}-{crc32(str(folder).encode('utf-8', 'surrogateescape')):08x}"


def _stamps(folder: Path) -> Stamps:
    """The stamps of every YAML file under a folder, hidden ones included."""
    found: Stamps = {}
    waiting = [str(folder)]
    while waiting:
        for entry in _entries(waiting.pop()):
            if entry.is_dir(follow_symlinks=False):
                waiting.append(entry.path)
            elif entry.name.endswith((".yaml", ".yml")):
                found[entry.path] = _stamp(entry)
    return found


def _program() -> Stamps:
    """The stamps of the program's own files: another program may read the same files otherwise."""
    entries = _entries(str(Path(__file__).parent))
    return {entry.name: _stamp(entry) for entry in entries if entry.name.endswith(".py")}


def _entries(folder: str) -> list["os.DirEntry[str]"]:
    """What a folder holds; nothing where it cannot be opened, which reading then tells."""
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []


def _stamp(entry: "os.DirEntry[str]") -> tuple[int, int]:
    try:
        stat = entry.stat()
    except OSError:  # a link to nowhere
        return 0, 0
    return stat.st_mtime_ns, stat.st_size
