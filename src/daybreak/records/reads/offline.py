"""What a device is given to go on alone, and what came back from one: entries, conflicts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from daybreak.care.session.as_data import in_ms
from daybreak.records.models import (
    EntryConflict,
    EntryOrigin,
    JournalLine,
    Preparation,
    Rescue,
)
from daybreak.records.reads.session import Visit

MOST_BAGS = 6  # our choice: as many as one looks through at a glance

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class OriginSeen:
    """An entry that was not typed while the network was there: when it was true, when told."""

    entry: UUID
    act: str
    way: str
    at: datetime
    told_at: datetime
    recorded_at: datetime
    clock_off_s: int
    observed_by: str
    place: int
    by: str


@dataclass(frozen=True, slots=True)
class ConflictSeen:
    """An entry that could not be taken over, and what was typed. `end` says what became of it."""

    id: UUID
    session: UUID
    entry: UUID
    what: str
    content: Mapping[str, Any]
    because: str
    at: datetime
    recorded_at: datetime
    by: str
    end: str


def origins(session: UUID) -> tuple[OriginSeen, ...]:
    """Every entry of a session that came late, in the order in which they were true."""
    rows = list(
        EntryOrigin.objects.filter(session=session)
        .select_related("by")
        .order_by("at", "place", "recorded_at", "id")
    )
    acts = dict(
        JournalLine.objects.filter(act_id__in=[row.entry for row in rows]).values_list(
            "act_id", "act"
        )
    )
    return tuple(
        OriginSeen(
            row.entry,
            acts.get(row.entry, ""),
            row.way,
            row.at,
            row.told_at,
            row.recorded_at,
            row.clock_off_s,
            row.observed_by,
            row.place,
            row.by.name if row.by else "",
        )
        for row in rows
    )


def conflicts(session: UUID, *, settled: bool = False) -> tuple[ConflictSeen, ...]:
    """The entries of a session that nobody has settled yet; with `settled`, all of them."""
    rows = EntryConflict.objects.filter(session=session).select_related("by", "end")
    if not settled:
        rows = rows.filter(end__isnull=True)
    return tuple(_conflict(row) for row in rows.order_by("at", "recorded_at", "id"))


def conflict_of(entry: UUID) -> ConflictSeen | None:
    """The conflict that an entry has become, if it has."""
    row = EntryConflict.objects.filter(entry=entry).select_related("by", "end").first()
    return None if row is None else _conflict(row)


def open_conflicts(sessions: Iterable[UUID]) -> Mapping[UUID, int]:
    """How many entries of each session wait to be settled; sessions without any are left out."""
    found: dict[UUID, int] = {}
    rows = EntryConflict.objects.filter(session__in=list(sessions), end__isnull=True)
    for session in rows.values_list("session", flat=True):
        found[session] = found.get(session, 0) + 1
    return found


def is_stored(entry: UUID, act: str, *, by: UUID) -> bool:
    """Whether this act by this account is in the journal already."""
    return JournalLine.objects.filter(act_id=entry, act=act, by=by).exists()


def rescue_begun(session: UUID, key: UUID) -> UUID:
    """The rescue that an act began, by the id of that act; any other id is its own."""
    begun = Rescue.objects.filter(session=session, act=key, corrects=None)
    return begun.values_list("id", flat=True).first() or key


def usual_bags(site: UUID) -> tuple[int, ...]:
    """The volumes, in microlitres, that this site has mixed into before, the latest first."""
    told = (
        Preparation.objects.filter(session__standing__site=site, diluent_ul__gt=0)
        .order_by("-recorded_at")
        .values_list("diluent_ul", flat=True)[:200]
    )
    return tuple(dict.fromkeys(told))[:MOST_BAGS]


def chair_data(seen: Visit) -> Data:
    """The session as the rules on a device weigh it; every time is whole milliseconds, UTC."""
    chair = seen.chair
    return {
        "counts_from": None if chair.counts_from is None else in_ms(chair.counts_from),
        "history": [
            {"stage": step.stage.value, "at": in_ms(step.at), "by": str(step.by)}
            for step in chair.history
        ],
        "readings": [
            {
                "id": each.id,
                "at": in_ms(each.at),
                "vitals": {signal.value: value for signal, value in each.vitals.taken()},
            }
            for each in chair.readings
        ],
        "symptoms": [
            {
                "term": each.term,
                "grade": each.grade,
                "onset": in_ms(each.onset),
                "resolved": None if each.resolved is None else in_ms(each.resolved),
            }
            for each in chair.symptoms
        ],
        "acknowledgements": [
            {
                "channel": each.channel,
                "level": each.level.value,
                "at": in_ms(each.at),
                "by": str(each.by),
                "role": each.role.value,
                "action": each.action,
            }
            for each in chair.acknowledgements
        ],
    }


def dose_data(seen: Visit) -> Data:
    """What is drawn up, who worked it out, the go, and what was done at the pump."""
    made = seen.prepared
    return {
        "prepared": made
        and {
            "at": in_ms(made.at),
            "by": str(made.by),
            "by_name": made.by_name,
            "product": made.product,
            "lot": made.lot,
            "strength_ug_per_ml": made.computed.strength.micrograms_per_ml,
            "dose_ug": made.computed.dose.micrograms,
            "drug_ul": made.computed.drug.microlitres,
            "bag_ul": made.computed.bag.microlitres if made.computed.bag else None,
            "total_ul": made.contents.volume.microlitres,
            "rate_ul_per_h": made.computed.rate.microlitres_per_h if made.computed.rate else None,
            "minutes": made.computed.minutes,
        },
        "checks": [
            {
                "at": in_ms(each.at),
                "role": each.role.value,
                "saw_other": each.saw_other,
                "figures": {
                    "by": str(each.figures.by),
                    "dose_ug": each.figures.dose.micrograms,
                    "drug_ul": each.figures.drug.microlitres,
                    "bag_ul": each.figures.bag.microlitres if each.figures.bag else None,
                    "rate_ul_per_h": each.figures.rate.microlitres_per_h
                    if each.figures.rate
                    else None,
                },
            }
            for each in seen.dose_checks
        ],
        "goes": [
            {
                "at": in_ms(each.decision.at),
                "go": each.decision.is_go,
                "by_name": each.by,
                "reason": each.decision.reason,
            }
            for each in seen.goes
        ],
        "changes": [
            {"at": in_ms(each.at), "rate_ul_per_h": each.rate.microlitres_per_h}
            for each in seen.rate_changes
        ],
        "shown": [
            {"at": in_ms(each.at), "shown_ul": each.shown.microlitres} for each in seen.shown
        ],
        "answers": dict(seen.answers),
        "where": next((each.reason for each in seen.pump if each.kind == "start"), ""),
        "devices": _devices(seen),
        "hold": _hold(seen),
    }


def _devices(seen: Visit) -> Data | None:
    """The devices in hand, and those that were given or failed."""
    found = seen.devices
    if found is None:
        return None
    return {
        "count": found.count,
        "device_ug": found.device.micrograms,
        "rest_ms": int(found.rest.total_seconds() * 1000),
        "lots": list(found.lots),
        "used": [
            {"number": each.number, "at": in_ms(each.at), "lot": each.lot} for each in found.used
        ],
        "failed": [{"at": in_ms(each.at), "words": each.words} for each in found.failed],
    }


def _hold(seen: Visit) -> Data | None:
    """Since when it is held in the mouth, and how that ended."""
    found = seen.hold
    if found is None:
        return None
    return {
        "began": in_ms(found.began),
        "ended": None if found.ended is None else in_ms(found.ended),
        "how": found.how.value if found.how else "",
    }


def _conflict(row: EntryConflict) -> ConflictSeen:
    end = getattr(row, "end", None)
    return ConflictSeen(
        row.id,
        row.session_id,
        row.entry,
        row.what,
        msgspec.json.decode(row.content),
        row.because,
        row.at,
        row.recorded_at,
        row.by.name if row.by else "",
        end.reason if end else "",
    )
