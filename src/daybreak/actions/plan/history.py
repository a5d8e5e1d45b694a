"""Somebody starts in the middle: what was given, scored and signed before, with who says so."""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from daybreak.actions.act import act
from daybreak.actions.journal import add
from daybreak.actions.plan.course import begin, no_rule_holds
from daybreak.actions.plan.home import day_at, protocol_of, running_course
from daybreak.actions.scales import store_answer
from daybreak.care.catalogue.indication import indication as indication_of
from daybreak.care.catalogue.protocol import protocol
from daybreak.care.catalogue.route import route
from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.care.plan.consent import consent_form, valid_until
from daybreak.care.quantities import Mass
from daybreak.care.team import permissions
from daybreak.care.team.actor import Actor
from daybreak.records import scope
from daybreak.records.canonical import sha256
from daybreak.records.models import Consent, Course, EligibilityDecision, PastTreatment
from daybreak.records.projections import latest
from daybreak.records.reads.series import KINDS, series_of

OPENING = "plan-open-course"
MOST_MG = 5000  # what can be written at all: whoever types micrograms is stopped
MOST_MINUTES = 24 * 60
MOST_WORDS = 200  # what the record holds of a source
# A score of which only the day is known counts as given at noon, before a dose of that day.
MIDDAY = time(12)


@dataclass(frozen=True, slots=True)
class Opening:
    """The course that was under way elsewhere, as it is taken over here."""

    site: UUID
    indication: str
    protocol: str
    evaluation: str


@dataclass(frozen=True, slots=True)
class PastDose:
    """A dose that was given elsewhere or before Daybreak."""

    given_on: date
    kind: str = "induction"
    mg: Decimal | None = None
    minutes: int | None = None
    route: str | None = None  # None is that of the protocol
    where: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class PastScore:
    """The total of a scale on a day."""

    on: date
    total: int
    scale: str = "phq-9"


@dataclass(frozen=True, slots=True)
class PastConsent:
    """A consent that was signed on paper, which the source keeps."""

    on: date
    signed_by: str


@dataclass(frozen=True, slots=True)
class HistoryRecorded:
    course: UUID
    treatments: tuple[UUID, ...]
    numbers: tuple[int, ...]
    scores: tuple[UUID, ...]
    consent: UUID | None


@act("plan-record-history")
def record_history(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime,
    now: datetime,
    source: str,
    course: UUID | None = None,
    patient: UUID | None = None,
    opening: Opening | None = None,
    doses: tuple[PastDose, ...] = (),
    scores: tuple[PastScore, ...] = (),
    consent: PastConsent | None = None,
) -> HistoryRecorded:
    """Store what went before, in an open `course`, or in one that `opening` opens for `patient`.

    Args:
        source: who says so, such as a letter with its date, or the person themselves.

    Raises:
        NotFound: no such course, patient, site, protocol, route or scale.
        WrongRole: `by` may add to a course and not open one.
        NotUnderstood: no source, nothing to record, or a figure or day that cannot be.
        NotAllowed: a day has its dose already, a rule of screening holds, or the course is closed.
    """
    said_by = " ".join(source.split())
    if not said_by or len(said_by) > MOST_WORDS:
        raise NotUnderstood(
            "source", f"Say who tells this, such as a letter and its date; {MOST_WORDS} letters."
        )
    if opening is not None and patient is not None and course is None:
        row = _opened(by, patient, opening, now=now)
    elif course is not None and opening is None:
        row = running_course(by, course)
    else:
        raise NotUnderstood("course", "Name the open course, or the person and what is taken over.")
    if opening is None and not (doses or scores or consent):
        raise NotUnderstood("history", "Nothing was entered. Enter a dose, a score or a consent.")
    today = day_at(row, now)
    treatments = _doses(row, doses, said_by, today)
    totals = _scores(row, scores, said_by, today)
    signed = None if consent is None else _consent(row, consent, said_by, today)
    return HistoryRecorded(
        row.id,
        tuple(each.id for each in treatments),
        tuple(each.number for each in treatments),
        totals,
        signed,
    )


def _opened(by: Actor, patient: UUID, opening: Opening, *, now: datetime) -> Course:
    permissions.check(by, OPENING)
    person = scope.found(scope.patients(by), patient, "patient")
    reason, chosen = indication_of(opening.indication), protocol(opening.protocol)
    decision = latest(EligibilityDecision.objects.filter(patient=person))
    if decision is not None and decision.decision != "proceed":
        raise NotAllowed(
            "not-eligible",
            "The last decision on this person was not to proceed. Screen them, then decide.",
        )
    # Who is treated already is screened at once, but what nobody asked them yet is no refusal.
    no_rule_holds(person, chosen, reason, now=now, but_unknown=True)
    return begin(
        by,
        person,
        site=opening.site,
        indication=reason,
        protocol=chosen,
        evaluation=opening.evaluation,
    )


def _doses(
    course: Course, doses: tuple[PastDose, ...], source: str, today: date
) -> list[PastTreatment]:
    series = series_of(course.id, course.patient_id)
    dated = {dose.on for dose in series.given}
    usual = protocol_of(course).route
    rows = []
    numbers = series.free_numbers(len(doses))
    for number, dose in zip(numbers, sorted(doses, key=lambda one: one.given_on), strict=True):
        _check(dose, dated, today)
        dated.add(dose.given_on)
        rows.append(
            add(
                PastTreatment(
                    course=course,
                    number=number,
                    given_on=dose.given_on,
                    kind=dose.kind,
                    route=route(dose.route or usual).id,
                    dose_ug=None if dose.mg is None else Mass.mg(dose.mg).micrograms,
                    minutes=dose.minutes,
                    where=dose.where.strip(),
                    source=source,
                    note=dose.note.strip(),
                )
            )
        )
    return rows


def _check(dose: PastDose, dated: set[date], today: date) -> None:
    if dose.kind not in KINDS:
        raise NotUnderstood("kind", "A dose is of the series, of maintenance, or a booster.")
    _check_day(dose.given_on, today, "A dose")
    if dose.given_on in dated:
        raise NotAllowed(
            "dose-twice", f"A dose of {dose.given_on.isoformat()} is on record already."
        )
    if dose.mg is not None and not 0 < dose.mg <= MOST_MG:
        raise NotUnderstood(
            "dose", "That dose cannot be. Type milligrams, or leave it empty when nobody knows."
        )
    if dose.minutes is not None and not 0 < dose.minutes <= MOST_MINUTES:
        raise NotUnderstood(
            "minutes", "Those minutes cannot be. Leave them empty when nobody knows."
        )


def _check_day(on: date, today: date, what: str) -> None:
    if on > today:
        raise NotUnderstood("day", f"{what} of {on.isoformat()} lies ahead; history lies behind.")


def _scores(
    course: Course, scores: tuple[PastScore, ...], source: str, today: date
) -> tuple[UUID, ...]:
    zone = ZoneInfo(course.site.time_zone)
    stored = []
    for each in sorted(scores, key=lambda one: (one.on, one.scale)):
        _check_day(each.on, today, "A score")
        key = f"history {course.id} {each.scale} {each.on.isoformat()}: {source}"
        row = store_answer(
            patient=course.patient_id,
            scale=each.scale,
            answers=None,
            total=each.total,
            at=datetime.combine(each.on, MIDDAY, zone),
            answered_by="staff",
            course=course.id,
            origin="imported",
            source_key=key,
            source_digest=sha256(f"{key} {each.total}"),
        )
        stored.append(row.id)
    return tuple(stored)


def _consent(course: Course, consent: PastConsent, source: str, today: date) -> UUID:
    _check_day(consent.on, today, "A consent")
    if not consent.signed_by.strip():
        raise NotUnderstood("consent-signature", "Write down who signed the consent.")
    known = Consent.objects.filter(course=course).order_by("-at").first()
    if known is not None and day_at(course, known.at) >= consent.on:
        raise NotAllowed("consent-newer", "A consent that is as new or newer is on record already.")
    form = consent_form()
    return add(
        Consent(
            course=course,
            text_version="paper-0",
            text_hash=sha256(source),
            clauses="[]",
            signed_by=consent.signed_by.strip(),
            expires_on=valid_until(consent.on, form),
            origin="imported",
            source=source,
        ),
        at=datetime.combine(consent.on, MIDDAY, ZoneInfo(course.site.time_zone)),
    ).id
