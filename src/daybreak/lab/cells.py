"""Arms at their times, packed for the model: one cell for each, in arrays."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from daybreak.lab.arms import Asked
from daybreak.lab.crowd import CONTACT, FADE, USUAL_BASELINE_SD_MADRS, crowd
from daybreak.lab.drive import Drive, drive_of
from daybreak.twin.parameters import parameters

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Cells:
    """What the model needs of arms at their times, each shape (cells,)."""

    drive: Drive
    treated: Floats
    is_credible: NDArray[np.bool_]
    is_open: NDArray[np.bool_]
    base: Floats
    base_sd: Floats
    share: Floats
    cut: Floats

    @property
    def count(self) -> int:
        return len(self.base)

    def answers(self, theta: Floats, shift_e: Floats, shift_d: Floats) -> Floats:
        """Mean improvement and variance in MADRS points, and the share, shape (cells, 3).

        Args:
            theta: the ten quantities.
            shift_e, shift_d: each cell's study effect on expectancy (logit) and drug (log).
        """
        z = self.drive.plasticity(float(theta[FADE]))
        expectancy = self.drive.expectancy(float(theta[CONTACT]))
        out = np.empty((self.count, 3))
        crowd(
            theta, z, self.drive.hidden, expectancy, self.treated, self.is_credible, self.is_open,
            self.base, self.base_sd, self.share, self.cut, shift_e, shift_d, out,
        )  # fmt: skip
        return out


def cells_of(asked: Sequence[Asked], usual_baseline: float) -> Cells:
    """Pack what was asked; who has no baseline has the usual one, MADRS points."""
    hours = np.array([each.hours for each in asked])
    treated = np.array([each.arm.context.has_new_antidepressant for each in asked])
    grown = 1 - np.exp(-hours / parameters().value("antidepressant_time"))
    return Cells(
        drive_of(asked),
        np.where(treated, grown, 0.0),
        np.array([each.arm.context.is_credible for each in asked]),
        np.array([each.arm.context.is_open for each in asked]),
        np.array([each.baseline_madrs or usual_baseline for each in asked]),
        np.array([each.baseline_sd_madrs or USUAL_BASELINE_SD_MADRS for each in asked]),
        np.array([each.below_share or 0.0 for each in asked]),
        np.array([each.below_madrs for each in asked]),
    )
