"""The page of one record, whatever its kind."""

from briefing.answers.brief import Brief
from briefing.pages.kit import PageDraft


def brief(view: Brief) -> PageDraft:
    """Return the page of a record."""
    # Each needs the layout of its own kind only.
    if view.kind == "country":
        from briefing.pages.country import country_page

        return country_page(view)
    from briefing.pages.record import record_page

    return record_page(view)
