"""The way past one machine, as its page of the manual has it: PostgreSQL counts what we count.

The tables, the loading and the questions are those of the page. A server of one's own is started
for them, in a folder that is taken away again.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, get_args

import generate
import msgspec
import pytest
from conftest import Make
from documents import ROOT

import briefing
from briefing.answers.acts import Act
from briefing.api import Book
from briefing.model import records
from briefing.model.schema import TEXT, fields
from briefing.model.vocabulary import Status

PAGE: Final = (ROOT / "briefing" / "manual" / "scale.md").read_text(encoding="utf-8")
TABLES, COUNTS, UNANSWERED, DAY, SEARCH, REFERRING = re.findall(r"(?ms)^```sql\n(.*?)^```$", PAGE)
[LOADING] = re.findall(r"(?ms)^```sh\n(set -.*?)^```$", PAGE)
SHIPPED: Final = ROOT / "briefs"

Query = Callable[[str], list[list[str]]]


def _programs() -> Path | None:
    """The folder of the server's programs: Debian puts them on no path, and by version."""
    if on_path := shutil.which("pg_ctl"):
        return Path(on_path).resolve().parent
    found = Path("/usr/lib/postgresql").glob("*/bin/pg_ctl")
    return max((file.parent for file in found), key=lambda it: int(it.parent.name), default=None)


PROGRAMS: Final = _programs()
MISSING: Final = [
    *(["PostgreSQL's server"] if PROGRAMS is None else []),
    *(name for name in ("psql", "jq", "bash") if not shutil.which(name)),
]


class Server:
    """A server that listens on a socket in a folder of its own, and nowhere else."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # It refuses to be run by root.
        self._owner = "nobody" if os.geteuid() == 0 else None
        if self._owner:
            shutil.chown(folder, self._owner)

    def start(self) -> None:
        data = str(self.folder / "data")
        self._run(
            "initdb",
            "-D",
            data,
            "-U",
            "reader",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-locale",
            "--no-sync",
        )
        options = f"-c listen_addresses= -c fsync=off -k {self.folder}"
        log = str(self.folder / "log")
        self._run("pg_ctl", "-w", "-D", data, "-l", log, "-o", options, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")

    def environment(self, database: str) -> dict[str, str]:
        inherited = {name: text for name, text in os.environ.items() if name[:2] != "PG"}
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        server = {"PGHOST": str(self.folder), "PGUSER": "reader", "PGDATABASE": database}
        return {**inherited, **server, "PATH": path, "PYTHONUTF8": "1"}

    def _run(self, program: str, *arguments: str) -> None:
        assert PROGRAMS is not None
        subprocess.run(
            [str(PROGRAMS / program), *arguments],
            cwd=self.folder,
            user=self._owner,
            stdout=subprocess.DEVNULL,
            check=True,
        )


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    if MISSING:
        pytest.skip(f"not installed: {', '.join(MISSING)}")
    # The path of a socket must be short, and a folder of pytest's is closed to other users.
    with tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as name:
        running = Server(Path(name))
        running.start()
        yield running
        running.stop()


Load = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def load(server: Server, tmp_path: Path) -> Load:
    """Loads a library into a database of this name, as the page does it."""

    def run(database: str, library: Path, *options: str) -> "subprocess.CompletedProcess[str]":
        environment = {
            **server.environment(database),
            "BRIEFING_LIBRARY": str(library),
            "XDG_CACHE_HOME": str(tmp_path / "cache"),
        }
        if [database] not in _query(server, "postgres")("select datname from pg_database"):
            _query(server, "postgres")(f"create database {database}")
        folder = tmp_path / "loading"
        folder.mkdir(exist_ok=True)
        (folder / "tables.sql").write_text(TABLES, encoding="utf-8")
        script = LOADING.replace("briefing book ", f"briefing book {' '.join(options)} ")
        return subprocess.run(
            ["bash", "-c", script],
            cwd=folder,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    return run


def _query(server: Server, database: str) -> Query:
    """What asks a database and returns rows; a text that may have line breaks is asked as JSON."""

    def ask(sql: str) -> list[list[str]]:
        done = subprocess.run(
            ["psql", "-XAtq", "-F", "\x1f", "-v", "ON_ERROR_STOP=1", "-c", sql],
            env=server.environment(database),
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        return [line.split("\x1f") for line in done.stdout.split("\n")[:-1]]

    return ask


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("invented") / "briefs"
    generate.write(folder, 300)
    return folder


BOOKS: Final = [("shipped", None), ("shipped", "2017-01-20"), ("invented", None)]
WORDS: Final = {
    "shipped": ("deterrence", "thaad", "senkakus", "reassure", "costs", "overwhelming"),
    "invented": (*generate.COMMON, *generate.WORDS, "agree"),
}


@pytest.mark.parametrize(("which", "day"), BOOKS, ids=str)
def test_both_sides_count_and_find_the_same(
    which: str, day: str | None, invented: Path, load: Load, server: Server
) -> None:
    library = SHIPPED if which == "shipped" else invented
    done = load("counted", library, *(["--as-of", day] if day else []))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    query, book = _query(server, "counted"), briefing.open(library)
    _compare_counts(query, book, day)
    _compare_days(query, book, day)
    for word in WORDS[which]:
        _compare_search(query, book, day, word)


def _compare_counts(query: Query, book: Book, day: str | None) -> None:
    """Compare counts by country, topic and state with those of lists narrowed to them."""
    countries, topics, statuses = COUNTS.strip().split("\n")
    expected = {
        country.id: sum(msgspec.structs.astuple(counts))
        for country in book.list("country", as_of=day).entries
        if (counts := book.show(country.id, as_of=day).counts) is not None
    }
    assert dict(query(countries)) == {id_: str(n) for id_, n in expected.items() if n}
    by_topic = {
        topic: len(book.list("concern", topic=topic, as_of=day).entries)
        for topic in book.overview(as_of=day).topics
    }
    assert dict(query(topics)) == {topic: str(n) for topic, n in by_topic.items() if n}
    by_status = {
        status: len(book.list("concern", status=status, as_of=day).entries)
        for status in get_args(Status)
    }
    assert dict(query(statuses)) == {status: str(n) for status, n in by_status.items() if n}
    assert len(by_status) == 4
    assert sum(by_topic.values()) == sum(by_status.values()) == sum(expected.values()) > 0
    country = max(expected, key=lambda id_: expected[id_])
    wanted = book.gaps(country, status="unanswered", as_of=day).gaps
    rows = query(UNANSWERED.replace("'japan'", f"'{country}'"))
    assert rows == sorted([gap.standing.concern, gap.concern.summary] for gap in wanted)


def _compare_days(query: Query, book: Book, day: str | None) -> None:
    """Compare what can lie on each day on which something begins, and on the days beside it."""
    whole = Counter(_parts(book.timeline(as_of=day).moments))
    assert Counter(map(tuple, query("select kind, id from act"))) == whole
    days = [row[0] for row in query("select distinct first_day from act order by 1")]
    for first in ["1900-01-01", *days[:: max(1, len(days) // 8)]]:
        expected = _parts(book.timeline(since=first, until=first, as_of=day).moments)
        rows = query(DAY.replace("2017-02-03", first))
        assert Counter(map(tuple, rows)) == Counter(expected), first


def _parts(acts: tuple[Act, ...]) -> list[tuple[str, str]]:
    return [(part.kind, part.id) for act in acts for part in (act, *act.parts)]


def _compare_search(query: Query, book: Book, day: str | None, word: str) -> None:
    """Compare the records that hold a word themselves: not those that refer to one so called."""
    expected = {
        group.id
        for group in book.search(word, limit=0, as_of=day).groups
        if {match.text for hit in group.hits for match in hit.matches}
        & set(_texts(msgspec.to_builtins(book.show(group.id, as_of=day).record)))
    }
    rows = query(SEARCH.replace("extended deterrence", word))
    assert {row[0] for row in rows} == expected, word
    assert expected or day, word


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def test_what_refers_to_a_record_is_found_and_loading_anew_replaces(
    load: Load, server: Server
) -> None:
    for _ in range(2):
        assert load("again", SHIPPED).stderr == ""
    query, book = _query(server, "again"), briefing.open(SHIPPED)
    related = book.show("senkaku-islands").related.values()
    tops = {item.id.partition("/")[0] for items in related for item in items}
    rows = {row[0] for row in query(REFERRING)}
    assert rows
    assert rows <= tops
    kinds = Counter(entry.kind for entry in book.list().entries)
    loaded = query("select kind, count(*) from record group by kind")
    assert {kind: int(count) for kind, count in loaded} == kinds


HOSTILE: Final = (
    "back\\slash \\n \\. \\\\ \\u0041 C:\\temp",
    "\\.",
    "a \"quoted\" 'text' with ''two'' and \"\"\"three\"\"\", and, commas; e'\\x01'",
    "tab\there,\nline\nbreaks,\r\nand\rothers\u2028\u2029\x85",
    "\x01 quotes and \x02 delimits \x1b[31m",
    "日本の尖閣諸島、𠮷野家 🇯🇵 e\u0301 \ufeff \u200f",
    "null",
    '{"body": [1, true]}',
    "$1 %s {0} `id` $(id) ; drop table record; --",
)


def _escaped(text: str) -> str:
    """A text in YAML, every character of it by its number."""
    return '"' + "".join(f"\\U{ord(character):08x}" for character in text) + '"'


def test_any_text_arrives_as_it_was(make: Make, load: Load, server: Server) -> None:
    folder = make(
        {
            f"countries/c{number}.yaml": f"name: C{number}\nsummary: {_escaped(text)}\n"
            for number, text in enumerate(HOSTILE)
        }
    )
    assert load("hostile", folder).stderr == ""
    rows = _query(server, "hostile")(
        "select id, to_json(body #>> '{record,summary}')::text from record where id ~ '^c[0-9]$'"
    )
    book = briefing.open(folder)
    loaded = {id_: json.loads(text) for id_, text in rows}
    assert loaded == {f"c{n}": book.show(f"c{n}").record.summary for n in range(len(HOSTILE))}
    assert loaded == {f"c{number}": text for number, text in enumerate(HOSTILE)}


def test_what_postgresql_cannot_hold_ends_the_loading(make: Make, load: Load) -> None:
    folder = make({"countries/x.yaml": '{"name": "X", "summary": "no \\0 there"}'})
    done = load("without", folder)
    assert done.returncode != 0
    assert "unsupported Unicode escape sequence" in done.stderr


def test_the_page_names_every_field_of_prose() -> None:
    found = re.search(r'"\^\((.*)\)\$"', TABLES)
    assert found is not None
    parts = [
        part
        for part in vars(records).values()
        if isinstance(part, type) and issubclass(part, msgspec.Struct)
    ]
    prose = {
        field.attribute
        for part in parts
        for field in fields(part).values()
        if TEXT in (field.type.format, field.type.items and field.type.items.format)
    }
    assert found[1].split("|") == sorted(prose)
