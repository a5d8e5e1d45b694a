"""A session with vitals, and a program that may read them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.test import Client

from clinic import NOON, Clinic
from daybreak.actions import intake
from daybreak.actions.act import whole
from daybreak.actions.intake import Details
from daybreak.actions.journal import Journal, add, opened
from daybreak.care.team.roles import Role
from daybreak.records.models import Booking, Course, Session, VitalsRow
from rehearsed import rehearsed


@dataclass
class Watched:
    """Somebody with a session of three readings; the second corrects the first."""

    patient: UUID
    number: str
    first: UUID
    correction: UUID
    last: UUID


@rehearsed
def watched_at(clinic: Clinic) -> Watched:
    """Vitals as they stand after a session, put in without walking through it."""
    registered = intake.register(
        **clinic.desk, details=Details("Wren", "Halloway", date(1985, 2, 14)), site=clinic.site
    )
    by = clinic.actors[Role.NURSE]
    now = clinic.clock()
    journal = Journal("session-record-vitals", by, uuid4(), NOON, now, "")
    with whole(clinic.organisation), opened(journal):
        course = add(
            Course(
                patient_id=registered.patient,
                site_id=clinic.site,
                indication="trd",
                protocol="iv-racemic-six",
                protocol_version=1,
            )
        )
        session = add(Session(course=course, number=1, kind="induction"))
        add(
            Booking(
                session=session,
                site_id=clinic.site,
                chair_id=clinic.chairs[0],
                starts_at=NOON,
                ends_at=NOON + timedelta(hours=2),
            )
        )

        def vitals(at: datetime, systolic: int, **more: Any) -> VitalsRow:
            return add(
                VitalsRow(
                    session=session,
                    systolic_mmhg=systolic,
                    diastolic_mmhg=86,
                    method="manual",
                    **more,
                ),
                at=at,
            )

        first = vitals(NOON, 412)
        second = vitals(NOON, 142, corrects=first, reason="typed wrongly")
        third = vitals(NOON + timedelta(days=1), 128, heart_rate_per_min=72, moaas=5)
        journal.about(patient=registered.patient, site=clinic.site)
        journal.changed(session.id)
        journal.close("{}")
    return Watched(registered.patient, registered.number, first.id, second.id, third.id)


def program(clinic: Clinic, name: str = "Reader") -> dict[str, str]:
    """An OAuth client of the clinic's organisation, as `fhir-client` makes it."""
    from oauth2_provider.models import get_application_model

    admitted = intake.admit_program(**clinic.administrator, name=name)
    model = get_application_model()
    client = model.objects.create(
        name=name,
        user_id=admitted.account,
        client_type=model.CLIENT_CONFIDENTIAL,
        authorization_grant_type=model.GRANT_CLIENT_CREDENTIALS,
        client_secret="a secret",
    )
    return {"client_id": client.client_id, "client_secret": "a secret"}


def token(credentials: dict[str, str]) -> str:
    """A token as the program itself asks for it."""
    answer = Client().post("/o/token/", {"grant_type": "client_credentials", **credentials})
    assert answer.status_code == 200, answer.content
    return str(answer.json()["access_token"])


@rehearsed
def bearer(clinic: Clinic) -> str:
    """What a program of this clinic, admitted just now, sends along with each question."""
    return f"Bearer {token(program(clinic))}"
