"""Completes names as they are typed in a shell; asked at every key, it imports next to nothing."""

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from briefing.index.spellings import Spellings, cached_spellings
from briefing.library.folding import normalize_name
from briefing.model.kinds import TOP_LEVEL

MAX_COMPLETIONS: Final = 100
"""As many names as a shell shows without asking."""


def complete_from_cache(
    folder: Path, cache_folder: Path, start: str, kinds: Sequence[str]
) -> list[str] | None:
    """Return names that complete a start as it was typed, or None if the cache cannot say.

    They are those of the library when it was last asked: what was removed since is still offered.

    Args:
        folder: The library's folder.
        cache_folder: The folder in which indexes are cached.
        start: What was typed. Names of nested records, which have a slash, are read elsewhere.
        kinds: The kinds of top-level records to offer; all, if none is given.
    """
    if "/" in start:
        return None
    prefix = normalize_name(start)
    numbers = [number for number, kind in enumerate(TOP_LEVEL) if not kinds or kind in kinds]
    spellings = cached_spellings(folder, cache_folder, prefix, numbers, MAX_COMPLETIONS)
    return None if spellings is None else complete_spellings(start, spellings)


def complete_spellings(start: str, spellings: Spellings) -> list[str]:
    """Return one name of each record that has one that begins with a start as it was typed."""
    offered = (complete_word(start, words) for _, words in spellings)
    return list(filter(None, offered))[:MAX_COMPLETIONS]


def complete_word(start: str, words: Iterable[str]) -> str:
    """Return the first word that begins with a start, which stays as typed; empty if none does."""
    size, key = len(start), normalize_name(start)
    return next(
        (start + word[size:] for word in words if normalize_name(word[:size]) == key),
        "",
    )


def shell_word(name: str) -> str:
    """Return a name as one word in any shell.

    Blanks become hyphens, and so does every sign that a shell could interpret or split at.
    """
    if name.isascii():
        # As bytes, all characters are looked up in one table, in a tenth of the time.
        return name.encode().translate(_hyphens()).decode()
    return "".join(character if _is_safe_in_shell(character) else "-" for character in name)


@cache
def _hyphens() -> bytes:
    """Return the ASCII characters as they are written in a shell."""
    unsafe = bytes(code for code in range(128) if not _is_safe_in_shell(chr(code)))
    return bytes.maketrans(unsafe, b"-" * len(unsafe))


def _is_safe_in_shell(character: str) -> bool:
    """Return whether a character is part of a word in any shell."""
    if character.isascii():
        return character.isalnum() or character in "-_./,"
    return character.isprintable()
