"""Puts markings into the files of a library, and deletes from them what is above a limit.

It edits plain data and asks nothing of the program, so that the program can be held against it.
"""

import copy
import random
from collections.abc import Iterator
from typing import Any, Final

import libraries
from libraries import Plain

TLP: Final = ("clear", "green", "amber", "amber+strict", "red")

_REFERENCES: Final = (
    "about",
    "against",
    "answers",
    "at",
    "between",
    "by",
    "cause",
    "event",
    "flashpoints",
    "instruments",
    "leaders",
    "of",
    "part_of",
    "participants",
    "parties",
    "replaces",
    "to",
    "used_by",
    "voiced_by",
)
"""The fields of a record or a part that name other records."""

_NEEDED: Final = ("who", "concern")
"""The fields without which a part says nothing."""

_NEVER_WITHOUT: Final = {"reassurances": "by", "recommendations": "to", "flashpoints": "parties"}
"""The lists that a record has to have, even if nothing is left in them."""

_PARTS: Final = (
    *("parties", "developments", "contingencies", "provisions", "examples", "favoured_by"),
    *("for", "against", "fits", "views", "answers", "names"),
)

_NESTED: Final = libraries.INNER


def with_markings(plain: Plain, seed: int) -> Plain:
    """A library in which chance has put markings on records of any depth and on parts of them."""
    plain = copy.deepcopy(plain)
    chance = random.Random(seed)  # noqa: S311 (no secret)
    for part in _markable(plain):
        # Most of a library rests on each of its few sources.
        if chance.random() < (0.05 if "published" in part else 0.25):
            part["marking"] = chance.choice(TLP)
    return plain


def _markable(plain: Plain) -> Iterator[Plain]:
    for name, data in plain.items():
        for _, record in libraries.records(name, data):
            for part in (record, *(nested for _, nested in libraries.inner(record))):
                yield part
                lists = (part.get(field, ()) for field in _PARTS if field != "names")
                yield from (item for items in lists for item in items if isinstance(item, dict))
                if "kept" in part:
                    yield part["kept"]


def up_to(plain: Plain, limit: str) -> Plain:
    """A library without what is marked above a limit."""
    plain = copy.deepcopy(plain)
    deletion = _Deletion(plain, TLP.index(limit))
    for name in list(plain):
        if name != "library.yaml":
            plain[name] = deletion.left_of(name, plain[name])
    return {name: data for name, data in plain.items() if data}


_EVENTS: Final = ("event", "at")


class _Deletion:
    def __init__(self, plain: Plain, limit: int) -> None:
        self._limit = limit
        self._topics = plain["library.yaml"]["topics"]
        sources = plain["sources.yaml"]
        self._secret = {id_ for id_, source in sources.items() if self._is_above(source)}
        # A source that rests on one that may not be shown may not be shown either.
        for _ in sources:
            self._secret |= {id_ for id_, source in sources.items() if self._rests_on(source)}
        self._left = {
            full
            for name, data in plain.items()
            for id_, record in libraries.records(name, data)
            if id_ not in self._secret and self._may_stay(record)
            for full in (id_, *(f"{id_}/{part['id']}" for part in self._nested_in(record)))
        }

    def left_of(self, name: str, data: Plain) -> Plain:
        """What is left of a file."""
        kind = name.partition("/")[0].removesuffix(".yaml")
        kept = {id_: rec for id_, rec in libraries.records(name, data) if id_ in self._left}
        for id_, record in kept.items():
            for field in _NESTED:
                nested = [part for part in record.get(field, ()) if self._may_stay(part)]
                for part in nested:
                    self._strip(part, id_, _NEVER_WITHOUT.get(field))
                _put(record, field, nested, needed=False)
            self._strip(record, id_, _NEVER_WITHOUT.get(kind))
        return next(iter(kept.values()), {}) if "/" in name else kept

    def _nested_in(self, record: Plain) -> list[Plain]:
        return [part for _, part in libraries.inner(record) if self._may_stay(part)]

    def _strip(self, part: Plain, owner: str, needed: str | None) -> None:
        for field in [field for field in _PARTS if isinstance(part.get(field), list)]:
            items = [item for item in part[field] if self._stays_in(item, owner)]
            for item in items:
                if isinstance(item, dict):
                    self._strip(item, owner, None)
            # An opinion that is nobody's is none.
            items = [item for item in items if field != "views" or item.get("by")]
            _put(part, field, items, needed=field == needed)
        if "kept" in part and not self._may_stay(part["kept"]):
            del part["kept"]
        if "kept" in part:
            self._strip(part["kept"], owner, None)
        for field in [field for field in _REFERENCES if field in part]:
            value = part[field]
            if isinstance(value, str):
                # What names an event never means a record of the same file.
                if not self._is_left(value, "" if field in _EVENTS else owner):
                    del part[field]
                continue
            ids = [item for item in value if isinstance(item, dict) or self._is_left(item, owner)]
            _put(part, field, ids, needed=field == needed)

    def _stays_in(self, item: Any, owner: str) -> bool:
        if isinstance(item, str):
            return self._is_left(item, owner)
        needed = [item[field] for field in _NEEDED if field in item]
        if isinstance(item.get("to"), str):
            needed.append(item["to"])
        return self._may_stay(item) and all(self._is_left(id_, owner) for id_ in needed)

    def _is_left(self, id_: str, owner: str) -> bool:
        return id_ in self._left or f"{owner}/{id_}" in self._left or id_ in self._topics

    def _may_stay(self, part: Plain) -> bool:
        return not self._is_above(part) and not self._rests_on(part)

    def _is_above(self, part: Plain) -> bool:
        return "marking" in part and TLP.index(part["marking"]) > self._limit

    def _rests_on(self, part: Plain) -> bool:
        cited = (ref["source"] if isinstance(ref, dict) else ref for ref in part.get("sources", ()))
        return any(id_ in self._secret for id_ in cited)


def _put(part: Plain, field: str, items: list[Any], *, needed: bool) -> None:
    if items or needed:
        part[field] = items
    else:
        part.pop(field, None)
