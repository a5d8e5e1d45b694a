"""Sessions are booked all or none, where the protocol and the chairs have room for them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from clinic import Clinic
from daybreak.actions import outcome, plan
from daybreak.actions.journal import Journal, add
from daybreak.actions.journal import opened as journal_opened
from daybreak.care.errors import NotAllowed, NotFound, NotUnderstood, WrongRole
from daybreak.care.team.roles import Role
from daybreak.records.models import (
    Booking,
    ChartCard,
    Course,
    JournalLine,
    Session,
    SessionNow,
    Step,
)
from daybreak.records.reads.series import series_of
from daybreak.records.verify import verify
from planned import SIX_DAYS, at, opened, wanted


def book(clinic: Clinic, course: UUID, **said: Any) -> plan.SeriesBooked:
    what: dict[str, Any] = {
        **clinic.desk,
        "course": course,
        "wanted": wanted(clinic, *SIX_DAYS),
    }
    return plan.book_series(**{**what, **said})


def move(clinic: Clinic, course: UUID, *moves: plan.Move, **said: Any) -> plan.SessionsMoved:
    return plan.move_sessions(**{**clinic.desk, "course": course, "moves": moves, **said})


def called_off(clinic: Clinic, session: UUID, to: str = "cancelled") -> None:
    """A session that its own room has called off."""
    step(clinic, session, "scheduled", to)


def step(clinic: Clinic, session: UUID, here: str, there: str) -> None:
    now = clinic.clock()
    by = clinic.actors[Role.NURSE]
    journal = Journal("session-cancel", by, uuid4(), now, now, "0" * 64)
    with journal_opened(journal):
        add(Step(session_id=session, from_stage=here, to_stage=there))
        journal.changed(session)
        journal.about(site=clinic.site)
        journal.close("{}")


def test_six_infusions_are_booked_in_one_act(clinic: Clinic) -> None:
    course = opened(clinic)

    done = book(clinic, course)

    assert done.numbers == (1, 2, 3, 4, 5, 6)
    rows = SessionNow.objects.filter(course=course).order_by("starts_at")
    assert [row.starts_at for row in rows] == [at(day) for day in SIX_DAYS]
    assert {row.stage for row in rows} == {"scheduled"}
    assert {row.ends_at - row.starts_at for row in rows} == {timedelta(minutes=150)}
    assert {row.chair_id for row in rows} == {clinic.chairs[0]}
    person = Course.objects.get(id=course).patient_id
    assert ChartCard.objects.get(patient=person).next_at == at(18)
    assert JournalLine.objects.filter(act="plan-book-series").count() == 1
    assert verify().ok


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ((18, 19, 23, 25, 28, 30), "1 day after 1"),
        ((18, 18), "0 days after 1"),
        ((16, 18, 20), "is over"),
        ((18, 20, 22, 24, 26, 28, 30), "has 6 sessions"),
    ],
)
def test_days_that_a_rule_holds_are_not_booked(
    clinic: Clinic, days: tuple[int, ...], words: str
) -> None:
    course = opened(clinic)
    lines = JournalLine.objects.count()

    with pytest.raises(NotAllowed, match=words):
        book(clinic, course, wanted=wanted(clinic, *days))

    assert not Session.objects.exists()
    assert not Booking.objects.exists()
    assert JournalLine.objects.count() == lines


def test_days_with_a_warning_are_booked_with_a_word_of_why(clinic: Clinic) -> None:
    course = opened(clinic)
    sparse = wanted(clinic, 18, 20, 28)

    with pytest.raises(NotAllowed, match="write down why"):
        book(clinic, course, wanted=sparse)
    book(clinic, course, wanted=sparse, reason="Away for a week; the prescriber agrees.")

    assert set(Booking.objects.values_list("reason", flat=True)) == {
        "Away for a week; the prescriber agrees."
    }


def test_a_chair_is_given_to_one_person_at_a_time(clinic: Clinic) -> None:
    book(clinic, opened(clinic))
    other = opened(clinic, family="Marlow")

    with pytest.raises(NotAllowed, match="Chair 1 is taken"):
        book(clinic, other, wanted=wanted(clinic, *SIX_DAYS, hour=12))
    assert Session.objects.count() == 6

    book(clinic, other, wanted=wanted(clinic, *SIX_DAYS, chair=1))
    assert Session.objects.count() == 12


def test_a_chair_is_free_again_from_the_moment_its_sitting_ends(clinic: Clinic) -> None:
    book(clinic, opened(clinic), wanted=wanted(clinic, 18))
    after = [
        replace(one, starts_at=one.starts_at + timedelta(minutes=150)) for one in wanted(clinic, 18)
    ]

    done = book(clinic, opened(clinic, family="Marlow"), wanted=tuple(after))

    assert done.numbers == (1,)


def test_what_is_missing_or_nonsense_is_not_understood(clinic: Clinic) -> None:
    course = opened(clinic)
    backwards = plan.Wanted(clinic.chairs[0], at(18), at(17))

    with pytest.raises(NotUnderstood, match="at least one"):
        book(clinic, course, wanted=())
    with pytest.raises(NotUnderstood, match="at least one"):
        book(clinic, course, kind="party")
    with pytest.raises(NotUnderstood, match="ends after"):
        book(clinic, course, wanted=(backwards,))


def test_chairs_and_courses_of_others_do_not_exist(clinic: Clinic, other_clinic: Clinic) -> None:
    course = opened(clinic)

    with pytest.raises(NotFound):
        book(clinic, course, wanted=wanted(other_clinic, 18))
    with pytest.raises(NotFound):
        book(clinic, course, **other_clinic.desk)
    with pytest.raises(WrongRole):
        book(clinic, course, **clinic.by(Role.THERAPIST))


def test_a_repeated_form_books_one_series(clinic: Clinic) -> None:
    course = opened(clinic)
    sent = clinic.desk

    assert book(clinic, course, **sent) == book(clinic, course, **sent)
    assert Session.objects.count() == 6


def test_who_missed_an_infusion_has_that_infusion_again(clinic: Clinic) -> None:
    course = opened(clinic)
    sessions = book(clinic, course).sessions
    called_off(clinic, sessions[3], "no-show")

    done = book(clinic, course, wanted=wanted(clinic, 27))

    assert done.numbers == (4,)


def test_a_single_booster_is_booked_with_its_own_kind(clinic: Clinic) -> None:
    course = opened(clinic)
    book(clinic, course)

    with pytest.raises(NotAllowed, match="from another dose"):
        book(clinic, course, wanted=wanted(clinic, 19), kind="booster")
    soon = plan.Wanted(clinic.chairs[0], at(44))
    done = book(clinic, course, wanted=(soon,), kind="booster")

    assert done.numbers == (7,)
    assert Session.objects.get(id=done.sessions[0]).kind == "booster"


def test_a_closed_course_is_not_booked(clinic: Clinic) -> None:
    course = opened(clinic)
    outcome.close_course(**clinic.prescriber, course=course, reason=outcome.EndReason.OWN_WISH)

    with pytest.raises(NotAllowed, match="closed"):
        book(clinic, course)


def test_a_session_ahead_is_moved_and_its_first_date_is_kept(clinic: Clinic) -> None:
    course = opened(clinic)
    sessions = book(clinic, course).sessions

    move(clinic, course, plan.Move(sessions[3], clinic.chairs[1], at(27, 13)), reason="Her work.")

    row = SessionNow.objects.get(session=sessions[3])
    assert (row.starts_at, row.chair_id) == (at(27, 13), clinic.chairs[1])
    assert row.ends_at - row.starts_at == timedelta(minutes=150)
    assert Booking.objects.filter(session=sessions[3]).count() == 2
    assert verify().ok


def test_a_move_keeps_the_gaps_on_both_sides(clinic: Clinic) -> None:
    course = opened(clinic)
    sessions = book(clinic, course).sessions

    with pytest.raises(NotAllowed, match="1 day after 3"):
        move(clinic, course, plan.Move(sessions[3], clinic.chairs[0], at(24)))
    with pytest.raises(NotAllowed, match="1 day after 4"):
        move(clinic, course, plan.Move(sessions[3], clinic.chairs[0], at(29)))

    assert Booking.objects.count() == 6


def test_the_rest_of_a_series_is_moved_together(clinic: Clinic) -> None:
    course = opened(clinic)
    sessions = book(clinic, course).sessions
    later = [at(27), at(30), at(34)]
    moves = [
        plan.Move(one, clinic.chairs[0], when)
        for one, when in zip(sessions[3:], later, strict=True)
    ]

    move(clinic, course, *moves)

    person = Course.objects.get(id=course).patient_id
    assert [each.starts_at for each in series_of(course, person).ahead][3:] == later


def test_who_has_come_is_not_moved(clinic: Clinic) -> None:
    course = opened(clinic)
    sessions = book(clinic, course).sessions
    step(clinic, sessions[0], "scheduled", "arrived")

    with pytest.raises(NotAllowed, match="not ahead any more"):
        move(clinic, course, plan.Move(sessions[0], clinic.chairs[0], at(18, 14)))


def test_a_move_to_a_taken_chair_is_refused_and_to_ones_own_is_not(clinic: Clinic) -> None:
    course = opened(clinic)
    sessions = book(clinic, course).sessions
    book(clinic, opened(clinic, family="Marlow"), wanted=wanted(clinic, 18, chair=1))

    with pytest.raises(NotAllowed, match="Chair 2 is taken"):
        move(clinic, course, plan.Move(sessions[0], clinic.chairs[1], at(18)))
    move(clinic, course, plan.Move(sessions[0], clinic.chairs[0], at(18, 11)))

    assert SessionNow.objects.get(session=sessions[0]).starts_at == at(18, 11)


def test_what_cannot_be_moved_is_said(clinic: Clinic, other_clinic: Clinic) -> None:
    course = opened(clinic)
    sessions = book(clinic, course).sessions
    once = plan.Move(sessions[0], clinic.chairs[0], at(18, 11))

    with pytest.raises(NotUnderstood):
        move(clinic, course)
    with pytest.raises(NotUnderstood):
        move(clinic, course, once, once)
    with pytest.raises(NotFound):
        move(clinic, course, replace(once, session=uuid4()))
    with pytest.raises(NotFound):
        move(clinic, course, once, **other_clinic.desk)
    with pytest.raises(WrongRole):
        move(clinic, course, once, **clinic.by(Role.AUDITOR))
