"""The command line: options, streams and exit statuses; the only room that touches them."""

import os
import sys
from collections.abc import Sequence
from typing import Any

import typer
from typer.exceptions import TyperException
from typer.models import CommandInfo

from briefing.cli.app import app
from briefing.cli.errors import INTERRUPTED, OK, report
from briefing.errors import BriefingError

__all__ = ["app", "main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command.

    Returns:
        The exit status: 0 success, 1 `check` found errors, 2 wrong usage or unknown name, 3 the
        library cannot be read or the answer not be written, 130 interrupted.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        status = _run(words)
        sys.stdout.flush()
    except BrokenPipeError:
        # What reads the output has seen enough.
        _silence()
        return OK
    except (TyperException, BriefingError, OSError) as error:
        status = report(error)
        if isinstance(error, OSError):
            _silence()
        return status
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    return status if isinstance(status, int) else OK


def _silence() -> None:
    """Lets nothing more be written to standard output, which cannot take it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(words: Sequence[str]) -> Any:
    """Runs the command that is asked for; the others, which Typer would build, are set aside."""
    every = app.registered_commands
    asked = [each for each in every if words and _name(each) == words[0]]
    app.registered_commands = asked or every
    try:
        return app(args=list(words), prog_name="briefing", standalone_mode=False)
    finally:
        app.registered_commands = every


def _name(command: CommandInfo) -> str:
    return str(command.name or getattr(command.callback, "__name__", ""))
