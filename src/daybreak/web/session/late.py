"""What came late from a device or from paper, and what of it could not be taken over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from daybreak.records.reads.offline import ConflictSeen, OriginSeen, conflicts, origins
from daybreak.records.reads.session import Visit
from daybreak.web.session.forms import ReasonForm
from daybreak.web.team.words import ACT_WORDS

WAYS: Mapping[str, str] = {"offline": "from the tablet", "paper": "from paper"}
NOT_SAID = frozenset({"act_id", "csrfmiddlewaretoken"})


@dataclass(frozen=True, slots=True)
class ToldLine:
    """`10:14, told 10:32 from the tablet: paused the pump`. `off` says how wrong its clock was."""

    at: datetime
    told_at: datetime
    way: str
    what: str
    by: str
    off: str


@dataclass(frozen=True, slots=True)
class ConflictLine:
    """An entry that waits to be settled, with everything that was typed."""

    id: UUID
    at: datetime
    by: str
    what: str
    because: str
    typed: tuple[tuple[str, str], ...]
    form: ReasonForm


@dataclass(frozen=True, slots=True)
class Late:
    """What a session's page says of it."""

    conflicts: tuple[ConflictLine, ...]
    told: tuple[ToldLine, ...]


def late(seen: Visit) -> Late:
    """What came late in this session; nothing on an ordinary day."""
    return Late(
        tuple(_conflict(each) for each in conflicts(seen.session)),
        tuple(_told(each) for each in origins(seen.session)),
    )


def _conflict(seen: ConflictSeen) -> ConflictLine:
    fields: Mapping[str, Any] = seen.content.get("fields", {})
    return ConflictLine(
        id=seen.id,
        at=seen.at,
        by=seen.by,
        what=ACT_WORDS.get(seen.what, seen.what),
        because=seen.because,
        typed=tuple(
            (name.removeprefix("gate-").replace("_", " ").replace("-", " "), _value(value))
            for name, value in fields.items()
            if name not in NOT_SAID and value not in ("", None)
        ),
        form=ReasonForm(prefix=None),
    )


def _value(value: object) -> str:
    return "yes" if value in (True, "on") else str(value)


def _told(seen: OriginSeen) -> ToldLine:
    return ToldLine(
        at=seen.at,
        told_at=seen.recorded_at,
        way=WAYS.get(seen.way, seen.way),
        what=ACT_WORDS.get(seen.act, seen.act),
        by=seen.observed_by or seen.by,
        off=_off(seen.clock_off_s),
    )


def _off(seconds: int) -> str:
    """How far the device's clock was off, when it was a minute or more."""
    minutes = abs(seconds) // 60
    if not minutes:
        return ""
    return f"its clock was {minutes} min {'ahead' if seconds > 0 else 'behind'}"
