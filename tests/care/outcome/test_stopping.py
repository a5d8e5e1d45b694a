"""Each maintenance session asks what must be recent, and every reason to stop is said."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.care.findings import Status
from daybreak.care.outcome.rules import Gate, outcome_rules
from daybreak.care.outcome.stopping import Standing, gates, stopping

RULES = outcome_rules()
TODAY = date(2026, 6, 1)
GATES = {gate.id: gate for gate in RULES.gate}
WELL = Standing(sessions_in_12_months=10, has_benefit=True)


def test_a_gate_that_was_never_met_is_due() -> None:
    found = gates(RULES, {}, today=TODAY)

    assert {finding.rule for finding in found} == set(GATES)
    assert all(finding.unknown for finding in found)


@pytest.mark.parametrize("gate", GATES.values(), ids=lambda gate: gate.id)
def test_a_gate_is_met_for_its_interval_and_not_longer(gate: Gate) -> None:
    interval = timedelta(days=max(gate.every_days, 1))

    def due(last: date) -> bool:
        found = gates(RULES, {gate.id: last}, today=TODAY)
        return gate.id in {finding.rule for finding in found}

    assert not due(TODAY - interval + timedelta(days=1))
    assert due(TODAY - interval)


def test_a_date_to_come_proves_nothing() -> None:
    done: dict[str, date | None] = dict.fromkeys(GATES, TODAY + timedelta(days=1))

    assert len(gates(RULES, done, today=TODAY)) == len(GATES)


def test_no_interval_is_given_out_as_published() -> None:
    assert all("no published interval" in gate.source.citation for gate in RULES.gate)


@given(
    st.dictionaries(st.sampled_from(sorted(GATES)), st.dates(date(2025, 1, 1), TODAY)),
    st.integers(0, 400),
)
def test_time_alone_never_meets_a_gate(done: dict[str, date], days: int) -> None:
    before = {finding.rule for finding in gates(RULES, done, today=TODAY)}
    after = {f.rule for f in gates(RULES, done, today=TODAY + timedelta(days=days))}

    assert before <= after


@pytest.mark.parametrize(
    ("standing", "rule", "level"),
    [
        (replace(WELL, has_benefit=False), "stop-no-benefit", Status.HOLD),
        (replace(WELL, has_unacceptable_effect=True), "stop-unacceptable-effect", Status.HOLD),
        (replace(WELL, has_misuse=True), "stop-misuse", Status.HOLD),
        (replace(WELL, is_pregnant=True), "stop-pregnancy", Status.HOLD),
        (replace(WELL, wishes_to_stop=True), "stop-wish", Status.HOLD),
        (replace(WELL, sessions_in_12_months=31), "stop-many-sessions", Status.REFER),
        (replace(WELL, months_in_remission=6), "stop-sustained-remission", Status.NOTE),
    ],
)
def test_each_reason_to_stop_is_said(standing: Standing, rule: str, level: Status) -> None:
    (finding,) = stopping(RULES, standing, sessions_cap=30)

    assert (finding.rule, finding.level) == (rule, level)
    assert finding.to_do


def test_whoever_does_well_has_no_reason_to_stop() -> None:
    standing = replace(WELL, sessions_in_12_months=30, months_in_remission=5)

    assert stopping(RULES, standing, sessions_cap=30) == ()


def test_all_reasons_come_back_the_most_worrying_first() -> None:
    worst = Standing(40, 12, False, True, True, True, True)
    found = stopping(RULES, worst, sessions_cap=30, unmet=gates(RULES, {}, today=TODAY))

    assert len(found) == 8
    assert [finding.level for finding in found] == sorted(
        (finding.level for finding in found), reverse=True
    )


def test_only_gates_that_hold_are_a_reason_to_stop() -> None:
    met: dict[str, date | None] = dict.fromkeys(GATES, TODAY)
    warn = gates(RULES, {**met, "gate-cognition": None}, today=TODAY)
    hold = gates(RULES, {**met, "gate-bladder": None}, today=TODAY)

    assert stopping(RULES, WELL, sessions_cap=30, unmet=warn) == ()
    assert [f.rule for f in stopping(RULES, WELL, sessions_cap=30, unmet=hold)] == [
        "stop-gates-unmet"
    ]
