"""Publishes the JSON Schema of a library's files, with which editors complete and check them.

Its definitions `NAME-file` are the files: `country-file` is one country, `countries-file` several
by their ids, and `library-file` is `library.yaml`. An editor is sent to one of them by a comment:

    # yaml-language-server: $schema=../library.schema.json#/$defs/country-file

The schema accepts whatever reading accepts. It cannot say, and so accepts: a day that is not in the
calendar, a span that ends before it starts, the spelling of a number without quotation marks (201
may have been 0201, and 0x7E1 is 2017 to an editor), and everything that takes more than one file.
It refuses what reading takes with a warning or takes for text, though nobody means it: an earlier
name of a field, and a bare `null` or `~`.
"""

import json
from collections.abc import Iterator
from inspect import cleandoc
from typing import Any, Final, TypeAlias

from msgspec import Struct

from briefing.model.kinds import TOP_LEVEL
from briefing.model.records import DAYS_PATTERN, LibraryFile
from briefing.model.schema import TEXT, Field, FieldType, StringFormat, fields

JsonSchema: TypeAlias = dict[str, Any]

NAME: Final = "library/1"
"""The name of the schema, with its version."""

FILE_NAME: Final = "library.schema.json"
"""What the schema is called where it lies beside a library."""

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_DEFINITIONS: Final = "#/$defs/"

# A text that an editor takes for a number or a truth value is one all the same.
_SCALAR: Final = ["string", "number", "boolean"]

# What an editor shows instead of the pattern; to validators it means nothing.
_MESSAGE: Final = "patternErrorMessage"

_SLUG: Final = "[a-z0-9]+(?:-[a-z0-9]+)*"
_YEAR: Final = "(?!0000)[0-9]{4}"
_DAY: Final = "(?:0[1-9]|[12][0-9]|3[01]|XX)"
_MONTH: Final = f"(?:(?:0[1-9]|1[0-2])(?:-{_DAY})?|2[1-4]|XX(?:-XX)?)"
_POINT: Final = f"(?:{_YEAR}(?:-{_MONTH})?|[0-9]{{3}}X|[0-9]{{2}}XX)[?~%]?"
_EDTF: Final = rf"^(?:{_POINT}(?:/(?:{_POINT}|\.\.)?)?|(?:\.\.)?/{_POINT})$"

_FORMATS: Final[dict[str, JsonSchema]] = {
    "edtf": {
        "type": ["string", "integer"],
        "pattern": _EDTF,
        "minimum": 1,
        "maximum": 9999,
        _MESSAGE: "A date is written 2017, 2017-02 or 2017-02-03; `briefing help dates` has more.",
        "examples": ["2017-02-03", "2017-02", "2016~", "2016-10/2016-12"],
    },
    "days": {
        "type": ["string", "integer"],
        "pattern": f"^{DAYS_PATTERN}$",
        "minimum": 1,
        "maximum": 99999,
        _MESSAGE: "A limit is a number of days, such as 180.",
        "examples": ["180"],
    },
    "slug": {
        "pattern": f"^{_SLUG}$",
        _MESSAGE: "An id is lower-case words joined by hyphens.",
        "examples": ["burden-sharing"],
    },
    "iso3166": {
        "pattern": "^[A-Z]{3}$",
        _MESSAGE: "A code is three capitals, by ISO 3166-1 alpha-3.",
        "examples": ["JPN", "KOR"],
    },
    "topic": {
        "pattern": f"^{_SLUG}$",
        _MESSAGE: "A topic is one of those that library.yaml names.",
        "examples": ["security"],
    },
    "id": {
        "pattern": f"^{_SLUG}(?:/{_SLUG})?$",
        _MESSAGE: "Records are referred to by their ids, such as japan or japan/burden-sharing.",
        "examples": ["japan", "japan/burden-sharing"],
    },
    "address": {"examples": ["https://example.org/review"]},
}


def files_schema() -> str:
    """Return the schema of all files of a library as indented JSON that ends in a line break."""
    document = {
        "$schema": _DIALECT,
        "$id": f"urn:briefing:schema:{NAME}",
        # No choice between the files here: editors would add it to the definition that they are
        # sent to.
        "$comment": "Each definition whose name ends in -file is that of a file; name one of them.",
        "$defs": dict(_files()) | {part.__name__: _definition(part) for part in _parts()},
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def file_definition(name: str) -> str:
    """Return the name of the definition of a file, by the file's path in the library."""
    folder, _, stem = name.removesuffix(".yaml").rpartition("/")
    kinds = {kind.plural: kind.name for kind in TOP_LEVEL.values()}
    return f"{kinds[folder] if folder else stem}-file"


def _files() -> Iterator[tuple[str, JsonSchema]]:
    """Yield each sort of file by the name of its definition."""
    yield "library-file", _reference(LibraryFile)
    for kind in TOP_LEVEL.values():
        yield f"{kind.name}-file", _reference(kind.record)
        yield (
            f"{kind.plural}-file",
            {
                "description": f"{kind.title} by their ids.",
                "type": "object",
                "propertyNames": {"pattern": f"^{_SLUG}$", _MESSAGE: _FORMATS["slug"][_MESSAGE]},
                "additionalProperties": _reference(kind.record),
            },
        )


def _parts() -> list[type[Struct]]:
    """Return every struct that a file can hold, at any depth, by name."""
    parts: set[type[Struct]] = set()
    ahead: list[type[Struct]] = [LibraryFile, *(kind.record for kind in TOP_LEVEL.values())]
    while ahead:
        part = ahead.pop()
        if part not in parts:
            parts.add(part)
            for field in fields(part).values():
                ahead += _inner(field.type)
    return sorted(parts, key=lambda part: part.__name__)


def _inner(type_: FieldType) -> Iterator[type[Struct]]:
    if type_.part is not None:
        yield type_.part
    if type_.items is not None:
        yield from _inner(type_.items)


def _definition(part: type[Struct]) -> JsonSchema:
    known = fields(part)
    return {
        "description": cleandoc(part.__doc__ or ""),
        "type": "object",
        "properties": {name: _property(field) for name, field in known.items()},
        "required": [name for name, field in known.items() if field.required],
        "additionalProperties": False,
    }


def _property(field: Field) -> JsonSchema:
    format_ = field.type.format or (field.type.items.format if field.type.items else None)
    description = field.description
    if format_ and format_ != TEXT:
        description = f"{description.removesuffix('.')} ({format_.description})."
    return {"description": description, **_value(field.type)}


def _value(type_: FieldType) -> JsonSchema:
    choices = [*_choices(type_)]
    return choices[0] if len(choices) == 1 else {"anyOf": choices}


def _choices(type_: FieldType) -> Iterator[JsonSchema]:
    """Yield the forms that a value may have."""
    if type_.format is not None:
        yield _text(type_.format)
    if type_.vocabulary:
        yield {"enum": [*_as_read(type_.vocabulary)]}
    if type_.part is not None:
        yield _reference(type_.part)
    if type_.items is not None:
        yield {"type": "array", "items": _value(type_.items)}
    if type_.mapping:
        yield {"type": "object", "additionalProperties": _text(TEXT)}


def _text(format_: StringFormat) -> JsonSchema:
    if format_.name == "rule":
        from briefing.library.rules import RULES

        return {"enum": [rule.id for rule in RULES]}
    # A text of blanks alone is a field without a value.
    return {"type": _SCALAR, "pattern": r"\S", **_FORMATS.get(format_.name, {})}


def _as_read(words: tuple[str, ...]) -> Iterator[str | int]:
    """Yield the words of a vocabulary, and the number that an editor takes one for."""
    yield from words
    yield from (int(word) for word in words if word.isdecimal())


def _reference(part: type[Struct]) -> JsonSchema:
    return {"$ref": f"{_DEFINITIONS}{part.__name__}"}
