"""The names bedside monitors use, decoded from `catalogue/exchange/monitor-codes.toml`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from daybreak.care.catalogue.reading import read, shelf
from daybreak.care.findings import Source
from daybreak.care.intake.measure import Measure

_HEXADECIMAL = re.compile(r"(?P<partition>[0-9a-fA-F]{4})-(?P<term>[0-9a-fA-F]{4})", re.ASCII)
_DECIMAL = re.compile(r"[0-9]{1,10}", re.ASCII)


class Method(StrEnum):
    """How a monitor came by a figure."""

    CUFF = "cuff"
    ARTERIAL = "arterial"
    ECG = "ecg"
    PULSE_OXIMETER = "pulse-oximeter"
    CAPNOGRAPH = "capnograph"
    CHEST = "chest"
    ARMPIT = "armpit"
    NOT_SAID = "not-said"


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing a monitor measures, one way, and all the codes for it."""

    measure: Measure
    method: Method
    mdc: tuple[int, ...]
    maker: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class NoReading:
    figures: tuple[Decimal, ...]
    texts: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Flags:
    flags: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class ResultStatus:
    no_result: tuple[str, ...]
    withdrawn: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Within:
    seconds: int
    source: Source


@dataclass(frozen=True, slots=True)
class Preferred:
    methods: tuple[Method, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class MonitorCodes:
    id: str
    version: int
    source: Source
    signal: tuple[Signal, ...]
    no_reading: NoReading
    taken_back: Flags
    taken_back_too: Flags
    status: ResultStatus
    pressure: Within
    preferred: Preferred
    clock: Within
    charsets: Mapping[str, str]

    def by_mdc(self, code: int) -> Signal | None:
        return next((one for one in self.signal if code in one.mdc), None)

    def by_maker(self, system: str, code: str) -> Signal | None:
        return next((one for one in self.signal if code in one.maker.get(system, ())), None)

    def takes_back(self, flag: str) -> bool:
        return flag.upper() in (*self.taken_back.flags, *self.taken_back_too.flags)


def mdc_number(code: str, system: str) -> int | None:
    """The ISO/IEEE 11073 number of a code: written as one, or as a maker's `0002-4a05`.

    A number alone is one only in the system MDC; in another it is that maker's own.
    """
    if hexadecimal := _HEXADECIMAL.fullmatch(code):
        return int(hexadecimal["partition"], 16) << 16 | int(hexadecimal["term"], 16)
    if system == "MDC" and _DECIMAL.fullmatch(code):
        return int(code)
    return None


@lru_cache
def monitor_codes() -> MonitorCodes:
    return read(shelf("exchange") / "monitor-codes.toml", MonitorCodes)
