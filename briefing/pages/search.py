"""The page of a search: the best record first, then what matched, kind by kind."""

from collections.abc import Iterator, Sequence
from typing import Final

from briefing.answers.search import Hit, Match, Search
from briefing.model.kinds import KINDS
from briefing.pages.full.search import nothing_matches
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
)
from briefing.pages.text import filter_notice, pluralize
from briefing.render.document import (
    Block,
    Column,
    Content,
    Document,
    GridPart,
    GridRow,
    Inline,
    Paragraph,
    Span,
)

_SHOWN: Final = 3
_KINDS: Final = 8

# Characters of a passage to show, and before its first match.
_PASSAGE: Final = 68
_BEFORE: Final = 24


def search(view: Search) -> PageDraft:
    """Return the page of a search."""
    labels = Labels(view)
    by_kind: dict[str, list[Hit]] = {}
    for group in view.groups:
        for hit in group.hits:
            by_kind.setdefault(hit.kind, []).append(hit)
    most = max(map(len, by_kind.values()), default=0)
    return PageDraft(lambda limits: _layout(view, labels, by_kind, limits), _cuts(most))


def _cuts(most: int) -> Iterator[Cut]:
    if most > _SHOWN:
        yield Cut("hits", _SHOWN)
    yield Cut("passages", 0)
    yield from (Cut("hits", number) for number in (2, 1))
    yield from (Cut("kinds", number) for number in range(_KINDS, -1, -1))


def _layout(
    view: Search, labels: Labels, by_kind: dict[str, list[Hit]], limits: Limits
) -> Document:
    hits = [hit for hits in by_kind.values() for hit in hits]
    kinds = list(by_kind)[: limits.get("kinds", len(by_kind))]
    left_out = sum(len(by_kind[kind]) for kind in by_kind if kind not in kinds)
    rest = view.records - len(hits)
    parts = [_part(labels, kind, by_kind[kind], limits) for kind in kinds]
    columns = (Column(), Column("", "id", "edge"))
    best = view.groups[0].id if view.groups else ""
    first = next((hit.id for hit in hits if hit.id == best), best)
    more = commands(
        f"show {first}" if first else "",
        "--full" if hits else "",
        "--limit 0" if rest else "",
    )
    number = pluralize(view.records, "record") if hits else "nothing found"
    suffix = "; best first" if view.records > 1 else ""
    return page(
        "SEARCH",
        view.as_of,
        (Span(f"{clip(view.sought, 30)}  {number}{suffix}"),),
        [
            *filter_notice(view.filters),
            *_nothing(view),
            grid(columns, parts),
            _left_out(left_out + rest, command="--full --limit 0" if rest else "--full"),
            closing([], more, ()) if hits else None,
        ],
    )


def _nothing(view: Search) -> Iterator[Block]:
    if view.groups:
        return
    yield Paragraph((Span(nothing_matches(view, clip(view.sought))),), "muted")


def _left_out(number: int, command: str) -> Paragraph | None:
    if not number:
        return None
    return Paragraph(
        (
            Span(f"\N{HORIZONTAL ELLIPSIS} {pluralize(number, 'more record')}: ", "muted"),
            Span(command, "command"),
        )
    )


def _part(labels: Labels, kind: str, hits: Sequence[Hit], limits: Limits) -> GridPart:
    shown = hits[: limits.get("hits", len(hits))]
    with_passages = limits.get("passages", 1) > 0
    rows = [_row(labels, hit, with_passage=with_passages) for hit in shown]
    rows += more_row(len(hits) - len(shown), f"more {KINDS[kind].plural}")
    title = KINDS[kind].title.upper()
    return GridPart(tuple(rows), title)


def _row(labels: Labels, hit: Hit, *, with_passage: bool) -> GridRow:
    label = labels.of(hit.id)
    by_name = next((match for match in hit.matches if match.text == label), None)
    content: Content = _marked(by_name) if by_name else (Span(label),)
    passage = next((match for match in hit.matches if match.field not in ("name", "short")), None)
    repeats = passage is not None and passage.text.removesuffix(".") == label
    shows = with_passage and by_name is None and passage is not None and not repeats
    below = (_marked(passage),) if shows and passage else ()
    return GridRow((content, (Span(hit.id, "id"),)), below)


def _marked(match: Match) -> Content:
    """Return the passage of a match, the words that match marked, cut at words."""
    text = match.text
    start = max(0, match.marks[0][0] - _BEFORE) if match.marks else 0
    start = text.rfind(" ", 0, start) + 1 if start and len(text) > _PASSAGE else 0
    end = len(text)
    if end - start > _PASSAGE:
        end = text.rfind(" ", start, start + _PASSAGE)
        end = max(end, match.marks[0][1] if match.marks else 0, start + 1)
    parts: list[Inline] = [Span("\N{HORIZONTAL ELLIPSIS}")] if start else []
    position = start
    for first, last in match.marks:
        if last > end:
            break
        parts += [Span(text[position:first]), Span(text[first:last], "match")]
        position = last
    parts.append(Span(text[position:end]))
    if end < len(text):
        parts.append(Span("\N{HORIZONTAL ELLIPSIS}"))
    return tuple(part for part in parts if not (isinstance(part, Span) and not part.text))
