"""Somebody new comes to the clinic: the desk writes them down, and finds them again.

Every page of the rail is looked at by axe, light and dark.
"""

import pytest

from daybreak.care.team.roles import Role
from daybreak.records.models import ChartCard, JournalLine
from journeys import desk
from journeys.conftest import House
from journeys.eyes import violations

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]
with_a_script = pytest.mark.parametrize("javascript", [True], ids=["with a script"])


def test_the_desk_writes_somebody_down_and_finds_them_again(house: House) -> None:
    desk.writes_down(house.desk, "Wren", "Halloway", born="1985-02-14")

    house.desk.opens("/people/?q=hallo")
    house.desk.sees("Wren Halloway")
    assert ChartCard.objects.get().name == "Wren Halloway"
    assert JournalLine.objects.filter(act="intake-register").count() == 1


@with_a_script
@pytest.mark.parametrize(
    ("role", "paths"),
    [
        (Role.FRONT_DESK, ("/", "/people/", "/people/new/", "/people/find/", "/import/")),
        (Role.NURSE, ("/", "/screening/", "/plans/", "/reviews/")),
        (Role.ADMINISTRATOR, ("/team/",)),
        (Role.AUDITOR, ("/journal/", "/team/")),
    ],
)
def test_every_page_of_the_rail_is_open_to_everyone_with_any_eyes_and_hands(
    house: House, *, role: Role, paths: tuple[str, ...]
) -> None:
    somebody = house.in_role(role)

    for path in paths:
        somebody.opens(path)  # looked at in the light
        assert somebody.page.locator("h1").count() == 1, path
        somebody.page.emulate_media(color_scheme="dark")
        assert not (wrong := violations(somebody.page)), f"{path}, dark: {wrong}"
        somebody.page.emulate_media(color_scheme="light")
