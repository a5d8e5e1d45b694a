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
    """A row that every predictor guessed alike."""
    guess = Guess(middle, low, high)
    return Scored(RESULT, "response", found, dict.fromkeys(PREDICTORS, guess), floor=2.0)


def made_up() -> Scores:
    """Two rows of one study, one of them missed."""
    ones = np.ones((1, 4))
    left = LeftOut(RESULT.trial, (RESULT,), Simulated(ones, ones, ones), ones[0] / 4, 0.9, True)
    rows = (scored(50, 45, 30, 60), scored(70, 45, 30, 60))
    return Scores(rows, (left,), (Contrast("T", "a", "1", "change", True, 0.4),), posterior())
