"""Names cache files, and marks those that this program wrote and nobody else wrote to since."""

import os
from binascii import crc32
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import time, time_ns
from typing import Final

# Nanoseconds: a temporary file that has not been written to for this long was abandoned.
_ABANDONED: Final = 3_600_000_000_000

# The packages that decide what is read from a brief, and how the index stores it.
_READERS: Final = ("model", "library", "index")


def cache_path(cache: Path, folder: Path) -> Path:
    """Return the path in a cache folder at which the index of a library is kept."""
    path = os.fsencode(folder)
    return cache / f"{folder.name}-{crc32(path):08x}{crc32(path[::-1]):08x}.sqlite"


def create_temporary(file: Path) -> Path:
    """Create an empty file next to `file`, to be renamed to it, and remove abandoned ones.

    Raises:
        OSError: The file cannot be created.
    """
    from tempfile import mkstemp

    file.parent.mkdir(parents=True, exist_ok=True)
    for other in file.parent.glob("*.part"):
        if get_mtime(other) < time_ns() - _ABANDONED:
            remove(other)
    descriptor, name = mkstemp(".part", f"{file.name}.", file.parent)
    os.close(descriptor)
    return Path(name)


def remove(file: Path) -> None:
    """Remove a file if it exists and can be removed."""
    with suppress(OSError):
        file.unlink()


def random_mtime() -> int:
    """Return a modification time, in nanoseconds, that marks a file as written by this program.

    It lies days back, so that no other writer sets it, and in whole even seconds, so that every
    file system can store it.
    """
    from random import randrange

    day = 86_400
    back = day + 2 * randrange(day)  # noqa: S311 (it tells two states apart and keeps no secret)
    return (int(time()) // 2 * 2 - back) * 1_000_000_000


def set_mtime(file: Path, mtime: int) -> None:
    """Set the modification time of a file, in nanoseconds, where that is allowed."""
    with suppress(OSError):
        os.utime(file, ns=(time_ns(), mtime))


def get_mtime(file: Path) -> int:
    """Return the modification time of a file in nanoseconds, or 0 if it is gone."""
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0


def program_fingerprint() -> str:
    """Return a fingerprint of the modules that read briefs: other versions may read differently."""
    package = str(Path(__file__).parent.parent)
    modules = [module for name in _READERS for module in _iter_modules(f"{package}/{name}")]
    # Copies of one version in several places are the same program.
    return f"{crc32(' '.join(sorted(modules)).replace(package, '').encode()):08x}"


def _iter_modules(folder: str) -> Iterator[str]:
    """Yield the path, modification time and size of every module in a package."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                stat = entry.stat()
                yield f"{entry.path} {stat.st_mtime_ns} {stat.st_size}"
            elif entry.is_dir() and entry.name != "__pycache__":
                yield from _iter_modules(entry.path)
