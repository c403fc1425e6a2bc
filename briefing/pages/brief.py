"""The page of one record, whatever its kind."""

from briefing.answers.brief import Brief
from briefing.pages import country, record
from briefing.render.document import Document


def brief(view: Brief, *, sources: bool = False) -> Document:
    """Return the page of a record."""
    if view.kind == "country":
        return country.country_page(view, sources=sources)
    return record.record_page(view, sources=sources)
