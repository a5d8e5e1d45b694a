"""Somebody gets an account of their own, and a link with which they set its password once."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.tokens import default_token_generator

from daybreak.actions.act import act
from daybreak.actions.intake.person import current_details, home
from daybreak.actions.journal import current
from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.care.team.actor import Actor
from daybreak.records import scope
from daybreak.records.models import Account, Patient


@dataclass(frozen=True, slots=True)
class Invited:
    account: UUID
    email: str


@act("intake-invite")
def invite(
    *, by: Actor, act_id: UUID, at: datetime | None = None, now: datetime, patient: UUID, email: str
) -> Invited:
    """Make an account for someone, without a password; asked again, the same one is answered.

    The link is not in the answer, because the answer is kept: see `welcome_token`.

    Raises:
        NotFound: no such person among those `by` works with.
        NotUnderstood: no address was given.
        NotAllowed: they have set a password already, or somebody else signs in with that address.
    """
    row = scope.found(scope.patients(by), patient, "person")
    address = email.strip().lower()
    if "@" not in address:
        raise NotUnderstood("email", "Type the e-mail address that they will sign in with.")
    own = Account.objects.filter(patient=row).first()
    if own is not None and own.has_usable_password():
        raise NotAllowed(
            "account-exists",
            "They have an account and a password. If they forgot it, the sign-in page sends "
            "them a new one.",
        )
    if Account.objects.filter(email=address).exclude(patient=row).exists():
        raise NotAllowed(
            "address-taken",
            "Somebody else signs in with that address. Ask for one of their own.",
        )
    account = own or _account(by, row, address)
    if account.email != address:
        account.email = address
        account.save(update_fields=["email"])
    current().about(patient=row.id, site=home(by, row.id))
    return Invited(account.id, account.email)


def welcome_token(account: UUID) -> str:
    """What stands behind `/p/welcome/`: void after a password is set, or after three days."""
    row = Account.objects.get(id=account)
    return f"{row.id.hex}-{default_token_generator.make_token(row)}"


def welcomed(token: str) -> UUID | None:
    """The patient's account that a token speaks for, while it is good."""
    named, _, key = token.partition("-")
    try:
        account = Account.objects.get(id=UUID(named), patient__isnull=False, is_active=True)
    except (ValueError, Account.DoesNotExist):
        return None
    return account.id if default_token_generator.check_token(account, key) else None


def _account(by: Actor, row: Patient, address: str) -> Account:
    known = current_details(row.id)
    name = f"{known.preferred or known.given} {known.family}".strip() if known else row.number
    account = Account.objects.create_account(
        email=address, name=name[:120], key=current().new_id("account")
    )
    account.organisation_id = by.organisation
    account.patient = row
    account.save(update_fields=["organisation", "patient"])
    return account
