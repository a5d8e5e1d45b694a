"""Whoever knocks at the FHIR entrance is let in, or told why not; never shown a page."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from clinic import Clinic, open_clinic
from daybreak.care.team.roles import Role
from daybreak.records.models import Account, JournalLine
from daybreak.ui.middleware.idle import KEY as TOUCHED
from fhir_program import Watched, program, token

Ask = Callable[..., Any]
PATH = "/fhir/r4/Observation?patient="


def outcome(answer: Any) -> str:
    """The issue's code of an answer that has to be an OperationOutcome, and no page."""
    assert answer["Content-Type"].startswith("application/fhir+json")
    told = answer.json()
    assert told["resourceType"] == "OperationOutcome"
    return str(told["issue"][0]["code"])


def test_what_the_server_can_do_is_told_to_anybody(client: Client, db: None) -> None:
    answer = client.get("/fhir/r4/metadata")

    assert answer.status_code == 200
    told = answer.json()
    assert (told["resourceType"], told["fhirVersion"]) == ("CapabilityStatement", "4.0.1")
    served = {row["type"]: row for row in told["rest"][0]["resource"]}
    assert set(served) == {"MedicationAdministration", "Observation", "Patient"}
    assert {one["code"] for one in served["Observation"]["interaction"]} == {
        "read",
        "search-type",
    }
    uris = told["rest"][0]["security"]["extension"][0]["extension"]
    assert {one["url"]: one["valueUri"] for one in uris}["token"] == "http://testserver/o/token/"


def test_without_a_token_there_is_nothing_to_read(client: Client, watched: Watched) -> None:
    for path in (
        f"{PATH}{watched.patient}",
        f"/fhir/r4/Observation/{watched.last}.blood-pressure",
        f"/fhir/r4/Patient/{watched.patient}",
    ):
        answer = client.get(path)
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"].startswith("Bearer")
        assert outcome(answer) == "login"


@pytest.mark.parametrize(
    "sent", ["Bearer nonsense", "Bearer ", "Basic abc", "nonsense", "Bearer é"]
)
def test_a_token_that_is_none_of_ours_opens_nothing(
    client: Client, watched: Watched, sent: str
) -> None:
    answer = client.get(f"{PATH}{watched.patient}", headers={"Authorization": sent})

    assert answer.status_code == 401
    assert outcome(answer) == "login"


def test_a_token_whose_time_is_over_opens_nothing(
    client: Client, clinic: Clinic, watched: Watched
) -> None:
    from oauth2_provider.models import get_access_token_model

    bearer = token(program(clinic))
    get_access_token_model().objects.update(expires=timezone.now() - timedelta(seconds=1))

    answer = client.get(f"{PATH}{watched.patient}", headers={"Authorization": f"Bearer {bearer}"})
    assert answer.status_code == 401


def test_a_wrong_secret_gets_no_token(client: Client, clinic: Clinic) -> None:
    credentials = {**program(clinic), "client_secret": "another"}

    answer = client.post("/o/token/", {"grant_type": "client_credentials", **credentials})

    assert answer.status_code == 401


def test_a_client_that_somebody_made_for_themselves_opens_nothing(
    client: Client, clinic: Clinic, watched: Watched
) -> None:
    from oauth2_provider.models import get_application_model

    credentials = program(clinic)
    own = Account.objects.get(id=clinic.actors[Role.FRONT_DESK].id)
    get_application_model().objects.update(user=own)

    answer = client.get(
        f"{PATH}{watched.patient}",
        headers={"Authorization": f"Bearer {token(credentials)}"},
    )

    assert answer.status_code == 403
    assert outcome(answer) == "forbidden"


def test_a_program_whose_account_was_closed_reads_no_more(
    client: Client, clinic: Clinic, watched: Watched
) -> None:
    bearer = token(program(clinic))
    Account.objects.filter(name="Reader").update(is_active=False)

    answer = client.get(f"{PATH}{watched.patient}", headers={"Authorization": f"Bearer {bearer}"})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.NURSE, 200),
        (Role.PRESCRIBER, 200),
        (Role.FRONT_DESK, 403),
        (Role.ADMINISTRATOR, 403),
        (Role.AUDITOR, 403),
    ],
)
def test_clinicians_who_are_signed_in_may_read_too(
    client: Client, clinic: Clinic, watched: Watched, role: Role, status: int
) -> None:
    client.force_login(Account.objects.get(id=clinic.actors[role].id))

    answer = client.get(f"{PATH}{watched.patient}")

    assert answer.status_code == status
    if status != 200:
        assert outcome(answer) == "forbidden"
    assert JournalLine.objects.filter(act="intake-read-chart").count() == (status == 200)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
@pytest.mark.parametrize("path", ["metadata", "Observation", "Patient/x", "elsewhere"])
def test_one_only_reads_here(db: None, method: str, path: str) -> None:
    knocking = Client(enforce_csrf_checks=True)

    answer = getattr(knocking, method)(f"/fhir/r4/{path}")

    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD"
    assert outcome(answer) == "not-supported"


@pytest.mark.parametrize(
    ("headers", "query", "status"),
    [
        ({}, "", 200),
        ({"Accept": "*/*"}, "", 200),
        ({"Accept": "application/fhir+json;fhirVersion=4.0"}, "", 200),
        ({"Accept": "text/html, application/json;q=0.5"}, "", 200),
        ({"Accept": "application/fhir+xml"}, "", 406),
        ({"Accept": "text/html"}, "", 406),
        ({"Accept": "application/json;q=0, text/html"}, "", 406),
        ({"Accept": "application/fhir+xml"}, "?_format=json", 200),
        ({}, "?_format=xml", 406),
        ({}, "?_format=application/fhir%2Bjson", 200),
        ({}, "?_format=application/fhir+json", 200),
    ],
)
def test_it_is_json_or_nothing(
    client: Client, db: None, headers: dict[str, str], query: str, status: int
) -> None:
    answer = client.get(f"/fhir/r4/metadata{query}", headers=headers)

    assert answer.status_code == status
    if status == 406:
        assert outcome(answer) == "not-supported"


def test_a_head_is_answered_without_a_body(client: Client, db: None) -> None:
    answer = client.head("/fhir/r4/metadata")

    assert (answer.status_code, answer.content) == (200, b"")


def session_at(clinic: Clinic, role: Role) -> Client:
    """Somebody of the clinic, signed in on the pages."""
    client = Client()
    client.force_login(Account.objects.get(id=clinic.actors[role].id))
    return client


def test_whoever_was_away_too_long_is_told_so_and_not_sent_to_a_page(
    clinic: Clinic, watched: Watched
) -> None:
    client = session_at(clinic, Role.NURSE)
    assert client.get(f"{PATH}{watched.patient}").status_code == 200
    session = client.session
    session[TOUCHED] = 1
    session.save()

    answer = client.get(f"{PATH}{watched.patient}")

    assert answer.status_code == 401
    assert outcome(answer) == "login"
    assert client.get(f"{PATH}{watched.patient}").status_code == 401


def test_an_account_without_a_role_left_is_told_so(clinic: Clinic, watched: Watched) -> None:
    client = session_at(clinic, Role.NURSE)
    Account.objects.filter(id=clinic.actors[Role.NURSE].id).update(is_active=False)

    answer = client.get(f"{PATH}{watched.patient}")

    assert answer.status_code == 401
    assert outcome(answer) == "login"


def test_staff_without_a_second_factor_read_nothing_outside_a_demo(db: None) -> None:
    clinic = open_clinic(demo=False)
    client = session_at(clinic, Role.NURSE)

    answer = client.get(f"{PATH}{clinic.site}")

    assert answer.status_code == 403
    assert outcome(answer) == "forbidden"
    assert "second factor" in answer.json()["issue"][0]["diagnostics"]


def test_a_token_opens_even_beside_a_session_that_is_over(clinic: Clinic, watched: Watched) -> None:
    client = session_at(clinic, Role.NURSE)
    session = client.session
    session[TOUCHED] = 1
    session.save()
    bearer = f"Bearer {token(program(clinic))}"

    answer = client.get(f"{PATH}{watched.patient}", headers={"Authorization": bearer})

    assert answer.status_code == 200


def test_a_fault_of_ours_is_an_outcome_and_no_page(
    clinic: Clinic, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("daybreak.fhir.observation.readings", lambda *_: 1 / 0)

    answer = session_at(clinic, Role.NURSE).get(f"{PATH}{watched.patient}")

    assert answer.status_code == 500
    assert outcome(answer) == "processing"
