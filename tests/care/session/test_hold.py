"""A hold in the mouth has a shortest and a longest time, and ends once."""

from datetime import UTC, datetime, timedelta

import pytest

from daybreak.care.catalogue.giving import giving
from daybreak.care.errors import NotAllowed
from daybreak.care.session.hold import Hold, How

TEN = datetime(2026, 11, 17, 18, 0, tzinfo=UTC)
WAY = giving().by("sublingual")


def minutes(count: float) -> datetime:
    return TEN + timedelta(minutes=count)


def test_the_catalogue_says_how_long_it_is_held() -> None:
    hold = Hold(WAY, TEN)

    assert (hold.least_at, hold.most_at) == (minutes(10), minutes(15))


@pytest.mark.parametrize(
    ("over", "rules"), [(3, ["hold-short"]), (10, []), (15, []), (16, ["hold-long"])]
)
def test_too_short_and_too_long_are_said(over: float, rules: list[str]) -> None:
    hold = Hold(WAY, TEN, minutes(over), How.SPAT)

    assert [each.rule for each in hold.findings(minutes(60))] == rules


def test_while_it_lasts_only_too_long_is_said() -> None:
    hold = Hold(WAY, TEN)

    assert not hold.findings(minutes(3))
    assert [each.rule for each in hold.findings(minutes(16))] == ["hold-long"]


def test_a_hold_ends_once_and_not_before_it_began() -> None:
    Hold(WAY, TEN).check_end(TEN)
    with pytest.raises(NotAllowed, match="over at 18:10"):
        Hold(WAY, TEN, minutes(10), How.SWALLOWED).check_end(minutes(12))
    with pytest.raises(NotAllowed, match="not begun"):
        Hold(WAY, TEN).check_end(minutes(-1))
