"""What of a source's text is in the book: its passages, each with the records that rest on it."""

from collections.abc import Iterator
from typing import ClassVar, Literal, TypeAlias

from msgspec import Struct

from briefing.answers.brief import require_sound
from briefing.answers.context import KindName, ResultBase, names_and_sources
from briefing.answers.sources import Use, uses_of
from briefing.errors import NoText
from briefing.evidence.passages import Passage, PassageKind
from briefing.evidence.source_passages import SourcePassages
from briefing.evidence.texts import SourceTexts, UnreadableText
from briefing.library.library import Entry, Library
from briefing.model.records import Edtf, Source

CoverageState: TypeAlias = Literal["covered", "uncovered", "furniture", "heading"]
"""Whether records rest on a passage, nothing does, or nothing has to: furniture and headings."""


class Support(Struct, frozen=True, kw_only=True):
    """A record that rests on a passage, which quotes it or names its place."""

    id: str
    kind: KindName
    by: Literal["quote", "locator"]


class PassageRow(Struct, frozen=True, kw_only=True):
    """A passage of a text: what it is, the locator that leads there, and what rests on it."""

    place: str
    kind: PassageKind
    state: CoverageState
    text: str
    supports: tuple[Support, ...]


class Coverage(ResultBase, frozen=True, kw_only=True):
    """A source's text, passage by passage, with the records that rest on each.

    `unplaced` are records that rest on the source without a place that is found in the text.
    `furniture_not_found` is what is marked as furniture and is not in it.
    """

    schema: ClassVar[str] = "coverage/2"

    as_of: Edtf
    id: str
    source: Source
    passages: tuple[PassageRow, ...]
    uncovered: int
    unplaced: tuple[str, ...]
    furniture_not_found: tuple[str, ...]


def coverage(library: Library, id_: str, texts: SourceTexts) -> Coverage:
    """Return the text of a source, passage by passage, with the records that rest on each.

    Raises:
        InvalidLibrary: the source's own file has errors.
        NoText: it has no text, or one that cannot be read.
    """
    require_sound(library, id_)
    text = SourcePassages(_text_of(id_, texts))
    source = library.sources[id_]
    supports: list[dict[str, Support]] = [{} for _ in text.passages]
    unplaced: dict[str, None] = {}
    citing = dict.fromkeys(link.origin for link in library.incoming_links(id_) if link.cites)
    entries = [library.entries[origin] for origin in citing]
    for entry in entries:
        for use in uses_of(library, id_, entry):
            places = [*_places(text, entry, use)]
            for number, support in places:
                supports[number].setdefault(entry.id, support)
            if not places:
                unplaced[entry.id] = None
    furniture = {item: text.named(item) for item in source.furniture}
    marked = {number for numbers in furniture.values() for number in numbers}
    rows = tuple(
        _row(passage, tuple(resting.values()), is_furniture=number in marked)
        for number, (passage, resting) in enumerate(zip(text.passages, supports, strict=True))
    )
    placed = {id_ for resting in supports for id_ in resting}
    return Coverage(
        as_of=library.library_file.as_of,
        id=id_,
        source=source,
        passages=rows,
        uncovered=sum(row.state == "uncovered" for row in rows),
        unplaced=tuple(id_ for id_ in unplaced if id_ not in placed),
        furniture_not_found=tuple(item for item, numbers in furniture.items() if not numbers),
        **names_and_sources(
            library,
            (),
            and_names=[id_ for entry in entries for id_ in (entry.id, entry.id.partition("/")[0])],
        ),
    )


def _text_of(id_: str, texts: SourceTexts) -> str:
    try:
        text = texts.read(id_)
    except UnreadableText as error:
        raise NoText(str(error)) from None
    if text is None:
        raise NoText(
            f"{id_} has no text. Name the folder that has {id_}.txt with --texts, or put it into "
            "`sources` in the library."
        )
    return text


def _places(text: SourcePassages, entry: Entry, use: Use) -> Iterator[tuple[int, Support]]:
    """Yield the passages on which one use of a source rests: by its words, else by its locator."""
    target = text.at(use.locator) if use.locator else None
    words = use.quote or (None if target else _own_words(entry))
    quoted = sorted({number for place in text.holding(words) for number in place}) if words else []
    # Words that are in several places are those to which the locator leads.
    nearer = [number for number in quoted if target and number in target]
    by: Literal["quote", "locator"] = "quote" if quoted else "locator"
    for number in nearer or quoted or target or ():
        yield number, Support(id=entry.id, kind=entry.kind, by=by)


def _own_words(entry: Entry) -> str | None:
    return getattr(entry.record, "quote", None) or getattr(entry.record, "wording", None)


def _row(passage: Passage, supports: tuple[Support, ...], *, is_furniture: bool) -> PassageRow:
    state: CoverageState = "uncovered"
    if supports:
        state = "covered"
    elif is_furniture:
        state = "furniture"
    elif passage.kind in ("title", "heading"):
        state = "heading"
    return PassageRow(
        place=passage.place, kind=passage.kind, state=state, text=passage.text, supports=supports
    )
