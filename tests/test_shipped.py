"""The library that comes with the program keeps every promise that it makes."""

import re
from collections.abc import Iterator
from typing import Any, Final

from conftest import checked
from documents import ROOT
from msgspec import Struct

from briefing.api import open_book
from briefing.authoring.starter import modeline
from briefing.library.library import read_library
from briefing.model.records import BOTTOM_LINE_WORDS, SHORT_COLUMNS, Approach, Country
from briefing.model.width import text_width
from briefing.pages import compose
from briefing.render import library_schema, text

FOLDER = ROOT / "briefs"
BOOK = read_library(FOLDER)


def test_nothing_is_wrong_with_it() -> None:
    report = checked(FOLDER)
    assert report.problems == ()
    assert report.files == len(list(FOLDER.rglob("*.yaml")))


def test_its_countries_with_concerns_open_with_a_bottom_line() -> None:
    lines = {
        id_: country.bottom_line
        for id_, country in BOOK.countries.items()
        if isinstance(country, Country) and country.concerns
    }
    assert list(lines) == ["japan", "south-korea"]
    for line in lines.values():
        assert isinstance(line, str)
        assert 10 < len(line.split()) <= BOTTOM_LINE_WORDS


def test_what_is_answered_in_part_is_so_by_what_is_said_to_be_open() -> None:
    """A partial effect is one that a source tells of, so it says what is left."""
    for id_, given in _of_kind("reassurance"):
        for answer in given.answers:
            if answer.extent != "unstated":
                assert answer.leaves_open or answer.extent == "fully", (id_, answer.concern)
                assert answer.sources, (id_, answer.concern)


def test_every_statement_can_be_traced_to_a_place_in_a_source() -> None:
    for entry in BOOK.entries.values():
        for reference in entry.record.sources:
            assert not isinstance(reference, str), entry.id
            assert reference.locator, entry.id


def test_the_full_brief_of_a_country_is_read_in_a_quarter_of_an_hour() -> None:
    """At 200 words a minute, sources and what comes after them aside."""
    page = text.render(compose(open_book(FOLDER).show("japan"), full=True), 80)
    body, _, _ = page.partition("\nSOURCES\n")
    assert 2000 < len(body.split()) < 3000


def test_names_in_other_scripts_lead_home() -> None:
    spellings = {
        "日本": "japan",
        "대한민국": "south-korea",
        "rok": "south-korea",
        "dprk": "north-korea",
    }
    assert {text: BOOK.resolver.find(text) for text in spellings} == spellings


COMMENTARY: Final = re.compile(
    r"\bthe article\b|\bby the article\b|\bno source\b|\bno (other )?document\b|\ban agency\b"
    r"|\ba (Japanese |Korean )?(news)?paper\b|\bread here\b|\bis not (said|reported|told)\b",
    re.IGNORECASE,
)
"""Words about documents instead of the world."""

WITH_SHORTS: Final = ("concern", "reassurance", "action", "friction", "event", "flashpoint")

QUOTED_WORDS: Final = 25
"""The most words of a quotation."""


def test_what_it_says_is_about_the_world_and_not_about_documents() -> None:
    for entry in BOOK.entries.values():
        if entry.kind != "source":
            told = [text for text in _texts(entry.record) if COMMENTARY.search(text)]
            assert (entry.id, told) == (entry.id, [])


def test_everything_that_a_row_tells_of_has_a_short() -> None:
    long = [
        entry.id
        for entry in BOOK.entries.values()
        if entry.kind in WITH_SHORTS
        and not entry.record.short
        and text_width(entry.record.name or "") not in range(1, SHORT_COLUMNS + 1)
    ]
    assert long == []
    unnamed = [
        (entry.id, argument.claim)
        for entry in BOOK.entries.values()
        if isinstance(entry.record, Approach)
        for argument in (*entry.record.for_, *entry.record.against)
        if not argument.short
    ]
    assert unnamed == []


def test_quotations_are_short() -> None:
    for entry in BOOK.entries.values():
        quotes = [text for text in _quotes(entry.record) if len(text.split()) > QUOTED_WORDS]
        assert (entry.id, quotes) == (entry.id, [])


def test_every_reassurance_answers_something_or_says_why_not() -> None:
    idle = [id_ for id_, given in _of_kind("reassurance") if not (given.answers or given.sourcing)]
    assert idle == []


def _of_kind(kind: str) -> Iterator[tuple[str, Any]]:
    return ((entry.id, entry.record) for entry in BOOK.entries.values() if entry.kind == kind)


def _texts(part: Any) -> Iterator[str]:
    """Every text of a record and its parts but for how something is known, and where."""
    for name, value in _fields(part):
        if name in ("sourcing", "sources", "locator"):
            continue
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, str):
                yield item
            else:
                yield from _texts(item)


def _quotes(part: Any) -> Iterator[str]:
    for name, value in _fields(part):
        for item in value if isinstance(value, tuple) else (value,):
            if name in ("quote", "wording") and item:
                yield item
            elif isinstance(item, Struct):
                yield from _quotes(item)


def _fields(part: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(part, Struct):
        for name in part.__struct_fields__:
            yield name, getattr(part, name)


def test_every_file_sends_editors_to_the_schema_that_lies_beside_it() -> None:
    schema = FOLDER / library_schema.FILE_NAME
    assert schema.read_text("utf-8") == library_schema.files_schema(), (
        "write it again: briefing schema library > briefs/library.schema.json"
    )
    for path in FOLDER.rglob("*.yaml"):
        name = path.relative_to(FOLDER).as_posix()
        assert path.read_text("utf-8").startswith(modeline(name)), name
