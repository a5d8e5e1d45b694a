"""The ways a dose may be given, with what each asks of the stomach and of the arithmetic."""

from dataclasses import dataclass
from enum import StrEnum

from daybreak.care.catalogue.reading import read, shelf
from daybreak.care.errors import NotFound
from daybreak.care.findings import Source, Status
from daybreak.care.quantities import Mass


class Scope(StrEnum):
    """Which routes a rule is about, in the letters of the table of rules."""

    ALL = "A"
    ESKETAMINE = "E"
    RACEMIC = "K"


@dataclass(frozen=True, slots=True)
class Fasting:
    """How long before a dose nothing of each kind is taken, in minutes, and how much it weighs."""

    solids_min: int
    milk_min: int
    clear_min: int
    if_solids: Status
    if_clear: Status
    source: Source


@dataclass(frozen=True, slots=True)
class Route:
    """One way in. `scope` says which rules apply; `snomed` is its SNOMED CT code.

    The dose is rounded half up to `rounding_step_ug`. The fraction absorbed, in percent, is
    for display beside an order; an order is never converted from one route to another.
    """

    id: str
    name: str
    scope: Scope
    drug: str
    snomed: str
    is_infused: bool
    rounding_step_ug: int
    absorbed_percent_low: int
    absorbed_percent_high: int
    fasting: Fasting
    source: Source

    @property
    def rounding_step(self) -> Mass:
        return Mass(self.rounding_step_ug)


@dataclass(frozen=True, slots=True)
class RouteFile:
    """All routes, as one versioned file."""

    id: str
    version: int
    source: Source
    route: tuple[Route, ...]


def routes() -> tuple[Route, ...]:
    """Every way in that Daybreak knows."""
    return read(shelf("rules") / "routes.toml", RouteFile).route


def route(id: str) -> Route:  # noqa: A002 - the key's own name
    """The route of that id.

    Raises:
        NotFound: there is none; the message lists those there are.
    """
    for each in routes():
        if each.id == id:
            return each
    known = ", ".join(each.id for each in routes())
    raise NotFound("route", f"There is no such route. The routes are {known}.")
