"""A person at a chair pairs a monitor with whoever sits there, and ends it again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from daybreak.actions.act import act
from daybreak.actions.journal import add, current
from daybreak.actions.session.entry import opened
from daybreak.care.errors import NotAllowed, NotFound
from daybreak.care.session.monitors import device_name, monitor_rules
from daybreak.care.session.stay import is_here
from daybreak.care.team.actor import Actor
from daybreak.records import scope
from daybreak.records.models import DeviceBinding, DeviceUnbinding


@dataclass(frozen=True, slots=True)
class MonitorBound:
    """The pairing, and when it ends by itself."""

    binding: UUID
    device: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class MonitorReleased:
    binding: UUID


@act("session-bind-device")
def bind_device(
    *, by: Actor, act_id: UUID, at: datetime, now: datetime, session: UUID, device: str
) -> MonitorBound:
    """Pair a monitor with the person in this session's chair. It ends by itself.

    Raises:
        NotFound: no such session among those the actor works with.
        NotAllowed: they are not here, have no chair, the monitor speaks for somebody else, or no
            director has adopted the lines that its readings would be judged by.
        NotUnderstood: that is no monitor's name.
    """
    seen = opened(by, session, at=at, now=now)
    if not is_here(seen.history):
        raise NotAllowed("not-here", "A monitor is paired with somebody who is here.")
    if seen.chair_id is None:
        raise NotAllowed("no-chair", "This session has no chair. Book one, then pair the monitor.")
    if not seen.chair.is_adopted:
        raise NotAllowed(
            "profile-unadopted",
            "A monitor's readings are judged by lines that nobody has adopted for this site. "
            "Ask the medical director to adopt the profile under Team, Monitoring profiles.",
        )
    name = device_name(device)
    # A monitor has one name in the whole house: another organisation's pairing holds it too.
    taken = DeviceBinding.objects.filter(device=name, end__isnull=True, expires_at__gt=now).first()
    if taken is not None and taken.session_id == seen.session:
        raise NotAllowed("paired", "This monitor is paired here already.")
    if taken is not None:
        raise NotAllowed(
            "paired-elsewhere", "This monitor speaks for another chair. Release it there first."
        )
    until = now + timedelta(seconds=monitor_rules().paired_s)
    row = add(
        DeviceBinding(
            chair_id=seen.chair_id, session_id=seen.session, device=name, expires_at=until
        )
    )
    return MonitorBound(row.id, name, until)


@act("session-unbind-device")
def unbind_device(
    *, by: Actor, act_id: UUID, at: datetime, now: datetime, binding: UUID
) -> MonitorReleased:
    """End a pairing; what the monitor says from then on is nobody's.

    Raises:
        NotFound: no such pairing among the sessions the actor works with.
        NotAllowed: it has ended already.
    """
    row = (
        DeviceBinding.objects.filter(id=binding, session__in=scope.sessions(by))
        .select_related("session__course", "session__standing")
        .first()
    )
    if row is None:
        raise NotFound("pairing", "There is no such pairing among those you work with.")
    current().about(patient=row.session.course.patient_id, site=row.session.standing.site_id)
    if DeviceUnbinding.objects.filter(binding=row).exists():
        raise NotAllowed("released", "This monitor was released already.")
    add(DeviceUnbinding(binding=row))
    return MonitorReleased(row.id)
