"""Renders a document as one HTML file that needs nothing else: no fonts, no network, no server.

The file is read on a screen, light or dark, wide or narrow, and printed on A4 or Letter paper. A
script stands only in a document that can be filtered, and all of it is read without that as well.
"""

import re
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import Any, Final

from briefing.render import figure_tables
from briefing.render.common import (
    UNTITLED,
    attach_citations,
    is_wide,
    legend_text,
    notes_by_number,
    safe_url,
    split_by_language,
    titled_sections,
    walk,
)
from briefing.render.document import (
    SIGNS,
    Badge,
    Bars,
    Block,
    Cell,
    Cite,
    Commands,
    Content,
    Definition,
    DefinitionList,
    Document,
    Excerpt,
    Facet,
    Figure,
    Filter,
    FilterAttributes,
    Inline,
    List,
    ListItem,
    Matrix,
    Network,
    Note,
    Paragraph,
    Row,
    Section,
    Sources,
    Span,
    Table,
    TimelineFigure,
)
from briefing.render.svg import Drawing, draw, legend
from briefing.render.width import sanitize

_DEEPEST: Final = 6
_WORTH_CONTENTS: Final = 4
_SHOWN_CONTENTS: Final = 12
_NBSP: Final = "\N{NO-BREAK SPACE}"

# Not even text that slipped through as markup could load or run anything.
_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
)
_ALLOWED: Final = "; script-src 'sha256-{}'"


def render(document: Document, *, lang: str = "en") -> str:
    """A document as a complete HTML file, ending in one line break.

    Args:
        document: what to show.
        lang: the language of the library, as a BCP 47 tag.
    """
    page, script = _Page(document), _script() if document.filter else ""
    title, beside = sanitize(document.title).strip() or UNTITLED, sanitize(document.beside)
    whole = f"{title}, {beside}" if beside else title
    parts = [
        "<!DOCTYPE html>",
        f'<html lang="{escape(sanitize(lang))}"{" class=tight" if document.tight else ""}>',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(script)}">',
        f"<title>{escape(whole)}</title>",
        f"<style>\n{_style(title, beside, document)}</style>",
        "</head>",
        '<body class="wide">' if is_wide(document) else "<body>",
        '<a class="skip" href="#main">Skip to the text</a>',
        *_header(page, document),
        '<main id="main">',
        *_contents(page, document),
        *_filter(document.filter),
        *(page.block(block, 2) for block in document.blocks),
        "</main>",
        *_footer(document, whole),
        f"<script>{script}</script>" if script else "",
        "</body>",
        "</html>",
    ]
    return "\n".join(part for part in parts if part) + "\n"


def _style(title: str, beside: str, document: Document) -> str:
    """The style sheet, with what runs at the head of each printed page."""
    sheet = files("briefing.render.html").joinpath("paper.css").read_text(encoding="utf-8")
    turned = "size: landscape; " if is_wide(document) else ""
    turned += "margin: 13mm 17mm 14mm; " if document.tight else ""
    return (
        f"{sheet}\n@page {{ {turned}"
        f"@top-left {{ content: {_css(title)} }} @top-right {{ content: {_css(beside)} }} }}\n"
    )


def _script() -> str:
    """What lets a reader filter the document."""
    return files("briefing.render.html").joinpath("filter.js").read_text(encoding="utf-8")


def _policy(script: str) -> str:
    """What the file may do: nothing, but for the one script that it has, if any."""
    digest = b64encode(sha256(script.encode()).digest()).decode()
    return _POLICY + (_ALLOWED.format(digest) if script else "")


def _css(text: str) -> str:
    """A text as a string of CSS, in which nothing can end the string or the style element."""
    return '"' + re.sub(r"[^\w ,.]", lambda found: f"\\{ord(found[0]):x} ", text) + '"'


def _header(page: "_Page", document: Document) -> Iterator[str]:
    title = sanitize(document.title).strip()
    yield "<header>"
    yield f"<h1>{_text(title)}</h1>" if title else f'<h1 class="hidden">{UNTITLED}</h1>'
    if document.beside:
        yield f'<p class="beside">{_text(document.beside)}</p>'
    if document.under:
        yield f'<p class="under">{page.inline(document.under)}</p>'
    yield "</header>"


def _contents(page: "_Page", document: Document) -> Iterator[str]:
    """Links to the parts of a document that has many."""
    sections = titled_sections(document.blocks)
    if len(sections) < _WORTH_CONTENTS:
        return
    yield '<nav aria-label="Contents">'
    yield '<ol role="list">'
    for each in sections:
        inner = "".join(_places(page, each))
        yield f'<li><a href="#{page.id_of(each)}">{_text(each.title)}</a>{inner}</li>'
    yield "</ol>"
    yield "</nav>"


def _places(page: "_Page", section: Section) -> Iterator[str]:
    """Links to what has a place of its own in a section; behind a word where that is much."""
    found = [
        (anchor, name)
        for each in _parts(section)
        if (anchor := page.anchor_of(each)) and (name := _name(each))
    ]
    if not found:
        return
    links = "".join(f'<li><a href="#{anchor}">{_text(name)}</a></li>' for anchor, name in found)
    told = f'<ol role="list">{links}</ol>'
    if len(found) > _SHOWN_CONTENTS:
        told = f"<details><summary>Names</summary>{told}</details>"
    yield told


def _parts(section: Section) -> Iterator[Section | ListItem]:
    for block in section.blocks:
        if isinstance(block, Section):
            yield block
        elif isinstance(block, List):
            yield from block.items


def _name(part: Section | ListItem) -> str:
    """What a part is called: its heading, or the text that leads it."""
    if isinstance(part, Section):
        return part.title.strip()
    return next((each.text for each in part.content if isinstance(each, Span)), "").strip()


def _filter(filter_: Filter | None) -> Iterator[str]:
    """What narrows the document; it is shown by the script that makes it work."""
    if filter_ is None:
        return
    yield '<form class="filter" role="search" aria-label="Filter" hidden>'
    yield from map(_facet, filter_.facets)
    yield '<button type="button">Show all</button>'
    one, many = (escape(sanitize(each)) for each in (filter_.one, filter_.many))
    yield f'<output aria-live="polite" data-one="{one}" data-many="{many}"></output>'
    yield "</form>"


def _facet(facet: Facet) -> str:
    options = "".join(
        f'<option value="{_value(value)}">{escape(sanitize(label))}</option>'
        for value, label in facet.choices
    )
    every = f'<option value="">All</option>{options}'
    select = f'<select name="{_slug(facet.name)}">{every}</select>'
    return f"<label>{_text(facet.label)} {select}</label>"


def _slug(name: str) -> str:
    """A facet as the name of an attribute can have it."""
    return re.sub("[^a-z]", "", name.lower()) or "facet"


def _value(text: str) -> str:
    """A text as one of several values that blanks part."""
    return escape(re.sub(r"\s+", "-", sanitize(text)))


def _footer(document: Document, whole: str) -> Iterator[str]:
    yield "<footer>"
    explained = legend_text(document)
    if explained:
        yield f"<p>{escape(explained)}</p>"
    yield f"<p>{_text(whole)}</p>"
    yield "</footer>"


class _Page:
    """The file being written: what is cited how often, and which ids are taken."""

    def __init__(self, document: Document) -> None:
        parts = walk((document.under, document.blocks))
        cites = (each for each in parts if isinstance(each, Cite))
        self._uses = Counter(number for cite in cites for number in cite.numbers)
        self._notes = notes_by_number(document)
        self._cited: Counter[int] = Counter()
        self._ids: dict[int, str] = {}
        self._taken = {"main"}
        self._anchors: dict[str, str] = {}
        self._filtered = document.filter is not None
        self._pictures = 0
        for each in walk(document.blocks):
            if (
                isinstance(each, Section | ListItem | Note)
                and each.id
                and each.id not in self._anchors
            ):
                own = self._free(re.sub(r"[^\w/.~-]", "-", each.id))
                self._anchors[each.id] = self._ids[id(each)] = own

    def id_of(self, section: Section) -> str:
        """The id of a section's heading: its own, or one made from its words."""
        # Equal sections are different places, so that a section is known by its identity.
        if id(section) not in self._ids:
            slug = re.sub(r"[^a-z0-9]+", "-", section.title.lower()).strip("-") or "part"
            self._ids[id(section)] = self._free(slug)
        return self._ids[id(section)]

    def anchor_of(self, part: Section | ListItem | Note) -> str:
        """The id of a part that has one of its own; empty where it has none."""
        return self._ids.get(id(part), "") if part.id else ""

    def _free(self, slug: str) -> str:
        own, count = slug, 1
        while own in self._taken:
            count += 1
            own = f"{slug}-{count}"
        self._taken.add(own)
        return own

    def next_picture(self) -> str:
        """The id of one more drawing."""
        self._pictures += 1
        return f"picture:{self._pictures}"

    def found_by(self, traits: FilterAttributes | None) -> str:
        """What the script that filters the document finds a part by, as attributes."""
        if traits is None or not self._filtered:
            return ""
        values = {_slug(name): " ".join(map(_value, held)) for name, held in traits.values}
        ties = [self._anchors[each] for each in traits.tied if each in self._anchors]
        told = {**values, "tied": " ".join(ties)}
        return "".join(f' data-{name}="{value}"' for name, value in told.items())

    def block(self, block: Block, level: int) -> str:
        """A block whose sections are headed by a level."""
        return _RENDERERS[type(block)](self, block, level)

    def blocks(self, blocks: Iterable[Block], level: int) -> list[str]:
        """Blocks under each other."""
        return [self.block(block, level) for block in blocks]

    def inline(self, content: Content | Sequence[Inline]) -> str:
        """Inline text."""
        return "".join(self._part(each) for each in attach_citations(tuple(content))).strip(" ")

    def _part(self, inline: Inline) -> str:
        match inline:
            case Span():
                return self._span(inline)
            case Badge():
                return _badge(inline, _NBSP)
            case Cite():
                numbers = f",{_NBSP}".join(self._number(each) for each in inline.numbers)
                only = f"{_NBSP}only" if inline.only else ""
                return f'<span class="cite">[{numbers}{only}]</span>'

    def _span(self, span: Span) -> str:
        told = _told(span)
        anchor = self._anchors.get(span.to, "")
        target = safe_url(span.url) or (f"#{anchor}" if anchor else "")
        return f'<a href="{escape(target)}">{told}</a>' if target else told

    def _number(self, number: int) -> str:
        """A number that links to its source, where the document lists it."""
        if number not in self._notes:
            return str(number)
        self._cited[number] += 1
        # A colon, so that no id made from a title can be the same.
        own = f"cite:{number}:{self._cited[number]}"
        return (
            f'<a href="#{self._source(number)}" id="{own}" role="doc-noteref" '
            f'aria-label="source {number}">{number}</a>'
        )

    def placed(self, part: Section | ListItem) -> str:
        """Where a part is and what it is found by, as attributes."""
        anchor = self.anchor_of(part)
        return (f' id="{anchor}"' if anchor else "") + self.found_by(part.traits)

    def note(self, note: Note, level: int) -> str:
        """One source, with the ways back to where it is cited."""
        first = self._notes.get(note.number) is note
        anchor = self._source(note.number) if first else self.anchor_of(note)
        own = f' id="{anchor}"' if anchor else ""
        told, start = self.inline(note.content), f'<li value="{note.number}"{own}>'
        if note.blocks:
            blocks = self.blocks(note.blocks, level)
            return "\n".join([f"{start}<p>{told}</p>", *blocks, "</li>"])
        return f"{start}{told}{self._back(note.number) if first else ''}</li>"

    def _source(self, number: int) -> str:
        """The id of the source of a number that is listed."""
        # A colon, so that no other id can be the same.
        return self.anchor_of(self._notes[number]) or f"source:{number}"

    def _back(self, number: int) -> str:
        links = " ".join(
            f'<a href="#cite:{number}:{place}" role="doc-backlink" '
            f'aria-label="back to citation {place} of source {number}">{place}</a>'
            for place in range(1, self._uses[number] + 1)
        )
        return (
            f' <span class="back">\N{LEFTWARDS ARROW WITH HOOK}\ufe0e {links}</span>'
            if links
            else ""
        )


def _section(page: _Page, section: Section, level: int) -> str:
    if not titled_sections([section]):
        start = f"<section{page.placed(section)}>"
        return "\n".join([start, *page.blocks(section.blocks, level), "</section>"])
    own = page.id_of(section)
    kind = ' class="place"' if section.id else ""
    return "\n".join(
        [
            f'<section{kind} aria-labelledby="{own}"{page.found_by(section.traits)}>',
            f'<h{level} id="{own}">{_text(section.title.strip())}</h{level}>',
            *page.blocks(section.blocks, min(level + 1, _DEEPEST)),
            "</section>",
        ]
    )


def _paragraph(page: _Page, paragraph: Paragraph, _level: int) -> str:
    role = "" if paragraph.role == "plain" else f' class="{paragraph.role}"'
    return f"<p{role}>{page.inline(paragraph.content)}</p>"


def _items(page: _Page, items: List, level: int) -> str:
    kind = "compact" if items.compact else "loose"
    entries = [_item(page, item, level) for item in items.items]
    return "\n".join([f'<ul class="{kind}" role="list">', *entries, "</ul>"]) if entries else ""


def _item(page: _Page, item: ListItem, level: int) -> str:
    first, *rest = item.content or (Span(""),)
    own = page.placed(item)
    if isinstance(first, Badge):
        start = f'<li class="signed"{own}>'
        word = _badge(first, "")
        told = f"{word} {page.inline(rest)}" if rest else word
    else:
        start, told = f"<li{own}>", page.inline(item.content)
    if not item.blocks:
        return f"{start}{told}</li>"
    return "\n".join([f"{start}<p>{told}</p>", *page.blocks(item.blocks, level), "</li>"])


def _facts(page: _Page, facts: DefinitionList, level: int) -> str:
    groups: list[list[Definition]] = []
    for fact in facts.entries:
        if fact.label or not groups:
            groups.append([])
        groups[-1].append(fact)
    parts = [part for group in groups for part in _group(page, group, level)]
    return "\n".join(['<dl class="facts">', *parts, "</dl>"]) if parts else ""


def _group(page: _Page, group: Sequence[Definition], level: int) -> Iterator[str]:
    """A label with its value and those that continue it."""
    label = page.inline((Span(group[0].label, to=group[0].to),))
    yield f"<div><dt>{label}</dt>"
    for fact in group:
        told = page.inline(fact.content)
        if fact.blocks:
            yield "\n".join([f"<dd><p>{told}</p>", *page.blocks(fact.blocks, level), "</dd>"])
        else:
            yield f"<dd>{told}</dd>"
    yield "</div>"


def _table(page: _Page, table: Table, _level: int) -> str:
    heads = "".join(
        f'<th scope="col" role="columnheader">{_text(title)}</th>'
        if title.strip()
        else '<td role="cell"></td>'
        for title in table.columns
    )
    # A style sheet that stacks the cells takes the table's meaning away; the roles keep it.
    return "\n".join(
        [
            '<table class="grid" role="table">',
            f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead>',
            '<tbody role="rowgroup">',
            *(_row(page, row, table.columns) for row in table.rows),
            "</tbody>",
            "</table>",
        ]
    )


def _row(page: _Page, row: Row, columns: Sequence[str]) -> str:
    first, *rest = row.cells
    head = f'<th scope="row" role="rowheader">{_cell(page, first)}</th>'
    others = (
        f'<td role="cell" data-label="{escape(sanitize(title))}">{_cell(page, cell)}</td>'
        for title, cell in zip(columns[1:], rest, strict=True)
    )
    return f'<tr role="row">{head}{"".join(others)}</tr>'


def _cell(page: _Page, cell: Cell) -> str:
    if not cell:
        return '<p class="none">\N{EN DASH}</p>'
    return "".join(f"<p>{page.inline(each)}</p>" for each in cell)


def _commands(_page: _Page, commands: Commands, _level: int) -> str:
    lines = (
        f"<div><dt><code>{_text(line)}</code></dt><dd>{_text(says)}</dd></div>"
        for line, says in commands.lines
    )
    return "\n".join(['<dl class="commands">', *lines, "</dl>"]) if commands.lines else ""


def _bars(_page: _Page, bars: Bars, _level: int) -> str:
    """A table of the numbers, in which the bars only picture them."""
    most = max((each.count for each in bars.bars), default=0) or 1
    rows = [
        f'<tr><th scope="row">{_text(each.label)}</th><td class="number">{each.count}</td>'
        '<td class="bar"><svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="{max(100 * each.count / most, 0):.1f}" height="10"/></svg></td></tr>'
        for each in bars.bars
    ]
    return "\n".join(['<table class="bars"><tbody>', *rows, "</tbody></table>"]) if rows else ""


def _sources(page: _Page, sources: Sources, level: int) -> str:
    entries = [page.note(note, level) for note in sources.notes]
    return "\n".join(['<ol class="sources">', *entries, "</ol>"]) if entries else ""


def _excerpt(_page: _Page, excerpt: Excerpt, _level: int) -> str:
    line = sanitize(excerpt.line)
    before, fault = line[: excerpt.start], line[excerpt.start : excerpt.end] or _NBSP
    label = f'<p class="label">{_text(excerpt.label)}</p>' if excerpt.label else ""
    return (
        f'<figure class="excerpt"><figcaption>{_text(excerpt.place)}</figcaption>'
        f'<pre><span class="number">{excerpt.number} | </span>'
        f"<code>{escape(before)}<mark>{escape(fault)}</mark>{escape(line[excerpt.end :])}</code>"
        f"</pre>{label}</figure>"
    )


def _picture(page: _Page, picture: Figure, level: int) -> str:
    """A picture, with what its signs mean and the same as a table."""
    drawings = list(draw(picture))
    caption = _text(picture.caption)
    table = _table(page, figure_tables.figure_as_table(picture), level)
    if drawings:
        table = f"<details><summary>The same as a table</summary>{table}</details>"
    return "\n".join(
        [
            f'<figure class="picture {_FIGURE_CLASSES[type(picture)]}">',
            f"<figcaption>{caption}</figcaption>",
            '<div class="drawn">' if drawings else "",
            *(
                _svg(
                    page.next_picture(),
                    each,
                    caption,
                    _text(figure_tables.describe_figure(picture)),
                )
                for each in drawings
            ),
            "</div>" if drawings else "",
            *_legend(picture),
            table,
            "</figure>",
        ]
    )


_FIGURE_CLASSES: Final[dict[type[Figure], str]] = {
    Matrix: "matrix",
    TimelineFigure: "chronology",
    Network: "ties",
}
"""What the style sheet calls each figure."""


def _svg(own: str, drawing: Drawing, title: str, says: str) -> str:
    return (
        f'<svg viewBox="0 0 {drawing.width} {drawing.height}" role="img" '
        f'aria-labelledby="{own}:title" aria-describedby="{own}:desc">'
        f'<title id="{own}:title">{title}</title><desc id="{own}:desc">{says}</desc>\n'
        f"{drawing.body}</svg>"
    )


def _legend(picture: Figure) -> Iterator[str]:
    """What the signs, shapes and lines of a picture mean."""
    entries = [
        f'<svg viewBox="0 0 {each.width} {each.height}" width="{each.width}" '
        f'height="{each.height}" aria-hidden="true">{each.body}</svg> {_text(says)}'
        for each, says in legend(picture)
    ]
    if isinstance(picture, Matrix):
        held = (share for row in picture.rows for cell in row.cells for share in cell)
        badges = dict.fromkeys(Badge(each.mark, each.word) for each in held)
        entries += (_badge(each, _NBSP) for each in badges)
    if entries:
        told = "".join(f"<span>{each}</span>" for each in entries)
        yield f'<p class="legend">{told}</p>'


def _badge(badge: Badge, between: str) -> str:
    """A state; its word says all to whoever cannot see its sign or its colour."""
    sign = f'<span class="sign" aria-hidden="true">{SIGNS[badge.mark]}\ufe0e</span>'
    return f'<span class="badge {badge.mark}">{sign}{between}{_text(badge.word)}</span>'


def _told(span: Span) -> str:
    told = _text(span.text)
    if span.role == "quote":
        told = f"<q>\N{LEFT DOUBLE QUOTATION MARK}{told}\N{RIGHT DOUBLE QUOTATION MARK}</q>"
    elif span.role in _TAGS and span.text:
        start, end = _TAGS[span.role]
        told = f"{start}{told}{end}"
    return told


_TAGS: Final = {
    "strong": ("<strong>", "</strong>"),
    "muted": ('<span class="muted">', "</span>"),
    "id": ("<code>", "</code>"),
    "command": ("<code>", "</code>"),
    "match": ("<mark>", "</mark>"),
}


def _text(text: str) -> str:
    """A text that is nothing but text, its Japanese and Korean marked as such."""
    return "".join(
        f'<span lang="{tongue}">{escape(stretch)}</span>' if tongue else escape(stretch)
        for stretch, tongue in split_by_language(sanitize(text))
    )


_RENDERERS: Final[dict[type, Callable[[_Page, Any, int], str]]] = {
    Section: _section,
    Paragraph: _paragraph,
    List: _items,
    DefinitionList: _facts,
    Table: _table,
    Bars: _bars,
    Commands: _commands,
    Sources: _sources,
    Excerpt: _excerpt,
    Matrix: _picture,
    TimelineFigure: _picture,
    Network: _picture,
}
