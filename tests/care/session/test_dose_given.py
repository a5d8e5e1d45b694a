"""What went in is what the pump shows, and never more than was prepared."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from daybreak.care.catalogue.profile import Profile, Pump
from daybreak.care.catalogue.reading import newest
from daybreak.care.errors import NotUnderstood
from daybreak.care.quantities import Mass, Rate, Volume
from daybreak.care.session.dose_given import (
    Given,
    Prepared,
    PumpReading,
    RateChange,
    ends_at,
    given,
    run,
)

PUMP = newest("profiles", Profile, "iv-racemic").pump or pytest.fail("an infusion has a pump")
T0 = datetime(2026, 11, 17, 10, 0, tzinfo=UTC)
BAG = Prepared(Mass.mg(40), Volume.ml(100))  # worked example A: 80 kg, 0.5 mg/kg, 40 minutes


def at(minute: float) -> datetime:
    return T0 + timedelta(minutes=minute)


def rate(minute: float, ml_per_h: int) -> RateChange:
    return RateChange(at(minute), Rate.ml_per_h(ml_per_h))


def shows(minute: float, ml: str) -> PumpReading:
    return PumpReading(at(minute), Volume.ml(ml))


def by(minute: float, *changes: RateChange, read: tuple[PumpReading, ...] = ()) -> Given:
    return given(BAG, changes, read, now=at(minute), pump=PUMP)


def test_worked_example_a_gives_all_in_forty_minutes() -> None:
    assert by(40, rate(0, 150)).drug == Mass.mg(40)
    assert by(40, rate(0, 150)).left == Mass(0)


def test_worked_example_c_stopped_after_22_minutes() -> None:
    stopped = by(30, rate(0, 150), rate(22, 0))

    assert stopped.volume == Volume.ml(55)
    assert stopped.drug == Mass.mg(22)
    assert stopped.left == Mass.mg(18)
    assert stopped.is_calculated


def test_a_pause_gives_nothing_and_a_slower_rate_gives_less() -> None:
    changes = (rate(0, 150), rate(10, 0), rate(15, 150), rate(25, 75))

    assert by(15, *changes).volume == Volume.ml(25)
    assert by(25, *changes).volume == Volume.ml(50)
    assert by(45, *changes).volume == Volume.ml(75)


def test_before_the_start_nothing_is_given() -> None:
    assert by(-1, rate(0, 150)).drug == Mass(0)
    assert by(5).drug == Mass(0)


def test_a_bag_gives_no_more_than_it_holds() -> None:
    assert by(600, rate(0, 150)).volume == Volume.ml(100)


def test_what_the_pump_shows_is_the_record_and_the_clock_goes_on_from_there() -> None:
    read = by(22, rate(0, 150), read=(shows(20, "49"),))

    assert read.volume == Volume.ml(54)
    assert read.by_clock == Volume.ml(55)
    assert read.is_calculated
    assert not by(20, rate(0, 150), read=(shows(20, "49"),)).is_calculated


@pytest.mark.parametrize(
    ("minute", "shown", "differs"),
    [
        (20, "50", False),
        (20, "52", False),  # 2 mL, 4 %
        (20, "52.001", True),  # over 2 mL
        (8, "21", False),  # 5 % of 20
        (8, "21.001", True),  # over 5 %
        (8, "18.999", True),
        (40, "98", False),
        (40, "97.9", True),
    ],
)
def test_a_pump_more_than_five_percent_or_two_millilitres_away_is_a_finding(
    minute: float, shown: str, differs: bool
) -> None:
    found = by(minute, rate(0, 150), read=(shows(minute, shown),)).findings

    assert [each.rule for each in found] == (["pump-differs"] if differs else [])


def test_a_difference_says_both_figures() -> None:
    (finding,) = by(20, rate(0, 150), read=(shows(20, "30"),)).findings

    assert finding.because == "At 10:20 UTC the pump shows 30 mL; by its rates it should be 50 mL."


def test_a_pump_that_is_reset_takes_nothing_back() -> None:
    reset = by(20, rate(0, 150), read=(shows(10, "25"), shows(20, "0")))

    assert reset.volume == Volume.ml(50)
    assert {each.rule for each in reset.findings} == {"pump-went-back", "pump-differs"}


def test_a_pump_that_shows_more_than_was_prepared_is_a_finding() -> None:
    over = by(40, rate(0, 150), read=(shows(40, "101"),))

    assert over.volume == Volume.ml(100)
    assert [each.rule for each in over.findings] == ["pump-over-prepared"]


def test_each_pause_change_and_stop_asks_what_the_pump_showed() -> None:
    changes = (rate(0, 150), rate(10, 0), rate(15, 150), rate(43, 0))
    unread = by(50, *changes, read=(shows(11, "25"),))

    assert [each.because for each in unread.findings] == [
        "What the pump showed at 10:15 UTC was not entered.",
        "What the pump showed at 10:43 UTC was not entered.",
    ]


def test_what_is_written_for_later_is_not_given_yet() -> None:
    later = by(10, rate(0, 150), rate(20, 600), read=(shows(30, "90"),))

    assert later.volume == Volume.ml(25)
    assert later.findings == ()


@pytest.mark.parametrize(
    ("changes", "read", "minute"),
    [
        ((rate(0, 150),), (), 40),
        ((rate(0, 150), rate(10, 75)), (), 70),
        ((rate(0, 150),), (shows(10, "20"),), 42),
        ((rate(0, 150), rate(10, 0)), (), None),
        ((), (), None),
    ],
)
def test_the_end_is_where_the_rest_is_in(
    changes: tuple[RateChange, ...], read: tuple[PumpReading, ...], minute: float | None
) -> None:
    ends = ends_at(BAG, changes, read, now=at(10), pump=PUMP)

    assert ends == (None if minute is None else at(minute))


@pytest.mark.parametrize(
    ("drug", "volume"), [(Mass(0), Volume.ml(100)), (Mass.mg(40), Volume(0)), (Mass(-1), Volume(1))]
)
def test_nothing_prepared_is_refused(drug: Mass, volume: Volume) -> None:
    with pytest.raises(NotUnderstood):
        Prepared(drug, volume)


def test_a_pump_does_not_run_backwards() -> None:
    with pytest.raises(NotUnderstood):
        rate(0, -1)


prepared = st.builds(
    Prepared,
    st.integers(1, 500_000).map(Mass),
    st.integers(1, 500_000).map(Volume),
)
changes = st.lists(
    st.builds(
        RateChange,
        st.integers(0, 7200).map(lambda second: T0 + timedelta(seconds=second)),
        st.integers(0, 600_000).map(Rate),
    ),
    max_size=8,
)
readings = st.lists(
    st.builds(
        PumpReading,
        st.integers(0, 7200).map(lambda second: T0 + timedelta(seconds=second)),
        st.integers(0, 600_000).map(Volume),
    ),
    max_size=4,
)
seconds = st.integers(0, 9000)


@settings(deadline=None)
@for_all(prepared, changes, readings, seconds)
def test_never_more_is_given_than_was_prepared(
    bag: Prepared, rates: list[RateChange], read: list[PumpReading], second: int
) -> None:
    result = given(bag, rates, read, now=T0 + timedelta(seconds=second), pump=PUMP)

    assert Mass(0) <= result.drug <= bag.drug
    assert Volume(0) <= result.volume <= bag.volume
    assert result.drug.micrograms + result.left.micrograms == bag.drug.micrograms


@settings(deadline=None)
@for_all(prepared, changes, seconds, seconds)
def test_what_was_given_by_the_clock_never_grows_less(
    bag: Prepared, rates: list[RateChange], second: int, later: int
) -> None:
    def drug(when: int) -> Mass:
        return given(bag, rates, (), now=T0 + timedelta(seconds=when), pump=PUMP).drug

    assert drug(second) <= drug(second + later)


@settings(deadline=None)
@for_all(changes, seconds, seconds, seconds)
def test_the_parts_of_a_run_add_up_to_the_whole(
    rates: list[RateChange], first: int, second: int, third: int
) -> None:
    ordered = sorted(rates, key=lambda change: change.at)
    start, middle, end = (T0 + timedelta(seconds=each) for each in sorted((first, second, third)))

    parts = run(ordered, until=middle, since=start).microlitres
    parts += run(ordered, until=end, since=middle).microlitres

    assert abs(parts - run(ordered, until=end, since=start).microlitres) <= 1


@settings(deadline=None)
@for_all(changes, seconds)
def test_the_order_in_which_rates_were_written_down_does_not_matter(
    rates: list[RateChange], second: int
) -> None:
    once = list({change.at: change for change in rates}.values())  # one rate at a moment
    now = T0 + timedelta(seconds=second)

    assert given(BAG, once, (), now=now, pump=PUMP) == given(
        BAG, once[::-1], (), now=now, pump=PUMP
    )


def test_only_infusions_have_a_pump() -> None:
    assert isinstance(PUMP, Pump)
    assert newest("profiles", Profile, "im-racemic").pump is None


def test_a_rate_at_which_no_calendar_sees_the_end_has_none() -> None:
    slowest = RateChange(at(0), Rate(1))
    full = Prepared(Mass.mg(40), Volume.ml(100_000_000))
    assert ends_at(full, [slowest], (), now=at(10), pump=PUMP) is None
    late = datetime(9999, 12, 31, 23, 0, tzinfo=UTC)
    assert ends_at(BAG, [RateChange(late, Rate(1))], (), now=late, pump=PUMP) is None
