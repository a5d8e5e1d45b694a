"""Whatever well-typed thing is asked of care, it answers, or refuses in a sentence."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, get_type_hints
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from daybreak.care.catalogue.protocol import Maintenance, Phase, Protocol
from daybreak.care.catalogue.route import Route
from daybreak.care.catalogue.rule import Asked
from daybreak.care.catalogue.scale import Scale
from daybreak.care.due import CourseFacts, ReviewFacts, due
from daybreak.care.errors import DaybreakError
from daybreak.care.ledger.book import Book
from daybreak.care.ledger.entry import Draft
from daybreak.care.ledger.rules import ledger_rules
from daybreak.care.ledger.writing import refusals
from daybreak.care.outcome.maintenance import gaps_shortening, next_gaps
from daybreak.care.outcome.reliable_change import reliable_change_points
from daybreak.care.outcome.rules import outcome_rules
from daybreak.care.outcome.stopping import Standing, stopping
from daybreak.care.outcome.taper import Pace, after_missed, taper
from daybreak.care.outcome.titration import LastSession, dose_options, titration
from daybreak.care.outcome.trajectory import Scored, trajectory
from daybreak.care.plan.adjuncts import (
    AdjunctGiven,
    AdjunctOrder,
    Amount,
    Person,
    adjunct_rules,
    before_giving,
)
from daybreak.care.plan.alongside import TherapyHour, alongside_rules, therapy_findings
from daybreak.care.plan.body_weight import Body, bmi, weight_for
from daybreak.care.plan.dose import Order, device_dose, device_minutes, weighted_dose
from daybreak.care.plan.double_check import Figures, double_check
from daybreak.care.plan.free_days import Opening, Slot, Wishes, free_days
from daybreak.care.plan.preparation import Bag, prepare
from daybreak.care.plan.schedule import check, offers, replan
from daybreak.care.quantities import Mass, Strength, Volume, Weight, decimal_of
from daybreak.care.scales.answers import in_order, listed
from daybreak.care.scales.scoring import score, total_only
from daybreak.care.screening.coded import CodedThing
from daybreak.care.screening.facts import Fact
from daybreak.care.screening.from_record import from_record
from daybreak.care.screening.interactions import Medicine, interactions, prompts
from daybreak.care.screening.ruleset import ruleset
from daybreak.care.screening.screen import screen
from daybreak.care.session.alarms import all_alarms, check_acknowledgement, resume_gates
from daybreak.care.session.chair import Acknowledgement, Chair
from daybreak.care.session.check_in import WAY, Readiness, gates_before
from daybreak.care.session.discharge import Leaving, discharge_gates
from daybreak.care.session.dose_given import Prepared, PumpReading, RateChange, ends_at
from daybreak.care.session.dose_given import given as run_in
from daybreak.care.session.events import (
    Event,
    check_event,
    check_task,
    event_gates,
    event_rules,
    pressure_proposal,
)
from daybreak.care.session.gates import session_gates
from daybreak.care.session.monitoring import due as readings_due
from daybreak.care.session.rems import Answer, data_sheet, rems_rules
from daybreak.care.session.rescue import (
    Did,
    Rescue,
    after,
    detail_of,
    open_rescues,
    over,
    rescue_rules,
    without,
)
from daybreak.care.session.stages import Stage, Step, act_for, advance
from daybreak.care.session.symptoms import Symptom, check_symptom, symptom_list
from daybreak.care.session.vitals import Reading
from spec.hostile import NOON, hostile

RULES, GATES, OUTCOME = ruleset(), session_gates(), outcome_rules()
FIELDS = {each.id: each for each in RULES.fields.questions}


def numbers(text: str, mass: Mass, weight: Weight, body: Body) -> None:
    decimal_of(text, what="A number")
    str(mass), str(weight), bmi(body)
    for value in (decimal_of("12", what="It"),):
        Mass.mg(value), Weight.kg(value)


def typed_numbers(value: Decimal) -> None:
    for kind in (Mass.mg, Weight.kg, Weight.lb, Volume.ml, Strength.mg_per_ml):
        kind(value)


def weights(order: Order) -> None:
    weight_for(order.basis, order.body)


def doses(order: Order, plan: Protocol, route: Route, today: date) -> None:
    weighted_dose(order, protocol=plan, route=route, today=today)


def devices(mass: Mass, plan: Protocol, is_first: bool) -> None:
    device_dose(mass, protocol=plan, is_first=is_first)
    if plan.devices is not None:
        device_minutes(mass, plan.devices)


def mixtures(  # noqa: PLR0917 - drawn by name
    order: Order, plan: Protocol, route: Route, strength: Strength, diluent: Volume | None, bag: Bag
) -> None:
    dose = weighted_dose(order, protocol=plan, route=route, today=order.weighed_on)
    made = prepare(dose, route=route, strength=strength, diluent=diluent, bag=bag)
    made.run_in(7)


def checks(first: Figures, second: Figures, order: Order) -> None:
    from daybreak.care.catalogue.protocol import protocol
    from daybreak.care.catalogue.route import route

    dose = weighted_dose(
        order, protocol=protocol("iv-racemic-six"), route=route("iv"), today=order.weighed_on
    )
    made = prepare(
        dose,
        route=route("iv"),
        strength=Strength.mg_per_ml(50),
        diluent=Volume.ml(100),
        bag=Bag.REPLACED,
    )
    double_check(first, second, computed=made)


def series(  # noqa: PLR0917 - drawn by name
    phase: Phase,
    dates: tuple[date, ...],
    slots: tuple[Slot, ...],
    opening: Opening,
    wishes: Wishes,
    not_before: date,
) -> None:
    check(phase, dates)
    days = free_days(slots, opening=opening, wishes=wishes)
    if dates:
        offers(phase, dates=dates, position=0, days=days)
    replan(phase, done=tuple(sorted(dates))[:2], days=days, not_before=not_before)


def adjuncts(  # noqa: PLR0917 - drawn by name
    order: AdjunctOrder,
    amount: Amount,
    at: datetime,
    given_: tuple[AdjunctGiven, ...],
    person: Person,
    route: Route,
) -> None:
    from daybreak.care.team.roles import Role

    before_giving(
        order,
        amount,
        role=Role.NURSE,
        at=at,
        given=given_,
        person=person,
        route=route,
        rules=adjunct_rules(),
        classes=interactions(),
    )


def rescues(rescue: Rescue, thing: Did, at: datetime, typed: str) -> None:
    rules = rescue_rules()
    open_rescues([rescue], rules)
    for attempt in (
        lambda: after(rescue, thing),
        lambda: without(rescue, thing.id),
        lambda: over(rescue, at, typed),
        lambda: detail_of(typed, typed, rules),
        *(lambda action=each: detail_of(action.id, typed, rules) for each in rules.action),
    ):
        answers_or_refuses(attempt)


def adverse_events(event: Event, route: str, readings: tuple[Reading, ...]) -> None:
    rules, listed_ = event_rules(), symptom_list()
    event_gates([event], route, rules, listed_)
    pressure_proposal(readings, listed_)
    answers_or_refuses(lambda: check_event(event, rules, listed_))
    answers_or_refuses(lambda: check_task("medwatch", event, route, rules))


def therapy(held: tuple[TherapyHour, ...], left: datetime, now: datetime) -> None:
    therapy_findings(held, sessions={"s1": left}, first_dose=left, now=now, rules=alongside_rules())


def medicines(listed_: tuple[Medicine, ...], route: Route, things: tuple[CodedThing, ...]) -> None:
    prompts(listed_, route=route, classes=interactions())
    from_record(
        conditions=things,
        medications=things,
        allergies=things,
        fields=RULES.fields,
        classes=interactions(),
        today=NOON.date(),
    )


def scales(scale: Scale, answers: dict[str, int | None], total: int, text: str) -> None:
    for attempt in (
        lambda: score(scale, answers),
        lambda: total_only(scale, total),
        lambda: score(scale, in_order(scale, listed(text))),
    ):
        answers_or_refuses(attempt)
    answers_or_refuses(lambda: score(scale, {item.id: total for item in scale.item}))


def curves(scale: Scale, scores: tuple[Scored, ...], sessions: tuple[datetime, ...]) -> None:
    own = [replace(each, result=replace(each.result, scale=scale.id)) for each in scores]
    trajectory(scale, own, sessions=sessions)


def maintaining(
    ladder: Maintenance, gaps: tuple[int, ...], standing: Standing, cap: int, done: int
) -> None:
    positive = [abs(gap) for gap in gaps]
    gaps_shortening(OUTCOME, positive)
    next_gaps(OUTCOME, ladder, rung=0, done=done, is_holding=None)
    stopping(OUTCOME, standing, sessions_cap=cap)


def tapering(plan: Protocol, after: date, gap: int, rung: int) -> None:
    after_missed(plan, gap_days=gap, is_worse=None)
    if plan.maintenance is not None:
        taper(plan.maintenance, after=after, pace=Pace.SHORT, from_rung=rung)


def titrating(plan: Protocol, last: LastSession) -> None:
    dose_options(titration(), plan, last)


def chairs(chair: Chair, now: datetime, ack: Acknowledgement) -> None:
    all_alarms(chair, now)
    resume_gates(chair, now)
    readings_due(chair, now)
    check_acknowledgement(ack, chair, now)


def checking_in(chair: Chair, now: datetime, ready: Readiness) -> None:
    for to in WAY:
        gates_before(to, ready, chair, GATES, now)


def leaving(chair: Chair, now: datetime, asked: Leaving) -> None:
    discharge_gates(asked, chair, GATES, now)


def pumps(
    bag: Prepared, changes: tuple[RateChange, ...], shown: tuple[PumpReading, ...], now: datetime
) -> None:
    from daybreak.care.catalogue.profile import Profile
    from daybreak.care.catalogue.reading import newest

    pump = newest("profiles", Profile, "iv-racemic").pump
    assert pump is not None
    run_in(bag, changes, shown, now=now, pump=pump)
    ends_at(bag, changes, shown, now=now, pump=pump)


def steps(history: tuple[Step, ...], step: Step, here: Stage, to: Stage) -> None:
    answers_or_refuses(lambda: advance(history, step))
    act_for(here, to)


def symptoms(symptom: Symptom) -> None:
    check_symptom(symptom, symptom_list())


def forms(answers: dict[str, Answer | None], on: date) -> None:
    known = [*rems_rules().by_id]
    named = {known[len(name) % len(known)]: answer for name, answer in answers.items()}
    answers_or_refuses(lambda: data_sheet(rems_rules(), "2021-11", answers, session_on=on))
    data_sheet(rems_rules(), "2021-11", named, session_on=on)


def courses(course: CourseFacts, now: datetime) -> None:
    due(course, now)


def ledgers(draft: Draft) -> None:
    refusals(Book(), draft, ledger_rules())


def changes(sd: Decimal, reliability: Decimal) -> None:
    if 0 <= reliability <= 1 and sd >= 0:  # the documented ValueError otherwise
        reliable_change_points(baseline_sd=sd, reliability=reliability)


ROOMS: list[Callable[..., None]] = [
    numbers, typed_numbers, weights, doses, devices, mixtures, checks, series, adjuncts, rescues,
    adverse_events, therapy,
    medicines, scales, curves, maintaining, tapering, titrating, chairs, checking_in, leaving,
    pumps, steps, symptoms, forms, courses, ledgers, changes,
]  # fmt: skip


def answers_or_refuses(asked: Callable[[], object]) -> None:
    """A refusal is one of ours, with a sentence."""
    refusal: DaybreakError | None = None
    try:
        asked()
    except DaybreakError as said:
        refusal = said

    assert refusal is None or (refusal.message and refusal.code)


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.__name__)
@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_nothing_in_care_raises_but_its_own_refusals(
    room: Callable[..., None], data: st.DataObject
) -> None:
    kinds = {name: kind for name, kind in get_type_hints(room).items() if name != "return"}
    asked: dict[str, Any] = {name: data.draw(hostile(kind), name) for name, kind in kinds.items()}

    answers_or_refuses(lambda: room(**asked))


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from([*FIELDS, "no-such-question"]), hostile(Fact), max_size=12),
    hostile(Route),
    st.sampled_from(Asked),
    hostile(datetime),
)
def test_screening_answers_whatever_facts_it_is_given(
    facts: dict[str, Fact], route: Route, at: Asked, now: datetime
) -> None:
    from daybreak.care.catalogue.indication import indication

    answers_or_refuses(
        lambda: screen(
            facts, route=route, indication=indication("trd"), ruleset=RULES, now=now, stage=at
        )
    )


# Found by searching with two thousand examples a room.


def test_a_review_after_no_session_leaves_the_list_of_what_is_due_readable() -> None:
    course = CourseFacts(
        opened=NOON,
        indication="trd",
        reviews_after=(0,),
        review_blocking_after=6,
        reviews=(ReviewFacts(after_session=-1, at=NOON),),
    )

    assert "review-series" not in {task.rule for task in due(course, NOON).tasks}


def test_a_review_every_no_session_is_a_wrong_call() -> None:
    with pytest.raises(ValueError, match="review_every must be 1 or more"):
        CourseFacts(opened=NOON, indication="trd", review_every=0)


@pytest.mark.parametrize(
    ("least_minutes", "is_too_soon"),
    [(29, False), (30, False), (31, True), (10**15, True), (-(10**15), False)],
)
def test_an_order_with_any_gap_between_doses_is_judged(
    least_minutes: int, is_too_soon: bool
) -> None:
    from daybreak.care.catalogue.route import route
    from daybreak.care.team.roles import Role

    order = AdjunctOrder(
        id="o1",
        kind="nausea",
        drug="ondansetron",
        rxnorm="26225",
        route="iv",
        dose=Mass.mg(4),
        most=Mass.mg(16),
        trigger="nausea",
        may_give=frozenset(Role),
        signed_by=UUID(int=1),
        signed_at=NOON - timedelta(days=1),
        expires=NOON + timedelta(days=1),
        least_minutes=least_minutes,
    )
    before = AdjunctGiven(
        drug="ondansetron",
        amount=Mass.mg(4),
        at=NOON - timedelta(minutes=30, seconds=59),
        by=UUID(int=2),
        order="o1",
    )

    found = before_giving(
        order,
        Mass.mg(4),
        role=Role.NURSE,
        at=NOON,
        given=(before,),
        person=Person(allergies=()),
        route=route("iv"),
        rules=adjunct_rules(),
        classes=interactions(),
    )

    assert ("adjunct-too-soon" in {each.rule for each in found}) is is_too_soon
