"""The drive is the twin's own, at any value the fit may try."""

import numpy as np
import pytest

from daybreak.lab.arms import understood
from daybreak.lab.drive import FADE_LIMIT, drive_of, typical
from daybreak.twin.parameters import parameters
from daybreak.twin.regimen import Regimen
from lab.arms_table import row

COURSES = [
    {"day": "7"},
    {"dose_days": "0;2;4;7;9;11", "day": "12"},
    {"dose_days": "0;3;7;10", "dose_list": "56;84;84;84", "drug": "esketamine", "route": "IN",
     "dose_unit": "mg", "infusion_min": "", "day": "28"},
    {"route": "PO", "dose_list": "1", "dose_days": "0;2;4", "infusion_min": "", "day": "21"},
]  # fmt: skip


@pytest.mark.parametrize("changed", COURSES)
def test_the_polynomial_is_the_twin(changed: dict[str, str]) -> None:
    asked = understood(row(**changed))
    drive = drive_of([asked])
    fades = np.random.default_rng(1).uniform(-FADE_LIMIT, FADE_LIMIT, 20)
    regimen = Regimen(asked.arm.regimen.doses, asked.hours + 1)

    fast, slow, expectancy, _ = typical(regimen, 45.0, (asked.hours,), fades)

    weight = parameters().value("slow_weight")
    wanted = fast[:, 0] + weight * slow[:, 0]
    found = np.array([drive.plasticity(fade)[0] for fade in fades.tolist()])
    np.testing.assert_allclose(found, wanted, rtol=2e-3, atol=1e-5)
    assert drive.expectancy(0.0)[0] == pytest.approx(expectancy[0, 0], rel=1e-4, abs=1e-6)


def test_a_score_is_taken_before_that_days_dose() -> None:
    last_day = understood(row(dose_days="0;2;4", day="4"))
    without = understood(row(dose_days="0;2", day="4"))

    on_the_day, before = (drive_of([each]) for each in (last_day, without))

    assert on_the_day.plasticity(0.0) == pytest.approx(before.plasticity(0.0))
    assert on_the_day.expectancy(0.0) == pytest.approx(before.expectancy(0.0))


def test_a_control_has_no_drive_and_the_same_visits() -> None:
    asked = understood(row())
    drive = drive_of([asked, asked.control])

    z, expectancy = drive.plasticity(0.0), drive.expectancy(0.0)

    assert z[0] > 0.1
    assert z[1] < 1e-12
    assert expectancy[0] == expectancy[1]


def test_what_visits_gave_fades_slower_when_contact_lasts() -> None:
    drive = drive_of([understood(row(day="14"))])

    assert drive.expectancy(1.0)[0] > 3 * drive.expectancy(0.0)[0]
