"""One made-up person for forecasts, and the plans that are asked about."""

from dataclasses import replace

from daybreak.lab.forecast.known import HOURS, Given, Person, Plan, Seen, every, no_more, once_more

GAP_H = 3.5 * HOURS


def dose(at_h: float, mg: float = 40.0) -> Given:
    return Given(at_h, "ketamine_racemic", "IV", mg, 40.0)


def somebody(*points: float, first: float = 34.0, sessions: int = 3, **changed: object) -> Person:
    """Scored on MADRS before each dose but the first; two days after the last."""
    given = tuple(dose(k * GAP_H) for k in range(sessions))
    scores = (
        Seen(-1.0, first),
        *(Seen((k + 1) * GAP_H - 1.0, each) for k, each in enumerate(points)),
    )
    usual = Person(
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
        now_h=(sessions - 1) * GAP_H + 48.0,
    )
    return replace(usual, **changed)  # type: ignore[arg-type] # each test names fields of Person


def left(person: Person) -> list[Given]:
    """What is left of six sessions."""
    last = person.given[-1].at_h
    return [dose(last + (k + 1) * GAP_H) for k in range(6 - len(person.given))]


def ways_on(person: Person) -> tuple[Plan, ...]:
    until_h = person.now_h + 84 * HOURS
    rest = left(person)
    return (
        every(person, 2, rest, until_h),
        every(person, 4, rest, until_h),
        once_more(person, rest, (rest or [person.given[-1]])[-1].at_h + 28 * HOURS),
        no_more(),
    )
