"""Builds the elements of a Word file: runs of text, paragraphs, fields."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any, Final, TypeAlias, cast

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from briefing.render.common import Language, split_by_language
from briefing.render.width import sanitize

Element: TypeAlias = BaseOxmlElement

# A font that each system with the language has; Word takes another where it does not.
_FONTS: Final[dict[Language, str]] = {"": "Yu Mincho", "ja": "Yu Mincho", "ko": "Malgun Gothic"}
_LANGUAGES: Final[dict[Language, str]] = {"ja": "ja-JP", "ko": "ko-KR"}


def make(tag: str, attributes: Mapping[str, Any] | None = None, *children: Element) -> Element:
    """An element such as `w:p`, whose attributes have the prefix `w` where they name none."""
    element = cast("Element", OxmlElement(tag))
    for name, value in (attributes or {}).items():
        element.set(qn(name if ":" in name else f"w:{name}"), str(value))
    element.extend(children)
    return element


def value(tag: str, told: object) -> Element:
    """An element that says one thing: `<w:sz w:val="21"/>`."""
    return make(tag, {"val": told})


def runs(text: str, *properties: Element, style: str = "") -> list[Element]:
    """Runs of a text, one for each language that its writing tells.

    An element stands in one place only, so that each run gets a copy of the properties.

    Args:
        text: what to show; made inert here.
        properties: how, in the order of the schema, behind the style and the fonts.
        style: the id of a character style.
    """
    found = []
    for stretch, tongue in split_by_language(sanitize(text)):
        spoken_in = _LANGUAGES.get(tongue)
        looks = [value("w:rStyle", style)] if style else []
        if not stretch.isascii() and not any(each.tag == qn("w:rFonts") for each in properties):
            hint = {"hint": "eastAsia"} if tongue or spoken_in else {}
            looks.append(make("w:rFonts", {**hint, "eastAsia": _FONTS[tongue]}))
        looks += [deepcopy(each) for each in properties]
        if spoken_in:
            looks.append(make("w:lang", {"eastAsia": spoken_in}))
        found.append(run(_told(stretch), properties=looks))
    return found


def run(*children: Element, properties: Iterable[Element] = ()) -> Element:
    """One run."""
    looks = list(properties)
    return make("w:r", None, *([make("w:rPr", None, *looks)] if looks else []), *children)


def paragraph(style: str, content: Iterable[Element], *properties: Element) -> Element:
    """A paragraph in a style, given by its id; properties in the order of the schema."""
    looks = make("w:pPr", None, value("w:pStyle", style), *properties)
    return make("w:p", None, looks, *content)


def tab() -> Element:
    """A run that goes on at the next tab stop."""
    return run(make("w:tab"))


def field(instruction: str, shown: str, properties: Iterable[Element] = ()) -> list[Element]:
    """A field that Word works out, and what is shown until it does."""
    looks = list(properties)

    def part(child: Element) -> Element:
        return run(child, properties=[deepcopy(each) for each in looks])

    return [
        part(make("w:fldChar", {"fldCharType": "begin"})),
        part(_told(f" {instruction} ", "w:instrText")),
        part(make("w:fldChar", {"fldCharType": "separate"})),
        part(_told(shown)),
        part(make("w:fldChar", {"fldCharType": "end"})),
    ]


def _told(text: str, tag: str = "w:t") -> Element:
    element = make(tag, {"xml:space": "preserve"})
    element.text = text
    return element
