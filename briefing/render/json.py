"""Renders an answer as data: JSON is the answer itself in an envelope, CSV the same as a table.

Both are for programs, and both are stable: within a version of a schema, fields are only added,
and so are columns.
"""

from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import msgspec.json
from msgspec import UNSET, Meta, Struct, UnsetType

if TYPE_CHECKING:
    from briefing.answers.results import View

_Text: TypeAlias = str | UnsetType
_Texts: TypeAlias = list[str] | UnsetType


class Origin(Struct, frozen=True, kw_only=True):
    """The library that was asked."""

    title: Annotated[str | None, Meta(description="Its title; null where it cannot be told.")]
    folder: Annotated[str, Meta(description="Its folder; `check` may name several.")]


class Query(Struct, frozen=True, kw_only=True):
    """What was asked: the command and what it was given, as it was typed; the rest is left out."""

    command: Annotated[str, Meta(description="The command.")]
    name: Annotated[
        _Text, Meta(description="What `show`, `flashpoints` or `sources` tells of.")
    ] = UNSET
    names: Annotated[_Texts, Meta(description="What `compare` puts side by side.")] = UNSET
    countries: Annotated[_Texts, Meta(description="Whose concerns `gaps` tells.")] = UNSET
    words: Annotated[_Texts, Meta(description="What `search` looks for.")] = UNSET
    limit: Annotated[
        int | UnsetType, Meta(description="How many records `search` shows; 0 for all.")
    ] = UNSET
    against: Annotated[_Text, Meta(description="The version that `changes` compares with.")] = UNSET
    event: Annotated[_Text, Meta(description="The meeting that `prep` is for.")] = UNSET
    other_side: Annotated[_Text, Meta(description="Whom `prep` prepares to meet.")] = UNSET
    length: Annotated[_Text, Meta(description="How long the memo of `prep` is.")] = UNSET
    audience: Annotated[_Text, Meta(description="For whom `prep` writes.")] = UNSET
    kind: Annotated[_Text, Meta(description="The kind that `list` lists.")] = UNSET
    paths: Annotated[_Texts, Meta(description="What `check` looks at.")] = UNSET
    section: Annotated[_Texts, Meta(description="Only these sections.")] = UNSET
    country: Annotated[_Texts, Meta(description="Only what is theirs, or names them.")] = UNSET
    topic: Annotated[_Texts, Meta(description="Only such concerns, and what is tied.")] = UNSET
    status: Annotated[_Texts, Meta(description="Only such concerns, and what is tied.")] = UNSET
    by: Annotated[_Texts, Meta(description="Only what these say, do or hold.")] = UNSET
    flashpoint: Annotated[_Texts, Meta(description="Only what is about these.")] = UNSET
    source: Annotated[_Texts, Meta(description="Only what rests on these.")] = UNSET
    since: Annotated[_Text, Meta(description="Nothing dated before this.")] = UNSET
    until: Annotated[_Text, Meta(description="Nothing dated after this.")] = UNSET
    as_of: Annotated[_Text, Meta(description="The book on that day, and nothing later.")] = UNSET
    according_to: Annotated[_Text, Meta(description="The only source that counts.")] = UNSET


class Envelope(Struct, frozen=True, kw_only=True):
    """An answer, and what was asked of what."""

    schema: Annotated[str, Meta(description="The schema that the document keeps to.")]
    library: Origin
    as_of: Annotated[
        str | None,
        Meta(description="The day on which the answer counts, as an EDTF date; null where none."),
    ]
    query: Query
    result: Any


def json(view: "View", query: dict[str, Any], library: dict[str, Any]) -> str:
    """Return an answer as indented JSON that ends in a line break.

    Args:
        view: the answer.
        query: the command and its arguments and options, empty ones among them.
        library: the title, folder and as-of date of the library that was asked.
    """
    arguments = {name: value for name, value in query.items() if value not in (None, "", [], ())}
    envelope = Envelope(
        schema=view.schema,
        library=Origin(title=library["title"], folder=library["folder"]),
        # An answer as of an earlier day counts on that day, not on the library's own.
        as_of=getattr(view, "as_of", library["as_of"]),
        query=Query(**arguments),
        result=view,
    )
    return msgspec.json.format(msgspec.json.encode(envelope), indent=2).decode() + "\n"
