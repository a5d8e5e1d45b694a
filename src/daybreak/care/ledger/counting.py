"""Counting what is in the safes, blind and by two people, and what follows when it differs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from daybreak.care.errors import NotAllowed
from daybreak.care.findings import Finding, Status
from daybreak.care.ledger.account import Account, Kind
from daybreak.care.ledger.book import Book
from daybreak.care.ledger.rules import LedgerRules
from daybreak.care.quantities import Mass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """One thing to be counted: what is printed on it and where it should be, but not how much."""

    account: Account
    vial: str
    lot: str
    substance: str


@dataclass(frozen=True, slots=True)
class Count:
    """What one person counted or measured, by place. A vial that is not there is nothing."""

    by: UUID
    amounts: Mapping[tuple[Account, str], Mass]


class Outcome(StrEnum):
    """What a case turned out to be, as the registrant decides it."""

    EXPLAINED = "explained"
    NOT_SIGNIFICANT = "not-significant"
    THEFT_OR_LOSS = "theft-or-significant-loss"


@dataclass(frozen=True, slots=True)
class Case:
    """A difference that is looked into. `about` is a session, a vial or a count."""

    id: str
    about: str
    opened: datetime
    outcome: Outcome | None = None
    reason: str = ""

    @property
    def is_open(self) -> bool:
        return self.outcome is None

    def is_escalated(self, now: datetime, rules: LedgerRules) -> bool:
        """Whether it has been open for so long that the director is told."""
        return self.is_open and now >= self.opened + timedelta(hours=rules.count.escalate_hours)


def blind_sheet(book: Book) -> tuple[Place, ...]:
    """Everything that should be in safes and open vials, without how much of it."""
    return tuple(
        sorted(
            Place(account, vial, book.vials[vial].lot, book.vials[vial].substance)
            for account, vial in book.on_hand
            if account.kind is not Kind.PREP
        )
    )


def compare(book: Book, first: Count, second: Count, rules: LedgerRules) -> tuple[Finding, ...]:
    """Everything in which two counts differ from each other or from the book.

    A difference within the limits is noted and recorded as a variance; beyond them a case is
    opened. A vial that is missing, or that nobody knew of, is always a case.
    """
    found = list(_two_people(first, second, rules))
    places = dict.fromkeys(
        [
            *((place.account, place.vial) for place in blind_sheet(book)),
            *first.amounts,
            *second.amounts,
        ]
    )
    for account, vial in places:
        one, other = (count.amounts.get((account, vial)) for count in (first, second))
        if one is None or other is None:
            found.append(rules.refused("ledger-count-missing", vial=vial))
        elif one != other:
            found.append(rules.refused("ledger-count-apart", vial=vial, one=one, other=other))
        else:
            found += _differs(book, account, vial, one, rules)
    return tuple(found)


def settle_case(case: Case, *, outcome: Outcome, reason: str) -> Case:
    """The case with what the registrant decided.

    Raises:
        NotAllowed: it is settled already, or nothing is said of why.
    """
    if not case.is_open:
        raise NotAllowed("ledger-case-settled", "This case is settled. Open another if need be.")
    if not reason.strip():
        raise NotAllowed("ledger-case-reason", "Say in a sentence why it is decided so.")
    return Case(case.id, case.about, case.opened, outcome, reason.strip())


def _two_people(first: Count, second: Count, rules: LedgerRules) -> Iterator[Finding]:
    if first.by == second.by:
        yield rules.refused("ledger-count-same-person")


def _differs(
    book: Book, account: Account, vial: str, counted: Mass, rules: LedgerRules
) -> Iterator[Finding]:
    held = book.held(account, vial)
    if counted == held:
        return
    level = Status.HOLD if _is_case(book, account, vial, counted, rules) else Status.NOTE
    yield rules.refused("ledger-count-differs", level=level, vial=vial, counted=counted, held=held)


def _is_case(book: Book, account: Account, vial: str, counted: Mass, rules: LedgerRules) -> bool:
    """Over 0.2 mL, over 2 percent, or anything of a vial that is not opened."""
    known, held = book.vials.get(vial), book.held(account, vial)
    off = abs(counted.micrograms - held.micrograms)
    if account.kind is not Kind.OPEN or known is None or known.strength is None:
        return True
    over_volume = off * 1000 > rules.count.volume_ul_max * known.strength.micrograms_per_ml
    return over_volume or off * 100 > rules.count.percent_max * held.micrograms
