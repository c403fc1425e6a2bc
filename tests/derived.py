"""Works out from the files of a library what the guide derives from them on a day.

It reads plain data and asks nothing of the program, so that the program can be held against it. The
library is one that is current to the day: what came later has been deleted from its files.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import libraries
from libraries import DATES, Plain

_DEEDS: Final = ("deployment", "sale", "exercise", "policy")
_WORDS: Final = (
    "agree",
    "consult",
    "support",
    "concede",
    "request",
    "accuse",
    "reject",
    "threaten",
)
_ORDER: Final = {"fully": "answered", "partly": "partly-answered", "unstated": "touched-on"}
_NO_START: Final = ("../", "/")


class Derived:
    """What follows from a library on the day to which it is current."""

    def __init__(self, plain: Plain, day: date) -> None:
        """Look at a library.

        Args:
            plain: the data of its files.
            day: the day to which it is current.
        """
        self._day = day.isoformat()
        self._plain = plain
        self._events: Plain = plain.get("events.yaml", {})
        self.reassurances = dict(self._nested("reassurances"))

    def statuses(self) -> dict[str, str]:
        """The status of each concern."""
        found = {}
        for concern, _ in self._nested("concerns"):
            extents = {
                answer["extent"]
                for id_, given in self.reassurances.items()
                if self.is_in_force(given)
                for answer in given.get("answers", ())
                if concern in (answer["concern"], f"{id_.partition('/')[0]}/{answer['concern']}")
            }
            reached = [word for extent, word in _ORDER.items() if extent in extents]
            found[concern] = [*reached, "unanswered"][0]
        return found

    def is_in_force(self, given: Plain) -> bool:
        """Whether a reassurance has begun and has not ended."""
        return self._has_begun(given) and self.end(given) in (None, "until")

    def end(self, given: Plain) -> str | None:
        """How a reassurance ended, `until` where that lies ahead, None where it is open."""
        ends = []
        if "until" in given:
            last = DATES[libraries.edtf(given["until"])][1]
            is_over = bool(last) and last < self._day
            ends.append((not is_over, last, True, "lapsed" if is_over else "until"))
        outcome = self._outcome(given)
        if outcome is not None and outcome["state"] in ("broken", "withdrawn"):
            ends.append((False, self._outcome_day(outcome), False, outcome["state"]))
        return min(ends)[3] if ends else None

    def pledge(self, given: Plain) -> str | None:
        """How a pledge stands; None of what is none, or has no due day."""
        if given.get("stage") != "pledged":
            return None
        outcome = self._outcome(given)
        if outcome is not None:
            return str(outcome["state"])
        if "due" not in given:
            return None
        last = DATES[libraries.edtf(given["due"])][1]
        return "overdue" if last and last < self._day else "due"

    def open_pledges(self) -> set[str]:
        """The pledges that have begun, have not ended and are not kept."""
        return {
            id_
            for id_, given in self.reassurances.items()
            if self.is_in_force(given)
            and given.get("stage") == "pledged"
            and self.pledge(given) != "kept"
        }

    def ended(self) -> set[str]:
        """The reassurances that have begun and ended."""
        return {
            id_
            for id_, given in self.reassurances.items()
            if self._has_begun(given) and self.end(given) not in (None, "until")
        }

    def stages(self) -> dict[str, str | None]:
        """How far each event, reassurance and action has gone."""
        found: dict[str, str | None] = {}
        for id_, event in self._events.items():
            if event.get("status") == "hypothetical":
                found[id_] = "hypothetical"
            elif event.get("status") == "planned" and not self._has_come(event["date"]):
                found[id_] = "planned"
            else:
                found[id_] = "said" if event.get("type") in _WORDS else "done"
        for id_, given in self.reassurances.items():
            kind = "done" if given["kind"] in _DEEDS else "said"
            found[id_] = given.get("stage", kind)
        found.update((id_, action.get("status")) for id_, action in self._nested("actions"))
        return found

    def latest(self) -> dict[str, str | None]:
        """The day from which the last act at each flashpoint is certain; None without one."""
        return {
            id_: max(self._act_days(id_, record), default=None)
            for id_, record in self._of_kind("flashpoints")
        }

    def parts_of_acts(self) -> dict[str, set[str]]:
        """The reassurances, actions and flashpoints with developments that name each event."""
        found: dict[str, set[str]] = {id_: set() for id_ in self._events}
        acts = [*self.reassurances.items(), *self._nested("actions")]
        acts += [
            (id_, development)
            for id_, record in self._of_kind("flashpoints")
            for development in record.get("developments", ())
        ]
        for id_, act in acts:
            if "event" in act:
                found[act["event"]].add(id_)
        return found

    def _act_days(self, flashpoint: str, record: Plain) -> Iterator[str]:
        tied = [*self._events.items(), *self.reassurances.items(), *self._nested("actions")]
        acts = [act for _, act in tied if flashpoint in act.get("flashpoints", ())]
        for act in (*acts, *record.get("developments", ())):
            when = self._date(act)
            if when is None or act.get("status") in ("planned", "hypothetical"):
                continue
            if self._has_come(when) and not libraries.edtf(when).startswith(_NO_START):
                yield DATES[libraries.edtf(when)][0]

    def _has_begun(self, given: Plain) -> bool:
        when = self._date(given)
        return when is None or self._has_come(when)

    def _date(self, act: Plain) -> Any:
        """The date of an act, or that of the event at which it happened."""
        if "date" in act or "event" not in act:
            return act.get("date")
        return self._events[act["event"]]["date"]

    def _outcome(self, given: Plain) -> Plain | None:
        outcome: Plain | None = given.get("kept")
        return outcome if outcome is not None and self._outcome_day(outcome) <= self._day else None

    def _outcome_day(self, outcome: Plain) -> str:
        when = outcome["date"] if "date" in outcome else self._events[outcome["event"]]["date"]
        return DATES[libraries.edtf(when)][0]

    def _nested(self, field: str) -> Iterator[tuple[str, Plain]]:
        for owner, record in self._of_kind("countries"):
            yield from ((f"{owner}/{each['id']}", each) for each in record.get(field, ()))

    def _of_kind(self, kind: str) -> Iterator[tuple[str, Plain]]:
        for name, data in self._plain.items():
            if name.partition("/")[0] == kind:
                yield from libraries.records(name, data)

    def _has_come(self, when: Any) -> bool:
        return DATES[libraries.edtf(when)][0] <= self._day
