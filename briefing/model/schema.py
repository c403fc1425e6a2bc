"""Reflection on the model's types: their fields, vocabularies, formats and references.

Everything is derived from the annotations in `briefing.model.records`: a field is described once.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from operator import attrgetter
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Final,
    Literal,
    TypeAlias,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

import msgspec.structs
from msgspec import Meta, Struct, UnsetType

from briefing.model.kinds import KINDS

T = TypeVar("T", bound=Struct)

Path: TypeAlias = tuple[str | int, ...]
"""The path from a record to a value in it: field names as written, and list positions."""


class StringFormat(Struct, frozen=True):
    """The format that a text must have.

    `name` is `text` (anything), `edtf`, `slug`, `iso3166`, `topic`, `rule`, `days` or `id`; an id
    refers `to` a record of one of these kinds. `description` is shown to authors.
    """

    name: str
    description: str
    to: tuple[str, ...] = ()


class FieldType(Struct, frozen=True):
    """What a value may be: text of a format, a word of a vocabulary, a part, a list, a mapping."""

    format: StringFormat | None = None
    vocabulary: tuple[str, ...] = ()
    part: type[Struct] | None = None
    items: "FieldType | None" = None
    mapping: bool = False


class Field(Struct, frozen=True):
    """One field of a struct: `name` as written in files, `attribute` as in code."""

    part: type[Struct]
    name: str
    attribute: str
    required: bool
    type: FieldType

    @property
    def description(self) -> str:
        """What it is, in a sentence, as authors read it."""
        from briefing.model.descriptions import field_descriptions

        return field_descriptions(self.part).get(self.attribute, "")


class TypedValue(Struct, frozen=True):
    """A text in a record that must have a certain format, and the path to it."""

    path: Path
    text: str
    format: StringFormat


TEXT: Final = StringFormat("text", "text")


@cache
def fields(part: type[Struct]) -> dict[str, Field]:
    """Return the fields of a struct by their names as written, in the order of the model."""
    hints = get_type_hints(part, include_extras=True)
    return {
        field.encode_name: Field(
            part=part,
            name=field.encode_name,
            attribute=field.name,
            required=field.required,
            type=_field_type(hints[field.name]),
        )
        for field in msgspec.structs.fields(part)
    }


def iter_values(part: Struct, *formats: str) -> list[TypedValue]:
    """Return every text in a record that must have one of some formats, in the model's order."""
    values: list[TypedValue] = []
    _value_collector(type(part), formats)(part, (), values)
    return values


_Collect: TypeAlias = Callable[[Any, Path, list[Any]], None]
"""Adds what it looks for in a value to a list, with its path."""


@cache
def _value_collector(part: type[Struct], formats: tuple[str, ...]) -> _Collect:
    """Return what collects the texts of some formats in a struct.

    Which fields can have one is worked out once, which halves the time to look through a record.
    """
    fields_ = _fields_with(part, formats)
    read = attribute_reader(field.attribute for field in fields_)
    steps = [
        (field.name, *_own_collector(field.type, formats), *_item_collector(field.type, formats))
        for field in fields_
    ]

    # A call for each text, and not only for each part, would take a third longer.
    def collect(value: Struct, path: Path, values: list[TypedValue]) -> None:
        for inner, step in zip(read(value), steps, strict=True):
            if not inner:
                continue
            name, format_, collect_part, item_format, collect_item = step
            if isinstance(inner, str):
                if format_ is not None:
                    values.append(TypedValue((*path, name), inner, format_))
            elif isinstance(inner, tuple):
                for position, item in enumerate(inner):
                    if not isinstance(item, str):
                        collect_item(item, (*path, name, position), values)
                    elif item_format is not None:
                        values.append(TypedValue((*path, name, position), item, item_format))
            else:
                collect_part(inner, (*path, name), values)

    return collect


def _own_collector(
    type_: FieldType, formats: tuple[str, ...]
) -> tuple[StringFormat | None, _Collect]:
    """Return the format of a text that is looked for, and what collects those of a part."""
    format_ = type_.format if type_.format and type_.format.name in formats else None
    return format_, _value_collector(type_.part, formats) if type_.part else _skip


def _item_collector(
    type_: FieldType, formats: tuple[str, ...]
) -> tuple[StringFormat | None, _Collect]:
    """Return the same of the items of a list, which are no lists themselves."""
    return _own_collector(type_.items, formats) if type_.items else (None, _skip)


def _skip(_value: Any, _path: Path, _values: list[Any]) -> None:
    """Collect nothing."""


def attribute_reader(attributes: Iterable[str]) -> Callable[[Struct], tuple[Any, ...]]:
    """Return what reads some attributes of a struct at once, which is faster than one by one."""
    names = tuple(attributes)
    if not names:
        return lambda _part: ()
    read: Callable[[Struct], Any] = attrgetter(*names)
    return read if len(names) > 1 else lambda part: (read(part),)


def replace_strings(value: Any, texts: Mapping[Path, str]) -> Any:
    """Return a record with other texts at some paths in it."""
    if () in texts:
        return texts[()]
    below: dict[str | int, dict[Path, str]] = {}
    for (step, *rest), text in texts.items():
        below.setdefault(step, {})[tuple(rest)] = text
    if isinstance(value, Struct):
        known = fields(type(value))
        names = {known[str(step)].attribute: inner for step, inner in below.items()}
        changes = {
            name: replace_strings(getattr(value, name), inner) for name, inner in names.items()
        }
        return msgspec.structs.replace(value, **changes)
    return tuple(
        [
            replace_strings(item, below[position]) if position in below else item
            for position, item in enumerate(value)
        ]
    )


def iter_parts(part: Struct, of: type[T]) -> list[tuple[Path, T]]:
    """Return a record and its parts of some type, at any depth, with their paths."""
    parts: list[tuple[Path, T]] = []
    _part_collector(type(part), of)(part, (), parts)
    return parts


@cache
def _part_collector(part: type[Struct], of: type[Struct]) -> _Collect:
    """Return what collects the parts of some type in a struct."""
    fields_ = _fields_with_parts(part, of)
    read = attribute_reader(field.attribute for field in fields_)
    names = [field.name for field in fields_]
    is_one = issubclass(part, of)

    def collect(value: Struct, path: Path, parts: list[Any]) -> None:
        if is_one:
            parts.append((path, value))
        for inner, name in zip(read(value), names, strict=True):
            if isinstance(inner, Struct):
                _part_collector(type(inner), of)(inner, (*path, name), parts)
            elif isinstance(inner, tuple):
                for position, item in enumerate(inner):
                    if isinstance(item, Struct):
                        _part_collector(type(item), of)(item, (*path, name, position), parts)

    return collect


@cache
def _fields_with_parts(part: type[Struct], of: type[Struct]) -> tuple[Field, ...]:
    """Return the fields that can contain a part of some type, at any depth."""
    return tuple(field for field in fields(part).values() if _can_hold(field.type, of))


def _can_hold(type_: FieldType, of: type[Struct]) -> bool:
    if type_.items is not None and _can_hold(type_.items, of):
        return True
    part = type_.part
    return part is not None and (issubclass(part, of) or bool(_fields_with_parts(part, of)))


@cache
def _fields_with(part: type[Struct], formats: tuple[str, ...]) -> tuple[Field, ...]:
    """Return the fields that can contain a text of one of some formats, at any depth."""
    return tuple(field for field in fields(part).values() if _can_contain(field.type, formats))


def _can_contain(type_: FieldType, formats: tuple[str, ...]) -> bool:
    if type_.format is not None and type_.format.name in formats:
        return True
    if type_.items is not None and _can_contain(type_.items, formats):
        return True
    return type_.part is not None and bool(_fields_with(type_.part, formats))


def _field_type(hint: Any) -> FieldType:
    origin = get_origin(hint)
    if origin is Annotated:
        type_ = _field_type(get_args(hint)[0])
        format_ = _string_format(_metas(hint)[0])
        return type_ if format_ is None else msgspec.structs.replace(type_, format=format_)
    if origin is Union or origin is UnionType:
        members = [member for member in get_args(hint) if member not in (NoneType, UnsetType)]
        return _union(list(map(_field_type, members)))
    if origin is Literal:
        return FieldType(vocabulary=get_args(hint))
    if origin is tuple:
        return FieldType(items=_field_type(get_args(hint)[0]))
    if origin is dict:
        return FieldType(mapping=True)
    return FieldType(format=TEXT) if hint is str else FieldType(part=hint)


def _union(types: list[FieldType]) -> FieldType:
    return FieldType(
        format=next((type_.format for type_ in types if type_.format), None),
        vocabulary=tuple(word for type_ in types for word in type_.vocabulary),
        part=next((type_.part for type_ in types if type_.part), None),
        items=next((type_.items for type_ in types if type_.items), None),
    )


def _metas(hint: Any) -> list[Meta]:
    return [meta for meta in getattr(hint, "__metadata__", ()) if isinstance(meta, Meta)]


def _string_format(meta: Meta) -> StringFormat | None:
    extra = meta.extra or {}
    if "to" in extra:
        return StringFormat("id", meta.description or "", _target_kinds(extra["to"]))
    if "is" in extra:
        return StringFormat(extra["is"], meta.description or "")
    return None


def _target_kinds(to: tuple[str, ...]) -> tuple[str, ...]:
    """Return the kinds that an id may lead to; `any` and `can_act` stand for several."""
    match to:
        case ("any",):
            return tuple(KINDS)
        case ("can_act",):
            return tuple(name for name, kind in KINDS.items() if kind.can_act)
    return to
