"""What a record has to do with: the concerns that it touches, and the countries that it names."""

from briefing.library import links
from briefing.library.library import Entry, Library


class Reach:
    """What the records of a library have to do with; each is looked at once."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._behind: dict[str, frozenset[str]] = {}

    def concerns(self, entry: Entry) -> frozenset[str]:
        """The concerns, by their full ids, that a record is, or has to do with.

        It has to do with those that it refers to, and with those that are tied to a flashpoint, an
        instrument or an event that it is or refers to.
        """
        if entry.kind == "concern":
            return frozenset((entry.id,))
        found = self._referred(entry.id)
        if entry.kind == "event":
            naming = self._library.incoming_links(entry.id)
            return found.union(*(self._referred(link.origin) for link in naming))
        if entry.kind in ("flashpoint", "instrument"):
            return found.union(*map(self._behind_of, links.tied_to(self._library, entry.id)))
        return found

    def countries(self, entry: Entry) -> frozenset[str]:
        """The records, countries among them, that an entry is or is part of, or that it names.

        One that it names brings with it those of which that is an actor. A concern is its
        country's alone.
        """
        own = {entry.id, entry.owner} - {""}
        if entry.kind == "concern":
            return frozenset(own)
        named = {link.target for link in self._library.outgoing_links(entry.id)}
        owners = (country for id_ in named for country in links.countries_of(self._library, id_))
        return frozenset(own | named).union(owners)

    def _referred(self, id_: str) -> frozenset[str]:
        """The concerns behind what a record refers to."""
        named = self._library.outgoing_links(id_)
        return frozenset().union(*(self._behind_of(link.target) for link in named))

    def _behind_of(self, id_: str) -> frozenset[str]:
        """The concerns behind a record: itself, or those that are tied to it."""
        if id_ not in self._behind:
            # Events that are part of each other would be followed without end.
            self._behind[id_] = frozenset()
            self._behind[id_] = self._found_behind(id_)
        return self._behind[id_]

    def _found_behind(self, id_: str) -> frozenset[str]:
        entry = self._library.entries.get(id_)
        if entry is None:
            return frozenset()
        if entry.kind == "concern":
            return frozenset((id_,))
        if entry.kind in ("flashpoint", "instrument"):
            tied = (origin for origin in links.tied_to(self._library, id_) if "/" in origin)
            return frozenset().union(*map(self._behind_of, tied))
        return self._referred(id_) if entry.kind == "event" else frozenset()
