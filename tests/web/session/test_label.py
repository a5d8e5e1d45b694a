"""The label of what is prepared, the vial that is scanned, and the page that comes anew."""

from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from clinic import Clinic
from daybreak.care.session.stages import Stage
from daybreak.care.team.roles import Role
from daybreak.records.models import Account
from visiting import Visiting, second_nurse, visiting

CODE = "01003674571081001728113010K-4471"  # 100 mg/mL, listed
UNLISTED = "01003234567890161728113010B2"
WRONG_DIGIT = "01003234567890141728113010B2"


@pytest.fixture
def visit(clinic: Clinic) -> Visiting:
    return visiting(clinic)


def somebody(account: Any) -> Client:
    client = Client()
    client.force_login(Account.objects.get(id=account.id))
    return client


@pytest.fixture
def nurse(clinic: Clinic) -> Client:
    return somebody(clinic.actors[Role.NURSE])


def gets(who: Client, visit: Visiting, to: str = "", *, status: int = 200, **headers: str) -> Any:
    with time_machine.travel(visit.clinic.clock(), tick=True):
        answer: Any = who.get(f"/sessions/{visit.session}/{to}", headers=headers)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_the_label_says_who_what_how_much_how_strong_and_until_when(
    nurse: Client, visit: Visiting
) -> None:
    visit.until(Stage.PREPARED)

    page = words(gets(nurse, visit, "label/"))

    for each in ("Wren Hollow", "born 14 Feb 1985", "40 mg", "0.4 mg/mL", "100 mL", "TN", "LOT7"):
        assert each in page.replace("\u202f", " ").replace("\xa0", " "), each
    assert "Begin by" in page
    assert "drug-label-62" in page
    assert "drug-label-a4" in words(gets(nurse, visit, "label/?size=a4"))


def test_whoever_checks_alone_sees_no_label(visit: Visiting) -> None:
    visit.until(Stage.PREPARED)
    second = somebody(second_nurse(visit.clinic))

    assert "0.4 mg/mL" not in words(gets(second, visit, "label/", status=409))
    visit.check()
    assert "0.4 mg/mL" in words(gets(second, visit, "label/"))


def test_the_label_is_stuck_on_once_and_not_asked_again_at_the_start(
    nurse: Client, visit: Visiting
) -> None:
    visit.until(Stage.PREPARED)
    assert visit.seen.prepared is not None
    assert 'name="gate-label-matches"' in words(gets(nurse, visit))

    with time_machine.travel(visit.clinic.clock(), tick=True):
        answer = nurse.post(
            f"/sessions/{visit.session}/label/stuck-on/",
            {"act_id": str(uuid4()), "preparation": str(visit.seen.prepared.id)},
        )

    assert answer.status_code == 302
    page = words(gets(nurse, visit))
    assert 'name="gate-label-matches"' not in page
    assert "Stuck on." in page


def test_a_scanned_vial_stands_in_the_form_and_nothing_is_stored(
    nurse: Client, visit: Visiting
) -> None:
    visit.until(Stage.PRE_ASSESSED)

    page = words(gets(nurse, visit, f"?scan={CODE}"))

    assert 'value="K-4471"' in page
    assert 'value="2028-11-30"' in page
    assert 'value="100000" selected' in page
    assert visit.stage is Stage.PRE_ASSESSED


def test_a_vial_that_nobody_listed_leaves_its_strength_to_be_read(
    nurse: Client, visit: Visiting
) -> None:
    visit.until(Stage.PRE_ASSESSED)

    page = words(gets(nurse, visit, f"?scan={UNLISTED}"))

    assert 'value="NDC 2345678901"' in page
    assert 'value="B2"' in page
    assert "choose its strength from the label" in page
    assert not [each for each in ("10000", "50000", "100000") if f'value="{each}" selected' in page]


def test_a_code_that_was_read_wrongly_fills_in_nothing(nurse: Client, visit: Visiting) -> None:
    visit.until(Stage.PRE_ASSESSED)

    page = words(gets(nurse, visit, f"?scan={WRONG_DIGIT}"))

    assert "A digit of that code is wrong" in page
    assert 'value="B2"' not in page


def test_a_page_before_the_dose_is_told_when_somebody_went_on(
    nurse: Client, visit: Visiting
) -> None:
    visit.until(Stage.CHECKED_IN)
    page = words(gets(nurse, visit))
    poll = page.split('hx-get="')[1].split('"')[0].partition(str(visit.session) + "/")[2]

    quiet = gets(nurse, visit, poll, status=204, **{"HX-Request": "true"})
    visit.measure()
    told = gets(nurse, visit, poll, status=204, **{"HX-Request": "true"})

    assert "HX-Trigger" not in quiet.headers
    assert told.headers["HX-Trigger"] == "session-moved"
