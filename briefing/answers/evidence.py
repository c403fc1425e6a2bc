"""What the texts of sources say around everything that a brief quotes."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from msgspec.structs import replace

from briefing.answers.brief import Brief, QuotedPassage
from briefing.answers.quotes import citing_parts, holds
from briefing.evidence.source_passages import QuotedPlace, SourcePassages
from briefing.evidence.texts import SourceTexts, UnreadableText
from briefing.library.library import Library
from briefing.model.kinds import NESTED, iter_nested
from briefing.model.records import SourceRef, source_id


class _Citation(NamedTuple):
    source: str
    locator: str | None


class _Quotation(NamedTuple):
    """Words that a record quotes, and the sources that they may be from."""

    id: str
    words: str
    citations: tuple[_Citation, ...]


class _Result(NamedTuple):
    """What the text of one source says of a quotation."""

    citation: _Citation
    has_text: bool
    place: QuotedPlace | None = None
    unreadable: str | None = None


def with_evidence(library: Library, brief: Brief, texts: SourceTexts) -> Brief:
    """Return a brief with the passage around each of its quotations.

    Args:
        library: Where the records are; only sources that are there are looked at.
        brief: The brief.
        texts: The texts of the sources.
    """
    quotations = list(dict.fromkeys(_quotations(library, brief)))
    results: dict[tuple[str, str, _Citation], _Result] = {}
    # Source by source, so that a text is read once and only one is held at a time.
    for source in dict.fromkeys(
        citation.source for quotation in quotations for citation in quotation.citations
    ):
        asked = [
            (quotation, citation)
            for quotation in quotations
            for citation in quotation.citations
            if citation.source == source
        ]
        unreadable = None
        try:
            text = texts.read(source)
        except UnreadableText as error:
            text, unreadable = None, str(error)
        passages = None if text is None else SourcePassages(text)
        for quotation, citation in asked:
            place = passages.around(quotation.words, citation.locator) if passages else None
            result = _Result(citation, passages is not None, place, unreadable)
            results[quotation.id, quotation.words, citation] = result
    evidence = tuple(
        _best(
            quotation,
            [results[quotation.id, quotation.words, citation] for citation in quotation.citations],
        )
        for quotation in quotations
    )
    return replace(brief, evidence=evidence)


def _best(quotation: _Quotation, results: Sequence[_Result]) -> QuotedPassage:
    """Return where words are that may be from several sources: the first that has them counts."""
    order = sorted(results, key=lambda result: (result.place is None, result.has_text))
    result = order[0]
    is_found = None if result.place is None and not result.has_text else result.place is not None
    place, excerpt = result.place or (None, None)
    return QuotedPassage(
        id=quotation.id,
        source=result.citation.source,
        locator=result.citation.locator,
        quote=quotation.words,
        found=is_found,
        place=place,
        passage=excerpt.text if excerpt else None,
        marks=excerpt.marks if excerpt else (),
        unreadable=result.unreadable,
    )


def _quotations(library: Library, brief: Brief) -> Iterator[_Quotation]:
    """Yield what the records that a brief shows quote from sources that are there."""
    for id_, (kind, record) in _records(brief).items():
        for part in citing_parts(kind, record):
            own = [
                (reference, reference.quote)
                for reference in part.sources
                if isinstance(reference, SourceRef) and reference.quote
            ]
            for reference, quote in own:
                if reference.source in library.sources:
                    citation = _Citation(reference.source, reference.locator)
                    yield _Quotation(id_, quote, (citation,))
            citations = _citations(library, part.sources or record.sources)
            for words in own_words(part):
                is_quoted = any(holds(quote, words) for _, quote in own)
                if citations and not is_quoted:
                    yield _Quotation(id_, words, citations)


def _records(brief: Brief) -> dict[str, tuple[str, Any]]:
    """Return the kinds and records of what a brief shows in full, by their ids."""
    records = {brief.id: (brief.kind, brief.record)}
    for inner, kind, record in iter_nested(brief.kind, brief.record):
        records[f"{brief.id}/{inner}"] = (kind, record)
    for kind, items in brief.related.items():
        if kind in (*NESTED, "event"):
            records |= {item.id: (kind, item.record) for item in items}
    for id_, reassurance in brief.reassurances.items():
        records.setdefault(id_, ("reassurance", reassurance))
    return records


def own_words(part: Any) -> list[str]:
    """Return what a record or a part of one quotes itself, and not in a reference."""
    words = (getattr(part, field, None) for field in ("quote", "wording"))
    return [text for text in words if text]


def _citations(library: Library, references: Sequence[Any]) -> tuple[_Citation, ...]:
    citations = [
        _Citation(source_id(reference), getattr(reference, "locator", None))
        for reference in references
    ]
    return tuple(
        dict.fromkeys(citation for citation in citations if citation.source in library.sources)
    )
