"""Texts of sources that cannot be read.

`check --evidence` alone looks for them. The examples hold for a source `charter` whose text is *An
armed attack on one is one on all.*
"""

from typing import Final

from briefing.model.diagnostics import Rule

RULE: Final = Rule(
    "unreadable-text",
    "error",
    "The text of a source can be opened, and is UTF-8 text.",
    "sources.yaml",
    "charter: {title: Charter, published: 1949}\n",
    "charter: {title: Charter, published: 1949}  # and a PDF file as sources/charter.txt\n",
)
