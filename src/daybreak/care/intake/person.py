"""Who a record is about, as another system describes them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from daybreak.care.intake.partial_date import PartialDate


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number that some system gave a person.

    `kind` is the code of HL7 table 0203 where the sender gave one: MR, SS, DL, PPN...
    A clinic that needs no licence or passport numbers drops those kinds.
    """

    system: str | None
    value: str
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A person as told from elsewhere. What was not told is None or empty, never guessed.

    `sex` is the administrative one; `birth_sex` is given only where it was told apart.
    `full_name` is what was written when it was not told apart into given and family.
    `language` is a BCP 47 tag such as `es-US`.
    """

    key: str
    digest: str
    identifiers: tuple[Identifier, ...] = ()
    given: tuple[str, ...] = ()
    family: str | None = None
    full_name: str | None = None
    birth_date: PartialDate | None = None
    sex: Sex = Sex.UNKNOWN
    birth_sex: Sex | None = None
    phone: str | None = None
    email: str | None = None
    address: tuple[str, ...] = ()
    language: str | None = None
    deceased: bool = False
    deceased_on: PartialDate | None = None

    @property
    def born_on(self) -> date | None:
        """The day of birth, when it is known to the day."""
        return self.birth_date.exact if self.birth_date else None
