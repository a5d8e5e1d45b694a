"""How a total is added up: reversed items, domains that count once, and what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from daybreak.care.catalogue.scale import Part, Scale, parts_of
from daybreak.care.errors import NotUnderstood
from daybreak.care.quantities import half_up
from daybreak.care.scales.answers import Answers


@dataclass(frozen=True, slots=True)
class Sum:
    """A total and how it came about."""

    total: int | None
    parts: Mapping[str, int]  # the parts that are known
    estimated: int  # how many missing parts the total makes up for

    @property
    def prorated(self) -> bool:
        return self.total is not None and self.estimated > 0


def summed(scale: Scale, answers: Answers) -> Sum:
    """The total of the known parts, made up for a few missing ones where the scale allows it.

    Missing parts are taken to be as high, within their range, as the known ones on average,
    half up. A part that is never estimated adds nothing while it is missing.
    """
    known: dict[str, int] = {}
    for part in parts_of(scale):
        value = _value(scale, part, answers)
        if value is not None:
            known[part.id] = value
    missing = [part for part in parts_of(scale) if part.id not in known]
    never = scale.missing.never_prorate if scale.missing else ()
    estimated = [part for part in missing if part.id not in never]
    allowed = scale.missing.allowed if scale.missing else 0
    total = None if len(missing) > allowed else _total(scale, known, estimated)
    return Sum(total, known, len(estimated))


def prorated(value: int, *, reach: int, of: int) -> int:
    """`value` out of `reach`, as it would be out of `of`; half up."""
    return int(half_up(Decimal(value) * of / reach))


def _value(scale: Scale, part: Part, answers: Answers) -> int | None:
    """The highest answer in a part, once no missing answer could be decisive."""
    given = {item: _turned(scale, item, answers[item]) for item in _items(part) if item in answers}
    if part.one_only and len(given) > 1:
        raise NotUnderstood(
            "scale-both",
            f"{scale.short} rates {' or '.join(given)}, never both. Keep the one assessed.",
        )
    if not given:
        return None
    highest = max(given.values())
    complete = all(any(item in given for item in group) for group in part.groups)
    return highest if complete or highest == part.most else None


def _turned(scale: Scale, key: str, answer: int) -> int:
    item = scale.of(key)
    return item.least + item.most - answer if item and item.reversed else answer


def _items(part: Part) -> tuple[str, ...]:
    return tuple(item for group in part.groups for item in group)


def _total(scale: Scale, known: Mapping[str, int], estimated: list[Part]) -> int | None:
    counted = [part for part in parts_of(scale) if part.id in known]
    reach = sum(part.most - part.least for part in counted)
    if not reach:
        return None
    above_least = sum(known.values()) - sum(part.least for part in counted)
    of = reach + sum(part.most - part.least for part in estimated)
    floor = sum(part.least for part in [*counted, *estimated])
    return floor + prorated(above_least, reach=reach, of=of)
