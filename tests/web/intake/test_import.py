"""Records are imported from a page, each file whole or not at all, and it says what of them."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from clinic import Clinic
from daybreak.care.team.roles import Role
from daybreak.records.models import JournalLine, Patient
from daybreak.web.intake import forms
from fhir_bundles import bundle, condition, patient, weight

SignIn = Callable[[Role], Client]
GOOD = bundle(patient(), {"resourceType": "Organization", "id": "org"}, condition(), weight())
BROKEN = bundle(patient("A-2"), condition(onsetDateTime="yesterday"))


def send(browser: Client, clinic: Clinic, *files: tuple[str, bytes], **changes: str) -> Any:
    sent = {
        "act_id": str(uuid4()),
        "site": str(clinic.site),
        "bundles": [SimpleUploadedFile(name, content) for name, content in files],
        **changes,
    }
    return browser.post("/import/", sent)


def test_a_record_goes_in_and_the_page_says_what_of_it(desk: Client, clinic: Clinic) -> None:
    answer = send(desk, clinic, ("wren.json", GOOD))

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "What was taken" in text
    assert "Daybreak keeps nothing of this kind." in text
    assert "Organization/org" in text
    assert f'href="/people/{Patient.objects.get().id}/"' in text


def test_a_broken_file_is_refused_with_its_entry_and_the_others_go_in(
    desk: Client, clinic: Clinic
) -> None:
    answer = send(desk, clinic, ("broken.json", BROKEN), ("good.json", GOOD))

    assert answer.status_code == 422
    assert "Entry 2 (Condition/c1) cannot be read" in answer.content.decode()
    assert Patient.objects.count() == 1


def test_the_same_page_sent_again_gets_the_same_answer_and_stores_nothing(
    desk: Client, clinic: Clinic
) -> None:
    act_id = str(uuid4())
    first = send(desk, clinic, ("wren.json", GOOD), act_id=act_id)
    lines = JournalLine.objects.count()

    second = send(desk, clinic, ("wren.json", GOOD), act_id=act_id)

    assert (first.context["all"].patients, second.context["all"].patients) == (
        first.context["all"].patients,
        first.context["all"].patients,
    )
    assert first.context["all"].patients.created == 1
    assert JournalLine.objects.count() == lines


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"\x00\xff", b"[1,2", b'{"resourceType":"Bundle"}']
)
def test_what_is_no_bundle_is_refused_with_a_sentence(
    desk: Client, clinic: Clinic, content: bytes
) -> None:
    answer = send(desk, clinic, ("x.json", content))

    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not Patient.objects.exists()


def test_no_file_too_many_and_too_long_are_said_at_the_form(
    desk: Client, clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Choose at least one file" in send(desk, clinic).content.decode()
    monkeypatch.setattr(forms, "MOST_FILES", 1)
    two = send(desk, clinic, ("a.json", GOOD), ("b.json", GOOD))
    assert "up to 1 files" in two.content.decode()
    monkeypatch.setattr(forms, "MOST_BYTES", 10)
    long = send(desk, clinic, ("a.json", GOOD))
    assert (long.status_code, "import-fhir" in long.content.decode()) == (422, True)
    assert not Patient.objects.exists()


def test_an_administrator_imports_and_gets_no_way_into_the_chart(
    sign_in: SignIn, clinic: Clinic
) -> None:
    answer = send(sign_in(Role.ADMINISTRATOR), clinic, ("wren.json", GOOD))

    assert answer.status_code == 200
    assert "Open chart" not in answer.content.decode()


def test_an_auditor_imports_nothing(sign_in: SignIn, clinic: Clinic) -> None:
    browser = sign_in(Role.AUDITOR)

    assert browser.get("/import/").status_code == 403
    assert send(browser, clinic, ("wren.json", GOOD)).status_code == 403
    assert not Patient.objects.exists()


def test_another_organisations_site_is_no_choice(
    desk: Client, clinic: Clinic, other_clinic: Clinic
) -> None:
    answer = send(desk, clinic, ("wren.json", GOOD), site=str(other_clinic.site))

    assert answer.status_code == 422
    assert not Patient.objects.exists()
