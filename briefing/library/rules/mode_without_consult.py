"""Events that have a mode but are no consultation."""

from collections.abc import Iterator
from typing import Final

from briefing.library.loader import LoadedFiles
from briefing.library.rules.base import Finding
from briefing.model.diagnostics import Rule
from briefing.model.records import Event

RULE: Final = Rule(
    id="mode-without-consult",
    severity="error",
    description="Only a consultation has a mode (PLOVER).",
    example_file="events.yaml",
    good="summit: {name: Summit, date: 2018, type: consult, mode: visit, sources: [charter]}\n",
    bad="summit: {name: Summit, date: 2018, type: agree, mode: visit, sources: [charter]}\n",
)


def check(files: LoadedFiles) -> Iterator[Finding]:
    """Yield the events that have a mode but are no consultation."""
    for loaded in files.records:
        event = loaded.record
        if isinstance(event, Event) and event.mode and event.type != "consult":
            message = "Only an event of type 'consult' has a mode."
            yield Finding(loaded.location, ("mode",), message, key=True)
