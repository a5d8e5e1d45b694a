"""Everybody's story told at once: whoever's next moment comes first goes on."""

import heapq
from collections.abc import Callable, Generator
from datetime import datetime

# A story hands out the moment at which it wants to go on.
Telling = Generator[datetime, None, None]


class Timeline:
    """Runs stories side by side in order of time, and leaves each where it stands at the end."""

    def __init__(self, *, until: datetime, clock: Callable[[datetime], None]) -> None:
        self.until = until
        self._clock = clock  # told the moment before a story goes on
        self._waiting: list[tuple[datetime, int, Telling]] = []
        self._count = 0

    def add(self, begins: datetime, telling: Telling) -> None:
        heapq.heappush(self._waiting, (begins, self._count, telling))
        self._count += 1

    def run(self, progress: Callable[[int, int], None]) -> None:
        """Tell every story up to the end of the timeline."""
        total, done = len(self._waiting), 0
        while self._waiting:
            moment, order, telling = heapq.heappop(self._waiting)
            wanted = None
            if moment <= self.until:
                self._clock(moment)
                wanted = next(telling, None)
            if wanted is None:
                telling.close()
                done += 1
                progress(done, total)
            else:
                heapq.heappush(self._waiting, (max(wanted, moment), order, telling))
