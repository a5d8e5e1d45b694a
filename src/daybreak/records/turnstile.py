"""A fair place to wait before writing to SQLite.

SQLite lets one writer in at a time and lets the others race for the next turn; under load the
unlucky wait for seconds. Here the threads of one process go through in the order they came. The
database's own lock still guards against other processes.
"""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class Turnstile:
    """A mutual exclusion whose waiters are served first come, first served."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._holder: int | None = None

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for this thread's turn, hold it, and pass it to whoever waited longest."""
        if self._holder == threading.get_ident():  # a transaction within a transaction
            yield
            return
        my_turn = threading.Event()
        with self._guard:
            self._waiting.append(my_turn)
            if len(self._waiting) == 1:
                my_turn.set()
        my_turn.wait()
        self._holder = threading.get_ident()
        try:
            yield
        finally:
            self._holder = None
            with self._guard:
                self._waiting.popleft()
                if self._waiting:
                    self._waiting[0].set()


writers = Turnstile()
