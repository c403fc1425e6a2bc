"""Quotations that are not in the text of their source.

`check --evidence` alone looks for them. The examples hold for a source `charter` whose text is *An
armed attack on one is one on all.*
"""

from typing import Final

from briefing.model.diagnostics import Rule

RULE: Final = Rule(
    "quote-not-found",
    "error",
    "Words that are quoted are in the text of their source.",
    "events.yaml",
    "summit: {name: Summit, date: 2018, sources: [{source: charter, quote: one on all}]}\n",
    "summit: {name: Summit, date: 2018, sources: [{source: charter, quote: one on any}]}\n",
)
