"""What the standard streams can show, and the pager for a text taller than the screen."""

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final, Literal, NamedTuple, TypeAlias

When: TypeAlias = Literal["auto", "always", "never"]

# Columns: the fewest in which an answer can be laid out, and the width on a pipe.
NARROWEST: Final = 20
_USUAL: Final = 80

# Terminals that show hyperlinks (OSC 8), by the environment variables that they set.
_LINKING: Final[Mapping[str, tuple[str, ...]]] = {
    "TERM_PROGRAM": ("iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "Tabby", "rio"),
    "TERM": ("xterm-kitty", "xterm-ghostty", "alacritty", "foot", "wezterm", "contour"),
}
_LINKING_VARIABLES: Final = ("WT_SESSION", "KONSOLE_VERSION", "DOMTERM", "KITTY_WINDOW_ID")
_LINKING_VTE: Final = 5000

# Every version of less knows it: colours pass, and nothing else is changed.
_LESS: Final = "R"


class DisplayOptions(NamedTuple):
    """How to display an answer on a screen."""

    color: When = "auto"
    width: int | None = None
    ascii: bool = False
    plain: bool = False
    no_pager: bool = False


def use_styles(display: DisplayOptions, *, into_file: bool) -> bool:
    """Return whether an answer is shown with weight and colour."""
    if display.color != "auto":
        return display.color == "always"
    if into_file:
        return False
    return supports_styles(sys.stdout) or (bool(os.environ.get("FORCE_COLOR")) and not _no_color())


def use_color(display: DisplayOptions) -> bool:
    """Return whether styles include colour; NO_COLOR leaves only the weight."""
    return display.color == "always" or not _no_color()


def use_hyperlinks(display: DisplayOptions, *, into_file: bool) -> bool:
    """Return whether the addresses of sources are links; only where the terminal shows them."""
    forced = os.environ.get("FORCE_HYPERLINK")
    if forced is not None:
        return forced != "0"
    if into_file or not supports_styles(sys.stdout) or display.color == "never":
        return False
    known = any(os.environ.get(name) in values for name, values in _LINKING.items())
    version = os.environ.get("VTE_VERSION", "")
    by_vte = version.isdecimal() and int(version) >= _LINKING_VTE
    return known or by_vte or any(map(os.environ.get, _LINKING_VARIABLES))


def terminal_width(display: DisplayOptions | None = None) -> int:
    """Return the width in columns: that of --width, of COLUMNS or of the terminal, else 80."""
    if display is not None and display.width is not None:
        return display.width
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns):
        return max(int(columns), NARROWEST)
    size = _size()
    return max(size.columns, NARROWEST) if size else _USUAL


def supports_styles(stream: Any) -> bool:
    """Return whether a stream is a terminal that can show weight and colour."""
    return bool(stream.isatty()) and os.environ.get("TERM") != "dumb"


def warn(sentence: str, *choices: str) -> None:
    """Write a sentence to standard error, on one line whatever names it repeats, and choices."""
    from briefing.render.sanitize import sanitize

    sys.stderr.write(f"briefing: {sanitize(sentence)}\n")
    sys.stderr.writelines(f"  {sanitize(choice)}\n" for choice in choices)


def can_encode(text: str) -> bool:
    """Return whether the encoding of standard output can represent a text."""
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


def needs_pager(text: str) -> bool:
    """Return whether a text is taller than the terminal that it is written to."""
    size = _size() if sys.stdout.isatty() else None
    return size is not None and text.count("\n") >= size.lines > 0


def show_in_pager(text: str) -> bool:
    """Show a text in a pager: BRIEFING_PAGER, else PAGER, else less; empty or `cat` is none.

    Returns:
        Whether it was shown.
    """
    import shlex
    import signal
    import subprocess

    pager_command = os.environ.get("BRIEFING_PAGER", os.environ.get("PAGER", "less"))
    try:
        command = shlex.split(pager_command)
    except ValueError:
        return False
    if not command or command == ["cat"]:
        return False
    environment = {"LESS": _LESS, "LV": "-c", **os.environ}
    # An interrupt is the pager's to handle while it is on the screen.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        pager = subprocess.Popen(command, stdin=subprocess.PIPE, env=environment)  # noqa: S603 (the reader's own)
    except OSError:
        return False
    else:
        with suppress(BrokenPipeError):
            pager.communicate(text.encode(sys.stdout.encoding or "utf-8", "replace"))
        pager.wait()
        return True
    finally:
        signal.signal(signal.SIGINT, before)


def _no_color() -> bool:
    return bool(os.environ.get("NO_COLOR"))


def _size() -> os.terminal_size | None:
    """Return the size of the terminal, or None if no standard stream is one."""
    for stream in (sys.__stdout__, sys.__stderr__, sys.__stdin__):
        if stream is not None:
            with suppress(OSError, ValueError):
                return os.get_terminal_size(stream.fileno())
    return None
