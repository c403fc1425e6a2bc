"""Finds, reads and links a folder of brief files: records, links in both directions, problems.

Reading returns what could be read and every problem that was met; one bad file never hides the
rest.
"""

from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeAlias

from msgspec import Struct

from briefing.errors import Broken, NoLibrary
from briefing.model import (
    ABOUT,
    FOLDERS,
    KINDS,
    NESTED,
    Actor,
    Approach,
    Country,
    Event,
    Flashpoint,
    Instrument,
    LibraryFile,
    Nested,
    Reassurance,
    Record,
    Source,
    nested,
)
from briefing.names import Names, spellings
from briefing.problems import Problem

if TYPE_CHECKING:
    from briefing.draft import Draft, Loaded
    from briefing.shape import Form

SHIPPED: Final = "briefs"
"""The folder, in the package or beside it in a checkout, of the library that comes with it."""

Reason: TypeAlias = Literal["option", "environment", "nearest", "shipped"]
"""Why a library was chosen: it was named, or it is the nearest, or there is no other."""


class Found(NamedTuple):
    """A library's folder, and why it was chosen."""

    folder: Path
    reason: Reason


class Link(Struct, frozen=True):
    """One record that names another: full ids, and the field in which it does."""

    origin: str
    field: str
    target: str


class Entry(NamedTuple):
    """A record of any kind, under its full id; a nested one has an `owner`."""

    id: str
    kind: str
    record: Record | Nested
    owner: str = ""


class Library(Struct, frozen=True, dict=True, kw_only=True):
    """A folder of briefs as read. Every reference in its records is the full id of its target.

    `problems` is everything that is wrong with it. `broken` holds, by the id of a record with
    errors, the positions of those errors in `problems`; a record in `unread`, with the file it
    is in, could not be read at all.
    """

    folder: str
    about: LibraryFile
    countries: dict[str, Country] = {}
    actors: dict[str, Actor] = {}
    instruments: dict[str, Instrument] = {}
    flashpoints: dict[str, Flashpoint] = {}
    approaches: dict[str, Approach] = {}
    events: dict[str, Event] = {}
    sources: dict[str, Source] = {}
    links: tuple[Link, ...] = ()
    problems: tuple[Problem, ...] = ()
    broken: dict[str, tuple[int, ...]] = {}
    unread: dict[str, str] = {}

    def records(self, kind: str) -> dict[str, Any]:
        """The top-level records of a kind by id."""
        found: dict[str, Any] = getattr(self, FOLDERS[kind])
        return found

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """Every record by its full id, a nested one after the one that holds it."""
        found = {}
        for kind in KINDS:
            for id_, record in self.records(kind).items():
                found[id_] = Entry(id_, kind, record)
                for inner, inner_kind, each in nested(kind, record):
                    full = f"{id_}/{inner}"
                    found[full] = Entry(full, inner_kind, each, id_)
        return found

    @cached_property
    def mentions(self) -> dict[str, list[Link]]:
        """The links that lead to each record, by its full id."""
        found: dict[str, list[Link]] = {}
        for link in self.links:
            found.setdefault(link.target, []).append(link)
        return found

    @cached_property
    def references(self) -> dict[str, list[Link]]:
        """The links that start from each record, by its full id."""
        found: dict[str, list[Link]] = {}
        for link in self.links:
            found.setdefault(link.origin, []).append(link)
        return found

    @cached_property
    def names(self) -> Names:
        """Everything that a reader may call a record by."""
        top = [spelt for kind in KINDS for spelt in self._spelt(kind)]
        inner = [each.id for each in self.entries.values() if each.owner]
        return Names([*top, *((id_, [id_]) for id_ in self.unread)], inner)

    def names_of(self, kind: str) -> Names:
        """Everything that a reader may call the top-level records of one kind by."""
        return Names(self._spelt(kind))

    def _spelt(self, kind: str) -> list[tuple[str, list[str]]]:
        records = self.records(kind).items()
        return [(id_, [text for _, text in spellings(id_, each)]) for id_, each in records]

    def name(self, id_: str) -> str:
        """What a record is called; what its id says where it has no name or is not there."""
        entry = self.entries.get(id_)
        record = entry.record if entry else None
        name = (record.name if record else None) or getattr(record, "title", None)
        return name or id_.rpartition("/")[2].replace("-", " ").capitalize()

    def reassurance(self, id_: str) -> Reassurance:
        """The reassurance of a full id."""
        record: Any = self.entries[id_].record
        found: Reassurance = record
        return found

    def errors(self, id_: str) -> list[Problem]:
        """The errors of a top-level record, or of the file in which it could not be read."""
        return [self.problems[place] for place in self.broken.get(id_, ())]


def locate(named: str | None, from_environment: str | None, working_folder: Path) -> Found:
    """Where the library is: as named, else as the environment says, else nearest, else shipped.

    The nearest is the first `briefs/library.yaml` from the working folder upward.

    Raises:
        NoLibrary: there is none where one was named, or none was shipped.
    """
    if named:
        return Found(_library_folder(working_folder / named, named), "option")
    if from_environment:
        folder = _library_folder(working_folder / from_environment, from_environment)
        return Found(folder, "environment")
    for above in (working_folder, *working_folder.parents):
        if (above / SHIPPED / ABOUT).is_file():
            return Found(above / SHIPPED, "nearest")
    package = Path(__file__).parent
    for shipped in (package / SHIPPED, package.parent / SHIPPED):
        if (shipped / ABOUT).is_file():
            return Found(shipped, "shipped")
    raise NoLibrary(
        f"There is no {SHIPPED}/{ABOUT} here or above, and none was shipped. "
        "Name a library's folder with --library."
    )


class Examined(NamedTuple):
    """What is wrong with a library, and the files that were looked at."""

    problems: tuple[Problem, ...]
    files: tuple[str, ...]


def examine(folder: Path) -> Examined:
    """Everything that is wrong with a library, in the order of its files and lines."""
    from briefing import draft as drafts  # noqa: PLC0415 (brings YAML)

    draft = drafts.read(folder)
    return Examined(_problems(draft), tuple(file.name for file in (*draft.files, *draft.stray)))


def read(folder: Path) -> Library:
    """Reads a library, checks it and links its records.

    Raises:
        Broken: `library.yaml` does not say what the library is and until when it counts.
    """
    # Brings YAML, which a library that was read before spares.
    from briefing import draft as drafts  # noqa: PLC0415

    draft = drafts.read(folder)
    problems = _problems(draft)
    if draft.about is None or draft.as_of == date.max:
        message = f"{folder / ABOUT} does not say what this library is and until when it counts."
        raise Broken(message, str(folder), tuple(each for each in problems if each.file == ABOUT))
    return _linked(folder, draft, draft.about, problems)


def _problems(draft: "Draft") -> tuple[Problem, ...]:
    from briefing import rules  # noqa: PLC0415 (only a library that is read anew is checked)

    return tuple(sorted([*draft.problems(), *rules.check(draft)]))


def _linked(
    folder: Path, draft: "Draft", about: LibraryFile, problems: tuple[Problem, ...]
) -> Library:
    records: dict[str, dict[str, Any]] = {name: {} for name in FOLDERS.values()}
    links: list[Link] = []
    for loaded in draft.loaded:
        whole = _with_full_ids(draft, loaded)
        if records[FOLDERS[loaded.kind]].setdefault(loaded.id, whole) is whole:
            links += _links(loaded.id, loaded.kind, whole)
    broken: dict[str, tuple[int, ...]] = {}
    for place, problem in enumerate(problems):
        owner = draft.owner(problem) if problem.severity == "error" else None
        if owner:
            broken[owner] = (*broken.get(owner, ()), place)
    return Library(
        folder=str(folder),
        about=about,
        **records,
        links=tuple(dict.fromkeys(links)),
        problems=problems,
        broken=broken,
        unread={id_: place.file.name for id_, place in draft.unread.items() if "/" not in id_},
    )


def _with_full_ids(draft: "Draft", loaded: "Loaded") -> Record:
    from briefing.shape import mapped  # noqa: PLC0415 (only a library that is read anew needs it)

    def full(text: str, form: "Form") -> str:
        meant = draft.resolve(loaded.id, text, form.to) if form.to else []
        return meant[0] if meant else text

    changed: Record = mapped(loaded.record, full)
    return changed


def _links(id_: str, kind: str, record: Record) -> list[Link]:
    from briefing.shape import leaves  # noqa: PLC0415 (only a library that is read anew needs it)

    found = []
    for leaf in leaves(record):
        if leaf.form.to:
            origin, way = id_, leaf.path
            if way[0] in NESTED.get(kind, ()):
                each = getattr(record, str(way[0]))[way[1]]
                origin, way = f"{id_}/{each.id}", way[2:]
            field = ".".join(step for step in way if isinstance(step, str))
            found.append(Link(origin, field, leaf.text))
    return found


def _library_folder(folder: Path, named: str) -> Path:
    if (folder / ABOUT).is_file():
        return folder
    if (folder / SHIPPED / ABOUT).is_file():
        return folder / SHIPPED
    raise NoLibrary(f"{named} is no library: it holds no {ABOUT}. Name a folder that does.")
