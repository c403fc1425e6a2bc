"""Completion: what a shell offers while a command is being typed."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Make, Run
from documents import ROOT

BALTIC = str(ROOT / "tests" / "baltic")


def completions(run: Run, typed: str, **environment: str) -> list[str]:
    place = str(len(typed.split(" ")) - 1)
    ran = run(
        _BRIEFING_COMPLETE="complete_bash",
        COMP_WORDS=typed,
        COMP_CWORD=place,
        **{"BRIEFING_LIBRARY": BALTIC, **environment},
    )
    assert (ran.status, ran.err) == (0, "")
    return ran.out.split()


OFFERED = {
    "briefing ti": ["timeline"],
    "briefing show est": ["estonia", "estonian-Ministry-of-Defence"],
    "briefing show EST": ["ESTonia", "ESTonian-Ministry-of-Defence"],
    "briefing show tal": ["tallinn"],
    "briefing show 북": ["북대서양-조약-기구"],
    "briefing show riga": ["riga-meeting"],
    "briefing show --as-of 2021-05 riga": [],
    "briefing show Suwa": ["Suwalki-gap"],
    "briefing show estonia/n": ["estonia/new-brigade"],
    "briefing show latvia lat": ["latvia"],
    "briefing flashpoints ": ["gulf-of-finland", "suwalki-gap"],
    "briefing gaps ": ["belarus", "estonia", "latvia"],
    "briefing gaps --topic ": ["security", "energy"],
    "briefing gaps --status un": ["unanswered"],
    "briefing timeline --by na": ["nato"],
    "briefing timeline --source ": ["charter", "daily-news", "review-2021"],
    "briefing sources rev": ["review-2021"],
    "briefing list so": ["source"],
    "briefing list --format ": ["terminal", "markdown", "html", "docx", "pdf", "json", "csv"],
    "briefing quote na": ["nato"],
    "briefing timeline --format i": ["ics"],
    "briefing check --explain unu": ["unused-source"],
    "briefing check --select long-c": ["long-caveat"],
    "briefing show --sec": ["--section"],
    f"briefing --library {BALTIC} show es": ["estonia", "estonian-Ministry-of-Defence"],
    f"briefing --plain --library={BALTIC} gaps ": ["belarus", "estonia", "latvia"],
    "briefing --as-of 2021-05 show riga": [],
    "briefing --library nowhere show es": [],
    f"briefing --library nowhere show --library {BALTIC} tal": ["tallinn"],
    "briefing --format j": ["json"],
    "briefing --plain ti": ["timeline"],
    "briefing --as-of 2017 che": ["check"],
    "briefing nonsense es": [],
    "briefing show --library nowhere es": [],
}


@pytest.mark.parametrize("typed", OFFERED)
def test_what_is_typed_is_gone_on_with(typed: str, run: Run) -> None:
    assert completions(run, typed) == OFFERED[typed]


def test_what_is_offered_leads_to_its_record(run: Run) -> None:
    for name in ("tallinn", "ESTonia", "북대서양-조약-기구", "estonian-Ministry-of-Defence"):
        assert run("show", name, BRIEFING_LIBRARY=BALTIC).status == 0


def test_nothing_that_a_shell_would_run_is_offered(run: Run, make: Make) -> None:
    name = r"Pact; $(reboot) `reboot`\n\x1b[31m'\u202e|&<>*?~#!{\"}\\ of Öland"
    folder = make({"instruments.yaml": f'treaty: {{name: "{name}", sources: [charter]}}\n'})
    (offered,) = completions(run, "briefing show pact", BRIEFING_LIBRARY=str(folder))
    assert re.fullmatch(r"pact-+reboot-+reboot-+31m-+of-Öland", offered)
    assert run("show", offered, "--library", str(folder)).status == 0


def test_a_key_never_waits_for_a_large_library_to_be_read(
    run: Run, make: Make, tmp_path: Path
) -> None:
    country = "name: {name}\nsources: [charter]\n"
    folder = make({f"countries/land-{n}.yaml": country.format(name=f"Land {n}") for n in range(51)})
    known = {"BRIEFING_LIBRARY": str(folder), "XDG_CACHE_HOME": str(tmp_path)}
    assert completions(run, "briefing show land-4", **known) == []
    assert run("list", **known).status == 0
    offered = ["land-4", *(f"land-{n}" for n in range(40, 50))]
    assert completions(run, "briefing show land-4", **known) == offered


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_are_answered_too(shell: str, run: Run) -> None:
    ran = run(
        _BRIEFING_COMPLETE=f"complete_{shell}",
        _TYPER_COMPLETE_ARGS="briefing show lat",
        _TYPER_COMPLETE_FISH_ACTION="get-args",
        BRIEFING_LIBRARY=BALTIC,
    )
    assert ran.status == 0
    assert "latvia" in ran.out


def test_completion_is_installed_with_one_command(tmp_path: Path) -> None:
    (tmp_path / ".bashrc").write_text("# mine\n")
    shell = f"{sys.executable} -m briefing --install-completion bash"
    done = subprocess.run(
        ["bash", "-c", shell],
        env={
            "HOME": str(tmp_path),
            "PATH": "/usr/bin:/bin",
            "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1",
        },
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / ".bashrc").read_text().startswith("# mine\n\nsource '")
    (script,) = tmp_path.glob(".bash_completions/*.sh")
    assert "_BRIEFING_COMPLETE=complete_bash" in script.read_text()
