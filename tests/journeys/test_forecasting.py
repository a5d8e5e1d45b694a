"""A director turns forecasts on, a prescriber asks for one, and everybody can read what it says."""

from datetime import timedelta

import pytest

from clinic import NOON
from daybreak.actions.insight import forecast as showing
from daybreak.care.team.roles import Role
from daybreak.records.models import ForecastRow
from foretold import forecastable, shown
from journeys.conftest import House
from journeys.eyes import violations

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]
with_a_script = pytest.mark.parametrize("javascript", [True], ids=["with a script"])


@with_a_script
def test_a_forecast_is_turned_on_asked_for_and_read(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(showing, "_compiled", lambda: None)
    somebody = forecastable(house.clinic)

    house.director.opens("/calibration/")
    house.director.page.fill("textarea[name=why]", "We look at it together.")
    house.director.presses("Turn forecasts on")
    house.director.sees("Forecasts are on")

    house.prescriber.opens(f"/courses/{somebody.course}/forecast/")
    house.prescriber.presses("Make a forecast")
    house.prescriber.sees("in no order of merit")
    house.prescriber.presses("No session after today")
    house.prescriber.sees("In a conversation")

    assert ForecastRow.objects.count() == 1


@with_a_script
def test_forecast_and_calibration_can_be_read_with_any_eyes_and_hands(house: House) -> None:
    somebody = forecastable(house.clinic)
    shown(somebody, days_ago=9)
    somebody.score(11, at=NOON - timedelta(days=1))
    prescriber = house.in_role(Role.PRESCRIBER)
    prescriber.opens("/calibration/")
    prescriber.presses("Hold forecasts to it")
    prescriber.sees("Population curve")

    for path in ("/calibration/", f"/courses/{somebody.course}/forecast/"):
        prescriber.opens(path)
        prescriber.page.emulate_media(color_scheme="dark")
        assert not (wrong := violations(prescriber.page)), f"{path}, dark: {wrong}"
        prescriber.page.emulate_media(color_scheme="light")
        assert not (wrong := violations(prescriber.page)), f"{path}, light: {wrong}"
