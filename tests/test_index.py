"""What is remembered of a library costs nothing when it is right, and counts for nothing if not."""

import os
from pathlib import Path

import pytest
from conftest import BALTIC, Make
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefing import index
from briefing.errors import Broken
from briefing.index import load
from briefing.library import read


def _aged(folder: Path, seconds: int = 60) -> None:
    """Makes every file look as if it had been written some time ago."""
    for path in folder.rglob("*.yaml"):
        stat = path.stat()
        old = stat.st_mtime_ns - seconds * 1_000_000_000
        os.utime(path, ns=(old, old))


def _no_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(folder: Path) -> None:
        pytest.fail(f"{folder} was read")

    monkeypatch.setattr(index, "_read", refuse)


def test_a_library_that_has_not_changed_is_not_read_again(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make({})
    _aged(folder)
    first = load(folder, tmp_path / "cache")
    _no_reading(monkeypatch)
    again = load(folder, tmp_path / "cache")
    assert again == first == read(folder)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("countries/estonia.yaml", "name: Eesti\n"),
        ("countries/latvia.yaml", "name: Latvia\n"),
        ("countries/estonia.yaml", ""),
        ("people.yaml", "x: 1\n"),
    ],
)
def test_what_changes_is_seen(name: str, text: str, make: Make, tmp_path: Path) -> None:
    folder = make({})
    _aged(folder)
    load(folder, tmp_path / "cache")
    make({name: text})
    assert load(folder, tmp_path / "cache") == read(folder)


def test_a_file_too_fresh_to_trust_is_not_remembered(make: Make, tmp_path: Path) -> None:
    load(make({}), tmp_path / "cache")
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("content", [b"", b"\x00", b"\x93\x80\x80", b"garbage" * 100])
def test_a_damaged_memory_costs_time_and_no_answer(
    content: bytes, make: Make, tmp_path: Path
) -> None:
    folder = make({})
    _aged(folder)
    load(folder, tmp_path / "cache")
    (memory,) = (tmp_path / "cache").iterdir()
    whole = memory.read_bytes()
    memory.write_bytes(content)
    assert load(folder, tmp_path / "cache") == read(folder)
    assert memory.read_bytes() == whole
    memory.write_bytes(whole[: len(whole) // 2])
    assert load(folder, tmp_path / "cache") == read(folder)


def test_a_memory_of_another_program_or_folder_does_not_count(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make({})
    _aged(folder)
    cache = tmp_path / "cache"
    load(folder, cache)
    monkeypatch.setattr(index, "_program", lambda: {"rules.py": (1, 1)})
    _no_reading(monkeypatch)
    with pytest.raises(pytest.fail.Exception, match="was read"):
        load(folder, cache)


def test_a_cache_that_cannot_be_written_is_none(make: Make, tmp_path: Path) -> None:
    folder = make({})
    _aged(folder)
    (tmp_path / "cache").write_text("in the way")
    assert load(folder, tmp_path / "cache") == load(folder) == read(folder)


def test_a_library_without_a_date_is_never_remembered(make: Make, tmp_path: Path) -> None:
    folder = make({"library.yaml": "title: T\nas_of: someday\n"})
    _aged(folder)
    with pytest.raises(Broken) as broken:
        load(folder, tmp_path / "cache")
    assert [problem.rule for problem in broken.value.problems] == ["bad-date"]
    assert not (tmp_path / "cache").exists()


def test_a_link_to_nowhere_is_a_problem_and_no_crash(make: Make, tmp_path: Path) -> None:
    folder = make({})
    (folder / "countries" / "latvia.yaml").symlink_to(tmp_path / "nowhere.yaml")
    assert load(folder, tmp_path / "cache").errors("latvia")[0].rule == "unreadable-file"


EDITS = st.lists(
    st.tuples(
        st.sampled_from(
            ["countries/estonia.yaml", "countries/latvia.yaml", "actors.yaml", "library.yaml"]
        ),
        st.sampled_from(
            [
                "",
                "name: A\n",
                "name: [\n",
                "a: {name: A, of: [estonia], sources: [charter]}\n",
                BALTIC["library.yaml"],
                BALTIC["countries/estonia.yaml"],
            ]
        ),
    ),
    max_size=4,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(edits=EDITS)
def test_what_is_remembered_answers_as_the_files_do(
    edits: list[tuple[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    top = tmp_path_factory.mktemp("edited")
    folder, cache = top / "briefs", top / "cache"
    for age, (name, text) in enumerate([*BALTIC.items(), *edits]):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text or name == "library.yaml":
            path.write_text(text)
            old = path.stat().st_mtime_ns - (age + 5) * 1_000_000_000
            os.utime(path, ns=(old, old))
        else:
            path.unlink(missing_ok=True)
        if age >= len(BALTIC) - 1:
            assert _answer(lambda: load(folder, cache)) == _answer(lambda: read(folder))


def _answer(ask: object) -> object:
    try:
        return ask()  # type: ignore[operator]
    except Broken as broken:
        return broken.problems
