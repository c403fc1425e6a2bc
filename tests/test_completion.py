"""Completion: what a shell offers while a command is being typed."""

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from random import Random
from typing import Final

import pytest
from conftest import Make, Run
from documents import ROOT

from briefing.api import Book
from briefing.index import cache as cache_file
from briefing.library.completion import MAX_COMPLETIONS, complete_from_cache, shell_word
from briefing.library.folding import normalize_name
from briefing.library.library import Library
from briefing.library.location import LibraryLocation
from briefing.library.lookup import NameRank, all_names
from briefing.model.kinds import TOP_LEVEL

BALTIC = str(ROOT / "tests" / "baltic")


def completions(run: Run, typed: str, **environment: str) -> list[str]:
    place = str(len(typed.split(" ")) - 1)
    ran = run(
        _BRIEFING_COMPLETE="complete_bash",
        COMP_WORDS=typed,
        COMP_CWORD=place,
        **{"BRIEFING_LIBRARY": BALTIC, **environment},
    )
    assert (ran.status, ran.err) == (0, "")
    return ran.out.split()


OFFERED = {
    "briefing ti": ["timeline"],
    "briefing show est": ["estonia", "estonian-Ministry-of-Defence"],
    "briefing show EST": ["ESTonia", "ESTonian-Ministry-of-Defence"],
    "briefing show tal": ["tallinn"],
    "briefing show 북": ["북대서양-조약-기구"],
    "briefing show riga": ["riga-meeting"],
    "briefing show --as-of 2021-05 riga": [],
    "briefing show Suwa": ["Suwalki-gap"],
    "briefing show estonia/n": ["estonia/new-brigade"],
    "briefing show latvia lat": ["latvia"],
    "briefing flashpoints ": ["gulf-of-finland", "suwalki-gap"],
    "briefing gaps ": ["belarus", "estonia", "latvia"],
    "briefing gaps --topic ": ["security", "energy"],
    "briefing gaps --status un": ["unanswered"],
    "briefing timeline --by na": ["nato"],
    "briefing timeline --source ": ["charter", "daily-news", "review-2021"],
    "briefing sources rev": ["review-2021"],
    "briefing list so": ["source"],
    "briefing list --format ": ["terminal", "markdown", "html", "docx", "pdf", "json", "csv"],
    "briefing quote na": ["nato"],
    "briefing timeline --format i": ["ics"],
    "briefing check --explain unu": ["unused-source"],
    "briefing check --select long-c": ["long-caveat"],
    "briefing show --sec": ["--section"],
    f"briefing --library {BALTIC} show es": ["estonia", "estonian-Ministry-of-Defence"],
    f"briefing --plain --library={BALTIC} gaps ": ["belarus", "estonia", "latvia"],
    "briefing --as-of 2021-05 show riga": [],
    "briefing --library nowhere show es": [],
    f"briefing --library nowhere show --library {BALTIC} tal": ["tallinn"],
    "briefing --format j": ["json"],
    "briefing --plain ti": ["timeline"],
    "briefing --as-of 2017 che": ["check"],
    "briefing nonsense es": [],
    "briefing show --library nowhere es": [],
}


@pytest.mark.parametrize("typed", OFFERED)
def test_what_is_typed_is_gone_on_with(typed: str, run: Run) -> None:
    assert completions(run, typed) == OFFERED[typed]


def test_what_is_offered_leads_to_its_record(run: Run) -> None:
    for name in ("tallinn", "ESTonia", "북대서양-조약-기구", "estonian-Ministry-of-Defence"):
        assert run("show", name, BRIEFING_LIBRARY=BALTIC).status == 0


def test_nothing_that_a_shell_would_run_is_offered(run: Run, make: Make) -> None:
    name = r"Pact; $(reboot) `reboot`\n\x1b[31m'\u202e|&<>*?~#!{\"}\\ of Öland"
    folder = make({"instruments.yaml": f'treaty: {{name: "{name}", sources: [charter]}}\n'})
    (offered,) = completions(run, "briefing show pact", BRIEFING_LIBRARY=str(folder))
    assert re.fullmatch(r"pact-+reboot-+reboot-+31m-+of-Öland", offered)
    assert run("show", offered, "--library", str(folder)).status == 0


def test_a_key_never_waits_for_a_large_library_to_be_read(
    run: Run, make: Make, tmp_path: Path
) -> None:
    country = "name: {name}\nsources: [charter]\n"
    folder = make({f"countries/land-{n}.yaml": country.format(name=f"Land {n}") for n in range(51)})
    known = {"BRIEFING_LIBRARY": str(folder), "XDG_CACHE_HOME": str(tmp_path)}
    assert completions(run, "briefing show land-4", **known) == []
    assert run("list", **known).status == 0
    offered = ["land-4", *(f"land-{n}" for n in range(40, 50))]
    assert completions(run, "briefing show land-4", **known) == offered


KINDS = ((), ("country",), ("flashpoint",), ("event",), ("country", "actor"))


@pytest.mark.parametrize("folder", [BALTIC, str(ROOT / "briefs")], ids=["baltic", "shipped"])
def test_every_beginning_of_every_name_is_completed_from_the_cache(
    folder: str, tmp_path: Path
) -> None:
    cache = tmp_path / "cache"
    book = Book(LibraryLocation(Path(folder), "option"), cache)
    names = book.ask(_names)
    book.close()
    # A slash begins the id of a nested record, which the cache is not asked for.
    words = {word.partition("/")[0] for _, _, texts in names for _, word in texts}
    starts = sorted({word[:end] for word in words for end in range(12)} | {"É", "(", "tokyo "})
    for kinds in KINDS:
        for start in starts:
            offered = complete_from_cache(Path(folder), cache, start, kinds)
            assert offered == _expected(names, start, kinds), (start, kinds)


_key: Final = cache(normalize_name)
"""What a name or a part of one is compared by; each is compared hundreds of times here."""


def _names(library: Library) -> list[tuple[str, str, list[tuple[bool, str]]]]:
    """Return the id, kind and words of every record; whether it is asked for by each of them."""
    return sorted(
        (
            id_,
            kind,
            [
                (name.rank < NameRank.NESTED, shell_word(name.text))
                for name in all_names(id_, record)
            ],
        )
        for kind in TOP_LEVEL
        for id_, record in library.records(kind).items()
    )


def _expected(
    names: Sequence[tuple[str, str, list[tuple[bool, str]]]], start: str, kinds: Sequence[str]
) -> list[str]:
    key = _key(start)
    found = [
        words
        for _, kind, words in names
        if (not kinds or kind in kinds)
        and any(is_asked and _key(word).startswith(key) for is_asked, word in words)
    ]
    offered = (
        [word for _, word in words if _key(word[: len(start)]) == key]
        for words in found[:MAX_COMPLETIONS]
    )
    return [f"{start}{words[0][len(start) :]}" for words in offered if words]


def test_names_are_those_of_the_last_question(run: Run, make: Make, tmp_path: Path) -> None:
    folder = make({"countries/livonia.yaml": "name: Livonia\nsources: [charter]\n"})
    known = {"BRIEFING_LIBRARY": str(folder), "XDG_CACHE_HOME": str(tmp_path)}
    assert run("list", **known).status == 0
    (folder / "countries" / "livonia.yaml").rename(folder / "countries" / "courland.yaml")
    assert completions(run, "briefing show liv", **known) == ["livonia"]
    assert completions(run, "briefing show cour", **known) == []
    assert run("list", **known).status == 0
    assert completions(run, "briefing show liv", **known) == ["livonia"]
    assert completions(run, "briefing show cour", **known) == ["courland"]
    (folder / "countries" / "courland.yaml").unlink()
    assert run("list", **known).status == 0
    assert completions(run, "briefing show cour", **known) == []


def test_a_name_is_completed_without_reading_the_model_or_the_library(
    run: Run, tmp_path: Path
) -> None:
    known = {"BRIEFING_LIBRARY": BALTIC, "XDG_CACHE_HOME": str(tmp_path)}
    assert run("list", **known).status == 0
    ran = run(
        _BRIEFING_COMPLETE="complete_bash",
        COMP_WORDS="briefing show est",
        COMP_CWORD="2",
        PYTHONPROFILEIMPORTTIME="1",
        **known,
    )
    assert ran.out.split() == OFFERED["briefing show est"]
    imported = {line.rpartition("|")[2].strip() for line in ran.err.splitlines()}
    assert "sqlite3" in imported
    heavy = {"msgspec", "yaml", "briefing.api", "briefing.model.records", "briefing.index.store"}
    assert not imported & heavy


@pytest.fixture
def large(make: Make, run: Run, tmp_path: Path) -> tuple[dict[str, str], Path]:
    """Return a library of too many files to be read at a key, and its index."""
    country = "name: {name}\nsources: [charter]\n"
    folder = make({f"countries/land-{n}.yaml": country.format(name=f"Land {n}") for n in range(51)})
    known = {"BRIEFING_LIBRARY": str(folder), "XDG_CACHE_HOME": str(tmp_path)}
    assert run("list", **known).status == 0
    (index,) = (tmp_path / "briefing").glob("*.sqlite")
    return known, index


DAMAGE = {
    "no database": None,
    "another layout": f"PRAGMA user_version = {cache_file.FORMAT + 1}",
    "another library": "UPDATE metadata SET value = zeroblob(9) WHERE name = 'folder'",
    "no table": "DROP TABLE spelling",
    "another word": "UPDATE spelling SET word = 'elbonia' WHERE key = 'land7'",
    "another id": "UPDATE spelling SET id = 'elbonia' WHERE key = 'land7'",
    "no text": "UPDATE spelling SET word = zeroblob(4) WHERE key = 'land7'",
    "no sum": "UPDATE spelling SET sum = NULL WHERE key = 'land7'",
    "no metadata": "DELETE FROM metadata",
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_or_foreign_index_offers_nothing(
    damage: str, large: tuple[dict[str, str], Path], run: Run
) -> None:
    known, index = large
    when = index.stat().st_mtime_ns
    statement = DAMAGE[damage]
    if statement is None:
        index.write_bytes(b"SQLite format 3\0" + bytes(range(256)) * 40)
    else:
        with closing(sqlite3.connect(index, isolation_level=None)) as database:
            database.execute(statement)
    os.utime(index, ns=(when, when))
    assert completions(run, "briefing show land-7", **known) == []


def test_an_index_that_another_program_wrote_to_offers_nothing(
    large: tuple[dict[str, str], Path], run: Run
) -> None:
    known, index = large
    os.utime(index)
    assert completions(run, "briefing show land-7", **known) == []


def test_any_wrong_byte_of_an_index_offers_no_other_name(
    large: tuple[dict[str, str], Path], tmp_path: Path
) -> None:
    known, index = large
    folder, when = Path(known["BRIEFING_LIBRARY"]), index.stat().st_mtime_ns
    content = index.read_bytes()
    random = Random(7)  # noqa: S311 (no secret)
    for position in (*range(100), *(random.randrange(len(content)) for _ in range(400))):
        changed = bytearray(content)
        changed[position] ^= 1 << random.randrange(8)
        index.write_bytes(changed)
        os.utime(index, ns=(when, when))
        offered = complete_from_cache(folder, tmp_path / "briefing", "land-1", ("country",))
        names = ["land-1", *(f"land-{n}" for n in range(10, 20))]
        assert offered is None or set(offered) <= {*names}, position


QUOTED = ("briefing 'show' est", 'briefing "show" est', "briefing sh\\ow est")


@pytest.mark.parametrize("typed", QUOTED)
def test_a_command_is_known_however_it_is_quoted(typed: str, run: Run) -> None:
    assert completions(run, typed) == OFFERED["briefing show est"]


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_are_answered_too(shell: str, run: Run) -> None:
    ran = run(
        _BRIEFING_COMPLETE=f"complete_{shell}",
        _TYPER_COMPLETE_ARGS="briefing show lat",
        _TYPER_COMPLETE_FISH_ACTION="get-args",
        BRIEFING_LIBRARY=BALTIC,
    )
    assert ran.status == 0
    assert "latvia" in ran.out


def test_completion_is_installed_with_one_command(tmp_path: Path) -> None:
    (tmp_path / ".bashrc").write_text("# mine\n")
    shell = f"{sys.executable} -m briefing --install-completion bash"
    done = subprocess.run(
        ["bash", "-c", shell],
        env={
            "HOME": str(tmp_path),
            "PATH": "/usr/bin:/bin",
            "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1",
        },
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / ".bashrc").read_text().startswith("# mine\n\nsource '")
    (script,) = tmp_path.glob(".bash_completions/*.sh")
    assert "_BRIEFING_COMPLETE=complete_bash" in script.read_text()
