"""What became of the drug of one session: drawn is given, wasted, declared, lost or a variance."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from daybreak.care.findings import Finding
from daybreak.care.ledger.account import Kind, given, opened, prepared, residual, variance, wasted
from daybreak.care.ledger.book import Book
from daybreak.care.ledger.entry import Move
from daybreak.care.ledger.rules import LedgerRules
from daybreak.care.quantities import Mass


@dataclass(frozen=True, slots=True)
class Settlement:
    """The drug of one session. `variance` is over nothing when drug is missing.

    `left` is what was drawn up and not accounted for yet.
    """

    drawn: Mass
    given: Mass
    wasted: Mass
    residual: Mass
    lost: Mass
    variance: Mass
    left: Mass

    @property
    def accounted(self) -> Mass:
        parts = (self.given, self.wasted, self.residual, self.lost, self.variance, self.left)
        return Mass(sum(part.micrograms for part in parts))

    @property
    def adds_up(self) -> bool:
        """That the parts make up what was drawn, as in every book written by its rules."""
        return self.drawn == self.accounted


def settlement(book: Book, session: str) -> Settlement:
    """What became of everything drawn up for a session."""
    return Settlement(
        drawn=_moved(book, session, Move.WITHDRAW, into=True),
        given=book.held(given(session)),
        wasted=book.held(wasted(session)),
        residual=book.held(residual(session)),
        lost=_moved(book, session, Move.LOSS, into=False),
        variance=book.held(variance(session)),
        left=book.held(prepared(session)),
    )


def closing(
    book: Book,
    session: str,
    *,
    delivered: Mass,
    open_cases: Collection[str],
    rules: LedgerRules,
) -> tuple[Finding, ...]:
    """What keeps a session from being closed. A case must be open, not solved.

    Args:
        delivered: what the session's own record says was given.
        open_cases: what the open cases are about; a session's id among them.
    """
    found = settlement(book, session)
    return (
        *_left(found, rules),
        *_as_charted(found, delivered, rules),
        *_open_vials(book, book.drawn_in_order(session), rules),
        *_case(book, session, open_cases, rules),
    )


def lots_given(book: Book, session: str) -> tuple[str, ...]:
    """The lots of everything that was given in a session."""
    vials = dict.fromkeys(line.vial for line in book.lines(given(session)))
    held = (vial for vial in vials if book.held(given(session), vial).micrograms)
    return tuple(dict.fromkeys(book.vials[vial].lot for vial in held))


def lot_agrees(
    book: Book, session: str, *, on_form: str, rules: LedgerRules
) -> tuple[Finding, ...]:
    """Whether the monitoring form names the lot that the ledger gave."""
    lots = lots_given(book, session)
    if lots == (on_form,):
        return ()
    return (rules.refused("ledger-lot", form=on_form or "none", ledger=", ".join(lots) or "none"),)


def end_of_day(book: Book, rules: LedgerRules) -> tuple[Finding, ...]:
    """The vials for one dose that are still open when the day ends."""
    vials = (account.of for account, _ in book.on_hand if account.kind is Kind.OPEN)
    return tuple(_open_vials(book, dict.fromkeys(vials), rules))


def _left(found: Settlement, rules: LedgerRules) -> Iterator[Finding]:
    if found.left.micrograms:
        yield rules.refused("ledger-left", left=found.left)


def _as_charted(found: Settlement, delivered: Mass, rules: LedgerRules) -> Iterator[Finding]:
    if found.given != delivered:
        yield rules.refused("ledger-delivered", ledger=found.given, chart=delivered)


def _open_vials(book: Book, vials: Iterable[str], rules: LedgerRules) -> Iterator[Finding]:
    for vial in vials:
        held = book.held(opened(vial), vial)
        if held.micrograms and book.vials[vial].is_single_dose:
            yield rules.refused("ledger-open-vial", vial=vial, held=held)


def _case(
    book: Book, session: str, open_cases: Collection[str], rules: LedgerRules
) -> Iterator[Finding]:
    """Two vials whose variances cancel are two variances."""
    off = [amount for (account, _), amount in book.balances.items() if account == variance(session)]
    if any(off) and session not in open_cases:
        yield rules.refused("ledger-case", amount=Mass(sum(map(abs, off))))


def _moved(book: Book, session: str, move: Move, *, into: bool) -> Mass:
    """What one kind of move brought into, or out of, what is drawn up; corrections count back."""
    kinds = {entry.seq: entry.draft.move for entry in book.entries}
    total = 0
    for entry in book.entries:
        of = kinds.get(entry.draft.corrects or 0, entry.draft.move)
        if of is move:
            total += sum(
                line.micrograms for line in entry.draft.lines if line.account == prepared(session)
            )
    return Mass(total if into else -total)
