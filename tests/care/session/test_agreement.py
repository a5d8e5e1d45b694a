"""A typed reading and a monitor's of one moment both stand; where they disagree, it is said."""

from datetime import UTC, datetime, timedelta

import pytest

from daybreak.care.catalogue.profile import Profile
from daybreak.care.catalogue.reading import newest
from daybreak.care.findings import Alarm, Finding
from daybreak.care.session.agreement import disagreements
from daybreak.care.session.monitors import monitor_rules
from daybreak.care.session.vitals import Reading, Vitals

RULES = monitor_rules()
PROFILE = newest("profiles", Profile, "iv-racemic")
START = datetime(2026, 11, 21, 18, tzinfo=UTC)


def reading(seconds: float, **figures: int) -> Reading:
    return Reading(START + timedelta(seconds=seconds), Vitals(**figures))


def weighed(
    typed: list[Reading], told: list[Reading], baseline: Vitals | None = None
) -> tuple[Finding, ...]:
    return disagreements(typed, told, baseline, PROFILE, RULES)


def test_a_pressure_that_is_an_alarm_by_the_monitor_alone_is_said() -> None:
    (found,) = weighed([reading(20, systolic_mmhg=128)], [reading(0, systolic_mmhg=186)])

    assert found.rule == "systolic-disagrees"
    assert found.level is Alarm.NOTE
    assert "128" in found.because
    assert "186" in found.because


def test_a_difference_that_changes_nothing_is_not_worth_a_word() -> None:
    assert not weighed([reading(20, systolic_mmhg=128)], [reading(0, systolic_mmhg=132)])


@pytest.mark.parametrize(("apart_s", "said"), [(60, 1), (61, 0), (-60, 1), (-61, 0)])
def test_of_one_moment_is_within_a_minute(apart_s: float, said: int) -> None:
    typed, told = reading(0, spo2_percent=98), reading(apart_s, spo2_percent=86)

    assert len(weighed([typed], [told])) == said


def test_the_nearest_of_the_monitors_readings_is_the_one_that_is_compared() -> None:
    told = [reading(-50, spo2_percent=86), reading(5, spo2_percent=97)]

    assert not weighed([reading(0, spo2_percent=98)], told)


def test_the_latest_typed_reading_is_the_one_that_is_compared() -> None:
    typed = [reading(0, spo2_percent=98), reading(600, spo2_percent=98)]

    assert not weighed(typed, [reading(0, spo2_percent=86), reading(600, spo2_percent=97)])


def test_each_sign_is_weighed_for_itself() -> None:
    found = weighed(
        [reading(0, spo2_percent=98, systolic_mmhg=128)],
        [reading(0, spo2_percent=86), reading(10, systolic_mmhg=186)],
    )

    assert {each.rule for each in found} == {"spo2-disagrees", "systolic-disagrees"}


def test_a_rise_is_judged_from_before_the_start() -> None:
    before = Vitals(systolic_mmhg=100)
    typed, told = [reading(0, systolic_mmhg=118)], [reading(0, systolic_mmhg=145)]

    assert not weighed(typed, told)
    assert len(weighed(typed, told, before)) == 1
