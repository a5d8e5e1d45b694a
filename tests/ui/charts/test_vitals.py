"""The vitals chart keeps the marks of the anaesthetic chart, and says the highest pressure."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from daybreak.ui.charts import Chart, Limit, Reading, vitals_chart

NOW = datetime(2026, 11, 17, 15, 24, tzinfo=UTC)
START = NOW - timedelta(minutes=29)
ZONE = ZoneInfo("America/New_York")
LIMITS = (Limit(160, "alert", "warn"), Limit(180, "critical", "critical"))
READINGS = (
    Reading(START, 128, 78, 72, 98),
    Reading(NOW - timedelta(minutes=12), 142, 84, 80, 97),
    Reading(NOW - timedelta(minutes=2), 164, 98, 88, 97, "warn"),
)


def drawn(*readings: Reading, **more: object) -> Chart:
    told: dict[str, object] = {
        "start": START,
        "end": NOW + timedelta(minutes=36),
        "zone": ZONE,
        "now": NOW,
        "limits": LIMITS,
        **more,
    }
    return vitals_chart(key="bp", readings=readings, **told)  # type: ignore[arg-type] # a test's short hand


def test_the_title_says_first_highest_and_latest() -> None:
    assert drawn(*READINGS).title == (
        "Vitals since 09:55. Blood pressure 128/78, highest 164/98 at 10:22, at or above the alert "
        "line of 160. Pulse from 72 to 88, latest 88. Oxygen lowest 97, latest 97 percent."
    )


def test_the_latest_is_said_when_it_is_not_the_highest() -> None:
    title = drawn(*READINGS, Reading(NOW, 150, None)).title
    assert "highest 164/98 at 10:22, latest 150/unknown at 10:24" in title


def test_nothing_measured_is_said() -> None:
    chart = drawn()
    assert chart.title == "No vitals recorded yet."
    assert 'class="c-bp"' not in chart.wide


def test_each_reading_has_its_mark_and_a_worrying_one_its_own() -> None:
    chart = drawn(*READINGS)
    assert chart.wide.count('class="c-bp"') == 2
    assert chart.wide.count('class="c-bp c-bp-hot"') == 1


def test_what_was_not_measured_is_not_drawn() -> None:
    chart = drawn(Reading(START, heart_rate_per_min=72), Reading(NOW, systolic_mmhg=120))
    assert chart.wide.count('class="c-hr"') == 1
    assert 'class="c-line c-2"' not in chart.wide
    assert "SpO₂" not in chart.wide


def test_now_what_is_due_and_the_repeat_are_drawn() -> None:
    chart = drawn(*READINGS, due=[NOW + timedelta(minutes=8)], repeat_by=NOW + timedelta(minutes=3))
    assert "now 10:24" in chart.wide
    assert "repeat by 10:27" in chart.wide
    assert chart.wide.count('class="c-due"') == 1
    assert "due" in chart.key


def test_a_session_that_is_over_has_no_now() -> None:
    assert "now" not in drawn(*READINGS, now=None).wide


def test_a_pressure_beyond_the_usual_widens_the_scale() -> None:
    wide = drawn(Reading(NOW, 236, 130)).wide
    assert ">220</text>" in wide


def test_in_a_long_session_the_worrying_the_highest_and_the_latest_keep_their_figures() -> None:
    long = [Reading(START + timedelta(minutes=5 * n), 120 + n, 70) for n in range(30)]
    long[10] = Reading(long[10].at, 171, 99, sev="warn")
    figures = re.findall(r"t-b[^>]*>(\d+)<", drawn(*long, end=long[-1].at).wide)
    assert set(figures) == {"120", "171", "149"}


vital = st.one_of(st.none(), st.integers(20, 300))


@given(
    st.lists(
        st.builds(
            Reading,
            at=st.integers(0, 400).map(lambda m: START + timedelta(minutes=m)),
            systolic_mmhg=vital,
            diastolic_mmhg=vital,
            heart_rate_per_min=vital,
            spo2_percent=st.one_of(st.none(), st.integers(50, 100)),
            sev=st.sampled_from(["", "warn", "critical"]),
        ),
        max_size=40,
    )
)
def test_everything_lies_inside_the_drawing(readings: list[Reading]) -> None:
    chart = drawn(*readings)
    for svg, width, height in [(chart.wide, 500, 330), (chart.narrow, 324, 300)]:
        assert all(-1 <= float(x) <= width for x in re.findall(r' c?x="([-\d.]+)"', svg))
        assert all(-1 <= float(y) <= height for y in re.findall(r' c?y="([-\d.]+)"', svg))
        assert svg.count("<svg") == svg.count("</svg>") == 1
