"""A date stays as exact as it was told."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.care.errors import NotUnderstood
from daybreak.care.intake.partial_date import PartialDate


@pytest.mark.parametrize(
    ("text", "first", "last", "exact"),
    [
        ("2019", date(2019, 1, 1), date(2019, 12, 31), None),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29), None),
        ("2019-05-03", date(2019, 5, 3), date(2019, 5, 3), date(2019, 5, 3)),
    ],
)
def test_a_date_is_no_more_exact_than_it_was_told(
    text: str, first: date, last: date, exact: date | None
) -> None:
    told = PartialDate.read(text)

    assert (told.first, told.last, told.exact) == (first, last, exact)
    assert str(told) == text


@pytest.mark.parametrize(
    "text", ["", "19", "2019-13", "2019-02-30", "2019-5-3", "03/05/2019", "٢٠١٩"]
)
def test_what_no_calendar_has_is_refused(text: str) -> None:
    with pytest.raises(NotUnderstood):
        PartialDate.read(text)


def test_a_day_without_its_month_is_a_wrong_call() -> None:
    with pytest.raises(ValueError, match="month"):
        PartialDate(2019, None, 3)


@settings(deadline=None)
@given(st.dates())
def test_a_whole_date_comes_back_as_it_went(day: date) -> None:
    assert PartialDate.read(day.isoformat()).exact == day


@settings(deadline=None)
@given(st.text(max_size=12))
def test_nothing_else_is_ever_raised(text: str) -> None:
    try:
        told = PartialDate.read(text)
    except NotUnderstood:
        return
    assert str(told) == text
