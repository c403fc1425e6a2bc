"""Measures how long answers take and how much memory, as a table of ratios from one run.

Run it in an environment in which the program is installed: `python tests/bench/measure.py`. Every
command is started as a whole process, all of them in turn, round after round; a figure is the
median of the ratios of one round. `--briefs 10` or `--briefs 1000` leaves out the larger libraries;
`--briefs 100000` adds one, and asks everything of it and of that of 10,000: with `--rounds 7` that
takes an hour or so.
What else a person would type is measured beside it where it is on the path. On a machine that is
busy with other work, `--processor` compares the time for which processors worked, with that of
every process that was started, and not the time that passed.
"""

import argparse
import os
import pty
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count, product
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

import generate

SIZES: Final = (10, 1_000, 10_000)
HUGE: Final = 100_000
"""A size that is measured only where it is asked for."""

ROUNDS: Final = 21
WARMING: Final = 2
"""The rounds that fill the caches and do not count."""

SELDOM: Final = 7
"""What takes seconds is run in every seventh round only."""

ONCE: Final = 1_000
"""What reads a whole library is run in the first counted round only."""

MEGABYTES: Final = 200
"""The most memory that any command may take."""

NOTHING: Final = """\
import typer

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def main(name: str) -> None:
    pass


app()
"""
READING: Final = """\
import sys
from pathlib import Path

import yaml

for path in Path(sys.argv[1]).rglob("*.yaml"):
    for event in yaml.parse(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader):
        pass
"""
STARTS: Final = ("papis", "jrnl", "khal", "sqlite-utils", "rich")


class Spent(NamedTuple):
    """The wall time and processor time of one run in seconds, and its peak memory in megabytes.

    The memory is that of its largest process.
    """

    passed: float
    worked: float
    megabytes: float


Clock: TypeAlias = Callable[[Spent], float]
"""The time by which runs are compared."""


class Aim(NamedTuple):
    """The row to compare with, and the highest ratio allowed; or the lowest one, of a speed.

    A speed is that of each processor that the row could use.
    """

    base: str
    bound: float = 0.0
    is_speed: bool = False


class Row(NamedTuple):
    """One line of the table; `prepare` runs before each run, untimed."""

    what: str
    run: Callable[[], Spent]
    aim: Aim = Aim("")
    prepare: Callable[[], object] = lambda: None
    every: int = 1


class Setting(NamedTuple):
    """The folder, environment and library sizes of one measurement."""

    folder: Path
    environment: dict[str, str]
    sizes: Sequence[int]

    def library(self, briefs: int) -> Path:
        """Return the folder of the generated library with this number of briefs."""
        return self.folder / f"briefs-{briefs}"

    @property
    def largest(self) -> Sequence[int]:
        """The sizes of which everything is asked: a huge library is measured beside another."""
        return self.sizes[-2:] if self.sizes[-1] == HUGE else self.sizes[-1:]

    @property
    def recs(self) -> Path:
        """The file with the records of the largest library, for recsel."""
        return self.folder / "briefs.rec"

    @property
    def cache(self) -> Path:
        """The folder in which the program keeps its indexes."""
        return self.folder / "briefing"


def main() -> None:
    """Print the table."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as name:
        setting = _setting(Path(name), arguments.briefs)
        rows = [*_starts(setting), *_sizes(setting), *_whole(setting), *_instead(setting)]
        spent = _measured(setting, rows, arguments.rounds)
        indexes = [_index_of(setting, size, spent) for size in setting.largest]
    clock = _worked if arguments.processor else _passed
    _print(_table(rows, spent, clock))
    nothing = 1000 * statistics.median(map(clock, spent["nothing"].values()))
    kind = " of processor time" if arguments.processor else ""
    _print([f"1.00 is {nothing:.0f} ms{kind} here, on {_processors()} processors.", *indexes])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--briefs", type=int, choices=(*SIZES, HUGE), default=SIZES[-1])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--processor", action="store_true")
    return parser.parse_args()


def _setting(folder: Path, largest: int) -> Setting:
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder), "TERM": "xterm-256color"}
    environment.pop("BRIEFING_LIBRARY", None)
    # Without it, an edited program would be compiled anew at every start.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    setting = Setting(folder, environment, [size for size in (*SIZES, HUGE) if size <= largest])
    for size in setting.sizes:
        recs = [str(setting.recs)] if size == largest else []
        # In a process of its own: a command counts as its own what its parent holds at its start.
        command = [sys.executable, generate.__file__, str(setting.library(size)), str(size), *recs]
        subprocess.run(command, check=True)
        for path in setting.library(size).rglob("*.yaml"):
            _age(path)
    return setting


def _age(path: Path) -> None:
    """Set the modification time of a file back by an hour, to a time that no other file has.

    The content of a file written just now would be compared, by commands that follow faster than
    any reader's.
    """
    mtime = time.time_ns() - 3_600_000_000_000
    os.utime(path, ns=(mtime, mtime))


def _starts(setting: Setting) -> Iterator[Row]:
    """Yield the rows of the shipped library, and of a program that does nothing."""
    nothing = setting.folder / "nothing.py"
    nothing.write_text(NOTHING)
    show = ("show", "japan")
    yield Row("nothing", _piped(setting, [sys.executable, str(nothing), "x"]))
    yield Row("show japan, on a terminal", _on_terminal(setting, *show), Aim("nothing", 1.4))
    yield Row("show japan, piped", _ask(setting, None, *show), Aim("nothing", 1.35))
    as_json = _ask(setting, None, *show, "--format", "json")
    yield Row("show japan --format json", as_json, Aim("nothing", 1.35))
    again = _ask(setting, None, *show)
    yield Row("show japan, asked before", again, Aim("nothing", 0.35), prepare=again)
    yield Row("--help", _ask(setting, None, "--help"), Aim("nothing", 1.1))
    for what, typed in (("a command", "sh"), ("an option", "show --fo")):
        completing = _ask(_completing(setting, typed), None)
        yield Row(f"completing {what}", completing, Aim("nothing", 1.1))


def _sizes(setting: Setting) -> Iterator[Row]:
    """Yield the rows of the same questions in libraries of every size."""
    country = generate.country().id
    questions: list[tuple[str, tuple[str, ...], float]] = [
        ("show X", ("show", country), 1.15),
        ("gaps --country X", ("gaps", "--country", country), 1.5),
        ("timeline --country X", ("timeline", "--country", country), 1.5),
        ("flashpoints", ("flashpoints",), 1.5),
    ]
    for what, arguments, bound in questions:
        for size in setting.sizes:
            aim = Aim(_in(what, SIZES[0]), bound) if size != SIZES[0] else Aim("")
            yield Row(_in(what, size), _ask(setting, size, *arguments), aim)
    for size in setting.largest:
        yield from _searches_and_changes(setting, size)
    for size in dict.fromkeys((setting.sizes[0], *setting.largest)):
        yield from _completion(setting, size)


def _searches_and_changes(setting: Setting, size: int) -> Iterator[Row]:
    """Yield the rows of searches in a library, of an edit, and of building its index."""
    country = generate.country().id
    show = _in("show X", size)
    for what, words in (("two words", generate.WORDS), ("a word of all places", generate.COMMON)):
        search = _ask(setting, size, "search", *words)
        yield Row(_in(f"search for {what}", size), search, Aim(show, 1.5))
    changes = count()
    edited = setting.library(size) / "sources" / f"{generate.source().id}.yaml"
    yield Row(
        _in("show X after one edit", size),
        _ask(setting, size, "show", country),
        Aim(show, 1.2),
        prepare=lambda: _edit(edited, next(changes)),
    )
    reading = f"libyaml reads {size:,} briefs"
    script = setting.folder / "reading.py"
    script.write_text(READING)
    command = [sys.executable, str(script), str(setting.library(size))]
    yield Row(reading, _piped(setting, command), every=SELDOM)
    yield Row(
        _building(size),
        _ask(setting, size, "show", country),
        Aim(reading, 0.4, is_speed=True),
        prepare=lambda: _forget(setting, size),
        every=SELDOM,
    )


def _completion(setting: Setting, briefs: int) -> Iterator[Row]:
    """Yield the row of completing a name in a shell, if that works."""
    country = generate.country().id
    # A shell waits for no index to be made.
    _ask(setting, briefs, "show", country)()
    names = _completing(setting, f"show {country[:5]}", setting.library(briefs))
    process = subprocess.run(
        _briefing(), env=names.environment, capture_output=True, text=True, check=False
    )
    if country in process.stdout:
        yield Row(_in("completing a name", briefs), _ask(names, None), Aim("nothing", 1.2))


def _completing(setting: Setting, typed: str, library: Path | None = None) -> Setting:
    """Return a setting in which a shell asks what goes on from a command as typed."""
    words = {
        "_BRIEFING_COMPLETE": "complete_bash",
        "COMP_WORDS": f"briefing {typed}",
        "COMP_CWORD": str(len(typed.split())),
        **({"BRIEFING_LIBRARY": str(library)} if library else {}),
    }
    return setting._replace(environment={**setting.environment, **words})


def _whole(setting: Setting) -> Iterator[Row]:
    """Yield the rows that read a whole library, to measure how much memory that takes."""
    one, other = generate.power().id, generate.country().id
    questions: list[tuple[str, ...]] = [
        (),
        ("show", one),
        ("compare", one, other),
        ("gaps",),
        ("gaps", "--format", "json"),
        ("book", "--format", "json"),
        ("timeline",),
        ("changes", "--since", "2023", "--country", other),
        ("changes", "--since", "2023"),
        ("sources",),
        ("list",),
        ("check",),
        ("show", other, "--as-of", "2020"),
        ("show", other, "--no-cache"),
    ]
    for size, arguments in product(setting.largest, questions):
        what = " ".join(arguments).replace(one, "POWER").replace(other, "X") or "briefing"
        of_one = {
            "gaps": "gaps --country X",
            "timeline": "timeline --country X",
            "changes --since 2023": "changes --since 2023 --country X",
        }
        aim = Aim(_in(of_one[what], size), 3) if what in of_one else Aim("")
        yield Row(_in(what, size), _ask(setting, size, *arguments), aim, every=ONCE)


def _instead(setting: Setting) -> Iterator[Row]:
    """Yield the rows of what a person would type without this program, and of other programs."""
    size = setting.sizes[-1]
    library, country = setting.library(size), generate.country()
    brief = str(library / "countries" / f"{country.id}.yaml")
    concerns = ["recsel", "-t", "concerns", "-e", f"owner = '{country.id}'", str(setting.recs)]
    typed: list[tuple[str, list[str]]] = [
        ("yq .concerns X.yaml", ["yq", ".concerns", brief]),
        ("grep -rlw X", ["grep", "-rlw", country.id, str(library)]),
        ("rg -lw X", ["rg", "-lw", country.id, str(library)]),
        ("recsel, the concerns of X", concerns),
        *((f"{name} --version", [name, "--version"]) for name in STARTS),
    ]
    for what, command in typed:
        if shutil.which(command[0]):
            label = what if command[-1] == "--version" else _in(what, size)
            yield Row(label, _piped(setting, command), every=3)


def _building(briefs: int) -> str:
    return f"building the index of {briefs:,}"


def _in(what: str, briefs: int) -> str:
    return f"{what}, in {briefs:,}"


def _edit(path: Path, number: int) -> None:
    text = path.read_text(encoding="utf-8").partition("sourcing: ")[0]
    path.write_text(
        f"{text}sourcing: Read again, for the time of number {number}.\n", encoding="utf-8"
    )
    _age(path)


def _forget(setting: Setting, briefs: int) -> None:
    for file in setting.cache.glob(f"{setting.library(briefs).name}-*"):
        file.unlink()


def _index_of(setting: Setting, briefs: int, spent: dict[str, dict[int, Spent]]) -> str:
    """Return how much the index of a library takes beside its files, and how long to build."""
    kept = setting.cache.glob(f"{setting.library(briefs).name}-*")
    index, files = (
        sum(file.stat().st_size for file in found) / 1e6
        for found in (kept, setting.library(briefs).rglob("*.yaml"))
    )
    builds = spent[_building(briefs)].values()
    passed, worked = (statistics.median(map(clock, builds)) for clock in (_passed, _worked))
    return (
        f"The index of {briefs:,} briefs takes {index:,.1f} MB beside {files:,.1f} MB of files; "
        f"building it took {passed:.1f} s, in which processors worked {worked:.1f} s."
    )


def _ask(setting: Setting, briefs: int | None, *arguments: str) -> Callable[[], Spent]:
    """Return a run of the program on a generated library, or on the shipped one."""
    command = [*_briefing(), *arguments]
    if briefs is not None:
        command += ["--library", str(setting.library(briefs))]
    return _piped(setting, command)


def _on_terminal(setting: Setting, *arguments: str) -> Callable[[], Spent]:
    return lambda: _terminal([*_briefing(), *arguments], setting.environment)


def _piped(setting: Setting, command: list[str]) -> Callable[[], Spent]:
    return lambda: _spent(command, setting.environment, subprocess.PIPE)


def _briefing() -> list[str]:
    return [str(Path(sys.executable).with_name("briefing"))]


def _measured(setting: Setting, rows: Sequence[Row], rounds: int) -> dict[str, dict[int, Spent]]:
    """Return what each row spent, by the round in which it was run.

    An answer that was kept is forgotten before each, so that every question is asked anew.
    """
    spent: dict[str, dict[int, Spent]] = {row.what: {} for row in rows}
    for round_ in range(-WARMING, rounds):
        for row in rows:
            if round_ % row.every == 0:
                shutil.rmtree(setting.cache / "answers", ignore_errors=True)
                row.prepare()
                took = row.run()
                if round_ >= 0:
                    spent[row.what][round_] = took
    return spent


def _spent(command: list[str], environment: dict[str, str], output: int) -> Spent:
    """Run a command to its end, and read its output."""
    started = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=output)
    if process.stdout is not None:
        with process.stdout:
            while os.read(process.stdout.fileno(), 1 << 20):
                pass
    return _ended(process, command, started)


def _terminal(command: list[str], environment: dict[str, str]) -> Spent:
    """Run a command on a terminal of its own, and read its output there."""
    started = time.perf_counter()
    primary, secondary = pty.openpty()
    process = subprocess.Popen(command, env=environment, stdout=secondary)
    os.close(secondary)
    try:
        while os.read(primary, 65536):
            pass
    except OSError:  # the other end is closed
        pass
    os.close(primary)
    return _ended(process, command, started)


def _ended(process: "subprocess.Popen[bytes]", command: list[str], started: float) -> Spent:
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    # Linux counts kilobytes, macOS bytes.
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    passed = time.perf_counter() - started
    return Spent(passed, used.ru_utime + used.ru_stime, used.ru_maxrss * unit / 1e6)


def _passed(spent: Spent) -> float:
    return spent.passed


def _worked(spent: Spent) -> float:
    return spent.worked


def _table(rows: Iterable[Row], spent: dict[str, dict[int, Spent]], clock: Clock) -> Iterator[str]:
    """Yield the lines of the table in Markdown."""
    yield "| what | to nothing | to what it is compared to | aim | memory |"
    yield "| --- | --: | --: | --- | --: |"
    for row in rows:
        took = spent[row.what]
        if not took:
            continue
        megabytes = max(run.megabytes for run in took.values())
        memory = f"{megabytes:.0f} MB{' (missed)' if megabytes > MEGABYTES else ''}"
        to_nothing = f"{_ratio(took, spent['nothing'], clock):.2f}"
        yield f"| {row.what} | {to_nothing} | {_compared(row, spent, clock)} | {memory} |"


def _compared(row: Row, spent: dict[str, dict[int, Spent]], clock: Clock) -> str:
    """Return two cells: a row's ratio to the row it is compared with, and its aim."""
    if not row.aim.base:
        return " | "
    ratio = _ratio(spent[row.what], spent[row.aim.base], clock)
    bound, sign = row.aim.bound, "≤"
    if row.aim.is_speed:
        # Time that passed, passed for each of the processors that could have worked.
        ratio, sign = 1 / (ratio * (_processors() if clock is _passed else 1)), "≥"
    missed = (ratio < bound) if row.aim.is_speed else (round(ratio, 2) > bound)
    return f"{ratio:.2f} | {sign} {bound}{' (missed)' if missed else ''}"


def _ratio(mine: dict[int, Spent], base: dict[int, Spent], clock: Clock) -> float:
    return statistics.median(clock(mine[round_]) / clock(base[round_]) for round_ in mine)


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)  # noqa: T201 (its answer)


if __name__ == "__main__":
    main()
