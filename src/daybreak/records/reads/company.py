"""What was written by whoever sits with somebody: what they bring to the session, and notes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec

from daybreak.records.models import SessionNote, Setting


@dataclass(frozen=True, slots=True)
class SettingSeen:
    """What somebody brings to a session, by question; `at` is when it was told."""

    answers: Mapping[str, str | int]
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class NoteSeen:
    """Words beside a session."""

    words: str
    at: datetime
    by: str


def setting_of(session: UUID) -> SettingSeen | None:
    """The latest of a session, whoever asks; acts and pages look at the scope first."""
    row = (
        Setting.objects.filter(session=session)
        .select_related("by")
        .order_by("at", "recorded_at", "id")
        .last()
    )
    if row is None:
        return None
    told = msgspec.json.decode(row.answers)
    return SettingSeen(told["answers"], row.at, row.by.name if row.by else "")


def notes_of(session: UUID) -> tuple[NoteSeen, ...]:
    """All notes beside a session, oldest first; the scope is looked at before."""
    rows = SessionNote.objects.filter(session=session).select_related("by")
    return tuple(
        NoteSeen(row.words, row.at, row.by.name if row.by else "")
        for row in rows.order_by("at", "recorded_at", "id")
    )
