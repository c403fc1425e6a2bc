"""What a record has to do with: the concerns that it bears on, and the countries that it names."""

from collections.abc import Iterable

from briefing.library import links
from briefing.library.library import Entry, Library


class Relations:
    """What the records of a library have to do with."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def concerns(self, entry: Entry) -> frozenset[str]:
        """Return the concerns, by their full ids, that a record is or bears on.

        It bears on those that it names: that it answers, would answer, is about or fits. An event
        also bears on those that what was said or done at it names; a flashpoint or an instrument,
        on those that are tied to it. What two records both name makes neither bear on the other.
        """
        if entry.kind == "concern":
            return frozenset((entry.id,))
        naming = [entry.id]
        if entry.kind == "event":
            naming += links.parts_of_act(self._library, entry.id)
        concerns = (
            concern for id_ in naming for concern in links.concerns_named(self._library, id_)
        )
        tied: list[str] = []
        if entry.kind in ("flashpoint", "instrument"):
            tied = links.concerns_tied_to(self._library, entry.id)
        return frozenset((*concerns, *tied))

    def countries(self, entry: Entry) -> frozenset[str]:
        """Return the records, countries among them, that an entry is, is part of or names.

        One that it names brings with it those of which that is an actor. A concern is its
        country's alone.
        """
        own = {entry.id, entry.owner} - {""}
        if entry.kind == "concern":
            return frozenset(own)
        named = {link.target for link in self._library.outgoing_links(entry.id)}
        owners = (country for id_ in named for country in links.countries_of(self._library, id_))
        return frozenset(own | named).union(owners)


def entries_touching(library: Library, countries: Iterable[str]) -> list[Entry]:
    """Return every record that is of some countries or names them or their actors, each once.

    No other is let through where these countries are asked for, so that no other is read.
    """
    touching: dict[str, Entry] = {}
    for country in countries:
        side = links.with_actors(library, [country])
        naming = (link.origin for id_ in side for link in library.incoming_links(id_))
        for id_ in (*(entry.id for entry in library.entries_in(country)), *naming):
            touching[id_] = library.entries[id_]
    return list(touching.values())
