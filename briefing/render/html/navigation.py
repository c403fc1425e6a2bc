"""Renders the contents of an HTML file, and the form that filters it."""

from collections.abc import Iterator
from html import escape
from typing import Final

from briefing.render.common import needs_contents, titled_sections
from briefing.render.document import Document, Facet, Filter, List, ListItem, Section, Span
from briefing.render.html.page import Page, attribute_name, attribute_token
from briefing.render.html.text import text_markup
from briefing.render.sanitize import sanitize

_MIN_SECTIONS: Final = 4
_MAX_OPEN_LINKS: Final = 12


def contents(page: Page, document: Document) -> Iterator[str]:
    """Render links to the sections of a document that has many."""
    sections = titled_sections(document.blocks)
    if len(sections) < _MIN_SECTIONS:
        return
    kind = ' class="printed"' if needs_contents(document) else ""
    yield f'<nav{kind} aria-label="Contents">'
    yield '<ol role="list">'
    for section in sections:
        heading = f'<a href="#{page.heading_id(section)}">{text_markup(section.title)}</a>'
        yield f"<li>{heading}{_part_links(page, section)}</li>"
    yield "</ol>"
    yield "</nav>"


def _part_links(page: Page, section: Section) -> str:
    """Render links to the parts of a section that have an id; many of them are collapsed."""
    links = [
        f'<li><a href="#{anchor}">{text_markup(name)}</a></li>'
        for part in _parts(section)
        if (anchor := page.anchor(part)) and (name := _name(part))
    ]
    if not links:
        return ""
    listed = f'<ol role="list">{"".join(links)}</ol>'
    if len(links) > _MAX_OPEN_LINKS:
        return f"<details><summary>Names</summary>{listed}</details>"
    return listed


def _parts(section: Section) -> Iterator[Section | ListItem]:
    for block in section.blocks:
        if isinstance(block, Section):
            yield block
        elif isinstance(block, List):
            yield from block.items


def _name(part: Section | ListItem) -> str:
    """Return the title of a section, or the first text of an entry."""
    if isinstance(part, Section):
        return part.title.strip()
    return next((inline.text for inline in part.content if isinstance(inline, Span)), "").strip()


def filter_form(filter_: Filter | None) -> Iterator[str]:
    """Render the form that filters the document, hidden until its script runs."""
    if filter_ is None:
        return
    yield '<form class="filter" role="search" aria-label="Filter" hidden>'
    yield from map(_facet, filter_.facets)
    yield '<button type="button">Show all</button>'
    one, many = escape(sanitize(filter_.one)), escape(sanitize(filter_.many))
    yield f'<output aria-live="polite" data-one="{one}" data-many="{many}"></output>'
    yield "</form>"


def _facet(facet: Facet) -> str:
    options = "".join(
        f'<option value="{attribute_token(value)}">{escape(sanitize(label))}</option>'
        for value, label in facet.choices
    )
    options = f'<option value="">All</option>{options}'
    label = f'data-label="{escape(sanitize(facet.label))}"'
    select = f'<select name="{attribute_name(facet.name)}" {label}>{options}</select>'
    return f"<label>{text_markup(facet.label)} {select}</label>"
