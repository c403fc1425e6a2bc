"""What a question costs, in records read: of a large library only few fit into memory at a time."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import generate
import msgspec
import pytest

from briefing.answers.changes import changes
from briefing.answers.filters import Filters
from briefing.answers.gaps import gaps
from briefing.index.store import Store, Stored
from briefing.library import library as library_module
from briefing.library.library import Library, read_library
from briefing.render import json as json_renderer

BRIEFS = 300
"""Of which far more are read than fit into the memory that the tests leave."""

SINCE = date(2021, 1, 1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a library that only these tests read."""
    folder = tmp_path_factory.mktemp("large") / "briefs"
    generate.write(folder, BRIEFS)
    return folder


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Callable[..., int]:
    """Return a function that asks a question, and returns how many records it read for that."""
    read: list[str] = []
    find = Store.find

    def noted(store: Store, id_: str) -> Stored | None:
        read.append(id_)
        return find(store, id_)

    monkeypatch.setattr(library_module, "_MAX_CACHED", 10)
    monkeypatch.setattr(library_module, "_MAX_STORED", 5)
    monkeypatch.setattr(Store, "find", noted)

    def count(question: Callable[[Library], object]) -> int:
        library = read_library(folder)
        read.clear()
        question(library)
        return len(read)

    return count


def test_what_changed_about_one_country_is_read_from_what_names_it(
    reads: Callable[..., int],
) -> None:
    about = Filters(countries=(generate.country().id,))
    assert 0 < reads(lambda library: changes(library, SINCE, about)) < BRIEFS / 5
    assert reads(lambda library: changes(library, SINCE)) < BRIEFS * 4


@pytest.mark.parametrize(("day", "most"), [(None, BRIEFS * 2), (date(2023, 1, 1), BRIEFS * 4)])
def test_what_is_open_everywhere_is_read_in_one_pass_and_named_in_another(
    reads: Callable[..., int], day: date | None, most: int
) -> None:
    def question(library: Library) -> object:
        return gaps(library if day is None else library.as_of(day))

    assert BRIEFS / 2 < reads(question) < most


def test_the_json_of_a_long_answer_is_never_there_in_one_piece(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    monkeypatch.setattr(json_renderer, "_ITEMS", 7)
    view = gaps(read_library(folder))
    library = {"title": "Large", "folder": "briefs", "as_of": view.as_of}
    pieces = list(json_renderer.json(view, {"command": "gaps"}, library))
    whole = "".join(pieces)
    assert max(map(len, pieces)) < len(whole) / 20
    assert whole == f"{msgspec.json.format(whole.encode(), indent=2).decode()}\n"
    assert len(msgspec.json.decode(whole)["result"]["gaps"]) == len(view.gaps)
