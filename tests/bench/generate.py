"""Writes an invented library of any size, always the same, to measure with.

`python tests/bench/generate.py FOLDER BRIEFS [FILE.rec]` writes one by hand. The invented world
consists of regions of ten briefs each. A library of any size begins with the same region,
and so holds the same few flashpoints; a record refers to its own region, sometimes to the one
before, and a great power that gives reassurances everywhere. So the answer about one country is
about as long in a large library as in a small one, as it is in life.
"""

import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from pathlib import Path
from random import Random
from typing import Any, Final, NamedTuple, TypeAlias, TypeVar

AS_OF: Final = "2024-06-30"
TOPICS: Final = {
    "security": "Security",
    "trade": "Trade and economy",
    "energy": "Energy and climate",
    "cyber": "Networks and cables",
    "values": "Rights and values",
}
REGION: Final = 10
"""The number of briefs in one region."""

Choice = TypeVar("Choice")
Value: TypeAlias = "str | list[Any] | dict[str, Any]"

# How wide the text of a brief is, as in the library that comes with the program.
_WIDTH: Final = 96

_FIRSTS: Final = (
    "air sea land border coast river harbour cable grid fuel grain ore satellite radar convoy tank "
    "missile drone fleet reserve treaty tariff customs credit port rail bridge tunnel ice reef "
    "island delta desert valley summit proxy signal cipher staff minister"
)
_SECONDS: Final = (
    "guard lift watch patrol line head post way works yard field store share base route zone hub "
    "front ward stock plan talk pact code rule check test drill shield screen sight board bank "
    "fund levy quota stop gap flow"
)
_PREFIXES: Final = " inter trans counter over under multi semi non pre post"
_QUALITIES: Final = (
    "regional coastal military naval northern southern eastern western joint forward nuclear "
    "conventional economic industrial maritime arctic legal political fiscal technical civilian "
    "strategic tactical financial diplomatic"
)
_AGAIN: Final = " re out over under co"
_DEEDS: Final = (
    "deploy station train fund guard inspect extend limit support mount launch protect monitor "
    "question contest restrict report grant post host test halt block brief"
)
_STARTS: Final = "Va Ke Lo Mi Ta Sor Bel Dra Fen Gal Hur Is Jor Kal Lun Mar Nor Or Pel Quin"
_MIDDLES: Final = "ra le mi no du sti lan vor ber ka the ril sa ne go"
_ENDS: Final = "dia nia stan land mark via gard ria burg more tia wick"
_HAN: Final = "東西南北海山川島国安和平大中新高明光林森田原野石金"


def _joined(*parts: str) -> list[str]:
    """Return every word made of one piece of each part, shuffled."""
    words = ["".join(pieces) for pieces in product(*(part.split(" ") for part in parts))]
    Random("words").shuffle(words)  # noqa: S311 (no secret)
    return words


NOUNS: Final = _joined(_FIRSTS, _SECONDS)
QUALITIES: Final = _joined(_PREFIXES, _QUALITIES)
DEEDS: Final = _joined(_AGAIN, _DEEDS)
WORDS: Final = (NOUNS[40], QUALITIES[4])
"""Two words that stand together in a few records."""

COMMON: Final = ("dispute",)
"""A word of which a large library is full."""

_PLACES: Final = _joined(_STARTS, _MIDDLES, _MIDDLES, _ENDS)

_WORRIES: Final = (
    "{place} fears that the {quality} {noun} will not hold once the {noun} is {deed}ed.",
    "Officials doubt that a {quality} {noun} could be {deed}ed before the {noun} fails.",
    "The {noun} leaves {place} exposed wherever the {quality} {noun} is {deed}ed first.",
    "A {quality} {noun} may be traded away for the {noun} that {place} never asked to {deed}.",
)
_PLEDGES: Final = (
    "The {noun} near {place} is to be {deed}ed, and the {quality} {noun} with it.",
    "Both sides agree to {deed} a {quality} {noun} and to keep the {noun} open to {place}.",
    "A {quality} {noun} arrives in {place}; the promise to {deed} the {noun} is repeated.",
    "The commitment to {place} covers the {quality} {noun}, and the {noun} that goes with it.",
)
_FACTS: Final = (
    "{place} has begun to {deed} its {noun} and to pay for a {quality} {noun} of its own.",
    "The {quality} {noun} was {deed}ed in {place}, although the {noun} stays in dispute.",
    "Neighbours {deed} the {noun}; {place} answers with a {quality} {noun}.",
    "What the {quality} {noun} means for {place} depends on who may {deed} the {noun}.",
    "Crews from {place} {deed} the {noun} by night while a {quality} {noun} lies in port.",
)


class Named(NamedTuple):
    """A record that others can refer to."""

    id: str
    name: str


class Region(NamedTuple):
    """What a region is made of; the first one has the great power as its first country.

    `han` is what its second country is called in Chinese characters.
    """

    countries: list[Named]
    actors: list[Named]
    instruments: list[Named]
    flashpoints: list[Named]
    approaches: list[Named]
    events: list[Named]
    sources: list[Named]
    han: str


class Brief(NamedTuple):
    """One file of a library: a record, and the folder and name under which it stands."""

    folder: str
    id: str
    record: dict[str, Any]


def main() -> None:
    """Write a library to the folder on the command line, and its records in another format."""
    folder, briefs, *recs = sys.argv[1:]
    write(Path(folder), int(briefs))
    for file in recs:
        write_recs(Path(file), int(briefs))


def write(folder: Path, briefs: int) -> None:
    """Write a library; the number of briefs is a multiple of that of a region."""
    folder.mkdir(parents=True)
    about = {
        "title": f"World book of {briefs} briefs",
        "as_of": AS_OF,
        "topics": TOPICS,
        "description": "An invented world, written by a program to measure another one with.",
    }
    (folder / "library.yaml").write_text(as_yaml(about), encoding="utf-8")
    for brief in world(briefs):
        path = folder / brief.folder / f"{brief.id}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(as_yaml(brief.record), encoding="utf-8")


def write_recs(file: Path, briefs: int) -> None:
    """Write the same records in the plain-text format of GNU recutils."""
    kinds: dict[str, list[str]] = {}
    for brief in world(briefs):
        kinds.setdefault(brief.folder, []).append(_as_rec({"id": brief.id, **brief.record}))
        for name, value in brief.record.items():
            for item in value if isinstance(value, list) else ():
                if isinstance(item, dict) and "id" in item:
                    rec = _as_rec({"owner": brief.id, **item})
                    kinds.setdefault(name, []).append(rec)
    text = "\n".join(f"%rec: {kind}\n\n{''.join(recs)}" for kind, recs in kinds.items())
    file.write_text(text, encoding="utf-8")


def world(briefs: int) -> Iterator[Brief]:
    """Yield the briefs of a world, region by region."""
    names = _Names()
    before = home = _region(0, names)
    for number in range(briefs // REGION):
        here = home if number == 0 else _region(number, names)
        yield from _Author(home, here, before).briefs()
        before = here


def country() -> Named:
    """Return the country to ask about: in the first region, the same in every library."""
    return _region(0, _Names()).countries[1]


def source() -> Named:
    """Return a source of the first region."""
    return _region(0, _Names()).sources[0]


def power() -> Named:
    """Return the great power that is named all over the world."""
    return _region(0, _Names()).countries[0]


def as_yaml(record: dict[str, Any]) -> str:
    """Return a record as an author would type it."""
    return "\n".join(_block(record, "")) + "\n"


class _Names:
    """Gives names that no other record has."""

    def __init__(self) -> None:
        self._random = Random("names")  # noqa: S311 (no secret)
        self._taken: set[str] = set()

    def place(self) -> Named:
        return self._fresh(self.syllables)

    def person(self) -> Named:
        return self._fresh(lambda: f"{self.syllables()} {self.syllables()}")

    def titled(self, start: str, words: Iterable[str]) -> Named:
        choices = list(words)
        return self._fresh(
            lambda: f"{start} {self._random.choice(NOUNS)} {self._random.choice(choices)}"
        )

    def han(self) -> str:
        return self._fresh(lambda: "".join(self._random.choices(_HAN, k=4))).name

    def syllables(self) -> str:
        return self._random.choice(_PLACES)

    def _fresh(self, make: Callable[[], str]) -> Named:
        while True:
            name = make()
            id_ = name.lower().replace(" ", "-")
            if id_.replace("-", "") not in self._taken:
                self._taken.add(id_.replace("-", ""))
                return Named(id_, name)


def _region(number: int, names: _Names) -> Region:
    is_home, has_approach = number == 0, number % 5 == 1
    countries = [names.place() for _ in range(3)]
    place = countries[1].name
    return Region(
        countries=countries,
        actors=[names.person() for _ in range(1 if is_home else 2)],
        instruments=[names.titled(place, ("treaty", "agreement", "guideline"))],
        flashpoints=[
            names.titled(names.syllables(), ("strait", "shoal", "border"))
            for _ in range(3 if is_home else 0)
        ],
        approaches=[names.titled("The", ("network", "hub"))] if has_approach else [],
        events=[
            names.titled(place, ("talks", "visit", "exercise", "incident"))
            for _ in range(1 if is_home or has_approach else 2)
        ],
        sources=[
            names.titled(place, ("review", "communique", "readout", "survey"))
            for _ in range(1 if is_home else 2)
        ],
        han=names.han(),
    )


class _Author:
    """Writes the briefs of one region."""

    def __init__(self, home: Region, here: Region, before: Region) -> None:
        self._home, self._here, self._before = home, here, before
        self._random = Random(here.countries[0].id)  # noqa: S311 (no secret)
        self._power = home.countries[0].id

    def briefs(self) -> Iterator[Brief]:
        """Yield every brief of the region, in the order of its kinds."""
        kinds: list[tuple[str, list[Named], Callable[[Named], dict[str, Any]]]] = [
            ("countries", self._here.countries, self._country),
            ("actors", self._here.actors, self._actor),
            ("instruments", self._here.instruments, self._instrument),
            ("flashpoints", self._here.flashpoints, self._flashpoint),
            ("approaches", self._here.approaches, self._approach),
            ("events", self._here.events, self._event),
            ("sources", self._here.sources, self._source),
        ]
        for folder, named, write_one in kinds:
            for record in named:
                yield Brief(folder, record.id, write_one(record))

    def _country(self, own: Named) -> dict[str, Any]:
        is_power = own.id == self._power
        position = self._here.countries.index(own)
        concerns = [self._concern(own) for _ in range(0 if is_power else self._about(6))]
        reassurances = [
            self._reassurance(own, concerns) for _ in range(0 if is_power else self._about(5))
        ]
        return {
            "name": own.name,
            "aliases": [f"Republic of {own.name}", *([self._here.han] if position == 1 else [])],
            "summary": self._text(_FACTS, own, 2),
            "relationship": self._pick(["treaty ally", "partner", "close partner"]),
            "leaders": [self._here.actors[0].id] if position == 1 else [],
            "bottom_line": self._text(_FACTS, own, 2),
            "concerns": concerns,
            "reassurances": reassurances,
            "actions": [self._action(own) for _ in range(8 if is_power else 2)],
            "frictions": [self._friction(own) for _ in range(4 if is_power else 1)],
            "recommendations": [self._advice(own, concerns)] if concerns else [],
            "judgments": [self._judgment(own)],
            "sources": self._sources(1),
        }

    def _concern(self, own: Named) -> dict[str, Any]:
        return {
            **self._titled(),
            "topic": self._pick(list(TOPICS)),
            "theme": self._pick(NOUNS[:200]),
            "summary": self._text(_WORRIES, own),
            "cause": self._text(_FACTS, own),
            "voiced_by": [own.id],
            "basis": self._pick(["stated", "inferred", "reported"]),
            "date": self._date(),
            "flashpoints": self._some(self._here.flashpoints, 0.4),
            "instruments": self._some(self._here.instruments, 0.3),
            "sources": self._sources(2),
        }

    def _reassurance(self, own: Named, concerns: list[dict[str, Any]]) -> dict[str, Any]:
        answered = self._random.sample(concerns, self._random.choice([1, 1, 2]))
        giver = self._power if self._chance(0.6) else self._neighbour(own)
        return {
            **self._titled(),
            "kind": self._pick(["statement", "visit", "deployment", "sale", "exercise", "policy"]),
            "by": [giver],
            "summary": self._text(_PLEDGES, own),
            "date": self._date(),
            "event": self._pick(self._here.events).id,
            "answers": [
                {
                    "concern": concern["id"],
                    "extent": self._pick(["fully", "partly", "partly", "unstated"]),
                    "leaves_open": self._text(_WORRIES, own),
                }
                for concern in answered
            ],
            "flashpoints": self._some(self._here.flashpoints, 0.3),
            "instruments": self._some(self._here.instruments, 0.3),
            "sources": self._sources(2),
        }

    def _action(self, own: Named) -> dict[str, Any]:
        status = self._pick(["done", "under-way", "planned", "reported"])
        return {
            **self._titled(),
            "summary": self._text(_FACTS, own, 2),
            "status": status,
            "date": "2024-11" if status == "planned" else self._date(),
            "instruments": self._some(self._here.instruments, 0.5),
            "sources": self._sources(1),
        }

    def _friction(self, own: Named) -> dict[str, Any]:
        other = self._neighbour(own)
        return {
            **self._titled(),
            "summary": self._text(_FACTS, own),
            "between": [own.id, other],
            "views": [
                {"by": [who], "claim": self._text(_WORRIES, own), "sources": self._sources(1)}
                for who in (own.id, other)
            ],
            "sources": self._sources(1),
        }

    def _advice(self, own: Named, concerns: list[dict[str, Any]]) -> dict[str, Any]:
        return {
            **self._titled(),
            "to": [self._power],
            "advice": self._text(_PLEDGES, own),
            "answers": [self._pick(concerns)["id"]],
            "at": self._pick(self._here.events).id,
            "basis": "stated",
            "sources": self._sources(1),
        }

    def _judgment(self, own: Named) -> dict[str, Any]:
        return {
            **self._titled(),
            "claim": self._text(_FACTS, own),
            "about": [self._neighbour(own)],
            "wording": self._pick(["may", "might", "is likely to", "seems"]),
            "confidence": self._pick(["low", "moderate", "high"]),
            "sources": self._sources(1),
        }

    def _actor(self, own: Named) -> dict[str, Any]:
        of = self._here.countries[1]
        return {
            "name": own.name,
            "aliases": [own.name.split()[1] + " of " + of.name],
            "summary": self._text(_FACTS, of, 12),
            "type": "person",
            "of": [of.id],
            "roles": [{"title": f"Minister for {self._noun()}", "from": "2015"}],
            "sourcing": self._text(_FACTS, of, 4),
            "sources": self._sources(2),
        }

    def _instrument(self, own: Named) -> dict[str, Any]:
        place = self._here.countries[1]
        return {
            "name": own.name,
            "summary": self._text(_FACTS, place, 3),
            "type": "agreement",
            "parties": [self._power, place.id, self._neighbour(place)],
            "agreed": self._date(),
            "status": "in-force",
            "provisions": [
                {"summary": self._text(_PLEDGES, place, 2), "sources": self._sources(1)}
                for _ in range(6)
            ],
            "sources": self._sources(1),
        }

    def _flashpoint(self, own: Named) -> dict[str, Any]:
        place = self._here.countries[1]
        return {
            "name": own.name,
            "summary": self._text(_FACTS, place, 2),
            "parties": [
                {"who": who.id, "claim": self._text(_WORRIES, who), "sources": self._sources(1)}
                for who in self._here.countries
            ],
            "trend": self._pick(["worsening", "unchanged", "improving"]),
            "trend_reason": self._text(_FACTS, place),
            "instruments": self._some(self._here.instruments, 1),
            "developments": [
                {
                    "date": self._date(),
                    "summary": self._text(_FACTS, place, 2),
                    "sources": self._sources(1),
                }
                for _ in range(6)
            ],
            "contingencies": [
                {"summary": self._text(_WORRIES, place), "sources": self._sources(1)}
                for _ in range(3)
            ],
            "sources": self._sources(1),
        }

    def _approach(self, own: Named) -> dict[str, Any]:
        place = self._here.countries[1]
        return {
            "name": own.name,
            "summary": self._text(_FACTS, place, 2),
            "favoured_by": [{"who": place.id, "sources": self._sources(1)}],
            "for": [self._argument(place) for _ in range(4)],
            "against": [self._argument(place) for _ in range(4)],
            "instruments": self._some(self._here.instruments, 1),
            "fits": [
                {"to": topic, "assessment": self._text(_FACTS, place), "sources": self._sources(1)}
                for topic in TOPICS
            ],
            "sources": self._sources(1),
        }

    def _argument(self, place: Named) -> dict[str, Any]:
        return {
            "claim": self._text(_FACTS, place),
            "about": [self._neighbour(place)],
            "sources": self._sources(1),
        }

    def _event(self, own: Named) -> dict[str, Any]:
        place = self._here.countries[1]
        is_ahead = self._chance(0.2)
        ahead = {"date": "2024-09-18", "announced": "2024-05", "status": "planned"}
        return {
            "name": own.name,
            "summary": self._text(_FACTS, place, 6),
            **(ahead if is_ahead else {"date": self._date(), "status": "past"}),
            "place": place.name,
            "participants": [self._power, place.id, self._neighbour(place)],
            "type": "consult",
            "mode": "visit",
            "flashpoints": self._some(self._here.flashpoints, 0.7),
            "instruments": self._some(self._here.instruments, 0.5),
            "sourcing": self._text(_FACTS, place, 6),
            "sources": self._sources(2),
        }

    def _source(self, own: Named) -> dict[str, Any]:
        place = self._here.countries[1]
        return {
            "title": own.name,
            "published": self._date(),
            "author": f"{place.name} Institute for {self._noun()}",
            "publisher": f"{place.name} Press",
            "type": self._pick(["analysis", "news", "think-tank", "official-statement"]),
            "url": f"https://press.example/{own.id}",
            "reliability": self._pick(["A", "B", "C"]),
            "summary": self._text(_FACTS, place, 6),
            "descriptor": self._text(_FACTS, place, 6),
        }

    def _titled(self) -> dict[str, Any]:
        """Return the id and name of a nested record: two words that hardly ever meet again."""
        first, second = self._pick(NOUNS), self._pick(NOUNS)
        last = f"{self._random.randrange(1000):03}"
        return {"id": f"{first}-{second}-{last}", "name": f"The {first} and the {second}"}

    def _text(self, patterns: Iterable[str], about: Named, sentences: int = 1) -> str:
        choices = list(patterns)
        return " ".join(self._sentence(self._pick(choices), about) for _ in range(sentences))

    def _sentence(self, pattern: str, about: Named) -> str:
        while "{noun}" in pattern:
            pattern = pattern.replace("{noun}", self._noun(), 1)
        return pattern.format(
            place=about.name, quality=self._word(QUALITIES), deed=self._word(DEEDS)
        )

    def _noun(self) -> str:
        return self._word(NOUNS)

    def _word(self, words: list[str]) -> str:
        """Return a word, the first ones most often, as in any language."""
        return words[int(len(words) * self._random.random() ** 3)]

    def _sources(self, most: int) -> Value:
        """Return citations, mostly of the region, sometimes of the one before."""
        count = self._random.randint(1, most)
        where = self._before if self._chance(0.1) else self._here
        chosen = self._random.sample(where.sources, min(count, len(where.sources)))
        return [
            {"source": source.id, "locator": f"para {self._random.randint(1, 40)}"}
            for source in chosen
        ]

    def _neighbour(self, own: Named) -> str:
        where = self._before if self._chance(0.15) else self._here
        return self._pick([country for country in where.countries if country != own]).id

    def _date(self) -> str:
        """Return a day, month or year in the ten years before the book."""
        day = f"{self._random.randint(2014, 2023)}-{self._random.randint(1, 12):02}-"
        day += f"{self._random.randint(1, 28):02}"
        return day[: self._pick([10, 10, 10, 7, 4])]

    def _some(self, named: list[Named], share: float) -> list[str]:
        return [record.id for record in named if self._chance(share)]

    def _about(self, count: int) -> int:
        return count + self._random.choice([-1, 0, 0, 1])

    def _chance(self, share: float) -> bool:
        return self._random.random() < share

    def _pick(self, choices: Sequence[Choice]) -> Choice:
        return self._random.choice(choices)


def _block(value: dict[str, Any], indent: str) -> Iterator[str]:
    for name, field in value.items():
        if field in ([], {}):
            continue
        if isinstance(field, list) and not all(isinstance(item, str) for item in field):
            yield f"{indent}{name}:"
            for item in field:
                yield from _item(item, indent)
        elif isinstance(field, dict):
            yield f"{indent}{name}:"
            yield from _block(field, indent + "  ")
        elif len(line := f"{indent}{name}: {_flow(field)}") <= _WIDTH or isinstance(field, list):
            yield line
        else:
            yield f"{indent}{name}: >-"
            yield from textwrap.wrap(
                field,
                _WIDTH,
                initial_indent=indent + "  ",
                subsequent_indent=indent + "  ",
                break_on_hyphens=False,
            )


def _item(value: dict[str, Any], indent: str) -> Iterator[str]:
    """Yield the lines of a mapping in a list: one line if it holds nothing but short texts."""
    line = f"{indent}  - {_flow(value)}"
    if len(line) <= _WIDTH and all(isinstance(item, str) for item in value.values()):
        yield line
        return
    first, *rest = _block(value, indent + "    ")
    yield f"{indent}  - {first.lstrip()}"
    yield from rest


def _flow(value: Value) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name}: {_flow(item)}' for name, item in value.items())}}}"
    return f'"{value}"' if "," in value or ":" in value else value


def _as_rec(record: dict[str, Any]) -> str:
    """Return a record with a line for each text in it, however deep, and a blank line after."""
    return "".join(f"{name}: {text}\n" for name, text in _fields("", record)) + "\n"


def _fields(name: str, value: Value) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, list):
        for item in value:
            if not (isinstance(item, dict) and "id" in item):
                yield from _fields(name, item)
    else:
        for inner, item in value.items():
            yield from _fields(f"{name}_{inner}" if name else inner, item)


if __name__ == "__main__":
    main()
