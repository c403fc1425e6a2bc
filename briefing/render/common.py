"""What several renderers need to know of a document."""

from collections.abc import Iterable, Iterator, Sequence
from math import sqrt
from typing import Final, TypeAlias

from msgspec import Struct, structs

from briefing.render.document import (
    SIGNS,
    Badge,
    Cell,
    Cite,
    Content,
    Document,
    Inline,
    ListItem,
    Mark,
    Note,
    Row,
    Section,
    Span,
    Table,
    Tally,
)
from briefing.render.figure_tables import tally_words
from briefing.render.quotation_marks import in_quotation_marks
from briefing.render.sanitize import sanitize

UNTITLED: Final = "Briefing"
"""The title of an answer that needs none, where a file must have one."""

NBSP: Final = "\N{NO-BREAK SPACE}"
ELLIPSIS: Final = "\N{HORIZONTAL ELLIPSIS}"

DASH: Final = "\N{EN DASH}"
"""What is shown in an empty cell."""

EMPTY_CELL: Final[Cell] = ((Span(DASH, "muted"),),)

DEEPEST_HEADING: Final = 6
"""The lowest level of heading in Markdown, HTML and Word."""

Target: TypeAlias = Section | ListItem | Note
"""A part of a document that can be linked to, if it has an id."""

# From how many parts, and from how many characters, contents help to find one's way on paper.
_SEVERAL_SECTIONS: Final = 3
_LONG_DOCUMENT: Final = 9000

# The most signs in a bar.
_LONGEST_BAR: Final = 32

_WIDE_COLUMNS: Final = 5
_LONG_CELL: Final = 40
_LONG_WORD: Final = 20


def walk(node: object) -> Iterator[Struct]:
    """Iterate over everything in a document, or in a part of one, in reading order."""
    if isinstance(node, Struct):
        yield node
        for field in structs.fields(node):
            yield from walk(getattr(node, field.name))
    elif isinstance(node, tuple):
        for part in node:
            yield from walk(part)


def notes_by_number(document: Document) -> dict[int, Note]:
    """Return the sources that citations can point to."""
    notes: dict[int, Note] = {}
    for part in walk(document):
        if isinstance(part, Note):
            notes.setdefault(part.number, part)
    return notes


def targets_by_id(document: Document) -> dict[str, Target]:
    """Return the parts that can be linked to; of several with one id, the first."""
    targets: dict[str, Target] = {}
    for part in walk(document.blocks):
        if isinstance(part, Section | ListItem | Note) and part.id:
            targets.setdefault(part.id, part)
    return targets


def legend_text(document: Document) -> str:
    """Return an explanation of the document's signs, empty if none needs one."""
    single = any(isinstance(part, Cite) and part.only for part in walk(document))
    only = in_quotation_marks("only")
    return f"{only}: all the sources cited there are of one publisher." if single else ""


def citation_numbers(numbers: Sequence[int]) -> str:
    """Return ascending numbers as a citation prints them, three or more in a row as a span."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] + 1 == number:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ",".join(_run(run) for run in runs)


def _run(run: Sequence[int]) -> str:
    if len(run) < 3:  # noqa: PLR2004 (a span of two saves nothing)
        return ",".join(map(str, run))
    return f"{run[0]}\N{EN DASH}{run[-1]}"


def needs_contents(document: Document) -> bool:
    """Return whether a document takes so many pages that its parts are listed before them."""
    if document.tight or len(titled_sections(document.blocks)) < _SEVERAL_SECTIONS:
        return False
    spans = (part for part in walk(document.blocks) if isinstance(part, Span))
    return sum(len(span.text) for span in spans) > _LONG_DOCUMENT


def is_wide(document: Document) -> bool:
    """Return whether a document reads better in landscape format."""
    return any(isinstance(part, Table) and _is_wide(part) for part in walk(document))


def _is_wide(table: Table) -> bool:
    return len(table.columns) >= _WIDE_COLUMNS and sum(map(_is_full, table.rows)) * 2 > len(
        table.rows
    )


def _is_full(row: Row) -> bool:
    """Return whether several cells of a row hold more than a figure or a word."""
    lengths = (sum(len(content_text(content)) for content in cell) for cell in row.cells)
    return sum(length > _LONG_CELL for length in lengths) > 2  # noqa: PLR2004 (several)


def column_shares(table: Table) -> list[float]:
    """Return the width of each column as a share of 1.

    A column with four times the text is twice as wide; none is narrower than its longest word.
    """
    weights = []
    for index, title in enumerate(table.columns):
        texts = [
            title,
            *(content_text(content) for row in table.rows for content in row.cells[index]),
        ]
        longest = max((len(word) for text in texts for word in text.split(" ")), default=0)
        weights.append(max(sqrt(sum(map(len, texts))), min(longest, _LONG_WORD) * 1.25, 3.0))
    return [weight / sum(weights) for weight in weights]


def content_text(content: Content) -> str:
    """Return the text of some inline text, as it is shown."""
    return "".join(map(_inline_text, content))


def _inline_text(inline: Inline) -> str:
    match inline:
        case Span():
            return inline.text
        case Badge():
            return SIGNS[inline.mark] if inline.bare else f"{SIGNS[inline.mark]}{NBSP}{inline.word}"
        case Cite():
            return ""
        case Tally():
            return tally_words(inline)


def tally_bars(tally: Tally) -> tuple[str, list[tuple[Mark, str]]]:
    """Return what parts the states of a tally, and for each of them its signs.

    There is a sign for each thing counted, or a single one with its number where they would be too
    many.
    """
    shares = [share for share in tally.shares if share.count]
    if sum(share.count for share in shares) > _LONGEST_BAR:
        return "  ", [(share.mark, f"{SIGNS[share.mark]}{NBSP}{share.count}") for share in shares]
    return NBSP, [(share.mark, SIGNS[share.mark] * share.count) for share in shares]


def attach_citations(content: Iterable[Inline]) -> list[Inline]:
    """Remove the blanks between a word and its citation."""
    attached: list[Inline] = []
    for inline in content:
        if isinstance(inline, Cite):
            while attached and isinstance(attached[-1], Span) and not attached[-1].text.strip(" "):
                attached.pop()
            last = attached[-1] if attached else None
            if isinstance(last, Span) and last.role != "quote":
                attached[-1] = structs.replace(last, text=last.text.rstrip(" "))
        attached.append(inline)
    return attached


def titled_sections(blocks: Iterable[object]) -> list[Section]:
    """Return those of some blocks that are sections with a heading to show."""
    return [
        block for block in blocks if isinstance(block, Section) and sanitize(block.title).strip()
    ]
