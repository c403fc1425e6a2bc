"""Reads every problem of a file, of which the index keeps the first only."""

from pathlib import Path

from briefing.index.store import Store
from briefing.library import loader, rules
from briefing.library.loader import LoadedFile, LoadedFiles
from briefing.model.diagnostics import Problem
from briefing.model.kinds import LIBRARY_FILE


def problems_of(folder: Path, store: Store, name: str) -> list[Problem]:
    """Return every problem of a file of a library, in a library that is as its index says.

    Args:
        folder: the library's folder.
        store: its index.
        name: the path of the file in the folder.
    """
    about = store.library_file
    if name == LIBRARY_FILE:
        location, about = loader.read_library_file(folder)
        file, loaded = LoadedFile(location.file), LoadedFiles(about, [], store, location)
    else:
        file = loader.read_file(folder, name)
        loaded = LoadedFiles(about, [file], store)
    checks = rules.FILE_CHECKS | rules.LIBRARY_CHECKS
    return [*file.file.problems, *rules.run_checks(loaded, checks)]
