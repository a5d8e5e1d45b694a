"""A score chart shows what was measured, what is missing, and says what it found."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.ui.charts import Chart, Goal, Score, Threshold, Tick, score_chart

TODAY = date(2026, 11, 17)


def drawn(*values: int | None, **more: object) -> Chart:
    scores = [
        Score(TODAY - timedelta(days=5 * (len(values) - 1 - n)), value)
        for n, value in enumerate(values)
    ]
    told: dict[str, object] = {"name": "PHQ-9", "maximum": 27, "today": TODAY, **more}
    return score_chart(key="phq", scores=scores, **told)  # type: ignore[arg-type] # a test's short hand


def lines(chart: Chart) -> int:
    return chart.wide.count('class="c-line"')


def test_the_title_says_the_finding() -> None:
    assert drawn(21, 16, 13).title == (
        "PHQ-9 over time: 21 on 7 Nov, 16 on 12 Nov, then 13 today. Lower is better."
    )


def test_a_missing_score_is_drawn_and_said() -> None:
    chart = drawn(21, None, 13)
    assert chart.wide.count('class="c-missing"') == 1
    assert "1 due and not answered" in chart.title


@pytest.mark.parametrize(
    ("values", "joined"), [((21, 16), 1), ((21, None, 13), 1), ((21, None, None, 13), 0)]
)
def test_scores_are_not_joined_over_more_than_one_missing_visit(
    values: tuple[int | None, ...], joined: int
) -> None:
    assert lines(drawn(*values)) == joined


def test_no_score_at_all_is_said() -> None:
    chart = drawn(None)
    assert chart.title.startswith("PHQ-9: no score yet. 1 due and not answered.")
    assert lines(chart) == 0
    assert score_chart(key="e", name="X", scores=[], maximum=10, today=TODAY).wide


def test_both_drawings_have_a_name_of_their_own() -> None:
    chart = drawn(21, 13)
    assert 'aria-labelledby="phq-only-wide"' in chart.wide
    assert 'aria-labelledby="phq-only-narrow"' in chart.narrow


def test_the_scale_starts_and_ends_where_the_scale_does() -> None:
    chart = drawn(13)
    labels = re.findall(r't-sm t-end"[^>]*>(\d+)<', chart.wide)
    assert labels[0] == "0"
    assert labels[-1] == "27"


def test_a_score_outside_its_scale_is_an_error_of_the_caller() -> None:
    with pytest.raises(ValueError, match="28"):
        drawn(28)


def test_what_people_wrote_is_escaped() -> None:
    chart = drawn(13, name="<b>", thresholds=[Threshold(10, "<i>")], goal=Goal(5, "&"))
    assert "<b>" not in chart.wide
    assert "<i>" not in chart.wide
    assert "&lt;i&gt;" in chart.wide


def test_higher_is_better_puts_the_goal_above() -> None:
    chart = drawn(13, lower_is_better=False, goal=Goal(20, "well"))
    assert "Higher is better." in chart.title
    assert 'class="c-good" x="34" y="22"' in chart.wide


def test_sessions_keep_their_numbers_while_there_is_room_and_lose_them_after() -> None:
    few = [Tick(TODAY - timedelta(days=20), "1", "done"), Tick(TODAY, "2", "now")]
    many = [Tick(TODAY - timedelta(days=n), str(n), "done") for n in range(60)]
    assert "tick-n" in drawn(13, sessions=few).wide
    assert "tick-n" not in drawn(13, sessions=many).wide


def test_a_course_of_more_than_a_year_says_which_year() -> None:
    scores = [Score(date(2025, 10, 2), 20), Score(TODAY, 10)]
    chart = score_chart(key="y", name="PHQ-9", maximum=27, today=TODAY, scores=scores)
    assert ">Oct 2025<" in chart.wide
    assert ">Nov 2026<" in chart.wide


@given(
    st.lists(st.one_of(st.none(), st.integers(0, 27)), max_size=30),
    st.lists(st.integers(0, 400), max_size=20),
)
def test_everything_lies_inside_the_drawing(values: list[int | None], days: list[int]) -> None:
    chart = drawn(*values, sessions=[Tick(TODAY - timedelta(days=d), "1", "done") for d in days])
    for svg, width, height in [(chart.wide, 500, 282), (chart.narrow, 324, 254)]:
        assert all(0 <= float(x) <= width for x in re.findall(r' c?x="([-\d.]+)"', svg))
        assert all(0 <= float(y) <= height for y in re.findall(r' c?y="([-\d.]+)"', svg))
