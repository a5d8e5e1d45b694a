"""The first promise, across the rooms: nobody is dosed who should not be."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.care.catalogue.indication import indication
from daybreak.care.catalogue.profile import Profile
from daybreak.care.catalogue.reading import newest
from daybreak.care.catalogue.route import route
from daybreak.care.catalogue.rule import Asked
from daybreak.care.findings import Status
from daybreak.care.screening.facts import Fact, Origin
from daybreak.care.screening.ruleset import ruleset
from daybreak.care.screening.screen import screen
from daybreak.care.screening.verdict import Verdict
from daybreak.care.session.chair import Chair
from daybreak.care.session.check_in import WAY, Readiness, gates_before
from daybreak.care.session.gates import session_gates
from daybreak.care.session.symptoms import symptom_list

NOW = datetime(2026, 11, 22, 15, tzinfo=UTC)
RULES, GATES = ruleset(), session_gates()
IV = newest("profiles", Profile, "iv-racemic")
WELL = {each.id: Fact(each.reassuring, NOW.date(), Origin.ASKED) for each in RULES.fields.questions}
# The facts of rules that hold when they cannot tell, and that are asked of everybody.
HARD = sorted(
    {
        name
        for rule in RULES.asked(Asked.CHECK_IN, route("iv"))
        if rule.unknown_status(Asked.CHECK_IN) >= Status.HOLD and len(rule.reads) == 1
        for name in rule.reads
    }
)


def verdict(facts: dict[str, Fact]) -> Verdict:
    return screen(
        facts,
        route=route("iv"),
        indication=indication("trd"),
        ruleset=RULES,
        now=NOW,
        stage=Asked.CHECK_IN,
    )


def shut(found: Verdict) -> set[str]:
    """What stands before the dose of somebody for whom every other question is answered."""
    ready = Readiness(screening=found.findings, answers={gate.id: True for gate in GATES.gate})
    chair = Chair(profile=IV, symptom_list=symptom_list())
    return {each.rule for each in gates_before(WAY[-1], ready, chair, GATES, NOW)}


def test_somebody_well_is_held_by_no_rule_of_screening() -> None:
    assert len(HARD) > 15
    assert not shut(verdict(WELL)) & {rule.id for rule in RULES.rules}


@given(st.sets(st.sampled_from(HARD), min_size=1), st.data())
def test_nobody_reaches_a_dose_with_a_hard_fact_unknown(
    names: set[str], data: st.DataObject
) -> None:
    """Left out, without a value, too old, or only in another record: it is unknown."""
    facts = dict(WELL)
    for name in names:
        how = data.draw(st.sampled_from(["missing", "empty", "imported", "undated"]), name)
        match how:
            case "missing":
                del facts[name]
            case "empty":
                facts[name] = Fact(None, NOW.date(), Origin.ASKED)
            case "imported":
                facts[name] = Fact(WELL[name].value, NOW.date(), Origin.IMPORTED)
            case "undated":
                facts[name] = Fact(WELL[name].value, None, Origin.ASKED)

    found = verdict(facts)

    unknown = {name for name in names if RULES.fields.field(name).kind.value != "number"}
    assert unknown <= set(found.unknown)
    if unknown:
        assert found.status >= Status.HOLD
        assert shut(found) & {rule.id for rule in RULES.rules}


@pytest.mark.parametrize("name", HARD)
def test_each_hard_fact_alone_shuts_the_way(name: str) -> None:
    facts = {other: fact for other, fact in WELL.items() if other != name}
    rules = {rule.id for rule in RULES.rules if name in rule.reads}

    assert shut(verdict(facts)) & rules


def test_without_any_screening_nobody_is_dosed() -> None:
    chair = Chair(profile=IV, symptom_list=symptom_list())
    answers = {gate.id: True for gate in GATES.gate}

    assert gates_before(WAY[-1], Readiness(answers=answers), chair, GATES, NOW)
