"""Reads the files of a library into records, before anything checks or links them.

A kind's records stand in one file each (`countries/japan.yaml`: the folder says the kind, the
file's stem is the id) or in one file together (`actors.yaml`: the ids are the keys).
"""

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NamedTuple

from briefing import dates
from briefing.model import ABOUT, FOLDERS, KINDS, NESTED, LibraryFile, Record, nested
from briefing.problems import Problem, Rule
from briefing.reader import BriefFile
from briefing.shape import Leaf, leaves
from briefing.shape import Path as Way

STRAY_FILE: Final = Rule(
    "stray-file",
    "warning",
    "Every YAML file in a library's folder is one that is read.",
    "country/latvia.yaml",
    "",
    "name: Latvia\n",
)


class Place(NamedTuple):
    """Where a record stands: its file, and the way to it in that file."""

    file: BriefFile
    base: Way = ()


class Loaded(NamedTuple):
    """One record as read, and where it stands."""

    id: str
    kind: str
    record: Record
    place: Place


class Draft:
    """A library as read, before its links are followed.

    `about` is None where `library.yaml` cannot be read. `unread` holds the place of each record
    that is there but could not be read, and `unread_kinds` the kinds of which a file could not be
    read at all, so that what points to them is not reported a second time.
    """

    def __init__(self, about_file: BriefFile) -> None:
        self.book = Place(about_file)
        self.about = about_file.record((), LibraryFile)
        self.files = [about_file]
        self.loaded: list[Loaded] = []
        self.unread: dict[str, Place] = {}
        self.unread_kinds: set[str] = set()
        self.stray: list[BriefFile] = []

    @property
    def topics(self) -> dict[str, str]:
        """The topics that the library names."""
        return self.about.topics if self.about else {}

    @cached_property
    def kinds(self) -> dict[str, str]:
        """The kind of every record by its id, nested ones as `japan/senkaku-cover`."""
        found = {}
        for each in self.loaded:
            found[each.id] = each.kind
            for inner, kind, _ in nested(each.kind, each.record):
                found[f"{each.id}/{inner}"] = kind
        return found

    @cached_property
    def leaves(self) -> list[tuple[Loaded, Leaf]]:
        """Every text that must have a form, with the record in which it stands."""
        return [(each, leaf) for each in self.loaded for leaf in leaves(each.record)]

    @cached_property
    def as_of(self) -> date:
        """The last day that the library covers; the end of time where it does not say."""
        return dates.latest(self.about.as_of) if self.about else date.max

    def resolve(self, owner: str, text: str, to: tuple[str, ...]) -> list[str]:
        """The full ids that a reference in the file of `owner` can mean, of the kinds it takes."""
        full = [text] if "/" in text else [text, f"{owner}/{text}"]
        found = [each for each in full if self.kinds.get(each) in to]
        return found or ([text] if "topic" in to and text in self.topics else [])

    def missing(self, owner: str, text: str, to: tuple[str, ...]) -> bool:
        """Whether a reference in the file of `owner` leads to nothing that is there."""
        known = {text, text.partition("/")[0], f"{owner}/{text}"}
        return not (
            self.resolve(owner, text, to)
            or known & self.unread.keys()
            or self.unread_kinds.intersection(to)
        )

    def owner(self, problem: Problem) -> str | None:
        """The id of the record in whose part of a file a problem lies."""
        starts = [
            (place.file.line(place.base), id_)
            for id_, place in self._places()
            if place.file.name == problem.file
        ]
        return max((each for each in starts if each[0] <= problem.line), default=(0, None))[1]

    def _places(self) -> Iterator[tuple[str, Place]]:
        yield from ((each.id, each.place) for each in self.loaded)
        yield from ((id_, place) for id_, place in self.unread.items() if "/" not in id_)

    def problems(self) -> Iterator[Problem]:
        """What was wrong with the files themselves."""
        for file in self.files:
            yield from file.problems
        for file in self.stray:
            message = "This file is not read; see briefs/README.md for where records stand."
            yield file.problem(STRAY_FILE, (), message)


def read(folder: Path) -> Draft:
    """Reads every file of a library."""
    draft = Draft(_file(folder, folder / ABOUT))
    known = {folder / ABOUT}
    for kind, name in FOLDERS.items():
        together = folder / f"{name}.yaml"
        if together.is_file():
            known.add(together)
            _read_together(draft, kind, _file(folder, together))
        for path in sorted((folder / name).glob("*.yaml")):
            known.add(path)
            _read_one(draft, kind, path.stem, _file(folder, path))
    every = (path for path in folder.rglob("*.y*ml") if path.suffix in (".yaml", ".yml"))
    draft.stray = [
        BriefFile(_name(folder, path), b"") for path in sorted(every) if path not in known
    ]
    return draft


def _file(folder: Path, path: Path) -> BriefFile:
    try:
        return BriefFile(_name(folder, path), path.read_bytes())
    except OSError as error:
        return BriefFile(_name(folder, path), b"", unopened=error.strerror or str(error))


def _name(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()


def _read_together(draft: Draft, kind: str, file: BriefFile) -> None:
    draft.files.append(file)
    if not file.readable:
        draft.unread_kinds.add(kind)
        return
    for id_ in list(file.plain()):
        _load(draft, id_, kind, Place(file, (id_,)))


def _read_one(draft: Draft, kind: str, id_: str, file: BriefFile) -> None:
    draft.files.append(file)
    if file.readable:
        _load(draft, id_, kind, Place(file))
    else:
        draft.unread[id_] = Place(file)


def _load(draft: Draft, id_: str, kind: str, place: Place) -> None:
    named = set(_inner_ids(kind, place.file.plain(place.base)))
    record = place.file.record(place.base, KINDS[kind])
    if record is None:
        draft.unread[id_] = place
        return
    draft.loaded.append(Loaded(id_, kind, record, place))
    for inner in named - {inner for inner, _, _ in nested(kind, record)}:
        draft.unread[f"{id_}/{inner}"] = place


def _inner_ids(kind: str, plain: Any) -> Iterator[str]:  # noqa: ANN401 (plain data of any shape)
    """The ids that nested records give themselves, also where they will not do."""
    for name in NESTED.get(kind, ()):
        listed = plain.get(name) if isinstance(plain, dict) else None
        for each in listed if isinstance(listed, list) else ():
            id_ = each.get("id") if isinstance(each, dict) else None
            if isinstance(id_, str):
                yield id_
