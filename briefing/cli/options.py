"""The options that several commands have, each an annotated type that their signatures name.

An option that narrows means the same wherever it is offered. Options that are always offered
together are the fields of an `OptionGroup`, which a command names as one parameter.
"""

from collections.abc import Callable, Sequence
from contextlib import closing
from functools import cache, cached_property, update_wrapper
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    ClassVar,
    Final,
    Generic,
    TypeAlias,
    TypeVar,
    get_args,
    get_origin,
    get_type_hints,
)

import typer
from typer.models import OptionInfo

from briefing.cli.terminal import NARROWEST, When
from briefing.errors import BriefingError, UsageError
from briefing.model.kinds import KINDS
from briefing.model.vocabulary import MARKINGS, Status
from briefing.render.formats import Answers, Paper, formats_for

if TYPE_CHECKING:
    from briefing.api import Book

T = TypeVar("T")


def complete_names(*kinds: str) -> Callable[[typer.Context, str], list[str]]:
    """Return a completion of the names of records, of any kind or of the given ones."""

    def complete(ctx: typer.Context, incomplete: str) -> list[str]:
        view = {name: ctx.params.get(name) for name in ("as_of", "max_marking")}
        at_once = None if any(view.values()) else _complete_from_cache(ctx, incomplete, *kinds)
        if at_once is not None:
            return at_once
        return _ask_book(ctx, lambda book: book.completions(incomplete, *kinds, **view))

    return complete


def _complete_from_cache(ctx: typer.Context, incomplete: str, *kinds: str) -> list[str] | None:
    """Return the names that the cache holds, without opening a book; None if that is needed."""
    from briefing.cli.open import find_library, own_cache
    from briefing.library.completion import complete_from_cache

    cache = own_cache()
    if cache is None:
        return None
    try:
        folder = find_library(ctx.params.get("library")).folder
    except (BriefingError, OSError):
        return None
    return complete_from_cache(folder, cache, incomplete, kinds)


def complete_choices(*choices: str) -> Callable[[str], list[str]]:
    """Return a completion of fixed choices."""
    return lambda incomplete: [choice for choice in choices if choice.startswith(incomplete)]


def _complete_topics(ctx: typer.Context, incomplete: str) -> list[str]:
    limit = ctx.params.get("max_marking")

    def topics(book: "Book") -> list[str]:
        return [topic for topic in book.topics(max_marking=limit) if topic.startswith(incomplete)]

    return _ask_book(ctx, topics)


def _ask_book(ctx: typer.Context, question: "Callable[[Book], Sequence[str]]") -> list[str]:
    """Return what the book answers at once while a command is typed; nothing if it cannot."""
    from briefing.cli.open import find_library, make_book_at_once

    try:
        with closing(make_book_at_once(find_library(ctx.params.get("library")))) as book:
            return list(question(book))
    except (BriefingError, OSError):
        return []


def to_path(text: str | Path) -> Path:
    """Return a path as it was typed.

    Raises:
        UsageError: it is empty, which `Path` would take for the working folder.
    """
    if text == "":
        raise UsageError("The name of a file or folder is empty; give it one or leave it out.")
    return Path(text)


def _format_option(answers: Answers) -> Any:
    names = formats_for(answers)
    return typer.Option(
        metavar="|".join(names),
        help="How to write the answer.",
        autocompletion=complete_choices(*names),
    )


def _output_option(answers: Answers) -> Any:
    rows = formats_for(answers).values()
    suffixes = [row.suffixes[0] for row in rows if row.suffixes and row.content != "screen"]
    return typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        parser=to_path,
        help=f"Write to FILE; its suffix ({', '.join(suffixes)}) decides the format.",
    )


# What may name a folder, whose name need not be UTF-8.
_FOLDERS: Final = ("library", "against", "texts")

WHEN: Final = get_args(When)
"""What `--color` takes."""

PAPERS: Final = get_args(Paper)
"""What `--paper` takes, in letters of either case."""

CountryOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME",
        help="Only what is this country's, or names it.",
        autocompletion=complete_names("country"),
    ),
]
TopicOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        metavar="TOPIC",
        help="Only concerns of this topic, and what bears on them.",
        autocompletion=_complete_topics,
    ),
]
StatusOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        metavar="STATUS",
        help="Only concerns that are unanswered, touched-on, partly-answered or answered, and what "
        "bears on them.",
        autocompletion=complete_choices(*get_args(Status)),
    ),
]
ByOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME",
        help="Only what this country or actor says, does or holds.",
        autocompletion=complete_names(*(name for name, kind in KINDS.items() if kind.can_act)),
    ),
]
FlashpointOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME",
        help="Only what is about this flashpoint.",
        autocompletion=complete_names("flashpoint"),
    ),
]
SourceOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME",
        help="Only what rests on this source.",
        autocompletion=complete_names("source"),
    ),
]
SectionOption: TypeAlias = Annotated[
    list[str] | None, typer.Option(metavar="SECTION", help="Only this section.")
]
SinceOption: TypeAlias = Annotated[
    str | None, typer.Option(metavar="DATE", help="Nothing dated before this (2017-02).")
]
UntilOption: TypeAlias = Annotated[
    str | None, typer.Option(metavar="DATE", help="Nothing dated after this.")
]
AsOfOption: TypeAlias = Annotated[
    str | None, typer.Option(metavar="DATE", help="The book on that day, and nothing later.")
]
AccordingToOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="SOURCE",
        help="The book as this source alone has it: statuses and counts too.",
        autocompletion=complete_names("source"),
    ),
]
MaxMarkingOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="|".join(MARKINGS),
        help="The book without what is marked above this (TLP).",
        autocompletion=complete_choices(*MARKINGS),
    ),
]
LibraryOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="DIR",
        help="The library to ask. Without it: BRIEFING_LIBRARY, else the nearest "
        "from here upward, else the one shipped with the program.",
    ),
]
NoCacheOption: TypeAlias = Annotated[
    bool, typer.Option("--no-cache", help="Read every file, and remember nothing.")
]
FormatOption: TypeAlias = Annotated[str | None, _format_option("any")]
TableFormatOption: TypeAlias = Annotated[str | None, _format_option("tables")]
CalendarFormatOption: TypeAlias = Annotated[str | None, _format_option("calendars")]
ReferenceFormatOption: TypeAlias = Annotated[str | None, _format_option("references")]
ReportFormatOption: TypeAlias = Annotated[str | None, _format_option("reports")]
OutputOption: TypeAlias = Annotated[Path | None, _output_option("any")]
TableOutputOption: TypeAlias = Annotated[Path | None, _output_option("tables")]
CalendarOutputOption: TypeAlias = Annotated[Path | None, _output_option("calendars")]
ReferenceOutputOption: TypeAlias = Annotated[Path | None, _output_option("references")]
ReportOutputOption: TypeAlias = Annotated[Path | None, _output_option("reports")]
ForceOption: TypeAlias = Annotated[
    bool, typer.Option("--force", help="Write over a file that is there already.")
]
TemplateOption: TypeAlias = Annotated[
    Path | None,
    typer.Option(metavar="DOCX", parser=to_path, help="Take the styles of this Word file."),
]
PaperOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="|".join(PAPERS),
        help="Paper of a PDF or Word file (default: your locale's) or of printed HTML (default: "
        "the printer's).",
        autocompletion=complete_choices(*PAPERS),
    ),
]
ColorOption: TypeAlias = Annotated[
    str,
    typer.Option(
        metavar="|".join(WHEN),
        help="Paint the answer; without it auto: on a terminal.",
        show_default=False,
        autocompletion=complete_choices(*WHEN),
    ),
]
WidthOption: TypeAlias = Annotated[
    int | None, typer.Option(metavar="N", min=NARROWEST, help="Columns; else the terminal's.")
]
AsciiOption: TypeAlias = Annotated[
    bool, typer.Option("--ascii", help="Signs and letters that any terminal has.")
]
PlainOption: TypeAlias = Annotated[
    bool, typer.Option("--plain", help="Linear text for screen readers; every state in words.")
]
NoPagerOption: TypeAlias = Annotated[
    bool, typer.Option("--no-pager", help="Never page what is taller than the screen.")
]


TextsOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--texts",
        metavar="DIR",
        help="The texts of sources, each as ID.txt or ID.md; else `sources` in the library.",
    ),
]

FullOption: TypeAlias = Annotated[
    bool, typer.Option("--full", help="Everything, not only the page that briefs.")
]
SourcesOption: TypeAlias = Annotated[
    bool, typer.Option("--sources", help="Add the list of sources to the page.")
]

PointsOption: TypeAlias = Annotated[
    bool, typer.Option("--points", help="Only the points to say again, to copy.")
]


class OptionGroup:
    """Options that commands offer together: a field is an option, its default is the option's."""

    def __init__(self, **values: Any) -> None:
        self.__dict__.update(values)


class SubjectOptions(OptionGroup):
    """Filters by what a record is about and who speaks in it."""

    country: CountryOption = None
    topic: TopicOption = None
    status: StatusOption = None
    by: ByOption = None
    flashpoint: FlashpointOption = None


class NarrowingOptions(SubjectOptions):
    """Every filter, and which book answers: on a day, of a source, or up to a marking."""

    source: SourceOption = None
    since: SinceOption = None
    until: UntilOption = None
    as_of: AsOfOption = None
    according_to: AccordingToOption = None
    max_marking: MaxMarkingOption = None


class CommonOptions(OptionGroup):
    """What every command that asks the book offers: which library, and how to write the answer."""

    answers: ClassVar[Answers] = "any"

    library: LibraryOption = None
    no_cache: NoCacheOption = False
    format: FormatOption = None
    output: OutputOption = None
    force: ForceOption = False
    template: TemplateOption = None
    paper: PaperOption = None
    color: ColorOption = "auto"
    width: WidthOption = None
    ascii: AsciiOption = False
    plain: PlainOption = False
    no_pager: NoPagerOption = False


class PageOptions(CommonOptions):
    """The same for an answer that has a page: how much of it to write."""

    full: FullOption = False
    sources: SourcesOption = False


class MemoOptions(PageOptions):
    """The same for a memo, of which the points to make can be had alone."""

    points: PointsOption = False


class TableOptions(PageOptions):
    """The same for an answer that is a table."""

    answers: ClassVar[Answers] = "tables"

    format: TableFormatOption = None
    output: TableOutputOption = None


class ReferenceOptions(PageOptions):
    """The same for a table of sources, which reference managers can read."""

    answers: ClassVar[Answers] = "references"

    format: ReferenceFormatOption = None
    output: ReferenceOutputOption = None


class CalendarOptions(PageOptions):
    """The same for an answer that a calendar can show."""

    answers: ClassVar[Answers] = "calendars"

    format: CalendarFormatOption = None
    output: CalendarOutputOption = None


class ReportOptions(CommonOptions):
    """What a report of problems offers."""

    answers: ClassVar[Answers] = "reports"

    format: ReportFormatOption = None
    output: ReportOutputOption = None


class ManualOptions(OptionGroup):
    """How to display a page of the manual."""

    color: ColorOption = "auto"
    width: WidthOption = None
    ascii: AsciiOption = False
    plain: PlainOption = False
    no_pager: NoPagerOption = False


def expand_groups(command: Callable[..., T]) -> Callable[..., T]:
    """Let Typer see every option of the groups that a command names.

    Typer makes an option of each parameter of a function. In place of a parameter that is an
    `OptionGroup` it is shown one parameter for each field of the group; the command is called
    with the group. That is all this does: the command is registered and documented as usual.
    """
    return _Expanded(command)


class _Expanded(Generic[T]):
    """A command in whose signature the options of groups stand alone.

    That is made when Typer asks for it: it builds one of all commands, and each would take as long.
    """

    def __init__(self, command: Callable[..., T]) -> None:
        update_wrapper(self, command)
        # What the signature says is evaluated, and need not be so twice.
        self.__annotations__ = {}
        self._command = command

    @property
    def __signature__(self) -> Signature:
        """What `inspect` reads."""
        return Signature(self._shown)

    @cached_property
    def _groups(self) -> dict[str, Any]:
        own = signature(self._command).parameters.values()
        return {item.name: item.annotation for item in own if _is_group(item.annotation)}

    @cached_property
    def _shown(self) -> list[Parameter]:
        return [
            option
            for parameter in signature(self._command).parameters.values()
            for option in (
                _parameters(self._groups[parameter.name])
                if parameter.name in self._groups
                else (parameter,)
            )
        ]

    def __call__(self, **values: Any) -> T:
        for parameter in self._shown:
            _refuse_unusable(parameter, values[parameter.name])
        for name, group in self._groups.items():
            values[name] = group(
                **{item.name: values.pop(item.name) for item in _parameters(group)}
            )
        return self._command(**values)


def _refuse_unusable(parameter: Parameter, value: Any) -> None:
    """Refuse a text that is empty, or that no library can contain because it is not UTF-8.

    Raises:
        UsageError: the value of an option or argument, or one of several, is such a text.
    """
    values = value if isinstance(value, list) else [value]
    texts = [text for text in values if isinstance(text, str)]
    if "" in texts:
        raise UsageError(f"{_label(parameter)} is empty; give it a value or leave it out.")
    if parameter.name not in _FOLDERS and not all(map(_is_utf8, texts)):
        raise UsageError(f"{_label(parameter)} is not text in UTF-8; type it again.")


def _label(parameter: Parameter) -> str:
    """Return what the reader knows an option or an argument by."""
    info = parameter.annotation.__metadata__[0]
    if not isinstance(info, OptionInfo):
        return "An argument"
    names = [name for name in info.param_decls or () if name.startswith("--")]
    return names[0] if names else f"--{parameter.name.replace('_', '-')}"


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_group(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, OptionGroup)


@cache
def _parameters(group: type[OptionGroup]) -> tuple[Parameter, ...]:
    hints = get_type_hints(group, include_extras=True)
    names = dict.fromkeys(
        name for base in reversed(group.__mro__) for name in vars(base).get("__annotations__", ())
    )
    return tuple(
        Parameter(
            name, Parameter.KEYWORD_ONLY, default=getattr(group, name), annotation=hints[name]
        )
        for name in names
        if get_origin(hints[name]) is not ClassVar
    )
