"""The stories of the made-up people, and who lives which of them.

Each story is told from its beginning by acts alone; where it stands today follows from when it
began. The first forty people are spread so that every stage of care has somebody in it.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from daybreak.demo import chapters, spraying
from daybreak.demo.chapters import Slot
from daybreak.demo.day import Day
from daybreak.demo.house import House
from daybreak.demo.people import Person
from daybreak.demo.timeline import Telling

Tell = Callable[[House, Person, random.Random], Telling]


@dataclass(frozen=True, slots=True)
class Story:
    """When somebody's story begins, and how it goes."""

    begins: datetime
    told: Tell


# Where the chairs stand today: hour and minute of the booking, chair, and what is special.
TODAY = (
    Slot(8, 2, 0),  # nearly through recovery
    Slot(9, 41, 1),  # the drug is running
    Slot(8, 40, 2, skips_readings=True),  # a reading is overdue
    Slot(10, 2, 3, has_escort=False),  # held at check-in
    Slot(10, 11, 4),  # waiting for the word to go
    Slot(12, 30, 5),
    Slot(11, 0, 0),
    Slot(12, 45, 1),
    Slot(13, 30, 2),
    Slot(14, 15, 3),
)
ELSEWHEN = tuple(Slot(hour, minute, chair) for hour, minute in ((15, 0),) for chair in range(6))


def stories(count: int, *, day: Day) -> Iterator[Story]:
    """As many stories as there are people, the same ones for the same day."""
    cast = list(_cast(day))
    for index in range(count):
        yield cast[index] if index < len(cast) else _more(index, day)


def _cast(day: Day) -> Iterator[Story]:
    # Treated today, at their first to sixth infusion.
    for slot, number in zip(TODAY, (6, 4, 2, 1, 2, 3, 1, 2, 1, 1), strict=True):
        yield _treated(day, slot, sessions_before=number - 1)
    # With the spray: two devices given, two hours from the first.
    begins = day.at(-chapters.LEAD_DAYS, 11, 40)
    yield Story(begins, partial(spraying.treated, slot=Slot(9, 20, 5), first_day=0))
    # In treatment, but not today: their days lie beside the others'.
    for slot, ago, number in zip(ELSEWHEN, (1, 2, 1, 2, 1, 2), (2, 3, 1, 2, 1, 1), strict=True):
        yield _treated(day, slot, sessions_before=number - 1, shift_days=ago)
    # Six given, the review is due; and one that was decided.
    yield _treated(day, Slot(8, 15, 5), sessions_before=6, shift_days=-1)
    yield _treated(day, Slot(8, 15, 5), sessions_before=6, shift_days=-2)
    # Maintenance, one of them today.
    for slot, weeks in ((Slot(13, 0, 4), 4),):
        yield Story(
            day.at(-46 - 7 * weeks, 11), partial(chapters.to_maintenance, slot=slot, weeks=weeks)
        )
    # Finished.
    for weeks, chair in ((2, 0),):
        yield Story(
            day.at(-50 - 7 * weeks, 9),
            partial(chapters.to_the_end, slot=Slot(15, 0, chair), weeks=weeks),
        )
    # Came in the middle: treated elsewhere before.
    yield Story(day.at(-3, 9), partial(chapters.from_elsewhere, slot=Slot(9, 15, 0), given=3))
    yield Story(day.at(-9, 9), partial(chapters.from_elsewhere, slot=Slot(9, 15, 1), given=2))
    yield Story(day.at(-5, 10), partial(chapters.for_a_booster, slot=Slot(10, 30, 2)))
    # On the way to a plan.
    yield Story(day.at(-6, 9), chapters.consent_missing)
    yield Story(day.at(-5, 13), chapters.plan_unsigned)
    yield Story(day.at(-4, 10), chapters.nothing_booked)
    # Being screened.
    yield Story(day.at(-3, 14), chapters.little_known)
    yield Story(day.at(-2, 9), chapters.little_known)
    yield Story(day.at(-4, 15), chapters.pressure_high)
    yield Story(day.at(-8, 11), chapters.excluded)
    yield Story(day.at(0, 8, 40), chapters.at_risk)
    yield Story(day.at(-1, 16), chapters.ready_for_a_decision)
    # Just asked.
    yield Story(day.at(-1, 10), chapters.registered)
    yield Story(day.at(0, 9, 15), chapters.registered)
    yield Story(day.at(-2, 17), chapters.registered)


def _treated(day: Day, slot: Slot, *, sessions_before: int, shift_days: int = 0) -> Story:
    """Somebody whose next session is today, or so many days later; `shift_days` < 0 is past."""
    first = shift_days - chapters.SPAN[sessions_before]
    begins = day.at(first - chapters.LEAD_DAYS, 9, 5 + slot.chair * 3)
    return Story(begins, partial(chapters.treated, slot=slot, first_day=first))


def _more(index: int, day: Day) -> Story:
    """People beyond the cast: at all stages, on days and in slots of their own."""
    rng = random.Random(index)
    weeks = rng.randint(8, 50)
    return Story(
        day.at(-50 - 7 * weeks, 9, rng.randint(0, 59)),
        rng.choice((chapters.registered, chapters.little_known, chapters.nothing_booked)),
    )
