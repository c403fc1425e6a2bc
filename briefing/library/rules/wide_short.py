"""Shorts that are too wide for a row."""

from collections.abc import Iterator
from typing import Final

from briefing.library.loader import LoadedFiles
from briefing.library.rules.base import Finding
from briefing.model.diagnostics import Rule
from briefing.model.records import SHORT_COLUMNS
from briefing.model.width import text_width

RULE: Final = Rule(
    id="wide-short",
    severity="warning",
    description=f"A short takes {SHORT_COLUMNS} columns of a terminal at most.",
    example_file="countries/latvia.yaml",
    good="{name: Latvia, short: Latvia's border}\n",
    bad="{name: Latvia, short: The border of Latvia in the east}\n",
)


def check(files: LoadedFiles) -> Iterator[Finding]:
    """Yield the shorts that take too many columns, of records and of their parts."""
    for loaded in files.records:
        for path, statement in loaded.statements:
            columns = text_width(statement.short) if statement.short else 0
            if columns > SHORT_COLUMNS:
                message = f"This takes {columns} columns; a short takes {SHORT_COLUMNS} at most."
                yield Finding(loaded.location, (*path, "short"), message)
