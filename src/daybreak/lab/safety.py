"""What the twin says of the chair: dissociation, blood pressure, heart rate and nausea.

None of it is fitted. The spread of the interval is how far published groups lie apart.
"""

from functools import lru_cache
from math import exp, log, sqrt

import numpy as np

from daybreak.lab.arms import Abstention, Arm, arm_of, number
from daybreak.lab.evidence import Question
from daybreak.twin import NotPossible, Population, Regimen, outside_evidence
from daybreak.twin.engine import Task, run
from daybreak.twin.outputs import answers

OUTPUTS = {
    "CADSS": "peak_dissociation",
    "SBP": "peak_systolic",
    "DBP": "peak_diastolic",
    "HR": "peak_heart_rate",
    "AE_NAUSEA_PCT": "nausea",
}
HOURS = 24.0
PEOPLE, SEED = 512, 1
WIDE = 1.645  # half of a 90 % interval in standard deviations
# Groups rose by 3 to 20 mmHg after the same dose, as a mean of peaks or at a fixed minute; the
# table does not say which. Dissociation and nausea: our choice of the same order.
LOG_SD_BETWEEN_STUDIES = 0.6
LOGIT_SD_BETWEEN_STUDIES = 0.5
NAUSEA_KNOWN_TO_NG_ML = 150.0  # it was read from nasal doses with peaks of about 100


def is_about_the_chair(row: Question) -> bool:
    """Whether a row asks for something that is watched while a drug acts, or counts events."""
    name = row["instrument"]
    return name in OUTPUTS or name.startswith("AE_") or name in {"MAP_PCT", "HR_PCT"}


def at_the_chair(row: Question) -> tuple[float, float, float, str]:
    """The middle, the 90 % interval, and a remark.

    Raises:
        Abstention: the twin has no such output, or the arm is outside its evidence.
    """
    name, endpoint = row["instrument"], row["endpoint"]
    if name not in OUTPUTS:
        raise Abstention(f"The twin has no output that {name} could be read from.")
    arm, people = arm_of(row), number(row, "n")
    if people < 1:
        raise Abstention("The number of people is less than 1.")
    if name == "AE_NAUSEA_PCT":
        return _nausea(arm, people)
    if endpoint != "mean_change" or not arm.is_drug:
        raise Abstention(f"{name} is answered as a change after a drug, and for nothing else.")
    first = [dose for dose in arm.regimen.doses if dose.at_h <= number_or(row, 0.0) * HOURS]
    mean, sd = _peaks(Regimen(tuple(first), arm.regimen.follow_h), arm.age)[OUTPUTS[name]]
    off = sqrt(LOG_SD_BETWEEN_STUDIES**2 + (sd / mean) ** 2 / people)
    remark = "A mean of each person's peak; a mean at one minute is lower. Not fitted to trials."
    return _told(mean, mean * exp(-WIDE * off), mean * exp(WIDE * off), remark)


def number_or(row: Question, usual: float) -> float:
    """The day of a row, or `usual` where none is given."""
    return number(row, "day") if row["day"] else usual


def _nausea(arm: Arm, people: float) -> tuple[float, float, float, str]:
    found = _peaks(arm.regimen, arm.age)
    mean, _ = found["nausea"]
    if found["peak_ketamine"][0] > NAUSEA_KNOWN_TO_NG_ML:
        raise Abstention("The nausea of so high a concentration is not in the evidence.")
    logit = log(mean / (1 - mean))
    off = sqrt(LOGIT_SD_BETWEEN_STUDIES**2 + 1 / (people * mean * (1 - mean)))
    low, high = (100 / (1 + exp(-(logit + side * WIDE * off))) for side in (-1, 1))
    return _told(100 * mean, low, high, "Nausea at one session; over a course it adds up.")


def _told(middle: float, low: float, high: float, remark: str) -> tuple[float, float, float, str]:
    return float(f"{middle:.4g}"), float(f"{low:.4g}"), float(f"{high:.4g}"), remark


@lru_cache(maxsize=64)
def _peaks(regimen: Regimen, age: float) -> dict[str, tuple[float, float]]:
    """Mean and standard deviation between people of each peak, at the last session."""
    people = Population(PEOPLE, SEED, covariates={"age": age}).people()
    try:
        reasons = outside_evidence(regimen, people)
        found = answers(run(Task(regimen, ()), people), people)
    except NotPossible as refusal:
        raise Abstention(refusal.message) from refusal
    for reason in reasons:
        if "dose" in reason or "infusion" in reason:
            raise Abstention(reason)
    return {
        name: (float(np.mean(found[name][:, -1])), float(np.std(found[name][:, -1])))
        for name in (*OUTPUTS.values(), "peak_ketamine")
    }
