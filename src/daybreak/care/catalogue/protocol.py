"""A protocol: what is given, how much, how fast, how often, and when we look at it again.

Every limit is checked against an order; none is chosen by the software.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from daybreak.care.catalogue.reading import Misfit, every, newest, version
from daybreak.care.findings import Source
from daybreak.care.quantities import Mass, WeightedDose

ROOM = "protocols"


@dataclass(frozen=True, slots=True)
class WeightedLimits:
    """Doses by body weight, in mg/kg.

    Below `floor` or above `limit` is a hard stop; above `ceiling`, or above `cap_mg` in all,
    a second signature is asked. `anaesthetic_from` is where the label's anaesthetic range
    begins for this route; an order at or above it is refused whatever the protocol says. Faster
    than `acls_over_mg_per_kg_h` it takes ACLS personnel and a monitored setting.
    """

    start_mg_per_kg: Decimal
    floor_mg_per_kg: Decimal
    ceiling_mg_per_kg: Decimal
    limit_mg_per_kg: Decimal
    source: Source
    cap_mg: Decimal | None = None
    anaesthetic_from_mg_per_kg: Decimal | None = None
    acls_over_mg_per_kg_h: Decimal | None = None

    @property
    def start(self) -> WeightedDose:
        return WeightedDose.mg_per_kg(self.start_mg_per_kg)

    @property
    def cap(self) -> Mass | None:
        return None if self.cap_mg is None else Mass.mg(self.cap_mg)


@dataclass(frozen=True, slots=True)
class DeviceLimits:
    """Doses in whole devices: how much one holds, how many may be given, and the rest between."""

    device_mg: int
    devices_first: tuple[int, ...]
    devices_later: tuple[int, ...]
    rest_min: int
    source: Source

    def doses(self, *, is_first: bool) -> tuple[Mass, ...]:
        """The doses that may be ordered for a first or a later session."""
        counts = self.devices_first if is_first else self.devices_later
        return tuple(Mass.mg(self.device_mg * count) for count in counts)


@dataclass(frozen=True, slots=True)
class Minutes:
    """How long an infusion runs. Outside `low` to `high` is a deviation from the protocol;
    outside `least` to `most` is refused."""

    usual: int
    low: int
    high: int
    least: int
    most: int
    source: Source


@dataclass(frozen=True, slots=True)
class Phase:
    """A run of sessions with the spacing between them, in days by the site's calendar.

    The first and the last session lie `window_low_days` to `window_high_days` apart.
    """

    id: str
    name: str
    sessions: int
    min_gap_days: int
    max_gap_days: int
    window_low_days: int
    window_high_days: int
    source: Source


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung of the maintenance ladder: how far apart, and how often before the next."""

    gap_days: int
    times_low: int
    times_high: int


@dataclass(frozen=True, slots=True)
class Maintenance:
    """How sessions thin out after the series, as an example that the prescriber follows or not."""

    rung: tuple[Rung, ...]
    review_every_sessions: int
    review_every_days: int
    sessions_per_year_cap: int
    source: Source


@dataclass(frozen=True, slots=True)
class Label:
    """What the drug's label says beside the doses.

    `evaluated_sessions` is how many were systematically evaluated, where the label names an end;
    `age_min_years` is the youngest it is for.
    """

    age_min_years: int
    source: Source
    needs_antidepressant: bool = False
    evaluated_sessions: int | None = None


@dataclass(frozen=True, slots=True)
class Protocol:
    """A versioned protocol. Exactly one of `weighted` and `devices` is given.

    `profile` is the id of the monitoring profile; `reviews_after` counts sessions, and after
    `review_blocking_after` nothing is given before the review is recorded.
    """

    id: str
    version: int
    name: str
    summary: str
    route: str
    indications: tuple[str, ...]
    profile: str
    phase: tuple[Phase, ...]
    reviews_after: tuple[int, ...]
    review_blocking_after: int
    evidence: str
    source: Source
    weighted: WeightedLimits | None = None
    devices: DeviceLimits | None = None
    minutes: Minutes | None = None
    maintenance: Maintenance | None = None
    label: Label | None = None
    is_example: bool = True

    def __post_init__(self) -> None:
        for where, why in _contradictions(self):
            raise Misfit(where, why)

    @property
    def induction(self) -> Phase:
        return self.phase[0]


def _contradictions(protocol: Protocol) -> Iterator[tuple[str, str]]:
    """What cannot be meant, with the key it stands at."""
    if (protocol.weighted is None) == (protocol.devices is None):
        yield "weighted", "a protocol doses either by weight or by device"
    if not protocol.phase:
        yield "phase", "a protocol needs at least one phase"
    if protocol.weighted is not None:
        yield from _no_doses(protocol.weighted)
    if (time := protocol.minutes) is not None:
        yield from _rising("minutes", time, TIMES)
    if protocol.devices is not None:
        yield from _no_devices(protocol.devices)
    yield from _no_series(protocol.phase)
    if protocol.maintenance is not None and protocol.phase:
        yield from _no_ladder(protocol.maintenance, protocol.phase[-1].min_gap_days)


# Figures that rise, each not under the one before, and the first over nothing.
DOSES = ("floor_mg_per_kg", "start_mg_per_kg", "ceiling_mg_per_kg", "limit_mg_per_kg")
TIMES = ("least", "low", "usual", "high", "most")


def _rising(
    where: str, of: WeightedLimits | Minutes, names: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    """The figures that are over the one they may not pass."""
    figures = [getattr(of, name) for name in names]
    if figures[0] <= 0:
        yield f"{where}.{names[0]}", f"{figures[0]} is not over nothing"
    for (lower, a), (upper, b) in pairwise(zip(names, figures, strict=True)):
        if a > b:
            yield f"{where}.{lower}", f"{a} is over the {upper}, {b}"


def _no_doses(limits: WeightedLimits) -> Iterator[tuple[str, str]]:
    yield from _rising("weighted", limits, DOSES)
    if limits.cap_mg is not None and limits.cap_mg <= 0:
        yield "weighted.cap_mg", "the most in one session is over nothing"
    anaesthetic = limits.anaesthetic_from_mg_per_kg
    if anaesthetic is not None and anaesthetic <= limits.limit_mg_per_kg:
        where = "weighted.anaesthetic_from_mg_per_kg"
        yield where, f"it must be over the limit, {limits.limit_mg_per_kg}"


def _no_series(phases: tuple[Phase, ...]) -> Iterator[tuple[str, str]]:
    ids = [phase.id for phase in phases]
    for index, phase in enumerate(phases):
        if why := _impossible(phase):
            yield f"phase[{index}]", why
        if ids.index(phase.id) != index:
            yield f"phase[{index}].id", f"there are two phases {phase.id!r}"


def _no_devices(devices: DeviceLimits) -> Iterator[tuple[str, str]]:
    if devices.device_mg <= 0:
        yield "devices.device_mg", "a device holds something"
    for name in ("devices_first", "devices_later"):
        counts = getattr(devices, name)
        if not counts or min(counts) < 1:
            yield f"devices.{name}", "at least one device is given"
    if devices.rest_min < 0:
        yield "devices.rest_min", "the rest between devices is not under nothing"


def _no_ladder(ladder: Maintenance, min_gap_days: int) -> Iterator[tuple[str, str]]:
    if not ladder.rung:
        yield "maintenance.rung", "a ladder has a rung"
    for index, rung in enumerate(ladder.rung):
        where = f"maintenance.rung[{index}]"
        if rung.gap_days < min_gap_days:
            yield f"{where}.gap_days", f"{rung.gap_days} is under the least gap, {min_gap_days}"
        if index and rung.gap_days <= ladder.rung[index - 1].gap_days:
            yield f"{where}.gap_days", "each rung is wider than the one before"
        if not 1 <= rung.times_low <= rung.times_high:
            yield f"{where}.times_low", "it is kept once or more, and not over times_high"
    if min(ladder.review_every_sessions, ladder.review_every_days) < 1:
        yield "maintenance.review_every_sessions", "a review comes after a session or a day"
    if ladder.sessions_per_year_cap < 1:
        yield "maintenance.sessions_per_year_cap", "a year has at least one session"


def _impossible(phase: Phase) -> str:
    if phase.sessions < 1 or not 1 <= phase.min_gap_days <= phase.max_gap_days:
        return "a phase needs a session, and gaps of at least a day in order"
    if not 0 <= phase.window_low_days <= phase.window_high_days:
        return "the window is the wrong way round"
    gaps = phase.sessions - 1
    least, most = gaps * phase.min_gap_days, gaps * phase.max_gap_days
    if least > phase.window_high_days or most < phase.window_low_days:
        return f"{phase.sessions} sessions with these gaps cannot fit into the window"
    return ""


def protocols(*, overlay: Path | None = None) -> tuple[Protocol, ...]:
    """Every protocol on the shelf and in the clinic's own folder, by id and version."""
    return every(ROOM, Protocol, overlay=overlay)


def protocol(id: str, at_version: int | None = None, *, overlay: Path | None = None) -> Protocol:  # noqa: A002 - the key's own name
    """A protocol in its highest version, or exactly the one a record was made with.

    Raises:
        NotFound: there is no such protocol.
    """
    if at_version is None:
        return newest(ROOM, Protocol, id, overlay=overlay)
    return version(ROOM, Protocol, id, at_version, overlay=overlay)
