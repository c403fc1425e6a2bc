"""Starts the program, fast, and ends it quietly where it is interrupted.

What makes the start fast:

- An answer given before is given again, while nothing has changed (`briefing.kept_answers`).
- Nothing is imported before it is needed. The modules of an answer, of its layout and of its format
  are imported by the functions that use them (`briefing.pages`, `briefing.render.formats`).
- Of the commands, Typer builds the one that is asked for: see `_set_aside_commands`.
- Garbage is not collected, because a run is over before there is anything worth it.
"""

from __future__ import annotations

import gc
import sys

TYPE_CHECKING = False  # as in `typing`, which takes longer to import than a kept answer
if TYPE_CHECKING:
    from collections.abc import Sequence

INTERRUPTED = 130


def main() -> None:
    """Run the command line; the console script `briefing` calls this."""
    gc.disable()
    try:
        status = _run(sys.argv[1:])
    except KeyboardInterrupt:
        status = INTERRUPTED
    # What is left needs no last collection either.
    gc.freeze()
    sys.exit(status)


def _run(words: Sequence[str]) -> int:
    """Give the kept answer if there is one, else ask for a new one; return the exit status."""
    # Imported here, so that an interrupt meanwhile is quiet too.
    from briefing import kept_answers

    try:
        if kept_answers.give(words):
            return 0
    except OSError as error:
        from briefing.cli.errors import report_error
        from briefing.cli.terminal import settle_streams

        status = report_error(error)
        settle_streams()
        return status
    from briefing import cli

    _set_aside_commands(words)
    return cli.main()


def _set_aside_commands(words: Sequence[str]) -> None:
    """Leave only the commands that can be meant registered, if none but they are needed.

    Typer builds all that are registered, options and all, which takes longer than most answers.
    All are needed to list them, to suggest one instead of a mistyped one, and to complete one.
    """
    from itertools import takewhile
    from re import fullmatch

    from briefing import environment
    from briefing.cli import COMMANDS, app

    before = [*takewhile(lambda word: word not in COMMANDS, words)]
    is_help = any(word == "--help" or fullmatch("-[a-z]*h.*", word) for word in words)
    is_mistyped = before == [*words] and any(not word.startswith("-") for word in words)
    if not (is_help or is_mistyped or environment.variable("_BRIEFING_COMPLETE") is not None):
        named = [command for name, command in COMMANDS.items() if name in words]
        app.registered_commands = named


if __name__ == "__main__":
    main()
