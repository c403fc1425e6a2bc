"""Renders a document as one HTML file that needs nothing else: no fonts, no network, no server.

The file is made for screens, light or dark, wide or narrow, and for printing on the paper that was
asked for, else on what the printer has.
Only a document that can be filtered contains a script, and can be read in full without it.
"""

import re
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import Final

from briefing.render.common import UNTITLED, is_wide, legend_text
from briefing.render.document import Document
from briefing.render.formats import Paper
from briefing.render.html.blocks import HtmlRenderer
from briefing.render.html.navigation import contents, filter_form
from briefing.render.html.page import Page
from briefing.render.html.text import text_markup
from briefing.render.sanitize import sanitize
from briefing.render.svg import stylesheet

# Even text that slipped through as markup could not load or run anything.
_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
)
_ALLOWED: Final = "; script-src 'sha256-{}'"


def render(document: Document, *, paper: Paper | None = None, lang: str = "en") -> str:
    """Render a document as a complete HTML file, ending in one line break.

    Args:
        document: what to render.
        paper: the size of the printed pages; none leaves it to whoever prints.
        lang: the language of the library, as a BCP 47 tag.
    """
    page, script = Page(document), _resource("filter.js") if document.filter else ""
    title, beside = sanitize(document.title).strip() or UNTITLED, sanitize(document.beside)
    full_title = f"{title}, {beside}" if beside else title
    parts = [
        "<!DOCTYPE html>",
        f'<html lang="{escape(sanitize(lang))}"{" class=tight" if document.tight else ""}>',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        *_marking_meta(document),
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(script)}">',
        f"<title>{escape(full_title)}</title>",
        f"<style>\n{_style(title, beside, document, paper)}</style>",
        "</head>",
        '<body class="wide">' if is_wide(document) else "<body>",
        '<a class="skip" href="#main">Skip to the text</a>',
        *_marking_line(document),
        *_header(page, document),
        '<main id="main">',
        *contents(page, document),
        *filter_form(document.filter),
        *HtmlRenderer(page, 2).render_blocks(document.blocks),
        "</main>",
        *_footer(document, full_title),
        *_marking_line(document),
        f"<script>{script}</script>" if script else "",
        "</body>",
        "</html>",
    ]
    return "\n".join(filter(None, parts)) + "\n"


def _style(title: str, beside: str, document: Document, paper: Paper | None) -> str:
    """Return the style sheet, with the running header of printed pages."""
    size = " ".join(filter(None, (paper, "landscape" if is_wide(document) else "")))
    page = f"size: {size}; " if size else ""
    page += "margin: 13mm 17mm 14mm; " if document.tight else ""
    return (
        f"{_resource('paper.css')}\n{stylesheet()}\n"
        f"@page {{ {page}@top-left {{ content: {_css_string(title)} }} "
        f"@top-right {{ content: {_css_string(beside)} }} }}\n"
        f"{_marking_style(document)}"
    )


def _marking_style(document: Document) -> str:
    """Return how the marking stands above and below every printed page."""
    if not document.marking:
        return ""
    marking = _css_string(sanitize(document.marking))
    box = f'{{ content: {marking}; font: bold 9pt "Liberation Sans", Arial }}'
    return (
        f"@page {{ @top-center {box} @bottom-center {box} }}\n"
        ".marking { font-weight: bold; text-align: center }\n"
    )


def _marking_meta(document: Document) -> Iterator[str]:
    if document.marking:
        yield f'<meta name="marking" content="{escape(sanitize(document.marking))}">'


def _marking_line(document: Document) -> Iterator[str]:
    if document.marking:
        yield f'<p class="marking">{escape(sanitize(document.marking))}</p>'


def _resource(name: str) -> str:
    return files("briefing.render.html").joinpath(name).read_text(encoding="utf-8")


def _policy(script: str) -> str:
    """Return a policy that forbids everything but the script of the file, if it has one."""
    digest = b64encode(sha256(script.encode()).digest()).decode()
    return _POLICY + (_ALLOWED.format(digest) if script else "")


def _css_string(text: str) -> str:
    """Return a text as a CSS string that nothing in it, nor the style element, can end."""
    return '"' + re.sub(r"[^\w ,.]", lambda match: f"\\{ord(match[0]):x} ", text) + '"'


def _header(page: Page, document: Document) -> Iterator[str]:
    title = sanitize(document.title).strip()
    heading = f"<h1>{text_markup(title)}</h1>" if title else f'<h1 class="hidden">{UNTITLED}</h1>'
    beside = f'<p class="beside">{text_markup(document.beside)}</p>' if document.beside else ""
    under = f'<p class="under">{page.inline(document.under)}</p>' if document.under else ""
    yield "<header>"
    # On a page, what is under the title follows on its line.
    parts = (f"<div>{heading}{under}</div>", beside) if document.tight else (heading, beside, under)
    yield from filter(None, parts)
    yield "</header>"


def _footer(document: Document, full_title: str) -> Iterator[str]:
    yield "<footer>"
    legend = legend_text(document)
    if legend:
        yield f"<p>{escape(legend)}</p>"
    yield f"<p>{text_markup(full_title)}</p>"
    yield "</footer>"
