"""The ISO 3166-1 alpha-3 codes of countries by their English names, which `countries.txt` lists."""

from functools import cache
from importlib.resources import files

from briefing.library.rules.bad_id import suggest_slug


def code_of(name: str) -> str | None:
    """Return the alpha-3 code of a country, None if it is not listed under that name."""
    return _codes().get(suggest_slug(name))


@cache
def _codes() -> dict[str, str]:
    text = (files("briefing") / "authoring" / "countries.txt").read_text(encoding="utf-8")
    return {
        suggest_slug(name): line[:3] for line in text.splitlines() for name in line[4:].split(" | ")
    }
