"""Nobody is cleared on what is not known, and every rule speaks in its own words."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.care.catalogue.indication import indication
from daybreak.care.catalogue.route import Scope, route
from daybreak.care.catalogue.rule import Asked
from daybreak.care.errors import NotUnderstood
from daybreak.care.findings import Status
from daybreak.care.screening.facts import Fact, Origin
from daybreak.care.screening.fields import Field, FieldKind, Worse
from daybreak.care.screening.rules import RULES
from daybreak.care.screening.ruleset import ruleset
from daybreak.care.screening.screen import screen
from daybreak.care.screening.verdict import Verdict

NOW = datetime(2026, 11, 22, 15, tzinfo=UTC)
TODAY = NOW.date()
RULESET = ruleset()
FIELDS = RULESET.fields
ROUTES = {scope: route(way) for scope, way in (("K", "iv"), ("E", "intranasal-esketamine"))}
Answers = Mapping[str, Any]


def asked(value: Any, *, days_ago: int = 0, origin: Origin = Origin.ASKED) -> Fact:
    return Fact(value, TODAY - timedelta(days=days_ago), origin)


WELL = {each.id: asked(each.reassuring) for each in FIELDS.questions}


def ask(
    answers: Answers, *, scope: str = "K", stage: Asked = Asked.ELIGIBILITY, **more: Any
) -> Verdict:
    """A healthy adult who has answered everything, but for these answers."""
    changed = {
        name: value if isinstance(value, Fact) else asked(value) for name, value in answers.items()
    }
    return screen(
        {**WELL, **changed},
        route=ROUTES[scope],
        indication=indication("trd"),
        ruleset=RULESET,
        now=NOW,
        stage=stage,
        **more,
    )


# Each answer of each rule: what is so, by which route, what is said, and how heavy.
E, C = Asked.ELIGIBILITY, Asked.CHECK_IN
SPOKEN: list[tuple[str, str, str, Asked, Answers, Status]] = [
    ("X01", "racemic", "K", E, {"age-years": 17}, Status.EXCLUDE),
    ("X01", "esketamine", "E", E, {"age-years": 17}, Status.EXCLUDE),
    ("X02", "yes", "K", E, {"hx-aneurysm": True}, Status.EXCLUDE),
    ("X03", "yes", "E", E, {"hx-avm": True}, Status.EXCLUDE),
    ("X04", "yes", "E", E, {"hx-intracerebral-haemorrhage": True}, Status.EXCLUDE),
    ("X05", "yes", "K", E, {"allergy-ketamine": True}, Status.EXCLUDE),
    ("X06", "yes", "K", E, {"bp-rise-hazard": True}, Status.EXCLUDE),
    ("X07", "pregnant", "K", E, {"pregnancy": "pregnant"}, Status.EXCLUDE),
    ("X07", "trying", "K", E, {"pregnancy": "trying"}, Status.EXCLUDE),
    ("X08", "racemic", "K", E, {"psychosis": True}, Status.EXCLUDE),
    ("X08", "esketamine", "E", E, {"psychosis-current": True}, Status.HOLD),
    ("X09", "current", "K", E, {"mania-current": True}, Status.EXCLUDE),
    ("X09", "ymrs", "K", E, {"ymrs-total": 20}, Status.EXCLUDE),
    ("X09", "asrm", "K", E, {"asrm-total": 6}, Status.REFER),
    ("X10", "yes", "K", E, {"delirium-or-dementia": True}, Status.EXCLUDE),
    ("X11", "no", "K", E, {"capacity-to-consent": False}, Status.HOLD),
    ("X12", "yes", "K", C, {"intoxicated-today": True}, Status.EXCLUDE),
    ("C01", "yes", "K", E, {"systolic-mmhg": 140}, Status.WARN),
    ("C02", "once", "K", C, {"systolic-mmhg": 160}, Status.HOLD),
    ("C02", "confirmed", "K", C, {"diastolic-mmhg": 100, "bp-confirmed": True}, Status.HOLD),
    ("C03", "high", "K", C, {"systolic-mmhg": 180}, Status.HOLD),
    ("C03", "low", "K", C, {"systolic-mmhg": 89}, Status.HOLD),
    (
        "C04",
        "uncontrolled",
        "K",
        E,
        {"hx-hypertension": True, "hypertension-controlled": False},
        Status.HOLD,
    ),
    (
        "C05",
        "recent",
        "K",
        E,
        {"hx-mi": True, "last-mi-or-stroke-on": "2026-05-23"},
        Status.EXCLUDE,
    ),
    ("C05", "past", "K", E, {"hx-mi": True, "last-mi-or-stroke-on": "2026-05-22"}, Status.REFER),
    ("C06", "unstable", "K", E, {"unstable-angina": True}, Status.EXCLUDE),
    ("C06", "known", "K", E, {"hx-arrhythmia": True}, Status.REFER),
    ("C06", "qtc-long", "K", E, {"qtc-ms": 500}, Status.HOLD),
    ("C06", "qtc-raised", "K", E, {"qtc-ms": 470}, Status.WARN),
    ("C07", "unusual", "K", C, {"heart-rate-per-min": 49}, Status.WARN),
    ("C07", "fast", "K", C, {"heart-rate-per-min": 121}, Status.HOLD),
    ("C08", "low", "K", C, {"spo2-percent": 93}, Status.WARN),
    ("C08", "very-low", "K", C, {"spo2-percent": 91}, Status.HOLD),
    ("C09", "osa", "K", E, {"osa-severe-untreated": True}, Status.WARN),
    ("C09", "stop-bang", "K", E, {"stop-bang": 5}, Status.WARN),
    ("C10", "copd", "K", E, {"copd-severe": True}, Status.WARN),
    ("C10", "infection", "K", C, {"respiratory-infection-now": True}, Status.HOLD),
    ("C10", "aspiration", "K", E, {"aspiration-risk": True}, Status.HOLD),
    ("C11", "yes", "K", E, {"raised-icp": True}, Status.EXCLUDE),
    ("C12", "acute", "K", E, {"eye-pressure": "acute"}, Status.EXCLUDE),
    ("C12", "chronic-glaucoma", "K", E, {"eye-pressure": "chronic-glaucoma"}, Status.REFER),
    (
        "C13",
        "uncontrolled",
        "K",
        E,
        {"hx-seizures": True, "seizures-controlled": False},
        Status.HOLD,
    ),
    ("C14", "yes", "K", E, {"tbi-symptomatic": True}, Status.REFER),
    ("C15", "untreated", "K", E, {"hyperthyroid-untreated": True}, Status.HOLD),
    ("C15", "tsh", "K", E, {"tsh-suppressed": True}, Status.HOLD),
    ("C16", "yes", "K", E, {"phaeochromocytoma": True}, Status.EXCLUDE),
    ("H01", "severe", "K", E, {"liver-impairment": "severe"}, Status.EXCLUDE),
    ("H02", "moderate", "K", E, {"liver-impairment": "moderate"}, Status.WARN),
    ("H03", "yes", "K", E, {"alt-percent-of-uln": 301}, Status.HOLD),
    ("H04", "raised", "K", E, {"ast-percent-of-uln": 150}, Status.WARN),
    ("H04", "rising", "K", E, {"liver-tests-rising": True}, Status.WARN),
    ("U01", "cystitis", "K", E, {"cystitis-interstitial": True}, Status.HOLD),
    ("U01", "haematuria", "K", E, {"haematuria-unexplained": True}, Status.HOLD),
    ("U01", "bpic", "K", E, {"bpic-ss-total": 19}, Status.HOLD),
    ("U02", "yes", "K", E, {"voids-per-night": 2}, Status.WARN),
    ("U03", "low", "K", E, {"egfr": 29}, Status.REFER),
    ("P01", "yes", "K", E, {"bipolar": True}, Status.REFER),
    ("P02", "yes", "K", E, {"family-psychosis": True}, Status.WARN),
    ("P03", "active", "K", E, {"sud-active": True}, Status.HOLD),
    ("P03", "dast", "K", E, {"dast10-total": 6}, Status.HOLD),
    ("P03", "audit", "K", E, {"audit-c-total": 8, "alcohol-problem-confirmed": True}, Status.HOLD),
    ("P04", "dast", "K", E, {"dast10-total": 3}, Status.WARN),
    ("P04", "audit", "K", E, {"audit-c-total": 3, "sex-at-birth": "female"}, Status.WARN),
    ("P04", "past", "K", E, {"sud-past": True}, Status.WARN),
    ("P05", "yes", "K", E, {"ketamine-use-disorder": True}, Status.EXCLUDE),
    ("P06", "positive", "K", E, {"urine-drug-screen": "unexplained-positive"}, Status.HOLD),
    ("P07", "personality", "K", E, {"personality-disorder-severe": True}, Status.REFER),
    ("P07", "dissociative", "K", E, {"dissociative-disorder": True}, Status.REFER),
    (
        "P08",
        "high",
        "K",
        E,
        {"cssrs-level": "high", "suicide-disposition-signed": False},
        Status.HOLD,
    ),
    (
        "P08",
        "incomplete",
        "K",
        C,
        {"cssrs-level": "incomplete", "suicide-disposition-signed": None},
        Status.HOLD,
    ),
    ("P08", "settled", "K", C, {"cssrs-level": "high"}, Status.WARN),
    ("P08", "moderate", "K", C, {"cssrs-level": "moderate"}, Status.WARN),
    ("P08", "low", "K", C, {"cssrs-level": "low"}, Status.NOTE),
    (
        "P09",
        "screen",
        "K",
        E,
        {"phq9-item9": 1, "cssrs-level": asked("none", days_ago=1)},
        Status.HOLD,
    ),
    ("P10", "mild", "K", E, {"phq9-total": 14}, Status.NOTE),
    ("P11", "esketamine", "E", E, {"breastfeeding": True}, Status.EXCLUDE),
    ("P11", "racemic", "K", E, {"breastfeeding": True}, Status.WARN),
    (
        "P12",
        "missing",
        "K",
        E,
        {
            "child-bearing-potential": True,
            "ever-dosed": False,
            "pregnancy-test-negative": asked(value=True, days_ago=8),
        },
        Status.HOLD,
    ),
    (
        "P12",
        "positive",
        "K",
        E,
        {"child-bearing-potential": True, "pregnancy-test-negative": False},
        Status.HOLD,
    ),
    ("P13", "yes", "K", E, {"age-years": 65}, Status.NOTE),
    ("L01", "no", "K", C, {"escort-confirmed": False}, Status.HOLD),
    ("L02", "no", "K", C, {"consent-current": False}, Status.HOLD),
    ("L03", "solids-hold", "K", C, {"minutes-since-solids": 359}, Status.HOLD),
    ("L03", "solids-warn", "E", C, {"minutes-since-solids": 119}, Status.WARN),
    ("L03", "clear-warn", "K", C, {"minutes-since-clear": 119}, Status.WARN),
    ("L04", "no", "E", C, {"rems-enrolled": False}, Status.HOLD),
    ("L05", "no", "E", C, {"prescriber-on-site": False}, Status.HOLD),
    ("L06", "too-soon", "K", C, {"ever-dosed": True, "days-since-last-dose": 1}, Status.HOLD),
    ("L07", "no", "K", C, {"medicines-reconciled": False}, Status.HOLD),
    ("L08", "yes", "K", C, {"taking-opioid": True, "taking-maoi": True}, Status.NOTE),
    ("L09", "yes", "K", C, {"ketamine-elsewhere": True}, Status.HOLD),
    ("L10", "no", "K", C, {"rescue-staff-on-site": False}, Status.HOLD),
    (
        "L11",
        "low",
        "K",
        C,
        {"taking-insulin-or-sulfonylurea": True, "glucose-mg-dl": 69},
        Status.HOLD,
    ),
    ("L12", "yes", "K", C, {"taking-glp1": True, "glp1-symptoms-or-raised": True}, Status.HOLD),
    ("L13", "yes", "K", C, {"news-since-last-visit": True}, Status.WARN),
    ("L14", "old", "K", C, {"weight-g": asked(80_000, days_ago=8)}, Status.HOLD),
    ("L14", "changed", "K", C, {"weight-g": 84_001}, Status.HOLD),
    ("L14", "implausible", "K", C, {"weight-g": 88_001}, Status.HOLD),
]


@pytest.mark.parametrize(
    "spoken",
    SPOKEN,
    ids=[f"{each[0]}-{each[1]}" for each in SPOKEN],
)
def test_each_answer_of_each_rule_is_given_in_its_words(
    spoken: tuple[str, str, str, Asked, Answers, Status],
) -> None:
    rule, says, scope, stage, answers, status = spoken
    verdict = ask(answers, scope=scope, stage=stage)

    words = next(each for each in RULESET.rules if each.id == rule).says[says]
    start = words.because.split("{", maxsplit=1)[0]
    found = [each for each in verdict.findings if each.rule == rule and not each.unknown]
    assert [each.level for each in found if each.because.startswith(start)][0] is status  # noqa: RUF015 - an empty list is the failure to see
    assert status is words.status
    assert verdict.status >= status
    assert all("{" not in each.because and "(" not in each.because[:1] for each in found)
    assert all(each.to_do and each.source.citation for each in found)


def test_the_table_above_fires_every_answer_there_is() -> None:
    spoken = {(each[0], each[1]) for each in SPOKEN}
    written = {(rule.id, says) for rule in RULESET.rules for says in rule.says}
    assert spoken == written
    assert {rule.id for rule in RULESET.rules} == set(RULES)


@pytest.mark.parametrize("scope", ["K", "E"])
@pytest.mark.parametrize("stage", list(Asked))
def test_a_healthy_adult_who_has_answered_everything_is_clear(scope: str, stage: Asked) -> None:
    verdict = ask({}, scope=scope, stage=stage)

    assert verdict.status is Status.CLEAR
    assert verdict.findings == ()
    assert verdict.unknown == ()
    assert verdict.ruleset == RULESET.name


@pytest.mark.parametrize("scope", ["K", "E"])
@pytest.mark.parametrize("stage", list(Asked))
def test_somebody_of_whom_nothing_is_known_is_held(scope: str, stage: Asked) -> None:
    verdict = ask(dict.fromkeys(WELL), scope=scope, stage=stage)

    assert verdict.status is Status.HOLD
    assert all(each.unknown for each in verdict.findings)


# A rule with no answer in these is allowed to note what is missing; all others hold.
NOTED = {"C01", "C09", "C10", "C14", "C15", "H02", "H03", "H04", "L08", "P02", "P04", "P06"} | {
    "P07",
    "P09",
    "P10",
    "P11",
    "P13",
    "U02",
    "U03",
}


def test_only_rules_that_cannot_exclude_may_note_instead_of_hold() -> None:
    for rule in RULESET.rules:
        if rule.unknown_status(Asked.CHECK_IN) < Status.HOLD:
            assert rule.id in NOTED
        if rule.hard_for and rule.id != "P09":
            assert rule.unknown_status(Asked.CHECK_IN) is Status.HOLD


@pytest.mark.parametrize(
    "name",
    ["hx-aneurysm", "hx-avm", "allergy-ketamine", "bp-rise-hazard", "phaeochromocytoma"],
)
@pytest.mark.parametrize("origin", list(Origin))
def test_an_imported_no_is_not_known_and_holds(name: str, origin: Origin) -> None:
    verdict = ask({name: asked(value=False, origin=origin)})

    if origin is Origin.IMPORTED:
        assert verdict.status is Status.HOLD
        assert verdict.unknown == (name,)
    else:
        assert verdict.status is Status.CLEAR


def test_an_imported_yes_counts_and_says_where_it_comes_from() -> None:
    verdict = ask({"hx-aneurysm": asked(value=True, days_ago=9000, origin=Origin.IMPORTED)})

    assert verdict.status is Status.EXCLUDE
    assert "imported record" in verdict.findings[0].because


@pytest.mark.parametrize(
    ("fact", "status"),
    [
        (asked(value=False, days_ago=365), Status.CLEAR),
        (asked(value=False, days_ago=366), Status.HOLD),
        (asked(value=False, days_ago=-1), Status.HOLD),  # a day that has not been
        (Fact(value=False, on=None, origin=Origin.ASKED), Status.HOLD),
        (Fact(value=True, on=None, origin=Origin.IMPORTED), Status.EXCLUDE),
        (asked(value=True, days_ago=9000), Status.EXCLUDE),  # once known, always known
    ],
)
def test_a_reassuring_answer_needs_a_day_and_grows_old_a_worrying_one_does_not(
    fact: Fact, status: Status
) -> None:
    assert ask({"hx-aneurysm": fact}).status is status


def test_blood_pressure_of_yesterday_does_not_open_the_gate_of_today() -> None:
    yesterday = {"systolic-mmhg": asked(120, days_ago=1)}

    assert ask(yesterday, stage=E).status is Status.CLEAR
    assert ask(yesterday, stage=C).status is Status.HOLD


@pytest.mark.parametrize(
    ("answers", "status"),
    [
        # screened on the day of the item, or after it: satisfied
        ({"phq9-item9": asked(2, days_ago=3), "cssrs-level": asked("none", days_ago=3)}, "clear"),
        ({"phq9-item9": asked(2, days_ago=3), "cssrs-level": asked("low", days_ago=3)}, "note"),
        ({"phq9-item9": asked(2, days_ago=3), "cssrs-level": asked("none", days_ago=4)}, "hold"),
        ({"suicide-concern": True, "cssrs-level": asked("none", days_ago=1)}, "hold"),
        ({"qids-item12": 2, "cssrs-level": asked("none", days_ago=1)}, "hold"),
        ({"qids-item12": 1, "cssrs-level": asked("none", days_ago=1)}, "clear"),
        ({"madrs-item10": 4, "cssrs-level": asked("none", days_ago=1)}, "hold"),
        ({"hamd-item3": 2, "cssrs-level": asked("none", days_ago=1)}, "hold"),
    ],
)
def test_a_suicide_screen_is_owed_until_one_is_done(answers: Answers, status: str) -> None:
    assert ask(answers).status is Status(status)


def test_a_screen_of_another_day_does_not_count_at_check_in() -> None:
    for level in ("none", "low", "moderate", "high"):
        verdict = ask({"cssrs-level": asked(level, days_ago=1)}, stage=C)
        assert verdict.status is Status.HOLD


def test_where_no_pregnancy_is_possible_none_is_asked_but_a_known_one_counts() -> None:
    none = {"pregnancy": None, "pregnancy-test-negative": None}

    assert ask(none).status is Status.CLEAR
    assert ask({"child-bearing-potential": None, **none}).status is Status.HOLD
    assert ask({"pregnancy": "pregnant", "pregnancy-test-negative": None}).status is Status.EXCLUDE


def test_an_imported_stroke_long_ago_does_not_say_there_was_none_since() -> None:
    old = {
        "hx-stroke": asked(value=True, origin=Origin.IMPORTED),
        "last-mi-or-stroke-on": asked("2010-01-01", origin=Origin.IMPORTED),
    }

    verdict = ask(old)

    assert verdict.status is Status.HOLD
    assert "last-mi-or-stroke-on" in verdict.unknown


@pytest.mark.parametrize(
    ("answers", "is_needed"),
    [
        ({}, False),
        ({"age-years": 50}, True),
        ({"hx-hypertension": True}, True),
        ({"hx-mi": True, "last-mi-or-stroke-on": "2010-01-01"}, True),
    ],
)
def test_an_ecg_is_needed_from_fifty_or_with_a_risk(answers: Answers, *, is_needed: bool) -> None:
    verdict = ask({**answers, "hypertension-controlled": True, "qtc-ms": None})
    assert ("qtc-ms" in verdict.unknown) is is_needed
    assert (verdict.status >= Status.HOLD) is is_needed


def test_the_longer_gap_of_a_protocol_counts() -> None:
    six_days = {"ever-dosed": True, "days-since-last-dose": 6}

    assert ask(six_days, stage=C).status is Status.CLEAR
    assert ask({**six_days, "min-gap-days": 7}, stage=C).status is Status.HOLD
    assert ask({"ever-dosed": False, "days-since-last-dose": None}, stage=C).status is Status.CLEAR
    assert ask({"ever-dosed": None}, stage=C).status is Status.CLEAR  # the days are known
    assert ask({"ever-dosed": True, "days-since-last-dose": None}, stage=C).status is Status.HOLD


def test_rules_of_esketamine_are_not_asked_of_racemic_ketamine() -> None:
    answers = {"rems-enrolled": False, "prescriber-on-site": False}

    assert ask(answers, scope="K", stage=C).status is Status.CLEAR
    assert {each.rule for each in ask(answers, scope="E", stage=C).findings} == {"L04", "L05"}


def test_all_findings_come_back_with_the_most_worrying_first() -> None:
    verdict = ask({"age-years": 70, "hx-aneurysm": True, "phq9-total": 3, "systolic-mmhg": 150})

    levels = [each.level for each in verdict.findings]
    assert levels == sorted(levels, reverse=True)
    assert [each.rule for each in verdict.findings] == ["X02", "C01", "P10", "P13"]


def test_a_clock_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="now"):
        screen(
            {},
            route=ROUTES["K"],
            indication=indication("trd"),
            ruleset=RULESET,
            now=datetime(2026, 11, 22),  # noqa: DTZ001 - the wrong call
        )


# --- properties -------------------------------------------------------------------------


def values(field: Field) -> st.SearchStrategy[Any]:
    match field.kind:
        case FieldKind.YES_NO:
            return st.booleans()
        case FieldKind.CHOICE:
            return st.sampled_from(field.choices)
        case FieldKind.NUMBER:
            return st.integers(field.low, field.high)
        case FieldKind.DAY:
            return st.dates(date(1950, 1, 1), date(2026, 11, 22)).map(date.isoformat)


@st.composite
def facts_of_anyone(draw: st.DrawFn) -> dict[str, Fact]:
    names = draw(st.sets(st.sampled_from(sorted(WELL)), max_size=8))
    return {
        name: Fact(
            value=draw(st.none() | values(FIELDS.field(name))),
            on=draw(st.none() | st.dates(date(2025, 1, 1), date(2026, 11, 23))),
            origin=draw(st.sampled_from(Origin)),
        )
        for name in sorted(names)
    }


stages = st.sampled_from(Asked)
scopes = st.sampled_from(["K", "E"])


@settings(deadline=None)
@given(facts_of_anyone(), scopes, stages)
def test_screening_answers_for_anyone(facts: dict[str, Fact], scope: str, stage: Asked) -> None:
    verdict = screen(
        facts,
        route=ROUTES[scope],
        indication=indication("trd"),
        ruleset=RULESET,
        now=NOW,
        stage=stage,
    )

    assert verdict.status == max((each.level for each in verdict.findings), default=Status.CLEAR)
    assert all("{" not in each.because + each.to_do for each in verdict.findings)


@settings(deadline=None)
@given(st.sets(st.sampled_from(sorted(WELL))), scopes, stages)
def test_not_knowing_never_lowers_the_status(missing: set[str], scope: str, stage: Asked) -> None:
    fewer = ask(dict.fromkeys(missing), scope=scope, stage=stage)
    even_fewer = ask(dict.fromkeys(missing | {min(WELL)}), scope=scope, stage=stage)

    assert Status.CLEAR <= fewer.status <= even_fewer.status
    if fewer.unknown:
        assert fewer.status > Status.CLEAR


@settings(deadline=None)
@given(st.data(), scopes, stages)
def test_taking_a_reassuring_answer_away_never_lowers_the_status(
    data: st.DataObject, scope: str, stage: Asked
) -> None:
    facts = data.draw(facts_of_anyone())
    known = {**WELL, **facts}
    field = FIELDS.field(data.draw(st.sampled_from(sorted(WELL))))
    if field.kind is FieldKind.NUMBER or field.id in CONTEXT:
        return
    with_it = ask({**known, field.id: asked(field.reassuring)}, scope=scope, stage=stage)
    without = ask({**known, field.id: None}, scope=scope, stage=stage)

    assert without.status >= with_it.status


# What these say opens or shuts another question, and is neither good nor bad alone.
CONTEXT = {"sex-at-birth", "last-mi-or-stroke-on", "weight-g", "weight-planned-g", "min-gap-days"}
BAD_FOR = {Worse.HIGHER: 1, Worse.LOWER: -1}


@settings(deadline=None)
@given(st.data(), scopes, stages)
def test_a_worse_answer_never_lowers_the_status(
    data: st.DataObject, scope: str, stage: Asked
) -> None:
    facts = {**WELL, **data.draw(facts_of_anyone())}
    field = FIELDS.field(data.draw(st.sampled_from(sorted(WELL))))
    if field.id in CONTEXT or field.kind is FieldKind.DAY:
        return
    better, worse = data.draw(pair(field))
    if better == worse:
        return

    before = ask({**facts, field.id: asked(better)}, scope=scope, stage=stage)
    after = ask({**facts, field.id: asked(worse)}, scope=scope, stage=stage)

    assert after.status >= before.status


@st.composite
def pair(draw: st.DrawFn, field: Field) -> tuple[Any, Any]:
    """Two answers, the second at least as worrying."""
    match field.kind:
        case FieldKind.YES_NO:
            return (not field.is_worrying, field.is_worrying)
        case FieldKind.CHOICE:
            order = list(field.choices)
            low, high = sorted(draw(st.tuples(*[st.sampled_from(range(len(order)))] * 2)))
            return order[low], order[high]
        case _:
            sign = BAD_FOR.get(field.worse)
            low, high = sorted(draw(st.tuples(*[st.integers(field.low, field.high)] * 2)))
            if sign is None:
                return low, low
            return (low, high) if sign > 0 else (high, low)


@pytest.mark.parametrize("name", sorted(set(WELL) - CONTEXT))
def test_each_question_only_gets_worse_in_one_direction(name: str) -> None:
    field = FIELDS.field(name)
    ladder: list[Any] = []
    match field.kind:
        case FieldKind.YES_NO:
            ladder = [not field.is_worrying, field.is_worrying]
        case FieldKind.CHOICE:
            ladder = list(field.choices)
        case FieldKind.NUMBER if field.worse in BAD_FOR:
            step = max(1, (field.high - field.low) // 12)
            ladder = list(range(field.low, field.high + 1, step))[:: BAD_FOR[field.worse]]

    for stage in Asked:
        heavier = [ask({name: value}, stage=stage).status for value in ladder]
        assert heavier == sorted(heavier)


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(sorted(WELL)) | st.text(max_size=12),
        st.builds(
            Fact,
            value=st.none() | st.booleans() | st.integers() | st.text(max_size=12),
            on=st.none() | st.dates(),
            origin=st.sampled_from(Origin),
        ),
        max_size=6,
    )
)
def test_whatever_is_typed_is_answered_or_not_understood(facts: dict[str, Fact]) -> None:
    with suppress(NotUnderstood):
        assert ask(facts).status in Status


def test_questions_name_all_that_the_rules_of_a_time_read() -> None:
    for stage in Asked:
        for way in ROUTES.values():
            names = {each.id for each in RULESET.questions(stage, way)}
            read = {name for rule in RULESET.asked(stage, way) for name in rule.reads}
            assert names == {name for name in read if not RULESET.fields.field(name).is_recorded}


def test_nobody_is_asked_what_a_signature_or_a_suicide_screen_says() -> None:
    names = {each.id for stage in Asked for each in RULESET.questions(stage, route("iv"))}
    recorded = {"cssrs-level", "suicide-disposition-signed", "consent-current", "age-years"}
    assert not names & recorded
    assert {rule.scope for rule in RULESET.rules} <= {Scope.ALL, Scope.ESKETAMINE}


def test_a_rule_may_look_at_no_fact_it_does_not_read() -> None:
    blind = replace(RULESET.rules[0], reads=())
    with pytest.raises(ValueError, match="reads"):
        screen(
            WELL,
            route=ROUTES["K"],
            indication=indication("trd"),
            ruleset=replace(RULESET, rules=(blind,)),
            now=NOW,
        )


@pytest.mark.parametrize(
    ("fact", "value", "status"),
    [
        ("heart-rate-per-min", 120, Status.WARN),
        ("heart-rate-per-min", 121, Status.HOLD),
        ("spo2-percent", 92, Status.WARN),
        ("spo2-percent", 91, Status.HOLD),
    ],
)
def test_a_sign_exactly_on_its_limit_is_not_yet_past_it(
    fact: str, value: int, status: Status
) -> None:
    assert ask({fact: value}, stage=Asked.CHECK_IN).status is status


@pytest.mark.parametrize(
    "condition", ["hx-heart-failure", "hx-arrhythmia", "unstable-angina", "hx-hypertension"]
)
def test_whoever_has_a_heart_condition_needs_an_ecg_and_a_healthy_young_adult_does_not(
    condition: str,
) -> None:
    no_ecg = {"qtc-ms": Fact(None, TODAY, Origin.ASKED), "age-years": 30}

    assert "qtc-ms" not in ask(no_ecg).unknown
    assert "qtc-ms" in ask({**no_ecg, condition: True}).unknown
