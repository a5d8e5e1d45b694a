"""What stands beside the dose: orders for other medicines, what was given, rescues, events.

Corrections are applied: of each thing the newest entry counts, and who wrote the first is kept.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from daybreak.care.findings import Finding
from daybreak.care.plan.adjuncts import AdjunctGiven, AdjunctOrder, Amount, Person
from daybreak.care.quantities import Mass, Volume
from daybreak.care.screening.facts import counts
from daybreak.care.screening.fields import fields
from daybreak.care.session.events import Event, Noted
from daybreak.care.session.rescue import Did, Rescue
from daybreak.care.team.roles import Role
from daybreak.records import models as rows
from daybreak.records.prepared import Prepared
from daybreak.records.reads.facts import facts_of, medicines_of, zone_of
from daybreak.records.reads.screening import findings_from
from daybreak.records.reads.session_rows import on_the_clock
from daybreak.records.reads.team import held_roles
from daybreak.records.reads.versions import allergies

_signatures = Prepared(
    lambda *doses: rows.AdjunctSignature.objects.filter(dose__in=doses).select_related("by")
)
_taken_back = Prepared(lambda *doses: rows.AdjunctTakenBack.objects.filter(dose__in=doses))


@dataclass(frozen=True, slots=True)
class OrderSeen:
    """An order as it stands. Of one that was ended before its time, `order.expires` is then."""

    id: UUID
    order: AdjunctOrder
    at: datetime
    by: str
    ended_by: str
    end_reason: str
    ended_at: datetime | None

    def is_in_force(self, now: datetime) -> bool:
        return self.order.signed_at <= now < self.order.expires


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Somebody said that an entry was a mistake: who, when that was told, and why."""

    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class DoseSeen:
    """A medicine that was given: by an order, or on the word of `said_by` until it is signed.

    One that is `taken_back` was never given: it is shown, and counts for nothing.
    """

    id: UUID
    at: datetime
    drug: str
    route: str
    amount: Amount
    by: str
    by_id: UUID
    order: UUID | None
    said_by: str
    said_by_id: UUID | None
    signed_by: str
    signed_at: datetime | None
    findings: tuple[Finding, ...]
    note: str
    taken_back: TakenBack | None

    @property
    def waits(self) -> bool:
        """Whether it was given on a word that nobody has signed yet."""
        return self.taken_back is None and self.order is None and self.signed_at is None

    @property
    def given(self) -> AdjunctGiven:
        return AdjunctGiven(
            self.drug,
            self.amount,
            self.at,
            self.by_id,
            str(self.order or ""),
            self.said_by_id,
            self.signed_at is not None,
        )


@dataclass(frozen=True, slots=True)
class RescueSeen:
    """A rescue, the entry that counts, who wrote it first, and the names of all who wrote in it.

    `event` is the adverse event it was about, by its first entry.
    """

    rescue: Rescue
    newest: UUID
    by: str
    names: Mapping[UUID, str]
    event: UUID | None


@dataclass(frozen=True, slots=True)
class EventSeen:
    """An adverse event, the entry that counts, and who wrote the first."""

    event: Event
    newest: UUID
    by: str
    recorded_at: datetime
    names: Mapping[UUID, str]
    corrections: int


@dataclass(frozen=True, slots=True)
class Beside:
    """Everything beside the dose of one session, oldest first; doses taken back are among them."""

    doses: tuple[DoseSeen, ...] = ()
    rescues: tuple[RescueSeen, ...] = ()
    events: tuple[EventSeen, ...] = ()

    @property
    def given(self) -> tuple[AdjunctGiven, ...]:
        """What really was given: the doses that nobody took back."""
        return tuple(each.given for each in self.doses if each.taken_back is None)

    @property
    def unsigned(self) -> tuple[DoseSeen, ...]:
        return tuple(each for each in self.doses if each.waits)

    @property
    def open_rescue(self) -> RescueSeen | None:
        """The one that is under way; of several the newest."""
        return next((each for each in reversed(self.rescues) if each.rescue.is_open), None)


def orders_of(course: UUID, zone: ZoneInfo) -> tuple[OrderSeen, ...]:
    """Every order of a course, ended ones too; times on the clock of `zone`."""
    told = rows.AdjunctOrder.objects.filter(course=course).select_related("by", "end__by")
    return tuple(_order(row, zone) for row in told.order_by("at", "recorded_at", "id"))


def person_at(patient: UUID, *, now: datetime) -> Person:
    """What is looked at before a medicine is given. An empty list of allergies is not known."""
    known = tuple(row.display for row in allergies(patient) if row.active)
    fact = facts_of(patient, now=now).get("qtc-ms")
    today = now.astimezone(zone_of(patient)).date()
    is_fresh = fact is not None and counts(fields().field("qtc-ms"), fact, today)
    qtc_ms = fact.value if fact is not None and is_fresh else None
    return Person(
        allergies=known or None,
        medicines=medicines_of(patient),
        qtc_ms=qtc_ms if isinstance(qtc_ms, int) else None,
    )


def prescribers_at(site: UUID) -> tuple[tuple[UUID, str], ...]:
    """Whoever can have said that a medicine be given: the prescribers of a site, by name."""
    told = rows.RoleChange.objects.filter(site=site, role=Role.PRESCRIBER.value)
    accounts = rows.Account.objects.filter(
        id__in=told.values_list("account", flat=True), is_active=True
    )
    return tuple(
        (account.id, account.name)
        for account in accounts.order_by("name", "id")
        if (site, Role.PRESCRIBER) in held_roles(account.id)
    )


def signatures_of(doses: Iterable[UUID]) -> dict[UUID, rows.AdjunctSignature]:
    """The signature of each dose that has one."""
    return {row.dose_id: row for row in _signatures.among(doses)}


def taken_back_of(doses: Iterable[UUID]) -> list[rows.AdjunctTakenBack]:
    """What took back those doses that were taken back; nobody is named in them yet."""
    return list({row.id: row for row in _taken_back.among(doses)}.values())


def beside_of(
    doses: Sequence[rows.AdjunctDose],
    *,
    signatures: Mapping[UUID, rows.AdjunctSignature],
    taken_back: Mapping[UUID, rows.AdjunctTakenBack],
    rescues: Sequence[rows.Rescue],
    events: Sequence[rows.AdverseEvent],
    zone: ZoneInfo,
) -> Beside:
    """The rows of one session as values; times on the clock of its site."""
    first = {row.id: chain[0].id for chain in _chains(events) for row in chain}
    return Beside(
        doses=tuple(
            _dose(row, signatures.get(row.id), taken_back.get(row.id), zone) for row in doses
        ),
        rescues=tuple(
            sorted(
                (_rescue(chain, first, zone) for chain in _chains(rescues)),
                key=lambda each: each.rescue.began,
            )
        ),
        events=tuple(
            sorted(
                (_event(chain, zone) for chain in _chains(events)),
                key=lambda each: each.event.onset,
            )
        ),
    )


def amount_of(ug: int | None, ul: int | None) -> Amount:
    """The amount of a row: one of its two columns."""
    return Volume(ul) if ul is not None else Mass(ug or 0)


def _order(row: rows.AdjunctOrder, zone: ZoneInfo) -> OrderSeen:
    end = getattr(row, "end", None)
    expires = min(row.expires_at, end.at) if end else row.expires_at
    order = AdjunctOrder(
        id=str(row.id),
        kind=row.kind,
        drug=row.drug,
        rxnorm=row.rxnorm,
        route=row.route,
        dose=amount_of(row.dose_ug, row.dose_ul),
        most=amount_of(row.most_ug, row.most_ul),
        trigger=row.trigger,
        may_give=frozenset(Role(role) for role in msgspec.json.decode(row.may_give)),
        signed_by=row.by_id or UUID(int=0),
        signed_at=on_the_clock(row.at, zone),
        expires=on_the_clock(expires, zone),
        least_minutes=row.least_minutes,
    )
    return OrderSeen(
        row.id,
        order,
        row.at,
        _name(row),
        _name(end) if end else "",
        end.reason if end else "",
        end.at if end else None,
    )


def _dose(
    row: rows.AdjunctDose,
    signed: rows.AdjunctSignature | None,
    taken_back: rows.AdjunctTakenBack | None,
    zone: ZoneInfo,
) -> DoseSeen:
    return DoseSeen(
        id=row.id,
        at=on_the_clock(row.at, zone),
        drug=row.drug,
        route=row.route,
        amount=amount_of(row.amount_ug, row.amount_ul),
        by=_name(row),
        by_id=row.by_id or UUID(int=0),
        order=row.order_id,
        said_by=row.said_by.name if row.said_by else "",
        said_by_id=row.said_by_id,
        signed_by=_name(signed) if signed else "",
        signed_at=signed.at if signed else None,
        findings=findings_from(row.findings),
        note=row.note,
        taken_back=_back(taken_back, zone) if taken_back else None,
    )


def _back(row: rows.AdjunctTakenBack, zone: ZoneInfo) -> TakenBack:
    # The row is true for the time of its dose; what people ask is when it was told.
    return TakenBack(_name(row), on_the_clock(row.recorded_at, zone), row.reason)


def _chains(told: Sequence[Any]) -> list[list[Any]]:
    """Each thing with all its entries, as they were told; the last of them counts."""
    found: dict[UUID, list[Any]] = {}
    first: dict[UUID, UUID] = {}
    for row in sorted(told, key=lambda row: (row.recorded_at, row.corrects_id is not None)):
        root = first.get(row.corrects_id, row.corrects_id) if row.corrects_id else row.id
        first[row.id] = root
        found.setdefault(root, []).append(row)
    return list(found.values())


def _rescue(chain: list[rows.Rescue], events: Mapping[UUID, UUID], zone: ZoneInfo) -> RescueSeen:
    first, last = chain[0], chain[-1]
    did = tuple(
        Did(
            UUID(each["id"]),
            each["action"],
            on_the_clock(datetime.fromisoformat(each["at"]), zone),
            UUID(each["by"]) if each.get("by") else None,
            each.get("detail", ""),
            bool(each.get("taken_back")),
        )
        for each in msgspec.json.decode(last.actions)
    )
    rescue = Rescue(
        first.id,
        on_the_clock(last.at, zone),
        last.trigger,
        last.called_by,
        did,
        last.response,
        on_the_clock(last.ended_at, zone) if last.ended_at else None,
    )
    event = events.get(last.event_id) if last.event_id else None
    return RescueSeen(rescue, last.id, _name(first), _names(chain), event)


def did_text(did: Iterable[Did]) -> str:
    """What was done, as the column keeps it."""
    told = [
        {
            "id": str(each.id),
            "action": each.action,
            "at": each.at.astimezone(UTC).isoformat(),
            "by": str(each.by) if each.by else "",
            "detail": each.detail,
            "taken_back": each.taken_back,
        }
        for each in did
    ]
    return msgspec.json.encode(told, order="sorted").decode()


def _event(chain: list[rows.AdverseEvent], zone: ZoneInfo) -> EventSeen:
    first, last = chain[0], chain[-1]
    serious = msgspec.json.decode(last.serious)
    event = Event(
        id=first.id,
        term=last.term,
        grade=last.grade,
        onset=on_the_clock(last.onset, zone),
        resolved=on_the_clock(last.resolved, zone) if last.resolved else None,
        relatedness=last.relatedness,
        taken=last.action,
        flags=frozenset(serious["flags"]),
        description=last.description,
        noted={
            task: Noted(
                each["done"],
                each["words"],
                on_the_clock(datetime.fromisoformat(each["at"]), zone),
                UUID(each["by"]) if each.get("by") else None,
            )
            for task, each in serious["noted"].items()
        },
    )
    return EventSeen(event, last.id, _name(first), first.recorded_at, _names(chain), len(chain) - 1)


def serious_text(event: Event) -> str:
    """What makes an event serious and who was told, as the column keeps it."""
    noted = {
        task: {
            "done": each.done,
            "words": each.words,
            "at": each.at.astimezone(UTC).isoformat(),
            "by": str(each.by) if each.by else "",
        }
        for task, each in (event.noted or {}).items()
    }
    told = {"flags": sorted(event.flags), "noted": noted}
    return msgspec.json.encode(told, order="sorted").decode()


def _names(chain: Iterable[Any]) -> dict[UUID, str]:
    return {row.by_id: row.by.name for row in chain if row.by}


def _name(row: Any) -> str:
    return row.by.name if row.by else ""
