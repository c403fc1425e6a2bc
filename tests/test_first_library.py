"""From an empty folder to a small library that passes `check --strict`, as an author goes there."""

import json
from pathlib import Path
from typing import Final

from conftest import Run

SOURCES: Final = ("Security review", "Riga statement")
REFERENCES: Final = [
    {
        "id": id_,
        "type": "report",
        "title": title,
        "publisher": "Northern Institute",
        "issued": {"date-parts": [[2021, 3, day]]},
    }
    for day, (id_, title) in enumerate(
        {"energy-report": "Energy report", "border-note": "Border note"}.items(), 1
    )
]
"""The other two of its four sources, as a reference manager writes them."""

COUNTRIES: Final = {"Estonia": "Help must be fast.", "Latvia": "The border needs more eyes."}
CONCERNS: Final = ("slow-help", "thin-border", "dear-gas")


def _clear_examples(folder: Path) -> None:
    """Take the invented examples out, as the first comment of the library says."""
    for path in folder.rglob("*.yaml"):
        if path.name != "library.yaml":
            path.unlink()


def test_two_countries_are_written_with_the_commands_and_an_editor(
    tmp_path: Path, call: Run
) -> None:
    checks = []

    def briefing(*words: str) -> None:
        ran = call(*words, cwd=tmp_path)
        assert ran.status == 0, (words, ran.err)

    briefing("init", "--as-of", "2021-06-30")
    folder = tmp_path / "briefs"
    _clear_examples(folder)
    for title in SOURCES:
        briefing("new", "source", title, "--set", "published=2021-03-01")
    (tmp_path / "references.json").write_text(json.dumps(REFERENCES))
    briefing("import", "references.json")
    source = ("--source", "security-review")
    briefing("new", "actor", "northern-pact", "--set", "type=group", "--source", "border-note")
    for name, line in COUNTRIES.items():
        briefing("new", "country", name, "--set", f"bottom_line={line}", *source)
        country = name.lower()
        for number, concern in enumerate(CONCERNS):
            briefing(
                *("new", "concern", f"{country}/{concern}", "--set", "topic=security"),
                *("--set", f"summary={name} worries: {concern}.", "--source", "energy-report"),
            )
            stage = "pledged" if (name, number) == ("Latvia", 0) else "said"
            briefing(
                *("new", "reassurance", f"{country}/word-on-{concern}"),
                *("--set", "kind=statement", "--set", "by=northern-pact"),
                *("--set", "summary=The pact stands by its word.", "--set", f"stage={stage}"),
                *("--set", f"answers.concern={concern}", "--set", "answers.extent=partly"),
                *("--set", "date=2021-05", "--source", "riga-statement"),
            )
        checks.append(call("check", "--strict", cwd=tmp_path))
    # In the editor: the day on which the pledge falls due, as people write it, and a slip.
    path = folder / "countries" / "latvia.yaml"
    text = path.read_text("utf-8")
    assert text.count("stage: pledged\n") == 1
    path.write_text(text.replace("stage: pledged\n", "stage: pledgd\n    due: 1 March 2022\n"))
    checks.append(call("check", "--strict", cwd=tmp_path))
    assert "2 can be fixed with --fix." in checks[-1].out
    briefing("check", "--strict", "--fix")
    briefing("check", "--strict")
    assert sum(check.status != 0 for check in checks) <= 3
    listed = json.loads(call("list", "reassurances", "--format", "json", cwd=tmp_path).out)
    assert len(listed["result"]["entries"]) == 6
    sources = json.loads(call("list", "sources", "--format", "json", cwd=tmp_path).out)
    assert len(sources["result"]["entries"]) == 4
    assert "1 Mar 2022" in call("show", "latvia", cwd=tmp_path).out
