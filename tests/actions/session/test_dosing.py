"""Nobody is dosed who should not be: go, preparation, second check, start, pump, end."""

from datetime import date, timedelta
from typing import Any

import pytest

from clinic import Clinic
from daybreak.actions import session as act
from daybreak.care.errors import NotAllowed, NotUnderstood, WrongRole
from daybreak.care.session.stages import Stage
from daybreak.records.models import (
    DoseCheck,
    GateAnswers,
    GoDecision,
    Preparation,
    PumpEvent,
    Step,
)
from visiting import Visiting, visiting


@pytest.fixture
def visit(clinic: Clinic) -> Visiting:
    return visiting(clinic)


def test_a_go_needs_todays_readings(visit: Visiting) -> None:
    visit.until(Stage.CHECKED_IN)

    with pytest.raises(NotAllowed, match="not taken in the last 15 minutes"):
        visit.decide()

    assert not GoDecision.objects.exists()
    assert visit.stage is Stage.CHECKED_IN


@pytest.mark.parametrize(
    ("readings", "words"),
    [
        ({"systolic_mmhg": 186}, "186/78"),
        ({"systolic_mmhg": 165}, "measured once"),
        ({"systolic_mmhg": 84, "diastolic_mmhg": 50}, "under 90"),
        ({"heart_rate_per_min": 130}, "over 120"),
        ({"spo2_percent": 90}, "90"),
    ],
)
def test_a_go_is_refused_while_a_reading_holds(
    visit: Visiting, readings: dict[str, Any], words: str
) -> None:
    visit.until(Stage.CHECKED_IN)
    visit.measure(**readings)

    with pytest.raises(NotAllowed, match=words):
        visit.decide()


def test_a_warning_is_weighed_by_the_go_and_a_new_one_asks_for_another(visit: Visiting) -> None:
    visit.until(Stage.CHECKED_IN)
    visit.measure(systolic_mmhg=146)
    visit.decide()
    visit.prepare()
    visit.check()
    visit.measure(systolic_mmhg=138, heart_rate_per_min=104)
    with pytest.raises(NotAllowed, match="does not weigh this warning"):
        visit.start()

    visit.decide()
    visit.start()

    assert GoDecision.objects.count() == 2
    assert visit.stage is Stage.DOSING


def test_a_no_go_needs_a_reason_and_stops_the_way(visit: Visiting) -> None:
    visit.until(Stage.PRE_ASSESSED)
    with pytest.raises(NotUnderstood, match="Say why"):
        visit.decide(go=False)

    visit.decide(go=False, reason="looks unwell")

    with pytest.raises(NotAllowed, match="looks unwell"):
        visit.prepare()


def test_a_nurse_signs_no_go(visit: Visiting) -> None:
    visit.until(Stage.CHECKED_IN)
    with pytest.raises(WrongRole):
        act.decide(**visit.nurse(), go=True)


def test_the_dose_follows_from_the_order_and_todays_weight(visit: Visiting) -> None:
    visit.arrive()
    visit.check_in(weight_g=79_200)
    visit.measure()
    visit.decide()

    drawn = visit.prepare()

    row = Preparation.objects.get()
    assert (drawn.dose_ug, drawn.drug_ul, drawn.total_ul) == (39_600, 790, 100_000)
    assert drawn.rate_ul_per_h == 150_000
    assert (row.weight_g, row.minutes, row.lot) == (79_200, 40, "LOT7")
    assert GateAnswers.objects.filter(before="prepared").exists()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"expires_on": date(2026, 11, 16)}, "out of date"),
        ({"answers": {}}, "No|Not answered"),
        ({"strength_ug_per_ml": 100_000, "diluent_ul": 300, "bag": "added"}, "undiluted"),
        ({"diluent_ul": None}, "needs a bag"),
    ],
)
def test_a_preparation_that_nobody_may_give_is_refused(
    visit: Visiting, changed: dict[str, Any], words: str
) -> None:
    visit.until(Stage.PRE_ASSESSED)

    with pytest.raises(NotAllowed, match=words):
        visit.prepare(**changed)

    assert not Preparation.objects.exists()
    assert visit.stage is Stage.PRE_ASSESSED


@pytest.mark.parametrize(
    "changed",
    [
        {"strength_ug_per_ml": 25_000},
        {"bag": "shaken"},
        {"lot": " "},
        {"answers": {"walks-unaided": True}},
    ],
)
def test_a_preparation_that_cannot_be_read_is_refused(
    visit: Visiting, changed: dict[str, Any]
) -> None:
    visit.until(Stage.PRE_ASSESSED)
    with pytest.raises(NotUnderstood):
        visit.prepare(**changed)


def test_nobody_checks_their_own_preparation(visit: Visiting) -> None:
    visit.until(Stage.PREPARED)

    with pytest.raises(NotAllowed, match="drew it up yourself"):
        act.check_dose(**visit.nurse(), dose_ug=40_000, rate_ul_per_h=150_000)

    with pytest.raises(NotAllowed, match="not checked by two people"):
        visit.start()


@pytest.mark.parametrize(("dose", "rate"), [(45_000, 150_000), (40_000, 160_000), (4_000, 150_000)])
def test_figures_that_disagree_are_kept_and_shut_the_start(
    visit: Visiting, dose: int, rate: int
) -> None:
    visit.until(Stage.PREPARED)

    assert not visit.check(dose, rate).agrees

    assert DoseCheck.objects.get().agrees is False
    with pytest.raises(NotAllowed, match="does not agree"):
        visit.start()


def test_a_new_preparation_is_checked_anew(visit: Visiting) -> None:
    visit.until(Stage.PREPARED)
    visit.check()
    visit.prepare(lot="LOT8")

    with pytest.raises(NotAllowed, match="not checked by two people"):
        visit.start()


@pytest.mark.parametrize("missing", ["rescue-ready", "time-out-done", "cannula-patent"])
def test_every_question_before_the_start_is_answered(visit: Visiting, missing: str) -> None:
    visit.until(Stage.PREPARED)
    visit.check()
    answers = {key: True for key in visit.answers(Stage.DOSING) if key != missing}

    with pytest.raises(NotAllowed, match="Not answered yet"):
        visit.start(answers=answers)

    assert not PumpEvent.objects.exists()
    assert not Step.objects.filter(to_stage="dosing").exists()


def test_the_pump_is_set_to_what_was_worked_out(visit: Visiting) -> None:
    visit.until(Stage.PREPARED)
    visit.check()

    with pytest.raises(NotAllowed, match="pump is set to 15 mL/h"):
        visit.start(rate_ul_per_h=15_000)


def test_an_old_baseline_does_not_carry_a_start(visit: Visiting) -> None:
    visit.until(Stage.PREPARED)
    visit.check()
    visit.clinic.clock.forward(minutes=20)

    with pytest.raises(NotAllowed, match="not taken in the last 15 minutes"):
        visit.start()


def test_given_is_calculated_until_the_pump_is_read(visit: Visiting) -> None:
    visit.until(Stage.DOSING)
    began = visit.seen.chair.began
    assert began is not None
    visit.clinic.clock.now = began + timedelta(minutes=22) - timedelta(seconds=1)

    paused = act.pause(**visit.nurse())
    read = act.read_pump(**visit.nurse(), shown_ul=55_000)

    assert (paused.given_ul, paused.given_ug, paused.is_calculated) == (55_000, 22_000, True)
    assert (read.given_ug, read.is_calculated) == (22_000, False)
    assert visit.stage is Stage.PAUSED


def test_the_pumps_figure_is_the_record_and_a_difference_is_said(visit: Visiting) -> None:
    visit.until(Stage.DOSING)
    visit.clinic.clock.forward(minutes=20)

    told = act.pause(**visit.nurse(), shown_ul=40_000, reason="line kinked")

    assert told.given_ug == 16_000
    assert "pump-differs" in {each.rule for each in told.findings}


def test_more_than_was_prepared_cannot_be_shown(visit: Visiting) -> None:
    visit.until(Stage.DOSING)

    with pytest.raises(NotUnderstood, match="550 mL cannot be"):
        act.pause(**visit.nurse(), shown_ul=550_000)

    assert visit.stage is Stage.DOSING


def test_a_critical_alarm_keeps_the_pump_still_unless_a_prescriber_decides(
    visit: Visiting,
) -> None:
    visit.until(Stage.DOSING)
    visit.clinic.clock.forward(minutes=10)
    visit.measure(systolic_mmhg=186)
    act.pause(**visit.nurse(), shown_ul=25_000)
    with pytest.raises(NotAllowed, match="still critical"):
        act.resume(**visit.nurse())
    with pytest.raises(NotUnderstood, match="Say why"):
        act.resume(**visit.prescriber())

    act.resume(**visit.prescriber(), reason="cuff was too small; 150 by hand")

    assert visit.stage is Stage.DOSING
    resumed = PumpEvent.objects.get(kind="resume")
    assert (resumed.rate_ul_per_h, resumed.reason) == (150_000, "cuff was too small; 150 by hand")


def test_a_new_rate_needs_a_reason_and_counts_from_then(visit: Visiting) -> None:
    visit.until(Stage.DOSING)
    visit.clinic.clock.forward(minutes=10)
    with pytest.raises(NotUnderstood):
        act.change_rate(**visit.nurse(), rate_ul_per_h=100_000, reason="")
    with pytest.raises(NotUnderstood):
        act.change_rate(**visit.nurse(), rate_ul_per_h=0, reason="stop")

    act.change_rate(**visit.nurse(), rate_ul_per_h=100_000, reason="anxious")

    assert visit.seen.rate_changes[-1].rate.microlitres_per_h == 100_000


def test_a_dose_cut_short_is_watched_like_a_whole_one(visit: Visiting) -> None:
    visit.until(Stage.DOSING)
    visit.clinic.clock.forward(minutes=5)

    visit.end(shown_ul=12_500, reason="patient-request: enough")

    assert visit.stage is Stage.RECOVERY
    with pytest.raises(NotUnderstood, match="Choose a reason"):
        visiting(visit.clinic).until(Stage.DOSING).end(reason="because")


def test_before_a_dose_the_end_ends_the_session(visit: Visiting) -> None:
    visit.until(Stage.PREPARED)

    visit.end(shown_ul=None, reason="changed their mind")

    assert visit.stage is Stage.ABORTED


def test_a_prescriber_may_check_a_dose_too(visit: Visiting) -> None:
    visit.until(Stage.PREPARED)

    checked = act.check_dose(**visit.prescriber(), dose_ug=40_000, rate_ul_per_h=150_000)

    assert checked.agrees
