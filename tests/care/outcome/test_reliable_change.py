"""A clinic can say from its own figures how much change is more than noise."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.care.outcome.reliable_change import reliable_change_points


@pytest.mark.parametrize(
    ("sd", "reliability", "points"),
    [
        ("5.5", "0.89", "5.1"),  # the ends of the published range for PHQ-9: five to six or seven
        ("6.1", "0.84", "6.8"),
        ("6.1", "0.89", "5.6"),
        ("10", "1", "0.0"),
        ("10", "0", "27.7"),
    ],
)
def test_reliable_change_follows_spread_and_reliability(
    sd: str, reliability: str, points: str
) -> None:
    found = reliable_change_points(baseline_sd=Decimal(sd), reliability=Decimal(reliability))

    assert found == Decimal(points)


@given(st.decimals(0, 30, places=2), st.decimals(0, 1, places=2), st.decimals(0, 1, places=2))
def test_a_more_reliable_scale_needs_less_change(sd: Decimal, one: Decimal, other: Decimal) -> None:
    less, more = sorted((one, other))

    assert reliable_change_points(baseline_sd=sd, reliability=more) <= reliable_change_points(
        baseline_sd=sd, reliability=less
    )


@pytest.mark.parametrize(("sd", "reliability"), [("-1", "0.5"), ("5", "1.1"), ("5", "-0.1")])
def test_a_figure_outside_its_range_is_a_wrong_call(sd: str, reliability: str) -> None:
    with pytest.raises(ValueError, match="must be"):
        reliable_change_points(baseline_sd=Decimal(sd), reliability=Decimal(reliability))
