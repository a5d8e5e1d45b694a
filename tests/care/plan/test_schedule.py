"""A series is proposed so that every gap, the window, the site, the chairs and the person agree."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.care.catalogue.protocol import Phase, Protocol, protocol, protocols
from daybreak.care.errors import NotAllowed
from daybreak.care.findings import Status
from daybreak.care.plan.free_days import FreeDays, Opening, Slot, Wishes, free_days
from daybreak.care.plan.schedule import check, offers, propose, replan

ZONE = ZoneInfo("America/New_York")
SIX = protocol("iv-racemic-six").induction
MONDAY = date(2026, 11, 2)
OPENING = Opening(
    ZONE,
    weekdays=frozenset(range(5)),
    opens=time(9),
    closes=time(17),
    holidays=frozenset({date(2026, 11, 26)}),
)


def slot(day: date, hour: int = 10, chair: str = "2") -> Slot:
    start = datetime.combine(day, time(hour), ZONE)
    return Slot(start, start + timedelta(hours=2), chair)


def calendar(days: int = 60, *, without: Sequence[date] = ()) -> list[Slot]:
    every = (MONDAY + timedelta(days=n) for n in range(days))
    return [slot(day, hour) for day in every if day not in without for hour in (10, 14)]


def free(wishes: Wishes | None = None, **more: Sequence[date]) -> FreeDays:
    return free_days(calendar(**more), opening=OPENING, wishes=wishes)  # type: ignore[arg-type]


def dates(slots: Sequence[Slot]) -> list[date]:
    return [each.day(ZONE) for each in slots]


def test_six_infusions_are_proposed_twice_a_week_from_the_first_free_day() -> None:
    found = dates(propose(SIX, days=free(), not_before=date(2026, 11, 5)))

    assert found[0] == date(2026, 11, 5)
    assert check(SIX, found) == ()
    assert {day.weekday() for day in found} <= set(range(5))


def test_no_date_falls_on_a_holiday_or_where_the_person_cannot_come() -> None:
    wishes = Wishes(
        not_weekdays=frozenset({0}),
        not_days=frozenset({date(2026, 11, 5), date(2026, 11, 10)}),
        earliest=time(12),
    )

    found = propose(SIX, days=free(wishes), not_before=MONDAY)

    assert check(SIX, dates(found)) == ()
    assert all(each.start.astimezone(ZONE).hour == 14 for each in found)
    assert not {day.weekday() for day in dates(found)} & {0, 5, 6}
    assert not set(dates(found)) & {date(2026, 11, 26), date(2026, 11, 5), date(2026, 11, 10)}


def test_where_no_series_fits_nothing_is_proposed() -> None:
    with pytest.raises(NotAllowed, match="chair"):
        propose(SIX, days=free(Wishes(not_weekdays=frozenset({0, 1, 2, 3}))), not_before=MONDAY)
    with pytest.raises(NotAllowed):
        propose(SIX, days={}, not_before=MONDAY)


# The example of the screens: infusion 4 is one day after infusion 3.
DATED = [date(2026, 11, day) for day in (5, 9, 12, 13, 20, 24)]


def test_a_session_a_day_after_another_is_held_and_the_days_it_could_be_are_offered() -> None:
    assert [each.rule for each in check(SIX, DATED)] == ["series-gap-short", "series-gap-long"]
    assert check(SIX, DATED)[0].level is Status.HOLD
    assert "Session 4 is 1 day after 3" in check(SIX, DATED)[0].because

    found = offers(SIX, dates=DATED, position=3, days=free())

    assert sorted(set(dates(found))) == [date(2026, 11, 16), date(2026, 11, 17)]


def test_the_ends_of_a_series_are_offered_only_within_the_window() -> None:
    good = [date(2026, 11, day) for day in (5, 9, 12, 16, 20, 24)]
    last = sorted(set(dates(offers(SIX, dates=good, position=5, days=free()))))
    assert last == [date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)]
    with pytest.raises(ValueError, match="position"):
        offers(SIX, dates=good, position=6, days=free())


@pytest.mark.parametrize(
    ("days", "rules"),
    [
        ((2, 4, 6, 9, 11, 13), ["series-window"]),  # eleven days: too dense
        ((2, 4, 6, 9, 12, 16), []),  # fourteen
        ((2, 6, 10, 14, 18, 23), []),  # twenty-one
        ((2, 6, 10, 15, 19, 24), ["series-window"]),
        ((2, 6, 10, 15, 21, 23), ["series-gap-long"]),
        ((2, 6), ["series-count"]),
        ((2, 2, 6, 10, 14, 18), ["series-gap-short"]),
        ((6, 2, 9, 12, 15, 20), ["series-gap-short", "series-gap-long"]),
    ],
)
def test_everything_that_does_not_fit_is_named(days: tuple[int, ...], rules: list[str]) -> None:
    assert [each.rule for each in check(SIX, [date(2026, 11, d) for d in days])] == rules


def test_after_a_missed_session_the_rest_is_planned_within_the_protocol_where_it_can_be() -> None:
    done = [date(2026, 11, 5), date(2026, 11, 9)]

    again = replan(SIX, done=done, days=free(), not_before=date(2026, 11, 13))

    assert len(again.slots) == 4
    assert again.findings == ()
    assert dates(again.slots)[0] >= date(2026, 11, 13)


def test_after_a_long_illness_the_rest_is_planned_and_what_does_not_fit_is_said() -> None:
    done = [date(2026, 11, 5), date(2026, 11, 9)]

    again = replan(SIX, done=done, days=free(), not_before=date(2026, 11, 30))

    assert [each.rule for each in again.findings] == ["series-gap-long", "series-window"]
    gaps = [(b - a).days for a, b in pairwise([*done, *dates(again.slots)])]
    assert all(2 <= gap <= 5 for gap in gaps[2:])


def test_the_least_gap_is_never_given_up() -> None:
    two_in_a_row = free_days([slot(MONDAY + timedelta(days=n)) for n in (0, 1)], opening=OPENING)
    with pytest.raises(NotAllowed):
        replan(replace(SIX, sessions=3), done=[MONDAY], days=two_in_a_row, not_before=MONDAY)


def test_a_complete_series_is_not_planned_again() -> None:
    with pytest.raises(NotAllowed, match="given"):
        replan(SIX, done=DATED, days=free(), not_before=MONDAY)


@pytest.mark.parametrize("each", protocols(), ids=lambda each: each.id)
def test_every_protocol_can_be_dated_at_a_site_that_is_open_every_day(each: Protocol) -> None:
    always = replace(OPENING, weekdays=frozenset(range(7)), holidays=frozenset())
    days = free_days(calendar(90), opening=always)
    for phase in each.phase:
        assert check(phase, dates(propose(phase, days=days, not_before=MONDAY))) == ()


def test_a_slot_belongs_to_the_day_of_the_site_not_of_greenwich() -> None:
    late = Slot(
        datetime(2026, 11, 6, 1, tzinfo=UTC), datetime(2026, 11, 6, 2, tzinfo=UTC), chair="1"
    )
    assert late.day(ZONE) == date(2026, 11, 5)
    assert free_days([late], opening=OPENING) == {}  # eight in the evening
    assert free_days([late], opening=replace(OPENING, closes=time(21))).keys() == {
        date(2026, 11, 5)
    }


def test_a_slot_without_zone_or_the_wrong_way_round_is_a_wrong_call() -> None:
    now = datetime(2026, 11, 6, 10, tzinfo=UTC)
    with pytest.raises(ValueError, match="zone"):
        Slot(now.replace(tzinfo=None), now, "1")
    with pytest.raises(ValueError, match="after"):
        Slot(now, now, "1")


phases = st.sampled_from([phase for each in protocols() for phase in each.phase])
some_days = st.sets(st.integers(0, 59), max_size=30).map(  # the days on which no chair is free
    lambda taken: [slot(MONDAY + timedelta(days=n)) for n in range(60) if n not in taken]
)
wishes_of_anyone = st.builds(
    Wishes,
    not_weekdays=st.frozensets(st.integers(0, 6), max_size=3),
    not_days=st.frozensets(st.dates(MONDAY, MONDAY + timedelta(60)), max_size=5),
)
ALL_WEEK = replace(OPENING, weekdays=frozenset(range(7)))


@settings(deadline=None)
@given(phases, some_days, wishes_of_anyone, st.integers(0, 20))
def test_every_proposed_series_satisfies_its_own_constraints(
    phase: Phase, slots: list[Slot], wishes: Wishes, wait: int
) -> None:
    days = free_days(slots, opening=ALL_WEEK, wishes=wishes)
    not_before = MONDAY + timedelta(days=wait)
    try:
        series = propose(phase, days=days, not_before=not_before)
    except NotAllowed:
        return

    assert check(phase, dates(series)) == ()
    assert set(series) <= set(slots)
    for each in series:
        assert each.day(ZONE) >= not_before
        assert wishes.allow(each, ZONE)
        assert OPENING.holidays.isdisjoint({each.day(ZONE)})


@settings(deadline=None)
@given(some_days, st.integers(0, 5))
def test_whatever_is_offered_fits(slots: list[Slot], position: int) -> None:
    good = [date(2026, 11, day) for day in (5, 9, 12, 16, 20, 24)]
    for each in offers(SIX, dates=good, position=position, days=free_days(slots, opening=ALL_WEEK)):
        moved = [*good[:position], each.day(ZONE), *good[position + 1 :]]
        assert check(SIX, moved) == ()


@settings(deadline=None)
@given(phases, some_days, st.integers(1, 9), st.integers(0, 40))
def test_a_series_planned_again_keeps_the_least_gap_and_says_the_rest(
    phase: Phase, slots: list[Slot], given_so_far: int, wait: int
) -> None:
    done = [MONDAY + timedelta(days=n * phase.min_gap_days) for n in range(given_so_far)]
    not_before = MONDAY + timedelta(days=wait)
    try:
        again = replan(
            phase, done=done, days=free_days(slots, opening=ALL_WEEK), not_before=not_before
        )
    except NotAllowed:
        return

    whole = [*done, *dates(again.slots)]
    assert len(whole) == phase.sessions
    assert all((b - a).days >= phase.min_gap_days for a, b in pairwise(whole))
    assert all(each.level is Status.WARN for each in again.findings)
    assert again.findings == check(phase, whole)
