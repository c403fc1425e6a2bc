"""The table of country codes against another one."""

import pycountry

from briefing.model import iso3166


def test_the_table_is_that_of_the_standard() -> None:
    pairs = {country.alpha_3: country.alpha_2 for country in pycountry.countries}
    assert {code: iso3166.alpha2(code) for code in pairs} == pairs
    assert sum(len(code) for code in iso3166._CODES.split()) == 5 * len(pairs)  # noqa: SLF001 (all of it)


def test_only_assigned_codes_in_capitals_count() -> None:
    assert [iso3166.is_alpha3(code) for code in ("JPN", "jpn", "JP", "XYZ", "")] == [
        True,
        False,
        False,
        False,
        False,
    ]
    assert iso3166.alpha2("XYZ") is None
