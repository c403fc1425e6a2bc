"""Every command in every format: another program opens what was written, and its text is inert."""

import csv
import json
import re
import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias, cast

import docx
import hostile
import html5lib
import icalendar
import pyte
import pytest
import typer.main
from bibtexparser.entrypoint import parse_string
from conftest import Run
from documents import ROOT
from docx.oxml.ns import qn
from jsonschema_rs import Draft202012Validator
from lxml import etree
from markdown_it import MarkdownIt
from markdown_it.token import Token
from msgspec import Struct, structs
from papers import alternatives, browse, needs, pixels, squeezed, texts, told
from papers import run as started
from pypdf import PdfReader

from briefing import pages
from briefing.answers.results import View
from briefing.cli import app, main
from briefing.model.width import text_width
from briefing.render import formats, json_schema
from briefing.render.document import Document, Section, Sources
from briefing.render.sanitize import sanitize

BALTIC: Final = ROOT / "tests" / "baltic"

BROKEN: Final = ("broken",)

ANSWERS: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "briefing": ((),),
    "show": (
        ("estonia",),
        ("estonia", "--topic", "energy", "--as-of", "2021-01"),
        ("estonia/reinforcement-speed",),
        ("battlegroup",),
        ("memorial",),
        ("rehearse",),
        ("will-hold",),
        ("estonia", "--full"),
        ("kaja-kallas",),
        ("mutual-aid-treaty",),
        ("forward",),
        ("riga-meeting",),
        ("review-2021",),
    ),
    "flashpoints": ((), ("--full",), ("suwalki-gap",)),
    "compare": (
        ("estonia", "latvia"),
        ("estonia", "latvia", "--full"),
        ("forward", "tripwire"),
        ("suwalki-gap", "gulf-of-finland"),
    ),
    "gaps": ((), ("--full",), ("belarus",)),
    "timeline": ((), ("--full",)),
    "changes": (("--since", "2015"), ("--against", str(BALTIC))),
    "search": (("battlegroup",), ("battlegruop",)),
    "quote": (("review-2021",), ("nato",), ("estonia", "--full")),
    "sources": ((), ("review-2021",)),
    "prep": (("riga-meeting",), ("riga-meeting", "--full")),
    "book": ((), ("--country", "latvia", "--as-of", "2021-01")),
    "list": ((), ("--full",)),
    "check": ((), BROKEN),
    "coverage": (("charter",), ("charter", "--full")),
    "schema": (),
    "init": (),
    "import": (),
    "new": (),
    "help": (),
}
"""What each command is asked, in each format that it offers."""

COLUMNS: Final = 80

LOOKS: Final[dict[str, tuple[str, ...]]] = {
    "painted": ("--format", "terminal", "--color", "always"),
    "terminal": (),
    "plain": ("--plain",),
    "ascii": ("--ascii",),
}
"""What the format `terminal` can look like, and the options that ask for each."""

FORMATS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    **{look: (".txt", options) for look, options in LOOKS.items()},
    **{
        row.name: (row.suffixes[0], ()) if row.suffixes else (".txt", ("--format", row.name))
        for row in formats.FORMATS
        if row.content != "screen"
    },
}
"""The suffix and the options that ask for each format."""


def _commands() -> dict[str, list[str]]:
    """Every command that the program has, and the formats that it offers."""
    group = cast("Any", typer.main.get_command(app))
    offered = {}
    for name, command in {"briefing": group, **group.commands}.items():
        metavars = [option.metavar for option in command.params if "--format" in option.opts]
        names = [form for metavar in metavars for form in metavar.split("|")]
        offered[name] = [
            look for form in names for look in (LOOKS if form == "terminal" else (form,))
        ]
    return offered


COMMANDS: Final = _commands()
CELLS: Final = [(command, form) for command in COMMANDS for form in COMMANDS[command]]


def test_no_command_is_left_out() -> None:
    left_out = {*COMMANDS} - {*ANSWERS}
    assert not left_out, f"Say in ANSWERS what is asked of these commands: {left_out}."
    assert not {*ANSWERS} - {*COMMANDS}, "ANSWERS asks a command that there is not."
    silent = {name for name, formats in COMMANDS.items() if formats and not ANSWERS[name]}
    assert not silent, f"Say in ANSWERS what is asked of these commands: {silent}."


def test_no_format_is_left_out() -> None:
    left_out = {*FORMATS} - {*OPENERS}
    assert not left_out, f"Add to OPENERS what reads a file in each of these formats: {left_out}."
    assert not {*OPENERS} - {*FORMATS}, "OPENERS reads a format that there is not."
    offered = {form for _, form in CELLS}
    assert not {*FORMATS} - offered, "No command offers a format of the registry."


def test_no_suffix_asks_for_two_formats() -> None:
    suffixes = [suffix for row in formats.FORMATS for suffix in row.suffixes]
    assert len(suffixes) == len({*suffixes})
    assert "" in formats.BY_SUFFIX


@pytest.mark.parametrize(
    "row", [row for row in formats.FORMATS if row.extra], ids=lambda row: row.name
)
def test_a_format_that_lacks_its_extra_says_how_to_install_it(
    row: formats.Format, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, row.module, None)
    assert main(["gaps", "--format", row.name, "--library", str(BALTIC), "--no-cache"]) == 2
    assert f"pip install 'briefing-book[{row.extra}]'" in capsys.readouterr().err


class Written(NamedTuple):
    """What a command left behind: a file if all went well, and the documents laid out for it."""

    file: Path
    documents: list[Document]
    status: int
    err: str


Ask: TypeAlias = Callable[..., Written]


@pytest.fixture(scope="session")
def twins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hostile and the harmless library, each in a folder with a broken one."""
    folder = tmp_path_factory.mktemp("twins")
    for name in ("wild", "calm"):
        for held in ("briefs", *BROKEN):
            hostile.written(
                BALTIC, folder / name / held, tame=name == "calm", broken=held in BROKEN
            )
    return folder


@pytest.fixture
def ask(
    twins: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Ask:
    """Runs the program in this process: a command of one of the twins, written to a file."""
    laid_out: list[Document] = []
    real = pages.compose

    def remembered(view: View, **extent: bool) -> Document:
        laid_out.append(real(view, **extent))
        return laid_out[-1]

    monkeypatch.setattr(pages, "compose", remembered)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("XDG_CACHE_HOME", str(twins / "cache"))

    def write(twin: str, command: str, arguments: Sequence[str], form: str) -> Written:
        laid_out.clear()
        monkeypatch.chdir(twins / twin)
        suffix, options = FORMATS[form]
        file = tmp_path / f"{twin}{len(list(tmp_path.iterdir()))}{suffix}"
        words = () if command == "briefing" else (command,)
        status = main([*words, *arguments, *options, "-o", str(file)])
        out, err = capsys.readouterr()
        assert out == ""
        return Written(file, list(laid_out), status, err)

    return write


ENVIRONMENT: Final = {
    "BRIEFING_LIBRARY": "briefs",
    "COLUMNS": str(COLUMNS),
    "FORCE_HYPERLINK": "1",
}


@pytest.mark.parametrize(("command", "form"), CELLS)
def test_what_is_written_is_read_by_another_program(command: str, form: str, ask: Ask) -> None:
    opened = 0
    for arguments in ANSWERS.get(command, ()):
        calm, wild = (ask(twin, command, arguments, form) for twin in ("calm", "wild"))
        if form == "csv" and calm.status == 2:
            assert (wild.status, wild.err) == (2, calm.err)
            assert not calm.file.exists()
            continue
        for each in (calm, wild):
            assert each.status == int(arguments == BROKEN)
            # Which pictures no font here has is said of a PDF.
            boxes = r"(briefing: The PDF shows boxes, .*\n)?" if form == "pdf" else ""
            assert re.fullmatch(boxes, each.err)
        quiet, loud = OPENERS[form](calm.file), OPENERS[form](wild.file)
        opened += 1
        assert loud.kinds <= quiet.kinds
        # What is wrong with the two is told of files that are not written alike.
        if arguments != BROKEN:
            assert [*loud.shape] == [*quiet.shape]
        for each, found in ((calm, quiet), (wild, loud)):
            _told_in_full(each.documents, found, form)
    assert opened


def _told_in_full(documents: Iterable[Document], found: "Opened", form: str) -> None:
    """Makes sure that what was laid out is in the file, under the same headings."""
    for document in documents:
        gone = _footnoted(document) if form == "docx" else set()
        if found.headings is not None:
            alike = folded if form == "pdf" else squeezed
            assert [(level, alike(text)) for level, text in found.headings] == [
                (level, alike(text)) for level, text in _headings(document) if text not in gone
            ]
        if form == "pdf" and found.text is not None:
            # A row that is parted between two pages is told in pieces.
            words = {folded(word) for each in texts(document) for word in sanitize(each).split()}
            text = folded(found.text)
            assert [word for word in words if word not in text] == []
        elif found.text is not None:
            text, lost = squeezed(found.text), set(map(squeezed, gone))
            # In words, an empty cell is not told of.
            lost |= {"\N{EN DASH}"} if form == "plain" else set()
            said = told(document, in_words=form == "plain")
            assert [each for each in said if each not in text and each not in lost] == []


def _footnoted(document: Document) -> set[str]:
    """The headings over nothing but sources, which go with them into footnotes."""
    sections = [each for each in document.blocks if isinstance(each, Section)]
    return {e.title for e in sections if all(_is_footnoted(b) for b in e.blocks)}


def _is_footnoted(block: object) -> bool:
    """Whether a block is sources that have nothing more to tell than footnotes can."""
    return isinstance(block, Sources) and not any(note.blocks for note in block.notes)


def _headings(node: object, level: int = 1) -> list[tuple[int, str]]:
    """The headings of a document, or of a part of one, with their levels; 1 is the first."""
    if isinstance(node, tuple):
        return [found for each in node for found in _headings(each, level)]
    if isinstance(node, Section):
        return [(level, node.title), *_headings(node.blocks, level + 1)]
    if isinstance(node, Struct):
        inner = tuple(getattr(node, each.name) for each in structs.fields(node))
        return _headings(inner, level)
    return []


def folded(text: str) -> str:
    """A text as it is compared with what is read from a PDF.

    Headings are in capitals there, and what is in no font is no text.
    """
    kept = (each for each in squeezed(text) if unicodedata.category(each) not in ("Cf", "So"))
    return unicodedata.normalize("NFKC", "".join(kept)).casefold()


class Opened(NamedTuple):
    """What another program finds in a file.

    `text` is what it says, where that can be told from the layout, and `headings` are those below
    the title, where the format knows such. `kinds` are the kinds of its parts, and `shape` is all
    that must be the same whatever the texts say.
    """

    text: str | None = None
    shape: Iterable[object] = ()
    kinds: frozenset[object] = frozenset()
    headings: list[tuple[int, str]] | None = None


UNSAFE: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
PAINT: Final = re.compile("\x1b\\[[0-9;]*m|\x1b\\]8;[^\x00-\x1f\x7f-\x9f]*\x1b\\\\")


def _painted(file: Path) -> Opened:
    """What stands on the screen of a terminal."""
    written = file.read_text(encoding="utf-8")
    assert not UNSAFE.search(PAINT.sub("", written))
    screen = pyte.Screen(COLUMNS, written.count("\n") + 1)
    pyte.Stream(screen).feed(written.replace("\n", "\r\n"))
    assert (screen.title, screen.icon_name) == ("", "")
    lines = [line.rstrip() for line in screen.display]
    assert lines[-1] == ""
    return Opened(shape=_alike(lines))


def _terminal(file: Path) -> Opened:
    """Lines that fit the width, of nothing but text."""
    lines = _lines(file)
    assert [line for line in lines if text_width(line) > COLUMNS] == []
    return Opened(shape=_alike(lines))


def _plain(file: Path) -> Opened:
    """Lines of nothing but text, each whole."""
    lines = _lines(file)
    return Opened("\n".join(lines), _alike(lines))


def _ascii(file: Path) -> Opened:
    """Lines of ASCII; what has no likeness there takes more room, so that none is the same."""
    lines = _lines(file)
    assert all(line.isascii() and len(line) <= COLUMNS for line in lines)
    return Opened()


def _csl(file: Path) -> Opened:
    """The items of CSL-JSON and their variables, none of which an author's text adds."""
    written = file.read_text(encoding="utf-8")
    items = json.loads(written)
    parts = [tuple(item) for item in items]
    return Opened("\n".join(_texts(items)), parts, frozenset(parts))


def _bibtex(file: Path) -> Opened:
    """The entries of a bibliography and their fields, none of which an author's text adds."""
    written = file.read_text(encoding="utf-8")
    assert not UNSAFE.search(written)
    library = parse_string(written)
    assert not library.failed_blocks
    parts = [(entry.entry_type, *entry.fields_dict) for entry in library.entries]
    return Opened(written, parts, frozenset(parts))


def _ics(file: Path) -> Opened:
    """The components of a calendar and their properties, none of which an author's text adds."""
    written = file.read_bytes()
    assert not UNSAFE.search(written.decode().replace("\r\n", ""))
    calendar = icalendar.Calendar.from_ical(written)
    parts = [(part.name, *part.keys()) for part in calendar.walk()]
    return Opened(shape=parts, kinds=frozenset(parts))


def _concise(file: Path) -> Opened:
    """Lines that an editor reads."""
    lines = _lines(file)
    pattern = r"[\w./-]+:\d+:\d+: (error|warning): .+ \[[a-z-]+\]"
    assert [line for line in lines if not re.fullmatch(pattern, line)] == []
    return Opened(shape=_alike(lines))


def _github(file: Path) -> Opened:
    """Workflow commands, of which each is a line."""
    lines = _lines(file)
    pattern = (
        r"::(error|warning) file=[^:,\r\n]+,line=\d+,col=\d+,endColumn=\d+,"
        r"title=briefing \([a-z-]+\)::(?:[^%]|%25|%0A|%0D)+"
    )
    assert [line for line in lines if not re.fullmatch(pattern, line)] == []
    return Opened(shape=_alike(lines))


def _sarif(file: Path) -> Opened:
    """A log of results, each of a rule that the log describes."""
    (run,) = json.loads(file.read_text(encoding="utf-8"))["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])
    return Opened(shape=_alike(_texts(run["results"])))


def _lines(file: Path) -> list[str]:
    written = file.read_text(encoding="utf-8")
    assert not UNSAFE.search(written)
    lines = written.split("\n")
    assert lines.pop() == ""
    return lines


def _alike(lines: Iterable[str]) -> list[str]:
    """Texts in which nothing differs between the hostile library and the harmless one."""
    return [hostile.tamed(line.replace("wild", "calm")).casefold() for line in lines]


def _markdown(file: Path) -> Opened:
    """The tokens that a parser of Markdown finds; none is a tag, but for breaks in table cells."""
    written = file.read_text(encoding="utf-8")
    assert not UNSAFE.search(written)
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(written)
    every = list(_tokens(tokens))
    assert {each.content for each in every if each.type.startswith("html")} <= {"<br>"}
    headings = [
        (int(each.tag[1]) - 1, _said(tokens[place + 1]))
        for place, each in enumerate(tokens)
        if each.type == "heading_open" and each.tag != "h1"
    ]
    kinds = [(each.type, each.tag) for each in every]
    levels = [(each.type, each.level) for each in every]
    return Opened(" ".join(map(_said, tokens)), levels, frozenset(kinds), headings)


def _tokens(tokens: Iterable[Token]) -> Iterator[Token]:
    for each in tokens:
        yield each
        yield from _tokens(each.children or ())


def _said(token: Token) -> str:
    if token.children is None:
        return token.content
    return "".join(each.content for each in token.children if each.type != "html_inline")


def _html(file: Path) -> Opened:
    """The elements that a strict reader of HTML finds."""
    page = file.read_text(encoding="utf-8")
    assert not UNSAFE.search(page)
    root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    kinds = [(each.tag, *sorted(each.attrib)) for each in root.iter()]
    headings = [
        (int(each.tag[1]) - 1, "".join(each.itertext()))
        for each in root.iter()
        if re.fullmatch("h[2-6]", each.tag)
    ]
    return Opened("".join(root.find("body").itertext()), kinds, frozenset(kinds), headings)


def _docx(file: Path) -> Opened:
    """The elements of a Word file, and its paragraphs in their styles."""
    word = docx.Document(str(file))
    ties = [tie for tie in word.part.rels.values() if tie.reltype.endswith("/footnotes")]
    roots: list[Any] = [word.element.body]
    roots += [etree.fromstring(tie.target_part.blob) for tie in ties]
    kinds = [(each.tag, *sorted(each.attrib)) for root in roots for each in root.iter()]
    text = "".join(each.text or "" for root in roots for each in root.iter(qn("w:t")))
    # What the signs of a table mean is told to those who do not see them.
    told_of = (each for root in roots for each in root.iter(qn("w:tblDescription")))
    text += "".join(each.get(qn("w:val"), "") for each in told_of)
    styled = [(str(each.style.name), each.text) for each in word.paragraphs if each.style]
    headings = [(int(style[-1]), text) for style, text in styled if style.startswith("Heading")]
    return Opened(text, kinds, frozenset(kinds), headings)


def _pdf(file: Path) -> Opened:
    """The outline of a PDF, and its text where there is a program that knows how it is read."""
    pdf = PdfReader(file, strict=True)
    assert pdf.metadata is not None
    headings = list(_outline(pdf.outline))
    if shutil.which("pdftotext") is None:
        return Opened(headings=headings)
    pages = started("pdftotext", "-raw", str(file), "-").stdout.split("\f")[:-1]
    assert len(pages) == len(pdf.pages)
    return Opened("".join([*pages, *alternatives(pdf)]), headings=headings)


def _outline(outline: Any, level: int = 1) -> Iterator[tuple[int, str]]:
    for each in outline:
        if isinstance(each, list):
            yield from _outline(each, level + 1)
        else:
            yield level, each.title


def _json(file: Path) -> Opened:
    """A document that keeps to the schema it names."""
    document = json.loads(file.read_text(encoding="utf-8"))
    _validator(document["schema"]).validate(document)
    return Opened(shape=_alike(_texts(document)))


@cache
def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads(json_schema.schema(name)))


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from (each for both in part.items() for one in both for each in _texts(one))
    elif isinstance(part, list):
        yield from (each for one in part for each in _texts(one))
    else:
        yield json.dumps(part, ensure_ascii=False) if not isinstance(part, str) else part


def _csv(file: Path) -> Opened:
    """Rows of one length, in which no cell is a formula."""
    written = file.read_text(encoding="utf-8")
    assert not UNSAFE.search(written)
    rows = list(csv.reader(StringIO(written, newline=""), strict=True))
    assert {len(row) for row in rows} == {len(rows[0])}
    cells = [cell for row in rows for cell in row]
    assert [cell for cell in cells if cell.lstrip()[:1] in tuple("=+-@\t\r＝＋－＠")] == []
    return Opened(shape=_alike(value for cell in cells for value in _values(cell)))


def _values(cell: str) -> Iterator[str]:
    """What a cell holds: one text, or the texts of a list or a mapping."""
    try:
        yield from _texts(json.loads(cell))
    except json.JSONDecodeError:
        yield cell.removeprefix("'")


REPORTS: Final = tuple(row.name for row in formats.FORMATS if row.answers == "reports")
"""The formats that only `check` writes."""

OPENERS: Final[dict[str, Callable[[Path], Opened]]] = {
    "painted": _painted,
    "terminal": _terminal,
    "plain": _plain,
    "ascii": _ascii,
    "markdown": _markdown,
    "html": _html,
    "docx": _docx,
    "pdf": _pdf,
    "json": _json,
    "csv": _csv,
    "concise": _concise,
    "github": _github,
    "sarif": _sarif,
    "ics": _ics,
    "csl": _csl,
    "bibtex": _bibtex,
}


@pytest.mark.parametrize("form", FORMATS)
def test_the_program_itself_writes_the_same(
    form: str, ask: Ask, run: Run, twins: Path, tmp_path: Path
) -> None:
    only = {**dict.fromkeys(REPORTS, "check"), "bibtex": "sources", "csl": "sources"}
    command = {**only, "ics": "timeline"}.get(form, "gaps")
    suffix, options = FORMATS[form]
    file = tmp_path / "own" / f"answer{suffix}"
    file.parent.mkdir()
    ran = run(command, *options, "-o", str(file), cwd=twins / "wild", **ENVIRONMENT)
    assert ran == (0, "", "")
    here = ask("wild", command, (), form).file
    if form == "docx":
        assert OPENERS[form](file) == OPENERS[form](here)
    else:
        assert file.read_bytes() == here.read_bytes()


@pytest.mark.parametrize(
    "form", [form for form in FORMATS if form not in ("ascii", "bibtex", "csl", "ics", *REPORTS)]
)
def test_japanese_and_korean_aliases_stay_intact(form: str, ask: Ask) -> None:
    if form == "pdf" and shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    made = ask("calm", "list", ("countries", "--full", "--library", str(ROOT / "briefs")), form)
    found = OPENERS[form](made.file)
    text = squeezed(found.text or "\n".join(map(str, found.shape)))
    assert "日本" in text
    assert "대한민국" in text


BROWSED: Final = (
    ("show", "estonia"),
    ("show", "estonia", "--full"),
    ("flashpoints", "--full"),
    ("check", *BROKEN),
)
"""What is opened by programs that take a while to start."""


@needs("chromium")
@pytest.mark.parametrize("command", BROWSED, ids=" ".join)
def test_a_browser_shows_it_and_has_nothing_to_say(
    command: tuple[str, ...], ask: Ask, tmp_path: Path
) -> None:
    page = ask("wild", command[0], command[1:], "html").file.read_text(encoding="utf-8")
    shot = tmp_path / "page.png"
    assert "CONSOLE" not in browse(tmp_path, page, f"--screenshot={shot}")
    assert len({*pixels(shot.read_bytes())}) > 100


# Authors need not tell the roles of a table that is stacked on a narrow screen, says the checker;
# a browser that then takes it for no table needs them.
_ROLES = "The .role. attribute must not be used on a .t[rdh]. element which has"

# SVG 2 has this property, and every browser; the checker does not know it yet.
_NEW = "CSS: .paint-order.: Property .paint-order. doesn't exist"

_PASSED: Final = re.compile(f"{_ROLES}|{_NEW}")


@needs("vnu")
@needs("java")
def test_a_checker_finds_every_page_valid(ask: Ask) -> None:
    pages = [
        str(ask(twin, command, arguments, "html").file)
        for twin in ("calm", "wild")
        for command, formats in COMMANDS.items()
        if "html" in formats
        for arguments in ANSWERS[command]
    ]
    said = started("vnu", "--format", "json", "--exit-zero-always", "--stdout", *pages).stdout
    messages = [each for each in json.loads(said)["messages"] if each["type"] != "info"]
    assert [each for each in messages if not _PASSED.match(each["message"])] == []


@needs("soffice")
@needs("pdftotext")
def test_libreoffice_opens_it(ask: Ask, tmp_path: Path) -> None:
    files = [ask("wild", name, arguments, "docx").file for name, *arguments in BROWSED]
    made = tmp_path / "made"
    started(
        "soffice",
        "--headless",
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--convert-to",
        "pdf",
        "--outdir",
        str(made),
        *map(str, files),
    )
    for file in files:
        text = started("pdftotext", str(made / f"{file.stem}.pdf"), "-").stdout
        assert "page 1 of" in text
        assert "<script>alert(1)</script>" in text
        # A problem quotes the beginning of a long text only.
        assert "대한민국" in text or "errors in" in text
