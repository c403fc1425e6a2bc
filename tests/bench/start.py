"""How long answers take, as ratios to a Typer program of one command that does nothing.

Run it in an environment in which the program is installed: `python tests/bench/start.py`. Both are
started in turn, as whole processes, many times; a figure is the median of the ratios of one round.
"""

import os
import pty
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROUNDS = 30
NOTHING = """\
import typer

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def main(name: str) -> None:
    pass


app()
"""
AIMS = {"terminal": 1.7, "piped": 1.35, "JSON": 1.35}


def main() -> None:
    """Prints one line for each kind of answer."""
    with tempfile.TemporaryDirectory() as folder:
        nothing = Path(folder) / "nothing.py"
        nothing.write_text(NOTHING)
        environment = {**os.environ, "XDG_CACHE_HOME": folder, "TERM": "xterm-256color"}
        environment.pop("BRIEFING_LIBRARY", None)
        command = [str(Path(sys.executable).with_name("briefing"))]
        show = [*command, "show", "japan"]
        runs: dict[str, Callable[[], None]] = {
            "nothing": lambda: _piped([sys.executable, str(nothing), "x"], environment),
            "terminal": lambda: _terminal(show, environment),
            "piped": lambda: _piped(show, environment),
            "JSON": lambda: _piped([*show, "--format", "json"], environment),
            "--help": lambda: _piped([*command, "--help"], environment),
        }
        times = _timed(runs)
        nothing_took = statistics.median(times["nothing"])
        for name, took in times.items():
            ratios = [mine / base for mine, base in zip(took, times["nothing"], strict=True)]
            aim = f"   aim {AIMS[name]}" if name in AIMS else ""
            print(f"{name:10} {statistics.median(ratios):5.2f}{aim}")  # noqa: T201 (its answer)
        print(f"1.00 is {1000 * nothing_took:.0f} ms here")  # noqa: T201 (the same)


def _timed(runs: dict[str, Callable[[], None]]) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {name: [] for name in runs}
    for round_ in range(ROUNDS + 2):
        for name, run in runs.items():
            started = time.perf_counter()
            run()
            if round_ > 1:  # the first rounds fill the caches
                times[name].append(time.perf_counter() - started)
    return times


def _piped(
    command: list[str], environment: dict[str, str], change: dict[str, str] | None = None
) -> None:
    subprocess.run(
        command, env={**environment, **(change or {})}, stdout=subprocess.PIPE, check=True
    )


def _terminal(command: list[str], environment: dict[str, str]) -> None:
    """Runs a command on a terminal of its own and reads all that it writes there."""
    primary, secondary = pty.openpty()
    process = subprocess.Popen(command, env=environment, stdout=secondary)
    os.close(secondary)
    try:
        while os.read(primary, 65536):
            pass
    except OSError:  # the other end is closed
        pass
    os.close(primary)
    process.wait()


if __name__ == "__main__":
    main()
