"""Briefs of which every source is old.

A brief is a country, a flashpoint or an approach, with everything nested in it. Other records, such
as a treaty or an event of the past, do not age with their sources.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from briefing.library.rules.base import RecordFinding
from briefing.model import edtf
from briefing.model.diagnostics import Rule
from briefing.model.kinds import TOP_LEVEL
from briefing.model.records import STALE_DAYS, Source, date_text

if TYPE_CHECKING:
    from briefing.library.library import Library

RULE: Final = Rule(
    id="stale-brief",
    severity="warning",
    description="A country, flashpoint or approach has a source within 'stale_after' of the as-of "
    f"date ({STALE_DAYS} days where library.yaml says nothing).",
    example_file="countries/estonia.yaml",
    good="""\
name: Estonia
sources: [charter, review]  # of 1949 and of February 2021, in a book of June 2021
""",
    bad="""\
name: Estonia
sources: [charter]  # of 1949, in a book of June 2021
""",
    is_default=False,
)


def check(library: "Library") -> Iterator[RecordFinding]:
    """Yield the names of briefs whose newest source is certainly older than the limit."""
    days = library.library_file.check.stale_after
    limit = library.day.toordinal() - int(days)
    for kind in (kind for kind in TOP_LEVEL.values() if kind.at_length):
        for id_ in library.records(kind.name):
            newest = max(_sources_of(library, id_), key=_last_day, default=None)
            if newest is not None and _last_day(newest) < limit:
                published = edtf.format_date(date_text(newest[1].published))
                message = (
                    f"The newest source of this {kind.name}, {newest[0]}, was published on "
                    f"{published}, more than {days} days before "
                    f"{edtf.format_date(library.own_day)}. Add what has been published since."
                )
                yield RecordFinding(id_, ("name",), message)


def _sources_of(library: "Library", id_: str) -> Iterator[tuple[str, Source]]:
    """Yield the sources that a top-level record and those nested in it cite, with their ids."""
    for entry in library.entries_in(id_):
        for link in library.outgoing_links(entry.id):
            source = library.sources.get(link.target) if link.cites else None
            if source is not None:
                yield link.target, source


def _last_day(item: tuple[str, Source]) -> int:
    """Return the number of the last day on which a source can have been published."""
    return edtf.latest_day(date_text(item[1].published)).toordinal()
