"""Nobody is dosed without a go, a fresh reading, a double check and every gate open."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.care.catalogue.profile import Profile
from daybreak.care.catalogue.reading import newest
from daybreak.care.findings import Finding, Mark, Source, Status
from daybreak.care.plan.double_check import Figures
from daybreak.care.plan.preparation import Preparation
from daybreak.care.quantities import Mass, Rate, Strength, Volume
from daybreak.care.session.chair import Chair
from daybreak.care.session.check_in import WAY, Decision, Readiness, gates_before, warnings
from daybreak.care.session.double_check import DoseCheck
from daybreak.care.session.gates import session_gates
from daybreak.care.session.stages import Stage, Step
from daybreak.care.session.symptoms import symptom_list
from daybreak.care.session.vitals import Reading, Vitals
from daybreak.care.team.roles import Role

GATES = session_gates()
IV = newest("profiles", Profile, "iv-racemic")
T0 = datetime(2026, 11, 17, 10, 0, tzinfo=UTC)
QUILL, LINDEN, MARLOW = UUID(int=1), UUID(int=2), UUID(int=3)
SOURCE = Source("a test", Mark.OURS)
FULL = Vitals(
    systolic_mmhg=128,
    diastolic_mmhg=78,
    heart_rate_per_min=72,
    spo2_percent=98,
    respiratory_rate_per_min=14,
    moaas=5,
)


def at(minute: float) -> datetime:
    return T0 + timedelta(minutes=minute)


def fired(rule: str, level: Status) -> Finding:
    return Finding(rule, level, f"{rule} fired.", SOURCE, overridable_by=("prescriber",))


STEPS = (
    (Stage.ARRIVED, -40),
    (Stage.CHECKED_IN, -30),
    (Stage.PRE_ASSESSED, -10),
    (Stage.PREPARED, -6),
)
CHAIR = Chair(
    profile=IV,
    is_adopted=True,
    symptom_list=symptom_list(),
    history=tuple(Step(stage, at(minute), QUILL) for stage, minute in STEPS),
    readings=(Reading(at(-12), FULL),),
)
GO = Decision(is_go=True, by=MARLOW, role=Role.PRESCRIBER, at=at(-10))
FIGURES = Figures(QUILL, Mass.mg(40), Volume.ml("0.8"), Volume.ml(100), Rate.ml_per_h(150))
PREPARATION = Preparation(
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
READY = Readiness(
    screening=(fired("P13", Status.NOTE),),
    answers={gate.id: True for gate in GATES.gate},
    decisions=(GO,),
    checks=tuple(DoseCheck(replace(FIGURES, by=by), Role.NURSE, at(-4)) for by in (QUILL, LINDEN)),
    preparation=PREPARATION,
    prepared_at=at(-6),
    programmed=Rate.ml_per_h(150),
)


def shut(
    ready: Readiness = READY,
    chair: Chair = CHAIR,
    to: Stage = Stage.DOSING,
    minute: float = 0,
) -> list[str]:
    return [finding.rule for finding in gates_before(to, ready, chair, GATES, at(minute))]


@pytest.mark.parametrize("to", WAY)
def test_nobody_is_dosed_under_a_profile_that_no_director_has_adopted(to: Stage) -> None:
    assert shut(chair=replace(CHAIR, is_adopted=False), to=to) == ["profile-unadopted"]


@pytest.mark.parametrize("to", WAY)
def test_when_all_is_so_every_gate_is_open(to: Stage) -> None:
    assert shut(to=to) == []


@pytest.mark.parametrize("to", [Stage.ARRIVED, Stage.RECOVERY, Stage.CLOSED])
def test_other_steps_have_other_gates(to: Stage) -> None:
    with pytest.raises(ValueError, match="to must be one of"):
        shut(to=to)


@pytest.mark.parametrize(
    ("decisions", "expected"),
    [
        ((), ["go-missing"]),
        ((replace(GO, at=at(1)),), ["go-missing"]),  # not yet
        ((replace(GO, is_go=False, reason="not today"),), ["no-go"]),
        ((GO, replace(GO, is_go=False, at=at(-5))), ["no-go"]),  # the last word counts
        ((replace(GO, is_go=False, at=at(-11)), GO), []),
        ((GO, replace(GO, is_go=False)), ["no-go"]),  # at one moment no wins
        ((replace(GO, role=Role.NURSE),), ["go-role"]),
        ((replace(GO, at=at(-13)),), ["go-early"]),
    ],
)
def test_only_a_prescribers_go_with_todays_readings_counts(
    decisions: tuple[Decision, ...], expected: list[str]
) -> None:
    assert shut(replace(READY, decisions=decisions)) == expected


def test_a_no_go_gives_its_reason() -> None:
    no = replace(READY, decisions=(replace(GO, is_go=False, reason="a new cough"),))

    (finding,) = gates_before(Stage.DOSING, no, CHAIR, GATES, at(0))
    assert finding.because == "The prescriber signed no-go: a new cough"


def test_a_warning_is_weighed_by_name_before_a_go_counts() -> None:
    warned = replace(READY, screening=(fired("C01", Status.WARN),))
    weighed = replace(warned, decisions=(replace(GO, weighed=frozenset({"C01"})),))

    assert shut(warned) == ["go-unweighed"]
    assert shut(weighed) == []
    assert [each.rule for each in warnings(warned.screening or ())] == ["C01"]


@pytest.mark.parametrize("level", [Status.REFER, Status.HOLD, Status.EXCLUDE])
@pytest.mark.parametrize("to", WAY)
def test_what_screening_holds_no_gate_here_lets_through(level: Status, to: Stage) -> None:
    held = replace(READY, screening=(fired("C03", level),), signed_off=frozenset({"C03"}))

    assert shut(held, to=to) == ["C03"]


def test_rules_that_were_not_asked_today_hold() -> None:
    assert shut(replace(READY, screening=None), to=Stage.CHECKED_IN) == ["not-screened"]


@pytest.mark.parametrize(
    ("readings", "expected"),
    [
        ((), ["go-early", "baseline-due"]),
        ((Reading(at(-16), FULL),), ["baseline-due"]),
        ((Reading(at(-15), FULL),), ["baseline-due"]),
        ((Reading(at(-14.9), FULL),), []),
        ((Reading(at(-12), replace(FULL, spo2_percent=None)),), ["baseline-due"]),
    ],
)
def test_the_reading_before_the_start_is_whole_and_not_older_than_fifteen_minutes(
    readings: tuple[Reading, ...], expected: list[str]
) -> None:
    assert shut(chair=replace(CHAIR, readings=readings)) == expected


def test_an_old_reading_says_what_to_take_again() -> None:
    old = replace(CHAIR, readings=(Reading(at(-12), replace(FULL, spo2_percent=None)),))

    (finding,) = gates_before(Stage.DOSING, READY, old, GATES, at(0))
    assert finding.because == "SpO₂ not taken in the last 15 minutes before the start."
    assert finding.unknown == ("baseline-spo2",)


def test_a_go_does_not_outlive_the_reading_that_contradicts_it() -> None:
    rose = replace(
        CHAIR, readings=(*CHAIR.readings, Reading(at(-1), replace(FULL, systolic_mmhg=182)))
    )

    assert shut(chair=rose) == ["resume-systolic-high"]
    signed = replace(READY, signed_off=frozenset({"resume-systolic-high"}))
    assert shut(signed, chair=rose) == []


def test_a_session_that_was_never_checked_in_has_no_reading_before_its_start() -> None:
    assert "baseline-due" in shut(chair=replace(CHAIR, history=CHAIR.history[:1]))


def test_preparing_needs_no_double_check_yet_but_the_drug_signed_out() -> None:
    unprepared = replace(READY, checks=(), preparation=None, prepared_at=None, programmed=None)
    no_drug = replace(unprepared, answers={**READY.answers, "drug-signed-out": None})

    assert shut(unprepared, to=Stage.PREPARED) == []
    assert shut(no_drug, to=Stage.PREPARED) == ["drug-signed-out"]
    assert shut(unprepared, to=Stage.DOSING) == ["not-prepared"]


@pytest.mark.parametrize(
    ("programmed", "expected"),
    [
        (None, ["pump-unset"]),
        (Rate.ml_per_h(15), ["pump-rate"]),
        (Rate.ml_per_h(1500), ["pump-rate"]),
        (Rate.ml_per_h(151), []),
    ],
)
def test_the_pump_is_read_back_and_set_to_what_was_computed(
    programmed: Rate | None, expected: list[str]
) -> None:
    assert shut(replace(READY, programmed=programmed)) == expected


def test_a_preparation_that_holds_is_not_given() -> None:
    undiluted = replace(PREPARATION, findings=(fired("preparation-undiluted", Status.HOLD),))

    assert shut(replace(READY, preparation=undiluted)) == ["preparation-undiluted"]


@pytest.mark.parametrize("later", range(1, len(WAY)))
def test_what_shuts_a_step_shuts_the_later_ones(later: int) -> None:
    nothing = Readiness()
    earlier = {rule for rule in shut(nothing, to=WAY[later - 1]) if rule != "baseline-due"}

    assert earlier <= set(shut(nothing, to=WAY[later]))


answers = st.just({gate.id: True for gate in GATES.gate}) | st.fixed_dictionaries(
    {gate.id: st.sampled_from([True, True, True, False, None]) for gate in GATES.gate}
)


@settings(deadline=None)
@given(
    answers,
    st.tuples(st.booleans(), st.booleans()),
    st.integers(-40, 0),
    st.tuples(
        st.sampled_from([Role.NURSE, Role.PRESCRIBER, Role.DIRECTOR]),
        st.sampled_from(list(Status)),
    ),
    st.integers(1, 2),
)
def test_the_way_to_a_dose_is_open_only_when_everything_is_so(
    said: dict[str, bool | None],
    decided: tuple[bool, bool],
    measured_at: int,
    fires: tuple[Role, Status],
    people: int,
) -> None:
    (is_go, is_weighed), (role, level) = decided, fires
    weighed = frozenset({"C01"}) if is_weighed else frozenset()
    ready = replace(
        READY,
        answers=said,
        screening=(fired("C01", level),),
        decisions=(Decision(is_go, MARLOW, role, at(-1), weighed),),
        checks=READY.checks[:people],
    )
    chair = replace(CHAIR, readings=(Reading(at(measured_at), FULL),))

    is_open = shut(ready, chair) == []

    asked = {gate.id for stage in WAY for gate in GATES.asked(stage, "iv")}
    assert is_open is (
        is_go
        and role is Role.PRESCRIBER
        and all(said[gate] is True for gate in asked)
        and level < Status.REFER
        and (level is not Status.WARN or is_weighed)
        and people == 2
        and -15 < measured_at <= -1
    )


def test_an_injection_has_no_pump_to_read_back() -> None:
    by_hand = replace(PREPARATION, rate=None, bag=None, diluent=None)
    checks = tuple(
        DoseCheck(replace(FIGURES, by=by, rate=None, bag=None), Role.NURSE, at(-4))
        for by in (QUILL, LINDEN)
    )

    assert shut(replace(READY, preparation=by_hand, checks=checks, programmed=None)) == []
