"""The errors that end a command, each with a message written for the reader; nothing here prints.

BriefingError
├── UsageError         the question cannot be asked like this
│   ├── UnknownName    no record is called that
│   ├── AmbiguousName  several records are called that
│   ├── UnknownValue   a filter names a value that the library does not know
│   └── MixedKinds     records of different kinds cannot be compared
├── LibraryError       the library cannot be read
│   ├── NoLibrary      there is none where one was looked for
│   ├── InvalidLibrary what was asked for has problems of its own
│   └── NoText         a source has no text, or one that cannot be read
└── WriteError         the answer cannot be written to the file that was named
"""

from __future__ import annotations

TYPE_CHECKING = False  # as in `typing`, which takes longer to import than a kept answer
if TYPE_CHECKING:
    from briefing.model.diagnostics import Problem


class BriefingError(Exception):
    """Anything that stops a command; `str()` of it is one or two sentences for the reader."""


class UsageError(BriefingError):
    """The question cannot be asked like this."""


class UnknownName(UsageError):
    """No record is called that; `suggestions` are the nearest names that can be asked for."""

    def __init__(self, message: str, suggestions: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.suggestions = suggestions


class AmbiguousName(UsageError):
    """Several records are called that; `candidates` are their ids.

    `choices` says what they are, a line each, where the message has no room for them.
    """

    def __init__(
        self, message: str, candidates: tuple[str, ...], choices: tuple[str, ...] = ()
    ) -> None:
        super().__init__(message)
        self.candidates = candidates
        self.choices = choices


class UnknownValue(UsageError):
    """A filter names a value that the library does not know."""


class MixedKinds(UsageError):
    """Records of different kinds cannot be compared."""


class LibraryError(BriefingError):
    """The library cannot be read."""


class NoLibrary(LibraryError):
    """There is no library where one was looked for."""


class InvalidLibrary(LibraryError):
    """What was asked for cannot be answered, because of `problems` in its own file.

    `folder` is that of the library, in which the problems name their files.
    """

    def __init__(self, message: str, folder: str, problems: tuple[Problem, ...]) -> None:
        super().__init__(message)
        self.folder = folder
        self.problems = problems


class NoText(LibraryError):
    """A source has no text, or one that cannot be read."""


class WriteError(BriefingError):
    """The answer cannot be written to the file that was named."""
