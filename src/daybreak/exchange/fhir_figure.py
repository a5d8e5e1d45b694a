"""A value of a FHIR Observation as one whole number in our unit."""

from decimal import Decimal

from daybreak.care.intake.record import WhyLeftOut
from daybreak.exchange.code_maps import LOINC, UCUM, MeasureRow, ScaleRow
from daybreak.exchange.fhir_json import Part, extensions
from daybreak.exchange.fhir_resource import Skipped
from daybreak.exchange.units import units

_ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"


def figure(part: Part, row: MeasureRow) -> int | Skipped:
    """The figure of `part`, which is an Observation or a component of one.

    Raises:
        EntryNotUnderstood: it has two values, or one that is not as FHIR R4 writes it.
    """
    check_one_value(part)
    if row.kind == "score" and (number := part.number("valueInteger")) is not None:
        return _within(int(number), row.least, row.most)
    quantity = part.part("valueQuantity")
    if quantity is None:
        other = bool(_values(part))
        return Skipped(WhyLeftOut.UNIT_UNKNOWN if other else WhyLeftOut.NO_VALUE)
    value = quantity.number("value")
    if value is None:
        return Skipped(WhyLeftOut.NO_VALUE)
    if quantity.has("comparator"):
        return Skipped(WhyLeftOut.NOT_EXACT)
    code = quantity.code("code")
    unit = units().by_ucum(code, row.kind) if code and quantity.code("system") == UCUM else None
    if unit is None:
        return Skipped(WhyLeftOut.UNIT_UNKNOWN)
    ours = unit.to_ours(value)
    return Skipped(WhyLeftOut.OUT_OF_RANGE) if ours is None else _within(ours, row.least, row.most)


def points(part: Part, scale: ScaleRow, most: int) -> int | Skipped:
    """The points of a scale's item or total: a whole number from 0 to `most`.

    `part` may be an Observation, a component of one, or an answer of a questionnaire.

    Raises:
        EntryNotUnderstood: it has two values, or one that is not as FHIR R4 writes it.
    """
    check_one_value(part)
    number = part.number("valueInteger")
    if number is None:
        number = part.number("valueDecimal")
    if quantity := part.part("valueQuantity"):
        code = quantity.code("code")
        known = code and quantity.code("system") == UCUM and units().by_ucum(code, "score")
        if not known:
            return Skipped(WhyLeftOut.UNIT_UNKNOWN)
        if quantity.has("comparator"):
            return Skipped(WhyLeftOut.NOT_EXACT)
        number = quantity.number("value")
    coding = part.part("valueCoding")
    concept = part.part("valueCodeableConcept")
    chosen = (*((coding,) if coding else ()), *(concept.parts("coding") if concept else ()))
    if chosen:
        number = _worth(chosen, scale)
        if number is None:
            return Skipped(WhyLeftOut.ANSWER_UNKNOWN)
    if number is None:
        other = bool(_values(part))
        return Skipped(WhyLeftOut.ANSWER_UNKNOWN if other else WhyLeftOut.NO_VALUE)
    return _whole(number, most)


def check_one_value(part: Part) -> None:
    if len(_values(part)) > 1:
        raise part.wrong("value[x]", "is given more than once")


def _values(part: Part) -> list[str]:
    return [key for key in part.json if key.startswith("value") and part.has(key)]


def _worth(chosen: tuple[Part, ...], scale: ScaleRow) -> Decimal | None:
    """What the chosen answer is worth: by its LOINC answer code, or as the sender weighs it."""
    by_code = {
        scale.answers[code]
        for one in chosen
        if one.code("system") in (LOINC, None)
        and (code := one.code("code")) is not None
        and code in scale.answers
    }
    weighed = {
        weight
        for one in chosen
        for each in extensions(one, _ORDINAL)
        if (weight := each.number("valueDecimal")) is not None
    }
    told = {Decimal(points) for points in by_code} or weighed
    return told.pop() if len(told) == 1 else None


def _whole(number: Decimal, most: int) -> int | Skipped:
    if not number.is_finite() or not 0 <= number <= most:
        return Skipped(WhyLeftOut.OUT_OF_RANGE)
    if number != number.to_integral_value():
        return Skipped(WhyLeftOut.NOT_EXACT)
    return int(number)


def _within(value: int, least: int, most: int) -> int | Skipped:
    return value if least <= value <= most else Skipped(WhyLeftOut.OUT_OF_RANGE)
