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
from itertools import takewhile
from re import fullmatch

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
    """Leave only the commands that can be meant registered, if none but they are needed.

    Typer builds all that are registered, options and all, which takes longer than most answers.
    All are needed to list them, to suggest one instead of a mistyped one, and to complete one.
    """
    from briefing.cli import COMMANDS, app

    before = [*takewhile(lambda word: word not in COMMANDS, words)]
    is_help = any(word == "--help" or fullmatch("-[a-z]*h.*", word) for word in words)
    is_mistyped = before == [*words] and any(not word.startswith("-") for word in words)
    if not (is_help or is_mistyped or "_BRIEFING_COMPLETE" in os.environ):
        named = [command for name, command in COMMANDS.items() if name in words]
        app.registered_commands = named


if __name__ == "__main__":
    main()
