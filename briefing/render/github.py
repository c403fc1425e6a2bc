"""Renders a report as GitHub's workflow commands, which it shows beside the lines of a change."""

import re
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from briefing.render.sanitize import sanitize

if TYPE_CHECKING:
    from briefing.answers.report import Report
    from briefing.model.diagnostics import Problem

_IN_MESSAGES: Final = re.compile("[%\r\n]")
_IN_PROPERTIES: Final = re.compile("[%\r\n:,]")


def github(view: "Report") -> str:
    """Return a command for each problem, a line each."""
    return "".join(f"{_command(problem)}\n" for problem in view.problems)


def _command(problem: "Problem") -> str:
    properties = {
        "file": PurePath(problem.file).as_posix(),
        "line": problem.line,
        "col": problem.column,
        "endColumn": problem.end,
        "title": f"briefing ({problem.rule})",
    }
    written = ",".join(
        f"{name}={_IN_PROPERTIES.sub(_escape, str(value))}" for name, value in properties.items()
    )
    message = _IN_MESSAGES.sub(_escape, sanitize(problem.full_message))
    return f"::{problem.severity} {written}::{message}"


def _escape(match: re.Match[str]) -> str:
    return f"%{ord(match[0]):02X}"
