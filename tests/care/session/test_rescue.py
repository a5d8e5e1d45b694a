"""A rescue is a list of facts in the order of their times; nothing in it says what to do."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.care.session.rescue import (
    Did,
    Rescue,
    after,
    detail_of,
    likely_first,
    open_rescues,
    over,
    rescue_rules,
    trigger_of,
    without,
)
from daybreak.care.team.permissions import ACTS

T0 = datetime(2026, 11, 17, 12, tzinfo=UTC)
RULES = rescue_rules()
LONGEST = 130  # a detail and its unit
BEGUN = Rescue(UUID(int=1), T0, "pressure-high", "Ana")


def did(minute: float, action: str = "suction", number: int = 7) -> Did:
    return Did(UUID(int=number), action, T0 + timedelta(minutes=minute), UUID(int=2))


def test_every_action_of_the_dossier_has_a_place() -> None:
    own = {each.act for each in RULES.action if each.act}

    assert own <= set(ACTS)
    assert {each.id for each in RULES.by_tap} == {
        *("verbal-support", "reposition", "airway-manoeuvre", "suction", "oxygen", "ecg"),
        *("glucose", "ems-called", "cpr", "aed", "other"),
    }
    assert own == {
        *("session-record-vitals", "session-pause", "session-change-rate", "session-end"),
        *("session-give-adjunct", "session-transfer"),
    }


def test_no_word_of_the_list_tells_anybody_what_to_give() -> None:
    said = " ".join([*(each.name for each in RULES.action), *(each.name for each in RULES.trigger)])

    assert not any(drug in said.casefold() for drug in ("labetalol", "midazolam", "adrenaline"))


@pytest.mark.parametrize(
    ("action", "typed", "kept"),
    [
        ("oxygen", "10", "10 L/min"),
        ("oxygen", " 2,50 ", "2.5 L/min"),
        ("glucose", "96", "96 mg/dL"),
        ("ecg", "sinus rhythm", "sinus rhythm"),
        ("ecg", "", ""),
        ("suction", "ignored", ""),
        ("other", "sat up", "sat up"),
    ],
)
def test_what_is_typed_beside_an_action_is_kept_with_its_unit(
    action: str, typed: str, kept: str
) -> None:
    assert detail_of(action, typed, RULES) == kept


@given(st.sampled_from([each.id for each in RULES.action]) | st.text(), st.text())
def test_whatever_is_typed_is_kept_short_or_refused_in_a_sentence(action: str, typed: str) -> None:
    kept, refusal = "", None
    try:
        kept = detail_of(action, typed, RULES)
    except NotUnderstood as said:
        refusal = said

    assert len(kept) <= LONGEST
    assert refusal is None or refusal.message.endswith(".")


@given(st.lists(st.tuples(st.floats(0, 600), st.integers(1, 50)), max_size=12))
def test_in_whatever_order_it_is_told_it_stands_in_the_order_of_its_times(
    told: list[tuple[float, int]],
) -> None:
    rescue = BEGUN
    for minute, number in told:
        rescue = after(rescue, did(minute, number=number))

    times = [each.at for each in rescue.did]
    assert times == sorted(times)
    assert len(times) == len(told)


def test_what_is_taken_back_stays_and_is_marked_once() -> None:
    rescue = after(after(BEGUN, did(1, number=7)), did(2, "cpr", number=8))

    back = without(rescue, UUID(int=8))

    assert [(each.action, each.taken_back) for each in back.did] == [
        ("suction", False),
        ("cpr", True),
    ]
    with pytest.raises(NotAllowed):
        without(back, UUID(int=8))


def test_it_ends_once_with_how_they_are_and_after_everything_in_it() -> None:
    rescue = after(BEGUN, did(5))
    with pytest.raises(NotAllowed, match="done later"):
        over(rescue, T0 + timedelta(minutes=4), "well")
    with pytest.raises(NotUnderstood, match="how they are"):
        over(rescue, T0 + timedelta(minutes=6), " ")

    ended = over(rescue, T0 + timedelta(minutes=6), "well")

    assert not ended.is_open
    with pytest.raises(NotAllowed, match="over already"):
        over(ended, T0 + timedelta(minutes=7), "well")
    with pytest.raises(NotAllowed, match="is over"):
        after(ended, did(7))
    assert len(after(ended, did(3, number=9)).did) == 2, "what was forgotten is told late"


def test_nothing_is_done_before_it_begins() -> None:
    with pytest.raises(NotAllowed, match="before this rescue"):
        after(BEGUN, did(-1))


def test_only_an_open_one_holds_and_says_since_when_and_why() -> None:
    ended = over(BEGUN, T0 + timedelta(minutes=1), "well")

    (found,) = open_rescues([BEGUN, ended], RULES)

    assert found.because == "A rescue is under way since 12:00: high blood pressure."
    assert found.overridable_by == ()


def test_the_alarm_that_is_open_names_its_trigger_first_and_none_is_lost() -> None:
    usual = tuple(RULES.trigger)

    assert likely_first([], RULES) == usual
    found = likely_first(["spo2-low", "systolic-high"], RULES)
    assert [each.id for each in found[:2]] == ["breathing", "pressure-high"]
    assert set(found) == set(usual)


def test_a_trigger_that_a_later_list_dropped_is_still_said() -> None:
    with pytest.raises(NotUnderstood):
        trigger_of("moon-phase", RULES)
    assert RULES.trigger_name("moon-phase") == "moon phase"
    (found,) = open_rescues([replace(BEGUN, trigger="moon-phase")], RULES)
    assert "moon phase" in found.because
