"""Renders sources as CSL-JSON 1.0.2, which Zotero, pandoc and other reference managers read."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from briefing.model import edtf
from briefing.model.authors import name_parts, split_names
from briefing.model.edtf import DatePoint
from briefing.model.records import Date, Source, date_text
from briefing.model.vocabulary import SourceType
from briefing.render.sanitize import sanitize

if TYPE_CHECKING:
    from briefing.answers.results import View

_TYPES: Final[dict[SourceType | None, str]] = {
    None: "document",
    "analysis": "article-journal",
    "government-primary": "report",
    "news": "article-newspaper",
    "official-statement": "document",
    "think-tank": "report",
    "treaty-text": "treaty",
}

OWN_TYPE: Final = "source-type"
"""Under which name `custom` of an item holds the type that a source has in a library."""

# Those of which the type of CSL says all.
_TYPES_ALONE: Final = ("analysis", "news", "treaty-text")


def sources_of(view: "View") -> dict[str, Source]:
    """Return the sources that an answer lists, or the one that it is about, by their ids."""
    from briefing.answers.sources import SourceTable, SourceUses

    if isinstance(view, SourceUses):
        return {view.id: view.source}
    assert isinstance(view, SourceTable)  # noqa: S101 (no other answer has the format)
    return {row.id: row.source for row in view.rows}


def is_periodical(source: Source) -> bool:
    """Return whether a source is an article, so that its publisher is what it appeared in."""
    return source.type in ("analysis", "news")


def note_of(source: Source) -> str:
    """Return what a source says of itself and no reference manager has a field for."""
    parts = (
        f"Admiralty reliability {source.reliability}." if source.reliability else "",
        source.descriptor or "",
        f"Copy: {source.via}" if source.via else "",
    )
    return clean(" ".join(filter(None, parts)))


def clean(text: str) -> str:
    """Return a text on one line, safe to show."""
    return " ".join(sanitize(text).split())


def to_references(view: "View") -> str:
    """Return the sources of an answer as CSL-JSON."""
    items = [_item(id_, source) for id_, source in sources_of(view).items()]
    return f"{json.dumps(items, ensure_ascii=False, indent=2)}\n"


def _item(id_: str, source: Source) -> dict[str, Any]:
    item: dict[str, Any] = {"id": id_, "type": _TYPES[source.type], **dict(_texts(source))}
    if source.author:
        item["author"] = [*map(_name, split_names(clean(source.author)))]
    item["issued"] = _date(source.published)
    if source.accessed:
        item["accessed"] = _date(source.accessed)
    if source.type and source.type not in _TYPES_ALONE:
        item["custom"] = {OWN_TYPE: source.type}
    return item


def _name(name: str) -> dict[str, str]:
    parts = name_parts(name)
    return {"family": parts[0], "given": parts[1]} if parts else {"literal": name}


def _texts(source: Source) -> Iterator[tuple[str, str]]:
    """Yield the variables of an item that are text, as far as there are any."""
    texts = {
        "title": source.title,
        "title-short": source.short,
        "container-title" if is_periodical(source) else "publisher": source.publisher,
        "URL": source.url,
        "abstract": source.summary,
        "note": note_of(source),
    }
    for name, text in texts.items():
        if text:
            yield name, clean(text)


def _date(when: Date) -> dict[str, Any]:
    """Return a date in parts, or in EDTF as a text where CSL has no parts for it."""
    date = edtf.parse(date_text(when))
    if date.start is None or date.end is None:
        return {"literal": date.text}
    points = [date.start] if date.start == date.end else [date.start, date.end]
    parts = [_parts(point) for point in points]
    qualifiers = {point.qualifier for point in points}
    is_season = any(point.month in edtf.SEASONS for point in points)
    if not all(parts) or len(qualifiers) > 1 or (is_season and len(points) > 1):
        return {"literal": date.text}
    circa = {"circa": True} if qualifiers != {""} else {}
    if is_season:
        ([year, season],) = parts
        return {"date-parts": [[year]], "season": season - 20, **circa}
    return {"date-parts": parts, **circa}


def _parts(point: DatePoint) -> list[int]:
    """Return year, month and day as far as they are written; none if a digit is not known."""
    if not point.year.isdigit() or 0 in (point.month, point.day):
        return []
    return [part for part in (int(point.year), point.month, point.day) if part is not None]
