"""Finds the library to ask, opens it with its index, and tells what is wrong elsewhere in it."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from briefing.api import Book
from briefing.cli.terminal import supports_styles, warn
from briefing.errors import InvalidLibrary, NoLibrary
from briefing.library.library import LibraryLocation, locate
from briefing.model.diagnostics import Problem

# Files: from so many on, reading them takes a moment; and so many are named in a notice.
_SLOW: Final = 500
_NAMED: Final = 3


def find_library(named: str | None) -> LibraryLocation:
    """The library that is named, or else found, its folder as it is typed from here.

    Raises:
        NoLibrary: there is none.
    """
    found = locate(named, os.environ.get("BRIEFING_LIBRARY"), Path.cwd())
    return found._replace(folder=_from_here(found.folder))


@contextmanager
def book_session(found: LibraryLocation, *, no_cache: bool = False) -> Iterator[Book]:
    """A book to ask; what is wrong elsewhere in it is told once the answer is there."""
    book = make_book(found, no_cache=no_cache)
    told: tuple[Problem, ...] = ()
    try:
        yield book
    except InvalidLibrary as error:
        told = error.problems
        raise
    finally:
        sys.stdout.flush()
        _tell_of_problems(book.files_with_errors(), told)


def make_book(found: LibraryLocation, *, no_cache: bool = False) -> Book:
    """A library to ask, its index in the user's cache folder."""
    return Book(found, None if no_cache else _cache_folder(), _progress)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int], None]]:
    """Shows on a terminal how far reading a large library has come."""
    if total >= _SLOW and supports_styles(sys.stderr):
        from briefing.render import terminal

        with terminal.progress(total) as told:
            yield told
    else:
        yield lambda _done: None


def _tell_of_problems(faulty: Sequence[str], told: Sequence[Problem]) -> None:
    files = set(faulty) - {problem.file for problem in told}
    if not files:
        return
    what = "1 brief has problems" if len(files) == 1 else f"{len(files)} briefs have problems"
    named = sorted(files)[:_NAMED]
    more = f" and {len(files) - _NAMED} more" if len(files) > _NAMED else ""
    warn(f"{what} ({', '.join(named)}{more}); `briefing check` lists them.")


def _cache_folder() -> Path | None:
    """Where the system keeps what programs may lose; None where it does not say."""
    try:
        if sys.platform == "win32":
            return Path(os.environ["LOCALAPPDATA"]) / "briefing" / "Cache"
        if sys.platform == "darwin":
            return Path.home() / "Library" / "Caches" / "briefing"
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "briefing"
    except (KeyError, RuntimeError):
        return None


def library_and_file(path: Path) -> tuple[LibraryLocation, str | None]:
    """The library that a path belongs to, and the file in it, if it is one."""
    whole = Path.cwd() / path
    if not whole.exists():
        raise NoLibrary(f"There is no {path}. Name a library's folder, or a file in one.")
    if whole.is_dir():
        return locate(str(path), None, Path.cwd()), None
    for folder in whole.parents:
        if (folder / "library.yaml").is_file():
            found = locate(str(folder), None, Path.cwd())
            return found, whole.relative_to(folder).as_posix()
    raise NoLibrary(f"{path} belongs to no library: no folder above it holds a library.yaml.")


def with_relative_path(problem: Problem, folder: Path) -> Problem:
    """A problem whose file can be opened from the working folder."""
    import msgspec.structs

    return msgspec.structs.replace(problem, file=str(_from_here(folder / problem.file)))


def _from_here(path: Path) -> Path:
    """A path as it is typed from the working folder, where it lies below that."""
    working = Path.cwd()
    return path.relative_to(working) if path.is_relative_to(working) else path
