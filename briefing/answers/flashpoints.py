"""Every flashpoint side by side: what bears on it, and the latest that happened there."""

from typing import ClassVar, get_args

import msgspec.structs
from msgspec import Struct

from briefing.answers.acts import Act, ActKind, acts_in, named_in
from briefing.answers.context import (
    Item,
    ResultBase,
    Withheld,
    item,
    names_and_sources,
    withheld_fields,
)
from briefing.answers.filters import NO_FILTERS, Filters, RecordFilter
from briefing.library import links
from briefing.library.library import Library
from briefing.library.status import ConcernStatus, by_date, concern_status, latest_at
from briefing.model.records import Date, Edtf, Flashpoint, Reference
from briefing.model.vocabulary import Trend


class Latest(Struct, frozen=True, kw_only=True):
    """What last happened at a flashpoint; of a development, `id` is that of the flashpoint."""

    date: Date
    kind: ActKind
    id: str
    summary: str
    sources: tuple[Reference, ...]


class FlashpointRow(Struct, frozen=True, kw_only=True):
    """One flashpoint among the others; `acts` is what happened or is planned there, in order."""

    id: str
    record: Flashpoint
    acts: tuple[Act, ...]
    commitments: tuple[Item, ...]
    standings: tuple[ConcernStatus, ...]
    latest: Latest | None


class Flashpoints(ResultBase, frozen=True, kw_only=True):
    """Every flashpoint, side by side."""

    schema: ClassVar[str] = "flashpoints/2"

    as_of: Edtf
    flashpoints: tuple[FlashpointRow, ...]
    filters: Filters = Filters()
    withheld: Withheld | None = None


def flashpoints(library: Library, filters: Filters = NO_FILTERS) -> Flashpoints:
    """Return every flashpoint, side by side, with what the filters let through.

    A flashpoint stays where it is asked for itself, or something that stays is tied to it.
    """
    record_filter = RecordFilter(library, filters)
    whole = (flashpoint_row(library, id_) for id_ in worst_first(library))
    rows = [_narrowed(library, row, record_filter) for row in whole]
    rows = [
        row
        for row in rows
        if not record_filter.is_active
        or row.commitments
        or row.standings
        or record_filter.matches(library.entries[row.id])
    ]
    shown = [
        *(row.id for row in rows),
        *(commitment.id for row in rows for commitment in row.commitments),
        *(standing.concern for row in rows for standing in row.standings),
        *(standing.country for row in rows for standing in row.standings),
        *(row.latest.id for row in rows if row.latest),
        *(named for row in rows for named in named_in(row.acts)),
    ]
    return Flashpoints(
        as_of=library.library_file.as_of,
        flashpoints=tuple(rows),
        filters=filters,
        withheld=withheld_fields(library, [row.id for row in rows], shown=("trend",)),
        **names_and_sources(library, shown),
    )


def _narrowed(library: Library, row: FlashpointRow, record_filter: RecordFilter) -> FlashpointRow:
    if not record_filter.is_active:
        return row
    entries = library.entries
    return msgspec.structs.replace(
        row,
        commitments=tuple(
            commitment
            for commitment in row.commitments
            if record_filter.matches(entries[commitment.id])
        ),
        standings=tuple(
            standing
            for standing in row.standings
            if record_filter.matches(entries[standing.concern])
        ),
        acts=tuple(act for act in row.acts if record_filter.matches(entries[act.id])),
    )


def flashpoint_row(library: Library, id_: str) -> FlashpointRow:
    """Return one flashpoint, with what bears on it."""
    record = library.flashpoints[id_]
    bearing = [library.entries[origin] for origin in links.bearing_on(library, id_)]
    return FlashpointRow(
        id=id_,
        record=record,
        acts=acts_in(library, [library.entries[id_], *bearing]),
        commitments=tuple(
            item(entry)
            for entry in by_date(entry for entry in bearing if entry.kind == "reassurance")
        ),
        standings=tuple(
            concern_status(library, entry.id) for entry in bearing if entry.kind == "concern"
        ),
        latest=_latest(library, id_),
    )


def _latest(library: Library, id_: str) -> Latest | None:
    last = latest_at(library, id_)
    if last is None:
        return None
    return Latest(
        date=last.date,
        kind=last.kind,
        id=last.id,
        summary=last.act.summary or last.act.name or "",
        sources=last.act.sources,
    )


def worst_first(library: Library) -> dict[str, Flashpoint]:
    """Return the flashpoints by trend, those without one last."""
    order = [*get_args(Trend), None]
    flashpoints = library.flashpoints.items()
    return dict(sorted(flashpoints, key=lambda item: order.index(item[1].trend)))
