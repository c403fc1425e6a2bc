"""The page of what of a source's text is in the book: what is not, then every passage."""

from collections.abc import Iterator
from typing import Final

from briefing.answers.coverage import Coverage, PassageRow
from briefing.pages.kit import (
    Cut,
    Labels,
    Limits,
    PageDraft,
    clip,
    closing,
    commands,
    grid,
    more_row,
    page,
    within,
)
from briefing.pages.text import muted_paragraph, pluralize
from briefing.render.document import Column, Content, Document, GridPart, GridRow, Span

# More rows than a page has, and the columns of a place and of the words of a passage.
_ROWS: Final = 36
_PLACE: Final = 40
_WORDS: Final = 60


def coverage(view: Coverage) -> PageDraft:
    """Return the page of what of a source's text is in the book."""
    labels = Labels(view)
    return PageDraft(lambda limits: _layout(view, labels, limits), _cuts())


def _cuts() -> Iterator[Cut]:
    for part in ("rows", "uncovered"):
        yield from (Cut(part, number) for number in range(_ROWS, -1, -1))


def _layout(view: Coverage, labels: Labels, limits: Limits) -> Document:
    uncovered = [row for row in view.passages if row.state == "uncovered"]
    bare = within(uncovered, limits, "uncovered")
    shown = within(view.passages, limits, "rows")
    counted = coverage_counts(view)
    open_rows = [_row(row, (Span(clip(row.text, _WORDS)),)) for row in bare]
    rows = [_row(row, _what(row, labels)) for row in shown]
    open_rows += more_row(len(uncovered) - len(bare))
    rows += more_row(len(view.passages) - len(shown))
    parts = [
        GridPart(tuple(listed), f"{number} {title}")
        for listed, number, title in (
            (open_rows, len(uncovered), "ON WHICH NOTHING RESTS"),
            (rows, len(view.passages), "PASSAGES"),
        )
        if listed
    ]
    notes = [muted_paragraph(f"{note}.") for note in coverage_notes(view)]
    return page(
        view.source.title,
        view.as_of,
        (Span(counted),),
        [
            grid((Column(), Column()), parts),
            *notes,
            closing([], commands("--full", f"sources {view.id}"), ()),
        ],
    )


def _row(row: PassageRow, content: Content) -> GridRow:
    return GridRow(((Span(_place(row.place)),), content))


def _place(place: str) -> str:
    """Return a locator that is cut, if it is long, in its heading, not in its number."""
    heading, comma, number = place.rpartition(", ")
    if not comma or not number.startswith("para "):
        return clip(place, _PLACE)
    return f"{clip(heading, _PLACE - len(number) - len(comma))}{comma}{number}"


def _what(row: PassageRow, labels: Labels) -> Content:
    """Return how many records rest on a passage and the first, or why none does."""
    if not row.supports:
        return (Span("nothing" if row.state == "uncovered" else row.state, "muted"),)
    number = pluralize(len(row.supports), "record")
    return (Span(f"{number}: {clip(labels.of(row.supports[0].id), _PLACE // 2)}"),)


def coverage_counts(view: Coverage) -> str:
    """Return how many passages are covered, are not, or are furniture, in a phrase."""
    states = [row.state for row in view.passages]
    furniture = states.count("furniture")
    counted = [f"{states.count('covered')} covered", f"{view.uncovered} not covered"]
    return ", ".join([*counted, *([f"{furniture} furniture"] if furniture else [])])


def coverage_notes(view: Coverage) -> list[str]:
    """Return what could not be placed in the text, a sentence each without its full stop."""
    notes = []
    if view.unplaced:
        number = pluralize(len(view.unplaced), "record")
        verb = "rests" if len(view.unplaced) == 1 else "rest"
        notes.append(f"{number} {verb} on it without a place that is found in the text")
    if view.furniture_not_found:
        items = ", ".join(f"“{clip(item, _PLACE)}”" for item in view.furniture_not_found)
        notes.append(f"Marked as furniture, but not in the text: {items}")
    return notes
