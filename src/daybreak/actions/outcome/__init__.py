"""What follows a dose: questionnaires, reviews, maintenance, contacts, the end of a course."""

from daybreak.actions.outcome.answers import (
    CrisisTextRead,
    ScaleAnswered,
    answer_scale,
    read_crisis_text,
)
from daybreak.actions.outcome.contacts import Contacted, contact
from daybreak.actions.outcome.ending import CourseClosed, EndReason, close_course
from daybreak.actions.outcome.integration import IntegrationBooked, book_integration
from daybreak.actions.outcome.maintenance import MaintenancePlanned, plan_maintenance
from daybreak.actions.outcome.reviews import Reviewed, review

__all__ = [
    "Contacted",
    "CourseClosed",
    "CrisisTextRead",
    "EndReason",
    "IntegrationBooked",
    "MaintenancePlanned",
    "Reviewed",
    "ScaleAnswered",
    "answer_scale",
    "book_integration",
    "close_course",
    "contact",
    "plan_maintenance",
    "read_crisis_text",
    "review",
]
