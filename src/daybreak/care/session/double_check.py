"""Two people compute what goes into the pump, neither seeing the other's answer first.

Whether their figures agree is worked out in `care.plan.double_check`; here it is asked who they
are, and whether what they computed is still what is in the syringe.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from daybreak.care.findings import Finding
from daybreak.care.plan import double_check as figures
from daybreak.care.plan.double_check import Figures
from daybreak.care.plan.preparation import Preparation
from daybreak.care.session.gates import Gates
from daybreak.care.session.stages import Stage, who_may
from daybreak.care.team.roles import Role

MAY_CHECK = who_may(Stage.PREPARED, Stage.DOSING)
TWO = 2  # people, each blind to the other


@dataclass(frozen=True, slots=True)
class DoseCheck:
    """What one person computed at the chair, and when.

    `saw_other` is true when they had seen somebody else's figures for the same dose.
    """

    figures: Figures
    role: Role
    at: datetime
    saw_other: bool = False


def double_check(
    checks: Iterable[DoseCheck],
    *,
    computed: Preparation | None,
    prepared_at: datetime | None,
    gates: Gates,
    now: datetime,
) -> tuple[Finding, ...]:
    """What is missing from an independent double check of what was prepared.

    A check from before the preparation is of another syringe and does not count. Of each
    person the last counts, and everybody who checked must agree.
    """
    if computed is None or prepared_at is None or prepared_at > now:
        return (gates.says("not-prepared", unknown=("preparation",)),)
    last = {
        check.figures.by: check
        for check in sorted(checks, key=lambda each: each.at)
        if prepared_at <= check.at <= now and check.role in MAY_CHECK
    }
    found = [
        finding
        for first, second in combinations(last.values(), TWO)
        for finding in figures.double_check(first.figures, second.figures, computed=computed)
    ]
    if len(last) < TWO:
        found.append(gates.says("second-check-missing", unknown=("second-check",)))
    elif sum(not check.saw_other for check in last.values()) < TWO:
        found.append(gates.says("second-check-seen"))
    return tuple(dict.fromkeys(found))
