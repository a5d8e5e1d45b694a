"""What is known of a person, from every room, as the one set of facts that screening weighs.

The imported record speaks first, then what people answered and measured, then what follows from
what Daybreak itself recorded. `care.screening.facts.merged` says which of two counts.
"""

import contextlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from daybreak.care.catalogue.protocol import protocol
from daybreak.care.errors import NotUnderstood
from daybreak.care.intake.partial_date import PartialDate
from daybreak.care.scales.cssrs import Level
from daybreak.care.screening.coded import CodedThing
from daybreak.care.screening.facts import Fact, Facts, Origin, check, merged
from daybreak.care.screening.fields import Fields, fields
from daybreak.care.screening.from_record import from_record
from daybreak.care.screening.interactions import Medicine, interactions
from daybreak.records.models import (
    Allergy,
    CareRelation,
    Condition,
    CourseEnd,
    Disposition,
    FactRow,
    Medication,
    PastTreatment,
    ScaleAnswer,
    SourcedRow,
    Step,
    SuicideScreen,
)
from daybreak.records.prepared import Prepared
from daybreak.records.projections import newest_course, newest_details, newest_of, newest_plan
from daybreak.records.reads.consent import consent_holds
from daybreak.records.reads.versions import allergies, conditions, measurements, medications

_end = newest_of(CourseEnd, "course")
_relation = Prepared(
    lambda patient: (
        CareRelation.objects.filter(patient=patient)
        .select_related("site")
        .order_by("recorded_at", "id")[:1]
    )
)
_answers = Prepared(
    lambda patient: (
        FactRow.objects.filter(patient=patient)
        .only("field", "value", "on", "origin")
        .order_by("recorded_at", "at", "id")
    )
)
_doses = Prepared(
    lambda patient: Step.objects.filter(
        session__course__patient=patient, to_stage="dosing"
    ).order_by("-at")[:1]
)
_past = Prepared(
    lambda patient: PastTreatment.objects.filter(course__patient=patient).order_by("-given_on")[:1]
)
_phq9 = Prepared(
    lambda patient: ScaleAnswer.objects.filter(patient=patient, scale="phq-9").order_by(
        "-at", "-recorded_at"
    )[:1]
)
_screens = Prepared(
    lambda patient: SuicideScreen.objects.filter(patient=patient).order_by("-at", "-recorded_at")[
        :1
    ]
)


def facts_of(patient: UUID, *, now: datetime) -> dict[str, Fact]:
    """Everything that is known of a person now; `now` is aware."""
    asked = fields()
    zone = zone_of(patient)
    today = now.astimezone(zone).date()
    return merged(
        asked,
        _imported(patient, asked, today),
        _measured(patient, asked, zone),
        _answered(patient, asked),
        _derived(patient, asked, zone, now),
    )


def zone_of(patient: UUID) -> ZoneInfo:
    """The zone in which this person's days are counted: that of the site they came to first."""
    relation = _relation.first(patient)
    return ZoneInfo(relation.site.time_zone if relation else "UTC")


def medicines_of(patient: UUID) -> tuple[Medicine, ...]:
    """The medicines somebody takes, as the check of interactions reads them."""
    return tuple(Medicine(row.display, _rxnorm(row)) for row in medications(patient) if row.active)


def _rxnorm(row: Medication) -> str:
    for system, code, _ in _codes(row):
        if CodedThing(system, code, "", None).kind_of_code == "rxnorm":
            return code
    return ""


def _imported(patient: UUID, asked: Fields, today: date) -> dict[str, Fact]:
    def things(rows: Iterable[Condition | Medication | Allergy]) -> list[CodedThing]:
        return [thing for row in rows for thing in _things(row, today)]

    return from_record(
        conditions=things(conditions(patient)),
        medications=things(medications(patient)),
        allergies=things(allergies(patient)),
        fields=asked,
        classes=interactions(),
        today=today,
    )


def _things(row: Condition | Medication | Allergy, today: date) -> list[CodedThing]:
    began, over = _span(row)
    on = _last_day(began, today) or row.at.date()
    ended = _last_day(over, today) or (None if row.active else today)
    coded = [
        CodedThing(system or "", code or "", display or row.display, on, ended)
        for system, code, display in _codes(row)
    ]
    return [*coded, CodedThing("", "", row.display, on, ended)]


def _span(row: Condition | Medication | Allergy) -> tuple[str, str]:
    match row:
        case Condition():
            return row.onset, row.abated
        case Medication():
            return row.since, row.until
    return "", ""


def _last_day(told: str, today: date) -> date | None:
    """The last day that a partly known date can mean, since the thing may be as recent."""
    if not told:
        return None
    try:
        day = PartialDate.read(told)
    except NotUnderstood:
        return None
    return min(day.last, max(today, day.first))


def _codes(row: Condition | Medication | Allergy) -> list[tuple[str, str, str]]:
    return [
        (system or "", code or "", display or "")
        for system, code, display in msgspec.json.decode(row.codes)
    ]


def _measured(patient: UUID, asked: Fields, zone: ZoneInfo) -> dict[str, Fact]:
    rows = [row for row in measurements(patient) if row.kind in asked.by_id]
    found: dict[str, Fact] = {}
    for row in sorted(rows, key=lambda row: (row.at, row.recorded_at)):
        with contextlib.suppress(NotUnderstood):  # no person can have such a figure
            check(asked.field(row.kind), row.value)
            found[row.kind] = Fact(row.value, row.at.astimezone(zone).date(), _origin(row))
    return found


def _origin(row: SourcedRow) -> Origin:
    return Origin.IMPORTED if row.origin == "imported" else Origin.MEASURED


def _answered(patient: UUID, asked: Fields) -> dict[str, Fact]:
    """The latest answer to each question; an answer taken back to "not known" is none."""
    found: dict[str, Fact] = {}
    for row in _answers(patient):
        if row.field in asked.by_id:
            found[row.field] = Fact(msgspec.json.decode(row.value), row.on, Origin(row.origin))
    return found


def _derived(patient: UUID, asked: Fields, zone: ZoneInfo, now: datetime) -> Mapping[str, Fact]:
    """What follows from what was recorded here: age, doses, consent, scores, suicide screens."""
    today = now.astimezone(zone).date()
    course = newest_course.first(patient)
    found: dict[str, Fact] = {}

    def say(name: str, value: bool | int | str, on: date) -> None:  # noqa: FBT001 — a value
        if name in asked.by_id:
            with contextlib.suppress(NotUnderstood):
                check(asked.field(name), value)
                found[name] = Fact(value, on, Origin.DERIVED)

    details = newest_details.first(patient)
    if details is not None:
        born = details.birth_date
        say(
            "age-years",
            today.year - born.year - ((today.month, today.day) < (born.month, born.day)),
            today,
        )
    last = last_dose_on(patient, zone)
    if last is not None:
        say("ever-dosed", True, today)
        say("days-since-last-dose", (today - last).days, today)
    if course is not None and not _end(course.id):
        chosen = protocol(course.protocol, course.protocol_version)
        say("min-gap-days", chosen.induction.min_gap_days, today)
        say("consent-current", consent_holds(course.id, now=now), today)
        plan = newest_plan.first(course.id)
        if plan is not None:
            say("weight-planned-g", plan.weight_g, plan.at.astimezone(zone).date())
    for name, value, on in _scores(patient, zone):
        say(name, value, on)
    for name, word, on in _suicide(patient, zone):
        say(name, word, on)
    return found


def last_dose_on(patient: UUID, zone: ZoneInfo) -> date | None:
    """The day of the last dose from anyone, at any site, as far as it is recorded."""
    days = [row.at.astimezone(zone).date() for row in _doses(patient)]
    return max([*days, *(row.given_on for row in _past(patient))], default=None)


def _scores(patient: UUID, zone: ZoneInfo) -> list[tuple[str, int, date]]:
    row = _phq9.first(patient)
    if row is None:
        return []
    on = row.at.astimezone(zone).date()
    answers: dict[str, int | None] = msgspec.json.decode(row.answers)
    found = [] if row.total is None else [("phq9-total", row.total, on)]
    item = answers.get("9")
    return [*found, *([] if item is None else [("phq9-item9", item, on)])]


def _suicide(patient: UUID, zone: ZoneInfo) -> list[tuple[str, "str | bool", date]]:
    screen = _screens.first(patient)
    if screen is None:
        return []
    on = screen.at.astimezone(zone).date()
    found: list[tuple[str, str | bool, date]] = [("cssrs-level", screen.level, on)]
    if Level(screen.level).needs_clinician_now:
        signed = Disposition.objects.filter(screen=screen).exists()
        found.append(("suicide-disposition-signed", signed, on))
    return found


def with_facts(known: Facts, more: Facts) -> dict[str, Fact]:
    """Known facts with some of this moment, such as a form that is being judged."""
    return merged(fields(), known, more)
