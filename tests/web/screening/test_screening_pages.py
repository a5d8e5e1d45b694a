"""The screening pages: who waits, what the rules say, who may decide and set aside."""

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clinic import Clinic
from daybreak.actions import intake, screening
from daybreak.care.findings import Status
from daybreak.care.scales.cssrs import Level
from daybreak.care.team.roles import Role
from daybreak.records.models import (
    Account,
    EligibilityDecision,
    FactRow,
    JournalLine,
    Override,
    SuicideScreen,
    VerdictRow,
)
from daybreak.web.screening.forms import key_of
from fhir_bundles import bundle, condition, medication, patient, weight
from planned import eligible, healthy, somebody

NEGATIVE = {"q1": "no", "q2": "no", "q6": "no"}


@pytest.fixture(autouse=True)
def _at_the_clinics_time(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages look at the same clock as the acts of the test."""
    monkeypatch.setattr("django.utils.timezone.now", clinic.clock)


@pytest.fixture
def person(clinic: Clinic) -> UUID:
    return somebody(clinic)


def signed_in(clinic: Clinic, role: Role) -> Client:
    client = Client()
    client.force_login(Account.objects.get(id=clinic.actors[role].id))
    return client


def sent(**fields: Any) -> dict[str, Any]:
    """A form with an act id of its own."""
    return {"act_id": str(uuid4()), **fields}


def said(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def at(person: UUID, rest: str = "") -> str:
    return f"/people/{person}/screening/{rest}"


def knows_all(clinic: Clinic, person: UUID, **other: Any) -> UUID:
    """Everything is answered, the suicide screen is negative; which verdict stands."""
    screening.screen_suicidality(
        **clinic.nurse,
        patient=person,
        form="recent",
        moment="screening",
        answers={"q1": False, "q2": False, "q6": False},
    )
    answers = {**healthy(), **other}
    return screening.answer(**clinic.nurse, patient=person, answers=answers).verdict


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


# the worklist


def test_the_worklist_says_who_waits_and_for_what(clinic: Clinic, person: UUID) -> None:
    other = somebody(clinic, "Moss")
    screening.answer(**clinic.nurse, patient=other, answers={})

    page = said(signed_in(clinic, Role.NURSE).get("/screening/"))

    assert page.index("Wren Halloway") < page.index("Wren Moss")
    assert "Not asked yet" in page
    assert "an aneurysm of any artery, ever" in page
    assert "bleeding in the head" not in page  # two are named, the rest is counted
    assert f'href="{at(other)}"' in page


@pytest.mark.parametrize(
    ("which", "headline"),
    [("all", "Nobody waits"), ("ready", "Nobody here"), ("x", "Nobody waits")],
)
def test_an_empty_worklist_says_what_would_be_there(
    clinic: Clinic, which: str, headline: str
) -> None:
    page = said(signed_in(clinic, Role.NURSE).get(f"/screening/?which={which}"))

    assert headline in page


def test_the_worklist_comes_in_pages(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("daybreak.web.screening.views.PEOPLE_A_PAGE", 2)
    for family in ("Ash", "Birch", "Cedar"):
        somebody(clinic, family)
    client = signed_in(clinic, Role.NURSE)

    first, second = said(client.get("/screening/")), said(client.get("/screening/?page=2"))

    assert "Wren Ash" in first
    assert "Wren Cedar" not in first
    assert "1 to 2 of 3 people" in first
    assert "Wren Cedar" in second


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.ADMINISTRATOR, Role.AUDITOR])
def test_screening_is_a_clinicians_page(clinic: Clinic, person: UUID, role: Role) -> None:
    client = signed_in(clinic, role)

    assert client.get("/screening/").status_code == 403
    assert client.get(at(person)).status_code == 403
    assert client.post(at(person, "answers/"), sent()).status_code == 403


def test_another_organisations_person_does_not_exist(
    clinic: Clinic, other_clinic: Clinic, person: UUID
) -> None:
    client = signed_in(other_clinic, Role.PRESCRIBER)

    for path in ("", "answers/", "suicide/"):
        assert client.get(at(person, path)).status_code == 404
    for path in ("again/", "decide/", "override/", "answers/", "suicide/"):
        assert client.post(at(person, path), sent()).status_code in {404, 422}
    assert not VerdictRow.objects.exists()


def test_what_only_does_is_not_asked_for(clinic: Clinic, person: UUID) -> None:
    client = signed_in(clinic, Role.PRESCRIBER)

    for path in ("again/", "decide/", "override/", f"suicide/{uuid4()}/"):
        assert client.get(at(person, path)).status_code == 405
    assert client.post(at(person), sent()).status_code == 405
    assert client.post("/screening/").status_code == 405


# the verdict


def test_a_bundle_without_problems_reads_hold_and_never_clear(clinic: Clinic) -> None:
    person = arrives(clinic, patient(), weight())

    page = said(signed_in(clinic, Role.NURSE).get(at(person)))

    assert "Hold. Wren cannot be dosed yet." in page
    assert 'class="verdict" data-sev="hold"' in page
    assert "An aneurysm of any artery, ever" in page
    assert "24 rules wait for an answer" in page
    assert not VerdictRow.objects.exists()  # looking stores nothing but that one looked


def test_opening_the_page_is_noted_once(clinic: Clinic, person: UUID) -> None:
    client = signed_in(clinic, Role.NURSE)

    client.get(at(person))
    client.get(at(person, "answers/"))

    assert JournalLine.objects.filter(act="intake-read-chart").count() == 1


def test_every_finding_is_shown_most_worrying_first_with_its_source(
    clinic: Clinic, person: UUID
) -> None:
    knows_all(
        clinic,
        person,
        **{
            "hx-aneurysm": True,
            "bipolar": True,
            "systolic-mmhg": 145,
            "eye-pressure": "chronic-glaucoma",
        },
    )

    page = said(signed_in(clinic, Role.NURSE).get(at(person)))

    assert "Exclude. Wren should not be dosed." in page
    order = [page.index(f'data-rule="{rule}"') for rule in ("X02", "C12", "C01")]
    assert order == sorted(order)
    assert "Spravato safety text" in page
    assert "May be set aside by a director." in page


def test_the_page_shows_what_the_rules_say_now_and_asks_to_ask_again(clinic: Clinic) -> None:
    person = arrives(clinic, patient())
    knows_all(clinic, person)
    arrives(clinic, patient(), condition("Aneurysm of thoracic aorta"))
    client = signed_in(clinic, Role.NURSE)

    page = said(client.get(at(person)))
    assert "Exclude." in page
    assert "ask them again" in page
    assert VerdictRow.objects.latest("recorded_at").status != "exclude"

    answer = client.post(at(person, "again/"), sent())

    assert answer.headers["Location"] == at(person)
    assert VerdictRow.objects.latest("recorded_at").status == "exclude"
    assert "ask them again" not in said(client.get(at(person)))


def test_a_medicine_of_the_record_is_weighed(clinic: Clinic) -> None:
    person = arrives(clinic, patient(), medication("Lorazepam 1 mg tablet"))

    page = said(signed_in(clinic, Role.NURSE).get(at(person)))

    assert "Lorazepam 1 mg tablet" in page
    assert "rules and 1 medicine asked" in page


def test_the_tests_before_a_series_are_listed_with_their_days(clinic: Clinic, person: UUID) -> None:
    knows_all(clinic, person)

    page = said(signed_in(clinic, Role.NURSE).get(at(person)))

    assert "Liver tests with alkaline phosphatase and GGT <small" in page
    assert "of 17 Nov 2026; counts 180 days; nothing is given without it" in page
    assert "Urinalysis" in page


def test_the_page_is_a_handful_of_queries(clinic: Clinic, person: UUID) -> None:
    from django.db import connection

    knows_all(clinic, person)
    client = signed_in(clinic, Role.PRESCRIBER)
    client.get(at(person))

    with CaptureQueriesContext(connection) as queries:
        assert client.get(at(person)).status_code == 200

    assert len(queries) <= 32


# decisions


def test_a_prescriber_proceeds_and_the_person_waits_no_longer(clinic: Clinic, person: UUID) -> None:
    verdict = knows_all(clinic, person)
    client = signed_in(clinic, Role.PRESCRIBER)
    form = {"decide-act_id": str(uuid4()), "decide-verdict": str(verdict)}

    answer = client.post(
        at(person, "decide/"), {**form, "decide-decision": "proceed", "decide-grounds": ""}
    )

    assert answer.headers["Location"] == at(person)
    assert EligibilityDecision.objects.get().decision == "proceed"
    assert "Wren Halloway" not in said(client.get("/screening/"))


def test_a_refused_decision_keeps_its_grounds_and_says_why(clinic: Clinic, person: UUID) -> None:
    verdict = screening.answer(**clinic.nurse, patient=person, answers={}).verdict
    form = {"decide-act_id": str(uuid4()), "decide-verdict": str(verdict)}

    answer = signed_in(clinic, Role.PRESCRIBER).post(
        at(person, "decide/"),
        {**form, "decide-decision": "proceed", "decide-grounds": "She wishes it."},
    )

    assert answer.status_code == 422
    page = said(answer)
    assert "Nobody proceeds while a rule holds" in page
    assert "She wishes it." in page
    assert form["decide-act_id"] in page
    assert not EligibilityDecision.objects.exists()


def test_a_decision_sent_twice_is_one(clinic: Clinic, person: UUID) -> None:
    verdict = knows_all(clinic, person)
    client = signed_in(clinic, Role.PRESCRIBER)
    form = {
        "decide-act_id": str(uuid4()),
        "decide-verdict": str(verdict),
        "decide-decision": "wait",
        "decide-grounds": "ECG first.",
    }

    first, second = (client.post(at(person, "decide/"), form) for _ in range(2))

    assert first.status_code == second.status_code == 302
    assert EligibilityDecision.objects.count() == 1


def test_a_nurse_sees_who_decides_and_cannot(clinic: Clinic, person: UUID) -> None:
    verdict = knows_all(clinic, person)
    client = signed_in(clinic, Role.NURSE)
    form = {
        "decide-act_id": str(uuid4()),
        "decide-verdict": str(verdict),
        "decide-decision": "proceed",
    }

    assert "A prescriber decides." in said(client.get(at(person)))
    assert client.post(at(person, "decide/"), form).status_code == 403


# overrides


def held(clinic: Clinic, person: UUID) -> str:
    """A pressure that holds; the key of its finding."""
    knows_all(clinic, person, **{"systolic-mmhg": 165, "bp-confirmed": True})
    found = screening.verdict_of(person, now=clinic.clock()).findings
    return key_of(next(each for each in found if each.rule == "C02"))


def aside(key: str, **other: Any) -> dict[str, Any]:
    form = {
        "aside-act_id": str(uuid4()),
        "aside-finding": key,
        "aside-reason": "Known white-coat readings, home diary normal.",
        "aside-days": "7",
    }
    return {**form, **other}


def test_who_may_sets_a_finding_aside_with_a_reason(clinic: Clinic, person: UUID) -> None:
    key = held(clinic, person)
    client = signed_in(clinic, Role.PRESCRIBER)

    answer = client.post(at(person, "override/"), aside(key))

    assert answer.headers["Location"] == at(person)
    assert Override.objects.get().rule == "C02"
    page = said(client.get(at(person)))
    assert "C02</b> is set aside by Test prescriber until 24 Nov 2026" in page
    assert "home diary normal" in page


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"aside-reason": "ok"}, "Write the reason in a sentence"),
        ({"aside-days": "300"}, "Choose an end within 30 days"),
        ({"aside-days": "0"}, "is not a number of days"),
        ({"aside-finding": "X05 Something else."}, "has changed since the page was made"),
    ],
)
def test_a_refused_override_stores_nothing_and_keeps_what_was_typed(
    clinic: Clinic, person: UUID, other: dict[str, str], says: str
) -> None:
    key = held(clinic, person)

    answer = signed_in(clinic, Role.PRESCRIBER).post(at(person, "override/"), aside(key, **other))

    assert answer.status_code == 422
    assert says in said(answer)
    assert other.get("aside-reason", "Known white-coat readings") in said(answer)
    assert not Override.objects.exists()


def test_a_nurse_sees_who_may_set_aside_and_cannot(clinic: Clinic, person: UUID) -> None:
    key = held(clinic, person)
    client = signed_in(clinic, Role.NURSE)

    page = said(client.get(at(person)))
    assert "Your role may set none of these aside" in page
    assert "For prescriber or director." in page
    assert client.post(at(person, "override/"), aside(key)).status_code == 403


def test_what_is_for_the_director_is_not_the_prescribers(clinic: Clinic, person: UUID) -> None:
    knows_all(clinic, person, **{"hx-aneurysm": True})
    found = screening.verdict_of(person, now=clinic.clock()).findings
    key = key_of(next(each for each in found if each.rule == "X02"))

    answer = signed_in(clinic, Role.PRESCRIBER).post(at(person, "override/"), aside(key))

    assert answer.status_code == 403
    assert signed_in(clinic, Role.DIRECTOR).post(at(person, "override/"), aside(key)).headers[
        "Location"
    ] == at(person)


def test_a_hard_rule_is_offered_to_nobody(clinic: Clinic, person: UUID) -> None:
    knows_all(clinic, person, **{"allergy-ketamine": True})

    page = said(signed_in(clinic, Role.DIRECTOR).get(at(person)))

    assert 'data-rule="X05"' in page
    assert "Nobody can set it aside." in page
    assert 'value="X05' not in page


# the suicide screen


def test_a_negative_screen_is_stored_and_shown(clinic: Clinic, person: UUID) -> None:
    client = signed_in(clinic, Role.THERAPIST)

    answer = client.post(at(person, "suicide/"), sent(form="recent", **NEGATIVE))

    assert answer.headers["Location"] == at(person, "suicide/")
    assert SuicideScreen.objects.get().level == Level.NONE
    assert "The suicide screen is negative." in said(client.get(at(person, "suicide/")))


def test_the_licensed_wording_is_not_shown_and_the_page_says_how_to_come_by_it(
    clinic: Clinic, person: UUID
) -> None:
    page = said(signed_in(clinic, Role.NURSE).get(at(person, "suicide/")))

    assert "Register with the Columbia Lighthouse Project" in page
    assert "1. Wish to be dead" in page
    assert "?" not in re.sub(r"<[^>]*>", "", page.split('id="new"')[1].split("</section>")[0])


def test_a_high_screen_shows_the_crisis_text_and_asks_for_a_signature_of_the_day(
    clinic: Clinic, person: UUID
) -> None:
    client = signed_in(clinic, Role.THERAPIST)
    yes = {"q1": "yes", "q2": "yes", "q3": "no", "q4": "yes", "q5": "no", "q6": "no"}
    client.post(at(person, "suicide/"), sent(form="recent", **yes))
    screen = SuicideScreen.objects.get().id

    page = said(client.get(at(person, "suicide/")))
    assert "call or text 988" in page
    assert "See this person now" in page
    path = at(person, f"suicide/{screen}/")
    form = {"disposition-act_id": str(uuid4()), "disposition-disposition": "evaluated-today"}
    refused = client.post(path, {**form, "disposition-note": "Dr Larch told."})
    assert refused.status_code == 422
    assert "There is no safety plan" in said(refused)
    assert "Dr Larch told." in said(refused)

    signed = client.post(path, {**form, "disposition-safety_plan": "on"})

    assert signed.headers["Location"] == at(person, "suicide/")
    assert "signed" in said(client.get(at(person)))
    assert VerdictRow.objects.latest("recorded_at").status == "hold"  # the rest is still unknown


def test_a_nurse_screens_and_does_not_sign(clinic: Clinic, person: UUID) -> None:
    client = signed_in(clinic, Role.NURSE)
    client.post(at(person, "suicide/"), sent(form="recent", q1="yes"))
    screen = SuicideScreen.objects.get()
    assert screen.level == Level.INCOMPLETE
    form = {"disposition-act_id": str(uuid4()), "disposition-disposition": "evaluated-today"}

    assert "therapist or the medical director signs" in said(client.get(at(person, "suicide/")))
    assert client.post(at(person, f"suicide/{screen.id}/"), form).status_code == 403


def test_yesterdays_screen_is_screened_again(clinic: Clinic, person: UUID) -> None:
    client = signed_in(clinic, Role.THERAPIST)
    client.post(at(person, "suicide/"), sent(form="recent", q1="yes"))
    clinic.clock.forward(days=1)

    assert "This screen is of another day" in said(
        signed_in(clinic, Role.THERAPIST).get(at(person, "suicide/"))
    )


def test_somebody_elses_screen_is_not_signed_here(clinic: Clinic, person: UUID) -> None:
    client = signed_in(clinic, Role.THERAPIST)
    client.post(at(person, "suicide/"), sent(form="recent", q1="yes"))
    screen = SuicideScreen.objects.get().id
    other = somebody(clinic, "Moss")
    form = {"disposition-act_id": str(uuid4()), "disposition-disposition": "evaluated-today"}

    assert client.post(at(other, f"suicide/{screen}/"), form).status_code == 404


def test_behaviour_since_the_last_visit_is_high_whatever_its_age(
    clinic: Clinic, person: UUID
) -> None:
    yes = {"q1": "no", "q2": "no", "q6": "yes", "q6b": "no"}

    signed_in(clinic, Role.NURSE).post(at(person, "suicide/"), sent(form="since-last-visit", **yes))

    assert SuicideScreen.objects.get().level == Level.HIGH


def test_a_screen_without_a_form_stores_nothing(clinic: Clinic, person: UUID) -> None:
    answer = signed_in(clinic, Role.NURSE).post(at(person, "suicide/"), sent(q1="yes"))

    assert answer.status_code == 422
    assert re.search(r'value="yes"[^>]* checked', said(answer))
    assert not SuicideScreen.objects.exists()
    assert not FactRow.objects.exists()


def test_whoever_may_proceed_stays_so_on_the_page(clinic: Clinic) -> None:
    person = eligible(clinic)

    page = said(signed_in(clinic, Role.PRESCRIBER).get(at(person)))

    assert "<b>Proceed</b>" in page
    assert screening.verdict_of(person, now=clinic.clock()).status < Status.HOLD
