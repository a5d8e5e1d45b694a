"""Virtual people: who they are, and the model's parameters as they hold for each of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from daybreak.twin import chance
from daybreak.twin.errors import NotPossible
from daybreak.twin.parameters import Parameters, catalogue, parameters

Floats = NDArray[np.float64]

COVARIATES = (
    "weight",
    "age",
    "asian",
    "japanese",
    "hypertension",
    "liver_impairment",
    "cyp2b6_slow_alleles",
    "benzodiazepine",
    "naltrexone",
    "failures",
    "intrinsic_clearance_factor",
    "gut_fraction_factor",
)


@dataclass(frozen=True, slots=True)
class People:
    """Some people, each with their own parameters.

    `values` holds, for every parameter, an array of shape (people,) after covariates; beside
    them stand `clearance_s` and `clearance_r`, the liver's intrinsic clearances, L/h, and
    `drive`, the factor of other drugs on the glutamate surge.
    """

    ids: NDArray[np.int64]
    parameters: Parameters
    values: Mapping[str, Floats] = field(repr=False)
    seed: int = 0

    @property
    def count(self) -> int:
        return len(self.ids)

    @property
    def weight_kg(self) -> Floats:
        return self.values["weight"]

    def value(self, name: str) -> Floats:
        """One parameter of everyone, shape (people,)."""
        return self.values[name]

    def constant(self, name: str) -> float:
        """A parameter that is the same for all, because a clock hangs on it."""
        each = self.parameters[name]
        if each.spread is not None:
            raise NotPossible(
                "parameter-clock", f"{name} sets a clock; it cannot differ by person."
            )
        return each.value

    def occasion(self, number: int) -> tuple[Floats, Floats]:
        """Factors of session `number` on direct and on gut absorption, each shape (people,)."""
        sd_direct, sd_gut = self.constant("occasion_direct"), self.constant("occasion_gut")
        rho = self.constant("occasion_correlation")
        one = np.ones(self.count)
        if not sd_direct and not sd_gut:
            return one, one
        first = chance.normals(self.seed, self.ids, chance.purpose("occasion direct"), number)
        other = chance.normals(self.seed, self.ids, chance.purpose("occasion gut"), number)
        second = rho * first + np.sqrt(1 - rho**2) * other
        return np.exp(sd_direct * first), np.exp(sd_gut * second)

    def take(self, which: NDArray[np.int64]) -> "People":
        """Some of these people, in the order asked for."""
        values = {name: column[which] for name, column in self.values.items()}
        return People(self.ids[which], self.parameters, values, self.seed)

    @classmethod
    def one(cls, *, among: Parameters | None = None, **covariates: float) -> Self:
        """One typical person, 70 kg and 45 years old unless told otherwise.

        Raises:
            NotPossible: a covariate is unknown or impossible.
        """
        typical = (among or parameters()).without_spread()
        given = {"weight": 70.0, **covariates}
        return cls.of(typical, np.array([0]), given, {})

    @classmethod
    def of(
        cls,
        among: Parameters,
        ids: NDArray[np.int64],
        covariates: Mapping[str, ArrayLike],
        drawn: Mapping[str, Floats],
        seed: int = 0,
    ) -> Self:
        """People with these draws; what was not drawn is typical, what is given wins."""
        for name in covariates:
            if name not in COVARIATES and name not in among:
                raise NotPossible("covariate-unknown", f"There is no covariate {name!r}.")
        count = len(ids)
        values: dict[str, Floats] = {}
        for name, each in among.items():
            given = covariates.get(name, drawn.get(name))
            column = each.value if given is None else given
            values[name] = np.broadcast_to(np.asarray(column, dtype=np.float64), (count,))
        check_covariates(values)
        return cls(ids, among, personal(values, among, frozenset(covariates)), seed)


def check_covariates(values: Mapping[str, Floats]) -> None:
    """Refuse people who cannot be.

    Raises:
        NotPossible: a covariate is not finite, or outside any possible range.
    """
    limits = catalogue("evidence")["covariates"]
    for name in COVARIATES:
        column = values[name]
        low, high, unit = limits.get(name, (0.0, 1.0, "(0 to 1)"))
        if not np.all(np.isfinite(column)) or column.min() < low or column.max() > high:
            bad = column[~((column >= low) & (column <= high))][0]
            raise NotPossible(
                f"covariate-{name}", f"{name} must be {low:g} to {high:g} {unit}; one is {bad:g}."
            )


def personal(
    values: dict[str, Floats], among: Parameters, given: frozenset[str]
) -> dict[str, Floats]:
    """Covariates worked into the parameters they change.

    Only products, sums and square roots, which every processor rounds alike, so that a person's
    bits do not hang on their place in an array.
    """
    p = dict(values)
    share = p["weight"] / p["reference_weight"]
    for name, each in among.items():
        if each.weight_power and name not in given:
            p[name] = p[name] * _power(share, each.weight_power)
    intrinsic = p["intrinsic_clearance_factor"]
    intrinsic = intrinsic * _if(p["asian"], p["asian_intrinsic_clearance"])
    intrinsic = intrinsic * _if(p["liver_impairment"], p["hepatic_impairment"])
    intrinsic = intrinsic * _if(p["cyp2b6_slow_alleles"] == 1, p["cyp2b6_one_slow_allele"])
    intrinsic = intrinsic * _if(p["cyp2b6_slow_alleles"] == 2, p["cyp2b6_two_slow_alleles"])
    for side in "sr":
        extraction = p[f"extraction_{side}"]
        p[f"clearance_{side}"] = p["liver_flow"] * extraction / (1 - extraction) * intrinsic
        name = f"norketamine_clearance_{side}"
        p[name] = p[name] * _if(p["asian"], p["asian_norketamine_clearance"])
    old = np.maximum(p["age"] - p["liver_flow_age"], 0.0) * p["liver_flow_lost_per_year"]
    p["liver_flow"] = np.maximum(p["liver_flow"] - old, p["liver_flow_floor"] * p["liver_flow"])
    p["norketamine_fraction"] = np.minimum(
        p["norketamine_fraction"] * _if(p["asian"], p["asian_norketamine_fraction"]), 0.99
    )
    for name in ("nasal_fraction", "nasal_racemic_fraction"):
        p[name] = np.minimum(p[name] * _if(p["japanese"], p["japanese_nasal_fraction"]), 0.99)
    p["gut_fraction"] = np.minimum(p["gut_fraction"] * p["gut_fraction_factor"], 1.0)
    strained = (p["hypertension"] > 0) | (p["age"] >= p["pressor_age"])
    for name in ("systolic_ceiling", "diastolic_ceiling"):
        p[name] = p[name] * _if(strained, p["pressor_factor"])
    p["drive"] = (1 - p["naltrexone_weight"] * p["naltrexone"]) * (
        1 - p["benzodiazepine_weight"] * p["benzodiazepine"]
    )
    return p


def _if(condition: NDArray[np.generic], factor: Floats) -> Floats:
    return np.where(np.asarray(condition) > 0, factor, 1.0)


def _power(x: Floats, power: float) -> Floats:
    if power == 1.0:
        return x
    if power == 0.75:
        return np.sqrt(x) * np.sqrt(np.sqrt(x))
    return np.power(x, power)
