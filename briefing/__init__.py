"""A briefing book: what worries a country, what was said or done about it, and what is open.

`briefing.open("briefs")` opens a library; the `Book` that it returns answers every question.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as in `typing`, which takes longer to import than a kept answer
if TYPE_CHECKING:
    from typing import Any

    from briefing.api import Book
    from briefing.api import open_book as open  # noqa: A004 (read as `briefing.open`)
    from briefing.errors import BriefingError, LibraryError, UsageError

__version__ = "0.1.0"

__all__ = ["Book", "BriefingError", "LibraryError", "UsageError", "open"]


def __getattr__(name: str) -> Any:
    """Brings what is asked for only when it is, so that starting costs nothing."""
    if name in ("open", "Book"):
        from briefing import api

        return api.open_book if name == "open" else api.Book
    if name in __all__:
        from briefing import errors

        return getattr(errors, name)
    raise AttributeError(f"module 'briefing' has no attribute '{name}'")
