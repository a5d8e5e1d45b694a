"""What is given, when, by which route: doses, and courses of doses."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite
from typing import Any, Self

from daybreak.twin.errors import NotPossible
from daybreak.twin.parameters import catalogue

HOURS_PER_DAY = 24.0
HOURS_PER_WEEK = 168.0


class Drug(StrEnum):
    """What is in the syringe or the device. Names are those of the evidence table."""

    RACEMIC = "ketamine_racemic"
    ESKETAMINE = "esketamine"
    ARKETAMINE = "arketamine"
    SALINE = "placebo_saline"
    PLACEBO_NASAL = "placebo_nasal"
    PLACEBO = "placebo"
    MIDAZOLAM = "midazolam"

    @property
    def s_share(self) -> float:
        """Share of the dose that is S-ketamine."""
        return {Drug.RACEMIC: 0.5, Drug.ESKETAMINE: 1.0}.get(self, 0.0)

    @property
    def r_share(self) -> float:
        """Share of the dose that is R-ketamine."""
        return {Drug.RACEMIC: 0.5, Drug.ARKETAMINE: 1.0}.get(self, 0.0)

    @property
    def is_ketamine(self) -> bool:
        """Whether the model has a pharmacology for it; the others are controls."""
        return self.s_share + self.r_share > 0


class Route(StrEnum):
    """How a dose enters the body."""

    IV = "IV"
    IM = "IM"
    SC = "SC"
    IN = "IN"
    SL = "SL"
    PO = "PO"
    PO_ER = "PO_ER"


@dataclass(frozen=True, slots=True)
class Dose:
    """One dose.

    `unit` is "mg" or "mg/kg" of ketamine base. `minutes` is how long the pump runs; 0 is a
    bolus, and other routes have none. `lag_h` delays it, `bioavailability` scales what is given.
    `visit` is false for a dose taken without contact.
    """

    at_h: float
    drug: Drug
    route: Route
    amount: float
    unit: str = "mg"
    minutes: float = 0.0
    lag_h: float = 0.0
    bioavailability: float = 1.0
    visit: bool = True

    def __post_init__(self) -> None:
        for name in ("at_h", "amount", "minutes", "lag_h", "bioavailability"):
            value = getattr(self, name)
            if not isfinite(value) or value < 0:
                raise NotPossible(f"dose-{name}", f"{name} must be 0 or more; it is {value}.")
        if self.unit not in {"mg", "mg/kg"}:
            raise NotPossible("dose-unit", f"The unit {self.unit!r} is not mg or mg/kg.")
        if self.route is not Route.IV and self.minutes:
            raise NotPossible(
                "dose-minutes", f"Only an IV dose runs over minutes; {self.route} has none."
            )

    @property
    def starts_h(self) -> float:
        """When drug first leaves the syringe, device or tablet."""
        return self.at_h + self.lag_h

    @property
    def pump_stops_h(self) -> float:
        """When the pump stops; the start for anything else."""
        return self.starts_h + self.minutes / 60

    def mg(self, weight_kg: float) -> float:
        """The amount given to a person of this weight, mg, before any loss."""
        scale = weight_kg if self.unit == "mg/kg" else 1.0
        return self.amount * scale * self.bioavailability


@dataclass(frozen=True, slots=True)
class Regimen:
    """A course: its doses in order of time, and how long people are followed.

    Raises:
        NotPossible: the follow-up ends before a dose, or two infusions overlap on one pump.
    """

    doses: tuple[Dose, ...]
    follow_h: float
    name: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "doses", tuple(sorted(self.doses, key=lambda d: d.starts_h)))
        if not isfinite(self.follow_h) or self.follow_h <= 0:
            raise NotPossible("regimen-follow", "The follow-up must be longer than 0 hours.")
        if self.doses and max(d.pump_stops_h for d in self.doses) > self.follow_h:
            raise NotPossible("regimen-follow", "A dose lies after the end of the follow-up.")
        stop_h = -1.0
        for dose in self.doses:
            if dose.route is Route.IV and dose.minutes > 0:
                if dose.starts_h < stop_h - 1e-9:
                    raise NotPossible(
                        "pump-overlap",
                        f"An infusion starts at {dose.starts_h:g} h while the one before runs "
                        f"until {stop_h:g} h on the same pump.",
                    )
                stop_h = dose.pump_stops_h

    @classmethod
    def every(
        cls,
        days: Iterable[float],
        drug: Drug | str,
        route: Route | str,
        amount: float | Iterable[float],
        *,
        unit: str = "mg",
        minutes: float = 0.0,
        weeks: float,
        name: str = "",
    ) -> Self:
        """A dose on each of `days` (counted from 0), the same amount or one for each."""
        days = tuple(days)
        one = isinstance(amount, int | float)
        amounts = (amount,) * len(days) if one else tuple(amount)  # type: ignore[arg-type]
        if len(amounts) != len(days):
            raise NotPossible("regimen-amounts", "There must be one amount, or one for each day.")
        doses = tuple(
            Dose(day * HOURS_PER_DAY, drug_of(drug), route_of(route), float(mg), unit, minutes)  # type: ignore[arg-type]
            for day, mg in zip(days, amounts, strict=True)
        )
        return cls(doses, weeks * HOURS_PER_WEEK, name)

    @classmethod
    def from_mapping(cls, entry: Mapping[str, Any], name: str = "") -> Self:
        """A regimen from keys: drug, route, dose, unit, minutes, days, weeks.

        Raises:
            NotPossible: a key is missing, or names what there is not.
        """
        try:
            return cls.every(
                entry["days"],
                entry["drug"],
                entry["route"],
                entry["dose"],
                unit=entry.get("unit", "mg"),
                minutes=float(entry.get("minutes", 0.0)),
                weeks=float(entry["weeks"]),
                name=name,
            )
        except KeyError as missing:
            raise NotPossible("regimen-key", f"The regimen has no {missing}.") from missing

    @classmethod
    def named(cls, name: str) -> Self:
        """A regimen of the catalogue."""
        known = catalogue("regimens")
        if name not in known:
            raise NotPossible(
                "regimen-unknown", f"There is no regimen {name!r}; there are {', '.join(known)}."
            )
        return cls.from_mapping(known[name], name)


def drug_of(name: str) -> Drug:
    """The drug of this name."""
    try:
        return Drug(name)
    except ValueError as problem:
        raise NotPossible(
            "drug-unknown", f"The drug {name!r} is not one of {', '.join(Drug)}."
        ) from problem


def route_of(name: str) -> Route:
    """The route of this name."""
    try:
        return Route(name)
    except ValueError as problem:
        raise NotPossible(
            "route-unknown", f"The route {name!r} is not one of {', '.join(Route)}."
        ) from problem
