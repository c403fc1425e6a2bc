"""Furniture of a source that is not in its text.

`check --evidence` alone looks for them. The examples hold for a source `charter` whose text is *An
armed attack on one is one on all.*
"""

from typing import Final

from briefing.model.diagnostics import Rule

RULE: Final = Rule(
    "furniture-not-found",
    "warning",
    "What is marked as the furniture of a source is in its text.",
    "sources.yaml",
    "charter: {title: Charter, published: 1949, furniture: [An armed attack]}\n",
    "charter: {title: Charter, published: 1949, furniture: [Cookie notice]}\n",
)
