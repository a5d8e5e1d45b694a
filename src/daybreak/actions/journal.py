"""The journal of one act under way: what it adds, whom it is about, where it is at home."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID, uuid5

from daybreak.care.team.actor import Actor
from daybreak.records import chains, projections
from daybreak.records.canonical import columns, digest, json_text
from daybreak.records.models import Account, Chain, JournalLine, Row
from daybreak.records.prepared import Prepared

R = TypeVar("R", bound=Row)

_account = Prepared(lambda key: Account.objects.filter(id=key).only("id"))
_chain = Prepared(lambda key: Chain.objects.filter(id=key))


@dataclass(slots=True)
class Journal:
    """One act's page: rows are added through it, and it closes with one line."""

    name: str
    by: Actor
    act_id: UUID
    at: datetime
    now: datetime
    request: str
    patient: UUID | None = None
    site: UUID | None = None
    reading: bool = False
    touched: set[UUID] = field(default_factory=set)  # sessions whose standing has changed
    _rows: dict[str, dict[str, str]] = field(default_factory=dict)
    _added: int = 0
    _account: UUID | None = None

    def __post_init__(self) -> None:
        # The house itself, a monitor and a first set-up have no account.
        if _account(self.by.id):
            self._account = self.by.id

    def add(self, row: R, *, at: datetime | None = None, own_id: UUID | None = None) -> R:
        """Store one row for ever. Its id follows from the act, so a repeat would collide.

        `at` is for a row that was true at another time than the rest of the act; `own_id` for
        the rare thing whose id its sender already speaks of.
        """
        self._sign(row, at, own_id)
        row.save(force_insert=True)
        return row

    def add_all(self, rows: Iterable[R]) -> None:
        """Store many rows of one table at once."""
        signed = list(rows)
        for row in signed:
            self._sign(row, None, None)
        if signed:
            table: Any = type(signed[0])
            table.objects.bulk_create(signed)

    def _sign(self, row: Row, at: datetime | None, own_id: UUID | None) -> None:
        self._added += 1
        row.id = own_id or uuid5(self.act_id, f"{row._meta.db_table} {self._added}")
        row.act = self.act_id
        row.at = at or self.at
        row.recorded_at = self.now
        row.by_id = self._account
        self._rows.setdefault(row._meta.db_table, {})[str(row.id)] = digest(columns(row))

    def new_id(self, what: str) -> UUID:
        """An id that follows from the act, for something that is no row of the record."""
        return uuid5(self.act_id, what)

    def about(self, *, patient: UUID | None = None, site: UUID | None = None) -> None:
        """Say whom the act is about and at which site it is at home."""
        self.patient = patient or self.patient
        self.site = site or self.site

    def changed(self, session: UUID) -> None:
        """A session's stage or booking changed; its standing is computed again at the end."""
        self.touched.add(session)

    def close(self, answer: str) -> None:
        """Bring the worklists up to date and add the line."""
        for more in _beside.get():
            more()
        for session in self.touched:
            projections.refresh_session(session)
        if self.patient and (self.touched or projections.CARD_TABLES & self._rows.keys()):
            projections.refresh_card(self.patient)
        organisation = self.by.organisation
        if self.reading:
            chain = chains.of_reading(organisation)
        elif self.site:
            chain = chains.of_site(self.site, organisation)
        else:
            chain = chains.of_organisation(organisation)
        self._append(chain, self.name, self.act_id, answer, json_text(self._rows))
        self._stamp_heads(organisation)

    def _append(self, chain: Chain, act: str, act_id: UUID, answer: str, rows: str) -> None:
        position = chain.length + 1
        line = JournalLine(
            id=chains.line_id(chain.id, position),
            chain=chain,
            position=position,
            act_id=act_id,
            act=act,
            by=self._account,
            by_roles=" ".join(sorted(self.by.roles)),
            patient=self.patient if act == self.name else None,
            at=self.at,
            recorded_at=self.now,
            request=self.request,
            answer=answer,
            rows=rows,
            previous=chain.head or chains.FIRST,
        )
        line.hash = chains.line_hash(line)
        line.save(force_insert=True)
        chain.length, chain.head = position, line.hash
        chain.save(update_fields=["length", "head", "stamped_on"])

    def _stamp_heads(self, organisation: UUID) -> None:
        """Once a day, tie the heads of all chains into the organisation's own."""
        today = self.now.date()
        if any((own.stamped_on or date.min) >= today for own in _chain(organisation)):
            return
        heads = {
            str(chain.id): [chain.length, chain.head]
            for chain in Chain.objects.filter(organisation=organisation).order_by("id")
        }
        own = chains.of_organisation(organisation)
        own.stamped_on = today
        stamp = uuid5(organisation, f"heads {today.isoformat()}")
        self._append(own, "journal-stamp-heads", stamp, json_text(heads), "{}")


_current: ContextVar[Journal | None] = ContextVar("journal", default=None)
_beside: ContextVar[tuple[Callable[[], None], ...]] = ContextVar("beside", default=())


@contextmanager
def beside(more: Callable[[], None]) -> Iterator[None]:
    """Every act done in here also does `more` before its line is written.

    A repeated act does nothing, and so does not do it again.
    """
    token = _beside.set((*_beside.get(), more))
    try:
        yield
    finally:
        _beside.reset(token)


@contextmanager
def opened(journal: Journal) -> Iterator[Journal]:
    """Make `journal` the one that `current()` answers with."""
    if _current.get() is not None:
        raise RuntimeError("An act cannot call another act; share a function between them.")
    token = _current.set(journal)
    try:
        yield journal
    finally:
        _current.reset(token)


def current() -> Journal:
    """The journal of the act that is running."""
    journal = _current.get()
    if journal is None:
        raise RuntimeError("Rows are added only inside an act.")
    return journal


def add(row: R, *, at: datetime | None = None, own_id: UUID | None = None) -> R:
    """Store one row for ever, in the act that is running."""
    return current().add(row, at=at, own_id=own_id)


def add_all(rows: Iterable[R]) -> None:
    """Store many rows of one table at once, in the act that is running."""
    current().add_all(rows)
