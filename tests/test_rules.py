"""Every rule against its own examples: the good one passes, the bad one breaks it alone."""

from pkgutil import iter_modules

import pytest
from conftest import BALTIC, Make, checked

from briefing.library import rules
from briefing.library.rules import (
    EVIDENCE_RULES,
    FILE_CHECKS,
    LIBRARY_CHECKS,
    OPTIONAL_CHECKS,
    RULES,
)
from briefing.library.rules.bad_id import suggest_slug
from briefing.model.diagnostics import Rule
from briefing.model.records import CAVEAT_WORDS
from briefing.model.slugs import is_slug


def test_every_rule_has_a_file_of_its_name_and_every_file_is_listed() -> None:
    modules = {module.name for module in iter_modules(rules.__path__)} - {"base"}
    listed = (*FILE_CHECKS, *LIBRARY_CHECKS, *OPTIONAL_CHECKS, *EVIDENCE_RULES)
    assert modules == {rule.id.replace("-", "_") for rule in listed}


def test_every_rule_has_an_id_of_its_own() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert all(is_slug(rule.id) for rule in RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_good_example_has_no_problem(rule: Rule, make: Make) -> None:
    assert _broken(make, rule, rule.good) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_bad_example_breaks_the_rule_and_no_other(rule: Rule, make: Make) -> None:
    assert _broken(make, rule, rule.bad) == [(rule.example_file, rule.id, rule.severity)]


# What the examples of rules that are off by default rest on besides the charter.
SOURCES = {
    "sources.yaml": BALTIC["sources.yaml"]
    + "review: {title: Review, published: 2021-02, publisher: Estonian Ministry of Defence, "
    "type: government-primary}\n"
    "daily: {title: The border, published: 2021-05-02, publisher: Baltic Daily, type: news}\n",
    "instruments.yaml": "law: {name: Defence act, sources: [charter, review, daily]}\n",
}


def _broken(make: Make, rule: Rule, example: str) -> list[tuple[str, str, str]]:
    library = make({**({} if rule.is_default else SOURCES), rule.example_file: example})
    if not rule.is_default:
        with (library / "library.yaml").open("a", encoding="utf-8") as file:
            file.write(f"check: {{enable: [{rule.id}]}}\n")
    # Something must rest on the source that the examples cite.
    problems = checked(library).problems
    return [(problem.file, problem.rule, problem.severity) for problem in problems]


def test_without_an_as_of_date_no_plan_is_called_past(make: Make) -> None:
    plan = "summit: {name: Summit, date: 2018-07, status: planned, sources: [charter]}\n"
    problems = checked(make({"library.yaml": "title: Baltic book\n", "events.yaml": plan})).problems
    assert [problem.rule for problem in problems] == ["missing-field"]


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("Senkaku Islands", "senkaku-islands"),
        ("a--b_c", "a-b-c"),
        ("-x-", "x"),
        ("日本", ""),
        ("điôxin", "dioxin"),
        ("Đà Nẵng", "da-nang"),
        ("Łódź_straße", "lodz-strasse"),
        ("Donets'k", "donetsk"),
        ("São Tomé e Príncipe", "sao-tome-e-principe"),
        ("日本 2017", "2017"),
    ],
)
def test_a_text_that_is_no_id_suggests_one(text: str, nearest: str) -> None:
    assert not is_slug(text)
    assert suggest_slug(text) == nearest
    assert nearest == "" or is_slug(nearest)


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (
            "",
            "August 2021 is later than the library's as-of date, 30 June 2021. If it lies ahead, "
            "write 'status: planned'.",
        ),
        (
            "status: done, ",
            "August 2021 is later than the library's as-of date, 30 June 2021. If "
            "it lies ahead, write 'status: planned'.",
        ),
        ("status: planned, ", ""),
        ("status: reported, ", ""),
        ("status: hypothetical, ", ""),
    ],
)
def test_what_a_country_does_later_has_to_be_planned(status: str, message: str, make: Make) -> None:
    deed = f"{{id: patrols, summary: Patrols., {status}date: 2021-08, sources: [charter]}}"
    latvia = f"name: Latvia\nactions:\n- {deed}\n"
    problems = checked(make({"countries/latvia.yaml": latvia})).problems
    assert [problem.message for problem in problems] == ([message] if message else [])


@pytest.mark.parametrize("status", ["", "status: done, ", "status: under-way, "])
def test_what_a_country_does_has_begun_by_the_day_of_the_library(status: str, make: Make) -> None:
    action = f"{{id: a, summary: A., {status}date: DATE}}"
    assert _messages(make, actions=action.replace("DATE", "2021-05/..")) == []
    assert _messages(make, actions=action.replace("DATE", "2021-05/2021-08")) == []
    assert _messages(make, actions=action.replace("DATE", "2021-08/..")) == [
        "from August 2021 is later than the library's as-of date, 30 June 2021. If it lies ahead, "
        "write 'status: planned'."
    ]


@pytest.mark.parametrize(
    ("date", "problems"),
    [
        ("2021-05", 1),
        ("2021-06-29", 1),
        ("2021-06-30", 0),
        ("2021", 0),
        ("2020/..", 0),
        ("../2021-05", 1),
    ],
)
def test_a_plan_that_is_over_went_ahead_or_was_put_off(
    date: str, problems: int, make: Make
) -> None:
    message = (
        "This is planned, but over before the library's as-of date, 30 June 2021. Write "
        "'status: done' or 'under-way' if it went ahead, else the new date."
    )
    action = f"{{id: a, summary: A., status: planned, date: {date}}}"
    assert _messages(make, actions=action) == [message] * problems


@pytest.mark.parametrize(
    ("date", "problems"),
    [
        ("2016-03/2017-02", 1),
        ("2016-03/2017-02-03", 1),
        ("2016-03/2017-02-02", 1),
        ("{edtf: 2016-03/2017-02-03, basis: inferred}", 1),
        ("2016-03/2017-02-01", 0),
        ("2016-03/2017-02-04", 0),
        ("2016-03/2018", 0),
        ("2016-03/..", 0),
        ("../2017-02-03", 0),
        ("2017-02-03", 0),
        ("0001/9999", 0),
    ],
)
def test_the_date_of_a_concern_does_not_end_with_its_answer(
    date: str, problems: int, make: Make
) -> None:
    expected = (
        "This ends where 'visit' begins, which answers it. 'date' says when a concern began, and "
        "its status is derived; write 2016-03 alone."
    )
    messages = _messages(
        make,
        concerns=f"{{id: border, topic: security, summary: B., date: {date}}}",
        reassurances="{id: visit, kind: visit, by: [estonia], summary: V., date: 2017-02-03, "
        "answers: [{concern: latvia/border, extent: partly}]}",
    )
    assert messages == [expected] * problems


@pytest.mark.parametrize(
    ("answer", "problems"),
    [
        ("2017-02/..", 1),
        ("2016-12/2017-06", 1),
        ("../2017-02-03", 1),
        ("../2017-04", 0),
        ("2017-02-05", 0),
    ],
)
def test_an_answer_begins_when_it_may_and_at_the_latest_when_it_counts(
    answer: str, problems: int, make: Make
) -> None:
    messages = _messages(
        make,
        concerns="{id: border, topic: security, summary: B., date: 2016/2017-02-03}",
        reassurances=f"{{id: visit, kind: visit, by: [estonia], summary: V., date: {answer}, "
        "answers: [{concern: border, extent: partly}]}",
    )
    assert len(messages) == problems


def test_a_visit_that_answers_something_else_ends_no_concern(make: Make) -> None:
    messages = _messages(
        make,
        concerns="{id: border, topic: security, summary: B., date: 2016/2017-02-03}",
        reassurances="{id: visit, kind: visit, by: [estonia], summary: V., date: 2017-02-03}",
    )
    assert messages == []


@pytest.mark.parametrize(
    ("leaves_open", "phrase"),
    [
        ("How far it goes is not said.", "not said"),
        ("No source says how far.", "No source says"),
        ("Its effect: Unknown", "Unknown"),
        ("It is UNCLEAR whether that lasts.", "UNCLEAR"),
        ("The effect is unstated; talks go on.", "unstated"),
        ("What it brings remains to be seen.", "remains to be seen"),
        ("That is not yet\n    known.", "not yet known"),
        ("Nothing is unknown.", ""),
        ("An unknown vessel stays off the coast.", ""),
        ("An unstated part of the worries, and trade.", ""),
        ("The knot sailed off.", ""),
        ("Unclearly marked borders.", ""),
        ("The sailings.", ""),
    ],
)
@pytest.mark.parametrize("extent", ["fully", "partly", "unstated"])
def test_an_extent_is_claimed_only_where_the_effect_is_known(
    extent: str, leaves_open: str, phrase: str, make: Make
) -> None:
    expected = (
        f"This is '{extent}', but 'leaves_open' says \"{phrase}\". Where no source says how far it "
        "goes, write 'extent: unstated'."
    )
    messages = _messages(
        make,
        concerns="{id: border, topic: security, summary: B.}",
        reassurances="{id: visit, kind: visit, by: [estonia], summary: V., answers: "
        f"[{{concern: border, extent: {extent}, leaves_open: '{leaves_open}'}}]}}",
    )
    assert messages == [expected] * bool(phrase and extent != "unstated")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("due: 2021-05", "This pledge has been overdue since 1 June 2021; "),
        ("due: 2021-06-30", ""),
        ("due: 2020/..", ""),
        ("due: 2021", ""),
        ("due: 2020, kept: {state: broken, date: 2021-01}", ""),
        ("due: 2020, kept: {state: kept, date: ../2021-01}", ""),
        (
            "due: 2020, kept: {state: kept, date: 2021}",
            "This pledge has been overdue since 1 ",
        ),
    ],
)
def test_a_pledge_is_overdue_until_something_says_what_became_of_it(
    more: str, expected: str, make: Make
) -> None:
    messages = _messages(
        make,
        reassurances=f"{{id: a, kind: call, by: [estonia], summary: A., stage: pledged, {more}}}",
    )
    assert len(messages) == bool(expected)
    assert all(message.startswith(expected) for message in messages)


def test_what_became_of_a_pledge_is_not_later_than_the_library(make: Make) -> None:
    pledge = "{id: a, kind: call, by: [estonia], summary: A., stage: pledged, "
    assert _messages(make, reassurances=pledge + "kept: {state: kept, date: 2021-07}}") == [
        "July 2021 is later than the library's as-of date, 30 June 2021."
    ]


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        ("kept: {state: kept, date: May}", "bad-date"),
        ("kept: {state: kept, date: {edtf: May}}", "bad-date"),
        ("kept: {state: kept, evnt: summit}", "unknown-field"),
        ("due: 2022, stage: pleged", "unknown-word"),
    ],
)
def test_what_cannot_be_read_is_not_called_missing_as_well(
    more: str, rule: str, make: Make
) -> None:
    latvia = (
        "name: Latvia\nreassurances:\n- {id: a, kind: call, by: [estonia], summary: A., "
        f"sources: [charter], {more}}}\n"
    )
    problems = checked(make({"countries/latvia.yaml": latvia})).problems
    assert [problem.rule for problem in problems] == [rule]


def test_without_an_as_of_date_no_pledge_is_overdue(make: Make) -> None:
    files = {
        "library.yaml": "title: Baltic book\n",
        "countries/latvia.yaml": "name: Latvia\nreassurances:\n"
        "- {id: a, kind: call, by: [estonia], summary: A., stage: pledged, due: 2020, "
        "sources: [charter]}\n",
    }
    assert [problem.rule for problem in checked(make(files)).problems] == ["missing-field"]


@pytest.mark.parametrize(
    ("text", "columns"),
    [("a" * 28, 28), ("a" * 29, 29), ("防" * 14, 28), ("防" * 15, 30), ("e\u0301" * 28, 28)],
)
def test_a_short_is_as_wide_as_a_terminal_shows_it(text: str, columns: int, make: Make) -> None:
    expected = [f"This takes {columns} columns; a short takes 28 at most."] * (columns > 28)
    assert _messages(make, actions=f"{{id: a, summary: A., short: {text}}}") == expected


@pytest.mark.parametrize("words", [20, 21])
def test_a_caveat_of_a_part_has_as_many_words_as_one_of_a_record(words: int, make: Make) -> None:
    caveat = "word " * words
    expected = [
        f"This has {words} words; a caveat has 20 at most. How it is known belongs in 'sourcing'."
    ] * (words > CAVEAT_WORDS)
    of_record = f"{{id: a, summary: A., caveat: {caveat}}}"
    of_part = f"{{id: a, summary: A., views: [{{by: [estonia], claim: C., caveat: {caveat}}}]}}"
    assert _messages(make, actions=of_record) == expected
    assert _messages(make, frictions=of_part) == expected


def test_themes_are_checked_only_where_the_library_names_them(make: Make) -> None:
    concern = (
        "name: Latvia\nbottom_line: B.\nconcerns:\n- {id: border, topic: security, theme: fear, "
        "summary: B., sources: [charter]}\n"
    )
    without = "title: T\nas_of: 2021\ntopics: {security: Security}\n"
    files = {"library.yaml": without, "countries/latvia.yaml": concern}
    assert checked(make(files)).problems == ()
    files["library.yaml"] += "themes: {Fear of war: War, trade: Trade}\n"
    assert [
        (problem.file, problem.rule, problem.message, problem.suggestion)
        for problem in checked(make(files)).problems
    ] == [
        (
            "countries/latvia.yaml",
            "unknown-theme",
            "'fear' is no theme of this library; library.yaml names Fear of war, trade.",
            "",
        ),
        (
            "library.yaml",
            "bad-id",
            "'Fear of war' is no id; write lower-case letters, digits and single hyphens.",
            "fear-of-war",
        ),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("word " * 40, ""),
        ("word – " * 40, ""),
        ("word " * 41, "This has 41 words; a bottom line has 40 at most."),
        ("한국어로 " * 40, ""),
        ("首都" * 60, ""),
        (
            "首都の担当者は強い懸念を抱く、" * 20,
            "This is as long as 94 words; a bottom line has 40 at most (120 characters where no "
            "blanks are written).",
        ),
        (
            "ความกังวล" * 14,
            "This is as long as 42 words; a bottom line has 40 at most (120 characters where no "
            "blanks are written).",
        ),
    ],
)
def test_a_line_without_blanks_is_no_longer_than_one_with_them(
    text: str, expected: str, make: Make
) -> None:
    problems = checked(
        make({"countries/latvia.yaml": f"name: Latvia\nbottom_line: {text}\n"})
    ).problems
    assert [problem.message for problem in problems] == [expected] * bool(expected)


@pytest.mark.parametrize(
    ("code", "suggestion"), [("LV", "LVA"), ("lva", "LVA"), ("uk", "GBR"), ("Latvia", "")]
)
def test_the_code_of_three_letters_is_suggested(code: str, suggestion: str, make: Make) -> None:
    (problem,) = checked(
        make({"countries/latvia.yaml": f"name: Latvia\ncode: {code}\nsources: [charter]\n"})
    ).problems
    assert (problem.rule, problem.suggestion) == ("unknown-code", suggestion)


REFERENCES = {
    "concern: border": (
        "Nothing in this library has the id 'border'; this field takes a concern. One of estonia "
        "needs its full id: estonia/border.",
        "estonia/border",
    ),
    "concern: latvia/border": (
        "Nothing in this library has the id 'latvia/border'; this field takes a concern.",
        "estonia/border",
    ),
    "concern: action": (
        "Nothing in this library has the id 'action'; this field takes a concern.",
        "",
    ),
}


@pytest.mark.parametrize("answer", REFERENCES)
def test_a_record_of_another_file_is_suggested_by_its_full_id(answer: str, make: Make) -> None:
    estonia = (
        "name: Estonia\nbottom_line: B.\nconcerns:\n"
        "- {id: border, topic: security, summary: B., sources: [charter]}\n"
        "actions: [{id: action, summary: A., sources: [charter]}]\n"
    )
    latvia = (
        "name: Latvia\nreassurances:\n- {id: a, kind: call, by: [estonia], summary: A., "
        f"sources: [charter], answers: [{{{answer}, extent: partly}}]}}\n"
    )
    files = {"countries/estonia.yaml": estonia, "countries/latvia.yaml": latvia}
    (problem,) = checked(make(files)).problems
    assert (problem.message, problem.suggestion) == REFERENCES[answer]


def test_a_name_that_a_comma_has_split_is_named_as_one(make: Make) -> None:
    korea = "name: 'Korea, Republic of'\ncode: KOR\nsources: [charter]\n"
    latvia = (
        "name: Latvia\nreassurances:\n- {id: a, kind: call, by: [estonia, Korea, Republic of], "
        "summary: A., sources: [charter]}\n"
    )
    problems = checked(
        make({"countries/korea.yaml": korea, "countries/latvia.yaml": latvia})
    ).problems
    advice = " A comma splits the name 'Korea, Republic of'; write its id."
    assert [(problem.message, problem.suggestion) for problem in problems] == [
        (
            f"Nothing in this library has the id '{text}'; this field takes a country or actor."
            f"{advice}",
            "korea",
        )
        for text in ("Korea", "Republic of")
    ]


SPLIT = "ilves: {name: Ilves, of: [%s], sources: [charter]}\n"


@pytest.mark.parametrize(
    ("items", "advice"),
    {
        "Jones, Adam": "If 'Jones, Adam' is one name, write its id, such as jones-adam.",
        "\uae40, \uc815": "If '\uae40, \uc815' is one name, write its id.",
        "Jones Adam": "An id is lower-case words joined by hyphens, such as jones-adam.",
        "Jones, estnia": "An id is lower-case words joined by hyphens, such as jones.",
        "jones-adam": "",
    }.items(),
)
def test_what_is_no_id_is_said_to_need_one(items: str, advice: str, make: Make) -> None:
    first, *_ = checked(make({"actors.yaml": SPLIT % items})).problems
    assert first.message.partition("a country or actor.")[2].strip() == advice


def test_items_below_each_other_are_no_split_name(make: Make) -> None:
    actor = "ilves:\n  name: Ilves\n  of:\n  - Jones\n  - Adam\n  sources: [charter]\n"
    problems = checked(make({"actors.yaml": actor})).problems
    assert not any("one name" in problem.message for problem in problems)


KOREAN, CYRILLIC, HAN = (
    "\ub77c\ud2b8\ube44\uc544",
    "\u041b\u0430\u0442\u0432\u0438\u044f",
    "\u62c9\u8131\u7ef4\u4e9a",
)
NAMES = {
    "countries/latvia.yaml": f"name: Latvia\naliases: [{KOREAN}, {CYRILLIC}, {HAN}]\n"
    "sources: [charter]\n",
    "sources.yaml": "charter: {title: Charter, published: 1949}\n"
    "baltic-post: {title: How the north was lost, published: 2020}\n"
    "report-07: {title: Seven years, published: 2020}\n",
}


@pytest.mark.parametrize(
    ("field", "text", "suggestion", "name"),
    [
        ("of", KOREAN.replace("\uc544", "\uc57c"), "latvia", KOREAN),
        ("of", CYRILLIC.replace("\u0430", "\u043e"), "latvia", CYRILLIC),
        ("of", HAN.replace("\u4e9a", "\u96c5"), "latvia", HAN),
        ("of", "\ud55c\uad6d", "", ""),
        ("of", "chartre", "", ""),
        ("sources", "chartre", "charter", ""),
        ("sources", "How the north was won", "baltic-post", "How the north was lost"),
        ("sources", "How the north was lost", "baltic-post", ""),
        ("sources", CYRILLIC, "", ""),
        ("sources", "report-7", "report-07", ""),
        ("sources", "report-08", "", ""),
        ("sources", "reprot-08", "report-07", ""),
    ],
)
def test_names_of_the_script_and_of_the_kind_that_the_field_takes_are_suggested(
    field: str, text: str, suggestion: str, name: str, make: Make
) -> None:
    fields = {"of": "estonia", "sources": "charter", field: text}
    actor = "".join(f", {key}: [{value}]" for key, value in fields.items())
    files = {**NAMES, "actors.yaml": f"ilves: {{name: Ilves{actor}}}\n"}
    (problem,) = (
        problem for problem in checked(make(files)).problems if problem.severity == "error"
    )
    assert problem.suggestion == suggestion
    assert (f"The nearest name is '{name}'." in problem.message) == bool(name)


def test_a_nested_id_of_several_files_is_given_with_each(make: Make) -> None:
    concern = "- {id: gas, topic: security, summary: B., sources: [charter]}\n"
    files = {
        f"countries/{id_}.yaml": f"name: {id_.title()}\nbottom_line: B.\nconcerns:\n{concern}"
        for id_ in ("estonia", "latvia")
    }
    files["countries/poland.yaml"] = (
        "name: Poland\nreassurances:\n- {id: a, kind: call, by: [estonia], summary: A., "
        "sources: [charter], answers: [{concern: gas, extent: partly}]}\n"
    )
    (problem,) = checked(make(files)).problems
    assert problem.message.endswith(
        "One of another record needs its full id: estonia/gas or latvia/gas."
    )


def test_an_approach_is_shown_how_a_concern_is_called(make: Make) -> None:
    approach = (
        "name: Web\nsummary: S.\nsources: [charter]\nrecommendations:\n"
        "- {id: r, to: [estonia], advice: Do., answers: [winter], sources: [charter]}\n"
    )
    (problem,) = checked(make({"approaches/web.yaml": approach})).problems
    assert problem.message.endswith(
        "One of another record needs its full id, such as japan/concern-x."
    )


def test_two_ids_that_are_both_unknown_are_no_name(make: Make) -> None:
    actor = "ilves: {name: Ilves, of: [xxxx, yyyy], sources: [charter]}\n"
    problems = checked(make({"actors.yaml": actor})).problems
    assert [problem.message for problem in problems] == [
        "Nothing in this library has the id 'xxxx'; this field takes a country or actor.",
        "Nothing in this library has the id 'yyyy'; this field takes a country or actor.",
    ]


def test_a_country_among_others_still_reassures_itself(make: Make) -> None:
    problems = checked(
        make(
            {
                "countries/latvia.yaml": "name: Latvia\nreassurances:\n"
                "- {id: a, kind: call, by: [estonia, latvia], summary: A., sources: [charter]}\n"
            }
        )
    ).problems
    assert [(problem.rule, problem.line, problem.column) for problem in problems] == [
        ("reassures-itself", 3, 37)
    ]


def _messages(make: Make, **records: str) -> list[str]:
    """Return what is said of a country with one record, or none, of each kind."""
    latvia = "name: Latvia\nbottom_line: B.\n" + "".join(
        f"{field}:\n- {record.removesuffix('}')}, sources: [charter]}}\n"
        for field, record in records.items()
    )
    return [
        problem.message for problem in checked(make({"countries/latvia.yaml": latvia})).problems
    ]


def test_a_bottom_line_that_could_not_be_read_is_not_reported_as_missing(make: Make) -> None:
    text = "name: Latvia\nbottom_lin: B.\nconcerns:\n- {id: a, topic: security, summary: S., "
    problems = checked(make({"countries/latvia.yaml": f"{text}sources: [charter]}}\n"})).problems
    assert [(problem.rule, problem.suggestion) for problem in problems] == [
        ("unknown-field", "bottom_line")
    ]


@pytest.mark.parametrize(
    ("value", "is_cut"),
    [
        ("Gas #1 around Poland", True),
        ("Gas #MeToo", True),
        ("Gas # for a comment", False),
        ("Gas ## ruler", False),
        ("Gas#1", False),
        ("'Gas #1'", False),
        ("'Gas' #1", False),
        ("Gas\n# a comment of its own\n#name: Oil", False),
    ],
)
def test_a_text_that_a_number_sign_cuts_is_reported(
    value: str, *, is_cut: bool, make: Make
) -> None:
    name = value.replace("\n", "\n  ")
    folder = make({"actors.yaml": f"gas:\n  name: {name}\n  sources: [charter]\n"})
    problems = [(p.rule, p.line, p.column) for p in checked(folder).problems]
    assert problems == ([("cut-text", 2, 9)] if is_cut else [])


@pytest.mark.parametrize(
    ("address", "suggestion"),
    [
        ("example.org/nowak", "https://example.org/nowak"),
        ("www.example.org", "https://www.example.org"),
        ("javascript:alert(1)", ""),
        ("ask the author", ""),
    ],
)
def test_an_address_that_nobody_can_follow_is_reported(
    address: str, suggestion: str, make: Make
) -> None:
    charter = f"charter: {{title: Charter, published: 1949, via: '{address}'}}\n"
    (problem,) = checked(make({"sources.yaml": charter})).problems
    assert (problem.rule, problem.suggestion) == ("bad-address", suggestion)
