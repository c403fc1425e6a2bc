"""The rules on the texts of sources, at which only `check --evidence` looks.

Their examples hold for a source `charter` whose text is *An armed attack on one is one on all.*
"""

from typing import Final

from briefing.model.diagnostics import Rule

QUOTE_NOT_FOUND: Final = Rule(
    "quote-not-found",
    "error",
    "Words that are quoted are in the text of their source.",
    "events.yaml",
    "summit: {name: Summit, date: 2018, sources: [{source: charter, quote: one on all}]}\n",
    "summit: {name: Summit, date: 2018, sources: [{source: charter, quote: one on any}]}\n",
)
LOCATOR_ELSEWHERE: Final = Rule(
    "locator-elsewhere",
    "warning",
    "A locator leads to a place in the text of the source, and to the words that are quoted.",
    "events.yaml",
    "summit: {name: Summit, date: 2018, sources: [{source: charter, locator: para 1}]}\n",
    "summit: {name: Summit, date: 2018, sources: [{source: charter, locator: para 5}]}\n",
)
FURNITURE_NOT_FOUND: Final = Rule(
    "furniture-not-found",
    "warning",
    "What is marked as the furniture of a source is in its text.",
    "sources.yaml",
    "charter: {title: Charter, published: 1949, furniture: [An armed attack]}\n",
    "charter: {title: Charter, published: 1949, furniture: [Cookie notice]}\n",
)
UNREADABLE_TEXT: Final = Rule(
    "unreadable-text",
    "error",
    "The text of a source can be opened, and is UTF-8 text.",
    "sources.yaml",
    "charter: {title: Charter, published: 1949}\n",
    "",
)

RULES: Final = (QUOTE_NOT_FOUND, LOCATOR_ELSEWHERE, FURNITURE_NOT_FOUND, UNREADABLE_TEXT)
"""Every rule on the texts of sources."""
