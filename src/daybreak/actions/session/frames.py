"""Messages of monitors as they came in: kept before they are answered, and what became of each.

These are no acts: a message by itself says nothing about anybody. What it leads to is one.
What comes at one moment is kept in one transaction, so that the disk is waited for once.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from daybreak.care.session.monitors import Pairing, monitor_rules
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import Role
from daybreak.records.frames import insert_new
from daybreak.records.models import DeviceBinding, DeviceFrame, PatientIdentifier
from daybreak.records.prepared import Prepared
from daybreak.records.reads.session_rows import pairing_of
from daybreak.records.together import Together
from daybreak.records.turnstile import writers

_FRAMES = UUID("3f0d4d9a-6a2b-5c47-8f27-3f6f0c1a8a77")  # of what has no id of its own
RECEIVED, RECORDED, ORPHAN, REFUSED = "received", "recorded", "orphan", "refused"
BETWEEN = "between"  # its readings lie between two that stand in the record
_AT_ONCE = 64  # our choice: as many as a listener has connections
_REMEMBERED = 1000  # our choice: more monitors than a house has


@dataclass(frozen=True, slots=True)
class Paired:
    """Whom a monitor speaks for: the pairing, its actor, and the numbers the person is known by."""

    pairing: Pairing
    actor: Actor
    numbers: frozenset[str]
    zone: ZoneInfo  # of the chair's site, where the monitor's clock hangs


@dataclass(frozen=True, slots=True)
class Judged:
    """What becomes of a message of a paired monitor. `received` is what an act has yet to use.

    `is_told` when whoever looks at the pairing shall be told of it: a monitor speaks every second,
    and a page asks for its last word.
    """

    outcome: str
    why: str = ""
    is_told: bool = True


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message as it came in.

    `names` are what its monitor may be paired as; `refused` says why none of it can be used, if
    so; `judge` says what becomes of it once it is known whom it speaks for, and `contradicts`
    whether it names somebody else than that.
    """

    raw: bytes
    received_at: datetime
    device: str
    control_id: str
    sent_at: str
    names: frozenset[str] = frozenset()
    refused: str = ""
    judge: Callable[[Paired], Judged] = lambda _paired: Judged(RECEIVED)
    contradicts: Callable[[Paired], bool] = lambda _paired: False

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.raw).hexdigest()

    @property
    def id(self) -> UUID:
        """The same for the same sender, control id, time and content."""
        told = f"{self.device}\x1f{self.control_id}\x1f{self.sent_at}\x1f{self.digest}"
        return uuid5(_FRAMES, told)


@dataclass(frozen=True, slots=True)
class Frame:
    """A message that is kept. `outcome` is what became of it, or `received` until that is known."""

    id: UUID
    outcome: str
    why: str
    paired: Paired | None = None


def keep_frame(arrived: Arrived) -> Frame:
    """Keep a message, or find the same one that came before; it is on the disk when this returns.

    What may become of it is decided and kept in the same transaction.
    """
    return _together(arrived)


_kept = Prepared(lambda *ids: DeviceFrame.objects.filter(id__in=ids).only("id", "outcome", "why"))


def _keep_all(arrived: Sequence[Arrived]) -> list[Frame]:
    """Keep what came at one moment, each once. The one statement that stores them is whole."""
    ids = [each.id for each in arrived]
    with _turn():
        speaking = _speaking(arrived)
        rows: dict[UUID, tuple[DeviceFrame, Paired | None]] = {}
        for key, each, whom in zip(ids, arrived, speaking, strict=True):
            if key not in rows:
                rows[key] = _row(each, key, whom), whom
        new = insert_new([row for row, _ in rows.values()])
        found = {
            key: Frame(key, row.outcome, row.why, whom)
            for key, (row, whom) in rows.items()
            if key in new
        }
        for row in _kept.among(set(ids) - new):  # sent again: as it was answered the first time
            whom = rows[row.id][1] if row.outcome == RECEIVED else None
            found[row.id] = Frame(row.id, row.outcome, row.why, whom)
    return [found[key] for key in ids]


def _speaking(arrived: Sequence[Arrived]) -> list[Paired | None]:
    """Whom each of these speaks for."""
    speaking = _known.whom([(each.names, each.received_at) for each in arrived])
    for place, (each, whom) in enumerate(zip(arrived, speaking, strict=True)):
        if whom is not None and each.contradicts(whom):  # by all that is known of them now
            (speaking[place],) = _known.anew([(each.names, each.received_at)])
    return speaking


_together: Together[Arrived, Frame] = Together(_keep_all, most=_AT_ONCE)


def _row(arrived: Arrived, key: UUID, whom: Paired | None) -> DeviceFrame:
    if arrived.refused:
        judged = Judged(REFUSED, arrived.refused)
    elif whom is None:
        judged = Judged(ORPHAN, "not-paired")
    else:
        judged = arrived.judge(whom)
    is_bound = whom is not None and judged.is_told and not arrived.refused
    return DeviceFrame(
        id=key,
        received_at=arrived.received_at,
        device=_printable(arrived.device)[:120],
        control_id=_printable(arrived.control_id)[:120],
        sent_at=_printable(arrived.sent_at)[:40],
        digest=arrived.digest,
        raw=arrived.raw,
        outcome=judged.outcome,
        why=judged.why[:300],
        binding_id=whom.pairing.id if whom is not None and is_bound else None,
    )


def settle(frame: UUID, outcome: str, *, why: str = "", act: UUID | None = None) -> None:
    """Write down what became of a message that was received."""
    with _alone():
        DeviceFrame.objects.filter(id=frame).update(outcome=outcome, why=why[:300], act=act)


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A message that was kept, perhaps answered, and never used: the machine stopped then."""

    id: UUID
    raw: bytes
    received_at: datetime
    pairing: UUID


def unfinished() -> tuple[Unfinished, ...]:
    """Every message that an act has yet to use, oldest first."""
    rows = DeviceFrame.objects.filter(outcome=RECEIVED, binding__isnull=False)
    return tuple(
        Unfinished(row.id, bytes(row.raw), row.received_at, row.binding_id)
        for row in rows.exclude(raw=b"").order_by("received_at", "id")
        if row.binding_id is not None
    )


@dataclass(frozen=True, slots=True)
class Purged:
    """How many messages went whole, and of how many only the text did."""

    orphans: int
    texts: int
    between: int = 0


def purge(now: datetime) -> Purged:
    """Throw away messages that belong to nobody, and the text of all others, when their time is up.

    Messages name people. What lies between two readings goes whole too: it is in nobody's record.
    What was refused, or cut off, is no orphan: that it came, its hash and what became of it stay
    for whoever asks why a monitor was not believed.
    """
    rules = monitor_rules()

    def old(seconds: int) -> datetime:
        return now - timedelta(seconds=seconds)

    frames = DeviceFrame.objects
    with _alone():
        orphans, _ = frames.filter(received_at__lt=old(rules.orphans_s), outcome=ORPHAN).delete()
        between, _ = frames.filter(
            received_at__lt=old(rules.between_s or rules.text_s), outcome=BETWEEN
        ).delete()
        texts = frames.filter(received_at__lt=old(rules.text_s)).exclude(raw=b"").update(raw=b"")
    return Purged(orphans, texts, between)


def paired(names: frozenset[str], now: datetime) -> Paired | None:
    """Whom a monitor with any of these names speaks for just now."""
    return _paired_of([(names, now)])[0]


def paired_as(pairing: UUID) -> Paired | None:
    """Whom a monitor spoke for by this pairing, which may have ended since."""
    row = DeviceBinding.objects.filter(id=pairing).select_related(*_WHOM).first()
    return None if row is None else _paired(row, _numbers([row])[row.session.course.patient_id])


_WHOM = ("chair__site", "session__course__patient", "end")
_Asked = Sequence[tuple[frozenset[str], datetime]]  # the names of a monitor, and when it spoke


def _paired_of(asked: _Asked) -> list[Paired | None]:
    """The same for several at once, in the same two queries."""
    names = {name for each, _ in asked for name in each if name.isprintable()}  # as they are paired
    if not names:
        return [None] * len(asked)
    rows = list(
        DeviceBinding.objects.filter(
            device__in=names,
            end__isnull=True,
            at__lte=max(at for _, at in asked),
            expires_at__gt=min(at for _, at in asked),
        )
        .select_related(*_WHOM)
        .order_by("-at")
    )
    numbers = _numbers(rows)
    whom = [_paired(row, numbers[row.session.course.patient_id]) for row in rows]
    return [
        next((one for one in whom if one.actor.name in each and one.pairing.holds(at)), None)
        for each, at in asked
    ]


_open = Prepared(lambda *ids: DeviceBinding.objects.filter(id__in=ids, end__isnull=True))


class _Known:
    """The pairings that were looked up lately, so that of most messages only one thing is asked:
    whether the pairing is still open. Nothing else of one can change, but that people get more
    numbers; so whoever finds that a number is not theirs asks with `anew`.
    """

    def __init__(self) -> None:
        self._by_name: dict[str, Paired] = {}

    def whom(self, asked: _Asked) -> list[Paired | None]:
        """Whom these speak for, as `_paired_of` says it."""
        known = [self._held(names, at) for names, at in asked]
        still = {row.id for row in _open.among({one.pairing.id for one in known if one})}
        answers = [one if one and one.pairing.id in still else None for one in known]
        places = [place for place, one in enumerate(answers) if one is None]
        for place, one in zip(places, self.anew([asked[place] for place in places]), strict=True):
            answers[place] = one
        return answers

    def anew(self, asked: _Asked) -> list[Paired | None]:
        """The same, looked up whole."""
        if not asked:
            return []
        answers = _paired_of(asked)
        if len(self._by_name) > _REMEMBERED:
            self._by_name.clear()
        for one in filter(None, answers):
            self._by_name[one.actor.name] = one
        return answers

    def _held(self, names: frozenset[str], at: datetime) -> Paired | None:
        found = (self._by_name.get(name) for name in names)
        return next((one for one in found if one is not None and one.pairing.holds(at)), None)


_known = _Known()


def _numbers(rows: Collection[DeviceBinding]) -> Mapping[UUID, set[str]]:
    """What the people behind some pairings are known by."""
    found = {row.session.course.patient_id: {row.session.course.patient.number} for row in rows}
    for patient, value in PatientIdentifier.objects.filter(patient__in=found).values_list(
        "patient", "value"
    ):
        found[patient].add(value)
    return found


def _paired(row: DeviceBinding, numbers: Iterable[str]) -> Paired:
    site = row.chair.site
    actor = Actor(
        id=uuid5(_FRAMES, row.device),
        name=row.device,
        organisation=site.organisation_id,
        roles=frozenset({Role.DEVICE}),
        sites=frozenset({site.id}),
    )
    return Paired(pairing_of(row), actor, frozenset(numbers), ZoneInfo(site.time_zone))


def _printable(told: str) -> str:
    """What a sender says of itself, as every database can keep it; the raw message has it all."""
    return "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in told
    )


def _turn() -> AbstractContextManager[None]:
    """A turn to write, where the database lets in one writer at a time."""
    return writers.turn() if connection.vendor == "sqlite" else nullcontext()


@contextmanager
def _alone() -> Iterator[None]:
    """One short transaction, in its turn."""
    with _turn(), transaction.atomic():
        yield
