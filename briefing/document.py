"""The blocks that a document is made of: what an answer says, whatever the output.

Inline text is a tuple of `Span`, `Badge` and `Cite`. Blocks hold inline text and other blocks. All
text is plain: a renderer must show it as it stands, never read it as markup.
"""

from typing import Final, Literal, TypeAlias

from msgspec import Struct

Role: TypeAlias = Literal["plain", "strong", "muted", "quote", "id", "command", "match"]
"""What a span is: plain text, a name that leads, an aside, words quoted exactly (the renderer adds
the quotation marks), a record's id, something to type, or words that were searched for."""

Mark: TypeAlias = Literal[
    "answered",
    "partly-answered",
    "unanswered",
    "worsening",
    "unchanged",
    "improving",
    "error",
    "warning",
]
"""The states that have a sign of their own, beside their word."""

SIGNS: Final[dict[Mark, str]] = {
    "answered": "\N{CHECK MARK}",
    "partly-answered": "~",
    "unanswered": "\N{BALLOT X}",
    "worsening": "\N{HEAVY NORTH EAST ARROW}",
    "unchanged": "=",
    "improving": "\N{HEAVY SOUTH EAST ARROW}",
    "error": "\N{BALLOT X}",
    "warning": "!",
}
"""The sign of each mark; every one takes a single column, also in East Asian fonts."""


class Span(Struct, frozen=True):
    """A run of text in one role; with `url`, the text is a link to that address."""

    text: str
    role: Role = "plain"
    url: str = ""


class Badge(Struct, frozen=True):
    """A state, shown by its sign and its word: `✓ answered`."""

    mark: Mark
    word: str


class Cite(Struct, frozen=True):
    """The numbers, as in `Sources`, of the sources of what precedes.

    `only` says that all of them are of one publisher, so that the statement is single-sourced.
    """

    numbers: tuple[int, ...]
    only: bool = False


Inline: TypeAlias = Span | Badge | Cite
Content: TypeAlias = tuple[Inline, ...]
"""Inline text. Its parts follow each other as they stand; the composer puts the spaces into the
spans, and a renderer breaks lines at them."""


class Paragraph(Struct, frozen=True):
    """Running text. A `lead` is what a principal reads aloud, `muted` an aside."""

    content: Content
    role: Literal["plain", "lead", "muted"] = "plain"


class Item(Struct, frozen=True):
    """One entry of a list: its text, and blocks that belong to it.

    Where the text begins with a badge, the badge's sign stands in the place of the bullet.
    """

    content: Content
    blocks: tuple["Block", ...] = ()


class Items(Struct, frozen=True):
    """A list; a `compact` one has no blank lines between its entries."""

    items: tuple[Item, ...]
    compact: bool = False


class Fact(Struct, frozen=True):
    """One labelled value, such as a date and what happened then.

    The label may be empty to continue the one above. Blocks continue under the value.
    """

    label: str
    content: Content
    blocks: tuple["Block", ...] = ()


class Facts(Struct, frozen=True):
    """Labelled values under each other, labels in a column of their own."""

    facts: tuple[Fact, ...]


Cell: TypeAlias = tuple[Content, ...]
"""The paragraphs in one place of a table; none for an empty place."""


class Row(Struct, frozen=True):
    """One row of a table. Its first cell names it, and heads it where the table is stacked."""

    cells: tuple[Cell, ...]


class Table(Struct, frozen=True):
    """A table with one heading per column.

    Where the columns do not fit, each row is stacked: its first cell as a heading, then the other
    columns as labelled values.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


class Commands(Struct, frozen=True):
    """Command lines to type, each with what it is for."""

    lines: tuple[tuple[str, str], ...]


class Note(Struct, frozen=True):
    """One numbered source."""

    number: int
    content: Content


class Sources(Struct, frozen=True):
    """The numbered sources that the citations point to."""

    notes: tuple[Note, ...]


class Excerpt(Struct, frozen=True):
    """A place in a file: the line as it stands, and the columns at fault.

    Columns count characters from 0, `end` is past the last. The renderer underlines them with
    carets and, where one is given, a label.
    """

    place: str
    number: int
    line: str
    start: int
    end: int
    label: str = ""


class Bar(Struct, frozen=True):
    """One number among others, drawn as a bar."""

    label: str
    count: int


class Bars(Struct, frozen=True):
    """Numbers to compare by eye, in their order."""

    bars: tuple[Bar, ...]


class Section(Struct, frozen=True):
    """A part of a document under a heading. Sections in sections are headed one level lower."""

    title: str
    blocks: tuple["Block", ...]


Block: TypeAlias = Paragraph | Items | Facts | Table | Bars | Commands | Sources | Excerpt | Section


class Document(Struct, frozen=True):
    """An answer laid out, in the order of reading.

    A title, what stands beside it (the as-of date), the line under it (who this is), and the
    blocks. An empty title is for answers that need none. What is `tight` is set small and close on
    paper, so that it fits on one page.
    """

    title: str
    beside: str
    under: Content
    blocks: tuple[Block, ...]
    tight: bool = False
