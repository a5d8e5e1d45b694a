"""The rules of a chair as data are plain and whole, and its clock goes as the one on the wall."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.care.catalogue.profile import Profile
from daybreak.care.catalogue.reading import every, newest
from daybreak.care.session.as_data import in_ms, session_rules, site_clock
from daybreak.care.session.gates import session_gates
from daybreak.care.session.stages import NEXT, Stage
from daybreak.care.session.symptoms import symptom_list

PROFILES = every("profiles", Profile)
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
DAY = timedelta(days=1)


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: f"{profile.id}-{profile.version}")
def test_it_is_json_and_nothing_is_lost_in_it(profile: Profile) -> None:
    told = session_rules(profile, session_gates(), symptom_list())

    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert [line["code"] for line in told["alarms"]] == [line.code for line in profile.alarm]
    assert [watch["id"] for watch in told["watches"]] == [watch.id for watch in profile.watch]
    assert len(told["gates"]["gates"]) == len(session_gates().gate)
    assert len(told["symptoms"]["terms"]) == len(symptom_list().term)
    assert (told["pump"] is None) is (profile.pump is None)


def test_each_step_between_stages_is_in_it_once() -> None:
    told = session_rules(PROFILES[0], session_gates(), symptom_list())["stages"]

    steps = [(each["from"], each["to"]) for each in told["steps"]]
    assert sorted(steps) == sorted((here, to) for here in Stage for to in NEXT[here])
    assert all(each["act"].startswith("session-") and each["roles"] for each in told["steps"])


def test_it_is_made_anew_each_time() -> None:
    """Whoever adds to what they were given changes nobody else's rules."""
    told = session_rules(PROFILES[0], session_gates(), symptom_list())
    told["phrases"].clear()
    told["refusals"].clear()

    assert session_rules(PROFILES[0], session_gates(), symptom_list())["phrases"]
    assert session_rules(PROFILES[0], session_gates(), symptom_list())["refusals"]


def test_a_phrase_that_a_device_could_not_fill_in_is_refused() -> None:
    profile = newest("profiles", Profile, "iv-racemic")
    odd = replace(profile, phrases=replace(profile.phrases, above="{name} is over {line:>5}."))

    with pytest.raises(ValueError, match="may only name its figures"):
        session_rules(odd, session_gates(), symptom_list())


def test_a_moment_is_counted_in_whole_milliseconds() -> None:
    assert in_ms(datetime(1970, 1, 1, 0, 0, 1, 500_999, tzinfo=UTC)) == 1500
    assert in_ms(datetime(2026, 11, 21, 19, tzinfo=ZoneInfo("Europe/Berlin"))) == 1_795_284_000_000


@given(
    st.sampled_from(ZONES),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001 - given its zone beside
    st.timedeltas(timedelta(0), DAY),
)
def test_the_clock_of_a_site_goes_as_the_one_on_its_wall(
    zone: str, since: datetime, later: timedelta
) -> None:
    spans = site_clock(ZoneInfo(zone), since=since, until=since + DAY)
    there = (since + later).astimezone(ZoneInfo(zone))

    now = [span for span in spans if span["from"] <= in_ms(there)][-1]
    assert now["name"] == there.tzname()
    assert timedelta(seconds=now["offset_s"]) == there.utcoffset()
    assert len(spans) <= 2


def test_the_night_the_clock_goes_back_it_is_two_clocks() -> None:
    since = datetime(2026, 10, 25, 0, 7, tzinfo=UTC)

    before, after = site_clock(ZoneInfo("Europe/Berlin"), since=since, until=since + DAY)

    assert (before["name"], after["name"]) == ("CEST", "CET")
    assert after["from"] == in_ms(datetime(2026, 10, 25, 1, tzinfo=UTC))
