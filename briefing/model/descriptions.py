"""What the source code says of each field of a struct: the docstring below the field.

It is read where a person asks for it, in the guide, a schema or a message. To have it in the types
would cost every answer a tenth of the time that Python takes to start.
"""

import ast
import sys
from functools import cache
from inspect import cleandoc
from itertools import pairwise

from msgspec import Struct


@cache
def field_descriptions(part: type[Struct]) -> dict[str, str]:
    """Return the description of each field of a struct that has one, by the attribute's name."""
    found: dict[str, str] = {}
    for parent in reversed(part.__mro__):
        if parent is not Struct and issubclass(parent, Struct):
            found |= _described_in(parent.__module__).get(parent.__name__, {})
    return found


@cache
def _described_in(module: str) -> dict[str, dict[str, str]]:
    """Return the descriptions of the fields of each class of a module."""
    spec = sys.modules[module].__spec__
    read = getattr(spec and spec.loader, "get_source", None)
    tree = ast.parse(read(module) or "" if read else "")
    return {item.name: _described(item) for item in tree.body if isinstance(item, ast.ClassDef)}


def _described(part: ast.ClassDef) -> dict[str, str]:
    found = {}
    for field, below in pairwise(part.body):
        match field, below:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                found[name] = " ".join(cleandoc(text).split())
    return found
