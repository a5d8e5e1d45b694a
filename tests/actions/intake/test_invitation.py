"""Somebody is invited to an account of their own, which opens their chart and no other."""

from datetime import date

import pytest

from clinic import Clinic
from daybreak.actions import intake
from daybreak.actions.intake import Details
from daybreak.care.errors import NotAllowed, NotFound, NotUnderstood, WrongRole
from daybreak.care.team.roles import Role
from daybreak.records.models import Account, JournalLine
from daybreak.records.reads import team

WREN = Details("Wren", "Halloway", date(1985, 2, 14))
ADDRESS = "wren@example.org"


@pytest.fixture
def registered(clinic: Clinic) -> intake.Registered:
    return intake.register(**clinic.desk, details=WREN, site=clinic.site)


def test_an_invited_person_signs_in_as_themselves_and_nobody_else(
    clinic: Clinic, registered: intake.Registered
) -> None:
    invited = intake.invite(**clinic.desk, patient=registered.patient, email=" Wren@Example.org ")

    account = Account.objects.get(id=invited.account)
    assert (account.email, account.name) == (ADDRESS, "Wren Halloway")
    assert not account.has_usable_password()
    signed_in = team.signed_in(account.id, visit="")
    assert signed_in is not None
    assert signed_in.actor.patient == registered.patient
    assert signed_in.actor.roles == {Role.PATIENT}


def test_the_link_is_void_once_a_password_is_set(
    clinic: Clinic, registered: intake.Registered
) -> None:
    invited = intake.invite(**clinic.desk, patient=registered.patient, email=ADDRESS)
    token = intake.welcome_token(invited.account)
    assert intake.welcomed(token) == invited.account

    account = Account.objects.get(id=invited.account)
    account.set_password("a long enough password")
    account.save()

    assert intake.welcomed(token) is None
    with pytest.raises(NotAllowed, match="an account and a password"):
        intake.invite(**clinic.desk, patient=registered.patient, email=ADDRESS)


@pytest.mark.parametrize("token", ["", "x", "-", "00000000-abc", "\x00-1", "é-é"])
def test_a_made_up_link_opens_nothing(clinic: Clinic, token: str) -> None:
    assert intake.welcomed(token) is None


def test_a_members_link_is_no_patients_link(clinic: Clinic) -> None:
    assert intake.welcomed(intake.welcome_token(clinic.actors[Role.NURSE].id)) is None


def test_the_link_is_nowhere_in_the_journal(clinic: Clinic, registered: intake.Registered) -> None:
    invited = intake.invite(**clinic.desk, patient=registered.patient, email=ADDRESS)
    token = intake.welcome_token(invited.account)

    lines = JournalLine.objects.filter(act="intake-invite")
    assert lines.count() == 1
    assert all(token not in line.answer for line in lines)


def test_asked_again_it_is_the_same_account_at_the_new_address(
    clinic: Clinic, registered: intake.Registered
) -> None:
    first = intake.invite(**clinic.desk, patient=registered.patient, email=ADDRESS)
    again = intake.invite(**clinic.desk, patient=registered.patient, email="w@example.org")

    assert again.account == first.account
    assert Account.objects.get(id=first.account).email == "w@example.org"


def test_an_address_that_somebody_else_signs_in_with_is_refused(
    clinic: Clinic, registered: intake.Registered
) -> None:
    taken = Account.objects.get(id=clinic.actors[Role.NURSE].id).email

    with pytest.raises(NotAllowed, match="Somebody else"):
        intake.invite(**clinic.desk, patient=registered.patient, email=taken)
    assert not Account.objects.filter(patient=registered.patient).exists()


def test_an_address_is_needed(clinic: Clinic, registered: intake.Registered) -> None:
    with pytest.raises(NotUnderstood):
        intake.invite(**clinic.desk, patient=registered.patient, email="wren")


def test_only_those_one_works_with_are_invited(
    clinic: Clinic, other_clinic: Clinic, registered: intake.Registered
) -> None:
    with pytest.raises(NotFound):
        intake.invite(**other_clinic.desk, patient=registered.patient, email=ADDRESS)
    with pytest.raises(WrongRole):
        intake.invite(**clinic.by(Role.AUDITOR), patient=registered.patient, email=ADDRESS)
