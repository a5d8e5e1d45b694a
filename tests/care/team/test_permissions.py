"""One table says who may do what; these are the promises it must keep."""

from uuid import uuid4

import pytest

from daybreak.care.errors import WrongRole
from daybreak.care.team import permissions
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import STAFF, Role


def actor(*roles: Role) -> Actor:
    return Actor(uuid4(), "Somebody", uuid4(), frozenset(roles), frozenset())


def acts_of(role: Role) -> set[str]:
    return {act for act in permissions.ACTS if permissions.may(actor(role), act)}


@pytest.mark.parametrize("act", permissions.ACTS)
@pytest.mark.parametrize("role", Role)
def test_the_refusal_and_the_button_agree(role: Role, act: str) -> None:
    somebody = actor(role)

    if permissions.may(somebody, act):
        permissions.check(somebody, act)
    else:
        with pytest.raises(WrongRole) as refusal:
            permissions.check(somebody, act)
        allowed = {each.value.replace("-", " ") for each in permissions.ACTS[act]}
        assert all(name in refusal.value.message for name in allowed)


def test_every_act_has_somebody_who_may_do_it() -> None:
    assert all(permissions.ACTS.values())
    assert all(permissions.READS.values())


def test_an_auditor_changes_nothing_but_leaves_a_trace_of_reading() -> None:
    assert acts_of(Role.AUDITOR) == {"intake-read-chart"}


def test_a_patient_answers_their_own_questionnaires_and_says_what_they_read() -> None:
    assert acts_of(Role.PATIENT) == {"outcome-answer-scale", "outcome-read-crisis-text"}


def test_a_monitor_records_vitals_and_nothing_else() -> None:
    assert acts_of(Role.DEVICE) == {"session-record-vitals"}


def test_another_program_changes_nothing_but_leaves_a_trace_of_reading() -> None:
    assert acts_of(Role.SYSTEM) == {"intake-read-chart"}


def test_only_a_prescriber_orders_and_says_go() -> None:
    for act in ("plan-sign", "session-decide", "screening-decide", "outcome-review"):
        assert permissions.ACTS[act] == {Role.PRESCRIBER}, act


def test_the_front_desk_never_touches_dosing() -> None:
    assert acts_of(Role.FRONT_DESK) & {a for a in permissions.ACTS if a.startswith("session-")} == {
        "session-arrive",
        "session-cancel",
    }


def test_an_administrator_sees_no_chart_and_treats_nobody() -> None:
    administrator = actor(Role.ADMINISTRATOR)
    assert not permissions.may_read(administrator, "chart")
    assert not {act for act in acts_of(Role.ADMINISTRATOR) if act.startswith(("session-", "plan-"))}


def test_two_roles_may_what_either_may() -> None:
    both = actor(Role.FRONT_DESK, Role.NURSE)
    assert permissions.may(both, "plan-book-series")
    assert permissions.may(both, "session-prepare")


def test_roles_of_staff_are_those_a_person_can_be_given() -> None:
    assert {Role.PATIENT, Role.DEVICE, Role.SYSTEM}.isdisjoint(STAFF)
