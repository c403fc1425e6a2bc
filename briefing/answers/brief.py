"""The brief of one record: itself, what refers to it from elsewhere, narrowed by filters."""

from collections.abc import Sequence
from typing import Any, ClassVar, Final

import msgspec.structs
from msgspec import Struct, field

from briefing.answers.acts import Act, acts_in, last_word, latest_acts, named_in
from briefing.answers.ahead import coming
from briefing.answers.context import (
    Item,
    KindName,
    ResultBase,
    Withheld,
    item,
    names_and_sources,
    withheld_fields,
)
from briefing.answers.filters import NO_FILTERS, Filters, RecordFilter, check_values
from briefing.errors import InvalidLibrary, UnknownValue
from briefing.library import links
from briefing.library.library import Entry, Library
from briefing.library.status import (
    ConcernStatus,
    Counts,
    by_date,
    concern_status,
    count_statuses,
    country_statuses,
    date_of,
)
from briefing.model.diagnostics import ON_NAMES
from briefing.model.kinds import KINDS, NESTED, TOP_LEVEL, iter_nested, nested_fields
from briefing.model.records import Edtf, Reassurance

# Lists of parts that are no section of a brief: they belong to its header and its notes.
_HEADER: Final = frozenset({"sources", "names", "bottom_line"})


class QuotedPassage(Struct, frozen=True, kw_only=True):
    """Words that a record quotes, and the passage of a source's text that they are in.

    `found` is None where a source that the words may be from has no text here; `unreadable` says
    why one cannot be read. `place` is the locator that leads to the passage, which is cut to a
    sentence or two; `marks` are the spans of its characters that are quoted.
    """

    id: str
    source: str
    locator: str | None
    quote: str
    found: bool | None
    place: str | None = None
    passage: str | None = None
    marks: tuple[tuple[int, int], ...] = ()
    unreadable: str | None = None


class Brief(ResultBase, frozen=True, kw_only=True):
    """One record in full: itself, narrowed by the filters, and what elsewhere refers to it.

    `standings` covers every concern that the brief shows; `counts` covers those that a country
    itself holds, before any filter; `reassurances` holds what the standings name. `related`
    groups by kind what names the record or a part of it (of a country: also its actors) from
    elsewhere. `latest` is what was last said or done about each of the concerns. `acts` is what was
    said, pledged, done or planned about the record, or by it; of a country `last_word` is what it
    was last told or given to reassure it, and `coming` what is ahead for it. `left_out` counts by
    section what the filters took away.
    """

    schema: ClassVar[str] = "brief/2"

    kind: KindName
    id: str
    name: str
    as_of: Edtf
    topics: dict[str, str]
    themes: dict[str, str] = field(default_factory=dict)
    record: Any
    standings: tuple[ConcernStatus, ...] = ()
    counts: Counts | None = None
    reassurances: dict[str, Reassurance] = field(default_factory=dict)
    related: dict[str, tuple[Item, ...]] = field(default_factory=dict)
    latest: dict[str, Act] = field(default_factory=dict)
    acts: tuple[Act, ...] = ()
    last_word: Act | None = None
    coming: tuple[Act, ...] = ()
    filters: Filters = Filters()
    left_out: dict[str, int] = field(default_factory=dict)
    withheld: Withheld | None = None
    evidence: tuple[QuotedPassage, ...] | None = None


def show(library: Library, id_: str, filters: Filters = NO_FILTERS) -> Brief:
    """Return the brief of the record with this full id.

    Raises:
        InvalidLibrary: the record's own file has errors.
        UnknownValue: a filter names something that the library or this brief does not know.
    """
    require_sound(library, id_)
    brief = _whole(library, id_)
    _check(brief, filters)
    return _narrowed(library, brief, filters)


def require_sound(library: Library, id_: str) -> None:
    """Make sure that a record and the records beside it can be relied on.

    Raises:
        InvalidLibrary: the record of this full id, or the one that holds it, has errors.
    """
    top = id_.partition("/")[0]
    errors = tuple(error for error in library.errors(top) if error.rule not in ON_NAMES)
    if library.is_unread(top) or errors:
        message = f"The brief of {library.name(top)} cannot be relied on until this is mended."
        raise InvalidLibrary(message, library.folder, errors)


def sections(brief: Brief) -> tuple[str, ...]:
    """Return the sections that a brief can be narrowed to, in the order of the model."""
    own = [*nested_fields(brief.kind), *_lists(brief.record)]
    related = [KINDS[kind].plural for kind in brief.related]
    return tuple(dict.fromkeys([*(_title(name) for name in own), *related]))


def _lists(record: Struct) -> list[str]:
    """Return the fields in which a record lists parts of its own."""
    return [
        field.name
        for field in msgspec.structs.fields(record)
        if isinstance(value := getattr(record, field.name), tuple)
        and any(isinstance(part, Struct) for part in value)
        and field.name not in _HEADER
    ]


def _title(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def _whole(library: Library, id_: str) -> Brief:
    entry = library.entries[id_]
    own = [f"{id_}/{inner}" for inner, _, _ in iter_nested(entry.kind, entry.record)]
    actors = links.actors_of(library, id_)
    elsewhere = by_date(
        {
            mention.id: mention
            for mention in (
                *_mentioning(library, [id_, *own, *actors]),
                *_events_of(library, [id_, *own]),
            )
        }.values()
    )
    related = {
        kind: tuple(item(mention) for mention in elsewhere if mention.kind == kind)
        for kind in (*NESTED, *TOP_LEVEL)
    }
    concerns = [
        *(record_id for record_id in (id_, *own) if library.entries[record_id].kind == "concern"),
        *(mention.id for mention in elsewhere if mention.kind == "concern"),
        *_answers(library, entry),
    ]
    return Brief(
        kind=entry.kind,
        id=id_,
        name=library.name(id_),
        as_of=library.library_file.as_of,
        topics=library.library_file.topics,
        themes=library.library_file.themes,
        record=entry.record,
        standings=tuple(concern_status(library, concern) for concern in dict.fromkeys(concerns)),
        counts=count_statuses(country_statuses(library, id_)) if entry.kind == "country" else None,
        related={kind: items for kind, items in related.items() if items},
        withheld=withheld_fields(library, [id_] if "/" not in id_ else []),
    )


def _mentioning(library: Library, parts: Sequence[str]) -> list[Entry]:
    """Return the records elsewhere that refer to one of some parts of a brief."""
    own = parts[0]
    library.read_ahead_about(own)
    origins = dict.fromkeys(
        link.origin
        for part in parts
        for link in library.incoming_links(part)
        if link.origin != own and not link.origin.startswith(f"{own}/")
    )
    return [library.entries[id_] for id_ in origins]


def _events_of(library: Library, parts: Sequence[str]) -> list[Entry]:
    """Return the events that the parts of a brief refer to."""
    return [
        library.entries[link.target]
        for part in parts
        for link in library.outgoing_links(part)
        if not link.cites and link.target in library.events
    ]


def _answers(library: Library, entry: Entry) -> list[str]:
    """Return the concerns that the record itself answers, or would answer."""
    return [id_ for id_ in links.concerns_answered_by(library, entry.id) if id_ in library.entries]


def _check(brief: Brief, filters: Filters) -> None:
    if (filters.topics or filters.statuses) and not brief.standings:
        message = (
            f"{brief.name} has no concerns, so there is nothing for a topic or status to narrow."
        )
        raise UnknownValue(message)
    check_values("section", filters.sections, sections(brief))


def _narrowed(library: Library, brief: Brief, filters: Filters) -> Brief:
    record_filter = RecordFilter(library, filters)
    record, gone = narrowed_record(library, library.entries[brief.id], record_filter)
    related: dict[str, tuple[Item, ...]] = {}
    for kind, items in brief.related.items():
        # What is only named for reading on is neither narrowed nor a loss.
        plural, narrows = KINDS[kind].plural, KINDS[kind].is_dated
        stays = _section_stays(filters, plural)
        kept = tuple(
            related
            for related in items
            if stays and not (narrows and not record_filter.matches(library.entries[related.id]))
        )
        if narrows:
            gone[plural] = gone.get(plural, 0) + len(items) - len(kept)
        if kept:
            related[kind] = kept
    own = [f"{brief.id}/{inner}" for inner, _, _ in iter_nested(brief.kind, record)]
    shown = [brief.id, *own, *(mention.id for items in related.values() for mention in items)]
    here = {brief.id, *shown, *_answers(library, library.entries[brief.id])}
    standings = tuple(
        standing
        for standing in brief.standings
        if standing.concern in here and record_filter.matches(library.entries[standing.concern])
    )
    answering = [answer.reassurance for standing in standings for answer in standing.answered_by]
    # What answers a concern that stays is shown with it.
    gone["reassurances"] = gone.get("reassurances", 0) - len(set(answering) - set(shown))
    emptied = [name for name in _lists(brief.record) if not getattr(record, name)]
    is_country = brief.kind == "country"
    recent = latest_acts(library, (standing.concern for standing in standings), filters)
    acts = () if is_country else _acts(library, brief.id, related, record_filter)
    word = last_word(library, [brief.id], filters) if is_country else None
    ahead = coming(library, [brief.id]) if is_country else ()
    shown_acts = [*recent.values(), *acts, *([word] if word else []), *ahead]
    return msgspec.structs.replace(
        brief,
        record=record,
        standings=standings,
        reassurances={id_: library.reassurance(id_) for id_ in answering},
        related=related,
        latest=recent,
        acts=acts,
        last_word=word,
        coming=ahead,
        filters=filters,
        left_out={name: count for name, count in gone.items() if count > 0},
        **names_and_sources(
            library,
            [*shown, *(standing.concern for standing in standings), *answering],
            emptied,
            and_names=[
                *(id_.partition("/")[0] for id_ in (*shown, *answering)),
                *named_in(shown_acts),
            ],
            and_sources=[reference for act in shown_acts for reference in act.sources],
        ),
    )


def _acts(
    library: Library, id_: str, related: dict[str, tuple[Item, ...]], record_filter: RecordFilter
) -> tuple[Act, ...]:
    """Return what was said, pledged, done or is planned by a record or about it."""
    ids = [id_, *(entry.id for items in related.values() for entry in items)]
    entries = [library.entries[other] for other in ids]
    dated = [entry for entry in entries if entry.kind == "flashpoint" and entry.id == id_]
    dated += [
        entry for entry in entries if KINDS[entry.kind].in_timeline and record_filter.matches(entry)
    ]
    return acts_in(library, dated)


def _section_stays(filters: Filters, name: str) -> bool:
    """Return whether a section was asked for, or none was."""
    return not filters.sections or name in filters.sections


def narrowed_record(
    library: Library, entry: Entry, record_filter: RecordFilter
) -> tuple[Any, dict[str, int]]:
    """Return a record with what stays in its lists, and how many of each list do not."""
    record: Any = entry.record
    gone = {}
    for name in _lists(record):
        listed = getattr(record, name)
        title = _title(name)
        if not _section_stays(record_filter.filters, title):
            kept: tuple[Any, ...] = ()
        elif name in nested_fields(entry.kind):
            kept = tuple(
                e for e in listed if record_filter.matches(library.entries[f"{entry.id}/{e.id}"])
            )
        else:
            kept = tuple(nested for nested in listed if record_filter.matches_date(date_of(nested)))
        if len(kept) < len(listed):
            gone[title] = len(listed) - len(kept)
            record = msgspec.structs.replace(record, **{name: kept})
    return record, gone
