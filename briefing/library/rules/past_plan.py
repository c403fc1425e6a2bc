"""Planned events whose date has passed."""

from collections.abc import Iterator
from typing import Final

from briefing.library.loader import LoadedFiles
from briefing.library.rules.base import Finding, as_of_phrase
from briefing.model import edtf
from briefing.model.diagnostics import Rule
from briefing.model.records import Event, date_text

RULE: Final = Rule(
    id="past-plan",
    severity="error",
    description="An event that is planned does not lie before the as-of date.",
    example_file="events.yaml",
    good="summit: {name: Summit, date: 2018-07, status: past, sources: [charter]}\n",
    bad="summit: {name: Summit, date: 2018-07, status: planned, sources: [charter]}\n",
)


def check(files: LoadedFiles) -> Iterator[Finding]:
    """Yield the planned events that were over before the as-of date."""
    for loaded in files.records if files.library_file else ():
        event = loaded.record
        if (
            isinstance(event, Event)
            and event.status == "planned"
            and edtf.latest_day(date_text(event.date)) < files.as_of
        ):
            message = f"This is planned, but over before {as_of_phrase(files)}."
            yield Finding(loaded.location, ("status",), message, "past")
