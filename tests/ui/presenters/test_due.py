"""Nothing turns red early, and what is late says how late."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.ui.presenters.due import done, due, due_on

NOW = datetime(2026, 11, 17, 15, 24, tzinfo=UTC)
ORDER = ("later", "soon", "overdue", "late")


@pytest.mark.parametrize(
    ("minutes_past", "when", "words"),
    [
        (-60 * 24 * 21, "later", "in 3 weeks"),
        (-6, "soon", "in 6 min"),
        (0, "soon", "now"),
        (2.99, "soon", "now"),
        (3, "overdue", "3 min overdue"),
        (5.99, "overdue", "5 min overdue"),
        (6, "late", "6 min overdue"),
    ],
)
def test_due_has_a_word_and_a_shape(minutes_past: float, when: str, words: str) -> None:
    found = due(NOW - timedelta(minutes=minutes_past), now=NOW)
    assert (found.when, found.words) == (when, words)


def test_the_profile_says_from_when_it_is_late() -> None:
    found = due(
        NOW - timedelta(minutes=4),
        now=NOW,
        overdue_after=timedelta(minutes=1),
        late_after=timedelta(minutes=2),
    )
    assert found.when == "late"


@given(st.integers(-100000, 100000), st.integers(0, 10000))
def test_waiting_never_makes_anything_less_late(seconds: int, more: int) -> None:
    at = NOW + timedelta(seconds=seconds)
    before, after = due(at, now=NOW), due(at, now=NOW + timedelta(seconds=more))
    assert ORDER.index(before.when) <= ORDER.index(after.when)


@pytest.mark.parametrize(
    ("on", "when", "words"),
    [
        (date(2026, 11, 17), "soon", "today"),
        (date(2026, 11, 18), "later", "tomorrow"),
        (date(2026, 11, 15), "overdue", "2 days overdue"),
    ],
)
def test_a_task_of_a_day(on: date, when: str, words: str) -> None:
    found = due_on(on, today=date(2026, 11, 17))
    assert (found.when, found.words) == (when, words)


def test_what_is_done_says_when() -> None:
    assert done(NOW, UTC).words == "done 15:24"
