"""Which word another one is a slip of, where that is beyond doubt."""

import re
from collections.abc import Iterable
from typing import Final

# How far every other choice must be from a word.
_APART: Final = 2

# A longer word is no slip, and takes long to compare.
_LONGEST: Final = 100


def obvious_spelling(word: str, choices: Iterable[str], shortest: int = 5) -> str:
    """Return the choice that a word is a slip of, empty if that could be doubted.

    It differs from the word only by case, blanks, hyphens or underscores; or else by one letter
    too many, missing, wrong or swapped with its neighbour, if the first letter and all digits are
    right, and no other choice is within two such slips.

    Args:
        word: what was written.
        choices: what could be meant.
        shortest: how many letters the longer of both has at least; of shorter words too many
            differ by one letter from another that is meant.
    """
    if len(word) > _LONGEST:
        return ""
    known = list(dict.fromkeys(choices))
    same = [choice for choice in known if bare(choice) == bare(word)]
    if same:
        return same[0] if len(same) == 1 else ""
    joint = "_" if any("_" in choice for choice in known) else "-"
    plain = re.sub(r"[\s_-]+", joint, word.casefold())
    distances = {choice: _distance(plain, choice) for choice in known}
    near = [choice for choice, distance in distances.items() if distance <= _APART]
    if len(near) != 1 or distances[near[0]] != 1:
        return ""
    is_long = max(len(plain), len(near[0])) >= shortest
    return near[0] if is_long and _is_slip(plain, near[0]) else ""


def bare(word: str) -> str:
    """Return a word without its case, and without what joins the words that it is made of."""
    return re.sub(r"[\s_-]+", "", word.casefold())


def _is_slip(word: str, choice: str) -> bool:
    return word[:1] == choice[:1] and re.findall(r"\d", word) == re.findall(r"\d", choice)


def _distance(word: str, other: str) -> int:
    """Return by how many letters two words differ, a swap of neighbours as one; 3 if by more."""
    if abs(len(word) - len(other)) > _APART:
        return _APART + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for index, letter in enumerate(word, 1):
        before, last, row = row, before, [index]
        for column, second in enumerate(other, 1):
            cost = min(before[column] + 1, row[-1] + 1, before[column - 1] + (letter != second))
            is_swap = column > 1 and index > 1 and letter == other[column - 2]
            if is_swap and word[index - 2] == second:
                cost = min(cost, last[column - 2] + 1)
            row.append(cost)
        if min(row) > _APART:
            return _APART + 1
    return min(row[-1], _APART + 1)
