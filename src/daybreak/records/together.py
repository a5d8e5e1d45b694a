"""Many who wait for the same slow thing, such as a disk, wait for it once.

What several threads want written at the same time goes into one transaction; whoever comes first
carries the rest along. Nobody returns before their own is written.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")
A = TypeVar("A")


class _Place(Generic[T, A]):
    """One thread's wish, and what came of it."""

    __slots__ = ("answer", "done", "failed", "wish")

    def __init__(self, wish: T) -> None:
        self.wish = wish
        self.done = False
        self.answer: A | None = None
        self.failed: BaseException | None = None


class Together(Generic[T, A]):
    """Does `do` for as many wishes at once as have come while the last were done.

    `do` is given wishes in the order they came, `most` at a time, and answers each; it does all of
    them or raises. When it raises for several, each is tried alone, so that one which cannot be
    done does not take others with it.
    """

    def __init__(self, do: Callable[[Sequence[T]], Sequence[A]], *, most: int = 64) -> None:
        self._do = do
        self._most = most
        self._waiting: deque[_Place[T, A]] = deque()
        self._turn = threading.Lock()

    def __call__(self, wish: T) -> A:
        """The answer to one wish, once it is done.

        Raises:
            Whatever `do` raises for it alone.
        """
        place: _Place[T, A] = _Place(wish)
        self._waiting.append(place)
        while not place.done:
            with self._turn:
                if not place.done:
                    self._carry()
        if place.failed is not None:
            raise place.failed
        return place.answer  # type: ignore[return-value]  # set whenever nothing failed

    def _carry(self) -> None:
        """Do what waits, up to the most at once. Only the thread whose turn it is gets here."""
        places = [self._waiting.popleft() for _ in range(min(self._most, len(self._waiting)))]
        try:
            self._done(places, self._do([each.wish for each in places]))
        except BaseException as failed:
            if len(places) == 1 or not isinstance(failed, Exception):
                for place in places:
                    place.failed, place.done = failed, True
                if not isinstance(failed, Exception):
                    raise
                return
            for place in places:
                self._alone(place)

    def _alone(self, place: _Place[T, A]) -> None:
        try:
            self._done([place], self._do([place.wish]))
        except Exception as failed:  # noqa: BLE001 - raised again in the thread whose wish it was
            place.failed, place.done = failed, True

    def _done(self, places: list[_Place[T, A]], answers: Sequence[A]) -> None:
        for place, answer in zip(places, answers, strict=True):
            place.answer, place.done = answer, True
