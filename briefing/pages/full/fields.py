"""Lays out a record of any kind field by field, where its kind has no layout of its own."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from briefing.model import edtf
from briefing.model.records import DateDetail, SourceRef
from briefing.model.schema import Field, FieldType, fields
from briefing.pages.text import Citations, describe_date, humanize, join_contents, text
from briefing.render.document import Content, Span

_ELSEWHERE = frozenset(
    {
        "id",
        "name",
        "short",
        "title",
        "summary",
        "aliases",
        "caveat",
        "sourcing",
        "sources",
        "marking",
    }
)
"""What the layout around the fields shows of every record."""


def field_values(citations: Citations, record: Struct) -> Iterator[tuple[str, Content]]:
    """Yield the label and the value of each field that a record fills, in the order of its struct.

    Nested records and what every record has (its name, summary, sources …) are left to the caller.
    """
    for field in fields(type(record)).values():
        if field.name in _ELSEWHERE or _holds_records(field):
            continue
        value = _value(citations, getattr(record, field.attribute), field.type)
        if value:
            yield humanize(field.name).capitalize(), value


def _holds_records(field: Field) -> bool:
    part = field.type.items.part if field.type.items else None
    return part is not None and "id" in fields(part)


def _value(citations: Citations, value: Any, type_: FieldType) -> Content:
    match value:
        case None | ():
            return ()
        case DateDetail():
            return text(describe_date(value))
        case SourceRef():
            return (citations.link_to(value.source),)
        case Struct():
            return _part(citations, value)
        case tuple():
            items = type_.items or FieldType()
            return join_contents(
                [_value(citations, item, items) for item in value], between="; ", last="; "
            )
    return _text(citations, value, type_)


def _text(citations: Citations, value: str, type_: FieldType) -> Content:
    match type_.format.name if type_.format else "":
        case "id":
            return (citations.link_to(value),)
        case "edtf":
            return text(edtf.format_date(value))
        case "topic" | "slug":
            return text(citations.theme(value))
    return text(humanize(value) if type_.vocabulary else value)


def _part(citations: Citations, part: Struct) -> Content:
    """Return the fields of a part in a row, each after its name."""
    values = [
        (field.name, _value(citations, getattr(part, field.attribute), field.type))
        for field in fields(type(part)).values()
        if field.name != "marking"
    ]
    shown = [text((Span(f"{humanize(name)} ", "muted"),), value) for name, value in values if value]
    return join_contents(shown, last=", ")
