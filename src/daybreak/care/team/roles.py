"""Who works here, in the words of the clinic."""

from enum import StrEnum


class Role(StrEnum):
    """What a person, or a machine, may be here. One account may hold several at a site."""

    FRONT_DESK = "front-desk"
    NURSE = "nurse"
    PRESCRIBER = "prescriber"
    THERAPIST = "therapist"
    DIRECTOR = "director"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    PATIENT = "patient"
    DEVICE = "device"  # a monitor that a person has bound to a chair
    SYSTEM = "system"  # another program with a token


STAFF = frozenset(Role) - {Role.PATIENT, Role.DEVICE, Role.SYSTEM}
CLINICIANS = frozenset({Role.NURSE, Role.PRESCRIBER, Role.THERAPIST, Role.DIRECTOR})
