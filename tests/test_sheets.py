"""A page is one sheet: what fits on a screen of 38 lines fits on A4 and on Letter paper."""

from collections import Counter
from collections.abc import Callable
from io import BytesIO
from itertools import islice, product
from pathlib import Path
from typing import Any, Final, TypeAlias, get_args

import pytest
from conftest import BALTIC
from crowded import crowded
from documents import ROOT
from papers import library, needs, printed_words, sheets_of_html, sheets_of_pdf
from pypdf import PdfReader

from briefing.answers.results import View
from briefing.api import Book, open_book
from briefing.pages import compose
from briefing.render import docx, html, pdf, text
from briefing.render.document import (
    Badge,
    Commands,
    Content,
    Definition,
    DefinitionList,
    Document,
    List,
    ListItem,
    Note,
    Paragraph,
    Row,
    Section,
    Sources,
    Span,
    Table,
)
from briefing.render.formats import Paper

PAPERS: Final[tuple[Paper, ...]] = get_args(Paper)
LINES: Final = 38

Fill: TypeAlias = Callable[[int], str]
"""A text of so many columns."""


def latin(columns: int) -> str:
    words = "Tokyo asks Washington how far the treaty covers waters off the Senkaku Islands. "
    return (words * (columns // len(words) + 1))[:columns]


def japanese(columns: int) -> str:
    words = "日本政府は尖閣諸島の周辺海域に条約がどこまで適用されるかを米国政府に問い合わせている。"
    return (words * (columns // 2 // len(words) + 1))[: columns // 2]


def _said(words: str) -> Content:
    return (Span(words),)


def items(fill: Fill) -> Document:
    """A list with a line for each of its entries."""
    entries = tuple(ListItem((Badge("unanswered", ""), *_said(fill(75)))) for _ in range(LINES - 4))
    return Document(fill(40), "as of 8 Feb 2017", (), (List(entries, compact=True),), tight=True)


def prose(fill: Fill) -> Document:
    """Running text."""
    return Document(
        fill(40), "as of 8 Feb 2017", (), (Paragraph(_said(fill(80 * (LINES - 4)))),), tight=True
    )


def mixed(fill: Fill) -> Document:
    """What a page is made of."""
    cells = (((Span(fill(16)),),), *(((Span(fill(18)),),) for _ in range(3)))
    return Document(
        fill(40),
        "as of 8 Feb 2017",
        _said(fill(70)),
        (
            DefinitionList(tuple(Definition("NEXT", _said(fill(66))) for _ in range(4))),
            Paragraph(_said(fill(230)), "lead"),
            Section(
                fill(12),
                (List(tuple(ListItem(_said(fill(74))) for _ in range(8)), compact=True),),
            ),
            Section(fill(12), (Table((fill(8),) * 4, (Row(cells),) * 7),)),
            Paragraph(_said(fill(78)), "muted"),
            Commands((("briefing show japan --full", fill(40)),)),
        ),
        tight=True,
    )


PAGES: Final = {
    f"{make.__name__} in {fill.__name__}": make(fill)
    for make, fill in product((items, prose, mixed), (latin, japanese))
}


_WORRY: Final = "負担の大幅な増額を求められ、同盟が弱まることを懸念している。"
JAPANESE: Final = {
    "library.yaml": "title: 日本の備え\nas_of: 2021-06-30\ntopics: {security: 安全保障}\n",
    "sources.yaml": "hakusho: {title: 防衛白書, published: 2021, publisher: 防衛省}\n",
    "countries/estonia.yaml": "\n".join(
        (
            "name: 日本",
            f"bottom_line: {_WORRY}",
            "concerns:",
            *(
                f"- {{id: c{n}, name: 駐留経費の増額への懸念その{n}, topic: security, "
                f"summary: {_WORRY}, sources: [hakusho]}}"
                for n in range(9)
            ),
        )
    ),
    "countries/latvia.yaml": "name: 米国\n",
    "events.yaml": "kaidan: {name: 首脳会談, date: 2021-07-10, announced: 2021-06, "
    "status: planned, type: consult, participants: [estonia, latvia], sources: [hakusho]}\n",
}


Ask: TypeAlias = Callable[[Book], View]

QUESTIONS: Final[dict[str, dict[str, Ask]]] = {
    "shipped": {
        "overview": lambda book: book.overview(),
        "country": lambda book: book.show("japan"),
        "other country": lambda book: book.show("united-states"),
        "flashpoint": lambda book: book.show("senkaku-islands"),
        "actor": lambda book: book.show("mattis"),
        "approach": lambda book: book.show("trilateral"),
        "event": lambda book: book.show("trump-abe-summit"),
        "instrument": lambda book: book.show("us-japan-security-treaty"),
        "flashpoints": lambda book: book.flashpoints(),
        "comparison": lambda book: book.compare("bilateral", "trilateral"),
        "comparison of countries": lambda book: book.compare("japan", "south-korea"),
        "gaps": lambda book: book.gaps(),
        "timeline": lambda book: book.timeline(),
        "memo": lambda book: book.prep("trump-abe-summit"),
        "changes": lambda book: book.changes("2017-01-31"),
        "search": lambda book: book.search("senkaku"),
        "quotes": lambda book: book.quotes("miller"),
        "sources": lambda book: book.sources(),
        "listing": lambda book: book.list(),
    },
    "baltic": {
        "overview": lambda book: book.overview(),
        "country": lambda book: book.show("estonia"),
        "flashpoint": lambda book: book.flashpoint("suwalki-gap"),
        "flashpoints": lambda book: book.flashpoints(),
        "comparison": lambda book: book.compare("estonia", "latvia"),
        "gaps": lambda book: book.gaps(),
        "timeline": lambda book: book.timeline(),
        "memo": lambda book: book.prep("riga-meeting"),
        "changes": lambda book: book.changes("2015"),
    },
    "japanese": {
        "overview": lambda book: book.overview(),
        "country": lambda book: book.show("estonia"),
        "gaps": lambda book: book.gaps(),
        "memo": lambda book: book.prep("kaidan"),
    },
    "crowded": {
        "overview": lambda book: book.overview(),
        "country": lambda book: book.show("country-0"),
        "flashpoint": lambda book: book.show("flashpoint-3"),
        "flashpoints": lambda book: book.flashpoints(),
        "comparison": lambda book: book.compare(*(f"country-{number}" for number in range(5))),
        "approaches": lambda book: book.compare("forward-everywhere", "leave-it-to-others"),
        "gaps": lambda book: book.gaps(),
        "timeline": lambda book: book.timeline(),
        "memo": lambda book: book.prep("event-0", other_side="country-0"),
        "changes": lambda book: book.changes("2020-01"),
        "search": lambda book: book.search("deterrence"),
        "sources": lambda book: book.sources(),
    },
}
"""What is asked of each library."""

HANDFUL: Final = (
    "mixed in japanese",
    "shipped: overview",
    "shipped: country",
    "japanese: country",
    "crowded: country",
    "crowded: gaps",
)
"""The pages that are opened by programs that take a while."""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Document]:
    """The pages of all questions, and those that are as full as a page can be."""
    laid_out = dict(PAGES)
    for name, questions in QUESTIONS.items():
        book = open_book(_library(name, tmp_path_factory))
        for question, ask in questions.items():
            laid_out[f"{name}: {question}"] = compose(ask(book), on_paper=True)
    return laid_out


def _library(name: str, folders: pytest.TempPathFactory) -> Path:
    if name in ("shipped", "baltic"):
        return ROOT / ("briefs" if name == "shipped" else "tests/baltic")
    files = crowded() if name == "crowded" else {**BALTIC, **JAPANESE}
    return library(folders.mktemp(name), files)


@pytest.fixture(scope="module")
def handful(pages: dict[str, Document]) -> dict[str, Document]:
    return {name: pages[name] for name in HANDFUL}


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_are_a_screen_high(name: str) -> None:
    lines = text.render(PAGES[name], 80).splitlines()
    assert LINES - 2 <= len(lines) <= LINES


def test_every_question_with_a_page_is_asked(pages: dict[str, Document]) -> None:
    assert all(page.tight for page in pages.values())


@pytest.mark.parametrize("paper", PAPERS)
def test_a_page_is_one_sheet_as_pdf(paper: Paper, pages: dict[str, Document]) -> None:
    told: list[str] = []
    sheets = {
        name: sheets_of_pdf(pdf.render(page, paper=paper, warn=told.append))
        for name, page in pages.items()
    }
    assert sheets == dict.fromkeys(pages, 1)
    assert told == []


@needs("chromium")
@pytest.mark.parametrize("paper", PAPERS)
def test_a_page_is_one_sheet_as_html(
    paper: Paper, handful: dict[str, Document], tmp_path: Path
) -> None:
    # Letter is the shorter sheet; on the other a few will do.
    pages = dict(islice(handful.items(), None if paper == "letter" else 2))
    sheets = {
        name: sheets_of_html(tmp_path, html.render(page, paper=paper))
        for name, page in pages.items()
    }
    assert sheets == dict.fromkeys(pages, 1)


@needs("soffice")
def test_a_page_is_one_sheet_as_word_file(handful: dict[str, Document], tmp_path: Path) -> None:
    files = {
        f"{name} on {paper}": docx.render(page, paper=paper)
        for (name, page), paper in product(handful.items(), PAPERS)
    }
    printed = printed_words(tmp_path, files)
    assert {name: sheets_of_pdf(page) for name, page in printed.items()} == dict.fromkeys(files, 1)


def test_a_page_of_too_many_words_is_set_smaller_first() -> None:
    sizes: list[tuple[int, float]] = []
    told: list[str] = []
    for lines in (30, 80, 140):
        page = Document("T", "", (), (Paragraph(_said(latin(100 * lines))),), tight=True)
        made = pdf.render(page, paper="a4", warn=told.append)
        sizes.append((sheets_of_pdf(made), _font_size(made)))
    assert [sheets for sheets, _ in sizes] == [1, 1, 2]
    assert sizes[0][1] == LARGEST
    assert SMALLEST <= sizes[1][1] < sizes[2][1] < LARGEST
    assert told == ["The page takes 2 sheets of A4; its words are too long for one."]


LARGEST: Final = 10.5
SMALLEST: Final = 7.5


def _font_size(made: bytes) -> float:
    """In which size most of the text of a file is set."""
    sizes: Counter[float] = Counter()

    def count(words: str, _: Any, matrix: list[float], __: Any, size: float) -> None:
        sizes[round(size * abs(matrix[3]), 1)] += len(words)

    PdfReader(BytesIO(made)).pages[0].extract_text(visitor_text=count)
    return sizes.most_common(1)[0][0]


def test_sources_that_were_asked_for_may_take_more_sheets() -> None:
    told: list[str] = []
    notes = Sources(tuple(Note(number, _said(latin(400))) for number in range(1, 120)))
    page = Document("T", "", (), (Section("Sources", (notes,)),), tight=True)
    assert sheets_of_pdf(pdf.render(page, paper="letter", warn=told.append)) > 1
    assert told == []
