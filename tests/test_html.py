"""HTML: whole, inert, well-formed, in order for whoever listens, and printable."""

import re
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest
from conftest import Matches
from hypothesis import given, settings
from papers import (
    EVERY,
    HOSTILE,
    PAGE,
    PICTURES,
    TONGUES,
    WORDS,
    browse,
    browsed,
    needs,
    pixels,
    run,
    spiked,
    squeezed,
    told,
)
from test_render import DOCUMENTS

from briefing.render import html
from briefing.render.document import (
    Bars,
    Cite,
    Document,
    List,
    ListItem,
    Note,
    Paragraph,
    Section,
    Sources,
    Span,
)
from briefing.render.formats import Paper
from briefing.render.sanitize import safe_url
from briefing.render.svg import stylesheet

TAGS = frozenset(
    re.findall(
        r"\w+",
        """html head meta title style body header main footer nav section h1 h2 h3 h4 h5 h6 p a span
        strong code mark q ul ol li dl div dt dd table thead tbody tr th td figure figcaption pre
        svg title desc g rect path text details summary form label select option button output
        script colgroup col bdi""",
    )
)
ATTRIBUTES = frozenset(
    re.findall(
        r"[\w-]+",
        """lang charset name content http-equiv class id href role aria-label aria-labelledby
        aria-hidden aria-describedby aria-live value scope data-label viewBox preserveAspectRatio
        width height x y rx d transform type hidden name data-one data-many tabindex
        colspan style title""",
    )
)
FOUND_BY = re.compile("data-[a-z]+")
UNSAFE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def parsed(page: str) -> Element:
    """The page as a strict reader of HTML finds it: any error in it ends the test."""
    root: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    return root


def name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def test_a_document_as_html(matches: Matches) -> None:
    page = html.render(EVERY)
    sheet = files("briefing.render.html").joinpath("paper.css").read_text(encoding="utf-8")
    page = page.replace(sheet, "(paper.css)\n").replace(stylesheet(), "(drawing.css)\n")
    matches(page, "render/document.html")


@settings(max_examples=80, deadline=None)
@given(DOCUMENTS, WORDS)
def test_any_document_is_well_formed_whole_and_inert(document: Document, words: str) -> None:
    document = spiked(document, words)
    page = html.render(document)
    page.encode()
    assert not UNSAFE.search(page)
    root = parsed(page)
    assert {name(each) for each in root.iter()} <= TAGS
    found = {key for each in root.iter() for key in each.attrib} - ATTRIBUTES
    assert not [key for key in found if not FOUND_BY.fullmatch(key)]
    assert not found or document.filter
    body = root.find("body")
    assert body is not None
    shown = squeezed("".join(body.itertext()))
    assert [each for each in told(document) if each not in shown] == []


@settings(max_examples=80, deadline=None)
@given(DOCUMENTS)
def test_headings_are_in_order_and_links_lead_somewhere(document: Document) -> None:
    root = parsed(html.render(document))
    levels = [int(name(e)[1]) for e in root.iter() if re.fullmatch(r"h[1-6]", name(e))]
    assert levels[0] == 1
    assert 1 not in levels[1:]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [each.attrib["id"] for each in root.iter() if "id" in each.attrib]
    assert len(ids) == len(set(ids))
    for each in root.iter():
        href = each.attrib.get("href", "")
        assert href[1:] in ids if href.startswith("#") else re.match("https?://|mailto:|$", href)
        labelled = each.attrib.get("aria-labelledby")
        assert labelled is None or labelled in ids


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "file:///etc", "//x/y"])
def test_an_address_that_could_run_something_is_no_link(url: str) -> None:
    page = html.render(Document("", "", (), (Paragraph((Span("here", url=url),)),)))
    assert "<p>here</p>" in page


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("http://x/a[b]?c[]={d}|e#f#[g]", "http://x/a%5Bb%5D?c%5B%5D=%7Bd%7D%7Ce#f%23%5Bg%5D"),
        ("http://[::1]:80/[a]", "http://[::1]:80/%5Ba%5D"),
        ("https://x/a\u3000b\x1bc日本é%20", "https://x/a%E3%80%80b%EF%BF%BDc日本é%20"),
        ("mailto:a@b.c?subject=[x]", "mailto:a@b.c?subject=%5Bx%5D"),
    ],
)
def test_an_address_is_written_as_addresses_are(url: str, link: str) -> None:
    assert safe_url(url) == link


def test_a_source_and_its_citations_lead_to_each_other() -> None:
    cited = Paragraph((Span("Said. "), Cite((1,)), Span(" And again. "), Cite((1, 7), only=True)))
    notes = Sources((Note(1, (Span("The source."),)),))
    page = html.render(Document("T", "", (), (cited, Section("Sources", (notes,)))))
    assert page.count('href="#source:1"') == 2
    assert 'id="cite:1:2"' in page
    assert 'href="#cite:1:2"' in page
    # A source that is not listed is a number without a link.
    assert ",\xa07\xa0only]" in page
    assert "of one publisher" in page


def test_each_state_has_its_word_and_colour_says_nothing_alone() -> None:
    root = parsed(html.render(EVERY))
    for each in root.iter():
        if "badge" in each.attrib.get("class", "").split():
            sign = each.find("span")
            assert sign is not None
            assert sign.attrib["aria-hidden"] == "true"
            assert (sign.tail or "").strip()


def table(element: Element) -> list[str]:
    """The rows of a table: each cell with its element, its scope, what it spans and its text."""
    lines = []
    for group in element:
        for row in group.iter("tr"):
            cells = [
                " ".join(
                    filter(
                        None,
                        (
                            cell.tag,
                            cell.attrib.get("scope"),
                            cell.attrib.get("colspan"),
                            f"{spoken(cell)!r}",
                        ),
                    )
                )
                for cell in row
            ]
            lines.append(f"{group.tag}: {', '.join(cells)}")
    return lines


def spoken(element: Element) -> str:
    """What a screen reader reads of an element."""
    if element.attrib.get("aria-hidden") == "true":
        return ""
    inner = "".join(spoken(child) + (child.tail or "") for child in element)
    return (element.text or "") + inner


def test_a_grid_is_a_table_with_headings_that_is_read_in_words() -> None:
    root = parsed(html.render(PAGE))
    labels, parts, single = root.iter("table")
    assert table(labels) == [
        "tbody: th row 'NEXT', td '10 Feb', td 'Summit'",
        "tbody: th row 'OPEN', td 2 '3  2 unanswered, 1 touched on'",
    ]
    assert table(parts) == [
        "tbody: th rowgroup 'Security', th col 'Estonia', th col 2 'LATEST', th col 'sources'",
        "tbody: th row 'Speed (inferred by this book)', td 'unanswered', td '3 Feb', "
        "td 'A visit', td 'analysis  '",
        "tbody: td 5 'but nobody came'",
        "tbody: th rowgroup 5 'エネルギー'",
        "tbody: th row 'Gas', td '', td '–', td '', td '·'",
        "tbody: td 5 '… 2 more'",
    ]
    assert table(single) == [
        "thead: th col '1 SHARE', th col 'SHARE'",
        "tbody: th row 'Trade', td '3'",
    ]


@settings(max_examples=20, deadline=None)
@given(WORDS)
def test_any_page_is_well_formed_whole_and_inert(words: str) -> None:
    document = spiked(PAGE, words)
    page = html.render(document)
    assert not UNSAFE.search(page)
    root = parsed(page)
    assert {name(each) for each in root.iter()} <= TAGS
    assert {key for each in root.iter() for key in each.attrib} <= ATTRIBUTES
    body = root.find("body")
    assert body is not None
    shown = squeezed("".join(body.itertext()))
    # What nothing counts is in no bar.
    counted = [each for each in told(document) if each != squeezed(f"answered{words}")]
    assert [each for each in counted if each not in shown] == []


@needs("chromium")
@pytest.mark.parametrize("columns", [390, 1000])
def test_a_page_is_no_wider_than_the_screen(columns: int, tmp_path: Path) -> None:
    probe = "<script>document.title = document.documentElement.scrollWidth</script></body>"
    page = html.render(PAGE).replace("</body>", probe)
    page = re.sub("<meta http-equiv[^>]*>", "", page)
    opened = browsed(tmp_path, page, "", f"--window-size={columns},900")
    found = re.search("<title>([0-9]+)</title>", opened.page)
    assert found
    assert int(found[1]) <= max(columns, 500)


def test_japanese_and_korean_are_marked_as_such() -> None:
    page = html.render(TONGUES)
    assert '<span lang="ja">アベノミクス、尖閣諸島。</span>' in page
    assert '<span lang="ko">북핵</span>' in page


def test_a_name_that_runs_right_to_left_reorders_nothing_beside_it() -> None:
    name = "\u05d0\u05e1\u05d8\u05d5 242 \u05e0\u05d9\u200f"
    page = html.render(Document("", "", (), (Paragraph((Span(f"Estonia ({name}), 2017 <b>"),)),)))
    assert f"Estonia (<bdi>{name}</bdi>), 2017 &lt;b&gt;" in page


def test_an_empty_document_has_a_heading_all_the_same() -> None:
    root = parsed(html.render(Document("", "", (), (List((ListItem(()),)), Bars(())))))
    assert [each.text for each in root.iter("h1")] == ["Briefing"]


def test_colours_can_be_read_in_light_and_dark() -> None:
    sheet = files("briefing.render.html").joinpath("paper.css").read_text(encoding="utf-8")
    palettes = [
        dict(re.findall(r"--(\w+): (#\w{6});", part)) for part in sheet.split(":root {")[1:]
    ]
    assert len(palettes) == 3
    for palette in palettes:
        for ink in ("ink", "muted", "accent", "good", "fair", "bad"):
            for paper in ("paper", "shade"):
                assert contrast(palette[ink], palette[paper]) >= 4.5, (ink, paper)
        assert contrast(palette["ink"], palette["mark"]) >= 4.5


def contrast(one: str, other: str) -> float:
    """How far two colours are apart, as WCAG reckons it."""
    low, high = sorted(map(luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    r, g, b = (e / 12.92 if e <= 0.04045 else ((e + 0.055) / 1.055) ** 2.4 for e in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def corner(png: bytes) -> str:
    """The colour of a picture's first pixel."""
    return "#" + pixels(png)[0][1:4].hex()


@needs("chromium")
@pytest.mark.parametrize(("scheme", "desk"), [(1, "#eeece6"), (0, "#101114")])
@pytest.mark.parametrize("columns", [1100, 500])
def test_a_browser_shows_it(scheme: int, desk: str, columns: int, tmp_path: Path) -> None:
    shot = tmp_path / "page.png"
    logged = browse(
        tmp_path,
        html.render(spiked(EVERY, HOSTILE[0] + HOSTILE[1])),
        f"--blink-settings=preferredColorScheme={scheme}",
        f"--window-size={columns},900",
        f"--screenshot={shot}",
    )
    assert "CONSOLE" not in logged
    # On a narrow screen the paper fills it.
    papers = {"#eeece6": "#ffffff", "#101114": "#191b1f"}
    assert corner(shot.read_bytes()) == (desk if columns > 736 else papers[desk])


@needs("chromium")
@needs("pdftotext")
def test_a_browser_prints_it(tmp_path: Path) -> None:
    made = tmp_path / "page.pdf"
    many = Section("More", tuple(Paragraph((Span("Many words. " * 40),)) for _ in range(40)))
    document = Document("Senkaku “Islands” 尖閣", "as of 8 February 2017", (), (many,))
    browse(tmp_path, html.render(document), "--no-pdf-header-footer", f"--print-to-pdf={made}")
    pages = run("pdftotext", "-layout", str(made), "-").stdout.split("\f")[:-1]
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert f"page {number} of {len(pages)}" in page
    assert all("Senkaku “Islands”" in page and "as of 8" in page for page in pages)


@pytest.mark.parametrize(
    ("paper", "size"), [(None, ""), ("a4", "size: a4; "), ("letter", "size: letter; ")]
)
def test_it_is_printed_on_the_paper_that_was_asked_for(paper: Paper | None, size: str) -> None:
    page = html.render(Document("T", "", (), ()), paper=paper)
    assert f"@page {{ {size}@top-left" in page


def test_a_picture_can_be_scrolled_by_keys_and_says_what_it_is() -> None:
    root = parsed(html.render(EVERY))
    drawn = [each.attrib for each in root.iter("div") if each.attrib.get("class") == "drawn"]
    assert [each["aria-label"] for each in drawn] == [each.caption for each in PICTURES]
    assert {(each["role"], each["tabindex"]) for each in drawn} == {("region", "0")}


@pytest.mark.parametrize("mark", ["\u200e", "\u200f", "\u061c"])
def test_a_mark_that_gives_a_direction_stays(mark: str) -> None:
    page = html.render(Document("", "", (), (Paragraph((Span(f"אסטוניה{mark} (EU)"),)),)))
    assert f"<p><bdi>אסטוניה{mark}</bdi> (EU)</p>" in page


def test_parts_of_one_name_have_ids_of_their_own() -> None:
    titles = ("Main", "A", "A", "A 2", "!")
    page = html.render(Document("", "", (), tuple(Section(each, ()) for each in titles)))
    assert re.findall('<h2 id="([^"]*)"', page) == ["main-2", "a", "a-2", "a-2-2", "part"]
    assert page.count("<li><a") == 5
