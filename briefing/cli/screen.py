"""Writes an answer: in which form, how wide, on which stream or into which file."""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from briefing.cli.options import Output
from briefing.cli.streams import columns, paints
from briefing.errors import CannotWrite
from briefing.views import Report, View


def rendered(
    view: View, query: dict[str, Any], about: Callable[[], dict[str, Any]], output: Output
) -> str:
    """An answer in the form that was asked for.

    Args:
        view: the answer.
        query: what was asked.
        about: tells what the library says of itself, where the form has a place for that.
        output: the form.

    Raises:
        UsageError: the answer has no such form.
    """
    match output.format:
        case "json":
            from briefing.render.data import json  # noqa: PLC0415

            return json(view, query, about())
        case "csv":
            from briefing.render.data import csv  # noqa: PLC0415

            return csv(view)
        case "concise" if isinstance(view, Report):
            from briefing.compose.report import concise  # noqa: PLC0415

            return concise(view)
        case _:
            return _laid_out(view, output)


def _laid_out(view: View, output: Output) -> str:
    """An answer as a document to read."""
    if output.format == "markdown":
        from briefing.compose import compose  # noqa: PLC0415
        from briefing.render.markdown import render  # noqa: PLC0415

        return render(compose(view))
    return _for_terminal(view, paint=output.file is None and paints(sys.stdout))


def _for_terminal(view: View, *, paint: bool) -> str:
    from briefing.compose import compose  # noqa: PLC0415

    width = columns()
    if paint:
        from briefing.render import terminal  # noqa: PLC0415 (brings Rich)

        return terminal.render(compose(view), width, colour=not os.environ.get("NO_COLOR"))
    from briefing.render import text  # noqa: PLC0415

    return text.plain(compose(view), width)


def write(answer: str, file: Path | None) -> None:
    """Writes an answer to standard output, or into a file.

    Raises:
        CannotWrite: the file cannot be written; then it is as it was.
    """
    if file is not None:
        _write_file(answer, file)
        return
    # An answer in a poorer encoding is better than none.
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    sys.stdout.write(answer)


def _write_file(answer: str, file: Path) -> None:
    """Writes a file whole or not at all."""
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        part.write_text(answer, encoding="utf-8")
        part.replace(file)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise CannotWrite(f"{file} cannot be written: {error.strerror}.") from error
