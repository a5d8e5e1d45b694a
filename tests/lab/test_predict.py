"""A trial is predicted from its arms alone, as wide as its size deserves, or not at all."""

from pathlib import Path

import numpy as np
import pytest

from daybreak.lab.arms import understood
from daybreak.lab.evidence import evidence, questions
from daybreak.lab.posterior import posterior
from daybreak.lab.predict import Forecast, predict, simulated
from lab.arms_table import row, table


def one(**changed: str) -> Forecast:
    return predict([row(**changed)], posterior())[0]


def width(forecast: Forecast) -> float:
    assert forecast.hi90 is not None
    assert forecast.lo90 is not None
    return forecast.hi90 - forecast.lo90


def test_noise_in_place_of_the_results_changes_nothing(tmp_path: Path) -> None:
    rows = [{**each.question.columns} for each in evidence()]
    plain = table(tmp_path / "plain.csv", *rows, value="", sd_or_ci="", split="", source="")
    noisy = table(
        tmp_path / "noisy.csv",
        *({**each, "value": f"{17 * k % 101}"} for k, each in enumerate(rows)),
        value="",
        sd_or_ci="SD 99; 12/13 responders",
        split="benchmark",
        source="somewhere else",
    )

    assert predict(questions(plain), posterior()) == predict(questions(noisy), posterior())


def test_an_answer_hangs_on_its_row_alone_and_comes_in_order() -> None:
    rows = [row(), row(drug="placebo_saline"), row(instrument="PCL5"), row(day="7")]

    together = predict(rows, posterior())

    assert together == tuple(predict([each], posterior())[0] for each in rows)
    assert [each.abstained for each in together] == [False, False, True, False]


def test_the_interval_holds_the_middle_and_stays_on_the_scale() -> None:
    for forecast in predict([each.question for each in evidence()], posterior()):
        if forecast.abstained:
            assert forecast.reason
            assert forecast.lo90 is forecast.hi90 is None
        else:
            assert forecast.lo90 <= forecast.predicted <= forecast.hi90  # type: ignore[operator]
    share = one(n="10")
    assert 0 <= share.lo90 <= share.hi90 <= 100  # type: ignore[operator]


def test_a_larger_study_is_predicted_more_closely() -> None:
    assert width(one(n="10")) > width(one(n="50")) > width(one(n="1000"))


@pytest.mark.parametrize("endpoint", ["mean", "mean_change", "remission"])
def test_a_missing_first_score_widens_the_interval(endpoint: str) -> None:
    usual = f"{posterior().usual_baseline:g}"
    known = one(endpoint=endpoint, baseline_mean=usual, baseline_sd="5.5", n="200")
    missing = one(endpoint=endpoint, baseline_mean="", baseline_sd="", n="200")

    assert width(missing) > width(known)
    assert "was taken" in missing.reason


def test_drug_does_more_than_its_control() -> None:
    drug, control = one().predicted, one(drug="placebo_saline").predicted

    assert drug is not None
    assert control is not None
    assert drug > control + 10


def test_an_end_score_and_its_change_are_the_same_forecast() -> None:
    end, change = one(endpoint="mean").predicted, one(endpoint="mean_change").predicted

    assert end is not None
    assert change is not None
    assert end == pytest.approx(33 + change, abs=0.01)


def test_a_difference_is_the_drug_less_its_control() -> None:
    asked = [
        understood(row(endpoint="mean_change", instrument=name, drug=drug))
        for name, drug in (
            ("MADRS_DIFF", "ketamine_racemic"),
            ("MADRS", "ketamine_racemic"),
            ("MADRS", "placebo_saline"),
        )
    ]

    middle = simulated(asked, posterior().theta[:50], 35.0).middle

    np.testing.assert_allclose(middle[0], middle[1] - middle[2])


def test_arms_share_their_study_and_not_their_luck() -> None:
    asked = [understood(row()), understood(row())]

    drawn = simulated(asked, posterior().theta, 35.0, shares_chance=False)

    np.testing.assert_array_equal(drawn.middle[0], drawn.middle[1])
    assert 0.3 < np.corrcoef(drawn.found[0], drawn.found[1]).ravel()[1] < 0.99


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"dose_list": "3"}, "above"),
        ({"dose_list": "500"}, "mistake"),
        ({"infusion_min": "600"}, "infusion time"),
        ({"drug": "ECT", "dose_list": "", "dose_days": ""}, "ECT"),
    ],
)
def test_a_dose_beyond_the_evidence_is_abstained_from(changed: dict[str, str], reason: str) -> None:
    forecast = one(**changed)

    assert forecast.abstained
    assert reason in forecast.reason
