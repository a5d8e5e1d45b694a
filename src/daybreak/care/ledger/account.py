"""Where a controlled drug can be: in a safe, in an open vial, drawn up, in a person, gone."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What sort of place an account is."""

    EXTERNAL = "external"  # a supplier
    STOCK = "stock"  # a safe of a site
    OPEN = "open"  # a vial in use
    PREP = "prep"  # drawn up for a session
    PATIENT = "patient"  # given in a session
    WASTE = "waste"
    RETURNED = "returned"  # to a reverse distributor
    DESTROYED = "destroyed"  # with Form 41
    LOSS = "loss"  # stolen, spilled or missing, by incident
    VARIANCE = "variance"  # what was measured and what is written differ


ON_HAND = frozenset({Kind.STOCK, Kind.OPEN, Kind.PREP})  # never under nothing


@dataclass(frozen=True, slots=True, order=True)
class Account:
    """One place. `of` is its safe, vial, session, incident, count or company."""

    kind: Kind
    of: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.of}"


def supplier(name: str) -> Account:
    return Account(Kind.EXTERNAL, name)


def safe(site: str, name: str) -> Account:
    return Account(Kind.STOCK, f"{site}/{name}")


def opened(vial: str) -> Account:
    return Account(Kind.OPEN, vial)


def prepared(session: str) -> Account:
    return Account(Kind.PREP, session)


def given(session: str) -> Account:
    return Account(Kind.PATIENT, session)


def wasted(session_or_vial: str) -> Account:
    return Account(Kind.WASTE, session_or_vial)


def residual(session: str) -> Account:
    """What stays in line and bag: declared, not measured, and kept apart for that."""
    return Account(Kind.WASTE, f"{session}/residual")


def variance(of: str) -> Account:
    return Account(Kind.VARIANCE, of)


def overfilled(vial: str) -> Account:
    """What a vial held over its label: a variance that is explained."""
    return Account(Kind.VARIANCE, f"{vial}/overfill")
