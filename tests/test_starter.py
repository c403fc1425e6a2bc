"""`briefing init` writes a library that answers at once, and writes over nothing."""

import os
import re
from datetime import date
from pathlib import Path
from typing import Final

import pytest
from conftest import Run, checked

from briefing.api import open_book
from briefing.authoring import starter
from briefing.errors import UsageError, WriteError
from briefing.library.files import kind_of_file
from briefing.model.kinds import KINDS, LIBRARY_FILE
from briefing.render import library_schema

DAY: Final = "2021-06-30"


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("day", [DAY, "1066-10-14", "9998-01-01", None])
def test_the_library_has_nothing_wrong_and_answers(day: str | None, tmp_path: Path) -> None:
    started = starter.start_library(tmp_path / "new", day)
    assert started.as_of == (date.fromisoformat(day) if day else date.today())  # noqa: DTZ011
    assert started.kept == ()
    assert set(started.written) == _files(tmp_path / "new").keys()
    assert checked(tmp_path / "new").problems == ()
    book = open_book(tmp_path / "new")
    assert book.gaps().gaps
    assert [kind for kind in KINDS if not book.list(kind).entries] == []


def test_the_guide_and_the_schema_are_those_of_the_program(tmp_path: Path, call: Run) -> None:
    starter.start_library(tmp_path / "new", DAY)
    files = _files(tmp_path / "new")
    assert files["README.md"].decode() == call("help", "writing").out
    assert files[library_schema.FILE_NAME].decode() == library_schema.files_schema()


def test_every_file_of_the_library_sends_editors_to_its_definition(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    starter.start_library(folder, DAY)
    briefs = [name for name in _files(folder) if kind_of_file(name)[0] or name == LIBRARY_FILE]
    assert len(briefs) > 5
    for name in briefs:
        first = (folder / name).read_text("utf-8").partition("\n")[0]
        path, _, definition = first.partition("$schema=")[2].partition("#/$defs/")
        assert definition == library_schema.file_definition(name)
        assert (folder / name).parent.joinpath(path).resolve() == folder / library_schema.FILE_NAME


def test_what_is_there_is_kept(tmp_path: Path, call: Run) -> None:
    folder = tmp_path / "new"
    (folder / "countries").mkdir(parents=True)
    (folder / "README.md").write_text("mine")
    ran = call("init", "new", "--as-of", DAY, cwd=tmp_path)
    assert (ran.status, ran.err) == (0, "briefing: Kept as they were: README.md.\n")
    assert (folder / "README.md").read_text() == "mine"
    before = _files(folder)
    again = call("init", "new", "--as-of", DAY, cwd=tmp_path)
    assert (again.status, again.out) == (2, "")
    assert "holds a library already" in again.err
    assert _files(folder) == before


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    folder, outside = tmp_path / "new", tmp_path / "outside"
    folder.mkdir()
    outside.mkdir()
    (folder / "ci").symlink_to(outside)
    (folder / "actors.yaml").symlink_to(outside / "actors.yaml")
    with pytest.raises(UsageError, match="is a link"):
        starter.start_library(folder, DAY)
    assert _files(outside) == {}
    assert sorted(_files(folder)) == []


def test_a_link_that_leads_nowhere_is_kept(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    (folder / "actors.yaml").symlink_to(tmp_path / "outside.yaml")
    assert starter.start_library(folder, DAY).kept == ("actors.yaml",)
    assert not (tmp_path / "outside.yaml").exists()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_takes_nothing_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(WriteError, match="cannot be written"):
        starter.start_library(tmp_path / "new", DAY)


def test_what_failed_leaves_nothing_and_can_be_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = starter._write_new  # noqa: SLF001 (the disk fills up there)

    def fail(folder: Path, name: str, text: str) -> bool:
        if name == "library.yaml":
            raise OSError(28, "No space left on device")
        return write(folder, name, text)

    monkeypatch.setattr(starter, "_write_new", fail)
    with pytest.raises(WriteError, match="No space left"):
        starter.start_library(tmp_path / "new", DAY)
    assert _files(tmp_path / "new") == {}
    monkeypatch.undo()
    assert starter.start_library(tmp_path / "new", DAY).kept == ()


@pytest.mark.parametrize("day", ["", "2021", "2021-02-30", "20210630", "0001-01-01", "today"])
def test_what_is_no_day_is_refused(day: str, tmp_path: Path, call: Run) -> None:
    ran = call("init", "new", "--as-of", day, cwd=tmp_path)
    assert ran.status == 2
    assert not (tmp_path / "new").exists()


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path, call: Run) -> None:
    (tmp_path / "new").write_text("mine")
    assert call("init", "new", cwd=tmp_path).status == 2
    assert (tmp_path / "new").read_text() == "mine"


def test_the_recipes_name_the_library(tmp_path: Path, call: Run) -> None:
    assert call("init", cwd=tmp_path).status == 0
    for recipe in (tmp_path / "briefs" / "ci").iterdir():
        assert re.search(r"briefing check --strict .*\bbriefs\n", recipe.read_text("utf-8"))


def test_check_counts_the_files_of_the_library_only(call: Run, tmp_path: Path) -> None:
    call("init", "new", cwd=tmp_path)
    held = [*(tmp_path / "new").rglob("*.yaml")]
    assert call("check", "new", cwd=tmp_path).out == f"No problems in {len(held)} files of new.\n"
