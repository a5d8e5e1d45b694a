"""The form of screening: three answers to each question, and nothing that was typed is lost."""

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from clinic import Clinic
from daybreak.actions import intake, screening
from daybreak.care.team.roles import Role
from daybreak.records.models import Account, FactRow, VerdictRow
from daybreak.records.reads.facts import facts_of
from fhir_bundles import bundle, condition, medication, observation, patient
from planned import somebody


@pytest.fixture(autouse=True)
def _at_the_clinics_time(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages look at the same clock as the acts of the test."""
    monkeypatch.setattr("django.utils.timezone.now", clinic.clock)


@pytest.fixture
def nurse(clinic: Clinic) -> Client:
    client = Client()
    client.force_login(Account.objects.get(id=clinic.actors[Role.NURSE].id))
    return client


@pytest.fixture
def person(clinic: Clinic) -> UUID:
    return somebody(clinic)


def at(person: UUID) -> str:
    return f"/people/{person}/screening/answers/"


def form(**answers: str) -> dict[str, str]:
    """A form as a browser sends it when nothing was known: every answer differs from before."""
    return {"act_id": str(uuid4()), "protocol": "iv-racemic-six", **answers}


def shown(page: str) -> dict[str, str]:
    """Everything a browser would send back of a page, without a touch."""
    fields = {}
    for control in re.findall(r"<input [^>]*>", page):
        said = dict(re.findall(r'([\w-]+)="([^"]*)"', control))
        if said.get("type") == "radio" and " checked" not in control:
            continue
        if "name" in said and said["name"] != "csrfmiddlewaretoken":
            fields[said["name"]] = said.get("value", "")
    chosen = re.search(r'<option value="([^"]*)" selected>', page)
    return {**fields, "protocol": chosen[1] if chosen else ""}


def arrives(clinic: Clinic, *resources: dict[str, Any]) -> UUID:
    by = clinic.desk
    return intake.import_file(
        by=by["by"],
        sent=by["act_id"],
        now=by["now"],
        content=bundle(*resources),
        file="wren.json",
        site=clinic.site,
    ).people[0]


def value(clinic: Clinic, person: UUID, name: str) -> object:
    fact = facts_of(person, now=clinic.clock()).get(name)
    return None if fact is None else fact.value


def test_answers_are_stored_and_the_rules_asked_at_once(
    clinic: Clinic, nurse: Client, person: UUID
) -> None:
    answers = {
        "hx-aneurysm": "no",
        "psychosis": "yes",
        "eye-pressure": "none",
        "systolic-mmhg": "122",
        "last-mi-or-stroke-on": "2020-05-03",
    }

    answer = nurse.post(at(person), form(**answers))

    assert answer.headers["Location"] == f"/people/{person}/screening/"
    assert {row.field: row.value for row in FactRow.objects.all()} == {
        "hx-aneurysm": "false",
        "psychosis": "true",
        "eye-pressure": '"none"',
        "systolic-mmhg": "122",
        "last-mi-or-stroke-on": '"2020-05-03"',
    }
    assert VerdictRow.objects.get().status == "exclude"


def test_a_question_left_at_not_known_is_no_answer(nurse: Client, person: UUID) -> None:
    nurse.post(at(person), form(**{"hx-aneurysm": "", "hx-avm": "no"}))

    assert [row.field for row in FactRow.objects.all()] == ["hx-avm"]


def test_a_page_sent_back_untouched_stores_no_answer_anew(
    clinic: Clinic, nurse: Client, person: UUID
) -> None:
    nurse.post(at(person), form(**{"hx-aneurysm": "no", "systolic-mmhg": "122"}))
    clinic.clock.forward(days=3)
    page = nurse.get(at(person)).content.decode()

    nurse.post(at(person), shown(page))

    assert FactRow.objects.count() == 2  # each keeps its day
    assert VerdictRow.objects.count() == 2


def test_a_page_made_before_takes_nobodys_answer_back(
    clinic: Clinic, nurse: Client, person: UUID
) -> None:
    page = nurse.get(at(person)).content.decode()
    screening.answer(**clinic.nurse, patient=person, answers={"hx-aneurysm": True})

    nurse.post(at(person), {**shown(page), "hx-avm": "no"})

    assert value(clinic, person, "hx-aneurysm") is True
    assert value(clinic, person, "hx-avm") is False


def test_an_answer_is_taken_back_to_not_known(clinic: Clinic, nurse: Client, person: UUID) -> None:
    nurse.post(at(person), form(**{"hx-aneurysm": "no", "heart-rate-per-min": "72"}))
    page = nurse.get(at(person)).content.decode()

    nurse.post(at(person), {**shown(page), "hx-aneurysm": "", "heart-rate-per-min": ""})

    assert value(clinic, person, "hx-aneurysm") is None
    assert value(clinic, person, "heart-rate-per-min") is None


def test_an_impossible_figure_is_told_at_its_place_and_nothing_typed_is_lost(
    nurse: Client, person: UUID
) -> None:
    sent = form(**{"systolic-mmhg": "1640", "hx-aneurysm": "no", "heart-rate-per-min": "fast"})

    answer = nurse.post(at(person), sent)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "1640 is not systolic blood pressure. Did you mean 164?" in page
    assert 'href="#id_systolic-mmhg"' in page
    assert {"1640", "fast"} <= set(shown(page).values())
    assert shown(page)["hx-aneurysm"] == "no"
    assert shown(page)["act_id"] == sent["act_id"]
    assert not FactRow.objects.exists()
    assert not VerdictRow.objects.exists()


@pytest.mark.parametrize(
    ("name", "wrong"),
    [("hx-aneurysm", "perhaps"), ("eye-pressure", "blue"), ("last-mi-or-stroke-on", "2020-13-01")],
)
def test_what_is_no_answer_is_refused(nurse: Client, person: UUID, name: str, wrong: str) -> None:
    assert nurse.post(at(person), form(**{name: wrong})).status_code == 422
    assert not FactRow.objects.exists()


def test_an_unknown_protocol_is_refused_beside_the_choice(nurse: Client, person: UUID) -> None:
    answer = nurse.post(at(person), {**form(), "protocol": "no-such-thing"})

    assert answer.status_code == 422
    assert "Select a valid choice" in answer.content.decode()


def test_what_is_asked_follows_the_protocol(nurse: Client, person: UUID) -> None:
    nurse.post(at(person), {**form(), "protocol": "esketamine-trd"})

    assert VerdictRow.objects.get().protocol == "esketamine-trd"
    assert '<option value="esketamine-trd" selected>' in nurse.get(at(person)).content.decode()


def test_an_imported_yes_is_shown_with_its_day_and_cannot_be_changed_here(
    clinic: Clinic, nurse: Client
) -> None:
    person = arrives(clinic, patient(), condition("Aneurysm of thoracic aorta"))

    page = nurse.get(at(person)).content.decode()

    assert "Yes, in the imported record, of 31 Dec 2019." in page
    assert "hx-aneurysm" not in shown(page)
    nurse.post(at(person), {**shown(page), "hx-aneurysm": "no"})
    assert value(clinic, person, "hx-aneurysm") is True
    assert not FactRow.objects.exists()


def test_what_a_record_is_silent_about_is_never_shown_as_no(clinic: Clinic, nurse: Client) -> None:
    person = arrives(clinic, patient(), medication("Lorazepam 1 mg tablet"))

    sent = shown(nurse.get(at(person)).content.decode())

    assert "no" not in {answer for name, answer in sent.items() if not name.startswith("initial-")}


def test_a_measured_figure_of_the_record_is_shown_with_its_day(
    clinic: Clinic, nurse: Client
) -> None:
    person = arrives(clinic, patient(), observation("8867-4", 72, "/min"))

    page = nurse.get(at(person)).content.decode()

    assert "72 /min, in the imported record, of 1 Nov 2026." in page
    assert shown(page)["heart-rate-per-min"] == "72"


def test_an_answer_too_old_to_count_is_asked_again(
    clinic: Clinic, nurse: Client, person: UUID
) -> None:
    nurse.post(at(person), form(**{"psychosis-current": "no", "heart-rate-per-min": "72"}))
    clinic.clock.forward(days=31)
    nurse.force_login(Account.objects.get(id=clinic.actors[Role.NURSE].id))

    page = nurse.get(at(person)).content.decode()

    assert "No, asked on 17 Nov 2026: too old to count. Ask again." in page
    assert shown(page)["psychosis-current"] == ""
    assert shown(page)["heart-rate-per-min"] == ""


def test_a_score_is_shown_and_not_typed_over(clinic: Clinic, nurse: Client) -> None:
    from daybreak.actions import outcome

    person = somebody(clinic)
    answers: dict[str, int | None] = {str(item): 1 for item in range(1, 10)}
    outcome.answer_scale(**clinic.nurse, patient=person, scale="phq-9", answers=answers)

    page = nurse.get(at(person)).content.decode()

    assert "9 points, from what is recorded here, of 17 Nov 2026." in page
    assert "phq9-total" not in shown(page)


def test_only_what_is_open_can_be_asked_for(nurse: Client, person: UUID) -> None:
    nurse.post(at(person), form(**{"hx-aneurysm": "no"}))

    page = nurse.get(f"{at(person)}?show=open").content.decode()

    assert 'id="q-hx-avm"' in page
    assert 'id="q-hx-aneurysm"' not in page
    nurse.post(f"{at(person)}?show=open", {**shown(page), "hx-avm": "no"})
    assert {row.field for row in FactRow.objects.all()} == {"hx-aneurysm", "hx-avm"}


def test_a_mistake_in_a_question_not_open_is_shown_with_the_open_ones(
    nurse: Client, person: UUID
) -> None:
    nurse.post(at(person), form(**{"heart-rate-per-min": "72"}))
    page = nurse.get(at(person)).content.decode()

    answer = nurse.post(f"{at(person)}?show=open", {**shown(page), "heart-rate-per-min": "7200"})

    assert answer.status_code == 422
    assert 'id="q-heart-rate-per-min"' in answer.content.decode()


def test_nobody_is_asked_what_is_worked_out(nurse: Client, person: UUID) -> None:
    sent = shown(nurse.get(at(person)).content.decode())

    assert not {"age-years", "cssrs-level", "suicide-disposition-signed"} & sent.keys()


def test_a_therapist_reads_the_answers_and_cannot_store_any(clinic: Clinic, person: UUID) -> None:
    client = Client()
    client.force_login(Account.objects.get(id=clinic.actors[Role.THERAPIST].id))

    page = client.get(at(person)).content.decode()

    assert "A nurse or prescriber stores answers." in page
    assert client.post(at(person), form(**{"hx-avm": "no"})).status_code == 403
    assert not FactRow.objects.exists()


def test_a_form_sent_twice_is_judged_once(nurse: Client, person: UUID) -> None:
    sent = form(**{"hx-avm": "no"})

    first, second = nurse.post(at(person), sent), nurse.post(at(person), sent)

    assert first.status_code == second.status_code == 302
    assert VerdictRow.objects.count() == 1
