"""The page of the names that can be asked for, kind by kind."""

from collections.abc import Iterator, Sequence
from typing import Final

from briefing.answers.listing import Listing
from briefing.model.kinds import KINDS
from briefing.pages.kit import (
    Cut,
    Limits,
    PageDraft,
    clip,
    closing,
    commands,
    grid,
    more_row,
    page,
    sentence_list,
    within,
)
from briefing.pages.text import filter_notice, muted_paragraph, pluralize
from briefing.render.document import Block, Column, Document, GridPart, GridRow, Span

# More rows than a page has.
_ROWS: Final = 36

# Columns for the ids of a kind, and how many kinds make a page long.
_FEW: Final = 116
_MANY_KINDS: Final = 7


def listing(view: Listing) -> PageDraft:
    """Return the page of the names that can be asked for."""
    return PageDraft(lambda limits: _layout(view, limits), _cuts())


def _cuts() -> Iterator[Cut]:
    yield from (Cut("rows", number) for number in range(_ROWS, -1, -1))


def _layout(view: Listing, limits: Limits) -> Document:
    kinds = list(dict.fromkeys(entry.kind for entry in view.entries))
    table = _of_kinds(view, kinds) if len(kinds) > 1 else _of_kind(view, kinds, limits)
    blocks: list[Block | None] = [*filter_notice(view.filters), table]
    if not view.entries:
        blocks.append(muted_paragraph("This library has no such records."))
    blocks.append(closing([], commands("list KIND" if len(kinds) > 1 else "", "--full"), ()))
    return page("NAMES", view.as_of, (Span(pluralize(len(view.entries), "record")),), blocks)


def _of_kinds(view: Listing, kinds: Sequence[str]) -> Block | None:
    """Return the ids of several kinds, a few of each."""
    rows = []
    for kind in kinds:
        ids = [entry.id for entry in view.entries if entry.kind == kind]
        title = f"{len(ids)} {KINDS[kind].title}"
        names = sentence_list(ids, _FEW if len(kinds) > _MANY_KINDS else 2 * _FEW)
        rows.append(GridRow(((Span(title, "strong"),), (Span(names, "id"),))))
    return grid((Column(), Column()), [GridPart(tuple(rows))])


def _of_kind(view: Listing, kinds: Sequence[str], limits: Limits) -> Block | None:
    """Return the records of one kind, with what else each may be called."""
    shown = within(view.entries, limits, "rows")
    rows = [
        GridRow(
            (
                (Span(entry.id, "id"),),
                (Span(clip(entry.name, 40)),),
                (Span(clip(", ".join(entry.aliases), 40), "muted"),) if entry.aliases else (),
            )
        )
        for entry in shown
    ]
    rows += more_row(len(view.entries) - len(shown))
    title = KINDS[kinds[0]].title.upper() if kinds else ""
    columns = (Column(), Column("", "name"), Column("", "also called"))
    return grid(columns, [GridPart(tuple(rows), title)])
