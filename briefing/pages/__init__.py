"""Lays out any view as a document; every renderer can then show it."""

from importlib import import_module
from typing import Final

from briefing.answers import results
from briefing.answers.results import View
from briefing.render.document import Document

_LAYOUTS: Final[dict[type, tuple[str, str]]] = {
    results.Brief: ("brief", "brief"),
    results.Changes: ("changes", "changes"),
    results.Comparison: ("comparison", "comparison"),
    results.Differences: ("changes", "differences"),
    results.Flashpoints: ("flashpoints", "flashpoints"),
    results.Gaps: ("gaps", "gaps"),
    results.Listing: ("listing", "listing"),
    results.Overview: ("overview", "overview"),
    results.Prep: ("prep", "prep"),
    results.Report: ("report", "report"),
    results.Search: ("search", "search"),
    results.SourceTable: ("sources", "sources"),
    results.SourceUses: ("sources", "source"),
    results.Timeline: ("timeline", "timeline"),
    results.Whole: ("book", "whole"),
}


def compose(view: View) -> Document:
    """The document of a view."""
    module, function = _LAYOUTS[type(view)]
    # Each answer needs the layout of its own kind only.
    layout = getattr(import_module(f"briefing.pages.{module}"), function)
    document: Document = layout(view)
    return document
