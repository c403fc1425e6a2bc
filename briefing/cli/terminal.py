"""What the streams of the program can show, and the pager for what is taller than the screen."""

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final, Literal, NamedTuple, TypeAlias

When: TypeAlias = Literal["auto", "always", "never"]

# Columns: fewer than the one cannot be laid out, and the other is what a pipe gets.
NARROWEST: Final = 20
_USUAL: Final = 80

# Terminals that show a link as such (OSC 8), by what they say of themselves.
_LINKING: Final[Mapping[str, tuple[str, ...]]] = {
    "TERM_PROGRAM": ("iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "Tabby", "rio"),
    "TERM": ("xterm-kitty", "xterm-ghostty", "alacritty", "foot", "wezterm", "contour"),
}
_LINKING_SIGNS: Final = ("WT_SESSION", "KONSOLE_VERSION", "DOMTERM", "KITTY_WINDOW_ID")
_LINKING_VTE: Final = 5000

# Every version of less knows it: colours pass, and nothing else is changed.
_LESS: Final = "R"


class DisplayOptions(NamedTuple):
    """How an answer is to look on a screen, as the options say."""

    color: When = "auto"
    width: int | None = None
    ascii: bool = False
    plain: bool = False
    no_pager: bool = False


def use_styles(look: DisplayOptions, *, into_file: bool) -> bool:
    """Whether an answer is shown with weight and colour."""
    if look.color != "auto":
        return look.color == "always"
    if into_file:
        return False
    return supports_styles(sys.stdout) or (bool(os.environ.get("FORCE_COLOR")) and not _no_color())


def use_color(look: DisplayOptions) -> bool:
    """Whether what is painted is also coloured; NO_COLOR leaves the weight alone."""
    return look.color == "always" or not _no_color()


def use_hyperlinks(look: DisplayOptions, *, into_file: bool) -> bool:
    """Whether the addresses of sources are links, where the terminal is known to show such."""
    told = os.environ.get("FORCE_HYPERLINK")
    if told is not None:
        return told != "0"
    if into_file or not supports_styles(sys.stdout) or look.color == "never":
        return False
    known = any(os.environ.get(name) in values for name, values in _LINKING.items())
    version = os.environ.get("VTE_VERSION", "")
    by_vte = version.isdecimal() and int(version) >= _LINKING_VTE
    return known or by_vte or any(map(os.environ.get, _LINKING_SIGNS))


def terminal_width(look: DisplayOptions | None = None) -> int:
    """How wide an answer may be: as asked, as COLUMNS says, as a stream is, else 80."""
    if look is not None and look.width is not None:
        return look.width
    told = os.environ.get("COLUMNS", "")
    if told.isdecimal() and int(told):
        return max(int(told), NARROWEST)
    size = _size()
    return max(size.columns, NARROWEST) if size else _USUAL


def supports_styles(stream: Any) -> bool:
    """Whether a stream is a terminal that can show weight and colour."""
    return bool(stream.isatty()) and os.environ.get("TERM") != "dumb"


def warn(sentence: str) -> None:
    """Says something on standard error, in one line of text whatever names it repeats."""
    from briefing.render.sanitize import sanitize

    sys.stderr.write(f"briefing: {sanitize(sentence)}\n")


def can_encode(text: str) -> bool:
    """Whether standard output can carry a text in its encoding."""
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


def needs_pager(text: str) -> bool:
    """Whether a text is taller than the terminal that it is written to."""
    size = _size() if sys.stdout.isatty() else None
    return size is not None and text.count("\n") >= size.lines > 0


def show_in_pager(text: str) -> bool:
    """Shows a text through a pager.

    That is `BRIEFING_PAGER`, else `PAGER`, else less; an empty one or `cat` is none.

    Returns:
        Whether it was shown.
    """
    import shlex
    import signal
    import subprocess

    told = os.environ.get("BRIEFING_PAGER", os.environ.get("PAGER", "less"))
    try:
        command = shlex.split(told)
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
    """The size of the terminal that one of the streams is; none where no one is."""
    for stream in (sys.__stdout__, sys.__stderr__, sys.__stdin__):
        if stream is not None:
            with suppress(OSError, ValueError):
                return os.get_terminal_size(stream.fileno())
    return None
