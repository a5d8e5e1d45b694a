"""Messages of monitors as they came in: kept before they are answered, and what became of each.

These are no acts: a message by itself says nothing about anybody. What it leads to is one.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from daybreak.care.session.monitors import Pairing, monitor_rules
from daybreak.care.session.vitals import Vitals
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import Role
from daybreak.records.models import DeviceBinding, DeviceFrame, PatientIdentifier, VitalsRow
from daybreak.records.reads.session_rows import SIGNALS, pairing_of
from daybreak.records.turnstile import writers

_FRAMES = UUID("3f0d4d9a-6a2b-5c47-8f27-3f6f0c1a8a77")  # of what has no id of its own
RECEIVED, RECORDED, ORPHAN, REFUSED = "received", "recorded", "orphan", "refused"


@dataclass(frozen=True, slots=True)
class Frame:
    """A message that is kept. `outcome` is what became of it, or `received` until that is known."""

    id: UUID
    outcome: str
    why: str


@dataclass(frozen=True, slots=True)
class Paired:
    """Whom a monitor speaks for: the pairing, its actor, and the numbers the person is known by."""

    pairing: Pairing
    actor: Actor
    numbers: frozenset[str]
    zone: ZoneInfo  # of the chair's site, where the monitor's clock hangs


def keep_frame(
    *, raw: bytes, received_at: datetime, device: str, control_id: str, sent_at: str
) -> Frame:
    """Keep a message, or find the same one that came before.

    The same is: from the same sender, with the same control id, time and content.
    """
    digest = hashlib.sha256(raw).hexdigest()
    key = uuid5(_FRAMES, f"{device}\x1f{control_id}\x1f{sent_at}\x1f{digest}")
    with _alone():
        row, _ = DeviceFrame.objects.get_or_create(
            id=key,
            defaults={
                "received_at": received_at,
                "device": _printable(device)[:120],
                "control_id": _printable(control_id)[:120],
                "sent_at": _printable(sent_at)[:40],
                "digest": digest,
                "raw": raw,
                "outcome": RECEIVED,
            },
        )
    return Frame(row.id, row.outcome, row.why)


def settle(
    frame: UUID,
    outcome: str,
    *,
    why: str = "",
    act: UUID | None = None,
    pairing: UUID | None = None,
) -> None:
    """Write down what became of a message."""
    with _alone():
        DeviceFrame.objects.filter(id=frame).update(
            outcome=outcome, why=why[:300], act=act, binding=pairing
        )


@dataclass(frozen=True, slots=True)
class Purged:
    """How many messages went whole, and of how many only the text did."""

    orphans: int
    texts: int


def purge(now: datetime) -> Purged:
    """Throw away messages that belong to nobody, and the text of all others, when their time is up.

    Messages name people. What was refused, or cut off, is no orphan: that it came, its hash and
    what became of it stay for whoever asks why a monitor was not believed.
    """
    rules = monitor_rules()
    with _alone():
        orphans, _ = DeviceFrame.objects.filter(
            received_at__lt=now - timedelta(seconds=rules.orphans_s), outcome=ORPHAN
        ).delete()
        texts = (
            DeviceFrame.objects.filter(received_at__lt=now - timedelta(seconds=rules.text_s))
            .exclude(raw=b"")
            .update(raw=b"")
        )
    return Purged(orphans, texts)


def paired(names: frozenset[str], now: datetime) -> Paired | None:
    """Whom a monitor with any of these names speaks for just now."""
    row = (
        DeviceBinding.objects.filter(
            device__in=[name for name in names if name.isprintable()],  # as they are paired
            end__isnull=True,
            at__lte=now,
            expires_at__gt=now,
        )
        .select_related("chair__site", "session__course__patient")
        .order_by("-at")
        .first()
    )
    if row is None:
        return None
    patient = row.session.course.patient
    known = PatientIdentifier.objects.filter(patient=patient).values_list("value", flat=True)
    site = row.chair.site
    actor = Actor(
        id=uuid5(_FRAMES, row.device),
        name=row.device,
        organisation=site.organisation_id,
        roles=frozenset({Role.DEVICE}),
        sites=frozenset({site.id}),
    )
    return Paired(
        pairing_of(row), actor, frozenset({patient.number, *known}), ZoneInfo(site.time_zone)
    )


def is_known_reading(session: UUID, device: str, at: datetime, vitals: Vitals) -> bool:
    """Whether a monitor has already told this: cuffs are sent again and again until the next."""
    told = {name: getattr(vitals, name) for name in SIGNALS}
    return VitalsRow.objects.filter(session=session, device=device, at=at, **told).exists()


def _printable(told: str) -> str:
    """What a sender says of itself, as every database can keep it; the raw message has it all."""
    return "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in told
    )


@contextmanager
def _alone() -> Iterator[None]:
    """One short transaction, in its turn where the database lets in one writer at a time."""
    with writers.turn() if connection.vendor == "sqlite" else nullcontext(), transaction.atomic():
        yield
