"""Where all of it went: by lot, by vial, and to which sessions."""

from collections.abc import Mapping
from dataclasses import dataclass

from daybreak.care.ledger.account import ON_HAND, Kind
from daybreak.care.ledger.book import Book
from daybreak.care.quantities import Mass


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What was received, and everything that became of it."""

    received: Mass
    on_hand: Mass
    given: Mass
    wasted: Mass
    returned: Mass
    destroyed: Mass
    lost: Mass
    variance: Mass

    @property
    def adds_up(self) -> bool:
        """Received is on hand, given, wasted, returned, destroyed, lost or a variance."""
        parts = (
            self.on_hand,
            self.given,
            self.wasted,
            self.returned,
            self.destroyed,
            self.lost,
            self.variance,
        )
        return self.received.micrograms == sum(part.micrograms for part in parts)


def reconciled(book: Book, vial: str) -> Reconciled:
    """What became of one vial."""

    def held(*kinds: Kind) -> Mass:
        return book.total(*kinds, vial=vial)

    return Reconciled(
        received=Mass(-held(Kind.EXTERNAL).micrograms),
        on_hand=held(*ON_HAND),
        given=held(Kind.PATIENT),
        wasted=held(Kind.WASTE),
        returned=held(Kind.RETURNED),
        destroyed=held(Kind.DESTROYED),
        lost=held(Kind.LOSS),
        variance=held(Kind.VARIANCE),
    )


def by_lot(book: Book) -> Mapping[str, Reconciled]:
    """What became of each lot, all its vials together."""
    lots: dict[str, list[Reconciled]] = {}
    for vial in book.vials.values():
        lots.setdefault(vial.lot, []).append(reconciled(book, vial.id))
    return {lot: _together(parts) for lot, parts in sorted(lots.items())}


def sessions_of(book: Book, lot: str) -> Mapping[str, Mass]:
    """In which sessions a lot was given, and how much of it."""
    found: dict[str, int] = {}
    for (account, vial), amount in book.balances.items():
        if account.kind is Kind.PATIENT and book.vials[vial].lot == lot:
            found[account.of] = found.get(account.of, 0) + amount
    return {session: Mass(amount) for session, amount in sorted(found.items())}


def _together(parts: list[Reconciled]) -> Reconciled:
    def summed(name: str) -> Mass:
        return Mass(sum(getattr(part, name).micrograms for part in parts))

    return Reconciled(*(summed(name) for name in Reconciled.__slots__))
