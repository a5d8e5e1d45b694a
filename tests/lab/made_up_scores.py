"""Scores made up for the tests, of one real row and two guesses."""

import numpy as np

from daybreak.lab.comparators import Guess
from daybreak.lab.contrasts import Contrast
from daybreak.lab.leave_out import LeftOut
from daybreak.lab.posterior import posterior
from daybreak.lab.predict import Simulated
from daybreak.lab.results import calibration
from daybreak.lab.scores import PREDICTORS, Scored, Scores

RESULT = next(each for each in calibration()[0] if each.asked.below_share)


def scored(found: float, middle: float, low: float, high: float) -> Scored:
    """A row that every predictor guessed alike, in the numbers that sums of arrays come in."""
    guess = Guess(np.float64(middle), np.float64(low), np.float64(high))
    floor = np.float64(2.0)
    return Scored(RESULT, "response", found, dict.fromkeys(PREDICTORS, guess), floor=floor)


def made_up() -> Scores:
    """Two rows of one study, one of them missed."""
    ones = np.ones((1, 4))
    left = LeftOut(RESULT.trial, (RESULT,), Simulated(ones, ones, ones), ones[0] / 4, 0.9, True)
    contrast = Contrast("T", "a", "1", "change", np.bool_(True), np.float64(0.4))  # type: ignore[arg-type] # what np.abs(…) > … gives
    rows = (scored(50, 45, 30, 60), scored(70, 45, 30, 60))
    return Scores(rows, (left,), (contrast,), posterior())
