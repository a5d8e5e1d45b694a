"""One row of a trial understood: what was given, beside what, and what was asked of whom.

What cannot be understood, or lies outside the evidence, is an `Abstention` with its reason.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from daybreak.lab.evidence import Question
from daybreak.twin import Drug, NotPossible, Regimen, Route

HOURS = 24.0
USUAL_MINUTES = 40.0  # of an infusion whose time was not written down; that of most trials
DEPRESSED = frozenset({"TRD", "MDD", "MDSI", "BIPOLAR", "SUICIDAL"})
ROUTES = frozenset({"IV", "IM", "SC", "IN", "SL", "PO"})
CONTROLS = frozenset({"placebo", "placebo_saline", "placebo_nasal", "placebo_oral", "saline"})
COMPARATORS = frozenset(
    {"none", "saline", "midazolam", "placebo_nasal", "placebo_oral", "placebo", "active"}
)
BLINDINGS = frozenset({"open", "blind", "masked"})
CONCOMITANTS = frozenset({"none", "stable_ad", "new_ad", "mixed", "soc", "mood_stabiliser"})
SETTINGS = frozenset({"research", "inpatient", "clinic", "home"})
AGES = {"adult": 45.0, "older": 70.0}


class Abstention(Exception):
    """The model has no honest answer to this row; the message says why."""


class Kind(StrEnum):
    """What is asked of an arm."""

    CHANGE = "change"
    DIFFERENCE = "difference"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Instrument:
    """A scale, and how it is read in MADRS points."""

    name: str
    names: tuple[str, ...]
    madrs_per_point: float
    remission_madrs: float
    doubt_percent: float
    source: str
    mark: str


@dataclass(frozen=True, slots=True)
class Context:
    """What surrounds the drug: who knew what, and what else was given."""

    is_open: bool
    is_credible: bool
    has_new_antidepressant: bool


@dataclass(frozen=True, slots=True)
class Arm:
    """What an arm was given: its course, and how old its people are."""

    regimen: Regimen
    is_drug: bool
    age: float
    context: Context


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of an arm at one time.

    `hours` is from the first dose, `baseline_madrs` and `baseline_sd_madrs` are in MADRS points
    or None where they were not given. For a share, people count who are `below_share` of their
    first score or less, or, where that is None, below `below_madrs` points.
    """

    arm: Arm
    people: float
    hours: float
    kind: Kind
    instrument: Instrument
    baseline_madrs: float | None
    baseline_sd_madrs: float | None
    is_end_score: bool = False
    is_percent: bool = False
    below_share: float | None = None
    below_madrs: float = 0.0

    @property
    def control(self) -> "Asked":
        """The same asked of the arm that got no drug."""
        given = tuple(replace(each, drug=Drug.SALINE) for each in self.arm.regimen.doses)
        regimen = replace(self.arm.regimen, doses=given)
        return replace(self, arm=replace(self.arm, regimen=regimen, is_drug=False))


@cache
def instruments() -> Mapping[str, Instrument]:
    """Every scale that can be read, by each of its names."""
    place = files("daybreak.catalogue") / "evidence" / "instruments.toml"
    table = tomllib.loads(place.read_text(encoding="utf-8"))
    known = [
        Instrument(name=name, names=tuple(row.pop("names")), **row) for name, row in table.items()
    ]
    return {name: each for each in known for name in each.names}


def understood(row: Question) -> Asked:
    """What a row asks about symptoms.

    Raises:
        Abstention: something is unknown, missing or outside the evidence.
    """
    instrument, kind, extra = _measure(row)
    if row["population"] not in DEPRESSED:
        raise Abstention(
            f"The indication {row['population'] or '(none given)'} is outside the evidence, which "
            "is depression."
        )
    arm = arm_of(row)
    people = number(row, "n")
    if people < 1:
        raise Abstention("The number of people is less than 1.")
    if not row["day"]:
        raise Abstention("The day is not given, so there is no time to predict for.")
    day = number(row, "day")
    if not 0 <= day <= 731:  # noqa: PLR2004 - two years, the end of any trial behind the model
        raise Abstention("The day is before the first dose, or later than two years after it.")
    hours = round(day * HOURS * 60) / 60
    scale = instrument.madrs_per_point
    mean = number(row, "baseline_mean") * scale if row["baseline_mean"] else None
    sd = number(row, "baseline_sd") * scale if row["baseline_sd"] else None
    if mean is not None and not 5 <= mean <= 60:  # noqa: PLR2004 - what a MADRS mean can be
        raise Abstention("The mean before treatment cannot be, on this scale.")
    if sd is not None and not 0 < sd <= 30:  # noqa: PLR2004
        raise Abstention("The standard deviation before treatment cannot be, on this scale.")
    asked = Asked(arm, people, hours, kind, instrument, mean, sd)
    return replace(asked, **extra)


def arm_of(row: Question) -> Arm:
    """What the arm of a row was given.

    Raises:
        Abstention: the drug, route, dose or context is unknown.
    """
    for name, known in (
        ("control", COMPARATORS),
        ("blinding", BLINDINGS),
        ("concomitant", CONCOMITANTS),
        ("setting", SETTINGS),
        ("age", frozenset(AGES)),
    ):
        if row[name] not in known:
            raise Abstention(
                f"{name} is {row[name] or 'not given'}, which no trial behind the model has."
            )
    drug, _, beside = row["drug"].partition("+")
    if beside and beside != "escitalopram":
        raise Abstention(f"{beside} beside the drug is not in the evidence.")
    given = _drug(drug)
    context = Context(
        is_open=row["blinding"] in {"open", "masked"},
        is_credible=row["blinding"] == "blind"
        and (row["control"] in {"midazolam", "active"} or row["setting"] == "inpatient"),
        has_new_antidepressant=bool(beside) or row["concomitant"] in {"new_ad", "soc"},
    )
    return Arm(_regimen(row, given), given.is_ketamine, AGES[row["age"]], context)


def number(row: Question, name: str) -> float:
    """A number of a row.

    Raises:
        Abstention: it is missing, or is no number.
    """
    try:
        value = float(row[name])
    except ValueError as problem:
        raise Abstention(f"{name} is {row[name] or 'not given'}, which is no number.") from problem
    if not -1e6 < value < 1e6:  # noqa: PLR2004 - infinite, or no number at all
        raise Abstention(f"{name} is {row[name]}, which cannot be.")
    return value


def _measure(row: Question) -> tuple[Instrument, Kind, dict[str, Any]]:
    name, endpoint = row["instrument"], row["endpoint"]
    share = 0.5
    kind = {"mean": Kind.CHANGE, "mean_change": Kind.CHANGE}.get(endpoint, Kind.SHARE)
    extra: dict[str, Any] = {}
    if endpoint not in {"mean", "mean_change", "response", "remission"}:
        raise Abstention(f"The endpoint {endpoint or '(none given)'} is not one of the model's.")
    if name.endswith("_DIFF") and kind is Kind.CHANGE:
        name, kind = name.removesuffix("_DIFF"), Kind.DIFFERENCE
    elif name.endswith("_PCT_CHANGE") and kind is Kind.CHANGE:
        name, extra["is_percent"] = name.removesuffix("_PCT_CHANGE"), True
    elif (found := re.fullmatch(r"(.+)_RESP(\d\d)", name)) and endpoint == "response":
        name, share = found[1], float(found[2]) / 100
    if "RELAPSE" in name:
        raise Abstention("Trials define relapse in too many ways for it to be part of the fit.")
    if name not in instruments():
        raise Abstention(
            f"The scale {row['instrument'] or '(none given)'} has no published map to the model's."
        )
    instrument = instruments()[name]
    if endpoint == "response":
        extra["below_share"] = 1 - share
    if endpoint == "remission":
        extra["below_madrs"] = instrument.remission_madrs
    if endpoint == "mean" and kind is Kind.CHANGE and not extra:
        extra["is_end_score"] = True
    return instrument, kind, extra


def _drug(name: str) -> Drug:
    if name in CONTROLS:
        return Drug.SALINE
    if name in {Drug.RACEMIC, Drug.ESKETAMINE, Drug.MIDAZOLAM}:
        return Drug(name)
    raise Abstention(f"The drug {name or '(none given)'} is not in the evidence.")


def _regimen(row: Question, drug: Drug) -> Regimen:
    days = _list(row, "dose_days")
    amounts = _list(row, "dose_list")
    if len(amounts) == 1:
        amounts = amounts * len(days)
    if len(amounts) != len(days):
        raise Abstention("dose_list must hold one dose, or one for each of dose_days.")
    if min(days) < 0 or min(amounts) < 0:
        raise Abstention("A dose or its day is below 0.")
    if drug.is_ketamine and max(amounts) == 0:
        raise Abstention("A drug is named, and its dose is 0.")
    if row["route"] not in ROUTES:
        raise Abstention(f"The route {row['route'] or '(none given)'} is not in the evidence.")
    if row["dose_unit"] not in {"mg", "mg/kg"} and drug.is_ketamine:
        raise Abstention(f"The unit {row['dose_unit'] or '(none given)'} is not mg or mg/kg.")
    route = Route(row["route"])
    first = re.match(r"\d+(\.\d+)?", row["infusion_min"])
    minutes = float(first[0]) if first else USUAL_MINUTES
    try:
        return Regimen.every(
            [round(day * HOURS * 60) / 60 / HOURS for day in days],
            drug,
            route,
            amounts if drug.is_ketamine else 0.0,
            unit=row["dose_unit"] if drug.is_ketamine else "mg",
            minutes=round(minutes) if route is Route.IV else 0.0,
            weeks=max(days) / 7 + 110,
        )
    except NotPossible as refusal:
        raise Abstention(refusal.message) from refusal


def _list(row: Question, name: str) -> list[float]:
    try:
        values = [float(part) for part in row[name].split(";")]
    except ValueError as problem:
        raise Abstention(
            f"{name} is {row[name] or 'not given'}, which is no list of numbers."
        ) from problem
    if len(values) > 400:  # noqa: PLR2004 - more than a dose a day for a year
        raise Abstention(f"{name} is longer than any course behind the model.")
    return values
