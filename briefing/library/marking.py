"""Says how far a record may be passed on (TLP 2.0), and reduces a library to what may be shown.

A record is as restricted as the strictest of its own marking, that of the record that it is nested
in, those of the sources that it cites and of the sources that these cite, and that of the library.
References to other records do not restrict it. What has no marking, and rests on nothing that has
one, is not restricted.

What could not be read may have been a marking. So a file that could not be read in full counts as
red, and so does a source that is not there.

Under a limit, the library is what its files would hold if every record, and every part of one,
above the limit were deleted with all references to it.
"""

import re
from collections.abc import Callable, Collection, Container, Iterable
from functools import cached_property
from typing import Any, Final

import msgspec.structs

from briefing.errors import LibraryError
from briefing.index import extract
from briefing.index.store import Store, Stored
from briefing.library.location import LIBRARY_FILE
from briefing.library.reduction import Reduction, reduce_part
from briefing.model.diagnostics import ON_READING, Problem
from briefing.model.kinds import iter_nested, nested_fields
from briefing.model.records import Marked, Record, Source, source_id
from briefing.model.schema import iter_parts
from briefing.model.vocabulary import MARKINGS, Marking

_RANKS: Final = {marking: rank for rank, marking in enumerate(MARKINGS)}

# A word of a message, which may be an id or the name of a file.
_WORD: Final = re.compile(r"\w(?:[\w./-]*\w)?")

_UNREAD: Final[Marking] = "red"
"""What counts as the marking of what could not be read."""


def strictest(markings: Iterable[Marking | None]) -> Marking | None:
    """Return the strictest of some markings, None if there is none."""
    ranks = [_RANKS[marking] for marking in markings if marking]
    return MARKINGS[max(ranks)] if ranks else None


def is_within(marking: Marking | None, limit: Marking) -> bool:
    """Return whether something of a marking may be shown where a limit holds."""
    return marking is None or _RANKS[marking] <= _RANKS[limit]


def refuse_marked_library(store: Store, limit: Marking) -> None:
    """Refuse a library that is restricted as a whole, without a word of what it is.

    Raises:
        LibraryError: its own marking is above the limit, or cannot be read.
    """
    if not is_within(Markings(store).of_library, limit):
        raise LibraryError(
            f"The whole library is marked above {label(limit)} or its {LIBRARY_FILE} cannot be "
            "read, so nothing of it may be shown; give a stricter --max-marking."
        )


def label(marking: Marking) -> str:
    """Return a marking as documents carry it."""
    return f"TLP:{marking.upper()}"


class Markings:
    """How far each record of a library may be passed on."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._of_sources: dict[str, Marking | None] = {}
        self._of_records: dict[str, Marking | None] = {}

    @cached_property
    def of_library(self) -> Marking | None:
        """The marking of everything in the library, None if it has none."""
        about = self._store.library_file
        return _UNREAD if about is None or self.is_unread(LIBRARY_FILE) else about.marking or None

    def is_unread(self, file: str) -> bool:
        """Return whether something in a file could not be read."""
        return file in self._unread_files

    @cached_property
    def _unread_files(self) -> frozenset[str]:
        problems = self._store.problems()
        return frozenset(problem.file for problem in problems if problem.rule in ON_READING)

    def of_record(self, stored: Stored) -> Marking | None:
        """Return the marking of a top-level record, which is that of everything in it at least."""
        if stored.id not in self._of_records:
            self._of_records[stored.id] = strictest(
                (
                    self.of_library,
                    _UNREAD if self.is_unread(self._store.first_record(stored.id)[1]) else None,
                    self.of_part(stored.record),
                )
            )
        return self._of_records[stored.id]

    def of_part(self, part: Any) -> Marking | None:
        """Return the marking of a record or a part of one, by itself and by its sources."""
        cited = (source_id(reference) for reference in getattr(part, "sources", ()))
        return strictest((getattr(part, "marking", None) or None, *map(self._of_source, cited)))

    def of_parts(self, record: Record, kind: str) -> Marking | None:
        """Return the strictest marking of the parts of a record, but for those nested in it."""
        nested = nested_fields(kind)
        parts = (
            part for path, part in iter_parts(record, Marked) if not path or path[0] not in nested
        )
        return strictest(map(self.of_part, parts))

    def _of_source(self, id_: str) -> Marking | None:
        """Return the marking of a source, and of all that it rests on."""
        if id_ not in self._of_sources:
            closure, waiting = {id_}, [id_]
            markings: list[Marking | None] = [None]
            while waiting:
                stored = self._store.find(waiting.pop())
                source = stored.record if stored else None
                if stored is None or not isinstance(source, Source):
                    markings.append(_UNREAD)
                    continue
                is_unread = self.is_unread(self._store.first_record(stored.id)[1])
                markings.append(_UNREAD if is_unread else source.marking or None)
                cited = set(map(source_id, source.sources)) - closure
                closure |= cited
                waiting += cited
            self._of_sources[id_] = strictest(markings)
        return self._of_sources[id_]


class MarkingView:
    """What of a library may be shown under a limit."""

    def __init__(
        self,
        store: Store,
        limit: Marking,
        topics: Container[str],
        is_withheld: Callable[[str], bool] = lambda _id: False,
    ) -> None:
        """Reduce a library to what is marked as a limit at most.

        Args:
            store: The index that contains its records.
            limit: The strictest marking that may be shown.
            topics: The topics of the library.
            is_withheld: Whether the record of a full id may not be shown for another reason.
        """
        self._store = store
        self._limit = limit
        self._markings = Markings(store)
        self._is_withheld = is_withheld
        self._found: dict[str, frozenset[str]] = {}
        self._reduction = Reduction(
            has_part=lambda part: is_within(self._markings.of_part(part), limit),
            lacking=lambda _part: (),
            has_target=self.has,
            topics=topics,
        )

    def find(self, id_: str) -> Stored | None:
        """Return what may be shown of a top-level record with its links, None if nothing may."""
        stored = self._store.find(id_) if self.has(id_) else None
        if stored is None:
            return None
        record = self._without_withheld(stored)
        record = reduce_part(record, self._reduction)
        if record is stored.record:
            return stored
        return Stored(id_, stored.kind, record, extract.links(id_, stored.kind, record))

    def referrers(self, target: str, kinds: Collection[str] = ()) -> list[str]:
        """Return the top-level records, of some kinds or of all, that may be shown and refer to it.

        Args:
            target: the full id of what they refer to.
            kinds: theirs; none for all.
        """
        return list(filter(self.has, self._store.referrers(target, kinds)))

    def has(self, id_: str) -> bool:
        """Return whether the record of a full id is there and may be shown."""
        owner = id_.partition("/")[0]
        if owner not in self._found:
            self._found[owner] = frozenset(self._ids_in(owner))
        return id_ in self._found[owner]

    def withholds(self, id_: str) -> bool:
        """Return whether the record of a full id is there, but may not be shown."""
        return not self.has(id_) and bool(self._store.kind(id_) or self._store.is_unread(id_))

    def withholds_parts(self, id_: str) -> bool:
        """Return whether a part of a top-level record, at any depth, may not be shown."""
        stored = self._store.find(id_)
        return stored is not None and any(
            not is_within(self._markings.of_part(part), self._limit)
            for _, part in iter_parts(stored.record, Marked)
            if not hasattr(part, "id")
        )

    def is_unread(self, id_: str) -> bool:
        """Return whether a file that may hold the record of a full id was not read in full."""
        return self._store.is_unread(id_) or self._markings.is_unread(
            self._store.first_record(id_.partition("/")[0])[1]
        )

    def _ids_in(self, owner: str) -> Iterable[str]:
        """Yield the full ids of a top-level record and of those nested in it that may be shown."""
        stored = self._store.find(owner)
        if stored is None or self._is_withheld(owner):
            return
        if not is_within(self._markings.of_record(stored), self._limit):
            return
        yield owner
        for nested_id, _, nested in iter_nested(stored.kind, stored.record):
            id_ = f"{owner}/{nested_id}"
            if self._reduction.has_part(nested) and not self._is_withheld(id_):
                yield id_

    def _without_withheld(self, stored: Stored) -> Any:
        """Return a top-level record without the nested records that may not be shown."""
        changes = {}
        for name in nested_fields(stored.kind):
            records = getattr(stored.record, name)
            shown = tuple(item for item in records if self.has(f"{stored.id}/{item.id}"))
            if len(shown) < len(records):
                changes[name] = shown
        return msgspec.structs.replace(stored.record, **changes) if changes else stored.record


class ProblemView:
    """The files of a library that hold nothing above a limit, and the problems of them.

    A file that could not be read in full is not among them. A problem of another one is left out
    if what it says names something above the limit, such as the nearest right spelling.
    """

    def __init__(self, store: Store, limit: Marking) -> None:
        refuse_marked_library(store, limit)
        about = store.library_file
        self._store = store
        self._markings = Markings(store)
        self._view = MarkingView(store, limit, about.topics if about else ())
        self.files = list(filter(self._is_shown, store.files()))

    def problems(self) -> list[Problem]:
        """Return the problems that may be shown."""
        shown = set(self.files)
        return [
            problem
            for problem in self._store.problems()
            if problem.file in shown
            and self._withheld.isdisjoint(_WORD.findall(f"{problem.message} {problem.suggestion}"))
        ]

    def _is_shown(self, file: str) -> bool:
        if self._markings.is_unread(file):
            return False
        found = ((stored, self._view.find(stored.id)) for stored in self._store.records_in(file))
        return all(shown is not None and shown.record == stored.record for stored, shown in found)

    @cached_property
    def _withheld(self) -> frozenset[str]:
        """The ids and files that may not be named."""
        ids = [id_ for id_, _ in self._store.iter_records() if not self._view.has(id_)]
        ids += self._store.unread()
        files = set(self._store.files()).difference(self.files)
        return frozenset((*ids, *(id_.rpartition("/")[2] for id_ in ids), *files))
