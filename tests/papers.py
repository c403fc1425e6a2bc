"""Documents to put on paper, hostile texts, and the programs that open what was made of them."""

import os
import re
import shutil
import struct
import subprocess
import zlib
from collections.abc import Iterator, Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple, cast

import pytest
from hypothesis import strategies as st
from msgspec import Struct, structs
from pypdf import PdfReader
from test_render import WHOLE

from briefing.render.document import (
    Badge,
    Bar,
    Bars,
    Cite,
    Column,
    Definition,
    DefinitionList,
    Document,
    Edge,
    Facet,
    Filter,
    FilterAttributes,
    Grid,
    GridPart,
    GridRow,
    List,
    ListItem,
    Matrix,
    MatrixRow,
    Network,
    Node,
    Note,
    Paragraph,
    Section,
    Share,
    Sources,
    Span,
    Stack,
    Tally,
    TimelineFigure,
    TimelinePoint,
)
from briefing.render.sanitize import sanitize

PICTURES = (
    Matrix(
        "How many stand how",
        ("Country", "Security", "エネルギー"),
        (
            MatrixRow(
                "Estonia",
                ((Share("unanswered", "unanswered", 2), Share("answered", "answered", 30)), ()),
                to="estonia",
            ),
            MatrixRow("대한민국", ((), (Share("partly-answered", "partly answered", 1),))),
        ),
    ),
    TimelineFigure(
        "What was when",
        ("Date", "What", "Kind"),
        date(2017, 2, 8),
        "8 Feb 2017",
        "as far as this goes",
        (
            TimelinePoint(
                "until 1950", "A long peace", "event", date.min, date(1950, 1, 1), "through"
            ),
            TimelinePoint(
                "2016", "On some day", "event", date(2016, 1, 1), date(2016, 12, 31), "within"
            ),
            TimelinePoint(
                "from 2016", "A pact " * 30, "pact", date(2016, 5, 1), date.max, "through"
            ),
            TimelinePoint(
                "3 Feb 2017", "A visit", "event", date(2017, 2, 3), date(2017, 2, 3), "within"
            ),
            TimelinePoint(
                "10 Feb 2017",
                "A summit",
                "event, planned",
                date(2017, 2, 10),
                date(2017, 2, 10),
                "within",
                ahead=True,
                to="estonia",
            ),
        ),
    ),
    Network(
        "Who is tied to whom",
        ("Commitment", "Who"),
        (Node("Estonia", to="estonia"), Node("NATO", "also bound"), Node("No one")),
        (Node("A treaty", "treaty", "treaty"), Node("A battlegroup of many words " * 3)),
        (Edge(0, 0, "in"), Edge(1, 0, "in"), Edge(1, 1, "gives"), Edge(0, 1, "given")),
    ),
)
"""A picture of every sort."""

EVERY = structs.replace(
    WHOLE,
    blocks=(
        *WHOLE.blocks[:3],
        Section(
            "How much lies where",
            (
                Bars((Bar("2016", 12), Bar("대한민국", 3), Bar("nothing", 0))),
                *PICTURES,
                Section(
                    "Deeper",
                    (
                        Section(
                            "Deepest",
                            (
                                Paragraph(
                                    (
                                        Span("Cited again, "),
                                        Span("found", "match"),
                                        Span(" by "),
                                        Span("briefing list", "command"),
                                        Span("."),
                                        Span(" "),
                                        Cite((1,)),
                                    )
                                ),
                                List((ListItem((Badge("worsening", "worsening"),)),), compact=True),
                            ),
                        ),
                    ),
                ),
            ),
        ),
        Section("", (Paragraph((Span("Under no heading."),), "muted"),)),
        *WHOLE.blocks[3:],
    ),
)
"""A document with every kind of block."""

PAGE = Document(
    "Estonia",
    "as of 8 Feb 2017",
    (Span("member of NATO"),),
    (
        Grid(
            (Column(), Column(), Column()),
            (
                GridPart(
                    (
                        GridRow(((Span("NEXT", "strong"),), (Span("10 Feb"),), (Span("Summit"),))),
                        GridRow(
                            (
                                (Span("OPEN", "strong"),),
                                (
                                    Span("3  "),
                                    Tally(
                                        (
                                            Share("unanswered", "unanswered", 2),
                                            Share("answered", "answered", 0),
                                            Share("touched-on", "touched on", 1),
                                        )
                                    ),
                                ),
                            )
                        ),
                    )
                ),
            ),
        ),
        Stack(
            (
                Paragraph((Span("The bottom line."),), "lead"),
                Grid(
                    (
                        Column(),
                        Column("EST", "Estonia", role="sign"),
                        Column("LATEST"),
                        Column(),
                        Column("SRC", "sources", role="edge"),
                    ),
                    (
                        GridPart(
                            (
                                GridRow(
                                    (
                                        (
                                            Span("Speed"),
                                            Span(" "),
                                            Span("°", words="(inferred by this book)"),
                                        ),
                                        (Badge("unanswered", "unanswered", bare=True),),
                                        (Span("3 Feb"),),
                                        (Span("A visit"),),
                                        (
                                            Span(
                                                "A",
                                                url="https://example.org/a",
                                                words="analysis ",
                                            ),
                                            Span("·", words=" "),
                                        ),
                                    ),
                                    ((Span("but nobody came"),),),
                                ),
                            ),
                            "Security",
                        ),
                        GridPart(
                            (
                                GridRow(((Span("Gas"),), (), (Span("–"),), (), (Span("·"),))),
                                GridRow(((Span("… 2 more"),),)),
                            ),
                            "エネルギー",
                        ),
                    ),
                ),
            )
        ),
        Grid(
            (Column(), Column("SHARE")),
            (GridPart((GridRow(((Span("Trade"),), (Span("3"),))),), "1 SHARE"),),
        ),
    ),
    tight=True,
)
"""A page, with a grid of every sort."""

BOOK = Document(
    "A book",
    "as of 8 February 2017",
    (),
    (
        Section("At a glance", PICTURES),
        Section(
            "Countries",
            (
                Section(
                    "Estonia",
                    (
                        Section(
                            "Concerns",
                            (
                                List(
                                    (
                                        ListItem(
                                            (
                                                Badge("unanswered", "unanswered"),
                                                Span(" Speed", "strong"),
                                            ),
                                            (
                                                Paragraph(
                                                    (
                                                        Span("Tied to "),
                                                        Span("a treaty", to="treaty"),
                                                        Span(". "),
                                                        Cite((1,)),
                                                    )
                                                ),
                                            ),
                                            "estonia/speed",
                                            FilterAttributes(
                                                (
                                                    ("country", ("estonia",)),
                                                    ("status", ("unanswered",)),
                                                )
                                            ),
                                        ),
                                        ListItem(
                                            (Badge("answered", "answered"), Span(" Gas")),
                                            (),
                                            "estonia/gas",
                                            FilterAttributes(
                                                (
                                                    ("country", ("estonia",)),
                                                    ("status", ("answered",)),
                                                )
                                            ),
                                        ),
                                    )
                                ),
                            ),
                        ),
                    ),
                    "estonia",
                    FilterAttributes(
                        (("country", ("estonia",)),), ("estonia/speed", "estonia/gas")
                    ),
                ),
            ),
        ),
        Section(
            "Instruments",
            (
                List(
                    (
                        ListItem(
                            (Span("A treaty", "strong"),),
                            (
                                DefinitionList(
                                    (Definition("Named in", (Span("Speed", to="estonia/speed"),)),)
                                ),
                            ),
                            "treaty",
                            FilterAttributes((("country", ()),), ("estonia/speed",)),
                        ),
                        ListItem(
                            (Span("Nothing"),), (), "nothing", FilterAttributes((("country", ()),))
                        ),
                    )
                ),
            ),
        ),
        Section(
            "Sources",
            (
                Sources(
                    (
                        Note(
                            1,
                            (Span("A source."),),
                            (
                                Paragraph(
                                    (Span("Speed", to="estonia/speed"), Span(" rests on it."))
                                ),
                            ),
                            "charter",
                        ),
                        Note(2, (Span("Another."),)),
                    )
                ),
            ),
        ),
    ),
    filter=Filter(
        (
            Facet("country", "Country", (("estonia", "Estonia"), ("latvia", "Latvia"))),
            Facet("status", "Status", (("answered", "answered"), ("unanswered", "unanswered"))),
        ),
        "concern",
        "concerns",
    ),
)
"""A document whose parts have places of their own, lead to each other and can be filtered."""

TONGUES = Document(
    "日本と대한민국",
    "as of 8 February 2017",
    (Span("Japan (日本) and South Korea (대한민국)"),),
    (
        Paragraph(
            (Span("アベノミクス、尖閣諸島。", "strong"), Span(" 钓鱼岛 "), Span("북핵", "quote"))
        ),
        DefinitionList((Definition("日本国", (Span("대한민국은 민주공화국이다."),)),)),
    ),
)
"""A document whose Japanese and Korean must come out intact."""

HOSTILE = (
    "<script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    "a | b",
    "[link](javascript:x)",
    "`code` #import \\x *bold* _it_ $x$ @ref <label> // no",
    "\x1b[31mred\x1b]8;;http://x\x07",
    "\u202eevil\u2066 \u200f",
    "nul\x00 \ud800lone \udfff \ufffe\uffff\U0001ffff",
    "&amp; \"quotes\" 'single' &#x202e;",
    "=HYPERLINK(1)",
    "line\nbreak\ttab\u2028 w:p]]>",
)

WORDS = st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(), max_size=20))
"""Texts that mean harm, lone surrogates and controls among them."""

_CODED = ("role", "mark", "manner")
_UNSAID = (*_CODED, "url", "to", "id", "traits", "filter")


def spiked(node: Any, words: str) -> Any:
    """A document, or a part of one, with the same words behind each of its texts."""
    if isinstance(node, tuple):
        return tuple(spiked(each, words) for each in node)
    if isinstance(node, str):
        return node + words
    if isinstance(node, Struct):
        names = [each.name for each in structs.fields(node) if each.name not in _CODED]
        return structs.replace(node, **{name: spiked(getattr(node, name), words) for name in names})
    return node


def library(folder: Path, files: Mapping[str, str]) -> Path:
    """A library of some files, written into a folder."""
    for name, words in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(words, encoding="utf-8")
    return folder


def texts(node: object, *, in_words: bool = False) -> Iterator[str]:
    """Every text that a document says; what is followed, and what filters, is not read.

    With `in_words`, it is told as to somebody who sees neither signs nor columns.
    """
    match node:
        case str():
            yield node
        case tuple():
            for each in node:
                yield from texts(each, in_words=in_words)
        case Struct() if not _is_sign(node, in_words=in_words):
            for name, text in _parts(node, in_words=in_words):
                if name not in _UNSAID:
                    yield from texts(text, in_words=in_words)


def _is_sign(node: Struct, *, in_words: bool) -> bool:
    """Whether a part of a document is a sign, or a bar of signs, without a word."""
    is_bare = isinstance(node, Badge) and node.bare and not in_words
    return is_bare or isinstance(node, Tally)


def _parts(node: Struct, *, in_words: bool) -> Iterator[tuple[str, object]]:
    """The parts of a part that are said."""
    match node:
        case Span() if node.words:
            yield "text", node.words if in_words else node.text
        case Column():
            # In words, a heading is said before each value; what is open has it below its row.
            yield "title", "" if in_words or node.role == "open" else node.title
        case GridPart() if in_words:
            yield from (("title", node.title), ("rows", node.rows))
        case _:
            yield from ((each.name, getattr(node, each.name)) for each in structs.fields(node))


def squeezed(text: str) -> str:
    """A text as it is compared: inert, without any blanks, with quotation marks of one kind."""
    return re.sub('[\u2018\u2019\u201c\u201d"]', "'", re.sub(r"\s", "", sanitize(text)))


def told(document: Document, *, in_words: bool = False) -> list[str]:
    """Every text of a document, as it is compared."""
    return [squeezed(each) for each in texts(document, in_words=in_words)]


def pixels(png: bytes) -> list[bytes]:
    """The lines of a picture, as they stand in its file; the first is not changed by a filter."""
    place, data = 8, b""
    while place < len(png):
        size, kind = struct.unpack_from(">I4s", png, place)
        data += png[place + 8 : place + 8 + size] if kind == b"IDAT" else b""
        place += size + 12
    (height,) = struct.unpack_from(">I", png, 20)
    lines = zlib.decompress(data)
    size = len(lines) // height
    return [lines[start : start + size] for start in range(0, len(lines), size)]


def needs(program: str) -> pytest.MarkDecorator:
    """Skips a test where a program is missing that opens what was made."""
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not installed")


def run(*command: str, timeout: int = 120) -> subprocess.CompletedProcess[str]:
    """What a program printed; it must have ended well."""
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=timeout)


class Browsed(NamedTuple):
    """A page as Chromium has it after its script ran, and what was logged on the way."""

    page: str
    logged: str


def browse(folder: Path, html: str, *options: str) -> str:
    """Opens a page in Chromium and gives what it logged."""
    return _opened(folder, html, "", *options).logged


def browsed(folder: Path, html: str, fragment: str, *options: str) -> Browsed:
    """Opens a page in Chromium at a fragment of its address, and reads it there."""
    return _opened(folder, html, fragment, "--dump-dom", *options)


def _opened(folder: Path, html: str, fragment: str, *options: str) -> Browsed:
    page = folder / "page.html"
    page.write_text(html, encoding="utf-8")
    done = run(
        "chromium",
        "--headless",
        *(["--no-sandbox"] if os.geteuid() == 0 else []),
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--enable-logging=stderr",
        f"--user-data-dir={folder / 'profile'}",
        *options,
        page.as_uri() + fragment,
    )
    return Browsed(done.stdout, done.stderr)


def sheets_of_pdf(pdf: bytes) -> int:
    """How many sheets a PDF takes."""
    return len(PdfReader(BytesIO(pdf)).pages)


def alternatives(pdf: PdfReader) -> list[str]:
    """What a PDF says of its pictures to readers who cannot see them."""
    root = cast("Any", pdf.root_object)
    return list(_alternatives(root["/StructTreeRoot"]))


def _alternatives(node: Any) -> Iterator[str]:
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            yield from _alternatives(child)
    elif isinstance(node, dict):
        if "/Alt" in node:
            yield str(node["/Alt"])
        if "/K" in node:
            yield from _alternatives(node["/K"])


def sheets_of_html(folder: Path, html: str) -> int:
    """How many sheets a page takes when Chromium prints it."""
    made = folder / "printed.pdf"
    browse(folder, html, "--no-pdf-header-footer", f"--print-to-pdf={made}")
    return sheets_of_pdf(made.read_bytes())


def printed_words(folder: Path, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Word files as LibreOffice prints them, by name; it takes long to start, so it starts once."""
    names = {name: folder / f"{index}.docx" for index, name in enumerate(files)}
    for name, path in names.items():
        path.write_bytes(files[name])
    run(
        "soffice",
        "--headless",
        f"-env:UserInstallation={(folder / 'office').as_uri()}",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        *map(str, names.values()),
    )
    return {name: path.with_suffix(".pdf").read_bytes() for name, path in names.items()}
