"""Somebody who is treated with the esketamine spray: two devices, five minutes apart, two hours."""

import random
from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from daybreak.actions import plan, session
from daybreak.care.catalogue.protocol import protocol
from daybreak.care.catalogue.route import route
from daybreak.care.quantities import Height, Weight
from daybreak.care.session.stages import Stage
from daybreak.demo import chapters
from daybreak.demo.chapters import Slot
from daybreak.demo.house import House
from daybreak.demo.people import Person
from daybreak.demo.sitting import SECOND, START, Sitting, expiry, yes
from daybreak.demo.timeline import Telling

PROTOCOL = protocol("esketamine-trd")
WAY = route(PROTOCOL.route)
FIRST_MG = 56  # two devices, as the protocol begins
DEVICES = 2
LOT = "MADE-UP-S3"
DAYS = (0, 3, 7, 10, 14, 17, 21, 24)  # twice a week for four weeks
WATCHED = (20, 40, 60, 80, 100, 119)  # minutes after the first device


@dataclass(frozen=True, slots=True)
class SpraySitting(Sitting):
    """One visit with the spray."""

    def _dose(self, house: House, who: Person, rng: random.Random) -> Telling:
        yield self._at(SECOND - 3)
        drawn = session.prepare(
            **house.by(house.nurse),
            session=self.session,
            product="Esketamine nasal spray, 28 mg a device",
            lot=LOT,
            expires_on=expiry(house.day.today),
            devices=DEVICES,
            answers=yes(Stage.PREPARED, self.way),
        )
        yield self._at(SECOND)
        session.check_dose(
            **house.by(house.second_nurse),
            session=self.session,
            dose_ug=drawn.dose_ug,
            devices=DEVICES,
        )
        yield self._at(START)
        session.start(
            **house.by(house.nurse), session=self.session, answers=yes(Stage.DOSING, self.way)
        )
        for number in range(2, DEVICES + 1):
            yield self._at(START + 5.5 * (number - 1))
            session.give_device(**house.by(house.nurse), session=self.session, number=number)
        yield from self._is_watched(house, who, rng)

    def _is_watched(self, house: House, who: Person, rng: random.Random) -> Telling:
        for minutes in WATCHED:
            yield self._at(START + minutes)
            self._take(house, who, rise=max(0.0, 1 - abs(minutes - 40) / 60), awake=minutes > 60)  # noqa: PLR2004 — minutes
            if minutes == WATCHED[0]:
                session.record_symptom(
                    **house.by(house.nurse),
                    session=self.session,
                    term="dissociation",
                    grade=rng.choice((1, 2)),
                )


def treated(
    house: House, who: Person, _rng: random.Random, *, slot: Slot, first_day: int
) -> Telling:
    """From the first call to the visit of today, which is the first."""
    patient = yield from chapters.cleared(house, who, WAY)
    course = yield from _planned(house, who, patient)
    yield house.now + timedelta(minutes=15)
    starts = [house.day.at(first_day + days, slot.hour, slot.minute) for days in DAYS]
    sessions = chapters.booked(house, course, starts, slot)
    yield from SpraySitting(
        patient=patient, session=sessions[0], starts=starts[0], number=1, way=WAY
    ).told(house, who, _rng)


def _planned(house: House, who: Person, patient: UUID) -> Generator[datetime, None, UUID]:
    """Course, consent and order; answers with the course."""
    yield house.now + timedelta(minutes=20)
    course = chapters.course_of(house, patient, PROTOCOL.id)
    yield house.now + timedelta(minutes=30)
    chapters.consented(house, who, course, WAY)
    yield house.now + timedelta(minutes=10)
    plan.sign(
        **house.by(house.prescriber),
        course=course,
        order=plan.Ordered(
            weight=Weight.kg(who.weight_kg),
            weighed_on=house.today,
            device_mg=Decimal(FIRST_MG),
            height=Height.cm(who.height_cm),
            note="The first visit with two devices.",
        ),
    )
    return course
