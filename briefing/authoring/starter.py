"""Writes a library to start from: an example of every kind of record, and what goes with it.

The files are in `example/`. In them `<-90>` is the day 90 days before the one that the library is
current to, and `{library}` its folder.
"""

import os
import re
import shlex
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final, NamedTuple

from briefing.errors import UsageError, WriteError
from briefing.library.file_kinds import kind_of_file
from briefing.library.files import SUFFIX, printable_path
from briefing.library.location import LIBRARY_FILE, holds_library
from briefing.render import library_schema

_DAY: Final = re.compile(r"<([+-][0-9]+)>")
_LIBRARY: Final = "{library}"

# What needs no quotation marks in YAML either.
_PLAIN_PATH: Final = re.compile(r"[\w./+-]+")


class Started(NamedTuple):
    """The day to which a new library is current, and its files, by their paths in it."""

    as_of: date
    written: tuple[str, ...]
    kept: tuple[str, ...]


def start_library(folder: Path, as_of: str | None) -> Started:
    """Write a library into a folder, which is made if there is none. Nothing is written over.

    Args:
        folder: where to.
        as_of: the day to which the library is current, today if None.

    Raises:
        UsageError: the folder holds a library, or is none; or the day is none.
        WriteError: a file cannot be written; those that were are removed.
    """
    day = _day(as_of)
    if holds_library(folder) or os.path.lexists(folder / LIBRARY_FILE):
        name = printable_path(folder)
        raise UsageError(f"{name} holds a library already; `briefing new` adds records to it.")
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{printable_path(folder)} is no folder; name another.")
    texts = dict(_texts(folder, day))
    _refuse_links(folder, texts)
    written: list[str] = []
    try:
        # A folder becomes a library with its last file, so that what failed can be repeated.
        names = sorted(texts, key=lambda name: (name == LIBRARY_FILE, name))
        written.extend(name for name in names if _write_new(folder, name, texts[name]))
    except OSError as error:
        for name in written:
            with suppress(OSError):
                (folder / name).unlink()
        where = printable_path(error.filename or folder)
        raise WriteError(f"{where} cannot be written: {error.strerror}.") from error
    return Started(day, tuple(written), tuple(name for name in texts if name not in written))


def modeline(name: str) -> str:
    """Return the comment that sends editors to the schema of a file, by its path in the library."""
    path = f"{'../' * name.count('/')}{library_schema.FILE_NAME}"
    definition = library_schema.file_definition(name)
    return f"# yaml-language-server: $schema={path}#/$defs/{definition}\n"


def _day(as_of: str | None) -> date:
    if as_of is None:
        return date.today()  # noqa: DTZ011 (the author's own day)
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", as_of, re.ASCII):
            return date.fromisoformat(as_of)
    except ValueError:
        pass
    raise UsageError(f"A library is current to a day, such as 2017-02-08; '{as_of}' is none.")


def _texts(folder: Path, as_of: date) -> Iterator[tuple[str, str]]:
    """Yield the path and the text of each file of the library."""
    yield library_schema.FILE_NAME, library_schema.files_schema()
    yield "README.md", (files("briefing") / "manual" / "writing.md").read_text(encoding="utf-8")
    for name, file in _walk(files("briefing") / "authoring" / "example"):
        text = _DAY.sub(lambda match: _shift(as_of, int(match[1])), file.read_text("utf-8"))
        if name == LIBRARY_FILE or (name.endswith(SUFFIX) and kind_of_file(name)[0]):
            text = modeline(name) + text
        yield name, text.replace(_LIBRARY, _name_in_shell(folder))


def _walk(folder: Traversable, within: str = "") -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _walk(entry, f"{within}{entry.name}/")
        else:
            yield f"{within}{entry.name}", entry


def _shift(day: date, days: int) -> str:
    try:
        return (day + timedelta(days)).isoformat()
    except OverflowError:
        raise UsageError(f"A library cannot be current to {day}; name a later day.") from None


def _name_in_shell(folder: Path) -> str:
    """Return the folder for a command at the root of its repository, which is not known."""
    name = folder.as_posix() if not folder.is_absolute() else folder.name
    return shlex.quote(name) if _PLAIN_PATH.fullmatch(name) else "LIBRARY"


def _refuse_links(folder: Path, names: Iterable[str]) -> None:
    """Refuse to write into folders that are links, which may lead out of the library."""
    for within in {(folder / name).parent for name in names} - {folder}:
        if within.is_symlink():
            raise UsageError(f"{printable_path(within)} is a link; nothing is written through it.")


def _write_new(folder: Path, name: str, text: str) -> bool:
    """Write a file of a library; return whether there was none.

    Raises:
        OSError: it cannot be written.
    """
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        return False
    return True
