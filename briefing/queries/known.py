"""The names and sources that a view carries, so that it can be read without its library."""

from collections.abc import Iterable
from typing import TypedDict

from briefing.library import Library
from briefing.model import Source


class Carried(TypedDict):
    """What is called how, and what it rests on; both by full id."""

    names: dict[str, str]
    sources: dict[str, Source]


def known(library: Library, shown: Iterable[str], without: Iterable[str] = ()) -> Carried:
    """The names of the records shown and of what they refer to, and their sources.

    What they refer to in the fields `without` is left out.
    """
    skipped = set(without)
    ids = dict.fromkeys(shown)
    for id_ in list(ids):
        for link in library.references.get(id_, ()):
            if link.field.partition(".")[0] not in skipped:
                ids[link.target] = None
    return Carried(
        names={
            id_: library.name(id_)
            for id_ in ids
            if id_ in library.entries and id_ not in library.sources
        },
        sources={id_: library.sources[id_] for id_ in ids if id_ in library.sources},
    )
