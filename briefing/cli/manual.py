"""The manual: every Markdown file in `briefing/manual` is a topic of `briefing help`."""

import textwrap
from collections.abc import Iterable, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final, NamedTuple

from briefing.cli.choices import DisplayOptions
from briefing.cli.terminal import (
    can_encode,
    needs_pager,
    show_in_pager,
    terminal_width,
    use_hyperlinks,
    use_styles,
    write_to_stdout,
)
from briefing.errors import UsageError

_SUFFIX: Final = ".md"

# Columns: the widest in which a text is comfortable to read.
_WIDEST: Final = 80


class Topic(NamedTuple):
    """A file of the manual: a title on its first line, then one line that sums it up."""

    name: str
    summary: str
    text: str


def topic_names() -> list[str]:
    """Return the name of every topic, in alphabetical order."""
    return sorted(_topic_files())


def read_topic(name: str) -> Topic:
    """Return the topic of that name.

    Raises:
        KeyError: there is no such topic.
    """
    text = _topic_files()[name].read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line]
    return Topic(name, lines[1], text)


def list_pages(commands: Mapping[str, str], display: DisplayOptions) -> None:
    """Write what can be read about: the topics and the commands, each with its summary."""
    topics = {name: read_topic(name).summary for name in topic_names()}
    width = min(terminal_width(display), _WIDEST)
    indent = 4 + max(map(len, [*topics, *commands]))
    lines = ["Topics: `briefing help TOPIC`"]
    lines += _list_summaries(topics, indent, width)
    lines += ["", "Commands: `briefing help COMMAND`"]
    lines += _list_summaries(commands, indent, width)
    _show("".join(f"{line}\n" for line in lines), display)


def show_topic(name: str, display: DisplayOptions, commands: Iterable[str]) -> None:
    """Write a topic: laid out on a terminal, else the Markdown itself.

    Args:
        name: which topic.
        display: how to display it.
        commands: the names that `briefing help` takes besides those of topics.

    Raises:
        UsageError: there is no such topic.
    """
    try:
        topic = read_topic(name)
    except KeyError:
        raise UsageError(_unknown_page_message(name, commands)) from None
    _show(_layout(topic.text, display), display)


def _topic_files() -> dict[str, Traversable]:
    folder = files("briefing") / "manual"
    return {
        file.name.removesuffix(_SUFFIX): file
        for file in folder.iterdir()
        if file.name.endswith(_SUFFIX)
    }


def _list_summaries(summaries: Mapping[str, str], indent: int, width: int) -> list[str]:
    return [
        line
        for name, summary in summaries.items()
        for line in textwrap.wrap(
            summary,
            width,
            initial_indent=f"  {name}".ljust(indent),
            subsequent_indent=" " * indent,
            break_on_hyphens=False,
        )
    ]


def _layout(text: str, display: DisplayOptions) -> str:
    is_linear = display.plain or display.ascii
    if is_linear or not use_styles(display, into_file=False) or not can_encode(text):
        return text
    from briefing.render import terminal_markdown

    width = min(terminal_width(display), _WIDEST)
    return terminal_markdown.render(text, width, links=use_hyperlinks(display, into_file=False))


def _show(text: str, display: DisplayOptions) -> None:
    """Write a text to standard output, through a pager if it is tall."""
    if display.ascii or not can_encode(text):
        from briefing.render import ascii as ascii_renderer

        text = ascii_renderer.to_ascii(text)
    if display.no_pager or not needs_pager(text) or not show_in_pager(text):
        write_to_stdout(text)


def _unknown_page_message(name: str, commands: Iterable[str]) -> str:
    from briefing.library.lookup import nearest

    near = nearest(name, [*topic_names(), *commands], 1)
    hint = f"did you mean `briefing help {near[0]}`?" if near else "`briefing help` lists them."
    return f"There is no topic or command '{name}'; {hint}"
