"""The library that comes with the program keeps every promise that it makes."""

from conftest import checked
from documents import ROOT

from briefing.library.library import read_library
from briefing.library.status import country_statuses
from briefing.model.records import BOTTOM_LINE_WORDS, Country

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


def test_what_no_source_answers_stays_unanswered() -> None:
    trade = [each for each in country_statuses(BOOK, "japan") if each.topic == "trade"]
    assert {each.status for each in trade} == {"unanswered"}
    assert all(each.answered_by == () for each in trade)


def test_every_statement_can_be_traced_to_a_place_in_a_source() -> None:
    for entry in BOOK.entries.values():
        for reference in entry.record.sources:
            assert not isinstance(reference, str), entry.id
            assert reference.locator, entry.id


def test_names_in_other_scripts_lead_home() -> None:
    spellings = {
        "日本": "japan",
        "대한민국": "south-korea",
        "rok": "south-korea",
        "dprk": "north-korea",
    }
    assert {text: BOOK.resolver.find(text) for text in spellings} == spellings
