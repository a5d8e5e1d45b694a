"""What the model expected of a session before it began: shown beside it, and no limit of anything.

It is read once, with the page; what refreshes itself asks for nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.safestring import SafeString

from daybreak.actions.insight.switching import refuse_unless_on
from daybreak.care.catalogue.profile import Signal
from daybreak.care.errors import NotAllowed
from daybreak.records.reads.expected import foretold_for
from daybreak.records.reads.session import Visit
from daybreak.ui.charts.band import band

SYSTOLIC_MMHG = (80, 220)  # our choice: what the strip shows at least
CADSS = (0, 92)  # the scale's ends


@dataclass(frozen=True, slots=True)
class Strip:
    """One figure: what it is, its band in words, and a drawing."""

    name: str
    words: str
    drawing: SafeString


@dataclass(frozen=True, slots=True)
class Expected:
    """The bands of one session, and the dose that they were worked out for."""

    dose_mg: float
    strips: tuple[Strip, ...]


def expected(organisation: UUID, seen: Visit) -> Expected | None:
    """The bands, where a forecast of this session was frozen and forecasts are on."""
    began = seen.chair.began
    if began is None:
        return None
    found = foretold_for(seen.course, starts_at=seen.starts_at, before=began)
    if found is None:
        return None
    group, told = found
    try:
        refuse_unless_on(organisation, group)
    except NotAllowed:
        return None
    return Expected(float(told["mg"]), (*_systolic(seen, told), _away(told)))


def _systolic(seen: Visit, told: Mapping[str, Any]) -> tuple[Strip, ...]:
    baseline = seen.chair.baseline
    start = baseline.of(Signal.SYSTOLIC) if baseline else None
    if start is None:
        return ()
    low, middle, high = (round(start + each) for each in told["systolic_mmhg"])
    ends = min(SYSTOLIC_MMHG[0], low), max(SYSTOLIC_MMHG[1], high)
    words = f"{low} to {high} mmHg, in the middle {middle}"
    return (Strip("Highest systolic", words, _drawn("systolic", ends, (low, middle, high), words)),)


def _away(told: Mapping[str, Any]) -> Strip:
    low, middle, high = (round(each) for each in told["dissociation_cadss"])
    words = f"{low} to {high} on the CADSS, in the middle {middle}"
    return Strip("Highest dissociation", words, _drawn("cadss", CADSS, (low, middle, high), words))


def _drawn(
    key: str, ends: tuple[int, int], figures: tuple[int, int, int], words: str
) -> SafeString:
    return band(key=f"expected-{key}", ends=ends, figures=figures, title=words)
