"""A page is one sheet: what fits on a screen of 38 lines fits on A4 and on Letter paper."""

from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Final, TypeAlias, get_args

import pytest
from conftest import Make
from documents import ROOT
from papers import needs, printed_words, sheets_of_html, sheets_of_pdf

from briefing.api import open_book
from briefing.pages import compose
from briefing.render import docx, html, pdf, text
from briefing.render.common import Paper
from briefing.render.document import (
    Badge,
    Commands,
    Content,
    Definition,
    DefinitionList,
    Document,
    List,
    ListItem,
    Paragraph,
    Row,
    Section,
    Span,
    Table,
)

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


def memos(make: Make) -> dict[str, Document]:
    """Memos of the shipped library and of one in Japanese."""
    folder = make(JAPANESE)
    return {
        "memo": compose(open_book(ROOT / "briefs").prep("trump-abe-summit")),
        "memo in Japanese": compose(open_book(folder).prep("kaidan")),
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


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_are_a_screen_high(name: str) -> None:
    lines = text.render(PAGES[name], 80).splitlines()
    assert LINES - 2 <= len(lines) <= LINES


@pytest.mark.parametrize("paper", PAPERS)
def test_a_page_is_one_sheet_as_pdf(paper: Paper, make: Make) -> None:
    pages = {**PAGES, **memos(make)}
    sheets = {name: sheets_of_pdf(pdf.render(page, paper=paper)) for name, page in pages.items()}
    assert sheets == dict.fromkeys(pages, 1)


@needs("chromium")
@pytest.mark.parametrize("paper", PAPERS)
def test_a_page_is_one_sheet_as_html(paper: Paper, make: Make, tmp_path: Path) -> None:
    pages = {**PAGES, **memos(make)}
    sheets = {
        name: sheets_of_html(tmp_path, html.render(page, paper=paper))
        for name, page in pages.items()
    }
    assert sheets == dict.fromkeys(pages, 1)


@needs("soffice")
def test_a_page_is_one_sheet_as_word_file(make: Make, tmp_path: Path) -> None:
    files = {
        f"{name} on {paper}": docx.render(page, paper=paper)
        for (name, page), paper in product({**PAGES, **memos(make)}.items(), PAPERS)
    }
    printed = printed_words(tmp_path, files)
    assert {name: sheets_of_pdf(page) for name, page in printed.items()} == dict.fromkeys(files, 1)
