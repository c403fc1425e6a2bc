"""Sentences that mix how likely something is with how sure the judge is of it.

The fields `likelihood` and `confidence` are apart by themselves: answers give each a sentence.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from briefing.library.rules.base import RecordFinding, nested_entries
from briefing.model.diagnostics import Rule

if TYPE_CHECKING:
    from briefing.library.library import Library

RULE: Final = Rule(
    id="likelihood-with-confidence",
    severity="warning",
    description="No sentence of a judgment has both a likelihood and a confidence (ICD 203).",
    example_file="countries/latvia.yaml",
    good="""\
name: Latvia
judgments:
- id: patrols
  claim: The patrols are likely to go on.
  confidence: high
  sources: [review]
""",
    bad="""\
name: Latvia
judgments:
- id: patrols
  claim: We judge with high confidence that the patrols are likely to go on.
  sources: [review]
""",
    is_default=False,
)

_FIELDS: Final = ("claim", "summary")

# The terms of ICD 203, with their adverbs.
_LIKELIHOOD: Final = re.compile(
    r"\b(?:(?:un)?likely|likelihood|(?:im)?probabl[ey]|probability|almost certain(?:ly)?"
    r"|nearly certain(?:ly)?|almost no chance|even (?:chance|odds)|remote chance)\b",
    re.IGNORECASE,
)
_CONFIDENCE: Final = re.compile(r"\bconfiden(?:ce|t|tly)\b", re.IGNORECASE)
_SENTENCE_END: Final = re.compile(r"(?<=[.!?])\s+")


def check(library: "Library") -> Iterator[RecordFinding]:
    """Yield the texts of judgments of which a sentence has both."""
    for entry in nested_entries(library, "judgment"):
        for field in _FIELDS:
            if _has_both(getattr(entry.record, field) or ""):
                message = (
                    "One sentence has both a likelihood and a confidence. Write the confidence in "
                    "'confidence', or in a sentence of its own."
                )
                yield RecordFinding(entry.id, (field,), message)


def _has_both(text: str) -> bool:
    """Return whether a sentence of a text has a likelihood and a confidence."""
    return any(
        _LIKELIHOOD.search(sentence) and _CONFIDENCE.search(sentence)
        for sentence in _SENTENCE_END.split(text)
    )
