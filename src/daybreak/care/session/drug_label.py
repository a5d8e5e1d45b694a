"""What stands on the label of a prepared bag or syringe, and until when it may be begun."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from daybreak.care.catalogue.reading import Misfit, newest
from daybreak.care.findings import Source
from daybreak.care.plan.preparation import Preparation
from daybreak.care.quantities import Mass, Rate, Volume, half_up, plain

THOUSANDTH = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class AtOnce:
    """A sentence of the drug's own label about how soon it is used."""

    words: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelRules:
    """One version of what every label says. `begin_within_min` counts from the preparation."""

    id: str
    version: int
    name: str
    source: Source
    drug: str
    begin_within_min: int
    at_once: AtOnce

    def __post_init__(self) -> None:
        if self.begin_within_min < 1:
            raise Misfit("begin_within_min", "a dose may be begun for a minute at least")


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugLabel:
    """One label: who, what, how much, how strong, when mixed and by whom, until when.

    `person`, `born` and `number` are the identifiers: name, birth date, and the chart's number.
    """

    person: str
    born: date | None
    number: str
    drug: str
    dose: Mass
    volume: Volume
    concentration: str
    rate: Rate | None
    minutes: int | None
    route: str
    lot: str
    prepared_at: datetime
    begin_by: datetime
    initials: str
    use_at_once: str


def label_rules(*, overlay: Path | None = None) -> LabelRules:
    """The newest rules, a clinic's own folder included."""
    return newest("profiles/label", LabelRules, "drug-label", overlay=overlay)


def drug_label(
    mixed: Preparation,
    rules: LabelRules,
    *,
    person: str,
    born: date | None,
    number: str,
    route: str,
    lot: str,
    prepared_at: datetime,
    prepared_by: str,
) -> DrugLabel:
    """The label of what was drawn up.

    What is injected whole carries the strength of the vial; what runs in, that of the mixture.
    """
    strength = mixed.mg_per_ml
    told = str(mixed.strength) if strength is None else f"{_told(strength)} mg/mL"
    return DrugLabel(
        person=person,
        born=born,
        number=number,
        drug=rules.drug,
        dose=mixed.dose,
        volume=mixed.bag or mixed.drug,
        concentration=told,
        rate=mixed.rate,
        minutes=mixed.minutes,
        route=route,
        lot=lot,
        prepared_at=prepared_at,
        begin_by=begin_by(prepared_at, rules),
        initials=initials(prepared_by),
        use_at_once=rules.at_once.words,
    )


def begin_by(prepared_at: datetime, rules: LabelRules) -> datetime:
    """Until when what was prepared then may be begun."""
    return prepared_at + timedelta(minutes=rules.begin_within_min)


def initials(name: str) -> str:
    """`RQ` for Robin Quill: the first letter of the first and of the last word."""
    words = [word for word in name.split() if word[:1].isalpha()]
    ends = words[:1] + words[1:][-1:]
    return "".join(word[0].upper() for word in ends)


def _told(mg_per_ml: Decimal) -> str:
    return plain(half_up(mg_per_ml, THOUSANDTH))
