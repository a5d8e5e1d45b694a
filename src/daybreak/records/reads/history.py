"""What was done about one person, and who looked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import overload
from uuid import UUID

from django.db.models import QuerySet

from daybreak.care.team.actor import Actor
from daybreak.records.models import Account, Chain, JournalLine


@dataclass(frozen=True, slots=True)
class Entry:
    """One line about a person: which act, by whom as what, when it was true, when told."""

    act: str
    by: str
    roles: tuple[str, ...]
    at: datetime
    recorded_at: datetime
    reading: bool


class History(Sequence[Entry]):
    """All lines about one person, newest first; with `readings`, also who only looked.

    Whoever asks has asked for the head of the chart first: that is where scope is.
    """

    def __init__(self, actor: Actor, patient: UUID, *, readings: bool) -> None:
        rows = JournalLine.objects.filter(
            patient=patient, chain__organisation=actor.organisation
        ).select_related("chain")
        if not readings:
            rows = rows.exclude(chain__kind=Chain.Kind.READING)
        self._rows: QuerySet[JournalLine] = rows.order_by("-recorded_at", "-position")

    def __len__(self) -> int:
        return self._count

    @cached_property
    def _count(self) -> int:
        return self._rows.count()

    @overload
    def __getitem__(self, index: int) -> Entry: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Entry]: ...
    def __getitem__(self, index: int | slice) -> Entry | Sequence[Entry]:
        if isinstance(index, int):
            return _entries([self._rows[index]])[0]
        return _entries(list(self._rows[index]))


def _entries(rows: list[JournalLine]) -> list[Entry]:
    accounts = Account.objects.filter(id__in={row.by for row in rows if row.by})
    names = dict(accounts.values_list("id", "name"))
    return [
        Entry(
            row.act,
            names.get(row.by, "") if row.by else "",
            tuple(row.by_roles.split()),
            row.at,
            row.recorded_at,
            row.chain.kind == Chain.Kind.READING,
        )
        for row in rows
    ]
