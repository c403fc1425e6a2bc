"""What is asked of a format."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec import Struct

from briefing.render.document import Document
from briefing.render.formats import Paper


class RenderRequest(Struct, frozen=True):
    """What a format may draw on.

    Args:
        view: the answer, one of `briefing.answers.results.View`.
        query: the question, for the envelope of a machine format.
        describe_library: returns the title, folder and date of the library.
        marking: how far the answer may be passed on, such as `TLP:AMBER`; empty if it has none.
        compose: lays the answer out as a document.
        template: the Word file whose styles to take.
        paper: the size of the pages that was asked for, if any.
        local_paper: the size that is usual where the program runs.
        warn: called with a sentence on what the file cannot show.
    """

    view: Any
    query: dict[str, Any]
    describe_library: Callable[[], dict[str, Any]]
    marking: str
    compose: Callable[[], Document]
    template: Path | None
    paper: Paper | None
    local_paper: Paper
    warn: Callable[[str], None]
