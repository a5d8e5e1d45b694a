"""Whole devices come one after the other, with their rest, and never more than were ordered."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.care.catalogue.protocol import protocol
from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.care.plan.body_weight import Basis
from daybreak.care.plan.dose import Dose
from daybreak.care.quantities import Mass, Strength, Volume, Weight
from daybreak.care.session.devices import (
    Devices,
    Failed,
    Used,
    check_in_hand,
    length,
    lots_of,
    prepared,
)
from daybreak.care.session.dose_given import Prepared
from daybreak.care.session.unpumped import given_in_devices

TEN = datetime(2026, 11, 17, 18, 0, tzinfo=UTC)
LIMITS = protocol("esketamine-trd").devices
assert LIMITS is not None
THREE = Devices(
    device=Mass.mg(28),
    count=3,
    rest=timedelta(minutes=LIMITS.rest_min),
    lots=("A", "A", "B"),
    source=LIMITS.source,
)


def minutes(count: float) -> datetime:
    return TEN + timedelta(minutes=count)


def after(*used_at: float, failed_at: tuple[float, ...] = ()) -> Devices:
    """Three in hand, of which some were given and some failed, in minutes from ten."""
    return Devices(
        device=THREE.device,
        count=THREE.count,
        rest=THREE.rest,
        lots=THREE.lots,
        source=THREE.source,
        used=tuple(Used(n, minutes(at), "A") for n, at in enumerate(used_at, 1)),
        failed=tuple(Failed(minutes(at), "sprayed nothing") for at in failed_at),
    )


def test_the_next_device_rests_five_minutes_after_the_last() -> None:
    one = after(0)

    assert (one.next_number, one.next_lot, one.may_at) == (2, "A", minutes(5))
    with pytest.raises(NotAllowed, match=r"Device 2 comes at 18:05:00 .* 2 min 10 s are left"):
        one.check_rest(at=minutes(5) - timedelta(minutes=2, seconds=10))
    one.check_rest(at=minutes(5))


def test_before_the_first_and_after_the_last_nothing_rests() -> None:
    assert after().may_at is None
    assert after(0, 5, 10).may_at is None
    assert after(0, 5, 10).next_number is None


def test_a_device_that_failed_rests_too_and_is_not_counted() -> None:
    found = after(0, failed_at=(5,))

    assert (found.next_number, found.may_at, found.given) == (2, minutes(10), Mass.mg(28))
    assert found.next_lot == "B"
    assert [each.rule for each in found.findings] == ["device-failed"]
    assert after(0, 10, failed_at=(5,)).next_lot == ""


def test_what_came_too_early_is_said() -> None:
    (said,) = after(0, 3).findings

    assert said.rule == "device-early"
    assert "Device 2 came 3 min after the one before; 5 min are between two." in said.because
    assert not after(0, 5, 10).findings


@pytest.mark.parametrize(
    ("number", "at", "words"),
    [
        (1, 6, "Device 1 was given at 18:00"),
        (3, 6, "Device 2 comes next"),
        (4, 6, "3 devices are ordered, and no more"),
        (2, -1, "The device before was at 18:00"),
    ],
)
def test_only_the_next_one_is_given(number: int, at: float, words: str) -> None:
    with pytest.raises(NotAllowed, match=words):
        after(0).check_next(number, at=minutes(at))


def test_nothing_follows_the_last() -> None:
    with pytest.raises(NotAllowed, match="no more"):
        after(0, 5, 10).check_next(4, at=minutes(20))


@pytest.mark.parametrize(
    ("words", "lots"), [("A", ("A", "A", "A")), (" A1 ,A1,  B 2", ("A1", "A1", "B 2"))]
)
def test_one_lot_stands_for_all_or_each_has_its_own(words: str, lots: tuple[str, ...]) -> None:
    assert lots_of(words, 3) == lots


@pytest.mark.parametrize("words", ["", "A,B", "A,,B", "A,B,C,D"])
def test_lots_that_fit_no_devices_are_not_understood(words: str) -> None:
    with pytest.raises(NotUnderstood, match="one lot, or all 3"):
        lots_of(words, 3)


@pytest.mark.parametrize(("mg", "count"), [(28, 1), (56, 2), (84, 3)])
def test_as_many_devices_are_in_hand_as_the_dose_is(mg: int, count: int) -> None:
    assert LIMITS is not None
    check_in_hand(count, dose=Mass.mg(mg), limits=LIMITS)
    with pytest.raises(NotAllowed, match="in hand"):
        check_in_hand(count + 1, dose=Mass.mg(mg), limits=LIMITS)
    with pytest.raises(NotUnderstood, match="Count the devices"):
        check_in_hand(None, dose=Mass.mg(mg), limits=LIMITS)


def test_what_is_in_hand_is_worked_out_from_the_device() -> None:
    assert LIMITS is not None
    dose = Dose(
        Decimal(84), Mass.mg(84), Basis.ACTUAL, Weight.kg(80), minutes=None, ug_per_kg_min=None,
        findings=(),
    )  # fmt: skip

    made = prepared(dose, LIMITS, Volume(200))

    assert (made.dose, made.drug, made.strength) == (
        Mass.mg(84),
        Volume(600),
        Strength.mg_per_ml(140),
    )
    assert made.rate is None


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(300, "5 min"), (250, "4 min 10 s"), (20, "20 s"), (0.2, "1 s"), (0, "0 s")],
)
def test_a_length_is_said_in_minutes_and_seconds(seconds: float, words: str) -> None:
    assert length(timedelta(seconds=seconds)) == words


@given(count=st.integers(1, 6), used=st.integers(0, 6), failed=st.integers(0, 6))
def test_what_was_given_is_devices_times_their_content_and_never_more_than_prepared(
    count: int, used: int, failed: int
) -> None:
    used = min(used, count)
    devices = Devices(
        device=Mass.mg(28),
        count=count,
        rest=timedelta(minutes=5),
        lots=("A",) * count,
        source=THREE.source,
        used=tuple(Used(n, minutes(5 * n), "A") for n in range(1, used + 1)),
        failed=tuple(Failed(minutes(40 + 5 * n), "nothing") for n in range(failed)),
    )
    whole = Prepared(Mass.mg(28 * count), Volume(200 * count))

    told = given_in_devices(whole, devices)

    assert told.drug == Mass.mg(28 * used) <= whole.drug
    assert told.volume == Volume(200 * used) <= whole.volume
    assert told.left == Mass.mg(28 * (count - used))
    assert not told.is_calculated


@given(gaps=st.lists(st.integers(0, 900), min_size=1, max_size=5))
def test_the_rest_lets_a_device_pass_exactly_when_it_is_over(gaps: list[int]) -> None:
    at, used = TEN, [Used(1, TEN, "A")]
    for number, gap in enumerate(gaps, 2):
        now = Devices(Mass.mg(28), 9, timedelta(minutes=5), ("A",) * 9, THREE.source, tuple(used))
        at += timedelta(seconds=gap)
        if gap < 300:
            with pytest.raises(NotAllowed, match="Wait"):
                now.check_rest(at=at)
        else:
            now.check_rest(at=at)
        used.append(Used(number, at, "A"))
