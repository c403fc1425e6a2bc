"""The blocks that a document is made of: what an answer says, whatever the output.

Inline text is a tuple of `Span`, `Badge` and `Cite`. Blocks hold inline text and other blocks. All
text is plain: a renderer must show it as it stands, never read it as markup.

Some parts have an `id`, and a span leads to one by its `to`; what cannot link shows the span alone.
`Matrix`, `Chronology` and `Ties` are pictures; `briefing.render.figure_tables` says them as tables.
"""

from datetime import date
from typing import Final, Literal, TypeAlias

from msgspec import Struct

TextRole: TypeAlias = Literal["plain", "strong", "muted", "quote", "id", "command", "match"]
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
    """A run of text in one role.

    With `url`, the text is a link to that address; with `to`, to the part of the document that has
    this id.
    """

    text: str
    role: TextRole = "plain"
    url: str = ""
    to: str = ""


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


class FilterAttributes(Struct, frozen=True):
    """What a part of a document is found by, where the document can be filtered.

    `values` holds the values that it has in some facets; in another facet it is found where one of
    the parts is whose ids are `tied`.
    """

    values: tuple[tuple[str, tuple[str, ...]], ...] = ()
    tied: tuple[str, ...] = ()


class ListItem(Struct, frozen=True):
    """One entry of a list: its text, and blocks that belong to it.

    Where the text begins with a badge, the badge's sign stands in the place of the bullet.
    """

    content: Content
    blocks: tuple["Block", ...] = ()
    id: str = ""
    traits: FilterAttributes | None = None


class List(Struct, frozen=True):
    """A list; a `compact` one has no blank lines between its entries."""

    items: tuple[ListItem, ...]
    compact: bool = False


class Definition(Struct, frozen=True):
    """One labelled value, such as a date and what happened then.

    The label may be empty to continue the one above; with `to`, it leads to the part of the
    document that has this id. Blocks continue under the value.
    """

    label: str
    content: Content
    blocks: tuple["Block", ...] = ()
    to: str = ""


class DefinitionList(Struct, frozen=True):
    """Labelled values under each other, labels in a column of their own."""

    entries: tuple[Definition, ...]


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
    """One numbered source, and blocks that say more of it."""

    number: int
    content: Content
    blocks: tuple["Block", ...] = ()
    id: str = ""


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


class Share(Struct, frozen=True):
    """How many of something are in one state."""

    mark: Mark
    word: str
    count: int


class MatrixRow(Struct, frozen=True):
    """One row of a matrix: what it is about, and its shares in each column."""

    label: str
    cells: tuple[tuple[Share, ...], ...]
    to: str = ""


class Matrix(Struct, frozen=True):
    """A picture of how many of something are in which state, row by row and column by column.

    The first of the columns heads the labels of the rows.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[MatrixRow, ...]


class TimelinePoint(Struct, frozen=True):
    """Something that took place, or is to, from the first to the last of its days.

    It lasted `through` them all, or it was on a day `within` them that is not known exactly. `when`
    says the date in words. What lies `ahead` has not taken place yet.
    """

    when: str
    what: str
    kind: str
    first: date
    last: date
    manner: Literal["through", "within"]
    ahead: bool = False
    to: str = ""


class TimelineFigure(Struct, frozen=True):
    """A picture of what took place when, in its order, before and after a day that says something.

    The columns head its dates, what took place, and of what kind that is.
    """

    caption: str
    columns: tuple[str, str, str]
    day: date
    day_words: str
    day_says: str
    dates: tuple[TimelinePoint, ...]


class Node(Struct, frozen=True):
    """Someone or something that is tied to others; `about` says what it is, in a word or two."""

    label: str
    about: str = ""
    to: str = ""


class Edge(Struct, frozen=True):
    """What ties someone to something, by their places: they are in it, give it, or are given it."""

    who: int
    what: int
    manner: Literal["in", "gives", "given"]


class Network(Struct, frozen=True):
    """A picture of who is tied to whom, and through what; the columns head what, and who."""

    caption: str
    columns: tuple[str, str]
    who: tuple[Node, ...]
    what: tuple[Node, ...]
    edges: tuple[Edge, ...]


Figure: TypeAlias = Matrix | TimelineFigure | Network


class Section(Struct, frozen=True):
    """A part of a document under a heading. Sections in sections are headed one level lower."""

    title: str
    blocks: tuple["Block", ...]
    id: str = ""
    traits: FilterAttributes | None = None


Block: TypeAlias = (
    Paragraph
    | List
    | DefinitionList
    | Table
    | Bars
    | Commands
    | Sources
    | Excerpt
    | Figure
    | Section
)


class Facet(Struct, frozen=True):
    """Something that parts of a document have a value of; each choice is a value and its label."""

    name: str
    label: str
    choices: tuple[tuple[str, str], ...]


class Filter(Struct, frozen=True):
    """What a reader can narrow a document to; it counts the parts with a value in every facet.

    `one` and `many` are what those parts are called.
    """

    facets: tuple[Facet, ...]
    one: str
    many: str


class Document(Struct, frozen=True):
    """An answer laid out, in the order of reading.

    A title, what stands beside it (the as-of date), the line under it (who this is), and the
    blocks. An empty title is for answers that need none. What is `tight` is set small and close on
    paper, so that it fits on one page. A `filter` is for what the reader can change while reading;
    anything else shows the whole.
    """

    title: str
    beside: str
    under: Content
    blocks: tuple[Block, ...]
    filter: Filter | None = None
    tight: bool = False
