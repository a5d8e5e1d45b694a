"""Each route has its clock, and nobody's clock ends before their dose does."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.care.catalogue.profile import Profile
from daybreak.care.catalogue.reading import every, newest
from daybreak.care.session.chair import Chair
from daybreak.care.session.recovery import recovery_clock
from daybreak.care.session.stages import Stage, Step
from daybreak.care.session.symptoms import symptom_list

T0 = datetime(2026, 11, 17, 10, 0, tzinfo=UTC)
WHO = UUID(int=7)
PROFILES = every("profiles", Profile)


def at(minute: float) -> datetime:
    return T0 + timedelta(minutes=minute)


def chair(profile: Profile, *steps: tuple[Stage, float]) -> Chair:
    return Chair(
        profile=profile,
        symptom_list=symptom_list(),
        history=tuple(Step(stage, at(minute), WHO) for stage, minute in steps),
    )


def dosed(profile: Profile, minutes: float) -> Chair:
    return chair(profile, (Stage.DOSING, 0), (Stage.RECOVERY, minutes))


@pytest.mark.parametrize(
    ("profile", "minutes", "ends"),
    [
        ("iv-racemic", 40, 100),
        ("iv-racemic", 22, 82),  # cut short, watched as long
        ("im-racemic", 1, 120),
        ("sc-racemic", 1, 120),
        ("esketamine", 10, 120),  # three devices, from the first
        ("esketamine", 130, 130),
        ("iv-racemic-pain", 240, 300),
    ],
)
def test_the_clock_of_each_route(profile: str, minutes: float, ends: float) -> None:
    clock = recovery_clock(dosed(newest("profiles", Profile, profile), minutes))

    assert clock is not None
    assert clock.ends_at == at(ends)
    assert clock.left(at(ends - 10)) == timedelta(minutes=10)
    assert not clock.has_passed(at(ends - 0.1))
    assert clock.has_passed(at(ends))
    assert clock.left(at(ends + 5)) == timedelta()


def test_while_the_dose_runs_no_clock_does() -> None:
    iv = newest("profiles", Profile, "iv-racemic")

    assert recovery_clock(chair(iv)) is None
    assert recovery_clock(chair(iv, (Stage.DOSING, 0))) is None
    assert recovery_clock(chair(iv, (Stage.DOSING, 0), (Stage.PAUSED, 5))) is None


def test_whoever_leaves_alone_stays_longer_where_that_is_allowed() -> None:
    iv = newest("profiles", Profile, "iv-racemic")
    lenient = replace(iv, recovery=replace(iv.recovery, unaccompanied_minimum_s=7200))

    alone = recovery_clock(dosed(lenient, 40), is_accompanied=False)
    together = recovery_clock(dosed(lenient, 40))
    assert alone is not None
    assert together is not None
    assert (alone.ends_at, together.ends_at) == (at(160), at(100))


@settings(deadline=None)
@given(st.sampled_from(PROFILES), st.floats(0, 600), st.booleans())
def test_a_clock_is_never_shorter_than_the_least_and_never_ends_before_the_dose(
    profile: Profile, minutes: float, accompanied: bool
) -> None:
    a_chair = dosed(profile, minutes)
    clock = recovery_clock(a_chair, is_accompanied=accompanied)

    assert clock is not None
    assert a_chair.ended is not None
    assert clock.ends_at >= a_chair.ended
    assert clock.ends_at - clock.starts_at >= timedelta(seconds=profile.recovery.minimum_s)
