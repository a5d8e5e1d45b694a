"""A dose taken apart into what the equations know: drops into a depot, and steady flows.

A nasal device is partly taken up by the nose and partly swallowed; a lozenge likewise; a tablet
enters the gut over minutes or hours. After this, no route has a name any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from daybreak.twin.people import People
from daybreak.twin.regimen import Dose, Drug, Regimen, Route

Floats = NDArray[np.float64]

PLASMA = "plasma"
# depot -> (the parameter that empties it, whether it empties through the liver)
DEPOTS = {
    "nasal": ("nasal_rate", False),
    "nasal_racemic": ("nasal_racemic_rate", False),
    "sublingual": ("sublingual_rate", False),
    "im": ("im_rate", False),
    "sc": ("sc_rate", False),
    "swallowed": ("swallowed_rate", True),
    "oral": ("oral_rate", True),
}


@dataclass(frozen=True, slots=True)
class Input:
    """Drug entering one place at one time.

    `hours` is 0 for a drop and the length of a steady flow otherwise. `s_mg` and `r_mg` are the
    amounts that enter, mg, shape (people,).
    """

    dose: int
    place: str
    start_h: float
    hours: float
    s_mg: Floats
    r_mg: Floats

    @property
    def stop_h(self) -> float:
        return self.start_h + self.hours


def inputs_of(regimen: Regimen, people: People) -> tuple[Input, ...]:
    """Everything that enters these people's bodies, in order of time."""
    return inputs_of_doses(regimen.doses, people)


def inputs_of_doses(doses: Sequence[Dose], people: People) -> tuple[Input, ...]:
    """The same of doses that need be no regimen, as in a table with several pumps."""
    found: list[Input] = []
    for number, dose in enumerate(doses):
        if dose.drug.is_ketamine:
            found.extend(_inputs(number, dose, people))
    return tuple(sorted(found, key=lambda each: each.start_h))


@dataclass(frozen=True, slots=True)
class _Given:
    """One dose as it is handed over, before the body takes its share."""

    number: int
    dose: Dose
    people: People
    mg: Floats

    def enter(
        self, place: str, share: Floats | float, hours: float = 0.0, wait_h: float = 0.0
    ) -> Input:
        drug, mg = self.dose.drug, self.mg * share
        start_h = self.dose.starts_h + wait_h
        return Input(self.number, place, start_h, hours, mg * drug.s_share, mg * drug.r_share)


def _inputs(number: int, dose: Dose, people: People) -> list[Input]:
    per_unit = people.weight_kg if dose.unit == "mg/kg" else np.ones(people.count)
    given = _Given(number, dose, people, dose.mg(1.0) * per_unit)
    direct, gut_factor = people.occasion(number)
    gut = np.minimum(people.value("gut_fraction") * gut_factor, 1.0)

    def share(name: str) -> Floats:
        return np.minimum(people.value(name) * direct, 1.0)

    match dose.route:
        case Route.IV:
            return [given.enter(PLASMA, 1.0, dose.minutes / 60)]
        case Route.IM:
            return [given.enter("im", share("im_fraction"))]
        case Route.SC:
            return [given.enter("sc", share("sc_fraction"))]
        case Route.PO:
            return [given.enter("oral", gut, people.constant("oral_duration"))]
        case Route.PO_ER:
            return [given.enter("oral", gut, people.constant("extended_release_duration"))]
        case Route.SL:
            taken = share("sublingual_fraction")
            hours = people.constant("oral_duration")
            return [given.enter("sublingual", taken), given.enter("oral", (1 - taken) * gut, hours)]
        case Route.IN if dose.drug is Drug.ESKETAMINE:
            return _devices(given, share("nasal_fraction"), gut)
    taken = share("nasal_racemic_fraction")
    hours = people.constant("swallowed_duration")
    return [
        given.enter("nasal_racemic", taken),
        given.enter("swallowed", (1 - taken) * gut, hours),
    ]


def _devices(given: _Given, first: Floats, gut: Floats) -> list[Input]:
    """One device of 28 mg after another, five minutes apart; later ones are taken up less."""
    people = given.people
    device_mg = people.constant("device_mg")
    count = devices(given.dose, device_mg)
    later = first * people.value("nasal_fraction_of_later_devices")
    found: list[Input] = []
    for device in range(count):
        taken = first if device == 0 else later
        wait_h = device * people.constant("device_interval")
        hours = people.constant("swallowed_duration")
        found.append(given.enter("nasal", taken / count, 0.0, wait_h))
        found.append(given.enter("swallowed", (1 - taken) * gut / count, hours, wait_h))
    return found


def devices(dose: Dose, device_mg: float) -> int:
    """How many nasal devices a dose takes; one if it is given per kilogram."""
    if dose.unit != "mg":
        return 1
    return max(1, ceil(dose.amount / device_mg - 1e-9))
