"""Two people compute what goes into the pump, neither seeing the other's answer first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from uuid import UUID

from daybreak.care.findings import Finding
from daybreak.care.quantities import Mass, Rate, Volume
from daybreak.care.session.gates import Gates
from daybreak.care.session.stages import Stage, who_may
from daybreak.care.team.roles import Role

MAY_CHECK = who_may(Stage.PREPARED, Stage.DOSING)
TWO = 2  # people, each blind to the other


@dataclass(frozen=True, slots=True)
class DoseCheck:
    """What one person computed at the chair. Without a pump there is no rate.

    `saw_other` is true when they had seen somebody else's answer to the same dose.
    """

    by: UUID
    role: Role
    at: datetime
    dose: Mass
    volume: Volume
    rate: Rate | None = None
    saw_other: bool = False


def double_check(
    checks: Iterable[DoseCheck], *, prepared_at: datetime | None, gates: Gates, now: datetime
) -> tuple[Finding, ...]:
    """What is missing from an independent double check of what was prepared.

    A check from before the preparation is of another syringe and does not count. Of each
    person the last counts, and everybody who checked must agree.
    """
    if prepared_at is None or prepared_at > now:
        return (gates.says("not-prepared", unknown=("prepared-at",)),)
    last = {
        check.by: check
        for check in sorted(checks, key=lambda each: each.at)
        if prepared_at <= check.at <= now and check.role in MAY_CHECK
    }
    found = [
        finding
        for first, second in combinations(last.values(), 2)
        for finding in _differences(first, second, gates)
    ]
    blind = sum(not check.saw_other for check in last.values())
    if len(last) < TWO:
        found.append(gates.says("second-check-missing", unknown=("second-check",)))
    elif blind < TWO:
        found.append(gates.says("second-check-seen"))
    return tuple(found)


def _differences(first: DoseCheck, second: DoseCheck, gates: Gates) -> Iterator[Finding]:
    pairs = (
        ("dose", first.dose, second.dose, first.dose.micrograms, second.dose.micrograms),
        (
            "volume",
            first.volume,
            second.volume,
            first.volume.microlitres,
            second.volume.microlitres,
        ),
        ("rate", first.rate, second.rate, _of(first.rate), _of(second.rate)),
    )
    for what, one, other, figure, figure_of_other in pairs:
        least = min(figure, figure_of_other)
        apart = abs(figure - figure_of_other) * 100
        if apart > gates.double_check.tolerance_percent * least:
            yield gates.says(
                "second-check-differs",
                source=gates.double_check.source,
                what=what,
                first=one or "none",
                second=other or "none",
            )


def _of(rate: Rate | None) -> int:
    return rate.microlitres_per_h if rate else 0
