"""A verdict in words: every finding once, under the right heading, with its way on."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from daybreak.care.catalogue.indication import indication
from daybreak.care.catalogue.route import route
from daybreak.care.catalogue.rule import Asked
from daybreak.care.findings import Finding, Mark, Source, Status
from daybreak.care.screening.facts import Fact, Origin
from daybreak.care.screening.ruleset import ruleset
from daybreak.care.screening.screen import screen
from daybreak.care.screening.verdict import Verdict
from daybreak.records.reads.screening import OverrideSeen
from daybreak.web.screening import words
from daybreak.web.screening.questions import groups, questions
from daybreak.web.screening.verdict import Told, for_whom, glance, may_set_aside, told, way_on

NOON = datetime(2026, 11, 17, 20, tzinfo=UTC)
TODAY = date(2026, 11, 17)
RULES = ruleset()
IV = route("iv")
ASKED = RULES.asked(Asked.ELIGIBILITY, IV)


def judged(**answers: Any) -> Verdict:
    facts = {name: Fact(value, TODAY, Origin.ASKED) for name, value in answers.items()}
    return screen(facts, route=IV, indication=indication("trd"), ruleset=RULES, now=NOON)


def in_words(verdict: Verdict, **other: Any) -> Told:
    named: dict[str, Any] = {"name": "Wren Halloway", "rules": ASKED, "title": RULES.title}
    return told(verdict, fields=RULES.fields, medicines=0, **named, **other)


def healthy() -> dict[str, Any]:
    asked = RULES.questions(Asked.ELIGIBILITY, IV)
    return {
        **{each.id: each.reassuring for each in asked if each.reassuring is not None},
        "cssrs-level": "none",
        "age-years": 41,
    }


@pytest.mark.parametrize(
    "answers", [{}, healthy(), {**healthy(), "hx-aneurysm": True}, {"bipolar": True}]
)
def test_every_finding_is_told_once_and_every_rule_is_counted(answers: dict[str, Any]) -> None:
    verdict = judged(**answers)

    page = in_words(verdict)

    shown = [line.finding for section in page.sections for line in section.lines]
    assert sorted(shown, key=str) == sorted(verdict.findings, key=str)
    assert sum(number for _, number in page.tally) == len(verdict.findings) + len(page.clear)
    assert {each.rule for each in verdict.findings} | {each.id for each in page.clear} == {
        each.id for each in ASKED
    }


def test_somebody_of_whom_nothing_is_known_is_not_told_to_be_clear() -> None:
    page = in_words(judged())

    assert page.status is Status.HOLD
    assert page.is_unknown
    assert page.headline == "Hold. Wren cannot be dosed yet."
    assert "rules wait for an answer" in page.words


def test_the_healthy_are_told_that_nothing_keeps_them() -> None:
    page = in_words(judged(**healthy()))

    assert page.headline == "Clear. Nothing keeps Wren from treatment."
    assert not page.is_unknown


def test_the_way_on_is_to_ask_then_to_screen_then_nothing() -> None:
    all_but_the_screen = {**healthy(), "cssrs-level": None}

    assert way_on(judged().unknown, RULES.fields) == "ask"
    assert way_on(judged(**all_but_the_screen).unknown, RULES.fields) == "suicide"
    assert way_on(judged(**healthy()).unknown, RULES.fields) == ""


def line_of(page: Told, rule: str) -> Any:
    return next(
        line for section in page.sections for line in section.lines if line.finding.rule == rule
    )


def test_a_finding_offers_to_be_set_aside_only_to_who_may() -> None:
    verdict = judged(**{**healthy(), "hx-aneurysm": True})
    finding = next(each for each in verdict.findings if each.rule == "X02")

    others, own = in_words(verdict), in_words(verdict, own=(finding,))

    assert line_of(others, "X02").settles == ""
    assert line_of(own, "X02").settles == "aside"
    assert line_of(others, "X02").extra == "May be set aside by a director."


def test_what_was_set_aside_is_not_offered_again() -> None:
    verdict = judged(**{**healthy(), "hx-aneurysm": True})
    lifted = OverrideSeen("X02", "", "A letter.", "director", "Dr Larch", NOON, NOON)

    assert "X02" in {each.rule for each in may_set_aside(verdict, ())}
    assert "X02" not in {each.rule for each in may_set_aside(verdict, (lifted,))}
    assert line_of(in_words(verdict, aside=(lifted,)), "X02").extra == ""


def test_a_hard_rule_and_what_is_not_known_are_offered_to_nobody() -> None:
    verdict = judged(**{"allergy-ketamine": True})

    offered = {each.rule for each in may_set_aside(verdict, ())}

    assert not offered & {"X05", "X02", "P08"}
    assert line_of(in_words(verdict), "X05").extra == "Nobody can set it aside."


def test_a_warning_that_lacks_a_dose_is_weighed_and_asks_no_question() -> None:
    source = Source("Somebody", Mark.OURS)
    blunting = Finding("I-BZD-dose", Status.WARN, "0 mg.", source, unknown=("Lorazepam",))
    verdict = judged(**healthy()).joined((blunting,))

    section = next(each for each in in_words(verdict).sections if each.key == "warn")

    assert [line.settles for line in section.lines] == [""]


def test_only_the_roles_a_rule_names_may_set_it_aside() -> None:
    from uuid import uuid4

    from daybreak.care.team.actor import Actor
    from daybreak.care.team.roles import Role

    found = may_set_aside(judged(**{**healthy(), "hx-aneurysm": True, "bipolar": True}), ())

    def own(role: Role) -> set[str]:
        actor = Actor(uuid4(), "Test", uuid4(), frozenset({role}), frozenset())
        return {each.rule for each in for_whom(found, actor)}

    assert own(Role.NURSE) == set()
    assert own(Role.PRESCRIBER) == {"P01"}
    assert own(Role.DIRECTOR) == {"X02", "P01"}


def test_what_is_looked_at_first_is_there_or_said_to_be_missing() -> None:
    known = {
        "systolic-mmhg": Fact(122, TODAY, Origin.ASKED),
        "diastolic-mmhg": Fact(76, TODAY, Origin.ASKED),
        "heart-rate-per-min": Fact(72, TODAY, Origin.ASKED),
        "audit-c-total": Fact(1, TODAY, Origin.ASKED),
    }

    seen = {each.name: each.value for each in glance(known, RULES.fields)}

    assert seen["Blood pressure"] == "122/76"
    assert seen["Pulse, SpO₂"] == ""
    assert seen["AUDIT-C"] == "1 point"


@pytest.mark.parametrize(
    ("name", "fact", "said"),
    [
        (
            "hx-avm",
            Fact(True, TODAY, Origin.IMPORTED),
            "Yes, in the imported record, of 17 Nov 2026",
        ),
        ("hx-avm", Fact(False, TODAY, Origin.ASKED), "No, asked on 17 Nov 2026"),
        ("eye-pressure", Fact("chronic-glaucoma", None, Origin.ASKED), "Chronic glaucoma, asked"),
        ("egfr", Fact(95, TODAY, Origin.MEASURED), "95 mL/min/1.73 m2, measured on 17 Nov 2026"),
        ("last-mi-or-stroke-on", Fact("2020-05-03", None, Origin.ASKED), "3 May 2020, asked"),
        ("hx-avm", Fact(None, TODAY, Origin.ASKED), "Not known, asked on 17 Nov 2026"),
    ],
)
def test_an_answer_is_said_with_its_origin_and_day(name: str, fact: Fact, said: str) -> None:
    field = RULES.fields.field(name)

    assert f"{words.value_of(field, fact)}, {words.origin_of(fact)}" == said


def test_an_imported_no_is_shown_as_nothing_known() -> None:
    """An import can answer yes, never no; were one to come, the page would not show it as one."""
    asked = [RULES.fields.field("hx-avm")]
    known = {"hx-avm": Fact(False, TODAY, Origin.IMPORTED)}

    (shown,) = questions(asked, known, unknown=["hx-avm"], today=TODAY)

    assert (shown.value, shown.note) == (None, "")
    assert shown.is_open


def test_questions_keep_their_order_and_count_what_is_open() -> None:
    asked = RULES.questions(Asked.ELIGIBILITY, IV)
    shown = questions(asked, {}, unknown=["hx-avm", "psychosis"], today=TODAY)

    every, only = groups(shown), groups(shown, only_open=True)

    assert [q.field for group in every for q in group.questions] == list(asked)
    assert [(group.name, group.still_open) for group in only] == [
        ("Vessels and heart", 1),
        ("Mind", 1),
    ]


def test_every_word_for_a_closed_set_is_there() -> None:
    from daybreak.care.scales.cssrs import Level
    from daybreak.care.screening.suicidality import Disposition

    assert set(words.LEVELS) == set(Level)
    assert set(words.DISPOSITIONS) == set(words.DISPOSITION_MEANINGS) == set(Disposition)
    assert set(words.HEADLINES) == set(Status)
    assert set(words.ORIGINS) == set(Origin)
    assert set(words.DECISIONS) == set(words.DECISION_MEANINGS)
