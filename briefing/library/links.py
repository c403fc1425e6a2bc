"""Which field of a record leads where, read from either end: the only module that knows.

Every function takes full ids and returns full ids, each once, in the order of the library.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from msgspec import Struct

if TYPE_CHECKING:
    from briefing.library.library import Library

_DOERS: Final = ("by", "voiced_by", "views.by", "participants")
_ANSWERS: Final = ("answers", "answers.concern")
_SUBJECTS: Final = ("flashpoints", "instruments")


class Link(Struct, frozen=True, array_like=True):
    """A reference from one record to another: their full ids, and the field that holds it.

    The field of a part is joined to that of its list: `answers.concern`, `views.by`.
    """

    origin: str
    field: str
    target: str

    @property
    def cites(self) -> bool:
        """Whether the target is a source on which the origin rests."""
        return self.field.rpartition(".")[2] in ("sources", "source")

    @property
    def depends_on_day(self) -> bool:
        """Whether it holds on some days only: it leads to who is in office."""
        return self.field == "leaders"


def countries_of(library: "Library", actor: str) -> list[str]:
    """Return the countries that an actor belongs to, by itself or through other actors."""
    return [id_ for id_ in owners_of(library, actor) if id_ in library.countries]


def owners_of(library: "Library", actor: str) -> list[str]:
    """Return the countries and actors that an actor belongs to, directly or through others."""
    return _closure(actor, lambda id_: _targets(library, id_, "of"))


def actors_of(library: "Library", party: str) -> list[str]:
    """Return the actors that belong to a country or an actor, directly or through others."""
    return _closure(party, lambda id_: _origins(library, id_, "of"))


def _closure(start: str, step: Callable[[str], list[str]]) -> list[str]:
    """Return everything that a step leads to, again and again, nearest first, without the start."""
    reached = {start: None}
    waiting = [start]
    while waiting:
        new = [id_ for id_ in step(waiting.pop(0)) if id_ not in reached]
        reached.update(dict.fromkeys(new))
        waiting += new
    return list(reached)[1:]


def with_actors(library: "Library", countries: Iterable[str]) -> list[str]:
    """Return some countries, each with the actors that belong to it."""
    return [id_ for country in countries for id_ in (country, *actors_of(library, country))]


def doers_of(library: "Library", record: str) -> list[str]:
    """Return the countries and actors who say, do, hold or take part in what a record is about."""
    return _targets(library, record, *_DOERS)


def reassurances_on(library: "Library", concern: str) -> list[str]:
    """Return the reassurances that answer a concern, whatever their dates."""
    return _origins(library, concern, "answers.concern")


def advice_on(library: "Library", concern: str) -> list[str]:
    """Return the recommendations that would answer a concern."""
    return _origins(library, concern, "answers")


def concerns_answered_by(library: "Library", record: str) -> list[str]:
    """Return the concerns that a reassurance answers, or that a recommendation would answer."""
    return _targets(library, record, *_ANSWERS)


def parts_of(library: "Library", record: str) -> list[str]:
    """Return the flashpoints, events, instruments or approaches that are part of another one."""
    return _origins(library, record, "part_of")


def events_with(library: "Library", party: str) -> list[str]:
    """Return the events in which a country or an actor takes part."""
    return _origins(library, party, "participants")


def bearing_on(library: "Library", flashpoint: str) -> list[str]:
    """Return the records that say that they bear on a flashpoint."""
    return _origins(library, flashpoint, "flashpoints")


def concerns_tied_to(library: "Library", record: str) -> list[str]:
    """Return the concerns that are tied to a flashpoint or an instrument."""
    tied = _origins(library, record, *_SUBJECTS)
    return [id_ for id_ in tied if library.entries[id_].kind == "concern"]


def concerns_named(library: "Library", record: str) -> list[str]:
    """Return the concerns that a record names, whatever it says of them."""
    named = dict.fromkeys(link.target for link in library.outgoing_links(record))
    entries = (entry for id_ in named if (entry := library.entries.get(id_)) is not None)
    return [entry.id for entry in entries if entry.kind == "concern"]


def acts_about(library: "Library", concern: str) -> list[str]:
    """Return the events and actions that bear on a concern without answering it."""
    about = _origins(library, concern, "about")
    return [id_ for id_ in about if library.entries[id_].kind in ("event", "action")]


def parts_of_act(library: "Library", event: str) -> list[str]:
    """Return the records that name an event as the one at which they happened."""
    return _origins(library, event, "event")


def judgments_on(library: "Library", record: str) -> list[str]:
    """Return the judgments about a record."""
    about = _origins(library, record, "about")
    return [id_ for id_ in about if library.entries[id_].kind == "judgment"]


def advice_naming(library: "Library", record: str) -> list[str]:
    """Return the records that name one in a field in which a recommendation can."""
    return _origins(library, record, *_SUBJECTS, "answers", "at")


def _targets(library: "Library", record: str, *fields: str) -> list[str]:
    links = library.outgoing_links(record)
    return list(dict.fromkeys(link.target for link in links if link.field in fields))


def _origins(library: "Library", record: str, *fields: str) -> list[str]:
    links = library.incoming_links(record, *fields)
    return list(dict.fromkeys(link.origin for link in links))
