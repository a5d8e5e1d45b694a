"""Nasal devices are given one after the other; the dose is over with the last of them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from daybreak.actions.act import act
from daybreak.actions.journal import add
from daybreak.actions.session.dose_events import event, over_at_once
from daybreak.actions.session.entry import Said, need, opened, reason_for, refuse_while, short
from daybreak.actions.session.open_matters import under_way
from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.care.session.alarms import resume_gates
from daybreak.care.session.devices import Devices
from daybreak.care.session.stages import Stage
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import Role
from daybreak.records.models import DeviceGiven
from daybreak.records.reads.session import Visit, again


@dataclass(frozen=True, slots=True)
class DevicesTold:
    """How many devices are given by now, micrograms, and when the next may follow.

    `is_counted` is false for one that failed.
    """

    session: UUID
    stage: Stage
    given: int
    given_ug: int
    next_at: datetime | None
    is_counted: bool
    findings: tuple[Said, ...]


@act("session-give-device")
def give_device(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime,
    now: datetime,
    session: UUID,
    number: int,
    lot: str = "",
    failed: str = "",
    early: str = "",
    reason: str = "",
) -> DevicesTold:
    """Note that the next device was given, or that it failed.

    A device that failed is not counted: another takes its number. The dose is over with the last
    one that was ordered.

    Args:
        number: which one it is, counted from 1; so a second tap cannot give the next one.
        lot: of the device; empty for the one in hand.
        failed: what happened, when it did not give what it should.
        early: why it was given before its rest was over, when it was.
        reason: why it was given while something critical is open, or who said that another is
            given in the place of one that failed.

    Raises:
        NotFound: no such session among those the actor works with.
        NotAllowed: none is given here, it is not the next, its rest is not over, or something
            critical is open.
        NotUnderstood: a device from elsewhere has no lot, or there is no word of who ordered it.
    """
    seen = opened(by, session, at=at, now=now)
    devices = _devices(seen)
    need(seen, Stage.DOSING, to_do="A further device is given while a dose is running.")
    devices.check_next(number, at=at)
    if failed.strip():
        _fail(seen, devices, lot=lot, words=failed)
        return _told(seen, is_counted=False)
    if not early.strip():
        devices.check_rest(at=at)
    _nothing_critical(seen, by, reason, at)
    if devices.opened >= devices.count:
        reason_for(reason, "who said that another is given in the place of one that failed.")
    add(DeviceGiven(session_id=session, number=number, lot=_lot(devices, lot)))
    if words := "; ".join(each.strip() for each in (early, reason) if each.strip()):
        event(seen, "reason", reason=f"Device {number}: {words}")
    if number == devices.count:
        over_at_once(seen, by=by, at=at)
    return _told(seen)


def give_first(seen: Visit, *, by: Actor, at: datetime, failed: str) -> None:
    """The dose begins with its first device; it is over too, where one is all."""
    devices = _devices(seen)
    if failed.strip():
        _fail(seen, devices, lot="", words=failed)
        return
    add(DeviceGiven(session_id=seen.session, number=1, lot=devices.next_lot))
    if devices.count == 1:
        over_at_once(seen, by=by, at=at)


def _devices(seen: Visit) -> Devices:
    if seen.devices is None:
        raise NotAllowed("no-devices", "No devices are prepared for this session.")
    return seen.devices


def _fail(seen: Visit, devices: Devices, *, lot: str, words: str) -> None:
    event(seen, "failed", reason=f"Lot {_lot(devices, lot)}: {words.strip()}")


def _lot(devices: Devices, told: str) -> str:
    """Of the device in hand, unless another was taken."""
    lot = short(told, 40) or devices.next_lot
    if not lot:
        raise NotUnderstood("lot", "This one was not among those in hand. Type its lot.")
    return lot


def _nothing_critical(seen: Visit, by: Actor, reason: str, at: datetime) -> None:
    """While an alarm is critical only a prescriber has another given, and says why."""
    shut = (*resume_gates(seen.chair, at), *under_way(seen))
    if shut and Role.PRESCRIBER in by.roles:
        reason_for(reason, "why another device is given although this is open.")
    else:
        refuse_while(shut)


def _told(before: Visit, *, is_counted: bool = True) -> DevicesTold:
    seen = again(before)
    devices = _devices(seen)
    return DevicesTold(
        seen.session,
        seen.stage,
        len(devices.used),
        devices.given.micrograms,
        devices.may_at if seen.stage is Stage.DOSING else None,
        is_counted,
        Said.all(devices.findings),
    )
