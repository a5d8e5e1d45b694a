"""Somebody new gets a chart, and what it says of them is corrected."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from daybreak.actions.act import act
from daybreak.actions.intake.details import Details, checked, columns
from daybreak.actions.journal import add, current
from daybreak.care.errors import NotAllowed
from daybreak.care.team.actor import Actor
from daybreak.records import scope
from daybreak.records.models import CareRelation, Patient, PatientDetails
from daybreak.records.reads.intake import namesakes


@dataclass(frozen=True, slots=True)
class Registered:
    patient: UUID
    number: str


@dataclass(frozen=True, slots=True)
class DetailsCorrected:
    patient: UUID


@act("intake-register")
def register(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime | None = None,
    now: datetime,
    details: Details,
    site: UUID,
    even_so: bool = False,
) -> Registered:
    """Open a chart for somebody, with the clinic's next number, and a care relation to a site.

    Raises:
        NotFound: no such site among those where `by` works.
        NotUnderstood: the name is missing or the birth date cannot be.
        NotAllowed: somebody with this family name and birth date has a chart, and `even_so`
            does not say that this is another person.
    """
    scope.found(scope.sites(by), site, "site")
    typed = checked(details, now=now)
    if not even_so and namesakes(by.organisation, typed.family, typed.birth_date):
        raise NotAllowed(
            "likely-duplicate",
            "Somebody with this family name and date of birth has a chart already. Open that "
            "chart, or say that this is another person.",
        )
    patient = new_patient(by.organisation)
    add(PatientDetails(patient=patient, origin="typed", **columns(typed)))
    add(CareRelation(patient=patient, site_id=site, reason="registered here"))
    current().about(patient=patient.id, site=site)
    return Registered(patient.id, patient.number)


@act("intake-correct-details")
def correct_details(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime | None = None,
    now: datetime,
    patient: UUID,
    details: Details,
) -> DetailsCorrected:
    """Say anew who someone is; what was said before is kept beneath it.

    Raises:
        NotFound: no such person among those `by` works with.
        NotUnderstood: the name is missing or the birth date cannot be.
        NotAllowed: nothing would change.
    """
    row = scope.found(scope.patients(by), patient, "person")
    typed = columns(checked(details, now=now))
    known = current_details(row.id)
    if known is not None and all(getattr(known, name) == value for name, value in typed.items()):
        raise NotAllowed("nothing-changed", "Nothing was changed, so nothing was stored.")
    add(PatientDetails(patient=row, origin="typed", **typed))
    current().about(patient=row.id, site=home(by, row.id))
    return DetailsCorrected(row.id)


def new_patient(organisation: UUID) -> Patient:
    """A chart with the organisation's next number; acts of one organisation take turns."""
    number = f"DB-{Patient.objects.filter(organisation=organisation).count() + 1:04d}"
    return add(Patient(organisation_id=organisation, number=number))


def current_details(patient: UUID) -> PatientDetails | None:
    """The version of someone's details that counts: the one recorded last."""
    rows = PatientDetails.objects.filter(patient=patient)
    return rows.order_by("-recorded_at", "-at", "-id").first()


def home(by: Actor, patient: UUID) -> UUID | None:
    """The site at which an act about this person is at home: the first that `by` shares."""
    relations = CareRelation.objects.filter(patient=patient, site__in=by.sites)
    first = relations.order_by("recorded_at", "id").first()
    return first.site_id if first else None


def born(patient: UUID) -> date | None:
    """The day of birth that counts."""
    known = current_details(patient)
    return known.birth_date if known else None
