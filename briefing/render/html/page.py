"""Keeps track of what is unique in an HTML file: its ids, links and citations."""

import re
from collections import Counter
from collections.abc import Iterable
from html import escape

from briefing.render.common import (
    NBSP,
    Target,
    attach_citations,
    notes_by_number,
    targets_by_id,
    walk,
)
from briefing.render.document import (
    Badge,
    Cite,
    Document,
    FilterAttributes,
    Inline,
    ListItem,
    Note,
    Section,
    Span,
    Tally,
)
from briefing.render.html.text import badge_markup, span_markup, tally_markup
from briefing.render.sanitize import safe_url, sanitize


class Page:
    """The file being written."""

    def __init__(self, document: Document) -> None:
        parts = walk((document.under, document.blocks))
        cites = (part for part in parts if isinstance(part, Cite))
        self._uses = Counter(number for cite in cites for number in cite.numbers)
        self._notes = notes_by_number(document)
        self._cited: Counter[int] = Counter()
        self._figures = 0
        self._can_filter = document.filter is not None
        self._taken = {"main"}
        targets = targets_by_id(document)
        self._anchors = {id_: self._free(re.sub(r"[^\w/.~-]", "-", id_)) for id_ in targets}
        # Equal sections are different targets, so that parts are looked up by identity.
        self._ids = {id(part): self._anchors[id_] for id_, part in targets.items()}

    def heading_id(self, section: Section) -> str:
        """Return the id of a section's heading: its own, or one made from its title."""
        if id(section) not in self._ids:
            slug = re.sub(r"[^a-z0-9]+", "-", section.title.lower()).strip("-") or "part"
            self._ids[id(section)] = self._free(slug)
        return self._ids[id(section)]

    def anchor(self, part: Target) -> str:
        """Return the id by which a part can be linked to, or an empty string if it has none."""
        return self._ids.get(id(part), "") if part.id else ""

    def _free(self, slug: str) -> str:
        own, count = slug, 1
        while own in self._taken:
            count += 1
            own = f"{slug}-{count}"
        self._taken.add(own)
        return own

    def next_figure_id(self) -> str:
        """Return the id of one more drawing."""
        self._figures += 1
        return f"picture:{self._figures}"

    def attributes(self, part: Section | ListItem) -> str:
        """Return the attributes by which a part is linked to and filtered."""
        anchor = self.anchor(part)
        return (f' id="{anchor}"' if anchor else "") + self.filter_attributes(part.traits)

    def filter_attributes(self, traits: FilterAttributes | None) -> str:
        """Return the attributes by which the script of the file filters a part."""
        if traits is None or not self._can_filter:
            return ""
        data = {
            attribute_name(name): " ".join(map(attribute_token, values))
            for name, values in traits.values
        }
        data["tied"] = " ".join(self._anchors[id_] for id_ in traits.tied if id_ in self._anchors)
        return "".join(f' data-{name}="{value}"' for name, value in data.items())

    def inline(self, content: Iterable[Inline]) -> str:
        """Render inline text."""
        return "".join(map(self._inline, attach_citations(content))).strip(" ")

    def _inline(self, inline: Inline) -> str:
        match inline:
            case Span():
                return self._span(inline)
            case Badge():
                return badge_markup(inline, NBSP)
            case Tally():
                return tally_markup(inline)
            case Cite():
                numbers = f",{NBSP}".join(map(self._citation, inline.numbers))
                only = f"{NBSP}only" if inline.only else ""
                return f'<span class="cite">[{numbers}{only}]</span>'

    def _span(self, span: Span) -> str:
        markup = span_markup(span)
        anchor = self._anchors.get(span.to, "")
        target = safe_url(span.url) or (f"#{anchor}" if anchor else "")
        return f'<a href="{escape(target)}">{markup}</a>' if target else markup

    def _citation(self, number: int) -> str:
        """Return a number that links to its source, if the document lists it."""
        if number not in self._notes:
            return str(number)
        self._cited[number] += 1
        # No id made from a title contains a colon.
        own = f"cite:{number}:{self._cited[number]}"
        return (
            f'<a href="#{self._source_id(number)}" id="{own}" role="doc-noteref" '
            f'aria-label="source {number}">{number}</a>'
        )

    def note_id(self, note: Note) -> str:
        """Return the id of a source, or an empty string if it can be linked to by none."""
        return self._source_id(note.number) if self._is_cited(note) else self.anchor(note)

    def _source_id(self, number: int) -> str:
        # No other id contains a colon.
        return self.anchor(self._notes[number]) or f"source:{number}"

    def _is_cited(self, note: Note) -> bool:
        """Return whether citations of its number refer to this source, not to an earlier one."""
        return self._notes.get(note.number) is note

    def back_links(self, note: Note) -> str:
        """Return links from a source to its citations."""
        if not self._is_cited(note) or not self._uses[note.number]:
            return ""
        links = " ".join(
            f'<a href="#cite:{note.number}:{citation}" role="doc-backlink" '
            f'aria-label="back to citation {citation} of source {note.number}">{citation}</a>'
            for citation in range(1, self._uses[note.number] + 1)
        )
        return f' <span class="back">\N{LEFTWARDS ARROW WITH HOOK}\ufe0e {links}</span>'


def attribute_name(name: str) -> str:
    """Return the name of a facet as a part of an attribute's name."""
    return re.sub("[^a-z]", "", name.lower()) or "facet"


def attribute_token(text: str) -> str:
    """Return a text as one of several values in an attribute, separated by blanks."""
    return escape(re.sub(r"\s+", "-", sanitize(text)))
