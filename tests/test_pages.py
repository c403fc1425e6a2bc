"""Pages: short, of a width, complete in what they count, and made of the fields of any library."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate, islice, pairwise
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from conftest import BALTIC, Make, Run
from crowded import crowded
from documents import ROOT
from hypothesis import given
from hypothesis import strategies as st
from papers import library
from test_sheets import JAPANESE

from briefing.answers.results import View
from briefing.api import Book, open_book
from briefing.errors import UsageError
from briefing.model.kinds import KINDS, TOP_LEVEL
from briefing.model.width import text_width
from briefing.pages import compose
from briefing.pages.kit import PAGE_COLUMNS, PAGE_LINES, TOO_MANY, Cut, Limits, PageDraft, fit
from briefing.render import plain, text
from briefing.render.ascii import document_to_ascii
from briefing.render.common import content_text, walk
from briefing.render.document import Column, Document, Grid, GridPart, GridRow, Span

FEW: Final = 3
SOME: Final = 10
"""How many records of each kind are asked for where a library has very many, or many."""

LIBRARIES: Final = ("shipped", "baltic", "japanese", "empty", "crowded")


def _folder(name: str, folders: pytest.TempPathFactory) -> Path:
    if name in ("shipped", "baltic"):
        return ROOT / ("briefs" if name == "shipped" else "tests/baltic")
    files = {
        "japanese": {**BALTIC, **JAPANESE},
        "empty": {"library.yaml": BALTIC["library.yaml"]},
        "crowded": crowded(),
    }
    return library(folders.mktemp(name), files[name])


def _answers(book: Book, few: int | None) -> Iterator[tuple[str, View]]:
    """Every question that can be asked of a library; of each kind, a few records or all."""
    yield from (
        ("overview", book.overview()),
        ("list", book.list()),
        ("flashpoints", book.flashpoints()),
        ("gaps", book.gaps()),
        ("timeline", book.timeline()),
        ("sources", book.sources()),
        ("search", book.search("the", "OR", "an*", limit=0)),
        ("nothing found", book.search("xyzzy")),
        ("against itself", book.differences(book.folder)),
    )
    since = "2015"
    yield "changes", book.changes(since)
    for kind in KINDS:
        listed = book.list(KINDS[kind].plural)
        yield f"list {kind}", listed
        ids = [named.id for named in islice(listed.entries, few)]
        yield from ((f"show {id_}", book.show(id_)) for id_ in ids)
        if kind in TOP_LEVEL:
            yield from (
                (f"compare {one} {other}", book.compare(one, other)) for one, other in pairwise(ids)
            )
        if kind in ("country", "actor", "source"):
            yield from ((f"quote {id_}", book.quotes(id_)) for id_ in ids)
        if kind == "country":
            yield from ((f"gaps {id_}", book.gaps(id_)) for id_ in ids)
            if len(ids) > 2:
                yield "compare all", book.compare(*ids)
        if kind == "source":
            yield from ((f"sources {id_}", book.source(id_)) for id_ in ids)
    yield from _memos(book, few)


def _memos(book: Book, few: int | None) -> Iterator[tuple[str, View]]:
    for named in islice(book.list("events").entries, few):
        for country in book.list("countries").entries:
            try:
                yield (
                    f"prep {named.id} with {country.id}",
                    book.prep(named.id, other_side=country.id),
                )
            except UsageError:
                continue


@pytest.fixture(scope="module", params=LIBRARIES)
def pages(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Document]:
    """The pages of one library, by their questions."""
    book = open_book(_folder(request.param, tmp_path_factory))
    few = {"crowded": FEW, "shipped": SOME}.get(request.param)
    return {question: compose(view) for question, view in _answers(book, few)}


def test_a_page_is_a_screen_high_and_no_wider(pages: dict[str, Document]) -> None:
    for question, page in pages.items():
        lines = text.render(page, PAGE_COLUMNS).splitlines()
        assert (question, len(lines) <= PAGE_LINES) == (question, True), "\n".join(lines)
        wide = [line for line in lines if text_width(line) > PAGE_COLUMNS and "://" not in line]
        assert (question, wide) == (question, [])


@pytest.mark.parametrize("columns", [50, 120])
def test_the_width_changes_the_layout_and_never_the_words(
    columns: int, pages: dict[str, Document]
) -> None:
    for question, page in pages.items():
        told = {_letters(text.render(page, width)) for width in (columns, PAGE_COLUMNS)}
        assert (question, len(told)) == (question, 1)


TOLD: Final = ("show", "gaps", "timeline", "prep")
"""The questions that tell in full, each sentence once; the others list, compare or find."""

SENTENCES: Final = ("summary", "detail", "cause", "claim", "advice", "rebuttal", "sourcing")

SHORTEST: Final = 60
"""Shorter texts may be parts of others."""


@pytest.mark.parametrize("name", ["shipped", "crowded"])
def test_in_full_each_sentence_is_told_once(
    name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    book = open_book(_folder(name, tmp_path_factory))
    sentences = Counter(_sentences(book.folder))
    assert sentences
    for question, view in _answers(book, 1 if name == "crowded" else FEW):
        if question.split()[0] in TOLD:
            told = " ".join(text.render(compose(view, full=True), 400).split())
            twice = [one for one, times in sentences.items() if told.count(one) > times]
            assert (question, twice) == (question, [])


def _sentences(folder: Path) -> Iterator[str]:
    """What the records of a library say in running text, of those that have a name."""
    for path in folder.rglob("*.yaml"):
        yield from _texts(yaml.safe_load(path.read_text(encoding="utf-8")))


def _texts(part: Any) -> Iterator[str]:
    match part:
        case dict():
            for key, value in part.items():
                is_told = key == "sourcing" or "name" in part or "short" in part
                if key in SENTENCES and is_told and len(value) > SHORTEST:
                    yield " ".join(value.split())
                yield from _texts(value)
        case list():
            for value in part:
                yield from _texts(value)


def _letters(shown: str) -> str:
    """The letters of a page in the order of the alphabet; a heading may become a label."""
    bare = re.sub(r"(?i)leaves\s+open:?", "", shown)
    return "".join(sorted(re.sub(r"\s", "", bare)))


def test_what_is_shown_and_what_is_cut_add_up(pages: dict[str, Document]) -> None:
    for question, page in pages.items():
        for part in walk(page):
            if isinstance(part, GridPart) and (head := re.match(r"(\d+) ", part.title)):
                assert (question, part.title, _count(part)) == (
                    question,
                    part.title,
                    int(head[1]),
                )


def _count(part: GridPart) -> int:
    """How many rows a part has, with those that its last row counts."""
    last = content_text(part.rows[-1].cells[0])
    more = re.match(r"\N{HORIZONTAL ELLIPSIS} (\d+) ", last)
    return len(part.rows) - bool(more) + (int(more[1]) if more else 0)


def test_no_column_is_empty_all_the_way_down(pages: dict[str, Document]) -> None:
    for question, page in pages.items():
        for grid in (part for part in walk(page) if isinstance(part, Grid)):
            for index in range(1, len(grid.columns)):
                cells = [
                    row.cells[index]
                    for part in grid.parts
                    for row in part.rows
                    if index < len(row.cells)
                ]
                assert (question, index, any(cells)) == (question, index, True)


def test_no_heading_of_a_column_stands_over_nothing(pages: dict[str, Document]) -> None:
    for question, page in pages.items():
        for part in (part for part in walk(page) if isinstance(part, GridPart)):
            for index, title in enumerate(part.titles, 1):
                # A title may stand over the column after its own too.
                cells = [cell for row in part.rows for cell in row.cells[index : index + 2]]
                assert (question, title, any(cells) or not title) == (question, title, True)


def test_in_ascii_every_sign_is_a_sign(pages: dict[str, Document]) -> None:
    for question, page in pages.items():
        told = text.render(document_to_ascii(page), PAGE_COLUMNS)
        assert (question, re.findall(r"\\u(?:27|25|21|00b)\w\w?|\\xb\w", told)) == (question, [])


NESTED: Final = re.compile(r"(?<![\w/])[a-z0-9]+(?:-[a-z0-9]+)*/[a-z0-9]+(?:-[a-z0-9]+)*(?![\w/])")


def test_no_id_stands_where_a_name_belongs(pages: dict[str, Document]) -> None:
    for question, page in pages.items():
        # An id is what to type there, and a folder is named as it was typed.
        if question.startswith(("list", "search", "against")):
            continue
        told = [part.text for part in walk(page) if isinstance(part, Span) and _is_said(part)]
        found = [words for words in told if NESTED.search(words)]
        assert (question, found) == (question, [])


def _is_said(span: Span) -> bool:
    return span.role not in ("id", "command") and not span.url and "://" not in span.text


def test_no_word_is_broken(pages: dict[str, Document]) -> None:
    for question, page in pages.items():
        for part in walk(page):
            if isinstance(part, Span):
                assert (question, "\N{HORIZONTAL ELLIPSIS}" * 2 in part.text) == (question, False)


def test_in_words_a_page_has_no_signs(pages: dict[str, Document]) -> None:
    for question, page in pages.items():
        told = plain.render(page)
        assert (question, re.findall("[✗✓●○°]", told)) == (question, [])


def test_the_sources_are_added_on_request(make: Make, call: Run) -> None:
    concern = "{id: speed, topic: security, summary: Help could be late., sources: [charter]}"
    folder = make(
        {"countries/estonia.yaml": f"name: Estonia\nbottom_line: Open.\nconcerns:\n- {concern}\n"}
    )
    page = call("show", "estonia", "--library", str(folder)).out
    with_sources = call("show", "estonia", "--sources", "--library", str(folder)).out
    assert with_sources == f"{page}\nSOURCES\n  1. “Charter”, NATO, 4 April 1949.\n"


def test_a_label_is_cut_before_a_word_and_before_a_quotation() -> None:
    from briefing.pages.kit import clip

    assert clip("A short label") == "A short label"
    assert clip("one two three four", 10) == "one two…"
    assert clip("one “two three” four", 12) == "one…"
    assert clip("同盟国の負担増額", 9) == "同盟国の…"
    assert clip("one\n  two") == "one two"


def test_what_begins_a_page_answers_four_questions() -> None:
    view = open_book(ROOT / "briefs").show("japan")
    lines = text.render(compose(view), 80).splitlines()[:12]
    labels = [line.split("  ")[0] for line in lines if line[:1].isupper() and "  " in line]
    assert labels[:4] == ["Japan", "NEXT", "LAST WORD", "OPEN"]
    assert view.record.bottom_line in " ".join(" ".join(lines).split())


PLEDGE: Final = """\
name: Estonia
bottom_line: Open.
concerns:
- {id: speed, topic: security, summary: Help could be late., sources: [charter]}
reassurances:
- {id: ships, name: Ships, kind: statement, stage: pledged, due: 2020-03-01, date: 2020-01-10,
   by: [big], summary: Ships will come., answers: [{concern: speed, extent: unstated}],
   sources: [charter]}
- {id: word, name: A word, kind: statement, date: ../2020-05-31, by: [big],
   summary: Big never leaves., answers: [{concern: speed, extent: unstated}], sources: [charter]}
"""
PROMISED: Final = {
    "countries/estonia.yaml": PLEDGE,
    "countries/big.yaml": "name: The Big One\n",
    "countries/latvia.yaml": "name: Latvia\n",
    "flashpoints.yaml": (
        "strait: {name: Strait, parties: [{who: latvia}], sources: [charter]}\n"
        "gulf: {name: Gulf, parties: [{who: latvia}], sources: [charter]}\n"
    ),
    "events.yaml": (
        "meeting: {name: Meeting, date: 2021-09, announced: 2021-05, status: planned, "
        "type: consult, participants: [big, estonia], sources: [charter]}\n"
    ),
}


@pytest.mark.parametrize("command", ["show estonia", "timeline", "gaps", "prep meeting --points"])
def test_an_overdue_pledge_is_never_told_as_if_it_were_kept(
    command: str, make: Make, call: Run
) -> None:
    told = call(*command.split(), "--library", str(make(PROMISED))).out
    assert "overdue, due 1 Mar 2020" in " ".join(told.split())


def test_what_happened_by_a_day_is_not_told_as_until_that_day(make: Make, call: Run) -> None:
    told = call("prep", "meeting", "--points", "--library", str(make(PROMISED))).out
    assert "The Big One, by 31 May 2020: Big never leaves." in " ".join(told.split())


def test_a_country_is_called_by_its_name_at_a_flashpoint_where_it_is_no_party(
    make: Make, call: Run
) -> None:
    tied = PLEDGE.replace("summary: Help", "flashpoints: [strait], summary: Help")
    told = call("flashpoints", "--library", str(make({**PROMISED, "countries/estonia.yaml": tied})))
    assert "✗ Estonia" in told.out or "/ Estonia" in told.out


@pytest.mark.parametrize("command", ["flashpoints --status answered", "timeline --since 2030"])
def test_what_a_filter_leaves_out_is_not_denied(command: str, make: Make, call: Run) -> None:
    told = call(*command.split(), "--library", str(make(PROMISED))).out
    assert "Nothing is left after narrowing." in told
    assert "no flashpoints" not in told


def test_the_last_word_and_what_was_said_are_within_the_asked_time(make: Make, call: Run) -> None:
    told = call("show", "estonia", "--since", "2030", "--library", str(make(PROMISED))).out
    assert "Ships" not in told


def test_what_is_part_of_an_event_is_told_by_its_own_day(call: Run) -> None:
    told = call("show", "nato", BRIEFING_LIBRARY=str(ROOT / "tests" / "baltic")).out
    days = {line.split("  ")[0] for line in told.splitlines() if "Battlegroup at Tapa" in line}
    assert days == {"Apr 2017"}


def test_the_head_of_gaps_counts_every_concern(make: Make, call: Run) -> None:
    answered = PLEDGE.replace("extent: unstated", "extent: fully")
    folder = make({**PROMISED, "countries/estonia.yaml": answered})
    assert "1 concern, all answered in full" in call("gaps", "--library", str(folder)).out


def test_a_sign_stays_in_its_column_where_a_row_takes_two_lines() -> None:
    columns = (Column(), Column("JPN", "", "sign"), Column("KOR", "", "sign"), Column(), Column())
    long = "something that is left open, said at too great a length for a line"
    rows = (
        GridRow(((Span("Paying for forces"),), (), (Span("/"),), (Span(long),))),
        GridRow(
            (
                (Span("Missiles from the sea"),),
                (Span("x"),),
                (),
                (Span("3 Feb"),),
                (Span("Ships are sent"),),
            )
        ),
        GridRow(((Span("\N{HORIZONTAL ELLIPSIS} 2 more: --full"),),)),
    )
    part = GridPart(rows, "3 OPEN", ("JPN", "KOR", "LEAVES OPEN", ""))
    document = Document("T", "", (), (Grid(columns, (part,)),), tight=True)
    assert text.render(document, 50).splitlines()[2:] == [
        "3 OPEN                 JPN  KOR",
        "    LEAVES OPEN",
        "Paying for forces           /",
        "    something that is left open, said at too great",
        "    a length for a line",
        "Missiles from the sea  x",
        "    3 Feb  Ships are sent",
        "\N{HORIZONTAL ELLIPSIS} 2 more: --full",
    ]


SHARED: Final = """\
{head}
concerns:
{concerns}
"""


def _country(name: str, code: str, *concerns: tuple[str, str]) -> str:
    """A country that has some concerns, each with its short and its theme."""
    told = "\n".join(
        f"  - {{id: c{place}, topic: security, theme: {theme}, short: {short}, "
        f"summary: {short} is feared., basis: stated, sources: [charter]}}"
        for place, (short, theme) in enumerate(concerns)
    )
    head = f"name: {name}\ncode: {code}\nbottom_line: Much is open.\nsources: [charter]"
    return SHARED.format(head=head, concerns=told)


def test_several_concerns_of_one_country_under_a_theme_stay_apart(make: Make, call: Run) -> None:
    twice = (("No allies", "abandonment"), ("No money", "abandonment"))
    folder = make(
        {
            "countries/estonia.yaml": _country("Estonia", "EST", *twice),
            "countries/latvia.yaml": _country("Latvia", "LVA", ("Left alone", "abandonment")),
        }
    )
    told = call("compare", "estonia", "latvia", "--library", str(folder)).out
    rows = told[told.index("NOT SHARED") :].splitlines()[1:4]
    assert [re.sub(r" +", " ", row).strip() for row in rows] == [
        "Left alone \N{BALLOT X}",
        "No allies \N{BALLOT X}",
        "No money \N{BALLOT X}",
    ]


def test_a_caveat_reads_on_after_but(make: Make, call: Run) -> None:
    concern = _country("Estonia", "EST", ("No allies", "abandonment"))
    caveated = concern.replace("basis: stated", "caveat: Congress has to agree., basis: stated")
    folder = make({"countries/estonia.yaml": caveated})
    for options in ((), ("--full",)):
        lines = call("show", "estonia", *options, "--library", str(folder)).out.splitlines()
        assert "but Congress has to agree" in [line.strip() for line in lines]


CALLED: Final = """\
name: Estonia
bottom_line: Open.
concerns:
- {id: speed, topic: security, short: Speed, summary: Help could be late., sources: [charter]}
reassurances:
- {id: word, short: a firm word, kind: call, date: {edtf: 2020-05-01, basis: external}, by: [big],
   event: call, summary: Big never leaves., answers: [{concern: speed, extent: unstated}],
   sources: [charter]}
"""


@pytest.mark.parametrize("options", [(), ("--full",)])
def test_dates_that_are_known_in_other_ways_are_one_day(
    make: Make, call: Run, options: tuple[str, ...]
) -> None:
    event = "call: {name: Call, date: 2020-05-01, participants: [estonia, big], sources: [charter]}"
    files = {"countries/estonia.yaml": CALLED, "countries/big.yaml": "name: The Big One\n"}
    folder = make({**files, "events.yaml": f"{event}\n"})
    told = call("timeline", *options, "--library", str(folder)).out
    assert told.count("1 May 2020") == 1
    # As the last word, under the concern, and as the act.
    assert call("show", "estonia", "--full", "--library", str(folder)).out.count("1 May 2020") == 3


def test_no_more_rows_are_laid_out_than_a_page_has_room_for() -> None:
    laid_out = []

    def layout(limits: Limits) -> Document:
        shown = min(5_000, limits.get("rows", 5_000))
        laid_out.append(shown)
        rows = tuple(GridRow(((Span(f"{number}"),),)) for number in range(shown))
        return Document("", "", (), (Grid((Column(),), (GridPart(rows),)),), tight=True)

    cuts = [Cut("rows", most) for most in range(TOO_MANY, -1, -1)]
    page = fit(PageDraft(layout, cuts, {"rows": TOO_MANY}))
    assert max(laid_out) == TOO_MANY
    # Without that first limit, the page is the same.
    assert page == fit(PageDraft(layout, cuts))
    assert max(laid_out) == 5_000


@given(
    rows=st.integers(1, 300),
    heights=st.lists(st.integers(0, 12), max_size=60),
)
def test_a_page_is_shortened_by_as_few_steps_as_do(rows: int, heights: list[int]) -> None:
    # Each step takes some rows away, or none.
    remaining = [max(rows - gone, 1) for gone in accumulate(heights)]

    def layout(limits: Limits) -> Document:
        shown = limits.get("rows", rows)
        lines = tuple(GridRow(((Span(f"{number}"),),)) for number in range(shown))
        return Document("", "", (), (Grid((Column(),), (GridPart(lines),)),), tight=True)

    cuts = [Cut("rows", most) for most in remaining]
    without_rows = len([*text.layout(layout({"rows": 1}), PAGE_COLUMNS)]) - 1
    room = PAGE_LINES - without_rows
    short_enough = (most for most in [rows, *remaining] if most <= room)
    page = fit(PageDraft(layout, cuts))
    assert page == layout({"rows": next(short_enough, min([rows, *remaining]))})
