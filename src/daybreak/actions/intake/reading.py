"""That somebody looked at a chart is written down, once a visit."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from daybreak.actions.act import act
from daybreak.actions.journal import current
from daybreak.care.team.actor import Actor
from daybreak.records import scope
from daybreak.records.reads.intake import is_noted


@dataclass(frozen=True, slots=True)
class ChartRead:
    patient: UUID


@act("intake-read-chart", reading=True)
def read_chart(
    *, by: Actor, act_id: UUID, at: datetime | None = None, now: datetime, patient: UUID
) -> ChartRead:
    """Note that `by` has opened this chart.

    Raises:
        NotFound: no such person among those `by` works with.
    """
    row = scope.found(scope.patients(by), patient, "person")
    current().about(patient=row.id)
    return ChartRead(row.id)


def note_reading(by: Actor, patient: UUID, *, now: datetime) -> None:
    """Note a reading unless this visit's is noted; then it is one query and no transaction.

    Raises:
        NotFound: no such person among those `by` works with, and no reading of this visit noted.
    """
    act_id = uuid5(by.id, f"reading {by.visit} {patient}")
    if not is_noted(act_id):
        read_chart(by=by, act_id=act_id, now=now, patient=patient)
