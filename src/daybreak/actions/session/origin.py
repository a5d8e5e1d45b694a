"""How an entry came to us, when it was not typed while the network was there."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from daybreak.actions.journal import add, beside, current
from daybreak.actions.session.entry import short
from daybreak.records.models import EntryOrigin

OFFLINE, PAPER = "offline", "paper"  # the ways there are


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an entry was written down first.

    `told_at` is what the clock there said, and `clock_off_s` how many seconds that clock was
    ahead of ours; `observed_by` is who wrote it on paper, if it was another than who enters it,
    and `place` its place in the order in which it was written down there.
    """

    session: UUID
    way: str
    told_at: datetime
    clock_off_s: int = 0
    observed_by: str = ""
    place: int = 0


@contextmanager
def told_from(origin: Origin) -> Iterator[None]:
    """Every act done in here says in its own line that it came this way."""

    def remember() -> None:
        add(
            EntryOrigin(
                session_id=origin.session,
                entry=current().act_id,
                way=origin.way,
                told_at=origin.told_at,
                clock_off_s=origin.clock_off_s,
                observed_by=short(origin.observed_by, 120),
                place=origin.place,
            )
        )

    with beside(remember):
        yield
