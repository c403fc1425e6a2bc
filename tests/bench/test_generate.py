"""The libraries that are measured with are such as an author could have written."""

from pathlib import Path
from statistics import mean

import generate

import briefing


def test_an_invented_library_has_nothing_wrong_with_it(tmp_path: Path) -> None:
    generate.write(tmp_path / "briefs", 10)
    report = briefing.open(tmp_path / "briefs").check()
    assert report.problems == ()
    assert report.files == 11


def test_it_is_the_same_every_time_and_begins_the_larger_ones(tmp_path: Path) -> None:
    few, many = list(generate.world(10)), list(generate.world(30))
    assert few == list(generate.world(10)) == many[:10]
    assert [brief.folder for brief in many].count("flashpoints") == 3
    generate.write(tmp_path / "briefs", 30)
    assert len(list((tmp_path / "briefs").rglob("*.yaml"))) == 31


def test_its_briefs_are_about_as_long_as_real_ones() -> None:
    sizes = [len(generate.as_yaml(brief.record)) for brief in generate.world(100)]
    assert 3_800 < mean(sizes) < 4_600


def test_a_country_has_as_many_parts_as_a_real_one_and_is_asked_about_alike() -> None:
    for briefs in (10, 100):
        brief = next(e for e in generate.world(briefs) if e.id == generate.country().id)
        assert 5 <= len(brief.record["concerns"]) <= 7
        assert 4 <= len(brief.record["reassurances"]) <= 6
        assert generate.power().id != brief.id


def test_records_for_recutils_hold_the_same_texts(tmp_path: Path) -> None:
    generate.write_recs(tmp_path / "briefs.rec", 10)
    text = (tmp_path / "briefs.rec").read_text(encoding="utf-8")
    for brief in generate.world(10):
        assert f"\nid: {brief.id}\n" in text
    assert "\n%rec: concerns\n" in text
