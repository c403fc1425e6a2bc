"""Reassurances that fall due but are no pledge."""

from collections.abc import Iterator
from typing import Final

from briefing.library.loader import LoadedFiles
from briefing.library.rules.base import Finding, was_refused
from briefing.model.diagnostics import Rule
from briefing.model.records import Reassurance

RULE: Final = Rule(
    id="due-without-pledge",
    severity="warning",
    description="Only a pledge falls due.",
    example_file="countries/latvia.yaml",
    good="""\
name: Latvia
reassurances:
- id: ships
  kind: statement
  by: [estonia]
  summary: Two ships are to come.
  stage: pledged
  due: 2022
  sources: [charter]
""",
    bad="""\
name: Latvia
reassurances:
- id: ships
  kind: statement
  by: [estonia]
  summary: Two ships are to come.
  due: 2022
  sources: [charter]
""",
)


def check(files: LoadedFiles) -> Iterator[Finding]:
    """Yield the days on which something falls due that was not pledged."""
    for loaded in files.records:
        for path, _, nested in loaded.nested:
            if (
                isinstance(nested, Reassurance)
                and nested.due
                and nested.stage != "pledged"
                and not was_refused(loaded, (*path, "stage"))
            ):
                message = "Only a pledge falls due; write 'stage: pledged' or remove 'due'."
                yield Finding(loaded.location, (*path, "due"), message, key=True)
