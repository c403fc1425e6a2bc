"""Quotes that are too long to be read out."""

from collections.abc import Iterator
from typing import Final

from briefing.library.loader import LoadedFiles
from briefing.library.rules.base import Finding, excess_of_words
from briefing.model.diagnostics import Rule
from briefing.model.records import QUOTE_WORDS, Part
from briefing.model.schema import iter_parts

_LONG: Final = "Each of them will assist the party attacked, alone and with the others, " * 3

RULE: Final = Rule(
    id="long-quote",
    severity="warning",
    description=f"A quote has {QUOTE_WORDS} words at most.",
    example_file="actors.yaml",
    good="nato: {name: NATO, sources: [{source: charter, quote: Each of them will assist.}]}\n",
    bad=f'nato: {{name: NATO, sources: [{{source: charter, quote: "{_LONG}"}}]}}\n',
    is_default=False,
)


def check(files: LoadedFiles) -> Iterator[Finding]:
    """Yield the quotes that have too many words, of records and of source references."""
    for loaded in files.records:
        for path, part in iter_parts(loaded.record, Part):
            message = excess_of_words(getattr(part, "quote", None) or "", QUOTE_WORDS, "a quote")
            if message:
                advice = "Keep the words that count, and cut the rest."
                yield Finding(loaded.location, (*path, "quote"), f"{message}. {advice}")
