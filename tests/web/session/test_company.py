"""Whoever sits beside sees how far it is and what was agreed; no dose, no figures, no buttons."""

import re
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from clinic import JUST_NOW, Clinic
from daybreak.actions import session as act
from daybreak.care.session.stages import Stage
from daybreak.care.team.roles import Role
from daybreak.records.models import SessionNote, SymptomRow
from daybreak.records.reads.company import setting_of
from daybreak.web.session.company import beside_now
from visiting import Visiting, visiting
from web.session.pinned import signed_in


@pytest.fixture
def visit(clinic: Clinic) -> Visiting:
    clinic.clock.now = JUST_NOW
    return visiting(clinic, starts_at=JUST_NOW)


@pytest.fixture
def sitter(clinic: Clinic) -> Client:
    return signed_in(clinic, Role.THERAPIST)


def page(client: Client, visit: Visiting, path: str = "beside/", **headers: str) -> str:
    answer = client.get(f"/sessions/{visit.session}/{path}", headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def send(client: Client, visit: Visiting, path: str, **typed: str) -> Any:
    told = {"act_id": str(uuid4()), **typed}
    return client.post(f"/sessions/{visit.session}/{path}", told)


def test_the_page_holds_no_dose_no_figure_and_nothing_a_nurse_presses(
    sitter: Client, visit: Visiting
) -> None:
    visit.until(Stage.DOSING).measure(systolic_mmhg=137, heart_rate_per_min=83)

    whole = page(sitter, visit).split("<main")[1]
    words = re.sub(r"<[^>]*>", " ", whole)

    for figure in ("137", "83", "40 mg", "40\u202fmg", "mL", "150"):
        assert figure not in words, figure
    ways = set(re.findall(r'action="/sessions/[0-9a-f-]+/([^"]*)"', whole))
    assert ways == {"lock/", "beside/note/", "beside/symptom/"}
    assert re.search(r"\d of 40 min", words)
    assert "harbour" in words, "the word for stop"
    assert "Nothing calls for the nurse" in words


def test_it_says_when_the_nurse_is_needed_and_when_they_know(
    clinic: Clinic, sitter: Client, visit: Visiting
) -> None:
    visit.until(Stage.DOSING).measure(systolic_mmhg=186)
    part = page(sitter, visit, **{"HX-Request": "true"})
    assert "The nurse is needed here" in part
    assert "186" not in part
    assert part.lstrip().startswith("<section")

    alarm = visit.seen.alarms(clinic.clock.now)[0]
    act.acknowledge(
        **visit.nurse(), channel=alarm.channel, level="critical", action="Prescriber told"
    )
    # A repeat that is missed meanwhile would ask for the nurse again, however slow the machine.
    with time_machine.travel(clinic.clock.now, tick=True):
        assert "The nurse knows" in page(sitter, visit, **{"HX-Request": "true"})


def test_a_reading_that_is_overdue_is_for_the_nurse(clinic: Clinic, visit: Visiting) -> None:
    visit.until(Stage.DOSING)

    later = clinic.clock.forward(minutes=30)

    assert beside_now(visit.seen, later).line == "A reading is overdue. Tell the nurse."


def test_what_they_bring_is_asked_kept_and_shown_to_the_nurse_too(
    clinic: Clinic, sitter: Client, visit: Visiting
) -> None:
    visit.until(Stage.ARRIVED)

    answer = send(sitter, visit, "setting/", intention="To be kind", touch="hand", anxiety="3")

    assert answer.headers["Location"] == f"/sessions/{visit.session}/beside/"
    told = setting_of(visit.session)
    assert told is not None
    assert dict(told.answers) == {"intention": "To be kind", "touch": "hand", "anxiety": 3}
    assert "To be kind" in page(sitter, visit)
    assert 'value="To be kind"' in page(sitter, visit, "setting/")
    assert "To be kind" in page(signed_in(clinic), visit, "")


def test_an_answer_that_does_not_fit_comes_back_with_the_others(
    sitter: Client, visit: Visiting
) -> None:
    visit.until(Stage.ARRIVED)

    answer = send(sitter, visit, "setting/", intention="To be kind", anxiety="30")

    assert answer.status_code == 422
    assert 'value="To be kind"' in answer.content.decode()
    assert setting_of(visit.session) is None


def test_a_note_is_stored_and_shown_and_an_empty_one_is_said(
    clinic: Clinic, sitter: Client, visit: Visiting
) -> None:
    visit.until(Stage.CHECKED_IN)

    assert send(sitter, visit, "beside/note/", words="").status_code == 422
    send(sitter, visit, "beside/note/", words="Asked for <quiet>.")

    assert SessionNote.objects.get().words == "Asked for <quiet>."
    assert "Asked for &lt;quiet&gt;." in page(sitter, visit)
    assert "Asked for &lt;quiet&gt;." in page(signed_in(clinic), visit, "")


def test_what_they_feel_is_tapped_and_comes_back_to_the_same_page(
    sitter: Client, visit: Visiting
) -> None:
    visit.until(Stage.DOSING)

    answer = send(sitter, visit, "beside/symptom/", term="anxiety", grade="1")

    assert answer.headers["Location"] == f"/sessions/{visit.session}/beside/"
    assert SymptomRow.objects.get().term == "anxiety"
    assert "It has passed" in page(sitter, visit)
    assert send(sitter, visit, "beside/symptom/", term="no-such", grade="1").status_code == 422


def test_the_pages_are_for_clinicians_of_this_house(
    clinic: Clinic, other_clinic: Clinic, visit: Visiting
) -> None:
    for path in ("beside/", "setting/"):
        url = f"/sessions/{visit.session}/{path}"
        assert signed_in(clinic, Role.FRONT_DESK).get(url).status_code == 403
        assert signed_in(other_clinic).get(url).status_code == 404
    assert signed_in(clinic).get(f"/sessions/{visit.session}/beside/note/").status_code == 405
