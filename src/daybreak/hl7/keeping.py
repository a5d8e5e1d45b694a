"""What becomes of a monitor's message: kept, judged, then used by the act of the nurse's form."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from uuid import UUID, uuid5

from daybreak.actions.session import frames, record_vitals
from daybreak.actions.session.frames import (
    BETWEEN,
    ORPHAN,
    RECEIVED,
    RECORDED,
    REFUSED,
    Arrived,
    Judged,
    Paired,
)
from daybreak.care.errors import DaybreakError, NotAllowed, NotUnderstood
from daybreak.care.session.monitors import (
    MonitorRules,
    is_other_person,
    is_other_seat,
    monitor_rules,
    outside,
)
from daybreak.care.session.sampling import Spoken, is_told, stands
from daybreak.exchange.hl7_header import header_as_told
from daybreak.exchange.hl7_message import parse
from daybreak.exchange.hl7_oru import MonitorMessage, read_oru
from daybreak.exchange.hl7_vitals import sets_of_vitals, told_figures
from daybreak.hl7.recorder import Job, at_once
from daybreak.records.reads.monitors import Heard, heard

CONFLICTS = {
    "monitor-other-person": "This monitor names another person's number than the one it is "
    "paired with. Nothing of it is stored; look whom it is connected to.",
    "monitor-other-seat": "This monitor says it stands at another chair than the one it is "
    "paired at. Nothing of it is stored; look where it stands.",
}
_TOLD_EVERY = timedelta(seconds=60)  # our choice: a page is told of the same trouble once so often

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Said:
    """The last thing that whoever looks at a pairing was told of it."""

    outcome: str
    why: str
    at: datetime


class Keeping:
    """Keeps messages, and has `later` use those with something new in them.

    What a monitor said before is remembered, so that of what it tells all the time most need not
    be looked up. That only ever decides which messages are looked at again: what stands in the
    record is asked of the record before anything is added to it.
    """

    def __init__(self, later: Callable[[Job], None] = at_once) -> None:
        self._later = later
        self._heard: dict[UUID, Heard] = {}
        self._said: dict[UUID, _Said] = {}

    def keep(
        self, raw: bytes, received_at: datetime, message: MonitorMessage | NotUnderstood
    ) -> None:
        """Keep a message and see to what it says; the same message again changes nothing.

        Raises:
            NotAllowed: it contradicts the pairing: another person's number, or another chair.
        """
        if isinstance(message, NotUnderstood):
            device, control_id, sent = _told(raw)
            refused = message.code
            frames.keep_frame(Arrived(raw, received_at, device, control_id, sent, refused=refused))
            return
        device, control_id, sent = message.same_message_key
        rules = monitor_rules()
        arrived = Arrived(
            raw,
            received_at,
            device,
            control_id,
            sent,
            names=names_of(message),
            judge=lambda whom: self._judged(message, whom, rules),
            contradicts=lambda whom: bool(_conflict(message, whom)),
        )
        try:
            frame = frames.keep_frame(arrived)
        except Exception:
            self._heard.clear()  # what was to be kept was not
            raise
        if frame.outcome == REFUSED and frame.why in CONFLICTS:
            raise NotAllowed(frame.why, CONFLICTS[frame.why])
        if frame.outcome == RECEIVED:  # new, or cut off the last time
            whom = frame.paired
            self._later(lambda: self.use(frame.id, message, whom, now=received_at))

    def use(
        self, frame: UUID, message: MonitorMessage, whom: Paired | None, *, now: datetime
    ) -> None:
        """Have the act record what of a kept message is new, and write down what became of it."""
        if whom is None:
            frames.settle(frame, ORPHAN, why="not-paired")
            return
        pairing = whom.pairing
        try:
            known = heard(pairing.session, pairing.device)
            act, why = self._recorded(message, whom, known, now=now)
        except Exception:
            self._heard.pop(pairing.id, None)
            raise
        is_there = any(is_told(each, known.told) for each in sets_of_vitals(message.readings))
        outcome = RECORDED if act or is_there else ORPHAN if why else BETWEEN
        frames.settle(frame, outcome, why=why if outcome == ORPHAN else "", act=act)

    def _recorded(
        self, message: MonitorMessage, whom: Paired, known: Heard, *, now: datetime
    ) -> tuple[UUID | None, str]:
        """The last act that recorded something, and why the last of the rest was not taken."""
        pairing, rules = whom.pairing, monitor_rules()
        act, why = None, ""
        for spoken in sets_of_vitals(message.readings):
            if not stands(spoken, known.told, known.profile, rules):
                continue
            try:
                act = _record(message, spoken, whom, now)
            except DaybreakError as refusal:
                why = refusal.code
                _LOG.info("hl7 reading not taken: %s", refusal.code)
            else:
                known = Heard((spoken, *known.told), known.profile)
        self._heard[pairing.id] = known
        return act, why

    def _judged(self, message: MonitorMessage, whom: Paired, rules: MonitorRules) -> Judged:
        """What becomes of a message, told by as little as possible: there are hundreds a second."""
        if conflict := _conflict(message, whom):
            return self._say(whom, REFUSED, conflict, message.received_at)
        spoken = sets_of_vitals(message.readings)
        if not spoken:
            return self._say(whom, ORPHAN, "nothing-valid", message.received_at)
        pairing = whom.pairing
        reasons = [outside(each.at, pairing, rules, now=message.received_at) for each in spoken]
        if None not in reasons:
            return self._say(whom, ORPHAN, reasons[-1] or "", message.received_at)
        spoken = tuple(each for each, reason in zip(spoken, reasons, strict=True) if reason is None)
        known = self._heard.get(pairing.id)
        if known is None:
            known = heard(pairing.session, pairing.device)
        new = tuple(each for each in spoken if stands(each, known.told, known.profile, rules))
        newest = max(each.at for each in (*spoken, *known.told))
        self._heard[pairing.id] = Heard(
            tuple(each for each in (*new, *known.told) if newest - each.at < _KEPT),
            known.profile,
        )
        return self._say(whom, RECEIVED if new else BETWEEN, "", message.received_at)

    def _say(self, whom: Paired, outcome: str, why: str, at: datetime) -> Judged:
        last = self._said.get(whom.pairing.id)
        is_told = (
            outcome == RECEIVED
            or last is None
            or (last.outcome in _WELL) != (outcome in _WELL)
            or last.why != why
            or at - last.at >= _TOLD_EVERY
        )
        if is_told:
            self._said[whom.pairing.id] = _Said(outcome, why, at)
        return Judged(outcome, why, is_told)

    def recover(self, *, zone: tzinfo) -> int:
        """Use what was kept and never used when the machine stopped; how many messages it was."""
        left = frames.unfinished()
        for each in left:
            whom = frames.paired_as(each.pairing)
            there = whom.zone if whom else zone
            try:
                message = read_oru(each.raw, received_at=each.received_at, zone=there)
            except NotUnderstood as refusal:
                frames.settle(each.id, REFUSED, why=refusal.code)
                continue
            self.use(each.id, message, whom, now=each.received_at)
        return len(left)


_WELL = frozenset({RECEIVED, BETWEEN})
_KEPT = timedelta(hours=1)  # our choice: a cuff's last pressure is sent until the next


def names_of(message: MonitorMessage) -> frozenset[str]:
    """What the monitor may be paired as: its EUI-64, or the name it sends under."""
    return frozenset(filter(None, (message.device_eui, message.sender.upper())))


def _record(message: MonitorMessage, spoken: Spoken, whom: Paired, now: datetime) -> UUID:
    """The same act as the nurse's form, with an id that the same message always has."""
    act_id = uuid5(message.act_id, spoken.at.isoformat())
    record_vitals(
        by=whom.actor,
        act_id=act_id,
        at=spoken.at,
        now=now,
        session=whom.pairing.session,
        vitals=spoken.vitals,
        figures=told_figures(message.readings, spoken),
    )
    return act_id


def _conflict(message: MonitorMessage, whom: Paired) -> str:
    if is_other_person((number.value for number in message.patient_numbers), whom.numbers):
        return "monitor-other-person"
    if is_other_seat(message.location.bed, whom.pairing.chair):
        return "monitor-other-seat"
    return ""


def _told(raw: bytes) -> tuple[str, str, str]:
    """Sender, control id and time of a message that may be too broken to say."""
    try:
        header = header_as_told(parse(raw))
    except NotUnderstood:
        return "", "", ""
    return header.sending, header.control_id, header.sent
