"""Reads the files of a library into records, before they are checked and linked.

The records of a kind are in one file each (`countries/japan.yaml`: the folder is the kind's, the
stem is the id) or in one file together (`actors.yaml`: the keys are the ids).
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from operator import itemgetter
from pathlib import Path as FilePath
from typing import Any, Final, NamedTuple, Protocol

from briefing.library import files
from briefing.library.file_kinds import is_copy, kind_of_file, kind_of_folder
from briefing.library.location import LIBRARY_FILE
from briefing.library.yaml_reader import SYNTAX, UNREADABLE, BriefFile
from briefing.model import edtf
from briefing.model.diagnostics import Problem, Rule
from briefing.model.kinds import NESTED_BY_FIELD, TOP_LEVEL, iter_nested, nested_fields
from briefing.model.records import LibraryFile, Marked, Record, Statement
from briefing.model.schema import Path, TypedValue, fields, iter_parts, iter_values

STRAY_FILE: Final = Rule(
    "stray-file",
    "warning",
    "Everything in a library's folder that looks like a brief is one that is read.",
    "country/latvia.yaml",
    "",
    "name: Latvia\n",
)


# The formats of what checks and links look at.
_FORMATS: Final = ("address", "id", "iso3166", "slug", "topic")


class SourceLocation(NamedTuple):
    """Where a record is written: its file, and the path to it in that file."""

    file: BriefFile
    path: Path = ()


class LoadedRecord:
    """One record as read, its references not yet resolved.

    What several checks look at is looked up once.
    """

    def __init__(self, id_: str, kind: str, record: Record, location: SourceLocation) -> None:
        self.id = id_
        self.kind = kind
        self.record = record
        self.location = location

    def values(self, format_name: str) -> Sequence[TypedValue]:
        """Return every text in the record that must have some format."""
        return self._values[format_name]

    @cached_property
    def _values(self) -> dict[str, list[TypedValue]]:
        values: dict[str, list[TypedValue]] = {name: [] for name in _FORMATS}
        for value in iter_values(self.record, *_FORMATS):
            values[value.format.name].append(value)
        return values

    @cached_property
    def marked_parts(self) -> list[tuple[Path, Marked]]:
        """The path and value of each part of the record that can be marked, itself included."""
        return iter_parts(self.record, Marked)

    @cached_property
    def statements(self) -> list[tuple[Path, Statement]]:
        """The path and value of each statement in the record, itself included."""
        return [(path, part) for path, part in self.marked_parts if isinstance(part, Statement)]

    @cached_property
    def nested(self) -> list[tuple[Path, str, Any]]:
        """The path, the kind and the value of each record nested in this one."""
        return [
            ((field, position), NESTED_BY_FIELD[field].name, nested)
            for field in nested_fields(self.kind)
            for position, nested in enumerate(getattr(self.record, field))
        ]


class LoadedFile:
    """One file as read: its records, and the ids of what could not be read.

    `kind` is the kind of its records, empty if the file is none that holds records. `unread` maps
    the full id of each unreadable record to its location. `lost_kind` is the kind if the file of
    a whole kind could not be read at all.
    """

    def __init__(self, file: BriefFile, kind: str = "") -> None:
        self.file = file
        self.kind = kind
        self.records: list[LoadedRecord] = []
        self.unread: dict[str, SourceLocation] = {}
        self.lost_kind = ""

    def owner(self, problem: Problem) -> str:
        """Return the id of the top-level record in which a problem lies, empty if in none."""
        after = bisect_right(self._starts, (problem.line, problem.column), key=itemgetter(0))
        return self._starts[after - 1][1] if after else ""

    @cached_property
    def _starts(self) -> list[tuple[tuple[int, int], str]]:
        """The line and column at which each record starts, and its id, in their order."""
        return sorted((self.file.position(place.path), id_) for id_, place in self._locations())

    def _locations(self) -> Iterator[tuple[str, SourceLocation]]:
        yield from ((loaded.id, loaded.location) for loaded in self.records)
        yield from ((id_, location) for id_, location in self.unread.items() if "/" not in id_)


class LibraryContext(Protocol):
    """The whole library around the files that are checked, these included."""

    @property
    def lost_kinds(self) -> frozenset[str]:
        """The kinds of which a file could not be read at all."""

    def kind(self, id_: str) -> str:
        """Return the kind of the top-level or nested record of a full id, empty if none has it."""

    def is_unread(self, id_: str) -> bool:
        """Return whether a record exists but could not be read."""

    def first_record(self, id_: str) -> tuple[str, str]:
        """Return the kind and the file of the first record that has an id."""

    def first_for_name(self, key: str) -> tuple[str, str]:
        """Return the id and kind of the first record of a name, by the normalized name."""

    def iter_names(self) -> Iterable[tuple[str, str, str]]:
        """Iterate over the normalized names of all records, each with an id and its kind."""

    def written_name(self, id_: str, key: str) -> str:
        """Return a name of a record as it is written, by the normalized name."""

    def is_cited(self, source: str) -> bool:
        """Return whether any record cites a source."""

    def iter_records(self) -> Iterable[tuple[str, str]]:
        """Iterate over the full id and the kind of every record."""


class LoadedFiles:
    """Files of a library as read, for the rules to check.

    Args:
        library_file: the contents of `library.yaml`, None if it cannot be read.
        files: the files that hold the records to check.
        context: the whole library, for rules that depend on it.
        library_location: where `library.yaml` is, if it is checked as well.
    """

    def __init__(
        self,
        library_file: LibraryFile | None,
        files: Sequence[LoadedFile],
        context: LibraryContext | None = None,
        library_location: SourceLocation | None = None,
    ) -> None:
        self.library_file = library_file
        self.library_location = library_location
        self.records = [loaded for file in files for loaded in file.records]
        self._context = context

    @property
    def context(self) -> LibraryContext:
        """The whole library, for a rule that depends on it."""
        assert self._context is not None, "these files are checked alone"  # noqa: S101 (a bug here)
        return self._context

    @property
    def topics(self) -> dict[str, str]:
        """The topics that `library.yaml` names, slug to label."""
        return self.library_file.topics if self.library_file else {}

    def iter_values(self, format_name: str) -> Iterator[tuple[LoadedRecord, TypedValue]]:
        """Yield every text that must have some format, with the record that contains it."""
        for loaded in self.records:
            for value in loaded.values(format_name):
                yield loaded, value

    @cached_property
    def as_of(self) -> date:
        """The last day that the library covers, `date.max` if its date cannot be read."""
        return edtf.latest_day(self.library_file.as_of) if self.library_file else date.max

    def resolve(self, owner: str, text: str, to: tuple[str, ...]) -> list[str]:
        """Return the full ids, of the kinds `to`, that a reference in the file of `owner` means."""
        ids = [id_ for id_ in meanings(owner, text) if self.context.kind(id_) in to]
        return ids or ([text] if "topic" in to and text in self.topics else [])

    def is_missing(self, owner: str, text: str, to: tuple[str, ...]) -> bool:
        """Return whether a reference leads to no record, not even to one that was not read."""
        return not (
            self.resolve(owner, text, to)
            or any(map(self.context.is_unread, {text.partition("/")[0], *meanings(owner, text)}))
            or self.context.lost_kinds.intersection(to)
        )


def meanings(owner: str, text: str) -> list[str]:
    """Return the full ids that a reference in the file of `owner` could stand for."""
    return [text] if "/" in text else [text, f"{owner}/{text}"]


def read_library_file(
    folder: FilePath, refusal: str = ""
) -> tuple[SourceLocation, LibraryFile | None]:
    """Read `library.yaml`; return its location and contents, None if they cannot be read.

    Args:
        folder: The library's folder.
        refusal: Why the file is not opened, in a sentence; empty if it is.
    """
    file = _refuse(LIBRARY_FILE, UNREADABLE, refusal) if refusal else _open(folder, LIBRARY_FILE)
    return SourceLocation(file), None if refusal else file.record((), LibraryFile)


def read_file(folder: FilePath, name: str, refusal: str = "") -> LoadedFile:
    """Read one file of a library.

    Args:
        folder: The library's folder.
        name: The path of the file within it.
        refusal: Why it is not opened, in a sentence; empty if it is.
    """
    kind, id_ = kind_of_file(name)
    if not (kind or kind_of_folder(name)):
        return LoadedFile(_read_stray(folder, name, refusal))
    file = _refuse(name, UNREADABLE, refusal) if refusal else _open(folder, name)
    if refusal or not file.readable:
        return unread_file(file)
    loaded = LoadedFile(file, kind)
    paths: dict[str, Path] = {id_: ()} if id_ else {key: (key,) for key in loaded.file.plain()}
    for key, path in paths.items():
        _add_record(loaded, key, SourceLocation(loaded.file, path))
    return loaded


def unread_file(file: BriefFile) -> LoadedFile:
    """Return a file, or a folder of records, of which no record could be read."""
    kind, id_ = kind_of_file(file.name)
    loaded = LoadedFile(file, kind or kind_of_folder(file.name))
    if id_:
        loaded.unread[id_] = SourceLocation(file)
    else:
        loaded.lost_kind = loaded.kind
    return loaded


def _open(folder: FilePath, name: str) -> BriefFile:
    try:
        return BriefFile(name, files.read(str(folder), name))
    except OSError as error:
        return BriefFile(name, b"", unopened=error.strerror or str(error))
    except files.Refused as refused:
        return _refuse(name, UNREADABLE, str(refused))


def _refuse(name: str, rule: Rule, why: str) -> BriefFile:
    """Return a file that was not opened, with the problem that says why."""
    file = BriefFile(name, b"", unopened=why)
    file.problems = [file.problem(rule, (), why)]
    return file


def _read_stray(folder: FilePath, name: str, refusal: str) -> BriefFile:
    """Read a file that holds no records, to see whether it was meant to."""
    if refusal:
        rule = UNREADABLE if name == files.THE_FOLDER else STRAY_FILE
        return _refuse(name, rule, refusal)
    file = _open(folder, name)
    why = _why_stray(name)
    if not why and _looks_like_brief(file):
        why = "This file is not read; `briefing help writing` shows where records belong."
    file.problems = [file.problem(STRAY_FILE, (), why)] if why else []
    return file


def _why_stray(name: str) -> str:
    """Return what is wrong with the name of a stray file, empty if nothing but its place is."""
    if is_copy(name):
        return (
            "This looks like a copy that another program made, so it is not read; "
            "merge what it holds, and remove it."
        )
    stem = name[: name.rindex(".")]
    right = f"{stem}{files.SUFFIX}"
    if name != right and (right == LIBRARY_FILE or kind_of_file(right)[0]):
        return f"This file is not read: its name must end in {files.SUFFIX}. Rename it to {right}."
    return ""


def _looks_like_brief(file: BriefFile) -> bool:
    """Return whether a file holds a record, or mostly records, or nothing that can be judged."""
    plain = file.plain()
    if not plain or any(problem.rule in (UNREADABLE.id, SYNTAX.id) for problem in file.problems):
        return True
    parts = [*plain.values()] if isinstance(plain, dict) else plain
    return _is_record(plain) or (
        isinstance(parts, list) and 2 * sum(map(_is_record, parts)) > len(parts)
    )


def _is_record(plain: Any) -> bool:
    """Return whether plain data has every field that some top-level record requires."""
    structs = (LibraryFile, *(kind.record for kind in TOP_LEVEL.values()))
    return isinstance(plain, dict) and any(
        all(name in plain for name, field in fields(struct).items() if field.required)
        for struct in structs
    )


def _add_record(loaded: LoadedFile, id_: str, location: SourceLocation) -> None:
    nested_ids = set(_nested_ids(loaded.kind, location.file.plain(location.path)))
    record = location.file.record(location.path, TOP_LEVEL[loaded.kind].record)
    if record is None:
        loaded.unread[id_] = location
        return
    loaded.records.append(LoadedRecord(id_, loaded.kind, record, location))
    for nested_id in nested_ids - {nested_id for nested_id, *_ in iter_nested(loaded.kind, record)}:
        loaded.unread[f"{id_}/{nested_id}"] = location


def _nested_ids(kind: str, plain: Any) -> Iterator[str]:
    """Yield the ids that nested records have as written, whether they can be read or not."""
    for name in nested_fields(kind):
        records = plain.get(name) if isinstance(plain, dict) else None
        for record in records if isinstance(records, list) else ():
            id_ = record.get("id") if isinstance(record, dict) else None
            if isinstance(id_, str):
                yield id_
