"""`briefing check --fix` mends what has one right answer, and leaves every other byte as it was."""

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from conftest import Make, Run, checked
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefing.authoring import fixes, starter
from briefing.authoring.spelling import obvious_spelling
from briefing.library.loader import read_file
from briefing.library.yaml_reader import BriefFile

DAY: Final = "2021-06-30"

WORDS: Final[dict[str, tuple[str, str, str]]] = {
    "a word": ("actors.yaml", "type: person", "type: persn"),
    "a word in capitals": ("actors.yaml", "type: person", "type: Person"),
    "a quoted word": ("actors.yaml", "type: 'group'", "type: 'gruop'"),
    "a field": ("actors.yaml", "  aliases:", "  aliasses:"),
    "a field of an earlier name": ("countries/estonia.yaml", "actions:", "contributions:"),
    "a field of a part": ("countries/estonia.yaml", "{concern: help-late", "{concren: help-late"),
    "a reference": ("actors.yaml", "[defence-review]", "[defence-reveiw]"),
    "a reference with underscores": ("actors.yaml", "[defence-review]", "[defence_review]"),
    "a reference by name": ("instruments.yaml", "[estonia,", "[Estonia,"),
    "a reference by an alias": ("events.yaml", "participants: [mari-tamm", "participants: [Tamm"),
    "a topic": ("countries/estonia.yaml", "topic: security", "topic: secuirty"),
    "a theme": ("countries/estonia.yaml", "theme: speed", "theme: sped"),
    "a code": ("countries/estonia.yaml", "code: EST", "code: EE"),
    "an id": ("countries/estonia.yaml", "- id: help-late", "- id: Help_Late"),
    "a date in words": ("events.yaml", "2021-04-01", "1 April 2021"),
    "a date with full stops": ("events.yaml", "2021-04-01", "1.4.2021"),
    "a date in quotation marks": ("events.yaml", '"2021-08-29"', '"29 August 2021"'),
    "a plan": ("events.yaml", "  status: planned\n", ""),
    "a plan in braces": ("events.yaml", ", status: planned", ""),
    "a colon": ("sources.yaml", '"Review: a plan"', "Review: a plan"),
    "a colon and quotation marks": ("sources.yaml", "'A \"plan\": one'", 'A "plan": one'),
    "a colon in a list": ("actors.yaml", '"The group: NA"', "The group: NA"),
    "an at": ("actors.yaml", '"@tamm"', "@tamm"),
    "a per cent": ("sources.yaml", '"%50 of it"', "%50 of it"),
    "a backtick": ("sources.yaml", '"`code`"', "`code`"),
    "an asterisk": ("sources.yaml", '"*Note* well"', "*Note* well"),
    "an ampersand": ("sources.yaml", '"& so on"', "& so on"),
    "an exclamation mark": ("sources.yaml", '"!Kung people"', "!Kung people"),
}
"""What is broken: the file, what is right there, and what is wrong."""

LIBRARY: Final[dict[str, str]] = {
    "library.yaml": f"title: T\nas_of: {DAY}\ntopics: {{security: S, energy: E}}\n"
    "themes: {speed: Speed, abandonment: A}\n",
    "actors.yaml": """\
# Persons

mari-tamm:
  name: Mari Tamm   # the leader
  aliases:
    - Tamm
    - "@tamm"
  type: person
  sources: [defence-review]

alliance:
  name: 'Alliance'
  type: 'group'
  aliases:
    - "The group: NA"
  sources: [charter]
""",
    "sources.yaml": """\
charter:
  title: "Review: a plan"
  author: 'A "plan": one'   # as printed
  publisher: "%50 of it"
  descriptor: "`code`"
  published: 1949
defence-review:
  title: "*Note* well"
  author: "& so on"
  publisher: "!Kung people"
  published: 2020
""",
    "instruments.yaml": "pact: {name: Pact, parties: [estonia, alliance], sources: [charter]}\n",
    "events.yaml": """\
tallinn:
  name: Tallinn
  date: 2021-04-01
  participants: [mari-tamm, estonia]
  sources: [charter]
riga:
  name: Riga
  date: "2021-08-29"  # announced
  status: planned
  sources: [charter]
vilnius: {name: Vilnius, date: 2022, status: planned, sources: [charter]}
""",
    "countries/estonia.yaml": """\
name: Estonia
code: EST
bottom_line: B.
concerns:
  - id: help-late
    topic: security
    theme: speed
    summary: Help comes late.
    sources: [charter]
reassurances:
  - id: visit
    kind: visit
    by: [alliance]
    summary: A visit.
    answers:
      - {concern: help-late, extent: partly}
    sources: [charter]
actions:
  - {id: spends, summary: It spends., sources: [charter]}
sources: [charter]
""",
}
"""A library in which each kind of thing that can be mended is right."""


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _records(folder: Path) -> dict[str, Any]:
    names = [name for name in _files(folder) if name != "library.yaml"]
    return {
        f"{record.kind}/{record.id}": record.record
        for name in names
        for record in read_file(folder, name).records
    }


def _mend(folder: Path) -> tuple[str, ...]:
    found = fixes.find_fixes(folder)
    written, kept = fixes.write_fixes(folder, found)
    assert kept == ()
    return tuple(fix.rule for fix in written.fixes)


def _write(folder: Path, broken: dict[str, str], newline: str, mark: bytes) -> None:
    for name, text in broken.items():
        (folder / name).write_bytes(mark + text.replace("\n", newline).encode())


def test_the_library_of_these_tests_has_nothing_wrong(make: Make) -> None:
    assert checked(make(LIBRARY)).problems == ()


@settings(max_examples=15, deadline=None, suppress_health_check=[*HealthCheck])
@given(data=st.data())
def test_a_library_broken_in_several_ways_is_as_it_was(data: st.DataObject, make: Make) -> None:
    newline = data.draw(st.sampled_from(["\n", "\r\n"]))
    mark = data.draw(st.sampled_from([b"", b"\xef\xbb\xbf"]))
    ways = data.draw(st.lists(st.sampled_from([*WORDS]), min_size=1, max_size=4, unique=True))
    folder = make({})
    _write(folder, LIBRARY, newline, mark)
    whole, records = _files(folder), _records(folder)
    broken = dict(LIBRARY)
    for way in ways:
        name, right, wrong = WORDS[way]
        # Two ways may break the same: then the first does.
        broken[name] = broken[name].replace(right, wrong, 1)
    _write(folder, broken, newline, mark)
    assert checked(folder).problems
    assert len(_mend(folder)) >= 1
    assert checked(folder).problems == ()
    assert _records(folder) == records
    for name, content in _files(folder).items():
        # Quotation marks may be others than they were, and nothing else.
        assert content.replace(b'"', b"'") == whole[name].replace(b'"', b"'")
    assert _mend(folder) == ()


@pytest.mark.parametrize("way", WORDS)
def test_each_is_mended_alone_where_it_is(way: str, make: Make, call: Run) -> None:
    name, right, wrong = WORDS[way]
    assert right in LIBRARY[name]
    text = LIBRARY[name].replace(right, wrong, 1)
    folder = make({**LIBRARY, name: text})
    assert " can be fixed with --fix." in call("check", str(folder)).out
    ran = call("check", str(folder), "--fix", cwd=folder)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("Fixed 1 problem in 1 file.\n\n")
    assert f"{name}:" in ran.out.splitlines()[2]
    assert ran.out.endswith("No problems in 6 files of this folder.\n")


UNCLEAR: Final[dict[str, tuple[str, str, str]]] = {
    "a day and a month": ("events.yaml", "2021-04-01", "03/04/2021"),
    "no date": ("events.yaml", "2021-04-01", "soon"),
    "a day that is none": ("events.yaml", "2021-04-01", "31 April 2021"),
    "another word": ("actors.yaml", "type: person", "type: human"),
    "a word near two": ("countries/estonia.yaml", "by: [alliance]", "on: [alliance]"),
    "another year": ("actors.yaml", "[defence-review]", "[defence-review-2]"),
    "another country": ("instruments.yaml", "[estonia,", "[latvia,"),
    "another first letter": ("actors.yaml", "[charter]", "[gharter]"),
    "a status that is wrong": ("events.yaml", "status: planned", "status: past"),
    "two fields on a line": ("sources.yaml", "published: 1949", "published: 1949 type: book"),
    "an alias": ("actors.yaml", "sources: [charter]", "sources: &s [charter]\nx: *s"),
    "a tag": ("actors.yaml", "name: Mari Tamm", "name: !!str Mari Tamm"),
    "a mark never closed": ("actors.yaml", "name: 'Alliance'", "name: 'Alliance"),
    "no UTF-8": ("actors.yaml", "name: 'Alliance'", "name: \udcff"),
}


@pytest.mark.parametrize("way", UNCLEAR)
def test_what_has_several_answers_is_left_byte_for_byte(way: str, make: Make, call: Run) -> None:
    name, right, wrong = UNCLEAR[way]
    assert right in LIBRARY[name]
    folder = make({**LIBRARY, name: LIBRARY[name].replace(right, wrong, 1)})
    before = _files(folder)
    ran = call("check", str(folder), "--fix")
    assert ran.status == 1
    assert "Fixed" not in ran.out
    assert _files(folder) == before


def test_an_event_that_was_planned_is_not_said_to_have_happened(make: Make) -> None:
    event = "e: {name: E, date: 2020, status: planned, sources: [charter]}\n"
    folder = make({"events.yaml": event})
    assert _mend(folder) == ()


def test_a_nested_id_of_another_file_becomes_its_full_id(make: Make) -> None:
    other = "name: Latvia\nsources: [charter]\nactions:\n  - {id: a, summary: S., about: [ID], "
    text = other.replace("ID", "help-late") + "sources: [charter]}\n"
    folder = make({**LIBRARY, "countries/latvia.yaml": text})
    assert _mend(folder) == ("unknown-reference",)
    after = (folder / "countries/latvia.yaml").read_text("utf-8")
    assert after == text.replace("help-late", "estonia/help-late")


def test_a_nested_id_of_two_files_is_left(make: Make) -> None:
    both = LIBRARY["countries/estonia.yaml"].replace("EST", "FIN").replace("Estonia", "Finland")
    text = "name: Latvia\nsources: [charter]\nactions:\n  - {id: a, summary: S., about: [help-late]"
    folder = make(
        {
            **LIBRARY,
            "countries/finland.yaml": both,
            "countries/latvia.yaml": f"{text}, sources: [charter]}}\n",
        }
    )
    assert _mend(folder) == ()


WITH_COMMAS: Final = {
    "sources.yaml": "charter: {title: Charter, published: 1949}\n"
    'plan: {title: "Review, a plan, 2020", published: 2020}\n',
    "actors.yaml": 'jones: {name: "Jones, Adam", sources: [plan]}\n',
}


SPLIT: Final = {
    "of: [Jones, Adam], sources: [charter]": "of: [jones], sources: [charter]",
    "of: [estonia, Jones,Adam], sources: [plan]": "of: [estonia, jones], sources: [plan]",
    "sources: [charter, Review, a plan, 2020]": "sources: [charter, plan]",
    "sources: [{source: Review, a plan, 2020, locator: p. 1}]": (
        "sources: [{source: plan, locator: p. 1}]"
    ),
    "sources: [{locator: p. 1, source: Review, a plan, 2020}]": (
        "sources: [{locator: p. 1, source: plan}]"
    ),
}


@pytest.mark.parametrize(("wrong", "right"), SPLIT.items())
def test_a_name_that_commas_split_becomes_its_id(wrong: str, right: str, make: Make) -> None:
    files = {**WITH_COMMAS, "events.yaml": f"e: {{name: E, date: 2020, {wrong}}}\n"}
    if "of:" in wrong:
        files["events.yaml"] = ""
        files["actors.yaml"] += f"i: {{name: I, {wrong}}}\n"
    folder = make(files)
    _mend(folder)
    written = (folder / ("actors.yaml" if "of:" in wrong else "events.yaml")).read_text("utf-8")
    assert right in written
    assert not [problem for problem in checked(folder).problems if problem.severity == "error"]


def test_a_name_with_a_comma_of_two_records_is_left(make: Make) -> None:
    twins = "".join(f'{id_}: {{title: "Review, a plan", published: 2020}}\n' for id_ in ("a", "b"))
    event = "e: {name: E, date: 2020, sources: [Review, a plan]}\n"
    folder = make({"sources.yaml": twins, "events.yaml": event})
    _mend(folder)
    assert (folder / "events.yaml").read_text("utf-8") == event


def test_an_edit_that_brings_a_problem_is_not_made(make: Make) -> None:
    # As an id it is right; but two records would have it.
    actors = "Mari_Tamm: {name: A, sources: [charter]}\nmari-tamm: {name: B, sources: [charter]}\n"
    folder = make({"actors.yaml": actors})
    before = _files(folder)
    assert _mend(folder) == ()
    assert _files(folder) == before


def test_what_was_hidden_is_shown_and_what_hid_it_is_mended(make: Make) -> None:
    text = LIBRARY["sources.yaml"].replace('"Review: a plan"', "Review: a plan", 1)
    folder = make({**LIBRARY, "sources.yaml": text.replace("1949", "soon")})
    assert _mend(folder) == ("yaml-syntax",)
    assert [problem.rule for problem in checked(folder).problems] == ["bad-date"]


def test_some_files_and_some_rules_alone(make: Make, call: Run) -> None:
    changes = [WORDS["a word"], WORDS["a code"], WORDS["a date in words"]]
    broken = {name: LIBRARY[name].replace(right, wrong) for name, right, wrong in changes}
    folder = make({**LIBRARY, **broken})
    ran = call("check", "--fix", str(folder / "countries"), cwd=folder)
    assert ran.out.startswith(
        "Fixed 1 problem in 1 file.\n\n• countries/estonia.yaml:2:7 EE → EST\n"
    )
    ran = call("check", "--fix", "--select", "bad-date", str(folder), cwd=folder)
    assert "• events.yaml:3:9 1 April 2021 → 2021-04-01\n" in ran.out
    assert "persn" in (folder / "actors.yaml").read_text("utf-8")


def test_many_of_a_kind_are_all_mended(make: Make) -> None:
    actors = "".join(
        f"a-{number}: {{name: A {number}, type: persn, sources: [chartr]}}\n"
        for number in range(150)
    )
    folder = make({"actors.yaml": actors})
    assert len(_mend(folder)) == 300
    assert checked(folder).problems == ()


def test_the_mode_is_kept_and_nothing_is_left_beside(make: Make) -> None:
    name, right, wrong = WORDS["a word"]
    folder = make({**LIBRARY, name: LIBRARY[name].replace(right, wrong)})
    (folder / name).chmod(0o640)
    names = [*_files(folder)]
    _mend(folder)
    assert stat.S_IMODE((folder / name).stat().st_mode) == 0o640
    assert [*_files(folder)] == names


def _hard_link(path: Path) -> None:
    os.link(path, path.parent.parent / "other")


def _protect(path: Path) -> None:
    path.chmod(0o444)


def _lead_out(path: Path) -> None:
    target = path.parents[2] / "outside.yaml"
    path.rename(target)
    path.symlink_to(target)


@pytest.mark.parametrize("change", [_hard_link, _protect, _lead_out])
def test_a_file_that_cannot_be_replaced_as_it_is_is_left(
    change: Callable[[Path], None], make: Make, call: Run
) -> None:
    if change is _protect and os.geteuid() == 0:
        pytest.skip("nothing is protected from root")
    name, right, wrong = WORDS["a code"]
    folder = make({**LIBRARY, name: LIBRARY[name].replace(right, wrong)})
    change(folder / name)
    ran = call("check", str(folder), "--fix")
    assert ran.status == 1
    assert "Fixed" not in ran.out
    assert wrong in (folder / name).read_text("utf-8")


def test_a_file_of_another_user_is_left(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    name, right, wrong = WORDS["a code"]
    folder = make({**LIBRARY, name: LIBRARY[name].replace(right, wrong)})
    found = fixes.find_fixes(folder)
    monkeypatch.setattr(os, "geteuid", lambda: 4_294_967)
    written, kept = fixes.write_fixes(folder, found)
    assert written.fixes == ()
    assert kept == (f"{name} is left as it is: it belongs to another user.",)


def test_a_file_that_changes_meanwhile_is_left(make: Make) -> None:
    name, right, wrong = WORDS["a code"]
    folder = make({**LIBRARY, name: LIBRARY[name].replace(right, wrong)})
    found = fixes.find_fixes(folder)
    (folder / name).write_text("name: Other\n", encoding="utf-8")
    assert fixes.write_fixes(folder, found)[0].fixes == ()
    assert (folder / name).read_text("utf-8") == "name: Other\n"


def test_the_library_that_comes_with_the_program_is_not_mended(
    tmp_path: Path,
) -> None:
    from briefing.cli import authoring
    from briefing.errors import UsageError
    from briefing.library.location import LibraryLocation

    with pytest.raises(UsageError, match="no library here to mend"):
        authoring.fix_problems(LibraryLocation(tmp_path, "shipped"), None, ())


def _slips(word: str) -> Iterator[str]:
    for index in range(1, len(word)):
        yield word[:index] + word[index + 1 :]
        yield word[:index] + "q" + word[index:]
        yield word[: index - 1] + word[index] + word[index - 1] + word[index + 1 :]


def test_a_slip_is_told_from_another_word() -> None:
    choices = ["planned", "hypothetical", "past", "reuters-2017", "iraq", "japan/missiles"]
    for slip in set(_slips("planned")) - {"planned"}:
        assert obvious_spelling(slip, choices) == ("planned" if slip[0] == "p" else "")
    assert obvious_spelling("Reuters_2017", choices) == "reuters-2017"
    assert obvious_spelling("japan/missles", choices) == "japan/missiles"
    for other in ("reuters-2016", "iran", "blanned", "pland", "", "x" * 10_000):
        assert obvious_spelling(other, choices) == ""
    # Two that are near leave a doubt.
    assert obvious_spelling("missil", ["missile", "missive"]) == ""


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("ab:@*&!%`'\"#\\ -[]{}é"), min_size=1, max_size=12))
def test_a_text_that_is_quoted_means_what_was_written(text: str) -> None:
    from briefing.authoring.quoting import quoting_edits

    file = BriefFile("sources.yaml", f"a:\n  title: {text}\n".encode())
    for edit in quoting_edits(file):
        assert edit.old == file.text[edit.start : edit.end]
        after = file.text[: edit.start] + edit.text + file.text[edit.end :]
        read = BriefFile("sources.yaml", after.encode())
        if read.readable and not read.problems:
            assert read.plain(("a", "title")) == edit.old


def test_nothing_in_a_starter_is_proposed(tmp_path: Path) -> None:
    folder = tmp_path / "briefs"
    starter.start_library(folder, DAY)
    assert _mend(folder) == ()
