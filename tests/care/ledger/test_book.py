"""Whatever is done at the cabinet, in any order: nothing goes under nothing, and all sums to 0."""

from datetime import date, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from care.ledger.cabinet import KIT, RULES, SAFE, T0, drafted, vial
from daybreak.care.errors import DaybreakError
from daybreak.care.ledger.account import ON_HAND, Account, Kind, opened, prepared, safe
from daybreak.care.ledger.book import Book
from daybreak.care.ledger.entry import Move, Vial, broken
from daybreak.care.ledger.moves import (
    Lines,
    administer,
    count_off,
    declare_residual,
    lose,
    open_vial,
    overfill,
    receipt,
    settle,
    take_back,
    waste,
    waste_vial,
    whole,
    withdraw,
)
from daybreak.care.ledger.settlement import settlement
from daybreak.care.ledger.tracing import by_lot, reconciled, sessions_of
from daybreak.care.ledger.writing import write
from daybreak.care.quantities import Mass

SESSIONS = ("s1", "s2")
VIALS: tuple[Vial, ...] = (
    vial("v1"),
    vial("v2", lot="A1", is_single_dose=False),
    vial("v3", lot="B2", mg=200, expires=date(2026, 11, 20), is_single_dose=False),
    KIT,
)
amounts = st.integers(1, 90_000) | st.sampled_from([28_000, 56_000, 84_000, 460_000, 600_000])
sessions = st.sampled_from(SESSIONS)
names = st.sampled_from([each.id for each in VIALS])


class Cabinet(RuleBasedStateMachine):
    """Tries every move with any amount; what is refused must leave the book as it was."""

    def __init__(self) -> None:
        super().__init__()
        self.book = Book()
        self.days = 0
        self.written = 0

    def try_move(self, move: Move, lines: Any, **other: object) -> None:
        before = self.book
        at = T0 + timedelta(days=self.days)
        try:
            found: Lines = lines() if callable(lines) else lines
            self.book = write(self.book, drafted(move, found, at=at, **other), RULES)
            self.written += 1
        except DaybreakError:
            assert self.book is before

    @initialize(already=st.sets(names))
    def receive(self, already: set[str]) -> None:
        lines = receipt(VIALS, source="Supplier", into=SAFE)
        self.try_move(Move.RECEIPT, lines, vials=VIALS, session="")
        for name in sorted(already):
            self.open(name)
            self.try_move(Move.WITHDRAW, withdraw(name, "s1", Mass.mg(28)), session="s1")

    @rule()
    def receive_again(self) -> None:
        lines = receipt(VIALS[:1], source="Supplier", into=SAFE)
        self.try_move(Move.RECEIPT, lines, vials=VIALS[:1], session="")

    @rule(name=names)
    def open_one(self, name: str) -> None:
        self.open(name)

    def open(self, name: str) -> None:
        self.try_move(Move.OPEN, lambda: open_vial(self.book, name))

    @rule(name=names, session=sessions, amount=amounts)
    def draw(self, name: str, session: str, amount: int) -> None:
        self.try_move(Move.WITHDRAW, withdraw(name, session, Mass(amount)), session=session)

    @rule(
        session=sessions,
        amount=amounts,
        how=st.sampled_from(
            [
                (Move.ADMINISTER, administer),
                (Move.WASTE, waste),
                (Move.RESIDUAL, declare_residual),
            ]
        ),
    )
    def use(self, session: str, amount: int, how: Any) -> None:
        move, lines = how
        self.try_move(move, lambda: lines(self.book, session, Mass(amount)), session=session)

    @rule(session=sessions)
    def settle(self, session: str) -> None:
        self.try_move(Move.VARIANCE, lambda: settle(self.book, session), session=session)

    @rule(name=names, amount=amounts)
    def waste_vial(self, name: str, amount: int) -> None:
        self.try_move(Move.VIAL_WASTE, lambda: waste_vial(self.book, name, Mass(amount)))

    @rule(name=names, amount=st.integers(1, 60_000))
    def overfill(self, name: str, amount: int) -> None:
        self.try_move(Move.OVERFILL, overfill(name, Mass(amount)))

    @rule(name=names, amount=amounts)
    def count(self, name: str, amount: int) -> None:
        lines = lambda: count_off(self.book, opened(name), name, Mass(amount), "count-1")  # noqa: E731 - made only if the move may be tried
        self.try_move(Move.VARIANCE, lines)

    @rule(name=names, session=sessions, amount=amounts)
    def lose(self, name: str, session: str, amount: int) -> None:
        lines = lose(prepared(session), name, Mass(amount), "spill-1")
        self.try_move(Move.LOSS, lines, session=session)

    @rule(
        name=names,
        where=st.sampled_from(
            [
                (Move.TRANSFER, safe("south", "main")),
                (Move.RETURN, Account(Kind.RETURNED, "Distributor")),
                (Move.DESTROY, Account(Kind.DESTROYED, "form-41")),
            ]
        ),
    )
    def send_away(self, name: str, where: tuple[Move, Account]) -> None:
        self.try_move(where[0], lambda: whole(self.book, name, where[1]))

    @rule(seq=st.integers(1, 30))
    def take_back(self, seq: int) -> None:
        self.try_move(Move.CORRECT, lambda: take_back(self.book, seq), corrects=seq)

    @rule(lot=st.sampled_from(["A1", "B2"]), move=st.sampled_from([Move.QUARANTINE, Move.RELEASE]))
    def set_aside(self, lot: str, move: Move) -> None:
        self.try_move(move, (), lot=lot)

    @rule(days=st.integers(0, 9))
    def days_pass(self, days: int) -> None:
        self.days += days

    @invariant()
    def nothing_on_hand_is_under_nothing(self) -> None:
        assert all(
            amount > 0 for (where, _), amount in self.book.balances.items() if where.kind in ON_HAND
        )

    @invariant()
    def every_vial_sums_to_nothing(self) -> None:
        for name in self.book.vials:
            assert sum(amount for (_, of), amount in self.book.balances.items() if of == name) == 0

    @invariant()
    def every_vial_and_lot_is_accounted_for(self) -> None:
        assert all(reconciled(self.book, name).adds_up for name in self.book.vials)
        for lot, found in by_lot(self.book).items():
            assert found.adds_up
            given = sum(mass.micrograms for mass in sessions_of(self.book, lot).values())
            assert given == found.given.micrograms

    @invariant()
    def every_session_adds_up(self) -> None:
        for session in SESSIONS:
            found = settlement(self.book, session)
            assert found.adds_up
            assert found.left.micrograms >= 0

    @invariant()
    def every_vial_is_in_one_place(self) -> None:
        for name in self.book.vials:
            places = [
                where
                for where, of in self.book.balances
                if of == name and where.kind in (Kind.STOCK, Kind.OPEN)
            ]
            assert len(places) <= 1

    @invariant()
    def devices_are_whole(self) -> None:
        assert all(
            amount % 28_000 == 0 for (_, of), amount in self.book.balances.items() if of == KIT.id
        )

    @invariant()
    def nothing_written_is_lost(self) -> None:
        assert len(self.book.entries) == self.written
        assert broken(self.book.entries) is None
        assert Book.of(self.book.entries) == self.book


USUAL = settings()  # of the profile; a whole cabinet is slow enough at less
Cabinet.TestCase.settings = settings(
    max_examples=min(40, USUAL.max_examples),
    stateful_step_count=min(30, USUAL.stateful_step_count),
    deadline=None,
)
TestCabinet = Cabinet.TestCase
