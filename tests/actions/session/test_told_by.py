"""A monitor says what it called each figure; nobody else may, and only of what was measured."""

from dataclasses import replace
from uuid import uuid4

import pytest

from clinic import Clinic
from daybreak.actions import session as act
from daybreak.actions.session import frames
from daybreak.care.catalogue.profile import Signal
from daybreak.care.errors import NotUnderstood
from daybreak.care.session.told_by import ToldFigure
from daybreak.care.session.vitals import Vitals
from daybreak.hl7 import service
from daybreak.records.models import DeviceFigures, DeviceFrame, VitalsRow
from daybreak.records.reads.told_by import told_in
from daybreak.records.verify import verify
from monitoring import CHAIRMON, CONTINUOUS, PACIFIC, bound, on_chair_three, other, shifted
from visiting import Visiting


@pytest.fixture
def paired(clinic: Clinic) -> Visiting:
    visit = on_chair_three(clinic)
    bound(visit)
    clinic.clock.forward(minutes=5)
    return visit


def figure(visit: Visiting) -> ToldFigure:
    return ToldFigure(
        signal=Signal.SYSTOLIC,
        code="150021",
        label="MDC_PRESS_BLD_NONINV_SYS",
        system="MDC",
        mdc=150021,
        method="cuff",
        told_method="",
        value="142",
        unit="266016",
        at=visit.clinic.clock.now,
        at_from="obx-14",
        equipment="",
    )


def test_each_reading_of_a_monitor_has_one_row_that_says_how_it_was_told(
    paired: Visiting,
) -> None:
    now = paired.clinic.clock.now.replace(microsecond=0)

    service.taking(zone=PACIFIC)(shifted(CONTINUOUS, now), now)

    readings = VitalsRow.objects.filter(session=paired.session, method="device")
    told = told_in(paired.session)
    assert told.keys() == {row.id for row in readings}
    for row in readings:
        taken = {s for s in Signal if getattr(row, s) is not None}
        assert {one.signal for one in told[row.id]} == taken
    assert verify().ok


def test_a_message_that_becomes_no_reading_stores_nothing_of_the_kind(paired: Visiting) -> None:
    now = paired.clinic.clock.now.replace(microsecond=0)
    take = service.taking(zone=PACIFIC)
    take(shifted(CONTINUOUS, now), now)
    count = DeviceFigures.objects.count()

    take(other(shifted(CONTINUOUS, now), b"NEXT"), now)

    assert DeviceFrame.objects.filter(outcome__in=("recorded", "between")).count() == 2
    assert DeviceFigures.objects.count() == count


def test_a_person_cannot_say_that_a_monitor_told_it(paired: Visiting) -> None:
    with pytest.raises(ValueError, match="figures are a monitor's"):
        act.record_vitals(
            **paired.nurse(), vitals=Vitals(systolic_mmhg=142), figures=(figure(paired),)
        )


def test_what_is_told_of_a_figure_that_was_not_measured_is_refused(paired: Visiting) -> None:
    now = paired.clinic.clock.now
    whom = frames.paired(frozenset({CHAIRMON}), now)
    assert whom is not None
    told = figure(paired)
    for figures, vitals in (
        ((told,), Vitals(heart_rate_per_min=80)),
        ((told, replace(told, value="143")), Vitals(systolic_mmhg=142)),
    ):
        with pytest.raises(NotUnderstood, match="does not belong to this reading"):
            act.record_vitals(
                by=whom.actor,
                act_id=uuid4(),
                at=now,
                now=now,
                session=paired.session,
                vitals=vitals,
                figures=figures,
            )
    assert not DeviceFigures.objects.exists()
