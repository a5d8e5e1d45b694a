"""What made-up people live through, chapter by chapter, each an act that a real person would do."""

import random
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from daybreak.actions import intake, outcome, plan, screening
from daybreak.actions.outcome.contacts import ContactKind
from daybreak.actions.outcome.ending import EndReason
from daybreak.care.catalogue.indication import indication
from daybreak.care.catalogue.route import Route
from daybreak.care.catalogue.rule import Asked
from daybreak.care.errors import NotAllowed
from daybreak.care.intake.person import Sex
from daybreak.care.plan.body_weight import Basis
from daybreak.care.plan.consent import consent_form
from daybreak.care.quantities import Height, Mass, Weight
from daybreak.care.screening.fields import FieldKind
from daybreak.care.screening.ruleset import ruleset
from daybreak.care.team.roles import Role
from daybreak.demo.house import House
from daybreak.demo.people import Person
from daybreak.demo.sitting import NO_SUICIDALITY, ROUTE, Sitting, phq9_answers
from daybreak.demo.timeline import Telling
from daybreak.records.reads.course import course_line, latest_course
from daybreak.records.reads.reviews import table

PROTOCOL, INDICATION = "iv-racemic-six", "trd"
LEAD_DAYS = 12  # from the first call to the first infusion
GAPS = (3, 4, 3, 4, 3)  # days between the six
SPAN = (0, 3, 7, 10, 14, 17, 20)  # days from the first to the one after so many
INFUSIONS = 6
SCORED = (3, 6)  # infusions after which PHQ-9 is asked, with the baseline before the first
WEEK = 7
ORDER_DAYS = 90
EVALUATION = (
    "Depression that did not lift with two adequate antidepressants in this episode. "
    "No psychosis. Understands what is offered and wants it."
)


@dataclass(frozen=True, slots=True)
class Slot:
    """When somebody usually sits, on which chair, and what is special about today."""

    hour: int
    minute: int
    chair: int
    has_escort: bool = True
    skips_readings: bool = False


# Arriving


def _registered(house: House, who: Person) -> UUID:
    made = intake.register(
        **house.by(house.desk),
        details=intake.Details(
            who.given,
            who.family,
            who.birth_date,
            Sex(who.sex),
            phone="555 01" + str(10 + len(who.given) * 7 % 90),
        ),
        site=house.site,
        even_so=True,
    )
    return made.patient


def registered(house: House, who: Person, _rng: random.Random) -> Telling:
    """Somebody called and was written down."""
    _registered(house, who)
    yield house.day.now + timedelta(days=1)


# Screening


def answers_of(who: Person, way: Route = ROUTE) -> dict[str, Any]:
    """A healthy person's answers, with this one's own figures."""
    facts: dict[str, Any] = {
        each.id: each.reassuring
        for each in ruleset().questions(Asked.ELIGIBILITY, way)
        if each.kind is not FieldKind.DAY and each.id != "age-years"
    }
    own = {
        "sex-at-birth": who.sex,
        "weight-g": who.weight_kg * 1000,
        "systolic-mmhg": who.systolic_mmhg,
        "diastolic-mmhg": round(who.systolic_mmhg * 0.62),
        "heart-rate-per-min": who.pulse_per_min,
    }
    known = {name: value for name, value in own.items() if name in facts}
    return {**facts, **known}


def _screened(house: House, who: Person, patient: UUID, **other: Any) -> screening.Screened:
    return screening.answer(
        **house.by(house.nurse), patient=patient, answers={**answers_of(who), **other}
    )


def little_known(house: House, who: Person, rng: random.Random) -> Telling:
    """Only a few questions are answered; what is unknown holds."""
    patient = _registered(house, who)
    yield house.now + timedelta(hours=2)
    everything = answers_of(who)
    some = dict(rng.sample(sorted(everything.items()), k=len(everything) // 3))
    screening.answer(**house.by(house.nurse), patient=patient, answers=some)
    yield house.day.now + timedelta(days=1)


def pressure_high(house: House, who: Person, _rng: random.Random) -> Telling:
    """Everything is answered, and the pressure holds."""
    patient = _registered(house, who)
    yield house.now + timedelta(hours=3)
    high = {"systolic-mmhg": 168, "diastolic-mmhg": 102, "bp-confirmed": True}
    _screened(house, who, patient, **high)
    yield house.day.now + timedelta(days=1)


def excluded(house: House, who: Person, _rng: random.Random) -> Telling:
    """An aneurysm is known; the prescriber declines and says why."""
    patient = _registered(house, who)
    yield house.now + timedelta(hours=3)
    judged = _screened(house, who, patient, **{"hx-aneurysm": True})
    yield house.now + timedelta(hours=1)
    screening.decide(
        **house.by(house.prescriber),
        patient=patient,
        verdict=judged.verdict,
        decision="decline",
        grounds="A known aneurysm. Referred back to the vascular clinic; TMS talked about.",
    )
    yield house.day.now + timedelta(days=1)


def at_risk(house: House, who: Person, _rng: random.Random) -> Telling:
    """A suicide screen came out high this morning; nobody has signed what happens next."""
    patient = _registered(house, who)
    yield house.now + timedelta(minutes=30)
    _screened(house, who, patient)
    yield house.now + timedelta(minutes=20)
    screening.screen_suicidality(
        **house.by(house.nurse),
        patient=patient,
        form="recent",
        moment="screening",
        answers={"q1": True, "q2": True, "q3": True, "q4": True, "q5": False, "q6": False},
    )
    yield house.day.now + timedelta(days=1)


def ready_for_a_decision(house: House, who: Person, _rng: random.Random) -> Telling:
    """Nothing holds; the prescriber's word is missing."""
    patient = _registered(house, who)
    yield house.now + timedelta(minutes=40)
    _suicide_screen(house, patient)
    _screened(house, who, patient)
    yield house.day.now + timedelta(days=1)


def _suicide_screen(house: House, patient: UUID) -> None:
    screening.screen_suicidality(
        **house.by(house.nurse),
        patient=patient,
        form="recent",
        moment="screening",
        answers=NO_SUICIDALITY,
    )


def cleared(house: House, who: Person, way: Route = ROUTE) -> Generator[datetime, None, UUID]:
    """From the first call to the word to proceed; answers with whose chart it is."""
    patient = _registered(house, who)
    yield house.now + timedelta(days=2)
    _score(house, patient, who.phq9)
    _suicide_screen(house, patient)
    judged = screening.answer(
        **house.by(house.nurse), patient=patient, answers=answers_of(who, way)
    )
    yield house.now + timedelta(hours=2)
    screening.decide(
        **house.by(house.prescriber),
        patient=patient,
        verdict=judged.verdict,
        decision="proceed",
        grounds="Two adequate antidepressants failed; wants treatment; nothing holds.",
    )
    return patient


def _score(house: House, patient: UUID, total: int, session: UUID | None = None) -> None:
    outcome.answer_scale(
        **house.by(house.nurse),
        patient=patient,
        scale="phq-9",
        answers=phq9_answers(total),
        session=session,
    )


# Planning


def course_of(house: House, patient: UUID, protocol: str = PROTOCOL) -> UUID:
    return plan.open_course(
        **house.by(house.prescriber),
        patient=patient,
        site=house.site,
        indication=INDICATION,
        protocol=protocol,
        evaluation=EVALUATION,
    ).course


def _clauses(way: Route = ROUTE) -> tuple[str, ...]:
    """Every clause that is read for this treatment, each initialled."""
    form = consent_form()
    read = form.clauses(indication=indication(INDICATION), route=way)
    return tuple(each.id for each in read)


def consented(house: House, who: Person, course: UUID, way: Route = ROUTE) -> None:
    form = consent_form()
    plan.record_consent(
        **house.by(house.nurse),
        course=course,
        version=form.version,
        initialled=_clauses(way),
        signed_by=f"{who.given} {who.family}",
    )


def _signed(house: House, who: Person, course: UUID) -> None:
    plan.sign(
        **house.by(house.prescriber),
        course=course,
        order=plan.Ordered(
            weight=Weight.kg(who.weight_kg),
            weighed_on=house.today,
            mg_per_kg=Decimal("0.5"),
            basis=Basis.ACTUAL,
            height=Height.cm(who.height_cm),
            minutes=40,
            note="Actual weight, as at every session.",
        ),
    )


def consent_missing(house: House, who: Person, _rng: random.Random) -> Telling:
    """A course is open; the consent is not signed yet."""
    patient = yield from cleared(house, who)
    yield house.now + timedelta(hours=20)
    course_of(house, patient)
    yield house.day.now + timedelta(days=1)


def plan_unsigned(house: House, who: Person, _rng: random.Random) -> Telling:
    """Consent is given; the order is not signed."""
    patient = yield from cleared(house, who)
    yield house.now + timedelta(hours=3)
    course = course_of(house, patient)
    yield house.now + timedelta(hours=1)
    consented(house, who, course)
    yield house.day.now + timedelta(days=1)


def nothing_booked(house: House, who: Person, _rng: random.Random) -> Telling:
    """The plan is signed; no day is booked yet."""
    patient = yield from cleared(house, who)
    yield from _planned(house, who, patient)
    yield house.day.now + timedelta(days=1)


def _planned(house: House, who: Person, patient: UUID) -> Generator[datetime, None, UUID]:
    """Course, consent and order, one after the other; answers with the course."""
    yield house.now + timedelta(minutes=20)
    course = course_of(house, patient)
    yield house.now + timedelta(minutes=30)
    consented(house, who, course)
    yield house.now + timedelta(minutes=10)
    _signed(house, who, course)
    return course


def _medicine_ordered(house: House, course: UUID) -> None:
    """Something against nausea, to be given beside the dose when it is needed."""
    plan.order_adjunct(
        **house.by(house.prescriber),
        course=course,
        order=plan.AdjunctOrdered(
            kind="antiemetic",
            drug="Ondansetron",
            route="iv",
            dose=Mass.mg(4),
            most=Mass.mg(8),
            trigger="Nausea that bothers them, or vomiting",
            may_give=(Role.NURSE, Role.PRESCRIBER),
            expires=house.now + timedelta(days=ORDER_DAYS),
        ),
    )


# Treatment


def booked(
    house: House, course: UUID, starts: Sequence[datetime], slot: Slot, kind: str = "induction"
) -> tuple[UUID, ...]:
    """Book these sessions, on the usual chair or the next one that is free at all of them."""
    for step in range(len(house.chairs)):
        chair = house.chairs[(slot.chair + step) % len(house.chairs)]
        try:
            return plan.book_series(
                **house.by(house.desk),
                course=course,
                wanted=tuple(plan.Wanted(chair, start) for start in starts),
                kind=kind,
                reason="The days that suit them.",
            ).sessions
        except NotAllowed as refusal:
            if refusal.code != "chair-taken":
                raise
    raise NotAllowed("chair-taken", "Every chair is taken at that time.")


def treated(
    house: House, who: Person, rng: random.Random, *, slot: Slot, first_day: int
) -> Telling:
    """From the first call through six infusions, as far as the days have come."""
    yield from _six(house, who, rng, slot=slot, first_day=first_day)


def _six(
    house: House, who: Person, rng: random.Random, *, slot: Slot, first_day: int
) -> Generator[datetime, None, UUID]:
    """The series of six with its scores and next-day calls; answers with the course."""
    patient = yield from cleared(house, who)
    if house.portal_patient is None:
        house.portal_patient = patient
    course = yield from _planned(house, who, patient)
    _medicine_ordered(house, course)
    yield house.now + timedelta(minutes=15)
    starts = [house.day.at(first_day + SPAN[n], slot.hour, slot.minute) for n in range(INFUSIONS)]
    sessions = booked(house, course, starts, slot)
    yield from _sat_through(house, who, rng, patient, sessions, starts=starts, slot=slot)
    return course


def _sat_through(
    house: House,
    who: Person,
    rng: random.Random,
    patient: UUID,
    sessions: Sequence[UUID],
    *,
    starts: Sequence[datetime],
    slot: Slot,
    given: int = 0,
) -> Telling:
    """One session after another, and a call on the day after each."""
    for number, (key, start) in enumerate(zip(sessions, starts, strict=True), given + 1):
        is_today = start.date() == house.day.now.date()
        done = number - 1
        share = who.answers * min(1.0, done / INFUSIONS)
        score = max(0, round(who.phq9 * (1 - share)) + rng.randint(-1, 1))
        yield from Sitting(
            patient=patient,
            session=key,
            starts=start,
            number=number,
            phq9=score if done in SCORED else None,
            mood=min(9, 3 + round(5 * share) + rng.randint(0, 1)),
            has_escort=slot.has_escort or not is_today,
            skips_readings=slot.skips_readings and is_today,
        ).told(house, who, rng)
        yield start + timedelta(days=1, hours=1)
        outcome.contact(
            **house.by(house.second_nurse),
            patient=patient,
            kind=ContactKind.NEXT_DAY,
            reached=rng.random() < 0.9,  # noqa: PLR2004 — nine of ten pick up
            note="Slept well; nothing to report.",
            session=key,
        )
        if number == SCORED[0]:
            _reviewed(house, who, patient, after=number)


def _reviewed(house: House, who: Person, patient: UUID, *, after: int) -> None:
    """What the prescriber decides from the scores, with the first option that fits them."""
    share = who.answers * after / INFUSIONS
    _score(house, patient, max(0, round(who.phq9 * (1 - share))))
    course = latest_course(patient)
    if course is None:
        raise RuntimeError("a review without a course")
    on = table(course)
    signs = dict.fromkeys((sign.id for sign in on.rules.sign), False)
    offered = [each.id for each in on.offer(signs).options]
    wanted = ("continue", "maintenance", "extend-weekly", "stop-alternatives", "other-treating")
    option = next((each for each in wanted if each in offered), offered[0])
    outcome.review(
        **house.by(house.prescriber),
        course=course,
        option=option,
        grounds="Talked through with the patient; the scores and the days between agree.",
        signs=signs,
    )


# After the six


def to_maintenance(
    house: House, who: Person, rng: random.Random, *, slot: Slot, weeks: int
) -> Telling:
    """Six infusions, a review that finds a response, then single ones further apart."""
    yield from _maintained(house, who, rng, slot=slot, weeks=weeks)


def to_the_end(house: House, who: Person, rng: random.Random, *, slot: Slot, weeks: int) -> Telling:
    """The same, and the course is closed in the end."""
    course = yield from _maintained(house, who, rng, slot=slot, weeks=min(weeks, 2))
    yield house.now + timedelta(days=3)
    outcome.close_course(
        **house.by(house.prescriber),
        course=course,
        reason=EndReason.REMISSION,
        note="Well for months; knows how to come back.",
    )


def _maintained(
    house: House, who: Person, rng: random.Random, *, slot: Slot, weeks: int
) -> Generator[datetime, None, UUID]:
    """The six, the review after them, and a session every two weeks for so many weeks."""
    responder = replace(who, answers=max(0.62, who.answers))
    first = (house.now - house.day.now).days + LEAD_DAYS
    course = yield from _six(house, responder, rng, slot=slot, first_day=first)
    patient = course_line(course).patient
    yield house.now + timedelta(days=2)
    _reviewed(house, responder, patient, after=INFUSIONS)
    outcome.plan_maintenance(
        **house.by(house.prescriber),
        course=course,
        interval_days=2 * WEEK,
        sessions=4,
        justification="Holds the response between sessions; nothing on the bladder screen.",
    )
    for number in range(weeks // 2):
        start = house.day.at((house.now - house.day.now).days + 2 * WEEK, slot.hour, slot.minute)
        sessions = booked(house, course, [start], slot, kind="maintenance")
        yield from _sat_through(
            house,
            responder,
            rng,
            patient,
            sessions,
            starts=[start],
            slot=slot,
            given=INFUSIONS + number,
        )
    return course


def from_elsewhere(
    house: House, who: Person, rng: random.Random, *, slot: Slot, given: int
) -> Telling:
    """Began at another clinic; tomorrow is the next infusion of the same six."""
    patient = _registered(house, who)
    yield house.now + timedelta(hours=2)
    _suicide_screen(house, patient)
    _screened(house, who, patient)
    yield house.now + timedelta(hours=3)
    today = house.today
    taken_over = plan.record_history(
        **house.by(house.prescriber),
        source="Letter of Pine Street Clinic, with the dose log",
        patient=patient,
        opening=plan.Opening(house.site, INDICATION, PROTOCOL, EVALUATION),
        doses=tuple(
            plan.PastDose(
                given_on=today - timedelta(days=3 * (given - number)),
                mg=Decimal(who.weight_kg) / 2,
                minutes=40,
                where="Pine Street Clinic",
            )
            for number in range(given)
        ),
        scores=(plan.PastScore(today - timedelta(days=3 * given + 1), who.phq9),),
    )
    yield house.now + timedelta(minutes=30)
    consented(house, who, taken_over.course)
    yield house.now + timedelta(minutes=20)
    _signed(house, who, taken_over.course)
    first = max(1, (house.now - house.day.now).days + 3)
    starts = [
        house.day.at(first + SPAN[n], slot.hour, slot.minute) for n in range(INFUSIONS - given)
    ]
    sessions = booked(house, taken_over.course, starts, slot)
    yield from _sat_through(
        house, who, rng, patient, sessions, starts=starts, slot=slot, given=given
    )


def for_a_booster(house: House, who: Person, rng: random.Random, *, slot: Slot) -> Telling:
    """Six given elsewhere last year, single ones since; comes for a monthly booster."""
    patient = _registered(house, who)
    yield house.now + timedelta(hours=1)
    _suicide_screen(house, patient)
    _screened(house, who, patient)
    yield house.now + timedelta(hours=2)
    today = house.today
    days = [today - timedelta(days=back) for back in (130, 126, 123, 119, 116, 112, 84, 56, 28)]
    taken_over = plan.record_history(
        **house.by(house.prescriber),
        source="The person themselves, and the discharge summary they brought",
        patient=patient,
        opening=plan.Opening(house.site, INDICATION, PROTOCOL, EVALUATION),
        doses=tuple(
            plan.PastDose(
                given_on=on,
                kind="induction" if number < INFUSIONS else "booster",
                mg=Decimal(who.weight_kg) / 2,
                minutes=40,
                where="Lakeside Infusions",
            )
            for number, on in enumerate(days)
        ),
        scores=(
            plan.PastScore(days[0] - timedelta(days=2), who.phq9),
            plan.PastScore(days[5] + timedelta(days=2), max(2, who.phq9 // 3)),
        ),
    )
    yield house.now + timedelta(minutes=30)
    consented(house, who, taken_over.course)
    yield house.now + timedelta(minutes=20)
    _signed(house, who, taken_over.course)
    start = house.day.at(1, slot.hour, slot.minute)
    sessions = booked(house, taken_over.course, [start], slot, kind="booster")
    yield from _sat_through(
        house, who, rng, patient, sessions, starts=[start], slot=slot, given=len(days)
    )
