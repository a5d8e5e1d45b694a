"""Each entry is sealed to the one before: whoever has the last seal sees every change."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from care.ledger.cabinet import NURSE, OTHER, drafted, vial, with_move, with_open
from daybreak.care.ledger.book import Book
from daybreak.care.ledger.entry import Entry, Move, broken, canonical, sealed
from daybreak.care.ledger.moves import administer, withdraw
from daybreak.care.quantities import Mass


def book() -> Book:
    written = with_open(vial())
    written = with_move(written, Move.WITHDRAW, withdraw("v1", "s1", Mass.mg(40)))
    return with_move(written, Move.ADMINISTER, administer(written, "s1", Mass.mg(40)))


def test_a_book_as_it_was_written_is_whole() -> None:
    assert broken(()) is None
    assert broken(book().entries) is None


@given(st.integers(0, 3), st.integers(0, 4))
def test_a_changed_entry_is_found_at_its_place(place: int, what: int) -> None:
    entries = list(book().entries)
    draft = entries[place].draft
    changed = (
        replace(draft, reason="another"),
        replace(draft, at=draft.at + timedelta(seconds=1)),
        replace(draft, by=OTHER),
        replace(draft, witness=None),
        replace(draft, session="s9"),
    )[what]
    entries[place] = replace(entries[place], draft=changed)

    assert broken(entries) == place


@given(st.integers(0, 3))
def test_a_removed_entry_is_found_unless_it_was_the_last(place: int) -> None:
    entries = list(book().entries)
    del entries[place]

    assert broken(entries) == (None if place == 3 else place)


@given(st.permutations(range(4)))
def test_another_order_is_found(order: list[int]) -> None:
    entries = [book().entries[place] for place in order]
    first_wrong = next((n for n, place in enumerate(order) if n != place), None)

    assert broken(entries) == first_wrong


def test_an_entry_sealed_anew_is_found_by_the_one_after_it() -> None:
    entries = list(book().entries)
    forged = replace(entries[1].draft, reason="another")
    entries[1] = sealed(forged, seq=2, before=entries[0].seal)

    assert broken(entries) == 2


def test_the_same_draft_is_the_same_text() -> None:
    draft = drafted(Move.WITHDRAW, withdraw("v1", "s1", Mass.mg(40)))
    roles = [*NURSE.roles, *OTHER.roles]
    one, other = (
        replace(draft, by=replace(NURSE, roles=frozenset(order))) for order in (roles, roles[::-1])
    )

    assert canonical(one, 1) == canonical(other, 1)
    assert canonical(draft, 1) != canonical(draft, 2)
    assert Book.of(book().entries) == book()
    assert isinstance(book().entries[0], Entry)


def test_an_entry_with_another_number_is_found_even_when_it_is_sealed() -> None:
    (first, *_) = book().entries

    assert broken([sealed(first.draft, seq=2, before=first.before)]) == 0


def test_the_text_that_is_sealed_is_canonical() -> None:
    text = canonical(drafted(Move.RECALL, (), reason="café", lot="A1"), 7)

    assert text.startswith('{"at":"2026-11-02T09:00:00+00:00","by":{"at":')
    assert ", " not in text
    assert r"caf\u00e9" in text
    assert '"seq":7' in text
    assert '"roles":["nurse"]' in text


def test_a_seal_that_was_written_once_holds_for_ever() -> None:
    """Books are checked by later versions of this program: the text may not change."""
    first, *_, last = book().entries

    assert first.seal == "3266ca11aa0b21e3c2521ce23cd8ca13f22eda246f3501ee6d152b00e0a0858f"
    assert last.seal == "b87b4c89ab1c3db294ebedaa77303a39a1b1b6708dc6532307047855371e1a33"
    assert '"device":null' in canonical(first.draft, 1)
    assert '"expires":"2027-06-30"' in canonical(first.draft, 1)
    assert f'"by":"{NURSE.by}"' in canonical(first.draft, 1)
