"""A FHIR Observation as measurements: a vital sign, a pressure's parts, a scale's points."""

from collections.abc import Iterator

from daybreak.care.intake.measure import Measure
from daybreak.care.intake.record import Measurement, WhyLeftOut
from daybreak.exchange.code_maps import LOINC, MeasureRow, ScaleRow, measures, scales
from daybreak.exchange.fhir_figure import figure, points
from daybreak.exchange.fhir_json import Part, Stated
from daybreak.exchange.fhir_resource import Resource, Skipped

_FINAL = frozenset({"final", "amended", "corrected"})
_LEFT_OUT = {
    "registered": WhyLeftOut.NOT_FINAL,
    "preliminary": WhyLeftOut.NOT_FINAL,
    "unknown": WhyLeftOut.NOT_FINAL,
    "cancelled": WhyLeftOut.CANCELLED,
    "entered-in-error": WhyLeftOut.ENTERED_IN_ERROR,
}
_STATUS = _FINAL | set(_LEFT_OUT)


def measurements(resource: Resource) -> Iterator[Measurement | Skipped]:
    """Every figure of the observation that we keep, and why others were not taken.

    Raises:
        EntryNotUnderstood: it is not written as FHIR R4 writes it.
    """
    part = resource.part
    status = part.one_of("status", _STATUS)
    if status is None:
        raise part.wrong("status", "is missing")
    if why := _LEFT_OUT.get(status):
        yield Skipped(why)
    elif part.has("focus"):  # a child unborn, a donor, a device: somebody's, but not of them
        yield Skipped(WhyLeftOut.ANOTHER_PERSON)
    elif not (kept := [one for one in (part, *part.parts("component")) if _is_kept(one)]):
        yield Skipped(WhyLeftOut.KIND_NOT_KEPT)
    elif (stated := when(part)) is None:
        yield Skipped(WhyLeftOut.NO_TIME)
    else:
        yield from _possible([_one(resource, each, stated) for each in kept])


def when(part: Part) -> Stated | None:
    """When it was true: a moment, or the beginning of a period."""
    period = part.part("effectivePeriod")
    return (
        part.time("effectiveDateTime")
        or part.time("effectiveInstant")
        or ((period.time("start") or period.time("end")) if period else None)
    )


def _is_kept(part: Part) -> bool:
    """Whether this observation or component is of a kind we keep; a panel's own row is not."""
    return any(
        measures().by_loinc(code) or _points_of(code) is not None
        for code in _loinc(part)
        if not measures().is_panel(code)
    )


def _one(resource: Resource, part: Part, stated: Stated) -> Measurement | Skipped:
    codes = _loinc(part)
    rows = {row.id: row for code in codes if (row := measures().by_loinc(code))}
    scored = [found for code in codes if (found := _points_of(code))]
    if len(rows) + len(scored) > 1:
        return Skipped(WhyLeftOut.CONTRADICTS_ITSELF)
    if scored:
        return _of_a_scale(resource, part, stated, *scored[0])
    return _of_a_measure(resource, part, stated, next(iter(rows.values())))


def _of_a_measure(
    resource: Resource, part: Part, stated: Stated, row: MeasureRow
) -> Measurement | Skipped:
    value = figure(part, row)
    if isinstance(value, Skipped):
        return value
    key = _key(resource, part, row.id.value)
    return Measurement(key, resource.digest, row.id, value, stated.at, stated.precision)


def _of_a_scale(
    resource: Resource, part: Part, stated: Stated, scale: ScaleRow, item: str | None
) -> Measurement | Skipped:
    value = points(part, scale, scale.total_most if item is None else scale.item_most or 0)
    if isinstance(value, Skipped):
        return value
    return Measurement(
        key=_key(resource, part, f"{scale.id}-{item or 'total'}"),
        digest=resource.digest,
        measure=Measure.SCALE_TOTAL if item is None else Measure.SCALE_ITEM,
        value=value,
        on=stated.at,
        precision=stated.precision,
        scale=scale.id,
        item=item,
    )


def _possible(read: list[Measurement | Skipped]) -> Iterator[Measurement | Skipped]:
    """What was read, unless the pressures or a figure given twice cannot all be so."""
    figures = [one for one in read if isinstance(one, Measurement)]
    values = {one.measure: one.value for one in figures}
    systolic = values.get(Measure.SYSTOLIC_MMHG)
    diastolic = values.get(Measure.DIASTOLIC_MMHG)
    crossed = systolic is not None and diastolic is not None and systolic <= diastolic
    twice = len({one.key for one in figures}) < len(figures)
    if crossed or twice:
        yield Skipped(WhyLeftOut.CONTRADICTS_ITSELF)
    else:
        yield from read


def _points_of(code: str) -> tuple[ScaleRow, str | None] | None:
    """The scale and item (None: the total) that a LOINC code stands for."""
    scale = scales().named_by(code)
    if scale is None or code == scale.panel:
        return None
    return scale, scale.items.get(code)


def _loinc(part: Part) -> tuple[str, ...]:
    codes, _ = part.concept("code")
    return tuple(dict.fromkeys(one.code for one in codes if one.code and one.system == LOINC))


def _key(resource: Resource, part: Part, name: str) -> str:
    """A part of an observation is told from the others by what it measures."""
    return resource.key if part is resource.part else f"{resource.key}#{name}"
