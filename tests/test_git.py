"""Another version of a library, from git: whatever a repository holds, nothing of it is run."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from briefing.answers.changes import Differences
from briefing.api import open_book
from briefing.errors import BriefingError, InvalidLibrary, LibraryError, UsageError
from briefing.library.git import checked_out, resolve_links
from briefing.library.yaml_reader import RULES
from briefing.model.diagnostics import ON_READING

LIBRARY: Final = "title: T\nas_of: 2021-06-30\ntopics: {security: Security}\n"
SOURCES: Final = "r1: {title: Review, published: 2021-02}\n"
COUNTRY: Final = """\
name: NAME
code: EST
bottom_line: Open.
concerns:
  - {id: speed, topic: security, summary: Help could be late., sources: [r1]}
"""


@pytest.fixture(autouse=True)
def _own_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """A repository with a library in it, not yet committed."""
    top = tmp_path / "top"
    (top / "briefs" / "countries").mkdir(parents=True)
    (top / "briefs" / "library.yaml").write_text(LIBRARY)
    (top / "briefs" / "sources.yaml").write_text(SOURCES)
    _write(top, "estonia")
    _git(top, "init", "-q")
    return top


def _write(top: Path, id_: str, text: str = COUNTRY) -> Path:
    path = top / "briefs" / "countries" / f"{id_}.yaml"
    path.write_text(text.replace("NAME", id_.capitalize()).replace("EST", id_[:3].upper()))
    return path


def _git(folder: Path, *words: str) -> str:
    identity = ("-c", "user.name=a", "-c", "user.email=a@b", "-c", "init.defaultBranch=main")
    command = ["git", "-C", str(folder), *identity, *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def _commit(top: Path) -> None:
    _git(top, "add", ".")
    _git(top, "commit", "-qm", "words of a message")


def _compare(top: Path, against: str = "HEAD") -> Differences:
    return open_book(top / "briefs").differences(against)


def _summary(result: Differences) -> tuple[list[str], list[str], list[str], list[str]]:
    records = (result.added, result.removed, result.reworded)
    added, removed, reworded = ([record.id for record in part] for part in records)
    return added, removed, reworded, [problem.file for problem in result.problems]


def _damage(top: Path, path: str) -> None:
    id_ = _git(top, "rev-parse", f"HEAD:{path}")
    (top / ".git" / "objects" / id_[:2] / id_[2:]).unlink()


def _slow(top: Path) -> None:
    _write(top, "estonia", COUNTRY.replace("be late", "be slow"))


SLOWER: Final[tuple[list[str], ...]] = ([], [], ["estonia/speed"], [])


@pytest.mark.parametrize("format_", ["sha1", "sha256"])
@pytest.mark.parametrize(
    "revision",
    ["HEAD", "main", "mark", ":/words of", "HEAD:", "HEAD:briefs", "HEAD^{tree}", "@{0}"],
)
def test_a_revision_has_any_spelling_of_gits(top: Path, format_: str, revision: str) -> None:
    shutil.rmtree(top / ".git")
    _git(top, "init", "-q", f"--object-format={format_}")
    _commit(top)
    _git(top, "tag", "-a", "mark", "-m", "x")
    _slow(top)
    assert _summary(_compare(top, revision)) == SLOWER


@pytest.mark.parametrize(
    "revision", ["nothing", "-x", "--all", "", "HEAD:briefs/library.yaml", "a..b", "^HEAD"]
)
def test_what_is_no_revision_is_refused(top: Path, revision: str) -> None:
    _commit(top)
    with (
        pytest.raises(UsageError, match="is no folder, and no revision"),
        checked_out(top / "briefs", revision),
    ):
        pass


def test_a_revision_without_the_library_is_refused(top: Path) -> None:
    (top / ".git" / "info" / "exclude").write_text("briefs\n")
    (top / "note").write_text("x")
    _commit(top)
    with pytest.raises(UsageError, match="not part of revision"):
        _compare(top)
    (top / ".git" / "info" / "exclude").write_text("library.yaml\n")
    _commit(top)
    with pytest.raises(UsageError, match=r"holds no library\.yaml"):
        _compare(top)


def test_a_broken_header_is_named_by_the_revision(top: Path) -> None:
    (top / "briefs" / "library.yaml").write_text("title: [\n")
    _commit(top)
    (top / "briefs" / "library.yaml").write_text(LIBRARY)
    with pytest.raises(InvalidLibrary, match=r"^HEAD:briefs/library\.yaml does not say"):
        _compare(top)


def test_a_folder_that_is_a_revision_too_is_refused_with_spellings_that_work(
    top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _commit(top)
    _git(top, "branch", "briefs")
    _git(top, "branch", "other")
    _slow(top)
    monkeypatch.chdir(top)
    with pytest.raises(UsageError, match=r"write \./briefs .* or refs/heads/briefs for"):
        _compare(top, "briefs")
    assert _summary(_compare(top, "./briefs")) == ([], [], [], [])
    assert _summary(_compare(top, "refs/heads/briefs")) == SLOWER
    commit = _git(top, "rev-parse", "HEAD")[:8]
    (top / commit).mkdir()
    with pytest.raises(UsageError, match=rf"or {commit}\^{{commit}} for"):
        _compare(top, commit)
    assert _summary(_compare(top, f"{commit}^{{commit}}")) == SLOWER


def test_variables_of_a_hook_lead_nowhere_else(
    top: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _commit(top)
    tree = tmp_path / "tree"
    _git(top, "worktree", "add", "-q", str(tree))
    _slow(tree)
    monkeypatch.setenv("GIT_DIR", _git(tree, "rev-parse", "--absolute-git-dir"))
    for name in ("WORK_TREE", "INDEX_FILE", "PREFIX", "OBJECT_DIRECTORY", "COMMON_DIR"):
        monkeypatch.setenv(f"GIT_{name}", str(tmp_path / "nowhere"))
    assert _summary(_compare(tree)) == SLOWER


def test_attributes_filters_and_the_file_monitor_have_no_say(top: Path, tmp_path: Path) -> None:
    attributes = "*.yaml filter=trap diff=trap ident\ncountries export-ignore\n"
    (top / "briefs" / ".gitattributes").write_text(attributes)
    _commit(top)
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch '{tmp_path}/ran'\ncat\n")
    trap.chmod(0o700)
    for name in ("filter.trap.smudge", "diff.trap.textconv", "core.fsmonitor"):
        _git(top, "config", name, str(trap))
    _slow(top)
    assert _summary(_compare(top)) == SLOWER
    assert not (tmp_path / "ran").exists()


def test_a_library_in_a_submodule_has_the_revisions_of_the_submodule(
    top: Path, tmp_path: Path
) -> None:
    _commit(top)
    outer = tmp_path / "outer"
    outer.mkdir()
    _git(outer, "init", "-q")
    _git(outer, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(top), "inner")
    _slow(outer / "inner")
    assert _summary(_compare(outer / "inner")) == SLOWER


@pytest.mark.parametrize("path", ["briefs/countries/latvia.yaml", "briefs/countries"])
def test_what_the_repository_lacks_is_reported_and_not_added(top: Path, path: str) -> None:
    _write(top, "latvia")
    _commit(top)
    _damage(top, path)
    _slow(top)
    changes = SLOWER[2] if path.endswith(".yaml") else []
    name = path.removeprefix("briefs/")
    assert _summary(_compare(top)) == ([], [], changes, [name])


@pytest.mark.parametrize("content", [b"no tree", b"40000 x", b"x y\0" + b"z" * 20])
def test_a_tree_that_is_none_is_reported(top: Path, content: bytes) -> None:
    _commit(top)
    command = ["git", "-C", str(top), "hash-object", "-t", "tree", "--literally", "-w", "--stdin"]
    bad = subprocess.run(command, input=content, check=True, capture_output=True).stdout.decode()
    names = ("library.yaml", "sources.yaml")
    lines = [
        f"100644 blob {_git(top, 'rev-parse', f'HEAD:briefs/{name}')}\t{name}" for name in names
    ]
    lines.append(f"040000 tree {bad.strip()}\tcountries")
    command = ["git", "-C", str(top), "mktree"]
    tree = subprocess.run(
        command, input="\n".join(lines) + "\n", check=True, capture_output=True, text=True
    ).stdout.strip()
    assert _summary(_compare(top, tree)) == ([], [], [], ["countries"])


def test_a_partial_clone_fetches_nothing(top: Path, tmp_path: Path) -> None:
    for id_ in ("latvia", "lithuania"):
        _write(top, id_)
    _commit(top)
    for id_ in ("latvia", "lithuania"):
        _write(top, id_, COUNTRY.replace("late", "slow"))
    _commit(top)
    _git(top, "config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    _git(tmp_path, "clone", "-q", "--filter=blob:none", f"file://{top}", str(clone))
    _git(clone, "config", "protocol.file.allow", "always")
    _slow(clone)
    before = _git(clone, "count-objects", "-v")
    result = _summary(_compare(clone, "HEAD~1"))
    assert result == (
        [],
        [],
        ["estonia/speed"],
        [f"countries/{id_}.yaml" for id_ in ("latvia", "lithuania")],
    )
    assert _git(clone, "count-objects", "-v") == before


def test_a_shallow_clone_is_compared(top: Path, tmp_path: Path) -> None:
    _commit(top)
    clone = tmp_path / "clone"
    _git(tmp_path, "clone", "-q", "--depth=1", f"file://{top}", str(clone))
    _slow(clone)
    assert _summary(_compare(clone)) == SLOWER
    with pytest.raises(UsageError, match="no revision"):
        _compare(clone, "HEAD~1")


@pytest.mark.parametrize(
    "fault",
    [
        "concerns: [[",
        "concerns: later\n",
        "concerns:\n- {topic: security}\n",
        "concerns: []\nname: A\n",
    ],
)
def test_what_a_fault_hides_is_neither_added_nor_removed(top: Path, fault: str) -> None:
    _write(top, "estonia", COUNTRY.partition("concerns")[0] + fault)
    _commit(top)
    _write(top, "estonia")
    result = _compare(top)
    assert _summary(result)[:2] == ([], [])
    assert {problem.file for problem in result.problems} == {"countries/estonia.yaml"}
    _commit(top)
    _write(top, "estonia", COUNTRY.partition("concerns")[0] + fault)
    assert _summary(_compare(top)) == ([], [], [], [])


def test_a_field_with_a_fault_does_not_hide_what_is_new(top: Path) -> None:
    bad = COUNTRY.replace("bottom_line: Open.", "bottom_line: Open.\nidea: x")
    _write(top, "estonia", bad)
    _commit(top)
    more = "  - {id: gas, topic: security, summary: Gas., sources: [r1]}\n"
    _write(top, "estonia", COUNTRY + more)
    assert _summary(_compare(top))[0] == ["estonia/gas"]


@pytest.mark.parametrize(
    "target",
    ["../../secret", "/etc/passwd", "nothing.yaml", "latvia.yaml", "../../briefs/../secret"],
)
def test_a_link_that_leads_away_is_one_problem_and_quotes_nothing(top: Path, target: str) -> None:
    (top / "secret").write_text("name: Secret\n")
    (top / "briefs" / "countries" / "latvia.yaml").symlink_to(target)
    _commit(top)
    (top / "briefs" / "countries" / "latvia.yaml").unlink()
    _write(top, "latvia")
    result = _compare(top)
    assert _summary(result) == ([], [], [], ["countries/latvia.yaml"])
    assert "ecret" not in str(result.problems)


def test_links_within_the_library_are_followed(top: Path) -> None:
    (top / "briefs" / "countries").rename(top / "briefs" / "lands")
    (top / "briefs" / "countries").symlink_to("../briefs/lands")
    (top / "briefs" / "drafts").mkdir()
    (top / "briefs" / "drafts" / "latvia").write_text(COUNTRY.replace("EST", "LVA"))
    (top / "briefs" / "lands" / "latvia.yaml").symlink_to("../drafts/latvia")
    _commit(top)
    (top / "briefs" / "countries").unlink()
    (top / "briefs" / "countries").mkdir()
    _write(top, "estonia")
    assert _summary(_compare(top)) == ([], ["latvia", "latvia/speed"], [], [])


def test_a_path_in_a_tree_is_resolved_by_its_text() -> None:
    links = {
        "long": "x/" * 2**22,
        "a": "b",
        "b": "c/../d",
        "up": "../x",
        "loop": "loop",
        "root": "/x",
        "c": "e/f",
    }
    targets = {
        "a/x": "e/d/x",
        "long": None,
        "up": None,
        "loop/x": None,
        "root": None,
        "c": "e/f",
        "./x//y": "x/y",
    }
    assert {path: resolve_links(path, links.get) for path in targets} == targets


def test_hidden_files_and_odd_names(top: Path) -> None:
    _write(top, ".hidden")
    _write(top, "a\nb")
    _write(top, "Estonia")
    (top / "briefs" / "countries" / os.fsdecode(b"caf\xe9.yaml")).write_text(COUNTRY)
    (top / "briefs" / "countries" / "latvia.yaml").mkdir()
    (top / "briefs" / "countries" / "latvia.yaml" / "x").write_text("x")
    _commit(top)
    with checked_out(top / "briefs", "HEAD") as version:
        names = {path.name for path in (version.folder / "countries").iterdir()}
        assert version.folder.stat().st_mode & 0o077 == 0
    assert names == {"a\nb.yaml", "Estonia.yaml", "estonia.yaml"}
    assert [problem.file for problem in version.problems] == ["countries/caf\\xe9.yaml"]
    assert not version.folder.exists()


def test_a_large_file_is_one_problem(top: Path) -> None:
    path = _write(top, "latvia")
    path.write_text("# " + "x" * 2**24)
    _commit(top)
    _write(top, "latvia")
    result = _compare(top)
    assert _summary(result) == ([], [], [], ["countries/latvia.yaml"])
    assert "larger than 16 MiB" in result.problems[0].message


def test_dubious_ownership_is_reported_as_such(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _commit(top)
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(LibraryError, match=r"another user .* git config --global --add safe\.dir"):
        _compare(top)


def test_another_refusal_of_gits_is_passed_on(top: Path) -> None:
    _commit(top)
    (top / ".git" / "config").write_text("[core\n")
    with pytest.raises(LibraryError, match=r"Git cannot read .*: bad config line 1"):
        _compare(top)


def test_no_branch_has_a_commit_yet(top: Path) -> None:
    with pytest.raises(BriefingError, match="'HEAD' is no folder, and no revision"):
        _compare(top)


def test_what_was_not_read_is_shown_and_warned_of(top: Path) -> None:
    _write(top, "latvia", "name: [\n")
    _commit(top)
    _write(top, "latvia")
    command = [sys.executable, "-m", "briefing", "changes", "--against=HEAD", "--no-cache"]
    for options in ([], ["--full"]):
        run = subprocess.run(
            [*command, "--width=100", *options], cwd=top, capture_output=True, text=True, check=True
        )
        words = " ".join(run.stdout.split())
        assert "compared only as far as read: countries/latvia.yaml." in words
        assert "say the same as far as they could be read" in words
        assert "In HEAD, 1 brief could not be read in full (countries/latvia.yaml)" in run.stderr
        assert "countries/latvia.yaml, line 1: The [ here is never closed" in run.stderr


def test_the_rules_on_reading_are_those_of_the_reader() -> None:
    assert {rule.id for rule in RULES if rule.severity == "error"} == ON_READING
