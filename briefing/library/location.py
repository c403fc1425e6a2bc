"""Finds the folder of a library; asked at every key, so it imports next to nothing."""

import os
from pathlib import Path
from typing import Final, Literal, NamedTuple, TypeAlias

from briefing.errors import NoLibrary, UsageError
from briefing.model.kinds import LIBRARY_FILE

SHIPPED: Final = "briefs"
"""The folder of the library that is shipped, in the package or, in a checkout, beside it."""

# Names of files, in small letters, that were meant to be that of the library.
_SIMILAR: Final = ("library.yml", LIBRARY_FILE)

Reason: TypeAlias = Literal["option", "environment", "nearest", "shipped"]
"""Why a library was chosen: it was named, it is the nearest, or there is no other."""


class LibraryLocation(NamedTuple):
    """The folder of a library, and why it was chosen."""

    folder: Path
    reason: Reason


def locate(
    named: str | None, from_environment: str | None, working_folder: Path
) -> LibraryLocation:
    """Return the library that is named, else that of the environment, the nearest or the shipped.

    The nearest is the first from the working folder upward: a folder `briefs` that holds one, or
    the folder itself.

    Raises:
        UsageError: the name is empty.
        NoLibrary: the folder that is named contains none, or none was shipped; or the nearest
            folder has a `library.yml`.
    """
    if named is not None:
        return LibraryLocation(_library_folder(working_folder, named), "option")
    if from_environment is not None:
        return LibraryLocation(_library_folder(working_folder, from_environment), "environment")
    for parent in (working_folder, *working_folder.parents):
        if holds_library(parent / SHIPPED):
            return LibraryLocation(parent / SHIPPED, "nearest")
        if (parent / LIBRARY_FILE).is_file():
            return LibraryLocation(parent, "nearest")
    package = Path(__file__).parent.parent
    for shipped in (package / SHIPPED, package.parent / SHIPPED):
        if holds_library(shipped):
            return LibraryLocation(shipped, "shipped")
    raise NoLibrary(
        f"There is no {SHIPPED}/{LIBRARY_FILE} here or above, and none was shipped. "
        "Name a library's folder with --library."
    )


def holds_library(folder: Path) -> bool:
    """Return whether a folder holds a `library.yaml`.

    Raises:
        NoLibrary: it holds a file of a similar name instead, or cannot be read.
    """
    try:
        # Whether that can be read is a question that reading the library answers.
        (folder / LIBRARY_FILE).lstat()
    except FileNotFoundError:
        _refuse_similar_file(folder)
        return False
    except NotADirectoryError:
        return False
    except OSError as error:
        raise _cannot_open(folder, error) from None
    return True


def _refuse_similar_file(folder: Path) -> None:
    """Raise NoLibrary if a folder holds a `library.yml` or the like."""
    try:
        names = os.listdir(folder)  # noqa: PTH208 (the names alone)
    except FileNotFoundError:
        return
    except OSError as error:
        raise _cannot_open(folder, error) from None
    for name in names:
        if name.lower() in _SIMILAR:
            message = f"{folder} holds {name}, which is not read; rename it to {LIBRARY_FILE}."
            raise NoLibrary(message)


def _cannot_open(folder: Path, error: OSError) -> NoLibrary:
    return NoLibrary(f"{folder} cannot be opened: {error.strerror}.")


def _library_folder(working_folder: Path, named: str) -> Path:
    """Return the folder of the library that is named: that folder, or `briefs` in it."""
    if not named:
        raise UsageError("The name of the library's folder is empty; give one, or leave it out.")
    if "\0" in named:
        raise NoLibrary("The name of the library's folder has a NUL in it, as no folder's has.")
    folder = working_folder / named
    for candidate in (folder, folder / SHIPPED):
        if holds_library(candidate):
            return candidate
    raise NoLibrary(f"{named} is no library: it holds no {LIBRARY_FILE}. Name a folder that does.")
