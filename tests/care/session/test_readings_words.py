"""What pump, monitor and symptoms say is told in full, with its source and what to do."""

from dataclasses import replace
from datetime import timedelta

import pytest

from care.session.test_discharge import CHAIR as RECOVERING
from care.session.test_discharge import GATES as OF_DISCHARGE
from care.session.test_discharge import LEAVING, WELL
from care.session.test_discharge import at as after
from care.session.test_dose_given import BAG, PUMP, at, by, rate, shows
from care.session.test_double_check import COMPUTED, GATES, LINDEN, QUILL, check
from daybreak.care.catalogue.profile import Profile, Signal
from daybreak.care.catalogue.reading import newest
from daybreak.care.errors import NotUnderstood
from daybreak.care.findings import Alarm, Finding
from daybreak.care.quantities import Rate
from daybreak.care.screening.facts import Fact, Origin
from daybreak.care.session.checklists import checklist, score
from daybreak.care.session.discharge import discharge_gates
from daybreak.care.session.dose_given import ends_at
from daybreak.care.session.double_check import double_check
from daybreak.care.session.monitoring import Punctuality, due
from daybreak.care.session.monitors import is_other_seat
from daybreak.care.session.rems import data_sheet, rems_rules
from daybreak.care.session.symptoms import (
    Symptom,
    check_symptom,
    findings,
    low_pressure,
    symptom_list,
)
from daybreak.care.session.thresholds import findings as measured
from daybreak.care.session.thresholds import lasting
from daybreak.care.session.visit_facts import facts_of_readings
from daybreak.care.session.vitals import Reading, Vitals, check_plausible, implausible

IV = newest("profiles", Profile, "iv-racemic")
LIST = symptom_list()
READ_AGAIN = "Read the pump again. If it was reset, write that down."


def test_a_pump_apart_from_its_rates_is_said_in_full() -> None:
    (finding,) = by(20, rate(0, 150), read=(shows(20, "30"),)).findings

    assert finding == Finding(
        "pump-differs",
        Alarm.ALERT,
        "At 10:20 UTC the pump shows 30 mL; by its rates it should be 50 mL.",
        PUMP.source,
        "Look at the rate, the line and the time of each step. The pump's figure counts.",
    )


def test_a_pump_that_counts_wrong_is_said_in_full() -> None:
    over = by(40, rate(0, 150), read=(shows(40, "101"),)).findings
    back = by(20, rate(0, 150), read=(shows(10, "25"), shows(20, "0"))).findings

    assert over == (
        Finding(
            "pump-over-prepared",
            Alarm.ALERT,
            "The pump shows 101 mL; only 100 mL were prepared.",
            PUMP.source,
            READ_AGAIN,
        ),
    )
    assert (
        Finding(
            "pump-went-back",
            Alarm.ALERT,
            "The pump went back from 25 mL to 0 mL.",
            PUMP.source,
            READ_AGAIN,
        )
        in back
    )


def test_a_pump_that_shows_all_that_was_prepared_or_the_same_twice_is_right() -> None:
    assert by(40, rate(0, 150), read=(shows(40, "100"),)).findings == ()
    paused = by(
        14, rate(0, 150), rate(10, 0), read=(shows(10, "25"), shows(12, "25"), shows(14, "25"))
    )
    assert paused.findings == ()


def test_what_a_pump_showed_at_a_change_is_missed_until_it_is_entered_before_the_next() -> None:
    unread = by(30, rate(0, 150), rate(10, 0), rate(15, 150), read=(shows(15, "25"),)).findings

    assert unread == (
        Finding(
            "pump-unread",
            Alarm.NOTE,
            "What the pump showed at 10:10 UTC was not entered.",
            PUMP.source,
            "Enter the volume that the pump shows.",
            unknown=("pump-volume",),
        ),
    )


def test_an_empty_bag_ends_now() -> None:
    assert ends_at(BAG, [rate(0, 150)], (), now=at(40), pump=PUMP) == at(40)
    assert ends_at(BAG, [rate(0, 150)], (), now=at(60), pump=PUMP) == at(60)
    assert ends_at(BAG, [rate(0, 150)], (), now=at(-1), pump=PUMP) is None


@pytest.mark.parametrize(("minute", "counts"), [(-0.01, False), (0, True), (10, True), (11, False)])
def test_a_check_counts_from_the_moment_of_preparation_until_now(
    *, minute: float, counts: bool
) -> None:
    found = double_check(
        (check(QUILL, minute), check(LINDEN, minute)),
        computed=COMPUTED,
        prepared_at=at(0),
        gates=GATES,
        now=at(10),
    )

    assert [each.rule for each in found] == ([] if counts else ["second-check-missing"])


def test_a_dose_that_is_prepared_only_later_is_not_prepared() -> None:
    checks = (check(QUILL), check(LINDEN))

    def found(minute: float) -> list[str]:
        return [
            each.rule
            for each in double_check(
                checks, computed=COMPUTED, prepared_at=at(minute), gates=GATES, now=at(1)
            )
        ]

    assert found(1) == []
    assert found(1.01) == ["not-prepared"]


def test_a_check_that_saw_the_other_is_told_with_what_to_do() -> None:
    (finding,) = double_check(
        (check(QUILL), check(LINDEN, saw_other=True)),
        computed=COMPUTED,
        prepared_at=at(0),
        gates=GATES,
        now=at(10),
    )

    words = GATES.words["second-check-seen"]
    assert (finding.because, finding.to_do) == (words.because, words.to_do)
    assert finding.unknown == ()


def test_a_pressure_rises_from_the_reading_before_the_last() -> None:
    def held(*systolic: int) -> list[str]:
        readings = [Reading(after(-5), WELL)] + [
            Reading(after(90 + place), replace(WELL, systolic_mmhg=value))
            for place, value in enumerate(systolic)
        ]
        chair = replace(RECOVERING, readings=tuple(readings))
        return [each.rule for each in discharge_gates(LEAVING, chair, OF_DISCHARGE, after(100))]

    assert held(130, 155, 150) == []
    assert held(158, 142, 150) == ["pressure-rising"]
    assert held(150, 150) == []
    assert held(128, 135) == []  # under every line a pressure may go up and down


def test_a_repeat_asks_for_the_sign_of_its_alarm_with_the_source_of_the_line() -> None:
    readings = (*RECOVERING.readings, Reading(after(99), replace(WELL, systolic_mmhg=164)))
    found = {each.rule: each for each in due(replace(RECOVERING, readings=readings), after(99))}

    asked = found["repeat-systolic-high"]
    within_s = IV.repeat_within_s(IV.by_code["systolic-high-alert"]) or 0
    assert asked.what == "Systolic again"
    assert asked.signals == (Signal.SYSTOLIC,)
    assert asked.due_at == after(99) + timedelta(seconds=within_s)
    assert asked.overdue_at == asked.due_at + timedelta(seconds=IV.lateness.overdue_s)
    assert asked.late_at == asked.due_at + timedelta(seconds=IV.lateness.late_s)
    assert asked.punctuality is Punctuality.LATER
    assert asked.source == IV.alarm_source


def test_a_reading_that_is_due_has_the_words_and_the_source_of_the_profile() -> None:
    watches = {watch.id: watch for watch in IV.watch}
    for asked in due(RECOVERING, after(110)):
        assert asked.what == watches[asked.rule].what
        assert asked.source == watches[asked.rule].source


@pytest.mark.parametrize(("late_s", "said"), [(-1, "later"), (0, "due")])
def test_a_reading_is_due_from_its_moment_on(*, late_s: int, said: str) -> None:
    (first, *_) = due(RECOVERING, after(98))
    now = first.due_at + timedelta(seconds=late_s)

    (asked,) = [each for each in due(RECOVERING, now) if each.rule == first.rule]
    assert asked.punctuality.value == said
    for moment, name in ((asked.overdue_at, "overdue"), (asked.late_at, "late")):
        (then,) = [each for each in due(RECOVERING, moment) if each.rule == first.rule]
        assert then.punctuality.value == name


def test_a_low_pressure_that_is_felt_is_told_in_full() -> None:
    terms = [term for term in LIST.term if term.of_low_pressure][:2]
    felt = [Symptom(term.id, 1, at(0)) for term in (*terms, terms[0])]

    (finding,) = low_pressure(Vitals(systolic_mmhg=85), felt, LIST, IV, at(1))

    assert finding == Finding(
        "systolic-low-felt",
        Alarm.CRITICAL,
        f"Systolic 85 mmHg, and {terms[0].name.lower()}, {terms[1].name.lower()}.",
        LIST.alarm_source,
        LIST.phrases.critical,
    )
    without = replace(IV, alarm=tuple(r for r in IV.alarm if not r.code.startswith("systolic-low")))
    assert low_pressure(Vitals(systolic_mmhg=85), felt, LIST, without, at(1)) == ()


def test_a_symptom_that_comes_again_is_told_with_how_often() -> None:
    found = findings([Symptom("vomiting", 1, at(0)), Symptom("vomiting", 1, at(0))], LIST, at(1))

    assert found == (
        Finding(
            "symptom-vomiting-repeated",
            Alarm.ALERT,
            LIST.phrases.repeated.format(name=LIST.by_id["vomiting"].name, count=2),
            LIST.alarm_source,
            LIST.phrases.alert,
        ),
    )


def test_a_list_with_a_term_twice_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match=r"^a term stands twice in the list$"):
        replace(LIST, term=(*LIST.term, LIST.term[0]))


def test_what_lasts_has_the_source_and_the_words_of_its_line() -> None:
    readings = [Reading(at(m), Vitals(heart_rate_per_min=125)) for m in (0, 5)]

    (finding,) = lasting(readings, IV)

    rule = IV.by_code["heart-rate-lasting-critical"]
    assert finding.source == (rule.source or IV.alarm_source)
    minutes = (IV.repeat_within_s(rule) or 0) // 60
    assert finding.to_do == IV.by_severity[Alarm.CRITICAL].to_do.format(minutes=minutes)


def test_a_repeated_pressure_is_a_fact_of_today_worked_out_here() -> None:
    readings = [Reading(at(m), Vitals(systolic_mmhg=150, diastolic_mmhg=90)) for m in (0, 5)]
    found = facts_of_readings(readings, since=at(0), until=at(10))

    assert found["bp-confirmed"] == Fact(True, at(10).date(), Origin.DERIVED)
    assert found["systolic-mmhg"] == Fact(150, at(10).date(), Origin.MEASURED)


def test_everything_wrong_in_a_reading_is_told_in_one_line() -> None:
    typed = Vitals(systolic_mmhg=1640, heart_rate_per_min=880)
    wrong = implausible(typed, IV)

    assert [(each.signal, each.value) for each in wrong] == [
        (Signal.SYSTOLIC, 1640),
        (Signal.HEART_RATE, 880),
    ]
    with pytest.raises(NotUnderstood) as refusal:
        check_plausible(typed, IV)
    assert refusal.value.message == f"{wrong[0].because} {wrong[1].because}"


@pytest.mark.parametrize("signal", [Signal.HEART_RATE, Signal.SPO2, Signal.RESPIRATORY_RATE])
def test_the_ends_of_what_is_plausible_are_plausible_and_one_further_is_not(signal: Signal) -> None:
    row = IV.by_signal[signal]

    def alone(value: int) -> Vitals:
        return Vitals(**{signal.value: value})

    assert implausible(alone(row.lowest), IV) == implausible(alone(row.highest), IV) == ()
    for value in (row.lowest - 1, row.highest + 1):
        (wrong,) = implausible(alone(value), IV)
        assert (wrong.signal, wrong.value) == (signal, value)


def test_two_figures_of_a_pressure_that_were_swapped_are_given_back() -> None:
    (wrong,) = implausible(Vitals(systolic_mmhg=98, diastolic_mmhg=164), IV)

    assert (wrong.signal, wrong.value, wrong.instead) == (Signal.SYSTOLIC, 98, 164)


def test_a_mean_that_cannot_be_is_given_back_as_it_was_typed() -> None:
    (wrong,) = implausible(Vitals(systolic_mmhg=120, diastolic_mmhg=80, mean_mmhg=121), IV)

    assert (wrong.signal, wrong.value, wrong.instead) == (Signal.MEAN, 121, None)


@pytest.mark.parametrize(
    ("told", "chair", "other"),
    [("window 1", "WINDOW-1", False), ("north", "NORTH", False), ("X2", "X 3", True)],
)
def test_a_seat_may_have_a_name(*, told: str, chair: str, other: bool) -> None:
    assert is_other_seat(told, chair) is other


def test_a_score_carries_the_name_of_its_list() -> None:
    aldrete = checklist("aldrete-modified")
    scored = score(aldrete, {})

    assert (scored.checklist, scored.name, scored.version) == (aldrete.id, aldrete.name, 1)
    assert scored.pass_from == aldrete.pass_from


def test_rates_are_shown_with_their_unit() -> None:
    assert str(Rate.ml_per_h(150)) == "150 mL/h"


@pytest.mark.parametrize(
    ("told", "chair"), [("WINDOW 1", "DOOR 1"), ("X2", "2"), ("2X", "2"), ("", "WINDOW")]
)
def test_another_name_is_another_seat(told: str, chair: str) -> None:
    assert is_other_seat(told, chair) is bool(told)


def test_a_figure_of_nought_is_said_as_nought() -> None:
    (finding, *_) = measured(Vitals(moaas=0), None, IV)

    assert finding.level is Alarm.CRITICAL
    assert " 0 " in finding.because


def test_what_lasts_is_said_by_its_latest_figure() -> None:
    readings = [
        Reading(at(m), Vitals(heart_rate_per_min=r)) for m, r in ((0, 125), (3, 130), (6, 122))
    ]

    (finding,) = lasting(readings, IV)

    assert finding.because == "Heart rate 122 a minute has been past 120 for 6 minutes."


def test_the_highest_grade_is_one_and_the_next_is_none() -> None:
    highest = len(LIST.grades.words)
    check_symptom(Symptom("headache", highest, at(0), at(0)), LIST)
    check_symptom(Symptom("headache", 1, at(0)), LIST)
    with pytest.raises(NotUnderstood):
        check_symptom(Symptom("headache", highest + 1, at(0)), LIST)


@pytest.mark.parametrize(
    ("pressure", "fits"),
    [((120, 80), True), ((80, 80), False), ((120, 0), False), ((2, 1), True), ((120,), False)],
)
def test_the_form_takes_a_pressure_whose_first_figure_is_the_higher(
    *, pressure: tuple[int, int], fits: bool
) -> None:
    try:
        data_sheet(rems_rules(), "2021-11", {"bp-before": pressure}, session_on=at(0).date())
    except NotUnderstood:
        assert not fits
    else:
        assert fits


@pytest.mark.parametrize(("typed", "meant"), [(0, None), (500, 50), (2500, 250), (3000, 300)])
def test_what_was_meant_may_be_the_lowest_or_the_highest_there_is(
    typed: int, meant: int | None
) -> None:
    row = IV.by_signal[Signal.SYSTOLIC]
    expected = meant if meant is not None and row.lowest <= meant <= row.highest else None
    (wrong,) = implausible(Vitals(systolic_mmhg=typed), IV)

    assert wrong.instead == expected
    assert wrong.because.endswith("." if expected is None else f" Did you mean {expected}?")


def test_two_like_figures_of_a_pressure_are_wrong_and_not_swapped() -> None:
    (wrong,) = implausible(Vitals(systolic_mmhg=98, diastolic_mmhg=98), IV)

    assert (wrong.value, wrong.instead) == (98, None)


def test_a_rise_is_told_by_its_last_two_figures() -> None:
    readings = [Reading(after(-5), WELL)] + [
        Reading(after(90 + place), replace(WELL, systolic_mmhg=value))
        for place, value in enumerate((158, 142, 150))
    ]
    found = discharge_gates(
        LEAVING, replace(RECOVERING, readings=tuple(readings)), OF_DISCHARGE, after(100)
    )

    assert [each.because for each in found] == ["Blood pressure is rising: 142, then 150."]
