"""The accounts of the made-up clinic: one for each role, and one patient."""

from dataclasses import dataclass

from daybreak.care.team.roles import Role

PASSWORD = "daybreak-demo"  # noqa: S105 — printed on purpose; it opens nothing but made-up charts
PIN = "271806"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 — the same


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """Who may try what: printed when the demo starts."""

    role: str
    name: str
    email: str
    password: str = PASSWORD
    totp_secret: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who works in the made-up clinic."""

    name: str
    email: str
    roles: tuple[Role, ...]
    totp_secret: str = ""


STAFF = (
    Member("Fern Desk", "desk@demo.example", (Role.FRONT_DESK,)),
    Member("Robin Quill", "nurse@demo.example", (Role.NURSE,)),
    Member("Petra Linden", "nurse2@demo.example", (Role.NURSE,)),
    Member("Dr Ash Marlow", "prescriber@demo.example", (Role.PRESCRIBER,)),
    Member("Thea Brook", "therapist@demo.example", (Role.THERAPIST,)),
    Member("Dr Ivo Larch", "director@demo.example", (Role.DIRECTOR,), TOTP_SECRET),
    Member("Ada Minster", "administrator@demo.example", (Role.ADMINISTRATOR,)),
    Member("Otto Ledger", "auditor@demo.example", (Role.AUDITOR,)),
)
PATIENT_EMAIL = "patient@demo.example"


def all_of_them() -> tuple[DemoAccount, ...]:
    """Every account to try, staff first."""
    staff = tuple(
        DemoAccount(
            member.roles[0].value.replace("-", " "),
            member.name,
            member.email,
            totp_secret=member.totp_secret,
        )
        for member in STAFF
    )
    return (*staff, DemoAccount("patient", "Wren Halloway", PATIENT_EMAIL))
