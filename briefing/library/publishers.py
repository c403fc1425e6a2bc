"""Who published what a statement rests on; sources of one publisher count as one."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from briefing.model.records import Reference, source_id

if TYPE_CHECKING:
    from briefing.library.library import Library


def publishers(library: "Library", references: Iterable[Reference]) -> set[str]:
    """Return who published some sources; later ones count as those of one other publisher."""
    return {publisher_of(library, source_id(reference)) for reference in references}


def publisher_of(library: "Library", id_: str) -> str:
    """Return the publisher of a source; one that names none is its own."""
    source = library.sources.get(id_)
    return (source.publisher if source else None) or id_
