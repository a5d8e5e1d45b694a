"""A sheet is typed in line by line: true times, who wrote it; what is refused stays with why."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from clinic import Clinic
from daybreak.care.session.stages import Stage
from daybreak.care.team.roles import Role
from daybreak.records.models import Account, EntryOrigin, PumpEvent, SymptomRow, VitalsRow
from visiting import Visiting, visiting


class Desk:
    """A nurse who types a sheet in, forty minutes later."""

    def __init__(self, clinic: Clinic, visit: Visiting) -> None:
        self.clinic, self.visit, self.client = clinic, visit, Client()
        with time_machine.travel(clinic.clock.now):
            self.client.force_login(Account.objects.get(id=clinic.actors[Role.NURSE].id))

    def types(self, *, act_id: str | None = None, **lines: str) -> Any:
        told = {
            "act_id": act_id or str(uuid4()),
            "day": "2026-11-17",
            "observed_by": "Robin Lane",
            **{name.replace("_", "-"): value for name, value in lines.items()},
        }
        with time_machine.travel(self.clinic.clock(), tick=True):
            return self.client.post(f"/sessions/{self.visit.session}/from-paper/", told)


@pytest.fixture
def dosing(clinic: Clinic) -> Visiting:
    """A dose that was started at noon on the clinic's clock."""
    visit = visiting(clinic).until(Stage.DOSING)
    clinic.clock.forward(minutes=8)
    return visit


@pytest.fixture
def desk(clinic: Clinic, dosing: Visiting) -> Desk:
    return Desk(clinic, dosing)


def at(visit: Visiting, minutes: int) -> str:
    """A minute after the start, as the wall clock says it."""
    began = visit.seen.chair.began
    assert began is not None
    return f"{(began + timedelta(minutes=minutes + 1)).astimezone(visit.seen.zone):%H:%M}"


def test_each_line_is_stored_with_its_true_time_and_who_wrote_it(
    desk: Desk, dosing: Visiting
) -> None:
    readings = VitalsRow.objects.count()

    answer = desk.types(
        reading_0_time=at(dosing, 2),
        reading_0_bp="134/82",
        reading_0_pulse="80",
        symptom_0_time=at(dosing, 3),
        symptom_0_term="nausea",
        symptom_0_grade="1",
        pump_0_time=at(dosing, 4),
        pump_0_what="pause",
        pump_0_shown="10",
        pump_1_time=at(dosing, 5),
        pump_1_what="resume",
    )

    assert answer.status_code == 302, answer.content.decode()[:2000]
    row = VitalsRow.objects.order_by("recorded_at").last()
    assert row is not None
    assert (row.systolic_mmhg, row.heart_rate_per_min) == (134, 80)
    assert f"{row.at.astimezone(dosing.seen.zone):%H:%M}" == at(dosing, 2)
    assert VitalsRow.objects.count() == readings + 1
    assert SymptomRow.objects.get().term == "nausea"
    assert [each.kind for each in PumpEvent.objects.order_by("at")][-2:] == ["pause", "resume"]
    origins = EntryOrigin.objects.order_by("place")
    assert [(each.way, each.observed_by) for each in origins] == [("paper", "Robin Lane")] * 4
    assert origins[0].entry == row.act


def test_lines_are_taken_in_the_order_of_their_times_not_of_the_table(
    desk: Desk, dosing: Visiting
) -> None:
    answer = desk.types(
        pump_0_time=at(dosing, 5),
        pump_0_what="resume",
        pump_1_time=at(dosing, 3),
        pump_1_what="pause",
    )

    assert answer.status_code == 302
    assert dosing.stage is Stage.DOSING


def test_what_is_refused_stays_with_why_and_the_rest_is_stored(
    desk: Desk, dosing: Visiting
) -> None:
    readings = VitalsRow.objects.count()

    answer = desk.types(
        reading_0_time=at(dosing, 2),
        reading_0_bp="134/82",
        reading_1_time=at(dosing, 3),
        reading_1_bp="1340/82",
        reading_2_time="noonish",
        reading_2_pulse="80",
        pump_0_time=at(dosing, 4),
        pump_0_what="resume",
    )

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert VitalsRow.objects.count() == readings + 1
    assert "3 lines were not stored" in shown
    assert 'value="1340/82"' in shown
    assert 'value="134/82"' not in shown
    assert "Type its time as on the sheet" in shown
    assert "Only a paused dose goes on." in shown
    assert EntryOrigin.objects.count() == 1


def test_the_same_sheet_sent_twice_is_stored_once(desk: Desk, dosing: Visiting) -> None:
    readings, told = VitalsRow.objects.count(), str(uuid4())
    lines = {"reading_0_time": at(dosing, 2), "reading_0_bp": "134/82"}

    desk.types(act_id=told, **lines)
    desk.types(act_id=told, **lines)

    assert VitalsRow.objects.count() == readings + 1
    assert EntryOrigin.objects.count() == 1


def test_a_time_that_has_not_come_is_refused(desk: Desk, dosing: Visiting) -> None:
    answer = desk.types(reading_0_time=at(dosing, 200), reading_0_bp="134/82")

    assert answer.status_code == 422
    assert not EntryOrigin.objects.exists()


@pytest.mark.parametrize(
    "line",
    [
        {"reading_0_bp": "120"},
        {"reading_0_pulse": "eighty"},
        {"reading_0_pulse": "80.5"},
        {"symptom_0_term": "nausea"},
        {"symptom_0_term": "none-such", "symptom_0_grade": "1"},
        {"pump_0_rate": "150"},
        {"pump_0_what": "rate", "pump_0_reason": "slower"},
        {"pump_0_what": "reading", "pump_0_shown": "much"},
        {"pump_0_what": "stop", "pump_0_reason": "because"},
    ],
)
def test_what_cannot_be_read_is_not_stored(
    desk: Desk, dosing: Visiting, line: dict[str, str]
) -> None:
    kind = next(iter(line)).split("_")[0]

    answer = desk.types(**{f"{kind}_0_time": at(dosing, 2)}, **line)

    assert answer.status_code == 422
    assert not EntryOrigin.objects.exists()


def test_the_session_says_that_it_came_from_paper(desk: Desk, dosing: Visiting) -> None:
    desk.types(reading_0_time=at(dosing, 2), reading_0_bp="134/82")

    with time_machine.travel(desk.clinic.clock(), tick=True):
        note = desk.client.get(f"/sessions/{dosing.session}/note/").content.decode()
    assert "from paper, written by Robin Lane" in note
