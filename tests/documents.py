"""Documents that show what the program really prints: their commands are run and compared."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent

_SCREEN = re.compile(r"(?ms)^```console\n(?P<screen>.*?)^```$")
_EXAMPLE = re.compile(r"(?ms)(^```python\n(?P<code>.*?)^```\n.*?^```text\n).*?^```$")
_PROMPT = re.compile(r"(?m)^\$ (?P<command>.*)$")
_FILE = re.compile(
    r"(?ms)^```yaml\n# (?P<path>[\w/-]+\.yaml)(?:, continued)?\n(?P<content>.*?)^```$"
)


def with_real_output(text: str, cache: Path, folder: Path = ROOT) -> str:
    """A document in which every `console` block holds what its commands print now in a folder."""
    return _SCREEN.sub(
        lambda block: f"```console\n{_screen(block['screen'], cache, folder)}```", text
    )


def _screen(screen: str, cache: Path, folder: Path) -> str:
    commands = [found["command"] for found in _PROMPT.finditer(screen)]
    return "\n".join(f"$ {command}\n{_output(command, cache, folder)}" for command in commands)


def _output(command: str, cache: Path, folder: Path) -> str:
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


def _ran(code: str) -> str:
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def tables(text: str, made: dict[str, str]) -> str:
    """A document whose parts between `<!-- name -->` and `<!-- end -->` are made anew."""
    for name, table in made.items():
        pattern = rf"(?s)(<!-- {name} -->\n).*?(<!-- end -->)"
        assert re.search(pattern, text), f"no place for {name}"
        text = re.sub(pattern, lambda found, table=table: f"{found[1]}{table}{found[2]}", text)  # type: ignore[misc]
    return text
