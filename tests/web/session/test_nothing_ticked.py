"""No check is ticked before somebody ticks it, and none can be left out."""

import re
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from clinic import Clinic
from daybreak.care.session.entries import ALONE, entries
from daybreak.care.session.gates import session_gates
from daybreak.care.session.stages import Stage
from daybreak.care.team.roles import Role
from daybreak.records.models import Account
from visiting import Visiting, visiting

STAGES = (
    Stage.ARRIVED,
    Stage.CHECKED_IN,
    Stage.PRE_ASSESSED,
    Stage.PREPARED,
    Stage.DOSING,
    Stage.RECOVERY,
    Stage.DISCHARGED,
)
NEXT = {
    Stage.PRE_ASSESSED: Stage.PREPARED,
    Stage.PREPARED: Stage.DOSING,
    Stage.DISCHARGED: Stage.CLOSED,
}
CHECK_IN = {
    "identity": "on",
    "consent": "on",
    "scales": "on",
    "stop_word": "harbour",
    "escort_name": "Robin Hollow",
    "escort_phone": "555 0100",
    "weight_0": "80",
    "weight_1": "kg",
}
VIAL = {
    "product": "Ketamine 50 mg/mL",
    "strength": "50000",
    "lot": "LOT7",
    "expires_on": "2027-06-30",
    "diluent": "100",
    "bag": "replaced",
}


@pytest.fixture
def visit(clinic: Clinic) -> Visiting:
    return visiting(clinic)


@pytest.fixture
def nurse(clinic: Clinic) -> Client:
    client = Client()
    client.force_login(Account.objects.get(id=clinic.actors[Role.NURSE].id))
    return client


def sends(nurse: Client, visit: Visiting, to: str, told: dict[str, str]) -> Any:
    visit.clinic.clock.forward(seconds=10)
    with time_machine.travel(visit.clinic.clock(), tick=True):
        return nurse.post(f"/sessions/{visit.session}/{to}/", {"act_id": str(uuid4()), **told})


def shown(nurse: Client, visit: Visiting, to: str = "") -> str:
    with time_machine.travel(visit.clinic.clock(), tick=True):
        answer: Any = nurse.get(f"/sessions/{visit.session}/{to}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def ticked(page: str) -> list[str]:
    """Every check of the page that is ticked; that a level was not asked is none."""
    boxes = re.findall(r"<input[^>]*>", page)
    return [
        box
        for box in boxes
        if re.search(r'type="(checkbox|radio)"', box)
        and re.search(r"\bchecked\b", box)
        and 'value=""' not in box
        and 'name="bag"' not in box  # how it is mixed is no check, and the usual way stands first
    ]


@pytest.mark.parametrize("stage", STAGES)
def test_nothing_is_ticked_beforehand(nurse: Client, visit: Visiting, stage: Stage) -> None:
    visit.until(stage)

    assert not ticked(shown(nurse, visit))


def test_nothing_is_ticked_when_somebody_looks_whether_they_may_leave_again(
    nurse: Client, visit: Visiting
) -> None:
    visit.until(Stage.DISCHARGE_ASSESSED)

    assert not ticked(shown(nurse, visit, "discharge/"))


def test_what_was_checked_at_the_door_is_said_and_not_ticked(
    nurse: Client, visit: Visiting
) -> None:
    visit.arrive()
    sends(nurse, visit, "check-in", CHECK_IN | {"escort_name": ""})

    page = shown(nurse, visit)

    assert "Name and date of birth compared" in page
    assert 'name="identity"' not in page
    assert not ticked(page)
    left = {name: told for name, told in CHECK_IN.items() if name not in {"identity", "consent"}}
    sends(nurse, visit, "check-in", left)
    assert visit.stage is Stage.CHECKED_IN


@pytest.mark.parametrize("left_out", ["identity", "scales"])
def test_a_check_at_the_door_that_is_left_out_keeps_them_there(
    nurse: Client, visit: Visiting, left_out: str
) -> None:
    visit.arrive()

    sends(nurse, visit, "check-in", {k: v for k, v in CHECK_IN.items() if k != left_out})

    assert visit.stage is Stage.ARRIVED


def test_consent_that_is_left_out_keeps_the_dose_from_being_prepared(
    nurse: Client, visit: Visiting
) -> None:
    visit.arrive()
    sends(nurse, visit, "check-in", {k: v for k, v in CHECK_IN.items() if k != "consent"})
    visit.measure()
    visit.decide() if visit.stage is Stage.CHECKED_IN else None

    answer = sends(nurse, visit, "prepare", VIAL | {"gate-drug-signed-out": "on"})

    assert answer.status_code == 422
    assert visit.seen.prepared is None


@pytest.mark.parametrize(
    ("stage", "to", "more"),
    [
        (Stage.PRE_ASSESSED, "prepare", VIAL),
        (Stage.PREPARED, "start", {"rate": "150"}),
        (Stage.DISCHARGED, "close", {"note": "Calm."}),
    ],
)
def test_a_check_that_is_left_out_refuses_the_step(
    nurse: Client, visit: Visiting, stage: Stage, to: str, more: dict[str, str]
) -> None:
    before = NEXT[stage]
    visit.until(stage)
    if to == "start":
        visit.check()
    asked = [
        gate.id
        for gate in session_gates().asked(before, "iv")
        if visit.seen.answers.get(gate.id) is not True and gate.id != "note-signed"
    ]
    every = {f"gate-{gate}": "on" for gate in asked}

    for gate in asked:
        left = {name: told for name, told in every.items() if name != f"gate-{gate}"}
        assert sends(nurse, visit, to, more | left).status_code == 422, gate
        assert visit.stage is stage

    assert sends(nurse, visit, to, more | every).status_code == 302
    assert visit.stage is not stage


def lists_of(before: Stage) -> dict[str, str]:
    """Each list ticked as a whole, and by itself what stands in none."""
    gates = session_gates().asked(before, "iv")
    lists = entries().lists(gates)
    listed = {gate.id for _, inside in lists for gate in inside}
    whole = {f"list-{each.id}": "on" for each, _ in lists}
    return whole | {f"gate-{gate.id}": "on" for gate in gates if gate.id not in listed}


def test_a_list_answers_its_own_checks_and_no_other(nurse: Client, visit: Visiting) -> None:
    visit.until(Stage.PREPARED)
    visit.check()
    ticked_all = lists_of(Stage.DOSING)

    for name in ticked_all:
        left = {each: told for each, told in ticked_all.items() if each != name}
        assert sends(nurse, visit, "start", {"rate": "150"} | left).status_code == 422, name

    assert sends(nurse, visit, "start", {"rate": "150"} | ticked_all).status_code == 302


@pytest.mark.parametrize("left_out", ["score", "list", "suicide"])
def test_a_look_with_anything_left_out_lets_nobody_go(
    nurse: Client, visit: Visiting, left_out: str
) -> None:
    visit.until(Stage.RECOVERY)
    for _ in range(4):
        visit.clinic.clock.forward(minutes=15)
        visit.measure()
    visit.clinic.clock.forward(minutes=1)
    told = {
        "score": {"score-whole": "on"},
        "list": {"list-may-stand": "on"},
        "suicide": {"gate-suicide-asked-again": "on"},
    }
    left = {
        name: on for part, ticks in told.items() if part != left_out for name, on in ticks.items()
    }

    sends(nurse, visit, "discharge", left)
    assert visit.stage is Stage.RECOVERY

    every = {name: on for ticks in told.values() for name, on in ticks.items()}
    sends(nurse, visit, "discharge", every)
    assert str(visit.stage) == str(Stage.DISCHARGE_ASSESSED)


def test_the_button_for_both_lists_does_not_answer_what_stands_alone(
    nurse: Client, visit: Visiting
) -> None:
    visit.until(Stage.RECOVERY)
    for _ in range(4):
        visit.clinic.clock.forward(minutes=15)
        visit.measure()
    visit.clinic.clock.forward(minutes=1)

    sends(nurse, visit, "discharge", {"as-listed": "1"})
    assert visit.stage is Stage.RECOVERY
    assert visit.seen.discharge_checks[-1].total == 10
    assert "suicide-asked-again" not in visit.seen.discharge_checks[-1].answers

    sends(nurse, visit, "discharge", {"as-listed": "1", "gate-suicide-asked-again": "on"})
    assert str(visit.stage) == str(Stage.DISCHARGE_ASSESSED)


def test_an_item_that_was_scored_by_itself_counts_before_the_whole(
    nurse: Client, visit: Visiting
) -> None:
    visit.until(Stage.RECOVERY)

    sends(nurse, visit, "discharge", {"score-whole": "on", "item-consciousness": "1"})

    assert visit.seen.discharge_checks[-1].total == 9


@pytest.mark.parametrize("stage", [Stage.PRE_ASSESSED, Stage.PREPARED, Stage.DISCHARGED])
def test_what_stands_alone_stands_in_no_list_of_any_page(
    nurse: Client, visit: Visiting, stage: Stage
) -> None:
    page = shown(nurse, visit.until(stage))

    inside = "".join(re.findall(r'<div class="readout">.*?</details></div>', page, re.DOTALL))
    assert not [gate for gate in ALONE if f'name="gate-{gate}"' in inside]
