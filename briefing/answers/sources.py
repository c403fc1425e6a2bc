"""What the book rests on: every source with what it carries, and one source passage by passage."""

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from msgspec import Struct

from briefing.answers.brief import require_sound
from briefing.answers.context import KindName, OneSource, ResultBase, names_and_sources, one_source
from briefing.answers.filters import NO_FILTERS, Filters, RecordFilter
from briefing.library.library import Entry, Library
from briefing.library.lookup import statement
from briefing.library.publishers import publishers
from briefing.model.records import Edtf, Source, SourceRef, source_id
from briefing.model.vocabulary import OFFICIAL, Credibility


class SourceRow(Struct, frozen=True, kw_only=True):
    """A source, how many records rest on it, and how many on its publisher alone."""

    id: str
    source: Source
    supports: int
    alone: int


class SourceTable(Struct, frozen=True, kw_only=True):
    """Every source, the one that carries most first."""

    schema: ClassVar[str] = "sources/2"

    as_of: Edtf
    rows: tuple[SourceRow, ...]
    filters: Filters = Filters()
    according_to: OneSource | None = None


class Use(Struct, frozen=True, kw_only=True):
    """One passage of a source, and what rests on it; `alone` where nothing else supports that."""

    id: str
    kind: KindName
    text: str
    locator: str | None
    quote: str | None
    credibility: Credibility | None
    alone: bool


class SourceUses(ResultBase, frozen=True, kw_only=True):
    """One source in full, with everything that it supports, passage by passage."""

    schema: ClassVar[str] = "source/2"

    as_of: Edtf
    id: str
    source: Source
    uses: tuple[Use, ...]
    filters: Filters = Filters()


def sources(library: Library, filters: Filters = NO_FILTERS) -> SourceTable:
    """Return every source on which a remaining record rests, the one with most records first."""
    record_filter = RecordFilter(library, filters)
    rows = [_row(library, id_, record_filter) for id_ in library.sources]
    kept = [row for row in rows if row.supports or not record_filter.is_active]
    return SourceTable(
        as_of=library.library_file.as_of,
        rows=tuple(sorted(kept, key=lambda row: (-row.supports, -row.alone, row.id))),
        filters=filters,
        according_to=one_source(library),
    )


def source(library: Library, id_: str, filters: Filters = NO_FILTERS) -> SourceUses:
    """Return one source in full, with everything that rests on it.

    Raises:
        InvalidLibrary: the source's own file has errors.
    """
    require_sound(library, id_)
    record_filter = RecordFilter(library, filters)
    citing = [entry for entry in _citing(library, id_) if record_filter.matches(entry)]
    uses = [use for entry in citing for use in uses_of(library, id_, entry)]
    return SourceUses(
        as_of=library.library_file.as_of,
        id=id_,
        source=library.sources[id_],
        uses=tuple(uses),
        filters=filters,
        **names_and_sources(library, [entry.id for entry in citing]),
    )


class Weight(Struct, frozen=True, kw_only=True):
    """What statements rest on: how many sources, how many of them official, and on how few.

    `alone` counts the statements whose sources are all of one publisher.
    """

    sources: int
    official: int
    statements: int
    alone: int


def weight(library: Library, ids: Iterable[str]) -> Weight:
    """Return what is stated in some top-level records rests on: what is nested in a country is.

    A country itself, which says who it is, makes no statement, and neither does what cites nothing.
    """
    statements = [
        entry
        for id_ in ids
        for entry in library.entries_in(id_)
        if entry.record.sources and (entry.owner or entry.kind != "country")
    ]
    cited = dict.fromkeys(
        source_id(reference) for entry in statements for reference in entry.record.sources
    )
    sources_ = [source for id_ in cited if (source := library.sources.get(id_)) is not None]
    return Weight(
        sources=len(sources_),
        official=sum(source.type in OFFICIAL for source in sources_),
        statements=len(statements),
        alone=sum(has_one_publisher(library, entry) for entry in statements),
    )


def has_one_publisher(library: Library, entry: Entry) -> bool:
    """Return whether all sources that a record as a whole cites have one publisher."""
    return len(publishers(library, entry.record.sources)) == 1


def summary_of(entry: Entry) -> str:
    """Return what a record says of itself, in a sentence."""
    return statement(entry.record) or entry.record.name or ""


def _citing(library: Library, id_: str) -> list[Entry]:
    """Return the records that rest on a source, in any part of them."""
    origins = dict.fromkeys(link.origin for link in library.incoming_links(id_) if link.cites)
    return [library.entries[origin] for origin in origins]


def _row(library: Library, id_: str, record_filter: RecordFilter) -> SourceRow:
    resting = [entry for entry in _citing(library, id_) if record_filter.matches(entry)]
    alone = [entry for entry in resting if _is_alone(library, id_, entry)]
    return SourceRow(id=id_, source=library.sources[id_], supports=len(resting), alone=len(alone))


def _is_alone(library: Library, id_: str, entry: Entry) -> bool:
    """Return whether a record rests on this source's publisher and on no other."""
    return id_ in {
        source_id(reference) for reference in entry.record.sources
    } and has_one_publisher(library, entry)


def uses_of(library: Library, id_: str, entry: Entry) -> Iterator[Use]:
    """Yield the passages of a source on which a record and its parts rest."""
    for part in _parts(entry.record):
        for reference in part.sources:
            if source_id(reference) != id_:
                continue
            detail = reference if isinstance(reference, SourceRef) else None
            yield Use(
                id=entry.id,
                kind=entry.kind,
                text=summary_of(entry) if part is entry.record else _part_says(part),
                locator=detail.locator if detail else None,
                quote=detail.quote if detail else None,
                credibility=detail.credibility if detail else None,
                alone=len(publishers(library, part.sources)) == 1,
            )


def _parts(record: Any) -> Iterator[Any]:
    """Yield a record and its parts, other than nested records, that cite sources of their own."""
    yield record
    for name in record.__struct_fields__:
        value = getattr(record, name)
        for part in value if isinstance(value, tuple) else ():
            if hasattr(part, "sources") and not hasattr(part, "id"):
                yield part


def _part_says(part: Any) -> str:
    for field in ("summary", "claim", "assessment", "wording", "who"):
        text: str | None = getattr(part, field, None)
        if text:
            return text
    return ""
