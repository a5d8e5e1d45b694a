"""A lozenge or a fluid held in the mouth: since when, until when, and how it ended."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from daybreak.care.catalogue.giving import Way
from daybreak.care.errors import NotAllowed
from daybreak.care.findings import Alarm, Finding
from daybreak.care.session.devices import length


class How(StrEnum):
    """How a hold ended."""

    SWALLOWED = "swallowed"
    SPAT = "spat"


@dataclass(frozen=True, slots=True)
class Hold:
    """From `began` until `ended`, None while it lasts; the way in says how long it should."""

    way: Way
    began: datetime
    ended: datetime | None = None
    how: How | None = None

    @property
    def least_at(self) -> datetime:
        """From then on it has been held long enough."""
        return self.began + self.way.least

    @property
    def most_at(self) -> datetime:
        """By then it is over."""
        return self.began + self.way.most

    def findings(self, now: datetime) -> tuple[Finding, ...]:
        """What is to be looked at: it was out too soon, or is still in too long."""
        until = self.ended or now
        if self.ended is not None and until < self.least_at:
            return (
                Finding(
                    "hold-short",
                    Alarm.NOTE,
                    f"Held for {length(until - self.began)}; {length(self.way.least)} are the "
                    "least. How much was taken up is not known.",
                    self.way.source,
                    to_do="Write down why, and tell the prescriber.",
                ),
            )
        if until > self.most_at:
            return (
                Finding(
                    "hold-long",
                    Alarm.NOTE,
                    f"Held for {length(until - self.began)}; {length(self.way.most)} are the most.",
                    self.way.source,
                    to_do="Ask them to end it, and write down how.",
                ),
            )
        return ()

    def check_end(self, at: datetime) -> None:
        """Raise unless it can have ended at `at`.

        Raises:
            NotAllowed: it is over already, or had not begun by then.
        """
        if self.ended is not None:
            raise NotAllowed(
                "hold-over", f"The hold was over at {self.ended:%H:%M}. Look at the page again."
            )
        if at < self.began:
            raise NotAllowed("before-dose", "It had not begun by then. Look at the time.")
