"""What is known of one person when a forecast is asked for, and the plans to look ahead along."""

from collections.abc import Sequence
from dataclasses import dataclass

HOURS = 24.0


@dataclass(frozen=True, slots=True)
class Given:
    """One dose, given or planned. `at_h` is counted from the first dose; `mg` is of the drug."""

    at_h: float
    drug: str
    route: str  # one of the evidence: IV, IM, SC, IN, SL, PO
    mg: float
    minutes: float = 0.0

    @property
    def kind(self) -> tuple[str, str, float, float]:
        """What makes two doses the same: drug, route, mg and minutes."""
        return self.drug, self.route, self.mg, self.minutes


@dataclass(frozen=True, slots=True)
class Seen:
    """One total of the scale, `at_h` hours from the first dose; before it, below or at 0."""

    at_h: float
    points: float


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of one person. There is no place for race or ethnicity.

    `instrument` is a name of `evidence/instruments.toml`; `recall_days` what it looks back on;
    `highest` its largest total. `medicines` are ids of interaction rules that the person's
    medicines fall under. None means that nobody has asked.
    """

    indication: str
    instrument: str
    recall_days: float
    highest: float
    age: float
    weight_kg: float | None
    has_hypertension: bool | None
    is_pregnant: bool | None
    medicines: tuple[str, ...] | None
    has_new_antidepressant: bool
    doses: tuple[Given, ...]
    scores: tuple[Seen, ...]
    now_h: float

    @property
    def baseline(self) -> Seen | None:
        """The last score before the first dose."""
        before = [each for each in self.scores if each.at_h <= 0]
        return max(before, key=lambda each: each.at_h, default=None)

    @property
    def later(self) -> tuple[Seen, ...]:
        """The scores after the first dose, in order of time."""
        after = [each for each in self.scores if 0 < each.at_h <= self.now_h]
        return tuple(sorted(after, key=lambda each: each.at_h))

    @property
    def given(self) -> tuple[Given, ...]:
        """The doses up to now, in order of time."""
        return tuple(
            sorted((e for e in self.doses if e.at_h <= self.now_h), key=lambda each: each.at_h)
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """One way on from now: its doses, hours from the first dose, all after now.

    `was_compared` says whether a trial compared it; where none did, its numbers are what the
    model assumes.
    """

    id: str
    doses: tuple[Given, ...]
    was_compared: bool = False


def every(person: Person, weeks: float, induction: Sequence[Given], until_h: float) -> Plan:
    """What is left of the induction, then the last dose again every so many weeks."""
    last = induction[-1] if induction else person.given[-1]
    doses = list(induction)
    at_h = last.at_h + weeks * 7 * HOURS
    while at_h <= until_h:
        if at_h > person.now_h:
            doses.append(Given(at_h, last.drug, last.route, last.mg, last.minutes))
        at_h += weeks * 7 * HOURS
    return Plan(f"every-{weeks:g}-weeks", tuple(doses))


def once_more(person: Person, induction: Sequence[Given], at_h: float) -> Plan:
    """What is left of the induction, then one more dose and no other."""
    last = induction[-1] if induction else person.given[-1]
    return Plan("booster", (*induction, Given(at_h, last.drug, last.route, last.mg, last.minutes)))


def no_more() -> Plan:
    """No dose after now."""
    return Plan("stop", ())
