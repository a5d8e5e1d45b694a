"""Injected, swallowed, sprayed in parts, held in the mouth: each dose ends as its route does."""

from datetime import timedelta

import pytest

from clinic import Clinic
from daybreak.actions import session as act
from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.care.session.recovery import recovery_clock
from daybreak.care.session.stages import Stage
from daybreak.records.models import Closing, HoldEnded, PumpEvent, SessionNow
from routes import Routed, routed

IM, SC = "im-racemic-six", "sc-racemic-eight"
NOSE, TONGUE = "intranasal-racemic-supervised", "sublingual-racemic-supervised"
MOUTH = "oral-racemic-supervised"


def closed(visit: Routed) -> Closing:
    """The same session, recovered and closed."""
    visit.measure()
    visit._recovered()
    visit.sign()
    visit.close()
    return Closing.objects.get()


@pytest.mark.parametrize("protocol", [IM, SC, MOUTH])
def test_what_is_given_at_once_is_over_with_its_start(clinic: Clinic, protocol: str) -> None:
    visit = routed(clinic, protocol).until(Stage.DOSING)
    began = visit.seen.chair.began

    assert visit.stage is Stage.RECOVERY
    assert SessionNow.objects.get(session=visit.session).stage == "recovery"
    assert [each.kind for each in visit.seen.pump] == ["start", "stop"]
    clock = recovery_clock(visit.seen.chair)
    assert clock is not None
    assert clock.starts_at == began
    assert clock.ends_at - clock.starts_at == timedelta(hours=2)


@pytest.mark.parametrize("protocol", [IM, SC])
def test_an_injection_has_a_site(clinic: Clinic, protocol: str) -> None:
    visit = routed(clinic, protocol).until(Stage.PREPARED)
    visit.check()
    with pytest.raises(NotUnderstood, match="where it was injected"):
        visit.start(site="")

    visit.start(site="left thigh")

    assert PumpEvent.objects.get(kind="start").reason == "left thigh"


def test_only_an_injection_has_a_site_and_only_a_device_can_fail(clinic: Clinic) -> None:
    visit = routed(clinic, MOUTH).until(Stage.PREPARED)
    visit.check()
    with pytest.raises(NotUnderstood, match="no site"):
        visit.start(site="left thigh")
    with pytest.raises(NotUnderstood, match="no devices"):
        visit.start(failed="fell down")
    assert visit.stage is Stage.PREPARED


def test_an_injection_that_was_not_all_given_is_written_down(clinic: Clinic) -> None:
    visit = routed(clinic, IM).until(Stage.DOSING)

    told = act.read_pump(**visit.nurse(), shown_ul=400)

    assert (told.given_ug, told.given_ul) == (20_000, 400)
    row = closed(visit)
    assert (row.delivered_ug, row.calculated_ug, row.delivered_ul) == (20_000, 20_000, 400)


def test_no_pump_has_no_rate_to_change(clinic: Clinic) -> None:
    visit = routed(clinic, NOSE).until(Stage.DOSING)

    with pytest.raises(NotAllowed, match="No pump runs here"):
        act.change_rate(**visit.nurse(), rate_ul_per_h=1000, reason="faster")


def test_a_spray_in_parts_is_over_with_the_last_or_when_it_is_stopped(clinic: Clinic) -> None:
    visit = routed(clinic, NOSE).until(Stage.DOSING)
    visit.clinic.clock.forward(minutes=8)

    visit.end(shown_ul=400, reason="patient-request: burns")

    assert visit.stage is Stage.RECOVERY
    assert closed(visit).delivered_ug == 20_000


def test_a_hold_ends_the_dose_and_counts_whole(clinic: Clinic) -> None:
    visit = routed(clinic, TONGUE).until(Stage.DOSING)
    assert visit.stage is Stage.DOSING
    visit.clinic.clock.forward(minutes=11)

    told = act.end_hold(**visit.nurse(), how="swallowed")

    assert (told.stage, told.findings) == (Stage.RECOVERY, ())
    assert HoldEnded.objects.get().how == "swallowed"
    assert closed(visit).delivered_ug == 40_000


def test_a_hold_that_was_too_short_is_kept_and_said(clinic: Clinic) -> None:
    visit = routed(clinic, TONGUE).until(Stage.DOSING)
    visit.clinic.clock.forward(minutes=3)

    told = act.end_hold(**visit.nurse(), how="spat")

    (said,) = told.findings
    assert said.rule == "hold-short"
    assert "Held for 3 min 1 s; 10 min are the least" in said.because


def test_a_hold_ends_once_and_in_a_way_that_is_known(clinic: Clinic) -> None:
    visit = routed(clinic, TONGUE).until(Stage.DOSING)
    with pytest.raises(NotUnderstood, match="swallowed or spat"):
        act.end_hold(**visit.nurse(), how="chewed")
    act.end_hold(**visit.nurse(), how="spat")

    with pytest.raises(NotAllowed, match="was over at"):
        act.end_hold(**visit.nurse(), how="swallowed")

    assert HoldEnded.objects.count() == 1


def test_nothing_is_held_by_another_route(clinic: Clinic) -> None:
    visit = routed(clinic, NOSE).until(Stage.DOSING)

    with pytest.raises(NotAllowed, match="Nothing is held"):
        act.end_hold(**visit.nurse(), how="swallowed")


def test_whole_devices_are_not_counted_where_none_are_given(clinic: Clinic) -> None:
    visit = routed(clinic, IM).until(Stage.PRE_ASSESSED)

    with pytest.raises(NotUnderstood, match="Leave their number out"):
        visit.prepare(devices=2)
