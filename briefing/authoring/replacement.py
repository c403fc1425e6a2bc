"""Puts a file in the place of another one, which keeps its mode, its group and its owner."""

import os
import stat
from contextlib import suppress
from pathlib import Path
from time import time_ns
from typing import Final

_BINARY: Final = getattr(os, "O_BINARY", 0)


def reason_to_keep(path: Path) -> str:
    """Return why a file cannot be replaced by one of the same owner and names; else empty.

    Raises:
        OSError: there is no such file, or it cannot be looked at.
    """
    status = path.stat()
    if status.st_nlink > 1:
        return "it has several names, of which the others would keep the old text"
    if hasattr(os, "geteuid") and status.st_uid != os.geteuid() != 0:
        return "it belongs to another user"
    return "" if os.access(path, os.W_OK) else "it is write-protected"


def replace_file(path: Path, content: bytes) -> None:
    """Put a file in the place of another, with its mode, and its owner and group if permitted.

    Raises:
        OSError: it cannot be written; the old one is as it was.
    """
    status = path.stat()
    part = path.with_name(f".briefing-{os.getpid()}-{time_ns():x}.part")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
        with open(descriptor, "wb") as file:  # noqa: PTH123 (a descriptor)
            file.write(content)
        if hasattr(os, "chown"):
            with suppress(OSError):
                os.chown(part, -1, status.st_gid)
            with suppress(OSError):
                os.chown(part, status.st_uid, -1)
        part.chmod(stat.S_IMODE(status.st_mode))
        part.replace(path)
    finally:
        with suppress(OSError):
            part.unlink()
