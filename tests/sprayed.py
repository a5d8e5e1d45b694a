"""Somebody after a session with a nasal spray in devices, rows put there as acts would put them."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from clinic import NOON, Clinic
from daybreak.actions.journal import add
from daybreak.care.session.stages import Stage
from daybreak.records.models import DeviceGiven, VitalsRow
from treated import Treated, treated

BEGAN = NOON + timedelta(minutes=40)  # the fifth step of the usual way
REST: dict[str, Any] = {
    "enrolled": True,
    "takes-benzodiazepines": False,
    "takes-hypnotics": False,
    "takes-stimulants": False,
    "takes-maoi": False,
    "takes-opioids": False,
    "monitor-first-name": "Ana",
    "monitor-last-name": "Reyes",
    "monitor-phone": "555 0101",
    "setting-address": "1 Harbour Street",
    "setting-city": "Oakland",
    "setting-state": "CA",
    "setting-zip": "94607",
    "dose-mg": 56,
    "vitals-ok-before": True,
    "vitals-ok-after": True,
    "sedation": False,
    "dissociation": False,
    "respiratory-depression": False,
    "serious-event": False,
    "signed-by": "Ana Reyes",
    "signed-on": date(2026, 11, 17),
}


def sprayed(clinic: Clinic, *, until: Stage = Stage.CLOSED) -> tuple[Treated, UUID]:
    """Somebody after a session with two devices, and its three pressures."""
    somebody = treated(clinic, protocol="esketamine-trd")
    session = somebody.session(1, NOON, until=until)
    with somebody.written(at=BEGAN):
        for number, lot in ((1, "S9"), (2, "S9")):
            add(DeviceGiven(session_id=session, number=number, lot=lot))
    for minutes, top in ((-5, 121), (40, 148)):
        with somebody.written(at=BEGAN + timedelta(minutes=minutes)):
            add(
                VitalsRow(session_id=session, systolic_mmhg=top, diastolic_mmhg=80, method="manual")
            )
    clinic.clock.forward(hours=4)
    return somebody, session
