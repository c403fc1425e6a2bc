"""A library as of a date: its records, with the links between them in both directions.

Every record that could be read is available, whatever else is wrong: one bad file never hides the
rest.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from msgspec import Struct
from msgspec.structs import replace

from briefing.errors import InvalidLibrary, UnknownValue
from briefing.index.refresh import Index
from briefing.index.store import Store, Stored
from briefing.library.completion import MAX_COMPLETIONS, complete_spellings, shell_word
from briefing.library.files import printable_path
from briefing.library.folding import normalize_name
from briefing.library.links import Link
from briefing.library.location import LIBRARY_FILE
from briefing.library.lookup import (
    Designation,
    NamedRecord,
    NameResolver,
    all_names,
    display_name,
)
from briefing.model import edtf
from briefing.model.diagnostics import HIDING_RECORDS, ON_READING, Problem
from briefing.model.kinds import KINDS, TOP_LEVEL, iter_nested, kinds_containing, kinds_with_field
from briefing.model.records import (
    Actor,
    Approach,
    Country,
    Event,
    Flashpoint,
    Reassurance,
    Record,
    Source,
    date_text,
)
from briefing.model.vocabulary import Marking

if TYPE_CHECKING:
    from briefing.index.fulltext import SearchQuery
    from briefing.library.according_to import SourceView
    from briefing.library.as_of import AsOfContext
    from briefing.library.marking import Markings, MarkingView
    from briefing.library.reduction import RecordSource

# How many top-level records are cached; the oldest are dropped first. A library that has more
# reads most of them again whatever is cached: with fewer, what asks about all of 10,000 takes
# 20 to 60 MB less, and 3 to 6 % more processor time.
_MAX_CACHED: Final = 1_000
_MAX_CACHED_OF_MANY: Final = 250

# How many are cached as they are stored, for those that ask for the parts of one, one by one.
_MAX_STORED: Final = 50

# The fields whose records or parts can name the event at which they happened.
_HOLDING_EVENTS: Final = (
    "reassurances",
    "actions",
    "kept",
    "developments",
    "contingencies",
    "provisions",
    "examples",
)

K = TypeVar("K")
T = TypeVar("T")


class Entry(Struct, frozen=True):
    """A record of any kind under its full id; `owner` is the id of the record that it is nested in.

    The owner of a top-level record is empty.
    """

    id: str
    kind: str
    record: Record
    owner: str = ""


class Library:
    """A library as of a date. Every reference in its records is the full id of a record.

    A record is read when it is first asked for. If the date is earlier than the library's own,
    whatever is later is removed from a record as it is read, so that no question can meet it.
    """

    def __init__(
        self,
        store: Store,
        day: date | None = None,
        according_to: str | None = None,
        max_marking: Marking | None = None,
    ) -> None:
        """Open a library as of a date, according to all of its sources or to one.

        Args:
            store: the index that contains its records.
            day: the date, None for the one that the library is current to.
            according_to: the id of the only source that counts, None for all of them.
            max_marking: the strictest marking of what is there, None for any.

        Raises:
            LibraryError: the library as a whole is marked above that.
            InvalidLibrary: `library.yaml` cannot be read, or its as-of date has no end.
            UnknownValue: the date is later than the one that the library is current to.
        """
        self.folder = printable_path(store.folder)
        self._store = store
        self._groups: dict[str, _RecordGroup | None] = {}
        self._read: dict[str, Stored | None] = {}
        self._incoming: dict[tuple[str, ...], list[Link]] = {}
        self._existence: dict[str, bool] = {}
        if max_marking is not None:
            from briefing.library.marking import refuse_marked_library

            refuse_marked_library(store, max_marking)
        about = store.library_file
        if about is None or edtf.parse(about.as_of).end is None:
            path = store.folder / LIBRARY_FILE
            message = f"{path} does not say what this library is and until when it counts."
            problems = tuple(
                problem for problem in store.problems() if problem.file == LIBRARY_FILE
            )
            raise InvalidLibrary(message, self.folder, problems)
        own_day = edtf.latest_day(about.as_of)
        if day is not None and day > own_day:
            raise UnknownValue(
                f"This library is current to {edtf.format_date(about.as_of)}; it cannot say how "
                f"things stood on {edtf.format_date(day.isoformat())}."
            )
        self.own_day = about.as_of
        self.day = own_day if day is None else day
        self.is_past = self.day < own_day
        self.library_file = about
        self.according_to = according_to
        self.max_marking = max_marking
        self._is_withheld: Callable[[str], bool] = lambda _id: False
        has_own_words = not self.is_past and according_to is None
        self.lacks_description = not has_own_words and about.description is not None
        if self.is_past:
            self.library_file = replace(about, as_of=self.day.isoformat())
        if not has_own_words:
            self.library_file = replace(self.library_file, description=None)

    @property
    def is_reduced(self) -> bool:
        """Whether something in the files may not be there, by the day, its source or marking."""
        return self.is_past or self.according_to is not None or self.max_marking is not None

    def records(self, kind: str) -> "Records[Any]":
        """Return the top-level records of a kind by id."""
        return Records(lambda: self._ids(kind), lambda id_: self._find_record(kind, id_))

    @cached_property
    def countries(self) -> "Records[Country]":
        """The countries by id."""
        return self.records("country")

    @cached_property
    def flashpoints(self) -> "Records[Flashpoint]":
        """The flashpoints by id."""
        return self.records("flashpoint")

    @cached_property
    def approaches(self) -> "Records[Approach]":
        """The approaches by id."""
        return self.records("approach")

    @cached_property
    def events(self) -> "Records[Event]":
        """The events by id."""
        return self.records("event")

    @cached_property
    def sources(self) -> "Records[Source]":
        """The sources by id."""
        return self.records("source")

    @cached_property
    def entries(self) -> "Records[Entry]":
        """Every record by its full id, nested ones after their owner."""
        return Records(self._all_ids, self._find_entry)

    def has_record(self, id_: str) -> bool:
        """Return whether there is a record of a full id; on an earlier day, without reducing it."""
        if not self.is_past:
            return id_ in self.entries
        owner = id_.partition("/")[0]
        return self._existed(owner) and (owner == id_ or self._existed(id_))

    def in_order(self, kind: str, ids: Container[str]) -> list[str]:
        """Return those of some ids that are top-level records of a kind, in their order."""
        return [id_ for id_ in self._store.ids(kind) if id_ in ids and self._group(id_)]

    def entries_in(self, id_: str) -> list[Entry]:
        """Return a top-level record and those nested in it."""
        group = self._group(id_)
        return list(group.entries.values()) if group else []

    def outgoing_links(self, id_: str) -> Sequence[Link]:
        """Return the links from a record, by its full id."""
        group = self._group(id_.partition("/")[0])
        return group.outgoing.get(id_, ()) if group else ()

    def incoming_links(self, id_: str, *fields: str) -> Sequence[Link]:
        """Return the links to a record, by its full id; where fields are named, those in them.

        Records that have no such field are not read.
        """
        asked = (id_, *fields)
        if asked not in self._incoming:
            kinds: set[str] = set()
            for field in fields:
                kinds |= kinds_with_field(field.partition(".")[0])
            origins = self._store.referrers(id_, kinds)
            self.read_ahead(origins)
            links = [
                link
                for origin in origins
                if (group := self._group(origin)) is not None
                for link in group.incoming.get(id_, ())
                if not fields or link.field in fields
            ]
            self._remember_record(self._incoming, asked, links)
        return self._incoming[asked]

    def read_ahead(self, ids: Iterable[str]) -> None:
        """Read top-level records that are about to be asked for at once, which takes less time."""
        wanted = [id_ for id_ in ids if id_ not in self._groups]
        if len(wanted) > 1:
            self._store.read_ahead(wanted)

    def read_ahead_about(self, id_: str) -> None:
        """Read what refers to the parts of a top-level record at once."""
        self.read_ahead(self._store.referrers_to_parts(id_))

    @cached_property
    def resolver(self) -> NameResolver:
        """The names of all records."""
        return NameResolver(_NameSource(self, tuple(TOP_LEVEL)))

    def resolver_for(self, kind: str) -> NameResolver:
        """Return the names of the top-level records of one kind."""
        return NameResolver(_NameSource(self, (kind,)))

    def name(self, id_: str) -> str:
        """Return the name of a record, or its id in words if it has none or does not exist."""
        designation = self.designations([id_]).get(id_)
        return designation.name if designation else _humanize_id(id_)

    def designations(self, ids: Sequence[str]) -> dict[str, Designation]:
        """Return what each record that exists is and is called, by its full id."""
        if self.is_reduced:
            # Sorted, so that each top-level record is reduced once.
            entries = [entry for id_ in sorted(ids) if (entry := self.entries.get(id_)) is not None]
            result = {entry.id: _designation(entry) for entry in entries}
        else:
            result = self._store.designations(ids)
        return {
            id_: called if called.name else replace(called, name=_humanize_id(id_))
            for id_ in ids
            if (called := result.get(id_)) is not None
        }

    def reassurance(self, id_: str) -> Reassurance:
        """Return the reassurance of a full id."""
        return cast("Reassurance", self.entries[id_].record)

    def ids_for_name(self, key: str, kinds: Container[str] = KINDS) -> list[str]:
        """Return the full ids of the records of some kinds to which a normalized name leads.

        An id leads to its record, though another one has it as an alias; and what an author wrote
        comes before a code that only follows from another.
        """
        ranks = {
            id_: rank
            for id_, rank in self._store.ids_for_name(key).items()
            if self._has_kind(id_, kinds)
        }
        return [id_ for id_, rank in ranks.items() if rank == min(ranks.values())]

    def _has_kind(self, id_: str, kinds: Container[str]) -> bool:
        entry = self.entries.get(id_)
        return entry.kind in kinds if entry else kinds is KINDS and self.is_unread(id_)

    def is_unread(self, id_: str) -> bool:
        """Return whether a record exists but could not be read; under a limit none is known of."""
        return self.max_marking is None and self._store.is_unread(id_)

    def unread(self) -> dict[str, str]:
        """Return the top-level records that could not be read, as a map from id to file."""
        return self._store.unread() if self.max_marking is None else {}

    def errors(self, id_: str) -> list[Problem]:
        """Return the errors of a top-level record, or of the file in which it cannot be read."""
        return self._store.errors(id_) if self.max_marking is None else []

    def reading_problems(self) -> list[Problem]:
        """Return the problems because of which something of the files could not be read."""
        if self.max_marking is not None:
            return []
        return [problem for problem in self._store.problems() if problem.rule in ON_READING]

    def has_misread(self, id_: str) -> bool:
        """Return whether a part of a top-level record could not be read."""
        return any(problem.rule in ON_READING for problem in self.errors(id_))

    def lacks(self, entry: Entry) -> bool:
        """Return whether a record of another version is missing here, and was not merely unread."""
        owner = entry.owner or entry.id
        if self._marking_view is not None and self._marking_view.is_unread(entry.id):
            return False
        if entry.id in self.entries or self.is_unread(entry.id) or self.is_unread(owner):
            return False
        if owner in self.entries:
            return not any(problem.rule in HIDING_RECORDS for problem in self.errors(owner))
        return not self._store.lost_kinds.intersection(kinds_containing(entry.kind))

    def files_with_errors(self) -> list[str]:
        """Return the files that have errors."""
        return self._store.files_with_errors() if self.max_marking is None else []

    def hidden_fields(self, id_: str) -> tuple[str, ...]:
        """Return the fields of a top-level record that only apply to the library's own date."""
        stored = self._stored(id_) if self.is_past else None
        if stored is None:
            return ()
        from briefing.library import as_of

        return as_of.hidden_fields(stored.kind, stored.record, id_, self._context)

    def unsourced_fields(self, id_: str) -> tuple[str, ...]:
        """Return the fields of a top-level record that are left out as they cite no source."""
        stored = self._records.find(id_) if self.according_to is not None else None
        if stored is None:
            return ()
        from briefing.library import according_to

        return according_to.unsourced_fields(stored.record)

    def as_of(self, day: date) -> "Library":
        """Return the same library, according to the same source, as of another date.

        Raises:
            UnknownValue: the date is later than the one that the library is current to.
        """
        library = Library(self._store, day, self.according_to, self.max_marking)
        library._is_withheld = self._is_withheld
        return library

    def other_version(self, store: Store) -> "Library":
        """Return another version of the library as this one is, without what this withholds.

        Raises:
            InvalidLibrary: its `library.yaml` cannot be read, or its as-of date has no end.
            LibraryError: it is marked above the limit as a whole.
        """
        day = self.day if self.is_past else None
        version = Library(store, day, self.according_to, self.max_marking)
        if self._marking_view is not None:
            version._is_withheld = self._marking_view.withholds
        return version

    def withholds_parts(self, id_: str) -> bool:
        """Return whether the limit leaves out parts of the top-level record of a full id."""
        view = self._marking_view
        return view is not None and view.withholds_parts(id_.partition("/")[0])

    @property
    def has_markings(self) -> bool:
        """Whether anything in the library has a marking."""
        return self._store.has_markings

    def marking(self, id_: str) -> Marking | None:
        """Return the strictest marking of a record that is there, and of its parts."""
        from briefing.library.marking import strictest

        owner = id_.partition("/")[0]
        entry, stored = self.entries.get(id_), self._records.find(owner)
        if entry is None or stored is None:
            return None
        markings = self.markings
        return strictest((markings.of_record(stored), markings.of_parts(entry.record, entry.kind)))

    @cached_property
    def markings(self) -> "Markings":
        """How far each record may be passed on."""
        from briefing.library.marking import Markings

        return Markings(self._store)

    def is_other_version_of(self, library: "Library") -> bool:
        """Return whether this library was read from other files than another one."""
        return self._store is not library._store  # noqa: SLF001 (of its own class)

    def search(self, query: "SearchQuery") -> list[str]:
        """Return the full ids of the records that match a query, the best first."""
        return self._search_store.search(query)

    def vocabulary(self) -> list[str]:
        """Return every word that a search can find."""
        return self._search_store.vocabulary()

    def completions(self, start: str, kinds: Sequence[str]) -> list[str]:
        """Return names that complete a start as it was typed.

        Args:
            start: what was typed. Nested records are offered once it contains their slash.
            kinds: the kinds of top-level records to offer.
        """
        owner, slash, _ = start.partition("/")
        if slash:
            nested_ids = (entry.id for entry in self.entries_in(owner) if entry.owner)
            return [id_ for id_ in nested_ids if id_.startswith(start)]
        # Some of the records that the index finds may not be there.
        limit = -1 if self.is_reduced else MAX_COMPLETIONS
        spellings = self._store.spellings(normalize_name(start), kinds, limit)
        if self.is_reduced:
            spellings = [(id_, words) for id_, _ in spellings if (words := self._words_of(id_))]
        return complete_spellings(start, spellings)

    def _words_of(self, id_: str) -> list[str]:
        """Return the words that a top-level record can be asked for by, none if it is not there."""
        entry = self.entries.get(id_)
        if entry is None:
            return [id_] if self.is_unread(id_) else []
        return [shell_word(name.text) for name in all_names(id_, entry.record)]

    @cached_property
    def _search_store(self) -> Store:
        """The store to search: of a library that is reduced, one of what is left."""
        if not self.is_reduced:
            return self._store
        from briefing.index.snapshot import SnapshotRecord, build_search_index

        return build_search_index(
            self.folder,
            (
                SnapshotRecord(entry.id, entry.kind, entry.record, self.outgoing_links(entry.id))
                for entry in self.entries.values()
            ),
        )

    def _all_ids(self) -> Iterator[str]:
        for id_ in chain.from_iterable(map(self._ids, TOP_LEVEL)):
            group = self._group(id_)
            yield from group.entries if group else ()

    def _ids(self, kind: str) -> Iterator[str]:
        ids = self._store.ids(kind)
        return (id_ for id_ in ids if self._group(id_)) if self.is_reduced else iter(ids)

    def _find_record(self, kind: str, id_: str) -> Any:
        group = self._group(id_)
        return group.entries[id_].record if group and group.entries[id_].kind == kind else None

    def _find_entry(self, id_: str) -> Entry | None:
        group = self._group(id_.partition("/")[0])
        return group.entries.get(id_) if group else None

    def _group(self, id_: str) -> "_RecordGroup | None":
        """Return a top-level record with what is nested in it, None if it did not exist."""
        if id_ not in self._groups:
            stored = self._stored(id_)
            group = self._load(stored) if stored else None
            self._remember_record(self._groups, id_, group)
        return self._groups[id_]

    def _remember_record(self, found: dict[K, T], asked: K, value: T) -> None:
        """Keep what was found of a record, as long as there is room."""
        is_large = len(found) >= _MAX_CACHED_OF_MANY and self._has_many
        _remember(found, asked, value, _MAX_CACHED_OF_MANY if is_large else _MAX_CACHED)

    @cached_property
    def _has_many(self) -> bool:
        """Whether the library has more top-level records than are cached."""
        return sum(len(self._store.ids(kind)) for kind in TOP_LEVEL) > _MAX_CACHED

    def _load(self, stored: Stored) -> "_RecordGroup | None":
        record, links = stored.record, stored.links
        if self.is_past:
            from briefing.index import extract
            from briefing.library import as_of

            if not self._existed(stored.id):
                return None
            record = as_of.record_as_of(stored.kind, record, stored.id, self._context)
            links = extract.links(stored.id, stored.kind, record)
        if isinstance(record, Country) and record.leaders:
            in_office = tuple(id_ for id_ in record.leaders if self._is_in_office(id_))
            if in_office != record.leaders:
                record = replace(record, leaders=in_office)
                links = tuple(
                    link for link in links if not link.depends_on_day or link.target in in_office
                )
        record = self._with_event_dates(record)
        return _group_of(stored.id, stored.kind, record, links)

    def _with_event_dates(self, part: Any) -> Any:
        """Return a part of a record in which what has no date has that of its event."""
        if isinstance(part, tuple):
            items = tuple(map(self._with_event_dates, part))
            return part if all(a is b for a, b in zip(items, part, strict=True)) else items
        if not isinstance(part, Struct):
            return part
        changes: dict[str, Any] = {}
        event_id = getattr(part, "event", None)
        if event_id and getattr(part, "date", None) is None:
            event = self._stored_record(event_id)
            changes["date"] = date_text(event.date) if isinstance(event, Event) else None
        for name in _HOLDING_EVENTS:
            old = getattr(part, name, None)
            if old and (new := self._with_event_dates(old)) is not old:
                changes[name] = new
        return replace(part, **changes) if changes else part

    def _is_in_office(self, id_: str) -> bool:
        from briefing.library import as_of

        stored = self._stored(id_)
        actor = stored.record if stored else None
        return not isinstance(actor, Actor) or as_of.in_office(actor, self.day)

    def _stored(self, id_: str) -> Stored | None:
        """Return a top-level record and its links as far as they may be shown and count."""
        if id_ not in self._read:
            _remember(self._read, id_, (self._source_view or self._records).find(id_), _MAX_STORED)
        return self._read[id_]

    @cached_property
    def _records(self) -> "RecordSource":
        """Where records are found, whatever their sources."""
        return self._marking_view or self._store

    @cached_property
    def _marking_view(self) -> "MarkingView | None":
        """What may be shown under the limit, None if there is no limit."""
        if self.max_marking is None:
            return None
        from briefing.library.marking import MarkingView

        return MarkingView(
            self._store, self.max_marking, self.library_file.topics, self._is_withheld
        )

    @cached_property
    def _source_view(self) -> "SourceView | None":
        """What the source that counts carries, None if all of them count."""
        if self.according_to is None:
            return None
        from briefing.library.according_to import SourceView

        return SourceView(self._records, self.according_to, self.library_file.topics)

    @cached_property
    def _context(self) -> "AsOfContext":
        from briefing.library.as_of import AsOfContext

        return AsOfContext(self.day, self._existed, self._had_happened, self.library_file.topics)

    def _existed(self, id_: str) -> bool:
        """Return whether the record of a full id existed."""
        if id_ not in self._existence:
            from briefing.library import as_of

            record = self._stored_record(id_)
            self._existence[id_] = record is not None and as_of.existed(record, self._context)
        return self._existence[id_]

    def _stored_record(self, id_: str) -> Record | None:
        """Return the record of a full id as stored, whenever it came to exist."""
        owner, slash, nested_id = id_.partition("/")
        stored = self._stored(owner)
        if stored is None or not slash:
            return stored.record if stored else None
        nested = iter_nested(stored.kind, stored.record)
        return next((record for own_id, _, record in nested if own_id == nested_id), None)

    def _had_happened(self, id_: str) -> bool:
        from briefing.library import as_of

        event = self._stored_record(id_)
        return isinstance(event, Event) and as_of.has_happened(event, self.day)


def _humanize_id(id_: str) -> str:
    """Return an id in words, to stand for a name."""
    return id_.rpartition("/")[2].replace("-", " ").capitalize()


def _designation(entry: Entry) -> Designation:
    return Designation(entry.kind, display_name(entry.record), entry.record.short or "")


class _RecordGroup(Struct, frozen=True):
    """A top-level record with those nested in it, and the links among them, by full id."""

    entries: dict[str, Entry]
    outgoing: dict[str, list[Link]]
    incoming: dict[str, list[Link]]


def _group_of(id_: str, kind: str, record: Record, links: Iterable[Link]) -> _RecordGroup:
    entries = {id_: Entry(id_, kind, record)}
    for nested_id, nested_kind, nested in iter_nested(kind, record):
        full_id = f"{id_}/{nested_id}"
        entries[full_id] = Entry(full_id, nested_kind, nested, id_)
    outgoing: dict[str, list[Link]] = {}
    for link in links:
        outgoing.setdefault(link.origin, []).append(link)
    incoming: dict[str, list[Link]] = {}
    for link in chain.from_iterable(outgoing.values()):
        incoming.setdefault(link.target, []).append(link)
    return _RecordGroup(entries, outgoing, incoming)


def _remember(found: dict[K, T], asked: K, value: T, most: int) -> None:
    """Keep what was found; where there is no room, the older half makes way."""
    if len(found) >= most:
        # One by one, finding the oldest would take longer than all the rest here.
        for old in list(islice(found, len(found) // 2)):
            del found[old]
    found[asked] = value


class Records(Mapping[str, T]):
    """A lazy mapping of records by id, each read when it is asked for."""

    def __init__(self, ids: Callable[[], Iterable[str]], find: Callable[[str], T | None]) -> None:
        self._ids = ids
        self._find = find

    def __getitem__(self, id_: str) -> T:
        record = self._find(id_)
        if record is None:
            raise KeyError(id_)
        return record

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids())

    def __len__(self) -> int:
        return sum(1 for _ in self._ids())


class _NameSource:
    """The names of a library's records, of all kinds or of some top-level ones."""

    def __init__(self, library: Library, kinds: tuple[str, ...]) -> None:
        self._library = library
        self._kinds = kinds
        self._has_all_kinds = len(kinds) == len(TOP_LEVEL)

    def ids_for_name(self, key: str) -> list[str]:
        """Return the full ids of the records of a normalized name."""
        kinds = KINDS if self._has_all_kinds else self._kinds
        return self._library.ids_for_name(key, kinds)

    def named_records(self) -> Iterator[NamedRecord]:
        """Yield the names of every record."""
        for kind in self._kinds:
            for id_ in self._library.records(kind):
                for entry in self._library.entries_in(id_):
                    if self._has_all_kinds or not entry.owner:
                        yield NamedRecord.of(entry.id, entry.kind, entry.record)
        if self._has_all_kinds:
            yield from (NamedRecord(id_, "") for id_ in self._library.unread())


def read_library(folder: Path) -> Library:
    """Read a library from its files, without a cached index.

    Raises:
        InvalidLibrary: `library.yaml` cannot be read, or its as-of date has no end.
    """
    return Library(Index(folder).store)
