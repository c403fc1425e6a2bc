"""Lists the files of a library's folder that may hold records, and reads one.

Only regular files of at most `MAX_SIZE` bytes are read. A link is followed where its target lies in
the library's own folder and is not read under another name already.
"""

from __future__ import annotations

import os
import stat

TYPE_CHECKING = False  # as in `typing`, which takes longer to import than this takes to run
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final, TypeAlias

State: TypeAlias = tuple[int, int, int, int, str]
"""Modification time and change time in nanoseconds, size, inode, and why a file is not opened.

The last is empty for a file that is opened, and otherwise a sentence for the reader.
"""

MAX_SIZE: Final = 16 * 1024 * 1024
"""The most bytes of a file that are read."""

# Bytes that are read at once of a file that has grown.
_PIECE: Final = 64 * 1024

SUFFIX: Final = ".yaml"
"""The end of the name of a file that is read; one in other letters, or `.yml`, is reported."""

THE_FOLDER: Final = "."
"""The name of the library's own folder among its files, where it cannot be listed."""

_SUFFIXES: Final = (SUFFIX, ".yml")

# Folders that other tools fill.
_FOREIGN: Final = frozenset({"node_modules"})

_TOO_LARGE: Final = (
    f"This file is larger than {MAX_SIZE // 1024 // 1024} MiB, so it is not read; split it up."
)
_NOT_A_FILE: Final = "This is a pipe, a socket or a device, so it is not read; remove it."
_FOLDER: Final = f"This is a folder; its name must not end in {SUFFIX}."
_OUTSIDE: Final = (
    "This link leads out of the library's folder, so it is not followed; "
    "put what it leads to in its place."
)
_NOWHERE: Final = "This link leads nowhere; mend it or remove it."
_TWICE: Final = "This link leads to what is read under another name already; remove it."
_NOT_UTF8: Final = "The name of this file is not UTF-8, so it is not read; rename it."

READ_ONLY: Final = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
)
"""How a file is opened that somebody else may have put there: no link, and without waiting."""


_FOLDER_ONLY: Final = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_DIRECTORY", 0)


class Refused(Exception):
    """A file is not read; the message says why, in a sentence for the reader."""


def is_ignored(name: str) -> bool:
    """Return whether a file or folder of a name is passed over."""
    return name.startswith(".") or name in _FOREIGN


def printable_path(path: object) -> str:
    """Return a path as text that can be encoded, each byte that is not UTF-8 as an escape."""
    text = str(path)
    if text.isascii():
        return text
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def list_files(folder: str) -> dict[str, State]:
    """Return the state of every YAML file below a folder, by its relative path.

    So are links and folders that might hold some and that are not opened.
    """
    files: dict[str, State] = {}
    links: list[str] = []
    _walk(folder, files, links)
    if links:
        _Links(folder, files, links).follow()
    return files


def read(folder: str, name: str) -> bytes:
    """Return the content of a file of a library, by its relative path.

    Raises:
        OSError: it cannot be opened.
        Refused: it is not to be read.
    """
    path = f"{folder}/{name}"
    if os.path.islink(path):
        path = _target(folder, path)
    descriptor = os.open(path, READ_ONLY)
    try:
        status = os.fstat(descriptor)
        why = _why_refused(status)
        content = b"" if why else _read_all(descriptor, status.st_size)
    finally:
        os.close(descriptor)
    if why or len(content) > MAX_SIZE:
        raise Refused(why or _TOO_LARGE)
    return content


def _read_all(descriptor: int, size: int) -> bytes:
    """Return the content of a file of a size in bytes, or a little more than is read of any.

    The system is asked for less than by a file object, which looks what it is that it reads.
    """
    # Room for the most that is read would take longer to get than most files take to read.
    content = os.read(descriptor, size + 1)
    while len(content) <= MAX_SIZE and (more := os.read(descriptor, _PIECE)):
        content += more
    return content


def _walk(folder: str, files: dict[str, State], links: list[str]) -> None:
    """Add the files and the links below a folder, by their relative paths."""
    pending = [""]
    while pending:
        parent = pending.pop()
        try:
            for entry in _entries(f"{folder}/{parent}"):
                name = entry.name
                path = parent + name
                if entry.is_symlink():
                    links.append(path)
                elif name.endswith(SUFFIX) or _is_yaml(name):
                    state = _entry_state(entry)
                    if state and path.isascii():
                        files[path] = state
                    elif state:
                        _add(files, path, state)
                elif entry.is_dir():
                    pending.append(f"{path}/")
        except OSError as error:
            if not isinstance(error, FileNotFoundError):
                _add(files, parent[:-1] or THE_FOLDER, _refusal(_unopened("folder", error)))


def _entries(folder: str) -> Iterator[os.DirEntry[str]]:
    """Yield the entries of a folder that are not passed over.

    Each is looked at from there, which saves finding its path.
    """
    if os.scandir not in os.supports_fd:
        with os.scandir(folder) as entries:
            yield from [entry for entry in entries if not is_ignored(entry.name)]
        return
    descriptor = os.open(folder, _FOLDER_ONLY)
    try:
        with os.scandir(descriptor) as entries:
            yield from [entry for entry in entries if not is_ignored(entry.name)]
    finally:
        os.close(descriptor)


def _entry_state(entry: os.DirEntry[str]) -> State | None:
    """Return the state of what has the name of a YAML file, None if it has gone meanwhile."""
    try:
        return _state(entry.stat(follow_symlinks=False))
    except FileNotFoundError:
        return None
    except OSError as error:
        return _refusal(_unopened("file", error))


def _add(files: dict[str, State], name: str, state: State) -> None:
    """Add a file under its name, or refused under an escaped one if that is not UTF-8."""
    if not name.isascii():
        printable = printable_path(name)
        if printable != name:
            name, state = printable, _refusal(_NOT_UTF8)
    files[name] = state


def state_of(path: str) -> State:
    """Return the state of a file, wherever it is."""
    try:
        status = os.stat(path)
    except OSError as error:
        return _refusal(_unopened("file", error))
    return _state(status)


def _state(status: os.stat_result) -> State:
    size = status.st_size
    return (
        status.st_mtime_ns,
        status.st_ctime_ns,
        size,
        status.st_ino,
        "" if stat.S_ISREG(status.st_mode) and size <= MAX_SIZE else _why_refused(status),
    )


def _unopened(what: str, error: OSError) -> str:
    return f"This {what} cannot be opened: {error.strerror}."


def _refusal(why: str) -> State:
    """Return the state of what is not opened, whatever becomes of it."""
    return 0, 0, 0, 0, why


def _why_refused(status: os.stat_result) -> str:
    """Return why a file is not opened, empty if it is."""
    if not stat.S_ISREG(status.st_mode):
        return _FOLDER if stat.S_ISDIR(status.st_mode) else _NOT_A_FILE
    return _TOO_LARGE if status.st_size > MAX_SIZE else ""


def _is_yaml(name: str) -> bool:
    return name.lower().endswith(_SUFFIXES)


def _target(folder: str, path: str) -> str:
    """Return the real path to which a link leads.

    Raises:
        Refused: it leads nowhere, or out of the library's folder.
    """
    root = os.path.realpath(folder)
    try:
        target = os.path.realpath(path, strict=True)
    except OSError:
        raise Refused(_NOWHERE) from None
    if target != root and not target.startswith(os.path.join(root, "")):
        raise Refused(_OUTSIDE)
    return target


class _Links:
    """Adds what links lead to, or why they are not followed, to the files of a folder."""

    def __init__(self, folder: str, files: dict[str, State], links: list[str]) -> None:
        from briefing.library import file_kinds

        self._kinds = file_kinds
        self._folder = folder
        self._files = files
        self._pending = sorted(links, reverse=True)
        # Before any is followed, the name of a file or folder is its real path.
        self._read = {".", *(file_kinds.FOLDERS - {*links})}
        self._read.update(filter(file_kinds.may_hold_records, files))

    def follow(self) -> None:
        """Follow every link, and those in folders to which links lead."""
        while self._pending:
            name = self._pending.pop()
            path = f"{self._folder}/{name}"
            try:
                target = _target(self._folder, path)
            except Refused as error:
                if _is_yaml(name) or _may_lead_to_folder(path):
                    _add(self._files, name, _refusal(str(error)))
            else:
                self._add_target(name, target)

    def _add_target(self, name: str, target: str) -> None:
        real = os.path.relpath(target, os.path.realpath(self._folder)).replace(os.sep, "/")
        if _is_yaml(name):
            self._add_file(name, real, state_of(target))
        elif self._kinds.kind_of_folder(name) and os.path.isdir(target):
            if real in self._read:
                _add(self._files, name, _refusal(_TWICE))
                return
            self._read.add(real)
            files: dict[str, State] = {}
            links: list[str] = []
            _walk(target, files, links)
            for inner, state in files.items():
                self._add_file(_join(name, inner), _join(real, inner), state)
            self._pending += [f"{name}/{link}" for link in links]

    def _add_file(self, name: str, real: str, state: State) -> None:
        """Add a file by the name under which it is read, unless it is read under another."""
        if real in self._read:
            state = _refusal(_TWICE)
        elif self._kinds.may_hold_records(name):
            self._read.add(real)
            self._files.pop(real, None)
        _add(self._files, name, state)


def _join(folder: str, name: str) -> str:
    return folder if name == THE_FOLDER else f"{folder}/{name}"


def _may_lead_to_folder(path: str) -> bool:
    """Return whether a link leads to a folder, or nowhere with the name of one."""
    return os.path.isdir(path) or not (os.path.exists(path) or "." in os.path.basename(path))
