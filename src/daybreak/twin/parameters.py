"""Every number of the model: value, unit, spread, meaning, source and mark, read from TOML."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files
from math import isfinite
from typing import Any

from daybreak.twin.errors import NotPossible

ROOMS = (
    "covariates",
    "pharmacokinetics",
    "routes",
    "receptors",
    "brain",
    "symptoms",
    "safety",
)


class Mark(StrEnum):
    """How a value came about."""

    SEEN = "seen"
    GENERAL = "general knowledge"
    FITTED = "fitted"
    ASSUMED = "assumed"


@dataclass(frozen=True, slots=True)
class Spread:
    """How people differ in one parameter.

    `kind` is lognormal (`size` is a coefficient of variation), lognormal-sd (`size` is the log
    standard deviation), logit-normal, normal, bounded (standard deviation within 0 and 1) or
    mixture (`size` is the share of people who have `other`). `partner` is the parameter whose
    draw this one shares with `correlation`.
    """

    kind: str
    size: float
    partner: str | None = None
    correlation: float = 0.0
    lowest: float | None = None
    highest: float | None = None
    other: float | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number of the model and all that must be known to trust it.

    `weight_power` is the power of weight / 70 kg it grows with; `uncertainty` the log standard
    deviation of the typical value itself.
    """

    name: str
    room: str
    value: float
    unit: str
    meaning: str
    source: str
    mark: Mark
    spread: Spread | None = None
    weight_power: float = 0.0
    uncertainty: float = 0.0


@dataclass(frozen=True, slots=True)
class Parameters(Mapping[str, Parameter]):
    """A whole set of parameters, by name; immutable."""

    named: Mapping[str, Parameter] = field(repr=False)

    def __getitem__(self, name: str) -> Parameter:
        return self.named[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.named)

    def __len__(self) -> int:
        return len(self.named)

    def value(self, name: str) -> float:
        """The typical value of one parameter, in its own unit."""
        return self.named[name].value

    def with_values(self, **values: float) -> "Parameters":
        """The same set with other typical values.

        Raises:
            NotPossible: a name is unknown, or a value is not a finite number.
        """
        named = dict(self.named)
        for name, value in values.items():
            if name not in named:
                raise NotPossible(
                    "parameter-unknown",
                    f"There is no parameter {name!r}; `daybreak twin parameters` lists them.",
                )
            if not isfinite(value):
                raise NotPossible("parameter-value", f"{name} must be a finite number.")
            named[name] = replace(named[name], value=float(value))
        return Parameters(named)

    def without_spread(self) -> "Parameters":
        """The same set for people who are all typical."""
        return Parameters({name: replace(each, spread=None) for name, each in self.named.items()})


@cache
def catalogue(name: str) -> Mapping[str, Any]:
    """One TOML file of `daybreak/catalogue/parameters`, as it stands."""
    path = files("daybreak.catalogue") / "parameters" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def parameters() -> Parameters:
    """The parameters that ship with Daybreak.

    Raises:
        NotPossible: an entry lacks a field, names an unknown partner or is written twice.
    """
    named: dict[str, Parameter] = {}
    for room in ROOMS:
        for name, entry in catalogue(room).items():
            if name in named:
                raise NotPossible("parameter-twice", f"{name} stands twice in the catalogue.")
            named[name] = _parameter(name, room, entry)
    for each in named.values():
        if each.spread and each.spread.partner and each.spread.partner not in named:
            raise NotPossible("parameter-partner", f"{each.name} names an unknown partner.")
    return Parameters(named)


def _parameter(name: str, room: str, entry: Mapping[str, Any]) -> Parameter:
    try:
        return Parameter(
            name=name,
            room=room,
            value=float(entry["value"]),
            unit=entry["unit"],
            meaning=entry["meaning"],
            source=entry["source"],
            mark=Mark(entry["mark"]),
            spread=_spread(entry["spread"]) if "spread" in entry else None,
            weight_power=float(entry.get("weight_power", 0.0)),
            uncertainty=float(entry.get("uncertainty", 0.0)),
        )
    except (KeyError, ValueError) as problem:
        raise NotPossible(
            "parameter-entry", f"{room}.toml, [{name}]: {problem} is missing or wrong."
        ) from problem


def _spread(entry: Mapping[str, Any]) -> Spread:
    size = entry.get("cv", entry.get("sd", entry.get("share")))
    if size is None:
        raise KeyError("spread needs cv, sd or share")
    return Spread(
        kind=entry["kind"],
        size=float(size),
        partner=entry.get("with"),
        correlation=float(entry.get("correlation", 0.0)),
        lowest=entry.get("lowest"),
        highest=entry.get("highest"),
        other=entry.get("other"),
    )
