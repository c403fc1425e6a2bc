"""Renders Markdown for a terminal, in weight alone: the pages of the manual."""

from io import StringIO
from typing import ClassVar

from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import CodeBlock, Heading, Markdown, MarkdownElement
from rich.style import Style as Paint
from rich.text import Text
from rich.theme import Theme

_BOLD = Paint(bold=True)

_THEME = Theme(
    {
        **dict.fromkeys(("markdown.h1", "markdown.h2", "markdown.h3", "markdown.code"), _BOLD),
        "markdown.table.header": _BOLD,
        "markdown.table.border": Paint(dim=True),
        **dict.fromkeys(("markdown.item.number", "markdown.list"), Paint.null()),
        **dict.fromkeys(("markdown.link", "markdown.link_url"), Paint(underline=True)),
    }
)


class _Heading(Heading):
    """A heading at the left, without a frame."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        del console, options
        yield self.text


class _CodeBlock(CodeBlock):
    """Code as it is written, each command that was typed in bold."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        del console, options
        lines = str(self.text).rstrip().splitlines()
        typed = (Text(line, style=_BOLD if line.startswith("$ ") else "") for line in lines)
        indented = (Text.assemble("  ", line) for line in typed)
        yield Text("\n", no_wrap=True, overflow="ignore").join(indented)


class _Page(Markdown):
    elements: ClassVar[dict[str, type[MarkdownElement]]] = {
        **Markdown.elements,
        "heading_open": _Heading,
        "fence": _CodeBlock,
        "code_block": _CodeBlock,
    }


def render(text: str, columns: int, *, links: bool) -> str:
    """Render Markdown as text with escape sequences.

    Args:
        text: the Markdown.
        columns: the width to wrap prose to; code is not wrapped.
        links: whether addresses are links (OSC 8), which not every terminal supports.
    """
    file = StringIO()
    console = Console(
        file=file,
        width=columns,
        force_terminal=True,
        color_system="standard",
        no_color=True,
        legacy_windows=False,
        theme=_THEME,
        _environ={},
    )
    console.print(_Page(text, hyperlinks=links), crop=False)
    return "".join(f"{line.rstrip()}\n" for line in file.getvalue().splitlines())
