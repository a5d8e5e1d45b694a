"""Esketamine at the chair: counted, checked, given one after the other, and never too soon."""

from datetime import timedelta
from typing import Any

import pytest

from clinic import Clinic
from daybreak.actions import session as act
from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.care.quantities import Mass
from daybreak.care.session.recovery import recovery_clock
from daybreak.care.session.stages import Stage
from daybreak.records.models import Closing, DeviceGiven, DoseCheck, Preparation, PumpEvent
from routes import Routed, routed
from visiting import visiting


@pytest.fixture
def visit(clinic: Clinic) -> Routed:
    """84 mg in three devices."""
    return routed(clinic, "esketamine-mdd-si")


def given(visit: Routed, number: int, **told: Any) -> act.DevicesTold:
    return act.give_device(**visit.nurse(), number=number, **told)


def test_the_devices_are_in_hand_as_they_were_ordered(visit: Routed) -> None:
    visit.until(Stage.PRE_ASSESSED)

    drawn = visit.prepare(lot="A1, A1, B2")

    row = Preparation.objects.get()
    assert (drawn.dose_ug, drawn.rate_ul_per_h) == (84_000, 0)
    assert (row.strength_ug_per_ml, row.drug_ul, row.lot) == (140_000, 600, "A1, A1, B2")
    assert visit.seen.devices is not None
    assert visit.seen.devices.lots == ("A1", "A1", "B2")


@pytest.mark.parametrize(
    ("changed", "refusal", "words"),
    [
        ({"devices": 2}, NotAllowed, "84 mg are 3 devices of 28 mg; 2 in hand"),
        ({"devices": None}, NotUnderstood, "Count the devices"),
        ({"lot": "A, B"}, NotUnderstood, "one lot, or all 3"),
        ({"answers": {}}, NotAllowed, "Not answered yet"),
    ],
)
def test_what_is_not_in_hand_is_not_prepared(
    visit: Routed, changed: dict[str, Any], refusal: type[Exception], words: str
) -> None:
    visit.until(Stage.PRE_ASSESSED)

    with pytest.raises(refusal, match=words):
        visit.prepare(**changed)

    assert not Preparation.objects.exists()


def test_a_plan_by_weight_gives_no_devices(clinic: Clinic) -> None:
    other = visiting(clinic, protocol="esketamine-trd")
    booked = Routed(other.somebody, other.session).until(Stage.PRE_ASSESSED)

    with pytest.raises(NotAllowed, match="the plan orders none"):
        act.prepare(
            **booked.nurse(),
            product="Esketamine",
            lot="A",
            expires_on=booked.now.date() + timedelta(days=90),
            devices=2,
            answers=booked.answers(Stage.PREPARED),
        )


def test_a_first_session_of_more_than_the_protocol_has_waits_for_a_second_signature(
    clinic: Clinic,
) -> None:
    more = routed(clinic, "esketamine-trd", dose_ug=84_000).until(Stage.PRE_ASSESSED)

    with pytest.raises(NotAllowed, match="no dose of a first session"):
        more.prepare()


@pytest.mark.parametrize(
    ("dose_ug", "devices", "agrees", "kept_ug"),
    [
        (84_000, 3, True, 84_000),
        (56_000, 2, False, 56_000),
        (84_000, 2, False, 56_000),  # two of 42 mg: the number is what would be given
        (90_000, 3, False, 90_000),
    ],
)
def test_somebody_else_comes_to_the_same_number_and_strength(
    visit: Routed, *, dose_ug: int, devices: int, agrees: bool, kept_ug: int
) -> None:
    visit.until(Stage.PREPARED)

    checked = act.check_dose(**visit.second(), dose_ug=dose_ug, devices=devices)

    assert checked.agrees is agrees
    assert DoseCheck.objects.get().dose_ug == kept_ug
    if not agrees:
        with pytest.raises(NotAllowed, match="does not agree"):
            visit.start()


def test_the_start_is_the_first_device(visit: Routed) -> None:
    visit.until(Stage.PREPARED)
    visit.check()

    told = visit.start()

    assert (told.stage, told.given_ug, told.is_calculated) == (Stage.DOSING, 28_000, False)
    assert DeviceGiven.objects.get().number == 1


def test_a_device_too_early_is_refused_with_how_long_is_left(visit: Routed) -> None:
    visit.until(Stage.DOSING)
    visit.clinic.clock.forward(minutes=3)

    with pytest.raises(NotAllowed, match=r"at the earliest: 1 min 59 s are left"):
        given(visit, 2)

    assert DeviceGiven.objects.count() == 1


def test_what_was_given_too_early_all_the_same_is_kept_and_said(visit: Routed) -> None:
    visit.until(Stage.DOSING)
    visit.clinic.clock.forward(minutes=3)

    told = given(visit, 2, early="misread the clock")

    assert [each.rule for each in told.findings] == ["device-early"]
    assert PumpEvent.objects.get(kind="reason").reason == "Device 2: misread the clock"


def test_the_dose_is_over_with_the_last_device_and_the_clock_counts_from_the_first(
    visit: Routed,
) -> None:
    visit.until(Stage.DOSING)
    began = visit.seen.chair.began
    for number in (2, 3):
        visit.clinic.clock.forward(minutes=5)
        told = given(visit, number)

    clock = recovery_clock(visit.seen.chair)
    assert (told.stage, told.given_ug, told.next_at) == (Stage.RECOVERY, 84_000, None)
    assert visit.stage is Stage.RECOVERY
    assert clock is not None
    assert began is not None
    assert (clock.starts_at, clock.ends_at) == (began, began + timedelta(hours=2))


def test_a_second_tap_gives_no_second_device(visit: Routed) -> None:
    visit.until(Stage.DOSING)
    visit.clinic.clock.forward(minutes=6)
    given(visit, 2)

    with pytest.raises(NotAllowed, match="Device 2 was given at"):
        given(visit, 2)

    assert DeviceGiven.objects.count() == 2


@pytest.mark.parametrize(("number", "words"), [(3, "Device 2 comes next"), (4, "and no more")])
def test_devices_are_given_in_their_order_and_number(
    visit: Routed, number: int, words: str
) -> None:
    visit.until(Stage.DOSING)
    visit.clinic.clock.forward(minutes=6)

    with pytest.raises(NotAllowed, match=words):
        given(visit, number)


def test_a_device_that_failed_is_written_down_and_another_needs_a_word(visit: Routed) -> None:
    visit.until(Stage.DOSING)
    visit.clinic.clock.forward(minutes=5)
    failed = given(visit, 2, failed="sprayed nothing")
    visit.clinic.clock.forward(minutes=5)
    given(visit, 2)
    visit.clinic.clock.forward(minutes=5)

    with pytest.raises(NotUnderstood, match="who said that another is given"):
        given(visit, 3, lot="C3")
    with pytest.raises(NotUnderstood, match="Type its lot"):
        given(visit, 3, reason="Dr Test said so")
    told = given(visit, 3, lot="C3", reason="Dr Test said so")

    assert (failed.given, failed.given_ug) == (1, 28_000)
    assert (told.given, told.given_ug, told.stage) == (3, 84_000, Stage.RECOVERY)
    assert PumpEvent.objects.get(kind="failed").reason == "Lot SPRAY7: sprayed nothing"
    assert DeviceGiven.objects.get(number=3).lot == "C3"


def test_a_first_device_that_failed_is_watched_and_starts_no_clock(visit: Routed) -> None:
    visit.until(Stage.PREPARED)
    visit.check()
    told = visit.start(failed="came apart")
    visit.clinic.clock.forward(minutes=5)
    given(visit, 1)
    first = visit.now
    visit.end(shown_ul=None, reason="patient-request")

    clock = recovery_clock(visit.seen.chair)
    assert (told.stage, told.given_ug) == (Stage.DOSING, 0)
    assert clock is not None
    assert clock.starts_at == first


def test_while_something_is_critical_no_further_device_is_given_but_by_a_prescriber(
    visit: Routed,
) -> None:
    visit.until(Stage.DOSING)
    visit.clinic.clock.forward(minutes=5)
    visit.measure(systolic_mmhg=186)

    with pytest.raises(NotAllowed, match="critical"):
        given(visit, 2)
    with pytest.raises(NotUnderstood, match="Say why"):
        act.give_device(**visit.prescriber(), number=2)

    act.give_device(**visit.prescriber(), number=2, reason="150 by hand")
    assert DeviceGiven.objects.count() == 2


def test_a_dose_cut_short_counts_what_was_given(visit: Routed) -> None:
    visit.until(Stage.DOSING)
    visit.clinic.clock.forward(minutes=5)
    given(visit, 2)

    with pytest.raises(NotUnderstood, match="Not all devices are given"):
        visit.end(shown_ul=None)
    with pytest.raises(NotUnderstood, match="counted, not measured"):
        visit.end(shown_ul=400, reason="patient-request")
    visit.end(shown_ul=None, reason="patient-request: enough")
    visit.measure()
    visit._recovered()
    visit.sign()
    closed = visit.close(waste_ul=200, witness=visit.second()["by"].id)

    row = Closing.objects.get()
    assert (closed.delivered_ug, closed.calculated_ug, row.delivered_ul) == (56_000, 56_000, 400)
    assert closed.waste_ug == 28_000


def test_a_held_dose_goes_on_before_the_next_device(visit: Routed) -> None:
    visit.until(Stage.DOSING)
    visit.clinic.clock.forward(minutes=5)
    act.pause(**visit.nurse(), reason="wants a moment")

    with pytest.raises(NotAllowed, match="while a dose is running"):
        given(visit, 2)

    act.resume(**visit.nurse())
    assert given(visit, 2).given == 2


def test_devices_belong_to_esketamine_alone(clinic: Clinic) -> None:
    other = routed(clinic, "iv-racemic-six").until(Stage.DOSING)

    with pytest.raises(NotAllowed, match="No devices are prepared"):
        given(other, 1)


def test_what_is_seen_is_what_was_stored(visit: Routed) -> None:
    visit.until(Stage.RECOVERY)

    told = visit.seen.given(visit.now)

    assert told is not None
    assert (told.drug, told.left) == (Mass.mg(84), Mass(0))
    assert [each.number for each in visit.seen.devices.used] == [1, 2, 3]  # type: ignore[union-attr]  # they are prepared by then
