"""Reassurances by the country that they reassure."""

from collections.abc import Iterator
from typing import Final

from briefing.library.loader import LoadedFiles
from briefing.library.rules.base import Finding
from briefing.model.diagnostics import Rule
from briefing.model.records import Reassurance

RULE: Final = Rule(
    id="reassures-itself",
    severity="warning",
    description="A reassurance is by others than the country that it reassures.",
    example_file="countries/latvia.yaml",
    good="""\
name: Latvia
reassurances:
- {id: visit, kind: visit, by: [estonia], summary: A visit., sources: [charter]}
""",
    bad="""\
name: Latvia
reassurances:
- {id: visit, kind: visit, by: [latvia], summary: A visit., sources: [charter]}
""",
)


def check(files: LoadedFiles) -> Iterator[Finding]:
    """Yield the country of a file where it is among those who reassure it."""
    for loaded in files.records:
        for path, _, nested in loaded.nested:
            if isinstance(nested, Reassurance) and loaded.id in nested.by:
                place = (*path, "by", nested.by.index(loaded.id))
                message = (
                    "A reassurance belongs in the file of the country that it reassures; name who "
                    "reassures it, or write what the country itself does as an action."
                )
                yield Finding(loaded.location, place, message)
