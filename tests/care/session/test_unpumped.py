"""Where no pump runs, all of it was given, unless somebody wrote down that it was less."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from daybreak.care.quantities import Mass, Volume
from daybreak.care.session.dose_given import Prepared, PumpReading
from daybreak.care.session.unpumped import given_whole

TEN = datetime(2026, 11, 17, 18, 0, tzinfo=UTC)
WHOLE = Prepared(Mass.mg(40), Volume(800))


def test_nothing_said_is_all_of_it() -> None:
    told = given_whole(WHOLE, ())

    assert (told.drug, told.volume, told.left) == (Mass.mg(40), Volume(800), Mass(0))


def test_the_last_word_counts() -> None:
    first = PumpReading(TEN, Volume(600))
    then = PumpReading(TEN + timedelta(minutes=1), Volume(400))

    assert given_whole(WHOLE, (then, first)).drug == Mass.mg(20)


@given(
    dose_ug=st.integers(1, 200_000),
    volume_ul=st.integers(1, 20_000),
    shown_ul=st.integers(0, 22_000),
)
def test_never_more_is_given_than_was_prepared(dose_ug: int, volume_ul: int, shown_ul: int) -> None:
    whole = Prepared(Mass(dose_ug), Volume(volume_ul))

    told = given_whole(whole, (PumpReading(TEN, Volume(shown_ul)),))

    assert Mass(0) <= told.drug <= whole.drug
    assert told.volume <= whole.volume
    assert told.drug.micrograms + told.left.micrograms == dose_ug
