"""Random whole libraries: every kind of record, linked and dated, with nothing wrong in them.

A library is plain data by file, so that a test can edit it as an author would. It is written as
JSON, which is YAML too.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final, TypeAlias, TypeVar

from hypothesis import strategies as st

Plain: TypeAlias = dict[str, Any]
"""The data of a library by the name of its file."""

AS_OF: Final = date(2021, 6, 30)
"""The day to which every library is current."""

SETTLED: Final[dict[str, tuple[str, str]]] = {
    "2015": ("2015-12-31", "2015-12-31"),
    "2016~": ("2016-12-31", "2016-12-31"),
    "2016-05": ("2016-05-31", "2016-05-31"),
    "2017-04-20": ("2017-04-20", "2017-04-20"),
    "2018-21": ("2018-05-31", "2018-05-31"),
    "2018-24": ("2019-02-28", "2019-02-28"),
    "201X": ("2019-12-31", "2019-12-31"),
    "2012-10/2012-12": ("2012-12-31", "2012-12-31"),
    "2017-06/..": ("2017-06-30", ""),
    "../2018-01-20": ("2018-01-20", "2018-01-20"),
    "/2019": ("2019-12-31", "2019-12-31"),
    "2019-11-30/2019-12-02": ("2019-12-02", "2019-12-02"),
    "2020-01-01/2021-12": ("2021-12-31", "2021-12-31"),
    "2021": ("2021-12-31", "2021-12-31"),
    "2021-06-29": ("2021-06-29", "2021-06-29"),
    "2021-06-30": ("2021-06-30", "2021-06-30"),
}
"""Dates, the day on which each has surely come, and the last day it can mean; none if it is open.

They are worked out by hand, so that nothing in the program decides what the tests expect of it.
"""

AHEAD: Final[dict[str, tuple[str, str]]] = {
    "2021-07-01": ("2021-07-01", "2021-07-01"),
    "2021-11-30/2021-12-01": ("2021-12-01", "2021-12-01"),
    "2022": ("2022-12-31", "2022-12-31"),
    "2021-07/..": ("2021-07-31", ""),
}
"""The same for what is still to come on the day to which the libraries are current."""

DATES: Final = SETTLED | AHEAD

# The first day that each can mean, for the rule that what has an end begins before it.
_FIRST: Final = {
    "2015": "2015-01-01",
    "2016~": "2016-01-01",
    "2018-21": "2018-03-01",
    "2018-24": "2018-12-01",
    "201X": "2010-01-01",
    "../2018-01-20": "",
    "/2019": "",
    "2021": "2021-01-01",
    "2022": "2022-01-01",
}

WORDS: Final = (
    "pledge",
    "pledges",
    "deterrence",
    "deterrent",
    "border",
    "winter",
    "ferry",
    "cable",
    "Größe",
    "約束",
    "국경",
)
"""What the texts are made of: some are spelled alike, so that near spellings are found."""

FILES: Final = ("actors", "instruments", "events", "sources")
"""The kinds whose records share a file."""

TOPICS: Final = {"security": "Security", "energy": "Energy"}

_COUNTRIES: Final = {
    "estonia": ("Estonia", "EST"),
    "latvia": ("Latvia", "LVA"),
    "oland": ("Öland",),
}
_ACTORS: Final = {"mari-tamm": "Mari Tamm", "alliance": "Alliance", "border-guard": "Border guard"}
_INSTRUMENTS: Final = {"aid-treaty": "Aid treaty", "cable-pact": "Cable pact"}
_FLASHPOINTS: Final = {"narva": "Narva bridge", "gulf": "Gulf"}
_APPROACHES: Final = {"forward": "Forward defence", "tripwire": "Tripwire"}
# Two of them are called as nested records are, or nearly.
_EVENTS: Final = {
    "riga-meeting": "Riga meeting",
    "border-meeting": "Border meeting",
    "exercise": "Exercise",
    "port-visit": "Port visit at Riga",
}
_SOURCES: Final = {
    "charter": "Charter",
    "review": "Review",
    "daily": "Daily news",
    "memoir": "Memoir",
}
INNER: Final = {
    "concerns": ("abandonment", "speed", "gas"),
    "reassurances": ("battlegroup", "exercise", "portvisit"),
    "actions": ("brigade", "budget"),
    "frictions": ("memorial",),
    "recommendations": ("rehearse", "listen"),
    "judgments": ("will-hold",),
}
_ADVISED: Final = {"recommendations": ("rehearse", "exercises"), "judgments": ("pays-off",)}

T = TypeVar("T")

# More bytes than this decide nothing: it is about what a large library takes.
_CHOICES: Final = 1_500


def days() -> st.SearchStrategy[date]:
    """Days before that of the libraries: those on which something comes or ends, and the last."""
    turns = {date.fromisoformat(day) for both in DATES.values() for day in both if day}
    near = {turn + timedelta(days=step) for turn in turns for step in (-1, 0, 1)}
    return st.sampled_from(sorted(day for day in near if day < AS_OF))


def libraries() -> st.SearchStrategy[Plain]:
    """Whole libraries; the fewer of the bytes that decide are not zero, the simpler they are."""
    return st.binary(min_size=_CHOICES, max_size=_CHOICES).map(library)


def library(choices: bytes) -> Plain:
    """The library that some bytes decide on."""
    return _Author(choices).library()


def write(plain: Plain, folder: Path) -> Path:
    """Writes a library into a folder of its own."""
    for name, data in plain.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text(data), encoding="utf-8")
    return folder


def edtf(when: Any) -> str:
    """The EDTF text of a date, in whichever form it is written."""
    return str(when["edtf"] if isinstance(when, dict) else when)


def text(data: Any) -> str:
    """The text of a file that holds some data."""
    return json.dumps(data, ensure_ascii=False, indent=1)


def ids(plain: Plain) -> list[str]:
    """The full id of every record."""
    found = []
    for name, data in plain.items():
        for id_, record in records(name, data):
            found += [id_, *(f"{id_}/{each['id']}" for _, each in inner(record))]
    return found


def records(name: str, data: Plain) -> list[tuple[str, Plain]]:
    """The top-level records of a file, by id."""
    folder, _, stem = name.removesuffix(".yaml").rpartition("/")
    if folder:
        return [(stem, data)]
    return list(data.items()) if stem in FILES else []


def inner(record: Plain) -> list[tuple[str, Plain]]:
    """The nested records of a record, and the list in which each stands."""
    return [(field, each) for field in INNER for each in record.get(field, ())]


class _Author:
    """Writes one library, as chance has it."""

    def __init__(self, choices: bytes) -> None:
        self._choices = iter(choices)
        self._countries = self._several(_COUNTRIES, 1)
        self._actors = self._several(_ACTORS, 1)
        self._instruments = self._several(_INSTRUMENTS)
        self._flashpoints = self._several(_FLASHPOINTS)
        self._approaches = self._several(_APPROACHES)
        self._events = self._several(_EVENTS)
        self._sources = self._several(_SOURCES, 1)
        self._nested = {
            owner: {field: self._several(held) for field, held in lists.items()}
            for owner, lists in (
                *((id_, INNER) for id_ in self._countries),
                *((id_, _ADVISED) for id_ in self._approaches),
            )
        }
        self._concerns = [
            f"{id_}/{each}" for id_ in self._countries for each in self._nested[id_]["concerns"]
        ]
        self._parties = [*self._countries, *self._actors]
        # As a bare id this one could also mean a record of the file in which it is named.
        tops = [each for each in self._events if each != "exercise"]
        self._any = [
            *self._parties,
            *self._instruments,
            *tops,
            *self._sources,
            *(
                f"{owner}/{id_}"
                for owner, held in self._nested.items()
                for ids_ in held.values()
                for id_ in ids_
            ),
        ]

    def library(self) -> Plain:
        """The library by file, without those that would be empty."""
        one = self._pick
        plain: Plain = {
            "library.yaml": {
                "title": "Baltic book",
                "as_of": AS_OF.isoformat(),
                "topics": TOPICS,
                **self._maybe("description", self._text),
            },
            **{f"countries/{id_}.yaml": self._country(id_) for id_ in self._countries},
            **{f"flashpoints/{id_}.yaml": self._flashpoint(id_) for id_ in self._flashpoints},
            **{f"approaches/{id_}.yaml": self._approach(id_) for id_ in self._approaches},
            "actors.yaml": {id_: self._actor(id_) for id_ in self._actors},
            "instruments.yaml": {id_: self._instrument(id_) for id_ in self._instruments},
            "events.yaml": {id_: self._event(id_) for id_ in self._events},
            "sources.yaml": {
                id_: {
                    "title": _SOURCES[id_],
                    "published": self._date(SETTLED),
                    "publisher": one(("Archive", "Press")),
                    **self._maybe("descriptor", self._text),
                    **self._prose(),
                    **self._some("sources", self._sources),
                }
                for id_ in self._sources
            },
        }
        return {name: data for name, data in plain.items() if data}

    def _country(self, id_: str) -> Plain:
        name, *code = _COUNTRIES[id_]
        held = self._nested[id_]
        makers = {
            "concerns": self._concern,
            "reassurances": self._reassurance,
            "actions": self._action,
            "frictions": self._friction,
            "recommendations": self._recommendation,
            "judgments": self._judgment,
        }
        lists = {
            field: [{"id": each, **make(id_)} for each in held[field]]
            for field, make in makers.items()
        }
        line = {"bottom_line": self._dated_text()} if held["concerns"] or self._chance() else {}
        return {
            "name": name,
            **({"code": code[0]} if code else {}),
            **self._prose(),
            **self._some("leaders", self._actors),
            **self._maybe("relationship", self._dated_text),
            **self._cited(),
            **line,
            **{field: each for field, each in lists.items() if each},
        }

    def _dated_text(self) -> Any:
        if self._chance():
            return self._text()
        dated = self._list(list(SETTLED), 1)
        return [{"date": self._detailed(day), "text": self._text()} for day in dated]

    def _concern(self, _owner: str) -> Plain:
        return {
            "topic": self._pick(tuple(TOPICS)),
            "summary": self._text(),
            **self._maybe("theme", lambda: self._pick(("fear", "trade"))),
            **self._maybe("detail", self._text),
            **self._some("voiced_by", self._parties),
            **self._maybe("date", lambda: self._date(SETTLED)),
            **self._ties(),
            **self._base(),
        }

    def _reassurance(self, owner: str) -> Plain:
        when = self._maybe("date", lambda: self._date(SETTLED))
        answers = [
            {
                "concern": self._own(owner, each),
                "extent": self._pick(("fully", "partly", "unstated")),
                **self._maybe("leaves_open", self._text),
                **self._remarks(),
                **self._cited(),
            }
            for each in self._list(self._concerns)
        ]
        return {
            "kind": self._pick(("statement", "visit", "deployment")),
            "by": self._list(self._parties, 1),
            "summary": self._text(),
            **when,
            **self._maybe("until", lambda: self._end(when.get("date"))),
            **self._one("event", self._events),
            **self._pledge(when.get("date")),
            **({"answers": answers} if answers else {}),
            **self._ties(),
            **self._base(),
        }

    def _pledge(self, start: Any) -> Plain:
        if not self._chance():
            return self._maybe("stage", lambda: self._pick(("said", "done")))
        kept = {
            "state": self._pick(("kept", "partly-kept", "broken", "withdrawn")),
            **self._cited(),
        }
        dated = self._maybe("date", lambda: self._date(SETTLED))
        at = dated or self._one("event", self._events)
        return {
            "stage": "pledged",
            **self._maybe("due", lambda: self._end(start)),
            **({"kept": {**kept, **at}} if at else {}),
        }

    def _action(self, _owner: str) -> Plain:
        return {
            "summary": self._text(),
            **self._some("voiced_by", self._parties),
            **self._one("event", self._events),
            **self._some("about", self._concerns),
            **self._maybe("status", lambda: self._pick(("done", "under-way", "planned"))),
            **self._maybe("date", lambda: self._date(DATES)),
            **self._ties(),
            **self._base(),
        }

    def _friction(self, _owner: str) -> Plain:
        views = [
            {
                "by": self._list(self._parties, 1),
                "claim": self._text(),
                **self._maybe("quote", self._text),
                **self._remarks(),
                **self._cited(),
            }
            for _ in range(self._number(2))
        ]
        return {
            "summary": self._text(),
            **self._some("cause", self._any),
            **self._some("between", self._countries),
            **({"views": views} if views else {}),
            **self._maybe("date", lambda: self._date(DATES)),
            **self._base(),
        }

    def _recommendation(self, owner: str) -> Plain:
        return {
            "to": self._list(self._parties, 1),
            "advice": self._text(),
            **self._some("by", self._parties),
            **self._some("answers", [self._own(owner, each) for each in self._concerns]),
            **self._one("at", self._events),
            **self._maybe("date", lambda: self._date(DATES)),
            **self._ties(),
            **self._base(),
        }

    def _judgment(self, _owner: str) -> Plain:
        return {
            "claim": self._text(),
            **self._some("by", self._parties),
            **self._some("about", self._any),
            **self._maybe("date", lambda: self._date(SETTLED)),
            **self._base(),
        }

    def _actor(self, id_: str) -> Plain:
        return {
            "name": _ACTORS[id_],
            **({"aliases": ["Tamm"]} if id_ == "mari-tamm" else {}),
            **self._prose(),
            **self._some("of", [each for each in self._parties if each != id_]),
            **self._parts("roles", self._role),
            **self._cited(1),
        }

    def _role(self) -> Plain:
        start = self._maybe("from", lambda: self._date(SETTLED))
        return {
            "title": self._text(),
            **start,
            **self._maybe("until", lambda: self._end(start.get("from"))),
        }

    def _instrument(self, id_: str) -> Plain:
        return {
            "name": _INSTRUMENTS[id_],
            **self._prose(),
            **self._some("parties", self._parties),
            **self._maybe("agreed", lambda: self._date(DATES)),
            **self._maybe("in_force", lambda: self._date(DATES)),
            **self._maybe("ended", lambda: self._date(DATES)),
            **self._some("replaces", [each for each in self._instruments if each != id_]),
            **self._maybe("status", lambda: self._pick(("proposed", "in-force"))),
            **self._one("part_of", [each for each in self._instruments if each != id_]),
            **self._parts("provisions", self._point),
            **self._cited(1),
        }

    def _flashpoint(self, id_: str) -> Plain:
        return {
            "name": _FLASHPOINTS[id_],
            **self._prose(),
            **(
                {"names": [{"name": f"{id_} 国境", **self._some("used_by", self._countries)}]}
                if self._chance()
                else {}
            ),
            **self._one("part_of", [each for each in self._flashpoints if each != id_]),
            "parties": [
                {
                    "who": each,
                    **self._maybe("claim", self._text),
                    **self._remarks(),
                    **self._cited(),
                }
                for each in self._list(self._parties, 1)
            ],
            **self._maybe("trend", lambda: self._pick(("worsening", "improving"))),
            **self._maybe("trend_reason", self._text),
            **self._maybe("trend_basis", lambda: self._pick(("stated", "inferred"))),
            **self._some("instruments", self._instruments),
            **self._parts("developments", self._development),
            **self._parts("contingencies", self._point),
            **self._cited(1),
        }

    def _development(self) -> Plain:
        return {
            "summary": self._text(),
            **self._maybe("date", lambda: self._date(SETTLED)),
            **self._one("event", self._events),
            **self._remarks(),
            **self._cited(1),
        }

    def _point(self) -> Plain:
        return {
            "summary": self._text(),
            **self._maybe("date", lambda: self._date(DATES)),
            **self._one("event", self._events),
            **self._remarks(),
            **self._cited(),
        }

    def _approach(self, id_: str) -> Plain:
        held = self._nested[id_]
        fits = (*self._flashpoints, *self._concerns, *TOPICS)
        lists = {
            "recommendations": [
                {"id": each, **self._recommendation(id_)} for each in held["recommendations"]
            ],
            "judgments": [{"id": each, **self._judgment(id_)} for each in held["judgments"]],
        }
        return {
            "name": _APPROACHES[id_],
            "summary": self._text(),
            "favoured_by": [
                {"who": each, **self._remarks(), **self._cited()}
                for each in self._list(self._parties, 1)
            ],
            **self._parts("for", self._argument),
            **self._some("instruments", self._instruments),
            **self._parts("examples", self._point),
            **self._one("part_of", [each for each in self._approaches if each != id_]),
            **self._parts(
                "fits",
                lambda: {
                    "to": self._pick(fits),
                    "assessment": self._text(),
                    **self._maybe("rating", lambda: self._pick(("poor", "vital"))),
                    **self._remarks(),
                    **self._cited(),
                },
            ),
            **{field: each for field, each in lists.items() if each},
            **self._cited(1),
        }

    def _argument(self) -> Plain:
        return {
            "claim": self._text(),
            **self._some("about", self._any),
            **self._maybe("basis", lambda: self._pick(("stated", "inferred"))),
            **self._remarks(),
            **self._cited(1),
        }

    def _event(self, id_: str) -> Plain:
        ahead = self._chance()
        return {
            "name": _EVENTS[id_],
            **self._maybe("summary", self._text),
            "date": self._date(AHEAD if ahead else SETTLED),
            **self._maybe("announced", lambda: self._date(SETTLED)),
            **self._some("participants", self._parties),
            **self._some("by", self._parties),
            **self._maybe("quote", self._text),
            **self._some("about", self._concerns),
            **self._some("against", self._any),
            **self._maybe("type", lambda: self._pick(("consult", "reject", "aid"))),
            **self._maybe("place", lambda: "Riga"),
            "status": self._pick(
                ("planned", "hypothetical") if ahead else ("past", "hypothetical")
            ),
            **self._one("part_of", [each for each in self._events if each != id_]),
            **self._ties(),
            **self._remarks(),
            **self._cited(1),
        }

    def _prose(self) -> Plain:
        return {**self._maybe("summary", self._text), **self._remarks()}

    def _remarks(self) -> Plain:
        return {
            **self._maybe("short", self._text),
            **self._maybe("caveat", self._text),
            **self._maybe("sourcing", self._text),
        }

    def _base(self) -> Plain:
        return {
            **self._maybe("name", self._text),
            **self._remarks(),
            **self._cited(1),
        }

    def _ties(self) -> Plain:
        return {
            **self._some("flashpoints", self._flashpoints),
            **self._some("instruments", self._instruments),
        }

    def _cited(self, least: int = 0) -> Plain:
        found: list[Any] = self._list(self._sources, least)
        if found and self._chance():
            found[0] = {"source": found[0], "locator": self._text()}
        return {"sources": found} if found else {}

    def _own(self, owner: str, concern: str) -> str:
        """A concern as a file names it: one of its own may go without the owner."""
        return concern.removeprefix(f"{owner}/") if self._chance() else concern

    def _date(self, dates: dict[str, Any]) -> Any:
        return self._detailed(self._pick(tuple(dates)))

    def _detailed(self, day: str) -> Any:
        return {"edtf": day, "text": "last week", "basis": "stated"} if self._chance() else day

    def _end(self, start: Any) -> Any:
        """A date that does not end before another one begins."""
        begun = start["edtf"] if isinstance(start, dict) else start or ""
        first = _FIRST.get(begun, begun.partition("/")[0])
        fit = {day: both for day, both in DATES.items() if not both[1] or both[1] >= first}
        return self._date(fit)

    def _text(self) -> str:
        return " ".join(self._pick(WORDS) for _ in range(1 + self._number(2)))

    def _parts(self, field: str, make: Callable[[], Plain]) -> Plain:
        found = [make() for _ in range(self._number(2))]
        return {field: found} if found else {}

    def _some(self, field: str, choices: Sequence[str]) -> Plain:
        found = self._list(choices)
        return {field: found} if found else {}

    def _one(self, field: str, choices: Sequence[str]) -> Plain:
        return {field: self._pick(choices)} if choices and self._number(2) == 2 else {}

    def _list(self, choices: Sequence[str], least: int = 0) -> list[str]:
        """Up to two different ones of what there is to choose from."""
        wanted = max(least, self._number(2)) if choices else 0
        return list(dict.fromkeys(self._pick(choices) for _ in range(wanted)))

    def _several(self, choices: Iterable[str], least: int = 0) -> list[str]:
        """Some of what there can be, in its order."""
        found = [each for each in choices if self._chance()]
        return found or list(choices)[:least]

    def _maybe(self, field: str, make: Callable[[], Any]) -> Plain:
        return {field: make()} if self._chance() else {}

    def _pick(self, choices: Sequence[T]) -> T:
        return choices[next(self._choices, 0) % len(choices)]

    def _number(self, most: int) -> int:
        return next(self._choices, 0) % (most + 1)

    def _chance(self) -> bool:
        return self._number(1) == 1
