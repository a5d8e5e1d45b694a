"""Two different people compute the dose, blind to each other, and agree."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.care.plan.double_check import Figures
from daybreak.care.plan.preparation import Preparation
from daybreak.care.quantities import Mass, Rate, Strength, Volume
from daybreak.care.session.double_check import DoseCheck, double_check
from daybreak.care.session.gates import session_gates
from daybreak.care.team.roles import Role

GATES = session_gates()
T0 = datetime(2026, 11, 17, 10, 0, tzinfo=UTC)
QUILL, LINDEN, MARLOW = UUID(int=1), UUID(int=2), UUID(int=3)


def at(minute: float) -> datetime:
    return T0 + timedelta(minutes=minute)


COMPUTED = Preparation(
    dose=Mass.mg(40),
    strength=Strength.mg_per_ml(50),
    drug=Volume.ml("0.8"),
    drawn=Mass.mg(40),
    diluent=Volume.ml(100),
    bag=Volume.ml(100),
    mg_per_ml=Decimal("0.4"),
    minutes=40,
    rate=Rate.ml_per_h(150),
    mg_per_min=Decimal(1),
    ug_per_kg_min=Decimal("12.5"),
    findings=(),
)
RIGHT = Figures(QUILL, Mass.mg(40), Volume.ml("0.8"), Volume.ml(100), Rate.ml_per_h(150))


def check(
    by: UUID,
    minute: float = 1,
    *,
    dose: Mass = RIGHT.dose,
    rate: Rate | None = RIGHT.rate,
    role: Role = Role.NURSE,
    saw_other: bool = False,
) -> DoseCheck:
    return DoseCheck(replace(RIGHT, by=by, dose=dose, rate=rate), role, at(minute), saw_other)


FIRST, SECOND = check(QUILL), check(LINDEN, 2)


def rules(
    *checks: DoseCheck,
    computed: Preparation | None = COMPUTED,
    prepared: float | None = 0,
    minute: float = 5,
) -> list[str]:
    found = double_check(
        checks,
        computed=computed,
        prepared_at=None if prepared is None else at(prepared),
        gates=GATES,
        now=at(minute),
    )
    return [finding.rule for finding in found]


def test_two_people_who_agree_open_the_gate() -> None:
    assert rules(FIRST, SECOND) == []


@pytest.mark.parametrize(
    ("checks", "expected"),
    [
        ((), "second-check-missing"),
        ((FIRST,), "second-check-missing"),
        ((FIRST, check(QUILL, 2)), "second-check-missing"),  # the same person twice
        ((FIRST, check(LINDEN, -1)), "second-check-missing"),  # of another syringe
        ((FIRST, check(LINDEN, 6)), "second-check-missing"),  # not yet
        ((FIRST, check(LINDEN, role=Role.FRONT_DESK)), "second-check-missing"),
        ((FIRST, check(LINDEN, saw_other=True)), "second-check-seen"),
        ((FIRST, check(LINDEN, dose=Mass.mg("40.401"))), "double-check-dose"),
        ((FIRST, check(LINDEN, rate=Rate.ml_per_h(15))), "double-check-pump-rate"),
        ((FIRST, check(LINDEN, rate=None)), "double-check-pump-rate"),
        ((FIRST, SECOND, check(MARLOW, dose=Mass.mg(80))), "double-check-dose"),
        (  # two people who agree on what was not ordered
            (check(QUILL, dose=Mass.mg(80)), check(LINDEN, dose=Mass.mg(80))),
            "double-check-dose",
        ),
    ],
)
def test_anything_else_keeps_it_shut(checks: tuple[DoseCheck, ...], expected: str) -> None:
    assert expected in rules(*checks)


def test_within_one_percent_is_the_same_answer() -> None:
    assert rules(FIRST, check(LINDEN, dose=Mass.mg("40.4"))) == []


def test_a_third_pair_of_eyes_makes_up_for_one_that_saw_the_answer() -> None:
    assert rules(FIRST, check(LINDEN, saw_other=True), check(MARLOW)) == []


def test_who_computes_again_and_agrees_opens_the_gate() -> None:
    assert rules(FIRST, check(LINDEN, 2, dose=Mass.mg(80)), check(LINDEN, 3)) == []


def test_without_a_pump_there_is_no_rate_to_agree_on() -> None:
    by_hand = replace(COMPUTED, rate=None)

    assert rules(check(QUILL, rate=None), check(LINDEN, rate=None), computed=by_hand) == []


@pytest.mark.parametrize("prepared", [None, 6])
def test_what_is_not_prepared_cannot_be_checked(prepared: float | None) -> None:
    assert rules(FIRST, SECOND, prepared=prepared) == ["not-prepared"]
    assert rules(FIRST, SECOND, computed=None) == ["not-prepared"]


people = st.sampled_from([QUILL, LINDEN])
doses = st.integers(39_000, 41_000).map(Mass)


@settings(deadline=None)
@given(people, people, doses, doses, st.booleans())
def test_an_open_gate_means_two_blind_people_within_one_percent(
    one: UUID, other: UUID, dose: Mass, dose_of_other: Mass, saw: bool
) -> None:
    first = check(one, 1, dose=dose)
    second = check(other, 2, dose=dose_of_other, saw_other=saw)

    if not rules(first, second):
        apart = abs(dose.micrograms - dose_of_other.micrograms)

        assert one != other
        assert not saw
        assert apart * 100 <= min(dose.micrograms, dose_of_other.micrograms)
