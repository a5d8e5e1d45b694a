"""A vial's code is read exactly, or a person is asked to type: nothing is guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.care.errors import NotUnderstood
from daybreak.exchange.gs1 import SEPARATOR, Scanned, scanned

TODAY = date(2026, 11, 22)
GTIN = "00367457108100"
LOT = "".join(sorted({chr(each) for each in range(33, 127)} - set("|~^{}<>()#$@[]\\`")))


def read(text: str) -> Scanned:
    return scanned(text, today=TODAY)


def whole(body: str) -> str:
    total = sum(int(digit) * (3, 1)[place % 2] for place, digit in enumerate(body))
    return f"{body}{(10 - total % 10) % 10}"


def test_the_example_gtin_is_whole() -> None:
    assert whole(GTIN[:-1]) == GTIN


def test_product_lot_and_expiry_are_read() -> None:
    found = read(f"01{GTIN}1727113010K-4471")

    assert found == Scanned(GTIN, "6745710810", "K-4471", date(2027, 11, 30), "")


@pytest.mark.parametrize("mark", [SEPARATOR, "\u241d", "|", "~", "^", "<GS>", "<gs>"])
def test_a_serial_in_the_middle_ends_at_the_separator_however_it_is_sent(mark: str) -> None:
    found = read(f"]d201{GTIN}21SN10X17{mark}1727113010K21X")

    assert (found.serial, found.lot, found.expires_on) == ("SN10X17", "K21X", date(2027, 11, 30))


def test_what_is_printed_under_the_code_is_read_too() -> None:
    found = read(f"(01){GTIN} (17)271130 (10)K-4471 (21)99")

    assert (found.lot, found.expires_on, found.serial) == ("K-4471", date(2027, 11, 30), "99")


def test_a_day_of_nothing_is_the_last_of_the_month() -> None:
    assert read(f"01{GTIN}17280200").expires_on == date(2028, 2, 29)


@pytest.mark.parametrize(("told", "year"), [("761231", 2076), ("770101", 1977), ("260101", 2026)])
def test_a_century_is_the_nearest(told: str, year: int) -> None:
    day = read(f"01{GTIN}17{told}").expires_on

    assert day is not None
    assert day.year == year


def test_a_code_of_another_country_has_no_national_drug_code() -> None:
    assert read("01" + whole("0400638133393")).ndc is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "scan-empty"),
        ("   ", "scan-empty"),
        (f"01{GTIN[:-1]}1", "scan-digit"),
        ("1727113010K-4471", "scan-gtin"),
        (f"01{GTIN}17271330", "scan-day"),
        (f"01{GTIN}1727", "scan-cut"),
        (f"01{GTIN}10", "scan-cut"),
        (f"01{GTIN}10{'K' * 21}", "scan-cut"),
        (f"01{GTIN}01{whole('0031234567890')}", "scan-two"),
        ("K-4471", "scan-unknown"),
        ("https://example.org/vial", "scan-unknown"),
        (f"01{GTIN}10K-447117271130", "scan-doubtful"),
        (f"01{GTIN}21SN1727113010K1", "scan-doubtful"),
        (f"01{GTIN}10A2101", "scan-doubtful"),
        (f"01{GTIN[:6]}\u0661{GTIN[7:]}", "scan-cut"),
    ],
)
def test_what_cannot_be_read_for_certain_is_refused_in_words(text: str, code: str) -> None:
    with pytest.raises(NotUnderstood) as refused:
        read(text)

    assert refused.value.code == code
    assert refused.value.message.endswith(".")


@given(
    st.text("0123456789", min_size=10, max_size=10),
    st.text(LOT, min_size=1, max_size=20),
    st.text(LOT, min_size=1, max_size=20),
    st.dates(date(2026, 1, 1), date(2060, 12, 31)),
    st.permutations(["17", "10", "21"]),
)
def test_whatever_was_encoded_is_what_is_read_in_any_order(
    ndc: str, lot: str, serial: str, day: date, order: list[str]
) -> None:
    gtin = whole(f"003{ndc}")
    parts = {"17": f"{day:%y%m%d}", "10": lot + SEPARATOR, "21": serial + SEPARATOR}
    text = f"]d201{gtin}" + "".join(each + parts[each] for each in order)

    assert read(text) == Scanned(gtin, ndc, lot, day, serial)


@given(st.text(max_size=60))
def test_no_text_is_read_as_anything_but_a_vial_or_a_refusal(text: str) -> None:
    try:
        found = read(text)
    except NotUnderstood:
        return
    assert len(found.gtin) == 14
