"""A loss of benefit is noticed from the scores, and confirmed before it is called relapse."""

from datetime import UTC, datetime, timedelta

import pytest

from daybreak.care.outcome.relapse import relapse
from daybreak.care.outcome.rules import outcome_rules
from daybreak.care.outcome.trajectory import Scored, trajectory
from daybreak.care.scales.library import scale
from daybreak.care.scales.result import ScaleResult

RULES = outcome_rules()
REVIEW = datetime(2026, 4, 1, 15, tzinfo=UTC)


def said(name: str, held: int, *days_and_totals: tuple[float, int]) -> list[str]:
    scored = [
        Scored(REVIEW + timedelta(days=day), ScaleResult(name, 1, total, {}, 9, False, None, (), 1))
        for day, total in days_and_totals
    ]
    points = trajectory(scale(name), scored, sessions=[REVIEW - timedelta(days=20)]).points
    found = relapse(RULES, scale(name), held=held, since=REVIEW, points=points)
    return [finding.rule for finding in found]


@pytest.mark.parametrize(
    ("held", "scores", "rules"),
    [
        (3, (), []),
        (3, ((7, 5),), []),
        (3, ((7, 8),), []),  # five points: noise
        (3, ((7, 9),), ["relapse-rise"]),  # six: the reliable change
        (6, ((7, 10),), ["relapse-once"]),
        (6, ((7, 10), (13, 12)), ["relapse-rise", "relapse-once"]),  # six days apart
        (6, ((7, 10), (14, 11)), ["relapse-twice"]),
        (6, ((7, 10), (21, 10)), ["relapse-twice"]),
        (6, ((7, 10), (40, 10)), ["relapse-twice"]),  # late, and no lower score between
        (6, ((7, 10), (14, 9), (21, 10)), ["relapse-once"]),  # not in a row
        (6, ((7, 10), (14, 10), (21, 9)), []),
        (6, ((7, 10), (10, 10), (15, 10)), ["relapse-twice"]),
        (6, ((-7, 12), (0, 12), (7, 10)), ["relapse-once"]),  # before the review does not count
    ],
)
def test_phq_9_is_watched_for_a_rise_and_for_its_threshold(
    held: int, scores: tuple[tuple[float, int], ...], rules: list[str]
) -> None:
    assert said("phq-9", held, *scores) == rules


def test_madrs_has_a_threshold_of_its_own() -> None:
    assert said("madrs", 18, (7, 21), (14, 21)) == []
    assert said("madrs", 18, (7, 22), (14, 22)) == ["relapse-twice"]


def test_a_scale_without_a_relapse_threshold_is_watched_for_a_rise() -> None:
    assert said("gad-7", 4, (7, 20)) == ["relapse-rise"]
    assert said("gad-7", 4, (7, 7)) == []


def test_a_finding_says_the_figures_and_when_to_ask_again() -> None:
    scored = [
        Scored(REVIEW + timedelta(days=7), ScaleResult("phq-9", 1, 11, {}, 9, False, None, (), 1))
    ]
    points = trajectory(scale("phq-9"), scored, sessions=[]).points
    (finding,) = relapse(RULES, scale("phq-9"), held=8, since=REVIEW, points=points)

    assert finding.because == "PHQ-9 is 11; the relapse threshold is 10."
    assert finding.to_do == "Ask PHQ-9 again in 7 to 14 days."
