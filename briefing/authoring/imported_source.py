"""Makes a source of an item of CSL-JSON, and says what of the item has no place in one."""

import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple, get_args

from briefing.authoring import skeleton
from briefing.authoring.reference_files import CslItem
from briefing.library.yaml_reader import BriefFile
from briefing.model import edtf
from briefing.model.authors import full_name, join_names
from briefing.model.records import SHORT_COLUMNS, Source
from briefing.model.spoken_dates import to_edtf
from briefing.model.vocabulary import SourceType
from briefing.model.width import text_width
from briefing.render.csl import OWN_TYPE

# The types of CSL that mean what one of the library's does.
_TYPES: Final[Mapping[str, SourceType]] = {
    "article-journal": "analysis",
    "article-newspaper": "news",
    "bill": "government-primary",
    "legislation": "government-primary",
    "regulation": "government-primary",
    "treaty": "treaty-text",
}

_ORDER: Final = ("title", "published", "short", "author", "publisher", "type", "url", "accessed")

OWN_TYPES: Final = frozenset(get_args(SourceType))

# Who writes a report is not said by its type: a state, if its publisher reads so.
_REPORTS: Final = ("report", "techreport")
_STATE: Final = re.compile(
    r"\b(?:ministry|government of|parliament|congress|senate|white house|embassy|armed forces|nato"
    r"|(?:state|defen[cs]e) department|department of (?:state|defen[cs]e|foreign affairs)"
    r"|european (?:commission|council|union))\b|[省庁府부처청]$",
    re.IGNORECASE,
)

# What is published in something that goes by its own name, as a newspaper: that is its publisher.
_PERIODICAL: Final = ("article", "broadcast", "post", "webpage")

# The markup that CSL allows in a title.
_TAG: Final = re.compile(r"</?(?:i|b|sup|sub|sc|span)(?:\s[^<>]*)?>")

_DOI_PREFIX: Final = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)

_NO_VALUES: Final[tuple[Any, ...]] = (None, "", [], {})
_SEASONS: Final = range(1, 5)
_LONGEST_EXCERPT: Final = 40
_LONGEST_NAME: Final = 60


class ImportedSource(NamedTuple):
    """A source made of an item.

    Args:
        key: what the item's file calls it.
        values: its fields.
        doi: its digital object identifier, empty if it has none.
        lost: what of the item the source does not hold, a phrase each.
        type_note: what an author has to know of its type, empty if there is nothing.
        problem: why it cannot be a source, empty if it can.
    """

    key: str
    values: Mapping[str, str]
    doi: str
    lost: tuple[str, ...]
    type_note: str
    problem: str

    @property
    def called(self) -> str:
        """Its title, and its key unless that is an address."""
        title = self.values.get("title", "")
        quoted = f"'{title if len(title) <= _LONGEST_NAME else f'{title[:_LONGEST_NAME]}…'}'"
        key = "" if title and "://" in self.key else self.key
        if not title:
            return key or "an item without a key"
        return f"{quoted} ({key})" if key else quoted


def to_source(item: CslItem) -> ImportedSource:
    """Return the source that an item is."""
    rest = {key: value for key, value in item.items() if value not in _NO_VALUES}
    numbered, key = rest.pop("id", None), _clean(rest.pop("citation-key", ""))
    key = key or _clean(numbered if isinstance(numbered, str | int) else "")
    issued = rest.pop("issued", None)
    doi = _DOI_PREFIX.sub("", _clean(rest.get("DOI")))
    values = {
        "title": _clean(rest.pop("title", "")),
        "published": _date(issued),
        "short": _take_short(rest),
        "author": _take_author(rest),
        "publisher": _take_publisher(rest),
        "url": _take_address(rest, doi),
        "accessed": _take_accessed(rest),
    }
    values["type"] = _take_type(rest, values["publisher"])
    values = {name: values[name] for name in _ORDER if values[name]}
    type_note = _note_on_type(item, values, rest)
    problem = _lacks(values, issued)
    refused = {} if problem else _refused(values)
    kept = {name: value for name, value in values.items() if name not in refused}
    lost = (*map(_excerpt, rest.items()), *refused.values())
    problem = problem or next((refused[n] for n in ("title", "published") if n in refused), "")
    return ImportedSource(key, kept, doi, lost, type_note, problem)


def _lacks(values: Mapping[str, str], issued: Any) -> str:
    if "title" not in values:
        return "it has no title"
    if "published" in values:
        return ""
    return "it has no date" if issued is None else f"its date is none: {_short(issued)}"


def _refused(values: Mapping[str, str]) -> dict[str, str]:
    """Return the fields that a library would not take, and why."""
    lines = [f"{name}: {skeleton.scalar(value)}" for name, value in values.items()]
    text = "".join(f"  {line}\n" for line in lines)
    file = BriefFile("sources.yaml", f"x:\n{text}".encode())
    file.record(("x",), Source)
    names = [*values]
    # The first line is that of the record.
    return {
        names[problem.line - 2]: f"{names[problem.line - 2]} ({problem.message.rstrip('.')})"
        for problem in file.problems
        if 0 <= problem.line - 2 < len(names)
    }


def _clean(value: Any) -> str:
    """Return a text on one line without markup and without what no file may hold."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return ""
    paired = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    plain = "".join(char if char.isprintable() else " " for char in paired)
    return " ".join(_TAG.sub("", plain).split())


def _take_short(rest: dict[str, Any]) -> str:
    for name in ("title-short", "shortTitle"):
        text = _clean(rest.get(name))
        if text and text_width(text) <= SHORT_COLUMNS:
            del rest[name]
            return text
    return ""


def _take_author(rest: dict[str, Any]) -> str:
    authors = rest.pop("author", [])
    names = [_name(author) for author in (authors if isinstance(authors, list) else [authors])]
    if not all(names):
        rest["author"] = authors
    return join_names([name for name in names if name])


def _name(author: Any) -> str:
    if not isinstance(author, dict):
        return _clean(author)
    literal = _clean(author.get("literal"))
    particles = ("dropping-particle", "non-dropping-particle", "family")
    family = " ".join(filter(None, (_clean(author.get(part)) for part in particles)))
    given, suffix = _clean(author.get("given")), _clean(author.get("suffix"))
    return literal or full_name(family, given, suffix)


def _take_publisher(rest: dict[str, Any]) -> str:
    is_periodical = str(rest.get("type", "")).startswith(_PERIODICAL)
    names = ("container-title", "publisher") if is_periodical else ("publisher", "container-title")
    for name in names:
        text = _clean(rest.get(name))
        if text:
            del rest[name]
            return text
    return ""


def _take_type(rest: dict[str, Any], publisher: str) -> str:
    type_, custom = rest.get("type"), rest.get("custom")
    own = custom.get(OWN_TYPE) if isinstance(custom, dict) else None
    if own in OWN_TYPES and len(custom or ()) == 1:
        # `briefing sources` wrote it there.
        rest.pop("type", None)
        del rest["custom"]
        return str(own)
    if type_ in _REPORTS:
        del rest["type"]
        return "government-primary" if _STATE.search(publisher) else "think-tank"
    if not isinstance(type_, str) or type_ not in _TYPES:
        return ""
    del rest["type"]
    return _TYPES[type_]


def _note_on_type(item: CslItem, values: Mapping[str, str], rest: dict[str, Any]) -> str:
    """Return what an author has to know of the type of a source; take it out of the rest."""
    if "type" not in values:
        said = _short(rest.pop("type", ""))
        return f"it has no type, as none means '{said}'" if said else "it has no type"
    is_guess = item.get("type") in _REPORTS and "custom" not in item
    return f"its type is taken to be {values['type']}" if is_guess else ""


def _take_address(rest: dict[str, Any], doi: str) -> str:
    address = _clean(rest.get("URL"))
    if address:
        del rest["URL"]
    if doi and (not address or address.lower().endswith(doi.lower())):
        del rest["DOI"]
    return address or (f"https://doi.org/{doi}" if doi else "")


def _take_accessed(rest: dict[str, Any]) -> str:
    date = _date(rest.get("accessed"))
    if date:
        del rest["accessed"]
    return date


def _excerpt(field: tuple[str, Any]) -> str:
    """Return a field that a source does not hold, and what it says if that is short."""
    name, value = field
    return f"{_clean(name)[:_LONGEST_EXCERPT]} {_short(value)}"


def _short(value: Any) -> str:
    text = _clean(value) or _clean(_plain_text(value))
    return text if len(text) <= _LONGEST_EXCERPT else f"({len(text)} characters)"


def _plain_text(value: Any, depth: int = 4) -> str:
    """Return the texts in a value, whatever it is, as far down as people nest them."""
    if isinstance(value, dict | list) and not depth:
        return "..."
    if isinstance(value, dict):
        return " ".join(_plain_text(part, depth - 1) for part in value.values())
    if isinstance(value, list):
        return ", ".join(_plain_text(part, depth - 1) for part in value)
    return str(value)


def _date(value: Any) -> str:
    """Return a date of CSL in EDTF, empty if it is none."""
    if not isinstance(value, dict):
        return _date_of_text(_clean(value))
    text = _date_of_parts(value)
    for name in ("raw", "literal"):
        text = text or _date_of_text(_clean(value.get(name)))
    return text


def _date_of_text(text: str) -> str:
    for form in (text, text.partition("T")[0], to_edtf(text)):
        if _is_date(form):
            return form
    return ""


def _is_date(text: str) -> bool:
    try:
        edtf.parse(text)
    except edtf.InvalidDate:
        return False
    return True


def _date_of_parts(value: dict[str, Any]) -> str:
    points = value.get("date-parts")
    if not isinstance(points, list) or not 1 <= len(points) <= 2:  # noqa: PLR2004 (start and end)
        return ""
    mark = "" if value.get("circa") in (None, False, 0, "", "0", "false") else "~"
    texts = [_point(point, value.get("season")) for point in points]
    text = "/".join(f"{text}{mark}" for text in texts)
    return text if all(texts) and _is_date(text) else ""


def _point(parts: Any, season: Any) -> str:
    given = [part for part in parts if part not in ("", None)] if isinstance(parts, list) else []
    numbers = [number for part in given if (number := _number(part)) is not None]
    if not numbers or len(numbers) < len(given):
        return ""
    number = _number(season) or 0
    if len(numbers) == 1 and number in _SEASONS:
        # EDTF numbers the seasons from 21.
        numbers.append(20 + number)
    year, *rest = numbers
    return "-".join([f"{year:04}", *(f"{number:02}" for number in rest)])


def _number(value: Any) -> int | None:
    """Return a whole number, which may be written as a text; None if a value is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    match = re.fullmatch(r"(\d{1,4})(?:\.0)?", str(value).strip(), re.ASCII)
    return int(match[1]) if match else None
