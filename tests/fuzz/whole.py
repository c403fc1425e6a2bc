"""Fuzzes the whole program: damaged libraries, command lines, searches and dates.

Whatever is typed and whatever the files hold, it ends with a documented status, without a
traceback, and what it writes as JSON is JSON.
"""

import atexit
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any, Final, NamedTuple

import command_lines
from command_lines import BALTIC, EXAMPLES
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from transcripts import run_here

from briefing.model import edtf
from fuzz import reader

LONGEST_ERROR: Final = 200_000

COMMANDS: Final = command_lines.commands()

PLAUSIBLE: Final = (
    "estonia", "nato", "riga meeting", "security", "unanswered", "charter", "2016", "2017-02",
    "2018/2020", "json", "csv", "markdown", "html", "ics", "concise", "terminal", "baltic",
    "country", "countries", "0", "1", "20", "80", "-1", "x.json", "x.csv", "x.md", "a4", "never",
    "always", "HEAD", "missing/x.html",
)  # fmt: skip


def _can_be_typed(text: str) -> bool:
    try:
        return b"\0" not in text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return False


WORDS: Final = st.one_of(
    st.sampled_from(PLAUSIBLE),
    st.sampled_from([text for text in reader.HOSTILE if _can_be_typed(text)]),
    st.text(max_size=20).filter(_can_be_typed),
    st.binary(max_size=8)
    .map(lambda raw: raw.decode("utf-8", "surrogateescape"))
    .filter(_can_be_typed),
)

SEARCH_WORDS: Final = st.one_of(
    WORDS,
    st.sampled_from(
        ('"', "(", ")", "*", "OR", "AND", "NOT", "NEAR", "^", ":", "-", "pledg*", '"a b"')
    ),
)

DATES: Final = st.one_of(
    st.text("0123456789XuY-/?~%. \u0662\uff12", max_size=24),
    st.from_regex(
        r"[0-9X]{4}(-[0-9X]{2}(-[0-9X]{2})?)?[?~%]?(/([0-9X]{4}(-[0-9X]{2})?|\.\.)?)?",
        fullmatch=True,
    ),
    WORDS,
)


@st.composite
def lines(draw: st.DrawFn) -> list[str]:
    """Return a command, its arguments or others, and some of its options."""
    name = draw(st.sampled_from([*EXAMPLES]))
    some = draw(st.one_of(st.just([*EXAMPLES[name]]), st.lists(WORDS, max_size=3)))
    options = command_lines.options(COMMANDS[name])
    for option in draw(st.lists(st.sampled_from([*options, "--help"]), max_size=4)):
        some += [option, draw(WORDS)] if options.get(option) else [option]
    return [name, *some] if name else some


@contextmanager
def _library() -> Iterator[Path]:
    """Make a folder with a valid library in it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "a", "b")
        shutil.copytree(BALTIC, folder / "baltic")
        yield folder


def check_line(words: Sequence[str], folder: Path) -> None:
    """Run a command line, and make sure that it ends as it should.

    Raises:
        AssertionError: it does not.
    """
    environment = {"XDG_CACHE_HOME": str(folder.parent / "cache"), "BRIEFING_LIBRARY": "baltic"}
    ran = run_here(words, environment, folder)
    assert ran.status in ((0, 1, 2, 3) if "check" in words else (0, 2, 3)), ran
    assert "Traceback" not in ran.err
    # What was typed may be quoted.
    assert len(ran.err) <= LONGEST_ERROR + 2 * sum(map(len, words)), ran.err
    assert ran.status < 2 or ran.err.endswith("\n"), ran
    if ran.status < 2 and ran.out.startswith("{"):
        json.loads(ran.out)


@cache
def _valid_library() -> Path:
    """Make a folder with a valid library, of which the index is kept while the process runs."""
    folder = _library()
    atexit.register(folder.__exit__, None, None, None)
    return folder.__enter__()


def any_line(words: list[str]) -> None:
    """Whatever is typed, the program ends as it should."""
    check_line(words, _valid_library())


def any_search(words: list[str], day: str) -> None:
    """Whatever is searched for on whatever day, there is an answer or a sentence."""
    folder = _valid_library()
    check_line(["search", "--format", "json", "--", *words], folder)
    check_line(["search", f"--as-of={day}", "--format", "json", "border"], folder)


def any_date(text: str) -> None:
    """Whatever a date says, it is parsed and formatted, or refused in a sentence."""
    try:
        date = edtf.parse(text)
    except edtf.InvalidDate as refusal:
        message = str(refusal)
    else:
        assert date.earliest <= date.latest
        message = edtf.format_date(text)
    assert 0 < len(message) <= LONGEST_ERROR + 2 * len(text)


def any_library(chance: int, name: str) -> None:
    """Whatever the files hold, every command answers or says why it cannot."""
    random = Random(chance)  # noqa: S311 (chance, no secret)
    with _library() as folder:
        paths = sorted((folder / "baltic").rglob("*.yaml"))
        for path in random.sample(paths, random.choice((1, 1, 2, len(paths)))):
            given_ = reader.Input("stray.yaml", path.read_bytes())
            path.write_bytes(reader.mutate(given_, random).content)
            if not random.randrange(8):
                with suppress(OSError, ValueError):
                    path.rename(path.with_name(random.choice(reader.HOSTILE) + ".yaml"))
        words = [name] if name else []
        check_line([*words, *EXAMPLES[name]], folder)
        check_line(["check", "--format", "json"], folder)


class Property(NamedTuple):
    """What must hold of whatever some strategies draw."""

    check: Callable[..., None]
    strategies: tuple[st.SearchStrategy[Any], ...]


PROPERTIES: Final = (
    Property(any_line, (lines(),)),
    Property(any_search, (st.lists(SEARCH_WORDS, min_size=1, max_size=5), DATES)),
    Property(any_date, (DATES,)),
    Property(any_library, (st.integers(0), st.sampled_from([*EXAMPLES]))),
)


def try_examples(tested: Property, examples: int, start: int = 0) -> None:
    """Try some examples of a property, the same for the same start."""

    @seed(start)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=[*HealthCheck],
    )
    @given(st.tuples(*tested.strategies))
    def holds(drawn: tuple[Any, ...]) -> None:
        tested.check(*drawn)

    holds()


def run(minutes: float, start: int) -> int:
    """Try every property in turn until the time is over, and return 0; a fault raises."""
    end = monotonic() + 60 * minutes
    rounds = 0
    while monotonic() < end:
        for tested in PROPERTIES:
            try_examples(tested, 50, start + rounds)
        rounds += 1
    print(f"{rounds * 50:,} examples of each property from seed {start}")  # noqa: T201
    return 0
