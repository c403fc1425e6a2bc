"""Starts the program, fast, and ends it quietly where it is interrupted.

What makes the start fast:

- An answer given before is given again, while nothing has changed (`briefing.kept_answers`).
- Nothing is imported before it is needed. The modules of an answer, of its layout and of its format
  are imported by the functions that use them (`briefing.pages`, `briefing.render.formats`).
- Typer builds the command that is asked for, and no other: see `_set_aside_commands`.
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
        from briefing.cli.terminal import open_missing_streams, settle_streams

        open_missing_streams()
        status = report_error(error)
        settle_streams()
        return status
    from briefing import cli

    _set_aside_commands(words)
    return cli.main()


def _set_aside_commands(words: Sequence[str]) -> None:
    """Leave registered what can be meant, so that Typer builds no other command.

    It builds all that are registered, options and all, which takes longer than most answers. A
    list of them, in a help screen or for a shell that completes one, needs their names and first
    lines alone. The options of the program itself stand before a command or without one.
    """
    from briefing.cli import COMMANDS, app, without_options, without_own_options

    completing = _line_to_complete()
    is_listing = completing or any(map(_may_ask_for_help, words))
    app.registered_commands = [
        command if name in (completing or words) else without_options(name, command)
        for name, command in COMMANDS.items()
        if is_listing or name in words
    ]
    typed = completing.split()[1:] if completing else words
    if typed and not typed[0].startswith("-"):
        app.registered_callback = without_own_options()


def _may_ask_for_help(word: str) -> bool:
    """Return whether a word is `--help`, or short options with an `h`, or with its value."""
    return word == "--help" or (word[:1] == "-" and "h" in word and word[:2] != "--")


def _line_to_complete() -> str:
    """Return the line that a shell asks to complete, without quotation marks; empty if none does.

    A name of a command in any part of it may be that of the command.
    """
    from briefing import environment

    if environment.variable("_BRIEFING_COMPLETE") is None:
        return ""
    parts = [environment.variable(name) for name in ("COMP_WORDS", "_TYPER_COMPLETE_ARGS")]
    return " ".join(filter(None, parts)).translate(dict.fromkeys(map(ord, "\"'\\")))


if __name__ == "__main__":
    main()
