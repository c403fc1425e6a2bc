"""The program uses nothing that the oldest Python which it promises does not have."""

import ast
import re
import subprocess
import sys
from typing import Final

import pytest
from documents import ROOT

PACKAGE: Final = ROOT / "briefing"

CAME_LATER: Final = {
    "batched": "itertools, 3.12",
    "override": "typing, 3.12",
    "walk": "pathlib.Path, 3.12",
    "is_junction": "pathlib.Path, 3.12",
    "autocommit": "sqlite3, 3.12",
    "extraction_filter": "tarfile, 3.11.4",
    "data_filter": "tarfile, 3.11.4",
    "tar_filter": "tarfile, 3.11.4",
    "fully_trusted_filter": "tarfile, 3.11.4",
    "full_match": "pathlib.Path, 3.13",
    "from_uri": "pathlib.Path, 3.13",
    "deprecated": "warnings, 3.13",
}
"""Names that a 3.11.2 lacks, and where and when they came."""

ARGUMENTS: Final = {
    ("extract", "filter"): "tarfile, 3.11.4",
    ("extractall", "filter"): "tarfile, 3.11.4",
    ("glob", "case_sensitive"): "pathlib.Path, 3.12",
    ("rglob", "case_sensitive"): "pathlib.Path, 3.12",
    ("relative_to", "walk_up"): "pathlib.Path, 3.12",
    ("rmtree", "onexc"): "shutil, 3.12",
    ("connect", "autocommit"): "sqlite3, 3.12",
    ("mkdtemp", "delete"): "tempfile, 3.12",
    ("TemporaryDirectory", "delete"): "tempfile, 3.12",
    ("NamedTemporaryFile", "delete_on_close"): "tempfile, 3.12",
    ("exists", "follow_symlinks"): "pathlib.Path, 3.12",
    ("is_dir", "follow_symlinks"): "pathlib.Path, 3.13",
    ("is_file", "follow_symlinks"): "pathlib.Path, 3.13",
    ("read_text", "newline"): "pathlib.Path, 3.13",
    ("parseaddr", "strict"): "email.utils, 3.11.10",
    ("getaddresses", "strict"): "email.utils, 3.11.10",
}
"""Arguments that some functions do not yet take there, and since when they do."""


def _later(text: str) -> list[str]:
    """Return what a module uses that came later, by its line."""
    found = []
    # What only the grammar of a later Python allows, as in generics and f-strings.
    tree = ast.parse(text, feature_version=(3, 11))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in CAME_LATER and not _is_os_walk(node):
            found.append(f"{node.lineno}: {node.attr} ({CAME_LATER[node.attr]})")
        elif isinstance(node, ast.ImportFrom) and not (node.module or "").startswith("briefing"):
            names = {alias.name for alias in node.names} & CAME_LATER.keys()
            found += [f"{node.lineno}: {name} ({CAME_LATER[name]})" for name in sorted(names)]
        elif isinstance(node, ast.Call):
            function = getattr(node.func, "attr", getattr(node.func, "id", ""))
            for keyword in node.keywords:
                since = ARGUMENTS.get((function, keyword.arg or ""))
                found += [f"{node.lineno}: {function}({keyword.arg}=) ({since})"] if since else []
    return found


def _is_os_walk(node: ast.Attribute) -> bool:
    return (
        node.attr == "walk" and isinstance(node.value, ast.Name) and node.value.id in ("os", "ast")
    )


def test_no_module_uses_what_came_later() -> None:
    modules = {path: _later(path.read_text(encoding="utf-8")) for path in PACKAGE.rglob("*.py")}
    assert {path.name: later for path, later in modules.items() if later} == {}


@pytest.mark.parametrize(
    "text",
    [
        "from itertools import batched",
        "import typing\n@typing.override\ndef f(): ...",
        "archive.extractall(folder, filter=x)",
        "folder.walk()",
        "shutil.rmtree(x, onexc=y)",
    ],
)
def test_what_came_later_is_recognised(text: str) -> None:
    assert _later(text)
    assert _later("import os\nos.walk(x)\nfilter(None, [])") == []


def test_the_versions_of_the_language_and_its_library_suffice() -> None:
    oldest = re.search(r'requires-python = ">=(.*)"', (ROOT / "pyproject.toml").read_text("utf-8"))
    assert oldest
    words = [f"-t={oldest[1]}-", "--violations", "--no-tips", "--eval-annotations", str(PACKAGE)]
    ran = subprocess.run(
        [sys.executable, "-c", "import vermin; vermin.main()", *words],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
