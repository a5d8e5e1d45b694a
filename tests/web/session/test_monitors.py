"""What a monitor says is shown as a monitor's, and what is wrong with it on every screen."""

from datetime import timedelta
from typing import Any

import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clinic import Clinic
from daybreak.care.session.stages import Stage
from daybreak.care.team.roles import Role
from daybreak.hl7 import service
from daybreak.records.models import Account
from daybreak.records.reads.session import visits
from monitoring import CONTINUOUS, PACIFIC, bound, on_chair_three, shifted
from visiting import WELL, Visiting, visiting


def heard(
    clinic: Clinic, changed: tuple[bytes, bytes] = (b"", b""), *, off: timedelta = timedelta(0)
) -> Visiting:
    """Somebody who is being dosed, whose monitor has just spoken, its clock off by so much."""
    visit = on_chair_three(clinic)
    bound(visit)
    now = clinic.clock.forward(minutes=5).replace(microsecond=0)
    message = shifted(CONTINUOUS, now + off)
    if changed[0]:
        message = message.replace(*changed)
    service.taking(zone=PACIFIC)(message, now)
    return visit


def shown(clinic: Clinic, url: str) -> str:
    client = Client()
    client.force_login(Account.objects.get(id=clinic.actors[Role.NURSE].id))
    with time_machine.travel(clinic.clock.now, tick=True):
        answer: Any = client.get(url)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_a_figure_says_that_a_monitor_told_it(clinic: Clinic) -> None:
    visit = heard(clinic)

    page = shown(clinic, f"/sessions/{visit.session}/")

    assert "142" in page
    assert page.count("· monitor") >= 3


def test_the_readings_say_what_the_monitor_called_each_figure(clinic: Clinic) -> None:
    visit = heard(clinic)
    visit.measure(WELL)

    page = shown(clinic, f"/sessions/{visit.session}/more/")

    assert page.count("As it was told") == 2
    assert (
        "Systolic: cuff, APERIODIC, 150021 MDC_PRESS_BLD_NONINV_SYS (MDC), "
        "sent 142 in 266016 MDC_DIM_MMHG MDC at"
    ) in page
    assert '<span class="small soft">cuff</span>' in page


def test_a_silent_monitor_is_no_data_at_the_chair_and_on_the_board(clinic: Clinic) -> None:
    visit = heard(clinic)
    assert "NO DATA" not in shown(clinic, "/")

    clinic.clock.forward(minutes=11)

    assert "NO DATA" in shown(clinic, f"/sessions/{visit.session}/")
    assert "Monitor: NO DATA" in shown(clinic, "/")


def test_typed_and_told_are_set_side_by_side_when_one_is_an_alarm(clinic: Clinic) -> None:
    visit = heard(clinic, (b"|98|", b"|86|"))

    visit.measure(WELL, spo2_percent=98)

    page = shown(clinic, f"/sessions/{visit.session}/")
    assert "98 % was typed and 86 % came from the monitor" in page
    assert {each.vitals.spo2_percent for each in visit.seen.readings} >= {86, 98}


def test_a_clock_that_is_right_needs_no_word(clinic: Clinic) -> None:
    right = heard(clinic)
    assert "clock of" not in shown(clinic, f"/sessions/{right.session}/")


def test_a_clock_that_is_behind_is_said_and_its_times_stand(clinic: Clinic) -> None:
    visit = heard(clinic, off=timedelta(minutes=-3))

    assert "is 3 min behind ours" in shown(clinic, f"/sessions/{visit.session}/")
    newest = max(each.at for each in visit.seen.readings)
    assert visit.now.replace(microsecond=0) - newest == timedelta(minutes=3)


def test_another_persons_number_is_raised_on_the_board_too(clinic: Clinic) -> None:
    visit = heard(clinic, (b"TEST-0001", b"TEST-0002"))

    assert "another person" in shown(clinic, f"/sessions/{visit.session}/")
    assert "another person" in shown(clinic, "/")


def test_a_clock_an_hour_behind_gives_readings_of_before_the_pairing(clinic: Clinic) -> None:
    visit = heard(clinic, off=timedelta(hours=-1))

    assert visit.seen.monitors[0].trouble == "outside-pairing"
    assert not [each for each in visit.seen.readings if each.is_device]


def test_a_floor_of_monitors_takes_as_many_questions_as_one(clinic: Clinic) -> None:
    first = on_chair_three(clinic)
    bound(first)
    with CaptureQueriesContext(connection) as one:
        assert len(visits([first.session])[first.session].monitors) == 1
    others = [visiting(clinic, starts_at=clinic.clock.now).until(Stage.ARRIVED) for _ in range(3)]
    for place, other in enumerate(others):
        bound(other, f"MONITOR {place}")
    sessions = [first.session, *(other.session for other in others)]

    with CaptureQueriesContext(connection) as many:
        assert all(len(seen.monitors) == 1 for seen in visits(sessions).values())

    assert len(many) == len(one)
