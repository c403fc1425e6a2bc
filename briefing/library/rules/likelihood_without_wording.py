"""Likelihoods without the hedge of the source from which an editor has read them."""

from collections.abc import Iterator
from typing import Final

from briefing.library.loader import LoadedFiles
from briefing.library.rules.base import Finding, nested_records, was_refused
from briefing.model.diagnostics import Rule
from briefing.model.records import Judgment

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


def check(files: LoadedFiles) -> Iterator[Finding]:
    """Yield the likelihoods of judgments that have no wording."""
    for loaded in files.records:
        for path, _, nested in nested_records(loaded):
            if (
                isinstance(nested, Judgment)
                and nested.likelihood
                and not nested.wording
                and not was_refused(loaded, (*path, "wording"))
            ):
                message = (
                    "Nothing shows from which words this was read. Write the source's hedge, word "
                    "for word, as 'wording'; if it has none, leave out 'likelihood'."
                )
                yield Finding(loaded.location, (*path, "likelihood"), message)
