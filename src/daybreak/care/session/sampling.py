"""Which of a monitor's readings stand in the record.

A monitor speaks every second or so. What it tells all the time becomes one reading in so long;
a pressure that a cuff has measured always does, and whatever is worse never waits.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from daybreak.care.catalogue.profile import Profile
from daybreak.care.session.monitors import MonitorRules
from daybreak.care.session.thresholds import findings
from daybreak.care.session.vitals import Vitals


@dataclass(frozen=True, slots=True)
class Spoken:
    """One set of vitals as a monitor told it.

    `is_cuff` when a cuff measured all of it and said when: sent again, it is the same reading.
    """

    at: datetime
    vitals: Vitals
    is_cuff: bool = False

    @property
    def pressures(self) -> tuple[int | None, int | None, int | None]:
        """Systolic, diastolic and mean, mmHg."""
        vitals = self.vitals
        return vitals.systolic_mmhg, vitals.diastolic_mmhg, vitals.mean_mmhg

    @property
    def has_pressure(self) -> bool:
        return any(each is not None for each in self.pressures)


def is_told(spoken: Spoken, told: Iterable[Spoken]) -> bool:
    """Whether all of it stands already, of the same moment.

    A cuff's pressure comes once among other signs, and then again by itself until the next.
    """
    return any(
        each.at == spoken.at
        and all(each.vitals.of(signal) == value for signal, value in spoken.vitals.taken())
        for each in told
    )


def stands(spoken: Spoken, told: Sequence[Spoken], profile: Profile, rules: MonitorRules) -> bool:
    """Whether what a monitor says becomes a reading of its own.

    `told` is what it said before that does, in whatever order. Without a `sample_s` in the rules
    everything new does.
    """
    if is_told(spoken, told):
        return False
    if spoken.is_cuff or rules.sample_s is None:
        return True
    within = timedelta(seconds=rules.sample_s)
    near = [each for each in told if abs(each.at - spoken.at) < within]
    if not near:
        return True
    signs = {signal for each in near for signal, _ in each.vitals.taken()}
    if any(signal not in signs for signal, _ in spoken.vitals.taken()):
        return True
    pressures = [each.pressures for each in near if each.has_pressure]
    if spoken.has_pressure and spoken.pressures not in pressures:
        return True
    return _weight([spoken], profile) > _weight(near, profile)


def _weight(told: Iterable[Spoken], profile: Profile) -> int:
    """How bad the worst of it is by the lines that need no reading before the start."""
    found = (each for one in told for each in findings(one.vitals, None, profile))
    return max((each.level.weight for each in found), default=-1)
