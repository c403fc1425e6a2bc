r"""Renders sources as BibLaTeX, the BibTeX that knows dates in EDTF and addresses.

Every text is in braces of its own, so that no style changes its letters, and no name is taken apart
but where it is certain which part is that of the family.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from briefing.model.authors import name_parts, split_names
from briefing.model.records import Source, date_text
from briefing.model.vocabulary import SourceType
from briefing.render.csl import clean, is_periodical, note_of, sources_of

if TYPE_CHECKING:
    from briefing.answers.results import View

_TYPES: Final[dict[SourceType | None, str]] = {
    "analysis": "article",
    "government-primary": "report",
    "news": "article",
    "think-tank": "report",
}

_SIGNS: Final = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\^{}",
    "`": r"\textasciigrave{}",
    **{sign: f"\\{sign}" for sign in "%&$#_"},
}

# What LaTeX makes one sign of: dashes, quotation marks.
_LIGATURE: Final = re.compile(r"(?<=-)(?=-)|(?<=')(?=')|(?<=,)(?=,)|(?<=<)(?=<)|(?<=>)(?=>)")

# What would end the address, or begin a command.
_NOT_IN_ADDRESSES: Final = {"\\": "%5C", "{": "%7B", "}": "%7D", " ": "%20"}


def to_references(view: "View") -> str:
    """Return the sources of an answer as the entries of a bibliography."""
    return "\n".join(_entry(id_, source) for id_, source in sources_of(view).items())


def _entry(id_: str, source: Source) -> str:
    type_ = _TYPES.get(source.type, "online" if source.url else "misc")
    fields = "".join(f"  {name} = {{{value}}},\n" for name, value in _fields(source) if value)
    return f"@{type_}{{{id_},\n{fields}}}\n"


def _fields(source: Source) -> Iterator[tuple[str, str]]:
    yield "title", _verbatim(source.title)
    yield "shorttitle", _verbatim(source.short)
    yield "author", " and ".join(map(_name, split_names(clean(source.author or ""))))
    yield _publisher_field(source), _verbatim(source.publisher)
    yield "date", date_text(source.published)
    yield "url", _address(source.url)
    yield "urldate", date_text(source.accessed) if source.accessed else ""
    yield "entrysubtype", "newspaper" if source.type == "news" else source.type or ""
    yield "abstract", _escape(source.summary)
    yield "note", _escape(note_of(source))


def _publisher_field(source: Source) -> str:
    if is_periodical(source):
        return "journaltitle"
    return "institution" if _TYPES.get(source.type) == "report" else "organization"


def _name(name: str) -> str:
    return ", ".join(map(_verbatim, name_parts(name) or (name,)))


def _verbatim(text: str | None) -> str:
    return f"{{{_escape(text)}}}" if text else ""


def _escape(text: str | None) -> str:
    """Return a text that LaTeX prints as it is."""
    divided = _LIGATURE.sub("\0", clean(text or ""))
    return "".join("{}" if char == "\0" else _SIGNS.get(char, char) for char in divided)


def _address(url: str | None) -> str:
    return "".join(_NOT_IN_ADDRESSES.get(char, char) for char in clean(url or ""))
