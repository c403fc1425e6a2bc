"""The contracts on imports in pyproject.toml: a new module cannot fall out of any of them."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pytest
from documents import ROOT

LAYERS: Final = "A layer imports only what is below it"
RENDERERS: Final = "A renderer knows documents and nothing else"
TYPER: Final = "Typer is imported by the command line only"
RICH: Final = "Rich is imported by the terminal renderers only"
EXTRAS: Final = "What an extra brings is imported where it is used only"
YAML: Final = "YAML is imported by the reader only"
SQLITE: Final = "SQLite is imported by the index only"
COMMAND_LINE: Final = "The command line asks what the book offers, and nothing behind it"

BREACHES: Final = (
    (LAYERS, "model.stray", "briefing.library"),
    (LAYERS, "model.stray", "briefing.errors"),
    (LAYERS, "library.stray", "briefing.answers"),
    (LAYERS, "index.stray", "briefing.api"),
    (LAYERS, "answers.stray", "briefing.pages"),
    (LAYERS, "render.stray", "briefing.pages"),
    (LAYERS, "pages.stray", "briefing.api"),
    (LAYERS, "pages.stray", "briefing.cli"),
    (RENDERERS, "render.stray", "briefing.library.library"),
    (RENDERERS, "render.stray", "briefing.errors"),
    (RENDERERS, "render.docx.stray", "briefing.answers.results"),
    (RENDERERS, "render.svg.stray", "briefing.model.records"),
    (TYPER, "answers.stray", "typer"),
    (TYPER, "render.stray", "typer"),
    (RICH, "cli.stray", "rich"),
    (RICH, "render.stray", "rich"),
    (EXTRAS, "pages.stray", "docx"),
    (EXTRAS, "render.stray", "typst"),
    (EXTRAS, "render.html.stray", "lxml"),
    (YAML, "library.stray", "yaml"),
    (SQLITE, "library.stray", "sqlite3"),
    (COMMAND_LINE, "cli.stray", "briefing.index"),
    (COMMAND_LINE, "cli.stray", "briefing.library.yaml_reader"),
)
"""A contract, a new module below `briefing`, and what that imports against the contract."""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the package and its contracts."""
    shutil.copytree(
        ROOT / "briefing", tmp_path / "briefing", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(tree: Path) -> str:
    lint_imports = Path(sys.executable).with_name("lint-imports")
    command = [str(lint_imports), "--no-cache", "--no-logo"]
    return subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False).stdout


def broken(tree: Path) -> dict[str, str]:
    """Return what is reported of each broken contract, by the contract's name."""
    _, _, report = lint(tree).partition("\nBroken contracts\n")
    _, *parts = re.split(r"(?m)^(.+)\n-+\n", report.partition("\n\n")[2])
    return dict(zip(parts[::2], parts[1::2], strict=True))


def add(tree: Path, modules: Iterable[tuple[str, str]]) -> None:
    """Add modules below `briefing`, each with what it imports, one import a line."""
    for module, imported in modules:
        path = tree / "briefing" / (module.replace(".", "/") + ".py")
        path.parent.mkdir(exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(f"import {imported}\n")


def test_the_package_keeps_every_contract(tree: Path) -> None:
    assert re.search(r"Contracts: \d+ kept, 0 broken\.", lint(tree))


def test_no_new_module_falls_out_of_a_contract(tree: Path) -> None:
    add(tree, [(module, imported) for _, module, imported in BREACHES])
    report = broken(tree)
    missed = [
        (contract, module, imported)
        for contract, module, imported in BREACHES
        if f" briefing.{module} -> {imported} (" not in report.get(contract, "")
    ]
    assert missed == []


def test_no_module_is_added_beside_the_layers(tree: Path) -> None:
    add(tree, [("stray", "briefing.model")])
    report = broken(tree)
    assert report.keys() == {LAYERS}
    assert "not listed as layers:\n\n- briefing.stray\n" in report[LAYERS]
