"""The whole library as one document: all of it once, linked both ways, and filtered as asked."""

import re
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from itertools import product
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest
from conftest import Make, Matches
from documents import ROOT
from papers import HOSTILE, browse, browsed, needs, run, texts
from test_html import corner, parsed

from briefing.answers.filters import Filters, RecordFilter
from briefing.api import open_book
from briefing.library.library import Library, read_library
from briefing.model.kinds import TOP_LEVEL
from briefing.pages import compose
from briefing.render import html
from briefing.render.common import walk
from briefing.render.document import (
    Cite,
    Definition,
    Document,
    FilterAttributes,
    ListItem,
    Note,
    Section,
    Span,
)
from briefing.render.svg import stylesheet

FOLDERS = (ROOT / "tests" / "baltic", ROOT / "briefs")
LIBRARIES = [read_library(folder) for folder in FOLDERS]
DOCUMENTS = [compose(open_book(folder).book()) for folder in FOLDERS]
BOTH = pytest.mark.parametrize(
    ("library", "document"),
    list(zip(LIBRARIES, DOCUMENTS, strict=True)),
    ids=["invented", "shipped"],
)

BACK = (*TOP_LEVEL, "concern", "reassurance")

BY_NAME = {("judgment", "by"), ("friction", "views.by")}
"""What is said once for all judgments that share it, or in a label that names several."""

Placed = Section | ListItem | Note


def places(document: Document) -> Iterator[Placed]:
    """The parts of a document that have a place of their own."""
    for each in walk(document.blocks):
        if isinstance(each, Placed) and each.id:
            yield each


def test_the_invented_book_as_html(matches: Matches) -> None:
    page = html.render(DOCUMENTS[0])
    for name in ("paper.css", "filter.js"):
        text = files("briefing.render.html").joinpath(name).read_text(encoding="utf-8")
        page = page.replace(text, f"({name})")
    page = page.replace(stylesheet(), "(drawing.css)")
    matches(page, "render/book.html")


@BOTH
def test_every_record_is_there_once_and_every_link_leads_to_one(
    library: Library, document: Document
) -> None:
    root = parsed(html.render(document))
    ids = [element.attrib["id"] for element in root.iter() if "id" in element.attrib]
    assert {id_: ids.count(id_) for id_ in library.entries} == dict.fromkeys(library.entries, 1)
    assert sorted(each.id for each in places(document)) == sorted(library.entries)
    links = [each.attrib["href"][1:] for each in root.iter("a") if each.attrib["href"][:1] == "#"]
    assert set(links) <= set(ids)
    assert library.entries.keys() <= set(links)
    spans = [each for each in walk(document.blocks) if isinstance(each, Span) and each.to]
    assert {each.to for each in spans} <= library.entries.keys()


@BOTH
def test_what_is_tied_leads_to_each_other(library: Library, document: Document) -> None:
    numbers = {each.number: each.id for each in walk(document) if isinstance(each, Note)}
    leads: dict[str, set[str]] = {}
    for place in places(document):
        inner = list(walk(place))
        cited = [n for each in inner if isinstance(each, Cite) for n in each.numbers]
        spans = [each.to for each in inner if isinstance(each, Span | Definition) and each.to]
        leads[place.id] = {*spans, *map(numbers.__getitem__, cited)}
    for origin, entry in library.entries.items():
        for link in library.outgoing_links(origin):
            target = library.entries.get(link.target)
            if target and target.kind in BACK:
                assert origin in leads[link.target] or target.id == entry.owner, link
            # Whoever voices a concern of their own is not named again.
            named = link.target == entry.owner or (entry.kind, link.field) in BY_NAME
            if target and not named:
                assert link.target in leads[origin], link


@BOTH
def test_what_a_record_says_of_itself_is_said_once(library: Library, document: Document) -> None:
    told = list(texts(document.blocks))
    entries = (each for each in library.entries.values() if each.kind != "source")
    sentences = Counter(each.record.summary for each in entries if each.record.summary)
    assert {each: sum(each in text for text in told) for each in sentences} == sentences


def kept(traits: dict[str, FilterAttributes], chosen: dict[str, str]) -> set[str]:
    """What a filter by some values keeps, as its script does."""
    wanted = {name: value for name, value in chosen.items() if value}

    def own(id_: str) -> dict[str, tuple[str, ...]]:
        return dict(traits[id_].values)

    def stays(id_: str) -> bool:
        mine = own(id_)
        if any(wanted[name] not in mine[name] for name in wanted if name in mine):
            return False
        return wanted.keys() <= mine.keys() or any(
            all(value in own(each).get(name, ()) for name, value in wanted.items())
            for each in traits[id_].tied
        )

    return {id_ for id_ in traits if stays(id_)}


def asked(library: Library, chosen: dict[str, str]) -> set[str]:
    """What the filters of the command line keep."""
    given = {name: (value,) if value else () for name, value in chosen.items()}
    filters = Filters(
        countries=given["country"],
        topics=given["topic"],
        statuses=given["status"],  # type: ignore[arg-type]  # the values are those of the page
    )
    record_filter = RecordFilter(library, filters)
    entries = library.entries.items()
    return {id_ for id_, each in entries if each.kind != "source" and record_filter.matches(each)}


@BOTH
def test_the_filter_keeps_what_the_command_line_keeps(library: Library, document: Document) -> None:
    assert document.filter is not None
    traits = {
        each.id: each.traits
        for each in places(document)
        if not isinstance(each, Note) and each.traits
    }
    names = [facet.name for facet in document.filter.facets]
    values = [["", *(value for value, _ in each.choices)] for each in document.filter.facets]
    for combination in product(*values):
        chosen = dict(zip(names, combination, strict=True))
        assert kept(traits, chosen) == asked(library, chosen), chosen


def test_what_was_left_out_is_told_where_a_concern_was_answered_with_it() -> None:
    view = open_book(FOLDERS[0]).book(source="review-2021")
    assert set(view.reassurances) == {"estonia/old-pledge", "estonia/battlegroup"}
    document = compose(view)
    told = " ".join(texts(document.blocks))
    assert "Narrowed: source Defence review." in told
    assert "A multinational battlegroup is stationed at Tapa." in told
    leads = {each.to for each in walk(document.blocks) if isinstance(each, Span)}
    assert "estonia/battlegroup" not in leads


def test_a_library_without_concerns_has_nothing_to_filter_and_no_script(make: Make) -> None:
    document = compose(open_book(make({})).book())
    assert document.filter is None
    assert "<script" not in html.render(document)


# -- In a browser ----------------------------------------------------------------------------------


def shown(page: str) -> tuple[set[str], set[str]]:
    """The ids of the parts that a page shows, and of those that are put away."""
    root: Element = html5lib.parse(page, namespaceHTMLElements=False)
    found: tuple[set[str], set[str]] = set(), set()

    def look(element: Element, *, away: bool) -> None:
        away = away or "hidden" in element.attrib
        if "id" in element.attrib:
            found[away].add(element.attrib["id"])
        for each in element:
            look(each, away=away)

    look(root, away=False)
    return found


def said(page: str) -> str:
    found = re.search(r"<output[^>]*>([^<]*)</output>", page)
    assert found
    return found[1]


@needs("chromium")
@pytest.mark.parametrize(
    ("fragment", "says"),
    [
        ("", "4 concerns"),
        ("#country=estonia&status=unanswered", "1 of 4 concerns"),
        ("#topic=security", "3 of 4 concerns"),
        ("#country=latvia&topic=energy", "0 of 4 concerns"),
        ("#status=nonsense", "4 concerns"),
    ],
)
def test_an_address_filters_the_page(fragment: str, says: str, tmp_path: Path) -> None:
    library, document = LIBRARIES[0], DOCUMENTS[0]
    page, logged = browsed(tmp_path, html.render(document), fragment)
    assert "CONSOLE" not in logged
    assert said(page) == says
    seen, away = shown(page)
    given = dict(each.split("=") for each in fragment[1:].split("&") if each)
    given = {name: value for name, value in given.items() if value != "nonsense"}
    stays = asked(library, {"country": "", "topic": "", "status": "", **given})
    if not given:
        stays = {id_ for id_, each in library.entries.items() if each.kind != "source"}
    owners = {id_.partition("/")[0] for id_ in stays}
    records = {id_ for id_, each in library.entries.items() if each.kind != "source"}
    assert seen & records == stays | owners
    assert away & records == records - stays - owners
    assert ("chronology" in seen) == (not given)
    assert library.sources.keys() <= seen


def test_without_its_script_a_page_shows_all_but_the_box() -> None:
    page = html.render(DOCUMENTS[0])
    assert shown(page)[1] == set()
    assert page.count(" hidden>") == page.count('aria-label="Filter" hidden>') == 1


@needs("chromium")
def test_an_address_leads_to_a_place(tmp_path: Path) -> None:
    page, logged = browsed(tmp_path, html.render(DOCUMENTS[0]), "#estonia/gas-supply")
    assert "CONSOLE" not in logged
    assert {"estonia/gas-supply", "latvia", "chronology"} <= shown(page)[0]
    assert 'aria-label="Filter">' in page


@needs("chromium")
@needs("pdftotext")
def test_on_paper_the_filter_that_was_set_stands_over_what_it_left(tmp_path: Path) -> None:
    made = tmp_path / "page.pdf"
    print_to = ("--no-pdf-header-footer", f"--print-to-pdf={made}")
    for fragment, told, held in (
        ("#country=estonia&status=unanswered", "Country: Estonia; Status: unanswered", False),
        ("", "4 concerns", True),
    ):
        browsed(tmp_path, html.render(DOCUMENTS[0]), fragment, *print_to)
        text = run("pdftotext", "-layout", str(made), "-").stdout
        assert told in text
        assert ("1 of 4 concerns" in text) != held
        assert (" countries, " in text) == held


DRIVE = """\
const { hash } = location, at = (name) => document.querySelector(`[name=${name}]`);
const turn = (name, value) => {
  at(name).value = value;
  at(name).dispatchEvent(new Event("change", { bubbles: true }));
};
const told = [];
const tell = () => told.push(`${document.querySelector("output").value} ${location.hash}`);
turn("status", "unanswered"); tell();
turn("country", "latvia"); tell();
document.querySelector("button").click();
setTimeout(() => {
  tell();
  turn("country", "latvia");
  location.hash = "#estonia/gas-supply";
  setTimeout(() => { tell(); document.title = told.join("; "); }, 50);
}, 50);
"""


@needs("chromium")
def test_the_box_changes_the_address_and_a_link_out_of_it_opens_it(tmp_path: Path) -> None:
    # What drives the page is no part of it, so that its policy is left out here.
    whole = re.sub(r"<meta http-equiv[^>]*>", "", html.render(DOCUMENTS[0]))
    whole = whole.replace("</body>", f"<script>{DRIVE}</script></body>")
    page, logged = browsed(tmp_path, whole, "", "--virtual-time-budget=2000")
    assert "CONSOLE" not in logged
    title = re.search("<title>(.*?)</title>", page)
    assert title
    assert title[1].replace("&amp;", "&").split("; ") == [
        "2 of 4 concerns #status=unanswered",
        "1 of 4 concerns #country=latvia&status=unanswered",
        "4 concerns ",
        "4 concerns #estonia/gas-supply",
    ]


@needs("chromium")
@pytest.mark.parametrize(("scheme", "paper"), [(1, "#ffffff"), (0, "#191b1f")])
def test_a_browser_shows_the_shipped_book(scheme: int, paper: str, tmp_path: Path) -> None:
    shot = tmp_path / "page.png"
    logged = browse(
        tmp_path,
        html.render(DOCUMENTS[1]),
        f"--blink-settings=preferredColorScheme={scheme}",
        "--window-size=500,2000",
        f"--screenshot={shot}",
    )
    assert "CONSOLE" not in logged
    assert corner(shot.read_bytes()) == paper


@needs("chromium")
def test_no_script_but_its_own_can_run(tmp_path: Path) -> None:
    evil = '<script>document.title = "run"</script><img src=x onerror="document.title = \'run\'">'
    whole = html.render(DOCUMENTS[0]).replace('<main id="main">', f'<main id="main">{evil}')
    page, logged = browsed(tmp_path, whole, "#topic=energy")
    assert "<title>run" not in page
    assert logged.count("Content Security Policy") >= 2
    assert said(page) == "1 of 4 concerns"


SPITE = " ".join(each for each in HOSTILE if each.isprintable()) + " </script><script>alert(1)"


@needs("chromium")
def test_text_that_means_harm_stays_text(make: Make, tmp_path: Path) -> None:
    name = SPITE.replace("'", "''")
    concern = f"id: c, topic: security, name: '{name}', summary: '{name}', sources: [charter]"
    folder = make(
        {
            "library.yaml": f"title: '{name}'\nas_of: 2021\ntopics: {{security: '{name}'}}\n",
            "countries/estonia.yaml": f"name: '{name}'\nconcerns:\n- {{{concern}}}\n"
            f"bottom_line: '{name}'\n",
            "flashpoints/gap.yaml": f"name: '{name}'\nparties: [{{who: estonia}}]\n"
            "instruments: [pact]\nsources: [charter]\n",
            "instruments.yaml": f"pact: {{name: '{name}', parties: [estonia]}}\n",
            "events.yaml": f"e: {{name: '{name}', date: 2020}}\n",
        }
    )
    whole = html.render(compose(open_book(folder).book()))
    parsed(whole)
    page, logged = browsed(tmp_path, whole, "#topic=security")
    assert "CONSOLE" not in logged
    assert page.count("<script") == 1
    assert "<img" not in page
    assert said(page) == "1 of 1 concern"
