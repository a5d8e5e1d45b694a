"""A PIN has six to eight digits, and none that somebody who guesses tries first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.care.errors import NotUnderstood
from daybreak.care.team import pin


@pytest.mark.parametrize("good", ["493817", "8350261", "60417395"])
def test_digits_without_a_pattern_may_be_a_pin(good: str) -> None:
    pin.check(good)


@pytest.mark.parametrize(
    "typed", ["", "49381", "493817264", "49381a", "49 817", "-49381", "٤٩٣٨١٧"]
)
def test_what_is_not_six_to_eight_plain_digits_is_not_understood(typed: str) -> None:
    with pytest.raises(NotUnderstood, match="6 to 8 digits"):
        pin.check(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "111111",
        "123456",
        "654321",
        "890123",
        "246802",
        "121212",
        "123123",
        "2323232",
        "112211",
        "147258",
        "31415926",
    ],
)
def test_what_is_guessed_first_is_refused_with_what_to_do(typed: str) -> None:
    with pytest.raises(NotUnderstood, match="without a pattern"):
        pin.check(typed)


@given(
    st.text("0123456789", min_size=1, max_size=4), st.integers(pin.LEAST_DIGITS, pin.MOST_DIGITS)
)
def test_the_same_few_digits_over_again_are_never_a_pin(few: str, length: int) -> None:
    with pytest.raises(NotUnderstood):
        pin.check((few * length)[:length] if len(few) * 2 <= length else few[:1] * length)


@given(st.integers(0, 9), st.integers(0, 9), st.integers(pin.LEAST_DIGITS, pin.MOST_DIGITS))
def test_digits_that_go_on_in_one_step_are_never_a_pin(first: int, step: int, length: int) -> None:
    with pytest.raises(NotUnderstood):
        pin.check("".join(str((first + step * place) % 10) for place in range(length)))
