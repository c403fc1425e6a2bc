"""Renders what is ahead as a calendar (RFC 5545): a day or a span of days for each entry.

An entry whose day is not known takes all the days that its date can mean, or the last of them if
they are more than a month, and says in its title that the day is not known.

The same answer makes the same bytes: nothing comes from the clock, and an entry has the same UID
whenever and wherever it is written, even where its date has changed.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final
from uuid import NAMESPACE_URL, uuid5

from briefing.model import edtf
from briefing.model.edtf import DatePoint
from briefing.model.records import Date, DateDetail, Reference, SourceRef, date_text, source_id
from briefing.render.sanitize import sanitize

if TYPE_CHECKING:
    from briefing.answers.acts import Act
    from briefing.answers.timeline import Timeline

# A line has no more bytes than this without its end; one that continues another has a blank first.
_LINE: Final = 75

# A bar over more days than this would hide what else a calendar holds.
_MONTH: Final = timedelta(days=31)

# A calendar must hold something; this is what one without entries holds.
_NOTHING: Final = (
    "BEGIN:VTIMEZONE",
    "TZID:UTC",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0000",
    "END:STANDARD",
    "END:VTIMEZONE",
)

# The stages that a title must say, as an entry of a calendar looks certain.
_UNCERTAIN: Final = ("hypothetical", "reported")


def ics(view: "Timeline", title: str | None) -> str:
    """Return what is ahead as a calendar, in lines that end as the standard says.

    Args:
        view: the chronology.
        title: what the library is called.
    """
    stamp = f"{_day(edtf.latest_day(view.as_of))}T000000Z"
    entries = [line for act in view.coming for line in _entry(view, act, title or "", stamp)]
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//briefing-book//briefing//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_escape(title or '')}",
        *(entries or _NOTHING),
        "END:VCALENDAR",
    )
    return "".join(f"{folded}\r\n" for line in lines for folded in _fold(line))


def _entry(view: "Timeline", act: "Act", title: str, stamp: str) -> Iterator[str]:
    first, last = _days(_text(act))
    yield "BEGIN:VEVENT"
    yield f"UID:{_uid(act, title)}"
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART;VALUE=DATE:{_day(first)}"
    if last < date.max:
        yield f"DTEND;VALUE=DATE:{_day(last + timedelta(days=1))}"
    yield f"SUMMARY:{_escape(_title(view, act))}"
    if act.place:
        yield f"LOCATION:{_escape(act.place)}"
    yield f"DESCRIPTION:{_escape(*_description(view, act))}"
    yield f"CATEGORIES:{_escape(_category(act))}"
    if act.stage in _UNCERTAIN:
        yield "STATUS:TENTATIVE"
    # No hour of it is known, so it keeps none from being free.
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _text(act: "Act") -> str:
    return date_text(act.date) if act.date is not None else ""


def _uid(act: "Act", title: str) -> str:
    """Return what tells an entry from those of all calendars: its record in the library."""
    parts = ["briefing", title, act.kind, act.id, "due" if act.pledge == "due" else ""]
    if act.kind == "development":
        parts += [act.summary, _text(act)]
    return str(uuid5(NAMESPACE_URL, "\0".join(parts)))


def _days(text: str) -> tuple[date, date]:
    """Return the first and last day to show: all that a date can mean, of an open one its end.

    What happens on an unknown day of more than a month is shown on the last.
    """
    when = edtf.parse(text)
    first, last = when.earliest, when.latest
    if when.start is None and when.end is not None:
        first = when.end.earliest
    if when.end is None and when.start is not None:
        last = when.start.latest
    is_one_point = None in (when.start, when.end) or when.start == when.end
    return (last, last) if is_one_point and last - first > _MONTH else (first, last)


def _title(view: "Timeline", act: "Act") -> str:
    asides = (
        "due" if act.pledge == "due" else "",
        act.stage if act.stage in _UNCERTAIN else "",
        _inexact(_text(act)),
    )
    aside = ", ".join(filter(None, asides))
    label = _label(view, act)
    return f"{label} ({aside})" if aside else label


def _label(view: "Timeline", act: "Act") -> str:
    """Return what an act is called: by its short, else its name; a development, what it is."""
    name = view.shorts.get(act.id) or view.names.get(act.id, act.id)
    if act.kind == "development":
        return act.short or f"{name}: {act.summary}"
    return name


def _inexact(text: str) -> str:
    """Return how exactly a date is known in words, empty where its days are."""
    when = edtf.parse(text)
    words = edtf.format_date(text)
    if when.start is None or when.end is None:
        side = "when it begins" if when.start is None else "when it ends"
        for unknown in (" (start unknown)", " (end unknown)"):
            words = words.removesuffix(unknown)
        return f"{words}; {side} is not known"
    points = {when.start, when.end}
    if all(_is_day(point) for point in points):
        return ""
    if all(point.day for point in points):
        return f"{words}; the day is not certain"
    is_plain = when.start == when.end and not when.start.qualifier
    article = "the " if words.endswith("s") and words[:-1].isdigit() else ""
    return f"{f'in {article}' if is_plain else ''}{words}; the day is not known"


def _is_day(point: DatePoint) -> bool:
    return bool(point.day) and not point.qualifier


def _category(act: "Act") -> str:
    return "pledge due" if act.pledge == "due" else act.kind


def _description(view: "Timeline", act: "Act") -> Iterator[str]:
    """Yield what a reader of the entry needs to know, a line each."""
    when = _inexact(_text(act))
    if when:
        yield f"{when[:1].upper()}{when[1:]}."
    if isinstance(act.date, DateDetail) and act.date.text:
        yield f"Dated \u201c{act.date.text}\u201d."
    if isinstance(act.date, DateDetail) and act.date.basis == "inferred":
        yield "The date is inferred."
    if act.summary and act.summary != _label(view, act):
        yield act.summary
    if act.caveat:
        yield f"but {act.caveat}"
    yield from (part.summary for part in act.parts)
    for label, ids in (("Who", act.by), ("To", act.to)):
        if ids:
            yield f"{label}: {', '.join(view.names.get(id_, id_) for id_ in ids)}"
    if act.stage:
        yield f"Stage: {act.stage}"
    for reference in act.sources:
        yield f"Source: {_source(view, reference)}"


def _source(view: "Timeline", reference: Reference) -> str:
    source = view.sources.get(source_id(reference))
    if source is None:
        return source_id(reference)
    place = reference.locator if isinstance(reference, SourceRef) else None
    published = _words(source.published)
    parts = (source.author, source.title, source.publisher, published, place, source.url)
    return ", ".join(part for part in parts if part)


def _words(when: Date) -> str:
    return edtf.format_date(date_text(when))


def _day(day: date) -> str:
    return day.isoformat().replace("-", "")


def _escape(*lines: str) -> str:
    """Return lines as one text in which nothing has a meaning of its own."""
    texts = (
        sanitize(line).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
        for line in lines
    )
    return "\\n".join(texts)


def _fold(line: str) -> Iterator[str]:
    """Yield a line in pieces that are short enough, none of which ends within a character."""
    piece, size = "", 0
    for character in line:
        width = len(character.encode())
        if size + width > _LINE:
            yield piece
            piece, size = " ", 1
        piece += character
        size += width
    yield piece
