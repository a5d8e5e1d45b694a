"""What the twin says of the chair is answered where it has an output, and nowhere else."""

import pytest

from daybreak.lab.arms import Abstention
from daybreak.lab.safety import at_the_chair, is_about_the_chair
from lab.arms_table import row


def answer(**changed: str) -> tuple[float, float, float, str]:
    return at_the_chair(
        row(**{"endpoint": "mean_change", "population": "HEALTHY", "baseline_mean": "", **changed})
    )


@pytest.mark.parametrize("name", ["CADSS", "SBP", "DBP", "HR"])
def test_more_drug_gives_more(name: str) -> None:
    less, more = answer(instrument=name, dose_list="0.25"), answer(instrument=name)

    assert 0 < less[0] < more[0]
    assert more[1] < more[0] < more[2]


def test_dissociation_falls_with_repetition() -> None:
    days = "0;2;4;7;9;11"
    first = answer(instrument="CADSS", dose_days=days, day="0.03")
    last = answer(instrument="CADSS", dose_days=days, day="11.03")

    assert last[0] < first[0]


def test_nausea_of_a_placebo_is_that_of_its_source() -> None:
    middle, *_ = answer(instrument="AE_NAUSEA_PCT", endpoint="mean", drug="placebo_saline")

    assert middle == pytest.approx(13.8, abs=0.1)


@pytest.mark.parametrize(
    "changed",
    [
        {"instrument": "AE_DISSOCIATION_PCT"},
        {"instrument": "MAP_PCT"},
        {"instrument": "SBP", "endpoint": "response"},
        {"instrument": "SBP", "drug": "placebo_saline"},
        {"instrument": "AE_NAUSEA_PCT", "dose_list": "0.75"},
        {"instrument": "CADSS", "dose_list": "500"},
        {"instrument": "CADSS", "n": "none"},
    ],
)
def test_what_the_twin_has_no_output_for_is_abstained_from(changed: dict[str, str]) -> None:
    assert is_about_the_chair(row(**changed))
    with pytest.raises(Abstention):
        answer(**changed)


def test_a_depression_scale_is_not_about_the_chair() -> None:
    assert not is_about_the_chair(row())
