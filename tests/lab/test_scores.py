"""Scores are sums that can be done by hand, and the pages made of them hold every miss."""

import numpy as np
import pytest

from daybreak.lab.contrasts import Contrast
from daybreak.lab.evidence import evidence
from daybreak.lab.posterior import posterior
from daybreak.lab.report import page, separation, studies, told
from daybreak.lab.scores import benchmark, summary
from lab.made_up_scores import RESULT, made_up, scored


def test_a_point_outside_pays_twenty_times_how_far_it_is_out() -> None:
    inside, outside = scored(50, 45, 30, 60), scored(70, 45, 30, 60)

    both = summary([inside, outside], "mechanism")

    assert both.rows == 2
    assert both.error == pytest.approx((5 + 25) / 2)
    assert both.covered == 0.5
    assert both.width == 30
    assert both.interval_score == pytest.approx((30 + 30 + 20 * 10) / 2)


def test_a_probability_is_scored_against_what_was_published() -> None:
    def one(p: float, *, separated: bool) -> Contrast:
        return Contrast("T", "a", "1", "change", separated, p)

    told_well = separation([one(0.9, separated=True), one(0.1, separated=False)])
    told_badly = separation([one(0.1, separated=True), one(0.9, separated=False)])

    assert told_well.brier == pytest.approx(0.01)
    assert told_well.log_loss == pytest.approx(-np.log(0.9))
    assert told_badly.brier > told_well.base_brier == 0.25
    assert one(1.0, separated=False).log_loss < np.inf


def test_every_benchmark_row_stands_in_the_table_hit_or_miss() -> None:
    rows = benchmark(posterior())
    shown = [each for each in evidence() if not each.may_be_fitted]

    assert len(rows) == len(shown)
    assert {row[-1].split(":")[0] for row in rows} <= {"hit", "miss", "abstained"}
    assert [row[0] for row in rows] == [each.question.trial for each in shown]


def test_the_page_holds_studies_contrasts_and_benchmarks() -> None:
    scores = made_up()

    text = page(scores)

    assert f"| {RESULT.trial} | 2 | 1 | 7.5 | 0.90 | refitted |" in text
    assert "| T | a | 1 | change | yes | 0.40 |" in text
    assert "| Oliver2022 | kit | PHQ9 | response | 42 | 50 |" in text
    assert studies(scores)[0].covered == 1
    assert told(scores.rows[0])["found"] == 50
