"""A board that remembers shows at every moment what one shows that reads everything anew."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clinic import NOON, Clinic
from daybreak.actions import session as act
from daybreak.actions import team
from daybreak.care.errors import DaybreakError
from daybreak.care.session.stages import Stage
from daybreak.care.team.roles import Role
from daybreak.hl7 import service
from daybreak.records.models import DeviceFrame
from daybreak.records.reads.arrivals import before_arrival
from daybreak.records.reads.board import Board, board
from daybreak.records.reads.remembered import AT_MOST, Remembered, remembered
from daybreak.records.reads.session import Visit
from daybreak.web.session import seats
from monitoring import CONTINUOUS, PACIFIC, bound, on_chair_three, shifted
from visiting import WELL, Visiting, visiting


def said(here: Board) -> Any:
    """Everything on a board, in values that can be held against each other."""
    return (
        [seats.lines(here, wall=False, findings=findings) for findings in (True, False)],
        [(seat.how, seat.monitors, seat.next) for seat in here.seats],
        (here.site, here.zone, here.now, here.ahead, here.left, here.done, here.lanes),
    )


def kept(clinic: Clinic, now: datetime) -> Board:
    nurse = clinic.actors[Role.NURSE]
    return board(nurse, clinic.site, now=now, news=remembered.news(nurse.organisation))


def anew(clinic: Clinic, now: datetime) -> Board:
    return board(clinic.actors[Role.NURSE], clinic.site, now=now)


def message(visit: Visiting, changed: tuple[bytes, bytes]) -> None:
    now = visit.clinic.clock().replace(microsecond=0)
    told = shifted(CONTINUOUS, now).replace(*changed).replace(b"000042", uuid4().hex[:6].encode())
    service.taking(zone=PACIFIC)(told, now)


def answered(visit: Visiting) -> None:
    for alarm in visit.seen.alarms(visit.now):
        if alarm.unseen is not None:
            act.acknowledge(
                **visit.nurse(),
                channel=alarm.channel,
                level=alarm.unseen.value,
                action="prescriber told",
            )


def corrected(visit: Visiting) -> None:
    last = visit.seen.readings[-1]
    act.correct(
        **visit.nurse(),
        reading=last.id,
        vitals=replace(WELL, systolic_mmhg=131),
        reason="another arm",
    )


def measured(visit: Visiting, *, seconds: int, **figures: int) -> None:
    told = visit.nurse()
    at = told["now"] + timedelta(seconds=seconds)
    act.record_vitals(**{**told, "at": at}, vitals=replace(WELL, **figures))


ACTS: tuple[Callable[[Visiting], Any], ...] = (
    lambda visit: measured(visit, seconds=0),
    lambda visit: measured(visit, seconds=0, systolic_mmhg=186, diastolic_mmhg=112),
    lambda visit: measured(visit, seconds=50, systolic_mmhg=186, diastolic_mmhg=112),
    lambda visit: measured(visit, seconds=-240, spo2_percent=88),
    lambda visit: message(visit, (b"", b"")),
    lambda visit: message(visit, (b"|98|", b"|84|")),
    lambda visit: message(visit, (b"TEST-0001", b"TEST-0002")),
    lambda visit: act.record_symptom(**visit.nurse(), term="nausea", grade=2),
    answered,
    corrected,
    lambda visit: act.pause(**visit.nurse(), reason="Wants the blanket"),
    lambda visit: act.resume(**visit.prescriber(), reason="They are well"),
    lambda visit: visit.end(),
    lambda visit: visit.assess(),
    lambda visit: visit.sign(),
    lambda visit: visiting(visit.clinic, starts_at=NOON + timedelta(hours=2)),
    lambda visit: visiting(visit.clinic).arrive(),
    lambda visit: team.add_chair(**visit.clinic.administrator, site=visit.clinic.site, name="9"),
)
STORIES = st.lists(
    st.tuples(st.sampled_from(range(len(ACTS))), st.integers(0, 400), st.integers(0, 70)),
    min_size=1,
    max_size=7,
)


@pytest.fixture
def dosed(clinic: Clinic) -> Visiting:
    visit = on_chair_three(clinic)
    bound(visit)
    return visit


def tell(dosed: Visiting, story: list[tuple[int, int, int]]) -> None:
    """Walk through a story, holding both boards together before and after each act."""
    clinic = dosed.clinic
    start = clinic.clock.now
    place = transaction.savepoint()
    try:
        for number, seconds, later in story:
            clinic.clock.forward(seconds=seconds)
            try:
                ACTS[number](dosed)
            except DaybreakError:
                assert seconds >= 0  # refused: nothing has changed, and the boards agree on it
            for then in (timedelta(0), timedelta(seconds=later), timedelta(seconds=later + 1)):
                now = clinic.clock.now + then
                assert said(kept(clinic, now)) == said(anew(clinic, now))
    finally:
        transaction.savepoint_rollback(place)
        clinic.clock.now = start


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=STORIES)
def test_what_is_remembered_shows_what_is_recorded(
    dosed: Visiting, story: list[tuple[int, int, int]]
) -> None:
    """The record goes back after each story, as it does when a backup is put in its place."""
    tell(dosed, story)


@pytest.mark.slow
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=STORIES)
def test_a_hundred_stories_are_shown_as_they_are_recorded(
    dosed: Visiting, story: list[tuple[int, int, int]]
) -> None:
    tell(dosed, story)


def test_a_board_asked_again_asks_only_where_the_journal_stands(clinic: Clinic) -> None:
    visiting(clinic).until(Stage.DOSING)
    now = clinic.clock()
    kept(clinic, now)

    with CaptureQueriesContext(connection) as asked:
        kept(clinic, now + timedelta(seconds=1))

    assert len(asked) == 1


def test_a_reading_in_one_chair_reads_nobody_else_again(clinic: Clinic) -> None:
    first = visiting(clinic).until(Stage.DOSING)
    clinic.clock.now = NOON
    visiting(clinic).until(Stage.DOSING)
    clinic.clock.forward(minutes=2)

    def seen() -> dict[UUID, Visit]:
        here = kept(clinic, clinic.clock())
        return {seat.visit.session: seat.visit for seat in here.seats if seat.visit}

    before = seen()
    first.measure()
    after = seen()

    assert len(after) == 2
    assert {one for one in after if after[one] is not before[one]} == {first.session}


def test_what_a_monitor_says_is_new_though_it_is_no_act(dosed: Visiting) -> None:
    clinic = dosed.clinic
    kept(clinic, clinic.clock())

    message(dosed, (b"TEST-0001", b"TEST-0002"))

    assert DeviceFrame.objects.get().outcome == "refused"
    (seat,) = [seat for seat in kept(clinic, clinic.clock()).seats if seat.visit]
    assert [each.trouble for each in seat.monitors] == ["monitor-other-person"]


def test_another_clinics_acts_are_no_news_here(clinic: Clinic, other_clinic: Clinic) -> None:
    visiting(clinic).until(Stage.DOSING)
    now = clinic.clock()
    seat = next(seat for seat in kept(clinic, now).seats if seat.visit)

    visiting(other_clinic).until(Stage.DOSING)

    again = next(seat for seat in kept(clinic, now).seats if seat.visit)
    assert again.visit is seat.visit


def test_after_a_minute_everything_is_read_anew(clinic: Clinic) -> None:
    visiting(clinic).until(Stage.DOSING)
    now = clinic.clock()
    seat = next(seat for seat in kept(clinic, now).seats if seat.visit)

    for when, is_same in ((now + AT_MOST - timedelta(seconds=1), True), (now + AT_MOST, False)):
        again = next(seat for seat in kept(clinic, when).seats if seat.visit)
        assert (again.visit is seat.visit) is is_same


def test_what_stands_before_an_arrival_is_worked_out_again_when_it_changed(
    clinic: Clinic,
) -> None:
    visit = visiting(clinic, starts_at=NOON + timedelta(hours=1))
    nurse, memory = clinic.actors[Role.NURSE], Remembered()

    def before(now: datetime) -> Any:
        return before_arrival(nurse, [visit.session], now=now, news=memory.news(nurse.organisation))

    now = clinic.clock()
    first = before(now)
    assert first == before_arrival(nurse, [visit.session], now=now)
    with CaptureQueriesContext(connection) as asked:
        assert before(now + timedelta(seconds=30)) == first
    assert len(asked) == 1

    visit.somebody.screened(at=clinic.clock())

    now = clinic.clock()
    assert before(now) == before_arrival(nurse, [visit.session], now=now)
