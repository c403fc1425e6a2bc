"""Which records a file of a library holds, by its name."""

from typing import Final

from briefing.library.files import SUFFIX
from briefing.library.location import LIBRARY_FILE
from briefing.model.kinds import TOP_LEVEL

_FOLDERS: Final = {kind.plural: kind.name for kind in TOP_LEVEL.values()}

FOLDERS: Final = frozenset(_FOLDERS)
"""The folders that hold records."""


def kind_of_file(name: str) -> tuple[str, str]:
    """Return the kind of a file's records, and the id of its record if it holds just one.

    The kind is empty if a file of that name holds no records.
    """
    folder, _, stem = name.removesuffix(SUFFIX).rpartition("/")
    if not name.endswith(SUFFIX) or is_copy(name):
        return "", ""
    if folder:
        return (_FOLDERS[folder], stem) if folder in _FOLDERS else ("", "")
    return _FOLDERS.get(stem, ""), ""


def may_hold_records(name: str) -> bool:
    """Return whether a file of a name is part of a library, and no recipe or copy beside it."""
    return name == LIBRARY_FILE or bool(kind_of_file(name)[0])


def kind_of_folder(name: str) -> str:
    """Return the kind of the records in a folder, empty if it holds none."""
    return _FOLDERS.get(name, "")


def is_copy(name: str) -> bool:
    """Return whether a file's name is one that a program gives to a copy of another file."""
    stem = name[name.rfind("/") + 1 :].rpartition(".")[0]
    if stem.replace("-", "").isalnum():
        return False
    import re

    return re.search(_COPY, stem, re.IGNORECASE) is not None


# The names of copies, as Syncthing, Dropbox, Nextcloud, file managers, git and editors make them.
_COPY: Final = (
    r"\.sync-conflict-|conflicted copy|\bcopy\b|\bcase conflict\b|\(\d+\)|~"
    r"|_(backup|base|local|remote)_\d+$|\.(backup|bak|old|orig|tmp)$"
)
