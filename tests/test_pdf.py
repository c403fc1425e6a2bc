"""PDF: whole, tagged, numbered, and Japanese and Korean come out intact."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given, settings
from papers import EVERY, HOSTILE, PAGE, PICTURES, TONGUES, WORDS, alternatives, needs, run, spiked
from pypdf import PdfReader
from test_render import DOCUMENTS

from briefing.render.document import (
    Cite,
    Definition,
    DefinitionList,
    Document,
    Excerpt,
    List,
    ListItem,
    Network,
    Node,
    Note,
    Paragraph,
    Row,
    Section,
    Sources,
    Span,
    Table,
)
from briefing.render.formats import Paper
from briefing.render.pdf import render
from briefing.render.sanitize import sanitize


def read(data: bytes) -> PdfReader:
    return PdfReader(BytesIO(data), strict=True)


def bare(text: str) -> str:
    """A text without blanks, joiners and ligatures, which a PDF sets as it needs."""
    text = text.replace("\ufb01", "fi").replace("\ufb02", "fl").replace("\ufb00", "ff")
    return re.sub("[\\s\u2060\u200b]", "", text)


def test_japanese_and_korean_come_out_intact() -> None:
    text = bare("".join(page.extract_text() for page in read(render(TONGUES)).pages))
    for each in ("日本", "대한민국", "アベノミクス、尖閣諸島。", "钓鱼岛", "북핵", "日本国"):
        assert each in text


@needs("pdftotext")
def test_another_reader_finds_japanese_and_korean(tmp_path: Path) -> None:
    (tmp_path / "paper.pdf").write_bytes(render(TONGUES))
    text = run("pdftotext", str(tmp_path / "paper.pdf"), "-").stdout
    assert "日本" in text
    assert "대한민국" in text


@needs("pdftotext")
def test_nothing_runs_off_the_page(tmp_path: Path) -> None:
    words = ("<script>" * 40, "W" * 300, "a.b_c" * 60, "日本" * 100)
    line = Row((((Span(words[0]),),), ((Span(words[1]),),)))
    document = Document(
        words[0],
        "as of 8 February 2017",
        (Span(words[2]),),
        (
            *(Paragraph((Span(word),)) for word in words),
            DefinitionList(tuple(Definition(word, (Span(word, "id"),)) for word in words)),
            Table(("A", words[2]), (line,)),
            Excerpt("x.yaml:1:1", 1, words[0] * 30, 0, 9, words[2]),
            Section("More", tuple(Paragraph((Span("Many words. " * 40),)) for _ in range(20))),
        ),
    )
    (tmp_path / "paper.pdf").write_bytes(render(document))
    pages = run("pdftotext", str(tmp_path / "paper.pdf"), "-").stdout.split("\f")[:-1]
    text = bare("".join(pages))
    # Where a page ends within a word, something else stands between its parts.
    for word, uses in zip(words, (30, 3, 4, 3), strict=True):
        assert len(re.findall(re.escape(word), text)) >= uses
    # A long title is cut where it runs at the head of a page.
    assert all("as of 8 February 2017" in page for page in pages)
    assert "…" in pages[-1]


@needs("pdftotext")
@pytest.mark.parametrize("lines", range(0, 60, 10))
def test_what_is_longer_than_the_rest_of_a_page_goes_on_overleaf(
    lines: int, tmp_path: Path
) -> None:
    many = tuple(Span(f"{number}MMMMMMM. ") for number in range(100, 400))
    row = Row(((many[:80],), (), ()))
    document = Document(
        "",
        "",
        (),
        (
            *(Paragraph((Span("One line."),)) for _ in range(lines)),
            DefinitionList((Definition("Label", many, (Paragraph((Span("More."),)),)),)),
            List((ListItem(many, (Paragraph((Span("More."),)),)),)),
            Table(("A", "B", "MMMMMMM " * 60), (row,)),
        ),
    )
    (tmp_path / "paper.pdf").write_bytes(render(document))
    text = bare(run("pdftotext", "-raw", str(tmp_path / "paper.pdf"), "-").stdout)
    told = re.findall(r"\d{3}(?=MMMMMMM\.)", text)
    assert told == [each.text[:3] for each in (*many, *many, *many[:80])]


@needs("pdftotext")
def test_a_heading_can_be_searched_for(tmp_path: Path) -> None:
    titles = ("Judgments", "Cited", "Frictions", "Sources")
    document = Document("", "", (), tuple(Section(each, ()) for each in titles))
    (tmp_path / "paper.pdf").write_bytes(render(document))
    text = run("pdftotext", str(tmp_path / "paper.pdf"), "-").stdout
    assert [line for line in text.split("\n") if line][:4] == [each.upper() for each in titles]


@needs("pdffonts")
def test_every_font_is_in_the_file(tmp_path: Path) -> None:
    (tmp_path / "paper.pdf").write_bytes(render(TONGUES))
    lines = run("pdffonts", str(tmp_path / "paper.pdf")).stdout.splitlines()[2:]
    assert any("NotoSansCJK" in line for line in lines)
    assert all(re.search(r" yes yes yes ", line) for line in lines)


def test_it_is_tagged_and_says_what_it_is() -> None:
    pdf = read(render(EVERY, lang="en-GB"))
    root = cast("Any", pdf.root_object)
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Senkaku Islands 尖閣諸島"
    assert b"pdfuaid" in root["/Metadata"].get_data()
    outline = [each.title for each in pdf.outline if not isinstance(each, list)]
    assert outline == ["Concerns", "How much lies where", "Sources"]


def test_pages_are_numbered_and_headed() -> None:
    many = Section("More", tuple(Paragraph((Span("Many words. " * 40),)) for _ in range(40)))
    pages = read(render(Document("Japan", "as of 8 February 2017", (), (many,)))).pages
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        text = page.extract_text()
        assert f"page {number} of {len(pages)}" in text
        assert "Japan" in text
        assert "as of 8 February 2017" in text


@pytest.mark.parametrize(("paper", "size"), [("a4", (595, 842)), ("letter", (612, 792))])
def test_the_paper_is_what_was_asked_for(paper: Paper, size: tuple[int, int]) -> None:
    page = read(render(TONGUES, paper=paper)).pages[0]
    assert (round(page.mediabox.width), round(page.mediabox.height)) == size


def test_a_figure_is_a_picture_that_is_said_in_full() -> None:
    pdf = read(render(Document("T", "", (), PICTURES)))
    said = alternatives(pdf)
    assert [text.partition(". ")[0] for text in said] == [
        "Country, Security, エネルギー",
        "Date, What, Kind",
        "Commitment, Who",
    ]
    assert "Estonia: Security: 2 unanswered, 30 answered" in said[0]
    assert "3 Feb 2017: What: A visit; Kind: event." in said[1]
    text = bare("".join(page.extract_text() for page in pdf.pages))
    for shown in ("Howmanystandhow", "✗unanswered", "isgivenit", "asfarasthisgoes"):
        assert shown in text


def test_signs_are_said_in_words() -> None:
    pdf = read(render(PAGE))
    assert alternatives(pdf) == [
        "2 unanswered, 1 touched on",
        "Estonia",
        "sources",
        "(inferred by this book)",
        "unanswered",
        "analysis",
    ]
    text = pdf.pages[0].extract_text()
    for shown in ("Estonia", "member of NATO", "as of 8 Feb 2017", "but nobody came", "… 2 more"):
        assert shown in text


def test_what_cannot_be_drawn_is_a_table() -> None:
    empty = Network("Nothing", ("What", "Who"), (Node("Estonia"),), (), ())
    text = "".join(
        page.extract_text() for page in read(render(Document("T", "", (), (empty,)))).pages
    )
    assert "None of these" in text


@pytest.mark.parametrize("sections", [2, 3])
def test_a_long_document_of_several_parts_begins_with_its_contents(sections: int) -> None:
    is_listed = sections > 2
    many = Paragraph((Span("Many words. " * 400),))
    document = Document("T", "", (), tuple(Section(f"Part {n}", (many,)) for n in range(sections)))
    pdf = read(render(document))
    first = pdf.pages[0]
    assert ("CONTENTS" in first.extract_text()) == is_listed
    links = [each.get_object() for each in cast("Any", first.get("/Annots", []))]
    assert len(links) >= (sections if is_listed else 0)
    assert [each.title for each in pdf.outline if not isinstance(each, list)] == [
        f"Part {number}" for number in range(sections)
    ]


def test_letters_that_no_font_has_are_told() -> None:
    told: list[str] = []
    render(Document("ꩀ 日本 ꩁ🫈", "", (), ()), warn=told.append)
    assert told == [
        "The PDF shows boxes, because no font here has ꩀ ꩁ 🫈; with Noto Sans Cham and Noto Emoji "
        "installed on this system it has the letters."
    ]
    render(TONGUES, warn=told.append)
    assert len(told) == 1


def test_a_wide_table_turns_the_paper_and_repeats_its_head() -> None:
    row = Row((((Span("Name"),),), *((((Span("Many words here. " * 6),)),),) * 4))
    table = Table(("Flashpoint", "Parties", "Commitments", "Concerns", "Latest"), (row,) * 20)
    pages = read(render(Document("Wide", "", (), (table,)))).pages
    assert pages[0].mediabox.width > pages[0].mediabox.height
    assert all("Commitments" in page.extract_text() for page in pages)


def test_citations_lead_to_their_source_and_addresses_out() -> None:
    cited = Paragraph((Span("Said. "), Cite((1, 7), only=True)))
    notes = Sources((Note(1, (Span("It, "), Span("there", url="https://example.org/x"))),))
    pdf = read(render(Document("T", "", (), (cited, Section("Sources", (notes,))))))
    ties = [each.get_object() for page in pdf.pages for each in cast("Any", page["/Annots"])]
    assert [e["/A"]["/URI"] for e in ties if "/A" in e] == ["https://example.org/x"]
    assert sum("/Dest" in e for e in ties) == 1
    assert "[1,7only]" in bare(pdf.pages[0].extract_text())


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_set_as_they_stand(words: str) -> None:
    document = Document(
        words, words, (Span(words),), (Section(words, (Paragraph((Span(words),)),)),)
    )
    text = "".join(page.extract_text() for page in read(render(document)).pages)
    plain = [each for each in sanitize(words).split() if each.isascii()]
    assert all(text.replace("\n", "").count(each) >= 3 for each in plain)


@settings(max_examples=10, deadline=None)
@given(WORDS)
def test_any_page_can_be_set(words: str) -> None:
    assert render(spiked(PAGE, words)).startswith(b"%PDF-")


@settings(max_examples=15, deadline=None)
@given(DOCUMENTS, WORDS)
def test_any_document_can_be_set(document: Document, words: str) -> None:
    assert render(spiked(document, words)).startswith(b"%PDF-")


def test_the_same_document_makes_the_same_file() -> None:
    assert render(TONGUES) == render(TONGUES)
