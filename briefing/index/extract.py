"""Reads one file of a library into what it gives to the index's tables."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from time import time_ns
from typing import NamedTuple

from briefing.index import fulltext as words
from briefing.index.fingerprints import Stamp, stamp, stamped
from briefing.index.store import Link, Part, Reference, Rows, Spelling, Top, Trouble, body
from briefing.library import loader as drafts
from briefing.library import rules
from briefing.library.loader import Around, Draft, Loaded, Place, Sheet
from briefing.library.lookup import called, key, spellings
from briefing.model.diagnostics import Problem
from briefing.model.records import ABOUT, NESTED, TOP_KINDS, LibraryFile, Nested, Record, nested
from briefing.model.schema import Form, leaves, mapped


class Said(NamedTuple):
    """What a library says of itself, as far as it can be read, and the place of that."""

    about: LibraryFile | None
    place: Place


def said(folder: Path) -> Said:
    """Reads what a library says of itself."""
    place, about = drafts.read_about(folder)
    return Said(about, place)


def of_about(said: Said, when: Stamp) -> Rows:
    """What `library.yaml` gives."""
    problems = [*said.place.file.problems, *_alone(Draft(said.about, [], book=said.place))]
    return Rows(ABOUT, "", when, troubles=tuple(Trouble("", each) for each in problems))


def of_file(folder: Path, name: str, when: tuple[int, int], about: LibraryFile | None) -> Rows:
    """What a file gives by itself."""
    now = time_ns()
    sheet = drafts.read_sheet(folder, name)
    problems = [*sheet.file.problems, *_alone(Draft(about, [sheet]))]
    # An id with a slash is that of a nested record; what has one here is told, and not found.
    linked = [_linked(each, about) for each in sheet.loaded if "/" not in each.id]
    return Rows(
        file=name,
        kind=sheet.kind,
        # What holds no records was not read.
        stamp=stamped(when, sheet.file.content, now)
        if sheet.kind
        else stamp(str(folder), name, when),
        tops=tuple(
            Top(each.id, each.kind, place, body(each.record, each.links))
            for place, each in enumerate(linked)
        ),
        parts=tuple(part for each in linked for part in _parts(each)),
        unread=tuple(sheet.unread),
        lost=bool(sheet.lost_kind),
        references=tuple(dict.fromkeys(one for each in linked for one in each.references)),
        spellings=tuple(_spellings(sheet, linked)),
        troubles=_troubles(sheet, problems),
    )


def across(folder: Path, name: str, about: LibraryFile | None, around: Around) -> list[Trouble]:
    """What is wrong with a file, given the library around it."""
    sheet = drafts.read_sheet(folder, name)
    found = rules.check(Draft(about, [sheet], around), rules.ACROSS)
    return list(_troubles(sheet, found))


def part(id_: str, kind: str, record: Record | Nested, links: Iterable[Link]) -> Part:
    """A record as a search finds it."""
    texts = words.passages(record)
    # Who leads a country depends on the day that is asked about, which no file knows.
    targets = (link.target for link in links if link.field != "leaders")
    ids = " ".join(dict.fromkeys(targets))
    return Part(
        id=id_,
        kind=kind,
        name=called(record),
        head=words.searchable("\n".join(each.text for each in texts if words.is_head(each))),
        text=words.searchable("\n".join(each.text for each in texts if not words.is_head(each))),
        tied=words.searchable(f"{id_} {ids}"),
    )


def parts(id_: str, kind: str, record: Record, links: Iterable[Link]) -> Iterator[Part]:
    """A top-level record and those nested in it, as a search finds them."""
    by_origin: dict[str, list[Link]] = {}
    for link in links:
        by_origin.setdefault(link.origin, []).append(link)
    yield part(id_, kind, record, by_origin.get(id_, ()))
    for inner, inner_kind, each in nested(kind, record):
        full = f"{id_}/{inner}"
        yield part(full, inner_kind, each, by_origin.get(full, ()))


def links(id_: str, kind: str, record: Record) -> tuple[Link, ...]:
    """The links that start in a record whose references are full ids."""
    return tuple(dict.fromkeys(link for link, _ in _links(id_, kind, record)))


class _Linked(NamedTuple):
    """A record whose references are full ids, and where they lead."""

    id: str
    kind: str
    record: Record
    links: tuple[Link, ...]
    references: tuple[Reference, ...]


def _linked(loaded: Loaded, about: LibraryFile | None) -> _Linked:
    own = {inner: kind for inner, kind, _ in nested(loaded.kind, loaded.record)}
    doubtful: set[str] = set()

    def full(text: str, form: Form) -> str:
        if "/" in text or ("topic" in form.to and about and text in about.topics):
            return text
        tops = any(kind in TOP_KINDS for kind in form.to)
        # A field that takes nested records only can mean nothing else, also where there is none.
        if not tops or own.get(text) in form.to:
            if tops:
                doubtful.add(f"{loaded.id}/{text}")
            return f"{loaded.id}/{text}"
        return text

    record: Record = mapped(loaded.record, full, "id")
    found = list(_links(loaded.id, loaded.kind, record))
    topics = about.topics if about else {}
    references = [
        Reference(
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


def _links(id_: str, kind: str, record: Record) -> Iterator[tuple[Link, Form]]:
    """Every link from a record, and what its field takes."""
    for leaf in leaves(record, "id"):
        origin, way = id_, leaf.path
        if way[0] in NESTED.get(kind, ()):
            each = getattr(record, str(way[0]))[way[1]]
            origin, way = f"{id_}/{each.id}", way[2:]
        field = ".".join(step for step in way if isinstance(step, str))
        yield Link(origin, field, leaf.text), leaf.form


def _parts(each: _Linked) -> Iterator[Part]:
    return parts(each.id, each.kind, each.record, each.links)


def _spellings(sheet: Sheet, linked: Iterable[_Linked]) -> Iterator[Spelling]:
    for place, each in enumerate(linked):
        for _, text in spellings(each.id, each.record):
            if key(text):
                yield Spelling(key(text), each.id, nested=False, place=place)
        for inner, _, _ in nested(each.kind, each.record):
            yield Spelling(key(inner), f"{each.id}/{inner}", nested=True, place=place)
    for id_ in sheet.unread:
        if "/" not in id_:
            yield Spelling(key(id_), id_, nested=False, place=-1)


def _alone(draft: Draft) -> list[Problem]:
    return rules.check(draft, rules.ALONE)


def _troubles(sheet: Sheet, problems: Iterable[Problem]) -> tuple[Trouble, ...]:
    return tuple(Trouble(sheet.owner(each), each) for each in problems)
