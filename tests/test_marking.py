"""The book up to a marking answers as if whatever is above it had been deleted from its files."""

import json
import random
import re
from datetime import date
from functools import reduce
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

import command_lines
import documents
import docx
import libraries
import pytest
from conftest import Make, Run
from earlier import earlier
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from libraries import Plain
from marked import TLP, up_to, with_markings
from pypdf import PdfReader
from questions import Question, answer, narrowed, questions

from briefing.api import Book, open_book
from briefing.errors import LibraryError, UnknownName, UnknownValue
from briefing.library.library import Library
from briefing.library.location import LibraryLocation

PLAIN: Final = libraries.library(random.Random(3).randbytes(1_500))  # noqa: S311 (no secret)

COMMANDS: Final = {
    **{
        name: [*name.split(), *arguments]
        for name, arguments in command_lines.EXAMPLES.items()
        if name not in ("check", "schema", "help")
    },
    "compare": ["compare", "forward", "tripwire"],
    "quote": ["quote", "alliance"],
}
"""The commands that answer from records, as they are typed."""


@pytest.fixture(autouse=True)
def _without_rules(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    # What is left may break a rule, such as a country without a bottom line.
    if "plain" in request.fixturenames or "random" in request.node.name:
        monkeypatch.setattr(Library, "errors", lambda _library, _id: [])


def _book(plain: Plain, folder: Path) -> Book:
    return Book(LibraryLocation(libraries.write(plain, folder), "option"))


class View(NamedTuple):
    """Which book answers; the source is one of those that are left, by its number."""

    limit: str
    day: date | None
    source: int | None


VIEWS: Final = st.builds(
    View, st.sampled_from(TLP), st.none() | libraries.days(), st.none() | st.integers(0, 3)
)


@settings(
    max_examples=16,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    plain=libraries.libraries(),
    seed=st.integers(0, 1000),
    view=VIEWS,
    more=st.lists(narrowed(), min_size=4, max_size=8),
)
def test_random_books_up_to_a_marking_are_those_without_what_is_above_it(
    plain: Plain, seed: int, view: View, more: list[Question]
) -> None:
    plain = with_markings(plain, seed)
    left = up_to(plain, view.limit)
    if "sources.yaml" not in left:
        return
    as_of = view.day.isoformat() if view.day else None
    known = list((earlier(left, view.day) if view.day else left).get("sources.yaml", ()))
    id_ = known[view.source % len(known)] if view.source is not None and known else None
    with TemporaryDirectory() as folder:
        whole = _book(plain, Path(folder) / "whole")
        deleted = _book(left, Path(folder) / "left")
        for question in (*questions(plain), *more):
            narrowing = (*question.narrowing, ("max_marking", view.limit))
            asked = answer(whole, question._replace(narrowing=narrowing), as_of, id_)
            assert asked == answer(deleted, question, as_of, id_), (question, view, id_)
        for start in ("", "e", "r", "port"):
            assert whole.completions(start, max_marking=view.limit) == deleted.completions(start)
        whole.close()
        deleted.close()


def _asked(call: Run, words: list[str], folder: Path) -> str:
    ran = call(*words, "--library", str(folder))
    # A record that was asked for may be one of those that are not there.
    assert ran.status in (0, 2), ran.err
    text = (ran.out if ran.status == 0 else f"{ran.status} {ran.err}").replace(str(folder), "BOOK")
    text = re.sub(r" Names marked above \S+ are not\s+shown\.", "", text)
    return re.sub(r'\n *"max_marking": "[^"]*"|,(?=\n *"max_marking")', "", text)


@pytest.mark.parametrize("name", sorted(COMMANDS))
@pytest.mark.parametrize("form", ["terminal", "json", "markdown"])
def test_every_command_prints_what_the_random_books_without_it_print(
    name: str, form: str, call: Run, tmp_path: Path
) -> None:
    for limit in ("clear", "amber"):
        secret = with_markings(PLAIN, 7)
        whole = libraries.write(secret, tmp_path / limit / "a" / "book")
        permitted = up_to(secret, limit)
        assert 0 < len(libraries.ids(permitted)) < len(libraries.ids(secret))
        left = libraries.write(permitted, tmp_path / limit / "b" / "book")
        words = [*COMMANDS[name], "--format", form]
        asked = _asked(call, [*words, "--max-marking", limit], whole)
        assert asked == _asked(call, words, left)


SOURCES = """\
charter: {title: Charter, published: 1949-04-04, publisher: NATO}
cable: {title: Zephyr cable, published: 2018, publisher: NATO, marking: red}
digest: {title: Digest, published: 2019, publisher: NATO, sources: [cable]}
"""
ESTONIA = """\
name: Estonia
bottom_line: It waits.
concerns:
- {id: speed, topic: security, summary: Help is late., sources: [charter]}
- {id: gas, topic: security, summary: Zephyr gas., sources: [charter, cable]}
- {id: leak, topic: security, summary: Zephyr leak., sources: [digest]}
reassurances:
- id: visit
  kind: visit
  by: [estonia]
  summary: A visit.
  sources: [charter]
  answers:
  - {concern: speed, extent: partly}
  - {concern: speed, extent: fully, leaves_open: Zephyr., marking: red}
- {id: pledge, kind: statement, by: [estonia], summary: Zephyr came., marking: amber+strict,
   answers: [{concern: speed, extent: fully}], sources: [charter]}
"""
LATVIA = "name: Zephyria\ncode: LVA\nbottom_line: Zephyr.\nmarking: red\n"
SECRET = {
    "sources.yaml": SOURCES,
    "countries/estonia.yaml": ESTONIA,
    "countries/zephyria.yaml": LATVIA,
}


def test_a_record_is_as_restricted_as_the_strictest_thing_that_it_rests_on(make: Make) -> None:
    book = open_book(make(SECRET))
    shown = book.show("estonia", max_marking="green").record
    assert [concern.id for concern in shown.concerns] == ["speed"]
    assert [len(reassurance.answers) for reassurance in shown.reassurances] == [1]
    assert book.show("estonia", max_marking="TLP:Amber").standings[0].status == "partly-answered"
    assert book.show("estonia", max_marking="amber+strict").standings[0].status == "answered"
    assert [row.id for row in book.sources(max_marking="green").rows] == ["charter"]
    assert book.search("zephyr", max_marking="amber").groups == ()
    with pytest.raises(UnknownName) as unknown:
        book.show("zephyri", max_marking="amber")
    assert unknown.value.suggestions == ()
    with pytest.raises(UnknownValue, match="Did you mean amber"):
        book.gaps(max_marking="ambre")


@pytest.mark.parametrize("command", sorted(command_lines.EXAMPLES.keys() - {"schema", "help"}))
def test_no_command_says_a_word_of_what_is_above_the_limit(
    command: str, make: Make, call: Run
) -> None:
    folder = make({**SECRET, "flashpoints/gap.yaml": "{name: Gap, partys: [zephyria]}\n"})
    words = {
        "compare": ["estonia", "zephyria"],
        "prep": ["zephyria"],
        "quote": ["estonia"],
        "search": ["zephyr", "OR", "late"],
    }.get(command, [*command_lines.EXAMPLES[command]])
    asked = [*command.split(), *words, "--library", str(folder), "--max-marking", "amber"]
    for more in ([], ["--format", "json"]):
        ran = call(*asked, *more)
        # What was typed is repeated.
        typed = ("zephyr OR late", '"zephyr"', "'zephyria'", "'estonia zephyria'")
        said = reduce(lambda text, words: text.replace(words, ""), typed, ran.out + ran.err)
        assert "zephyr" not in said.lower()
        assert "Traceback" not in ran.err


def test_what_could_not_be_read_in_full_is_above_every_limit_but_red(make: Make) -> None:
    misspelt = ESTONIA.replace("name: Estonia\n", "name: Estonia\nmarkng: red\n")
    book = open_book(make({"sources.yaml": SOURCES, "countries/estonia.yaml": misspelt}))
    assert [entry.id for entry in book.list("country", max_marking="amber+strict").entries] == []
    assert [entry.id for entry in book.list("country", max_marking="red").entries] == ["estonia"]


@pytest.mark.parametrize("marking", ["red", "rad", "[red]"])
def test_a_library_marked_above_the_limit_is_refused_without_its_title(
    marking: str, make: Make, call: Run
) -> None:
    text = f"title: Zephyr\nas_of: 2020\ntopics: {{security: S}}\nmarking: {marking}\n"
    folder = make({"library.yaml": text})
    with pytest.raises(LibraryError):
        open_book(folder).overview(max_marking="amber")
    ran = call("list", "--library", str(folder), "--max-marking", "amber")
    assert (ran.status, ran.out) == (3, "")
    assert "Zephyr" not in ran.err


def test_another_version_says_nothing_of_what_is_restricted_now(
    make: Make, tmp_path: Path, call: Run
) -> None:
    now = make(SECRET)
    before = tmp_path / "before"
    for path in now.rglob("*.yaml"):
        target = before / path.relative_to(now)
        target.parent.mkdir(parents=True, exist_ok=True)
        unmarked = re.sub(r", marking: [a-z+]+|marking: red\n", "", path.read_text("utf-8"))
        target.write_text(unmarked, encoding="utf-8")
    asked = ["changes", "--against", str(before), "--library", str(now), "--full"]
    assert "Zephyr" in call(*asked).out
    limited = call(*asked, "--max-marking", "green")
    assert limited.status == 0
    assert "zephyr" not in limited.out.lower()


@pytest.mark.parametrize(
    ("limit", "mark"), [("clear", ""), ("amber+strict", "TLP:AMBER+STRICT"), ("red", "TLP:RED")]
)
def test_a_document_carries_the_strictest_marking_of_what_it_shows(
    limit: str, mark: str, make: Make, call: Run, tmp_path: Path
) -> None:
    folder = make(SECRET)
    asked = ["show", "estonia", "--library", str(folder), "--max-marking", limit]
    assert call(*asked).out.startswith(mark or "Estonia")
    assert json.loads(call(*asked, "--format", "json").out).get("marking", "") == mark
    for suffix, texts in (("docx", _word_texts), ("html", _html_texts), ("pdf", _pdf_texts)):
        file = tmp_path / f"estonia.{suffix}"
        assert call(*asked, "-o", str(file)).status == 0
        assert all(("TLP:" in text) == bool(mark) and mark in text for text in texts(file))


def _word_texts(file: Path) -> list[str]:
    word = docx.Document(str(file))
    section = word.sections[0]
    headers = (section.header, section.first_page_header)
    texts = ["".join(line.text for line in header.paragraphs) for header in headers]
    return [*texts, word.core_properties.keywords, word.core_properties.category]


def _html_texts(file: Path) -> list[str]:
    head, _, body = file.read_text("utf-8").partition("</head>")
    return [head, body]


def _pdf_texts(file: Path) -> list[str]:
    pdf = PdfReader(file)
    keywords = pdf.metadata.get("/Keywords") if pdf.metadata else None
    return [*(page.extract_text() for page in pdf.pages), str(keywords or "")]


def test_an_unknown_name_is_refused_alike_whatever_is_above_the_limit(
    make: Make, call: Run
) -> None:
    folder = make(SECRET)
    texts = []
    for name in ("zephyria", "nowhere-at-all"):
        asked = ("show", name, "--library", str(folder), "--max-marking", "TLP:GREEN")
        ran = call(*asked)
        assert (ran.status, ran.out) == (2, "")
        assert "Names marked above green are not shown." in " ".join(ran.err.split())
        texts.append(ran.err.replace(name, "NAME"))
    assert texts[0] == texts[1]


def test_check_says_that_a_limit_was_in_force(make: Make, call: Run) -> None:
    folder = make(SECRET)
    out = call("check", str(folder), "--max-marking", "amber").out
    assert "that hold nothing marked above amber" in " ".join(out.split())
    assert "that hold nothing" not in call("check", str(folder)).out


def test_no_legend_of_classes_goes_without_its_column(make: Make, call: Run) -> None:
    concern = "concerns: [{id: c, topic: security, summary: S., sources: [s]}]\n"
    for type_ in ("", ", type: news"):
        files = {
            "sources.yaml": f"s: {{title: T, published: 2018{type_}}}\n",
            "countries/estonia.yaml": f"name: Estonia\nbottom_line: B.\n{concern}",
        }
        out = call("show", "estonia", "--library", str(make(files))).out
        assert (
            ("SRC" in out) == ("N\N{NO-BREAK SPACE}news" in out or "N news" in out) == bool(type_)
        )


def test_the_same_statements_are_counted_wherever_they_are_counted() -> None:
    book = open_book(documents.ROOT / "briefs")
    countries = [row.id for row in book.overview().countries]
    compared = book.compare(*countries).weight.statements
    assert book.overview().weight.statements == compared
