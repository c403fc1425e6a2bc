"""Every verbatim quotation of a country, an actor or a source, with its day and its place."""

import re
from collections.abc import Container, Iterable, Iterator
from typing import Any, ClassVar, Final, Literal, NamedTuple, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from briefing.answers.brief import require_sound
from briefing.answers.context import KindName, ResultBase, names_and_sources
from briefing.answers.filters import NO_FILTERS, Filters, RecordFilter
from briefing.errors import UsageError
from briefing.library import links
from briefing.library.folding import normalize_name
from briefing.library.library import Entry, Library
from briefing.library.status import date_of, has_known_start
from briefing.model import edtf
from briefing.model.kinds import KINDS, nested_fields, with_article
from briefing.model.records import (
    Date,
    Edtf,
    Event,
    Reassurance,
    Reference,
    SourceRef,
    date_text,
    source_id,
)

Voice: TypeAlias = Literal["speaker", "source"]
"""Whose words a quotation is: a speaker's, or the source's own."""

# Two copies of the same words may have other quotation marks, and others around them.
_STRAIGHT: Final = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")
_AT_ENDS: Final = " .,;:!?'\"\N{HORIZONTAL ELLIPSIS}"

_CAN_ACT: Final = frozenset(name for name, kind in KINDS.items() if kind.can_act)


class Quotation(Struct, frozen=True, kw_only=True):
    """Words, exactly as they were said or written, about one record.

    `by` are those who said them; of a source's own wording, its authors that are records, while
    `authors` are who wrote it, else who published it. `sources` say where in which source the words
    stand. The day is that on which they were said; of a source's own wording, that of publication.
    """

    words: str
    voice: Voice
    by: tuple[str, ...]
    authors: tuple[str, ...]
    to: tuple[str, ...]
    date: Date | None
    id: str
    kind: KindName
    caveat: str | None
    sources: tuple[Reference, ...]


class Quotes(ResultBase, frozen=True, kw_only=True):
    """Every quotation of a country, an actor or a source, newest first and undated ones last."""

    schema: ClassVar[str] = "quotes/2"

    as_of: Edtf
    id: str
    kind: KindName
    quotations: tuple[Quotation, ...]
    filters: Filters = Filters()


def quotes(library: Library, id_: str, filters: Filters = NO_FILTERS) -> Quotes:
    """Return every quotation of a country and its actors, of an actor, or from a source.

    Args:
        library: where the records are.
        id_: whose words.
        filters: what narrows the answer.

    Raises:
        UsageError: the record is none that speaks.
        InvalidLibrary: its own file has errors.
    """
    require_sound(library, id_)
    kind = library.entries[id_].kind
    if kind == "source":
        cited = {id_}
        origins = _citing(library, cited)
        side: Container[str] = ()
    elif kind in _CAN_ACT:
        side = links.with_actors(library, [id_])
        cited = {source for source in library.sources if _written_by(library, source, side)}
        naming = [link.origin for party in side for link in library.incoming_links(party)]
        origins = [*naming, *_citing(library, cited)]
    else:
        raise UsageError(
            f"{id_} is {with_article(kind)}; "
            "`briefing quote` takes a country, an actor or a source."
        )
    entries = (library.entries[origin] for origin in dict.fromkeys(origins))
    quotations = [
        quotation
        for entry in entries
        for quotation in _narrowed(library, entry, filters)
        if _is_from(quotation, cited if kind == "source" else None, side)
    ]
    quotations.sort(key=_newest_first)
    shown = dict.fromkeys(
        [
            id_,
            *(
                who
                for quotation in quotations
                for who in (quotation.id, *quotation.by, *quotation.to)
            ),
        ]
    )
    return Quotes(
        as_of=library.library_file.as_of,
        id=id_,
        kind=kind,
        quotations=tuple(quotations),
        filters=filters,
        **names_and_sources(
            library,
            (),
            and_names=shown,
            and_sources=[reference for quotation in quotations for reference in quotation.sources],
        ),
    )


def _citing(library: Library, sources: Iterable[str]) -> list[str]:
    """Return the records that rest on some sources."""
    incoming = (link for source in sources for link in library.incoming_links(source))
    return [link.origin for link in incoming if link.cites]


def _written_by(library: Library, source: str, side: Container[str]) -> bool:
    author = _record_of(library, library.sources[source].author)
    return author is not None and author in side


def _record_of(library: Library, author: str | None) -> str | None:
    """Return the country or actor of an author's name, None if there is none or several."""
    ids = library.ids_for_name(normalize_name(author), _CAN_ACT) if author else []
    return ids[0] if len(ids) == 1 else None


def _is_from(quotation: Quotation, cited: Container[str] | None, side: Container[str]) -> bool:
    """Return whether words are taken from a source or, without one, are those of a side."""
    if cited is not None:
        return any(source_id(reference) in cited for reference in quotation.sources)
    return any(speaker in side for speaker in quotation.by)


def _narrowed(library: Library, entry: Entry, filters: Filters) -> Iterator[Quotation]:
    """Yield the quotations of a record that filters let through.

    What counts for a span of time is the day of the words, else that of the record.
    """
    if not RecordFilter(library, replace(filters, since=None, until=None)).matches(entry):
        return
    times = RecordFilter(library, filters)
    for quotation in _quotations(library, entry):
        when = date_text(quotation.date) if quotation.date else date_of(entry.record)
        if times.matches_date(when):
            yield quotation


class _Words(NamedTuple):
    """Words that a part of a record quotes, and the references that quote them too."""

    text: str
    voice: Voice
    part: Any
    sources: tuple[Reference, ...] = ()


def _quotations(library: Library, entry: Entry) -> Iterator[Quotation]:
    """Yield the quotations of one record and its parts, the same words once."""
    unique: dict[tuple[Voice, tuple[str, ...], str], Quotation] = {}
    for words in _words(entry):
        quotation = _quotation(library, entry, words)
        key = (words.voice, quotation.by, _normalize(words.text) or words.text)
        if key in unique:
            first = unique[key]
            sources = tuple(dict.fromkeys((*first.sources, *quotation.sources)))
            quotation = replace(first, sources=sources)
        unique[key] = quotation
    yield from unique.values()


def _words(entry: Entry) -> Iterator[_Words]:
    """Yield what a record and its parts quote: speakers first, then the sources themselves.

    The quotation of a reference is a speaker's words where the record's own quotation holds them.
    """
    parts = list(citing_parts(entry.kind, entry.record))
    spoken = [_Words(part.quote, "speaker", part) for part in parts if getattr(part, "quote", None)]
    written = [
        _Words(part.wording, "source", part) for part in parts if getattr(part, "wording", None)
    ]
    for part in parts:
        for reference in part.sources:
            if isinstance(reference, SourceRef) and reference.quote:
                _place(_Words(reference.quote, "source", part, (reference,)), spoken, written)
    yield from spoken
    yield from (words for words in written if not _is_in_a_longer(words, written))


def _place(quoted: _Words, spoken: list[_Words], written: list[_Words]) -> None:
    """Add what a reference quotes to the words that hold it, or to those of the sources."""
    own = [words for words in spoken if words.part is quoted.part]
    for words_list in (own, spoken, [words for words in written if words.part is quoted.part]):
        for words in words_list:
            if holds(words.text, quoted.text):
                among = spoken if words.voice == "speaker" else written
                position = among.index(words)
                among[position] = words._replace(sources=(*words.sources, *quoted.sources))
                return
    written.append(quoted)


def _is_in_a_longer(words: _Words, written: Iterable[_Words]) -> bool:
    """Return whether a source says some words in a longer quotation of the same part."""
    return any(
        other.part is words.part
        and _normalize(other.text) != _normalize(words.text)
        and holds(other.text, words.text)
        for other in written
    )


def holds(whole: str, part: str) -> bool:
    """Return whether a text holds another one, word for word."""
    words = re.escape(_normalize(part))
    if not words:
        return whole == part
    return re.search(f"(?<![a-z0-9]){words}(?![a-z0-9])", _normalize(whole)) is not None


def _normalize(text: str) -> str:
    """Return a text as it is compared: without case, and without signs and blanks at its ends."""
    words = " ".join(text.casefold().translate(_STRAIGHT).split())
    return words.strip(_AT_ENDS)


def citing_parts(kind: str, record: Any) -> Iterator[Any]:
    """Yield a record and every part of it that can cite sources, but no record nested in it."""
    yield record
    nested = nested_fields(kind)
    for name in record.__struct_fields__:
        value = () if name in nested else getattr(record, name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, Struct) and hasattr(part, "sources"):
                yield from citing_parts("", part)


def _quotation(library: Library, entry: Entry, words: _Words) -> Quotation:
    record, part = entry.record, words.part
    sources = words.sources or part.sources or record.sources
    by: tuple[str, ...] = getattr(part, "by", ())
    when: Date | None = getattr(part, "date", None)
    authors: tuple[str, ...] = ()
    if words.voice == "source":
        published = [library.sources[id_] for id_ in _published(library, sources)]
        authors = tuple(
            dict.fromkeys(source.author or source.publisher or source.title for source in published)
        )
        writers = (_record_of(library, source.author) for source in published)
        by = tuple(dict.fromkeys(id_ for id_ in writers if id_ is not None))
        when = min((source.published for source in published), key=_order, default=None)
    return Quotation(
        words=words.text,
        voice=words.voice,
        by=by,
        authors=authors,
        to=_addressees(entry, part) if words.voice == "speaker" else (),
        date=when,
        id=entry.id,
        kind=entry.kind,
        caveat=getattr(part, "caveat", None) or record.caveat,
        sources=sources,
    )


def _published(library: Library, sources: Iterable[Reference]) -> list[str]:
    """Return the sources that are there on the day."""
    ids = dict.fromkeys(map(source_id, sources))
    return [id_ for id_ in ids if id_ in library.sources]


def _addressees(entry: Entry, part: Any) -> tuple[str, ...]:
    """Return to whom something was said; a reassurance, without a name, to its country."""
    if isinstance(part, Reassurance):
        return part.to or (entry.owner,)
    if isinstance(part, Event):
        return tuple(who for who in part.participants if who not in part.by) if part.by else ()
    return ()


def _order(when: Date) -> tuple[int, int]:
    first, certain = edtf.sort_key(date_text(when))
    return first.toordinal(), certain.toordinal()


def _newest_first(quotation: Quotation) -> tuple[int, int, int, str]:
    """Order by day; what has no day is last, after what has only bounds."""
    when = quotation.date
    if when is None:
        return 2, 0, 0, quotation.id
    first, certain = _order(when)
    return 0 if has_known_start(when) else 1, -first, -certain, quotation.id
