"""A chart at a glance, who looked at it, and the account somebody is invited to."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client

from clinic import Clinic, open_clinic
from daybreak.actions import intake
from daybreak.care.team.roles import Role
from daybreak.records.models import Account, Chain, JournalLine
from fhir_bundles import allergy, bundle, condition, medication, patient, phq9, weight
from fhir_program import watched_at

SignIn = Callable[[Role], Client]
PAGES = ("", "looked/", "details/")


@pytest.fixture
def imported(clinic: Clinic) -> intake.FileImported:
    over = condition(
        "Broken arm",
        "c2",
        clinicalStatus={"coding": [{"code": "resolved"}]},
        onsetDateTime="2011-06",
    )
    return intake.import_file(
        by=clinic.actors[Role.FRONT_DESK],
        sent=uuid4(),
        now=clinic.clock(),
        content=bundle(
            patient(), condition(), over, medication(), allergy(), weight(), phq9(21),
            phq9(13, id="q2", effectiveDateTime="2026-11-10"),
        ),
        file="wren.json",
        site=clinic.site,
    )  # fmt: skip


def test_a_chart_shows_what_is_on_record_and_where_it_comes_from(
    nurse: Client, imported: intake.FileImported
) -> None:
    text = nurse.get(f"/people/{imported.people[0]}/").content.decode()

    for words in (
        "Wren May Halloway",
        "born 14 Feb 1985",
        "80.0\u202fkg (1 Nov",
        "allergic to Penicillin",
        "speaks English",
        "Depressive disorder",
        "since 2019, imported",
        "Lorazepam 1 mg tablet",
        "1 that is over",
        "Broken arm",
        "June 2011",
        "Not screened yet, so nothing is known to be safe.",
        "imported a record",
        "PHQ-9 over time",
    ):
        assert words in text, words
    assert "style=" not in text
    assert "No session is booked" in text


def test_a_chart_of_somebody_in_a_course_shows_the_way_and_what_is_due(
    nurse: Client, desk: Client, clinic: Clinic
) -> None:
    watched = watched_at(clinic)

    text = nurse.get(f"/people/{watched.patient}/").content.decode()

    for words in (
        "Next is session 1",
        "chair 1",
        'aria-label="Course of treatment"',
        "open</span>",
    ):
        assert words in text, words
    assert desk.get(f"/people/{watched.patient}/").status_code == 200


def test_the_desk_sees_no_findings_no_scores_and_no_diagnoses(
    desk: Client, imported: intake.FileImported
) -> None:
    text = desk.get(f"/people/{imported.people[0]}/").content.decode()

    for words in ("Depressive disorder", "Lorazepam", "PHQ-9", "Worries"):
        assert words not in text, words
    assert "555-0100" in text


def test_a_chart_without_anything_says_that_this_says_nothing(
    nurse: Client, wren: intake.Registered
) -> None:
    text = nurse.get(f"/people/{wren.patient}/").content.decode()

    assert "no allergy on record" in text
    assert text.count("None on record. That says nothing: ask.") == 3


@pytest.mark.parametrize("page", PAGES)
def test_another_organisations_chart_does_not_exist(
    nurse: Client, stranger: intake.Registered, page: str
) -> None:
    assert nurse.get(f"/people/{stranger.patient}/{page}").status_code == 404
    assert not JournalLine.objects.filter(chain__kind=Chain.Kind.READING).exists()


@pytest.mark.parametrize("page", PAGES)
def test_an_administrator_opens_no_chart(
    sign_in: SignIn, wren: intake.Registered, page: str
) -> None:
    assert sign_in(Role.ADMINISTRATOR).get(f"/people/{wren.patient}/{page}").status_code == 403


def test_pages_that_only_show_are_only_read(nurse: Client, wren: intake.Registered) -> None:
    assert nurse.post(f"/people/{wren.patient}/").status_code == 405
    assert nurse.post(f"/people/{wren.patient}/looked/").status_code == 405
    assert nurse.get(f"/people/{wren.patient}/invite/").status_code == 405


def test_who_looked_is_written_down_once_a_visit_and_shown(
    nurse: Client, desk: Client, sign_in: SignIn, wren: intake.Registered
) -> None:
    for _ in range(3):
        nurse.get(f"/people/{wren.patient}/")
    desk.get(f"/people/{wren.patient}/")

    text = sign_in(Role.AUDITOR).get(f"/people/{wren.patient}/looked/").content.decode()

    readings = JournalLine.objects.filter(chain__kind=Chain.Kind.READING)
    assert readings.count() == 3  # the auditor's own is one of them
    for words in ("Test nurse", "Test front-desk", "Test auditor", "registered a person"):
        assert words in text, words
    assert text.count("opened a chart") == 3


def test_in_a_demo_the_invitation_is_shown_on_the_page(
    desk: Client, wren: intake.Registered
) -> None:
    sent = {"act_id": str(uuid4()), "email": "wren@example.org"}

    answer = desk.post(f"/people/{wren.patient}/invite/", sent)

    assert answer.headers["Location"] == f"/people/{wren.patient}/details/"
    account = Account.objects.get(patient=wren.patient)
    text = desk.get(answer.headers["Location"]).content.decode()
    _, _, rest = text.partition("http://testserver/p/welcome/")
    token = rest.partition('"')[0].rstrip("/")
    assert intake.welcomed(token) == account.id
    assert mail.outbox == []


def test_outside_a_demo_the_link_goes_by_mail_and_is_not_shown(db: None) -> None:
    from datetime import date

    clinic = open_clinic("Real clinic", demo=False)
    registered = intake.register(
        **clinic.desk,
        details=intake.Details("Wren", "Halloway", date(1985, 2, 14)),
        site=clinic.site,
    )
    browser = Client()
    browser.force_login(Account.objects.get(id=clinic.actors[Role.FRONT_DESK].id))
    session = browser.session
    session["second-factor"] = True
    session.save()

    browser.post(
        f"/people/{registered.patient}/invite/",
        {"act_id": str(uuid4()), "email": "wren@example.org"},
    )

    (letter,) = mail.outbox
    assert letter.to == ["wren@example.org"]
    assert "/p/welcome/" in letter.body
    assert "Halloway" not in letter.body
    page = browser.get(f"/people/{registered.patient}/details/").content.decode()
    assert "/p/welcome/" not in page


def test_an_address_that_cannot_be_is_said_at_the_form(
    desk: Client, wren: intake.Registered
) -> None:
    answer = desk.post(
        f"/people/{wren.patient}/invite/", {"act_id": str(uuid4()), "email": "wren at home"}
    )

    assert answer.status_code == 422
    assert 'value="wren at home"' in answer.content.decode()
    assert not Account.objects.filter(patient=wren.patient).exists()


def test_another_organisations_person_is_not_invited(
    desk: Client, stranger: intake.Registered
) -> None:
    sent = {"act_id": str(uuid4()), "email": "robin@example.org"}

    assert desk.post(f"/people/{stranger.patient}/invite/", sent).status_code == 404
