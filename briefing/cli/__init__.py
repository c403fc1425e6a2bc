"""The command line: options, streams and exit statuses; the only layer that touches them."""

import sys
from collections.abc import Sequence

import typer
from typer.exceptions import TyperException

from briefing.cli.app import COMMANDS, app, without_options, without_own_options
from briefing.cli.errors import INTERRUPTED, OK, report_error
from briefing.cli.terminal import open_missing_streams, settle_streams
from briefing.errors import BriefingError

__all__ = ["COMMANDS", "app", "main", "without_options", "without_own_options"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns:
        The exit status: 0 success, 1 `check` found errors, 2 wrong usage or unknown name, 3 the
        library cannot be read or the answer not be written, 130 interrupted.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    open_missing_streams()
    try:
        status = app(args=words, prog_name="briefing", standalone_mode=False)
        sys.stdout.flush()
    except (BrokenPipeError, SystemExit) as error:
        # Typer ends the process where the reader of a pipe has seen enough.
        if isinstance(error, SystemExit) and not isinstance(error.__context__, BrokenPipeError):
            raise
        status = OK
    except (TyperException, BriefingError, OSError) as error:
        status = report_error(error)
    except (KeyboardInterrupt, typer.Abort):
        status = INTERRUPTED
    settle_streams()
    return status if isinstance(status, int) else OK
