"""The names and sources that a view carries, so that it can be read without its library."""

from collections.abc import Iterable
from typing import TypedDict

from briefing.library import Library
from briefing.model import Reference, Source, cited


class Carried(TypedDict):
    """What is called how, and what it rests on; both by full id."""

    names: dict[str, str]
    sources: dict[str, Source]


def known(
    library: Library,
    shown: Iterable[str],
    without: Iterable[str] = (),
    and_names: Iterable[str] = (),
    and_sources: Iterable[Reference] = (),
) -> Carried:
    """The names of the records shown and of what they refer to, and their sources.

    Args:
        library: where the records are.
        shown: their full ids.
        without: the fields whose references are left out.
        and_names: records that are only named.
        and_sources: sources that are cited besides.
    """
    skipped = set(without)
    ids = dict.fromkeys(shown)
    for id_ in list(ids):
        for link in library.references(id_):
            if link.field.partition(".")[0] not in skipped:
                ids[link.target] = None
    ids.update(dict.fromkeys((*and_names, *map(cited, and_sources))))
    names, sources = {}, {}
    for id_, (kind, name) in library.called(list(ids)).items():
        if kind == "source":
            sources[id_] = library.sources[id_]
        else:
            names[id_] = name
    return Carried(names=names, sources=sources)
