"""Documents that show what the program really prints: their commands are run and compared."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import which

ROOT = Path(__file__).parent.parent

_SCREEN = re.compile(r"(?ms)^```console\n(?P<screen>.*?)^```$")
_EXAMPLE = re.compile(r"(?ms)(^```python\n(?P<code>.*?)^```\n.*?^```text\n).*?^```$")
_SHELL = re.compile(r"(?ms)^```sh\n(?P<code>.*?)^```$")
_PANDAS = re.compile(r"(?ms)(^```py\n(?P<code>.*?)^```\n\n```text\n).*?^```$")
_FENCED = re.compile(r"(?ms)^```.*?^```$")
_PROMPT = re.compile(r"(?m)^\$ (?P<command>.*)$")
_FILE = re.compile(
    r"(?ms)^```yaml\n# (?P<path>[\w/-]+\.yaml)(?:, continued)?\n(?P<content>.*?)^```$"
)


def with_real_output(text: str, cache: Path, folder: Path = ROOT) -> str:
    """A document in which every `console` block holds what its commands print now in a folder."""
    return _SCREEN.sub(
        lambda block: f"```console\n{_screen(block['screen'], cache, folder)}```", text
    )


def commands(text: str) -> list[str]:
    """Every command line that the `console` blocks of a document show."""
    return [found["command"] for block in _SCREEN.finditer(text) for found in _prompts(block[0])]


def prose(text: str) -> str:
    """A document without its blocks of code."""
    return _FENCED.sub("", text)


def _prompts(screen: str) -> Iterator[re.Match[str]]:
    return _PROMPT.finditer(screen)


def _screen(screen: str, cache: Path, folder: Path) -> str:
    """What a block shows now; as it is where a program that it starts is not installed."""
    commands = [found["command"] for found in _prompts(screen)]
    if any("jq" in command for command in commands) and not which("jq"):
        return screen
    return "\n".join(f"$ {command}\n{output(command, cache, folder)}" for command in commands)


def output(command: str, cache: Path, folder: Path = ROOT) -> str:
    """What a command line prints in a folder, both streams mixed."""
    programs = str(Path(sys.executable).parent)
    inherited = {name: value for name, value in os.environ.items() if name.startswith("COV")}
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env={
            **inherited,
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(cache),
            "COLUMNS": "80",
            "PYTHONUTF8": "1",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.stdout


def write_files(text: str, folder: Path) -> None:
    """Write the files that a document shows: `yaml` blocks that begin with a path, in order."""
    for found in _FILE.finditer(text):
        path = folder / found["path"]
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(found["content"])


def with_real_run(text: str) -> str:
    """A document in which the `text` block after each `python` block holds what that prints."""
    return _EXAMPLE.sub(lambda found: f"{found[1]}{_ran(found['code'])}```", text)


def with_real_tables(text: str, folder: Path) -> str:
    """A document in which the `text` block after each `py` block holds what that prints.

    Args:
        text: the document. What its `sh` blocks run comes first.
        folder: where all of that writes and reads files.
    """
    for block in _SHELL.finditer(text):
        library = f"export BRIEFING_LIBRARY={ROOT / 'briefs'}\n"
        output(f"cd {folder}\n{library}{block['code']}", folder)
    return _PANDAS.sub(lambda found: f"{found[1]}{_ran(found['code'], folder)}```", text)


def _ran(code: str, folder: Path = ROOT) -> str:
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


def tables(text: str, made: dict[str, str]) -> str:
    """A document whose parts between `<!-- name -->` and `<!-- end -->` are made anew."""
    for name, table in made.items():
        pattern = rf"(?s)(<!-- {name} -->\n).*?(<!-- end -->)"
        assert re.search(pattern, text), f"no place for {name}"
        text = re.sub(pattern, lambda found, table=table: f"{found[1]}{table}{found[2]}", text)  # type: ignore[misc]
    return text
