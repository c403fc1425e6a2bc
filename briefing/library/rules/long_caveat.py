"""Caveats that are too long for a line."""

from collections.abc import Iterator
from typing import Final

from briefing.library.loader import LoadedFiles
from briefing.library.rules.base import Finding, excess_of_words
from briefing.model.diagnostics import Rule
from briefing.model.records import CAVEAT_WORDS

RULE: Final = Rule(
    id="long-caveat",
    severity="warning",
    description=f"A caveat has {CAVEAT_WORDS} words at most.",
    example_file="countries/latvia.yaml",
    good="{name: Latvia, caveat: The border is not yet marked.}\n",
    bad="{name: Latvia, caveat: " + "The border is not yet marked. " * 4 + "}\n",
)


def check(files: LoadedFiles) -> Iterator[Finding]:
    """Yield the caveats that have too many words, of records and of their parts."""
    for loaded in files.records:
        for path, statement in loaded.statements:
            if not statement.caveat:
                continue
            message = excess_of_words(statement.caveat, CAVEAT_WORDS, "a caveat")
            if message:
                advice = "How it is known belongs in 'sourcing'."
                yield Finding(loaded.location, (*path, "caveat"), f"{message}. {advice}")
