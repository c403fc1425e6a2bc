"""Writes an answer: in which form, how wide, on which stream or into which file."""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from briefing.answers.results import Report, View
from briefing.cli.options import Output
from briefing.cli.terminal import (
    can_encode,
    needs_pager,
    show_in_pager,
    terminal_width,
    use_color,
    use_hyperlinks,
    use_styles,
)
from briefing.errors import UsageError, WriteError
from briefing.render.document import Document

About = Callable[[], dict[str, Any]]
"""Tells what the library says of itself."""


def render(view: View, query: dict[str, Any], about: About, output: Output) -> str | bytes:
    """An answer in the form that was asked for.

    Args:
        view: the answer.
        query: what was asked.
        about: tells what the library says of itself, where the form has a place for that.
        output: the form.

    Raises:
        UsageError: the answer has no such form, or what writes the form is not installed.
    """
    match output.format:
        case "json":
            from briefing.render.json import json

            return json(view, query, about())
        case "csv":
            from briefing.render.json import csv

            return csv(view)
        case "concise" if isinstance(view, Report):
            from briefing.pages.report import concise
            from briefing.render.sanitize import sanitize

            return "".join(f"{sanitize(line)}\n" for line in concise(view))
    from briefing.pages import compose

    return _laid_out(compose(view), output)


def write(answer: str | bytes, output: Output) -> None:
    """Writes an answer to standard output, or into a file.

    Raises:
        UsageError: it would end up on a terminal that cannot show it, or the file is there already.
        CannotWrite: the file cannot be written; then it is as it was.
    """
    if output.file is not None:
        _write_file(answer, output.file, force=output.force)
    elif isinstance(answer, bytes):
        if sys.stdout.isatty():
            raise UsageError(f"A {output.format} file is no text; name one with -o FILE.")
        sys.stdout.buffer.write(answer)
    elif output.look.no_pager or not needs_pager(answer) or not show_in_pager(answer):
        _write_text(answer, output.format)


def _laid_out(document: Document, output: Output) -> str | bytes:
    match output.format:
        case "markdown":
            from briefing.render.markdown import render

            return render(document)
        case "html":
            from briefing.render import html

            return html.render(document)
        case "docx":
            return _docx(document, output.template)
        case "pdf":
            return _pdf(document)
    if output.look.plain:
        from briefing.render import plain

        return _fitting(plain.render, document, output)
    return _fitting(lambda shown: _for_screen(shown, output), document, output)


def _fitting(shown: Callable[[Document], str], document: Document, output: Output) -> str:
    """A text in ASCII where that is asked for, or the stream can carry nothing else."""
    if not output.look.ascii:
        told = shown(document)
        if output.file is not None or can_encode(told):
            return told
    from briefing.render import ascii as ascii_renderer

    return ascii_renderer.ascii_box_chars(shown(ascii_renderer.document_to_ascii(document)))


def _for_screen(document: Document, output: Output) -> str:
    look, into_file = output.look, output.file is not None
    width = terminal_width(look)
    if use_styles(look, into_file=into_file):
        from briefing.render import terminal

        linked = use_hyperlinks(look, into_file=into_file)
        return terminal.render(document, width, colour=use_color(look), links=linked)
    from briefing.render import text

    return text.render(document, width)


def _docx(document: Document, template: Path | None) -> bytes:
    try:
        from briefing.render import docx
    except ModuleNotFoundError:
        raise UsageError(_missing("Word", "docx")) from None
    try:
        return docx.render(document, template)
    except docx.InvalidTemplate as error:
        raise UsageError(str(error)) from None


def _pdf(document: Document) -> bytes:
    try:
        from briefing.render import pdf
    except ModuleNotFoundError:
        raise UsageError(_missing("PDF", "pdf")) from None
    return pdf.render(document)


def _missing(what: str, extra: str) -> str:
    return f"Writing {what} files takes an extra: pip install 'briefing-book[{extra}]'."


def _write_text(answer: str, form: str) -> None:
    """Writes a text to standard output; what is for programs is UTF-8 wherever it goes."""
    if form == "terminal":
        sys.stdout.write(answer)
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(answer.encode())


def _write_file(answer: str | bytes, file: Path, *, force: bool) -> None:
    """Writes a file whole or not at all."""
    if file.is_dir():
        raise UsageError(f"{file} is a folder; name a file in it.")
    if file.exists() and not force:
        raise UsageError(f"{file} is there already; --force writes over it.")
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        part.write_bytes(answer if isinstance(answer, bytes) else answer.encode())
        part.replace(file)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise WriteError(f"{file} cannot be written: {error.strerror}.") from error
