"""Plans whose date has passed."""

from collections.abc import Iterator
from typing import Final

from briefing.library.loader import LoadedFiles, LoadedRecord
from briefing.library.rules.base import Finding, as_of_phrase
from briefing.model import edtf
from briefing.model.diagnostics import Rule
from briefing.model.records import Action, Date, Event, date_text
from briefing.model.schema import Path

RULE: Final = Rule(
    id="past-plan",
    severity="error",
    description="What is planned does not lie before the as-of date.",
    example_file="events.yaml",
    good="summit: {name: Summit, date: 2018-07, status: past, sources: [charter]}\n",
    bad="summit: {name: Summit, date: 2018-07, status: planned, sources: [charter]}\n",
)


_BOTH_WAYS: Final = " Write 'status: done' or 'under-way' if it went ahead, else the new date."


def check(files: LoadedFiles) -> Iterator[Finding]:
    """Yield the planned events and actions that were over before the as-of date."""
    for loaded in files.records if files.library_file else ():
        for path, when, suggestion in _plans(loaded):
            if edtf.latest_day(date_text(when)) < files.as_of:
                message = f"This is planned, but over before {as_of_phrase(files)}."
                hint = "" if suggestion else _BOTH_WAYS
                yield Finding(loaded.location, (*path, "status"), f"{message}{hint}", suggestion)


def _plans(loaded: LoadedRecord) -> Iterator[tuple[Path, Date, str]]:
    """Yield the path and date of each plan, and the status that it must have once it is over.

    An event has happened then; what a country planned may as well have been put off.
    """
    if isinstance(loaded.record, Event) and loaded.record.status == "planned":
        yield (), loaded.record.date, "past"
    for path, _, nested in loaded.nested:
        if isinstance(nested, Action) and nested.status == "planned" and nested.date:
            yield path, nested.date, ""
