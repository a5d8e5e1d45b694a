"""One session through its pages alone, as plain forms; and what each page refuses."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from clinic import Clinic
from daybreak.care.session.gates import session_gates
from daybreak.care.session.stages import Stage
from daybreak.care.team.roles import Role
from daybreak.records.models import (
    Account,
    Closing,
    DeviceBinding,
    JournalLine,
    SymptomRow,
    VitalsRow,
)
from visiting import Visiting, second_nurse, visiting

HTMX = {"HTTP_HX_REQUEST": "true"}
VITALS = {
    "systolic_mmhg": "128",
    "diastolic_mmhg": "78",
    "heart_rate_per_min": "72",
    "spo2_percent": "98",
    "respiratory_rate_per_min": "14",
    "moaas": "5",
    "dissociation_nrs": "0",
}


def signed_in(clinic: Clinic, role: Role) -> Client:
    client = Client()
    client.force_login(Account.objects.get(id=clinic.actors[role].id))
    return client


def gates(before: Stage) -> dict[str, str]:
    return {f"gate-{gate.id}": "on" for gate in session_gates().asked(before, "iv")}


class Desk:
    """Somebody at a screen, whose clock is the clinic's."""

    def __init__(self, clinic: Clinic, visit: Visiting, client: Client) -> None:
        self.clinic, self.visit, self.client = clinic, visit, client
        self.account = Account.objects.get(id=client.session["_auth_user_id"])
        self.last = clinic.clock.now

    def here(self) -> datetime:
        """The time, with a new sign-in for whoever was idle too long."""
        now = self.clinic.clock()
        if now - self.last > timedelta(minutes=10):
            with time_machine.travel(now):
                self.client.logout()
                self.client.force_login(self.account)
        self.last = now
        return now

    def url(self, act: str = "") -> str:
        return f"/sessions/{self.visit.session}/{act}"

    def get(self, act: str = "", **headers: str) -> Any:
        with time_machine.travel(self.here(), tick=True):
            return self.client.get(self.url(act), **headers)  # type: ignore[arg-type]

    def post(self, act: str, told: dict[str, Any] | None = None, **headers: str) -> Any:
        with time_machine.travel(self.here(), tick=True):
            form = {"act_id": str(uuid4()), **(told or {})}
            return self.client.post(self.url(act), form, **headers)  # type: ignore[arg-type]

    def does(self, act: str, told: dict[str, Any] | None = None) -> None:
        answer = self.post(act, told)
        assert answer.status_code == 302, answer.content.decode()[:6000]
        assert "/login/" not in answer.headers["Location"]


@pytest.fixture
def visit(clinic: Clinic) -> Visiting:
    return visiting(clinic)


@pytest.fixture
def nurse(clinic: Clinic, visit: Visiting) -> Desk:
    return Desk(clinic, visit, signed_in(clinic, Role.NURSE))


@pytest.fixture
def prescriber(clinic: Clinic, visit: Visiting) -> Desk:
    return Desk(clinic, visit, signed_in(clinic, Role.PRESCRIBER))


@pytest.fixture
def second(clinic: Clinic, visit: Visiting) -> Desk:
    client = Client()
    account = Account.objects.get(id=second_nurse(clinic).id)
    account.set_password("a witness signs")
    account.save()
    client.force_login(account)
    return Desk(clinic, visit, client)


CHECK_IN = {
    "identity": "on",
    "consent": "on",
    "scales": "on",
    "stop_word": "harbour",
    "escort_name": "Robin Hollow",
    "escort_phone": "555 0100",
    "weight_0": "176.4",
    "weight_1": "lb",
}
VIAL = {
    "product": "Ketamine 50 mg/mL",
    "strength": "50000",
    "lot": "LOT7",
    "expires_on": "2027-06-30",
    "diluent": "100",
    "bag": "replaced",
}


def test_a_whole_session_through_its_pages_without_a_script(
    nurse: Desk, prescriber: Desk, second: Desk
) -> None:
    clock = nurse.clinic.clock
    nurse.does("arrive/")
    nurse.does("check-in/", CHECK_IN)
    nurse.does("vitals/", VITALS)
    assert "Go or no-go" in prescriber.get().content.decode()
    prescriber.does("decide/", {"decision": "go"})
    nurse.does("prepare/", VIAL | gates(Stage.PREPARED))
    assert "0.8" in nurse.get().content.decode()
    blind = second.get().content.decode()
    assert "150" not in blind.split("Dose check")[1].split("Time-out")[0]
    second.does("check-dose/", {"dose": "40", "rate": "150"})
    nurse.does("start/", {"rate": "150"} | gates(Stage.DOSING))
    assert str(nurse.visit.stage) == str(Stage.DOSING)
    assert 'data-density="chair"' in nurse.get().content.decode()

    clock.forward(minutes=10)
    nurse.does("vitals/", VITALS | {"systolic_mmhg": "164", "diastolic_mmhg": "98"})
    shown = nurse.get().content.decode()
    assert "Systolic 164 mmHg is at or over 160." in shown
    nurse.does("seen/", {"channel": "systolic-high", "level": "alert", "action": "Prescriber told"})
    nurse.does("symptoms/nausea/", {"grade": "1"})
    nurse.does("pause/", {"shown": "25", "reason": "blood pressure"})
    clock.forward(minutes=4)
    nurse.does("vitals/", VITALS)
    nurse.does("resume/", {"shown": "25"})
    nurse.does("rate/", {"rate": "200", "shown": "25.5", "reason": "catching up"})
    nurse.does("pump/", {"shown": "27"})
    clock.forward(minutes=20)
    nurse.does("symptoms/nausea/", {"grade": "0"})
    nurse.does("end/", {"why": "completed", "shown": "96.5"})
    assert str(nurse.visit.stage) == "recovery"

    for _ in range(4):
        clock.forward(minutes=15)
        nurse.does("vitals/", VITALS)
    clock.forward(minutes=1)
    score = {
        f"item-{item}": "2"
        for item in ("activity", "respiration", "circulation", "consciousness", "spo2")
    }
    nurse.does("discharge/", score | gates(Stage.DISCHARGED))
    assert str(nurse.visit.stage) == str(Stage.DISCHARGE_ASSESSED)
    assert "Sign and let go" in nurse.get("discharge/").content.decode()
    nurse.does("sign/", {"escort_name": "Robin Hollow"})
    nurse.does(
        "close/",
        {
            "note": "Calm.",
            "waste": "3.5",
            "witness": Account.objects.get(id=second_nurse(nurse.clinic).id).email,
            "witness_password": "a witness signs",
        }
        | gates(Stage.CLOSED),
    )

    closing = Closing.objects.get()
    assert (closing.delivered_ul, closing.delivered_ug, closing.waste_ug) == (96_500, 38_600, 1_400)
    assert closing.witness_id == second_nurse(nurse.clinic).id
    assert str(nurse.visit.stage) == str(Stage.CLOSED)
    assert "Calm." in nurse.get().content.decode()


@pytest.mark.parametrize(
    "stage",
    [
        Stage.ARRIVED,
        Stage.CHECKED_IN,
        Stage.PRE_ASSESSED,
        Stage.PREPARED,
        Stage.DOSING,
        Stage.RECOVERY,
        Stage.DISCHARGE_ASSESSED,
        Stage.DISCHARGED,
        Stage.CLOSED,
    ],
)
@pytest.mark.parametrize("role", [Role.NURSE, Role.PRESCRIBER, Role.THERAPIST, Role.DIRECTOR])
def test_every_stage_has_a_page_for_every_clinician(
    clinic: Clinic, visit: Visiting, stage: Stage, role: Role
) -> None:
    visit.until(stage)

    answer = Desk(clinic, visit, signed_in(clinic, role)).get()

    assert answer.status_code == 200
    assert "Wren Hollow" in answer.content.decode()


def test_a_slip_of_the_finger_comes_back_with_everything_still_typed(
    nurse: Desk, visit: Visiting
) -> None:
    visit.until(Stage.DOSING)

    answer = nurse.post("vitals/", VITALS | {"systolic_mmhg": "1640"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "1640 is not a blood pressure. Did you mean 164?" in page
    assert 'value="1640"' in page
    assert 'value="78"' in page
    assert VitalsRow.objects.filter(session=visit.session).count() == 1


def test_an_act_that_is_refused_keeps_what_was_typed(nurse: Desk, visit: Visiting) -> None:
    visit.until(Stage.PREPARED)

    answer = nurse.post("start/", {"rate": "150"} | gates(Stage.DOSING))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "not checked by two people" in page
    assert 'value="150"' in page
    assert "checked" in page
    assert visit.stage is Stage.PREPARED


def test_a_check_in_that_holds_is_kept_and_says_what_is_missing(
    nurse: Desk, visit: Visiting
) -> None:
    visit.arrive()

    nurse.does("check-in/", CHECK_IN | {"escort_name": "", "escort_phone": ""})

    page = nurse.get().content.decode()
    assert visit.stage is Stage.ARRIVED
    assert "No escort or ride is confirmed." in page
    assert 'value="harbour"' in page


def test_the_same_form_sent_twice_stores_one_reading(nurse: Desk, visit: Visiting) -> None:
    visit.until(Stage.DOSING)
    form = {"act_id": str(uuid4()), **VITALS}
    before = VitalsRow.objects.count()

    nurse.does("vitals/", form)
    nurse.does("vitals/", form)

    assert VitalsRow.objects.count() == before + 1


def test_the_monitor_refreshes_itself_alone_and_notes_no_reading(
    nurse: Desk, visit: Visiting
) -> None:
    visit.until(Stage.DOSING)
    nurse.get()
    lines = JournalLine.objects.count()

    answer = nurse.get(**HTMX, HTTP_X_DAYBREAK_POLL="1")

    page = answer.content.decode()
    assert page.lstrip().startswith('<div class="stack" id="monitor"')
    assert "<html" not in page
    assert "data-made=" in page
    assert JournalLine.objects.count() == lines


def test_a_monitor_whose_session_has_left_loads_the_page_again(
    nurse: Desk, visit: Visiting
) -> None:
    visit.until(Stage.DISCHARGED)

    answer = nurse.get(**HTMX)

    assert (answer.status_code, answer.headers["HX-Refresh"]) == (204, "true")


def test_opening_the_page_is_noted_once_a_visit(nurse: Desk, visit: Visiting) -> None:
    nurse.get()
    nurse.get()

    assert JournalLine.objects.filter(act="intake-read-chart").count() == 1


def test_the_second_person_never_sees_the_first_figures(
    nurse: Desk, second: Desk, visit: Visiting
) -> None:
    visit.until(Stage.PREPARED)

    theirs, mine = second.get().content.decode(), nurse.get().content.decode()

    assert "Draw up" in mine
    assert "Draw up" not in theirs
    assert "Work it out alone" in theirs


def test_a_wrong_sum_is_kept_and_nobody_starts(second: Desk, nurse: Desk, visit: Visiting) -> None:
    visit.until(Stage.PREPARED)

    second.does("check-dose/", {"dose": "45", "rate": "150"})

    assert "do not agree" in nurse.get().content.decode()
    assert nurse.post("start/", {"rate": "150"} | gates(Stage.DOSING)).status_code == 422


def test_a_monitor_is_paired_and_released_from_the_page(nurse: Desk, visit: Visiting) -> None:
    visit.until(Stage.DOSING)

    nurse.does("monitor/", {"device": "00-a0-37-00-00-ab-00-01"})
    assert "00A0370000AB0001" in nurse.get("more/").content.decode()
    nurse.does("release/", {"binding": str(DeviceBinding.objects.get().id)})

    assert not visit.seen.monitors


def test_a_reading_is_corrected_and_both_are_kept(nurse: Desk, visit: Visiting) -> None:
    visit.until(Stage.DOSING)
    first = visit.seen.readings[0]

    assert 'value="128"' in nurse.get(f"readings/{first.id}/").content.decode()
    nurse.does(f"readings/{first.id}/", VITALS | {"systolic_mmhg": "118", "reason": "misread"})

    rows = VitalsRow.objects.filter(session=visit.session).order_by("recorded_at")
    assert [row.systolic_mmhg for row in rows] == [128, 118]
    assert visit.seen.chair.readings[0].vitals.systolic_mmhg == 118


@pytest.mark.parametrize("left", ["leave/", "transfer/"])
def test_somebody_may_leave_by_the_other_doors(nurse: Desk, visit: Visiting, left: str) -> None:
    visit.until(Stage.DOSING)
    assert nurse.get(left).status_code == 200

    nurse.does(
        left,
        {
            "details": "Walked out with a friend.",
            "destination": "ambulance",
            "reason": "chest pain",
            "shown": "20",
        },
    )

    assert visit.stage in {Stage.LEFT_AMA, Stage.TRANSFERRED}
    assert nurse.get().status_code == 200


def test_a_session_can_end_before_a_dose(nurse: Desk, visit: Visiting) -> None:
    visit.until(Stage.CHECKED_IN)

    nurse.does("end/", {"reason": "feels unwell"})

    assert visit.stage is Stage.ABORTED


def test_the_sheet_that_goes_home_can_be_printed(nurse: Desk, visit: Visiting) -> None:
    visit.until(Stage.RECOVERY)

    assert "driv" in nurse.get("instructions/").content.decode().lower()


def test_every_symptom_of_the_list_can_be_noted(nurse: Desk, visit: Visiting) -> None:
    visit.until(Stage.DOSING)

    assert "Vivid dreams" in nurse.get("symptoms/").content.decode()
    assert nurse.get("symptoms/vivid-dreams/").status_code == 200
    assert nurse.get("symptoms/no-such-thing/").status_code == 404
    nurse.does("symptoms/vivid-dreams/", {"grade": "2", "note": "of the sea"})

    assert SymptomRow.objects.get().note == "of the sea"


POSTS = [
    "arrive/",
    "check-in/",
    "decide/",
    "prepare/",
    "check-dose/",
    "start/",
    "seen/",
    "monitor/",
    "release/",
    "sign/",
    "close/",
]
PAGES = [
    "",
    "vitals/",
    "symptoms/",
    "symptoms/nausea/",
    "pause/",
    "resume/",
    "rate/",
    "pump/",
    "end/",
    "more/",
    "discharge/",
    "leave/",
    "transfer/",
    "instructions/",
]


@pytest.mark.parametrize("act", POSTS)
def test_a_get_on_a_post_is_405(nurse: Desk, act: str) -> None:
    assert nurse.get(act).status_code == 405


@pytest.mark.parametrize("act", PAGES)
def test_another_organisations_session_is_404(
    other_clinic: Clinic, nurse: Desk, visit: Visiting, act: str
) -> None:
    stranger = Desk(other_clinic, visit, signed_in(other_clinic, Role.NURSE))

    assert stranger.get(act).status_code == 404


@pytest.mark.parametrize("act", [*PAGES, *POSTS[1:]])
def test_the_front_desk_opens_no_session(clinic: Clinic, visit: Visiting, act: str) -> None:
    desk = Desk(clinic, visit, signed_in(clinic, Role.FRONT_DESK))

    answer = desk.post(act) if act in POSTS else desk.get(act)

    assert answer.status_code == 403


def test_a_therapist_cannot_start_a_dose(clinic: Clinic, visit: Visiting) -> None:
    visit.until(Stage.PREPARED)
    therapist = Desk(clinic, visit, signed_in(clinic, Role.THERAPIST))

    answer = therapist.post("start/", {"rate": "150"} | gates(Stage.DOSING))

    assert answer.status_code == 403


def test_nobody_sees_a_session_without_signing_in(visit: Visiting) -> None:
    answer = Client().get(f"/sessions/{visit.session}/")

    assert answer.status_code == 302
    assert "/account/login/" in answer.headers["Location"]
