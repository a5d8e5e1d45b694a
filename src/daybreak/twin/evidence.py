"""How far the model has evidence, and what is refused because it cannot be meant.

Inside the limits nothing is said. Past them an answer is marked `outside_evidence` with its
reason; past what is possible it is refused, since a slip of unit is the likeliest cause.
"""

import numpy as np
from numpy.typing import NDArray

from daybreak.twin.errors import NotPossible
from daybreak.twin.parameters import catalogue
from daybreak.twin.people import People
from daybreak.twin.regimen import HOURS_PER_WEEK, Drug, Regimen, Route
from daybreak.twin.schedule import engine_settings

Floats = NDArray[np.float64]


def outside_evidence(regimen: Regimen, people: People) -> tuple[str, ...]:
    """Reasons why an answer for these people reaches beyond the evidence; none if it does not.

    Raises:
        NotPossible: a dose, weight or duration is so large that it must be a mistake.
    """
    limits = catalogue("evidence")
    reasons: list[str] = []
    for name, unit in (("weight_kg", "kg"), ("age", "years")):
        values = people.weight_kg if name == "weight_kg" else people.value("age")
        plain = "weight" if name == "weight_kg" else "age"
        reasons += _range(plain, values, unit, limits[name])
    for minutes in sorted({d.minutes for d in regimen.doses if d.route is Route.IV}):
        reasons += _range("infusion time", np.array([minutes]), "min", limits["minutes"])
    reasons += _doses(regimen, people)
    weeks = regimen.follow_h / HOURS_PER_WEEK
    if weeks > limits["course"]["weeks_evidence"]:
        reasons.append(f"A follow-up of {weeks:g} weeks is longer than any trial behind the model.")
    if any(d.drug is Drug.ARKETAMINE for d in regimen.doses):
        reasons.append("No trial of arketamine stands behind the model.")
    if any(d.route is Route.PO_ER for d in regimen.doses):
        reasons.append("Extended-release tablets rest on an assumed release time.")
    return tuple(dict.fromkeys(reasons))


def _range(what: str, values: Floats, unit: str, limits: dict[str, list[float]]) -> list[str]:
    low, high = limits["possible"]
    least, most = float(values.min()), float(values.max())
    if least < low or most > high:
        raise NotPossible(
            f"impossible-{what.replace(' ', '-')}",
            f"A {what} of {least if least < low else most:g} {unit} is taken for a mistake; "
            f"the twin accepts {low:g} to {high:g} {unit}.",
        )
    low, high = limits["evidence"]
    if least < low or most > high:
        share = float(np.mean((values < low) | (values > high)))
        who = "" if len(values) == 1 else f" (for {share:.1%} of people)"
        return [f"The {what} is outside {low:g} to {high:g} {unit}{who}, where there is evidence."]
    return []


def _doses(regimen: Regimen, people: People) -> list[str]:
    limits = catalogue("evidence")["doses_mg_per_kg"]
    gap_h = engine_settings()["session_gap"] / 60
    given = [dose for dose in regimen.doses if dose.drug.is_ketamine]
    reasons = []
    for dose in given:
        limit = limits[str(dose.route)]
        session = sum(
            (other.mg(1.0) * (people.weight_kg if other.unit == "mg/kg" else 1.0))
            for other in given
            if 0 <= other.starts_h - dose.starts_h < gap_h
        )
        per_kg = np.asarray(session / people.weight_kg)
        most = float(per_kg.max())
        if most > limit["possible"]:
            raise NotPossible(
                "impossible-dose",
                f"{most:.3g} mg/kg by {dose.route} in one session is taken for a mistake; "
                f"the twin accepts up to {limit['possible']:g} mg/kg. Check the unit.",
            )
        # the heaviest doses of a population are a matter of its lightest people
        if float(np.median(per_kg)) > limit["evidence"] * (1 + 1e-9):
            reasons.append(
                f"A {dose.route} dose of {float(np.median(per_kg)):.3g} mg/kg is above "
                f"{limit['evidence']:g} mg/kg, the most in the evidence."
            )
    return reasons
