"""The PINs for the chair: what a device may know of them, and what stays here."""

from dataclasses import dataclass
from uuid import UUID

from daybreak.care.team.roles import CLINICIANS, Role
from daybreak.records.models import Account, ChairPin, RoleChange
from daybreak.records.prepared import Prepared
from daybreak.records.reads.team import held_roles

_there = Prepared(
    lambda site: Account.objects.filter(
        id__in=RoleChange.objects.filter(site=site).values("account"),
        is_active=True,
        patient__isnull=True,
    ).order_by("name", "id")
)
# The last of each account counts.
_pins = Prepared(
    lambda *accounts: ChairPin.objects.filter(account__in=accounts).order_by("recorded_at", "id")
)


@dataclass(frozen=True, slots=True)
class PinHolder:
    """Somebody who may work at a chair of a site, and what a device needs to ask their PIN.

    `roles` are all that they hold, as acts are asked by them. `proof_salt` is base64.
    """

    account: UUID
    name: str
    roles: frozenset[Role]
    verifier: str
    proof_salt: str
    proof_iterations: int


@dataclass(frozen=True, slots=True)
class Hashes:
    """Both hashes of a PIN; the key in `prover` is encrypted. `act` is the act that set it."""

    verifier: str
    prover: str
    act: UUID


def pin_holders(site: UUID) -> tuple[PinHolder, ...]:
    """Everybody with a PIN who may work at a chair of this site, by name.

    Whoever asks has made sure that the site is the actor's own.
    """
    accounts = _there(site)
    pins = {row.account_id: row for row in _pins.among(each.id for each in accounts)}
    found = []
    for row in accounts:
        pin = pins.get(row.id)
        held = held_roles(row.id) if pin else frozenset()
        if pin and CLINICIANS & {role for where, role in held if where == site}:
            _, iterations, salt, _ = pin.prover.split("$")
            roles = frozenset(role for _, role in held)
            found.append(PinHolder(row.id, row.name, roles, pin.verifier, salt, int(iterations)))
    return tuple(found)


def hashes(account: UUID) -> Hashes | None:
    """Both hashes of the PIN that counts for an account; None when it has none."""
    row = ChairPin.objects.filter(account=account).order_by("recorded_at", "id").last()
    return Hashes(row.verifier, row.prover, row.act) if row else None
