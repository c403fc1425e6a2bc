"""Lays out any view as a document; every renderer can then show it."""

from importlib import import_module
from typing import Final

from briefing.answers import results as views
from briefing.answers.results import View
from briefing.render.document import Document

_LAYOUTS: Final[dict[type, tuple[str, str]]] = {
    views.Brief: ("brief", "brief"),
    views.Changes: ("timeline", "changes"),
    views.Comparison: ("comparison", "comparison"),
    views.Differences: ("timeline", "differences"),
    views.Flashpoints: ("tables", "flashpoints"),
    views.Gaps: ("gaps", "gaps"),
    views.Listing: ("tables", "listing"),
    views.Overview: ("tables", "overview"),
    views.Prep: ("prep", "prep"),
    views.Report: ("report", "report"),
    views.Search: ("search", "search"),
    views.SourceTable: ("sources", "sources"),
    views.SourceUses: ("sources", "source"),
    views.Timeline: ("timeline", "timeline"),
    views.Whole: ("book", "whole"),
}


def compose(view: View) -> Document:
    """The document of a view."""
    module, function = _LAYOUTS[type(view)]
    # Each answer needs the layout of its own kind only.
    layout = getattr(import_module(f"briefing.pages.{module}"), function)
    document: Document = layout(view)
    return document
