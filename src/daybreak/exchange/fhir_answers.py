"""A FHIR QuestionnaireResponse as the answers to scales we know, by their LOINC codes."""

from collections.abc import Iterator
from types import MappingProxyType

from daybreak.care.intake.record import ScaleAnswers, WhyLeftOut
from daybreak.exchange.code_maps import ScaleRow, scales
from daybreak.exchange.fhir_figure import points
from daybreak.exchange.fhir_json import Part, Stated
from daybreak.exchange.fhir_resource import Resource, Skipped

_FINISHED = frozenset({"completed", "amended"})
_LEFT_OUT = {
    "in-progress": WhyLeftOut.NOT_FINAL,
    "stopped": WhyLeftOut.NOT_FINAL,
    "entered-in-error": WhyLeftOut.ENTERED_IN_ERROR,
}
_DEEPEST = 50


def answers(resource: Resource) -> Iterator[ScaleAnswers | Skipped]:
    """The answers of each scale in the form, or why they were not taken.

    Raises:
        EntryNotUnderstood: it is not written as FHIR R4 writes it.
    """
    part = resource.part
    status = part.one_of("status", _FINISHED | set(_LEFT_OUT))
    if status is None:
        raise part.wrong("status", "is missing")
    stated = part.time("authored")
    found: dict[str, list[tuple[str, Part]]] = {}
    for code, item in _items(part, _DEEPEST):
        if row := scales().named_by(code):
            found.setdefault(row.id, []).append((code, item))
    known = [row for row in scales().scale if row.items and row.id in found]
    if why := _LEFT_OUT.get(status):
        yield Skipped(why)
    elif not known:
        yield Skipped(WhyLeftOut.SCALE_UNKNOWN)
    elif stated is None:
        yield Skipped(WhyLeftOut.NO_TIME)
    else:
        for row in known:
            yield _answered(resource, row, found[row.id], stated)


def _answered(
    resource: Resource, row: ScaleRow, items: list[tuple[str, Part]], stated: Stated
) -> ScaleAnswers | Skipped:
    given: dict[str, int] = {}
    total: int | None = None
    for code, item in items:
        answered = item.parts("answer")
        if not answered or code == row.panel:
            continue
        if len(answered) > 1:
            return Skipped(WhyLeftOut.ANSWER_UNKNOWN)
        most = row.total_most if code == row.total else row.item_most or 0
        value = points(answered[0], row, most)
        if code == row.total:
            total = None if isinstance(value, Skipped) else value
        elif isinstance(value, Skipped):
            return value if value.why is WhyLeftOut.OUT_OF_RANGE else _UNREADABLE
        elif given.setdefault(row.items[code], value) != value:
            return Skipped(WhyLeftOut.CONTRADICTS_ITSELF)
    if not given:
        return Skipped(WhyLeftOut.NO_VALUE)
    return ScaleAnswers(
        key=f"{resource.key}#{row.id}",
        digest=resource.digest,
        scale=row.id,
        answers=MappingProxyType(given),
        on=stated.at,
        precision=stated.precision,
        stated_total=total,
    )


def _items(part: Part, deeper: int) -> Iterator[tuple[str, Part]]:
    """Every item however deep, with the code that its link id ends in: `/44249-1/44250-9`."""
    if deeper == 0:
        raise part.wrong("item", "is nested too deeply")
    for item in part.parts("item"):
        link = item.text("linkId")
        if link is None:
            raise item.wrong("linkId", "is missing")
        yield link.rsplit("/", 1)[-1], item
        yield from _items(item, deeper - 1)
        for answer in item.parts("answer"):
            yield from _items(answer, deeper - 1)


_UNREADABLE = Skipped(WhyLeftOut.ANSWER_UNKNOWN)
