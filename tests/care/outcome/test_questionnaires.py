"""A questionnaire is due when its answer would say something new, and until it is answered."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.care.outcome.questionnaires import Asking, ScaleDue, questionnaires_due
from daybreak.care.outcome.rules import outcome_rules
from daybreak.care.scales.library import scales

RULES = outcome_rules()
SCALES = {scale.id: scale for scale in scales()}
START = datetime(2026, 3, 2, 15, tzinfo=UTC)  # the first session
OPENED = START - timedelta(days=10)


def day(number: float) -> datetime:
    return START + timedelta(days=number)


def due(
    course: Asking, now: float, answered: Mapping[str, Sequence[float]] | None = None
) -> dict[str, ScaleDue]:
    times = {name: [day(n) for n in days] for name, days in (answered or {}).items()}
    found = questionnaires_due(RULES, SCALES, course, answered=times, now=day(now))
    return {each.scale: each for each in found}


def course(
    *sessions: float,
    following: float | None = None,
    indication: str = "trd",
    has_mania_risk: bool | None = False,
    is_closed: bool = False,
) -> Asking:
    return Asking(
        indication=indication,
        opened=OPENED,
        sessions=tuple(day(n) for n in sessions),
        next_session=None if following is None else day(following),
        has_mania_risk=has_mania_risk,
        is_closed=is_closed,
    )


def test_at_baseline_the_whole_battery_is_due() -> None:
    found = due(course(following=0), -5)

    assert set(found) == {
        *("phq-9", "gad-7", "wsas", "cgi-s", "c-ssrs-screener"),
        *("audit-c", "dast-10", "bladder-screen", "cognition-self"),
    }
    assert found["phq-9"].since == OPENED


@pytest.mark.parametrize(
    ("indication", "first"),
    [("anxiety", "gad-7"), ("ptsd", "pcl-5"), ("ocd", "y-bocs"), ("crps", "nrs-pain-average")],
)
def test_each_indication_is_judged_on_its_own_scale(indication: str, first: str) -> None:
    assert RULES.battery_of(indication)[0] == first
    assert first in due(course(following=0, indication=indication), -5)


@pytest.mark.parametrize(("risk", "asked"), [(True, True), (None, True), (False, False)])
def test_mania_is_watched_for_unless_there_is_known_to_be_no_risk(
    risk: bool | None, asked: bool
) -> None:
    assert ("asrm" in due(course(following=0, has_mania_risk=risk), -5)) == asked


def test_a_baseline_answered_two_weeks_ago_is_asked_again() -> None:
    answered = {"phq-9": [-9.0]}
    waiting = course(following=30)

    assert "phq-9" not in due(waiting, 4.9, answered)
    assert "phq-9" in due(waiting, 5, answered)


def test_before_a_session_today_is_asked_and_phq_9_is_not() -> None:
    """Two weeks of recall every three days would mix treated with untreated days."""
    answered = {name: [-1.0] for name in SCALES}
    found = due(course(0, following=3), 2.5, answered)

    assert {"today", "c-ssrs-since-last-visit"} <= set(found)
    assert not {"phq-9", "gad-7", "c-ssrs-screener"} & set(found)


def test_an_answer_the_day_before_a_session_is_enough() -> None:
    answered = {name: [-1.0, 2.2] for name in SCALES}

    assert due(course(0, following=3), 2.5, answered) == {}


def test_before_the_first_session_the_screen_is_the_one_without_a_last_visit() -> None:
    answered = {name: [-5.0] for name in SCALES}
    found = due(course(following=0), -0.5, answered)

    assert set(found) == {"today", "c-ssrs-screener", "bladder-screen"}


def test_the_day_after_and_the_week_after_a_session_someone_is_asked() -> None:
    answered = {name: [-1.0] for name in SCALES}

    assert due(course(0), 0.9, answered) == {}
    next_day = due(course(0), 1, answered)
    assert set(next_day) == {"today", "c-ssrs-since-last-visit"}
    assert next_day["today"].rules == ("ask-next-day",)
    assert not next_day["today"].is_late(day(2.9))
    assert next_day["today"].is_late(day(3))

    seen = {**answered, "today": [1.5], "c-ssrs-since-last-visit": [1.5]}
    assert due(course(0), 6.9, seen) == {}
    assert set(due(course(0), 7, seen)) == {"today", "c-ssrs-since-last-visit"}


@pytest.mark.parametrize(
    ("count", "asked"), [(1, False), (2, False), (3, True), (4, False), (6, True), (10, True)]
)
def test_phq_9_is_asked_after_three_and_after_six_and_every_fourth(count: int, asked: bool) -> None:
    sessions = [3.0 * n for n in range(count)]
    now = sessions[-1] + 2
    answered = {name: [-9.0] for name in SCALES}

    assert ("phq-9" in due(course(*sessions), now, answered)) == asked


def test_phq_9_is_asked_weekly_at_most() -> None:
    """Three sessions in a week: the review waits for the week since the baseline."""
    answered = {"phq-9": [-1.0]}
    fast = course(0, 2, 4)

    assert "phq-9" not in due(fast, 5.9, answered)
    assert due(fast, 6, answered)["phq-9"].since == day(6)


def test_a_questionnaire_is_not_asked_on_the_day_of_a_dose() -> None:
    found = due(course(0, 3, 6), 6.5, {"phq-9": [-9.0]})

    assert "phq-9" not in found


def test_in_maintenance_alcohol_drugs_and_memory_are_asked_again() -> None:
    sessions = [7.0 * n for n in range(7)]
    answered = {name: [45.0] for name in SCALES}

    assert not {"audit-c", "cognition-self"} & set(due(course(*sessions), 135, answered))
    assert "cognition-self" in due(course(*sessions), 136, answered)
    assert {"audit-c", "dast-10"} <= set(due(course(*sessions), 227, answered))


def test_a_scale_the_clinic_does_not_have_is_not_asked() -> None:
    found = questionnaires_due(RULES, {}, course(following=0), answered={}, now=day(-5))

    assert found == ()


def test_a_closed_course_asks_nothing() -> None:
    assert due(course(following=0, is_closed=True), -5) == {}


def test_a_time_without_a_zone_is_a_wrong_call() -> None:
    with pytest.raises(ValueError, match="aware"):
        questionnaires_due(RULES, SCALES, course(), answered={}, now=START.replace(tzinfo=None))


DAYS = st.floats(-9, 100, allow_nan=False)


@given(
    sessions=st.lists(DAYS, max_size=12, unique=True),
    following=st.none() | DAYS,
    answered=st.dictionaries(st.sampled_from(sorted(SCALES)), st.lists(DAYS, max_size=3)),
    later=st.floats(0, 400),
    risk=st.sampled_from([True, False, None]),
)
def test_more_time_never_takes_a_questionnaire_away(
    sessions: list[float],
    following: float | None,
    answered: dict[str, list[float]],
    later: float,
    risk: bool | None,
) -> None:
    known = course(*sorted(sessions), following=following, has_mania_risk=risk)
    now = 100.0  # after everything that is known

    before = due(known, now, answered)
    after = due(known, now + later, answered)

    assert set(before) <= set(after)
    for name, each in before.items():
        assert after[name].since <= each.since
        assert each.since <= day(now)


@given(
    sessions=st.lists(DAYS, max_size=12, unique=True),
    following=st.none() | DAYS,
    answered=st.dictionaries(st.sampled_from(sorted(SCALES)), st.lists(DAYS, max_size=3)),
)
def test_an_answer_now_leaves_nothing_due(
    sessions: list[float], following: float | None, answered: dict[str, list[float]]
) -> None:
    known = course(*sorted(sessions), following=following)
    full = {name: [*answered.get(name, []), 100.5] for name in SCALES}

    assert due(known, 100.5, full) == {}
