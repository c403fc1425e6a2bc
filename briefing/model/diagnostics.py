"""What can be wrong with a library, as values: the rules, and each place that breaks one.

Nothing here decides how a problem looks; `briefing.pages` does.
"""

from typing import Final, Literal, TypeAlias, get_args

from msgspec import Struct

Severity: TypeAlias = Literal["error", "warning"]
"""An error makes an answer wrong or incomplete; a warning only makes it poorer."""


SEVERITIES: Final[tuple[Severity, ...]] = get_args(Severity)


class Rule(Struct, frozen=True):
    """One thing that a library must comply with, and two examples: `good` does, `bad` does not.

    Each example is the contents of `example_file`, a path within the library. A rule that is not
    `is_default` counts only where `library.yaml` or the command line turns it on.
    """

    id: str
    severity: Severity
    description: str
    example_file: str
    good: str
    bad: str
    is_default: bool = True


class Problem(Struct, frozen=True, order=True):
    """One place that breaks a rule.

    `file` is relative to the library's folder. `line` and `column` count from 1, in characters;
    `end` is the column after the last one at fault, on the same line. `text` is that line, or the
    part of a long one that is around the place, and begins in the column `text_column`.
    `suggestion` is the nearest right spelling, or empty. `count` is how many problems this is: more
    than one where several of a kind are listed as one.
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
    text_column: int = 1
    count: int = 1

    @property
    def full_message(self) -> str:
        """The message, and the suggestion as a question after it."""
        hint = f" Did you mean {self.suggestion}?" if self.suggestion else ""
        return f"{self.message}{hint}"


class EvidenceCounts(Struct, frozen=True, kw_only=True):
    """How many quotations the texts of the sources bear out.

    `without_text` counts those that are in no text and may be in a source that has none. `texts`
    are the sources that have a text, `missing` those that are quoted and have none.
    """

    found: int = 0
    not_found: int = 0
    without_text: int = 0
    texts: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    def __add__(self, other: "EvidenceCounts") -> "EvidenceCounts":
        return EvidenceCounts(
            found=self.found + other.found,
            not_found=self.not_found + other.not_found,
            without_text=self.without_text + other.without_text,
            texts=tuple(dict.fromkeys((*self.texts, *other.texts))),
            missing=tuple(dict.fromkeys((*self.missing, *other.missing))),
        )


class Fix(Struct, frozen=True, order=True):
    """One problem that `check --fix` has mended: `old` was written at its place, now it is `new`.

    The place is that of the problem. Where nothing was written, `old` is empty.
    """

    file: str
    line: int
    column: int
    rule: str
    old: str
    new: str


class MissingRecord(Struct, frozen=True):
    """What references name and a library lacks: its kind, its id, and the command that adds it.

    A `topic` or `theme` has no command: it is added to `topics` or `themes` in `library.yaml`.
    """

    kind: str
    id: str
    command: str = ""


ON_NAMES: Final = frozenset({"alias-clash"})
"""The rules on what records are called, not on what they say: a brief that breaks them answers."""

HIDING_RECORDS: Final = frozenset(
    {
        "unreadable-file",
        "yaml-syntax",
        "plain-yaml",
        "duplicate-key",
        "empty-value",
        "missing-field",
        "wrong-type",
    }
)
"""The rules that can keep a nested record from being read, without a trace of its id."""

ON_READING: Final = HIDING_RECORDS | {"unknown-field", "unknown-word", "bad-date"}
"""The rules on reading: what breaks one is left out, so that no library can ignore one."""

ALIKE: Final = frozenset(
    {"unknown-reference", "unknown-topic", "unknown-theme", "unknown-field", "unknown-word"}
)
"""The rules on what nothing is called: where a message of them recurs, so does its cause."""
