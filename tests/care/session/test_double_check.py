"""Two different people compute the dose, blind to each other, and agree."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.care.quantities import Mass, Rate, Volume
from daybreak.care.session.double_check import DoseCheck, double_check
from daybreak.care.session.gates import session_gates
from daybreak.care.team.roles import Role

GATES = session_gates()
T0 = datetime(2026, 11, 17, 10, 0, tzinfo=UTC)
QUILL, LINDEN, MARLOW = UUID(int=1), UUID(int=2), UUID(int=3)


def at(minute: float) -> datetime:
    return T0 + timedelta(minutes=minute)


def check(by: UUID, minute: float = 1, **other: object) -> DoseCheck:
    right = DoseCheck(by, Role.NURSE, at(minute), Mass.mg(40), Volume.ml("0.8"), Rate.ml_per_h(150))
    return replace(right, **other)  # type: ignore[arg-type] # fields by name


FIRST, SECOND = check(QUILL), check(LINDEN, 2)


def rules(*checks: DoseCheck, prepared: float | None = 0, minute: float = 5) -> list[str]:
    prepared_at = None if prepared is None else at(prepared)
    return [
        finding.rule
        for finding in double_check(checks, prepared_at=prepared_at, gates=GATES, now=at(minute))
    ]


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
        ((FIRST, check(LINDEN, dose=Mass.mg("40.401"))), "second-check-differs"),
        ((FIRST, check(LINDEN, volume=Volume.ml(4))), "second-check-differs"),
        ((FIRST, check(LINDEN, rate=Rate.ml_per_h(15))), "second-check-differs"),
        ((FIRST, check(LINDEN, rate=None)), "second-check-differs"),
        ((FIRST, SECOND, check(MARLOW, dose=Mass.mg(80))), "second-check-differs"),
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
    assert rules(check(QUILL, rate=None), check(LINDEN, rate=None)) == []


@pytest.mark.parametrize("prepared", [None, 6])
def test_what_is_not_prepared_cannot_be_checked(prepared: float | None) -> None:
    assert rules(FIRST, SECOND, prepared=prepared) == ["not-prepared"]


def test_a_difference_says_what_and_both_answers() -> None:
    (finding,) = double_check(
        [FIRST, check(LINDEN, dose=Mass.mg(80))], prepared_at=at(0), gates=GATES, now=at(5)
    )

    assert finding.because == "Two people computed the dose and differ: 40 mg and 80 mg."


figures = st.integers(1, 10_000)


@given(
    st.sampled_from([QUILL, LINDEN]),
    st.sampled_from([QUILL, LINDEN]),
    figures,
    figures,
    st.booleans(),
)
def test_an_open_gate_means_two_blind_people_within_one_percent(
    one: UUID, other: UUID, figure: int, figure_of_other: int, saw: bool
) -> None:
    checks = (
        check(one, 1, dose=Mass(figure)),
        check(other, 2, dose=Mass(figure_of_other), saw_other=saw),
    )

    if not rules(*checks):
        assert one != other
        assert not saw
        assert abs(figure - figure_of_other) * 100 <= min(figure, figure_of_other)
