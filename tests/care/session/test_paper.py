"""The grid on paper asks for what the profile asks for, and calls whom the profile calls."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from daybreak.care.catalogue.profile import Moment, Profile, Signal
from daybreak.care.catalogue.reading import every
from daybreak.care.findings import Alarm
from daybreak.care.session.chair import Chair
from daybreak.care.session.monitoring import due
from daybreak.care.session.paper import Anchor, calls, grid
from daybreak.care.session.stages import Stage, Step
from daybreak.care.session.symptoms import symptom_list
from daybreak.care.session.vitals import Reading, Vitals

PROFILES = {each.id: each for each in every("profiles", Profile)}
BEGAN = datetime(2026, 11, 17, 20, 0, tzinfo=UTC)


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_every_watch_of_a_profile_has_its_line(profile: Profile) -> None:
    lines = grid(profile, minutes=40)
    asked = set().union(*(line.signals for line in lines))

    for watch in profile.watch:
        is_reached = watch.moment is not Moment.DOSING or (watch.every_s or 0) < 40 * 60
        assert not is_reached or set(watch.signals) <= asked, watch.id
    assert lines[0].anchor is Anchor.BEFORE
    assert [*lines] == sorted(lines, key=lambda line: ([*Anchor].index(line.anchor), line.minutes))


def test_an_infusion_is_read_every_ten_minutes_and_then_every_quarter_of_an_hour() -> None:
    pressures = [
        (line.anchor, line.minutes)
        for line in grid(PROFILES["iv-racemic"], minutes=40)
        if Signal.SYSTOLIC in line.signals
    ]

    assert [at for anchor, at in pressures if anchor is Anchor.START] == [10, 20, 30]
    assert [at for anchor, at in pressures if anchor is Anchor.END] == [0, 15, 30, 45, 60]


def test_who_writes_every_line_of_the_grid_in_time_is_never_late() -> None:
    """The paper and the screen ask for the same readings."""
    profile = PROFILES["iv-racemic"]
    full = Vitals(**{signal.value: 5 if signal is Signal.MOAAS else 90 for signal in Signal})
    history = (
        Step(Stage.CHECKED_IN, BEGAN - timedelta(minutes=10), UUID(int=1)),
        Step(Stage.DOSING, BEGAN, UUID(int=1)),
        Step(Stage.RECOVERY, BEGAN + timedelta(minutes=40), UUID(int=1)),
    )
    after = {Anchor.BEFORE: -5, Anchor.START: 0, Anchor.END: 40}
    written = [
        Reading(BEGAN + timedelta(minutes=after[line.anchor] + line.minutes), full)
        for line in grid(profile, minutes=40)
    ]

    for minute in range(100):
        now = BEGAN + timedelta(minutes=minute)
        steps = tuple(step for step in history if step.at <= now)
        chair = Chair(
            profile=profile,
            symptom_list=symptom_list(),
            history=steps,
            readings=tuple(each for each in written if each.at <= now),
        )
        overdue = [
            each.rule
            for each in due(chair, now)
            if each.overdue_at <= now and not each.rule.startswith("repeat")
        ]
        assert overdue == [], minute


def test_the_lines_that_call_somebody_are_the_profiles_own() -> None:
    critical = {each.signal: each.figures for each in calls(PROFILES["iv-racemic"], Alarm.CRITICAL)}
    alert = {each.signal: each.figures for each in calls(PROFILES["iv-racemic"], Alarm.ALERT)}

    assert "≥ 180" in critical[Signal.SYSTOLIC]
    assert {"≥ 160", "+30 % of before", "+40 over before"} <= set(alert[Signal.SYSTOLIC])
    assert Signal.SPO2 in critical
