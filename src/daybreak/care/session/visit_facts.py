"""What today's readings say to the rules of screening, and which rules still wait for them."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from daybreak.care.findings import Finding
from daybreak.care.screening.facts import Fact, Origin
from daybreak.care.session.vitals import Reading, Vitals, latest

REST = timedelta(minutes=5)  # care-pathway C02: a repeat after 5 to 10 minutes of rest

# A fact of screening, and the signal that answers it.
MEASURED: Mapping[str, str] = {
    "systolic-mmhg": "systolic_mmhg",
    "diastolic-mmhg": "diastolic_mmhg",
    "heart-rate-per-min": "heart_rate_per_min",
    "spo2-percent": "spo2_percent",
}
REPEATED = "bp-confirmed"


def facts_of_readings(
    readings: Iterable[Reading], *, since: datetime, until: datetime
) -> dict[str, Fact]:
    """The newest figures taken from `since` to `until`, both included, as facts of today.

    `until` carries the site's zone: its calendar day is today. Whether a pressure is a repeat
    after rest is said when there was one before it.
    """
    taken = [each for each in readings if since <= each.at <= until]
    newest = latest(taken, since=since, until=until)
    today = until.date()
    found = {
        name: Fact(value, today, Origin.MEASURED)
        for name, column in MEASURED.items()
        if (value := getattr(newest, column)) is not None
    }
    pressures = sorted(each.at for each in taken if _has_pressure(each.vitals))
    if pressures:
        is_repeat = pressures[-1] - pressures[0] >= REST
        found[REPEATED] = Fact(is_repeat, today, Origin.DERIVED)
    return found


def waits_for_readings(finding: Finding) -> bool:
    """Whether all that a rule lacks is a reading that is taken after check-in."""
    return bool(finding.unknown) and set(finding.unknown) <= {*MEASURED, REPEATED}


def _has_pressure(vitals: Vitals) -> bool:
    return vitals.systolic_mmhg is not None and vitals.diastolic_mmhg is not None
