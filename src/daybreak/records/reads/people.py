"""The patient list: who, where in the pathway, what is next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import overload
from uuid import UUID

from django.db.models import F, QuerySet
from django.db.models.expressions import OrderBy

from daybreak.care.team.actor import Actor
from daybreak.records import scope
from daybreak.records.models import ChartCard

STAGES = (
    *("intake", "screening", "plan", "treatment"),
    *("reviewed", "maintenance", "ended", "declined"),
)
SORTS = ("name", "next", "number")


@dataclass(frozen=True, slots=True)
class CardLine:
    """One person of the list. `next_at` is the next session that is booked."""

    patient: UUID
    number: str
    name: str
    birth_date: date
    stage: str
    sessions_done: int
    sessions_planned: int
    next_at: datetime | None
    phq9_first: int | None
    phq9_last: int | None
    verdict: str


class People(Sequence[CardLine]):
    """Everybody an actor works with who fits; a page of them is one query, their number another.

    Every one of `words` is in a name, a number or a birth date; `born` is a day of birth;
    `stage` one of `STAGES` or empty; `sort` one of `SORTS`.
    """

    def __init__(
        self,
        actor: Actor,
        *,
        words: Sequence[str] = (),
        born: date | None = None,
        stage: str = "",
        sort: str = "name",
    ) -> None:
        rows = ChartCard.objects.filter(
            organisation=actor.organisation, patient__in=scope.patients(actor)
        )
        for word in words:
            rows = rows.filter(search__contains=word.lower())
        if born is not None:
            rows = rows.filter(birth_date=born)
        if stage:
            rows = rows.filter(stage=stage)
        self._rows: QuerySet[ChartCard] = rows.order_by(*_order(sort))

    def __len__(self) -> int:
        return self._count

    @cached_property
    def _count(self) -> int:
        return self._rows.count()

    @overload
    def __getitem__(self, index: int) -> CardLine: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[CardLine]: ...
    def __getitem__(self, index: int | slice) -> CardLine | Sequence[CardLine]:
        if isinstance(index, int):
            return _line(self._rows[index])
        return [_line(row) for row in self._rows[index]]


def _order(sort: str) -> tuple[str | OrderBy, ...]:
    match sort:
        case "next":
            return F("next_at").asc(nulls_last=True), "sort_name", "number"
        case "number":
            return ("number",)
    return "sort_name", "number"


def _line(row: ChartCard) -> CardLine:
    return CardLine(
        row.patient_id,
        row.number,
        row.name,
        row.birth_date,
        row.stage,
        row.sessions_done,
        row.sessions_planned,
        row.next_at,
        row.phq9_first,
        row.phq9_last,
        row.verdict,
    )
