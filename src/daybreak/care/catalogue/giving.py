"""How a dose gets in by each route: by pump, at once, held in the mouth, or device by device."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from daybreak.care.catalogue.reading import Misfit, files, read
from daybreak.care.catalogue.route import routes
from daybreak.care.errors import NotFound
from daybreak.care.findings import Source


class Kind(StrEnum):
    """What goes on between the start of a dose and its end."""

    PUMP = "pump"  # it runs in, and the pump shows how much
    INJECTED = "injected"  # all of it at once, at one site
    SWALLOWED = "swallowed"  # all of it at once
    SPRAYED = "sprayed"  # in parts, until the last is in
    HELD = "held"  # all of it in the mouth, for some minutes
    DEVICES = "devices"  # whole devices, with a rest between two

    @property
    def is_at_once(self) -> bool:
        """Whether the dose is over with its start."""
        return self in (Kind.INJECTED, Kind.SWALLOWED)


@dataclass(frozen=True, slots=True)
class Note:
    """Something to keep in mind at the chair."""

    words: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How a dose gets in by one route.

    What is held in the mouth stays there from `low_s` to `high_s`; what is sprayed takes about
    as long. `device_ul` is the fluid in one device, `sites` where an injection may go.
    """

    route: str
    kind: Kind
    source: Source
    note: tuple[Note, ...] = ()
    sites: tuple[str, ...] = ()
    low_s: int | None = None
    high_s: int | None = None
    device_ul: int | None = None
    sprays: int | None = None

    def __post_init__(self) -> None:
        for needed, kinds in (
            ("sites", {Kind.INJECTED}),
            ("low_s", {Kind.HELD, Kind.SPRAYED}),
            ("high_s", {Kind.HELD, Kind.SPRAYED}),
            ("device_ul", {Kind.DEVICES}),
            ("sprays", {Kind.DEVICES}),
        ):
            if bool(getattr(self, needed)) is not (self.kind in kinds):
                raise Misfit(needed, f"it belongs to {', '.join(sorted(kinds))}, and to no other")
        if self.low_s and self.high_s and not 0 < self.low_s <= self.high_s:
            raise Misfit("high_s", "the longest time is not under the shortest")
        if self.device_ul is not None and self.device_ul <= 0:
            raise Misfit("device_ul", "a device holds something")

    @property
    def least(self) -> timedelta:
        """The shortest time that it is held or takes; nothing where none is named."""
        return timedelta(seconds=self.low_s or 0)

    @property
    def most(self) -> timedelta:
        """The longest time that it is held or takes; nothing where none is named."""
        return timedelta(seconds=self.high_s or 0)


@dataclass(frozen=True, slots=True)
class Giving:
    """One version of all ways in."""

    id: str
    version: int
    source: Source
    way: tuple[Way, ...]

    def __post_init__(self) -> None:
        told = [each.route for each in self.way]
        for index, name in enumerate(told):
            if told.index(name) != index:
                raise Misfit(f"way[{index}].route", f"{name!r} stands twice")
        if missing := sorted({each.id for each in routes()} - set(told)):
            raise Misfit("way", f"nothing is said of {', '.join(missing)}")

    def by(self, route: str) -> Way:
        """How a dose gets in by this route.

        Raises:
            NotFound: nothing is said of it.
        """
        for each in self.way:
            if each.route == route:
                return each
        raise NotFound("giving", "Nothing says how a dose is given by this route.")


def giving(*, overlay: Path | None = None) -> Giving:
    """The newest ways in, a clinic's own folder included."""
    found = [
        read(path, Giving)
        for path in files("rules", overlay=overlay)
        if path.name.startswith("giving")
    ]
    return max(found, key=lambda each: each.version)
