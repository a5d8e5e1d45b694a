"""The forecast of a course and the page of calibration: what they say, and what they keep back."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from clinic import JUST_NOW, NOON, Clinic
from daybreak.actions import insight
from daybreak.actions.insight import forecast as showing
from daybreak.care.team.roles import Role
from daybreak.records.models import Account, ForecastRow, ForecastScore, JournalLine
from daybreak.records.reads import forecasts as kept
from foretold import forecastable, shown, turned_on
from treated import Treated, treated

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compile here: the tests wait for it anyway."""
    monkeypatch.setattr(showing, "_compiled", lambda: None)


def signed_in(clinic: Clinic, role: Role) -> Client:
    client = Client()
    client.force_login(Account.objects.get(id=clinic.actors[role].id))
    return client


def sent(**data: str) -> dict[str, str]:
    return {"act_id": str(uuid4()), **data}


def address(somebody: Treated) -> str:
    return f"/courses/{somebody.course}/forecast/"


def text_of(client: Client, url: str) -> str:
    page = client.get(url)
    assert page.status_code == 200
    return page.content.decode()


# One person


def test_a_clinician_asks_and_sees_bands_ranges_and_what_they_are_not(clinic: Clinic) -> None:
    turned_on(clinic)
    somebody = forecastable(clinic)
    client = signed_in(clinic, Role.PRESCRIBER)

    done = client.post(address(somebody), sent())

    assert done.status_code == 302
    text = text_of(client, address(somebody))
    assert ForecastRow.objects.count() == 1
    assert "virtual people fit, in effect" in text
    assert "in no order of merit" in text
    assert "No trial compared these plans" in text
    assert "A research view" in text
    assert "stays as the adopted profile has it" in text or "No session is planned" in text
    assert "c-band-in" in text
    assert JournalLine.objects.filter(act="insight-show-forecast").count() == 1


def test_each_plan_can_be_drawn_and_none_is_marked_as_better(clinic: Clinic) -> None:
    turned_on(clinic)
    somebody = forecastable(clinic)
    client = signed_in(clinic, Role.PRESCRIBER)
    client.post(address(somebody), sent())

    text = text_of(client, f"{address(somebody)}?plan=stop")

    assert '<h2 id="band-h">No session after today</h2>' in text
    assert "A session every 2 weeks" in text
    for word in ("recommended", "best plan", "&#9733;", "★", "preferred"):
        assert word not in text


def test_what_is_frozen_is_shown_again_as_it_was(clinic: Clinic) -> None:
    turned_on(clinic)
    somebody = forecastable(clinic)
    client = signed_in(clinic, Role.PRESCRIBER)
    client.post(address(somebody), sent())
    before = text_of(client, address(somebody))
    somebody.score(3, at=NOON - timedelta(hours=1))

    after = text_of(client, address(somebody))

    figure = before[before.index("<figure") : before.index("</figure>")]
    assert figure in after


def test_a_forecast_that_keeps_silent_says_why(clinic: Clinic) -> None:
    turned_on(clinic)
    somebody = forecastable(clinic, dose_ug=None)
    client = signed_in(clinic, Role.PRESCRIBER)
    client.post(address(somebody), sent())

    text = text_of(client, address(somebody))

    assert "How much was given in one of the doses is not recorded." in text
    assert "c-band-in" not in text


@pytest.mark.parametrize("level", ["moderate", "high", "incomplete"])
def test_no_words_for_a_conversation_at_risk(clinic: Clinic, level: str) -> None:
    somebody = treated(clinic)
    shown(somebody)
    somebody.screened(at=NOON - timedelta(hours=2), level=level)

    text = text_of(signed_in(clinic, Role.THERAPIST), address(somebody))

    assert "Not in a conversation today" in text
    assert "improved by half" not in text


def test_it_is_off_until_the_director_turns_it_on(clinic: Clinic) -> None:
    somebody = forecastable(clinic)
    client = signed_in(clinic, Role.PRESCRIBER)

    refused = client.post(address(somebody), sent())

    assert refused.status_code == 422
    assert "Forecasts are off" in refused.content.decode()
    assert not ForecastRow.objects.exists()


def test_who_may_open_it(clinic: Clinic, other_clinic: Clinic) -> None:
    somebody = treated(clinic)

    assert signed_in(clinic, Role.FRONT_DESK).get(address(somebody)).status_code == 403
    assert signed_in(other_clinic, Role.NURSE).get(address(somebody)).status_code == 404
    assert signed_in(clinic, Role.NURSE).get(f"/courses/{uuid4()}/forecast/").status_code == 404
    assert Client().get(address(somebody)).status_code == 302


# Calibration


def test_before_anything_came_the_page_says_so(clinic: Clinic) -> None:
    text = text_of(signed_in(clinic, Role.AUDITOR), "/calibration/")

    assert "Nothing has come yet" in text
    assert "Forecasts are off" in text
    assert "Only the director turns them on." in text


def test_what_came_is_held_and_shown_beside_what_is_simpler(clinic: Clinic) -> None:
    clinic.clock.now = JUST_NOW
    somebody = treated(clinic)
    shown(somebody)
    somebody.score(12, at=NOON - timedelta(days=3))
    client = signed_in(clinic, Role.PRESCRIBER)

    done = client.post("/calibration/held/", sent())

    assert done.status_code == 302
    assert ForecastScore.objects.count() == 1
    text = text_of(client, "/calibration/")
    assert "1 of the 50 outcomes that are needed to judge it" in text
    assert "Population curve" in text
    assert "Last value carried forward" in text


def test_the_director_turns_it_on_and_off_with_a_reason(clinic: Clinic) -> None:
    client = signed_in(clinic, Role.DIRECTOR)

    empty = client.post("/calibration/switch/", sent(is_on="yes", why=""))
    assert empty.status_code == 422
    assert not insight.is_on(clinic.organisation)

    client.post("/calibration/switch/", sent(is_on="yes", why="We look at it together."))
    assert insight.is_on(clinic.organisation)

    client.post("/calibration/switch/", sent(is_on="no", why="A pause."))
    assert not insight.is_on(clinic.organisation)
    assert kept.switched(clinic.organisation)[""].why == "A pause."


def test_nobody_else_turns_it_on(clinic: Clinic) -> None:
    client = signed_in(clinic, Role.PRESCRIBER)

    refused = client.post("/calibration/switch/", sent(is_on="yes", why="Please."))

    assert refused.status_code == 403
    assert not insight.is_on(clinic.organisation)


def test_a_get_does_nothing(clinic: Clinic) -> None:
    client = signed_in(clinic, Role.DIRECTOR)

    assert client.get("/calibration/held/").status_code == 405
    assert client.get("/calibration/switch/").status_code == 405
