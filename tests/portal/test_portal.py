"""Somebody at home sees one true page, and is never left alone with what they wrote."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from clinic import JUST_NOW, NOON, Clinic
from daybreak.actions.journal import add
from daybreak.care.session.stages import Stage
from daybreak.care.team.roles import Role
from daybreak.records.models import Account, Contact, ScaleAnswer
from daybreak.records.reads.outcome import safety_tasks
from treated import Treated, after_six, treated

CALM = {f"item-{n}": "1" for n in range(1, 9)} | {"item-9": "0"}
DARK = {**CALM, "item-9": "2"}
SOON = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def somebody(clinic: Clinic) -> Treated:
    clinic.clock.now = JUST_NOW
    return treated(clinic)


def signed_in(somebody: Treated) -> Client:
    client = Client()
    client.force_login(Account.objects.get(id=somebody.as_patient().id))
    return client


def sent(data: dict[str, str], **more: str) -> dict[str, str]:
    return {"act_id": str(uuid4()), "lang": "en-US", **data, **more}


def test_the_next_appointment_is_told_by_the_clock_of_its_place(somebody: Treated) -> None:
    at = datetime(2030, 7, 1, 17, 30, tzinfo=UTC)
    somebody.session(1, at, until=Stage.SCHEDULED)

    page = signed_in(somebody).get("/p/").content.decode()

    assert "Monday 1 July" in page
    assert "10:30\u00a0am" in page
    assert "(PDT)" in page
    assert "Session 1 of 6" in page
    assert "4:30\u00a0am" in page  # six hours without solid food
    assert "8:30\u00a0am" in page  # two without clear drinks


def test_what_was_cancelled_or_is_over_is_no_appointment(somebody: Treated) -> None:
    somebody.session(1, datetime.now(UTC) - timedelta(days=2))

    page = signed_in(somebody).get("/p/").content.decode()

    assert "Your next appointment" not in page


def test_a_questionnaire_that_is_due_is_the_next_thing(somebody: Treated) -> None:
    page = signed_in(somebody).get("/p/").content.decode()

    assert "/p/answer/phq-9/" in page
    assert "Tell us how you have been" in page


def test_phq_9_is_asked_word_for_word_with_its_notice(somebody: Treated) -> None:
    page = signed_in(somebody).get("/p/answer/phq-9/").content.decode()

    assert "Over the last 2 weeks, how often have you been bothered" in page
    assert "Little interest or pleasure in doing things" in page
    assert "No permission required to reproduce, translate, display or distribute." in page


def test_spanish_is_for_those_who_read_it(clinic: Clinic) -> None:
    client = signed_in(treated(clinic, language="es-US"))

    home = client.get("/p/").content.decode()
    form = client.get("/p/answer/phq-9/").content.decode()

    assert "Cuéntenos cómo ha estado" in home
    assert "Si siente que podría hacerse daño" in home
    assert "Poco interés o placer en hacer cosas" in form
    assert "No se requiere permiso para reproducir" in form
    for page in (home, form):
        assert '<html lang="es-US"' in page
        for english in ("Skip to", "Sign out", "Call us", "Everyone here", "Write to us"):
            assert english not in page, english


def test_a_language_once_chosen_stays(somebody: Treated) -> None:
    client = signed_in(somebody)

    client.get("/p/?lang=es-US")

    assert "Hola, Wren." in client.get("/p/").content.decode()


def test_answers_are_stored_once_and_their_page_says_so(somebody: Treated) -> None:
    client = signed_in(somebody)
    form = sent(CALM)

    first = client.post("/p/answer/phq-9/", form, follow=True)
    client.post("/p/answer/phq-9/", form)

    assert "Your answers are stored" in first.content.decode()
    row = ScaleAnswer.objects.get()
    assert (row.total, row.answered_by, row.course_id) == (8, "patient", somebody.course)


def test_thoughts_of_death_are_answered_before_anything_else(somebody: Treated) -> None:
    client = signed_in(somebody)

    page = client.post("/p/answer/phq-9/", sent(DARK), follow=True).content.decode()

    main = page[page.index("<main") :]
    assert main.index("Call or text 988 now") < main.index("next-h")
    assert "What you wrote is stored" in main
    assert "Your answers are stored, and" not in page
    task = safety_tasks(somebody.clinic.actors[Role.NURSE])[0]
    assert task.patient == somebody.patient


def test_whom_to_call_stays_first_until_they_say_that_they_read_it(somebody: Treated) -> None:
    client = signed_in(somebody)
    client.post("/p/answer/phq-9/", sent(DARK))
    assert "Call or text 988 now" in client.get("/p/").content.decode()

    client.post("/p/read/", {"act_id": str(uuid4())})

    page = client.get("/p/").content.decode()
    assert "Call or text 988 now" not in page
    assert "If you feel you might hurt yourself" in page
    assert Contact.objects.get().kind == "crisis-text"
    assert safety_tasks(somebody.clinic.actors[Role.NURSE])[0].text_read_at is not None


def test_one_dark_answer_is_stored_although_all_others_are_open(somebody: Treated) -> None:
    signed_in(somebody).post("/p/answer/phq-9/", sent({"item-9": "1"}))

    assert ScaleAnswer.objects.get().total is None
    assert safety_tasks(somebody.clinic.actors[Role.NURSE])


def test_a_form_that_cannot_be_read_still_says_whom_to_call(somebody: Treated) -> None:
    answer = signed_in(somebody).post("/p/answer/phq-9/", sent({**DARK, "item-2": "many"}))

    page = answer.content.decode()
    assert answer.status_code == 422
    main = page[page.index("<main") :]
    assert main.index("Call or text 988 now") < main.index("scale-h")
    assert "has not reached us yet" in main
    assert not ScaleAnswer.objects.exists()


def test_what_was_chosen_is_still_there_when_a_question_was_left_open(
    somebody: Treated,
) -> None:
    data = {key: value for key, value in CALM.items() if key != "item-3"}

    answer = signed_in(somebody).post("/p/answer/phq-9/", sent(data))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count(" checked") >= len(data)
    assert "We did not get that yet. Your answers are still here." in page
    assert not ScaleAnswer.objects.exists()


def test_answers_outlive_the_session_they_were_typed_in(somebody: Treated) -> None:
    client = signed_in(somebody)
    form = client.get("/p/answer/phq-9/")
    client.logout()

    answer = client.post("/p/answer/phq-9/", sent(CALM, who=form.context["who"], **{"item-4": "3"}))

    assert answer.status_code == 401
    assert "/account/login/?next=/p/answer/phq-9/" in answer.content.decode()
    assert not ScaleAnswer.objects.exists()
    client.force_login(Account.objects.get(id=somebody.as_patient().id))
    page = client.get("/p/answer/phq-9/").content.decode()
    assert "Your answers are still here" in page
    assert page.count('<input type="radio"') > 0
    assert page.count(" checked") >= len(CALM)
    client.post("/p/answer/phq-9/", sent(CALM))
    assert "Your answers are still here" not in client.get("/p/answer/phq-9/").content.decode()


def test_whoever_signs_in_next_does_not_see_them(somebody: Treated) -> None:
    other = treated(somebody.clinic)
    client = signed_in(somebody)
    form = client.get("/p/answer/phq-9/")
    client.logout()
    client.post("/p/answer/phq-9/", sent(CALM, who=form.context["who"]))

    client.force_login(Account.objects.get(id=other.as_patient().id))

    assert "Your answers are still here" not in client.get("/p/answer/phq-9/").content.decode()


def test_a_signed_out_person_in_danger_is_told_whom_to_call(somebody: Treated) -> None:
    client = signed_in(somebody)
    form = client.get("/p/answer/phq-9/")
    client.logout()

    page = client.post("/p/answer/phq-9/", sent(DARK, who=form.context["who"])).content.decode()

    main = page[page.index("<main") :]
    assert main.index("Call or text 988 now") < main.index("You were signed out")


def test_nobody_fills_our_store_without_a_form_of_ours(db: None) -> None:
    client = Client()

    answer = client.post("/p/answer/phq-9/", sent(CALM, who="forged"))

    assert answer.status_code == 401
    assert "Nothing was sent" in answer.content.decode()
    assert not client.session.keys()


def test_their_own_curve_is_told_in_plain_words(clinic: Clinic) -> None:
    page = signed_in(after_six(clinic, baseline=22, latest=10)).get("/p/").content.decode()

    assert "12 points lighter than when you began" in page
    assert "Lower is lighter" in page


def test_a_change_within_the_noise_is_no_change(clinic: Clinic) -> None:
    page = signed_in(after_six(clinic, baseline=22, latest=19)).get("/p/").content.decode()

    assert "About the same as when you began" in page


@pytest.mark.parametrize("scale", ["cgi-s", "c-ssrs-screener", "wsas", "phq-99", "madrs"])
def test_what_is_not_theirs_to_answer_does_not_exist(somebody: Treated, scale: str) -> None:
    client = signed_in(somebody)

    assert client.get(f"/p/answer/{scale}/").status_code == 404
    assert client.post(f"/p/answer/{scale}/", sent(CALM)).status_code == 404
    assert not ScaleAnswer.objects.exists()


def test_asking_for_what_only_does_is_405(somebody: Treated) -> None:
    client = signed_in(somebody)

    assert client.get("/p/read/").status_code == 405
    assert client.post("/p/").status_code == 405
    assert client.delete("/p/answer/phq-9/").status_code == 405


def test_staff_have_no_page_here_and_strangers_sign_in(somebody: Treated) -> None:
    staff = Client()
    staff.force_login(Account.objects.get(id=somebody.clinic.actors[Role.NURSE].id))

    assert staff.get("/p/").status_code == 403
    assert staff.post("/p/answer/phq-9/", sent(CALM)).status_code == 403
    assert Client().get("/p/").headers["Location"] == "/account/login/?next=/p/"


def addresses(patterns: Any, before: str = "") -> list[str]:
    found = []
    for pattern in patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found += addresses(pattern.url_patterns, here)
        elif isinstance(pattern, URLPattern):
            found.append(here)
    return found


def test_no_page_of_the_staff_opens_for_a_patient(somebody: Treated) -> None:
    client = signed_in(somebody)
    session = somebody.session(1, NOON)
    known = {
        "<uuid:patient>": str(somebody.patient),
        "<uuid:course>": str(somebody.course),
        "<uuid:session>": str(session),
    }
    outside = ("account/", "o/", "p/", "healthz", "fhir/", "static/")
    tried = 0
    for address in addresses(get_resolver().url_patterns):
        if address.startswith(outside):
            continue
        path = "/" + address
        for name, value in known.items():
            path = path.replace(name, value)
        if "<" in path:
            path = path.replace("<uuid:", "").replace("<slug:", "").replace(">", "")
        tried += 1
        answer = client.get(path)
        assert answer.status_code in {403, 404, 405}, (path, answer.status_code)
    assert tried > 5


def test_somebody_without_a_course_is_told_that_nothing_waits(clinic: Clinic) -> None:
    somebody = treated(clinic)
    from daybreak.records.models import CourseEnd

    somebody.write(lambda: add(CourseEnd(course_id=somebody.course, reason="completed")))

    page = signed_in(somebody).get("/p/").content.decode()

    assert "Nothing to do just now" in page
    assert "If you feel you might hurt yourself" in page


@pytest.mark.parametrize("path", ["/people/", "/nowhere/", "/p/answer/nothing/"])
@pytest.mark.parametrize(
    ("language", "says"), [("en", "There is nothing for you here"), ("es", "Aquí no hay nada")]
)
def test_what_is_not_theirs_is_refused_in_their_language_with_a_way_home(
    clinic: Clinic, path: str, language: str, says: str
) -> None:
    answer = signed_in(treated(clinic, language=language)).get(path)
    page = answer.content.decode()

    assert answer.status_code in {403, 404}
    assert says in page
    assert 'href="/p/"' in page
    assert "Find a person" not in page
