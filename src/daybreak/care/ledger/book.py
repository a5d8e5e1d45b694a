"""The book of a site's controlled drugs: every entry, and what follows from all of them.

Nothing is changed or taken out. What was wrong is taken back by an entry of its own.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from daybreak.care.errors import NotAllowed
from daybreak.care.ledger.account import ON_HAND, Account, Kind, prepared
from daybreak.care.ledger.entry import FIRST, Draft, Entry, Line, Move, Vial, sealed
from daybreak.care.quantities import Mass

Key = tuple[Account, str]  # an account and a vial


@dataclass(frozen=True, slots=True)
class Book:
    """All entries in their order, with the balances and vials that follow from them."""

    entries: tuple[Entry, ...] = ()
    balances: Mapping[Key, int] = field(default_factory=lambda: MappingProxyType({}))
    vials: Mapping[str, Vial] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "Book":
        """The book of entries that were written before."""
        book = cls()
        for entry in entries:
            book = book.with_entry(entry)
        return book

    def with_entry(self, entry: Entry) -> "Book":
        """The book with one entry more; that it may stand is asked by `care.ledger.writing`."""
        balances = dict(self.balances)
        for line in entry.draft.lines:
            key = (line.account, line.vial)
            balances[key] = balances.get(key, 0) + line.micrograms
            if not balances[key]:
                del balances[key]
        vials = {**self.vials, **{vial.id: vial for vial in entry.draft.vials}}
        return Book((*self.entries, entry), MappingProxyType(balances), MappingProxyType(vials))

    def next_entry(self, draft: Draft) -> Entry:
        """The draft numbered and sealed to the last entry."""
        before = self.entries[-1].seal if self.entries else FIRST
        return sealed(draft, seq=len(self.entries) + 1, before=before)

    def held(self, account: Account, vial: str | None = None) -> Mass:
        """What an account holds, of one vial or of all."""
        return Mass(
            sum(
                amount
                for (where, of), amount in self.balances.items()
                if where == account and vial in (None, of)
            )
        )

    def total(self, *kinds: Kind, vial: str | None = None) -> Mass:
        """What all accounts of these kinds hold, of one vial or of all."""
        return Mass(
            sum(
                amount
                for (where, of), amount in self.balances.items()
                if where.kind in kinds and vial in (None, of)
            )
        )

    def place_of(self, vial: str) -> Account | None:
        """The one safe or open vial in which it is, or None when nothing of it is on hand."""
        places = [
            where
            for (where, of), amount in self.balances.items()
            if of == vial and amount and where.kind in (Kind.STOCK, Kind.OPEN)
        ]
        return places[0] if places else None

    def vial(self, id: str) -> Vial:  # noqa: A002 - as printed on it
        """The vial of that id.

        Raises:
            NotAllowed: none was received.
        """
        if id not in self.vials:
            raise NotAllowed(
                "ledger-vial-unknown", "That vial was not received here. Scan it again."
            )
        return self.vials[id]

    def drawn_in_order(self, session: str) -> tuple[str, ...]:
        """The vials drawn from for a session, the first first."""
        return tuple(
            dict.fromkeys(
                line.vial for line in self.lines(prepared(session)) if line.micrograms > 0
            )
        )

    def lines(self, account: Account) -> Iterator[Line]:
        """Every line of one account, in order."""
        for entry in self.entries:
            yield from (line for line in entry.draft.lines if line.account == account)

    def opened_at(self, vial: str) -> datetime | None:
        """When a vial was opened, unless that was taken back."""
        back = {entry.draft.corrects for entry in self.entries if entry.draft.move is Move.CORRECT}
        return next(
            (
                entry.draft.at
                for entry in self.entries
                if entry.draft.move is Move.OPEN
                and entry.seq not in back
                and any(line.vial == vial for line in entry.draft.lines)
            ),
            None,
        )

    def lot_standing(self, lot: str) -> Move | None:
        """Whether a lot is quarantined or recalled. A recall is never released."""
        standing: Move | None = None
        for entry in self.entries:
            if entry.draft.lot != lot:
                continue
            match entry.draft.move:
                case Move.RECALL:
                    return Move.RECALL
                case Move.QUARANTINE:
                    standing = Move.QUARANTINE
                case Move.RELEASE:
                    standing = None
        return standing

    @property
    def on_hand(self) -> Mapping[Key, int]:
        """Everything in safes, open vials and syringes."""
        return {key: amount for key, amount in self.balances.items() if key[0].kind in ON_HAND}
