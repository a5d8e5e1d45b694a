"""A medicine may be given beside the dose once a prescriber signed for it, until they end it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from beside import ONDANSETRON, allergic, ordered
from clinic import Clinic
from daybreak.actions import plan
from daybreak.care.errors import NotAllowed, NotFound, NotUnderstood, WrongRole
from daybreak.care.quantities import Mass, Volume
from daybreak.care.team.roles import Role
from daybreak.records.models import AdjunctEnd, AdjunctOrder, JournalLine
from daybreak.records.reads.beside import orders_of
from visiting import Visiting, visiting

ZONE = ZoneInfo("America/Los_Angeles")


@pytest.fixture
def visit(clinic: Clinic) -> Visiting:
    return visiting(clinic)


def test_an_order_says_what_how_much_for_what_by_whom_and_until_when(visit: Visiting) -> None:
    ordered(visit)

    (seen,) = orders_of(visit.somebody.course, ZONE)
    assert (seen.order.drug, seen.order.dose, seen.order.most) == (
        "Ondansetron",
        Mass.mg(4),
        Mass.mg(8),
    )
    assert seen.order.may_give == {Role.NURSE, Role.PRESCRIBER}
    assert seen.by == "Test prescriber"
    assert seen.is_in_force(visit.now)
    assert not seen.is_in_force(ONDANSETRON.expires)
    assert JournalLine.objects.filter(act="plan-order-adjunct").count() == 1


def test_a_fluid_is_kept_in_microlitres(visit: Visiting) -> None:
    ordered(visit, replace(ONDANSETRON, kind="fluid", dose=Volume.ml(250), most=Volume.ml(500)))

    row = AdjunctOrder.objects.get()
    assert (row.dose_ul, row.most_ul, row.dose_ug, row.most_ug) == (250_000, 500_000, None, None)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"drug": " "}, "the name of the drug"),
        ({"kind": "hypnotic"}, "a kind that is listed"),
        ({"route": "by-drone"}, "a way to give it"),
        ({"dose": Mass(0)}, "a dose over nothing"),
        ({"dose": Mass.mg(-4)}, "a dose over nothing"),
        ({"most": Mass.mg(2)}, "a maximum"),
        ({"most": Volume.ml(8)}, "a maximum"),
        ({"trigger": ""}, "what it is given for"),
        ({"may_give": ()}, "who may give it"),
        ({"may_give": (Role.FRONT_DESK,)}, "who may give it"),
        ({"expires": datetime(2026, 11, 1, tzinfo=UTC)}, "an end after its signature"),
        ({"most": Mass.mg(10**10)}, "is no dose"),
        ({"drug": "x" * 121}, "at most 120"),
        ({"drug": "Ondan\x00setron"}, "plain letters"),
        ({"least_minutes": -1}, "minutes"),
        ({"least_minutes": 10**9}, "minutes"),
    ],
)
def test_an_order_that_lacks_something_is_refused_and_nothing_is_stored(
    visit: Visiting, changed: dict[str, Any], words: str
) -> None:
    with pytest.raises((NotAllowed, NotUnderstood), match=words):
        ordered(visit, replace(ONDANSETRON, **changed))

    assert not AdjunctOrder.objects.exists()


def test_what_they_are_allergic_to_is_not_ordered(visit: Visiting) -> None:
    allergic(visit, "Ondansetron (hives)")

    with pytest.raises(NotAllowed, match="An allergy to Ondansetron is on record"):
        ordered(visit)


def test_an_order_ends_with_a_reason_once_and_what_was_signed_stays(visit: Visiting) -> None:
    order = ordered(visit)
    with pytest.raises(NotUnderstood, match="Say why"):
        plan.end_adjunct(**visit.clinic.prescriber, order=order, reason=" ")

    plan.end_adjunct(**visit.clinic.prescriber, order=order, reason="QTc 505 ms today")

    (seen,) = orders_of(visit.somebody.course, ZONE)
    assert not seen.is_in_force(visit.now)
    assert (seen.end_reason, seen.ended_by) == ("QTc 505 ms today", "Test prescriber")
    with pytest.raises(NotAllowed, match="ended already"):
        plan.end_adjunct(**visit.clinic.prescriber, order=order, reason="again")
    assert AdjunctEnd.objects.count() == 1


def test_only_a_prescriber_orders(visit: Visiting) -> None:
    with pytest.raises(WrongRole):
        plan.order_adjunct(**visit.clinic.nurse, course=visit.somebody.course, order=ONDANSETRON)


def test_another_organisations_course_and_order_do_not_exist(
    visit: Visiting, other_clinic: Clinic
) -> None:
    order = ordered(visit)

    with pytest.raises(NotFound):
        plan.order_adjunct(
            **other_clinic.prescriber, course=visit.somebody.course, order=ONDANSETRON
        )
    with pytest.raises(NotFound):
        plan.end_adjunct(**other_clinic.prescriber, order=order, reason="none of ours")
