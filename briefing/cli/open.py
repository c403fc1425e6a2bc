"""Finds the library, opens it with its index, and warns of the problems in its other files."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from briefing.api import Book
from briefing.cli.terminal import supports_styles, terminal_width, warn
from briefing.errors import InvalidLibrary, NoLibrary
from briefing.library.library import LibraryLocation, locate
from briefing.model.diagnostics import Problem

# Files: how many take a moment to read, and how many a warning names.
_SLOW: Final = 500
_NAMED: Final = 3


def find_library(named: str | None) -> LibraryLocation:
    """Return the named library, or the one found from here, its folder relative if below.

    Raises:
        NoLibrary: there is none.
    """
    location = locate(named, os.environ.get("BRIEFING_LIBRARY"), Path.cwd())
    return location._replace(folder=_relative_to_cwd(location.folder))


@contextmanager
def book_session(location: LibraryLocation, *, no_cache: bool = False) -> Iterator[Book]:
    """Open a book; once it has answered, warn of the problems in files not reported before."""
    book = make_book(location, no_cache=no_cache)
    reported: tuple[Problem, ...] = ()
    try:
        yield book
    except InvalidLibrary as error:
        reported = error.problems
        raise
    finally:
        _warn_of_problems(book.files_with_errors(), reported)


def make_book(location: LibraryLocation, *, no_cache: bool = False) -> Book:
    """Return the book of a library, its index in the user's cache folder."""
    return Book(location, None if no_cache else _cache_folder(), _progress)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int], None]]:
    """Show on a terminal the progress of reading a large library."""
    if total >= _SLOW and supports_styles(sys.stderr):
        from briefing.render import terminal

        with terminal.progress(total, terminal_width()) as advance:
            yield advance
    else:
        yield lambda _done: None


def _warn_of_problems(faulty: Sequence[str], reported: Sequence[Problem]) -> None:
    files = set(faulty) - {problem.file for problem in reported}
    if not files:
        return
    what = "1 brief has problems" if len(files) == 1 else f"{len(files)} briefs have problems"
    named = sorted(files)[:_NAMED]
    more = f" and {len(files) - _NAMED} more" if len(files) > _NAMED else ""
    warn(f"{what} ({', '.join(named)}{more}); `briefing check` lists them.")


def _cache_folder() -> Path | None:
    """Return the cache folder of the operating system, or None if it names none."""
    try:
        if sys.platform == "win32":
            return Path(os.environ["LOCALAPPDATA"]) / "briefing" / "Cache"
        if sys.platform == "darwin":
            return Path.home() / "Library" / "Caches" / "briefing"
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "briefing"
    except (KeyError, RuntimeError):
        return None


def library_and_file(path: Path) -> tuple[LibraryLocation, str | None]:
    """Return the library that a path belongs to, and its file within it, None for a folder.

    Raises:
        NoLibrary: there is no such path, or it belongs to no library.
    """
    target = Path.cwd() / path
    if not target.exists():
        raise NoLibrary(f"There is no {path}. Name a library's folder, or a file in one.")
    if target.is_dir():
        return locate(str(path), None, Path.cwd()), None
    for folder in target.parents:
        if (folder / "library.yaml").is_file():
            location = locate(str(folder), None, Path.cwd())
            return location, target.relative_to(folder).as_posix()
    raise NoLibrary(f"{path} belongs to no library: no folder above it holds a library.yaml.")


def with_relative_path(problem: Problem, folder: Path) -> Problem:
    """Return a problem with its file named relative to the working folder, if below."""
    import msgspec.structs

    return msgspec.structs.replace(problem, file=str(_relative_to_cwd(folder / problem.file)))


def _relative_to_cwd(path: Path) -> Path:
    """Return a path relative to the working folder if it lies below, else unchanged."""
    working = Path.cwd()
    return path.relative_to(working) if path.is_relative_to(working) else path
