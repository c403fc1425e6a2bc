"""Every quotation in a file of a library, with its place and the sources that it may be from."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from msgspec import Struct

from briefing.library.loader import LoadedFile, SourceLocation
from briefing.model.records import Reference, SourceRef
from briefing.model.schema import Path


class Citation(NamedTuple):
    """One source that a quotation may be from, where in it, and where that is written."""

    source: str
    locator: str | None
    path: Path


class WrittenQuotation(NamedTuple):
    """Words that are quoted, where they are written, and the citations that they may be from."""

    location: SourceLocation
    path: Path
    words: str
    citations: tuple[Citation, ...]


class Unquoted(NamedTuple):
    """A citation without words, of which only the locator can be checked."""

    location: SourceLocation
    citation: Citation


def written_quotations(file: LoadedFile) -> Iterator[WrittenQuotation | Unquoted]:
    """Yield every quotation of a file: of references, of records and of their parts."""
    for loaded in file.records:
        yield from _quotations(loaded.location, loaded.record, (), ())


def _quotations(
    location: SourceLocation, part: Any, path: Path, inherited: tuple[Citation, ...]
) -> Iterator[WrittenQuotation | Unquoted]:
    """Yield the quotations of a part, which rests on the sources around it if it names none."""
    references = getattr(part, "sources", ())
    own = tuple(
        _citation(reference, (*path, "sources", index))
        for index, reference in enumerate(references)
    )
    citations = own or inherited
    for field in ("quote", "wording"):
        words = getattr(part, field, None)
        if words:
            yield WrittenQuotation(location, (*path, field), words, citations)
    for reference, citation in zip(references, own, strict=True):
        if isinstance(reference, SourceRef) and reference.quote:
            place = (*citation.path, "quote")
            yield WrittenQuotation(location, place, reference.quote, (citation,))
        elif citation.locator:
            yield Unquoted(location, citation)
    for field in part.__struct_fields__:
        value = getattr(part, field)
        if isinstance(value, tuple) and field != "sources":
            for index, inner in enumerate(value):
                if isinstance(inner, Struct):
                    yield from _quotations(location, inner, (*path, field, index), citations)


def _citation(reference: Reference, path: Path) -> Citation:
    if isinstance(reference, SourceRef):
        return Citation(reference.source, reference.locator, path)
    return Citation(reference, None, path)
