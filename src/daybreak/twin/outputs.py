"""What a course means for a person: kernel values turned into scores, points and mmHg."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from daybreak.twin.engine import Courses
from daybreak.twin.parameters import catalogue
from daybreak.twin.people import People
from daybreak.twin.rows import PEAKS, SCORES

Floats = NDArray[np.float64]

NG_PER_MG = 1000.0


@dataclass(frozen=True, slots=True)
class Output:
    """One thing a simulation answers, for each time or for each session."""

    name: str
    per: str
    unit: str
    meaning: str
    lowest: float
    highest: float


@cache
def outputs() -> Mapping[str, Output]:
    """All outputs, in the order in which they are written."""
    return {name: Output(name=name, **entry) for name, entry in catalogue("outputs").items()}


def answers(courses: Courses, people: People) -> dict[str, Floats]:
    """Every output of these people.

    Returns:
        By name, shape (people, observations) or (people, sessions), float64.

    Raises:
        ArithmeticError: something is not a number; it would never leave this package.
    """
    v = {name: people.value(name)[:, None] for name in _NEEDED}
    score = {name: courses.scores[:, :, k].astype(np.float64) for k, name in enumerate(SCORES)}
    peak = {name: courses.peaks[:, :, k].astype(np.float64) for k, name in enumerate(PEAKS)}
    symptoms = score["score"] * v["baseline_score"]
    surge = score["glutamate"]
    hidden = v["acute_ceiling"] * surge / (surge + v["acute_half"])
    ketamine = NG_PER_MG * peak["ketamine"]
    found = {
        "symptoms": symptoms,
        "symptoms_on_drug": symptoms * (1 - hidden),
        "improvement": 100 * (1 - score["score"]),
        "response": (1 - score["score"] >= v["response_share"]).astype(np.float64),
        "remission": (symptoms < v["remission_score"]).astype(np.float64),
        "fast_potentiation": score["fast"],
        "new_synapses": score["slow"],
        "expectancy": score["expectancy"],
        "relapse_probability": -np.expm1(-score["hazard"]),
        "ketamine": NG_PER_MG * score["ketamine"],
        "norketamine": NG_PER_MG * score["norketamine"] * _share(v, "norketamine"),
        "hnk": NG_PER_MG * score["hnk"] * _share(v, "hnk"),
        "peak_ketamine": ketamine,
        "peak_block": peak["block"],
        "peak_dissociation": peak["dissociation"] * v["dissociation_ceiling"],
        "peak_systolic": peak["pressor"] * v["systolic_ceiling"],
        "peak_diastolic": peak["pressor"] * v["diastolic_ceiling"],
        "peak_heart_rate": peak["pressor"] * v["heart_rate_ceiling"],
        "peak_sedation": peak["sedation"],
        "nausea": 1 / (1 + np.exp(-(v["nausea_intercept"] + v["nausea_slope"] * ketamine))),
    }
    for name, values in found.items():
        if not np.all(np.isfinite(values)):
            raise ArithmeticError(f"{name} is not a number for someone; please report this.")
    return {name: found[name] for name in outputs()}


def _share(v: Mapping[str, Floats], name: str) -> Floats:
    """Concentration of a metabolite for each mg of ketamine equivalents, 1/L."""
    return v[f"{name}_molar_mass"] / v["ketamine_molar_mass"] / v[f"{name}_volume"]


_NEEDED = (
    "ketamine_molar_mass",
    "norketamine_molar_mass",
    "hnk_molar_mass",
    "norketamine_volume",
    "hnk_volume",
    "baseline_score",
    "response_share",
    "remission_score",
    "acute_ceiling",
    "acute_half",
    "dissociation_ceiling",
    "systolic_ceiling",
    "diastolic_ceiling",
    "heart_rate_ceiling",
    "nausea_intercept",
    "nausea_slope",
)
