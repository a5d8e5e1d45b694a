"""What a record that arrived asks to be stored: one piece a row, with the resources it is of."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from daybreak.actions.journal import add
from daybreak.actions.scales import store_answer
from daybreak.care.intake import record as arrived
from daybreak.care.intake.measure import Measure
from daybreak.care.scales.library import scale as scale_of
from daybreak.records.canonical import json_text, sha256
from daybreak.records.models import (
    Allergy,
    Condition,
    Measurement,
    Medication,
    ScaleAnswer,
    SourcedRow,
)

MOST_KEY = 300  # characters that the record holds of a key
IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class Piece:
    """One row: in which table, under which key, with what digest, and how it is stored."""

    table: type[SourcedRow]
    key: str
    digest: str
    resources: frozenset[str]
    store: Callable[[UUID], object]


def pieces(record: arrived.ImportedRecord) -> Iterator[Piece]:
    """Every row that a record asks for."""
    for condition in record.conditions:
        yield _of(Condition, condition, _condition(condition))
    for medication in record.medications:
        yield _of(Medication, medication, _medication(medication))
    for allergy in record.allergies:
        yield _of(Allergy, allergy, _allergy(allergy))
    yield from _figures(record)


def resource(key: str) -> str:
    """The resource a key speaks of, without the part of it."""
    return key.partition("#")[0]


def kind(name: str) -> str:
    """The kind of a resource from its key: `Condition/1` or an address on a server."""
    if name.startswith(("http://", "https://")):
        return name.rsplit("/", 2)[-2]
    return name.partition("/")[0]


def kept_key(key: str) -> str:
    """A key as the record holds it; one too long is held by its hash."""
    return key if len(key) <= MOST_KEY else f"sha256:{sha256(key)}"


def fitted(text: str | None, most: int) -> str:
    """Words as a column holds them: what is too long ends in an ellipsis; the codes stay whole."""
    clean = "".join(c for c in text or "" if c.isprintable())
    return clean if len(clean) <= most else clean[: most - 1] + "…"


def _of(
    table: type[Condition | Medication | Allergy],
    value: arrived.Condition | arrived.Medication | arrived.Allergy,
    columns: dict[str, object],
) -> Piece:
    def store(patient: UUID) -> object:
        source = {"source_key": kept_key(value.key), "source_digest": value.digest}
        return add(table(patient_id=patient, origin=IMPORTED, **source, **columns))

    return Piece(table, kept_key(value.key), value.digest, frozenset({resource(value.key)}), store)


def _condition(value: arrived.Condition) -> dict[str, object]:
    return {
        "display": _display(value.text, value.codes),
        "codes": _codes(value.codes),
        "active": value.active,
        "onset": str(value.onset or ""),
        "abated": str(value.abated or ""),
    }


def _medication(value: arrived.Medication) -> dict[str, object]:
    return {
        "display": _display(value.text, (*value.codes, *value.ingredients)),
        "codes": _codes((*value.codes, *value.ingredients)),
        "active": value.active,
        "dosing": fitted(value.dosage, 300),
        "since": str(value.started or ""),
        "until": str(value.ended or ""),
    }


def _allergy(value: arrived.Allergy) -> dict[str, object]:
    return {
        "display": _display(value.text, (*value.codes, *value.substances)),
        "codes": _codes((*value.codes, *value.substances)),
        "active": value.active,
        "severity": value.criticality or "",
    }


def _display(text: str | None, codes: Iterable[arrived.Code]) -> str:
    """What it is called: the sender's words, else the first name among its codes."""
    names = [code.display for code in codes if code.display]
    numbers = [f"{code.system or 'a code'} {code.code}" for code in codes if code.code]
    return fitted(next(filter(None, (text, *names, *numbers)), ""), 300)


def _codes(codes: Iterable[arrived.Code]) -> str:
    return json_text([[code.system, code.code, code.display] for code in codes])


def _figures(record: arrived.ImportedRecord) -> Iterator[Piece]:
    """Measurements one by one; what belongs to one filling-in of a scale, together."""
    points: dict[tuple[str, datetime], list[arrived.Measurement]] = defaultdict(list)
    for measured in record.measurements:
        if measured.scale is not None:
            points[measured.scale, measured.on].append(measured)
        else:
            yield _measurement(measured)
    for answered in record.scale_answers:
        told = points.get((answered.scale, answered.on), [])
        if _is_complete(answered.scale, answered.answers):
            # A form and the observations made of it are one filling-in, told twice.
            points.pop((answered.scale, answered.on), None)
        else:
            told = []
        yield _answers(answered, told)
    for (scale, on), told in points.items():
        yield from _points(scale, on, told)


def _measurement(value: arrived.Measurement) -> Piece:
    def store(patient: UUID) -> object:
        return add(
            Measurement(
                patient_id=patient,
                kind=value.measure.value,
                value=value.value,
                origin=IMPORTED,
                source_key=kept_key(value.key),
                source_digest=value.digest,
            ),
            at=value.on,
        )

    return Piece(
        Measurement, kept_key(value.key), value.digest, frozenset({resource(value.key)}), store
    )


def _answers(value: arrived.ScaleAnswers, told: list[arrived.Measurement]) -> Piece:
    return _filled_in(
        scale=value.scale,
        answers=dict(value.answers),
        total=None,
        on=value.on,
        key=value.key,
        sources=[(value.key, value.digest), *((one.key, one.digest) for one in told)],
    )


def _points(scale: str, on: datetime, told: list[arrived.Measurement]) -> Iterator[Piece]:
    """The items of one moment as one filling-in, with its total; other totals on their own."""
    items = [one for one in told if one.measure is Measure.SCALE_ITEM]
    totals = [one for one in told if one.measure is Measure.SCALE_TOTAL]
    if items:
        answers = {one.item: one.value for one in items if one.item}
        own = totals if len(totals) == 1 and _is_complete(scale, answers) else []
        totals = [] if own else totals
        both = [*items, *own]
        yield _filled_in(
            scale=scale,
            answers=answers,
            total=None,
            on=on,
            key=both[0].key if len(both) == 1 else f"{scale}@{on.isoformat()}",
            sources=[(one.key, one.digest) for one in both],
        )
    for one in totals:
        yield _filled_in(
            scale=scale,
            answers=None,
            total=one.value,
            on=on,
            key=one.key,
            sources=[(one.key, one.digest)],
        )


def _is_complete(scale: str, answers: Mapping[str, int]) -> bool:
    """Whether the total follows from the answers, so that one told beside them says nothing new."""
    return all(item.id in answers for item in scale_of(scale).item if item.scored)


def _filled_in(
    *,
    scale: str,
    answers: dict[str, int] | None,
    total: int | None,
    on: datetime,
    key: str,
    sources: list[tuple[str, str]],
) -> Piece:
    digest = sources[0][1] if len(sources) == 1 else sha256(json_text(sorted(sources)))

    def store(patient: UUID) -> object:
        return store_answer(
            patient=patient,
            scale=scale,
            answers=answers,
            total=total,
            at=on,
            answered_by=IMPORTED,
            origin=IMPORTED,
            source_key=kept_key(key),
            source_digest=digest,
        )

    names = frozenset(resource(name) for name, _ in sources)
    return Piece(ScaleAnswer, kept_key(key), digest, names, store)
