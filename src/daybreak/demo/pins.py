"""The PINs of whoever works at a chair of the made-up clinic.

They are no part of the story: a PIN is kept with salts that nobody can foretell, so two clinics
of the same seed differ in them.
"""

from uuid import uuid4

from django.utils import timezone

from daybreak.actions.pins import set_pin
from daybreak.care.team.roles import CLINICIANS
from daybreak.demo import accounts
from daybreak.records.models import Account
from daybreak.records.reads.team import signed_in
from daybreak.ui import pins


def set_all() -> None:
    """Give everybody who may stand at a chair the PIN that the demo prints."""
    for member in accounts.STAFF:
        if CLINICIANS.isdisjoint(member.roles) or member.totp_secret:
            continue
        found = signed_in(Account.objects.get(email=member.email).id, visit="")
        if found is None:
            raise RuntimeError(f"{member.email} works nowhere")
        verifier, prover = pins.make(accounts.PIN)
        set_pin(
            by=found.actor,
            act_id=uuid4(),
            at=None,
            now=timezone.now(),
            verifier=verifier,
            prover=prover,
        )
