"""The clock of the house, which a journey moves on instead of waiting."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

import time_machine

ZONE = ZoneInfo("America/Los_Angeles")  # of the clinic that a journey walks through


class Clock:
    """The time that the server and its people live in; it runs on by itself, and can be moved.

    Nothing is written behind the pages: whoever moves it only waited.
    """

    def __init__(self, start: datetime) -> None:
        self._machine = time_machine.travel(start, tick=True)

    def __enter__(self) -> Self:
        self._traveller = self._machine.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._machine.stop()

    @property
    def now(self) -> datetime:
        """The moment it is, aware, in UTC."""
        return datetime.now(UTC)

    @property
    def today(self) -> date:
        """The day it is at the clinic."""
        return self.now.astimezone(ZONE).date()

    def forward(self, **delta: float) -> None:
        """Let so much time pass."""
        self._traveller.shift(timedelta(**delta))

    def goes_to(self, day: date, clock: time) -> None:
        """Wait until that hour of that day at the clinic.

        Raises:
            ValueError: it has passed; time does not go back.
        """
        then = datetime.combine(day, clock, ZONE)
        if then < self.now:
            raise ValueError(f"the moment must be ahead of {self.now}; it is {then}.")
        self._traveller.move_to(then, tick=True)
