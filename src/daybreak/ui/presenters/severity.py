"""How a finding is drawn: always colour, icon, word and weight together.

EXCLUDE is drawn as critical. Unknown is drawn as a hold with a broken circle, because missing
knowledge holds.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from daybreak.care.findings import Alarm, Finding, Status


@dataclass(frozen=True, slots=True)
class Look:
    """`sev` is the value of `data-sev`, `icon` a name in the sprite, `word` what is read aloud."""

    sev: str
    icon: str
    word: str


LOOKS: Mapping[Status | Alarm, Look] = {
    Status.CLEAR: Look("clear", "clear", "Clear"),
    Status.NOTE: Look("note", "note", "Note"),
    Status.WARN: Look("warn", "warn", "Warning"),
    Status.REFER: Look("refer", "refer", "Refer"),
    Status.HOLD: Look("hold", "hold", "Hold"),
    Status.EXCLUDE: Look("critical", "critical", "Exclude"),
    Alarm.NOTE: Look("note", "note", "Note"),
    Alarm.ALERT: Look("warn", "warn", "Alert"),
    Alarm.CRITICAL: Look("critical", "critical", "Critical"),
}
WEIGHTS = ("clear", "note", "warn", "refer", "hold", "critical")  # of data-sev, least first


def look(level: Status | Alarm, *, unknown: Iterable[str] = ()) -> Look:
    """The look of a level, or of an unknown one when facts are missing."""
    # By type too: Status.NOTE and Alarm.NOTE are equal strings to a mapping, and look alike.
    found = LOOKS[level]
    if any(unknown) and found.sev != "critical":
        return Look(found.sev, "unknown", "Unknown")
    return found


def look_of(finding: Finding) -> Look:
    """The look of one finding."""
    return look(finding.level, unknown=finding.unknown)


def worst_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The most worrying finding first; equals keep their order."""
    return tuple(sorted(findings, key=lambda one: -WEIGHTS.index(look_of(one).sev)))
