"""People of a clinic with PINs, quick to check, and a browser in which one of them is signed in."""

from uuid import UUID, uuid4

from django.test import Client
from django.utils import timezone

from clinic import Clinic
from daybreak.actions import pins as act
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import Role
from daybreak.records.models import Account
from daybreak.ui import pins

PASSWORD = "a sentence one remembers"
PINS = {Role.NURSE: "493817", Role.PRESCRIBER: "602741", Role.THERAPIST: "185093"}
SECOND_PIN = "730264"


def with_pin(clinic: Clinic, role: Role) -> UUID:
    """The one of that role, with a PIN and a password."""
    actor = clinic.actors[role]
    give_pin(actor, PINS[role])
    return actor.id


def give_pin(actor: Actor, pin: str) -> None:
    verifier, prover = pins.make(pin, iterations=1000)
    act.set_pin(
        by=actor, act_id=uuid4(), at=None, now=timezone.now(), verifier=verifier, prover=prover
    )
    account = Account.objects.get(id=actor.id)
    account.set_password(PASSWORD)
    account.save()


def signed_in(clinic: Clinic, role: Role = Role.NURSE) -> Client:
    client = Client()
    client.force_login(Account.objects.get(id=clinic.actors[role].id))
    return client


def who(client: Client) -> UUID:
    """Who is signed in there."""
    return UUID(client.session["_auth_user_id"])
