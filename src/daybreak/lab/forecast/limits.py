"""The figures of the catalogue that a forecast keeps to."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Limits:
    """`catalogue/forecast`, by name; what each means and where it is from stands there."""

    version: int
    people: int
    people_ahead: int
    enough_people: int
    fewest_people: int
    carried_share: float
    tolerated_misfit: float
    moves_a_stage: int
    horizon_weeks: int
    booster_weeks: int
    response_after: int
    review_days: int
    recent_weeks: list[int]
    window_nodes: int
    research_until: int
    rating_noise_mmhg: float
    indications: frozenset[str]
    routes: dict[str, str]
    scales: dict[str, str]
    answered_by_patients: frozenset[str]
    drugs: dict[str, str]
    interactions: frozenset[str]
    least_age: int
    most_age: int
    dose_margin: float
    outcomes_to_judge: int
    worse_bound_z: float
    plan_tolerance_days: int
    plan_tolerance_percent: int
    due_days: int
    overdue_days: int


def text() -> str:
    """The file as it stands, for its hash."""
    place = files("daybreak.catalogue") / "forecast" / "forecast-1.toml"
    return place.read_text(encoding="utf-8")


@cache
def limits() -> Limits:
    """The figures in use."""
    table: dict[str, Any] = tomllib.loads(text())
    scope = table.pop("scope")
    figures = {
        name: entry["value"]
        for name, entry in table.items()
        if isinstance(entry, dict) and "value" in entry
    }
    return Limits(
        version=table["version"],
        indications=frozenset(scope["indications"]),
        routes=dict(scope["routes"]),
        scales=dict(scope["scales"]),
        answered_by_patients=frozenset(scope["answered_by_patients"]),
        drugs=dict(scope["drugs"]),
        interactions=frozenset(scope["interactions"]),
        **figures,
    )
