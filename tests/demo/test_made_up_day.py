"""The made-up clinic of the demo: somebody sits at a chair by the spray, and PINs open."""

import random
from datetime import date

import pytest
from django.contrib.auth.hashers import make_password

from daybreak.care.session.stages import Stage
from daybreak.demo import accounts, pins
from daybreak.demo.chapters import Slot
from daybreak.demo.clinic import founded
from daybreak.demo.day import Day
from daybreak.demo.people import person
from daybreak.demo.spraying import treated
from daybreak.demo.timeline import Timeline
from daybreak.records.models import Account, SessionNow
from daybreak.records.reads.session import visits
from daybreak.ui.pins import matches

pytestmark = pytest.mark.django_db
DAY = Day.of(date(2026, 11, 18))


def test_today_somebody_recovers_from_two_devices_of_the_spray() -> None:
    house = founded(1, DAY)
    own = random.Random(1)
    who = person(3, rng=own, today=DAY.today)
    timeline = Timeline(until=DAY.now, clock=house.at)
    timeline.add(DAY.at(-12, 11, 40), treated(house, who, own, slot=Slot(9, 20, 5), first_day=0))
    timeline.run(lambda *_: None)

    today = SessionNow.objects.get(stage__in=[Stage.DOSING, Stage.RECOVERY])
    seen = visits([today.session_id])[today.session_id]
    assert seen.stage is Stage.RECOVERY
    assert seen.prepared is not None
    assert seen.prepared.computed.dose.in_mg == 56
    assert seen.devices is not None
    assert seen.devices.next_number is None


def test_everybody_at_a_chair_has_the_pin_that_the_demo_prints() -> None:
    founded(1, DAY)
    Account.objects.update(password=make_password(accounts.PASSWORD))
    pins.set_all()

    nurse = Account.objects.get(email="nurse@demo.example")
    desk = Account.objects.get(email="desk@demo.example")
    assert matches(nurse.id, accounts.PIN)
    assert not matches(nurse.id, "271807")
    assert not matches(desk.id, accounts.PIN)
