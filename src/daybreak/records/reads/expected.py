"""What a forecast that was frozen before a session began said of that session."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from daybreak.records.models import ForecastRow

NEAR = timedelta(hours=36)  # our choice: moved by a day it is still this session, by two it is not


def foretold_for(
    course: UUID, *, starts_at: datetime, before: datetime
) -> tuple[str, Mapping[str, Any]] | None:
    """The group, and the figures at the chair, of the newest forecast from before the start.

    None where there was no forecast, it abstained, or it spoke of another session.
    """
    row = ForecastRow.objects.filter(course=course, at__lt=before).order_by("-at").first()
    if row is None or row.abstained:
        return None
    told = msgspec.json.decode(row.told).get("chair")
    first = msgspec.json.decode(row.inputs).get("first_dose")
    if told is None or first is None:
        return None
    meant = datetime.fromisoformat(first) + timedelta(hours=told["at_h"])
    return (row.group, told) if abs(meant - starts_at) <= NEAR else None
