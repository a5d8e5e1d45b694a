"""The lines of each move, worked out from the book: what was done is said, not its arithmetic."""

from collections.abc import Iterable

from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.care.ledger.account import (
    Account,
    Kind,
    given,
    opened,
    overfilled,
    prepared,
    residual,
    supplier,
    variance,
    wasted,
)
from daybreak.care.ledger.book import Book
from daybreak.care.ledger.entry import Line, Vial
from daybreak.care.quantities import Mass

Lines = tuple[Line, ...]


def receipt(vials: Iterable[Vial], *, source: str, into: Account) -> Lines:
    """Vials from a supplier into a safe, each by its label."""
    return tuple(
        line
        for vial in vials
        for line in _pair(supplier(source), into, vial.id, vial.labelled.micrograms)
    )


def open_vial(book: Book, vial: str) -> Lines:
    """All of a vial out of its safe, to be drawn from."""
    return whole(book, vial, opened(vial))


def whole(book: Book, vial: str, to: Account) -> Lines:
    """All that is on hand of a vial, to another safe, a distributor or its destruction.

    Raises:
        NotAllowed: nothing of it is on hand.
    """
    place = book.place_of(book.vial(vial).id)
    if place is None:
        raise NotAllowed("ledger-nothing", "Nothing of that vial is on hand. Scan it again.")
    return _pair(place, to, vial, book.held(place, vial).micrograms)


def withdraw(vial: str, session: str, mass: Mass) -> Lines:
    """Drug drawn up from an open vial for a session."""
    return _pair(opened(vial), prepared(session), vial, _some(mass))


def administer(book: Book, session: str, mass: Mass) -> Lines:
    """What was given, out of what was drawn up, the vial drawn first first.

    More than was drawn up is written as given all the same, and stands as a variance.
    """
    return _out_of_prep(book, session, given(session), mass)


def waste(book: Book, session: str, mass: Mass) -> Lines:
    """What was measured and thrown away before a witness."""
    return _out_of_prep(book, session, wasted(session), mass)


def declare_residual(book: Book, session: str, mass: Mass) -> Lines:
    """What stays in line and bag and cannot be measured."""
    return _out_of_prep(book, session, residual(session), mass)


def waste_vial(book: Book, vial: str, mass: Mass) -> Lines:
    """What is left in an open vial; more than the book has of it stands as a variance."""
    held = book.held(opened(vial), vial).micrograms
    asked = _some(mass)
    lines = _pair(opened(vial), wasted(vial), vial, min(held, asked)) if held else ()
    return lines + (_pair(variance(vial), wasted(vial), vial, asked - held) if asked > held else ())


def overfill(vial: str, mass: Mass) -> Lines:
    """What a vial held over its label."""
    return _pair(overfilled(vial), opened(vial), vial, _some(mass))


def settle(book: Book, session: str) -> Lines:
    """What is neither given, wasted nor declared of what was drawn up: recorded as a variance."""
    return tuple(
        line
        for vial in book.drawn_in_order(session)
        if (left := book.held(prepared(session), vial).micrograms)
        for line in _pair(prepared(session), variance(session), vial, left)
    )


def count_off(book: Book, account: Account, vial: str, counted: Mass, count: str) -> Lines:
    """The difference between a count and the book, so that the book says what is there."""
    off = book.held(account, vial).micrograms - counted.micrograms
    if not off:
        return ()
    return _pair(account, variance(count), vial, off)


def lose(account: Account, vial: str, mass: Mass, incident: str) -> Lines:
    """What was stolen, spilled or is missing."""
    return _pair(account, Account(Kind.LOSS, incident), vial, _some(mass))


def take_back(book: Book, seq: int) -> Lines:
    """An earlier entry the other way round.

    Raises:
        NotUnderstood: there is no entry of that number.
    """
    for entry in book.entries:
        if entry.seq == seq:
            lines = entry.draft.lines
            return tuple(Line(each.account, each.vial, -each.micrograms) for each in lines)
    raise NotUnderstood("ledger-correction", "There is no entry of that number in this book.")


def _out_of_prep(book: Book, session: str, to: Account, mass: Mass) -> Lines:
    vials = book.drawn_in_order(session)
    if not vials:
        raise NotAllowed(
            "ledger-nothing", "Nothing was drawn up for this session. Enter that first."
        )
    asked, lines = _some(mass), list[Line]()
    for vial in vials:
        part = min(asked, book.held(prepared(session), vial).micrograms)
        if part:
            lines += _pair(prepared(session), to, vial, part)
            asked -= part
    if asked:
        lines += _pair(variance(session), to, vials[-1], asked)
    return tuple(lines)


def _some(mass: Mass) -> int:
    if mass.micrograms <= 0:
        raise NotUnderstood("ledger-nothing", "An amount is more than nothing. Enter it again.")
    return mass.micrograms


def _pair(source: Account, to: Account, vial: str, micrograms: int) -> Lines:
    return (Line(source, vial, -micrograms), Line(to, vial, micrograms))
