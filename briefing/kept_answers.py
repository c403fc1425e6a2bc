"""Keeps answers, and gives one again to the same question before anything else is imported.

An answer is kept under everything that it may depend on but the library: the program, the words
that were typed, the folder, the environment and the terminal. It is given again while the library
that is found from there is the same one, and every file of it is as it was. Only what was answered
from settled files and without a word on standard error is kept, and nothing of it depends on the
clock: a book is as of a day of its own.
"""

from __future__ import annotations

import marshal
import os
import stat
import sys
from array import array

from briefing import environment, program
from briefing.errors import BriefingError
from briefing.library import files, location

try:  # `hashlib` loads OpenSSL first, which takes as long as all the rest here
    from _blake2 import blake2b
except ImportError:
    from hashlib import blake2b

TYPE_CHECKING = False  # as in `typing`, which takes longer to import than this takes to run
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any, Final

# Bytes: of one kept answer, and of all of them before the oldest are removed.
_LARGEST: Final = 1 << 18
_MOST: Final = 1 << 23

# One in so many answers looks whether there are too many.
_SELDOM: Final = 16

_FOLDER: Final = "answers"
_SEAL: Final = 32

# The file of the question of this process and the key of its seal, once it was looked for.
_question: tuple[str, bytes] | None = None


def give(words: Sequence[str]) -> bool:
    """Write the kept answer to a question to standard output; return whether there was one.

    Args:
        words: the arguments of the command line.

    Raises:
        OSError: standard output cannot be written to.
    """
    global _question  # noqa: PLW0603 (a process has one question)
    cache = environment.cache_folder()
    # What a shell completes is not worth a look.
    is_completing = environment.variable("_BRIEFING_COMPLETE") is not None
    if cache is None or sys.stdout is None or is_completing:
        return False
    try:
        key = _digest(_circumstances(words))
        _question = os.path.join(cache, _FOLDER, key.hex()), key
        named, proof, is_screen, answer = _read(*_question)
        if _proof(named) != proof:
            return False
    except (OSError, ValueError, OverflowError, BriefingError):
        return False
    _write(answer, is_screen=is_screen)
    return True


def keep(
    named: str | None, settled: Mapping[str, files.State], answer: str, *, is_screen: bool
) -> None:
    """Keep an answer to the question that was looked for, if one was.

    Args:
        named: the library that the question named.
        settled: the files from which it was answered, as they have been for a while.
        answer: what was written to standard output.
        is_screen: whether it was written in the encoding of the screen, and not in UTF-8.
    """
    if _question is None:
        return
    path, key = _question
    try:
        text = answer.encode("utf-8", "surrogatepass")
        body = marshal.dumps((named, _proof(named, settled), is_screen, text), 2)
        if len(body) <= _LARGEST:
            _replace(path, _seal(key, body) + body)
            if key[0] % _SELDOM == 0:
                _remove_oldest(os.path.dirname(path))
    except (OSError, OverflowError, BriefingError):
        return


def _circumstances(words: Sequence[str]) -> tuple[Any, ...]:
    """Return everything but the library that an answer may depend on."""
    size = environment.terminal_size()
    packages = [path for path in sys.path if path.endswith("-packages") and os.path.isdir(path)]
    return (
        list(words),
        os.getcwd(),
        [environment.variable(name) for name in environment.VARIABLES],
        (sys.stdout.isatty(), sys.stdout.encoding, sys.stdout.errors, size and tuple(size)),
        (sys.version, tuple(sys.flags), sys.getfilesystemencoding(), program.FOLDER),
        sorted(program.iter_modules()),
        # An upgrade of what the program depends on changes the folder that it is installed in.
        [(path, os.stat(path).st_mtime_ns) for path in packages],
    )


def _proof(named: str | None, states: Mapping[str, files.State] | None = None) -> bytes:
    """Return a digest of which library is found, why it is that one, and the state of its files.

    Raises:
        BriefingError: none is found.
        OverflowError: a number of a state takes more than 63 bits.
    """
    from_environment = environment.variable("BRIEFING_LIBRARY")
    folder, reason = location.find_folder(named, from_environment, os.getcwd())
    if states is None:
        states = files.list_files(folder)
    # Of ten thousand files, that takes a third of the time of marshalling their states.
    numbers = array("q", [number for state in states.values() for number in state[:4]])
    refusals = [state[4] for state in states.values()]
    return _digest((folder, reason, list(states), numbers.tobytes(), refusals))


def _digest(values: tuple[Any, ...]) -> bytes:
    # In version 2, equal values have equal bytes.
    return blake2b(marshal.dumps(values, 2), digest_size=_SEAL).digest()


def _seal(key: bytes, body: bytes) -> bytes:
    """Return what shows that a file is whole, and that its answer is to this question."""
    return blake2b(body, key=key, digest_size=_SEAL).digest()


def _read(path: str, key: bytes) -> Any:
    """Return what was kept in a file.

    Raises:
        OSError: there is none, or it cannot be read.
        ValueError: it is damaged, or somebody else's.
    """
    descriptor = os.open(path, files.READ_ONLY)
    with open(descriptor, "rb") as file:
        state = os.fstat(descriptor)
        is_whole = stat.S_ISREG(state.st_mode) and _is_own(state) and _is_own_folder(path)
        content = file.read(_LARGEST + _SEAL) if is_whole else b""
    seal, body = content[:_SEAL], content[_SEAL:]
    if _seal(key, body) != seal:
        raise ValueError
    return marshal.loads(body)  # noqa: S302 (as it was written: the seal says so)


def _is_own_folder(path: str) -> bool:
    """Return whether the folders that the program keeps a file in are this user's alone."""
    folder = os.path.dirname(path)
    return _is_own(os.lstat(folder)) and _is_own(os.lstat(os.path.dirname(folder)))


def _is_own(state: os.stat_result) -> bool:
    """Return whether only this user may read and write what has a state."""
    if not hasattr(os, "geteuid"):
        return True
    return state.st_uid == os.geteuid() and not state.st_mode & 0o077


def _write(answer: bytes, *, is_screen: bool) -> None:
    try:
        if is_screen:
            sys.stdout.write(answer.decode("utf-8", "surrogatepass"))
        else:
            sys.stdout.buffer.write(answer)
        sys.stdout.flush()
    except BrokenPipeError:
        # Its reader has seen enough. What is still buffered goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _replace(path: str, content: bytes) -> None:
    """Put a file with a content, which only this user may read, in the place of another."""
    os.makedirs(os.path.dirname(path), 0o700, exist_ok=True)
    part = f"{path}.{os.getpid()}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        with open(os.open(part, flags, 0o600), "wb") as file:
            file.write(content)
        os.replace(part, path)
    except OSError:
        _remove(part)
        raise


def _remove_oldest(folder: str) -> None:
    """Remove the oldest files of a folder, half of what it may hold, once that is too much."""
    with os.scandir(folder) as entries:
        states = {entry.path: entry.stat(follow_symlinks=False) for entry in entries}
    total = sum(state.st_size for state in states.values())
    if total <= _MOST:
        return
    for path in sorted(states, key=lambda path: states[path].st_mtime_ns):
        if total > _MOST // 2:
            total -= states[path].st_size
            _remove(path)


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        return
