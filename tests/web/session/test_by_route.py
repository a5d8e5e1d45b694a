"""What each route asks at the chair, through its pages as plain forms."""

from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from clinic import Clinic
from daybreak.care.session.stages import Stage
from daybreak.care.team.roles import Role
from daybreak.records.models import Account, Closing, DeviceGiven, HoldEnded, PumpEvent
from routes import SHIPPED, Routed, routed
from visiting import second_nurse

SPRAY, TONGUE, MUSCLE = "esketamine-mdd-si", "sublingual-racemic-supervised", "im-racemic-six"


class Page:
    """One person's browser at one session, on the clinic's clock."""

    def __init__(self, visit: Routed, account: Account) -> None:
        self.visit, self.client = visit, Client()
        self.client.force_login(account)

    def get(self, what: str = "") -> Any:
        with time_machine.travel(self.visit.clinic.clock(), tick=True):
            return self.client.get(f"/sessions/{self.visit.session}/{what}")

    def post(self, what: str, **told: Any) -> Any:
        with time_machine.travel(self.visit.clinic.clock(), tick=True):
            form = {"act_id": str(uuid4()), **told}
            return self.client.post(f"/sessions/{self.visit.session}/{what}", form)

    def does(self, what: str, **told: Any) -> None:
        answer = self.post(what, **told)
        assert answer.status_code == 302, answer.content.decode()[:4000]
        assert "/login/" not in answer.headers["Location"], "idle for too long: sign in again"

    def text(self, what: str = "") -> str:
        return " ".join(self.get(what).content.decode().split())


def nurse(visit: Routed) -> Page:
    return Page(visit, Account.objects.get(id=visit.clinic.actors[Role.NURSE].id))


def second(visit: Routed) -> Page:
    return Page(visit, Account.objects.get(id=second_nurse(visit.clinic).id))


def ticked(visit: Routed, before: Stage) -> dict[str, str]:
    return {f"gate-{each}": "on" for each in visit.answers(before)}


def test_devices_are_counted_checked_and_given_by_their_pages(clinic: Clinic) -> None:
    visit = routed(clinic, SPRAY).until(Stage.PRE_ASSESSED)
    here, other = nurse(visit), second(visit)
    box = {"product": "Esketamine 28 mg", "lot": "A, A, B", "expires_on": "2027-06-30"}
    refused = here.post("prepare/", devices="2", **box, **ticked(visit, Stage.PREPARED))
    assert refused.status_code == 422
    assert "84 mg are 3 devices of 28 mg" in refused.content.decode()

    here.does("prepare/", devices="3", **box, **ticked(visit, Stage.PREPARED))
    assert "3 devices of" in here.text()
    assert "3 devices of" not in other.text(), "who checks alone sees no figure of the first"
    other.does("check-dose/", devices="3", each="28")
    here.does("start/", **ticked(visit, Stage.DOSING))
    clinic.clock.forward(minutes=3)
    early = here.post("device/", number="2")
    clinic.clock.forward(minutes=2)
    here.does("device/", number="2")
    clinic.clock.forward(minutes=5)
    here.does("device/", number="3", failed="sprayed nothing")
    clinic.clock.forward(minutes=5)
    here.does("device/", number="3", lot="C", reason="Dr Test said so")

    assert early.status_code == 422
    assert "at the earliest" in early.content.decode()
    assert list(DeviceGiven.objects.order_by("number").values_list("number", "lot")) == [
        (1, "A"),
        (2, "A"),
        (3, "C"),
    ]
    assert visit.stage is Stage.RECOVERY
    assert "A device failed" in here.text()


def test_a_device_is_not_given_twice_by_two_taps(clinic: Clinic) -> None:
    visit = routed(clinic, SPRAY).until(Stage.DOSING)
    clinic.clock.forward(minutes=6)
    here = nurse(visit)
    here.does("device/", number="2")

    again = here.post("device/", number="2")

    assert again.status_code == 422
    assert "Device 2 was given at" in again.content.decode()
    assert DeviceGiven.objects.count() == 2


@pytest.mark.parametrize("number", ["", "x", "99999999999999999999", "-1", "0"])
def test_a_number_that_is_none_gives_nothing(clinic: Clinic, number: str) -> None:
    visit = routed(clinic, SPRAY).until(Stage.DOSING)
    clinic.clock.forward(minutes=6)

    assert nurse(visit).post("device/", number=number).status_code == 422
    assert DeviceGiven.objects.count() == 1


def test_devices_that_were_not_given_are_thrown_away_by_number(clinic: Clinic) -> None:
    visit = routed(clinic, SPRAY).until(Stage.DOSING)
    here = nurse(visit)
    here.does("end/", why="patient-request", reason="enough")
    visit.measure()
    visit._recovered()
    visit.sign()
    witness = Account.objects.get(id=second_nurse(clinic).id)
    witness.set_password("a witness of waste")
    witness.save()

    nurse(visit).does(
        "close/",
        note="One device.",
        waste="2",
        witness=witness.email,
        witness_password="a witness of waste",
        **ticked(visit, Stage.CLOSED),
    )

    row = Closing.objects.get()
    assert (row.delivered_ug, row.waste_ug) == (28_000, 56_000)


def test_a_hold_is_ended_with_one_tap_and_too_short_is_said(clinic: Clinic) -> None:
    visit = routed(clinic, TONGUE).until(Stage.DOSING)
    here = nurse(visit)
    clinic.clock.forward(minutes=4)
    assert "Hold until" in here.text()

    here.does("hold/", how="spat")

    assert HoldEnded.objects.get().how == "spat"
    assert "10 min are the least" in here.text()


@pytest.mark.parametrize(("told", "where"), [("site", "left thigh"), ("elsewhere", "left calf")])
def test_an_injection_is_noted_where_it_went(clinic: Clinic, told: str, where: str) -> None:
    visit = routed(clinic, MUSCLE).until(Stage.PREPARED)
    visit.check()
    here = nurse(visit)
    nowhere = here.post("start/", **ticked(visit, Stage.DOSING))

    here.does("start/", **{told: where}, **ticked(visit, Stage.DOSING))

    assert nowhere.status_code == 422
    assert PumpEvent.objects.get(kind="start").reason == where
    assert f", {where}" in here.text()


def test_what_belongs_to_another_route_is_not_found_or_refused(clinic: Clinic) -> None:
    visit = routed(clinic, MUSCLE).until(Stage.DOSING)
    here = nurse(visit)

    assert here.get("device/").status_code == 404
    assert here.get("hold/").status_code == 405
    assert here.post("hold/", how="spat").status_code == 422


@pytest.mark.parametrize("stage", [Stage.PRE_ASSESSED, Stage.PREPARED, Stage.DOSING])
@pytest.mark.parametrize("protocol", [SPRAY, TONGUE, MUSCLE, "intranasal-racemic-supervised"])
def test_nothing_stands_on_a_page_that_its_route_has_not(
    clinic: Clinic, protocol: str, stage: Stage
) -> None:
    visit = routed(clinic, protocol).until(stage)

    shown = nurse(visit).text() + nurse(visit).text("more/")

    for word in ("Pump stopped", "Read the pump", "New rate", "The pump is set to", "mL/h"):
        assert word not in shown, word


def test_the_routes_that_are_tried_here_are_shipped() -> None:
    assert {SPRAY, TONGUE, MUSCLE, "intranasal-racemic-supervised"} <= set(SHIPPED)
