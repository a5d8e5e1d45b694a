"""An infusion of hours: stepped, watched to its end, and counted to the microgram."""

from datetime import timedelta

from clinic import Clinic
from daybreak.actions import session as act
from daybreak.care.quantities import Mass
from daybreak.care.session.dose_given import ends_at
from daybreak.care.session.monitoring import Punctuality
from daybreak.care.session.stages import Stage
from routes import routed


def test_a_rate_in_steps_is_counted_over_four_hours(clinic: Clinic) -> None:
    visit = routed(clinic, "iv-racemic-crps").until(Stage.DOSING)
    made = visit.seen.prepared
    began = visit.seen.chair.began
    assert made is not None
    assert began is not None
    assert made.computed.rate is not None
    assert (made.computed.minutes, made.computed.dose) == (240, Mass.mg(112))
    full = made.computed.rate.microlitres_per_h
    for hour, rate in ((1, full // 2), (2, full)):
        visit.clinic.clock.now = began + timedelta(hours=hour, seconds=-1)
        visit.measure()
        visit.clinic.clock.now = began + timedelta(hours=hour, seconds=-1)
        act.change_rate(**visit.nurse(), rate_ul_per_h=rate, reason="step of the order")

    seen = visit.seen
    at_three = began + timedelta(hours=3)
    told = seen.given(at_three)
    assert told is not None
    assert told.drug.micrograms == 70_000  # an hour whole, an hour half, an hour whole, of 28 mg
    assert told.is_calculated
    pump = seen.chair.profile.pump
    assert pump is not None
    end = ends_at(made.contents, seen.rate_changes, seen.shown, now=at_three, pump=pump)
    assert end == began + timedelta(hours=4, minutes=30)


def test_readings_stay_due_to_the_fourth_hour_and_beyond(clinic: Clinic) -> None:
    visit = routed(clinic, "iv-racemic-crps").until(Stage.DOSING)
    began = visit.seen.chair.began
    assert began is not None
    visit.clinic.clock.now = began + timedelta(hours=3, minutes=50)
    visit.measure()

    soon = visit.seen.due(began + timedelta(hours=4))
    late = visit.seen.due(began + timedelta(hours=4, minutes=15))

    assert {each.rule for each in soon} >= {"circulation", "breathing", "comfort"}
    assert not any(each.is_due for each in soon)
    assert any(each.punctuality is Punctuality.LATE for each in late)
