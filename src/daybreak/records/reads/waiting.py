"""Who waits to be screened or decided on, those who wait longest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import overload
from uuid import UUID

import msgspec
from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from daybreak.care.findings import Status
from daybreak.care.team.actor import Actor
from daybreak.records import scope
from daybreak.records.models import ChartCard, EligibilityDecision, VerdictRow


class Which(StrEnum):
    """Which of those who wait."""

    ALL = "all"
    NEW = "new"  # nobody has asked the rules yet
    HELD = "held"
    READY = "ready"  # nothing holds: a prescriber's word is missing


HELD = (Status.HOLD.value, Status.EXCLUDE.value)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of the worklist. `since` is when they came; `decision` is a word to wait, if any."""

    patient: UUID
    number: str
    name: str
    birth_date: date
    since: datetime
    status: Status | None  # None when nobody has asked the rules yet
    asked_at: datetime | None
    unknown: tuple[str, ...]
    decision: str


class WaitingList(Sequence[Waiting]):
    """Everyone without a course of whom no prescriber said the last word; a page is two queries.

    Whoever was declined is no longer waiting.
    """

    def __init__(self, actor: Actor, *, which: Which = Which.ALL) -> None:
        words = EligibilityDecision.objects.filter(patient=OuterRef("patient")).order_by(
            "-recorded_at", "-at", "-id"
        )
        rows = ChartCard.objects.filter(
            organisation=actor.organisation,
            patient__in=scope.patients(actor),
            stage__in=("intake", "screening"),
            course=None,
        ).annotate(word=Coalesce(Subquery(words.values("decision")[:1]), Value("")))
        rows = rows.exclude(word="proceed")
        match which:
            case Which.NEW:
                rows = rows.filter(verdict="")
            case Which.HELD:
                rows = rows.filter(verdict__in=HELD)
            case Which.READY:
                rows = rows.exclude(verdict__in=("", *HELD))
            case Which.ALL:
                pass
        self._rows: QuerySet[ChartCard] = rows.select_related("patient").order_by(
            "patient__at", "patient_id"
        )

    def __len__(self) -> int:
        return self._count

    @cached_property
    def _count(self) -> int:
        return self._rows.count()

    @overload
    def __getitem__(self, index: int) -> Waiting: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Waiting]: ...
    def __getitem__(self, index: int | slice) -> Waiting | Sequence[Waiting]:
        if isinstance(index, int):
            return _lines([self._rows[index]])[0]
        return _lines(list(self._rows[index]))


def _lines(cards: list[ChartCard]) -> list[Waiting]:
    rows = VerdictRow.objects.filter(patient__in=[card.patient_id for card in cards], session=None)
    verdicts = {row.patient_id: row for row in rows.order_by("recorded_at", "at", "id")}
    return [_line(card, verdicts.get(card.patient_id)) for card in cards]


def _line(card: ChartCard, verdict: VerdictRow | None) -> Waiting:
    unknown = msgspec.json.decode(verdict.unknown, type=tuple[str, ...]) if verdict else ()
    word: str = card.word  # type: ignore[attr-defined]  # annotated above
    return Waiting(
        card.patient_id,
        card.number,
        card.name.strip(),
        card.birth_date,
        card.patient.at,
        Status(card.verdict) if card.verdict else None,
        verdict.at if verdict else None,
        unknown,
        word,
    )
