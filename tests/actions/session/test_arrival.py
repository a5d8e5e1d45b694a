"""Arriving, not coming, and check-in: what is asked, what holds, and what a refusal leaves."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from clinic import NOON, Clinic
from daybreak.actions import session as act
from daybreak.care.errors import NotAllowed, NotFound, NotUnderstood, WrongRole
from daybreak.care.findings import Status
from daybreak.care.session.stages import Stage
from daybreak.care.team.roles import Role
from daybreak.records.models import CheckIn, FactRow, JournalLine, Step, VerdictRow
from daybreak.records.reads.session import standing
from visiting import Visiting, visiting


@pytest.fixture
def visit(clinic: Clinic) -> Visiting:
    return visiting(clinic)


def test_an_arrival_is_a_step_and_a_line_of_the_site(visit: Visiting) -> None:
    visit.arrive()

    step = Step.objects.get(session=visit.session)
    line = JournalLine.objects.get(act="session-arrive")
    assert (step.from_stage, step.to_stage) == ("scheduled", "arrived")
    assert line.patient == visit.somebody.patient
    assert line.chain_id == visit.clinic.site
    assert standing(visit.session).stage is Stage.ARRIVED


def test_the_same_arrival_sent_twice_is_one(visit: Visiting) -> None:
    sent = visit.nurse()

    first, again = act.arrive(**sent), act.arrive(**sent)

    assert first == again
    assert Step.objects.filter(session=visit.session).count() == 1


def test_nobody_arrives_for_another_day(visit: Visiting) -> None:
    visit.clinic.clock.now = NOON - timedelta(days=1)

    with pytest.raises(NotAllowed, match="another day"):
        visit.arrive()

    assert not Step.objects.exists()


def test_another_organisation_has_no_such_session(visit: Visiting, other_clinic: Clinic) -> None:
    with pytest.raises(NotFound):
        act.arrive(**{**other_clinic.nurse, "session": visit.session})


@pytest.mark.parametrize("role", [Role.THERAPIST, Role.AUDITOR, Role.ADMINISTRATOR])
def test_a_role_that_may_not_is_refused(visit: Visiting, role: Role) -> None:
    with pytest.raises(WrongRole):
        act.arrive(**{**visit.clinic.by(role), "session": visit.session})


def test_time_does_not_run_ahead(visit: Visiting) -> None:
    sent = {**visit.nurse(), "at": visit.now + timedelta(minutes=30)}

    with pytest.raises(NotUnderstood, match="has not come yet"):
        act.arrive(**sent)


def test_somebody_who_never_came_is_noted_once_it_is_their_time(visit: Visiting) -> None:
    early = {**visit.nurse(), "now": NOON - timedelta(minutes=5)}
    with pytest.raises(NotAllowed, match="has not come yet"):
        act.cancel(**early, reason="", no_show=True)

    act.cancel(**{**visit.nurse(), "act_id": uuid4()}, reason="", no_show=True)

    assert visit.stage is Stage.NO_SHOW


def test_a_session_is_not_called_off_without_a_reason_nor_after_the_drug_is_out(
    visit: Visiting,
) -> None:
    with pytest.raises(NotUnderstood, match="Say why"):
        act.cancel(**visit.nurse(), reason=" ")
    visit.until(Stage.PREPARED)
    with pytest.raises(NotAllowed, match="cannot become cancelled"):
        act.cancel(**visit.nurse(), reason="changed their mind")


def test_a_check_in_with_nothing_open_goes_on_without_any_reading(visit: Visiting) -> None:
    visit.arrive()

    answer = visit.check_in()

    assert answer.stage is visit.stage is Stage.CHECKED_IN
    assert answer.holds == ()
    assert answer.status is Status.HOLD  # the readings are still to come
    assert VerdictRow.objects.get(session=visit.session).status == "hold"
    assert FactRow.objects.filter(field="weight-g").latest("recorded_at").origin == "measured"


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"escort_name": ""}, "L01"),
        ({"escort_phone": " "}, "L01"),
        ({"identity_checked": False}, "identity-checked-twice"),
        ({"scales_answered": False}, "scales-answered"),
        ({"weight_g": 90_000}, "L14"),
        ({"facts": {"intoxicated-today": True, "news-since-last-visit": False}}, "X12"),
        ({"facts": {"ketamine-elsewhere": True, "news-since-last-visit": False}}, "L09"),
        ({"facts": {"minutes-since-solids": 30, "intoxicated-today": False}}, "L03"),
        ({"facts": {"hx-aneurysm": True, "intoxicated-today": False}}, "X02"),
    ],
)
def test_what_holds_keeps_them_at_check_in_and_everything_is_kept(
    visit: Visiting, changed: dict[str, object], rule: str
) -> None:
    visit.arrive()

    answer = visit.check_in(**changed)

    assert rule in {each.rule for each in answer.holds}
    assert answer.stage is visit.stage is Stage.ARRIVED
    assert CheckIn.objects.count() == 1

    mended = visit.check_in(
        facts={
            "news-since-last-visit": False,
            "intoxicated-today": False,
            "ketamine-elsewhere": False,
            "minutes-since-solids": 720,
            "hx-aneurysm": False,
        }
    )
    assert mended.stage is Stage.CHECKED_IN


def test_a_missing_suicide_screen_holds(clinic: Clinic) -> None:
    visit = visiting(clinic, starts_at=NOON)
    visit.somebody.screened(at=NOON - timedelta(minutes=5), level="high")
    visit.arrive()

    answer = visit.check_in()

    assert "P08" in {each.rule for each in answer.holds}


def test_check_in_answers_only_what_is_asked(visit: Visiting) -> None:
    visit.arrive()
    with pytest.raises(NotUnderstood):
        visit.check_in(facts={"no-such-question": True})
    with pytest.raises(NotUnderstood, match="field of its own"):
        visit.check_in(facts={"weight-g": 80_000})

    assert not CheckIn.objects.exists()


def test_nobody_is_checked_in_who_has_not_come(visit: Visiting) -> None:
    with pytest.raises(NotAllowed, match="has arrived"):
        visit.check_in()


def test_the_front_desk_checks_nobody_in(visit: Visiting) -> None:
    visit.arrive()
    with pytest.raises(WrongRole):
        act.check_in(
            **{**visit.clinic.desk, "session": visit.session},
            identity_checked=True,
            consent_affirmed=True,
            scales_answered=True,
        )


def test_whoever_works_at_another_site_does_not_know_of_it(visit: Visiting) -> None:
    nurse = replace(visit.clinic.actors[Role.NURSE], sites=frozenset({uuid4()}))
    with pytest.raises(NotFound):
        act.arrive(**{**visit.nurse(), "by": nurse})
