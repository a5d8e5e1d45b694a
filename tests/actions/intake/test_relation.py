"""Somebody seen at another site is found by number and birth date together, and only so."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from clinic import Clinic
from daybreak.actions import intake, team
from daybreak.actions.intake import Details
from daybreak.care.errors import NotAllowed, NotFound, NotUnderstood
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import Role
from daybreak.records import scope
from daybreak.records.models import CareRelation, JournalLine

BORN = date(1985, 2, 14)


@pytest.fixture
def second_site(clinic: Clinic) -> UUID:
    return team.add_site(
        **clinic.administrator, name="Hillside", time_zone="America/Los_Angeles"
    ).site


@pytest.fixture
def there(clinic: Clinic, second_site: UUID) -> Actor:
    """A nurse who works at the second site only."""
    nurse = clinic.actors[Role.NURSE]
    return Actor(nurse.id, nurse.name, nurse.organisation, nurse.roles, frozenset({second_site}))


@pytest.fixture
def registered(clinic: Clinic) -> intake.Registered:
    return intake.register(
        **clinic.desk, details=Details("Wren", "Halloway", BORN), site=clinic.site
    )


def find(clinic: Clinic, there: Actor, site: UUID, **changes: Any) -> intake.RelationOpened:
    asked = {"number": "DB-0001", "birth_date": BORN, "reason": "comes here from now on"}
    return intake.open_relation(**{**clinic.nurse, "by": there}, site=site, **{**asked, **changes})


def test_the_chart_opens_once_the_relation_stands_and_the_journal_says_why(
    clinic: Clinic, second_site: UUID, there: Actor, registered: intake.Registered
) -> None:
    assert not scope.patients(there).exists()

    opened = find(clinic, there, second_site, number=" db-0001 ")

    assert opened.patient == registered.patient
    assert scope.patients(there).filter(id=registered.patient).exists()
    assert CareRelation.objects.get(site=second_site).reason == "comes here from now on"
    assert JournalLine.objects.filter(chain=second_site, act="intake-open-relation").count() == 1


@pytest.mark.parametrize(
    "wrong", [{"number": "DB-0002"}, {"birth_date": date(1985, 2, 15)}, {"number": ""}]
)
def test_one_of_the_two_alone_finds_nobody(
    clinic: Clinic,
    second_site: UUID,
    there: Actor,
    registered: intake.Registered,
    wrong: dict[str, Any],
) -> None:
    with pytest.raises(NotFound, match="number and this date of birth together"):
        find(clinic, there, second_site, **wrong)


def test_another_organisations_chart_is_never_found(
    clinic: Clinic, other_clinic: Clinic, registered: intake.Registered
) -> None:
    with pytest.raises(NotFound):
        intake.open_relation(
            **other_clinic.nurse,
            number="DB-0001",
            birth_date=BORN,
            reason="comes here",
            site=other_clinic.site,
        )


def test_a_reason_is_needed(
    clinic: Clinic, second_site: UUID, there: Actor, registered: intake.Registered
) -> None:
    with pytest.raises(NotUnderstood, match="why"):
        find(clinic, there, second_site, reason="  ")


def test_a_site_that_knows_them_is_told_so(clinic: Clinic, registered: intake.Registered) -> None:
    with pytest.raises(NotAllowed, match="knows this person already"):
        find(clinic, clinic.actors[Role.NURSE], clinic.site)
