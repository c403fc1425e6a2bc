"""Lays out any view as a document; every renderer can then show it.

The page of an answer has its names: the schema `gaps/2` of `answers/gaps.py` is laid out by the
function `gaps` of `pages/gaps.py`.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from briefing.render.document import Document

if TYPE_CHECKING:
    from briefing.answers.results import View


def compose(view: "View") -> Document:
    """The document of a view."""
    # Each answer needs the layout of its own kind only.
    module = import_module(f"{__name__}.{type(view).__module__.rpartition('.')[2]}")
    layout = getattr(module, view.schema.partition("/")[0])
    document: Document = layout(view)
    return document
