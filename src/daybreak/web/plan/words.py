"""The words of the plan room that are not rules."""

from collections.abc import Mapping

from daybreak.records.reads.plan_worklist import CONSENT, COURSE, DATES, SECOND, SIGNATURE

# What a plan waits for, and the page on which it is done.
WAITS: Mapping[str, tuple[str, str]] = {
    COURSE: ("open a course", "chart-plan"),
    CONSENT: ("consent", "plan-consent"),
    SIGNATURE: ("the order", "plan-dose"),
    SECOND: ("a second signature", "chart-plan"),
    DATES: ("dates", "plan-dates"),
}

KINDS: Mapping[str, str] = {
    "induction": "Series",
    "maintenance": "Maintenance",
    "booster": "Booster",
}

BASES: Mapping[str, str] = {
    "actual": "Actual weight",
    "ideal": "Ideal weight (needs height)",
    "adjusted": "Adjusted weight (needs height)",
}
WEEKDAYS = (
    *(("0", "Monday"), ("1", "Tuesday"), ("2", "Wednesday"), ("3", "Thursday")),
    *(("4", "Friday"), ("5", "Saturday"), ("6", "Sunday")),
)
