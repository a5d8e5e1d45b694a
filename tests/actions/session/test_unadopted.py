"""Where no director has adopted the profile nobody is dosed; everything else goes on."""

from pathlib import Path

import pytest
from django.test import Client

from clinic import Clinic, adopt_profiles, open_clinic
from daybreak.actions import session as act
from daybreak.actions import team
from daybreak.care.catalogue.reading import lay_over, shelf
from daybreak.care.errors import NotAllowed
from daybreak.care.session.stages import Stage
from daybreak.care.team.roles import Role
from daybreak.records.models import Account, DeviceBinding
from visiting import Visiting, visiting

IV = "iv-racemic"
NOBODY = "No director has adopted the monitoring profile"


@pytest.fixture
def visit(db: None) -> Visiting:
    return visiting(open_clinic(adopted=False))


def nurse(clinic: Clinic) -> Client:
    client = Client()
    client.force_login(Account.objects.get(id=clinic.actors[Role.NURSE].id))
    return client


def test_check_in_is_held_until_the_director_adopts(visit: Visiting) -> None:
    visit.arrive()

    held = visit.check_in()

    assert str(visit.stage) == "arrived"
    assert "profile-unadopted" in {each.rule for each in held.holds}
    (said,) = [each for each in held.holds if each.rule == "profile-unadopted"]
    assert "Racemic ketamine by infusion" in said.because

    adopt_profiles(visit.clinic, visit.clinic.site)
    visit.check_in()

    assert str(visit.stage) == "checked-in"


def test_readings_are_taken_and_judged_all_the_same(visit: Visiting) -> None:
    visit.arrive()

    told = visit.measure(systolic_mmhg=186)

    assert "systolic-high-critical" in {each.rule for each in told.findings}


def test_no_monitor_speaks_where_nobody_has_adopted_the_lines(visit: Visiting) -> None:
    visit.arrive()

    with pytest.raises(NotAllowed, match="nobody has adopted"):
        act.bind_device(**visit.nurse(), device="00A0370000AB0001")
    assert not DeviceBinding.objects.exists()

    adopt_profiles(visit.clinic, visit.clinic.site)
    act.bind_device(**visit.nurse(), device="00A0370000AB0001")


def test_the_board_and_the_session_say_so(visit: Visiting) -> None:
    client = nurse(visit.clinic)

    assert NOBODY in client.get("/").content.decode()
    assert NOBODY in client.get(f"/sessions/{visit.session}/").content.decode()
    adopt_profiles(visit.clinic, visit.clinic.site)
    assert NOBODY not in client.get("/").content.decode()
    assert NOBODY not in client.get(f"/sessions/{visit.session}/").content.decode()


def test_a_session_keeps_the_version_it_began_with(
    visit: Visiting, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    text = (
        (shelf("profiles") / "iv-racemic-1.toml").read_text().replace("version = 1", "version = 2")
    )
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "iv-racemic-2.toml").write_text(text)
    lay_over(tmp_path)
    request.addfinalizer(lambda: lay_over(None))
    clinic = visit.clinic
    team.adopt_profile(**clinic.director, site=clinic.site, profile=IV, version=1)
    visit.until(Stage.DOSING)

    team.adopt_profile(**clinic.director, site=clinic.site, profile=IV, version=2)

    assert visit.seen.chair.profile.version == 1
    assert visit.seen.chair.is_adopted


def test_an_adopted_file_that_was_taken_away_counts_no_longer(
    visit: Visiting, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    text = (
        (shelf("profiles") / "iv-racemic-1.toml").read_text().replace("version = 1", "version = 2")
    )
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "iv-racemic-2.toml").write_text(text)
    lay_over(tmp_path)
    request.addfinalizer(lambda: lay_over(None))
    clinic = visit.clinic
    team.adopt_profile(**clinic.director, site=clinic.site, profile=IV, version=2)
    assert visit.seen.chair.is_adopted

    lay_over(None)

    assert (visit.seen.chair.profile.version, visit.seen.chair.is_adopted) == (1, False)
