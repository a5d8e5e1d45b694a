"""Of what came from another record, the version that counts."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar
from uuid import UUID

from daybreak.records.models import Allergy, Condition, Measurement, Medication, SourcedRow
from daybreak.records.prepared import Prepared

S = TypeVar("S", bound=SourcedRow)


def current(rows: Iterable[S]) -> list[S]:
    """Of each source the row recorded last, without what was taken back; oldest first.

    What was typed here has no source and stands by itself.
    """
    latest: dict[str, S] = {}
    for row in sorted(rows, key=lambda row: (row.recorded_at, row.id.hex)):
        latest[row.source_key or row.id.hex] = row
    return [row for row in latest.values() if not getattr(row, "removed", False)]


def _current_of(model: "type[S]") -> "Callable[[UUID], list[S]]":
    table: Any = model
    told: Prepared[S] = Prepared(lambda patient: table.objects.filter(patient=patient))
    return lambda patient: current(told(patient))


# Of one person, asked for by every chart and every verdict.
conditions = _current_of(Condition)
medications = _current_of(Medication)
allergies = _current_of(Allergy)
measurements = _current_of(Measurement)
