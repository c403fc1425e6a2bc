"""What the standard streams can show, and the pager for a text taller than the screen."""

import os
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from briefing import environment

if TYPE_CHECKING:
    from briefing.cli.choices import DisplayOptions

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

# Every version of less knows it: colours pass, and nothing else is changed. It comes before the
# reader's own options, of which the last may take all that follows as its value.
_LESS: Final = "-R"

# Values of TERM for which a pager can only complain; only Windows needs none.
_NO_TERM: Final = "windows" if sys.platform == "win32" else ""
_UNABLE: Final = ("", "dumb", "unknown")

# What only a shell understands in the command of a pager.
_FOR_THE_SHELL: Final = frozenset("|&;<>()$`")

# The exit statuses of a pager that its reader has left, in a pipeline before all was read as well.
_LEFT: Final = (0, 130, 141, -2)

# Digits that a number in the environment has at most; a longer one is no number of columns.
_DIGITS: Final = 5


# What was written to standard error.
_notices: list[str] = []


def use_styles(display: "DisplayOptions", *, into_file: bool) -> bool:
    """Return whether an answer is shown with weight and colour."""
    if display.color != "auto":
        return display.color == "always"
    forced = environment.variable("FORCE_COLOR")
    if into_file or forced == "0":
        return False
    return supports_styles(sys.stdout) or (bool(forced) and not _no_color())


def use_color(display: "DisplayOptions") -> bool:
    """Return whether styles include colour; NO_COLOR leaves only the weight."""
    return display.color == "always" or not _no_color()


def use_hyperlinks(display: "DisplayOptions", *, into_file: bool) -> bool:
    """Return whether the addresses of sources are links; only where the terminal shows them."""
    forced = environment.variable("FORCE_HYPERLINK")
    if forced is not None:
        return forced != "0"
    if into_file or not supports_styles(sys.stdout) or display.color == "never":
        return False
    known = any(environment.variable(name) in values for name, values in _LINKING.items())
    by_vte = _number("VTE_VERSION") >= _LINKING_VTE
    return known or by_vte or any(map(environment.variable, _LINKING_VARIABLES))


def terminal_width(display: "DisplayOptions | None" = None) -> int:
    """Return the width in columns: that of --width, of COLUMNS or of the terminal, else 80."""
    if display is not None and display.width is not None:
        return display.width
    if columns := _number("COLUMNS"):
        return max(columns, NARROWEST)
    size = environment.terminal_size()
    return max(size.columns, NARROWEST) if size else _USUAL


def supports_styles(stream: Any) -> bool:
    """Return whether a stream is a terminal that can show weight and colour."""
    return bool(stream.isatty()) and environment.variable("TERM") != "dumb"


def warn(sentence: str, *choices: str) -> None:
    """Write a sentence to standard error, on one line whatever names it repeats, and choices."""
    from briefing.render.sanitize import sanitize

    lines = [f"briefing: {sanitize(sentence)}\n", *(f"  {sanitize(text)}\n" for text in choices)]
    write_to_stderr("".join(lines))


def write_to_stderr(text: str) -> None:
    """Write to standard error; where that is closed or full, the answer matters more."""
    _notices.append(text)
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        _silence(sys.stderr)


def has_notice() -> bool:
    """Return whether anything was written to standard error."""
    return bool(_notices)


def write_to_stdout(content: str | bytes) -> None:
    """Write to standard output: a text in its encoding, bytes as they are.

    A reader that closes the pipe has seen enough, which is no error.

    Raises:
        OSError: standard output is closed, or full.
    """
    if isinstance(content, bytes):
        write_pieces_to_stdout((content,))
        return
    try:
        sys.stdout.write(content)
        sys.stdout.flush()
    except BrokenPipeError:
        _silence(sys.stdout)


def write_pieces_to_stdout(pieces: Iterable[bytes]) -> None:
    """Write bytes to standard output, one after the other, while it is read.

    Raises:
        OSError: standard output is closed, or full.
    """
    try:
        sys.stdout.flush()
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.flush()
    except BrokenPipeError:
        _silence(sys.stdout)


def open_missing_streams() -> None:
    """Open the standard streams that are closed, which Python leaves as None.

    A closed standard output takes nothing, so that no answer is lost without an error; what is
    written to a closed standard error is discarded. A file opened later never gets their numbers.
    """
    if sys.stdin is None:
        sys.stdin = _open_null(os.O_RDONLY, "r")
    if sys.stdout is None:
        sys.stdout = _open_null(os.O_RDONLY, "w")
    if sys.stderr is None:
        sys.stderr = _open_null(os.O_WRONLY, "w")


def settle_streams() -> None:
    """Write what is still buffered; discard it where a stream cannot be written to."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            _silence(stream)


def _open_null(flags: int, mode: str) -> Any:
    return os.fdopen(os.open(os.devnull, flags), mode, encoding="utf-8", errors="backslashreplace")


def _silence(stream: Any) -> None:
    """Discard what is buffered for a stream that cannot be written to, and what follows."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, stream.fileno())
    os.close(null)


def can_encode(text: str) -> bool:
    """Return whether the encoding of standard output can represent a text."""
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _terminal_type() -> str:
    named = environment.variable("TERM")
    return _NO_TERM if named is None else named


def needs_pager(text: str) -> bool:
    """Return whether a text is taller than the terminal that it is written to."""
    is_able = sys.stdout.isatty() and _terminal_type() not in _UNABLE
    size = environment.terminal_size() if is_able else None
    return size is not None and text.count("\n") >= size.lines > 0


def show_in_pager(text: str) -> bool:
    """Show a text in a pager: BRIEFING_PAGER, else PAGER, else less; empty or `cat` is none.

    Returns:
        Whether it was shown; not if the pager failed.
    """
    import signal
    import subprocess

    command = _pager_command()
    if not command or command == ["cat"]:
        return False
    less = f"{_LESS} {environment.variable('LESS') or ''}".rstrip()
    variables = {"LV": "-c", **environment.of_other_programs(), "LESS": less}
    # An interrupt is the pager's to handle while it is on the screen.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        pager = subprocess.Popen(command, stdin=subprocess.PIPE, env=variables)  # noqa: S603 (the reader's own)
    except OSError:
        return False
    else:
        with suppress(BrokenPipeError):
            pager.communicate(text.encode(sys.stdout.encoding or "utf-8", "replace"))
        return pager.wait() in _LEFT
    finally:
        signal.signal(signal.SIGINT, before)


def _pager_command() -> list[str]:
    """Return the command of the pager in words; a shell runs what has a meaning only there."""
    import shlex
    from shutil import which

    named = (environment.variable(name) for name in ("BRIEFING_PAGER", "PAGER"))
    pager = next((name for name in named if name is not None), "less")
    if not _FOR_THE_SHELL.isdisjoint(pager):
        # Only bash tells of every pipeline whether an earlier part of it failed.
        return ["bash", "-o", "pipefail", "-c", pager] if which("bash") else ["sh", "-c", pager]
    try:
        return shlex.split(pager)
    except ValueError:
        return []


def _number(variable: str) -> int:
    """Return a number from the environment, 0 where there is none or it is no usable one."""
    text = environment.variable(variable) or ""
    return int(text) if text.isdecimal() and len(text) <= _DIGITS else 0


def _no_color() -> bool:
    return bool(environment.variable("NO_COLOR"))
