"""Locators that lead nowhere in the text of a source, or away from what is quoted.

`check --evidence` alone looks for them. The examples hold for a source `charter` whose text is *An
armed attack on one is one on all.*
"""

from typing import Final

from briefing.model.diagnostics import Rule

RULE: Final = Rule(
    "locator-elsewhere",
    "warning",
    "A locator leads to a place in the text of the source, and to the words that are quoted.",
    "events.yaml",
    "summit: {name: Summit, date: 2018, sources: [{source: charter, locator: para 1}]}\n",
    "summit: {name: Summit, date: 2018, sources: [{source: charter, locator: para 5}]}\n",
)
