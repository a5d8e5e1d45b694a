"""A score is compared with the last one before this series, and with nothing else."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.care.outcome.trajectory import Judged, Scored, Trajectory, trajectory
from daybreak.care.scales.library import scale
from daybreak.care.scales.result import ScaleResult
from daybreak.care.scales.scoring import score

START = datetime(2026, 3, 2, 15, tzinfo=UTC)  # the first session
SESSIONS = tuple(START + timedelta(days=3 * n) for n in range(6))


def result(name: str, total: int | None, *flags: str, version: int = 1) -> ScaleResult:
    of = scale(name)
    return ScaleResult(name, version, total, {}, 9, False, of.band_of(total), flags, 1)


def curve(name: str, *days_and_totals: tuple[float, int | None]) -> Trajectory:
    """Scores by the day counted from the first session."""
    scored = [
        Scored(START + timedelta(days=day), result(name, total)) for day, total in days_and_totals
    ]
    return trajectory(scale(name), scored, sessions=SESSIONS)


def judged(name: str, before: int, after: int) -> Judged:
    latest = curve(name, (-1, before), (20, after)).latest
    assert latest is not None
    assert latest.compared is not None
    return latest.compared.judged


@pytest.mark.parametrize(
    ("name", "before", "after", "expected"),
    [
        ("phq-9", 20, 20, Judged.NO_RESPONSE),
        ("phq-9", 20, 16, Judged.NO_RESPONSE),  # 20 %
        ("phq-9", 20, 15, Judged.PARTIAL),  # 25 %, the edge
        ("phq-9", 20, 11, Judged.PARTIAL),
        ("phq-9", 20, 10, Judged.RESPONSE),  # 50 %, the edge
        ("phq-9", 20, 5, Judged.RESPONSE),
        ("phq-9", 20, 4, Judged.REMISSION),  # below 5
        ("phq-9", 15, 8, Judged.PARTIAL),  # 46.7 %
        ("phq-9", 15, 20, Judged.NO_RESPONSE),  # five points worse is within noise
        ("phq-9", 15, 21, Judged.WORSE),  # six points, the reliable change
        ("madrs", 30, 10, Judged.RESPONSE),
        ("madrs", 30, 9, Judged.REMISSION),  # below 10; 10 and 12 are other sources'
        ("madrs", 30, 36, Judged.WORSE),  # no reliable change known: the noticeable one
        ("madrs", 30, 35, Judged.NO_RESPONSE),
        ("y-bocs", 30, 20, Judged.PARTIAL),  # 33 %
        ("y-bocs", 20, 13, Judged.RESPONSE),  # 35 %, the edge
        ("pcl-5", 60, 50, Judged.NO_RESPONSE),  # ten points: the older figure
        ("pcl-5", 60, 74, Judged.NO_RESPONSE),
        ("pcl-5", 60, 75, Judged.WORSE),
        ("nrs-pain-average", 10, 7, Judged.RESPONSE),  # 30 %
        ("nrs-pain-average", 10, 8, Judged.NO_RESPONSE),
        ("cgi-i", 4, 2, Judged.RESPONSE),
        ("cgi-i", 4, 3, Judged.NO_RESPONSE),
        ("cgi-s", 5, 2, Judged.REMISSION),
    ],
)
def test_a_change_is_judged_by_the_scales_own_thresholds(
    name: str, before: int, after: int, expected: Judged
) -> None:
    assert judged(name, before, after) == expected


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("phq-9", 0, 3),  # nothing to divide by
        ("phq-9", 9, 2),  # baseline under caseness
        ("gad-7", 7, 0),
        ("madrs", 9, 0),  # already in remission
        ("wsas", 30, 5),  # no threshold
        ("today", 3, 9),
    ],
)
def test_a_response_is_not_claimed_where_it_cannot_be_said(
    name: str, before: int, after: int
) -> None:
    latest = curve(name, (-1, before), (20, after)).latest
    assert latest is not None
    compared = latest.compared
    assert compared is not None

    assert compared.judged == Judged.NOT_JUDGED
    assert compared.why_not
    assert not compared.responded
    assert not compared.remitted


def test_percent_change_is_undefined_from_a_baseline_of_0() -> None:
    latest = curve("phq-9", (-1, 0), (20, 6)).latest
    assert latest is not None
    assert latest.compared is not None

    assert latest.compared.percent_better is None
    assert latest.compared.is_worse  # and still a worsening is said
    assert latest.compared.judged == Judged.WORSE


def test_the_baseline_is_the_last_score_before_the_first_session_of_this_series() -> None:
    trail = curve("phq-9", (-200, 8), (-9, 22), (-0.01, 18), (0, 10), (5, 9))

    assert trail.baseline is not None
    assert trail.baseline.total == 18
    assert [point.compared is None for point in trail.points] == [True, True, True, False, False]
    assert trail.points[4].compared is not None
    assert trail.points[4].compared.percent_better == Decimal("50.0")


def test_without_a_score_before_the_series_nothing_is_judged() -> None:
    trail = curve("phq-9", (2, 20), (20, 3))

    assert trail.baseline is None
    assert [p.compared.judged for p in trail.points if p.compared] == [Judged.NOT_JUDGED] * 2


def test_before_any_session_the_last_score_is_the_baseline() -> None:
    scored = [Scored(START, result("phq-9", 20))]

    trail = trajectory(scale("phq-9"), scored, sessions=())

    assert trail.baseline == trail.points[0]
    assert trail.latest is None


def test_a_sheet_without_a_total_is_counted_and_not_drawn() -> None:
    trail = curve("phq-9", (-3, 20), (-1, None), (10, None), (20, 10))

    assert trail.without_total == 2
    assert trail.baseline is not None
    assert trail.baseline.total == 20


def test_a_total_without_its_suicide_item_is_no_remission() -> None:
    """It is too low by what was not said."""
    answers = {str(n): 0 for n in range(1, 9)}
    scored = [
        Scored(START - timedelta(days=1), result("phq-9", 20)),
        Scored(START + timedelta(days=20), score(scale("phq-9"), answers)),
    ]

    latest = trajectory(scale("phq-9"), scored, sessions=SESSIONS).latest

    assert latest is not None
    assert latest.compared is not None
    assert latest.total == 0
    assert latest.compared.judged == Judged.NOT_JUDGED
    assert "suicide" in latest.compared.why_not


def test_scores_of_two_versions_are_not_compared() -> None:
    scored = [
        Scored(START - timedelta(days=1), result("phq-9", 20)),
        Scored(START + timedelta(days=20), result("phq-9", 2, version=2)),
    ]

    latest = trajectory(scale("phq-9"), scored, sessions=SESSIONS).latest

    assert latest is not None
    assert latest.compared is not None
    assert latest.compared.judged == Judged.NOT_JUDGED
    assert latest.compared.points_better is None


def test_the_thresholds_stay_with_the_judgement() -> None:
    latest = curve("madrs", (-1, 30), (20, 9)).latest
    assert latest is not None
    assert latest.compared is not None

    assert latest.compared.thresholds.remission_at_most == 9
    assert latest.compared.thresholds.response_percent == 50


@pytest.mark.parametrize(
    ("name", "days", "overlaps"),
    [("phq-9", 7, True), ("phq-9", 13.99, True), ("phq-9", 14, False), ("today", 1, False)],
)
def test_every_score_shows_whether_its_recall_overlaps_the_one_before(
    name: str, days: float, overlaps: bool
) -> None:
    points = curve(name, (30, 5), (30 + days, 5)).points

    assert [point.overlaps_previous for point in points] == [False, overlaps]


def test_every_score_shows_how_many_sessions_its_recall_mixes_in() -> None:
    trail = curve("phq-9", (-1, 20), (7, 15), (40, 5))

    assert [point.sessions_in_window for point in trail.points] == [0, 3, 0]
    assert trail.points[1].window_from == START - timedelta(days=7)


def test_a_scale_of_no_fixed_span_has_no_window() -> None:
    assert [point.window_from for point in curve("cgi-i", (5, 3)).points] == [None]


def test_a_score_of_another_scale_is_a_wrong_call() -> None:
    with pytest.raises(ValueError, match="must be of phq-9"):
        trajectory(scale("phq-9"), [Scored(START, result("gad-7", 3))], sessions=())


def test_a_time_without_a_zone_is_a_wrong_call() -> None:
    naive = START.replace(tzinfo=None)
    with pytest.raises(ValueError, match="aware"):
        trajectory(scale("phq-9"), [Scored(naive, result("phq-9", 3))], sessions=())


TOTALS = st.lists(st.tuples(st.integers(-40, 60), st.none() | st.integers(0, 27)), max_size=8)


@given(TOTALS, st.randoms(use_true_random=False))
def test_the_order_in_which_scores_arrive_changes_nothing(
    totals: list[tuple[int, int | None]], random: object
) -> None:
    by_day = dict(totals)
    shuffled = sorted(by_day.items(), key=lambda each: hash((each, str(random))))

    assert curve("phq-9", *by_day.items()) == curve("phq-9", *shuffled)


@given(st.integers(0, 27), st.integers(0, 27), st.integers(0, 27))
def test_a_lower_score_is_never_judged_worse(before: int, one: int, other: int) -> None:
    order = list(Judged)
    lower, higher = sorted((one, other))

    better, worse = judged("phq-9", before, lower), judged("phq-9", before, higher)

    # From a baseline that is not judged, a worsening is still said.
    assert order.index(better) >= order.index(worse) or Judged.NOT_JUDGED in {better, worse}
    assert not (better is Judged.WORSE and worse is not Judged.WORSE)
