"""Starts the program, fast, and ends it quietly where it is interrupted.

What makes the start fast:

- Nothing is imported before it is needed. The modules of an answer, of its layout and of its format
  are imported by the functions that use them (`briefing.pages`, `briefing.render.formats`).
- Of the commands, Typer builds the one that is asked for: see `_set_aside_commands`.
- Garbage is not collected, because a run is over before there is anything worth it.
"""

import gc
import os
import sys
from collections.abc import Sequence
from re import fullmatch, sub

INTERRUPTED = 130


def main() -> None:
    """Run the command line; the console script `briefing` calls this."""
    gc.disable()
    try:
        # Inside, so that an interrupt during the import is quiet too.
        from briefing import cli

        _set_aside_commands(sys.argv[1:])
        status = cli.main()
    except KeyboardInterrupt:
        status = INTERRUPTED
    # What is left needs no last collection either.
    gc.freeze()
    sys.exit(status)


def _set_aside_commands(words: Sequence[str]) -> None:
    """Leave registered what can be meant, so that Typer builds no other command.

    It builds all that are registered, options and all, which takes longer than most answers. A
    list of them, in a help screen or for a shell that completes one, needs their names and first
    lines alone.
    """
    from briefing.cli import COMMANDS, app, without_options

    completing = _line_to_complete()
    is_listing = completing or any(
        word == "--help" or fullmatch("-[a-z]*h.*", word) for word in words
    )
    app.registered_commands = [
        command if name in (completing or words) else without_options(name, command)
        for name, command in COMMANDS.items()
        if is_listing or name in words
    ]


def _line_to_complete() -> str:
    """Return the line that a shell asks to complete, without quotation marks; empty if none does.

    A name of a command in any part of it may be that of the command.
    """
    if "_BRIEFING_COMPLETE" not in os.environ:
        return ""
    line = f"{os.environ.get('COMP_WORDS')} {os.environ.get('_TYPER_COMPLETE_ARGS')}"
    return sub(r"[\"'\\]", "", line)


if __name__ == "__main__":
    main()
