"""Compile what a forecast needs, in a process of its own: `python -m daybreak.lab.forecast.warm`.

Compiling holds up every other thread of a process; what is compiled here is found in the cache.
"""

from daybreak.lab.forecast.forecast import forecast
from daybreak.lab.forecast.known import HOURS, Given, Person, Seen, every


def warm() -> None:
    """Make one forecast of nobody."""
    given = tuple(Given(k * 84.0, "ketamine_racemic", "IV", 40.0, 40.0) for k in range(2))
    scores = (Seen(-1.0, 34.0), Seen(83.0, 24.0))
    nobody = Person(
        indication="trd",
        instrument="MADRS",
        recall_days=0.0,
        highest=60.0,
        age=45.0,
        weight_kg=80.0,
        has_hypertension=False,
        is_pregnant=False,
        medicines=(),
        has_new_antidepressant=False,
        doses=given,
        scores=scores,
        now_h=100.0,
    )
    forecast(nobody, [every(nobody, 4, (), nobody.now_h + 84 * HOURS)])


if __name__ == "__main__":
    warm()
