"""The interface of the renderers: one method for each type of block."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar, assert_never

from briefing.render.document import (
    Bars,
    Block,
    Commands,
    DefinitionList,
    Excerpt,
    Figure,
    FileText,
    Grid,
    List,
    Matrix,
    Network,
    Paragraph,
    Section,
    Sources,
    Stack,
    Table,
    TimelineFigure,
)
from briefing.render.figure_tables import figure_as_blocks, grid_as_blocks

Output = TypeVar("Output")


class Renderer(ABC, Generic[Output]):
    """Renders the blocks of a document as `Output`: text, lines, the elements of a file.

    An instance renders what is at one place in the document and holds what is specific to that
    place, such as the indent or the level of headings; nested blocks get an instance of their own.
    A format that draws no figures inherits methods that render the equivalent tables.
    """

    def render_block(self, block: Block) -> Output:  # noqa: C901, PLR0911, PLR0912 (one case per type)
        """Render a block with the method for its type."""
        match block:
            case Paragraph():
                return self.render_paragraph(block)
            case List():
                return self.render_list(block)
            case DefinitionList():
                return self.render_definition_list(block)
            case Section():
                return self.render_section(block)
            case Table():
                return self.render_table(block)
            case Grid():
                return self.render_grid(block)
            case Stack():
                return self.render_stack(block)
            case Sources():
                return self.render_sources(block)
            case Bars():
                return self.render_bars(block)
            case Commands():
                return self.render_commands(block)
            case Excerpt():
                return self.render_excerpt(block)
            case FileText():
                return self.render_file_text(block)
            case Matrix():
                return self.render_matrix(block)
            case TimelineFigure():
                return self.render_timeline_figure(block)
            case Network():
                return self.render_network(block)
            case _:
                assert_never(block)

    def render_blocks(self, blocks: Iterable[Block]) -> Iterator[Output]:
        """Render blocks one by one, each only when it is asked for."""
        return map(self.render_block, blocks)

    @abstractmethod
    def join(self, outputs: Iterable[Output]) -> Output:
        """Combine the outputs of consecutive blocks."""

    @abstractmethod
    def render_section(self, section: Section) -> Output:
        """Render a heading and the blocks under it."""

    @abstractmethod
    def render_paragraph(self, paragraph: Paragraph) -> Output:
        """Render running text."""

    @abstractmethod
    def render_list(self, block: List) -> Output:
        """Render a list."""

    @abstractmethod
    def render_definition_list(self, block: DefinitionList) -> Output:
        """Render labelled values."""

    @abstractmethod
    def render_table(self, table: Table) -> Output:
        """Render a table."""

    @abstractmethod
    def render_bars(self, block: Bars) -> Output:
        """Render numbers as bars."""

    @abstractmethod
    def render_commands(self, commands: Commands) -> Output:
        """Render command lines and what they are for."""

    @abstractmethod
    def render_sources(self, sources: Sources) -> Output:
        """Render the numbered sources."""

    @abstractmethod
    def render_excerpt(self, excerpt: Excerpt) -> Output:
        """Render a line of a file in which something is wrong."""

    @abstractmethod
    def render_file_text(self, block: FileText) -> Output:
        """Render the text of a file."""

    def render_grid(self, grid: Grid) -> Output:
        """Render a grid, by default as labelled values or a table."""
        return self.join(self.render_blocks(grid_as_blocks(grid)))

    def render_stack(self, stack: Stack) -> Output:
        """Render blocks that follow each other closely, by default like any others."""
        return self.join(self.render_blocks(stack.blocks))

    def render_matrix(self, matrix: Matrix) -> Output:
        """Render a matrix, by default as a table."""
        return self._render_as_table(matrix)

    def render_timeline_figure(self, timeline: TimelineFigure) -> Output:
        """Render a timeline, by default as a table."""
        return self._render_as_table(timeline)

    def render_network(self, network: Network) -> Output:
        """Render a network, by default as a table."""
        return self._render_as_table(network)

    def _render_as_table(self, figure: Figure) -> Output:
        return self.join(self.render_blocks(figure_as_blocks(figure)))
