"""What the program reads of its surroundings: variables of the environment, and the terminal.

Nothing else reads them, so that it is known what an answer may depend on
(`briefing.kept_answers`).
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # as in `typing`, which takes longer to import than a kept answer
if TYPE_CHECKING:
    from typing import Final

VARIABLES: Final = (
    # Where the library, the cache and the pager are.
    *("BRIEFING_LIBRARY", "BRIEFING_PAGER", "PAGER", "LESS", "HOME", "XDG_CACHE_HOME"),
    "LOCALAPPDATA",
    # What a terminal shows, and how wide it is.
    *("COLUMNS", "FORCE_COLOR", "FORCE_HYPERLINK", "NO_COLOR", "TERM", "TERM_PROGRAM"),
    *("VTE_VERSION", "WT_SESSION", "KONSOLE_VERSION", "DOMTERM", "KITTY_WINDOW_ID"),
    # Which paper is usual.
    *("LC_ALL", "LC_PAPER", "LANG"),
    # Set by a shell that completes a command.
    *("_BRIEFING_COMPLETE", "COMP_WORDS", "_TYPER_COMPLETE_ARGS"),
)
"""Every variable that the program reads."""


def variable(name: str) -> str | None:
    """Return the value of a variable, None where it is not set.

    Raises:
        KeyError: it is none of `VARIABLES`.
    """
    if name not in VARIABLES:
        raise KeyError(name)
    return os.environ.get(name)


def of_other_programs() -> dict[str, str]:
    """Return all variables, for a program that is started."""
    return dict(os.environ)


def terminal_size() -> os.terminal_size | None:
    """Return the size of the terminal, or None if no standard stream is one."""
    for stream in (sys.__stdout__, sys.__stderr__, sys.__stdin__):
        if stream is not None:
            try:
                return os.get_terminal_size(stream.fileno())
            except (OSError, ValueError):
                continue
    return None


def cache_folder() -> str | None:
    """Return the cache folder of the operating system, or None if it names none.

    A path that is not absolute names none: so says the XDG Base Directory Specification.
    """
    home = variable("HOME") or ""
    if sys.platform == "win32":
        folder = os.path.join(variable("LOCALAPPDATA") or "", "briefing", "Cache")
    elif sys.platform == "darwin":
        folder = os.path.join(home, "Library", "Caches", "briefing")
    else:
        named = variable("XDG_CACHE_HOME") or ""
        above = named if os.path.isabs(named) else os.path.join(home, ".cache")
        folder = os.path.join(above, "briefing")
    return folder if os.path.isabs(folder) else None
