"""The day in chairs: every chair keeps its lane, now is drawn, and the title says what is free."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.ui.charts.day import Lane, Part, Stretch, day_chart, free_from

NOW = datetime(2026, 11, 17, 10, 24, tzinfo=UTC)


def at(hour: int, minute: int = 0) -> datetime:
    return NOW.replace(hour=hour, minute=minute)


def stretch(part: Part, start: datetime, end: datetime) -> Stretch:
    return Stretch(part, start, end)


BUSY = Lane(
    "Chair 1",
    (
        stretch(Part.BEFORE, at(9), at(9, 30)),
        stretch(Part.DOSING, at(9, 30), at(10, 10)),
        stretch(Part.RECOVERY, at(10, 10), at(11, 10)),
        stretch(Part.BOOKED, at(12), at(14)),
    ),
    is_used=True,
)
FREE = Lane("Chair 2", (stretch(Part.BOOKED, at(10, 40), at(12, 25)),))


def test_each_part_of_a_day_has_its_own_mark() -> None:
    chart = day_chart([BUSY], now=NOW, zone=UTC, key="day")

    for part in Part:
        assert f'class="lane-{part}"' in chart.wide
        assert f'class="lane-{part}"' in chart.key


def test_the_title_says_who_is_in_use_and_what_is_free() -> None:
    chart = day_chart([BUSY, FREE], now=NOW, zone=UTC, key="day")

    assert "In use now: Chair 1." in chart.title
    assert "Chair 2 is free from 12:25." in chart.title
    assert chart.title in chart.wide
    assert chart.title in chart.narrow


def test_a_day_without_anybody_is_drawn_and_said() -> None:
    chart = day_chart([Lane("Chair 1", ())], now=NOW, zone=UTC, key="day")

    assert "No chair is in use now." in chart.title
    assert "08:00" in chart.wide


def test_what_happens_outside_of_the_usual_hours_is_drawn_too() -> None:
    late = Lane("Chair 1", (stretch(Part.BOOKED, at(18), at(20)),))

    assert "08:00 to 20:00" in day_chart([late], now=NOW, zone=UTC, key="day").title


@pytest.mark.parametrize(
    ("now", "free"),
    [
        (at(10, 24), at(14)),  # in recovery, and the gap before noon is too short after it
        (at(7), at(7)),
        (at(15), at(15)),
        (at(16, 30), None),  # half an hour before the end is nobody's chance
    ],
)
def test_a_chair_is_free_when_there_is_time_to_sit_down(now: datetime, free: datetime) -> None:
    lane = Lane("1", (*BUSY.stretches[:3], stretch(Part.BOOKED, at(11, 20), at(14))))

    assert free_from(lane, now, at(17)) == free


def test_a_name_that_somebody_typed_is_text() -> None:
    chart = day_chart([Lane("<b>1</b>", ())], now=NOW, zone=UTC, key="day")

    assert "<b>" not in chart.wide
    assert "&lt;b&gt;1" in chart.wide


@given(
    st.lists(
        st.tuples(st.integers(-1500, 1500), st.integers(-30, 900), st.sampled_from(Part)),
        max_size=6,
    ),
    st.integers(0, 1439),
)
def test_whatever_was_booked_the_drawing_stays_inside_its_frame(
    told: list[tuple[int, int, Part]], minute: int
) -> None:
    now = NOW.replace(hour=0, minute=0) + timedelta(minutes=minute)
    lane = Lane(
        "Chair 1",
        tuple(
            stretch(part, now + timedelta(minutes=m), now + timedelta(minutes=m + length))
            for m, length, part in told
        ),
    )

    chart = day_chart([lane], now=now, zone=UTC, key="day")

    for part in chart.wide.split("<rect ")[1:]:
        x = float(part.split(' x="')[1].split('"')[0])
        width = float(part.split(' width="')[1].split('"')[0])
        assert 60 <= x <= x + width <= 820
