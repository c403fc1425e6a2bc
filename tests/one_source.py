"""Deletes from the files of a library what a source does not carry, as the guide defines it.

It edits plain data and asks nothing of the program, so that the program can be held against it.
"""

import copy
from collections.abc import Iterator
from typing import Any, Final

import libraries
from libraries import Plain

_REFERENCES: Final = (
    "about",
    "against",
    "answers",
    "at",
    "between",
    "by",
    "cause",
    "concern",
    "event",
    "flashpoints",
    "instruments",
    "of",
    "part_of",
    "participants",
    "parties",
    "replaces",
    "to",
    "used_by",
    "voiced_by",
    "who",
)
"""The fields that name other records, but for those that lead a country."""

_NO_SOURCE: Final = ("bottom_line", "relationship", "caveat", "sourcing")
"""The texts for which no source is cited."""

_CALLED: Final = ("id", "name", "short", "aliases", "code", "type", "names")
"""The fields that only say what a record is called and of what sort it is."""

_PARTS: Final = (
    "parties",
    "developments",
    "contingencies",
    "provisions",
    "examples",
    "favoured_by",
    "for",
    "against",
    "fits",
    "views",
    "answers",
)
"""The fields that can list parts, each perhaps with sources of its own."""

_NESTED: Final = (*libraries.INNER, "recommendations", "judgments")

_STAYING: Final = ("countries", "actors")
"""The kinds that can stay without a source: as the frame, and where they are named."""


def according_to(plain: Plain, source: str) -> Plain:
    """A library of which only what a source carries is left."""
    plain = copy.deepcopy(plain)
    plain["library.yaml"].pop("description", None)
    kept = _Kept(plain, source)
    for name in list(plain):
        if name != "library.yaml":
            plain[name] = kept.left_of(name, plain[name])
    return {name: data for name, data in plain.items() if data}


class _Kept:
    """What a source carries."""

    def __init__(self, plain: Plain, source: str) -> None:
        self._source = source
        self._topics = plain["library.yaml"]["topics"]
        self._voices = {
            id_
            for name, data in plain.items()
            if name != "library.yaml"
            for id_, record in libraries.records(name, data)
            if _kind(name) == "countries" or self._is_cited_in(record)
        }
        carried = {
            id_: (_kind(name), self._carry(_kind(name), record))
            for name, data in plain.items()
            if name != "library.yaml"
            for id_, record in libraries.records(name, data)
        }
        named = {id_ for _, record in carried.values() for id_ in _named(record)}
        self._left = {
            id_: record
            for id_, (kind, record) in carried.items()
            if self._stays(kind, id_, record, named)
        }
        self._carried = {id_ for id_, (_, record) in carried.items() if self._is_cited_in(record)}
        self._ids = {
            full
            for id_, record in self._left.items()
            for full in (id_, *(f"{id_}/{each['id']}" for _, each in _nested(record)))
        }

    def left_of(self, name: str, data: Plain) -> Plain:
        """What is left of a file."""
        records = {
            id_: self._left[id_] for id_, _ in libraries.records(name, data) if id_ in self._left
        }
        for id_, record in records.items():
            self._strip(record, id_)
            if isinstance(record.get("leaders"), list):
                record["leaders"] = [each for each in record["leaders"] if each in self._carried]
        return dict(*records.values()) if "/" in name else records

    def _stays(self, kind: str, id_: str, record: Plain, named: set[str]) -> bool:
        if kind == "sources":
            return id_ == self._source
        if kind == "countries" or self._is_cited_in(record):
            return True
        if any(each for field in _NESTED for each in record.get(field, ())):
            return True
        if any(_has_sources(each) for field in _PARTS for each in record.get(field, ())):
            return True
        return kind == "actors" and id_ in named

    def _with_own_voices(self, part: Plain) -> Plain:
        """Leave out those who voice something and of whom the source says nothing."""
        if "voiced_by" not in part:
            return part
        voices = [voice for voice in part["voiced_by"] if voice in self._voices]
        return {**part, "voiced_by": voices} if voices else _without(part, "voiced_by")

    def _carry(self, kind: str, record: Plain) -> Plain:
        nested = {
            field: [
                self._with_own_voices(self._carry_part(each))
                for each in record.get(field, ())
                if self._is_cited_in(each)
            ]
            for field in _NESTED
        }
        is_unsourced = not record.get("sources")
        is_carried = kind == "sources" or is_unsourced or self._is_cited_in(record)
        own: Plain = {field: value for field, value in record.items() if field not in _NESTED}
        if is_unsourced and kind != "sources":
            own.pop("summary", None)
        own = self._carry_part(own) if is_carried else self._frame(own)
        if kind == "approaches":
            own.setdefault("summary", own["name"])
        if kind == "flashpoints":
            own.setdefault("parties", [])
        return {**own, **{field: value for field, value in nested.items() if value}}

    def _frame(self, record: Plain) -> Plain:
        """A record that the source does not carry: its name, and what the source says of a part."""
        parts = {
            field: [
                each for each in record[field] if isinstance(each, dict) and each.get("sources")
            ]
            for field in _PARTS
            if isinstance(record.get(field), list)
        }
        called: Plain = {field: record[field] for field in _CALLED if field in record}
        return self._carry_part(
            {**called, **{field: each for field, each in parts.items() if each}}
        )

    def _carry_part(self, part: Plain) -> Plain:
        """A part without what the source does not carry of it."""
        left: Plain = {}
        for field, value in part.items():
            if field in _NO_SOURCE:
                continue
            if field == "sources":
                left[field] = [each for each in value if _source(each) == self._source]
            elif isinstance(value, list):
                items = [
                    self._carry_part(each) if isinstance(each, dict) else each
                    for each in value
                    if self._has(each)
                ]
                left.update({field: items} if items or not value else {})
            elif isinstance(value, dict):
                left.update({field: self._carry_part(value)} if self._has(value) else {})
            else:
                left[field] = value
        return left

    def _has(self, part: Any) -> bool:
        """Whether the source carries a part of something that it carries."""
        return not (isinstance(part, dict) and part.get("sources")) or self._is_cited_in(part)

    def _is_cited_in(self, part: Plain) -> bool:
        return any(_source(each) == self._source for each in part.get("sources", ()))

    def _strip(self, part: Any, owner: str) -> None:
        """Takes out of a part what names a record that is not left."""
        if isinstance(part, list):
            for each in part:
                self._strip(each, owner)
        if not isinstance(part, dict):
            return
        for field in _REFERENCES:
            value = part.get(field)
            home = owner if field in ("answers", "concern") else ""
            if isinstance(value, str) and not self._is_left(value, home):
                del part[field]
            elif isinstance(value, list):
                part[field] = [each for each in value if self._is_left(each, home)]
        if isinstance(part.get("fits"), list):
            part["fits"] = [each for each in part["fits"] if self._is_left(each["to"], "")]
        for value in part.values():
            self._strip(value, owner)

    def _is_left(self, value: Any, owner: str) -> bool:
        if isinstance(value, dict):
            value = value.get("concern") if "extent" in value else None
        return value is None or not {value, f"{owner}/{value}"}.isdisjoint(
            (*self._ids, *self._topics)
        )


def _kind(name: str) -> str:
    return name.partition("/")[0].removesuffix(".yaml")


def _nested(record: Plain) -> Iterator[tuple[str, Plain]]:
    yield from ((field, each) for field in _NESTED for each in record.get(field, ()))


def _named(part: Any) -> Iterator[str]:
    """Whatever a record names in any field that can name an actor."""
    if isinstance(part, list):
        for each in part:
            yield from _named(each)
    if isinstance(part, dict):
        for field, value in part.items():
            if field in _REFERENCES:
                names = value if isinstance(value, list) else [value]
                yield from (each for each in names if isinstance(each, str))
            if field != "sources":
                yield from _named(value)


def _has_sources(part: Any) -> bool:
    return isinstance(part, dict) and bool(part.get("sources"))


def _source(reference: Any) -> str:
    return str(reference["source"] if isinstance(reference, dict) else reference)


def _without(part: Plain, field: str) -> Plain:
    return {name: value for name, value in part.items() if name != field}
