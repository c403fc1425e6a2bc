"""A kind is added by its row and its struct alone: no command leaves its records out."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from documents import ROOT

from briefing.model.kinds import KINDS, NESTED, TOP_LEVEL, nested_fields

STRUCTS: Final = '''
class Redline(Sourced, frozen=True, kw_only=True):
    """What a country says it will not accept."""

    id: Slug
    """Its id, unique within the file."""
    summary: Text
    """The line, in a sentence."""
    by: tuple[PartyId, ...] = ()
    """Who drew it."""
    tested: Text | None = None
    """Who crossed it, and when."""
    date: Date | None = None
    """When it was drawn."""
    sources: tuple[Reference, ...]
    """Where it comes from."""


class Forum(Sourced, frozen=True, kw_only=True):
    """Where countries meet."""

    name: Text
    """Its usual name."""
    seat: Text | None = None
    """The city in which it meets."""
    members: tuple[CountryId, ...] = ()
    """Who belongs to it."""


class Country('''
ROWS: Final = """_ROWS: Final = (
    Kind("redline", "redlines", "Redline", "Red lines", nested=True, is_dated=True,
         in_timeline=True),
    Kind("forum", "forums", "Forum", "Forums", can_act=True),
"""
CONCERNS: Final = "\n    concerns: tuple[Concern, ...]"
REDLINES: Final = '''
    redlines: tuple[Redline, ...] = ()
    """What it rules out."""'''

LIBRARY: Final = {
    "library.yaml": "title: Scratch\nas_of: 2021-06-30\ntopics: {security: Security}\n",
    "sources.yaml": "charter: {title: Charter, published: 2001-04-04}\n",
    "forums.yaml": "palaver: {name: Palaver, seat: Tartu, members: [estonia], "
    "sources: [charter]}\n",
    "countries/estonia.yaml": """\
name: Estonia
bottom_line: Open.
concerns:
  - {id: speed, topic: security, summary: Help could be late., sources: [charter]}
redlines:
  - {id: no-bases, name: No bases, summary: No base may close., by: [palaver], tested: Once.,
     date: 2020-05, sources: [charter]}
""",
}


@pytest.fixture(scope="module")
def briefing(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """The program with two kinds more than it has, on a library that uses them."""
    place = tmp_path_factory.mktemp("program")
    shutil.copytree(ROOT / "briefing", place / "briefing")
    _edit(place / "briefing/model/records.py", "\nclass Country(", STRUCTS)
    _edit(place / "briefing/model/records.py", CONCERNS, f"{REDLINES}{CONCERNS}")
    _edit(place / "briefing/model/kinds.py", "_ROWS: Final = (\n", ROWS)
    library = place / "library"
    for name, text in LIBRARY.items():
        (library / name).parent.mkdir(parents=True, exist_ok=True)
        (library / name).write_text(text)

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "briefing", *arguments],
            cwd=place,
            env={
                **os.environ,
                "PYTHONPATH": str(place),
                "BRIEFING_LIBRARY": str(library),
                "XDG_CACHE_HOME": str(place / "cache"),
                "COLUMNS": "80",
            },
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    return run


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


SHOWN: Final = {
    ("list", "--full"): ("Palaver",),
    ("list", "forums"): ("Palaver",),
    ("show", "palaver"): ("Tartu", "Estonia", "Charter"),
    ("show", "estonia", "--full"): (
        "RED LINES",
        "No bases",
        "No base may close.",
        "Once.",
        "Palaver",
    ),
    ("show", "estonia", "--section", "redlines", "--full"): ("No base may close.",),
    ("show", "estonia/no-bases"): ("No base may close.", "Once.", "Palaver"),
    ("show", "no bases"): ("No base may close.",),
    ("book",): ("1 forum", "1 redline", "Tartu", "No base may close.", "Palaver"),
    ("changes", "--since", "2019", "--full"): ("NEW REDLINES", "No base may close.", "Charter"),
    ("changes", "--against", "library"): ("The two versions say the same.",),
    ("gaps",): ("Help could be late",),
    ("gaps", "--full"): ("Help could be late.",),
    ("gaps", "--by", "palaver", "--full"): ("Nothing is left after narrowing.",),
    ("search", "tartu", "--full"): ("Palaver", "seat Tartu"),
    ("search", "base"): ("No base may close.",),
    ("sources", "charter", "--full"): ("No base may close.",),
    ("timeline", "--full"): ("No bases. No base may close. (redline", "May 2020"),
    ("timeline", "--country", "estonia", "--full"): ("No base may close.",),
    ("check",): ("No problems in 4 files of",),
    ("list", "--help"): ("forum",),
}


@pytest.mark.parametrize("command", SHOWN, ids=" ".join)
def test_no_command_leaves_a_new_kind_out(
    command: tuple[str, ...], briefing: Callable[..., str]
) -> None:
    out = " ".join(briefing(*command).split())
    assert [text for text in SHOWN[command] if text not in out] == []


@pytest.mark.parametrize("form", ["markdown", "html", "docx", "pdf", "json"])
@pytest.mark.parametrize("command", [("show", "estonia", "--full"), ("show", "palaver"), ("book",)])
def test_a_new_kind_is_written_in_every_format(
    command: tuple[str, ...], form: str, briefing: Callable[..., str], tmp_path: Path
) -> None:
    file = tmp_path / "answer"
    briefing(*command, "--format", form, "-o", str(file))
    assert file.stat().st_size > 0


def test_a_new_kind_is_in_the_schema_and_what_answers_hold(briefing: Callable[..., str]) -> None:
    listing = json.loads(briefing("list", "--format", "json"))
    assert [entry["id"] for entry in listing["result"]["entries"]].count("palaver") == 1
    schema = briefing("schema", "brief")
    assert '"Redline"' in schema
    assert '"redline"' in schema
    assert '"Forum"' in schema


def test_every_row_is_a_kind_of_its_own() -> None:
    assert len({kind.plural for kind in KINDS.values()}) == len(KINDS)
    assert len({kind.record for kind in KINDS.values()}) == len(KINDS)
    assert all(kind.name == kind.record.__name__.lower() for kind in KINDS.values())


def test_every_nested_kind_stands_in_some_record() -> None:
    held = {field for kind in TOP_LEVEL for field in nested_fields(kind)}
    assert held == {kind.plural for kind in NESTED.values()}
