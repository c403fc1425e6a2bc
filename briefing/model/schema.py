"""What the model's types say of themselves: fields, vocabularies, and where links stand.

Everything is read off the annotations in `briefing.model.records`: a field is described once.
"""

from collections.abc import Callable
from functools import cache
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Final,
    Literal,
    TypeAlias,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

import msgspec.structs
from msgspec import Meta, Struct

from briefing.model.kinds import KINDS

Path: TypeAlias = tuple[str | int, ...]
"""The way from a record to a place in it: field names as they are written, and list positions."""


class StringFormat(Struct, frozen=True):
    """What a text must be.

    `name` is `text` (anything), `edtf`, `slug`, `iso3166`, `topic` or `id`; an id points `to` a
    record of one of these kinds. `says` is how authors are told.
    """

    name: str
    description: str
    to: tuple[str, ...] = ()


class FieldType(Struct, frozen=True):
    """What may stand in one place: a text of some form, a word of a vocabulary, a part, a list."""

    format: StringFormat | None = None
    vocabulary: tuple[str, ...] = ()
    part: type[Struct] | None = None
    items: "FieldType | None" = None
    mapping: bool = False


class Field(Struct, frozen=True):
    """One field of a struct: `name` as written in files, `attribute` as in code."""

    name: str
    attribute: str
    required: bool
    description: str
    type: FieldType


class TypedValue(Struct, frozen=True):
    """A text in a record that must have a certain form, and the way to it."""

    path: Path
    text: str
    format: StringFormat


TEXT: Final = StringFormat("text", "text")


@cache
def fields(part: type[Struct]) -> dict[str, Field]:
    """The fields of a struct by the name they are written with, in the order of the model."""
    hints = get_type_hints(part, include_extras=True)
    return {
        field.encode_name: Field(
            name=field.encode_name,
            attribute=field.name,
            required=field.required,
            description=_metas(hints[field.name])[-1].description or "",
            type=_shape(hints[field.name]),
        )
        for field in msgspec.structs.fields(part)
    }


def type_at(part: type[Struct], path: Path) -> FieldType:
    """What may stand at a place inside a struct.

    Raises:
        KeyError: the path names a field that the model does not have.
    """
    shape = FieldType(part=part)
    for step in path:
        if isinstance(step, int):
            shape = shape.items or FieldType()
        elif shape.part is not None:
            shape = fields(shape.part)[step].type
        elif shape.items is not None and shape.items.part is not None:
            shape = fields(shape.items.part)[step].type
        else:
            shape = FieldType(format=TEXT)
    return shape


def iter_values(part: Struct, *forms: str) -> list[TypedValue]:
    """Every text in a record that must have one of some forms, in the order of the model."""
    found: list[TypedValue] = []
    _gather(part, FieldType(part=type(part)), (), forms, found)
    return found


def _gather(
    value: Any,
    shape: FieldType,
    path: Path,
    forms: tuple[str, ...],
    found: list[TypedValue],
) -> None:
    if isinstance(value, str):
        if shape.format is not None and shape.format.name in forms:
            found.append(TypedValue(path, value, shape.format))
    elif isinstance(value, Struct):
        for field in _formed(type(value), forms):
            inner = getattr(value, field.attribute)
            if inner:
                _gather(inner, field.type, (*path, field.name), forms, found)
    elif shape.items is not None:
        for position, inner in enumerate(value):
            _gather(inner, shape.items, (*path, position), forms, found)


def map_strings(part: Any, change: Callable[[str, StringFormat], str], *forms: str) -> Any:
    """A record with each text of some forms changed; itself where nothing is."""
    return _mapped(part, FieldType(part=type(part)), change, forms)


def _mapped(
    value: Any,
    shape: FieldType,
    change: Callable[[str, StringFormat], str],
    forms: tuple[str, ...],
) -> Any:
    if isinstance(value, str):
        return change(value, shape.format) if shape.format and shape.format.name in forms else value
    if isinstance(value, Struct):
        new = {}
        for field in _formed(type(value), forms):
            old = getattr(value, field.attribute)
            inner = _mapped(old, field.type, change, forms) if old else old
            if inner is not old:
                new[field.attribute] = inner
        return msgspec.structs.replace(value, **new) if new else value
    if isinstance(value, tuple) and shape.items is not None:
        items = tuple([_mapped(each, shape.items, change, forms) for each in value])
        same = all(new is old for new, old in zip(items, value, strict=True))
        return value if same else items
    return value


@cache
def _formed(part: type[Struct], forms: tuple[str, ...]) -> tuple[Field, ...]:
    """The fields in which a text of some forms can stand, however deep."""
    return tuple(field for field in fields(part).values() if _has_form(field.type, forms))


def _has_form(shape: FieldType, forms: tuple[str, ...]) -> bool:
    if shape.format is not None and shape.format.name in forms:
        return True
    if shape.items is not None and _has_form(shape.items, forms):
        return True
    return shape.part is not None and bool(_formed(shape.part, forms))


def _shape(hint: Any) -> FieldType:
    origin = get_origin(hint)
    if origin is Annotated:
        inner = _shape(get_args(hint)[0])
        form = _form(_metas(hint)[0])
        return inner if form is None else msgspec.structs.replace(inner, format=form)
    if origin is Union or origin is UnionType:
        return _merged([_shape(each) for each in get_args(hint) if each is not NoneType])
    if origin is Literal:
        return FieldType(vocabulary=get_args(hint))
    if origin is tuple:
        return FieldType(items=_shape(get_args(hint)[0]))
    if origin is dict:
        return FieldType(mapping=True)
    return FieldType(format=TEXT) if hint is str else FieldType(part=hint)


def _merged(shapes: list[FieldType]) -> FieldType:
    return FieldType(
        format=next((each.format for each in shapes if each.format), None),
        vocabulary=tuple(word for each in shapes for word in each.vocabulary),
        part=next((each.part for each in shapes if each.part), None),
        items=next((each.items for each in shapes if each.items), None),
    )


def _metas(hint: Any) -> list[Meta]:
    return [meta for meta in getattr(hint, "__metadata__", ()) if isinstance(meta, Meta)]


def _form(meta: Meta) -> StringFormat | None:
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
