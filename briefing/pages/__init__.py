"""Lays out any view as a document; every renderer can then show it.

An answer has a page, which briefs, and stands in full beside it: the schema `gaps/2` of
`answers/gaps.py` is laid out by the function `gaps` of `pages/gaps.py` and of `pages/full/gaps.py`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from briefing.render.document import Document, Paragraph, Span

if TYPE_CHECKING:
    from briefing.answers.context import OneSource
    from briefing.answers.results import View

WITHOUT_PAGE: Final = ("book", "report")
"""The questions that are only answered in full."""


def compose(
    view: "View", *, full: bool = False, sources: bool = False, points: bool = False
) -> Document:
    """Return the document of an answer.

    Args:
        view: the answer.
        full: whether to lay out everything, and not only the page.
        sources: whether to add the list of sources to the page.
        points: whether to lay out the points of a memo alone.
    """
    # Each answer needs the layout of its own kind only.
    question = type(view).__module__.rpartition(".")[2]
    has_page = not full and question not in WITHOUT_PAGE
    module = import_module(f"{__name__}.{question}" if has_page else f"{__name__}.full.{question}")
    if points:
        alone: Document = module.points(view)
        return alone
    layout = getattr(module, view.schema.partition("/")[0])
    document: Document = layout(view, sources=sources) if has_page else layout(view)
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
