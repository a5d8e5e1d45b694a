"""The chairside page: one tap stores, a slip is taken back, and a jump is asked twice."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.test import Client

from clinic import NOON, Clinic
from daybreak.actions import session as act
from daybreak.actions.journal import add
from daybreak.care.session.stages import Stage
from daybreak.care.session.vitals import Vitals
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import Role
from daybreak.records.canonical import json_text
from daybreak.records.models import Account, ForecastRow, SymptomRow, VitalsRow
from foretold import turned_on
from visiting import WELL, Visiting, visiting

EUI = "00A0370000AB0001"
FIGURES = Vitals(systolic_mmhg=131, diastolic_mmhg=79, heart_rate_per_min=75, spo2_percent=97)


@pytest.fixture
def visit(clinic: Clinic) -> Visiting:
    return visiting(clinic)


@pytest.fixture
def nurse(clinic: Clinic) -> Client:
    client = Client()
    client.force_login(Account.objects.get(id=clinic.actors[Role.NURSE].id))
    return client


def posts(nurse: Client, visit: Visiting, to: str, told: dict[str, Any]) -> Any:
    visit.clinic.clock.forward(seconds=20)  # a busy machine is no reason to be out of order
    with time_machine.travel(visit.clinic.clock(), tick=True):
        form = {"act_id": str(uuid4()), **told}
        return nurse.post(f"/sessions/{visit.session}/{to}", form)


def gets(nurse: Client, visit: Visiting, to: str = "") -> str:
    visit.clinic.clock.forward(seconds=5)
    with time_machine.travel(visit.clinic.clock(), tick=True):
        answer: Any = nurse.get(f"/sessions/{visit.session}/{to}")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def told_by_a_monitor(visit: Visiting, vitals: Vitals = FIGURES) -> UUID:
    clinic = visit.clinic
    act.bind_device(**visit.nurse(), device=EUI)
    clinic.clock.forward(minutes=4)
    by = Actor(
        uuid4(), EUI, clinic.organisation, frozenset({Role.DEVICE}), frozenset({clinic.site})
    )
    return act.record_vitals(**{**visit.nurse(), "by": by}, vitals=vitals).reading


def test_a_level_is_one_tap(nurse: Client, visit: Visiting) -> None:
    visit.until(Stage.DOSING)
    assert 'name="moaas" value="4"' in gets(nurse, visit)

    answer = posts(nurse, visit, "vitals/", {"moaas": "4"})

    assert answer.status_code == 302
    row = VitalsRow.objects.latest("recorded_at")
    assert (row.moaas, row.systolic_mmhg) == (4, None)


def test_the_same_tap_takes_over_what_the_monitor_says(nurse: Client, visit: Visiting) -> None:
    visit.until(Stage.DOSING)
    told = told_by_a_monitor(visit)
    page = gets(nurse, visit)
    assert "131/79 · pulse 75 · SpO₂ 97" in page
    assert f'name="accepted" value="{told}"' in page

    posts(nurse, visit, "vitals/", {"moaas": "5", "take": "1", "accepted": str(told)})

    methods = set(VitalsRow.objects.filter(session=visit.session).values_list("method", flat=True))
    assert methods == {"manual", "device", "accepted"}
    assert f'value="{told}"' not in gets(nurse, visit)


def test_what_is_offered_is_taken_over_only_with_its_own_button(
    nurse: Client, visit: Visiting
) -> None:
    visit.until(Stage.DOSING)
    told = told_by_a_monitor(visit)

    posts(nurse, visit, "vitals/", {"moaas": "5", "accepted": str(told)})

    assert not VitalsRow.objects.filter(method="accepted").exists()


def test_a_jump_is_asked_twice_and_stored_with_a_yes(nurse: Client, visit: Visiting) -> None:
    visit.until(Stage.DOSING)
    before = VitalsRow.objects.count()
    typed = {"systolic_mmhg": "186", "diastolic_mmhg": "80"}

    asked = posts(nurse, visit, "vitals/", typed)

    page = asked.content.decode()
    assert asked.status_code == 422
    assert "Systolic 186, it was 128" in page
    assert "Is that what it shows?" in page
    assert VitalsRow.objects.count() == before
    assert not visit.seen.alarms(visit.now)

    sure = re.search(r'name="sure" value="([^"]+)"', page)
    assert sure is not None
    assert posts(nurse, visit, "vitals/", {**typed, "sure": sure[1]}).status_code == 302
    assert VitalsRow.objects.latest("recorded_at").systolic_mmhg == 186


def test_a_yes_is_for_the_figure_that_was_asked(nurse: Client, visit: Visiting) -> None:
    visit.until(Stage.DOSING)

    answer = posts(nurse, visit, "vitals/", {"systolic_mmhg": "196", "sure": "systolic_mmhg=186"})

    assert answer.status_code == 422


def test_a_no_brings_the_form_back_with_what_was_typed(nurse: Client, visit: Visiting) -> None:
    visit.until(Stage.DOSING)
    before = VitalsRow.objects.count()

    answer = posts(nurse, visit, "vitals/", {"systolic_mmhg": "186", "again": "1"})

    assert answer.status_code == 200
    assert 'value="186"' in answer.content.decode()
    assert VitalsRow.objects.count() == before


def undo_of(page: str) -> tuple[str, dict[str, str]]:
    form = re.search(
        r'class="toast undo".*?<form method="post" action="([^"]+)">(.*?)</form>', page
    )
    assert form is not None
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[2]))
    fields.pop("csrfmiddlewaretoken", None)
    return form[1], fields


def test_a_symptom_is_taken_back_to_what_it_was_with_its_history(
    nurse: Client, visit: Visiting
) -> None:
    visit.until(Stage.DOSING)
    posts(nurse, visit, "symptoms/nausea/", {"grade": "1"})
    posts(nurse, visit, "symptoms/nausea/", {"grade": "3"})

    url, fields = undo_of(gets(nurse, visit))
    posts(nurse, visit, url.removeprefix(f"/sessions/{visit.session}/"), fields)

    grades = list(SymptomRow.objects.order_by("recorded_at").values_list("grade", "note"))
    assert [grade for grade, _ in grades] == [1, 3, 1]
    assert "slip" in grades[-1][1]
    history = gets(nurse, visit, "symptoms/nausea/")
    assert history.count("Taken back") >= 1
    assert "severe" in history


def test_a_symptom_that_was_not_there_is_gone_again(nurse: Client, visit: Visiting) -> None:
    visit.until(Stage.DOSING)
    posts(nurse, visit, "symptoms/nausea/", {"grade": "2"})

    url, fields = undo_of(gets(nurse, visit))
    posts(nurse, visit, url.removeprefix(f"/sessions/{visit.session}/"), fields)

    assert SymptomRow.objects.latest("recorded_at").grade == 0
    assert not any(each.is_present(visit.clinic.clock()) for each in visit.seen.chair.symptoms)


def test_a_reading_is_taken_back_and_both_are_kept(nurse: Client, visit: Visiting) -> None:
    visit.until(Stage.DOSING)
    posts(nurse, visit, "vitals/", {"systolic_mmhg": "150", "diastolic_mmhg": "80"})
    wrong = VitalsRow.objects.latest("recorded_at")

    url, fields = undo_of(gets(nurse, visit))
    posts(nurse, visit, url.removeprefix(f"/sessions/{visit.session}/"), fields)

    assert VitalsRow.objects.get(corrects=wrong).systolic_mmhg is None
    assert 150 not in {each.vitals.systolic_mmhg for each in visit.seen.chair.readings}
    assert "undo" not in gets(nurse, visit).split('id="main"')[1].split('id="monitor"')[0]


def test_a_figure_that_nobody_has_renewed_says_no_data(nurse: Client, visit: Visiting) -> None:
    visit.until(Stage.DOSING)
    visit.measure(WELL)
    visit.clinic.clock.forward(minutes=18)
    assert "NO DATA" not in gets(nurse, visit)

    visit.clinic.clock.forward(minutes=3)

    assert gets(nurse, visit).count("NO DATA 21 min") == 5


def test_two_that_disagree_stand_side_by_side(nurse: Client, visit: Visiting) -> None:
    visit.until(Stage.DOSING)
    told_by_a_monitor(visit, Vitals(systolic_mmhg=186, diastolic_mmhg=99))
    visit.measure(Vitals(systolic_mmhg=128, diastolic_mmhg=78))

    page = gets(nurse, visit)

    assert "<b>128/78</b><small>typed" in page
    assert "<b>186/99</b><small>monitor" in page


def test_the_table_of_readings_opens_on_demand_and_stays_open(
    nurse: Client, visit: Visiting
) -> None:
    visit.until(Stage.DOSING)

    assert "Every reading by its time" not in gets(nurse, visit)
    page = gets(nurse, visit, "?grid=1")

    assert "Every reading by its time" in page
    assert re.search(r'hx-get="/sessions/[0-9a-f-]+/\?grid=1"', page)


def forecast(visit: Visiting, *, hours_off: float = 0.0, abstained: bool = False) -> None:
    chair = {
        "at_h": hours_off,
        "mg": 40.0,
        "systolic_mmhg": [4.0, 18.0, 38.0],
        "diastolic_mmhg": [2.0, 10.0, 22.0],
        "dissociation_cadss": [1.0, 12.0, 41.0],
    }
    with visit.somebody.written(at=NOON - timedelta(hours=3)):
        add(
            ForecastRow(
                patient_id=visit.somebody.patient,
                course_id=visit.somebody.course,
                group="trd iv phq-9 made-up",
                scale="phq-9",
                version="made-up",
                abstained=abstained,
                inputs=json_text({"first_dose": NOON.isoformat()}),
                told=json_text({"chair": chair}),
            )
        )


def test_a_forecast_of_this_session_stands_beside_it_as_no_limit(
    clinic: Clinic, nurse: Client, visit: Visiting
) -> None:
    turned_on(clinic)
    forecast(visit)
    visit.until(Stage.DOSING)

    page = gets(nurse, visit)

    assert "What the model expects, not a limit" in page
    assert "132 to 166 mmHg, in the middle 146" in page  # over the 128 before the start
    assert "1 to 41 on the CADSS" in page
    polled = nurse.get(f"/sessions/{visit.session}/", headers={"HX-Request": "true"})
    assert "What the model expects" not in polled.content.decode()


@pytest.mark.parametrize("why", ["off", "abstained", "another session"])
def test_nothing_is_expected_where_nothing_may_be_said(
    clinic: Clinic, nurse: Client, visit: Visiting, why: str
) -> None:
    if why != "off":
        turned_on(clinic)
    forecast(
        visit, hours_off=72.0 if why == "another session" else 0.0, abstained=why == "abstained"
    )
    visit.until(Stage.DOSING)

    assert "What the model expects" not in gets(nurse, visit)


def test_every_page_at_the_chair_says_that_it_is_no_alarm_system(
    nurse: Client, visit: Visiting
) -> None:
    for stage in (Stage.ARRIVED, Stage.PREPARED, Stage.DOSING, Stage.RECOVERY):
        visit = visiting(visit.clinic).until(stage)
        assert "not an alarm system" in gets(nurse, visit)
