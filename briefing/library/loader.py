"""Reads the files of a library into records, before anything checks or links them.

A kind's records stand in one file each (`countries/japan.yaml`: the folder says the kind, the
file's stem is the id) or in one file together (`actors.yaml`: the ids are the keys).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol

from briefing.library.yaml_reader import BriefFile
from briefing.model import edtf
from briefing.model.diagnostics import Problem, Rule
from briefing.model.kinds import TOP_LEVEL, iter_nested, nested_fields
from briefing.model.records import LIBRARY_FILE, LibraryFile, Record
from briefing.model.schema import Path as Way
from briefing.model.schema import TypedValue, iter_values

STRAY_FILE: Final = Rule(
    "stray-file",
    "warning",
    "Every YAML file in a library's folder is one that is read.",
    "country/latvia.yaml",
    "",
    "name: Latvia\n",
)


class SourceLocation(NamedTuple):
    """Where a record stands: its file, and the way to it in that file."""

    file: BriefFile
    base: Way = ()


class LoadedRecord(NamedTuple):
    """One record as read, and where it stands."""

    id: str
    kind: str
    record: Record
    place: SourceLocation


class LoadedFile:
    """One file as read: the records in it, and those that are there but could not be read.

    `kind` is the kind of its records, or empty where the file is not one that holds records;
    `lost_kind` is that kind where the file of a whole kind could not be read at all.
    """

    def __init__(self, file: BriefFile, kind: str = "") -> None:
        self.file = file
        self.kind = kind
        self.records: list[LoadedRecord] = []
        self.unread: dict[str, SourceLocation] = {}
        self.lost_kind = ""

    def owner(self, problem: Problem) -> str:
        """The id of the record in whose part of the file a problem lies; empty where in none."""
        starts = [(place.file.line(place.base), id_) for id_, place in self._places()]
        return max((each for each in starts if each[0] <= problem.line), default=(0, ""))[1]

    def _places(self) -> Iterator[tuple[str, SourceLocation]]:
        yield from ((each.id, each.place) for each in self.records)
        yield from ((id_, place) for id_, place in self.unread.items() if "/" not in id_)


class LibraryContext(Protocol):
    """The library around the files that are checked, these included."""

    @property
    def lost_kinds(self) -> frozenset[str]:
        """The kinds of which a file could not be read at all."""

    def kind(self, id_: str) -> str:
        """The kind of the record of a full id, top-level or nested; empty where there is none."""

    def is_unread(self, id_: str) -> bool:
        """Whether a record is there but could not be read."""

    def first_record(self, id_: str) -> tuple[str, str]:
        """The kind and the file of the first record that has an id."""

    def first_for_name(self, key: str) -> tuple[str, str]:
        """The id and kind of the first record that a spelling leads to, by the spelling's key."""

    def is_cited(self, source: str) -> bool:
        """Whether something rests on a source."""

    def iter_records(self) -> Iterable[tuple[str, str]]:
        """The full id and the kind of every record."""


class LoadedFiles:
    """Files of a library as read, before their links are followed, and the library around them.

    `about` is None where `library.yaml` cannot be read; `book` is the place of that file where it
    is one of those that are checked.
    """

    def __init__(
        self,
        about: LibraryFile | None,
        sheets: Sequence[LoadedFile],
        around: LibraryContext | None = None,
        book: SourceLocation | None = None,
    ) -> None:
        self.about = about
        self.library_file = book
        self.records = [each for sheet in sheets for each in sheet.records]
        self._around = around

    @property
    def context(self) -> LibraryContext:
        """The library around the files, where what is checked depends on it."""
        assert self._around is not None, "these files are checked alone"  # noqa: S101 (a bug here)
        return self._around

    @property
    def topics(self) -> dict[str, str]:
        """The topics that the library names."""
        return self.about.topics if self.about else {}

    def iter_values(self, form: str) -> list[tuple[LoadedRecord, TypedValue]]:
        """Every text that must have some form, with the record in which it stands."""
        return [(each, leaf) for each in self.records for leaf in iter_values(each.record, form)]

    @cached_property
    def as_of(self) -> date:
        """The last day that the library covers; the end of time where it does not say."""
        return edtf.latest(self.about.as_of) if self.about else date.max

    def resolve(self, owner: str, text: str, to: tuple[str, ...]) -> list[str]:
        """The full ids that a reference in the file of `owner` can mean, of the kinds it takes."""
        found = [each for each in meanings(owner, text) if self.context.kind(each) in to]
        return found or ([text] if "topic" in to and text in self.topics else [])

    def is_missing(self, owner: str, text: str, to: tuple[str, ...]) -> bool:
        """Whether a reference in the file of `owner` leads to nothing that is there."""
        return not (
            self.resolve(owner, text, to)
            or any(map(self.context.is_unread, {text.partition("/")[0], *meanings(owner, text)}))
            or self.context.lost_kinds.intersection(to)
        )


def meanings(owner: str, text: str) -> list[str]:
    """The full ids that a reference in the file of `owner` could be."""
    return [text] if "/" in text else [text, f"{owner}/{text}"]


def kind_of_file(name: str) -> tuple[str, str]:
    """The kind of the records in a file, and the id of the one record in it.

    The kind is empty where a file of that name holds none, the id where it holds several.
    """
    folder, _, stem = name.removesuffix(".yaml").rpartition("/")
    for kind in TOP_LEVEL.values():
        if name == f"{kind.plural}.yaml":
            return kind.name, ""
        if name.endswith(".yaml") and folder == kind.plural:
            return kind.name, stem
    return "", ""


def read_library_file(folder: Path) -> tuple[SourceLocation, LibraryFile | None]:
    """What a library says of itself, and where; None where that cannot be read."""
    file = _file(folder, LIBRARY_FILE)
    return SourceLocation(file), file.record((), LibraryFile)


def read_file(folder: Path, name: str) -> LoadedFile:
    """Reads one file of a library, by its name within it."""
    kind, id_ = kind_of_file(name)
    if not kind:
        file = BriefFile(name, b"")
        message = "This file is not read; see briefs/README.md for where records stand."
        file.problems = [file.problem(STRAY_FILE, (), message)]
        return LoadedFile(file)
    sheet = LoadedFile(_file(folder, name), kind)
    if not sheet.file.readable:
        if id_:
            sheet.unread[id_] = SourceLocation(sheet.file)
        else:
            sheet.lost_kind = kind
        return sheet
    places = {id_: SourceLocation(sheet.file)} if id_ else _places_in(sheet.file)
    for each, place in places.items():
        _load(sheet, each, place)
    return sheet


def _places_in(file: BriefFile) -> dict[str, SourceLocation]:
    return {id_: SourceLocation(file, (id_,)) for id_ in file.plain()}


def _file(folder: Path, name: str) -> BriefFile:
    try:
        return BriefFile(name, (folder / name).read_bytes())
    except OSError as error:
        return BriefFile(name, b"", unopened=error.strerror or str(error))


def _load(sheet: LoadedFile, id_: str, place: SourceLocation) -> None:
    named = set(_inner_ids(sheet.kind, place.file.plain(place.base)))
    record = place.file.record(place.base, TOP_LEVEL[sheet.kind].record)
    if record is None:
        sheet.unread[id_] = place
        return
    sheet.records.append(LoadedRecord(id_, sheet.kind, record, place))
    for inner in named - {inner for inner, _, _ in iter_nested(sheet.kind, record)}:
        sheet.unread[f"{id_}/{inner}"] = place


def _inner_ids(kind: str, plain: Any) -> Iterator[str]:
    """The ids that nested records give themselves, also where they will not do."""
    for name in nested_fields(kind):
        listed = plain.get(name) if isinstance(plain, dict) else None
        for each in listed if isinstance(listed, list) else ():
            id_ = each.get("id") if isinstance(each, dict) else None
            if isinstance(id_, str):
                yield id_
