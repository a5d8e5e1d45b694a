"""A forecast asked for in a file: one person and what is planned, in TOML."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

import msgspec

from daybreak.care.catalogue.kinds import made_known
from daybreak.care.errors import NotUnderstood
from daybreak.lab.arms import instruments
from daybreak.lab.forecast.known import HOURS, Given, Person, Plan, Seen, every, no_more, once_more
from daybreak.lab.forecast.limits import limits


class DoseLine(msgspec.Struct, forbid_unknown_fields=True):
    """One dose: on which day from the first, of how many mg, over how many minutes."""

    day: float
    mg: float
    minutes: float = 0.0


class ScoreLine(msgspec.Struct, forbid_unknown_fields=True):
    """One total: on which day from the first dose; before it, a day below 0 or 0 itself."""

    day: float
    points: float


class Asked(msgspec.Struct, forbid_unknown_fields=True):
    """The file as it is written."""

    indication: str
    scale: str
    age: float
    weight_kg: float
    drug: str
    route: str
    doses: list[DoseLine]
    scores: list[ScoreLine]
    today: float
    recall_days: float = 0.0
    highest: float = 60.0
    hypertension: bool = False
    pregnant: bool | None = None
    medicines: list[str] | None = None
    new_antidepressant: bool = False
    planned: tuple[DoseLine, ...] = ()
    every_weeks: tuple[float, ...] = (2.0, 3.0, 4.0)


@dataclass(frozen=True, slots=True)
class Question:
    """Somebody, and the ways on that are asked about."""

    person: Person
    plans: tuple[Plan, ...]


def asked(path: Path) -> Question:
    """Read a question.

    Raises:
        NotUnderstood: it is no TOML, or a key is missing, unknown or of the wrong kind.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        each = msgspec.convert(table, made_known(Asked))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise NotUnderstood(
            "forecast-file", f"{path.name} cannot be read as TOML in UTF-8. Compare the example."
        ) from problem
    except msgspec.ValidationError as problem:
        raise NotUnderstood(
            "forecast-file", f"{path.name} is not a question for a forecast: {problem}."
        ) from problem
    return _question(path, each)


def _question(path: Path, each: Asked) -> Question:
    if each.scale not in instruments():
        raise NotUnderstood(
            "forecast-scale",
            f"{path.name} names the scale {each.scale}; there are {', '.join(instruments())}.",
        )

    def given(line: DoseLine) -> Given:
        return Given(line.day * HOURS, each.drug, each.route, line.mg, line.minutes)

    person = Person(
        indication=each.indication,
        instrument=each.scale,
        recall_days=each.recall_days,
        highest=each.highest,
        age=each.age,
        weight_kg=each.weight_kg,
        has_hypertension=each.hypertension,
        is_pregnant=each.pregnant,
        medicines=None if each.medicines is None else tuple(each.medicines),
        has_new_antidepressant=each.new_antidepressant,
        doses=tuple(given(line) for line in each.doses),
        scores=tuple(Seen(line.day * HOURS, line.points) for line in each.scores),
        now_h=each.today * HOURS,
    )
    planned = [given(line) for line in each.planned if line.day > each.today]
    return Question(person, ways_on(person, planned, each.every_weeks))


def ways_on(
    person: Person, planned: list[Given], every_weeks: tuple[float, ...]
) -> tuple[Plan, ...]:
    """What is planned and no more; then with maintenance, one booster; then no dose from now."""
    if not person.given:
        return ()
    until_h = person.now_h + limits().horizon_weeks * 7 * HOURS
    last_h = (planned or person.given)[-1].at_h
    booster_h = max(last_h + limits().booster_weeks * 7 * HOURS, person.now_h + HOURS)
    plans = [Plan("planned", tuple(planned))] if planned else []
    plans += [every(person, weeks, planned, until_h) for weeks in every_weeks]
    if booster_h <= until_h:
        plans.append(once_more(person, planned, booster_h))
    return (*plans, no_more())
