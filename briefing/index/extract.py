"""Reads one file of a library into what it gives to the index's tables."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from time import time_ns
from typing import NamedTuple

from briefing.index import fulltext
from briefing.index.fingerprints import Fingerprint, fingerprint, stamped
from briefing.index.store import (
    FileRows,
    Link,
    NameRow,
    OwnedProblem,
    RecordRow,
    ReferenceRow,
    SearchRow,
    encode_record,
)
from briefing.library import loader, rules
from briefing.library.loader import (
    LibraryContext,
    LoadedFile,
    LoadedFiles,
    LoadedRecord,
    SourceLocation,
)
from briefing.library.lookup import all_names, display_name, normalize_name
from briefing.model.diagnostics import Problem
from briefing.model.kinds import TOP_LEVEL, iter_nested, nested_fields
from briefing.model.records import LIBRARY_FILE, LibraryFile, Nested, Record
from briefing.model.schema import StringFormat, iter_values, map_strings


class LibraryHeader(NamedTuple):
    """What a library says of itself, as far as it can be read, and the place of that."""

    about: LibraryFile | None
    place: SourceLocation


def read_header(folder: Path) -> LibraryHeader:
    """Reads what a library says of itself."""
    place, about = loader.read_library_file(folder)
    return LibraryHeader(about, place)


def library_file_rows(said: LibraryHeader, when: Fingerprint) -> FileRows:
    """What `library.yaml` gives."""
    problems = [
        *said.place.file.problems,
        *_alone(LoadedFiles(said.about, [], library_location=said.place)),
    ]
    return FileRows(
        LIBRARY_FILE, "", when, troubles=tuple(OwnedProblem("", each) for each in problems)
    )


def file_rows(
    folder: Path, name: str, when: tuple[int, int], about: LibraryFile | None
) -> FileRows:
    """What a file gives by itself."""
    now = time_ns()
    sheet = loader.read_file(folder, name)
    problems = [*sheet.file.problems, *_alone(LoadedFiles(about, [sheet]))]
    # An id with a slash is that of a nested record; what has one here is told, and not found.
    linked = [_linked(each, about) for each in sheet.records if "/" not in each.id]
    return FileRows(
        file=name,
        kind=sheet.kind,
        # What holds no records was not read.
        stamp=stamped(when, sheet.file.content, now)
        if sheet.kind
        else fingerprint(str(folder), name, when),
        tops=tuple(
            RecordRow(each.id, each.kind, place, encode_record(each.record, each.links))
            for place, each in enumerate(linked)
        ),
        parts=tuple(part for each in linked for part in _parts(each)),
        unread=tuple(sheet.unread),
        lost=bool(sheet.lost_kind),
        references=tuple(dict.fromkeys(one for each in linked for one in each.references)),
        spellings=tuple(_spellings(sheet, linked)),
        troubles=_troubles(sheet, problems),
    )


def check_references(
    folder: Path, name: str, about: LibraryFile | None, around: LibraryContext
) -> list[OwnedProblem]:
    """What is wrong with a file, given the library around it."""
    sheet = loader.read_file(folder, name)
    found = rules.run_checks(LoadedFiles(about, [sheet], around), rules.LIBRARY_CHECKS)
    return list(_troubles(sheet, found))


def search_row(id_: str, kind: str, record: Record | Nested, links: Iterable[Link]) -> SearchRow:
    """A record as a search finds it."""
    texts = fulltext.text_fields(record)
    # Who leads a country depends on the day that is asked about, which no file knows.
    targets = (link.target for link in links if link.field != "leaders")
    ids = " ".join(dict.fromkeys(targets))
    return SearchRow(
        id=id_,
        kind=kind,
        name=display_name(record),
        head=fulltext.normalize("\n".join(each.text for each in texts if fulltext.is_head(each))),
        text=fulltext.normalize(
            "\n".join(each.text for each in texts if not fulltext.is_head(each))
        ),
        tied=fulltext.normalize(f"{id_} {ids}"),
    )


def search_rows(id_: str, kind: str, record: Record, links: Iterable[Link]) -> Iterator[SearchRow]:
    """A top-level record and those nested in it, as a search finds them."""
    by_origin: dict[str, list[Link]] = {}
    for link in links:
        by_origin.setdefault(link.origin, []).append(link)
    yield search_row(id_, kind, record, by_origin.get(id_, ()))
    for inner, inner_kind, each in iter_nested(kind, record):
        full = f"{id_}/{inner}"
        yield search_row(full, inner_kind, each, by_origin.get(full, ()))


def links(id_: str, kind: str, record: Record) -> tuple[Link, ...]:
    """The links that start in a record whose references are full ids."""
    return tuple(dict.fromkeys(link for link, _ in _links(id_, kind, record)))


class _Linked(NamedTuple):
    """A record whose references are full ids, and where they lead."""

    id: str
    kind: str
    record: Record
    links: tuple[Link, ...]
    references: tuple[ReferenceRow, ...]


def _linked(loaded: LoadedRecord, about: LibraryFile | None) -> _Linked:
    own = {inner: kind for inner, kind, _ in iter_nested(loaded.kind, loaded.record)}
    doubtful: set[str] = set()

    def full(text: str, form: StringFormat) -> str:
        if "/" in text or ("topic" in form.to and about and text in about.topics):
            return text
        tops = any(kind in TOP_LEVEL for kind in form.to)
        # A field that takes nested records only can mean nothing else, also where there is none.
        if not tops or own.get(text) in form.to:
            if tops:
                doubtful.add(f"{loaded.id}/{text}")
            return f"{loaded.id}/{text}"
        return text

    record: Record = map_strings(loaded.record, full, "id")
    found = list(_links(loaded.id, loaded.kind, record))
    topics = about.topics if about else {}
    references = [
        ReferenceRow(
            link.target,
            loaded.id,
            f"+{'+'.join(form.to)}+{'/' if link.target in doubtful else ''}",
        )
        for link, form in found
        if not ("topic" in form.to and link.target in topics)
    ]
    return _Linked(
        loaded.id,
        loaded.kind,
        record,
        tuple(dict.fromkeys(link for link, _ in found)),
        tuple(dict.fromkeys(references)),
    )


def _links(id_: str, kind: str, record: Record) -> Iterator[tuple[Link, StringFormat]]:
    """Every link from a record, and what its field takes."""
    for leaf in iter_values(record, "id"):
        origin, way = id_, leaf.path
        if way[0] in nested_fields(kind):
            each = getattr(record, str(way[0]))[way[1]]
            origin, way = f"{id_}/{each.id}", way[2:]
        field = ".".join(step for step in way if isinstance(step, str))
        yield Link(origin, field, leaf.text), leaf.format


def _parts(each: _Linked) -> Iterator[SearchRow]:
    return search_rows(each.id, each.kind, each.record, each.links)


def _spellings(sheet: LoadedFile, linked: Iterable[_Linked]) -> Iterator[NameRow]:
    for place, each in enumerate(linked):
        for _, text in all_names(each.id, each.record):
            if normalize_name(text):
                yield NameRow(normalize_name(text), each.id, nested=False, place=place)
        for inner, _, _ in iter_nested(each.kind, each.record):
            yield NameRow(normalize_name(inner), f"{each.id}/{inner}", nested=True, place=place)
    for id_ in sheet.unread:
        if "/" not in id_:
            yield NameRow(normalize_name(id_), id_, nested=False, place=-1)


def _alone(draft: LoadedFiles) -> list[Problem]:
    return rules.run_checks(draft, rules.FILE_CHECKS)


def _troubles(sheet: LoadedFile, problems: Iterable[Problem]) -> tuple[OwnedProblem, ...]:
    return tuple(OwnedProblem(sheet.owner(each), each) for each in problems)
