"""Renders a view as JSON: the answer itself, in an envelope that says what was asked of what."""

from typing import Any

import msgspec.json

from briefing.views import View


def json(view: View, query: dict[str, Any], library: dict[str, Any]) -> str:
    """The answer as indented JSON, ending in a line break.

    Args:
        view: the answer; its type's name is the `schema`.
        query: the command and what narrowed it.
        library: the title, folder and as-of date of the library that was asked.
    """
    envelope = {
        "schema": type(view).__name__.lower(),
        "library": {key: value for key, value in library.items() if key != "as_of"},
        "as_of": library.get("as_of"),
        "query": query,
        "result": view,
    }
    return msgspec.json.format(msgspec.json.encode(envelope), indent=2).decode() + "\n"
