"""A briefing book to ask: every question is a method that returns a typed view.

The command line asks through this module and offers nothing more; it needs neither Typer nor Rich.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

from msgspec import Struct

from briefing.errors import UnknownName, UnknownValue, UsageError
from briefing.index.checksums import IndexCorrupted
from briefing.index.refresh import Index
from briefing.index.store import Store
from briefing.library.files import printable_path
from briefing.library.library import Library
from briefing.library.location import LibraryLocation, locate
from briefing.model import edtf
from briefing.model.kinds import TOP_LEVEL, with_article
from briefing.model.records import date_text
from briefing.model.vocabulary import Marking

if TYPE_CHECKING:
    from typing import Unpack

    from briefing.answers.book import FullBook
    from briefing.answers.brief import Brief
    from briefing.answers.changes import Changes, Differences
    from briefing.answers.comparison import Comparison
    from briefing.answers.coverage import Coverage
    from briefing.answers.explanation import Explanation
    from briefing.answers.filters import BookOptions, FilterOptions, Filters, FilterValue
    from briefing.answers.flashpoints import Flashpoints
    from briefing.answers.gaps import Gaps
    from briefing.answers.listing import Listing
    from briefing.answers.overview import Overview
    from briefing.answers.prep import Prep
    from briefing.answers.quotes import Quotes
    from briefing.answers.report import Report
    from briefing.answers.results import View
    from briefing.answers.search import Search
    from briefing.answers.sources import SourceTable, SourceUses
    from briefing.answers.timeline import Timeline
    from briefing.evidence.texts import SourceTexts
    from briefing.index.build import Progress
    from briefing.library.files import State

T = TypeVar("T")


def rule_ids() -> list[str]:
    """Return the id of every rule that a library can break."""
    from briefing.library.rules import ALL_RULES

    return [rule.id for rule in ALL_RULES]


class _View(Struct, frozen=True):
    """Which book answers: on which day, according to which source, and up to which marking."""

    as_of: str | None = None
    according_to: str | None = None
    max_marking: str | None = None

    def library(self, store: Store) -> Library:
        """Return the library as far as it counts.

        Raises:
            UsageError: the day, the source or the marking is none, or not there.
            LibraryError: the library cannot be read, or is marked above the limit as a whole.
        """
        day = None if self.as_of is None else _day(self.as_of)
        limit = _limit(self.max_marking)
        library = Library(store, day, max_marking=limit)
        if self.according_to is None:
            return library
        return Library(store, day, _published_source(library, self.according_to), limit)


def explain_rule(id_: str) -> Explanation:
    """Return what a rule asks, with examples; no library is needed for that.

    Raises:
        UnknownValue: there is no such rule.
    """
    from briefing.answers.explanation import explain
    from briefing.library.rules import ALL_RULES

    require_rules([id_])
    return next(explain(rule) for rule in ALL_RULES if rule.id == id_)


def require_rules(ids: Sequence[str]) -> None:
    """Make sure that there are rules of some ids.

    Raises:
        UnknownValue: there is no rule of one of them.
    """
    from briefing.library.lookup import nearest

    known = rule_ids()
    for id_ in ids:
        if id_ not in known:
            near = " or ".join(nearest(id_, known))
            advice = f"did you mean {near}?" if near else "`briefing help writing` lists them all."
            raise UnknownValue(f"There is no rule '{id_}'; {advice}")


class Book:
    """One library to ask. Names may be written as on the command line: id, name, alias or code.

    Every method takes `as_of`, an EDTF date: the book on that day, from which everything later is
    taken out; without it, on the day to which the library is current. Every method also takes
    `according_to`, a source: the book from which everything is taken out that rests on other
    sources only; and `max_marking`, a TLP marking: the book from which everything is taken out that
    is marked above it. The filters `country`, `topic`, `status`, `by`, `flashpoint`, `source`,
    `since` and `until` mean the same wherever they are taken (see
    `briefing.answers.filters.Filters`); each but the last two may be a text or a list.

    Every method raises `UsageError` where the question cannot be asked like this (a name or value
    that the library does not know), and `LibraryError` where the library cannot be read.
    """

    def __init__(
        self,
        location: LibraryLocation,
        cache: Path | None = None,
        progress: Progress | None = None,
    ) -> None:
        """Open a library; `briefing.open` is the shorter way.

        Args:
            location: The library's folder, and why it was chosen.
            cache: The folder of its index; without it, the index lasts as long as the book.
            progress: Called with the number of files to read; returns a context manager that
                yields a function to call with the number read so far.
        """
        self._location = location
        self._index = Index(location.folder, cache, progress)

    @property
    def folder(self) -> Path:
        """The library's folder."""
        return self._location.folder

    @property
    def cache_warning(self) -> str:
        """Why the cache folder is not used, in a sentence, or an empty text."""
        return self._index.warning

    @property
    def store(self) -> Store:
        """The index as it is, for what proposes changes to the library's files."""
        return self._index.store

    def settled_files(self) -> dict[str, State] | None:
        """Return the state of every file that the index was made from.

        None without an index that is cached, or if a file was too fresh when it was read.
        """
        return self._index.settled_files

    def overview(
        self,
        *,
        as_of: str | None = None,
        according_to: str | None = None,
        max_marking: str | None = None,
    ) -> Overview:
        """Return the book at a glance."""
        from briefing.answers.overview import overview

        view = _View(as_of, according_to, max_marking)
        return self._ask(view, lambda library: overview(library, self._location))

    def book(self, **narrowing: Unpack[FilterOptions]) -> FullBook:
        """Return the whole library, every record once."""
        from briefing.answers.book import full_book

        return self._narrowed(full_book, **narrowing)

    def show(
        self,
        *name: str,
        section: FilterValue = None,
        evidence: bool | str | PathLike[str] = False,
        **narrowing: Unpack[FilterOptions],
    ) -> Brief:
        """Return the brief of a record of any kind.

        Args:
            name: The record.
            section: The only parts of it to return; without it, all.
            evidence: Whether to return the passage of its source around every quotation; or the
                folder of the texts of sources, before `sources/` in the library.
            narrowing: Filters, as everywhere.
        """
        from briefing.answers.brief import show

        def answer(library: Library, filters: Filters) -> Brief:
            brief = show(library, _find_one(library, name), filters)
            if evidence is False:
                return brief
            from briefing.answers.evidence import with_evidence

            return with_evidence(library, brief, self._texts(evidence))

        return self._narrowed(answer, section=section, **narrowing)

    def flashpoints(self, **narrowing: Unpack[FilterOptions]) -> Flashpoints:
        """Return every flashpoint, side by side."""
        from briefing.answers.flashpoints import flashpoints

        return self._narrowed(flashpoints, **narrowing)

    def flashpoint(self, *name: str, **narrowing: Unpack[FilterOptions]) -> Brief:
        """Return the brief of one flashpoint."""
        from briefing.answers.brief import show

        def answer(library: Library, filters: Filters) -> Brief:
            return show(library, _only_flashpoint(library, name), filters)

        return self._narrowed(answer, **narrowing)

    def compare(
        self,
        *names: str,
        as_of: str | None = None,
        according_to: str | None = None,
        max_marking: str | None = None,
    ) -> Comparison:
        """Compare two or more records of one kind, aspect by aspect."""
        from briefing.answers.comparison import compare

        view = _View(as_of, according_to, max_marking)
        return self._ask(view, lambda library: compare(library, _named(library, names)))

    def list(self, kind: str | None = None, **narrowing: Unpack[FilterOptions]) -> Listing:
        """Return the names, ids and aliases of the records of one kind, or of all."""
        from briefing.answers.listing import listing

        return self._narrowed(lambda library, filters: listing(library, kind, filters), **narrowing)

    def gaps(self, *countries: str, **narrowing: Unpack[FilterOptions]) -> Gaps:
        """Return every concern that is not answered, the worst first."""
        from briefing.answers.gaps import gaps

        def answer(library: Library, filters: Filters) -> Gaps:
            named = library.resolver_for("country").split(countries)
            return gaps(library, _also(library, filters, named))

        return self._narrowed(answer, **narrowing)

    def timeline(self, **narrowing: Unpack[FilterOptions]) -> Timeline:
        """Return everything dated, in one chronology."""
        from briefing.answers.timeline import timeline

        return self._narrowed(timeline, **narrowing)

    def changes(
        self, since: str, until: str | None = None, **narrowing: Unpack[BookOptions]
    ) -> Changes:
        """Return what is new after a day, up to another one or to the as-of date.

        Args:
            since: The day on which the book was last read, as an EDTF date; of a span such as a
                month, the day before it begins.
            until: The last day to report on; as with `as_of`, nothing later is known.
            narrowing: Filters, as everywhere.

        Raises:
            UsageError: The first day is not before the last.
        """
        from briefing.answers import changes

        def answer(library: Library, filters: Filters) -> Changes:
            first = _day_before(since)
            if first >= library.day:
                raise UsageError(
                    f"Nothing lies between {edtf.format_date(since)} and the last day on record, "
                    f"{edtf.format_date(library.day.isoformat())}; name an earlier day."
                )
            return changes.changes(library, first, filters)

        as_of = narrowing.get("as_of")
        if until is not None and (as_of is None or _day(until) < _day(as_of)):
            narrowing["as_of"] = until
        return self._narrowed(answer, **narrowing)

    def differences(
        self, against: str | PathLike[str], **narrowing: Unpack[FilterOptions]
    ) -> Differences:
        """Return how the library differs from another version of it.

        Args:
            against: The folder of that version, or a revision of the git repository that holds
                the library.
            narrowing: Filters, as everywhere.
        """
        from briefing.answers.changes import differences
        from briefing.library.git import checked_out

        with checked_out(self.folder, str(against)) as version:
            index = Index(version.folder)
            index.add_unread(version.problems)
            other = index.store
            other.folder = version.name

            def answer(library: Library, filters: Filters) -> Differences:
                return differences(library, library.other_version(other), str(against), filters)

            return self._narrowed(answer, **narrowing)

    def search(
        self, *words: str, limit: int | None = None, **narrowing: Unpack[FilterOptions]
    ) -> Search:
        """Search the full text of all records, the best matches first.

        Args:
            words: Words, "phrases" and prefix*, with AND, OR, NOT and parentheses.
            limit: The most top-level records to return; 0 for all, None for the default.
            narrowing: Filters, as everywhere.
        """
        from briefing.answers.search import SHOWN, search

        shown = SHOWN if limit is None else limit
        return self._narrowed(
            lambda library, filters: search(library, words, filters, shown), **narrowing
        )

    def quotes(self, *name: str, **narrowing: Unpack[FilterOptions]) -> Quotes:
        """Return every quotation of a country and its actors, of an actor, or from a source.

        Args:
            name: Whose words.
            narrowing: Filters, as everywhere.

        Raises:
            UsageError: The record is none that speaks, or several are named.
        """
        from briefing.answers.quotes import quotes

        def answer(library: Library, filters: Filters) -> Quotes:
            return quotes(library, _only_speaker(library, name), filters)

        return self._narrowed(answer, **narrowing)

    def sources(self, **narrowing: Unpack[FilterOptions]) -> SourceTable:
        """Return every source, with the number of records that rest on it, and on it alone."""
        from briefing.answers.sources import sources

        return self._narrowed(sources, **narrowing)

    def source(self, *name: str, **narrowing: Unpack[FilterOptions]) -> SourceUses:
        """Return one source with everything that rests on it, passage by passage."""
        from briefing.answers.sources import source

        def answer(library: Library, filters: Filters) -> SourceUses:
            return source(library, _only_of(library, "source", name), filters)

        return self._narrowed(answer, **narrowing)

    def coverage(
        self,
        *name: str,
        texts: str | PathLike[str] | None = None,
        as_of: str | None = None,
        according_to: str | None = None,
        max_marking: str | None = None,
    ) -> Coverage:
        """Return the text of a source, passage by passage, with the records that rest on each.

        Args:
            name: The source.
            texts: The folder of the texts, before `sources/` in the library.
            as_of: The day, as everywhere.
            according_to: The only source that counts, as everywhere.
            max_marking: The strictest marking of what counts, as everywhere.

        Raises:
            NoText: The source has no text, or one that cannot be read.
        """
        from briefing.answers.coverage import coverage

        def answer(library: Library) -> Coverage:
            return coverage(library, _only_of(library, "source", name), self._texts(texts))

        return self._ask(_View(as_of, according_to, max_marking), answer)

    def prep(
        self,
        *event: str,
        other_side: str | None = None,
        audience: str | None = None,
        as_of: str | None = None,
        according_to: str | None = None,
        max_marking: str | None = None,
    ) -> Prep:
        """Return the memo for a meeting, coming or past.

        Args:
            event: The meeting, or a country: then the next one in which it takes part.
            other_side: The country to prepare for, if several that take part have concerns.
            audience: For whom it is written.
            as_of: The day of the memo, as everywhere.
            according_to: The only source that counts, as everywhere.
            max_marking: The strictest marking of what counts, as everywhere.

        Raises:
            UsageError: Nobody who takes part has concerns, several countries do, or the meeting
                was not announced by the day.
        """
        from briefing.answers.prep import prep

        def answer(library: Library) -> Prep:
            named = None if other_side is None else library.resolver_for("country").find(other_side)
            id_ = _announced_event(library, event)
            return prep(library, id_, named, audience)

        return self._ask(_View(as_of, according_to, max_marking), answer)

    def counting_rules(
        self, select: Sequence[str] = (), ignore: Sequence[str] = ()
    ) -> frozenset[str]:
        """Return the rules that count: those selected, or else those of the library, but not these.

        Raises:
            UsageError: there is no rule of an id.
        """
        from briefing.library.rules import counting_rules
        from briefing.model.records import CheckSettings

        require_rules([*select, *ignore])
        about = self._index.store.library_file
        settings = about.check if about else CheckSettings()
        return frozenset(select or counting_rules(settings)).difference(ignore)

    def check(
        self,
        files: Sequence[str] | None = None,
        *,
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        evidence: bool | str | PathLike[str] = False,
        max_marking: str | None = None,
    ) -> Report:
        """Return every problem of the library, or of some of its files and folders.

        Args:
            files: The files and folders; None for all.
            select: The only rules that count; without any, those that count in the library.
            ignore: Rules that do not count.
            evidence: Whether to look for every quotation in the text of its source; or the folder
                of those texts, before `sources/` in the library.
            max_marking: The strictest marking of the files that count: one that holds anything
                above it is left out.

        Raises:
            UsageError: one of the files is not read, there is no rule of an id, or the folder of
                the texts cannot be read.
            LibraryError: the library is marked above the limit as a whole.
        """
        from msgspec import structs

        from briefing.answers.report import Report
        from briefing.library.file_kinds import may_hold_records
        from briefing.library.optional_checks import run_optional_checks

        limit = _limit(max_marking)

        def answer() -> Report:
            store = self._index.store
            names, problems = store.files(), store.problems()
            if limit is not None:
                from briefing.library.marking import ProblemView

                view = ProblemView(store, limit)
                names, problems = view.files, view.problems()
            chosen = names if files is None else _chosen_files(names, files)
            rules = self.counting_rules(select, ignore)
            problems = [*problems, *run_optional_checks(store, rules, limit)]
            counts = None
            if evidence is not False:
                from briefing.evidence.checking import check_evidence

                more, counts = check_evidence(self.folder, chosen, self._texts(evidence))
                problems += more
            found = sorted(item for item in problems if item.file in chosen and item.rule in rules)
            with_problems = {problem.file for problem in found}
            number = sum(may_hold_records(name) or name in with_problems for name in chosen)
            report = Report.of(found, number, printable_path(self.folder), counts)
            return structs.replace(report, max_marking=limit)

        return self.run_consistently(answer)

    def _texts(self, named: Literal[True] | str | PathLike[str] | None) -> SourceTexts:
        """Return the texts of the library's sources, those in a named folder first."""
        from briefing.evidence.texts import SourceTexts

        folder = None if named is None or named is True else Path(named)
        return SourceTexts(self.folder, folder)

    def completions(
        self, start: str, *kinds: str, as_of: str | None = None, max_marking: str | None = None
    ) -> Sequence[str]:
        """Return the names of records, of some kinds or of all, that begin with `start`.

        They come from the index without a look at the files, as this is asked at every key.
        """
        view = _View(as_of, None, max_marking)
        wanted = kinds or tuple(TOP_LEVEL)
        return self._ask_index(lambda store: view.library(store).completions(start, wanted))

    def topics(self, *, max_marking: str | None = None) -> Sequence[str]:
        """Return the topics of the library, without a look at its files."""
        view = _View(max_marking=max_marking)
        return self._ask_index(lambda store: list(view.library(store).library_file.topics))

    def about(self) -> dict[str, str]:
        """Return the title, folder and as-of date of the library, as it was last asked."""
        about = self._ask_index(lambda store: Library(store).library_file)
        return {"title": about.title, "folder": printable_path(self.folder), "as_of": about.as_of}

    def files_with_errors(self) -> Sequence[str]:
        """Return the files of the library that have errors, as it was last asked."""
        return self._ask_index(lambda store: store.files_with_errors())

    def marking(self, answer: View, **narrowing: Unpack[BookOptions]) -> str:
        """Return the strictest marking of what an answer shows, such as `TLP:AMBER`.

        It is empty where nothing of it has one.

        Args:
            answer: What one of the other methods returned.
            narrowing: What that was given; which book answered is all that counts here.
        """
        if not self.run_consistently(lambda: self._index.store.has_markings):
            return ""
        from briefing.answers.marking import marking_label

        view = _View(
            narrowing.get("as_of"), narrowing.get("according_to"), narrowing.get("max_marking")
        )
        return self._ask(view, lambda library: marking_label(library, answer))

    def close(self) -> None:
        """Close the index; the book cannot be asked after that."""
        self._index.close()

    def ask(self, question: Callable[[Library], T]) -> T:
        """Answer a custom question as of the library's own date."""
        return self._ask(_View(), question)

    def _narrowed(
        self,
        question: Callable[[Library, Filters], T],
        section: FilterValue = None,
        **narrowing: Unpack[FilterOptions],
    ) -> T:
        from briefing.answers.filters import NO_FILTERS, parse_filters

        view = _View(
            narrowing.pop("as_of", None),
            narrowing.pop("according_to", None),
            narrowing.pop("max_marking", None),
        )
        # No value and none of several ask for nothing; an empty one is a mistake.
        asked = any(value or value == "" for value in (section, *narrowing.values()))

        def answer(library: Library) -> T:
            filters = parse_filters(library, section, **narrowing) if asked else NO_FILTERS
            return question(library, filters)

        return self._ask(view, answer)

    def run_consistently(self, answer: Callable[[], T]) -> T:
        """Run `answer`, which may ask this book several times, against one state of the library.

        That is the state of its files now; what changes in them meanwhile counts the next time.
        """
        if not self._index.is_reading:
            self._index.refresh()
        return self._answer_from_index(answer)

    def _ask(self, view: _View, question: Callable[[Library], T]) -> T:
        return self.run_consistently(lambda: question(view.library(self._index.store)))

    def _ask_index(self, question: Callable[[Store], T]) -> T:
        """Answer a question from the index as it is, without looking at the files."""
        return self._answer_from_index(lambda: question(self._index.store))

    def _answer_from_index(self, answer: Callable[[], T]) -> T:
        if self._index.is_reading:
            return answer()
        try:
            with self._index.reading():
                return answer()
        except IndexCorrupted:
            self._index.rebuild()
            with self._index.reading():
                return answer()


def open_book(
    folder: str | PathLike[str] | None = None, *, cache: str | PathLike[str] | None = None
) -> Book:
    """Open a library.

    Args:
        folder: Its folder; without it, the nearest `briefs/library.yaml` from the working folder
            upward, else the library that comes with the program.
        cache: The folder of its index; without it, the index lasts as long as the book.

    Raises:
        NoLibrary: There is none.
    """
    named = None if folder is None else str(folder)
    return Book(locate(named, None, Path.cwd()), None if cache is None else Path(cache))


def _limit(text: str | None) -> Marking | None:
    """Return the marking that a reader gave as the strictest."""
    if text is None:
        return None
    from briefing.answers.marking import parse_marking

    return parse_marking(text)


def _day(text: str) -> date:
    """Return the last day of a date that a reader gave."""
    from briefing.answers.filters import parse_day

    return edtf.latest_day(parse_day(text))


def _day_before(text: str) -> date:
    """Return the day of a date that a reader gave; of a span, the day before it begins.

    So what came on the first day of a month is new since that month.
    """
    last, first = _day(text), edtf.earliest_day(text)
    return first if first in (last, date.min) else first - timedelta(days=1)


def _published_source(library: Library, name: str) -> str:
    """Return the id of a source that a reader names, as far as it is there on the day.

    Raises:
        UnknownName: there is no such source.
        AmbiguousName: the name could mean several sources.
        UnknownValue: it was published later than the day that is asked about.
    """
    id_, later = _found_or_later(library, "source", [name])
    if later is None:
        return id_
    published = edtf.format_date(date_text(later.sources[id_].published))
    day = edtf.format_date(library.day.isoformat())
    raise UnknownValue(
        f"{id_} was published on {published}, so nothing on {day} can be according to it."
    )


def _found_or_later(
    library: Library, kind: str, words: Sequence[str]
) -> tuple[str, Library | None]:
    """Return the id of what words name, and, if it is not there on the day, where it is.

    Raises:
        UnknownName: there is no such record, on no day.
        AmbiguousName: the words could mean several records.
    """
    try:
        return _only_of(library, kind, words), None
    except UnknownName as unknown:
        later = library.as_of(edtf.latest_day(library.own_day))
        try:
            return _only_of(later, kind, words), later
        except UsageError:
            raise unknown from None


def _announced_event(library: Library, words: Sequence[str]) -> str:
    """Return the id of the event that words name, as far as it is known of on the day.

    A country that is no event's name stands for the next meeting in which it takes part.

    Raises:
        UnknownName: there is no such event.
        AmbiguousName: the words could mean several events.
        UnknownValue: nobody knew of it by the day that is asked about.
    """
    try:
        id_, later = _found_or_later(library, "event", words)
    except UsageError:
        meeting = _next_meeting_with(library, words)
        if meeting is None:
            raise
        return meeting
    if later is None:
        return id_
    day = edtf.format_date(library.day.isoformat())
    raise UnknownValue(
        f"{id_} was not announced by {day}, as far as this library says; the `announced` of an "
        "event says from which day it was known."
    )


def _chosen_files(names: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """Return the files that are wanted, by their own names or by those of their folders.

    Raises:
        UsageError: a name is that of no file or folder that is read.
    """
    chosen: dict[str, None] = {}
    for text in wanted:
        found = [name for name in names if name == text or name.startswith(f"{text}/")]
        if not found:
            raise UsageError(
                f"{printable_path(text)} is no file of this library, which reads only YAML files "
                "with its own folders and names: `briefing help writing`."
            )
        chosen |= dict.fromkeys(found)
    return list(chosen)


def _next_meeting_with(library: Library, words: Sequence[str]) -> str | None:
    """Return the next meeting with the country that words name; None if they name none.

    Raises:
        UsageError: nothing is ahead in which it takes part.
    """
    from briefing.answers.overview import next_meeting

    try:
        country = library.resolver_for("country").find(" ".join(words))
    except UsageError:
        return None
    meeting = next_meeting(library, country)
    if meeting is None:
        raise UsageError(
            f"No event ahead has {library.name(country)} in it; name a past one, or add one with "
            "`briefing new event`."
        )
    return meeting.id


def _also(library: Library, filters: Filters, countries: Sequence[str]) -> Filters:
    """Return filters that let through some more countries."""
    from msgspec.structs import replace

    if not countries:
        return filters
    labels = {id_: library.name(id_) for id_ in countries}
    return replace(
        filters,
        countries=tuple(dict.fromkeys((*filters.countries, *countries))),
        labels={**filters.labels, **labels},
    )


def _named(library: Library, words: Sequence[str]) -> Sequence[str]:
    """Return the ids of the records that words name.

    Raises:
        UsageError: there are no words.
        UnknownName: a word belongs to no name.
        AmbiguousName: a name could mean several records.
    """
    _require_words(words)
    return library.resolver.split(words)


def _require_words(words: Sequence[str]) -> None:
    if not words:
        raise UsageError("No name is given; `briefing list` shows every name.")


def _find_one(library: Library, words: Sequence[str]) -> str:
    ids = _named(library, words)
    if len(ids) > 1:
        raise UsageError(
            f"`briefing show` takes one name; `briefing compare {' '.join(ids)}` puts them "
            "side by side."
        )
    return ids[0]


def _only_speaker(library: Library, words: Sequence[str]) -> str:
    ids = _named(library, words)
    if len(ids) > 1:
        raise UsageError(f"`briefing quote` takes one name, not {' and '.join(ids)}.")
    return ids[0]


def _only_flashpoint(library: Library, words: Sequence[str]) -> str:
    ids = _of_kind(library, "flashpoint", words)
    if len(ids) > 1:
        raise UsageError(f"Name one flashpoint; `briefing compare {' '.join(ids)}` takes both.")
    return ids[0]


def _only_of(library: Library, kind: str, words: Sequence[str]) -> str:
    ids = _of_kind(library, kind, words)
    if len(ids) > 1:
        raise UsageError(f"Name one {kind}, not {' and '.join(ids)}.")
    return ids[0]


def _of_kind(library: Library, kind: str, words: Sequence[str]) -> Sequence[str]:
    """Return the records of a kind that words name; report one of another kind as such."""
    _require_words(words)
    try:
        return library.resolver_for(kind).split(words)
    except UnknownName as unknown:
        try:
            ids = library.resolver.split(words)
        except UsageError:
            raise unknown from None
    if library.is_unread(ids[0]):
        return ids
    other = library.entries[ids[0]].kind
    alike = [id_ for id_ in library.records(kind) if set(words) & set(id_.split("-"))]
    hint = f"did you mean {' or '.join(alike)}?" if alike else f"try `briefing show {ids[0]}`."
    raise UsageError(f"{ids[0]} is {with_article(other)}, not {with_article(kind)}; {hint}")
