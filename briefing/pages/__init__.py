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

WITHOUT_PAGE: Final = ("book", "explanation", "report")
"""The questions that are only answered in full."""


def compose(
    view: "View",
    *,
    full: bool = False,
    sources: bool = False,
    points: bool = False,
    on_paper: bool = False,
) -> Document:
    """Return the document of an answer.

    Args:
        view: the answer.
        full: whether to lay out everything, and not only the page.
        sources: whether to add the list of sources to the page.
        points: whether to lay out the points of a memo alone.
        on_paper: whether the page is a sheet, which has room for more than a screen.
    """
    # Each answer needs the layout of its own kind only.
    question = type(view).__module__.rpartition(".")[2]
    name = view.schema.partition("/")[0]
    if points:
        alone: Document = import_module(f"{__name__}.{question}").points(view)
        return alone
    if full or question in WITHOUT_PAGE:
        document: Document = getattr(import_module(f"{__name__}.full.{question}"), name)(view)
        return _with_source_that_counts(document, view)
    from briefing.answers.context import ResultBase
    from briefing.pages import kit

    draft: kit.PageDraft = getattr(import_module(f"{__name__}.{question}"), name)(view)
    whole = kit.PageDraft(
        lambda limits: _with_source_that_counts(draft.layout(limits), view),
        draft.cuts,
        draft.most,
    )
    page = kit.fit(whole, kit.SHEET_LINES if on_paper else kit.PAGE_LINES)
    return kit.with_sources(page, view) if sources and isinstance(view, ResultBase) else page


def _with_source_that_counts(document: Document, view: "View") -> Document:
    """Return a document, led by the only source that counts for the answer if there is one."""
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
