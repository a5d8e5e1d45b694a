"""Blood pressures put together from the single figures a monitor sends."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from daybreak.care.intake.measure import Measure
from daybreak.care.quantities import half_up
from daybreak.exchange.hl7_reading import Reading, WhyInvalid
from daybreak.exchange.monitor_codes import Method, monitor_codes


@dataclass(frozen=True, slots=True)
class Pressure:
    """One blood pressure, mmHg. `mean_derived` when the monitor sent no mean and we computed it."""

    systolic_mmhg: int
    diastolic_mmhg: int
    mean_mmhg: int
    mean_derived: bool
    at: datetime
    method: Method


def pressures(readings: Iterable[Reading]) -> tuple[Pressure, ...]:
    """Every whole pressure among valid readings of one device, in the order of its systolics.

    Parts belong together when they were measured the same way and lie within the time of the
    catalogue; the nearest one is taken, and none is taken twice.
    """
    parts = [one for one in readings if one.is_valid and one.value is not None]
    put_together: list[Pressure] = []
    used: set[int] = set()
    for systolic in (one for one in parts if one.measure is Measure.SYSTOLIC_MMHG):
        diastolic = _nearest(systolic, parts, Measure.DIASTOLIC_MMHG, used)
        if diastolic is None or diastolic.value is None or systolic.value is None:
            continue
        mean = _nearest(systolic, parts, Measure.MEAN_MMHG, used)
        used |= {id(one) for one in (diastolic, mean) if one}
        told = mean.value if mean else None
        put_together.append(
            Pressure(
                systolic_mmhg=systolic.value,
                diastolic_mmhg=diastolic.value,
                mean_mmhg=_mean(systolic.value, diastolic.value) if told is None else told,
                mean_derived=told is None,
                at=systolic.at,
                method=systolic.method,
            )
        )
    return tuple(put_together)


def crossed_out(readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """The readings, with a systolic that is not above its diastolic made invalid, and both."""
    crossed: set[int] = set()
    for systolic in (one for one in readings if one.measure is Measure.SYSTOLIC_MMHG):
        diastolic = _nearest(systolic, readings, Measure.DIASTOLIC_MMHG, set())
        if diastolic is None or systolic.value is None or diastolic.value is None:
            continue
        if systolic.is_valid and diastolic.is_valid and systolic.value <= diastolic.value:
            crossed |= {id(systolic), id(diastolic)}
    return tuple(
        one.invalid(WhyInvalid.PRESSURES_CROSSED) if id(one) in crossed else one for one in readings
    )


def _nearest(
    systolic: Reading, among: Iterable[Reading], measure: Measure, used: set[int]
) -> Reading | None:
    within = timedelta(seconds=monitor_codes().pressure.seconds)
    near = [
        one
        for one in among
        if one.measure is measure
        and one.method is systolic.method
        and id(one) not in used
        and abs(one.at - systolic.at) <= within
    ]
    return min(near, key=lambda one: abs(one.at - systolic.at), default=None)


def _mean(systolic_mmhg: int, diastolic_mmhg: int) -> int:
    """Diastolic plus a third of the pulse pressure, mmHg, half up."""
    third = Decimal(systolic_mmhg - diastolic_mmhg) / 3
    return int(half_up(diastolic_mmhg + third))
