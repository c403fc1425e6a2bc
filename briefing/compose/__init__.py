"""Lays out any view as a document; every renderer can then show it."""

from briefing.document import Document
from briefing.views import Brief, Comparison, Flashpoints, Listing, Overview, Report, View


def compose(view: View) -> Document:
    """The document of a view."""
    # Each answer needs the layout of its own kind only.
    match view:
        case Brief():
            from briefing.compose.brief import brief  # noqa: PLC0415

            return brief(view)
        case Comparison():
            from briefing.compose.comparison import comparison  # noqa: PLC0415

            return comparison(view)
        case Report():
            from briefing.compose.report import report  # noqa: PLC0415

            return report(view)
        case Overview() | Flashpoints() | Listing():
            from briefing.compose import tables  # noqa: PLC0415

            if isinstance(view, Overview):
                return tables.overview(view)
            if isinstance(view, Flashpoints):
                return tables.flashpoints(view)
            return tables.listing(view)
