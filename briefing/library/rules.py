"""What records must keep to beyond their types: one check a function, each with an example.

A check looks at a `Draft`, files of a library as read, and yields the problems it finds. Most rules
are about one file by itself; those *across* files also ask what else the library holds.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, Final, NamedTuple, TypeAlias

from briefing.library import yaml_reader
from briefing.library.loader import STRAY_FILE, LoadedFiles, LoadedRecord, SourceLocation, meanings
from briefing.library.lookup import all_names, nearest, normalize_name
from briefing.model import edtf, iso3166
from briefing.model.diagnostics import Problem, Rule, Severity
from briefing.model.kinds import iter_nested, nested_fields
from briefing.model.records import (
    BOTTOM_LINE_WORDS,
    LIBRARY_FILE,
    Actor,
    Country,
    Date,
    Event,
    Flashpoint,
    Reassurance,
    Source,
    date_text,
)
from briefing.model.schema import Path


class Finding(NamedTuple):
    """One place at which a record breaks the rule that is being checked."""

    at: SourceLocation
    path: Path
    message: str
    suggestion: str = ""
    key: bool = False


Check: TypeAlias = Callable[[LoadedFiles], Iterator[Finding]]

FILE_CHECKS: Final[dict[Rule, Check]] = {}
"""The rules about a file by itself, and the check that guards each."""

LIBRARY_CHECKS: Final[dict[Rule, Check]] = {}
"""The rules about files that depend on the rest of the library."""


def run_checks(draft: LoadedFiles, checks: dict[Rule, Check]) -> list[Problem]:
    """Everything by which the records of some files break some rules."""
    return [
        found.at.file.problem(
            rule,
            (*found.at.base, *found.path),
            found.message,
            found.suggestion,
            key=found.key,
        )
        for rule, each in checks.items()
        for found in each(draft)
    ]


def _nested(at: LoadedRecord) -> Iterator[tuple[Path, str, Any]]:
    """The nested records of a record: the way to each, its kind, and itself."""
    place = dict.fromkeys(nested_fields(at.kind), 0)
    for _, kind, each in iter_nested(at.kind, at.record):
        name = f"{kind}s"
        yield (name, place[name]), kind, each
        place[name] += 1


def _guards(  # noqa: PLR0913 (one argument for each thing a rule says of itself)
    name: str,
    says: str,
    *,
    where: str,
    good: str,
    bad: str,
    severity: Severity = "error",
    among: dict[Rule, Check] = FILE_CHECKS,
) -> Callable[[Check], Check]:
    """Registers a check under the rule that it guards."""

    def register(function: Check) -> Check:
        among[Rule(name, severity, says, where, good, bad)] = function
        return function

    return register


@_guards(
    "bad-id",
    "Ids, themes and topics are lower-case words joined by hyphens.",
    where="actors.yaml",
    good="north-atlantic-council: {name: North Atlantic Council, sources: [charter]}\n",
    bad="North_Atlantic_Council: {name: North Atlantic Council, sources: [charter]}\n",
)
def _bad_id(draft: LoadedFiles) -> Iterator[Finding]:
    says = "is no id; write lower-case letters, digits and single hyphens"
    for each in draft.records:
        if not is_slug(each.id):
            yield Finding(each.place, (), f"'{each.id}' {says}.", suggest_slug(each.id), key=True)
    for at, leaf in draft.iter_values("slug"):
        if not is_slug(leaf.text):
            yield Finding(at.place, leaf.path, f"'{leaf.text}' {says}.", suggest_slug(leaf.text))
    for topic in draft.topics if draft.library_file else ():
        if draft.library_file and not is_slug(topic):
            path = ("topics", topic)
            yield Finding(
                draft.library_file, path, f"'{topic}' {says}.", suggest_slug(topic), key=True
            )


@_guards(
    "duplicate-id",
    "An id is given once in a library.",
    where="actors.yaml",
    good="nato: {name: NATO, sources: [charter]}\n",
    bad="estonia: {name: Estonian government, sources: [charter]}\n",
    among=LIBRARY_CHECKS,
)
def _duplicate_id(draft: LoadedFiles) -> Iterator[Finding]:
    for each in draft.records:
        kind, file = draft.context.first_record(each.id)
        # What could not be given a place in the library is told elsewhere.
        if kind and (kind, file) != (each.kind, each.place.file.name):
            message = f"'{each.id}' is already {_a(kind)} in {file}; rename one."
            yield Finding(each.place, (), message, key=True)


@_guards(
    "duplicate-nested-id",
    "The id of a nested record is given once in its file.",
    where="countries/latvia.yaml",
    good="""\
name: Latvia
judgments:
- {id: resolve, claim: Resolve is firm., sources: [charter]}
- {id: patience, claim: Patience is thin., sources: [charter]}
""",
    bad="""\
name: Latvia
judgments:
- {id: resolve, claim: Resolve is firm., sources: [charter]}
- {id: resolve, claim: Patience is thin., sources: [charter]}
""",
)
def _duplicate_nested_id(draft: LoadedFiles) -> Iterator[Finding]:
    for each in draft.records:
        inside: set[str] = set()
        for path, _, record in _nested(each):
            if record.id in inside:
                message = f"'{record.id}' stands twice in this file; rename one of the two."
                yield Finding(each.place, (*path, "id"), message)
            inside.add(record.id)


@_guards(
    "alias-clash",
    "A name, alias or country code leads to one record only.",
    where="actors.yaml",
    good="toomas-ilves: {name: Toomas Ilves, aliases: [Ilves], sources: [charter]}\n",
    bad="toomas-ilves: {name: Toomas Ilves, aliases: [Eesti], sources: [charter]}\n",
    among=LIBRARY_CHECKS,
)
def _alias_clash(draft: LoadedFiles) -> Iterator[Finding]:
    for each in draft.records:
        for path, text in all_names(each.id, each.record):
            id_, kind = draft.context.first_for_name(normalize_name(text))
            if id_ != each.id:
                message = f"'{text}' already leads to {id_} ({kind}); name one of them."
                yield Finding(each.place, path, message, key=not path)


@_guards(
    "unknown-reference",
    "A reference names a record that exists, of a kind that the field takes.",
    where="actors.yaml",
    good="ilves: {name: Toomas Ilves, of: [estonia], sources: [charter]}\n",
    bad="ilves: {name: Toomas Ilves, of: [estnia], sources: [charter]}\n",
    among=LIBRARY_CHECKS,
)
def _unknown_reference(draft: LoadedFiles) -> Iterator[Finding]:
    for at, leaf in draft.iter_values("id"):
        to, text = leaf.format.to, leaf.text
        if not draft.is_missing(at.id, text, to):
            continue
        takes = leaf.format.description.removeprefix("id of ")
        there = next(filter(None, map(draft.context.kind, meanings(at.id, text))), "")
        if there:
            message = f"'{text}' is {_a(there)}; this field takes {takes}."
            yield Finding(at.place, leaf.path, message)
        else:
            message = f"Nothing in this library has the id '{text}'; this field takes {takes}."
            yield Finding(at.place, leaf.path, message, _nearest_id(draft, at.id, text, to))


@_guards(
    "ambiguous-reference",
    "A reference means one record only.",
    where="countries/latvia.yaml",
    good="""\
name: Latvia
judgments:
- {id: resolve, claim: Resolve is firm., about: [estonia], sources: [charter]}
""",
    bad="""\
name: Latvia
judgments:
- {id: estonia, claim: Resolve is firm., about: [estonia], sources: [charter]}
""",
    among=LIBRARY_CHECKS,
)
def _ambiguous_reference(draft: LoadedFiles) -> Iterator[Finding]:
    for at, leaf in draft.iter_values("id"):
        found = draft.resolve(at.id, leaf.text, leaf.format.to)
        if len(found) > 1:
            message = f"'{leaf.text}' can mean {' or '.join(found)}; rename one of the two."
            yield Finding(at.place, leaf.path, message)


@_guards(
    "as-of-span",
    "A library is current to one day, month or year.",
    where="library.yaml",
    good="{title: Baltic book, as_of: 2021-06, topics: {security: Security}}\n",
    bad="{title: Baltic book, as_of: 2020/2021, topics: {security: Security}}\n",
)
def _as_of_span(draft: LoadedFiles) -> Iterator[Finding]:
    if draft.library_file and draft.about and "/" in draft.about.as_of:
        yield Finding(draft.library_file, ("as_of",), "'as_of' is one day, not a span of time.")


@_guards(
    "later-than-as-of",
    "Nothing in a library is later than its as-of date, except what is planned or hypothetical.",
    where="events.yaml",
    good="summit: {name: Summit, date: 2022-06, status: planned, sources: [charter]}\n",
    bad="summit: {name: Summit, date: 2022-06, sources: [charter]}\n",
)
def _later_than_as_of(draft: LoadedFiles) -> Iterator[Finding]:
    for at in draft.records:
        for path, when in _settled_dates(at):
            if _earliest(when) > draft.as_of:
                day = edtf.format_date(date_text(when))
                message = f"{day} is later than {_as_of(draft)}."
                yield Finding(at.place, path, message)


@_guards(
    "past-plan",
    "An event that is planned does not lie before the as-of date.",
    where="events.yaml",
    good="summit: {name: Summit, date: 2018-07, status: past, sources: [charter]}\n",
    bad="summit: {name: Summit, date: 2018-07, status: planned, sources: [charter]}\n",
)
def _past_plan(draft: LoadedFiles) -> Iterator[Finding]:
    for at in draft.records if draft.about else ():
        event = at.record
        if (
            isinstance(event, Event)
            and event.status == "planned"
            and _latest(event.date) < draft.as_of
        ):
            message = f"This is planned, but over before {_as_of(draft)}."
            yield Finding(at.place, ("status",), message, "past")


@_guards(
    "ends-before-start",
    "What has an end begins before it.",
    where="actors.yaml",
    good="ilves: {name: Ilves, roles: [{title: President, from: 2006, until: 2016}]"
    ", sources: [charter]}\n",
    bad="ilves: {name: Ilves, roles: [{title: President, from: 2016, until: 2006}]"
    ", sources: [charter]}\n",
)
def _ends_before_start(draft: LoadedFiles) -> Iterator[Finding]:
    for at in draft.records:
        for path, start, end in _spans(at):
            if start is not None and end is not None and _latest(end) < _earliest(start):
                message = f"This ends on {date_text(end)}, before it starts on {date_text(start)}."
                yield Finding(at.place, path, message)


@_guards(
    "unknown-topic",
    "The topic of a concern is one that library.yaml names.",
    where="countries/latvia.yaml",
    good="""\
name: Latvia
bottom_line: The border is watched.
concerns:
- {id: border, topic: security, summary: The border is long., sources: [charter]}
""",
    bad="""\
name: Latvia
bottom_line: The border is watched.
concerns:
- {id: border, topic: secruity, summary: The border is long., sources: [charter]}
""",
)
def _unknown_topic(draft: LoadedFiles) -> Iterator[Finding]:
    for at, leaf in draft.iter_values("topic"):
        if draft.about and leaf.text not in draft.topics:
            topics = ", ".join(draft.topics) or "none"
            message = f"'{leaf.text}' is no topic of this library; {LIBRARY_FILE} names {topics}."
            near = "".join(nearest(leaf.text, draft.topics, 1))
            yield Finding(at.place, leaf.path, message, near)


@_guards(
    "unknown-code",
    "A country's code is its ISO 3166-1 alpha-3 code.",
    where="countries/latvia.yaml",
    good="{name: Latvia, code: LVA}\n",
    bad="{name: Latvia, code: LV}\n",
)
def _unknown_code(draft: LoadedFiles) -> Iterator[Finding]:
    for at, leaf in draft.iter_values("iso3166"):
        if not iso3166.is_alpha3(leaf.text):
            message = f"'{leaf.text}' is no ISO 3166-1 alpha-3 code; write one such as EST."
            yield Finding(at.place, leaf.path, message)


@_guards(
    "unsourced",
    "Every record that states a fact cites at least one source.",
    where="events.yaml",
    good="summit: {name: Summit, date: 2018-07, sources: [charter]}\n",
    bad="summit: {name: Summit, date: 2018-07}\n",
)
def _unsourced(draft: LoadedFiles) -> Iterator[Finding]:
    for at in draft.records:
        # A country's file is a folder of sourced records; a source is its own origin.
        states = at.kind not in ("country", "source")
        for way, kind, record in ([((), at.kind, at.record)] if states else []) + [*_nested(at)]:
            path = (*way, "sources")
            if not record.sources and (*at.place.base, *path) not in at.place.file.left_out:
                message = f"This {kind} cites no source; name at least one in 'sources'."
                yield Finding(at.place, path, message, key=True)


@_guards(
    "missing-bottom-line",
    "A country that has concerns has a bottom line.",
    where="countries/latvia.yaml",
    good="""\
name: Latvia
bottom_line: The border is watched.
concerns:
- {id: border, topic: security, summary: The border is long., sources: [charter]}
""",
    bad="""\
name: Latvia
concerns:
- {id: border, topic: security, summary: The border is long., sources: [charter]}
""",
)
def _missing_bottom_line(draft: LoadedFiles) -> Iterator[Finding]:
    for at in draft.records:
        if isinstance(at.record, Country) and at.record.concerns and not at.record.bottom_line:
            message = "This country has concerns but no 'bottom_line'; say in 40 words what counts."
            yield Finding(at.place, ("concerns",), message, key=True)


@_guards(
    "long-bottom-line",
    f"A bottom line has {BOTTOM_LINE_WORDS} words at most.",
    where="countries/latvia.yaml",
    good="{name: Latvia, bottom_line: The border is watched.}\n",
    bad="{name: Latvia, bottom_line: " + "The border is long and watched. " * 7 + "}\n",
)
def _long_bottom_line(draft: LoadedFiles) -> Iterator[Finding]:
    for at in draft.records:
        if not isinstance(at.record, Country) or not at.record.bottom_line:
            continue
        line = at.record.bottom_line
        texts: list[tuple[Path, str]] = (
            [((), line)]
            if isinstance(line, str)
            else [((place, "text"), each.text) for place, each in enumerate(line)]
        )
        for path, text in texts:
            words = len(text.split())
            if words > BOTTOM_LINE_WORDS:
                message = f"This has {words} words; a bottom line has {BOTTOM_LINE_WORDS} at most."
                yield Finding(at.place, ("bottom_line", *path), message)


@_guards(
    "mode-without-consult",
    "Only a consultation has a mode (PLOVER).",
    where="events.yaml",
    good="summit: {name: Summit, date: 2018, type: consult, mode: visit, sources: [charter]}\n",
    bad="summit: {name: Summit, date: 2018, type: agree, mode: visit, sources: [charter]}\n",
)
def _mode_without_consult(draft: LoadedFiles) -> Iterator[Finding]:
    for at in draft.records:
        if isinstance(at.record, Event) and at.record.mode and at.record.type != "consult":
            yield Finding(
                at.place, ("mode",), "Only an event of type 'consult' has a mode.", key=True
            )


@_guards(
    "unused-source",
    "A source is there because something rests on it.",
    where="sources.yaml",
    good="charter: {title: Charter, published: 1949-04-04}\n",
    bad="""\
charter: {title: Charter, published: 1949-04-04}
memoir: {title: Memoir, published: 1969}
""",
    severity="warning",
    among=LIBRARY_CHECKS,
)
def _unused_source(draft: LoadedFiles) -> Iterator[Finding]:
    for at in draft.records:
        if at.kind == "source" and not draft.context.is_cited(at.id):
            yield Finding(
                at.place, (), f"Nothing rests on '{at.id}'; cite it or remove it.", key=True
            )


RULES: Final = (*yaml_reader.RULES, STRAY_FILE, *FILE_CHECKS, *LIBRARY_CHECKS)
"""Every rule that a library can break, the reader's first."""


def is_slug(text: str) -> bool:
    """Whether a text is an id: lower-case ASCII letters and digits in words joined by hyphens."""
    return all(
        word.isalnum() and word.isascii() and word == word.lower() for word in text.split("-")
    )


def suggest_slug(text: str) -> str:
    """The id nearest to a text; empty where nothing of it can stand in an id."""
    kept = "".join(each if each.isascii() and each.isalnum() else "-" for each in text.lower())
    return "-".join(word for word in kept.split("-") if word)


def _as_of(draft: LoadedFiles) -> str:
    return f"the library's as-of date, {edtf.format_date(draft.about.as_of) if draft.about else ''}"


def _earliest(when: Date) -> date:
    return edtf.earliest(date_text(when))


def _latest(when: Date) -> date:
    return edtf.latest(date_text(when))


def _settled_dates(at: LoadedRecord) -> Iterator[tuple[Path, Date]]:
    """The dates of what a library tells as having happened."""
    record = at.record
    if isinstance(record, Source):
        yield ("published",), record.published
    elif isinstance(record, Event) and record.status not in ("planned", "hypothetical"):
        yield ("date",), record.date
    elif isinstance(record, Flashpoint):
        for place, each in enumerate(record.developments):
            if each.date is not None:
                yield ("developments", place, "date"), each.date
    for path, kind, each in _nested(at):
        if kind in ("reassurance", "concern", "judgment") and each.date is not None:
            yield (*path, "date"), each.date


def _spans(at: LoadedRecord) -> Iterator[tuple[Path, Date | None, Date | None]]:
    """What has a start and an end, and where its end stands."""
    if isinstance(at.record, Actor):
        for place, role in enumerate(at.record.roles):
            yield ("roles", place, "until"), role.from_, role.until
    for path, _, each in _nested(at):
        if isinstance(each, Reassurance):
            yield (*path, "until"), each.date, each.until


def _a(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"


def _nearest_id(draft: LoadedFiles, owner: str, text: str, to: tuple[str, ...]) -> str:
    """The id that was probably meant: the record of that name or alias, or the nearest spelling."""
    id_, kind = draft.context.first_for_name(normalize_name(text))
    if kind in to:
        return id_
    choices = [
        id_.removeprefix(f"{owner}/") for id_, kind in draft.context.iter_records() if kind in to
    ]
    return "".join(nearest(text, choices, 1))
