"""Lays out what was said and done in full: an event and what names it as its own, told once."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from briefing.library.status import AHEAD, is_ahead
from briefing.model import edtf
from briefing.model.records import Event, Reassurance, date_text
from briefing.pages.full.records import Teller, certain_day, has_name
from briefing.pages.text import date_note, humanize, remarks, short_date, text
from briefing.render.document import (
    Block,
    Content,
    Definition,
    DefinitionList,
    Paragraph,
    Section,
    Span,
)

ACT_KINDS: Final = ("event", "reassurance", "action")
"""The kinds of records that are acts."""


class Deed(NamedTuple):
    """A record that is an act, or a development at a flashpoint, whose id is that of the latter."""

    id: str
    kind: str
    record: Any


class WholeAct(NamedTuple):
    """An act with what names it as its own: what was said at an event, and what came of it."""

    deed: Deed
    parts: tuple[Deed, ...]


def group_deeds(deeds: Iterable[Deed]) -> tuple[WholeAct, ...]:
    """Return deeds as acts: each event with those that name it, the others by themselves."""
    several = list(deeds)
    events = {deed.id for deed in several if deed.kind == "event"}
    parts: dict[str, list[Deed]] = {}
    for deed in several:
        event = _event_of(deed)
        if event in events:
            parts.setdefault(event, []).append(deed)
    return tuple(
        WholeAct(deed, tuple(parts.get(deed.id, ())) if deed.kind == "event" else ())
        for deed in several
        if _event_of(deed) not in events
    )


def _event_of(deed: Deed) -> str:
    event: str | None = None if deed.kind == "event" else getattr(deed.record, "event", None)
    return event or ""


def act_sections(
    teller: Teller, acts: Sequence[WholeAct], as_of: str, concerns: Collection[str]
) -> Iterator[Section]:
    """Yield what lies ahead, the nearest first, and what was said and done, the newest first.

    Args:
        teller: lays out the records.
        acts: the acts.
        as_of: the day on which the answer counts, as an EDTF date.
        concerns: those concerns of which the document tells already how far they are answered.
    """
    day = edtf.latest_day(as_of)
    ahead = [act for act in acts if _lies_ahead(act.deed.record, day)]
    past = [act for act in acts if act not in ahead]
    sections = (
        ("Ahead", sorted(ahead, key=lambda act: _first_day(act, date.max))),
        ("Said and done", sorted(past, key=lambda act: certain_day(act.deed.record), reverse=True)),
    )
    for title, held in sections:
        entries = tuple(_entry(teller, act, concerns) for act in held)
        if entries:
            yield Section(title, (DefinitionList(entries),))


def _lies_ahead(record: Any, day: date) -> bool:
    """Return whether something is still to come, or is no more than planned or imagined."""
    status, when = getattr(record, "status", None), getattr(record, "date", None)
    if when is None:
        return status in AHEAD
    return status == "hypothetical" or is_ahead(when, status, day)


def _first_day(act: WholeAct, otherwise: date) -> tuple[date, date]:
    when = getattr(act.deed.record, "date", None)
    return (otherwise, otherwise) if when is None else edtf.sort_key(date_text(when))


def _entry(teller: Teller, act: WholeAct, concerns: Collection[str]) -> Definition:
    """Return an act under its date, with its parts below it."""
    record = act.deed.record
    when = getattr(record, "date", None)
    if act.deed.kind == "event":
        content = _event(teller, record, _tell_who(act))
        blocks = [*remarks(record)]
    else:
        content = _deed(teller, act.deed)
        blocks = _details(teller, act.deed, concerns)
    for part in act.parts:
        own_date = getattr(part.record, "date", None)
        is_other = own_date is not None and short_date(own_date) != short_date(when)
        day = f"{short_date(own_date)}: " if is_other else ""
        blocks.append(Paragraph(text(day, _deed(teller, part))))
        blocks += _details(teller, part, concerns)
    return Definition(short_date(when), text(content, date_note(when)), tuple(blocks))


def _tell_who(act: WholeAct) -> tuple[str, ...]:
    """Return who took part in an event, as far as its parts do not name them."""
    event: Event = act.deed.record
    named = {
        id_
        for part in act.parts
        if isinstance(part.record, Reassurance)
        for id_ in (*part.record.by, *part.record.to)
    }
    return event.participants if set(event.participants) - named else ()


def _event(teller: Teller, event: Event, who: Sequence[str]) -> Content:
    notes = teller.notes
    status = humanize(event.status) if event.status not in (None, "past") else ""
    aside = "; ".join(filter(None, (status, event.place, notes.names(who))))
    return text(
        (Span(event.name, "strong"),),
        f" ({aside}). " if aside else ". ",
        event.summary or "",
        _quoted(event.quote),
        notes.cite(event.sources),
    )


def _deed(teller: Teller, deed: Deed) -> Content:
    """Return what someone said or did, led by what it is called."""
    record, notes = deed.record, teller.notes
    is_given = isinstance(record, Reassurance)
    details = teller.stage(record) if is_given else humanize(getattr(record, "status", None) or "")
    who: Content = ()
    if is_given:
        to = text(" to ", notes.links_to(record.to)) if record.to else ()
        who = text(notes.links_to(record.by), to, ": ")
    aside: Content = (Span(f" ({details})", "muted"),) if details else ()
    is_named = deed.kind != "development" and has_name(record)
    name = text((Span(teller.called(deed.id), "strong"),), aside, ". ") if is_named else ()
    return text(
        name,
        who,
        record.summary or "",
        _quoted(getattr(record, "quote", None)),
        () if is_named else aside,
        notes.cite(record.sources),
    )


def _details(teller: Teller, deed: Deed, concerns: Collection[str]) -> list[Block]:
    """Return what became of a deed, what it answers that is not told yet, and its remarks."""
    record = deed.record
    if not isinstance(record, Reassurance):
        voiced = teller.told_of("Said by", getattr(record, "voiced_by", ()))
        return [*([Paragraph(voiced, "muted")] if voiced else []), *remarks(record)]
    untold = [answer for answer in record.answers if answer.concern not in concerns]
    answers = [DefinitionList(tuple(teller.answer(answer, record) for answer in untold))]
    return [*teller.outcome(record), *(answers if untold else []), *remarks(record)]


def _quoted(quote: str | None) -> Content:
    return (Span(" "), Span(quote, "quote")) if quote else ()
