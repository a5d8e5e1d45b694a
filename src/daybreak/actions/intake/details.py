"""Who someone is, as a person at the desk types it."""

from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import Any

from daybreak.care.errors import NotUnderstood
from daybreak.care.intake.person import Sex

OLDEST_YEARS = 130  # our choice: nobody on record has lived longer; beyond it is a slip of the keys
MOST = {  # characters that the record holds of each
    "given": 120,
    "family": 120,
    "preferred": 120,
    "pronouns": 40,
    "phone": 40,
    "email": 254,
    "language": 20,
    "address": 300,
}
AHEAD = timedelta(hours=14)  # the first zone of the world is that far ahead of UTC


@dataclass(frozen=True, slots=True)
class Details:
    """Who someone is. A person with one name has it in `family`; `language` is a BCP 47 tag."""

    given: str
    family: str
    birth_date: date
    sex: Sex = Sex.UNKNOWN
    preferred: str = ""
    pronouns: str = ""
    phone: str = ""
    email: str = ""
    language: str = "en"
    address: str = ""
    deceased: bool = False


def checked(details: Details, *, now: datetime) -> Details:
    """The details as they may be stored: white space tidied, nothing cut off.

    Raises:
        NotUnderstood: the family name is missing, the birth date cannot be, or a field is
            longer than the record holds.
    """
    spaced: dict[str, Any] = {name: " ".join(value.split()) for name, value in _texts(details)}
    tidy = replace(details, **spaced)
    if not tidy.family:
        raise NotUnderstood(
            "name-missing", "Type the family name. Somebody with one name has it there."
        )
    check_birth_date(tidy.birth_date, now=now)
    for name, value in _texts(tidy):
        most = MOST[name]
        if len(value) > most:
            raise NotUnderstood(
                "too-long", f"What stands under {name} is too long; {most} characters are kept."
            )
    return tidy


def check_birth_date(born: date, *, now: datetime) -> None:
    """Raise unless somebody alive can have been born on that day.

    Raises:
        NotUnderstood: the day is ahead, or further back than anybody has lived.
    """
    today = (now + AHEAD).date()
    if born > today:
        raise NotUnderstood("birth-date", "The date of birth is in the future. Look at the year.")
    if today.year - born.year > OLDEST_YEARS:
        raise NotUnderstood(
            "birth-date",
            f"The date of birth is more than {OLDEST_YEARS} years ago. Look at the year.",
        )


def columns(details: Details) -> dict[str, object]:
    """The details as columns of `PatientDetails`."""
    return {
        field.name: getattr(details, field.name) for field in fields(details) if field.name != "sex"
    } | {"sex": details.sex.value}


def _texts(details: Details) -> list[tuple[str, str]]:
    """The fields that somebody types freely."""
    values = [(field.name, getattr(details, field.name)) for field in fields(details)]
    return [(name, value) for name, value in values if type(value) is str]
