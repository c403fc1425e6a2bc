"""The options that several commands have, each defined once, and what completes them."""

from collections.abc import Callable, Sequence
from contextlib import closing
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import Annotated, Any, Final, NamedTuple, TypeAlias, get_args

import typer

from briefing.api import Book
from briefing.cli.open import find_library, make_book
from briefing.cli.terminal import NARROWEST, DisplayOptions, When
from briefing.errors import BriefingError, UsageError
from briefing.model.records import Status
from briefing.render.formats import BY_SUFFIX, FORMATS, Answers, Format, formats_for


class Output(NamedTuple):
    """In which format to write an answer, how to display it, and where to write it."""

    format: Format = BY_SUFFIX[""]
    file: Path | None = None
    force: bool = False
    template: Path | None = None
    display: DisplayOptions = DisplayOptions()


_Texts: TypeAlias = list[str] | None


def complete_names(*kinds: str) -> Callable[[typer.Context, str], list[str]]:
    """What completes the name of a record, of any kind or of some."""

    def completed(ctx: typer.Context, incomplete: str) -> list[str]:
        as_of = ctx.params.get("as_of")
        return _completed(ctx, lambda book: book.completions(incomplete, *kinds, as_of=as_of))

    return completed


def _topics(ctx: typer.Context, incomplete: str) -> list[str]:
    """What completes a topic; Typer leaves out what does not begin like that."""
    return _completed(ctx, lambda book: [e for e in book.topics() if e.startswith(incomplete)])


def complete_choices(*words: str) -> Callable[[str], list[str]]:
    """What completes one of some words."""
    return lambda incomplete: [each for each in words if each.startswith(incomplete)]


def _completed(ctx: typer.Context, question: Callable[[Book], Sequence[str]]) -> list[str]:
    """What a book answers while a command is being typed; nothing where it cannot."""
    try:
        with closing(make_book(find_library(ctx.params.get("library")))) as book:
            return list(question(book))
    except (BriefingError, OSError):
        return []


def _several(metavar: str, says: str, completed: Callable[..., list[str]] | None = None) -> Any:
    """An option that may be given several times."""
    option = typer.Option(metavar=metavar, help=says, autocompletion=completed)
    return Annotated[_Texts, option]


def _day(says: str) -> Any:
    """An option that takes a date."""
    return Annotated[str | None, typer.Option(metavar="DATE", help=says)]


def _flag(name: str, says: str) -> Any:
    """An option that is given or not."""
    return Annotated[bool, typer.Option(name, help=says)]


_WHEN: Final = get_args(When)
_SUFFIXES: Final = ", ".join(
    row.suffixes[0] for row in FORMATS if row.suffixes and row.content != "screen"
)

OPTIONS: Final[dict[str, Any]] = {
    "country": _several(
        "NAME", "Only what is this country's, or names it.", complete_names("country")
    ),
    "topic": _several("TOPIC", "Only concerns of this topic, and what is tied to them.", _topics),
    "status": _several(
        "STATUS",
        "Only concerns that are answered, partly-answered or unanswered, and what is tied to them.",
        complete_choices(*get_args(Status)),
    ),
    "by": _several(
        "NAME",
        "Only what this country or actor says, does or holds.",
        complete_names("country", "actor"),
    ),
    "flashpoint": _several(
        "NAME", "Only what is about this flashpoint.", complete_names("flashpoint")
    ),
    "source": _several("NAME", "Only what rests on this source.", complete_names("source")),
    "section": _several("SECTION", "Only this section."),
    "since": _day("Nothing dated before this (2017-02)."),
    "until": _day("Nothing dated after this."),
    "as_of": _day("The book on that day, and nothing later."),
    "library": Annotated[
        str | None,
        typer.Option(
            "--library",
            metavar="DIR",
            help="The library to ask. Without it: BRIEFING_LIBRARY, else the nearest "
            "briefs/library.yaml from here upward, else the one shipped with the program.",
        ),
    ],
    "no_cache": _flag("--no-cache", "Read every file, and remember nothing."),
    "output": Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help=f"Write to FILE; its suffix ({_SUFFIXES}) tells the format.",
        ),
    ],
    "force": _flag("--force", "Write over a file that is there already."),
    "template": Annotated[
        Path | None,
        typer.Option("--template", metavar="DOCX", help="Take the styles of this Word file."),
    ],
    "color": Annotated[
        str,
        typer.Option(
            "--color",
            metavar="|".join(_WHEN),
            help="Paint the answer; without it auto: on a terminal.",
            show_default=False,
            autocompletion=complete_choices(*_WHEN),
        ),
    ],
    "width": Annotated[
        int | None,
        typer.Option("--width", metavar="N", min=NARROWEST, help="Columns; else the terminal's."),
    ],
    "ascii": _flag("--ascii", "Signs and letters that any terminal has."),
    "plain": _flag("--plain", "Linear text for screen readers; every state in words."),
    "no_pager": _flag("--no-pager", "Never page what is taller than the screen."),
}
"""Every option that several commands have, by its name; it means the same in all of them."""

_SHAPING: Final = ("force", "template", "color", "width", "ascii", "plain", "no_pager")
_DEFAULTS: Final = {
    "no_cache": False,
    "force": False,
    "color": "auto",
    "ascii": False,
    "plain": False,
    "no_pager": False,
}

FILTERS: Final = ("country", "topic", "status", "by", "flashpoint", "source", "since", "until")
"""What narrows an answer wherever records are listed."""


class CommonOptions(NamedTuple):
    """What the common options of a command say."""

    narrowing: dict[str, Any]
    library: str | None
    no_cache: bool
    output: Output

    @property
    def query(self) -> dict[str, Any]:
        """What narrowed the answer, for the envelope of a machine format."""
        return {name: value for name, value in self.narrowing.items() if value}

    @property
    def says_anything(self) -> bool:
        """Whether any of the options was given."""
        return bool(self.query or self.library or self.no_cache or self.output != Output())


def common_options(
    *names: str, answers: Answers = "any"
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Gives a command the options of some names, and those that every command has.

    It gets them as its first argument, an `Asked`.
    """
    formats = formats_for(answers)
    form = Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="|".join(formats),
            help="How to write the answer.",
            autocompletion=complete_choices(*formats),
        ),
    ]
    offered = {name: OPTIONS[name] for name in (*names, "library", "no_cache")}
    offered |= {"format": form, "output": OPTIONS["output"]}
    offered |= {name: OPTIONS[name] for name in _SHAPING}

    def wrap(function: Callable[..., Any]) -> Callable[..., Any]:
        own = list(signature(function).parameters.values())[1:]

        def command(**values: Any) -> Any:
            common = {name: values.pop(name) for name in offered}
            asked = CommonOptions(
                {name: common[name] for name in names},
                common["library"],
                common["no_cache"],
                _output(common, formats),
            )
            return function(asked, **values)

        given = [
            Parameter(
                name,
                Parameter.POSITIONAL_OR_KEYWORD,
                default=_DEFAULTS.get(name),
                annotation=option,
            )
            for name, option in offered.items()
        ]
        command.__name__, command.__doc__ = function.__name__, function.__doc__
        command.__signature__ = Signature([*own, *given])  # type: ignore[attr-defined]  # inspect's
        command.__annotations__ = {each.name: each.annotation for each in (*own, *given)}
        return command

    return wrap


def _format_of(file: Path | None) -> Format:
    """Return the format that the suffix of a file asks for.

    Raises:
        UsageError: no format has that suffix.
    """
    suffix = file.suffix.lower() if file else ""
    if suffix not in BY_SUFFIX:
        suffixes = ", ".join(filter(None, BY_SUFFIX))
        raise UsageError(
            f"The suffix of {file} tells no format; name one with --format, or take one of "
            f"{suffixes}."
        )
    return BY_SUFFIX[suffix]


def _output(values: dict[str, Any], formats: dict[str, Format]) -> Output:
    """Return the output that the options ask for; without --format, the file's name decides.

    Raises:
        UsageError: there is no such format for the answer, or an option does not go with it.
    """
    name, file, template = values["format"], values["output"], values["template"]
    if name is None:
        name = _format_of(file).name
    if name not in formats:
        raise UsageError(f"There is no format '{name}' here, only {', '.join(formats)}.")
    if template is not None and not formats[name].takes_template:
        raise UsageError("--template goes with a Word file: name one with -o FILE.docx.")
    if values["color"] not in _WHEN:
        raise UsageError(f"--color takes {', '.join(_WHEN)}, not '{values['color']}'.")
    display = DisplayOptions(*(values[field] for field in DisplayOptions._fields))
    return Output(formats[name], file, values["force"], template, display)
