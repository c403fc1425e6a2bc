"""The commands: the name of each, what it takes, and which question it asks the book."""

import sys
from collections.abc import Callable
from copy import copy
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException
from typer.models import CommandInfo, TyperInfo

from briefing.cli.errors import OK, STATUSES, unknown_command_message, with_limit
from briefing.cli.options import (
    AccordingToOption,
    AsOfOption,
    CalendarOptions,
    CommonOptions,
    ManualOptions,
    MaxMarkingOption,
    MemoOptions,
    NarrowingOptions,
    PageOptions,
    ReferenceOptions,
    ReportOptions,
    SectionOption,
    SinceOption,
    SourceOption,
    SubjectOptions,
    TableOptions,
    TextsOption,
    UntilOption,
    complete_choices,
    complete_names,
    expand_groups,
)
from briefing.errors import UnknownName, UsageError
from briefing.model.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.answers.results import View
    from briefing.api import Book
    from briefing.cli.output import Answer
    from briefing.library.files import State


class Group(TyperGroup):
    """The commands, and the options that may stand before any of them."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find a command, and hand it the options that stand before it as its defaults.

        Raises:
            UsageError: there is no such command, or it has no such option.
        """
        if not (args[0] in self.commands or args[0].startswith("-") or ctx.resilient_parsing):
            library = ctx.params.get("library")
            raise UsageError(unknown_command_message(args, list(COMMANDS), library))
        name, command, rest = super().resolve_command(ctx, args)
        if command is not None:
            ctx.default_map = {name: self._options_before(ctx, command)}
        return name, command, rest

    def invoke(self, ctx: Any) -> Any:
        """Run a command; a usage error that names none is one of that command.

        Raises:
            TyperException: the command is used wrongly.
        """
        try:
            return super().invoke(ctx)
        except TyperException as error:
            name = ctx.invoked_subcommand
            if name in self.commands and getattr(error, "ctx", ctx) is None:
                error.ctx = typer.Context(self.commands[name], info_name=name, parent=ctx)  # type: ignore[attr-defined]
            raise

    def _options_before(self, ctx: Any, command: Any) -> dict[str, Any]:
        """Return the values of the options that stand before a command.

        Raises:
            UsageError: the command does not have one of them.
        """
        options = {str(option.name): option for option in self.params}
        given = {name: ctx.params[name] for name in options if _is_typed(ctx, name)}
        unknown = given.keys() - {parameter.name for parameter in command.params}
        if unknown and not ctx.resilient_parsing:
            path = f"{ctx.command_path} {command.name}"
            raise UsageError(
                f"`{path}` has no option {options[min(unknown)].opts[0]}; "
                f"`{path} --help` lists those it has."
            )
        return given


def _is_typed(ctx: Any, name: str) -> bool:
    """Whether an option was given, and not only has its default."""
    source = ctx.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def _complete_page(incomplete: str) -> list[str]:
    from briefing.cli.manual import topic_names

    return [name for name in (*topic_names(), *COMMANDS) if name.startswith(incomplete)]


def _complete_rule(incomplete: str) -> list[str]:
    from briefing.api import rule_ids

    return [id_ for id_ in rule_ids() if id_.startswith(incomplete)]


def _print_version(is_wanted: bool) -> None:  # noqa: FBT001 (what Typer calls)
    if is_wanted:
        from briefing import __version__

        sys.stdout.write(f"briefing {__version__}\n")
        raise typer.Exit


app = typer.Typer(
    cls=Group,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True, epilog=STATUSES)
@expand_groups
def briefing(
    *,
    context: typer.Context,
    version: Annotated[  # noqa: ARG001 (its callback acts)
        bool,
        typer.Option(
            "--version", help="Print the version and exit.", callback=_print_version, is_eager=True
        ),
    ] = False,
    as_of: AsOfOption = None,
    according_to: AccordingToOption = None,
    max_marking: MaxMarkingOption = None,
    common: PageOptions,
) -> None:
    """A briefing book: what worries a country, what was said or done about it, what is open.

    Options that every command has may stand before it too; one that is repeated after it wins.

    \b
    Examples:
      briefing                              the book at a glance
      briefing show japan                   the brief of a country
      briefing book -o book.html            the whole library as one page
      briefing gaps                         what is still open, the worst first
      briefing flashpoints                  all flashpoints in one table
      briefing compare bilateral trilateral
      briefing show japan --as-of 2017-01   the book on an earlier day
      briefing help                         the manual, by topic
    """
    if context.invoked_subcommand is None:
        book_of = {"as_of": as_of, "according_to": according_to, "max_marking": max_marking}
        _answer(common, {"command": "briefing"}, _asks("overview"), **book_of)


@app.command()
@expand_groups
def book(
    *,
    narrowing: NarrowingOptions,
    common: CommonOptions,
) -> None:
    """The whole library as one document, with links between everything in it.

    As HTML it is one page to browse, with pictures, and a filter by country, topic and status.

    \b
    Examples:
      briefing book -o book.html
      briefing book --country japan -o japan.pdf
      briefing book --as-of 2017-01-20 -o before.docx
    """
    _answer(common, {"command": "book"}, _asks("book"), **vars(narrowing))


@app.command()
@expand_groups
def show(
    *,
    name: Annotated[
        list[str],
        typer.Argument(
            metavar="NAME...", help="Any record's name.", autocompletion=complete_names()
        ),
    ],
    section: SectionOption = None,
    evidence: Annotated[
        bool,
        typer.Option(
            "--evidence", help="In full, with the passages of the sources around what is quoted."
        ),
    ] = False,
    texts: TextsOption = None,
    narrowing: NarrowingOptions,
    common: PageOptions,
) -> None:
    """The brief of a record of any kind.

    A country, a person, a treaty, a flashpoint, a source, or a part of one: japan/senkaku-cover.

    Options that narrow may be given several times, except --since and --until.

    \b
    Examples:
      briefing show japan
      briefing show south korea --status unanswered
      briefing show japan --topic trade --section concerns
      briefing show japan --as-of 2017-01-20
      briefing show japan --evidence --texts ~/texts
      briefing show japan --format markdown -o japan.md
    """
    _require_evidence(texts, evidence=evidence)
    query = {
        "command": "show",
        "name": " ".join(name),
        "evidence": evidence or None,
        "texts": texts,
    }
    if evidence:
        common = PageOptions(**{**vars(common), "full": True})
    question = _asks("show", evidence=texts or evidence)
    # The texts of sources are no files of the library, and may change by themselves.
    ask = _answer_anew if evidence else _answer
    ask(common, query, question, *name, section=section, **vars(narrowing))


@app.command()
@expand_groups
def flashpoints(
    *,
    name: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NAME]",
            help="One of them, in full.",
            autocompletion=complete_names("flashpoint"),
        ),
    ] = None,
    narrowing: NarrowingOptions,
    common: TableOptions,
) -> None:
    """All flashpoints in one table, or one of them in full.

    \b
    Examples:
      briefing flashpoints
      briefing flashpoints --country japan
      briefing flashpoints senkaku islands
    """
    query = {"command": "flashpoints", "name": " ".join(name or ())}
    question = _asks("flashpoint" if name else "flashpoints")
    _answer(common, query, question, *(name or ()), **vars(narrowing))


@app.command()
@expand_groups
def compare(
    *,
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="A B [C...]", help="Records of one kind.", autocompletion=complete_names()
        ),
    ],
    as_of: AsOfOption = None,
    according_to: AccordingToOption = None,
    max_marking: MaxMarkingOption = None,
    common: TableOptions,
) -> None:
    """Records of one kind, side by side.

    Two or more of them, aspect by aspect; stacked where the terminal is too narrow.

    \b
    Examples:
      briefing compare bilateral trilateral
      briefing compare japan south korea
    """
    _answer(
        common,
        {"command": "compare", "names": names},
        _asks("compare"),
        *names,
        as_of=as_of,
        according_to=according_to,
        max_marking=max_marking,
    )


@app.command()
@expand_groups
def gaps(
    *,
    countries: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[COUNTRY...]",
            help="Only their concerns.",
            autocompletion=complete_names("country"),
        ),
    ] = None,
    narrowing: NarrowingOptions,
    common: TableOptions,
) -> None:
    """What is still open, the worst first.

    Every concern that is not fully answered: what was said and what that leaves open, what sources
    advise, and the coming events at which it could be answered.

    \b
    Examples:
      briefing gaps
      briefing gaps japan --topic security
      briefing gaps --status unanswered --format csv
    """
    query = {"command": "gaps", "countries": countries or []}
    _answer(common, query, _asks("gaps"), *(countries or ()), **vars(narrowing))


@app.command()
@expand_groups
def timeline(
    *,
    narrowing: NarrowingOptions,
    common: CalendarOptions,
) -> None:
    """What happened when, and what is still to come.

    Events, dated reassurances, actions and developments in one chronology; a date is shown as
    exactly as it is known, and no more.

    \b
    Examples:
      briefing timeline
      briefing timeline --since 2016 --country south-korea
      briefing timeline --flashpoint senkaku-islands --format csv
      briefing timeline -o ahead.ics        what is ahead, for a calendar
    """
    _answer(common, {"command": "timeline"}, _asks("timeline"), **vars(narrowing))


@app.command()
@expand_groups
def changes(
    *,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="DATE", help="The day on which you last read the book, or a month or year."
        ),
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="DATE", help="The last day to tell of.")
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(
            metavar="DIR|GIT-REV",
            help="Another version of the library: its folder, or a revision in git.",
        ),
    ] = None,
    subject: SubjectOptions,
    source: SourceOption = None,
    as_of: AsOfOption = None,
    according_to: AccordingToOption = None,
    max_marking: MaxMarkingOption = None,
    common: TableOptions,
) -> None:
    """What is new since a day, or since another version of the library.

    New concerns, reassurances and events, and every concern whose status changed: from what, to
    what, and through what.

    \b
    Examples:
      briefing changes --since 2017-01-20
      briefing changes --since 2016 --until 2017-01-31 --country japan
      briefing changes --against HEAD~1
    """
    if (since is None) == (against is None) or (until is not None and since is None):
        raise UsageError(
            "Name the day since which to tell with --since DATE (and --until DATE), or another "
            "version with --against."
        )
    query = {"command": "changes", "since": since, "until": until, "against": against}
    narrowing = {
        **vars(subject),
        "source": source,
        "as_of": as_of,
        "according_to": according_to,
        "max_marking": max_marking,
    }
    if against is not None:
        _answer_anew(common, query, _differences, against, **narrowing)
    else:
        _answer(common, query, _asks("changes"), since, until, **narrowing)


@app.command()
@expand_groups
def search(
    *,
    words: Annotated[
        list[str],
        typer.Argument(metavar="WORDS...", help='Words, "phrases", prefix*, AND, OR, NOT, ( ).'),
    ],
    limit: Annotated[
        int | None,
        typer.Option(metavar="N", min=0, help="At most N records; 0 for all. Default 20."),
    ] = None,
    narrowing: NarrowingOptions,
    common: TableOptions,
) -> None:
    """Full text over everything, the best first.

    Words must all be there; quoted words stand together; case and accents do not count. Chinese,
    Japanese and Korean text is found by any part of it.

    \b
    Examples:
      briefing search extended deterrence
      briefing search "burden sharing" OR cost*
      briefing search missile NOT china --country south-korea
      briefing search 日本
    """
    query = {"command": "search", "words": words, "limit": limit}
    _answer(common, query, _asks("search", limit=limit), *words, **vars(narrowing))


@app.command()
@expand_groups
def quote(
    *,
    name: Annotated[
        list[str],
        typer.Argument(
            metavar="NAME...",
            help="A country, a person, a body or a source.",
            autocompletion=complete_names("country", "actor", "source"),
        ),
    ],
    narrowing: NarrowingOptions,
    common: TableOptions,
) -> None:
    """What someone said, word for word.

    Every quotation of a country and its people and bodies, of one of them, or from a source: the
    words, who said them to whom and when, and where they are written.

    \b
    Examples:
      briefing quote mattis
      briefing quote mattis --since 2017
      briefing quote miller-2017 --full
    """
    query = {"command": "quote", "name": " ".join(name)}
    _answer(common, query, _asks("quotes"), *name, **vars(narrowing))


@app.command()
@expand_groups
def sources(
    *,
    name: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SOURCE]",
            help="One of them, in full.",
            autocompletion=complete_names("source"),
        ),
    ] = None,
    subject: SubjectOptions,
    since: SinceOption = None,
    until: UntilOption = None,
    as_of: AsOfOption = None,
    according_to: AccordingToOption = None,
    max_marking: MaxMarkingOption = None,
    common: ReferenceOptions,
) -> None:
    """What the book rests on: each source, and how much rests on it, or on it alone.

    With a name, that source and everything it supports, passage by passage.

    \b
    Examples:
      briefing sources
      briefing sources miller-2017
      briefing sources --country japan --format csv
      briefing sources -o refs.bib
    """
    query = {"command": "sources", "name": " ".join(name or ())}
    narrowing = {
        **vars(subject),
        "since": since,
        "until": until,
        "as_of": as_of,
        "according_to": according_to,
        "max_marking": max_marking,
    }
    _answer(common, query, _asks("source" if name else "sources"), *(name or ()), **narrowing)


@app.command()
@expand_groups
def coverage(
    *,
    name: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE", help="The source.", autocompletion=complete_names("source")
        ),
    ],
    texts: TextsOption = None,
    as_of: AsOfOption = None,
    according_to: AccordingToOption = None,
    max_marking: MaxMarkingOption = None,
    common: TableOptions,
) -> None:
    """What of a source's text is in the book, and what is not.

    The text passage by passage, each with the records that rest on it, by the words that they quote
    or by their locators. See `briefing help evidence`.

    \b
    Examples:
      briefing coverage miller-2017 --texts ~/texts
      briefing coverage miller-2017 --texts ~/texts --full
      briefing coverage miller-2017 --texts ~/texts --format csv
    """
    query = {"command": "coverage", "name": " ".join(name), "texts": texts}
    question = _asks("coverage", texts=texts)
    _answer_anew(
        common,
        query,
        question,
        *name,
        as_of=as_of,
        according_to=according_to,
        max_marking=max_marking,
    )


@app.command()
@expand_groups
def prep(
    *,
    event: Annotated[
        list[str],
        typer.Argument(
            metavar="EVENT...",
            help="The meeting, or a country, for the next one with it.",
            autocompletion=complete_names("event"),
        ),
    ],
    other_side: Annotated[
        str | None,
        typer.Option(
            "--with",
            metavar="COUNTRY",
            help="The other side, where several that take part have concerns.",
            autocompletion=complete_names("country"),
        ),
    ] = None,
    audience: Annotated[
        str | None, typer.Option(metavar="TEXT", help="For whom it is written.")
    ] = None,
    as_of: AsOfOption = None,
    according_to: AccordingToOption = None,
    max_marking: MaxMarkingOption = None,
    common: MemoOptions,
) -> None:
    """The memo for a meeting, in the order in which principals read.

    When they last met, the last word, what is open, the bottom line, what is advised, what is on
    record to say again, what the other side may raise: all of it from the records of the library.

    \b
    Examples:
      briefing prep trump-abe-summit
      briefing prep trump-abe summit --full -o summit.docx
      briefing prep trump-abe summit --points
      briefing prep mattis-asia-trip --with japan --as-of 2017-01-31 --audience "the Secretary"
    """
    query = {
        "command": "prep",
        "event": " ".join(event),
        "other_side": other_side,
        "audience": audience,
    }
    question = _asks("prep", other_side=other_side, audience=audience)
    book_of = {"as_of": as_of, "according_to": according_to, "max_marking": max_marking}
    _answer(common, query, question, *event, **book_of)


@app.command("list")
@expand_groups
def list_(
    *,
    kind: Annotated[
        str | None,
        typer.Argument(
            metavar="[KIND]",
            help=f"{', '.join([*KINDS][:-1])} or {[*KINDS][-1]}.",
            autocompletion=complete_choices(*KINDS),
        ),
    ] = None,
    narrowing: NarrowingOptions,
    common: TableOptions,
) -> None:
    """The names, ids and aliases that can be asked for.

    Without a kind, what has a file or an entry of its own; with one, also what these contain,
    such as the concerns of all countries, or of one: japan/concerns.

    \b
    Examples:
      briefing list
      briefing list flashpoints
      briefing list japan/concerns
      briefing list actors --country japan
    """
    _answer(common, {"command": "list", "kind": kind}, _asks("list"), kind, **vars(narrowing))


@app.command(epilog=STATUSES)
@expand_groups
def check(
    *,
    path: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH...]", help="A library's folder, or files in one."),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as errors.")] = False,
    select: Annotated[
        list[str] | None,
        typer.Option(metavar="RULE", help="Only this rule.", autocompletion=_complete_rule),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option(metavar="RULE", help="Not this rule.", autocompletion=_complete_rule),
    ] = None,
    evidence: Annotated[
        bool, typer.Option("--evidence", help="Look for every quotation in its source's text.")
    ] = False,
    texts: TextsOption = None,
    max_marking: MaxMarkingOption = None,
    explain: Annotated[
        str | None,
        typer.Option(
            metavar="RULE",
            help="What this rule asks, with examples; nothing is checked.",
            autocompletion=_complete_rule,
        ),
    ] = None,
    fix: Annotated[
        bool, typer.Option("--fix", help="Mend in the files what has one right answer.")
    ] = False,
    common: ReportOptions,
) -> int:
    """Everything that is wrong with a library.

    Each problem at its place in its file, with the nearest right spelling where there is one.

    With --fix, what has one right answer is mended first: an obvious spelling, a date that has one
    EDTF form, a missing `status: planned`, quotation marks. Everything else stays as it is.

    \b
    Examples:
      briefing check
      briefing check briefs/countries/japan.yaml
      briefing check --format concise --strict
      briefing check --ignore unused-source
      briefing check --fix
      briefing check --evidence --texts ~/texts
      briefing check --explain unused-source
    """
    from briefing.cli import check

    if explain is not None:
        if path or select or ignore or strict or evidence or fix:
            raise UsageError("--explain describes a rule and checks nothing; give it alone.")
        check.write_explanation(explain, common)
        return OK
    if fix and max_marking is not None:
        raise UsageError("--fix mends whole files; leave out --max-marking.")
    _require_evidence(texts, evidence=evidence)
    question = check.Question(select or (), ignore or (), texts or evidence, max_marking)
    return check.check(path or (), common, question, strict=strict, fix=fix)


@app.command()
@expand_groups
def init(
    *,
    folder: Annotated[
        str, typer.Argument(metavar="[DIR]", help="Where to; without it, briefs.")
    ] = "briefs",
    as_of: Annotated[
        str | None,
        typer.Option(metavar="DAY", help="The day that it is current to; without it, today."),
    ] = None,
) -> None:
    """A library to start from, written into a folder of its own.

    It answers at once: an invented example of every kind of record, each with comments, the guide
    for authors, the schema that editors complete by, and recipes for CI. Files that are there
    already are kept.

    \b
    Examples:
      briefing init
      briefing init baltic --as-of 2021-06-30
    """
    from briefing.cli import authoring

    authoring.init(folder, as_of)


@app.command()
@expand_groups
def new(
    *,
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND",
            help=f"{', '.join([*KINDS][:-1])} or {[*KINDS][-1]}.",
            autocompletion=complete_choices(*KINDS),
        ),
    ],
    name: Annotated[
        list[str],
        typer.Argument(
            metavar="NAME...", help="Its name or id; of a part of a country, japan/being-late."
        ),
    ],
    source: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID",
            help="A source that it rests on; may be repeated.",
            autocompletion=complete_names("source"),
        ),
    ] = None,
    set: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FIELD=VALUE",
            help="What a field holds; of a part, answers.extent=partly. May be repeated.",
        ),
    ] = None,
    library: Annotated[
        str | None, typer.Option(metavar="DIR", help="The folder of the library to write into.")
    ] = None,
) -> None:
    """A new record in its place in the library, with a comment on each field that it may have.

    It goes into a file of its own, or to the end of the file or list that holds its like;
    everything else in that stays as it is. What it must say and no option gives is asked for on a
    terminal. Where `check` would find an error in it, nothing is written.

    \b
    Examples:
      briefing new country Latvia --source review
      briefing new concern latvia/being-late --set "summary=Help comes late." --source review
      briefing new event "Riga meeting" --set date=2021-11-30 --set status=planned --source review
    """
    from briefing.cli import authoring

    values: dict[str, list[str]] = {}
    for text in [*(set or ()), *(f"sources={id_}" for id_ in source or ())]:
        field, equals, value = text.partition("=")
        if not equals:
            raise UsageError(f"'{text}' is no FIELD=VALUE.")
        values.setdefault(field, []).append(value)
    authoring.new(kind, " ".join(name), values, library)


@app.command("import")
@expand_groups
def import_(
    *,
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help="CSL-JSON or BibTeX; - is standard input."),
    ],
    library: Annotated[
        str | None, typer.Option(metavar="DIR", help="The folder of the library to write into.")
    ] = None,
) -> int:
    """Sources from a reference manager such as Zotero or EndNote, added to the library.

    What the library has already, by id, address, DOI, or title, date and publisher, stays as it is;
    where the file says otherwise, that is reported. So is everything for which a source has no
    field. An item without a title or a date is not added, and the exit status is 1.

    \b
    Examples:
      briefing import zotero.json
      briefing import refs.bib --library briefs
    """
    from briefing.cli import authoring

    return authoring.import_references(files, library)


@app.command()
@expand_groups
def schema(
    *,
    view: Annotated[
        str | None,
        typer.Argument(metavar="[VIEW]", help="The schema that an answer names, or `library`."),
    ] = None,
) -> None:
    """The JSON Schema of an answer or of a library's files, or the names of all schemas.

    Every JSON document says in `schema` which one it keeps to. With that of the library, editors
    complete and check its files: see `briefing help writing`.

    \b
    Examples:
      briefing schema
      briefing schema gaps
      briefing gaps -o gaps.json
      briefing schema gaps | check-jsonschema --schemafile - gaps.json
      briefing schema library > briefs/library.schema.json
    """
    from briefing.render import json_schema

    names = (*json_schema.NAMES, json_schema.LIBRARY)
    sys.stdout.write(json_schema.schema(view) if view else "".join(f"{name}\n" for name in names))


@app.command("help")
@expand_groups
def help_(
    *,
    context: typer.Context,
    page: Annotated[
        str | None,
        typer.Argument(
            metavar="[TOPIC|COMMAND]", help="What to read about.", autocompletion=_complete_page
        ),
    ] = None,
    display: ManualOptions,
) -> None:
    """The manual, by topic, and the help of each command.

    Without a name, the topics and the commands. A topic is Markdown where it is not shown on a
    terminal.

    \b
    Examples:
      briefing help
      briefing help dates
      briefing help show                    the same as briefing show --help
      briefing help json > json.md
    """
    from briefing.cli.choices import resolve_display
    from briefing.cli.manual import list_pages, show_topic

    if page is None:
        summaries = {name: _first_line(command) for name, command in COMMANDS.items()}
        list_pages(summaries, resolve_display(display))
    elif page in COMMANDS:
        sys.stdout.write(f"{_help_of(page, context)}\n")
    else:
        show_topic(page, resolve_display(display), [*COMMANDS])


COMMANDS: Final[dict[str, CommandInfo]] = {
    str(command.name or getattr(command.callback, "__name__", "")): command
    for command in app.registered_commands
}
"""Every command by its name, whichever of them Typer is to build."""


def without_options(name: str, command: CommandInfo) -> CommandInfo:
    """Return a command as far as a list of commands shows it, which takes no time to build."""
    listed = copy(command)
    listed.name, listed.help, listed.callback = name, command.callback.__doc__, _do_nothing
    return listed


def without_own_options() -> TyperInfo | None:
    """Return the program without its own options, for a line that begins with a command."""
    program = copy(app.registered_callback)
    if program is not None:
        program.callback = _do_nothing
    return program


def _do_nothing() -> None: ...


def _first_line(command: CommandInfo) -> str:
    return (command.callback.__doc__ or "").partition("\n")[0]


def _help_of(name: str, context: typer.Context) -> str:
    """Return what `--help` prints after a command."""
    parent: Any = context.parent
    command = parent.command.commands[name]
    return typer.Context(command, parent=parent, info_name=name).get_help()


def _asks(method: str, **options: Any) -> "Callable[..., View]":
    """Return a question: a method of a book, named so that no command imports what others need."""

    def ask(book: "Book", *arguments: Any, **filters: Any) -> "View":
        view: View = getattr(book, method)(*arguments, **options, **filters)
        return view

    return ask


def _answer(
    common: CommonOptions,
    query: dict[str, Any],
    question: "Callable[..., View]",
    *arguments: str | None,
    **narrowing: Any,
) -> None:
    """Ask the book a question, write the answer, and keep it for the next time."""
    from briefing import kept_answers
    from briefing.cli.choices import resolve_output
    from briefing.cli.terminal import has_notice

    text, settled = _answer_anew(common, query, question, *arguments, **narrowing)
    if settled and not has_notice():
        is_screen = resolve_output(common).format.content == "screen"
        kept_answers.keep(common.library, settled, text, is_screen=is_screen)


def _answer_anew(
    common: CommonOptions,
    query: dict[str, Any],
    question: "Callable[..., View]",
    *arguments: str | None,
    **narrowing: Any,
) -> "tuple[str, Mapping[str, State] | None]":
    """Ask the book a question, and write the answer.

    Returns:
        What is on standard output, and the state of the files that it was answered from; None where
        it cannot be kept.
    """
    from briefing.cli.choices import resolve_output
    from briefing.cli.open import book_session, find_library
    from briefing.cli.output import render, write

    output = resolve_output(common)
    filters = {name: value or None for name, value in narrowing.items()}
    limit = filters.get("max_marking")
    with book_session(find_library(common.library), limit, no_cache=common.no_cache) as book:

        def answer() -> "tuple[Answer, Mapping[str, State] | None]":
            try:
                view = question(book, *arguments, **filters)
            except UnknownName as error:
                if limit is None:
                    raise
                raise with_limit(error, limit) from None
            marking = book.marking(view, **filters)
            text = render(view, {**query, **filters}, book.about, output, marking)
            return text, book.settled_files()

        text, settled = book.run_consistently(answer)
        is_on_stdout = write(text, output)
    return (text, settled) if is_on_stdout and isinstance(text, str) else ("", None)


def _require_evidence(texts: str | None, *, evidence: bool) -> None:
    """Refuse a folder of texts that nothing looks at.

    Raises:
        UsageError: one is named without --evidence.
    """
    if texts is not None and not evidence:
        raise UsageError("--texts goes with --evidence.")


def _differences(book: "Book", against: str, **narrowing: Any) -> "View":
    """Compare a library with another version of it, and warn of what was not read of that."""
    from briefing.cli.open import warn_of_other_version

    view = book.differences(against, **narrowing)
    warn_of_other_version(against, view.problems)
    return view
