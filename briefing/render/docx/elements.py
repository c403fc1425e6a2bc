"""Builds the elements of a Word file: runs of text, paragraphs, fields."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any, Final, TypeAlias, cast

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from briefing.render.language import Language, split_by_language
from briefing.render.sanitize import sanitize

Element: TypeAlias = BaseOxmlElement

# Fonts that every system with the language has; Word substitutes another where they are missing.
_FONTS: Final[dict[Language, str]] = {"": "Yu Mincho", "ja": "Yu Mincho", "ko": "Malgun Gothic"}
_LANGUAGES: Final[dict[Language, str]] = {"ja": "ja-JP", "ko": "ko-KR"}


def make(tag: str, attributes: Mapping[str, Any] | None = None, *children: Element) -> Element:
    """Make an element such as `w:p`; attributes without a prefix get `w`."""
    element = cast("Element", OxmlElement(tag))
    for name, value in (attributes or {}).items():
        element.set(qn(name if ":" in name else f"w:{name}"), str(value))
    element.extend(children)
    return element


def value(tag: str, content: object) -> Element:
    """Make an element with a single value: `<w:sz w:val="21"/>`."""
    return make(tag, {"val": content})


def runs(text: str, *properties: Element, style: str = "") -> list[Element]:
    """Make the runs of a text, one for each language in it.

    An element has only one parent, so that each run gets a copy of the properties.

    Args:
        text: what to show; sanitized here.
        properties: those that follow the style and the fonts, in the order of the schema.
        style: the id of a character style.
    """
    has_fonts = any(element.tag == qn("w:rFonts") for element in properties)
    elements = []
    for part, language in split_by_language(sanitize(text)):
        own = [value("w:rStyle", style)] if style else []
        if not has_fonts and not part.isascii():
            hint = {"hint": "eastAsia"} if language else {}
            own.append(make("w:rFonts", {**hint, "eastAsia": _FONTS[language]}))
        own += map(deepcopy, properties)
        if language:
            own.append(make("w:lang", {"eastAsia": _LANGUAGES[language]}))
        elements.append(run(_text(part), properties=own))
    return elements


def run(*children: Element, properties: Iterable[Element] = ()) -> Element:
    """Make a run."""
    own = list(properties)
    return make("w:r", None, *([make("w:rPr", None, *own)] if own else []), *children)


def paragraph(style: str, content: Iterable[Element], *properties: Element) -> Element:
    """Make a paragraph in the style with that id; properties in the order of the schema."""
    own = make("w:pPr", None, value("w:pStyle", style), *properties)
    return make("w:p", None, own, *content)


def bookmark(number: int, name: str, *content: Element) -> list[Element]:
    """Mark a place, or the content around which it goes, so that links lead there."""
    start = make("w:bookmarkStart", {"id": number, "name": name})
    return [start, *content, make("w:bookmarkEnd", {"id": number})]


def link_inside(name: str, content: Iterable[Element]) -> Element:
    """Make a link to a bookmark."""
    return make("w:hyperlink", {"anchor": name, "history": 1}, *content)


def tab() -> Element:
    """Make a run that advances to the next tab stop."""
    return run(make("w:tab"))


def field(instruction: str, shown: str, properties: Iterable[Element] = ()) -> list[Element]:
    """Make a field that Word computes, and what is shown until it does."""
    own = list(properties)

    def part(child: Element) -> Element:
        return run(child, properties=map(deepcopy, own))

    return [
        part(make("w:fldChar", {"fldCharType": "begin"})),
        part(_text(f" {instruction} ", "w:instrText")),
        part(make("w:fldChar", {"fldCharType": "separate"})),
        part(_text(shown)),
        part(make("w:fldChar", {"fldCharType": "end"})),
    ]


def _text(text: str, tag: str = "w:t") -> Element:
    element = make(tag, {"xml:space": "preserve"})
    element.text = text
    return element
