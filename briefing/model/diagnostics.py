"""What can be wrong with a library, as values: a rule that was broken, and each place where it was.

Nothing here decides how a problem looks; `briefing.pages` does.
"""

from typing import Literal, TypeAlias

from msgspec import Struct

Severity: TypeAlias = Literal["error", "warning"]
"""An error makes an answer wrong or incomplete; a warning only makes it poorer."""


class Rule(Struct, frozen=True):
    """One thing that a library must keep to, with an extract that does and one that does not.

    `where` is the file, within the library, that the two extracts are from.
    """

    id: str
    severity: Severity
    description: str
    example_file: str
    good: str
    bad: str


class Problem(Struct, frozen=True, order=True):
    """One place that breaks a rule.

    `file` is relative to the library's folder. `line` and `column` count from 1, in characters;
    `end` is the column after the last one at fault, on the same line. `text` is that line as it
    stands, and `suggestion` the nearest right spelling, or empty.
    """

    file: str
    line: int
    column: int
    end: int
    rule: str
    severity: Severity
    message: str
    suggestion: str = ""
    text: str = ""
