"""What others found, to hold one person's course against. Never a promise."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from daybreak.care.catalogue.reading import Misfit, read, shelf
from daybreak.care.findings import Source

HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One published result. `scale` is empty when the source's instrument is not ours."""

    id: str
    study: str
    people: int
    regimen: str
    indications: tuple[str, ...]
    routes: tuple[str, ...]
    sessions_from: int
    source: Source
    scale: str = ""
    response_percent: Decimal | int | None = None
    remission_percent: Decimal | int | None = None

    def __post_init__(self) -> None:
        for where, why in _misfits(self):
            raise Misfit(where, why)


@dataclass(frozen=True, slots=True)
class Harm:
    """What it cost, because a benefit never stands alone."""

    words: str
    source: Source


@dataclass(frozen=True, slots=True)
class Benchmarks:
    """All of them, in one versioned file."""

    id: str
    version: int
    source: Source
    harm: Harm
    benchmark: tuple[Benchmark, ...]

    def of(self, *, indication: str, route: str, after_sessions: int) -> tuple[Benchmark, ...]:
        """Those that speak of people treated for this, by this route, for about as long."""
        return tuple(
            each
            for each in self.benchmark
            if indication in each.indications
            and route in each.routes
            and after_sessions >= each.sessions_from
        )


def benchmarks() -> Benchmarks:
    """The benchmarks on the shelf."""
    return read(shelf("rules") / "benchmarks-1.toml", Benchmarks)


def _misfits(benchmark: Benchmark) -> Iterator[tuple[str, str]]:
    if benchmark.people < 1:
        yield "people", "a result without people is none"
    figures = ("response_percent", "remission_percent")
    if all(getattr(benchmark, name) is None for name in figures):
        yield "response_percent", "give at least one result"
    for name in figures:
        value = getattr(benchmark, name)
        if value is not None and not 0 <= value <= HUNDRED:
            yield name, "a percentage is from 0 to 100"
