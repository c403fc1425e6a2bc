"""The command line: options, streams and exit statuses; the only layer that touches them."""

import os
import sys
from collections.abc import Sequence

import typer
from typer.exceptions import TyperException

from briefing.cli.app import COMMANDS, app
from briefing.cli.errors import INTERRUPTED, OK, report_error
from briefing.errors import BriefingError

__all__ = ["COMMANDS", "app", "main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns:
        The exit status: 0 success, 1 `check` found errors, 2 wrong usage or unknown name, 3 the
        library cannot be read or the answer not be written, 130 interrupted.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        status = app(args=words, prog_name="briefing", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader of the pipe has seen enough.
        _silence_stdout()
        return OK
    except (TyperException, BriefingError, OSError) as error:
        status = report_error(error)
        if isinstance(error, OSError):
            _silence_stdout()
        return status
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    return status if isinstance(status, int) else OK


def _silence_stdout() -> None:
    """Discard what is still buffered for a standard output that cannot be written to."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
