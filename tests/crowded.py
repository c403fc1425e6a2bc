"""A library in which everything is too much for a page, and little has a short name."""

import json
from datetime import date, timedelta
from random import Random
from typing import Any, Final

COUNTRIES: Final = 9
CONCERNS: Final = 60
REASSURANCES: Final = 80
EVENTS: Final = 400
FLASHPOINTS: Final = 30
SOURCES: Final = 40

_AS_OF: Final = date(2020, 6, 30)
_WORDS: Final = (
    *("the", "of", "alliance", "commitment", "reassurance", "maritime", "surveillance"),
    *("cooperation", "ballistic", "missiles", "host-nation", "support", "negotiations", "freedom"),
    *("navigation", "extended", "deterrence", "consultations", "economic", "coercion"),
    *("semiconductor", "supplies", "trilateral", "information-sharing", "arrangements"),
)
_TYPES: Final = ("analysis", "government-primary", "news", "official-statement", "think-tank")
_EXTENTS: Final = ("fully", "partly", "unstated")


def crowded() -> dict[str, str]:
    """The files of the library by their names."""
    return _Library().files()


class _Library:
    def __init__(self) -> None:
        self._random = Random(13)  # noqa: S311 (no secret)

    def files(self) -> dict[str, str]:
        events = {f"event-{number}": self._event(number) for number in range(EVENTS)}
        records: dict[str, Any] = {
            "library.yaml": {
                "title": "What worries everyone in a very crowded region, and what was said of it",
                "as_of": _AS_OF.isoformat(),
                "topics": {f"topic-{number}": self._words(4) for number in range(6)},
                "themes": {f"theme-{number}": self._words(6) for number in range(12)},
            },
            "sources.yaml": {f"source-{number}": self._source() for number in range(SOURCES)},
            "events.yaml": events,
            "actors.yaml": {
                f"actor-{number}": {
                    "name": self._words(5),
                    "summary": self._words(20),
                    "type": "person",
                    "of": [_country(number % COUNTRIES)],
                    "sources": self._sources(1),
                }
                for number in range(20)
            },
        }
        for number in range(COUNTRIES):
            records[f"countries/{_country(number)}.yaml"] = self._country(number)
        for number in range(FLASHPOINTS):
            records[f"flashpoints/flashpoint-{number}.yaml"] = self._flashpoint()
        for name in ("forward-everywhere", "leave-it-to-others"):
            records[f"approaches/{name}.yaml"] = self._approach()
        return {name: json.dumps(record, ensure_ascii=False) for name, record in records.items()}

    def _words(self, number: int) -> str:
        text = " ".join(self._random.choice(_WORDS) for _ in range(number))
        return text[0].upper() + text[1:]

    def _some(self, name: str, number: int, most: int) -> list[str]:
        count = self._random.randint(1, most)
        return sorted({f"{name}-{self._random.randrange(number)}" for _ in range(count)})

    def _sources(self, most: int) -> list[str]:
        return self._some("source", SOURCES, most)

    def _day(self, days: int) -> str:
        return (_AS_OF + timedelta(days=days)).isoformat()

    def _source(self) -> dict[str, Any]:
        return {
            "title": self._words(12),
            "published": self._day(-self._random.randrange(900)),
            "publisher": self._words(4),
            "type": self._random.choice(_TYPES),
        }

    def _event(self, number: int) -> dict[str, Any]:
        days = self._random.randrange(1, 200) if number % 5 == 0 else -self._random.randrange(900)
        event = {
            "name": self._words(9),
            "summary": self._words(25),
            "date": self._day(days),
            "type": "consult",
            "status": "planned" if days > 0 else "past",
            "participants": [_country(0), *self._some("country", COUNTRIES - 1, 5)][:6],
            "flashpoints": self._some("flashpoint", FLASHPOINTS, 3),
            "sources": self._sources(3),
        }
        return {**event, "announced": self._day(-1)} if days > 0 else event

    def _country(self, number: int) -> dict[str, Any]:
        own = CONCERNS if not number else 3
        return {
            "name": f"The {self._words(4)} Republic of {number}",
            "summary": self._words(20),
            "bottom_line": f"{self._words(38)}.",
            "sources": self._sources(2),
            "concerns": [self._concern(index) for index in range(own)],
            "reassurances": [
                self._reassurance(index, own) for index in range(REASSURANCES if not number else 4)
            ],
            "actions": [
                {
                    "id": f"action-{index}",
                    "summary": self._words(14),
                    "status": self._random.choice(("planned", "hypothetical", "done")),
                    "sources": self._sources(2),
                }
                for index in range(8)
            ],
            "recommendations": [
                {
                    "id": f"advice-{index}",
                    "to": [_country(0)],
                    "advice": self._words(30),
                    "by": ["actor-1"],
                    "answers": [f"concern-{index % own}"],
                    "sources": self._sources(1),
                }
                for index in range(5)
            ],
        }

    def _concern(self, index: int) -> dict[str, Any]:
        return {
            "id": f"concern-{index}",
            "name": self._words(8),
            "topic": f"topic-{index % 6}",
            "theme": f"theme-{index % 12}",
            "summary": self._words(22),
            "basis": self._random.choice(("stated", "inferred")),
            "caveat": self._words(14),
            "flashpoints": self._some("flashpoint", FLASHPOINTS, 3),
            "sources": self._sources(4),
        }

    def _reassurance(self, index: int, concerns: int) -> dict[str, Any]:
        answer: dict[str, Any] = {
            "concern": f"concern-{self._random.randrange((concerns + 1) // 2)}",
            "extent": self._random.choice(_EXTENTS),
        }
        if answer["extent"] == "partly":
            answer["leaves_open"] = self._words(12)
        return {
            "id": f"reassurance-{index}",
            "name": self._words(10),
            "kind": "statement",
            "by": self._some("actor", 20, 3),
            "to": self._some("actor", 20, 3),
            "summary": self._words(24),
            "date": self._day(-self._random.randrange(900)),
            "caveat": self._words(14),
            "answers": [answer],
            "sources": self._sources(3),
        }

    def _flashpoint(self) -> dict[str, Any]:
        return {
            "name": self._words(5),
            "summary": self._words(20),
            "parties": [
                {"who": country, "claim": self._words(14), "sources": self._sources(2)}
                for country in self._some("country", COUNTRIES, 4)
            ],
            "sources": self._sources(2),
        }

    def _approach(self) -> dict[str, Any]:
        return {
            "name": self._words(6),
            "summary": self._words(20),
            "for": [
                {
                    "claim": self._words(18),
                    "by": self._some("actor", 20, 3),
                    "sources": ["source-1"],
                }
                for _ in range(14)
            ],
            "fits": [
                {
                    "to": f"flashpoint-{number}",
                    "assessment": self._words(15),
                    "sources": ["source-2"],
                }
                for number in range(FLASHPOINTS)
            ],
            "sources": self._sources(2),
        }


def _country(number: int) -> str:
    return f"country-{number}"
