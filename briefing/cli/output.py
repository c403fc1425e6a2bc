"""Renders an answer in its format, and writes it to standard output or into a file."""

import os
import re
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from itertools import chain
from pathlib import Path
from time import time_ns
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from briefing import environment
from briefing.cli.choices import Output
from briefing.cli.terminal import (
    can_encode,
    needs_pager,
    show_in_pager,
    terminal_width,
    use_color,
    use_hyperlinks,
    use_styles,
    warn,
    write_pieces_to_stdout,
    write_to_stdout,
)
from briefing.errors import UsageError, WriteError
from briefing.render.document import Document
from briefing.render.formats import Paper
from briefing.render.request import RenderRequest

if TYPE_CHECKING:
    from io import FileIO

    from briefing.answers.results import View

LibraryDescription: TypeAlias = Callable[[], dict[str, Any]]
"""Returns what the library states about itself: its title, folder and date."""

Answer: TypeAlias = "str | bytes | Iterator[str]"
"""An answer in some format: a text, a file, or the pieces of a long text."""

# Characters up to which an answer is in one piece.
_SHORT: Final = 1 << 18

# The names of the streams of a process: written to as they are, never replaced.
_STREAM: Final = r"/dev/(?:stderr|fd/\d+)|/proc/(?:self|\d+)/fd/\d+"

# Windows alone has another mode for what is written byte for byte.
_BINARY: Final = getattr(os, "O_BINARY", 0)

# Where Letter is the usual paper, by CLDR: everywhere else it is A4.
_LETTER_COUNTRIES: Final = frozenset(
    ("BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE")
)


def render(
    view: "View",
    query: dict[str, Any],
    describe_library: LibraryDescription,
    output: Output,
    marking: str = "",
) -> Answer:
    """Return an answer in the format that was asked for, in pieces if it is long.

    Args:
        view: the answer.
        query: the question, for the envelope of a machine format.
        describe_library: returns the title, folder and date of the library.
        output: the format, and the options of display.
        marking: how far the answer may be passed on, such as `TLP:AMBER`, if that is limited.

    Raises:
        UsageError: the answer does not fit the format, the template is no Word file, or what the
            format needs is not installed.
    """
    form = output.format
    if form.content == "screen":
        return _render_for_screen(_compose(view, output, marking), output)
    try:
        module = form.load()
    except ModuleNotFoundError:
        if form.extra is None:
            raise
        raise UsageError(
            f"Writing {form.title} files takes an extra: pip install 'briefing-book[{form.extra}]'."
        ) from None
    compose = partial(_compose, view, output, marking)
    request = RenderRequest(
        view,
        query,
        describe_library,
        marking,
        compose,
        output.template,
        output.paper,
        local_paper(environment.variable),
        warn,
    )
    try:
        answer: Answer = form.render(module, request)
    except getattr(module, "InvalidTemplate", ()) as error:
        raise UsageError(str(error)) from None
    return answer if isinstance(answer, str | bytes) else _in_one_piece_if_short(answer)


def _in_one_piece_if_short(pieces: Iterator[str]) -> str | Iterator[str]:
    text = ""
    for piece in pieces:
        text += piece
        if len(text) > _SHORT:
            return chain((text,), pieces)
    return text


def write(answer: Answer, output: Output) -> bool:
    """Write an answer to standard output, through a pager if it is tall, or into a file.

    Returns:
        Whether it is on standard output, and a text.

    Raises:
        UsageError: stdout is a terminal that cannot show the format, or the file exists.
        WriteError: the file cannot be written; it is left as it was.
    """
    if not isinstance(answer, str | bytes):
        if output.file is None and not sys.stdout.isatty():
            write_pieces_to_stdout(piece.encode() for piece in answer)
            return True
        answer = "".join(answer)
    if output.file is not None:
        _write_file(answer, output.file, force=output.force)
        return False
    if isinstance(answer, bytes):
        if sys.stdout.isatty():
            raise UsageError(f"A {output.format.name} file is no text; name one with -o FILE.")
        write_to_stdout(answer)
        return False
    if not output.display.no_pager and needs_pager(answer) and show_in_pager(answer):
        return False
    # Only a screen gets another encoding than UTF-8.
    write_to_stdout(answer if output.format.content == "screen" else answer.encode())
    return True


def local_paper(variable: Callable[[str], str | None]) -> Paper:
    """Return the size of paper that is usual in the country of the locale."""
    names = (variable(name) for name in ("LC_ALL", "LC_PAPER", "LANG"))
    locale = next(filter(None, names), "")
    country = re.match(r"[A-Za-z]+[_-]([A-Za-z]{2})\b", locale)
    return "letter" if country and country[1].upper() in _LETTER_COUNTRIES else "a4"


def _compose(view: "View", output: Output, marking: str) -> Document:
    # A machine format needs no layout.
    from msgspec.structs import replace

    from briefing.pages import compose

    on_paper = output.format.takes_paper
    document = compose(view, on_paper=on_paper, **output.extent._asdict())
    return replace(document, marking=marking) if marking else document


def _render_for_screen(document: Document, output: Output) -> str:
    """Return a document as text, in ASCII where asked for or where stdout can encode no more."""
    if not output.display.ascii:
        text = _render_text(document, output)
        if output.file is not None or can_encode(text):
            return text
    from briefing.render import ascii as ascii_renderer

    text = _render_text(ascii_renderer.document_to_ascii(document), output)
    return ascii_renderer.ascii_box_chars(text)


def _render_text(document: Document, output: Output) -> str:
    display, into_file = output.display, output.file is not None
    if display.plain:
        from briefing.render import plain

        return plain.render(document)
    width = terminal_width(display)
    if use_styles(display, into_file=into_file):
        from briefing.render import terminal

        links = use_hyperlinks(display, into_file=into_file)
        return terminal.render(document, width, colour=use_color(display), links=links)
    from briefing.render import text

    return text.render(document, width)


def _write_file(answer: str | bytes, file: Path, *, force: bool) -> None:
    """Write an answer into a file: into a link's target, and into a pipe or a device as it is.

    Raises:
        UsageError: the file is a folder, or is there already.
        WriteError: the file cannot be written; if it is an ordinary one, it is as it was.
    """
    content = answer if isinstance(answer, bytes) else answer.encode()
    try:
        before = _status(file)
        if before is not None and stat.S_ISDIR(before.st_mode):
            raise UsageError(f"{file} is a folder; name a file in it.")
        if re.fullmatch(_STREAM, str(file)) or (before and not stat.S_ISREG(before.st_mode)):
            _write_to_stream(content, file)
            return
        if before is not None and not force:
            raise UsageError(f"{file} is there already; --force writes over it.")
        # A file of several names would lose the others.
        if before is not None and before.st_nlink > 1:
            _write_in_place(content, file)
        else:
            _replace(content, Path(os.path.realpath(file)), before)
    except OSError as error:
        raise WriteError(f"{file} cannot be written: {error.strerror}.") from error


def _status(file: Path) -> os.stat_result | None:
    """Return the status of the file that a path leads to, or None if there is none."""
    try:
        return file.stat()
    except FileNotFoundError:
        return None


def _write_to_stream(content: bytes, file: Path) -> None:
    """Write into a pipe or a device; a reader that closes it has seen enough."""
    with suppress(BrokenPipeError), file.open("ab", buffering=0) as stream:
        _write_all(stream, content)


def _write_in_place(content: bytes, file: Path) -> None:
    """Write over a file; if that fails, what it held is written back."""
    before = file.read_bytes()
    with file.open("r+b", buffering=0) as target:
        try:
            _overwrite(target, content)
        except OSError:
            _overwrite(target, before)
            raise


def _overwrite(target: "FileIO", content: bytes) -> None:
    target.seek(0)
    _write_all(target, content)
    target.truncate()


def _write_all(target: "FileIO", content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[target.write(rest) :]


def _replace(content: bytes, file: Path, before: os.stat_result | None) -> None:
    """Put a new file in the place of an old one, with its mode, and its owner where permitted."""
    part = file.with_name(f".briefing-{os.getpid()}-{time_ns():x}.part")
    mode = 0o666 if before is None else 0o600
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, mode)
        with open(descriptor, "wb") as target:  # noqa: PTH123 (a descriptor)
            target.write(content)
        if before is not None:
            _copy_owner_and_mode(part, before)
        part.replace(file)
    finally:
        with suppress(OSError):
            part.unlink()


def _copy_owner_and_mode(part: Path, before: os.stat_result) -> None:
    if hasattr(os, "chown"):
        with suppress(OSError):
            os.chown(part, -1, before.st_gid)
        with suppress(OSError):
            os.chown(part, before.st_uid, -1)
    part.chmod(stat.S_IMODE(before.st_mode))
