"""Extracts the rows of the index's tables from one file of a library."""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from time import time_ns
from typing import NamedTuple

from msgspec.structs import replace

from briefing.index import fulltext
from briefing.index.checksums import IndexCorrupted
from briefing.index.fingerprints import NO_FILE, Fingerprint, fingerprint_content
from briefing.index.problem_rows import problem_rows
from briefing.index.rows import (
    FileRows,
    NameRow,
    OwnedProblem,
    RecordRow,
    ReferenceRow,
    SearchRow,
    SpellingRow,
)
from briefing.index.store import encode_record
from briefing.library import loader, rules
from briefing.library.completion import shell_word
from briefing.library.file_kinds import kind_of_file, kind_of_folder
from briefing.library.files import State
from briefing.library.folding import normalize_name
from briefing.library.links import Link
from briefing.library.loader import (
    LibraryContext,
    LoadedFile,
    LoadedFiles,
    LoadedRecord,
    SourceLocation,
)
from briefing.library.location import LIBRARY_FILE
from briefing.library.lookup import NameRank, all_names, display_name, nested_names
from briefing.library.yaml_reader import BriefFile
from briefing.model.diagnostics import Problem
from briefing.model.kinds import TOP_LEVEL, iter_nested, nested_fields
from briefing.model.records import LATER_SOURCE, LibraryFile, Record
from briefing.model.schema import StringFormat, TypedValue, iter_values, replace_strings


class LibraryHeader(NamedTuple):
    """What a library says of itself, as far as it can be read, and where that is written."""

    library_file: LibraryFile | None
    location: SourceLocation


def read_header(folder: Path, state: State) -> LibraryHeader:
    """Read what a library says of itself, if `library.yaml` has a state in which it is read."""
    try:
        location, about = loader.read_library_file(folder, state[-1])
    except Exception as error:  # noqa: BLE001 (whatever one file does, the others answer)
        return LibraryHeader(None, SourceLocation(_failed_file(LIBRARY_FILE, error)))
    return LibraryHeader(about, location)


def library_file_rows(header: LibraryHeader, fingerprint_: Fingerprint) -> FileRows:
    """Return the rows of `library.yaml`."""
    loaded = LoadedFiles(header.library_file, [], library_location=header.location)
    file = LoadedFile(header.location.file)
    problems = problem_rows(file, [*file.file.problems, *_check_alone(loaded)])
    return FileRows(LIBRARY_FILE, "", fingerprint_, problems=problems)


def file_rows(folder: Path, name: str, state: State, about: LibraryFile | None) -> FileRows:
    """Read a file, and return its rows; those of a file that cannot be read if that fails.

    Args:
        folder: The library's folder.
        name: The path of the file in it.
        state: The state that the file had just before.
        about: What the library says of itself.
    """
    now = time_ns()
    try:
        file = loader.read_file(folder, name, state[-1])
        rows = _rows_without_fingerprint(file, about)
    except Exception as error:  # noqa: BLE001 (whatever one file does, the others answer)
        file = loader.unread_file(_failed_file(name, error))
        rows = _rows_without_fingerprint(file, about)
    return replace(rows, fingerprint=fingerprint_content(state, file.file.content, now))


def _rows_without_fingerprint(file: LoadedFile, about: LibraryFile | None) -> FileRows:
    problems = [*file.file.problems, *_check_alone(LoadedFiles(about, [file]))]
    # An id with a slash is that of a nested record: on a top-level one it is a reported problem.
    linked = [_resolve_links(record, about) for record in file.records if "/" not in record.id]
    return FileRows(
        file=file.file.name,
        kind=file.kind,
        fingerprint=NO_FILE,
        records=tuple(
            RecordRow(item.id, position, encode_record(item.record, item.links))
            for position, item in enumerate(linked)
        ),
        search_rows=tuple(
            row
            for item in linked
            for row in search_rows(item.id, item.kind, item.record, item.links)
        ),
        unread=tuple(file.unread),
        is_lost=bool(file.lost_kind),
        references=tuple(dict.fromkeys(row for item in linked for row in item.references)),
        names=tuple(_name_rows(file, linked)),
        spellings=tuple(_spelling_rows(file, linked)),
        marked=tuple(
            record.id
            for record in file.records
            if "/" not in record.id and any(part.marking for _, part in record.marked_parts)
        ),
        problems=problem_rows(file, problems),
    )


def unread_rows(problem: Problem) -> FileRows:
    """Return the rows of a file, or of a folder of records, that could not be read at all."""
    kind, id_ = kind_of_file(problem.file)
    return FileRows(
        file=problem.file,
        kind=kind or kind_of_folder(problem.file),
        fingerprint=NO_FILE,
        unread=(id_,) if id_ else (),
        is_lost=not id_,
        problems=(OwnedProblem(id_, problem),),
    )


def check_references(
    folder: Path, name: str, about: LibraryFile | None, context: LibraryContext
) -> tuple[OwnedProblem, ...]:
    """Return the problems of a file that depend on the library around it."""
    try:
        file = loader.read_file(folder, name)
        problems = rules.run_checks(LoadedFiles(about, [file], context), rules.LIBRARY_CHECKS)
    except IndexCorrupted:
        raise
    except Exception as error:  # noqa: BLE001 (whatever one file does, the others answer)
        file = loader.unread_file(_failed_file(name, error))
        problems = file.file.problems
    return problem_rows(file, problems)


def search_row(id_: str, kind: str, record: Record, links: Iterable[Link]) -> SearchRow:
    """Return the text by which a search finds a record."""
    fields = fulltext.text_fields(record)
    # Who leads a country depends on the day that is asked about, which no file knows.
    targets = (link.target for link in links if not link.depends_on_day)
    heads = [field.text for field in fields if fulltext.is_head(field)]
    texts = [field.text for field in fields if not fulltext.is_head(field)]
    return SearchRow(
        id=id_,
        kind=kind,
        name=display_name(record),
        short=record.short or "",
        head=fulltext.normalize("\n".join(heads)),
        text=fulltext.normalize("\n".join(texts)),
        linked=" ".join(map(fulltext.id_word, dict.fromkeys(targets))),
    )


def search_rows(id_: str, kind: str, record: Record, links: Iterable[Link]) -> Iterator[SearchRow]:
    """Yield the search rows of a top-level record and of those nested in it."""
    by_origin: dict[str, list[Link]] = {}
    for link in links:
        by_origin.setdefault(link.origin, []).append(link)
    yield search_row(id_, kind, record, by_origin.get(id_, ()))
    for inner_id, inner_kind, nested in iter_nested(kind, record):
        full_id = f"{id_}/{inner_id}"
        yield search_row(full_id, inner_kind, nested, by_origin.get(full_id, ()))


def links(id_: str, kind: str, record: Record) -> tuple[Link, ...]:
    """Return the links from a record whose references are full ids."""
    values = iter_values(record, "id")
    return tuple(dict.fromkeys([link for link, _ in _iter_links(id_, kind, record, values)]))


class _LinkedRecord(NamedTuple):
    """A record whose references are full ids, and where they lead."""

    id: str
    kind: str
    record: Record
    links: tuple[Link, ...]
    references: tuple[ReferenceRow, ...]


def _resolve_links(loaded: LoadedRecord, about: LibraryFile | None) -> _LinkedRecord:
    nested_kinds = {id_: kind for id_, kind, _ in iter_nested(loaded.kind, loaded.record)}
    topics = about.topics if about else {}
    ambiguous: set[str] = set()

    def full_id(text: str, form: StringFormat) -> str:
        if "/" in text or ("topic" in form.to and text in topics):
            return text
        takes_top_level = not TOP_LEVEL.keys().isdisjoint(form.to)
        # A field that takes nested records only can mean nothing else, even if there is none.
        if not takes_top_level or nested_kinds.get(text) in form.to:
            if takes_top_level:
                ambiguous.add(f"{loaded.id}/{text}")
            return f"{loaded.id}/{text}"
        return text

    values = [
        TypedValue(value.path, full_id(value.text, value.format), value.format)
        for value in loaded.values("id")
    ]
    changes = {
        new.path: new.text
        for new, old in zip(values, loaded.values("id"), strict=True)
        if new.text != old.text
    }
    record = replace_strings(loaded.record, changes) if changes else loaded.record
    links_and_forms = list(_iter_links(loaded.id, loaded.kind, record, values))
    references = [
        ReferenceRow(
            link.target, loaded.id, _takes(form.to) + ("/" if link.target in ambiguous else "")
        )
        for link, form in links_and_forms
        if not ("topic" in form.to and link.target in topics)
    ]
    return _LinkedRecord(
        loaded.id,
        loaded.kind,
        record,
        tuple(dict.fromkeys([link for link, _ in links_and_forms])),
        tuple(dict.fromkeys(references)),
    )


@cache
def _takes(kinds: tuple[str, ...]) -> str:
    return f"+{'+'.join(kinds)}+"


def _iter_links(
    id_: str, kind: str, record: Record, values: Iterable[TypedValue]
) -> Iterator[tuple[Link, StringFormat]]:
    """Yield every link from a record, and the format of its field; `values` are its ids."""
    fields = nested_fields(kind)
    for value in values:
        if value.text == LATER_SOURCE:
            continue
        origin, path = id_, value.path
        if path[0] in fields:
            nested = getattr(record, str(path[0]))[path[1]]
            origin, path = f"{id_}/{nested.id}", path[2:]
        field = ".".join([step for step in path if isinstance(step, str)])
        yield Link(origin, field, value.text), value.format


def _name_rows(file: LoadedFile, records: Iterable[_LinkedRecord]) -> Iterator[NameRow]:
    for position, item in enumerate(records):
        for name in all_names(item.id, item.record):
            key = normalize_name(name.text)
            if key:
                yield NameRow(key, item.id, name.rank, position)
        for id_, _, nested in iter_nested(item.kind, item.record):
            for name in nested_names(id_, nested):
                key = normalize_name(name.text)
                if key:
                    yield NameRow(key, f"{item.id}/{id_}", name.rank, position)
    for id_ in file.unread:
        if "/" not in id_:
            yield NameRow(normalize_name(id_), id_, NameRank.ID, position=-1)


def _spelling_rows(file: LoadedFile, records: Iterable[_LinkedRecord]) -> Iterator[SpellingRow]:
    for item in records:
        for number, name in enumerate(all_names(item.id, item.record)):
            key = normalize_name(name.text) if name.rank < NameRank.NESTED else ""
            yield SpellingRow(item.id, number, key, shell_word(name.text))
    for id_ in file.unread:
        if "/" not in id_:
            yield SpellingRow(id_, 0, normalize_name(id_), shell_word(id_))


def _check_alone(loaded: LoadedFiles) -> list[Problem]:
    return rules.run_checks(loaded, rules.FILE_CHECKS)


def _failed_file(name: str, error: Exception) -> BriefFile:
    """Return a file on which the program failed, so that the others answer."""
    reason = f"this program failed on it ({type(error).__name__}); please report that"
    return BriefFile(name, b"", unopened=reason)
