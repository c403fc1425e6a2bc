"""No file in a library's folder ends a run: it is read, reported or passed over."""

import json
import os
import re
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from conftest import Make, Run, checked

from briefing.api import Book
from briefing.index import fingerprints
from briefing.library import files
from briefing.library.location import LibraryLocation

posix = pytest.mark.skipif(os.name != "posix", reason="other systems have no such files")

LATVIA: Final = "name: Latvia\nsources: [charter]\n"
ESTONIA: Final = "countries/estonia.yaml"


def _problems(folder: Path) -> list[tuple[str, str, str]]:
    return [(each.file, each.rule, each.message) for each in checked(folder).problems]


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))


def _huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(files.MAX_SIZE + 1)


def _link_to(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


ODD: Final[dict[str, tuple[Callable[[Path], None], str]]] = {
    "pipe": (os.mkfifo if hasattr(os, "mkfifo") else _huge, "This is a pipe"),
    "socket": (_socket, "This is a pipe, a socket"),
    "folder": (Path.mkdir, "This is a folder"),
    "huge": (_huge, "This file is larger than 16 MiB"),
    "device": (_link_to("/dev/zero"), "This link leads out"),
    "outside": (_link_to("/etc/passwd"), "This link leads out"),
    "parent": (_link_to("../../latvia.yaml"), "This link leads nowhere"),
    "nowhere": (_link_to("nowhere.yaml"), "This link leads nowhere"),
    "itself": (_link_to("latvia.yaml"), "This link leads nowhere"),
    "twice": (_link_to("estonia.yaml"), "This link leads to what is read under another name"),
}


@posix
@pytest.mark.parametrize("odd", ODD)
def test_what_is_no_file_to_be_read_is_one_problem(odd: str, make: Make, tmp_path: Path) -> None:
    put, message = ODD[odd]
    folder = make({"actors.yaml": "envoy: {name: Envoy, of: [latvia], sources: [charter]}\n"})
    put(folder / "countries" / "latvia.yaml")
    ((file, rule, told),) = _problems(folder)
    assert (file, rule) == ("countries/latvia.yaml", "unreadable-file")
    assert told.startswith(message)
    assert "root:" not in str(checked(folder).problems)
    for _ in range(2):
        book = Book(LibraryLocation(folder, "option"), tmp_path / "cache")
        assert book.show("envoy").record.name == "Envoy"
        assert book.check() == checked(folder)
        book.close()


@posix
def test_a_file_of_the_largest_size_is_read(make: Make) -> None:
    folder = make({"countries/latvia.yaml": LATVIA})
    path = folder / "countries" / "latvia.yaml"
    path.write_text(LATVIA + "#" * (files.MAX_SIZE - len(LATVIA)))
    assert len(files.read(str(folder), "countries/latvia.yaml")) == files.MAX_SIZE
    assert _problems(folder) == []


def test_a_file_that_grows_while_it_is_read_is_too_large(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make({})
    monkeypatch.setattr(files, "MAX_SIZE", 5)
    monkeypatch.setattr(files, "_why_refused", lambda _status: "")
    with pytest.raises(files.Refused, match="larger than 16 MiB"):
        files.read(str(folder), ESTONIA)


@posix
def test_a_pipe_that_takes_the_place_of_a_file_is_not_waited_for(make: Make) -> None:
    folder = make({})
    (folder / ESTONIA).unlink()
    os.mkfifo(folder / ESTONIA)
    with pytest.raises(files.Refused, match="pipe"):
        files.read(str(folder), ESTONIA)


@posix
@pytest.mark.parametrize("name", [b"countries/caf\xe9.yaml", b"caf\xe9.yaml", b"caf\xe9/x.yaml"])
def test_a_name_that_is_not_utf8_is_a_problem_with_an_escape(name: bytes, make: Make) -> None:
    folder = make({})
    path = folder / os.fsdecode(name)
    path.parent.mkdir(exist_ok=True)
    path.write_text(LATVIA)
    ((file, _, message),) = _problems(folder)
    assert file == name.decode("utf-8", "backslashreplace")
    assert "not UTF-8" in message


@posix
@pytest.mark.parametrize("target", ["data/countries", ".data", "sub/deep"])
def test_a_folder_of_briefs_may_be_a_link_within_the_library(target: str, make: Make) -> None:
    folder = make({})
    (folder / target).parent.mkdir(parents=True, exist_ok=True)
    (folder / "countries").rename(folder / target)
    (folder / "countries").symlink_to(target)
    assert _problems(folder) == []
    assert sorted(files.list_files(str(folder))) == [ESTONIA, "library.yaml", "sources.yaml"]


@posix
def test_a_file_is_read_by_the_first_link_that_leads_to_it(make: Make) -> None:
    folder = make({})
    (folder / ESTONIA).rename(folder / "estonia.txt")
    for name in ("viro", "estonia"):
        (folder / "countries" / f"{name}.yaml").symlink_to("../estonia.txt")
    ((file, _, message),) = _problems(folder)
    assert file == "countries/viro.yaml"
    assert "read under another name" in message


@posix
@pytest.mark.parametrize(
    ("target", "message"),
    [
        (".", "read under another name"),
        ("countries", "read under another name"),
        ("..", "leads out"),
        ("../away", "leads out"),
        ("nowhere", "leads nowhere"),
        ("events", "leads nowhere"),
    ],
)
def test_any_other_link_to_a_folder_is_one_problem(target: str, message: str, make: Make) -> None:
    actor = "envoy: {name: Envoy, of: [estonia], sources: [charter]}\n"
    folder = make({"actors.yaml": actor})
    (folder.parent / "away").mkdir()
    (folder.parent / "away" / "secret.yaml").write_text(LATVIA)
    (folder / "events").symlink_to(target)
    ((file, rule, told),) = _problems(folder)
    assert (file, rule) == ("events", "unreadable-file")
    assert message in told
    assert "secret" not in told


@posix
def test_what_refers_to_a_folder_that_is_not_followed_is_no_problem(make: Make) -> None:
    folder = make({"actors.yaml": "envoy: {name: Envoy, of: [estonia], sources: [charter]}\n"})
    (folder / "countries").rename(folder.parent / "away")
    (folder / "countries").symlink_to("../away")
    assert [file for file, *_ in _problems(folder)] == ["countries"]


@posix
def test_the_folder_of_a_library_may_be_a_link(make: Make, call: Run) -> None:
    folder = make({})
    folder.rename(folder.parent / "real")
    folder.symlink_to("real")
    assert call("check", "briefs", cwd=folder.parent).out == "No problems in 3 files of briefs.\n"


@pytest.mark.parametrize("below", ["countries", ""])
def test_a_folder_that_cannot_be_opened_is_one_problem(
    below: str, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = "envoy: {name: Envoy, of: [estonia], sources: [charter]}\n"
    folder = make({"actors.yaml": actor})
    open_ = os.open

    def refuse(path: str, flags: int, *rest: Any) -> int:
        if Path(path) == folder / below:
            raise PermissionError(13, "Permission denied")
        return open_(path, flags, *rest)

    monkeypatch.setattr(os, "open", refuse)
    ((file, rule, message),) = _problems(folder)
    assert (file, rule) == (below or ".", "unreadable-file")
    assert message == "This folder cannot be opened: Permission denied."


@pytest.mark.parametrize(
    "name",
    [
        ".estonia.yaml",
        "countries/.#estonia.yaml",
        "countries/._estonia.yaml",
        "countries/estonia.yaml~",
        "countries/#estonia.yaml#",
        "countries/.estonia.yaml.swp",
        ".yamllint.yaml",
        ".pre-commit-config.yaml",
        ".github/workflows/ci.yml",
        "node_modules/a/latvia.yaml",
    ],
)
def test_what_belongs_to_other_programs_is_passed_over(name: str, make: Make) -> None:
    folder = make({name: "name: Estonia\ncode: EST\n"})
    assert _problems(folder) == []
    assert checked(folder).files == 3


@pytest.mark.parametrize(
    "text",
    [
        "site_name: Book\ntheme: {name: material}\nnav: [a.md]\n",
        "- hosts: all\n",
        "services: {web: {image: nginx}}\n",
        "openapi: 3.1.0\ninfo: {title: An API}\n",
    ],
)
def test_a_file_of_another_program_that_holds_no_record_is_no_problem(
    text: str, make: Make
) -> None:
    assert _problems(make({"mkdocs.yml": text})) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("latvia.yaml", LATVIA),
        ("country/latvia.yml", LATVIA),
        ("countries/baltic/latvia.yaml", LATVIA),
        ("people.yaml", "ilves: {name: Ilves}\nkaljulaid: {names: Kaljulaid}\nrebas: {name: R}\n"),
        ("people.yaml", "- {name: Ilves}\n"),
        ("papers.YAML", "note: {title: Note, published: 2020}\n"),
        ("latvia.yaml", "name: [Latvia\n"),
        ("latvia.yaml", "name: \udcff\n"),
        ("latvia.yaml", "\n"),
    ],
)
def test_a_brief_in_the_wrong_place_is_reported(name: str, text: str, make: Make) -> None:
    message = "This file is not read; `briefing help writing` shows where records belong."
    assert _problems(make({name: text})) == [(name, "stray-file", message)]


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("countries/latvia.yml", "countries/latvia.yaml"),
        ("countries/latvia.YAML", "countries/latvia.yaml"),
        ("countries/latvia.Yml", "countries/latvia.yaml"),
        ("actors.yml", "actors.yaml"),
        ("library.yml", "library.yaml"),
    ],
)
def test_a_suffix_that_is_written_otherwise_is_reported(name: str, right: str, make: Make) -> None:
    ((file, rule, message),) = _problems(make({name: "any: text\n"}))
    assert (file, rule) == (name, "stray-file")
    assert message.endswith(f"Rename it to {right}.")


@pytest.mark.parametrize(
    "stem",
    [
        "estonia.sync-conflict-20230101-120000-ABCDEFG",
        "estonia (conflicted copy)",
        "estonia (Ann's conflicted copy 2023-01-01)",
        "estonia copy",
        "estonia - Copy (2)",
        "Copy of estonia",
        "estonia (1)",
        "estonia~",
        "estonia_BACKUP_1234",
        "estonia.orig",
    ],
)
def test_a_copy_that_a_program_made_does_not_take_the_brief_away(
    stem: str, make: Make, call: Run
) -> None:
    text = "name: Estonia\ncode: EST\naliases: [Eesti]\nsources: [charter]\n"
    folder = make({f"countries/{stem}.yaml": text})
    ((file, rule, message),) = _problems(folder)
    assert (file, rule) == (f"countries/{stem}.yaml", "stray-file")
    assert message.startswith("This looks like a copy")
    for name in ("estonia", "EST", "Eesti"):
        assert call("show", name, "--library", str(folder)).status == 0


def test_a_name_that_is_no_copy_is_read(make: Make) -> None:
    folder = make({"countries/North Korea.yaml": LATVIA, "countries/copycat.yaml": LATVIA})
    assert {"bad-id"} <= {rule for _, rule, _ in _problems(folder)} <= {"bad-id", "alias-clash"}


# -- Changes ---------------------------------------------------------------------------------------


def test_an_edit_that_keeps_size_and_time_is_seen(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make({})
    os.utime(folder / ESTONIA, (0, 0))
    later = time.time_ns() + 60_000_000_000
    monkeypatch.setattr(fingerprints, "time_ns", lambda: later)
    book = Book(LibraryLocation(folder, "option"), tmp_path / "cache")
    assert book.show("estonia").record.aliases == ("Eesti",)
    time.sleep(0.02)
    (folder / ESTONIA).write_text((folder / ESTONIA).read_text().replace("Eesti", "Virus"))
    os.utime(folder / ESTONIA, (0, 0))
    assert book.show("estonia").record.aliases == ("Virus",)
    book.close()


REFERRING: Final = {
    "actors.yaml": "envoy: {name: Envoy, of: [estonia], sources: [charter]}\n",
    "countries/latvia.yaml": LATVIA,
}


@pytest.mark.parametrize("file", [ESTONIA, "library.yaml"])
def test_a_file_that_a_save_takes_away_for_a_moment_is_waited_for(
    file: str, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make(REFERRING)
    book = Book(LibraryLocation(folder, "option"))
    away = folder.parent / "away"
    (folder / file).rename(away)
    waits = []

    def put_back(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 2:
            away.rename(folder / file)

    monkeypatch.setattr(fingerprints, "sleep", put_back)
    assert book.check().problems == ()
    assert len(waits) == 2
    assert book.show("estonia").record.name == "Estonia"


def test_a_file_that_vanishes_before_it_is_opened_is_looked_for_again(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make(REFERRING)
    book = Book(LibraryLocation(folder, "option"))
    (folder / ESTONIA).write_text("name: Estonia\ncode: EST\nsources: [charter]\nshort: E\n")
    read = files.read
    failures = 2

    def vanish(library: str, name: str) -> bytes:
        nonlocal failures
        if name == ESTONIA and failures:
            failures -= 1
            raise FileNotFoundError(2, "No such file or directory")
        return read(library, name)

    monkeypatch.setattr(files, "read", vanish)
    assert book.check().problems == ()
    assert failures == 0


def test_a_file_that_has_gone_is_reported_where_it_is_missed(make: Make) -> None:
    folder = make(REFERRING)
    book = Book(LibraryLocation(folder, "option"))
    (folder / ESTONIA).unlink()
    assert [problem.rule for problem in book.check().problems] == ["unknown-reference"]


# -- Where the library is --------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["library.yml", "Library.yaml", "LIBRARY.YML"])
def test_a_library_file_of_another_spelling_is_reported(name: str, make: Make, call: Run) -> None:
    folder = make({})
    (folder / "library.yaml").rename(folder / name)
    message = f"{name}, which is not read; rename it to library.yaml."
    for words in ((), ("briefs",), ("briefs/countries/estonia.yaml",), ("--library", ".")):
        ran = call("check", *words, cwd=folder.parent)
        assert (ran.status, ran.out) == (3, "")
        assert message in ran.err


@posix
@pytest.mark.parametrize("put", [os.mkfifo, Path.mkdir, _link_to("/etc/passwd"), _link_to("no")])
def test_a_library_file_that_cannot_be_read_hides_no_library(
    put: Callable[[Path], None], make: Make, call: Run
) -> None:
    folder = make({})
    (folder / "library.yaml").unlink()
    put(folder / "library.yaml")
    ran = call("show", "estonia", cwd=folder.parent)
    assert (ran.status, ran.out) == (3, "")
    assert "[unreadable-file]" in ran.err
    assert "root:" not in ran.err
    assert call("check", cwd=folder.parent).status == 1


def test_a_folder_that_cannot_be_opened_is_no_library(
    make: Make, call: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make({})

    def refuse(path: str) -> None:
        raise PermissionError(13, "Permission denied", path)

    with monkeypatch.context() as patch:
        patch.setattr(os, "lstat", refuse)
        ran = call("show", "estonia", cwd=folder.parent)
    assert ran.status == 3
    assert re.fullmatch(r"briefing: \S*briefs cannot be opened: Permission denied.\n", ran.err)


def test_a_name_of_a_library_that_is_empty_is_refused(make: Make, call: Run) -> None:
    cwd = make({}).parent
    for arguments in (("show", "estonia", "--library", ""), ("check", "")):
        ran = call(*arguments, cwd=cwd)
        assert (ran.status, ran.out) == (2, "")
        assert "is empty; give it a value or leave it out." in ran.err
    assert call("show", "estonia", cwd=cwd, BRIEFING_LIBRARY="") == (
        2,
        "",
        "briefing: The name of the library's folder is empty; give one, or leave it out.\n",
    )


@posix
@pytest.mark.parametrize("form", ["json", "markdown", "html", "terminal"])
@pytest.mark.parametrize("command", ["show estonia", "check", "--full"])
def test_a_library_may_be_in_a_folder_of_any_name(
    form: str, command: str, make: Make, run: Run
) -> None:
    folder = make({"countries/latvia.yaml": "name: [\n"})
    folder.rename(folder.parent / "\udcff")
    ran = run(*command.split(), "--library", "\udcff", "--format", form, cwd=folder.parent)
    assert ran.status == (1 if command == "check" else 0)
    assert "Traceback" not in ran.err
    if form == "json":
        assert json.loads(ran.out)["library"]["folder"] == "\\xff"


def test_a_folder_of_a_library_is_checked_and_a_file_that_is_not_read_is_refused(
    make: Make, call: Run
) -> None:
    folder = make({"countries/latvia.yaml": "name: Latvia\nbottom_line: B.\ncolour: red\n"})
    (folder / "notes.txt").write_text("colour: red\n")
    checked_folder = call("check", "briefs/countries", cwd=folder.parent)
    assert checked_folder.status == 1
    assert checked_folder.out.endswith("1 error in 2 files of briefs.\n")
    refused = call("check", "briefs/notes.txt", cwd=folder.parent)
    assert (refused.status, refused.out) == (2, "")
    assert refused.err == (
        "briefing: notes.txt is no file of this library, which reads only YAML files with its own "
        "folders and names: `briefing help writing`.\n"
    )
