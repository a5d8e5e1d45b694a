"""Whom the evidence speaks of: the reasons, in words, for which there is no forecast."""

from collections.abc import Mapping, Sequence
from functools import cache

from daybreak.lab.arms import instruments
from daybreak.lab.forecast.known import Given, Person, Plan
from daybreak.lab.forecast.limits import limits
from daybreak.lab.results import calibration

MEDICINES = (
    "The person takes a medicine that changes what ketamine does, in ways that no trial behind the "
    "model measured."
)
REFERENCE_KG = 70.0  # a dose in mg of a trial is read for the twin's own reference weight


@cache
def fitted_doses() -> Mapping[tuple[str, str], float]:
    """The largest dose of each drug and route that a fitted trial gave, mg/kg."""
    most: dict[tuple[str, str], float] = {}
    for result in calibration()[0]:
        for dose in result.asked.arm.regimen.doses:
            if dose.drug.is_ketamine:
                per_kg = dose.amount if dose.unit == "mg/kg" else dose.amount / REFERENCE_KG
                key = (dose.drug.value, dose.route.value)
                most[key] = max(most.get(key, 0.0), per_kg)
    return most


def reasons(person: Person, plans: Sequence[Plan] = ()) -> tuple[str, ...]:
    """Why there is no forecast for this person; none when there may be one.

    What nobody has asked counts as a reason: missing knowledge holds.
    """
    found = [*_about_the_person(person), *_about_the_medicines(person), *_about_the_scores(person)]
    planned = [dose for plan in plans for dose in plan.doses]
    if person.weight_kg is None:
        found.append("No weight is recorded, so no dose can be judged. Weigh the person.")
    else:
        found += _about_the_doses([*person.given, *planned], person.weight_kg)
    return tuple(dict.fromkeys(found))


def _about_the_person(person: Person) -> list[str]:
    known = limits()
    found = []
    if person.indication not in known.indications:
        found.append("Trials behind the model were of depression, and this course is not.")
    if not known.least_age <= person.age <= known.most_age:
        found.append(f"The model speaks of people of {known.least_age} to {known.most_age} years.")
    if person.is_pregnant is None:
        found.append("Nobody has recorded whether the person is pregnant. Answer the screening.")
    elif person.is_pregnant:
        found.append("No trial behind the model had pregnant people.")
    return found


def _about_the_medicines(person: Person) -> list[str]:
    if person.medicines is None:
        return ["Nobody has recorded which medicines the person takes. Answer the screening."]
    if set(person.medicines) & limits().interactions:
        return [MEDICINES]
    return []


def _about_the_scores(person: Person) -> list[str]:
    if person.instrument not in instruments():
        return ["The scale has no published map to the scale of the trials."]
    if person.baseline is None:
        return ["There is no score from before the first dose to compare with."]
    if person.baseline.points <= 0:
        return ["The score before the first dose is 0, so nothing could get better."]
    if not person.given:
        return ["No dose has been given yet; a forecast begins with what one dose did."]
    return []


def _about_the_doses(doses: Sequence[Given], weight_kg: float) -> list[str]:
    found = []
    for dose in doses:
        most = fitted_doses().get((dose.drug, dose.route))
        if most is None:
            found.append(f"No fitted trial gave this drug by this route ({dose.route}).")
        elif dose.mg <= 0:
            found.append("How much was given in one of the doses is not recorded.")
        elif dose.mg / weight_kg > most * limits().dose_margin:
            found.append(
                f"A dose of {dose.mg / weight_kg:.2f} mg/kg by {dose.route} is above the largest "
                f"of the fitted trials, {most:.2f} mg/kg."
            )
    return found
