"""Publishes a JSON Schema for each JSON answer, made from the types of the answers.

That of a library's files is in `library_schema`.

A schema promises what the program writes: every field is always there, unless it is part of the
query. It allows for more, since within a version fields may be added.

What several answers hold, such as records, is defined once, in the schema `common`. Each answer's
schema refers to it by its `$id` and embeds it, so that one document is enough to validate with.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from inspect import cleandoc
from typing import Any, Final, TypeAlias, get_args, get_type_hints

import msgspec.json
from msgspec import Struct

from briefing.answers.results import View
from briefing.errors import UnknownValue
from briefing.library.lookup import nearest
from briefing.model.descriptions import field_descriptions
from briefing.model.kinds import KINDS
from briefing.render import library_schema
from briefing.render.json import Envelope, form

Schema: TypeAlias = dict[str, Any]

COMMON: Final = "common/2"
"""The name of the schema that defines what several answers hold, with its own version."""

_VIEWS: Final = {view.schema.partition("/")[0]: view for view in get_args(View)}
_FULL_NAMES: Final = {name: view.schema for name, view in _VIEWS.items()} | {"common": COMMON}

NAMES: Final = tuple(_FULL_NAMES)
"""The names of the schemas of answers, and of what these share, without their versions."""

LIBRARY: Final = "library"
"""The name of the schema of a library's files."""

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_URN: Final = "urn:briefing:schema:"
_DEFINITIONS: Final = "#/$defs/"

_RECORDS: Final = {name: kind.record for name, kind in KINDS.items()}


def schema(name: str) -> str:
    """Return a schema as indented JSON that ends in a line break.

    Args:
        name: one of `NAMES`, optionally with its version, as a JSON answer names it; or `LIBRARY`.

    Raises:
        UnknownValue: there is no such schema.
    """
    if name in (LIBRARY, library_schema.NAME):
        return library_schema.files_schema()
    short = name.partition("/")[0]
    if short not in NAMES or name not in (short, _FULL_NAMES[short]):
        names = (*NAMES, LIBRARY)
        near = nearest(name, names, 1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise UnknownValue(f"There is no schema '{name}', only {', '.join(names)}.{hint}")
    document = _answer(_VIEWS[short]) if short in _VIEWS else _common()
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _answer(view: type[View]) -> Schema:
    """Return the schema of an answer in its envelope, with everything that it refers to."""
    name = view.schema
    known = _definitions()
    common = _common()
    envelope = known[Envelope.__name__]
    own = {
        **envelope,
        "title": name,
        "description": known[view.__name__]["description"].partition("\n")[0],
        "properties": {
            **envelope["properties"],
            "schema": {**envelope["properties"]["schema"], "const": name},
            "result": {"$ref": f"{_DEFINITIONS}{view.__name__}"},
        },
        "$defs": {title: known[title] for title in sorted(_needed(view) - common["$defs"].keys())},
    }
    document = {"$schema": _DIALECT, "$id": f"{_URN}{name}", **_referring(own, common)}
    document["$defs"][common["$id"]] = common
    return document


def _common() -> Schema:
    """Return the schema that defines what more than one answer holds."""
    users = Counter(title for view in get_args(View) for title in _needed(view))
    known = _definitions()
    return {
        "$schema": _DIALECT,
        "$id": f"{_URN}{COMMON}",
        "title": COMMON,
        "description": "What several answers hold, such as records.",
        "$defs": {title: known[title] for title in sorted(users) if users[title] > 1},
    }


def _referring(part: Any, common: Schema) -> Any:
    """Return a part of a schema that refers to common definitions where they are published."""
    if isinstance(part, list):
        return [_referring(inner, common) for inner in part]
    if not isinstance(part, dict):
        return part
    made = {key: _referring(inner, common) for key, inner in part.items()}
    if "$ref" in made and made["$ref"].removeprefix(_DEFINITIONS) in common["$defs"]:
        made["$ref"] = f"{common['$id']}{made['$ref']}"
    return made


@cache
def _definitions() -> dict[str, Schema]:
    """Return the schema of every type that any answer holds, by the type's name."""
    types = [Envelope, *get_args(View), *_RECORDS.values()]
    return {part.__name__: _published(_definition(part)) for part in _structs(types)}


def _structs(types: Iterable[Any]) -> set[type[Struct]]:
    """Return every struct that the JSON of some types can hold, at any depth."""
    structs: set[type[Struct]] = set()
    ahead = [*types]
    while ahead:
        hint = form(ahead.pop()).hint
        if isinstance(hint, type) and issubclass(hint, Struct) and hint not in structs:
            structs.add(hint)
            ahead += get_type_hints(hint, include_extras=True).values()
        ahead += get_args(hint)
    return structs


def _definition(part: type[Struct]) -> Schema:
    """Return the schema of a struct, each of its fields in the form that it has in JSON."""
    definition = _components(part)[1][part.__name__]
    hints = get_type_hints(part, include_extras=True)
    described = field_descriptions(part)
    fields = definition["properties"]
    for name, attribute in zip(part.__struct_encode_fields__, part.__struct_fields__, strict=True):
        (published,), _ = _components(form(hints[attribute]).hint)
        has_default = fields[name].keys() & {"default"}
        says = {"description": described[attribute]} if attribute in described else {}
        # A reader meets it first, and it counts before what the field's type says of itself.
        fields[name] = says | published | says | dict.fromkeys(has_default)
    return definition


def _components(hint: Any) -> tuple[tuple[Schema, ...], dict[str, Schema]]:
    return msgspec.json.schema_components([hint], ref_template=f"{_DEFINITIONS}{{name}}")


def _published(given: Schema) -> Schema:
    """Return a schema as it is promised: what is written is required, and more may be added."""
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
        return {name: _published(field) for name, field in value.items()}
    if isinstance(value, dict):
        return _published(value)
    if key == "anyOf":
        return [_published(choice) for choice in _with_one_vocabulary(value)]
    if key == "prefixItems":
        return [_published(choice) for choice in value]
    return value


def _with_one_vocabulary(choices: Sequence[Schema]) -> Iterator[Schema]:
    """Yield the choices that a value has, the words of all of its vocabularies as one of them."""
    words = {word for choice in choices for word in choice.get("enum", ())}
    if words:
        yield {"enum": sorted(words)}
    yield from (choice for choice in choices if "enum" not in choice)


def _by_kind() -> Iterator[Schema]:
    """Yield what a record of each kind looks like, beside its kind."""
    for kind, record in _RECORDS.items():
        yield {
            "properties": {
                "kind": {"const": kind},
                "record": {"$ref": f"{_DEFINITIONS}{record.__name__}"},
            }
        }


def _needed(view: type[View]) -> set[str]:
    """Return the names of the types that an answer holds in its envelope, at any depth."""
    known = _definitions()
    needed = {view.__name__}
    ahead = [known[view.__name__], known[Envelope.__name__]]
    while ahead:
        new = {*_references(ahead.pop())} - needed
        needed |= new
        ahead += [known[title] for title in new]
    return needed


def _references(part: Any) -> Iterator[str]:
    """Yield the name of every type that a part of a schema refers to."""
    if isinstance(part, dict) and "$ref" in part:
        yield part["$ref"].removeprefix(_DEFINITIONS)
    elif isinstance(part, dict | list):
        for inner in part.values() if isinstance(part, dict) else part:
            yield from _references(inner)
