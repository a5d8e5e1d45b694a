"""A query written once answers as one written anew, and keeps to the same rules of scope."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db.models import Max

from clinic import Clinic
from daybreak.care.errors import NotFound
from daybreak.care.session.stages import Stage
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import Role
from daybreak.records import scope
from daybreak.records.models import Account, FactRow, Organisation, SessionNow, Step
from daybreak.records.prepared import Prepared
from treated import treated

STEPS = Prepared(
    lambda *sessions: (
        Step.objects.filter(session__in=sessions)
        .select_related("by", "session__course")
        .order_by("at", "id")
    )
)


def test_any_number_of_ids_gives_the_rows_of_all_of_them(clinic: Clinic) -> None:
    person = treated(clinic)
    sessions = [
        person.session(number, clinic.clock.forward(days=number), until=Stage.CLOSED)
        for number in range(1, 6)
    ]
    for count in range(len(sessions) + 1):
        some = sessions[:count]
        anew = Step.objects.filter(session__in=some).order_by("at", "id")
        assert STEPS.among(some) == list(anew)
        assert [row.__dict__.keys() - {"_state"} for row in STEPS.among(some)] == [
            row.__dict__.keys() - {"_state"} for row in anew
        ]


def test_what_was_asked_for_along_with_a_row_asks_nothing_again(
    clinic: Clinic,
    django_assert_num_queries: Any,
) -> None:
    person = treated(clinic)
    session = person.session(1, clinic.clock(), until=Stage.CLOSED)
    STEPS.among([session])
    with django_assert_num_queries(1):
        told = STEPS.among([session])
        assert {row.session.course.patient_id for row in told} == {person.patient}
        assert all(row.by is None or row.by.name for row in told)


def test_only_some_columns_can_be_asked_for(clinic: Clinic) -> None:
    names = Prepared(lambda *ids: Account.objects.filter(id__in=ids).only("id", "name"))
    by = clinic.actors[Role.NURSE]
    (row,) = names(by.id)
    assert row.name == by.name
    assert "password" not in row.__dict__


def test_no_ids_are_no_rows_and_no_query(
    clinic: Clinic,
    django_assert_num_queries: Any,
) -> None:
    with django_assert_num_queries(0):
        assert STEPS.among([]) == []


def test_a_query_that_counts_or_sums_is_refused(clinic: Clinic) -> None:
    counting = Prepared(
        lambda patient: FactRow.objects.filter(patient=patient).annotate(last=Max("at"))
    )
    with pytest.raises(TypeError, match="whole rows"):
        counting(uuid4())


def test_it_tells_the_same_ids_apart_wherever_they_stand(clinic: Clinic) -> None:
    pair = Prepared(lambda one, other: Organisation.objects.filter(id=one).exclude(id=other))
    own = clinic.actors[Role.NURSE].organisation
    assert [row.id for row in pair(own, uuid4())] == [own]
    assert pair(own, own) == []


SIGNING_IN = [role for role in Role if role not in {Role.PATIENT, Role.DEVICE, Role.SYSTEM}]


@pytest.mark.parametrize("role", SIGNING_IN)
def test_a_session_is_found_by_whoever_knows_of_the_person_and_by_nobody_else(
    role: Role, clinic: Clinic, other_clinic: Clinic
) -> None:
    sessions = [
        treated(at).session(1, at.clock(), until=Stage.SCHEDULED) for at in (clinic, other_clinic)
    ]
    actor = clinic.actors[role]
    for session in sessions:
        known = scope.sessions(actor).filter(id=session).exists()
        assert _found(actor, session) == known
    assert known is False  # the other clinic's


def _found(actor: Actor, session: UUID) -> bool:
    try:
        row: SessionNow = scope.standing(actor, session)
    except NotFound:
        return False
    return row.session_id == session
