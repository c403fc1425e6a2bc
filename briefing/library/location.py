"""Finds the folder of a library: the one named, or the nearest, or the one that is shipped.

It imports little, so that a kept answer is given before the rest of the program is there.
"""

from __future__ import annotations

import os

from briefing.errors import NoLibrary, UsageError

TYPE_CHECKING = False  # as in `typing`, which takes longer to import than this takes to run
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Final, Literal, TypeAlias

    Reason: TypeAlias = Literal["option", "environment", "nearest", "shipped"]

LIBRARY_FILE: Final = "library.yaml"
"""The file that makes a folder a library, and says what the library is about."""

SHIPPED: Final = "briefs"
"""The folder of the library that is shipped, in the package or, in a checkout, beside it."""

# Names of files, in small letters, that were meant to be that of the library.
_SIMILAR: Final = ("library.yml", LIBRARY_FILE)


class LibraryLocation:
    """The folder of a library, and why it was chosen: named, the nearest, or the only one."""

    __slots__ = ("folder", "reason")

    def __init__(self, folder: Path, reason: Reason) -> None:
        self.folder = folder
        self.reason = reason


def locate(
    named: str | None, from_environment: str | None, working_folder: Path
) -> LibraryLocation:
    """Return the library that is named, else that of the environment, the nearest or the shipped.

    Raises:
        UsageError: the name is empty.
        NoLibrary: there is none.
    """
    folder, reason = find_folder(named, from_environment, str(working_folder))
    return LibraryLocation(_path(folder), reason)


def find_folder(
    named: str | None, from_environment: str | None, working_folder: str
) -> tuple[str, Reason]:
    """Return the folder of a library, and why it is that.

    It is the library that is named, else that of the environment, the nearest or the shipped. The
    nearest is the first from the working folder upward: a folder `briefs` that holds one, or the
    folder itself.

    Raises:
        UsageError: the name is empty.
        NoLibrary: the folder that is named contains none, or none was shipped; or the nearest
            folder has a `library.yml`.
    """
    if named is not None:
        return _library_folder(working_folder, named), "option"
    if from_environment is not None:
        return _library_folder(working_folder, from_environment), "environment"
    folder = working_folder
    while True:
        if holds_library(os.path.join(folder, SHIPPED)):
            return os.path.join(folder, SHIPPED), "nearest"
        if os.path.isfile(os.path.join(folder, LIBRARY_FILE)):
            return folder, "nearest"
        above = os.path.dirname(folder)
        if above == folder:
            break
        folder = above
    package = os.path.dirname(os.path.dirname(__file__))
    for above in (package, os.path.dirname(package)):
        if holds_library(os.path.join(above, SHIPPED)):
            return os.path.join(above, SHIPPED), "shipped"
    raise NoLibrary(
        f"There is no {SHIPPED}/{LIBRARY_FILE} here or above, and none was shipped. "
        "Name a library's folder with --library."
    )


def holds_library(folder: str | Path) -> bool:
    """Return whether a folder holds a `library.yaml`.

    Raises:
        NoLibrary: it holds a file of a similar name instead, or cannot be read.
    """
    try:
        # Whether that can be read is a question that reading the library answers.
        os.lstat(os.path.join(folder, LIBRARY_FILE))
    except FileNotFoundError:
        _refuse_similar_file(folder)
        return False
    except NotADirectoryError:
        return False
    except OSError as error:
        raise _cannot_open(folder, error) from None
    return True


def _refuse_similar_file(folder: str | Path) -> None:
    """Raise NoLibrary if a folder holds a `library.yml` or the like."""
    try:
        names = os.listdir(folder)
    except FileNotFoundError:
        return
    except OSError as error:
        raise _cannot_open(folder, error) from None
    for name in names:
        if name.lower() in _SIMILAR:
            message = (
                f"{_path(folder)} holds {name}, which is not read; rename it to {LIBRARY_FILE}."
            )
            raise NoLibrary(message)


def _cannot_open(folder: str | Path, error: OSError) -> NoLibrary:
    return NoLibrary(f"{_path(folder)} cannot be opened: {error.strerror}.")


def _path(folder: str | Path) -> Path:
    from pathlib import Path

    return Path(folder)


def _library_folder(working_folder: str, named: str) -> str:
    """Return the folder of the library that is named: that folder, or `briefs` in it."""
    if not named:
        raise UsageError("The name of the library's folder is empty; give one, or leave it out.")
    if "\0" in named:
        raise NoLibrary("The name of the library's folder has a NUL in it, as no folder's has.")
    folder = os.path.join(working_folder, named)
    for candidate in (folder, os.path.join(folder, SHIPPED)):
        if holds_library(candidate):
            return candidate
    raise NoLibrary(f"{named} is no library: it holds no {LIBRARY_FILE}. Name a folder that does.")
