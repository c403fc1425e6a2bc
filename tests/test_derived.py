"""What is derived on a day is what the guide says, on every day of random libraries."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import libraries
import pytest
from derived import Derived
from earlier import earlier
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from libraries import AS_OF, Plain

from briefing.answers.acts import Act
from briefing.api import Book
from briefing.library.library import Library
from briefing.library.location import LibraryLocation
from briefing.library.status import (
    concern_status,
    end_of,
    in_force,
    latest_at,
    pledge_state,
    stage_of,
)
from briefing.model import edtf
from briefing.model.records import Action, Event, Reassurance, date_text


@pytest.fixture(autouse=True)
def _without_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Library, "errors", lambda _library, _id: [])


def _of_type(library: Library, *types: type) -> Iterator[tuple[str, object]]:
    for id_, entry in library.entries.items():
        if isinstance(entry.record, types):
            yield id_, entry.record


def _check_reassurances(library: Library, expected: Derived) -> None:
    for id_, given_ in _of_type(library, Reassurance):
        assert isinstance(given_, Reassurance)
        plain = expected.reassurances[id_]
        end = end_of(given_, library.day)
        assert in_force(given_, library.day) == expected.is_in_force(plain), id_
        assert (end.state if end else None) == expected.end(plain), id_
        assert pledge_state(given_, library.day) == expected.pledge(plain), id_


def _check(library: Library, expected: Derived) -> None:
    statuses = {
        id_: concern_status(library, id_).status
        for id_, entry in library.entries.items()
        if entry.kind == "concern"
    }
    assert statuses == expected.statuses()
    _check_reassurances(library, expected)
    stages = {
        id_: stage_of(record, library.day)
        for id_, record in _of_type(library, Event, Reassurance, Action)
        if isinstance(record, Event | Reassurance | Action)
    }
    assert stages == expected.stages()
    latest = {id_: latest_at(library, id_) for id_ in library.flashpoints}
    days = {
        id_: edtf.certain_from(date_text(act.date)).isoformat() if act else None
        for id_, act in latest.items()
    }
    assert days == expected.latest()


def _parts(acts: tuple[Act, ...]) -> dict[str, set[str]]:
    return {act.id: {part.id for part in act.parts} for act in acts if act.kind == "event"}


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(plain=libraries.libraries(), day=st.just(AS_OF) | libraries.days())
def test_what_is_derived_is_what_the_guide_derives(plain: Plain, day: date) -> None:
    as_of = None if day == AS_OF else day.isoformat()
    expected = Derived(plain if day == AS_OF else earlier(plain, day), day)
    with TemporaryDirectory() as folder:
        book = Book(LibraryLocation(libraries.write(plain, Path(folder)), "option"))
        book.ask(lambda library: _check(library if day == AS_OF else library.as_of(day), expected))
        gaps = book.gaps(as_of=as_of)
        acts = book.timeline(as_of=as_of).moments
        book.close()
    statuses = expected.statuses()
    assert {gap.standing.concern: gap.standing.status for gap in gaps.gaps} == {
        id_: status for id_, status in statuses.items() if status != "answered"
    }
    assert {pledge.id for pledge in gaps.pledges} == expected.open_pledges()
    assert {given_.id for given_ in gaps.ended} == expected.ended()
    assert _parts(acts) == expected.parts_of_acts()
    told = [each.id for act in acts for each in (act, *act.parts) if each.kind != "development"]
    assert len(told) == len(set(told))
