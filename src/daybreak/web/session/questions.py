"""Which of screening's questions are asked at check-in: those that a rule lacks today."""

from collections.abc import Collection

from daybreak.care.screening.fields import Field, Fields
from daybreak.care.session.visit_facts import MEASURED, REPEATED

# Asked by a field of their own, measured in this session, or worked out from the record.
ELSEWHERE = frozenset(
    {
        *MEASURED,
        REPEATED,
        "weight-g",
        "weight-planned-g",
        "escort-confirmed",
        "age-years",
        "consent-current",
        "days-since-last-dose",
        "min-gap-days",
        "cssrs-level",
        "suicide-disposition-signed",
    }
)


def asked_today(asked: Fields, missing: Collection[str]) -> list[Field]:
    """The questions that a rule lacks today, in the order of the catalogue."""
    return [field for field in asked.questions if field.id in missing and field.id not in ELSEWHERE]
