"""Finds the text of a source, beside the library or in a folder of its own, and reads it safely."""

from pathlib import Path
from typing import Final

from briefing.errors import UsageError
from briefing.library import files
from briefing.model.slugs import is_slug

FOLDER: Final = "sources"
"""The folder of a library in which the texts of its sources may be."""

SUFFIXES: Final = (".txt", ".md")
"""The ends of the names of texts, in the order in which they are looked for."""


class UnreadableText(Exception):
    """The text of a source cannot be read; the message says which file and why, in a sentence."""


class SourceTexts:
    """The texts of the sources of one library: in a folder that was named, else beside it."""

    def __init__(self, library_folder: Path, named: Path | None = None) -> None:
        """Take texts from a folder that is named, then from `sources/` in the library.

        Raises:
            UsageError: the folder that is named cannot be listed.
        """
        self._places = [(library_folder, f"{FOLDER}/")]
        if named is not None:
            _require_folder(named)
            self._places.insert(0, (named, ""))

    def read(self, source: str) -> str | None:
        """Return the text of a source, as it is now; None if there is none.

        Raises:
            UnreadableText: there is one, but it is no readable text.
        """
        if not is_slug(source):
            return None
        for folder, start in self._places:
            for suffix in SUFFIXES:
                name = f"{start}{source}{suffix}"
                if _exists(folder / name):
                    return _read(folder, name)
        return None


def _require_folder(folder: Path) -> None:
    where = files.printable_path(folder)
    if "\0" in where:
        raise UsageError("--texts has a NUL in it, as no folder's name has.")
    try:
        next(folder.iterdir(), None)
    except NotADirectoryError:
        raise UsageError(f"{where} is no folder; --texts takes one of texts.") from None
    except OSError as error:
        raise UsageError(f"The folder {where} cannot be opened: {error.strerror}.") from None


def _exists(path: Path) -> bool:
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True  # so that reading it says what is wrong
    return True


def _read(folder: Path, name: str) -> str:
    path = folder / name
    where = files.printable_path(path)
    try:
        if not path.resolve(strict=True).is_relative_to(folder.resolve()):
            raise UnreadableText(
                f"{where} is a link out of its folder, so it is not followed; put the text there."
            )
        if path.is_dir():
            raise UnreadableText(f"{where} is a folder; the text of a source is a file.")
        content = files.read(str(folder), name)
    except OSError as error:
        raise UnreadableText(f"{where} cannot be opened: {error.strerror}.") from None
    except RuntimeError:
        raise UnreadableText(f"{where} is a link that leads to itself.") from None
    except files.Refused as refused:
        raise UnreadableText(f"{where}: {refused}") from None
    return _decode(where, content)


def _decode(where: str, content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableText(f"{where} is not UTF-8 text; save it as UTF-8.") from None
    if "\0" in text:
        raise UnreadableText(f"{where} has NUL characters in it, so it is no text.")
    if not text.strip():
        raise UnreadableText(f"{where} is empty; put the text of the source there, or remove it.")
    return text
