"""The blocks that a document is made of: an answer laid out, in any format.

Inline text is a tuple of `Span`, `Badge`, `Cite` and `Tally`. Blocks contain inline text and other
blocks. All text is plain: a renderer must show it as it is, never interpret it as markup.

Some parts have an `id`, and a span links to one by its `to`; a format without links shows the span
alone. `Matrix`, `TimelineFigure` and `Network` are figures; `briefing.render.figure_tables` turns
them into tables.
"""

from datetime import date
from typing import Final, Literal, TypeAlias

from msgspec import Struct

TextRole: TypeAlias = Literal["plain", "strong", "muted", "quote", "id", "command", "match"]
"""What a span is: plain text, a leading name, an aside, a literal quotation (the renderer adds the
quotation marks), a record's id, something to type, or words that were searched for."""

Mark: TypeAlias = Literal[
    "answered",
    "partly-answered",
    "touched-on",
    "unanswered",
    "worsening",
    "unchanged",
    "improving",
    "error",
    "warning",
    "acts",
    "acted-towards",
]
"""The states that have a sign besides their word."""

SIGNS: Final[dict[Mark, str]] = {
    "answered": "\N{CHECK MARK}",
    "partly-answered": "~",
    "touched-on": "/",
    "unanswered": "\N{BALLOT X}",
    "worsening": "\N{HEAVY NORTH EAST ARROW}",
    "unchanged": "=",
    "improving": "\N{HEAVY SOUTH EAST ARROW}",
    "error": "\N{BALLOT X}",
    "warning": "!",
    "acts": "\N{BLACK CIRCLE}",
    "acted-towards": "\N{WHITE CIRCLE}",
}
"""The sign of each mark; each takes a single column, even in East Asian fonts."""


class Span(Struct, frozen=True):
    """A run of text in one role.

    With `url`, the text links to that address; with `to`, to the part of the document with that id.
    Where the text is made of signs, `words` say the same to those who do not see them.
    """

    text: str
    role: TextRole = "plain"
    url: str = ""
    to: str = ""
    words: str = ""


class Badge(Struct, frozen=True):
    """A state, shown by its sign and its word: `✓ answered`.

    A `bare` one is shown by its sign alone, as a key in the document says what it means.
    """

    mark: Mark
    word: str
    bare: bool = False


class Cite(Struct, frozen=True):
    """A citation after what it supports: the numbers of the sources, as in `Sources`.

    `only` means that all of them are of one publisher, so that the statement is single-sourced.
    """

    numbers: tuple[int, ...]
    only: bool = False


class Share(Struct, frozen=True):
    """How many of the things counted are in one state."""

    mark: Mark
    word: str
    count: int


class Tally(Struct, frozen=True):
    """How many things are in which state, as a bar of signs: `✗✗✗ // ~`."""

    shares: tuple[Share, ...]


Inline: TypeAlias = Span | Badge | Cite | Tally
Content: TypeAlias = tuple[Inline, ...]
"""Inline text. Its parts follow each other directly; the composer puts the spaces into the spans,
and a renderer breaks lines at them."""


class Paragraph(Struct, frozen=True):
    """Running text.

    A `lead` is what a principal reads aloud, `muted` an aside, and a `note`, in small print, says
    how something is known.
    """

    content: Content
    role: Literal["plain", "lead", "muted", "note"] = "plain"


class FilterAttributes(Struct, frozen=True):
    """What a part of a document is filtered by, if the document can be filtered.

    `values` are its values of some facets. By any other facet it is shown if one of the parts is
    whose ids are in `tied`.
    """

    values: tuple[tuple[str, tuple[str, ...]], ...] = ()
    tied: tuple[str, ...] = ()


class ListItem(Struct, frozen=True):
    """One entry of a list: its text, and blocks that belong to it.

    If the text begins with a badge, the badge's sign replaces the bullet.
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

    The label may be empty to continue the one above; with `to`, it links to the part of the
    document with that id. Blocks continue under the value.
    """

    label: str
    content: Content
    blocks: tuple["Block", ...] = ()
    to: str = ""


class DefinitionList(Struct, frozen=True):
    """Labelled values one below the other, the labels in a column of their own."""

    entries: tuple[Definition, ...]


Cell: TypeAlias = tuple[Content, ...]
"""The paragraphs of a cell; an empty cell has none."""


class Row(Struct, frozen=True):
    """A row of a table. Its first cell names it, and is its heading where the table is stacked."""

    cells: tuple[Cell, ...]


class Table(Struct, frozen=True):
    """A table with one heading per column.

    If the columns do not fit, each row is stacked: its first cell as a heading, then the other
    columns as labelled values.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


class Column(Struct, frozen=True):
    """A column of a grid; `words` say in full what a title of a few letters stands for.

    Columns of `sign`s stay beside the first one at any width; the `edge` is at the right margin.
    What is `open` moves below its row, after the title, where there is no room for it.
    """

    title: str = ""
    words: str = ""
    role: Literal["text", "sign", "edge", "open"] = "text"


class GridRow(Struct, frozen=True):
    """A row of a grid: a cell for each column, and lines that belong `below` it.

    Where there are fewer cells than columns, the last one takes the room of those that lack.
    """

    cells: tuple[Content, ...]
    below: tuple[Content, ...] = ()


class GridPart(Struct, frozen=True):
    """Rows of a grid under a title, which heads the first column.

    A part may have `titles` of its own for the other columns.
    """

    rows: tuple[GridRow, ...]
    title: str = ""
    titles: tuple[str, ...] = ()


class Grid(Struct, frozen=True):
    """A table of a page: short cells, no rules, and no column that is empty all the way down."""

    columns: tuple[Column, ...]
    parts: tuple[GridPart, ...]


class Stack(Struct, frozen=True):
    """Blocks that follow each other closely."""

    blocks: tuple["Block", ...]


class Commands(Struct, frozen=True):
    """Command lines to type, each with what it is for, or with an empty text."""

    lines: tuple[tuple[str, str], ...]


class Note(Struct, frozen=True):
    """A numbered source, and blocks with more about it."""

    number: int
    content: Content
    blocks: tuple["Block", ...] = ()
    id: str = ""


class Sources(Struct, frozen=True):
    """The numbered sources that citations refer to."""

    notes: tuple[Note, ...]


class Excerpt(Struct, frozen=True):
    """A place in a file: the line as it is, and the columns at fault.

    Columns count characters from 0; `end` is exclusive. The renderer underlines them with carets,
    followed by the label if there is one.
    """

    place: str
    number: int
    line: str
    start: int
    end: int
    label: str = ""


class FileText(Struct, frozen=True):
    """The text of a file, or an example of it, line by line; `place` is the path of the file."""

    place: str
    lines: tuple[str, ...]


class Bar(Struct, frozen=True):
    """One number among others, drawn as a bar."""

    label: str
    count: int


class Bars(Struct, frozen=True):
    """Numbers to compare by eye, in order."""

    bars: tuple[Bar, ...]


class MatrixRow(Struct, frozen=True):
    """A row of a matrix: its label, and its shares in each column."""

    label: str
    cells: tuple[tuple[Share, ...], ...]
    to: str = ""


class Matrix(Struct, frozen=True):
    """A figure of how many things are in which state, by row and column.

    The first of the columns is the heading of the row labels.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[MatrixRow, ...]


class TimelinePoint(Struct, frozen=True):
    """An event, past or planned, from its first day to its last.

    It lasted `through` all of them, or took place on an unknown day `within` them. `when` is the
    date in words. An event that is `ahead` has not taken place yet.
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
    """A figure of events in order, before and after a day with a label of its own.

    The columns are the headings of the dates, the events and their kinds.
    """

    caption: str
    columns: tuple[str, str, str]
    day: date
    day_words: str
    day_label: str
    dates: tuple[TimelinePoint, ...]


class Node(Struct, frozen=True):
    """Someone or something in a network; `about` says what it is, in a word or two."""

    label: str
    about: str = ""
    to: str = ""


class Edge(Struct, frozen=True):
    """A link between two nodes, by index: `who` is in `what`, gives it, or is given it."""

    who: int
    what: int
    manner: Literal["in", "gives", "given"]


class Network(Struct, frozen=True):
    """A figure of who is linked to whom, and through what; the columns are headed what, and who."""

    caption: str
    columns: tuple[str, str]
    who: tuple[Node, ...]
    what: tuple[Node, ...]
    edges: tuple[Edge, ...]


Figure: TypeAlias = Matrix | TimelineFigure | Network


class Section(Struct, frozen=True):
    """A part of a document under a heading; nested sections have headings one level lower."""

    title: str
    blocks: tuple["Block", ...]
    id: str = ""
    traits: FilterAttributes | None = None


Block: TypeAlias = (
    Paragraph
    | List
    | DefinitionList
    | Table
    | Grid
    | Stack
    | Bars
    | Commands
    | Sources
    | Excerpt
    | FileText
    | Figure
    | Section
)


class Facet(Struct, frozen=True):
    """A property to filter a document by; each choice is a value and its label."""

    name: str
    label: str
    choices: tuple[tuple[str, str], ...]


class Filter(Struct, frozen=True):
    """The facets by which a reader can filter a document.

    `one` and `many` are the nouns for the parts that are counted: those with a value in every
    facet.
    """

    facets: tuple[Facet, ...]
    one: str
    many: str


class Document(Struct, frozen=True):
    """An answer laid out, in the order of reading.

    A title, what is `beside` it (the as-of date), the line `under` it (who or what this is), and
    the blocks. The title is empty for answers that need none. A `tight` document is a page, to be
    read at a glance: on a screen its title and the line under it share a line, on paper it is set
    small and close, to fit on one sheet. A format that cannot be filtered ignores the `filter`.
    The `marking` (`TLP:AMBER`) is on every page, and in the properties of a file.
    """

    title: str
    beside: str
    under: Content
    blocks: tuple[Block, ...]
    filter: Filter | None = None
    tight: bool = False
    marking: str = ""
