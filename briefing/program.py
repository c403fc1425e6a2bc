"""Tells one version of the program from another, by its files."""

from __future__ import annotations

import os

TYPE_CHECKING = False  # as in `typing`, which takes longer to import than this takes to run
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

FOLDER: Final = os.path.dirname(os.path.abspath(__file__))
"""The folder of the package."""


def iter_modules(folder: str = FOLDER) -> Iterator[tuple[str, int, int]]:
    """Yield the path, modification time in nanoseconds and size of every module in a folder."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                state = entry.stat()
                yield entry.path, state.st_mtime_ns, state.st_size
            elif entry.is_dir() and entry.name != "__pycache__":
                yield from iter_modules(entry.path)
