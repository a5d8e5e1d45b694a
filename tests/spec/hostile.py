"""Values of any type of care that nobody would mean: well-typed, and otherwise anything."""

import types
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import assume
from hypothesis import strategies as st

from daybreak.care.catalogue.indication import Indication, indications
from daybreak.care.catalogue.profile import Profile
from daybreak.care.catalogue.protocol import Maintenance, Phase, Protocol, protocols
from daybreak.care.catalogue.reading import every
from daybreak.care.catalogue.route import Route, routes
from daybreak.care.catalogue.scale import Scale
from daybreak.care.errors import DaybreakError
from daybreak.care.findings import Mark, Source
from daybreak.care.scales.library import scales
from daybreak.care.session.symptoms import SymptomList, symptom_list

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
# The years that entrances let in; outside them a calendar itself gives up.
FIRST, LAST = datetime(1900, 1, 1), datetime(8999, 12, 31)  # noqa: DTZ001 - made aware below
ZONES = [
    UTC,
    timezone(timedelta(hours=14)),
    timezone(timedelta(hours=-12)),
    ZoneInfo("Asia/Kolkata"),
]
WORDS = [
    "ketamine",
    "ondansetron",
    "s1",
    "v1",
    "iv",
    "phq-9",
    "systolic-high",
    "{x}",
    "%s",
    "",
    "1",
]

instants = st.integers(-300, 300).map(lambda minute: NOON + timedelta(minutes=minute)) | st.builds(
    lambda at, zone: at.replace(tzinfo=zone), st.datetimes(FIRST, LAST), st.sampled_from(ZONES)
)
days = st.integers(-40, 60).map(lambda n: NOON.date() + timedelta(days=n)) | st.dates(
    FIRST.date(), LAST.date()
)
KNOWN: dict[Any, st.SearchStrategy[Any]] = {
    bool: st.booleans(),
    int: st.integers(-5, 300) | st.integers(-(10**30), 10**30),
    str: st.sampled_from(WORDS) | st.text(max_size=12),
    Decimal: st.integers(-5, 200).map(Decimal) | st.decimals(allow_nan=False, allow_infinity=False),
    datetime: instants,
    date: days,
    time: st.times(),
    timedelta: st.timedeltas(timedelta(0), timedelta(days=400)),
    UUID: st.integers(0, 3).map(lambda n: UUID(int=n)),
    ZoneInfo: st.sampled_from(["UTC", "America/Los_Angeles", "Asia/Kolkata"]).map(ZoneInfo),
    Source: st.just(Source("a test", Mark.OURS)),
    Profile: st.sampled_from(every("profiles", Profile)),
    Protocol: st.sampled_from(protocols()),
    Phase: st.sampled_from([phase for plan in protocols() for phase in plan.phase]),
    Maintenance: st.sampled_from([plan.maintenance for plan in protocols() if plan.maintenance]),
    Route: st.sampled_from(routes()),
    Indication: st.sampled_from(indications()),
    Scale: st.sampled_from(scales()),
    SymptomList: st.just(symptom_list()),
    type(None): st.none(),
}
LISTS = {tuple, Sequence, Iterable, Collection, list}


@cache
def hostile(kind: Any) -> st.SearchStrategy[Any]:
    """Any value of a type, made field by field."""
    if kind in KNOWN:
        return KNOWN[kind]
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return st.one_of(*(hostile(part) for part in parts))
    if origin in LISTS:
        if origin is tuple and Ellipsis not in parts:
            return st.tuples(*(hostile(part) for part in parts))
        return st.lists(hostile(parts[0]), max_size=4).map(tuple)
    if origin in (set, frozenset):
        return st.frozensets(hostile(parts[0]), max_size=3)
    if origin is not None and issubclass(origin, Mapping):
        return st.dictionaries(hostile(parts[0]), hostile(parts[1]), max_size=3)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(kind)
    if is_dataclass(kind):
        return _made(kind)
    raise TypeError(f"nothing hostile is known of {kind}")


def _made(kind: Any) -> st.SearchStrategy[Any]:
    hints = get_type_hints(kind)
    parts = {
        field.name: hostile(hints[field.name])
        if field.default is MISSING and field.default_factory is MISSING
        else st.one_of(st.just(_usual(field)), hostile(hints[field.name]))
        for field in fields(kind)
        if field.init
    }

    @st.composite
    def value(draw: st.DrawFn) -> Any:
        """Some things refuse to be made at all; that is an answer too."""
        given = {name: draw(part) for name, part in parts.items()}
        try:
            return kind(**given)
        except (DaybreakError, ValueError):
            assume(False)

    return value()


def _usual(field: Any) -> Any:
    return field.default if field.default is not MISSING else field.default_factory()
