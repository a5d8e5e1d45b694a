"""From a drive to what a trial counts: mean change, its spread, response and remission.

People of an arm differ in what the drug does to them and in what they expect; both are summed
over exactly, so that a share of responders follows from the same spread as the mean.
"""

# mypy: allow-untyped-defs, allow-untyped-calls
# Compiled functions have no annotations: Numba infers their types from the call.

from math import erfc, exp

import numpy as np
from numpy.typing import NDArray

from daybreak.twin.compiled import compiled

Floats = NDArray[np.float64]

# What is fitted, in this order. Nothing else of the model moves.
QUANTITIES = (
    "strength",  # log factor on plasticity, of the usual study
    "contact",  # log shift of the time in which what a visit gave is lost
    "fade",  # log shift of the time in which new synapses are lost
    "expectancy",  # logit of what contact lifts, blind beside an inert control
    "credible",  # added to that logit: blind beside an active control, or admitted to hospital
    "open",  # added to that logit: everyone knows, or nobody can
    "antidepressant",  # logit of what a newly begun antidepressant lifts
    "people",  # log factor on how much people differ, and one person from day to day
    "study_expectancy",  # log sd between studies, of the logit above
    "study_drug",  # log sd between studies, of the log strength
)
(STRENGTH, CONTACT, FADE, EXPECTANCY, CREDIBLE, OPEN, ANTIDEPRESSANT, PEOPLE, STUDY_E, STUDY_D) = (
    range(10)
)

# Fixed, from the catalogue of parameters or our choice; not fitted.
SENSITIVITY_SD = 1.2  # log; the twin's own
EXPECTANCY_SD = 1.1  # logit; gives the twin's own 0.22 about 0.3
ANTIDEPRESSANT_SD = 0.7  # logit; gives the twin's own 0.15 about 0.3
LOW_SHARE, LOW_CEILING = 0.15, 0.15  # who answers little, and how much; the twin's own
HALF = 0.40  # plasticity that lifts half; the twin's own
RESIDUAL_MADRS = 4.5  # of one rating, twin-evidence D3
REMISSION_DOUBT_MADRS = 1.5  # trials count remission from 7 to 12 points
USUAL_BASELINE_SD_MADRS = 5.5  # of those the table gives

_NODES = 9
_x, _w = np.polynomial.hermite_e.hermegauss(_NODES)
DRUG_NODES, DRUG_WEIGHTS = _x.copy(), _w / _w.sum()
_x, _w = np.polynomial.hermite_e.hermegauss(5)
HOPE_NODES, HOPE_WEIGHTS = _x.copy(), _w / _w.sum()


@compiled
def _logistic(x):
    return 1.0 / (1.0 + exp(-x))


@compiled
def _below(x):
    return 0.5 * erfc(-x * 0.7071067811865476)


@compiled
def hope(since_h, per_visit, time_h, out):
    """Fill `out`, shape (cells,): what visits so many hours ago have left of expectancy.

    `since_h` has shape (cells, visits), earliest first; below 0 there was none.
    """
    for k in range(len(since_h)):
        left = 1.0
        for j in range(since_h.shape[1]):
            if since_h[k, j] >= 0:
                later = since_h[k, j + 1] if j + 1 < since_h.shape[1] else -1.0
                fade = exp(-(since_h[k, j] - max(later, 0.0)) / time_h)
                left = 1 - (1 - left * (1 - per_visit)) * fade
        out[k] = 1 - left


@compiled
def crowd(  # noqa: PLR0917 - compiled code takes its arrays by place
    theta, z, hidden, expectancy, treated, is_credible, is_open, base, base_sd, share, cut,
    shift_e, shift_d, out,
):  # fmt: skip
    """Fill `out`, shape (cells, 3): mean improvement and its variance in MADRS points, and the
    share of people below the mark."""
    factor = exp(theta[7])
    residual = RESIDUAL_MADRS * factor
    own_factor = np.exp(SENSITIVITY_SD * factor * DRUG_NODES)
    for k in range(len(z)):
        logit_p = theta[3] + shift_e[k]
        if is_credible[k]:
            logit_p += theta[4]
        if is_open[k]:
            logit_p += theta[5]
        strength = exp(theta[0] + shift_d[k]) * z[k]
        total, square, counted = 0.0, 0.0, 0.0
        m, s2 = base[k], base_sd[k] * base_sd[k]
        for i in range(len(HOPE_NODES)):
            p = _logistic(logit_p + EXPECTANCY_SD * factor * HOPE_NODES[i])
            rest = (1 - p * expectancy[k]) * (1 - hidden[k])
            if treated[k] > 0:
                a = _logistic(theta[6] + ANTIDEPRESSANT_SD * factor * HOPE_NODES[i])
                rest *= 1 - a * treated[k]
            for j in range(len(DRUG_NODES)):
                own = strength * own_factor[j]
                lift = own / (own + HALF)
                for low in range(2):
                    weight = HOPE_WEIGHTS[i] * DRUG_WEIGHTS[j]
                    weight *= LOW_SHARE if low else 1 - LOW_SHARE
                    y = rest * (1 - (LOW_CEILING if low else 1.0) * lift)
                    total += weight * (1 - y)
                    square += weight * (1 - y) * (1 - y)
                    if share[k] > 0:
                        counted += weight * _below((share[k] - y) * m / residual)
                    elif cut[k] > 0:
                        around = residual**2 + REMISSION_DOUBT_MADRS**2 + s2 * y * y
                        counted += weight * _below((cut[k] - m * y) / around**0.5)
        out[k, 0] = m * total
        out[k, 1] = m * m * (square - total * total) + s2 * square + residual**2
        out[k, 2] = min(max(counted, 1e-4), 1 - 1e-4)
