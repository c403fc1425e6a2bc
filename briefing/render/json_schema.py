"""Publishes what JSON answers look like: a JSON Schema for each, made from the types of the views.

What a schema promises is what the program writes: every field is always there, unless it is part
of the query. It allows for more, since within a version fields may be added.
"""

import json
from collections.abc import Iterable, Iterator
from inspect import cleandoc
from typing import Any, Final, TypeAlias

import msgspec.json

from briefing.errors import UnknownValue
from briefing.library.lookup import nearest
from briefing.model.kinds import KINDS
from briefing.render.json import SCHEMAS, Envelope

Schema: TypeAlias = dict[str, Any]

_VIEWS: Final = {name.partition("/")[0]: view for view, name in SCHEMAS.items()}

NAMES: Final = tuple(_VIEWS)
"""The schemas that there are, without their versions."""

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_PLACE: Final = "#/$defs/"

_RECORDS: Final = {name: kind.record for name, kind in KINDS.items()}


def schema(name: str) -> str:
    """The schema of an answer, in its envelope, as indented JSON that ends in a line break.

    Args:
        name: one of `NAMES`, also as a document names it, with its version.

    Raises:
        UnknownValue: there is no such schema.
    """
    view = _VIEWS.get(name.partition("/")[0])
    if view is None or name not in (full := SCHEMAS[view], full.partition("/")[0]):
        near = nearest(name, NAMES, 1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise UnknownValue(f"There is no schema '{name}', only {', '.join(NAMES)}.{hint}")
    return json.dumps(_whole(view), indent=2, ensure_ascii=False) + "\n"


def _whole(view: type) -> Schema:
    """The schema of a whole document, in which everything it refers to is defined."""
    name = SCHEMAS[view]
    types = [Envelope, view, *_RECORDS.values()]
    _, made = msgspec.json.schema_components(types, ref_template=f"{_PLACE}{{name}}")
    known = {title: _published(each) for title, each in made.items()}
    document = known.pop(Envelope.__name__)
    properties = {
        **document["properties"],
        "schema": {**document["properties"]["schema"], "const": name},
        "result": {"$ref": f"{_PLACE}{view.__name__}"},
    }
    says = known[view.__name__]["description"].partition("\n")[0]
    body = {**document, "title": name, "description": says, "properties": properties}
    return {
        "$schema": _DIALECT,
        "$id": f"urn:briefing:schema:{name}",
        **body,
        "$defs": {title: known[title] for title in sorted(_needed(body, known))},
    }


def _published(given: Schema) -> Schema:
    """A schema as it is promised: what is written is required, and more may be added."""
    made = {
        key: _inner(key, value)
        for key, value in given.items()
        if key != "default" and not (key == "additionalProperties" and value is False)
    }
    fields: Schema = given.get("properties", {})
    if fields:
        # msgspec requires only what has no default, but it writes every field that is set.
        written = {name for name, field in fields.items() if "default" in field}
        made["required"] = [name for name in fields if name in written | {*given["required"]}]
    if fields.get("record") == {}:
        made["properties"]["record"] = {"type": "object"}
        made["anyOf"] = list(_by_kind())
    return made


def _inner(key: str, value: Any) -> Any:
    if key == "description":
        return cleandoc(value)
    if key == "properties":
        return {name: _published(each) for name, each in value.items()}
    if isinstance(value, dict):
        return _published(value)
    if key in ("anyOf", "prefixItems"):
        return [_published(each) for each in value]
    return value


def _by_kind() -> Iterator[Schema]:
    """What a record of each kind looks like, beside its kind."""
    for kind, record in _RECORDS.items():
        yield {
            "properties": {
                "kind": {"const": kind},
                "record": {"$ref": f"{_PLACE}{record.__name__}"},
            }
        }


def _needed(body: Schema, known: dict[str, Schema]) -> set[str]:
    """What a schema refers to, and what that refers to."""
    found: set[str] = set()
    ahead = [body]
    while ahead:
        for title in _references(ahead.pop()):
            if title not in found:
                found.add(title)
                ahead.append(known[title])
    return found


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"].removeprefix(_PLACE)
        yield from _references_in(part.values())
    elif isinstance(part, list):
        yield from _references_in(part)


def _references_in(parts: Iterable[Any]) -> Iterator[str]:
    for each in parts:
        yield from _references(each)
