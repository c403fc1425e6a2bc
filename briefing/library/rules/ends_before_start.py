"""Roles and reassurances that end before they begin."""

from collections.abc import Iterator
from typing import Final

from briefing.library.loader import LoadedFiles, LoadedRecord
from briefing.library.rules.base import Finding
from briefing.model import edtf
from briefing.model.diagnostics import Rule
from briefing.model.records import Actor, Date, Reassurance, date_text
from briefing.model.schema import Path

RULE: Final = Rule(
    id="ends-before-start",
    severity="error",
    description="What has an end begins before it.",
    example_file="actors.yaml",
    good="ilves: {name: Ilves, roles: [{title: President, from: 2006, until: 2016}]"
    ", sources: [charter]}\n",
    bad="ilves: {name: Ilves, roles: [{title: President, from: 2016, until: 2006}]"
    ", sources: [charter]}\n",
)


def check(files: LoadedFiles) -> Iterator[Finding]:
    """Yield the ends that are earlier than their starts."""
    for loaded in files.records:
        for path, start, end in _spans(loaded):
            if start is None or end is None:
                continue
            first, last = date_text(start), date_text(end)
            if edtf.latest_day(last) < edtf.earliest_day(first):
                message = f"This ends on {last}, before it starts on {first}."
                yield Finding(loaded.location, path, message)


def _spans(loaded: LoadedRecord) -> Iterator[tuple[Path, Date | None, Date | None]]:
    """Yield the path of each end, the start that belongs to it, and the end."""
    if isinstance(loaded.record, Actor):
        for position, role in enumerate(loaded.record.roles):
            yield ("roles", position, "until"), role.from_, role.until
    for path, _, nested in loaded.nested:
        if isinstance(nested, Reassurance):
            yield (*path, "until"), nested.date, nested.until
