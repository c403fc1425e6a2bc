"""Every command that only reads, with arguments that it answers, for tests that run all of them."""

from typing import Any, Final

import typer
from transcripts import TESTS

from briefing.cli import app

EXAMPLES: Final[dict[str, tuple[str, ...]]] = {
    "": (),
    "book": (),
    "show": ("estonia",),
    "flashpoints": (),
    "compare": ("forward", "tripwire"),
    "gaps": (),
    "timeline": (),
    "changes": ("--since", "2016"),
    "search": ("border",),
    "quote": ("nato",),
    "sources": (),
    "coverage": ("charter", "--texts", str(TESTS / "evidence" / "texts")),
    "prep": ("riga-meeting",),
    "list": (),
    "check": (),
    "schema": ("gaps",),
    "help": ("dates",),
}
"""Arguments of each command that the library in `tests/baltic` answers; '' is no command."""

WRITING: Final = frozenset({"import", "init", "new"})
"""The commands that write into a library."""

BALTIC: Final = TESTS / "baltic"

ROOT: Final[Any] = typer.main.get_command(app)
"""The program as Typer builds it: its commands, and the parameters of each."""


def commands() -> dict[str, Any]:
    """Return every command that only reads by its name, and the program without one as ''."""
    reading = {name: command for name, command in ROOT.commands.items() if name not in WRITING}
    return {"": ROOT, **reading}


def options(command: Any) -> dict[str, bool]:
    """Return the options of a command, and whether each takes a value."""
    return {
        name: not parameter.is_flag
        for parameter in command.params
        if parameter.param_type_name == "option"
        for name in parameter.opts
    }
