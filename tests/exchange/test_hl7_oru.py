"""What monitors send is taken as it is meant, and what they do not mean is never a vital sign."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.care.errors import NotUnderstood
from daybreak.care.intake.measure import Measure
from daybreak.exchange.hl7_oru import Kind, Location, MonitorMessage, PatientNumber, read_oru
from daybreak.exchange.hl7_pressure import Pressure, pressures
from daybreak.exchange.hl7_reading import Reading, TimeFrom, WhyInvalid
from daybreak.exchange.monitor_codes import Method

RECEIVED = datetime(2026, 11, 21, 18, 15, 1, tzinfo=UTC)
PACIFIC = ZoneInfo("America/Los_Angeles")
MMHG = "266016^MDC_DIM_MMHG^MDC"
Vector = Callable[[str], bytes]


def _read(raw: bytes, received_at: datetime = RECEIVED) -> MonitorMessage:
    return read_oru(raw, received_at=received_at, zone=PACIFIC)


def _message(
    *lines: str,
    event: str = "ORU^R01^ORU_R01",
    version: str = "2.6",
    processing: str = "P",
    sent: str = "20261121101500-0800",
    control_id: str = "1",
) -> bytes:
    header = f"MSH|^~\\&|MON|CLINIC|DB|CLINIC|{sent}||{event}|{control_id}|{processing}|{version}"
    return ("\r".join((header, *lines)) + "\r").encode()


def _obx(
    code: str = "150456^MDC_PULS_OXIM_SAT_O2^MDC",
    value: str = "97",
    unit: str = "262688^MDC_DIM_PERCENT^MDC",
    *,
    kind: str = "NM",
    flags: str = "",
    status: str = "R",
    at: str = "20261121101500-0800",
) -> str:
    return f"OBX|1|{kind}|{code}|1.1.1|{value}|{unit}||{flags}|||{status}|||{at}"


def _one(obx: str) -> Reading:
    (reading,) = _read(_message(obx)).readings
    return reading


def _figures(message: MonitorMessage) -> list[tuple[Measure | None, int | None, WhyInvalid | None]]:
    return [(one.measure, one.value, one.why) for one in message.readings]


def test_a_monitor_on_a_chair(vector: Vector) -> None:
    """Care pathway 12.5."""
    message = _read(vector("hl7/continuous.hl7"))

    assert _figures(message) == [
        (Measure.HEART_RATE_PER_MIN, 88, None),
        (Measure.SPO2_PERCENT, 98, None),
        (Measure.SYSTOLIC_MMHG, 142, None),
        (Measure.DIASTOLIC_MMHG, 86, None),
        (Measure.MEAN_MMHG, 105, None),
        (Measure.RESPIRATORY_RATE_PER_MIN, 16, None),
        (Measure.ETCO2_MMHG, None, WhyInvalid.NO_READING),
    ]
    at = datetime(2026, 11, 21, 18, 14, tzinfo=UTC)  # the cuff's own, older time
    assert pressures(message.readings) == (Pressure(142, 86, 105, False, at, Method.CUFF),)
    assert message.location == Location("INF", "RM2", "CHAIR3")
    assert message.device_eui == "00A0370000AB0001"
    assert message.patient_numbers == (PatientNumber("TEST-0001", "KETASYS", "MR"),)
    assert (message.sender, message.control_id) == ("CHAIRMON", "CM1-20261121-000042")
    assert (message.header.accept, message.header.application) == ("AL", "NE")
    assert message.notes == ()


def test_a_spot_check(vector: Vector) -> None:
    """Care pathway 12.6."""
    message = _read(vector("hl7/spot-check.hl7"), datetime(2026, 11, 21, 11, 2, 31, tzinfo=UTC))

    assert _figures(message) == [
        (Measure.SYSTOLIC_MMHG, 186, None),
        (Measure.DIASTOLIC_MMHG, 112, None),
        (Measure.MEAN_MMHG, 137, None),
        (Measure.HEART_RATE_PER_MIN, 104, None),
        (Measure.SPO2_PERCENT, 96, None),
        (Measure.TEMPERATURE_DC, 369, None),  # 98.4 F
    ]
    assert message.location == Location(bed="CHAIR3")
    assert message.patient_numbers == ()


def test_no_name_or_birth_date_comes_out_of_a_message(vector: Vector) -> None:
    assert "Testpatient" not in repr(_read(vector("hl7/continuous.hl7")))
    assert "1985" not in repr(_read(vector("hl7/continuous.hl7")))


@pytest.mark.parametrize(
    ("code", "unit", "measure"),
    [
        ("0002-4a05^NBPs^MDIL", "0004-0f20^mmHg^MDIL", Measure.SYSTOLIC_MMHG),
        ("393216^NIBP_SYS^EHC", "mmHg", Measure.SYSTOLIC_MMHG),
        ("150021^MDC_PRESS_BLD_NONINV_SYS", MMHG, Measure.SYSTOLIC_MMHG),
        ("8480-6^Systolic^LN", "mm[Hg]^^UCUM", Measure.SYSTOLIC_MMHG),
        ("X1^sys^99LOCAL^150301^MDC_PRESS_CUFF_SYS^MDC", MMHG, Measure.SYSTOLIC_MMHG),
    ],
)
def test_a_systolic_by_any_of_its_names(code: str, unit: str, measure: Measure) -> None:
    reading = _one(_obx(code, "142", unit))

    assert (reading.measure, reading.value, reading.why) == (measure, 142, None)


@pytest.mark.parametrize(
    "code",
    [
        "150324^MDC_SPO2^MDC",
        "150456^^99LOCAL",
        "150456",
        "393216^NIBP_SYS^MDC",
        "150456^a^MDC^150021^b^MDC",  # two names that disagree
        "^^",
    ],
)
def test_a_code_that_is_not_known_is_kept_raw_and_never_guessed(code: str) -> None:
    reading = _one(_obx(code))

    assert (reading.measure, reading.value) == (None, None)
    assert reading.why is WhyInvalid.UNKNOWN_CODE
    assert reading.raw.value == "97"


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("-999", WhyInvalid.NO_READING),
        ("-999.0", WhyInvalid.NO_READING),
        ("-99.9", WhyInvalid.NO_READING),
        ("", WhyInvalid.NO_READING),
        ("---", WhyInvalid.NO_READING),
        ("*", WhyInvalid.NO_READING),
        ("err", WhyInvalid.NOT_A_NUMBER),
        (">97", WhyInvalid.NOT_A_NUMBER),
        ("97~98", WhyInvalid.NOT_A_NUMBER),
        ("97^98", WhyInvalid.NOT_A_NUMBER),
        ("9.7e1", WhyInvalid.NOT_A_NUMBER),
        ("NaN", WhyInvalid.NOT_A_NUMBER),
        ("٩٧", WhyInvalid.NOT_A_NUMBER),
        ("9" * 500, WhyInvalid.NOT_A_NUMBER),
        ("101", WhyInvalid.OUT_OF_RANGE),
        ("-1", WhyInvalid.OUT_OF_RANGE),
    ],
)
def test_what_is_no_figure_never_becomes_a_vital_sign(value: str, why: WhyInvalid) -> None:
    reading = _one(_obx(value=value))

    assert reading.why is why
    assert not reading.is_valid


@pytest.mark.parametrize(
    "unit", ["", "mmHg", "262688^MDC_DIM_PERCENT^XYZ", "percent", MMHG, "^MDC_DIM_PERCENT^MDC"]
)
def test_a_unit_that_is_missing_or_does_not_fit_is_not_guessed(unit: str) -> None:
    assert _one(_obx(unit=unit)).why is WhyInvalid.UNIT_UNKNOWN


@pytest.mark.parametrize(
    ("code", "value", "unit", "ours"),
    [
        ("150021^^MDC", "18.5", "265987^MDC_DIM_KILO_PASCAL^MDC", 139),  # 138.76
        ("150021^^MDC", "18.5", "kPa^kPa^UCUM", 139),
        ("150344^^MDC", "98.4", "MDC_DIM_FAHR^MDC_DIM_FAHR^MDC", 369),
        ("150344^^MDC", "98.4", "266560^MDC_DIM_FAHR^MDC", 369),
        ("150344^^MDC", "36.94", "268192^MDC_DIM_DEGC^MDC", 369),
        ("188736^^MDC", "70.4", "263875^MDC_DIM_KILO_G^MDC", 70_400),
        ("188740^^MDC", "170", "263441^MDC_DIM_CENTI_M^MDC", 1_700),
        ("151562^^MDC", "16", "264928^MDC_DIM_RESP_PER_MIN^MDC", 16),
        ("147842^^MDC", "+88.", "264864^MDC_DIM_BEAT_PER_MIN^MDC", 88),
    ],
)
def test_a_figure_comes_in_our_unit(code: str, value: str, unit: str, ours: int) -> None:
    reading = _one(_obx(code, value, unit))

    assert (reading.value, reading.why) == (ours, None)


@pytest.mark.parametrize(
    ("code", "unit", "least", "most"),
    [
        ("147842^^MDC", "264864^^MDC", 10, 350),
        ("150021^^MDC", MMHG, 20, 320),
        ("150022^^MDC", MMHG, 10, 250),
        ("150456^^MDC", "262688^^MDC", 0, 100),
        ("151562^^MDC", "264928^^MDC", 0, 120),
        ("151708^^MDC", MMHG, 0, 150),
        ("150344^^MDC", "268192^^MDC", 20, 45),
    ],
)
def test_outside_of_any_possible_range_is_no_reading(
    code: str, unit: str, least: int, most: int
) -> None:
    """The ranges of care pathway 12.3, both ends within."""
    valid = [_one(_obx(code, str(n), unit)).is_valid for n in (least, most)]
    beyond = [_one(_obx(code, str(n), unit)).why for n in (least - 1, most + 1)]

    assert valid == [True, True]
    assert beyond == [WhyInvalid.OUT_OF_RANGE] * 2


@pytest.mark.parametrize("flags", ["DEMO", "demo", "HH~DEMO", "H^DEMO", "INV", "QUES", "TEST"])
def test_a_monitor_may_take_its_figure_back(flags: str) -> None:
    assert _one(_obx(flags=flags)).why is WhyInvalid.TAKEN_BACK


@pytest.mark.parametrize("flags", ["", "HH", "L", "N", "A"])
def test_a_flag_that_only_judges_changes_nothing(flags: str) -> None:
    assert _one(_obx(flags=flags)).is_valid


@pytest.mark.parametrize(
    ("status", "why"),
    [
        ("R", None),
        ("F", None),
        ("", None),
        ("C", None),
        ("X", WhyInvalid.NO_RESULT),
        ("D", WhyInvalid.WITHDRAWN),
        ("W", WhyInvalid.WITHDRAWN),
    ],
)
def test_a_result_that_does_not_count_does_not_count(status: str, why: WhyInvalid | None) -> None:
    assert _one(_obx(status=status)).why is why


def test_a_message_that_is_not_for_production_has_no_valid_reading() -> None:
    (reading,) = _read(_message(_obx(), processing="T")).readings

    assert reading.why is WhyInvalid.NOT_PRODUCTION


def test_rows_of_containment_are_no_readings() -> None:
    row = "OBX|1||69965^MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS^MDC|1.0.0.0|||||||X"

    assert len(_read(_message(row, _obx())).readings) == 1


@pytest.mark.parametrize(
    ("lines", "at", "time_from"),
    [
        ((_obx(at="20261121101400-0800"),), "18:14", TimeFrom.OBSERVATION),
        ((_obx(at="20261121101400"),), "18:14", TimeFrom.OBSERVATION),  # the header's offset
        (("OBR|1|||x|||20261121101300-0800", _obx(at="")), "18:13", TimeFrom.GROUP),
        ((_obx(at=""),), "18:15", TimeFrom.MESSAGE),
    ],
)
def test_the_time_is_the_nearest_one_told(
    lines: tuple[str, ...], at: str, time_from: TimeFrom
) -> None:
    (reading,) = _read(_message(*lines)).readings

    assert (f"{reading.at:%H:%M}", reading.time_from, reading.why) == (at, time_from, None)


def test_a_time_that_is_told_and_cannot_be_read_makes_no_valid_reading() -> None:
    assert _one(_obx(at="yesterday")).why is WhyInvalid.TIME_UNKNOWN


def test_without_any_time_it_was_when_it_came() -> None:
    (reading,) = _read(_message(_obx(at=""), sent="")).readings

    assert (reading.at, reading.time_from) == (RECEIVED, TimeFrom.RECEIVED)


@pytest.mark.parametrize(
    ("off", "notes"),
    [
        (timedelta(seconds=60), ()),
        (timedelta(seconds=61), ("clock-off",)),
        (-timedelta(hours=1), ("clock-off",)),
    ],
)
def test_a_clock_that_is_off_is_noted_and_never_put_right(
    off: timedelta, notes: tuple[str, ...]
) -> None:
    sent = (RECEIVED + off).strftime("%Y%m%d%H%M%S+0000")
    message = _read(_message(_obx(at=sent), sent=sent))

    assert message.notes == notes
    assert message.clock_off_s == off.total_seconds()
    assert message.readings[0].at == RECEIVED + off


def test_a_reading_sent_twice_is_one() -> None:
    twice = _message(_obx("150021^^MDC", "142", MMHG), _obx("150021^^MDC", "142", MMHG))
    by_both_codes = _message(_obx("150021^^MDC", "142", MMHG), _obx("150301^^MDC", "142", MMHG))
    changed = _message(_obx("150021^^MDC", "142", MMHG), _obx("150021^^MDC", "143", MMHG))

    assert [len(_read(raw).readings) for raw in (twice, by_both_codes, changed)] == [1, 1, 2]


def test_a_message_sent_again_has_the_same_act_id_and_another_has_another() -> None:
    first, again = _read(_message(_obx())), _read(_message(_obx()), RECEIVED + timedelta(hours=1))
    other = _read(_message(_obx(), control_id="2"))
    changed = _read(_message(_obx(value="96")))

    assert first.act_id == again.act_id
    assert first.same_message_key == again.same_message_key == changed.same_message_key
    assert len({first.act_id, other.act_id, changed.act_id}) == 3


@pytest.mark.parametrize("version", ["2.3", "2.3.1", "2.4", "2.5", "2.6", "2.8"])
def test_the_versions_that_monitors_speak_are_taken(version: str) -> None:
    assert _read(_message(_obx(), version=version)).readings[0].is_valid


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (_message(_obx(), event="ADT^A01"), "hl7-type"),
        (_message(_obx(), event="ORU^R30"), "hl7-event"),
        (_message(_obx(), event="ORU"), "hl7-event"),
        (_message(_obx(), version="2.2"), "hl7-version"),
        (_message(_obx(), version="3.0"), "hl7-version"),
        (_message(_obx(), control_id=""), "hl7-control-id"),
        (_message("OBR|1"), "hl7-no-obx"),
        (_message("PID|1||A", _obx(), "PID|2||B", _obx()), "hl7-two-people"),
        (_message("PV1|1|O|A^1^1", _obx(), "PV1|1|O|A^1^2", _obx()), "hl7-two-people"),
        (b"junk", "hl7-header"),
    ],
)
def test_what_is_not_taken_is_refused_with_its_reason(raw: bytes, code: str) -> None:
    with pytest.raises(NotUnderstood) as refused:
        _read(raw)

    assert refused.value.code == code


def test_a_waveform_is_known_for_one_and_nothing_of_it_is_kept() -> None:
    message = _read(_message(_obx(), event="ORU^W01^ORU_R01"))

    assert (message.kind, message.readings) == (Kind.WAVEFORM, ())


def _pressure(systolic: str, diastolic: str, *more: str, late_s: int = 0) -> MonitorMessage:
    at = (RECEIVED + timedelta(seconds=late_s)).strftime("%Y%m%d%H%M%S+0000")
    sent = RECEIVED.strftime("%Y%m%d%H%M%S+0000")
    parts = (
        _obx("150021^^MDC", systolic, MMHG, at=sent),
        _obx("150022^^MDC", diastolic, MMHG, at=at),
    )
    return _read(_message(*parts, *more))


@pytest.mark.parametrize(("late_s", "together"), [(0, 1), (60, 1), (61, 0), (-60, 1), (-61, 0)])
def test_the_parts_of_a_pressure_lie_within_a_minute(late_s: int, together: int) -> None:
    assert len(pressures(_pressure("142", "86", late_s=late_s).readings)) == together


def test_a_mean_that_was_not_sent_is_computed_and_says_so() -> None:
    (pressure,) = pressures(_pressure("142", "86").readings)

    assert (pressure.mean_mmhg, pressure.mean_derived) == (105, True)  # 86 + 56 / 3 = 104.67


def test_a_systolic_that_is_not_above_the_diastolic_makes_both_invalid() -> None:
    message = _pressure("86", "86")

    assert [one.why for one in message.readings] == [WhyInvalid.PRESSURES_CROSSED] * 2
    assert pressures(message.readings) == ()


def test_a_cuff_and_an_arterial_line_are_not_mixed() -> None:
    arterial = _obx("150037^^MDC", "120", MMHG, at=RECEIVED.strftime("%Y%m%d%H%M%S+0000"))
    found = pressures(_pressure("142", "86", arterial).readings)

    assert [(one.systolic_mmhg, one.method) for one in found] == [(142, Method.CUFF)]


@settings(deadline=None)
@given(
    st.lists(
        st.text("|^~\\&\r0123456789.-MDCOBXPIV ", max_size=60)
        | st.sampled_from([_obx(), "PID|1||A", "PV1|1|O|^^B", "OBR|1", "OBX|||||||||||||||||||"]),
        max_size=6,
    )
)
def test_no_message_brings_anything_but_a_refusal(lines: list[str]) -> None:
    try:
        message = _read(_message(*lines))
    except NotUnderstood:
        return
    for one in message.readings:
        assert one.is_valid == (one.why is None)
        assert one.at.tzinfo is not None
        assert one.value is not None or not one.is_valid


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_bring_anything_but_a_refusal(raw: bytes) -> None:
    with pytest.raises(NotUnderstood):
        _read(raw)


@settings(deadline=None)
@given(st.data())
def test_a_damaged_message_is_read_or_refused(data: st.DataObject) -> None:
    raw = bytearray(_message("PID|1||A^^^B", "PV1|1|O|A^B^C", "OBR|1|||x", _obx(), _obx(flags="H")))
    for _ in range(data.draw(st.integers(1, 5))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        message = _read(bytes(raw))
    except NotUnderstood:
        return
    assert all(one.is_valid == (one.why is None) for one in message.readings)
