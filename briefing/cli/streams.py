"""What the streams of the program can show."""

import os
import sys
from contextlib import suppress
from typing import Any, Final

# Columns: fewer than the one cannot be laid out, and the other is what a pipe gets.
_NARROWEST: Final = 20
_USUAL: Final = 80


def columns() -> int:
    """How wide the terminal is: as COLUMNS says, else as one of the streams does, else 80."""
    told = os.environ.get("COLUMNS", "")
    if told.isdecimal() and int(told):
        return max(int(told), _NARROWEST)
    for stream in (sys.__stdout__, sys.__stderr__, sys.__stdin__):
        if stream is not None:
            with suppress(OSError, ValueError):
                return max(os.get_terminal_size(stream.fileno()).columns, _NARROWEST)
    return _USUAL


def paints(stream: Any) -> bool:  # noqa: ANN401 (any text stream)
    """Whether a stream is a terminal that can show weight and colour."""
    return bool(stream.isatty()) and os.environ.get("TERM") != "dumb"
