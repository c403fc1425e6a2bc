"""Quotes that are too long to be read out."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from briefing.library.rules.base import RecordFinding, excess_of_words
from briefing.model.diagnostics import Rule
from briefing.model.kinds import TOP_LEVEL
from briefing.model.records import QUOTE_WORDS, Part
from briefing.model.schema import iter_parts

if TYPE_CHECKING:
    from briefing.library.library import Library

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


def check(library: "Library") -> Iterator[RecordFinding]:
    """Yield the quotes that have too many words, of records and of source references."""
    for kind in TOP_LEVEL:
        for id_, record in library.records(kind).items():
            for path, part in iter_parts(record, Part):
                message = excess_of_words(
                    getattr(part, "quote", None) or "", QUOTE_WORDS, "a quote"
                )
                if message:
                    advice = "Keep the words that count, and cut the rest."
                    yield RecordFinding(id_, (*path, "quote"), f"{message}. {advice}")
