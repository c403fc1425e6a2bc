"""Lays out the book at a glance, and commands to try."""

from typing import Final

from briefing.answers.overview import Overview
from briefing.library.status import Counts
from briefing.model import edtf
from briefing.pages.full.brief import status_counts
from briefing.pages.text import Citations, badge_for, describe_date, sentence, text, withheld_notice
from briefing.render.document import (
    Block,
    Commands,
    Content,
    Definition,
    DefinitionList,
    Document,
    Paragraph,
    Section,
    Span,
)

_REASONS: Final = {
    "option": "named by --library",
    "environment": "named by BRIEFING_LIBRARY",
    "nearest": "the nearest library from the working folder upward",
    "shipped": "the library that comes with the program",
}


def overview(view: Overview) -> Document:
    """Return the book at a glance, and three commands to try."""
    citations = Citations(view.names, view.sources)
    blocks: list[Block] = withheld_notice(view.withheld)
    if view.description:
        blocks.append(Paragraph(text(view.description)))
    countries = tuple(
        Definition(
            country.name,
            status_counts(country.counts)
            if country.counts != Counts()
            else _muted(country.relationship),
        )
        for country in view.countries
    )
    if countries:
        blocks.append(Section("Countries and their concerns", (DefinitionList(countries),)))
    flashpoints = tuple(
        Definition(
            flashpoint.name,
            (badge_for(flashpoint.trend),)
            if flashpoint.trend
            else _muted("trend not shown" if _lacks_trends(view) else "trend not judged"),
        )
        for flashpoint in view.flashpoints
    )
    if flashpoints:
        blocks.append(Section("Flashpoints", (DefinitionList(flashpoints),)))
    if view.next_event:
        event = view.next_event.event
        content = text((Span(event.name, "strong"),), f", {event.place}" if event.place else "")
        who = citations.names(event.participants)
        next_ = Definition(
            describe_date(event.date), text(content, ".", sentence(f" {who}") if who else "")
        )
        blocks.append(Section("Next event", (DefinitionList((next_,)),)))
    commands = _commands(view)
    if commands:
        blocks.append(Section("Try", (Commands(commands),)))
    return Document(
        title=view.title,
        beside=f"as of {edtf.format_date(view.as_of)}",
        under=text(f"{view.folder} ({_REASONS[view.reason]})"),
        blocks=tuple(blocks),
    )


def _lacks_trends(view: Overview) -> bool:
    return view.withheld is not None and "trend" in view.withheld.fields


def _commands(view: Overview) -> tuple[tuple[str, str], ...]:
    """Return three commands that answer something in this library."""
    worried = [country for country in view.countries if country.counts != Counts()] or list(
        view.countries
    )
    commands = [
        (f"briefing show {country.id}", f"the brief of {country.name}") for country in worried[:1]
    ]
    if len(view.flashpoints) > 1:
        commands.append(("briefing flashpoints", "all flashpoints in one table"))
    if len(worried) > 1:
        pair = worried[:2]
        ids, names = " ".join(e.id for e in pair), " and ".join(e.name for e in pair)
        commands.append((f"briefing compare {ids}", f"{names} side by side"))
    return tuple([*commands, ("briefing list", "every name that can be asked for")][:3])


def _muted(words: str | None) -> Content:
    return (Span(words, "muted"),) if words else ()
