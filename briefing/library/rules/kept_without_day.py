"""Outcomes of which nothing says when they came about."""

from collections.abc import Iterator
from typing import Final

from briefing.library.loader import LoadedFiles
from briefing.library.rules.base import Finding, was_refused
from briefing.model.diagnostics import Rule
from briefing.model.records import Reassurance

RULE: Final = Rule(
    id="kept-without-day",
    severity="warning",
    description="What became of a reassurance has a date or an event.",
    example_file="countries/latvia.yaml",
    good="""\
name: Latvia
reassurances:
- id: ships
  kind: statement
  by: [estonia]
  summary: Two ships are to come.
  kept: {state: broken, date: 2020-11}
  sources: [charter]
""",
    bad="""\
name: Latvia
reassurances:
- id: ships
  kind: statement
  by: [estonia]
  summary: Two ships are to come.
  kept: {state: broken}
  sources: [charter]
""",
)


def check(files: LoadedFiles) -> Iterator[Finding]:
    """Yield the outcomes that have neither a date nor an event."""
    for loaded in files.records:
        for path, _, nested in loaded.nested:
            outcome = nested.kept if isinstance(nested, Reassurance) else None
            if outcome is None or outcome.date is not None or outcome.event is not None:
                continue
            if not any(was_refused(loaded, (*path, "kept", field)) for field in ("date", "event")):
                message = "Add the 'date' or the 'event' of this; without, it holds on every day."
                yield Finding(loaded.location, (*path, "kept"), message, key=True)
