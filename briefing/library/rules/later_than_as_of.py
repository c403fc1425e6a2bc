"""Dates of the past that are later than the as-of date."""

from collections.abc import Iterator
from typing import Final

from briefing.library.loader import LoadedFiles, LoadedRecord
from briefing.library.rules.base import Finding, as_of_phrase, was_refused
from briefing.model import edtf
from briefing.model.diagnostics import Rule
from briefing.model.records import Action, Date, Event, Flashpoint, Reassurance, Source, date_text
from briefing.model.schema import Path

RULE: Final = Rule(
    id="later-than-as-of",
    severity="error",
    description="Nothing in a library is later than its as-of date, except what is planned or "
    "hypothetical.",
    example_file="events.yaml",
    good="summit: {name: Summit, date: 2022-06, status: planned, sources: [charter]}\n",
    bad="summit: {name: Summit, date: 2022-06, sources: [charter]}\n",
)

# What an action is that has begun; without a status, it has as well.
_CERTAIN: Final = (None, "done", "under-way")


def check(files: LoadedFiles) -> Iterator[Finding]:
    """Yield the dates of what has happened that are later than the as-of date."""
    for loaded in files.records:
        for path, when, can_be_planned in _dates_of_the_past(loaded):
            text = date_text(when)
            if edtf.earliest_day(text) <= files.as_of:
                continue
            if not (can_be_planned and was_refused(loaded, (*path[:-1], "status"))):
                message = f"{edtf.format_date(text)} is later than {as_of_phrase(files)}."
                hint = " If it lies ahead, write 'status: planned'." if can_be_planned else ""
                yield Finding(loaded.location, path, f"{message}{hint}")


def _dates_of_the_past(loaded: LoadedRecord) -> Iterator[tuple[Path, Date, bool]]:
    """Yield the path and value of each date in the past, and whether a status can put it ahead."""
    record = loaded.record
    if isinstance(record, Source):
        yield ("published",), record.published, False
    elif isinstance(record, Event) and record.status not in ("planned", "hypothetical"):
        yield ("date",), record.date, True
    elif isinstance(record, Flashpoint):
        for position, development in enumerate(record.developments):
            if development.date is not None:
                yield ("developments", position, "date"), development.date, False
    for path, kind, nested in loaded.nested:
        if kind in ("reassurance", "concern", "judgment") and nested.date is not None:
            yield (*path, "date"), nested.date, False
        if isinstance(nested, Reassurance) and nested.kept and nested.kept.date:
            yield (*path, "kept", "date"), nested.kept.date, False
        if isinstance(nested, Action) and nested.status in _CERTAIN and nested.date:
            yield (*path, "date"), nested.date, True
