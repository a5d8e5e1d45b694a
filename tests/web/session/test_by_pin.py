"""A second person acts at the same device: it is theirs, and they see nothing of the first's."""

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache
from django.test import Client

from clinic import JUST_NOW, Clinic
from daybreak.care.session.stages import Stage
from daybreak.care.team.pin import TRIES
from daybreak.care.team.roles import Role
from daybreak.records.models import DoseCheck, GoDecision, JournalLine
from visiting import Visiting, second_nurse, visiting
from web.session.pinned import PINS, SECOND_PIN, give_pin, signed_in, who, with_pin


@pytest.fixture(autouse=True)
def _nobody_tried_before() -> None:
    cache.clear()


@pytest.fixture
def visit(clinic: Clinic) -> Visiting:
    clinic.clock.now = JUST_NOW
    return visiting(clinic, starts_at=JUST_NOW)


@pytest.fixture
def nurse(clinic: Clinic) -> Client:
    with_pin(clinic, Role.NURSE)
    return signed_in(clinic)


@pytest.fixture
def second(clinic: Clinic) -> UUID:
    actor = second_nurse(clinic)
    give_pin(actor, SECOND_PIN)
    return actor.id


def send(client: Client, visit: Visiting, path: str, **typed: str) -> Any:
    told = {"act_id": str(uuid4()), **typed}
    return client.post(f"/sessions/{visit.session}/{path}", told)


def words_of(answer: Any) -> str:
    """A page with plain spaces between a number and its unit."""
    return (
        str(answer.content.decode())
        .replace("\N{NO-BREAK SPACE}", " ")
        .replace("\N{NARROW NO-BREAK SPACE}", " ")
    )


def figures(account: UUID, pin: str = SECOND_PIN, dose: str = "40", rate: str = "150") -> Any:
    return {"who": str(account), "pin": pin, "dose": dose, "rate": rate}


def test_the_page_of_the_second_check_holds_nothing_that_was_drawn_up(
    nurse: Client, visit: Visiting, second: UUID
) -> None:
    visit.until(Stage.PREPARED)
    drawn = visit.seen.prepared
    assert drawn is not None
    figures_of_the_first = ("0.8 mL", "40 mg", "150 mL/h")
    mine = words_of(nurse.get(f"/sessions/{visit.session}/"))
    assert [each for each in figures_of_the_first if each not in mine] == []

    blind = words_of(nurse.get(f"/sessions/{visit.session}/second-check/"))

    for each in (*figures_of_the_first, "150", "LOT7", str(drawn.computed.dose.micrograms)):
        assert each not in blind.split("<main")[1], each
    assert re.search(r"0\.5 mg/kg for 80(\.0)? kg", blind)
    assert "over 40 min" in blind


def test_the_check_is_done_by_whoever_typed_their_pin(
    clinic: Clinic, nurse: Client, visit: Visiting, second: UUID
) -> None:
    visit.until(Stage.PREPARED)

    answer = send(nurse, visit, "second-check/", **figures(second))

    assert answer.headers["Location"] == f"/sessions/{visit.session}/"
    check = DoseCheck.objects.get(session=visit.session)
    assert (check.by_id, check.agrees) == (second, True)
    assert JournalLine.objects.get(act="session-check-dose").by == second
    assert who(nurse) == clinic.actors[Role.NURSE].id, "nobody is signed in by it"
    assert (
        "Second nurse: both figures agree" in nurse.get(answer.headers["Location"]).content.decode()
    )


def test_the_same_check_sent_twice_is_one(nurse: Client, visit: Visiting, second: UUID) -> None:
    visit.until(Stage.PREPARED)
    form = {"act_id": str(uuid4()), **figures(second)}

    for _ in range(2):
        nurse.post(f"/sessions/{visit.session}/second-check/", form)

    assert DoseCheck.objects.count() == 1


def test_figures_that_do_not_agree_are_kept_and_nobody_starts(
    nurse: Client, visit: Visiting, second: UUID
) -> None:
    visit.until(Stage.PREPARED)

    answer = send(nurse, visit, "second-check/", **figures(second, dose="45"))

    assert "do not agree" in nurse.get(answer.headers["Location"]).content.decode()
    assert not DoseCheck.objects.get(session=visit.session).agrees


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"pin": "730265"}, "not the PIN of this person"),
        ({"pin": ""}, "still empty"),
        ({"who": ""}, "Choose your name"),
        ({"dose": ""}, "still empty"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_stored(
    nurse: Client, visit: Visiting, second: UUID, wrong: dict[str, str], said: str
) -> None:
    visit.until(Stage.PREPARED)
    if "who" in wrong:  # with one name there is nothing to choose
        give_pin(visit.clinic.actors[Role.PRESCRIBER], PINS[Role.PRESCRIBER])

    answer = send(nurse, visit, "second-check/", **figures(second) | wrong)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert 'value="730265"' not in page
    assert not DoseCheck.objects.exists()


def test_whoever_drew_it_up_cannot_be_the_second(
    clinic: Clinic, nurse: Client, visit: Visiting, second: UUID
) -> None:
    visit.until(Stage.PREPARED)
    me = clinic.actors[Role.NURSE].id

    page = nurse.get(f"/sessions/{visit.session}/second-check/").content.decode()
    assert f'value="{me}"' not in page
    answer = send(nurse, visit, "second-check/", **figures(me, pin=PINS[Role.NURSE]))

    assert answer.status_code == 422
    assert not DoseCheck.objects.exists()


def test_a_therapist_cannot_be_the_second(clinic: Clinic, nurse: Client, visit: Visiting) -> None:
    therapist = with_pin(clinic, Role.THERAPIST)
    visit.until(Stage.PREPARED)

    page = nurse.get(f"/sessions/{visit.session}/second-check/").content.decode()
    assert "has a PIN yet" in page
    answer = send(nurse, visit, "second-check/", **figures(therapist, pin=PINS[Role.THERAPIST]))

    assert answer.status_code == 422
    assert not DoseCheck.objects.exists()


def test_after_five_wrong_tries_the_pin_is_not_asked_again(
    nurse: Client, visit: Visiting, second: UUID
) -> None:
    visit.until(Stage.PREPARED)
    for _ in range(TRIES):
        send(nurse, visit, "second-check/", **figures(second, pin="111111"))

    page = send(nurse, visit, "second-check/", **figures(second)).content.decode()

    assert "Use the password" in page
    assert not DoseCheck.objects.exists()


def test_before_anything_is_drawn_up_there_is_no_such_page(
    nurse: Client, visit: Visiting, second: UUID
) -> None:
    visit.until(Stage.PRE_ASSESSED)

    answer = nurse.get(f"/sessions/{visit.session}/second-check/")

    assert answer.headers["Location"] == f"/sessions/{visit.session}/"


def test_a_prescriber_signs_go_beside_the_nurse(
    clinic: Clinic, nurse: Client, visit: Visiting
) -> None:
    prescriber = with_pin(clinic, Role.PRESCRIBER)
    visit.until(Stage.CHECKED_IN).measure(systolic_mmhg=131)
    page = nurse.get(f"/sessions/{visit.session}/").content.decode()
    assert f"/sessions/{visit.session}/decide/here/" in page
    assert "131" in nurse.get(f"/sessions/{visit.session}/decide/here/").content.decode()

    answer = send(
        nurse,
        visit,
        "decide/here/",
        who=str(prescriber),
        pin=PINS[Role.PRESCRIBER],
        decision="go",
        reason="",
    )

    assert answer.status_code == 302
    assert GoDecision.objects.get(session=visit.session).by_id == prescriber
    assert visit.stage is Stage.PRE_ASSESSED
    assert who(nurse) == clinic.actors[Role.NURSE].id


def test_a_go_that_is_held_is_refused_with_everything_still_typed(
    clinic: Clinic, nurse: Client, visit: Visiting
) -> None:
    prescriber = with_pin(clinic, Role.PRESCRIBER)
    visit.until(Stage.CHECKED_IN)

    answer = send(
        nurse,
        visit,
        "decide/here/",
        who=str(prescriber),
        pin=PINS[Role.PRESCRIBER],
        decision="go",
        reason="All seen.",
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "What holds" in page
    assert "All seen." in page
    assert PINS[Role.PRESCRIBER] not in page
    assert not GoDecision.objects.exists()


def test_a_nurse_cannot_sign_go_with_a_pin(clinic: Clinic, nurse: Client, visit: Visiting) -> None:
    visit.until(Stage.CHECKED_IN).measure()

    answer = send(
        nurse,
        visit,
        "decide/here/",
        who=str(clinic.actors[Role.NURSE].id),
        pin=PINS[Role.NURSE],
        decision="go",
        reason="",
    )

    assert answer.status_code == 422
    assert not GoDecision.objects.exists()


def test_the_pages_are_for_clinicians_of_this_house(
    clinic: Clinic, other_clinic: Clinic, visit: Visiting
) -> None:
    visit.until(Stage.PREPARED)
    for path in ("second-check/", "decide/here/"):
        url = f"/sessions/{visit.session}/{path}"
        assert signed_in(clinic, Role.FRONT_DESK).get(url).status_code == 403
        assert signed_in(other_clinic).get(url).status_code == 404
        assert signed_in(clinic).put(url).status_code == 405
