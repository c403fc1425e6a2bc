"""What is derived: statuses on the as-of date, links from both ends, filters, comparisons."""

from datetime import date
from pathlib import Path

import pytest
from conftest import Make, Run
from documents import ROOT
from hypothesis import given
from hypothesis import strategies as st

from briefing.answers.brief import sections, show
from briefing.answers.comparison import Line, compare
from briefing.answers.filters import Filters
from briefing.answers.flashpoints import flashpoints
from briefing.answers.listing import listing
from briefing.answers.overview import next_event
from briefing.errors import MixedKinds, UsageError
from briefing.index import extract
from briefing.index.fingerprints import NO_FILE
from briefing.index.rows import FileRows, RecordRow, ReferenceRow
from briefing.index.store import Store, Stored, connect_in_memory, encode_record
from briefing.index.writer import Writer
from briefing.library import links
from briefing.library.library import Entry, Library, read_library
from briefing.library.status import by_date, concern_status, in_force
from briefing.model.records import Answer, Concern, Country, DateDetail, Reassurance

BOOK = read_library(ROOT / "tests" / "baltic")


def _reassurance(date_: str | None, until: str | None) -> Reassurance:
    return Reassurance(
        id="r", kind="visit", by=("x",), summary="S.", sources=("s",), date=date_, until=until
    )


@pytest.mark.parametrize(
    ("date_", "until", "day", "counts"),
    [
        (None, None, "2017-01-01", True),
        ("2017-02-03", None, "2017-02-02", False),
        ("2017-02-03", None, "2017-02-03", True),
        ("2017-02", None, "2017-02-27", False),
        ("2017-02", None, "2017-02-28", True),
        ("2016", "2016", "2016-12-31", True),
        ("2016", "2016", "2017-01-01", False),
        (None, "2016-06", "2016-06-30", True),
        (None, "2016-06", "2016-07-01", False),
        ("2016/..", None, "2016-12-30", False),
        ("2016/..", None, "2016-12-31", True),
        ("2016-02/..", "2017", "2018-01-01", False),
    ],
)
def test_a_reassurance_counts_from_the_latest_day_of_its_date_until_its_end(
    date_: str | None, until: str | None, day: str, *, counts: bool
) -> None:
    assert in_force(_reassurance(date_, until), date.fromisoformat(day)) is counts


EXTENTS = st.lists(
    st.tuples(
        st.sampled_from(["fully", "partly", "unstated"]),
        st.sampled_from(["2020-01-01", "2021-06-30", "2021-07-01", "2022"]),
        st.sampled_from(["", "2021-06-29", "2021-06-30"]),
    ),
    max_size=4,
)


STATUSES = {"fully": "answered", "partly": "partly-answered", "unstated": "touched-on"}


@given(EXTENTS)
def test_a_status_follows_from_what_is_in_force(given_: list[tuple[str, str, str]]) -> None:
    # The book is current to 30 June 2021.
    held = {
        extent
        for extent, date_, until in given_
        if date_ <= "2021-06-30" and date_ != "2022" and until != "2021-06-29"
    }
    reached = [word for extent, word in STATUSES.items() if extent in held]
    expected = [*reached, "unanswered"][0]
    assert _status(given_) == expected


def _status(answers: list[tuple[str, str, str]]) -> str:
    concern = Concern(id="c", topic="security", summary="S.", sources=("charter",))
    reassurances = tuple(
        Reassurance(
            id=f"r{place}",
            kind="visit",
            by=("x",),
            summary="S.",
            sources=("s",),
            date=date_,
            until=until or None,
            answers=(Answer(concern="x/c", extent=extent),),  # type: ignore[arg-type]
        )
        for place, (extent, date_, until) in enumerate(answers)
    )
    country = Country(name="X", concerns=(concern,), reassurances=reassurances)
    return concern_status(_holding(country), "x/c").status


def _holding(country: Country) -> Library:
    """A library that holds one country, x, and is current to the same day as the invented one."""
    links = extract.links("x", "country", country)
    database = connect_in_memory()
    writer = Writer(database)
    writer.create_tables()
    writer.add(
        FileRows(
            file="countries/x.yaml",
            kind="country",
            fingerprint=NO_FILE,
            records=(RecordRow("x", 0, encode_record(country, links)),),
            references=tuple(ReferenceRow(each.target, "x", "") for each in links),
        )
    )
    writer.set_library(BOOK.library_file, Path(), "")
    writer.create_indexes()
    writer.finish()
    return Library(Store(database, Path()))


def test_a_reference_is_the_full_id_of_its_target() -> None:
    battlegroup = BOOK.reassurance("estonia/battlegroup")
    assert [answer.concern for answer in battlegroup.answers] == [
        "estonia/abandonment",
        "estonia/reinforcement-speed",
    ]


def test_every_link_is_read_from_both_ends() -> None:
    links = [link for id_ in BOOK.entries for link in BOOK.outgoing_links(id_)]
    assert len(links) > len(BOOK.entries)
    links = [link for link in links if link.target not in BOOK.library_file.topics]
    for link in links:
        assert link in BOOK.incoming_links(link.target)
        assert link.origin in BOOK.entries
        assert link.target in BOOK.entries
    targets = dict.fromkeys(link.target for link in links)
    assert {link for each in targets for link in BOOK.incoming_links(each)} == set(links)


def test_links_in_some_fields_are_those_of_all_links_to_a_record() -> None:
    links = [link for id_ in BOOK.entries for link in BOOK.outgoing_links(id_)]
    fields = {link.field for link in links}
    assert len(fields) > 20
    for target in dict.fromkeys(link.target for link in links):
        incoming = BOOK.incoming_links(target)
        for field in fields:
            expected = [link for link in incoming if link.field == field]
            assert BOOK.incoming_links(target, field) == expected, (target, field)


def test_a_field_is_looked_for_in_no_record_that_cannot_have_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    library = read_library(ROOT / "briefs")
    country = next(id_ for id_ in library.countries if links.actors_of(library, id_))
    read: list[str] = []
    find = Store.find

    def noted(store: Store, id_: str) -> Stored | None:
        read.append(id_)
        return find(store, id_)

    monkeypatch.setattr(Store, "find", noted)
    fresh = read_library(ROOT / "briefs")
    read.clear()
    links.actors_of(fresh, country)
    assert read
    assert {library.entries[id_].kind for id_ in read} == {"actor"}


def test_a_date_in_a_concern_narrows_what_is_shown_and_not_its_status() -> None:
    whole, dated = show(BOOK, "estonia"), show(BOOK, "estonia", Filters(until="2016-06"))
    statuses = {each.concern: each.status for each in whole.standings}
    assert {each.concern: each.status for each in dated.standings} == statuses
    assert dated.counts == whole.counts
    assert [each.id for each in dated.record.reassurances] == ["old-pledge"]
    # A reassurance that is told with its concern is not left out.
    assert dated.left_out == {"judgments": 1, "frictions": 1, "reassurances": 1, "events": 2}


def test_a_topic_keeps_its_concerns_and_what_bears_on_them() -> None:
    brief = show(BOOK, "estonia", Filters(topics=("security",)))
    assert [each.id for each in brief.record.concerns] == ["abandonment", "reinforcement-speed"]
    assert [each.id for each in brief.record.recommendations] == ["rehearse"]
    # They share a flashpoint or an event with a concern, and say nothing of it.
    assert (brief.record.actions, brief.record.frictions) == ((), ())
    energy = show(BOOK, "estonia", Filters(topics=("energy",)))
    assert (energy.record.reassurances, energy.record.recommendations) == ((), ())
    assert "event" not in energy.related


@pytest.mark.parametrize("id_", list(BOOK.entries))
def test_a_brief_carries_the_names_and_sources_of_all_it_refers_to(id_: str) -> None:
    brief = show(BOOK, id_)
    shown = [id_, *(item.id for items in brief.related.values() for item in items)]
    for link in (link for each in shown for link in BOOK.outgoing_links(each)):
        if link.target in BOOK.entries:
            assert link.target in brief.names or link.target in brief.sources


@pytest.mark.parametrize("id_", list(BOOK.entries))
def test_every_section_can_be_asked_for_alone(id_: str) -> None:
    whole = show(BOOK, id_)
    for section in sections(whole):
        alone = show(BOOK, id_, Filters(sections=(section,)))
        assert set(alone.left_out) <= set(sections(whole)) - {section}


def test_a_comparison_keeps_the_order_in_which_it_was_asked() -> None:
    one, other = compare(BOOK, ["estonia", "latvia"]), compare(BOOK, ["latvia", "estonia"])
    assert (one.compared, other.compared) == (("estonia", "latvia"), ("latvia", "estonia"))
    cells = {aspect.id: aspect.cells for aspect in one.aspects}
    assert {aspect.id: aspect.cells[::-1] for aspect in other.aspects} == cells


def test_the_cells_of_a_comparison_are_data() -> None:
    aspects = {aspect.id: aspect for aspect in compare(BOOK, ["estonia", "latvia"]).aspects}
    latest = aspects["latest_reassurance"]
    ((visit,), none) = latest.cells
    assert (latest.group, latest.name, none) == ("response", None, ())
    assert visit == Line(
        id="estonia/port-visit",
        date=DateDetail(edtf="2018-21", text=None, basis="inferred"),
        days=1126,
        sources=("daily-news",),
    )
    assert aspects["abandonment"].cells == (
        (Line(id="estonia/abandonment", status="answered"),),
        (Line(id="latvia/abandonment", status="unanswered"),),
    )


def test_a_comparison_shows_how_a_fit_is_rated_and_what_changes_its_meaning(
    make: Make, call: Run
) -> None:
    fits = "[{to: security, rating: poor, assessment: Badly., caveat: nobody tried it.}]"
    approach = "summary: A way., caveat: it is dear., sources: [charter]"
    both = f"a: {{name: A, {approach}, fits: {fits}}}\nb: {{name: B, {approach}}}\n"
    folder = make({"approaches.yaml": both})
    ran = call("compare", "a", "b", "--full", "--library", str(folder), "--width", "120")
    assert "Security poor: Badly. But nobody tried it. – " in " ".join(ran.out.split())
    assert "What it is A way. But it is dear. [1] A way. But" in " ".join(ran.out.split())


def test_what_cannot_be_compared_is_said() -> None:
    with pytest.raises(MixedKinds, match=r"these differ: estonia \(country\), nato \(actor\)\."):
        compare(BOOK, ["estonia", "nato"])
    with pytest.raises(UsageError, match="only estonia was named"):
        compare(BOOK, ["estonia", "estonia"])


def test_flashpoints_come_worst_first_and_with_their_latest_development() -> None:
    rows = flashpoints(BOOK).flashpoints
    assert [row.id for row in rows] == ["suwalki-gap", "gulf-of-finland"]
    latest = rows[0].latest
    assert latest is not None
    assert (latest.date, latest.summary) == ("2017~", "Belarus exercises beside the gap.")


def test_the_next_event_lies_ahead_and_was_announced() -> None:
    upcoming = next_event(BOOK)
    assert upcoming is not None
    assert upcoming.id == "riga-meeting"


def test_a_kind_is_known_in_the_singular_and_plural() -> None:
    assert listing(BOOK, "Country") == listing(BOOK, "countries")
    everything = [entry.id for entry in listing(BOOK).entries]
    assert everything == [entry.id for entry in BOOK.entries.values() if not entry.owner]


def test_undated_records_come_last() -> None:
    dated = BOOK.entries["warsaw-meeting"]
    undated = Entry("x", "country", Country(name="X"))
    assert by_date([undated, dated]) == [dated, undated]


def test_an_answer_to_another_countrys_concern_counts_there(make: Make) -> None:
    library = read_library(
        make(
            {
                "countries/latvia.yaml": (
                    "name: Latvia\nbottom_line: B.\nconcerns:\n"
                    "- {id: c, topic: security, summary: S., sources: [charter]}\n"
                ),
                "countries/lithuania.yaml": (
                    "name: Lithuania\nreassurances:\n- id: r\n  kind: visit\n  by: [estonia]\n"
                    "  summary: S.\n  answers: [{concern: latvia/c, extent: fully}]\n"
                    "  sources: [charter]\n"
                ),
            }
        )
    )
    assert concern_status(library, "latvia/c").status == "answered"
    assert list(show(library, "latvia").reassurances) == ["lithuania/r"]
