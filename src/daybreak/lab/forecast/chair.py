"""How high one person's blood pressure and dissociation may rise at the next session.

Individual peaks, wide on purpose. No threshold knows of them: alarms, pauses and calls for help
are those of the adopted profile, whatever was expected.
"""

import numpy as np
from numpy.typing import NDArray

from daybreak.lab.chances import weighted_quantiles
from daybreak.lab.forecast.known import Given, Person, Plan
from daybreak.lab.forecast.limits import limits
from daybreak.lab.forecast.pulse import Body, Pulse, pulse
from daybreak.lab.forecast.told import AtTheChair
from daybreak.lab.safety import LOG_SD_BETWEEN_STUDIES
from daybreak.twin.parameters import parameters

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

SEED = 9
TOLD = (0.05, 0.5, 0.95)
HIGHEST_CADSS = 92.0  # the scale's end: 23 items of 0 to 4


def at_the_chair(person: Person, plan: Plan, which: Rows, weights: Floats) -> AtTheChair | None:
    """Highest rises at the plan's next session; None where none is planned.

    Args:
        person: whose.
        plan: what is planned.
        which: the twin's people behind the weighed ones.
        weights: of the weighed ones, sum 1.
    """
    if not plan.doses or person.weight_kg is None:
        return None
    body = Body(person.weight_kg, person.age, bool(person.has_hypertension))
    count = limits().people
    following = plan.doses[0]

    def of(dose: Given) -> Pulse:
        return pulse(body, count, dose.kind)

    now = of(following)
    left = 1 - tolerance(
        [(each.at_h, of(each).tolerance[which]) for each in person.given], following.at_h
    )
    rng = np.random.default_rng(SEED)
    studies = np.exp(LOG_SD_BETWEEN_STUDIES * rng.standard_normal((2, len(which))))
    noise = limits().rating_noise_mmhg * rng.standard_normal((2, len(which)))
    systolic = now.systolic[which] * studies[0] + noise[0]
    diastolic = now.diastolic[which] * studies[0] + noise[1]
    felt = np.clip(now.dissociation[which] * left * studies[1], 0.0, HIGHEST_CADSS)
    return AtTheChair(
        following.at_h,
        following.mg,
        _three(systolic, weights),
        _three(diastolic, weights),
        _three(felt, weights),
    )


def _three(values: Floats, weights: Floats) -> tuple[float, float, float]:
    low, middle, high = (round(float(x), 1) for x in weighted_quantiles(values, weights, TOLD))
    return low, middle, high


def tolerance(sessions: list[tuple[float, Floats]], at_h: float) -> Floats:
    """How much of dissociation earlier sessions have taken away by then, 0 to 1.

    Each session adds to 1/(1 - tolerance) what it adds; between them it fades.
    """
    time_h = parameters().value("tolerance_time")
    count = len(sessions[0][1]) if sessions else 1
    level, before = np.zeros(count), 0.0
    for session_h, added in sorted(sessions, key=lambda each: each[0]):
        level *= np.exp(-(session_h - before) / time_h)
        level = 1 - 1 / (1 / (1 - level) + added)
        before = session_h
    result: Floats = level * np.exp(-(at_h - before) / time_h)
    return result
