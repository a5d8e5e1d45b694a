"""Many who want something written at once wait for one transaction, and each for their own."""

import threading
from collections.abc import Sequence

import pytest

from daybreak.records.together import Together


def in_threads(together: Together[int, int], wishes: Sequence[int]) -> dict[int, object]:
    """What each thread was answered, or the error it was told."""
    answers: dict[int, object] = {}
    gate = threading.Barrier(len(wishes))

    def ask(wish: int) -> None:
        gate.wait()
        try:
            answers[wish] = together(wish)
        except ValueError as failed:
            answers[wish] = str(failed)

    threads = [threading.Thread(target=ask, args=(wish,)) for wish in wishes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return answers


def test_everyone_gets_the_answer_to_their_own_wish() -> None:
    together: Together[int, int] = Together(lambda wishes: [wish * 2 for wish in wishes])

    assert in_threads(together, range(40)) == {wish: wish * 2 for wish in range(40)}


def test_those_who_come_while_something_is_written_are_written_together() -> None:
    batches: list[int] = []
    begun, go_on = threading.Event(), threading.Event()

    def write(wishes: Sequence[int]) -> Sequence[int]:
        batches.append(len(wishes))
        begun.set()
        go_on.wait(20)
        return wishes

    together: Together[int, int] = Together(write)
    first = threading.Thread(target=together, args=(0,))
    first.start()
    begun.wait(20)
    rest = [threading.Thread(target=together, args=(wish,)) for wish in range(1, 9)]
    for thread in rest:
        thread.start()
    while len(together._waiting) < 8:
        pass
    go_on.set()
    for thread in (first, *rest):
        thread.join(20)

    assert batches == [1, 8]


def test_no_more_go_together_than_the_most() -> None:
    batches: list[int] = []

    def write(wishes: Sequence[int]) -> Sequence[int]:
        batches.append(len(wishes))
        return wishes

    in_threads(Together(write, most=3), range(30))

    assert max(batches) <= 3
    assert sum(batches) == 30


def test_one_that_cannot_be_written_takes_no_other_with_it() -> None:
    def write(wishes: Sequence[int]) -> Sequence[int]:
        if 13 in wishes:
            raise ValueError("13 cannot be written")
        return wishes

    answers = in_threads(Together(write), range(20))

    assert answers == {wish: "13 cannot be written" if wish == 13 else wish for wish in range(20)}


def test_whoever_asks_after_a_failure_is_served() -> None:
    wrong = [True]

    def write(wishes: Sequence[int]) -> Sequence[int]:
        if wrong[0]:
            raise ValueError("no room")
        return wishes

    together: Together[int, int] = Together(write)
    with pytest.raises(ValueError, match="no room"):
        together(1)
    wrong[0] = False

    assert together(2) == 2
