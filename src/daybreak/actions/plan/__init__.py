"""A course is planned: opened, agreed to, ordered, dated, or taken over from elsewhere."""

from daybreak.actions.plan.adjuncts import (
    AdjunctEnded,
    AdjunctOrdered,
    AdjunctOrderSigned,
    end_adjunct,
    order_adjunct,
)
from daybreak.actions.plan.agreement import ConsentRecorded, record_consent
from daybreak.actions.plan.booking import SeriesBooked, Wanted, book_series, usual_length
from daybreak.actions.plan.course import CourseOpened, open_course
from daybreak.actions.plan.history import (
    HistoryRecorded,
    Opening,
    PastConsent,
    PastDose,
    PastScore,
    record_history,
)
from daybreak.actions.plan.moving import Move, SessionsMoved, move_sessions
from daybreak.actions.plan.order import Ordered, PlanSigned, preview, sign, sign_second, worked_out

__all__ = [
    "AdjunctEnded",
    "AdjunctOrderSigned",
    "AdjunctOrdered",
    "ConsentRecorded",
    "CourseOpened",
    "HistoryRecorded",
    "Move",
    "Opening",
    "Ordered",
    "PastConsent",
    "PastDose",
    "PastScore",
    "PlanSigned",
    "SeriesBooked",
    "SessionsMoved",
    "Wanted",
    "book_series",
    "end_adjunct",
    "move_sessions",
    "open_course",
    "order_adjunct",
    "preview",
    "record_consent",
    "record_history",
    "sign",
    "sign_second",
    "usual_length",
    "worked_out",
]
