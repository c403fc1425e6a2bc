"""Checks the quotations and locators of a library against the texts of its sources."""

from collections.abc import Iterable, Sequence
from enum import Enum
from pathlib import Path
from typing import Final, NamedTuple

from briefing.evidence.matching import quote_parts
from briefing.evidence.quotations import Citation, Unquoted, WrittenQuotation, written_quotations
from briefing.evidence.source_passages import SourcePassages
from briefing.evidence.texts import SourceTexts, UnreadableText
from briefing.library import files, loader
from briefing.library.loader import LoadedFile, LoadedRecord, SourceLocation
from briefing.library.rules import (
    furniture_not_found,
    locator_elsewhere,
    quote_not_found,
    unreadable_text,
)
from briefing.library.source_text import quote as in_marks
from briefing.library.source_text import shorten
from briefing.model import schema
from briefing.model.diagnostics import EvidenceCounts, Problem, Rule
from briefing.model.kinds import LIBRARY_FILE
from briefing.model.records import Source

# The most characters of a list of places.
_PLACES: Final = 120


def check_evidence(
    folder: Path, names: Sequence[str], texts: SourceTexts
) -> tuple[list[Problem], EvidenceCounts]:
    """Check the quotations and locators in some files of a library.

    Args:
        folder: The library's folder.
        names: The files, relative to it.
        texts: The texts of its sources.

    Returns:
        The problems, and how many quotations were found.
    """
    states = files.list_files(str(folder))
    loaded = [
        loader.read_file(folder, name, states[name][-1])
        for name in names
        if name != LIBRARY_FILE and name in states
    ]
    return _Check(texts, loaded).run()


class _Outcome(Enum):
    FOUND = "found"
    ELSEWHERE = "elsewhere"
    NOT_FOUND = "not found"
    NO_TEXT = "no text"


class _Result(NamedTuple):
    """What became of a quotation in the text of one source."""

    outcome: _Outcome
    citation: Citation
    message: str = ""


class _Check:
    """One check: the quotations of some files, source by source, so that a text is read once."""

    def __init__(self, texts: SourceTexts, loaded: Iterable[LoadedFile]) -> None:
        self._texts = texts
        self._files = list(loaded)
        self._problems: list[Problem] = []
        self._quotations: list[WrittenQuotation] = []
        self._unquoted: dict[str, list[Unquoted]] = {}
        for file in self._files:
            for item in written_quotations(file):
                if isinstance(item, Unquoted):
                    self._unquoted.setdefault(item.citation.source, []).append(item)
                else:
                    self._quotations.append(item)
        self._records = {
            record.id: record
            for file in self._files
            for record in file.records
            if isinstance(record.record, Source)
        }
        self._results: list[list[_Result]] = [[] for _ in self._quotations]

    def run(self) -> tuple[list[Problem], EvidenceCounts]:
        """Check everything, and return the problems and how many quotations were found."""
        with_text, missing = [], []
        by_source: dict[str, list[tuple[int, Citation]]] = {}
        for index, quotation in enumerate(self._quotations):
            for citation in quotation.citations:
                by_source.setdefault(citation.source, []).append((index, citation))
        for source in dict.fromkeys((*by_source, *self._unquoted, *self._records)):
            uses = by_source.get(source, [])
            text = self._passages_of(source, uses)
            if text is None:
                missing += [source] if uses else []
                continue
            with_text.append(source)
            self._check_source(source, text, uses)
        counts = self._judge()
        return sorted(self._problems), EvidenceCounts(
            found=counts.count(_Outcome.FOUND),
            not_found=counts.count(_Outcome.NOT_FOUND),
            without_text=counts.count(_Outcome.NO_TEXT),
            texts=tuple(sorted(with_text)),
            missing=tuple(sorted(missing)),
        )

    def _passages_of(
        self, source: str, uses: Sequence[tuple[int, Citation]]
    ) -> SourcePassages | None:
        """Return the text of a source; report one that cannot be read where it is first used."""
        try:
            text = self._texts.read(source)
        except UnreadableText as error:
            if source in self._records:
                file, path = self._records[source].location
                self._problems.append(
                    file.problem(unreadable_text.RULE, path, str(error), key=True)
                )
            elif uses or source in self._unquoted:
                location, path = self._first_use(source, uses)
                self._report(unreadable_text.RULE, location, path, str(error))
            return None
        return None if text is None else SourcePassages(text)

    def _first_use(
        self, source: str, uses: Sequence[tuple[int, Citation]]
    ) -> tuple[SourceLocation, schema.Path]:
        if uses:
            index, citation = uses[0]
            return self._quotations[index].location, citation.path
        unquoted = self._unquoted[source][0]
        return unquoted.location, unquoted.citation.path

    def _check_source(
        self, source: str, text: SourcePassages, uses: Sequence[tuple[int, Citation]]
    ) -> None:
        for index, citation in uses:
            self._results[index].append(_look_up(self._quotations[index].words, citation, text))
        for unquoted in self._unquoted.get(source, ()):
            if text.at(unquoted.citation.locator or "") == []:
                message = _nowhere(unquoted.citation)
                place = (*unquoted.citation.path, "locator")
                self._report(locator_elsewhere.RULE, unquoted.location, place, message)
        record = self._records.get(source)
        if record is not None:
            self._check_furniture(record, text)

    def _check_furniture(self, record: LoadedRecord, text: SourcePassages) -> None:
        for index, furniture in enumerate(getattr(record.record, "furniture", ())):
            if not text.named(furniture):
                message = f"{in_marks(furniture)} is neither words nor a place of the text."
                self._report(
                    furniture_not_found.RULE, record.location, ("furniture", index), message
                )

    def _judge(self) -> list[_Outcome]:
        """Return what became of each quotation, and report those that are not found."""
        outcomes = []
        for quotation, results in zip(self._quotations, self._results, strict=True):
            result = _best(quotation, results)
            outcome = result.outcome if result else _Outcome.NO_TEXT
            if result and outcome is _Outcome.ELSEWHERE:
                outcome = _Outcome.FOUND
                place = (*result.citation.path, "locator")
                self._report(locator_elsewhere.RULE, quotation.location, place, result.message)
            elif result and outcome is _Outcome.NOT_FOUND:
                self._report(
                    quote_not_found.RULE, quotation.location, quotation.path, result.message
                )
            outcomes.append(outcome)
        return outcomes

    def _report(
        self, rule: Rule, location: SourceLocation, path: schema.Path, message: str
    ) -> None:
        self._problems.append(location.file.problem(rule, (*location.path, *path), message))


def _best(quotation: WrittenQuotation, results: Sequence[_Result]) -> _Result | None:
    """Return what counts of a quotation that may be from several sources; None without a text."""
    for outcome in (_Outcome.FOUND, _Outcome.ELSEWHERE):
        for result in results:
            if result.outcome is outcome:
                return result
    # It may be in a source that has no text.
    return results[0] if results and len(results) == len(quotation.citations) else None


def _look_up(words: str, citation: Citation, text: SourcePassages) -> _Result:
    """Look for words in the text of a source, where the citation says."""
    places = text.holding(words)
    if not places:
        return _Result(_Outcome.NOT_FOUND, citation, _not_found(words, citation, text))
    target = text.at(citation.locator) if citation.locator else None
    if target is None or any({*target} & {*place} for place in places):
        return _Result(_Outcome.FOUND, citation)
    found = shorten("; ".join(text.places([place[0] for place in places])), _PLACES)
    what = _nowhere(citation) if not target else f"The words are not in {citation.locator}."
    return _Result(_Outcome.ELSEWHERE, citation, f"{what} They are in {found}.")


def _nowhere(citation: Citation) -> str:
    return f"The text of {citation.source} has no {citation.locator}."


def _not_found(words: str, citation: Citation, text: SourcePassages) -> str:
    where = f"This is not in the text of {citation.source}"
    if not quote_parts(words):
        return f"{where}: it has no words."
    nearest = text.nearest(words)
    if nearest is None:
        return f"{where}, which has nothing like it."
    differences = "; ".join(nearest.differences)
    what = f" {differences[:1].upper()}{differences[1:]}." if differences else ""
    return f"{where}. Nearest, {nearest.place}: “{nearest.words}”.{what}"
