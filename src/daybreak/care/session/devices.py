"""A dose in whole nasal devices: how many, of which lots, one after the other with a rest between.

What failed is written down and not counted: how much of it went in, nobody knows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from daybreak.care.catalogue.protocol import DeviceLimits
from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.care.findings import Alarm, Finding, Source
from daybreak.care.plan.dose import Dose, device_minutes
from daybreak.care.plan.preparation import Preparation
from daybreak.care.quantities import Mass, Strength, Volume


@dataclass(frozen=True, slots=True)
class Used:
    """One device that was used up; `number` counts those of the session from 1."""

    number: int
    at: datetime
    lot: str


@dataclass(frozen=True, slots=True)
class Failed:
    """One device that did not give what it should, in words."""

    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Devices:
    """The devices of one session: what is in hand, and what has been given by now."""

    device: Mass
    count: int
    rest: timedelta
    lots: tuple[str, ...]
    source: Source
    used: tuple[Used, ...] = ()
    failed: tuple[Failed, ...] = ()

    @property
    def next_number(self) -> int | None:
        """The device that comes next; None when all that was ordered is given."""
        return len(self.used) + 1 if len(self.used) < self.count else None

    @property
    def opened(self) -> int:
        """How many were taken out of their wrapping: given or failed."""
        return len(self.used) + len(self.failed)

    @property
    def may_at(self) -> datetime | None:
        """The earliest moment of the next one; None before the first, and after the last.

        A device that failed may have given a part of its dose, so it rests like one that did not.
        """
        if self.next_number is None or not self.opened:
            return None
        return max(self._opened_at) + self.rest

    @property
    def _opened_at(self) -> tuple[datetime, ...]:
        """When each was given or failed, in order of time."""
        moments = [each.at for each in self.used]
        return tuple(sorted(moments + [each.at for each in self.failed]))

    @property
    def next_lot(self) -> str:
        """The lot of the next one in hand; empty when it has to be taken from elsewhere."""
        return self.lots[self.opened] if self.opened < len(self.lots) else ""

    @property
    def given(self) -> Mass:
        return Mass(self.device.micrograms * len(self.used))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is to be looked at: each device that failed, and each that came too early."""
        return (*self._failed(), *self._early())

    def _failed(self) -> Iterable[Finding]:
        if self.failed:
            one = len(self.failed) == 1
            yield Finding(
                "device-failed",
                Alarm.ALERT,
                f"{'A device' if one else f'{len(self.failed)} devices'} failed and "
                f"{'is' if one else 'are'} not counted. How much went in is not known.",
                self.source,
                to_do="Tell the prescriber, who decides whether another is given.",
            )

    def _early(self) -> Iterable[Finding]:
        for each in self.used:
            before = [at for at in self._opened_at if at < each.at]
            if before and each.at - before[-1] < self.rest:
                yield Finding(
                    "device-early",
                    Alarm.ALERT,
                    f"Device {each.number} came {length(each.at - before[-1])} after the one "
                    f"before; {length(self.rest)} are between two.",
                    self.source,
                    to_do="Take the pressure, and tell the prescriber.",
                )

    def check_next(self, number: int, *, at: datetime) -> None:
        """Raise unless `number` is the one that comes next, whatever the clock says.

        Raises:
            NotAllowed: it was given already, others come before it, or it is one too many.
        """
        given = next((each for each in self.used if each.number == number), None)
        if given is not None:
            raise NotAllowed(
                "device-given", f"Device {number} was given at {given.at:%H:%M}. Look again."
            )
        if self.next_number is None or number > self.count:
            raise NotAllowed(
                "device-count",
                f"{self.count} devices are ordered, and no more. Ask the prescriber.",
            )
        if number != self.next_number:
            raise NotAllowed(
                "device-order", f"Device {self.next_number} comes next. Give them in their order."
            )
        last = max(self._opened_at, default=None)
        if last is not None and at < last:
            raise NotAllowed(
                "device-order", f"The device before was at {last:%H:%M}. Look at the time."
            )

    def check_rest(self, *, at: datetime) -> None:
        """Raise while the rest since the last device is not over.

        Raises:
            NotAllowed: with when the next one may be given, and how long that is.
        """
        earliest = self.may_at
        if earliest is not None and at < earliest:
            raise NotAllowed(
                "device-early",
                f"Device {self.next_number} comes at {earliest:%H:%M:%S} at the earliest: "
                f"{length(earliest - at)} are left. Wait. If it was given all the same, say why.",
            )


def prepared(dose: Dose, limits: DeviceLimits, each: Volume) -> Preparation:
    """What is in hand for a dose in whole devices of `each` volume. Nothing is mixed.

    Raises:
        NotUnderstood: the dose is no whole number of devices.
    """
    count = len(device_minutes(dose.rounded, limits))
    strength = Strength(Mass.mg(limits.device_mg).micrograms * 1000 // each.microlitres)
    return Preparation(
        dose=dose.rounded,
        strength=strength,
        drug=Volume(each.microlitres * count),
        drawn=dose.rounded,
        diluent=None,
        bag=None,
        mg_per_ml=None,
        minutes=None,
        rate=None,
        mg_per_min=None,
        ug_per_kg_min=None,
        findings=(),
    )


def check_in_hand(devices: int | None, *, dose: Mass, limits: DeviceLimits) -> None:
    """Raise unless as many devices are in hand as the dose is.

    Raises:
        NotUnderstood: nobody counted them.
        NotAllowed: there are more or fewer.
    """
    if devices is None:
        raise NotUnderstood("devices", "Count the devices in hand.")
    needed = len(device_minutes(dose, limits))
    if devices != needed:
        raise NotAllowed(
            "devices-in-hand",
            f"{dose} {'is 1 device' if needed == 1 else f'are {needed} devices'} of "
            f"{limits.device_mg} mg; {devices} in hand. Take what the order says.",
        )


def lots_of(words: str, count: int) -> tuple[str, ...]:
    """The lot of each device: one for all of them, or one for each, with commas between.

    Raises:
        NotUnderstood: there is none, or neither one nor one for each.
    """
    told = tuple(" ".join(each.split()) for each in words.split(","))
    if not all(told) or len(told) not in (1, count):
        raise NotUnderstood(
            "lots", f"Type one lot, or all {count} with commas between, as printed on the devices."
        )
    return told * count if len(told) == 1 else told


def length(of: timedelta) -> str:
    """`4 min 10 s`, `5 min`, `20 s`; a part of a second counts as one."""
    seconds = -(-of // timedelta(seconds=1))
    minutes, rest = divmod(seconds, 60)
    parts = (f"{minutes} min" if minutes else "", f"{rest} s" if rest or not minutes else "")
    return " ".join(part for part in parts if part)
