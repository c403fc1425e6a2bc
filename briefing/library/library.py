"""Finds a library, and gives its records on a day, with links in both directions.

What could be read answers, whatever else is wrong; one bad file never hides the rest.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeAlias, TypeVar

from msgspec.structs import replace

from briefing.errors import InvalidLibrary, NoLibrary, UnknownValue
from briefing.index import Index
from briefing.index.store import Link, Store, Stored
from briefing.library.lookup import NameResolver, all_names, display_name, normalize_name
from briefing.model import edtf
from briefing.model.diagnostics import Problem
from briefing.model.kinds import TOP_LEVEL, iter_nested
from briefing.model.records import (
    LIBRARY_FILE,
    Actor,
    Approach,
    Country,
    Event,
    Flashpoint,
    Nested,
    Reassurance,
    Record,
    Source,
)

if TYPE_CHECKING:
    from briefing.library.as_of import AsOfContext

SHIPPED: Final = "briefs"
"""The folder, in the package or beside it in a checkout, of the library that comes with it."""

# As many names as a shell shows without asking.
_OFFERED: Final = 100

# How many top-level records are held at once; those that were read first are let go of first.
_HELD: Final = 1_000

Reason: TypeAlias = Literal["option", "environment", "nearest", "shipped"]
"""Why a library was chosen: it was named, or it is the nearest, or there is no other."""


class LibraryLocation(NamedTuple):
    """A library's folder, and why it was chosen."""

    folder: Path
    reason: Reason


class Entry(NamedTuple):
    """A record of any kind, under its full id; a nested one has an `owner`."""

    id: str
    kind: str
    record: Record | Nested
    owner: str = ""


class Library:
    """A library as it answers on a day. Every reference in its records is the full id of a record.

    It reads a record when it is asked for it. On an earlier day than the library's own, whatever is
    later is taken out as a record is read, so that no question can come upon it.
    """

    def __init__(self, store: Store, day: date | None = None) -> None:
        """A library on a day.

        Args:
            store: where its records are.
            day: the day, none for the one that the library is current to.

        Raises:
            Broken: `library.yaml` does not say what the library is and until when it counts.
            UnknownValue: the library is not current to that day.
        """
        self.folder = str(store.folder)
        self._store = store
        self._tops: dict[str, _Top | None] = {}
        about = store.about
        if about is None or edtf.latest(about.as_of) == date.max:
            where = store.folder / LIBRARY_FILE
            message = f"{where} does not say what this library is and until when it counts."
            faults = tuple(each for each in store.problems() if each.file == LIBRARY_FILE)
            raise InvalidLibrary(message, self.folder, faults)
        own = edtf.latest(about.as_of)
        if day is not None and day > own:
            raise UnknownValue(
                f"This library is current to {edtf.format_date(about.as_of)}; it cannot say how "
                f"things stood on {edtf.format_date(day.isoformat())}."
            )
        self.own_day = about.as_of
        self.day = own if day is None else day
        self.is_past = self.day < own
        self.about = about
        self.lacks_description = self.is_past and about.description is not None
        if self.is_past:
            self.about = replace(about, as_of=self.day.isoformat(), description=None)

    def records(self, kind: str) -> "Records[Any]":
        """The top-level records of a kind by id."""
        return Records(lambda: self._ids(kind), lambda id_: self._of_kind(kind, id_))

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
        """Every record by its full id, a nested one after the one that holds it."""
        return Records(self._every, self._entry)

    def entries_in(self, id_: str) -> list[Entry]:
        """A top-level record and those nested in it."""
        top = self._top(id_)
        return list(top.entries.values()) if top else []

    def outgoing_links(self, id_: str) -> Sequence[Link]:
        """The links that start from a record, by its full id."""
        top = self._top(id_.partition("/")[0])
        return top.links.get(id_, ()) if top else ()

    def incoming_links(self, id_: str) -> list[Link]:
        """The links that lead to a record, by its full id."""
        return [
            link
            for origin in self._store.referrers(id_)
            if (top := self._top(origin)) is not None
            for link in top.leading.get(id_, ())
        ]

    @cached_property
    def resolver(self) -> NameResolver:
        """Everything that a reader may call a record by."""
        return NameResolver(_NameSource(self, tuple(TOP_LEVEL)))

    def resolver_for(self, kind: str) -> NameResolver:
        """Everything that a reader may call the top-level records of one kind by."""
        return NameResolver(_NameSource(self, (kind,)))

    def name(self, id_: str) -> str:
        """What a record is called; what its id says where it has no name or is not there."""
        return self.kinds_and_names([id_]).get(id_, ("", ""))[1] or _said(id_)

    def kinds_and_names(self, ids: Sequence[str]) -> dict[str, tuple[str, str]]:
        """The kinds and names of those of some records that are there."""
        if self.is_past:
            # In the order of their ids, so that each top-level record is taken back in time once.
            there = (entry for id_ in sorted(ids) if (entry := self.entries.get(id_)) is not None)
            told = {each.id: (each.kind, display_name(each.record)) for each in there}
        else:
            told = self._store.kinds_and_names(ids)
        return {
            id_: (kind, name or _said(id_))
            for id_ in ids
            if id_ in told
            for kind, name in [told[id_]]
        }

    def reassurance(self, id_: str) -> Reassurance:
        """The reassurance of a full id."""
        record: Any = self.entries[id_].record
        found: Reassurance = record
        return found

    def ids_for_name(self, key: str) -> list[str]:
        """The full ids of the records that were there and that a spelling leads to, by its key."""
        led = self._store.ids_for_name(key)
        there = [id_ for id_ in led if id_ in self.entries or self.is_unread(id_)]
        # One inside another gives way to a top-level record, if that was there.
        return [id_ for id_ in there if "/" not in id_] or there

    def is_unread(self, id_: str) -> bool:
        """Whether a record is there but could not be read."""
        return self._store.is_unread(id_)

    def unread(self) -> dict[str, str]:
        """The ids of the top-level records that could not be read, and the file of each."""
        return self._store.unread()

    def errors(self, id_: str) -> list[Problem]:
        """The errors of a top-level record, or of the file in which it could not be read."""
        return self._store.errors(id_)

    def files_with_errors(self) -> list[str]:
        """The files that have errors."""
        return self._store.files_with_errors()

    def hidden_fields(self, id_: str) -> tuple[str, ...]:
        """The fields of a top-level record that only count on the library's own day."""
        stored = self._store.find(id_) if self.is_past else None
        if stored is None:
            return ()
        from briefing.library import as_of

        return as_of.hidden_fields(stored.kind, stored.record, id_, self._world)

    def as_of(self, day: date) -> "Library":
        """The same library on another day.

        Raises:
            UnknownValue: the library is not current to that day.
        """
        return Library(self._store, day)

    def search(self, expression: str) -> list[str]:
        """The full ids of the records that an FTS5 expression finds, the best first."""
        return self._searched.search(expression)

    def vocabulary(self) -> list[str]:
        """Every word that a search can find."""
        return self._searched.vocabulary()

    def completions(self, start: str, kinds: Sequence[str]) -> list[str]:
        """What may be meant by a name of which the start is typed, each going on from there.

        Args:
            start: what is typed. A nested record is offered once the slash is.
            kinds: those of the top-level records to offer.
        """
        owner, slash, _ = start.partition("/")
        if slash:
            nested = (each.id for each in self.entries_in(owner) if each.owner)
            return [id_ for id_ in nested if id_.startswith(start)]
        found = []
        # On an earlier day, some of those that the index finds were not there.
        limit = -1 if self.is_past else _OFFERED
        for id_ in self._store.ids_with_prefix(normalize_name(start), kinds, limit):
            entry = self.entries.get(id_)
            if entry is None and not self.is_unread(id_):
                continue
            names = [text for _, text in all_names(id_, entry.record)] if entry else [id_]
            found += [going for each in names if (going := _going_on(start, each))][:1]
        return found[:_OFFERED]

    @cached_property
    def _searched(self) -> Store:
        """What a search looks through: on an earlier day, only what was there."""
        if not self.is_past:
            return self._store
        from briefing.index.snapshot import SnapshotRecord, build_search_index

        return build_search_index(
            self.folder,
            (
                SnapshotRecord(each.id, each.kind, each.record, self.outgoing_links(each.id))
                for each in self.entries.values()
            ),
        )

    def _every_top(self) -> Iterator[str]:
        for kind in TOP_LEVEL:
            yield from self._ids(kind)

    def _every(self) -> Iterator[str]:
        for id_ in self._every_top():
            top = self._top(id_)
            yield from top.entries if top else ()

    def _ids(self, kind: str) -> Iterator[str]:
        ids = self._store.ids(kind)
        return (id_ for id_ in ids if self._top(id_)) if self.is_past else iter(ids)

    def _of_kind(self, kind: str, id_: str) -> Any:
        top = self._top(id_)
        return top.entries[id_].record if top and top.entries[id_].kind == kind else None

    def _entry(self, id_: str) -> Entry | None:
        top = self._top(id_.partition("/")[0])
        return top.entries.get(id_) if top else None

    def _top(self, id_: str) -> "_Top | None":
        """A top-level record with what is nested in it, if it was there."""
        if id_ not in self._tops:
            stored = self._store.find(id_)
            top = self._on_day(stored) if stored else None
            if len(self._tops) >= _HELD:
                del self._tops[next(iter(self._tops))]
            self._tops[id_] = top
        return self._tops[id_]

    def _on_day(self, stored: Stored) -> "_Top | None":
        record, links = stored.record, stored.links
        if self.is_past:
            from briefing.index.extract import links as found
            from briefing.library import as_of

            if not self._remains(stored):
                return None
            record = as_of.record_as_of(stored.kind, record, stored.id, self._world)
            links = found(stored.id, stored.kind, record)
        if isinstance(record, Country) and record.leaders:
            in_office = tuple(id_ for id_ in record.leaders if self._leads(id_))
            if in_office != record.leaders:
                record = replace(record, leaders=in_office)
                links = tuple(
                    each for each in links if each.field != "leaders" or each.target in in_office
                )
        return _top(stored.id, stored.kind, record, links)

    def _leads(self, id_: str) -> bool:
        from briefing.library import as_of

        stored = self._store.find(id_)
        actor = stored.record if stored else None
        return not isinstance(actor, Actor) or as_of.in_office(actor, self.day)

    def _remains(self, stored: Stored) -> bool:
        """Whether a top-level record was there, or is a source on which rests what was."""
        cited = isinstance(stored.record, Source) and self._is_cited(stored.id)
        return cited or self._was_there(stored.id)

    @cached_property
    def _world(self) -> "AsOfContext":
        from briefing.library.as_of import AsOfContext

        return AsOfContext(self.day, self._was_there, self._had_happened)

    def _was_there(self, id_: str) -> bool:
        """Whether the record of a full id was there."""
        if id_ not in self._there:
            self._there[id_] = self._is_there(id_)
        return self._there[id_]

    @cached_property
    def _there(self) -> dict[str, bool]:
        return {}

    def _is_there(self, id_: str) -> bool:
        from briefing.library import as_of

        top, _, inner = id_.partition("/")
        stored = self._store.find(top)
        if stored is None:
            return False
        record = stored.record
        if inner:
            held = iter_nested(stored.kind, record)
            record = next((each for name, _, each in held if name == inner), None)
        return record is not None and as_of.existed(record, self._world)

    def _had_happened(self, id_: str) -> bool:
        from briefing.library import as_of

        stored = self._store.find(id_)
        event = stored.record if stored else None
        return isinstance(event, Event) and as_of.has_happened(event, self.day)

    def _is_cited(self, source: str) -> bool:
        """Whether what was there rests on a source, be it by way of other sources."""
        seen, waiting = {source}, [source]
        while waiting:
            cited = waiting.pop()
            for origin in self._store.referrers(cited):
                stored = self._store.find(origin)
                if stored is None or origin in seen:
                    continue
                if not isinstance(stored.record, Source) or self._was_there(origin):
                    top = self._top(origin)
                    leading = top.leading.get(cited, ()) if top else ()
                    if any(each.cites for each in leading):
                        return True
                else:
                    seen.add(origin)
                    waiting.append(origin)
        return False


def _going_on(start: str, name: str) -> str:
    """A name as what is typed goes on to it; empty where it does not.

    Blanks are hyphens, and so is every sign with which a shell could run or part something.
    """
    whole = "".join(each if _is_typed(each) else "-" for each in name)
    return (
        start + whole[len(start) :]
        if normalize_name(whole[: len(start)]) == normalize_name(start)
        else ""
    )


def _is_typed(character: str) -> bool:
    """Whether a character is a part of a word to any shell."""
    if character.isascii():
        return character.isalnum() or character in "-_./,"
    return character.isprintable()


def _said(id_: str) -> str:
    """What an id says that names nothing."""
    return id_.rpartition("/")[2].replace("-", " ").capitalize()


class _Top(NamedTuple):
    """A top-level record with those nested in it by full id, and the links from and to each."""

    entries: dict[str, Entry]
    links: dict[str, list[Link]]
    leading: dict[str, list[Link]]


def _top(id_: str, kind: str, record: Record, links: Iterable[Link]) -> _Top:
    entries = {id_: Entry(id_, kind, record)}
    for inner, inner_kind, each in iter_nested(kind, record):
        full = f"{id_}/{inner}"
        entries[full] = Entry(full, inner_kind, each, id_)
    by_origin: dict[str, list[Link]] = {}
    for link in links:
        by_origin.setdefault(link.origin, []).append(link)
    by_target: dict[str, list[Link]] = {}
    for link in chain.from_iterable(by_origin.values()):
        by_target.setdefault(link.target, []).append(link)
    return _Top(entries, by_origin, by_target)


T = TypeVar("T")


class Records(Mapping[str, T]):
    """Records by id, each read when it is asked for."""

    def __init__(self, ids: Callable[[], Iterable[str]], find: Callable[[str], T | None]) -> None:
        self._ids = ids
        self._find = find

    def __getitem__(self, id_: str) -> T:
        found = self._find(id_)
        if found is None:
            raise KeyError(id_)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids())

    def __len__(self) -> int:
        return sum(1 for _ in self._ids())


class _NameSource:
    """The names of a library's records of some kinds."""

    def __init__(self, library: Library, kinds: tuple[str, ...]) -> None:
        self._library = library
        self._kinds = kinds

    def ids_for_name(self, key: str) -> list[str]:
        """The full ids that a spelling leads to, by its key."""
        found = self._library.ids_for_name(key)
        if len(self._kinds) == len(TOP_LEVEL):
            return found
        return [id_ for id_ in found if self._is_asked_for(id_)]

    def top_level_names(self) -> Iterator[tuple[str, list[str]]]:
        """Each top-level record's id and spellings."""
        for kind in self._kinds:
            for id_, record in self._library.records(kind).items():
                yield id_, [text for _, text in all_names(id_, record)]
        if len(self._kinds) == len(TOP_LEVEL):
            yield from ((id_, [id_]) for id_ in self._library.unread())

    def nested_ids(self) -> Iterator[str]:
        """The full ids of the records inside them."""
        if len(self._kinds) == len(TOP_LEVEL):
            yield from (id_ for id_ in self._library.entries if "/" in id_)

    def _is_asked_for(self, id_: str) -> bool:
        entry = self._library.entries.get(id_)
        return entry is not None and entry.kind in self._kinds


def locate(
    named: str | None, from_environment: str | None, working_folder: Path
) -> LibraryLocation:
    """Where the library is: as named, else as the environment says, else nearest, else shipped.

    The nearest is the first `briefs/library.yaml` from the working folder upward.

    Raises:
        NoLibrary: there is none where one was named, or none was shipped.
    """
    if named:
        return LibraryLocation(_library_folder(working_folder / named, named), "option")
    if from_environment:
        folder = _library_folder(working_folder / from_environment, from_environment)
        return LibraryLocation(folder, "environment")
    for above in (working_folder, *working_folder.parents):
        if (above / SHIPPED / LIBRARY_FILE).is_file():
            return LibraryLocation(above / SHIPPED, "nearest")
    package = Path(__file__).parent.parent
    for shipped in (package / SHIPPED, package.parent / SHIPPED):
        if (shipped / LIBRARY_FILE).is_file():
            return LibraryLocation(shipped, "shipped")
    raise NoLibrary(
        f"There is no {SHIPPED}/{LIBRARY_FILE} here or above, and none was shipped. "
        "Name a library's folder with --library."
    )


def read_library(folder: Path) -> Library:
    """Reads a library from its files, without remembering it.

    Raises:
        Broken: `library.yaml` does not say what the library is and until when it counts.
    """
    return Library(Index(folder).store)


def _library_folder(folder: Path, named: str) -> Path:
    if (folder / LIBRARY_FILE).is_file():
        return folder
    if (folder / SHIPPED / LIBRARY_FILE).is_file():
        return folder / SHIPPED
    raise NoLibrary(f"{named} is no library: it holds no {LIBRARY_FILE}. Name a folder that does.")
