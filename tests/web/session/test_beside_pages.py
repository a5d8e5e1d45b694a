"""Beside the dose, through the pages alone: medicines, a rescue, events; and what each refuses."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from beside import ONDANSETRON, allergic, did, gives, happened, in_need, on_a_word, ordered
from clinic import Clinic
from daybreak.actions import session as act
from daybreak.care.session.stages import Stage
from daybreak.care.team.roles import Role
from daybreak.records.models import (
    Account,
    AdjunctDose,
    AdjunctEnd,
    AdjunctOrder,
    AdjunctSignature,
    AdjunctTakenBack,
    AdverseEvent,
    PumpEvent,
    Rescue,
)
from visiting import Visiting, visiting

HTMX = {"HTTP_HX_REQUEST": "true"}

NOBODYS = "00000000-0000-4000-8000-000000000000"  # an id of nothing


class Desk:
    """Somebody at a screen, whose clock is the clinic's."""

    def __init__(self, visit: Visiting, role: Role = Role.NURSE) -> None:
        self.visit, self.client = visit, Client()
        self.client.force_login(Account.objects.get(id=visit.clinic.actors[role].id))

    def get(self, page: str, **headers: str) -> Any:
        with time_machine.travel(self.visit.clinic.clock(), tick=True):
            return self.client.get(self._url(page), **headers)  # type: ignore[arg-type]

    def post(self, page: str, **told: Any) -> Any:
        with time_machine.travel(self.visit.clinic.clock(), tick=True):
            return self.client.post(self._url(page), {"act_id": str(uuid4()), **told})

    def sees(self, page: str) -> str:
        """The words of a page."""
        answer = self.get(page)
        assert answer.status_code == 200
        return " ".join(answer.content.decode().split())

    def _url(self, page: str) -> str:
        return page if page.startswith("/") else f"/sessions/{self.visit.session}/{page}"


@pytest.fixture
def visit(clinic: Clinic) -> Visiting:
    return visiting(clinic).until(Stage.DOSING)


@pytest.fixture
def nurse(visit: Visiting) -> Desk:
    return Desk(visit)


@pytest.fixture
def prescriber(visit: Visiting) -> Desk:
    return Desk(visit, Role.PRESCRIBER)


def test_what_is_ordered_is_offered_and_one_tap_records_it(visit: Visiting, nurse: Desk) -> None:
    order = ordered(visit)
    assert "Given: Ondansetron 4 mg, into a vein" in nurse.sees("medicine/")

    unasked = nurse.post(f"medicine/{order}/")
    done = nurse.post(f"medicine/{order}/", is_allergy_asked="on")

    assert (unasked.status_code, done.status_code) == (422, 302)
    assert "Nobody has asked about allergies" in unasked.content.decode()
    assert AdjunctDose.objects.get().amount_ug == 4_000
    shown = nurse.sees("medicine/")
    assert "Ordered, and not now" in shown
    assert "0 minutes ago; the order asks for 30" in shown


def test_less_than_was_ordered_and_earlier_is_recorded_so(visit: Visiting, nurse: Desk) -> None:
    order = ordered(visit)
    visit.clinic.clock.forward(minutes=10)

    nurse.post(f"medicine/{order}/", is_allergy_asked="on", less="2.5", minutes_ago="4", note="x")

    dose = AdjunctDose.objects.get()
    assert dose.amount_ug == 2_500
    assert timedelta(minutes=4) <= dose.recorded_at - dose.at < timedelta(minutes=5)


def test_nothing_ordered_offers_nothing_and_names_no_drug(nurse: Desk) -> None:
    shown = nurse.sees("medicine/")

    assert "Nothing is ordered that may be given now." in shown
    assert "proposes nothing" in shown
    assert not any(drug in shown.casefold() for drug in ("ondansetron", "labetalol", "midazolam"))


def test_a_word_is_refused_once_with_what_stands_against_it_and_keeps_what_was_typed(
    visit: Visiting, nurse: Desk
) -> None:
    allergic(visit, "labetalol")
    said_by = str(visit.clinic.actors[Role.PRESCRIBER].id)
    word = {"drug": "Labetalol", "amount": "10", "unit": "mg", "route": "iv", "said_by": said_by}

    refused = nurse.post("medicine/word/", **word)
    page = refused.content.decode()
    stored = nurse.post("medicine/word/", **word, despite="on")

    assert refused.status_code == 422
    assert "An allergy to Labetalol is on record" in page
    assert 'value="Labetalol"' in page
    assert "It was given all the same" in page
    assert stored.status_code == 302
    assert "Awaits a signature." in nurse.sees("medicine/")


@pytest.mark.parametrize(
    "wrong",
    [
        {"drug": ""},
        {"amount": "ten"},
        {"amount": "-1"},
        {"amount": "0"},
        {"amount": "1e400"},
        {"unit": "stone"},
        {"route": "by drone"},
        {"said_by": "nobody"},
        {"said_by": str(uuid4())},
        {"drug": "Labetalol\x00"},
    ],
)
def test_a_hostile_word_is_a_sentence_and_no_dose(
    visit: Visiting, nurse: Desk, wrong: dict[str, str]
) -> None:
    said_by = str(visit.clinic.actors[Role.PRESCRIBER].id)
    word = {"drug": "Labetalol", "amount": "10", "unit": "mg", "route": "iv", "said_by": said_by}

    answer = nurse.post("medicine/word/", **(word | {"is_allergy_asked": "on"} | wrong))

    assert answer.status_code == 422
    assert not AdjunctDose.objects.exists()


def test_the_prescriber_signs_what_they_said_and_it_leaves_the_board(
    visit: Visiting, nurse: Desk, prescriber: Desk
) -> None:
    dose = gives(visit, word=on_a_word(visit)).dose
    assert "was given on Test prescriber" in nurse.sees("/")
    assert "Awaits a signature" in nurse.sees("medicine/")
    assert "I said so: sign" in prescriber.sees("medicine/")
    assert "I said so: sign" not in nurse.sees("medicine/")

    refused = nurse.post(f"doses/{dose}/sign/")
    signed = prescriber.post(f"doses/{dose}/sign/")

    assert (refused.status_code, signed.status_code) == (403, 302)
    assert AdjunctSignature.objects.count() == 1
    assert "was given on Test prescriber" not in nurse.sees("/")


def test_what_was_not_given_is_taken_back_from_the_chair_and_stays_marked(
    visit: Visiting, nurse: Desk
) -> None:
    dose = gives(visit, word=on_a_word(visit)).dose
    page = f"doses/{dose}/not-given/"
    assert f'href="/sessions/{visit.session}/{page}"' in nurse.sees("medicine/")
    asked = nurse.sees(page)
    assert "What they got stays" in asked
    for there in ("/", "/handover/"):
        assert "Labetalol" in nurse.sees(there)

    unsaid = nurse.post(page, reason=" ")
    stored = nurse.post(page, reason="Entered <b>twice</b>")

    assert (unsaid.status_code, stored.status_code) == (422, 302)
    assert AdjunctTakenBack.objects.get().reason == "Entered <b>twice</b>"
    assert "by Test nurse: Entered &lt;b&gt;twice&lt;/b&gt;" in nurse.sees("medicine/")
    for there in ("medicine/", ""):
        shown = nurse.sees(there)
        assert "Awaits a signature" not in shown
        assert "was given on Test prescriber" not in shown
        assert page not in shown
    for there in ("/", "/handover/"):
        assert "Labetalol" not in nurse.sees(there)
    again = nurse.post(page, reason="Once more")
    assert again.status_code == 422
    assert "took this entry back at" in again.content.decode()
    assert "There is nothing more to do." in nurse.sees(page)
    assert AdjunctTakenBack.objects.count() == 1


def test_the_session_shows_what_was_taken_back_after_they_left_and_the_closed_one_takes_nothing(
    visit: Visiting, nurse: Desk
) -> None:
    wrong, stays = (gives(visit, word=on_a_word(visit)).dose for _ in range(2))
    act.transfer(**visit.nurse(), destination="County ED", reason="pressure")
    act.take_back_adjunct(**visit.nurse(), dose=wrong, reason="Entered twice")
    act.sign_adjunct(**visit.prescriber(), dose=stays)
    visit.close()

    shown = nurse.sees("")
    assert "<b>Not given.</b>" in shown
    assert "Entered twice" in shown
    assert "not-given" not in nurse.sees("medicine/")
    assert "This session is closed" in nurse.sees(f"doses/{stays}/not-given/")
    assert nurse.post(f"doses/{stays}/not-given/", reason="x").status_code == 422
    assert AdjunctTakenBack.objects.count() == 1


def test_what_is_no_dose_of_this_session_is_not_there_to_be_taken_back(nurse: Desk) -> None:
    assert nurse.get(f"doses/{NOBODYS}/not-given/").status_code == 404
    assert nurse.post(f"doses/{NOBODYS}/not-given/", reason="x").status_code == 404


def test_a_rescue_shows_the_medicine_that_was_not_given_as_taken_back(
    visit: Visiting, nurse: Desk
) -> None:
    in_need(visit)
    dose = gives(visit, word=on_a_word(visit)).dose
    act.take_back_adjunct(**visit.nurse(), dose=dose, reason="Entered twice")

    assert "<s>Given: Labetalol 10 mg" in nurse.sees("rescue/")


def test_what_is_unsigned_stays_on_the_board_after_they_left(visit: Visiting, nurse: Desk) -> None:
    gives(visit, word=on_a_word(visit))
    act.transfer(**visit.nurse(), destination="County ED", reason="pressure")

    shown = nurse.sees("/")

    assert "To be closed" in shown
    assert "Labetalol 10 mg was given on Test prescriber" in shown
    assert "Labetalol 10 mg was given" in nurse.sees("")
    desk = Desk(visit, Role.FRONT_DESK)
    assert "Labetalol" not in desk.sees("/")


@pytest.mark.parametrize(
    "stage",
    [Stage.ARRIVED, Stage.PREPARED, Stage.DOSING, Stage.RECOVERY, Stage.DISCHARGED],
)
def test_a_rescue_is_two_taps_away_wherever_they_are(clinic: Clinic, stage: Stage) -> None:
    visit = visiting(clinic).until(stage)
    nurse = Desk(visit)
    assert f'href="/sessions/{visit.session}/rescue/"' in nurse.sees("")
    assert "What set it off?" in nurse.sees("rescue/")

    assert nurse.post("rescue/", trigger="pressure-low").status_code == 302

    assert "Rescue since" in nurse.sees("")
    assert "What was done?" in nurse.sees("rescue/")


def test_the_open_alarm_names_the_likely_trigger_first(visit: Visiting, nurse: Desk) -> None:
    visit.clinic.clock.forward(minutes=5)
    visit.measure(spo2_percent=88)

    shown = nurse.sees("rescue/")

    assert shown.index("Breathing or oxygen") < shown.index("High blood pressure")


def test_the_taps_of_a_rescue_end_in_one_record(visit: Visiting, nurse: Desk) -> None:
    nurse.post("rescue/", trigger="breathing")
    rescue = str(visit.seen.beside.rescues[0].rescue.id)
    for told in (
        {"did": "airway-manoeuvre"},
        {"did": "oxygen", "detail-oxygen": "10"},
        {"did": "pause"},
        {"did": "glucose", "detail-glucose": "96"},
    ):
        assert nurse.post("rescue/", rescue=rescue, **told).status_code == 302
    slip = visit.seen.beside.rescues[0].rescue.did[0].id
    assert nurse.post("rescue/", rescue=rescue, taken_back=str(slip)).status_code == 302

    shown = nurse.sees("rescue/")
    for said in ("Oxygen 10 L/min", "Blood glucose 96 mg/dL", "Pump paused", "taken back"):
        assert said in shown
    assert PumpEvent.objects.filter(kind="pause").count() == 1
    over = nurse.post("rescue/", rescue=rescue, is_over="on", response="Pink, 97 %.")
    assert over.status_code == 302
    assert "Rescue since" not in nurse.sees("")


@pytest.mark.parametrize(
    "told",
    [
        {"did": "oxygen"},
        {"did": "oxygen", "detail-oxygen": "<script>"},
        {"did": "pray"},
        {"did": "stop"},
        {"is_over": "on"},
        {"trigger": "fate"},
        {"taken_back": "not-an-id"},
        {},
    ],
)
def test_a_hostile_tap_is_refused_with_a_sentence(
    visit: Visiting, nurse: Desk, told: dict[str, str]
) -> None:
    rescue = str(in_need(visit))

    answer = nurse.post("rescue/", rescue=rescue, **told)

    assert answer.status_code == 422
    assert "This was not stored" in answer.content.decode()
    assert "<script>lots" not in answer.content.decode()
    assert Rescue.objects.count() == 1


def test_the_running_record_refreshes_alone_and_is_nobody(visit: Visiting, nurse: Desk) -> None:
    did(visit, in_need(visit), "suction")

    shown = nurse.get("rescue/", **HTMX, HTTP_X_DAYBREAK_POLL="1").content.decode()

    assert "<html" not in shown
    assert "Suction" in shown


def test_an_event_begins_with_a_symptom_and_asks_for_whoever_is_to_be_told(
    visit: Visiting, nurse: Desk
) -> None:
    act.record_symptom(**visit.nurse(), term="chest-pain", grade=3)
    (symptom,) = visit.seen.chair.symptoms
    form = nurse.sees(f"events/new/?symptom={symptom.id}")
    assert '<option value="chest-pain" selected>' in form
    here = visit.now.astimezone(visit.seen.zone)
    described = {
        "term": "chest-pain",
        "grade": "3",
        "onset_0": f"{here:%Y-%m-%d}",
        "onset_1": f"{here:%H:%M:%S}",
        "taken": "stopped",
        "relatedness": "possible",
        "flags": ["medically-important"],
        "description": "Tight, left.",
    }

    assert nurse.post("events/new/", **described).status_code == 302

    shown = nurse.sees("events/")
    assert "FDA MedWatch report" in shown
    assert "Serious: Other medically important event" in shown
    assert "FDA MedWatch report is open" in nurse.sees("/")
    event = AdverseEvent.objects.get().id
    wrong = nurse.post(f"events/{event}/told/", task="medwatch", outcome="done", words="")
    right = nurse.post(f"events/{event}/told/", task="medwatch", outcome="done", words="No 7")
    assert (wrong.status_code, right.status_code) == (422, 302)
    assert "reported: No 7" in nurse.sees("events/")

    corrected = described | {"description": "Tight, left arm.", "flags": ["hospitalisation"]}
    assert nurse.post(f"events/{event}/", **corrected).status_code == 302
    assert "Tight, left arm." in nurse.sees("events/")


def test_a_pressure_proposes_its_grade_and_chooses_none(visit: Visiting, nurse: Desk) -> None:
    visit.clinic.clock.forward(minutes=5)
    visit.measure(systolic_mmhg=186, diastolic_mmhg=112)

    shown = nurse.sees("events/new/")

    assert "186/112 at" in shown
    assert "would be grade 3 (CTCAE v5). A proposal: you decide." in shown
    assert "checked" not in shown.split('id="id_grade"')[1].split("</fieldset>")[0]


@pytest.mark.parametrize(
    "wrong",
    [
        {"term": ""},
        {"term": "bad-luck"},
        {"grade": "6"},
        {"grade": "x"},
        {"onset_0": ""},
        {"onset_1": "25:99"},
        {"flags": ["nasty"]},
        {"relatedness": "perhaps"},
        {"description": "x" * 4001},
    ],
)
def test_a_hostile_event_is_a_sentence_and_no_event(
    visit: Visiting, nurse: Desk, wrong: dict[str, Any]
) -> None:
    here = visit.now.astimezone(visit.seen.zone)
    told = {
        "term": "nausea",
        "grade": "1",
        "onset_0": f"{here:%Y-%m-%d}",
        "onset_1": f"{here:%H:%M:%S}",
        "taken": "none",
        "relatedness": "possible",
    }

    assert nurse.post("events/new/", **(told | wrong)).status_code == 422
    assert not AdverseEvent.objects.exists()


def test_afterwards_the_page_of_the_session_says_all_of_it(visit: Visiting, nurse: Desk) -> None:
    rescue = in_need(visit)
    did(visit, rescue, "suction")
    gives(visit, word=on_a_word(visit))
    happened(visit, flags=("hospitalisation",), description="It rose and rose.")
    act.transfer(**visit.nurse(), destination="County ED", reason="pressure")

    shown = nurse.sees("")

    for said in (
        "Labetalol 10 mg into a vein",
        "Suction",
        "Left: County ED",
        "It rose and rose.",
        "FDA MedWatch report",
        "Rescue since",
    ):
        assert said in shown


PAGES = ("medicine/", "rescue/", "events/", "events/new/")


@pytest.mark.parametrize("page", PAGES)
def test_the_pages_are_for_clinicians_of_this_organisation(
    visit: Visiting, other_clinic: Clinic, page: str
) -> None:
    stranger = Client()
    stranger.force_login(Account.objects.get(id=other_clinic.actors[Role.NURSE].id))
    url = f"/sessions/{visit.session}/{page}"

    with time_machine.travel(visit.clinic.clock(), tick=True):
        assert stranger.get(url).status_code == 404
        assert Desk(visit, Role.FRONT_DESK).client.get(url).status_code == 403
        assert Client().get(url).status_code == 302


@pytest.mark.parametrize(
    "page", [f"medicine/{NOBODYS}/", "medicine/word/", f"doses/{NOBODYS}/sign/"]
)
def test_what_stores_something_is_asked_by_post(nurse: Desk, page: str) -> None:
    assert nurse.get(page).status_code == 405


ORDER: dict[str, Any] = {
    "drug": "Ondansetron",
    "kind": "antiemetic",
    "dose": "4",
    "unit": "mg",
    "route": "iv",
    "most": "8",
    "least_minutes": "30",
    "trigger": "nausea",
    "may_give": ["nurse"],
    "until": "2026-12-31",
}


def test_a_prescriber_orders_and_ends_on_the_plan(visit: Visiting, prescriber: Desk) -> None:
    url = f"/people/{visit.somebody.patient}/plan/medicines/"
    assert prescriber.post(url, **(ORDER | {"most": "2"})).status_code == 422
    assert prescriber.post(url, **ORDER).status_code == 302

    row = AdjunctOrder.objects.get()
    assert (row.dose_ug, row.most_ug, row.least_minutes) == (4_000, 8_000, 30)
    assert f"{row.expires_at.astimezone(visit.seen.zone):%Y-%m-%d %H:%M}" == "2027-01-01 00:00"
    assert "Ondansetron 4 mg, for nausea" in prescriber.sees(
        f"/people/{visit.somebody.patient}/plan/"
    )
    assert prescriber.post(f"{url}{row.id}/end/", reason="").status_code == 422
    assert prescriber.post(f"{url}{row.id}/end/", reason="QTc").status_code == 302
    assert AdjunctEnd.objects.get().reason == "QTc"
    assert "QTc" in prescriber.sees(url)


def test_a_nurse_reads_the_orders_and_signs_none_and_the_desk_reads_none(
    visit: Visiting, nurse: Desk
) -> None:
    ordered(visit, ONDANSETRON)
    url = f"/people/{visit.somebody.patient}/plan/medicines/"

    shown = nurse.sees(url)

    assert "Ondansetron" in shown
    assert "Sign the order" not in shown
    assert nurse.post(url, **ORDER).status_code == 403
    assert AdjunctOrder.objects.count() == 1
    desk = Desk(visit, Role.FRONT_DESK)
    assert desk.get(url).status_code == 403
    assert "Ondansetron" not in desk.sees(f"/people/{visit.somebody.patient}/plan/")
