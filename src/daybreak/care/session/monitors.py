"""Which messages of a bedside monitor are about whom: only a pairing made by a person says so."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from daybreak.care.catalogue.reading import newest
from daybreak.care.errors import NotUnderstood
from daybreak.care.findings import Source
from daybreak.care.session.stages import History
from daybreak.care.session.stay import stay

_EUI = re.compile(r"[0-9A-F]{16}", re.ASCII)
_NAME = re.compile(r"[A-Z0-9][A-Z0-9 ._/-]{1,58}[A-Z0-9]", re.ASCII)
_SEAT = re.compile(r"^(CHAIR|BED|SEAT)+", re.ASCII)


@dataclass(frozen=True, slots=True)
class MonitorRules:
    """One version of how monitors are paired; times in seconds.

    `sample_s`: what a monitor tells all the time becomes one reading in so long; None for each.
    `together_s`: a typed and a monitor's reading this near are of one moment; None for never.
    `between_s`: how long a message is kept that lies between two readings; None for `text_s`.
    """

    id: str
    version: int
    name: str
    paired_s: int
    ahead_s: int
    every_s: int
    orphans_s: int
    text_s: int
    source: Source
    sample_s: int | None = None
    together_s: int | None = None
    between_s: int | None = None


@dataclass(frozen=True, slots=True)
class Pairing:
    """A person said: this monitor speaks for whoever sits here, from `since` to before `until`."""

    id: UUID
    device: str
    session: UUID
    chair: str
    since: datetime
    until: datetime

    def holds(self, at: datetime) -> bool:
        return self.since <= at < self.until


def monitor_rules() -> MonitorRules:
    """The newest rules of pairing."""
    return newest("profiles/monitors", MonitorRules, "monitors")


def device_name(typed: str) -> str:
    """A monitor's own number or name as it is kept: upper case, an EUI-64 without its marks.

    Raises:
        NotUnderstood: it can be neither.
    """
    name = " ".join(typed.upper().split())
    bare = re.sub(r"[-: ]", "", name)
    if _EUI.fullmatch(bare):
        return bare
    if not _NAME.fullmatch(name):
        raise NotUnderstood(
            "monitor-name",
            "That is no monitor's name. Scan it, or type the EUI-64 or name on its label.",
        )
    return name


def is_other_seat(told: str, chair: str) -> bool:
    """Whether the place a monitor names is another than the chair it is paired at.

    A monitor that names no place contradicts nothing.
    """
    return bool(told.strip()) and _seat(told) != _seat(chair)


def _seat(name: str) -> str:
    plain = re.sub(r"[^A-Z0-9]", "", name.upper())
    return _SEAT.sub("", plain).lstrip("0") or plain


def is_other_person(told: Iterable[str], known: Collection[str]) -> bool:
    """Whether a monitor names a number, and none that it names belongs to this person."""
    numbers = {number.strip().upper() for number in told if number.strip()}
    return bool(numbers) and numbers.isdisjoint(number.strip().upper() for number in known)


def outside(at: datetime, pairing: Pairing, rules: MonitorRules, *, now: datetime) -> str | None:
    """Why a reading of `at` is nobody's whatever else is known of the session; or None."""
    if at > now + timedelta(seconds=rules.ahead_s):
        return "clock-ahead"
    return None if pairing.holds(at) else "outside-pairing"


def why_not(
    at: datetime, pairing: Pairing, history: History, rules: MonitorRules, *, now: datetime
) -> str | None:
    """Why a reading of `at` is nobody's under this pairing; None when it counts.

    What was measured before the pairing was made may be of whoever sat there before.
    """
    if why := outside(at, pairing, rules, now=now):
        return why
    here = stay(history)
    if here is None or not here.covers(at):
        return "outside-session"
    return None
