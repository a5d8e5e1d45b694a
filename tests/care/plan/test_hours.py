"""A chair is taken as long as a sitting takes, within the hours of the clinic."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from daybreak.care.catalogue.profile import Profile
from daybreak.care.catalogue.protocol import protocol
from daybreak.care.catalogue.reading import newest
from daybreak.care.plan.free_days import Slot
from daybreak.care.plan.hours import clinic_hours, sitting

ZONE = ZoneInfo("America/Los_Angeles")
HOURS = clinic_hours()


@pytest.mark.parametrize(
    ("code", "minutes", "taken_min"),
    [
        ("iv-racemic-six", None, 150),  # 30 + 40 + 60 after the end + 15 = 145, in half hours
        ("iv-racemic-six", 100, 210),
        ("im-racemic-six", None, 180),  # 30 + 120 from the injection + 15 = 165
        ("esketamine-trd", None, 180),
    ],
)
def test_a_sitting_lasts_from_check_in_until_somebody_may_leave(
    code: str, minutes: int | None, taken_min: int
) -> None:
    chosen = protocol(code)

    taken = sitting(chosen, newest("profiles", Profile, chosen.profile), HOURS, minutes)

    assert taken == timedelta(minutes=taken_min)


def test_starts_are_offered_on_the_clock_of_the_site_within_its_hours() -> None:
    starts = HOURS.starts(date(2026, 11, 17), ZONE)
    opening = HOURS.opening(ZONE)

    assert [f"{starts[0]:%H:%M}", f"{starts[1]:%H:%M}"] == ["09:00", "09:30"]
    assert opening.holds(Slot(starts[0], starts[0] + timedelta(hours=2), "1"))
    assert not opening.holds(Slot(starts[-1], starts[-1] + timedelta(hours=2), "1"))
    sunday = HOURS.starts(date(2026, 11, 22), ZONE)[0]
    assert not opening.holds(Slot(sunday, sunday + timedelta(hours=2), "1"))
