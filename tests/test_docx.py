"""DOCX: whole, inert, in Word's own styles, with footnotes, and in a template's styles."""

import time
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest
from conftest import Matches
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt
from docx.table import Table
from hypothesis import given, settings
from lxml import etree
from papers import BOOK, EVERY, HOSTILE, PAGE, TONGUES, WORDS, needs, run, spiked, squeezed, told
from test_render import DOCUMENTS

from briefing.render.common import walk
from briefing.render.document import Badge, Cite, Document, Note, Paragraph, Section, Sources, Span
from briefing.render.docx import InvalidTemplate, render
from briefing.render.formats import Paper


def opened(data: bytes) -> WordDocument:
    return docx.Document(BytesIO(data))


def parts(data: bytes) -> dict[str, etree._Element]:
    """Every part of the file, each read as XML."""
    with ZipFile(BytesIO(data)) as file:
        names = [name for name in file.namelist() if name.endswith((".xml", ".rels"))]
        return {name: etree.fromstring(file.read(name)) for name in names}


def shown(root: etree._Element) -> str:
    return squeezed("".join(each.text or "" for each in root.iter(qn("w:t"))))


def ids(root: etree._Element, tag: str) -> list[str]:
    return [str(each.get(qn("w:id"))) for each in root.iter(qn(tag))]


def test_a_document_as_paragraphs_in_their_styles(matches: Matches) -> None:
    body = opened(render(EVERY)).element.body
    names = {each.style_id: each.name for each in opened(render(EVERY)).styles}
    lines = []
    for each in body.iter(qn("w:p")):
        style = each.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        text = "".join(t.text or "\t" for t in each.iter(qn("w:t"), qn("w:tab"), qn("w:br")))
        lines.append(f"{names[style.get(qn('w:val'))]}: {text}")
    matches("".join(f"{line}\n" for line in lines), "render/docx.txt")


@settings(max_examples=40, deadline=None)
@given(DOCUMENTS, WORDS)
def test_any_document_is_well_formed_whole_and_inert(document: Document, words: str) -> None:
    document = spiked(document, words)
    found = parts(render(document))
    story = shown(found["word/document.xml"])
    notes = found.get("word/footnotes.xml")
    story += "" if notes is None else shown(notes)
    # A heading over nothing but footnotes goes with them.
    gone = {
        squeezed(each.title)
        for each in walk(document)
        if isinstance(each, Section) and all(isinstance(e, Sources) for e in each.blocks)
    }
    assert [each for each in told(document) if each not in story and each not in gone] == []
    for name in {"word/document.xml", "word/footnotes.xml"} & found.keys():
        check_order(found[name])


# The parts that the schema puts in order, where Word refuses another.
ORDERS = {
    "w:rPr": ("rStyle", "rFonts", "b", "color", "highlight", "u", "lang"),
    "w:pPr": ("pStyle", "keepNext", "keepLines", "pBdr", "shd", "tabs", "spacing", "ind", "jc"),
}


def check_order(root: etree._Element) -> None:
    for tag, order in ORDERS.items():
        for each in root.iter(qn(tag)):
            places = [order.index(etree.QName(child).localname) for child in each]
            assert places == sorted(set(places))
    for cell in root.iter(qn("w:tc")):
        assert cell[-1].tag == qn("w:p")


def test_headings_are_words_own_and_in_order() -> None:
    word = opened(render(EVERY))
    names = [str(each.style.name) for each in word.paragraphs if each.style is not None]
    assert names[0] == "Title"
    levels = [int(name[-1]) for name in names if name.startswith("Heading")]
    assert max(levels) == 3
    assert all(after <= before + 1 for before, after in zip([0, *levels], levels, strict=False))


def test_a_tables_head_is_repeated_and_its_rows_are_whole() -> None:
    for table in opened(render(EVERY)).tables[1:]:
        rows = list(table._tbl.iter(qn("w:tr")))  # noqa: SLF001 (python-docx shows no such thing)
        assert rows[0].find(f".//{qn('w:tblHeader')}") is not None
        assert all(row.find(f".//{qn('w:cantSplit')}") is not None for row in rows)
        assert table.style is not None
        assert table.style.name == "Briefing Table"


def test_a_grid_is_a_table_without_rules_whose_cells_span() -> None:
    word = opened(render(PAGE))
    labels, parts, single = word.tables
    assert {table.style and table.style.name for table in word.tables} == {"Briefing Grid"}
    assert [rows(table) for table in (labels, parts, single)] == [
        ["NEXT | 10 Feb | Summit", "OPEN | 2: 3  ✗✗\xa0/"],
        [
            "Security | EST | 2: LATEST | SRC",
            "Speed ° | ✗ | 3 Feb | A visit | A·",
            "5: but nobody came",
            "5: エネルギー",
            "Gas |  | – |  | ·",
            "5: … 2 more",
        ],
        ["1 SHARE | SHARE", "Trade | 3"],
    ]
    descriptions = [
        str(each.get(qn("w:val"))) for each in word.element.body.iter(qn("w:tblDescription"))
    ]
    assert descriptions == [
        "EST: Estonia; SRC: sources; °: (inferred by this book); ✗: unanswered; A: analysis"
    ]
    first = parts._tbl.find(qn("w:tr"))  # noqa: SLF001 (python-docx shows no such thing)
    assert first is not None
    assert first.find(f".//{qn('w:tblHeader')}") is not None
    assert word.paragraphs[0].text == "Estonia  member of NATO\tas of 8 Feb 2017"


def rows(table: Table) -> list[str]:
    """The rows of a table, each cell with the number of columns that it spans."""
    lines = []
    for row in table._tbl.iter(qn("w:tr")):  # noqa: SLF001 (python-docx shows no such thing)
        cells = []
        for cell in row.iter(qn("w:tc")):
            span = cell.find(f".//{qn('w:gridSpan')}")
            text = "".join(each.text or "" for each in cell.iter(qn("w:t")))
            cells.append(text if span is None else f"{span.get(qn('w:val'))}: {text}")
        lines.append(" | ".join(cells))
    return lines


@settings(max_examples=15, deadline=None)
@given(WORDS)
def test_any_page_is_in_the_order_of_the_schema(words: str) -> None:
    check_order(parts(render(spiked(PAGE, words)))["word/document.xml"])


def test_a_source_is_a_footnote_once_and_then_referred_to() -> None:
    said = Paragraph((Span("One."), Span(" "), Cite((3, 1)), Span(" Two. "), Cite((1,), only=True)))
    notes = Sources(
        (
            Note(1, (Span("First, "), Span("its address", "muted", "https://example.org/a?b=1&c"))),
            Note(3, (Span("Third."),)),
            Note(9, (Span("Never cited."),)),
        )
    )
    data = render(Document("T", "", (), (said, Section("Sources", (notes,)))))
    found = parts(data)
    text, feet = found["word/document.xml"], found["word/footnotes.xml"]
    assert ids(text, "w:footnoteReference") == ["1", "2"]
    assert ids(feet, "w:footnote") == ["-1", "0", "1", "2"]
    assert "Third." in shown(feet)
    assert "example.org/a?b=1&amp;c" in etree.tostring(
        found["word/_rels/footnotes.xml.rels"], encoding="unicode"
    )
    fields = [each.text for each in text.iter(qn("w:instrText"))]
    assert fields == [" NOTEREF _Source1 \\f \\h "]
    marks = [each.get(qn("w:name")) for each in text.iter(qn("w:bookmarkStart"))]
    assert marks == ["_Source3", "_Source1"]
    # What no footnote tells is still listed.
    assert shown(text).endswith("Sources" + "Nevercited." + squeezed(KEY))
    assert "only" in shown(text)


KEY = "“only”: all the sources cited there are of one publisher."


def test_links_inside_lead_to_a_bookmark() -> None:
    text = parts(render(BOOK))["word/document.xml"]
    marks = [str(each.get(qn("w:name"))) for each in text.iter(qn("w:bookmarkStart"))]
    numbers = ids(text, "w:bookmarkStart")
    assert len(set(marks)) == len(marks) == len(set(numbers))
    links = {
        str(each.get(qn("w:anchor"))): shown(each)
        for each in text.iter(qn("w:hyperlink"))
        if each.get(qn("w:anchor"))
    }
    assert links.keys() <= set(marks)
    assert {"atreaty", "Speed", "Estonia"} <= set(links.values())


def long_document(titles: tuple[str, ...]) -> Document:
    many = Paragraph((Span("Many words. " * 400),))
    inner = Section("Deeper", (many,))
    return Document("T", "", (), tuple(Section(each, (many, inner)) for each in titles))


@pytest.mark.parametrize(
    ("titles", "listed"),
    [
        (("One", "Two"), []),
        (("One", "Two", "Three"), ["One", "Deeper", "Two", "Deeper", "Three", "Deeper"]),
    ],
)
def test_a_long_document_of_several_parts_begins_with_its_contents(
    titles: tuple[str, ...], listed: list[str]
) -> None:
    data = render(long_document(titles))
    word = opened(data)
    styled = [(each.style.name, each.text) for each in word.paragraphs if each.style is not None]
    assert [text for name, text in styled if name in ("toc 1", "toc 2")] == listed
    text = parts(data)["word/document.xml"]
    marks = {str(each.get(qn("w:name"))) for each in text.iter(qn("w:bookmarkStart"))}
    links = [str(each.get(qn("w:anchor"))) for each in text.iter(qn("w:hyperlink"))]
    assert len(set(links)) == len(listed)
    assert set(links) <= marks
    fields = [str(each.get(qn("w:fldCharType"))) for each in text.iter(qn("w:fldChar"))]
    assert fields == (["begin", "separate", "end"] if listed else [])


def test_the_same_document_makes_the_same_file(monkeypatch: pytest.MonkeyPatch) -> None:
    first = render(EVERY)
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000)
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(2_000_000_000))
    assert render(EVERY) == first
    assert opened(first).core_properties.created is None


def test_the_properties_of_a_template_stay_one_part(tmp_path: Path) -> None:
    plain, other = template(tmp_path), tmp_path / "other.docx"
    with ZipFile(plain) as given, ZipFile(other, "w", ZIP_DEFLATED) as file:
        for name in given.namelist():
            data = given.read(name)
            if name == "_rels/.rels":
                data = data.replace(
                    b"package/2006/relationships/metadata/core",
                    b"officeDocument/2006/relationships/metadata/core",
                )
            file.writestr(name, data)
    with ZipFile(BytesIO(render(EVERY, other))) as made:
        names = made.namelist()
    assert len(names) == len(set(names))


@pytest.mark.parametrize(("paper", "width"), [("a4", 210), ("letter", 215.9)])
def test_the_paper_is_what_was_asked_for(paper: Paper, width: float, tmp_path: Path) -> None:
    for made in (render(EVERY, paper=paper), render(EVERY, template(tmp_path), paper=paper)):
        assert abs((opened(made).sections[0].page_width or 0) - Mm(width)) < 635


def test_no_heading_stays_over_sources_that_are_footnotes() -> None:
    said = Paragraph((Span("One. "), Cite((1,))))
    sources = Section("Sources", (Sources((Note(1, (Span("First."),)),)),))
    word = opened(render(Document("T", "", (), (said, sources))))
    assert [each.text for each in word.paragraphs] == ["T", "One."]


def test_pages_have_a_head_and_are_numbered() -> None:
    word = opened(render(TONGUES))
    (section,) = word.sections
    assert "日本と대한민국\tas of 8 February 2017" in section.header.paragraphs[0].text
    for footer in (section.footer, section.first_page_footer):
        story = footer.part.element
        assert [e.text for e in story.iter(qn("w:instrText"))] == [" PAGE ", " NUMPAGES "]
    assert section.first_page_header.paragraphs[0].text == ""
    assert word.core_properties.title == "日本と대한민국"
    assert word.core_properties.language == "en"


def test_japanese_and_korean_are_marked_as_such() -> None:
    text = parts(render(TONGUES))["word/document.xml"]
    spoken = {
        (run.findtext(qn("w:t")), lang.get(qn("w:eastAsia")))
        for run in text.iter(qn("w:r"))
        for lang in run.iter(qn("w:lang"))
    }
    assert ("북핵", "ko-KR") in spoken
    assert ("アベノミクス、尖閣諸島。", "ja-JP") in spoken


def template(folder: Path, *, kind: str = "document") -> Path:
    """A template with a look and a head of its own, and text that must not be taken over."""
    word = docx.Document()
    word.add_paragraph("Secret text of another paper")
    word.styles["Normal"].font.name = "Garamond"
    word.styles["Heading 1"].font.size = Pt(33)
    word.styles.element.remove(word.styles["List Bullet"].element)
    word.sections[0].page_width = Cm(15)
    word.sections[0].header.paragraphs[0].text = "MINISTRY"
    plain = BytesIO()
    word.save(plain)
    made = folder / f"house.{'dotx' if kind == 'template' else 'docx'}"
    with ZipFile(plain) as given, ZipFile(made, "w", ZIP_DEFLATED) as file:
        for each in given.infolist():
            data = given.read(each)
            file.writestr(each, data.replace(b"document.main+xml", f"{kind}.main+xml".encode()))
    return made


@pytest.mark.parametrize("kind", ["document", "template"])
def test_a_template_gives_its_styles_page_and_head(kind: str, tmp_path: Path) -> None:
    data = render(EVERY, template(tmp_path, kind=kind))
    word = opened(data)
    assert word.styles["Normal"].font.name == "Garamond"
    assert word.styles["Heading 1"].font.size == Pt(33)
    assert word.styles["List Bullet"].element.findall(f".//{qn('w:numId')}")
    assert word.styles["Briefing Lead"].base_style == word.styles["Normal"]
    assert abs((word.sections[0].page_width or 0) - Cm(15)) < 635
    assert word.sections[0].header.paragraphs[0].text == "MINISTRY"
    assert "page 1 of 1" in word.sections[0].footer.paragraphs[0].text
    text = parts(data)["word/document.xml"]
    assert "Secret" not in shown(text)
    assert "Senkaku" in shown(text)


def test_a_bare_template_gets_what_it_lacks(tmp_path: Path) -> None:
    word = docx.Document()
    for id_, tie in list(word.part.rels.items()):
        if tie.reltype == RELATIONSHIP_TYPE.NUMBERING:
            del word.part.rels[id_]
    word.styles.element.remove(word.styles["List Bullet"].element)
    word.styles.add_style("Briefing lead of the house", 1).element.set(
        qn("w:styleId"), "BriefingLead"
    )
    word.sections[0].header.paragraphs[0].text = "FIRST"
    word.add_section()
    made = tmp_path / "bare.docx"
    word.save(str(made))
    again = opened(render(EVERY, made))
    assert again.styles["Briefing Lead"].style_id == "BriefingLeadBriefing"
    assert len(again.part.numbering_part.element.findall(qn("w:num"))) == 1
    assert again.sections[0].header.paragraphs[0].text == "FIRST"


def test_what_a_source_says_stands_in_its_footnote() -> None:
    told = (Badge("warning", "doubtful"), Span(" Source, see "), Cite((2,)))
    said = Paragraph((Span("One. "), Cite((1,))))
    document = Document("", "", (), (said, Sources((Note(1, told), Note(2, (Span("It."),))))))
    assert "doubtfulSource,see[2]" in shown(parts(render(document))["word/footnotes.xml"])


def test_a_source_that_only_a_footnote_cites_is_listed() -> None:
    told = (Span("See "), Cite((2,)))
    said = Paragraph((Span("One. "), Cite((1,))))
    document = Document("", "", (), (said, Sources((Note(1, told), Note(2, (Span("It."),))))))
    assert "It." in shown(parts(render(document))["word/document.xml"])


def test_what_was_written_can_be_a_template_in_turn(tmp_path: Path) -> None:
    first = tmp_path / "first.docx"
    first.write_bytes(render(EVERY))
    again = parts(render(EVERY, first))
    assert len([name for name in again if "footnotes.xml" in name]) == 2
    assert len(ids(again["word/footnotes.xml"], "w:footnote")) == 4
    assert b"Second" not in etree.tostring(again["word/document.xml"])


@pytest.mark.parametrize("data", [b"", b"no zip at all", b"PK\x03\x04"])
def test_a_template_that_is_no_word_file_is_told(data: bytes, tmp_path: Path) -> None:
    broken = tmp_path / "house.docx"
    broken.write_bytes(data)
    with pytest.raises(InvalidTemplate, match="no Word document"):
        render(EVERY, broken)


def test_a_zip_that_is_no_word_file_is_told(tmp_path: Path) -> None:
    broken = tmp_path / "house.docx"
    with ZipFile(broken, "w") as file:
        file.writestr("[Content_Types].xml", "<Types/>")
    with pytest.raises(InvalidTemplate, match="no Word document"):
        render(EVERY, broken)


@needs("soffice")
@needs("pdftotext")
def test_libreoffice_opens_it(tmp_path: Path) -> None:
    document = spiked(EVERY, HOSTILE[0])
    (tmp_path / "paper.docx").write_bytes(render(document))
    run(
        "soffice",
        "--headless",
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "paper.docx"),
    )
    text = run("pdftotext", "-layout", str(tmp_path / "paper.pdf"), "-").stdout
    assert "Senkaku Islands" in text
    assert "page 2 of" in text
    assert "<script>" in text
    assert "尖閣諸島" in text
    # A source that is cited again shows the number of its footnote.
    assert "Error" not in text
