"""Turns errors into sentences on standard error, and into exit statuses."""

import errno
from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path
from typing import Final

from typer.exceptions import TyperException

from briefing.cli.terminal import terminal_width, warn, write_to_stderr
from briefing.errors import (
    AmbiguousName,
    BriefingError,
    InvalidLibrary,
    LibraryError,
    UnknownName,
    WriteError,
)

OK: Final = 0
PROBLEMS: Final = 1
WRONG_USAGE: Final = 2
UNREADABLE: Final = 3
INTERRUPTED: Final = 130

STATUSES: Final = """\
\b
Exit status:
  0    success
  1    `check` found errors, or `import` left an item out
  2    wrong usage, or an unknown name
  3    the library cannot be read, or the answer cannot be written
  130  interrupted"""


# What the system says of a full disk, a full quota, a limit on the size of files, a broken device.
_WHILE_WRITING: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)

# Errors that are no fault of the command.
_NOT_THE_USERS: Final = (LibraryError, WriteError, OSError)


def report_error(error: Exception) -> int:
    """Report an error on standard error, and return its exit status."""
    if isinstance(error, InvalidLibrary):
        _show_problems(error)
    warn(_message(error), *(error.choices if isinstance(error, AmbiguousName) else ()))
    return UNREADABLE if isinstance(error, _NOT_THE_USERS) else WRONG_USAGE


def _message(error: Exception) -> str:
    if isinstance(error, TyperException):
        return _sentence(error)
    return _refusal(error) if isinstance(error, OSError) else str(error)


def _refusal(error: OSError) -> str:
    """Return what the system refused to do, in a sentence."""
    if error.filename:
        return f"The system refuses: {error.strerror} ({error.filename})."
    if error.errno == errno.EBADF:
        return "Standard output is closed, so the answer cannot be written."
    if error.errno in _WHILE_WRITING:
        return f"Standard output cannot be written to: {error.strerror}."
    if error.errno == errno.ENOENT:
        return "The working folder is gone; change to another one."
    return f"The system refuses: {error.strerror}."


def _sentence(error: TyperException) -> str:
    """Return the message of Typer as a sentence, and where to read on."""
    message = error.format_message().strip().rstrip(".")
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "briefing"
    return f"{message}. `{command} --help` shows how it is used."


def _show_problems(error: InvalidLibrary) -> None:
    from briefing.answers.report import Report
    from briefing.cli.open import relative_to_cwd, with_relative_path
    from briefing.pages import compose
    from briefing.render import text

    folder = Path(error.folder)
    problems = [with_relative_path(problem, folder) for problem in error.problems]
    files = len({problem.file for problem in problems})
    report = Report.of(problems, files, str(relative_to_cwd(folder)))
    write_to_stderr(text.render(compose(report), terminal_width()))


def unknown_command_message(
    args: Sequence[str], commands: Sequence[str], library: str | None
) -> str:
    """Return what to say to arguments that begin with no command.

    Args:
        args: the arguments from there on; if they name a record, the message suggests `show`.
        commands: the names of the commands.
        library: the library that --library names, if it does.
    """
    from briefing.cli.open import find_library, make_book
    from briefing.library.lookup import nearest

    words = list(takewhile(lambda word: not word.startswith("-"), args))
    near = nearest(args[0], commands, 1)
    is_name = False
    try:
        make_book(find_library(library)).ask(lambda asked: asked.resolver.split(words))
        is_name = True
    except AmbiguousName:
        # What is one word of several names is rather a command misspelled.
        is_name = not near
    except BriefingError:
        pass
    if is_name:
        hint = f"did you mean `briefing show {' '.join(words)}`?"
    elif near:
        hint = f"did you mean `briefing {near[0]}`?"
    else:
        hint = "`briefing --help` lists them."
    return f"There is no command '{args[0]}'; {hint}"


def with_limit(error: UnknownName, limit: str) -> UnknownName:
    """Return an error on a name under a limit, which is the same whatever is above the limit."""
    name = limit.lower().removeprefix("tlp:")
    return UnknownName(f"{error} Names marked above {name} are not shown.", error.suggestions)
