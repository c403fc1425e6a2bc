"""Lays out any view as a document; every renderer can then show it.

The page of an answer has its names: the schema `gaps/2` of `answers/gaps.py` is laid out by the
function `gaps` of `pages/gaps.py`.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from msgspec.structs import replace

from briefing.render.document import Document, Paragraph, Span

if TYPE_CHECKING:
    from briefing.answers.context import OneSource
    from briefing.answers.results import View


def compose(view: "View") -> Document:
    """The document of a view."""
    # Each answer needs the layout of its own kind only.
    module = import_module(f"{__name__}.{type(view).__module__.rpartition('.')[2]}")
    layout = getattr(module, view.schema.partition("/")[0])
    document: Document = layout(view)
    source = getattr(view, "according_to", None)
    if source is None:
        return document
    return replace(document, blocks=(_according_to(source), *document.blocks))


def _according_to(source: "OneSource") -> Paragraph:
    """Return the line that says that a single source counts for an answer."""
    from briefing.pages.text import describe_date, muted_paragraph

    title = (Span(source.title, "quote"),)
    names = [name for name in (source.author, source.publisher) if name]
    rest = ", ".join([*names, describe_date(source.published)])
    return muted_paragraph("According to one source alone: ", title, f", {rest}.")
