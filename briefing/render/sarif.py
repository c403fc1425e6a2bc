"""Renders a report as SARIF 2.1.0, which code-scanning services read."""

import json
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from urllib.parse import quote

from briefing.render.sanitize import sanitize

if TYPE_CHECKING:
    from briefing.answers.report import Report
    from briefing.model.diagnostics import Problem, Rule

_Object: TypeAlias = dict[str, Any]

_SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


def sarif(view: "Report") -> str:
    """Return a log of one run, as indented JSON that ends in a line break."""
    from briefing import __version__
    from briefing.library.rules import ALL_RULES

    positions = {rule.id: position for position, rule in enumerate(ALL_RULES)}
    driver = {"name": "briefing", "version": __version__, "rules": [*map(_rule, ALL_RULES)]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(problem, positions[problem.rule]) for problem in view.problems],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2) + "\n"


def _rule(rule: "Rule") -> _Object:
    bad, good = (_example(text) for text in (rule.bad, rule.good))
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.description},
        "help": {
            "text": f"{rule.description}\n\nBad, in {rule.example_file}:\n\n{bad}\nGood:\n\n{good}",
            "markdown": f"{rule.description}\n\nBad, in `{rule.example_file}`:\n\n"
            f"```yaml\n{bad}```\n\nGood:\n\n```yaml\n{good}```\n",
        },
        "defaultConfiguration": {"enabled": rule.is_default, "level": rule.severity},
    }


def _example(text: str) -> str:
    return "".join(f"{sanitize(line)}\n" for line in text.splitlines() or ["# no such file"])


def _result(problem: "Problem", position: int) -> _Object:
    region = {
        "startLine": problem.line,
        "startColumn": problem.column,
        "endLine": problem.line,
        "endColumn": problem.end,
    }
    return {
        "ruleId": problem.rule,
        "ruleIndex": position,
        "level": problem.severity,
        "message": {"text": sanitize(problem.full_message)},
        "occurrenceCount": problem.count,
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(problem.file)},
                    "region": region,
                }
            }
        ],
    }


def _uri(file: str) -> str:
    """Return the address of a file, a relative one if the path is."""
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
