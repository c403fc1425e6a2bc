"""Finds the library, opens it with its index, and warns of the problems in its other files."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from briefing import environment
from briefing.cli.terminal import supports_styles, terminal_width, warn
from briefing.errors import InvalidLibrary, LibraryError, NoLibrary
from briefing.library.location import LibraryLocation, holds_library, locate

if TYPE_CHECKING:
    from briefing.api import Book
    from briefing.model.diagnostics import Problem

# Files: how many take a moment to read, how many none, and how many a warning names.
_SLOW: Final = 500
_FEW: Final = 50
_NAMED: Final = 3


def find_library(named: str | None) -> LibraryLocation:
    """Return the named library, or the one found from here, its folder relative if below.

    Raises:
        UsageError: its name is empty.
        NoLibrary: there is none.
    """
    return _locate(named, environment.variable("BRIEFING_LIBRARY"))


@contextmanager
def book_session(
    location: LibraryLocation, max_marking: str | None = None, *, no_cache: bool = False
) -> Iterator["Book"]:
    """Open a book; once it has answered, warn of the problems in files not reported before.

    Where a limit holds, no file is named: its name may be above it.
    """
    book = make_book(location, no_cache=no_cache)
    reported: tuple[Problem, ...] = ()
    try:
        yield book
    except InvalidLibrary as error:
        reported = error.problems
        raise
    finally:
        if book.cache_warning:
            warn(book.cache_warning)
        if max_marking is None:
            _warn_of_problems(book.files_with_errors(), reported)
        elif book.files_with_errors():
            warn(
                "Some briefs have problems, and what could not be read in full is left out; "
                "`briefing check` lists them."
            )
        book.close()


def make_book(location: LibraryLocation, *, no_cache: bool = False) -> "Book":
    """Return the book of a library, its index in the user's cache folder."""
    from briefing.api import Book

    return Book(location, None if no_cache else own_cache(), _progress)


def make_book_at_once(location: LibraryLocation) -> "Book":
    """Return the book of a library whose index is there, or which is read in no time.

    Raises:
        LibraryError: it would take a while.
    """
    from briefing.api import Book

    return Book(location, own_cache(), _no_wait)


@contextmanager
def _no_wait(total: int) -> Iterator[Callable[[int], None]]:
    if total > _FEW:
        raise LibraryError(f"{total} files are still to be read.")
    yield lambda _done: None


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int], None]]:
    """Show on a terminal the progress of reading a large library."""
    if total >= _SLOW and supports_styles(sys.stderr):
        from briefing.render import terminal

        with terminal.progress(total, terminal_width()) as advance:
            yield advance
    else:
        yield lambda _done: None


def _warn_of_problems(faulty: Sequence[str], reported: "Sequence[Problem]") -> None:
    files = set(faulty) - {problem.file for problem in reported}
    if not files:
        return
    what = "1 brief has problems" if len(files) == 1 else f"{len(files)} briefs have problems"
    warn(f"{what} ({_first_names(files)}); `briefing check` lists them.")


def warn_of_other_version(name: str, problems: "Sequence[Problem]") -> None:
    """Warn of what could not be read of another version of the library, if anything."""
    files = {problem.file for problem in problems}
    if not files:
        return
    first = min(problems)
    what = "1 brief" if len(files) == 1 else f"{len(files)} briefs"
    warn(
        f"In {name}, {what} could not be read in full ({_first_names(files)}), and nothing counts "
        f"as added or removed because of that. {first.file}, line {first.line}: {first.message}"
    )


def _first_names(files: Iterable[str]) -> str:
    names = sorted(files)
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{', '.join(names[:_NAMED])}{more}"


def own_cache() -> Path | None:
    """Return the cache folder of the operating system, or None if it names none."""
    folder = environment.cache_folder()
    return None if folder is None else Path(folder)


def library_and_file(path: str) -> tuple[LibraryLocation, str | None]:
    """Return the library that a path belongs to, and the path within it, None for all of it.

    Raises:
        UsageError: the path is empty.
        NoLibrary: there is no such path, or it belongs to no library.
    """
    target = _base_of(path) / path
    if not os.path.lexists(target):
        raise NoLibrary(f"There is no {path}. Name a library's folder, or a file in one.")
    above = None
    for folder in target.parents:
        if holds_library(folder):
            above = folder
            break
    if target.is_dir() and (above is None or holds_library(target)):
        return _locate(path), None
    if above is None:
        raise NoLibrary(f"{path} belongs to no library: no folder above it holds a library.yaml.")
    return _locate(str(above)), target.relative_to(above).as_posix()


def with_relative_path(problem: "Problem", folder: Path, base: Path | None = None) -> "Problem":
    """Return a problem with its file named relative to a folder, if below.

    Args:
        problem: a problem of a library.
        folder: the folder of the library.
        base: the folder to which the name is relative; the working folder if None.
    """
    import msgspec.structs

    from briefing.library.files import printable_path

    path = folder / problem.file
    if base is None:
        path = relative_to_cwd(path)
    elif path.absolute().is_relative_to(base):
        path = path.absolute().relative_to(base)
    return msgspec.structs.replace(problem, file=printable_path(path))


def repository_root() -> Path | None:
    """Return the folder of the git repository that holds the working folder, None if none does."""
    working = Path.cwd()
    return next((at for at in (working, *working.parents) if (at / ".git").exists()), None)


def _locate(named: str | None, from_environment: str | None = None) -> LibraryLocation:
    location = locate(named, from_environment, _base_of(named or from_environment))
    return LibraryLocation(relative_to_cwd(location.folder), location.reason)


def relative_to_cwd(path: Path) -> Path:
    """Return a path relative to the working folder if it lies below, else unchanged."""
    try:
        working = Path.cwd()
    except FileNotFoundError:
        return path
    return path.relative_to(working) if path.is_relative_to(working) else path


def _base_of(path: str | None) -> Path:
    """Return the folder from which a path leads, which for a relative one has to exist."""
    return Path(os.sep) if path and Path(path).is_absolute() else Path.cwd()
