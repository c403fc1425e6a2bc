"""The small pieces that every answer is laid out with: names, dates, badges, numbered citations."""

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Final, TypeGuard

from msgspec.structs import replace

from briefing.answers.context import Withheld
from briefing.answers.filters import Filters
from briefing.library.status import describe_end, end_of
from briefing.model import edtf
from briefing.model.diagnostics import Problem
from briefing.model.records import (
    LATER_SOURCE,
    Date,
    DateDetail,
    Reassurance,
    Reference,
    Source,
    SourceRef,
    Statement,
    date_text,
    source_id,
)
from briefing.render.document import (
    Badge,
    Block,
    Cite,
    Content,
    Document,
    Inline,
    Mark,
    Note,
    Paragraph,
    Section,
    Sources,
    Span,
    TextRole,
)

# How many files a line names of which something was not read.
_UNREAD_FILES: Final = 3

STATUS_WORDS: Final[dict[str, str]] = {
    "unanswered": "unanswered",
    "touched-on": "touched on",
    "partly-answered": "partly answered",
    "answered": "answered",
}


class Citations:
    """What the records of one view are called, and its sources, numbered as they are cited."""

    def __init__(
        self,
        names: dict[str, str],
        sources: dict[str, Source],
        places: Container[str] = (),
        themes: Mapping[str, str] | None = None,
        shorts: Mapping[str, str] | None = None,
    ) -> None:
        """Store what a view knows.

        Args:
            names: what the records are called.
            sources: what they rest on.
            places: the records that have a place of their own in the document, by their ids.
            themes: the labels of themes, by their slugs.
            shorts: what some are called in a row from their second mention on.
        """
        self._names = names
        self._sources = sources
        self._places = places
        self._themes = themes or {}
        self._shorts = shorts or {}
        self._mentioned: set[str] = set()
        self._numbers: dict[str, int] = {}
        self._quotes: dict[str, str] = {}

    def name(self, id_: str) -> str:
        """Return what a record is called; its id where the view does not say."""
        source = self._sources.get(id_)
        return self._names.get(id_) or (source.title if source else id_)

    def theme(self, slug: str) -> str:
        """Return what a theme is called: its label, or its slug in words."""
        return self._themes.get(slug) or humanize(slug)

    def names(self, ids: Iterable[str]) -> str:
        """Return what several records are called, as a person lists them."""
        return join_words(list(dict.fromkeys(self.name(id_) for id_ in ids)))

    def has_place(self, id_: str) -> bool:
        """Return whether a record has a place of its own in the document."""
        return id_ in self._places

    def link_to(self, id_: str, role: TextRole = "plain") -> Span:
        """Return what a record is called, leading to its place if it has one."""
        return self.text_link(self.name(id_), id_, role)

    def text_link(self, text_: str, id_: str, role: TextRole = "plain") -> Span:
        """Return a text that leads to the place of a record, if it has one."""
        return Span(text_, role, to=id_ if id_ in self._places else "")

    def links_to(self, ids: Iterable[str]) -> Content:
        """Return the names of several records, as a person lists them, each a link to its place.

        Where some that have a place are called the same, each is led by whose it is.
        """
        several = list(dict.fromkeys(ids))
        names = [self._name_or_short(id_) for id_ in several]
        links: dict[str, Content] = {}
        for id_, name in zip(several, names, strict=True):
            label = name
            if id_ in self._places and "/" in id_ and names.count(name) > 1:
                label = f"{self.name(id_.partition('/')[0])}: {name}"
            links.setdefault(label, (self.text_link(label, id_),))
        return join_contents(list(links.values()))

    def _name_or_short(self, id_: str) -> str:
        """Return what a record is called: in full at its first mention, then by its short."""
        short = self._shorts.get(id_) if id_ in self._mentioned else None
        self._mentioned.add(id_)
        return short or self.name(id_)

    def anchor_for(self, ids: Sequence[str]) -> str:
        """Return the place of a single record; empty if there are several or it has none."""
        return ids[0] if len(ids) == 1 and ids[0] in self._places else ""

    def cite(self, references: Sequence[Reference]) -> Content:
        """Return the numbers of some sources, with the space before them.

        A source that is listed leads to the first words that are quoted from it.
        """
        for reference in references:
            if isinstance(reference, SourceRef) and reference.quote:
                self._quotes.setdefault(reference.source, reference.quote)
        cited = list(dict.fromkeys(source_id(reference) for reference in references))
        later: Content = ()
        if LATER_SOURCE in cited:
            later = (Span(" "), Span(f"({LATER_SOURCE})", "muted"))
        ids = [id_ for id_ in cited if id_ in self._sources]
        if not ids:
            return later
        # A number alone shows that there is one source.
        only = len(ids) > 1 and self._only(ids) and not later
        numbers = tuple(sorted([self.number(id_) for id_ in ids]))
        return (Span(" "), Cite(numbers, only=only), *later)

    def number(self, id_: str) -> int:
        """Return the number of a source, the next one where it had none so far."""
        return self._numbers.setdefault(id_, len(self._numbers) + 1)

    def sources(self) -> Sources:
        """Return the sources cited so far, each as a note."""
        return Sources(
            tuple(
                Note(number, citation_note(self._sources[id_], self._quotes.get(id_)))
                for id_, number in self._numbers.items()
            )
        )

    def _only(self, ids: list[str]) -> bool:
        """Return whether all of them have one publisher, so that they count as one source."""
        return len({self._sources[id_].publisher or id_ for id_ in ids}) == 1


def source_address(source: Source, quote: str | None = None) -> str:
    """Return where a source, or the copy that was read, can be opened; empty if nowhere.

    Where words of it are known, the page opens at them.
    """
    address = source.url or source.via or ""
    if not address or not quote:
        return address
    from briefing.pages.text_fragments import address_at

    return address_at(address, quote)


def quote_link(quote: str, source: Source | None) -> Span:
    """Return words that are quoted, leading to where they are in their source."""
    return Span(quote, "quote", source_address(source, quote) if source else "")


def citation_note(source: Source, quote: str | None = None) -> Content:
    """Return a source as a note in the Chicago manner: author, title, publisher, date, address.

    The address leads to words that are quoted from it, and reads as it is.
    """
    who = f"{source.author}, " if source.author else ""
    publisher = f", {source.publisher}" if source.publisher else ""
    content: list[Inline] = [
        Span(who),
        Span(source.title, "quote"),
        Span(f"{publisher}, {describe_date(source.published)}"),
    ]
    address = source.url or source.via
    if address:
        copied = " (copy)" if not source.url else ""
        content += [Span(", "), Span(address, "muted", source_address(source, quote)), Span(copied)]
    content.append(Span("."))
    if source.reliability:
        content.append(Span(f" Reliability {source.reliability}.", "muted"))
    return tuple(content)


def describe_date(when: Date) -> str:
    """Return a date in words; where it is inferred, or replaces vaguer words, that is said."""
    printed = edtf.format_date(date_text(when))
    if isinstance(when, DateDetail) and when.basis == "inferred":
        return f"{printed} (inferred)"
    if isinstance(when, DateDetail) and _vague(when):
        return f"{printed} (\u201c{when.text}\u201d)"
    return printed


def end_note(reassurance: Reassurance, as_of: str) -> str:
    """Return until when a reassurance holds, or how it ended by an EDTF date; empty where open."""
    return describe_end(end_of(reassurance, edtf.latest_day(as_of)))


def _vague(when: DateDetail) -> bool:
    """Return whether a source's own words say more of a date than what is printed for it."""
    printed = edtf.format_date(when.edtf)
    return when.basis == "stated" and when.text not in (None, printed, when.edtf)


def short_date(when: Date | None) -> str:
    """Return the shortest form of a date, for a column; `date_note` says what it leaves out."""
    return edtf.format_date(date_text(when), short=True) if when is not None else "undated"


def date_note(when: Date | None) -> str:
    """Return the note beside a date: that it is inferred, or the words of its source."""
    if isinstance(when, DateDetail) and when.basis == "inferred":
        return " (Date inferred.)"
    return (
        f" (Dated \u201c{when.text}\u201d.)"
        if isinstance(when, DateDetail) and _vague(when)
        else ""
    )


def status_badge(word: str) -> Badge:
    """Return the badge of a concern's status."""
    return Badge(_mark(word), STATUS_WORDS[word])


def _mark(word: str) -> Mark:
    marks: dict[str, Mark] = {
        "answered": "answered",
        "partly-answered": "partly-answered",
        "touched-on": "touched-on",
        "unanswered": "unanswered",
        "worsening": "worsening",
        "unchanged": "unchanged",
        "improving": "improving",
    }
    return marks[word]


def badge_for(word: str) -> Badge:
    """Return the badge of a status or a trend."""
    return Badge(_mark(word), STATUS_WORDS.get(word, word))


def join_words(texts: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(texts) < 2:  # noqa: PLR2004 (one needs no joining)
        return "".join(texts)
    return f"{', '.join(texts[:-1])} and {texts[-1]}"


def join_contents(contents: Sequence[Content], between: str = ", ", last: str = " and ") -> Content:
    """Return contents in a row, as a person lists them."""
    joined: list[Inline] = []
    for position, content in enumerate(contents):
        if position:
            joined.append(Span(last if position == len(contents) - 1 else between))
        joined += content
    return tuple(joined)


def pluralize(number: int, one: str, many: str = "") -> str:
    """`1 concern`, `3 concerns`."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def humanize(slug: str) -> str:
    """Return a vocabulary's word or a field as prose: `partly-answered` reads *partly answered*."""
    return slug.replace("-", " ").replace("_", " ")


def text(*parts: str | Content) -> Content:
    """Return inline text from plain strings and contents; texts of one sort that touch are one."""
    spans: list[Inline] = []
    for part in parts:
        for span in (Span(part),) if isinstance(part, str) else part:
            last = spans[-1] if spans else None
            if span == Span(".") and isinstance(last, Span) and last.text.endswith("."):
                # What ends in a full stop, as Jr. does, has one already.
                continue
            if _continues(span) and _continues(last) and span.role == last.role:
                spans[-1] = Span(last.text + span.text, last.role)
            elif span != Span(""):
                spans.append(span)
    return tuple(spans)


def _continues(inline: Inline | None) -> TypeGuard[Span]:
    """Return whether a part is text that can be one with more of its sort."""
    if not isinstance(inline, Span) or inline.url or inline.to:
        return False
    return inline.role in ("plain", "muted")


def sentence(words: str) -> str:
    """Return some words as a sentence: with a full stop, unless they end in one already."""
    return words if words.endswith((".", "?", "!")) else f"{words}."


def muted(content: Content) -> Content:
    """Return inline text in the muted role."""
    return tuple(
        replace(span, role="muted") if isinstance(span, Span) and span.role == "plain" else span
        for span in content
    )


def muted_paragraph(*parts: str | Content) -> Paragraph:
    """Return a paragraph of muted text."""
    return Paragraph(text(*parts), "muted")


def caveat_clause(caveat: str) -> str:
    """Return what changes the meaning of something, as it follows: `but Congress has to agree`."""
    return f"but {caveat.removesuffix('.')}"


def remarks(part: Statement) -> tuple[Block, ...]:
    """Return what changes the meaning of a record or a part of one, and how it is known."""
    caveat = (Paragraph(text(caveat_clause(part.caveat))),) if part.caveat else ()
    sourcing = (Paragraph(text("Sourcing: ", part.sourcing), "note"),) if part.sourcing else ()
    return (*caveat, *sourcing)


def as_of_text(day: str) -> str:
    """Return the day on which an answer counts."""
    return f"as of {edtf.format_date(day)}"


def filters_text(filters: Filters) -> str:
    """Return what an answer is narrowed to, as a person lists it; empty where to nothing."""
    label = filters.labels
    parts = [
        *(f"country {label.get(country, country)}" for country in filters.countries),
        *(f"topic {label.get(topic, topic)}" for topic in filters.topics),
        *(f"status {humanize(state)}" for state in filters.statuses),
        *(f"by {label.get(party, party)}" for party in filters.by),
        *(f"flashpoint {label.get(flashpoint, flashpoint)}" for flashpoint in filters.flashpoints),
        *(f"source {label.get(source, source)}" for source in filters.sources),
        *(f"section {humanize(section)}" for section in filters.sections),
        *([f"since {edtf.format_date(filters.since)}"] if filters.since else ()),
        *([f"until {edtf.format_date(filters.until)}"] if filters.until else ()),
    ]
    return ", ".join(parts)


def filter_notice(filters: Filters) -> list[Block]:
    """Return a line that says what an answer is narrowed to, where it is."""
    filtered = filters_text(filters)
    return [muted_paragraph(sentence(f"Narrowed: {filtered}"))] if filtered else []


def unread_notice(problems: Sequence[Problem]) -> list[Block]:
    """Return a line that says what of another version could not be read, where something was."""
    files = [*dict.fromkeys(problem.file for problem in problems)]
    more = [f"{len(files) - _UNREAD_FILES} more"] if len(files) > _UNREAD_FILES else []
    named = join_words([*files[:_UNREAD_FILES], *more])
    text_ = f"Not read in full in the other version, and compared only as far as read: {named}."
    return [muted_paragraph(text_)] if files else []


def no_difference(problems: Sequence[Problem]) -> str:
    """Return the sentence that two versions are alike, as far as they could be read."""
    limit = " as far as they could be read" if problems else ""
    return f"The two versions say the same{limit}."


def empty_notice(filters: Filters, otherwise: str) -> Paragraph:
    """Return a line that says that no record matches the filters, or why there is none at all."""
    return muted_paragraph(
        "Nothing is left after narrowing." if filters_text(filters) else otherwise
    )


def withheld_notice(withheld: Withheld | None) -> list[Block]:
    """Return lines that say what is left out: written later than the day, or without a source."""
    if withheld is None:
        return []
    written = f"Not shown, as written on {edtf.format_date(withheld.written)}"
    return [
        muted_paragraph(f"{why}: {join_words(list(map(humanize, names)))}.")
        for why, names in (
            (written, withheld.fields),
            ("Not shown, as no source is cited for it", withheld.unsourced),
        )
        if names
    ]


def cited_document(
    title: str, day: str, blocks: list[Block], citations: Citations, under: Content = ()
) -> Document:
    """Return an answer as of a day, and after it the sources that its blocks cite."""
    sources = citations.sources()
    if sources.notes:
        blocks = [*blocks, Section("Sources", (sources,))]
    return Document(title, as_of_text(day), under, tuple(blocks))
