"""A FHIR Patient as a person."""

from collections.abc import Iterable

from daybreak.care.intake.person import Identifier, Person, Sex
from daybreak.exchange.code_maps import code_systems
from daybreak.exchange.fhir_json import Part, extensions
from daybreak.exchange.fhir_resource import Resource

_BIRTH_SEX = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex"
_BIRTH_SEXES = {"F": Sex.FEMALE, "M": Sex.MALE, "OTH": Sex.OTHER, "UNK": Sex.UNKNOWN}
_SEXES = frozenset(Sex)
# The best first; a use that is not named here is no longer, or never was, the person's.
_NAME_USES = ("official", "usual", None, "temp", "nickname", "maiden")
_PHONE_USES = ("mobile", "home", None, "work", "temp")
_ADDRESS_USES = ("home", None, "temp", "work")


def person(resource: Resource) -> Person:
    """Who the Patient is.

    Raises:
        EntryNotUnderstood: it is not written as FHIR R4 writes it.
    """
    part = resource.part
    name = _best(part.parts("name"), _NAME_USES)
    died_on = part.day("deceasedDateTime")
    address = _best(part.parts("address"), _ADDRESS_USES)
    return Person(
        key=resource.key,
        digest=resource.digest,
        identifiers=identifiers(part),
        given=name.texts("given") if name else (),
        family=name.text("family") if name else None,
        full_name=name.text("text") if name else None,
        birth_date=part.day("birthDate"),
        sex=Sex(part.one_of("gender", _SEXES) or Sex.UNKNOWN),
        birth_sex=_birth_sex(part),
        phone=_telecom(part, "phone"),
        email=_telecom(part, "email"),
        address=_address(address) if address else (),
        language=_language(part),
        deceased=bool(part.flag("deceasedBoolean")) or died_on is not None,
        deceased_on=died_on,
    )


def identifiers(part: Part) -> tuple[Identifier, ...]:
    """The numbers the person is known by now, elsewhere."""
    return tuple(
        Identifier(code_systems().address(one.code("system")), value, _kind(one))
        for one in part.parts("identifier")
        if (value := one.text("value")) and one.code("use") != "old"
    )


def _kind(identifier: Part) -> str | None:
    kind = identifier.part("type")
    codings = kind.parts("coding") if kind else ()
    return next((code for one in codings if (code := one.code("code"))), None)


def _birth_sex(part: Part) -> Sex | None:
    told = [one.code("valueCode") for one in extensions(part, _BIRTH_SEX)]
    return _BIRTH_SEXES.get(told[0]) if told and told[0] else None


def _telecom(part: Part, system: str) -> str | None:
    lines = [one for one in part.parts("telecom") if one.code("system") == system]
    best = _best((one for one in lines if one.text("value")), _PHONE_USES)
    return best.text("value") if best else None


def _address(part: Part) -> tuple[str, ...]:
    """The lines as they stand on an envelope."""
    lines = part.texts("line")
    region = " ".join(filter(None, (part.text("state"), part.text("postalCode"))))
    town = ", ".join(filter(None, (part.text("city"), region)))
    written = tuple(filter(None, (*lines, town, part.text("country"))))
    whole = part.text("text")
    return written or ((whole,) if whole else ())


def _language(part: Part) -> str | None:
    """The language the person prefers, or else the first one told."""
    told = part.parts("communication")
    for one in sorted(told, key=lambda each: not each.flag("preferred")):
        codes, _ = one.concept("language")
        if code := next((each.code for each in codes if each.code), None):
            return code
    return None


def _best(told: Iterable[Part], uses: tuple[str | None, ...]) -> Part | None:
    """The first of the best use, leaving out old ones and those whose time is over."""
    current = [one for one in told if one.code("use") in uses and not _over(one)]
    return min(current, key=lambda one: uses.index(one.code("use")), default=None)


def _over(part: Part) -> bool:
    period = part.part("period")
    return period is not None and period.time("end") is not None
