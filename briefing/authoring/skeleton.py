"""Writes the text of a new record: the fields that are given, and the others as comments."""

import json
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from msgspec import Struct

from briefing.model.kinds import NESTED_BY_FIELD
from briefing.model.schema import Field, FieldType, fields

Values: TypeAlias = Mapping[str, Sequence[str]]
"""What was given for the fields of a record, by their names; `answers.extent` is a field of a part.

A field that holds one value has one; a list has any number.
"""

# Columns of a comment, before it is indented.
_WIDEST: Final = 92

# What needs no quotation marks, in a list in brackets neither.
_PLAIN: Final = re.compile(r"[^\W_](?:[\w ./()+'-]*[\w.)'])?")


def record_lines(record: type[Struct], values: Values) -> list[str]:
    """Return the lines of a record in block style: its fields, then comments on the others."""
    lines = field_lines(record, values)
    nested = [name for name in fields(record) if name in NESTED_BY_FIELD]
    for name, field in sorted(fields(record).items(), key=_reading_order):
        lines += [] if name in nested or _within(values, name) else _comment(field)
    if nested:
        example = NESTED_BY_FIELD[nested[0]].name
        text = f"`briefing new {example}` and the like add its {', '.join(nested)}."
        lines += textwrap.wrap(text, _WIDEST, initial_indent="# ", subsequent_indent="# ")
    return lines


def field_lines(record: type[Struct], values: Values) -> list[str]:
    """Return the lines of the fields of a record in block style."""
    return [
        f"{name}: {_value(field.type, _within(values, name))}"
        for name, field in sorted(fields(record).items(), key=_reading_order)
        if _within(values, name)
    ]


def _reading_order(item: tuple[str, Field]) -> tuple[bool, int, bool]:
    """Sort what a record is called before what it must say, and that before the rest."""
    name, field = item
    names = ("id", "name", "title")
    return name == "sources", names.index(name) if name in names else len(names), not field.required


def missing_fields(record: type[Struct], values: Values) -> Iterator[str]:
    """Yield the names of the required fields of a record that no value was given for.

    That of a part is `parties.who`. What a part requires is missing where any of it was given.
    """
    for name, field in fields(record).items():
        inner = _within(values, name)
        part = None if _takes_text(field.type) and not inner.keys() - {""} else _part(field.type)
        if part is not None and (inner.keys() - {""} or (field.required and not inner)):
            yield from (f"{name}.{missing}" for missing in missing_fields(part, inner))
        elif field.required and not inner:
            yield name


def field_at(record: type[Struct], name: str) -> Field | None:
    """Return the field of a record, or of a part of it, by its name; None if there is none."""
    first, _, rest = name.partition(".")
    field = fields(record).get(first)
    if field is None or not rest:
        return field
    part = _part(field.type)
    return None if part is None else field_at(part, rest)


def takes_several(type_: FieldType) -> bool:
    """Return whether a field is a list of texts."""
    return type_.items is not None and type_.format is None


def _takes_text(type_: FieldType) -> bool:
    """Return whether a field, or an item of its list, can be a text."""
    items = type_.items or FieldType()
    return type_.format is not None or items.format is not None


def describe_words(field: Field) -> str:
    """Return the words that a field may have, empty if it has no vocabulary."""
    items = field.type.items or FieldType()
    return ", ".join(field.type.vocabulary or items.vocabulary)


def _within(values: Values, name: str) -> dict[str, Sequence[str]]:
    """Return what was given for a field by the names in it; its own value has an empty name."""
    return {
        key[len(name) :].removeprefix("."): texts
        for key, texts in values.items()
        if texts and (key == name or key.startswith(f"{name}."))
    }


def _part(type_: FieldType) -> type[Struct] | None:
    return type_.part or (type_.items.part if type_.items else None)


def _value(type_: FieldType, inner: Mapping[str, Sequence[str]]) -> str:
    """Return a value in flow style, empty if there is none."""
    if not inner:
        return ""
    if "" in inner:
        texts = [*map(scalar, inner[""])]
        return f"[{', '.join(texts)}]" if takes_several(type_) else texts[0]
    part = _part(type_)
    assert part is not None  # noqa: S101 (`field_at` knows no other names)
    known = fields(part)
    values = {name: _value(field.type, _within(inner, name)) for name, field in known.items()}
    text = f"{{{', '.join(f'{name}: {value}' for name, value in values.items() if value)}}}"
    return f"[{text}]" if type_.items is not None else text


def scalar(text: str) -> str:
    """Return a text as YAML, in quotation marks where it needs them."""
    if _PLAIN.fullmatch(text):
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(char if char.isprintable() else f"\\U{ord(char):08x}" for char in quoted)


def _comment(field: Field) -> list[str]:
    """Return what a field may say as prose, so that nobody takes its description for a value."""
    words = describe_words(field)
    shape = _shape(field)
    sign = "  #" if shape != field.name else " \N{EN DASH}"
    text = f"{shape}{sign} {field.description}{f' ({words})' if words else ''}"
    return textwrap.wrap(
        text, _WIDEST, initial_indent="# ", subsequent_indent="#   ", break_on_hyphens=False
    )


def _shape(field: Field) -> str:
    """Return the name of a field, with the fields of its part where it holds nothing else."""
    part = _part(field.type)
    if part is None or _takes_text(field.type):
        return field.name
    known = fields(part).values()
    required = [inner.name for inner in known if inner.required] or [inner.name for inner in known]
    shape = f"{{{', '.join(f'{name}: …' for name in required)}}}"
    return f"{field.name}: {f'[{shape}]' if field.type.items else shape}"


def plain_value(record: type[Struct], values: Values) -> dict[str, Any]:
    """Return a record as reading its lines gives it, to compare that with."""
    known = fields(record)
    plain = {name: _plain(field.type, _within(values, name)) for name, field in known.items()}
    return {name: value for name, value in plain.items() if value}


def _plain(type_: FieldType, inner: Mapping[str, Sequence[str]]) -> Any:
    if not inner:
        return None
    if "" in inner:
        return [*inner[""]] if takes_several(type_) else inner[""][0]
    part = _part(type_)
    assert part is not None  # noqa: S101 (as above)
    mapping = plain_value(part, inner)
    return [mapping] if type_.items is not None else mapping
