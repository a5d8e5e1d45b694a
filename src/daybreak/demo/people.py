"""Made-up people. Their names are of birds, trees and weather, so that nobody is meant."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

GIVEN = (
    "Wren", "Ida", "Juno", "Bram", "Lotte", "Pax", "Cleo", "Nils", "Runa", "Ansel",
    "Maple", "Heath", "Rowan", "Isla", "Kestrel", "Linnet", "Bryony", "Sorrel", "Piper", "Jory",
    "Tamsin", "Alder", "Hazel", "Merle", "Sable", "Fenna", "Oriel", "Corin", "Elowen", "Teal",
    "Marlo", "Sunniva", "Briar", "Cato", "Dune", "Eira", "Faolan", "Greer", "Holly", "Indigo",
)  # fmt: skip
FAMILY = (
    "Halloway", "Moss", "Sedge", "Tarn", "Fenn", "Alder", "Marsh", "Heron", "Vale", "Reed",
    "Brook", "Lark", "Thorne", "Winter", "Bracken", "Drift", "Ember", "Frost", "Glade", "Hollow",
    "Ivy", "Juniper", "Knoll", "Lichen", "Meadow", "Nettle", "Orchard", "Pebble", "Quarry", "Ridge",
    "Shoal", "Thistle", "Umber", "Vesper", "Willow", "Yarrow", "Zephyr", "Cove", "Dell", "Estuary",
)  # fmt: skip
YOUNGEST, OLDEST = 21, 68


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who does not exist, and how the treatment suits them.

    `answers` is the share by which a score falls over six sessions; `rise` how much the
    systolic pressure climbs while the drug runs, in mmHg.
    """

    given: str
    family: str
    birth_date: date
    sex: str
    weight_kg: int
    height_cm: int
    phq9: int
    answers: float
    rise_mmhg: int
    systolic_mmhg: int
    pulse_per_min: int


def person(index: int, *, rng: random.Random, today: date) -> Person:
    """The made-up person of that number; the first forty have names of their own."""
    given = GIVEN[index % len(GIVEN)]
    family = FAMILY[(index + index // len(GIVEN)) % len(FAMILY)]
    age_days = rng.randint(YOUNGEST * 365, OLDEST * 365)
    sex = rng.choice(("female", "male"))
    height_cm = round(rng.gauss(165 if sex == "female" else 178, 7))
    bmi = min(38.0, max(18.5, rng.gauss(26, 4)))
    return Person(
        given=given,
        family=family,
        birth_date=today - timedelta(days=age_days),
        sex=sex,
        weight_kg=round(bmi * (height_cm / 100) ** 2),
        height_cm=height_cm,
        phq9=rng.randint(14, 25),
        answers=min(0.95, max(-0.1, rng.gauss(0.52, 0.25))),
        rise_mmhg=round(max(2, rng.gauss(16, 9))),
        systolic_mmhg=round(rng.gauss(122, 7)),
        pulse_per_min=round(rng.gauss(74, 7)),
    )
