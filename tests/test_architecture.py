"""The pages for maintainers name every module, and no file that does not exist."""

import re
from pathlib import Path
from typing import Final

from documents import ROOT

PACKAGE: Final = ROOT / "briefing"
PAGE: Final = PACKAGE / "README.md"

CONTRIBUTING: Final = ROOT / "CONTRIBUTING.md"

RULES: Final = "library/rules/"
"""The folder whose files the page does not name: each is called as the id of its rule."""


def test_the_page_names_every_module_and_no_other() -> None:
    modules = {str(path.relative_to(PACKAGE)) for path in PACKAGE.rglob("*.py")}
    expected = {module for module in modules if not _is_unnamed(module)}
    named = set(_named())
    assert sorted(expected - named) == [], "briefing/README.md does not name these modules."
    assert sorted(named - modules) == [], "briefing/README.md names modules that do not exist."


def test_every_file_that_the_page_points_to_exists() -> None:
    text = PAGE.read_text(encoding="utf-8").partition("## The modules")[0]
    for path in re.findall(r"`([a-z_]+/[\w/]*(?:\.py)?)`", text):
        assert (PACKAGE / path).exists(), path


def test_every_file_that_a_contributor_is_sent_to_exists() -> None:
    text = CONTRIBUTING.read_text(encoding="utf-8")
    paths = re.findall(r"`((?:\w+/)+(?:\w+\.\w+)?|\w+\.(?:md|toml))`", text)
    assert [path for path in paths if not (ROOT / path).exists()] == []
    assert len(paths) > 20


def test_each_change_touches_five_places_at_most() -> None:
    text = CONTRIBUTING.read_text(encoding="utf-8")
    assert max(map(int, re.findall(r"(?m)^(\d+)\. ", text))) <= 5
    assert len(text.splitlines()) <= 120


def _is_unnamed(module: str) -> bool:
    return Path(module).name == "__init__.py" or module.startswith(RULES)


def _named() -> list[str]:
    """The modules that the tree on the page names, by their paths in the package."""
    tree = PAGE.read_text(encoding="utf-8").rpartition("## The modules")[2]
    paths, folder, within_it = [], "", ""
    for line in tree.splitlines():
        start = re.match(r"(?P<indent> *)(?P<name>[\w]+)/ ", f"{line} ")
        inner = f"{start['name']}/" if start else ""
        if start and not start["indent"]:
            folder = inner
        if not line.startswith("    "):
            within_it = inner if start and start["indent"] else ""
        names = re.findall(r"(?<![\w/.])(\w+\.py)\b", line)
        within = folder if not start or start["indent"] else ""
        at_top = not line.startswith(" ") and not start
        prefix = "" if at_top else f"{within}{within_it}"
        paths += [f"{prefix}{name}" for name in names]
    return [path for path in paths if not _is_unnamed(path)]
