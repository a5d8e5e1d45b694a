"""Readings as a table shows them: a monitor's with what it called each figure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from zoneinfo import ZoneInfo

from daybreak.care.session.told_by import ToldFigure
from daybreak.records.reads.session import Visit
from daybreak.records.reads.session_rows import ReadingSeen
from daybreak.records.reads.told_by import told_in
from daybreak.ui.presenters.times import local

METHODS: Mapping[str, str] = {
    "cuff": "cuff",
    "arterial": "arterial line",
    "ecg": "ECG",
    "pulse-oximeter": "pulse oximeter",
    "capnograph": "capnograph",
    "chest": "chest leads",
    "armpit": "armpit",
}


@dataclass(frozen=True, slots=True)
class ReadingShown(ReadingSeen):
    """A reading, and how its figures came: `methods` in a word or two, `told` line by line."""

    methods: str
    told: tuple[str, ...]


def shown(seen: Visit, readings: Iterable[ReadingSeen]) -> list[ReadingShown]:
    """These readings of a session, in their order."""
    rows = list(readings)
    told = told_in(seen.session) if any(each.is_device for each in rows) else {}
    names = seen.chair.profile.by_signal
    found = []
    for each in rows:
        figures = told.get(each.id, ())
        methods = [METHODS[one.method] for one in figures if one.method in METHODS]
        found.append(
            ReadingShown(
                **{field.name: getattr(each, field.name) for field in fields(ReadingSeen)},
                methods=", ".join(dict.fromkeys(methods)),
                told=tuple(told_words(one, names[one.signal].name, seen.zone) for one in figures),
            )
        )
    return found


def told_words(one: ToldFigure, name: str, zone: ZoneInfo) -> str:
    """`Systolic: cuff, 150021 MDC_PRESS_BLD_NONINV_SYS (MDC), sent 142 in 266016 at 12:04:00`."""
    code = " ".join(filter(None, (one.code, one.label)))
    system = f" ({one.system})" if one.system else ""
    how = ", ".join(filter(None, (METHODS.get(one.method, ""), one.told_method.strip("^"))))
    unit = f" in {one.unit.replace('^', ' ')}" if one.unit else ""
    parts = filter(None, (how, f"{code}{system}", f"sent {one.value}{unit}"))
    return f"{name}: {', '.join(parts)} at {local(one.at, zone):%H:%M:%S}"
