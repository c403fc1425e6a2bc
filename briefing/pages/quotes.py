"""The page of what someone said, word for word: a quotation a row, the newest first."""

from collections.abc import Iterator
from typing import Final

from briefing.answers.quotes import Quotation, Quotes
from briefing.model.records import Reference, SourceRef, source_id
from briefing.pages.kit import (
    Cut,
    Labels,
    Limits,
    PageDraft,
    caveat,
    clip,
    closing,
    commands,
    grid,
    more_row,
    page,
    page_date,
    within,
)
from briefing.pages.text import filter_notice, muted_paragraph, pluralize
from briefing.render.document import (
    Column,
    Content,
    Document,
    GridPart,
    GridRow,
    Span,
)

# More rows than a page has.
_ROWS: Final = 18


def quotes(view: Quotes) -> PageDraft:
    """Return the page of what someone said."""
    labels = Labels(view)
    return PageDraft(lambda limits: _layout(view, labels, limits), _cuts())


def _cuts() -> Iterator[Cut]:
    yield from (Cut("rows", number) for number in range(_ROWS, -1, -1))


def _layout(view: Quotes, labels: Labels, limits: Limits) -> Document:
    shown = within(view.quotations, limits, "rows")
    rows = [_row(view, labels, quotation) for quotation in shown]
    rows += more_row(len(view.quotations) - len(shown))
    empty = None if rows else muted_paragraph("No words are quoted here.")
    number = pluralize(len(view.quotations), "quotation")
    more = commands("--full", f"show {view.id}", "--sources")
    return page(
        labels.of(view.id),
        view.as_of,
        (Span(f"{number}"),),
        [
            *filter_notice(view.filters),
            empty,
            grid((Column(), Column()), [GridPart(tuple(rows))]),
            closing([], more, ()),
        ],
    )


def _row(view: Quotes, labels: Labels, quotation: Quotation) -> GridRow:
    """Return whose words they are, and below them what about and where they are written."""
    words: Content = (Span(quotation.words, "quote"),)
    who = _speakers(labels, quotation)
    content = (Span(f"{who}: "), *words) if who else words
    about = f"on {labels.of(quotation.id)}"
    places = [_place(view, labels, reference) for reference in quotation.sources]
    where = "; ".join(dict.fromkeys(filter(None, places)))
    below = (Span(clip(" \N{MIDDLE DOT} ".join(filter(None, (about, where))), 74), "muted"),)
    day = (Span(page_date(quotation.date, view.as_of)),)
    return GridRow((day, content), (below, *caveat(quotation.caveat)))


def _speakers(labels: Labels, quotation: Quotation) -> str:
    """Return who says something to whom; of a source's own wording, its authors."""
    if quotation.voice == "source":
        return clip(", ".join(quotation.authors))
    by, to = labels.several(quotation.by), labels.several(quotation.to)
    return f"{by} to {to}" if by and to else by


def _place(view: Quotes, labels: Labels, reference: Reference) -> str:
    """Return where words are written: the source, unless it is the one asked, and the place."""
    place = reference.locator if isinstance(reference, SourceRef) else ""
    id_ = source_id(reference)
    return ", ".join(filter(None, (labels.of(id_) if id_ != view.id else "", place)))
