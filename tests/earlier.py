"""Deletes from the files of a library what came later than a day, as the guide defines it.

It edits plain data and asks nothing of the program, so that the program can be held against it.
"""

import copy
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, Final

import libraries
from libraries import DATES, Plain

_REFERENCES: Final = (
    "about",
    "against",
    "answers",
    "at",
    "cause",
    "concern",
    "event",
    "flashpoints",
    "instruments",
    "leaders",
    "part_of",
    "replaces",
    "to",
)
"""The fields that can name what is not always known."""

_REMARKS: Final = ("caveat", "sourcing")
"""What an editor remarks on a record or a part of one."""

LATER: Final = "later source"
"""What stands for all sources that were published later."""

_UNDATED_PROSE: Final = {
    "actors": ("summary",),
    "countries": ("summary",),
    "instruments": ("summary", "status"),
    "flashpoints": ("summary", "trend", "trend_reason", "trend_basis"),
}
"""What an author keeps up to date without a date, by the folder or file of a kind."""


def earlier(plain: Plain, day: date) -> Plain:
    """A library from which everything later than a day is deleted, current to that day."""
    plain = copy.deepcopy(plain)
    plain["library.yaml"]["as_of"] = day.isoformat()
    plain["library.yaml"].pop("description", None)
    world = _World(plain, day)
    for name in list(plain):
        if name not in ("library.yaml", "sources.yaml"):
            plain[name] = world.left_of(name, plain[name])
    world.delete_sources(plain)
    return {name: data for name, data in plain.items() if data}


class _World:
    """What had happened by a day, and what was known of what lay ahead."""

    def __init__(self, plain: Plain, day: date) -> None:
        self._day = day.isoformat()
        self._events = plain.get("events.yaml", {})
        self._actors = plain.get("actors.yaml", {})
        self._published = plain["sources.yaml"]
        self._later = {
            id_
            for name, data in plain.items()
            for id_, record in libraries.records(name, data)
            for id_ in self._later_ids(name, id_, record)
        }

    def left_of(self, name: str, data: Plain) -> Plain:
        """What is left of a file."""
        kind = name.partition("/")[0].removesuffix(".yaml")
        kept = {id_: each for id_, each in libraries.records(name, data) if id_ not in self._later}
        for id_, record in kept.items():
            self._edit(kind, id_, record)
        return next(iter(kept.values()), {}) if "/" in name else kept

    def delete_sources(self, plain: Plain) -> None:
        """Deletes the sources that came later, and puts one word in the place of all of them."""
        sources = plain["sources.yaml"]
        plain["sources.yaml"] = {
            id_: each for id_, each in sources.items() if self._has_come(each["published"])
        }
        for record in plain["sources.yaml"].values():
            self._strip(record, "")
        for data in plain.values():
            self._cite_less(data, plain["sources.yaml"])

    def _cite_less(self, part: Any, published: Plain) -> None:
        for each in part.values() if isinstance(part, dict) else part:
            if isinstance(each, dict | list):
                self._cite_less(each, published)
        cited = part.get("sources", ()) if isinstance(part, dict) else ()
        kept = [each for each in cited if _source(each) in published]
        if len(kept) < len(cited):
            part["sources"] = [*kept, LATER]

    def _later_ids(self, name: str, id_: str, record: Plain) -> Iterator[str]:
        made = record.get("date") or record.get("agreed") or record.get("in_force")
        dated_later = made is not None and not self._has_come(made)
        if name == "events.yaml":
            announced = "announced" in record and self._has_come(record["announced"])
            dated_later = dated_later and not announced
        if name == "sources.yaml":
            dated_later = not self._has_come(record["published"])
        if dated_later:
            yield id_
        for field, each in libraries.inner(record):
            if not self._was_there(field, each):
                yield f"{id_}/{each['id']}"

    def _was_there(self, field: str, part: Plain) -> bool:
        """Whether a nested record or a part of a record was there."""
        if field == "recommendations" and "at" in part:
            event = self._events[part["at"]]
            return self._has_come(event["date"]) or (
                "announced" in event and self._has_come(event["announced"])
            )
        if "date" in part:
            return self._has_come(part["date"])
        if field in ("recommendations", "judgments") and part.get("sources"):
            published = (self._published[_source(each)]["published"] for each in part["sources"])
            return any(map(self._has_come, published))
        return "event" not in part or self._has_come(self._events[part["event"]]["date"])

    def _edit(self, kind: str, id_: str, record: Plain) -> None:
        for field in _UNDATED_PROSE.get(kind, ()):
            record.pop(field, None)
        if kind == "events" and not self._has_come(record["date"]):
            record.pop("summary", None)
            record["status"] = "hypothetical" if record["status"] == "hypothetical" else "planned"
        self._edit_dates(record)
        self._keep(record, "roles", lambda each: "from" not in each or self._has_come(each["from"]))
        for field in ("provisions", "developments", "contingencies", "examples"):
            self._keep(record, field, lambda each: self._was_there("", each))
        self._keep(record, "leaders", self._had_begun)
        for field in ("recommendations", "judgments", *libraries.INNER):
            self._keep(record, field, lambda each: f"{id_}/{each['id']}" not in self._later)
        for each in record.get("recommendations", ()):
            if "date" in each and not self._has_come(each["date"]):
                del each["date"]
        self._strip(record, id_)

    def _edit_dates(self, record: Plain) -> None:
        """Takes out dates of an instrument that had not come, and texts that did not hold yet."""
        for field in ("agreed", "in_force", "ended"):
            if field in record and not self._has_come(record[field]):
                del record[field]
        for field in ("bottom_line", "relationship"):
            if isinstance(record.get(field), str):
                del record[field]
            self._keep(record, field, lambda each: self._has_come(each["date"]))

    def _strip(self, part: Any, owner: str) -> None:
        """Takes out of a part what ends later, an editor's notes, and what names a later record."""
        if isinstance(part, list):
            for each in part:
                self._strip(each, owner)
        if not isinstance(part, dict):
            return
        self._strip_fields(part)
        for field in _REFERENCES:
            value = part.get(field)
            if isinstance(value, str) and self._is_later(value, field, owner):
                del part[field]
            elif isinstance(value, list):
                self._keep(part, field, lambda each, f=field: not self._is_later(each, f, owner))  # type: ignore[misc]  # the default binds it
        self._keep(part, "fits", lambda each: each["to"] not in self._later)
        for value in part.values():
            self._strip(value, owner)

    def _strip_fields(self, part: Plain) -> None:
        for remark in _REMARKS:
            part.pop(remark, None)
        if "kept" in part and not self._was_there("kept", part["kept"]):
            del part["kept"]
        if "until" in part and not self._is_over(part["until"]):
            del part["until"]

    def _is_later(self, value: Any, field: str, owner: str) -> bool:
        if isinstance(value, dict):
            value = value.get("concern", "")
        return value in self._later or f"{owner}/{value}" in self._later_for(field)

    def _later_for(self, field: str) -> set[str]:
        """The later records that a bare id can mean in a field: only a concern is named so."""
        return self._later if field in ("answers", "concern") else set()

    def _had_begun(self, leader: str) -> bool:
        """Whether every office of someone who is listed as a leader had begun."""
        roles = self._actors[leader].get("roles", [])
        return all("from" not in each or self._has_come(each["from"]) for each in roles)

    def _keep(self, record: Plain, field: str, wanted: Callable[[Any], bool]) -> None:
        if isinstance(record.get(field), list):
            record[field] = [each for each in record[field] if wanted(each)]
            if not record[field]:
                del record[field]

    def _has_come(self, when: Any) -> bool:
        return DATES[libraries.edtf(when)][0] <= self._day

    def _is_over(self, when: Any) -> bool:
        last = DATES[libraries.edtf(when)][1]
        return bool(last) and last <= self._day


def _source(reference: Any) -> str:
    """The id of the source that is cited."""
    return str(reference["source"] if isinstance(reference, dict) else reference)
