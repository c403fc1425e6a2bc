"""Fuzzes the reader of files: whatever one contains, it is read, and every problem is located.

An input is one file: its path within a library on the first line, its content below. Half of the
mutations change the tree of the file and write it anew, so that they reach what lies behind the
parser of YAML; the others change lines and bytes. They need nothing but a seed. With `atheris`
installed (the extra `fuzz`), `guided` lets coverage choose what to mutate; without it this module
works all the same, and only `guided` refuses.
"""

import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any, Final, NamedTuple, TypeAlias
from zlib import crc32

import yaml

from briefing.index.problem_rows import LISTED, problem_rows
from briefing.library.loader import LoadedFile, LoadedFiles, read_file, read_library_file
from briefing.library.rules import FILE_CHECKS, run_checks
from briefing.model.diagnostics import Problem
from briefing.model.kinds import LIBRARY_FILE

CORPUS: Final = Path(__file__).parent / "corpus"
VALID: Final = Path(__file__).parents[1] / "baltic"

MOST_PROBLEMS: Final = 2 * (LISTED + 1)
LONGEST_MESSAGE: Final = 1000
LONGEST_EXCERPT: Final = 250
MAX_SIZE: Final = 20_000
"""The most bytes that a mutation may leave."""

Tree: TypeAlias = Any
"""A text, a list of trees, or a `Mapping`."""


class Mapping(NamedTuple):
    """A mapping as written: a key may be any tree, and may be there twice."""

    pairs: list[list[Tree]]


class Input(NamedTuple):
    """One file of a library."""

    name: str
    content: bytes

    def packed(self) -> bytes:
        """Return the input as the bytes of which a fuzzer knows."""
        return self.name.encode() + b"\n" + self.content


NAMES: Final = (
    LIBRARY_FILE,
    "actors.yaml",
    "countries/estonia.yaml",
    "events.yaml",
    "flashpoints/narva.yaml",
    "approaches/forward.yaml",
    "instruments.yaml",
    "sources.yaml",
    "stray.yaml",
)

HOSTILE: Final = (
    "", " ", "~", "null", "&a", "*a", "&a x", "!!python/object:os.system x", "!", "!<x> y", "<<",
    "? ", "? ? ? x", "- - - x", "{", "}", "[", "]", "{a: {a: {a: ", "[[[[", "a`b", "`", "$.x",
    "[...]", "a: b: c", "a.b[0]", "a - at `$.b`", "|", ">", "|2-", "'", '"', '"\\', '"\\ud800"',
    '"\\0"', "#", "%YAML 1.1", "---", "...", "\t", "1e999", "-1e999", ".nan", "0x1f", "9" * 5000,
    "1_0", "0o7", "yes", "2017-02-30", "2017-13", "0000", "9999-12-31", "2017/", "../..",
    "../2017", "/", "201X-XX", "2017-02~/..", "٢٠١٧", "2017-02-03T04:05", "estonia",
    "estonia/estonia", "x/y/z", "EST", "日本", "\u202e", "\ufeff", "\x85", "\u2028", "\x00", "\x07",
    "\x1b[2J", "\ud800", "\U0010ffff", "e\u0301" * 50, "https://example.org",
    "javascript:alert(1)", "x" * 3000, "{{ x }}", "%s%n", "id", "name", "sources",
)  # fmt: skip
"""Texts that once were read as something else, or well might be."""

_LINE_END: Final = re.compile("\r\n|\r|\n")


def problems_of(given: Input) -> list[Problem]:
    """Return the problems of a file that are listed, if its library holds no other."""
    with tempfile.TemporaryDirectory(dir=_FAST) as name:
        folder = Path(name)
        path = folder / given.name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(given.content)
        if given.name == LIBRARY_FILE:
            location, library = read_library_file(folder)
            file = LoadedFile(location.file)
            files = LoadedFiles(library, (), library_location=location)
        else:
            file = read_file(folder, given.name)
            files = LoadedFiles(None, [file])
    problems = [*file.file.problems, *run_checks(files, FILE_CHECKS)]
    return [*dict.fromkeys(row.problem for row in problem_rows(file, problems))]


_FAST: Final = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 (memory, if any)


def check(given: Input) -> None:
    """Read a file, and make sure that every problem is located in it and of a bounded size.

    Raises:
        AssertionError: one is not.
    """
    problems = problems_of(given)
    assert len(problems) <= MOST_PROBLEMS, f"{len(problems)} problems"
    text = given.content.decode("utf-8-sig", "replace")
    lines = _LINE_END.split(text)
    for problem in problems:
        assert problem.file == given.name
        assert 1 <= problem.line <= len(lines), problem
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1, problem
        assert problem.column < problem.end, problem
        assert 0 < len(problem.message) <= LONGEST_MESSAGE, len(problem.message)
        assert len(problem.suggestion) <= LONGEST_MESSAGE, len(problem.suggestion)
        assert len(problem.text) <= LONGEST_EXCERPT, len(problem.text)


def _check_packed(data: bytes) -> None:
    check(unpack(data))


def unpack(data: bytes) -> Input:
    """Return the file that some bytes stand for; a name that is none is chosen by the bytes."""
    head, _, content = data.partition(b"\n")
    name = head.decode("utf-8", "replace")
    return Input(name if name in NAMES else NAMES[crc32(head) % len(NAMES)], content)


def seeds() -> Iterator[Input]:
    """Yield every file of the corpus and of a valid library."""
    for folder, names in ((CORPUS, "*/*"), (VALID, "**/*.yaml")):
        for path in sorted(folder.glob(names)):
            yield Input(_name_of(path, folder), path.read_bytes())


LARGE: Final = (
    b"[" * 20_000,
    b"{a: " * 20_000,
    b"- " * 10_000,
    b"? " * 10_000,
    b"name: " + b"x" * 300_000,
    b"x" * 300_000,
    b"x: {" + b", ".join(b"k%d: v" % number for number in range(3000)) + b"}",
    b"".join(b"k%d: v\n" % number for number in range(3000)),
    b"x: {name: a, aliases: [" + b", " * 3000 + b"]}",
    b"x: &a [" + b"*a, " * 3000 + b"]",
    b"\n" * 20_000 + b"x",
    b"'" * 5001,
    b"!" * 5000 + b" x",
    b"x: {? " + b"k" * 5000 + b" : v}",
)
"""Files that are too large to be kept."""


def _name_of(path: Path, folder: Path) -> str:
    """Return the name under which a seed is read: that of its folder in the corpus."""
    name = path.relative_to(folder).as_posix()
    if folder == VALID:
        return name if "/" not in name else next(n for n in NAMES if n.startswith(name[:5]))
    return next(n for n in NAMES if n.startswith(path.parent.name))


def mutations(seed: int) -> Iterator[Input]:
    """Yield mutated files without end, the same for the same seed."""
    random = Random(seed)  # noqa: S311 (chance, no secret)
    pool = [
        *seeds(),
        *(Input(name, content[:MAX_SIZE]) for name in NAMES[1:3] for content in LARGE),
    ]
    while True:
        given = random.choice(pool)
        for _ in range(random.choice((1, 1, 2, 4))):
            given = mutate(given, random)
        yield given


def mutate(given: Input, random: Random) -> Input:
    """Return a file with one thing changed, in its tree, its lines or its bytes."""
    if not random.randrange(50):
        return Input(random.choice(NAMES), given.content)
    change = random.choice((_change_tree, _change_tree, _change_lines, _change_bytes))
    return Input(given.name, change(given.content, random)[:MAX_SIZE])


def _change_tree(content: bytes, random: Random) -> bytes:
    try:
        # Texts only: nothing is made of what is read.
        node = yaml.compose(content.decode(), getattr(yaml, "CBaseLoader", yaml.BaseLoader))
        tree = _tree_of(node)
    except (yaml.YAMLError, ValueError, RecursionError):
        return _change_bytes(content, random)
    holder: list[Tree] = [tree]
    places = [*_places(holder)]
    for _ in range(random.choice((1, 1, 3))):
        random.choice(_TREE_CHANGES)(*random.choice(places), random)
        places = [*_places(holder)] or [(holder, 0)]
        if not holder:
            holder.append("")
    return _written(holder[0], random).encode("utf-8", "surrogatepass")


def _tree_of(node: yaml.Node | None, depth: int = 0) -> Tree:
    if depth > _DEEPEST:
        raise ValueError("too deep to be written anew")
    if isinstance(node, yaml.MappingNode):
        return Mapping([[_tree_of(part, depth + 1) for part in pair] for pair in node.value])
    if isinstance(node, yaml.SequenceNode):
        return [_tree_of(item, depth + 1) for item in node.value]
    return node.value if node else ""


_DEEPEST: Final = 50


def _places(items: list[Tree]) -> Iterator[tuple[list[Tree], int]]:
    """Yield every place of a tree: the list that holds it, and where in that."""
    for index, item in enumerate(items):
        yield items, index
        inner = item.pairs if isinstance(item, Mapping) else item
        if isinstance(inner, list):
            yield from _places(inner)


def _drop(items: list[Tree], index: int, _random: Random) -> None:
    del items[index]


def _repeat(items: list[Tree], index: int, random: Random) -> None:
    items[index:index] = [items[index]] * random.choice((1, 1, 2, 30))


def _swap(items: list[Tree], index: int, random: Random) -> None:
    other = random.randrange(len(items))
    items[index], items[other] = items[other], items[index]


def _replace(items: list[Tree], index: int, random: Random) -> None:
    items[index] = random.choice(HOSTILE)


def _wrap(items: list[Tree], index: int, random: Random) -> None:
    for _ in range(random.choice((1, 1, 2, 40))):
        inner = items[index]
        items[index] = random.choice(([inner], Mapping([[random.choice(HOSTILE), inner]])))


def _insert(items: list[Tree], index: int, random: Random) -> None:
    items.insert(index, random.choice(([], Mapping([]), random.choice(HOSTILE))))


_TREE_CHANGES: Final[Sequence[Callable[[list[Tree], int, Random], None]]] = (
    _drop, _repeat, _swap, _replace, _replace, _replace, _wrap, _insert,
)  # fmt: skip


def _written(tree: Tree, random: Random) -> str:
    """Return a tree as YAML, in a style that differs from place to place."""
    lines = [*_lines(tree, random, random.choice((1, 2, 2, 4)))]
    return random.choice(("\n", "\n", "\n", "\r\n")).join(lines) + "\n"


def _lines(tree: Tree, random: Random, indent: int, depth: int = 0) -> Iterator[str]:
    """Yield the lines of a tree in block style, and of some of its parts in flow style."""
    is_flow = depth > 2 * _DEEPEST or not random.randrange(4)
    if is_flow or isinstance(tree, str) or not (tree.pairs if isinstance(tree, Mapping) else tree):
        yield _flow(tree, random)
    elif isinstance(tree, list):
        for item in tree:
            yield from _hang("- ", _lines(item, random, indent, depth + 1), 2)
    else:
        for pair in tree.pairs:
            key = _flow(pair[0], random) if pair else "?"
            for value in pair[1:] or ("",):
                inner = _lines(value, random, indent, depth + 1)
                if isinstance(value, str):
                    yield f"{key}: {next(inner)}"
                else:
                    yield f"{key}:"
                    yield from _hang(" " * indent, inner, indent)


def _hang(first: str, lines: Iterator[str], indent: int) -> Iterator[str]:
    for number, line in enumerate(lines):
        yield f"{' ' * indent if number else first}{line}"


def _flow(tree: Tree, random: Random) -> str:
    if isinstance(tree, str):
        return _scalar(tree, random)
    if isinstance(tree, list):
        return f"[{', '.join(_flow(item, random) for item in tree)}]"
    pairs = (": ".join(_flow(part, random) for part in pair) for pair in tree.pairs)
    return f"{{{', '.join(pairs)}}}"


def _scalar(text: str, random: Random) -> str:
    """Return a text as a scalar: mostly in quotes where it needs them, sometimes as it is."""
    is_simple = text.replace(" ", "").replace("-", "").isalnum()
    match random.randrange(8):
        case 0:
            return text
        case 1 | 2:
            quoted = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
            return f'"{quoted}"'
        case _:
            return text if is_simple else "'" + text.replace("'", "''") + "'"


def _change_lines(content: bytes, random: Random) -> bytes:
    lines = content.split(b"\n")
    at = random.randrange(len(lines))
    other = random.randrange(len(lines))
    hostile = random.choice(HOSTILE).encode("utf-8", "surrogatepass")
    match random.randrange(7):
        case 0:
            del lines[at]
        case 1:
            lines[at], lines[other] = lines[other], lines[at]
        case 2:
            lines[at:at] = [lines[other]] * random.choice((1, 1, 20))
        case 3:
            lines[at] = b" " * random.randrange(1, 5) + lines[at]
        case 4:
            lines[at] = lines[at].removeprefix(b" ")
        case 5:
            lines[at] = lines[at].partition(b":")[0] + b": " + hostile
        case _:
            lines[at] = lines[at].replace(
                *random.choice(((b"'", b'"'), (b" ", b"\t"), (b":", b"")))
            )
    return b"\n".join(lines)


def _change_bytes(content: bytes, random: Random) -> bytes:
    at = random.randrange(len(content) + 1)
    end = min(len(content), at + random.choice((0, 1, 1, 4, 40)))
    hostile = random.choice(HOSTILE).encode("utf-8", "surrogatepass")
    some = random.choice(
        (hostile, random.randbytes(1), random.randbytes(4), content[at:end] * 3, b"")
    )
    return content[:at] + some + content[end:]


def guided(arguments: Sequence[str]) -> None:
    """Fuzz for as long as libFuzzer's options say, guided by coverage; ends the process.

    Raises:
        SystemExit: `atheris` is not installed.
    """
    try:
        import atheris
    except ImportError:
        raise SystemExit("Install atheris first: pip install -e '.[fuzz]'.") from None

    def mutator(data: bytes, max_size: int, seed: int) -> bytes:
        random = Random(seed)  # noqa: S311 (chance, no secret)
        if not random.randrange(10):
            return bytes(atheris.Mutate(data, max_size))
        return mutate(unpack(data), random).packed()[:max_size]

    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    for number, given in enumerate(seeds()):
        (folder / f"seed-{number}").write_bytes(given.packed())
    # What is loaded already: the reader, its rules and the model.
    atheris.instrument_all()
    options = [f"-max_len={MAX_SIZE}", f"-artifact_prefix={folder}/", *arguments, str(folder)]
    atheris.Setup(["fuzz", *options], _check_packed, custom_mutator=mutator)
    atheris.Fuzz()
