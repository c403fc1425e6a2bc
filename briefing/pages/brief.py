"""The page of one record, whatever its kind."""

from briefing.answers.brief import Brief
from briefing.pages import country, record
from briefing.pages.kit import PageDraft


def brief(view: Brief) -> PageDraft:
    """Return the page of a record."""
    if view.kind == "country":
        return country.country_page(view)
    return record.record_page(view)
