"""Likelihoods without the hedge of the source from which an editor has read them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from briefing.library.rules.base import RecordFinding, nested_entries
from briefing.model.diagnostics import Rule
from briefing.model.records import Judgment

if TYPE_CHECKING:
    from briefing.library.library import Library

RULE: Final = Rule(
    id="likelihood-without-wording",
    severity="warning",
    description="A likelihood has the source's own hedge beside it, as 'wording'.",
    example_file="countries/latvia.yaml",
    good="""\
name: Latvia
judgments:
- id: patrols
  claim: The patrols will go on.
  wording: in all probability
  likelihood: very-likely
  sources: [review]
""",
    bad="""\
name: Latvia
judgments:
- id: patrols
  claim: The patrols will go on.
  likelihood: very-likely
  sources: [review]
""",
    is_default=False,
)


def check(library: "Library") -> Iterator[RecordFinding]:
    """Yield the likelihoods of judgments that have no wording."""
    for entry in nested_entries(library, "judgment"):
        judgment = entry.record
        if isinstance(judgment, Judgment) and judgment.likelihood and not judgment.wording:
            message = (
                "Nothing shows from which words this was read. Write the source's hedge, word for "
                "word, as 'wording'; if it has none, leave out 'likelihood'."
            )
            yield RecordFinding(entry.id, ("likelihood",), message, missing="wording")
