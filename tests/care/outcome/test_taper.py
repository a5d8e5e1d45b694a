"""Sessions thin out by the ladder, and come closer again when one was missed and it went badly."""

from datetime import date
from itertools import pairwise

import pytest

from daybreak.care.catalogue.protocol import Maintenance, Protocol, protocol, protocols
from daybreak.care.errors import NotAllowed
from daybreak.care.outcome.taper import Pace, after_missed, taper

DAY = date(2026, 11, 2)


def ladder(name: str = "iv-racemic-six") -> Maintenance:
    found = protocol(name).maintenance
    assert found is not None
    return found


def test_a_short_taper_is_weekly_twice_then_wider_and_wider() -> None:
    steps = taper(ladder(), after=DAY, pace=Pace.SHORT)

    assert [step.gap_days for step in steps] == [7, 7, 14, 14, 21, 28]
    assert steps[0].day == date(2026, 11, 9)
    assert steps[-1].day == date(2027, 2, 1)


@pytest.mark.parametrize("pace", Pace)
@pytest.mark.parametrize("each", [p for p in protocols() if p.maintenance], ids=lambda p: p.id)
def test_gaps_never_shorten_and_days_follow_from_them(each: Protocol, pace: Pace) -> None:
    rungs = each.maintenance
    assert rungs is not None
    steps = taper(rungs, after=DAY, pace=pace)

    assert [s.gap_days for s in steps] == sorted(s.gap_days for s in steps)
    days = [DAY, *(step.day for step in steps)]
    assert [(b - a).days for a, b in pairwise(days)] == [step.gap_days for step in steps]


def test_a_taper_can_begin_further_up() -> None:
    assert taper(ladder(), after=DAY, pace=Pace.SHORT, from_rung=3)[0].gap_days == 28
    with pytest.raises(NotAllowed, match="rungs 1 to 4"):
        taper(ladder(), after=DAY, pace=Pace.SHORT, from_rung=4)
    with pytest.raises(NotAllowed):
        taper(ladder(), after=DAY, pace=Pace.SHORT, from_rung=-1)


@pytest.mark.parametrize(
    ("gap_days", "is_worse", "expected"),
    [
        (14, False, (14,)),
        (14, True, (14, 7)),
        (14, None, (14, 7)),
        (7, True, (7, 4)),  # weekly becomes twice a week
        (4, True, (4,)),
    ],
)
def test_after_a_missed_session_the_frequency_before_is_shown_when_it_went_worse(
    gap_days: int, is_worse: bool | None, expected: tuple[int, ...]
) -> None:
    found = after_missed(protocol("esketamine-trd"), gap_days=gap_days, is_worse=is_worse)

    assert tuple(found) == expected
