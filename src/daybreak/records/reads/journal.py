"""The journal as people read it: who did what, when, and at which site."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import overload
from uuid import UUID

from daybreak.care.team.actor import Actor
from daybreak.records.models import Account, Chain, JournalLine, Site


@dataclass(frozen=True, slots=True)
class Line:
    """One line, without what it stored: that is in the chart, for those who may open it."""

    position: int
    chain: str
    act: str
    by: str
    roles: str
    patient: UUID | None
    at: datetime
    recorded_at: datetime
    hash: str


class Lines(Sequence[Line]):
    """All lines of an organisation, newest first; a page of them is one query."""

    def __init__(self, actor: Actor, *, act: str = "", reading: bool = False) -> None:
        kinds = [Chain.Kind.READING] if reading else [Chain.Kind.SITE, Chain.Kind.ORGANISATION]
        chains = Chain.objects.filter(organisation=actor.organisation, kind__in=kinds)
        rows = JournalLine.objects.filter(chain__in=chains)
        self._rows = (rows.filter(act=act) if act else rows).order_by("-recorded_at", "-position")
        self._chains = {chain.id: chain for chain in chains}
        self._sites = dict(
            Site.objects.filter(organisation=actor.organisation).values_list("id", "name")
        )

    def __len__(self) -> int:
        return self._rows.count()

    @overload
    def __getitem__(self, index: int) -> Line: ...

    @overload
    def __getitem__(self, index: slice) -> list[Line]: ...

    def __getitem__(self, index: int | slice) -> Line | list[Line]:
        if isinstance(index, int):
            return self._lines([self._rows[index]])[0]
        return self._lines(list(self._rows[index]))

    def _lines(self, rows: list[JournalLine]) -> list[Line]:
        names = dict(
            Account.objects.filter(id__in={row.by for row in rows if row.by}).values_list(
                "id", "name"
            )
        )
        return [
            Line(
                row.position,
                self._name(row.chain_id),
                row.act,
                names.get(row.by, "") if row.by else "",
                row.by_roles,
                row.patient,
                row.at,
                row.recorded_at,
                row.hash,
            )
            for row in rows
        ]

    def _name(self, chain: UUID) -> str:
        match self._chains[chain].kind:
            case Chain.Kind.SITE.value:
                return self._sites.get(chain, "")
            case Chain.Kind.READING.value:
                return "readings"
        return "organisation"


def acts_seen(actor: Actor) -> tuple[str, ...]:
    """The names of all acts there are lines of, for a filter."""
    chains = Chain.objects.filter(organisation=actor.organisation)
    names = JournalLine.objects.filter(chain__in=chains).values_list("act", flat=True)
    return tuple(sorted(set(names.distinct())))
