"""Where the index lies, who may write there, and the marks of files that this program wrote."""

import os
import stat
from binascii import crc32
from contextlib import suppress
from pathlib import Path
from time import time, time_ns
from typing import Final

from briefing import program

FORMAT: Final = 12
"""The version of the tables' layout; no other one is read."""

# Nanoseconds: a temporary file that has not been written to for this long was abandoned.
_ABANDONED: Final = 3_600_000_000_000

_OWN_FOLDER: Final = "briefing"

# Characters of a library's folder in the name of its file, which a file system limits.
_NAME: Final = 40

# The files next to a database from which SQLite would change it, or delete others that they name.
_JOURNALS: Final = ("-journal", "-wal", "-shm")

_WRITABLE_BY_OTHERS: Final = stat.S_IWGRP | stat.S_IWOTH

# The packages that decide what is read from a brief, and how the index stores it.
_READERS: Final = ("model", "library", "index")


def cache_path(cache: Path, folder: Path) -> Path:
    """Return the path in a cache folder at which the index of a library is kept."""
    path = os.fsencode(folder)
    return cache / f"{folder.name[:_NAME]}-{crc32(path):08x}{crc32(path[::-1]):08x}.sqlite"


def refusal(folder: Path) -> str:
    """Return in a sentence why a cache folder is not to be trusted, or an empty text.

    Whoever may write to it, or to a folder above it, could make the index say what no file says.
    """
    if not hasattr(os, "geteuid"):  # on Windows the folder lies in the user's profile
        return ""
    reason = _reason_to_refuse(folder)
    if not reason:
        return ""
    return (
        f"The cache folder {folder} is not used, because {reason}; change that, or use "
        "`--no-cache`."
    )


def _reason_to_refuse(folder: Path) -> str:
    user = os.geteuid()
    state = _lstat(folder)
    if state is not None:
        if stat.S_ISLNK(state.st_mode):
            return "it is a link"
        if state.st_uid != user:
            return "it belongs to another user"
        if state.st_mode & _WRITABLE_BY_OTHERS:
            return "other users may write to it"
    # Whom the root of the file system belongs to is in a container not always user 0.
    owners = {0, user, os.stat("/").st_uid}  # noqa: PTH116 (as below)
    for parent in dict.fromkeys((*folder.parents, *Path(os.path.realpath(folder)).parents)):
        try:
            state = os.stat(parent)  # noqa: PTH116 (one call less)
        except OSError:
            continue
        if state.st_uid not in owners:
            return f"{parent} belongs to another user"
        if _is_open_to_others(state):
            return f"other users may write to {parent}"
    return ""


def _is_open_to_others(parent: os.stat_result) -> bool:
    """Return whether other users may put something else in the place of what a folder holds.

    The group of a user's own, whose number is the user's, has nobody else in it.
    """
    others = stat.S_IWOTH if parent.st_gid == parent.st_uid != 0 else _WRITABLE_BY_OTHERS
    return bool(parent.st_mode & others) and not parent.st_mode & stat.S_ISVTX


def make_private(folder: Path) -> None:
    """Let nobody but its owner look into the program's own cache folder, if that exists.

    A folder of another name was chosen by the caller, and may hold more than indexes.
    """
    state = _lstat(folder) if folder.name == _OWN_FOLDER else None
    if state is None or not hasattr(os, "geteuid") or state.st_uid != os.geteuid():
        return
    if state.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        with suppress(OSError):
            folder.chmod(stat.S_IRWXU)


def is_private_file(file: Path) -> bool:
    """Return whether a path is a file, no link, that only this user may read and write."""
    state = _lstat(file)
    if state is None or not stat.S_ISREG(state.st_mode) or state.st_nlink != 1:
        return False
    if not hasattr(os, "geteuid"):
        return True
    return state.st_uid == os.geteuid() and not state.st_mode & 0o077


def has_journal(file: Path) -> bool:
    """Return whether a file lies next to a database that SQLite would change it from.

    This program makes none, and so follows none.
    """
    return any(_lstat(journal) is not None for journal in _journals(file))


def remove_journals(file: Path) -> None:
    """Remove the files from which SQLite would change a database."""
    for journal in _journals(file):
        remove(journal)


def _journals(file: Path) -> list[Path]:
    return [file.with_name(f"{file.name}{suffix}") for suffix in _JOURNALS]


def _lstat(path: Path) -> os.stat_result | None:
    try:
        return path.lstat()
    except OSError:
        return None


def get_identity(file: Path) -> tuple[int, int]:
    """Return what distinguishes a file from another one that is renamed to its path."""
    state = _lstat(file)
    return (0, 0) if state is None else (state.st_dev, state.st_ino)


def create_temporary(file: Path) -> Path:
    """Create an empty file next to `file`, to be renamed to it, and remove abandoned ones.

    Raises:
        OSError: The file cannot be created.
    """
    from tempfile import mkstemp

    for folder in (*reversed(file.parent.parents), file.parent):
        if not folder.exists():
            folder.mkdir(mode=stat.S_IRWXU, exist_ok=True)
    for other in file.parent.glob("*.part"):
        if get_mtime(other) < time_ns() - _ABANDONED:
            remove(other)
    descriptor, name = mkstemp(".part", f"{file.name}.", file.parent)
    os.close(descriptor)
    return Path(name)


def remove(file: Path) -> None:
    """Remove a file if it exists and can be removed."""
    with suppress(OSError):
        file.unlink()


def random_mtime() -> int:
    """Return a modification time, in nanoseconds, that marks a file as written by this program.

    It lies days back, so that no other writer sets it, and in whole even seconds, so that every
    file system can store it.
    """
    from random import randrange

    day = 86_400
    back = day + 2 * randrange(day)  # noqa: S311 (it tells two states apart and keeps no secret)
    return (int(time()) // 2 * 2 - back) * 1_000_000_000


def set_mtime(file: Path, mtime: int) -> None:
    """Set the modification time of a file, in nanoseconds, where that is allowed."""
    with suppress(OSError):
        os.utime(file, ns=(time_ns(), mtime))


def get_mtime(file: Path) -> int:
    """Return the modification time of a file in nanoseconds, or 0 if it is gone."""
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0


def program_fingerprint() -> str:
    """Return a fingerprint of the modules that read briefs: other versions may read differently."""
    folders = [f"{program.FOLDER}/{name}" for name in _READERS]
    modules = sorted(module for folder in folders for module in program.iter_modules(folder))
    # Copies of one version in several places are the same program.
    parts = [(path.removeprefix(program.FOLDER), *state) for path, *state in modules]
    return f"{crc32(repr(parts).encode()):08x}"
