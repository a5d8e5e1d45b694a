"""The director reads a profile line by line and adopts it; everybody sees who has."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from clinic import Clinic, open_clinic
from daybreak.care.team.roles import Role
from daybreak.records.models import Account, ProfileAdoption

PAGE = "/team/profiles/iv-racemic/1/"


@pytest.fixture
def bare(db: None) -> Clinic:
    return open_clinic(adopted=False)


def signed_in(clinic: Clinic, role: Role) -> Client:
    client = Client()
    client.force_login(Account.objects.get(id=clinic.actors[role].id))
    return client


def form(clinic: Clinic, **changed: Any) -> dict[str, Any]:
    return {"act_id": str(uuid4()), "site": str(clinic.site), "note": "Read it.", **changed}


def test_the_list_says_of_every_profile_that_nobody_has_adopted_it(bare: Clinic) -> None:
    page = signed_in(bare, Role.NURSE).get("/team/profiles/").content.decode()

    assert "Racemic ketamine by infusion" in page
    assert "nobody has adopted it" in page
    assert "Not adopted yet" in page


def test_a_profile_says_every_line_with_its_source(bare: Clinic) -> None:
    page = signed_in(bare, Role.DIRECTOR).get(PAGE).content.decode()

    assert "Example, not validated" in page
    assert "every 10 minutes while the dose runs" in page
    assert "≥ 160 mmHg" in page
    assert "≥ 30 % over the reading before the start" in page
    assert "for 5 minutes" in page
    assert "Oxford Health NHS" in page
    assert "(seen)" in page
    assert "(general knowledge)" in page


def test_a_director_adopts_and_the_history_says_so(bare: Clinic) -> None:
    client = signed_in(bare, Role.DIRECTOR)

    answer = client.post(f"{PAGE}adopt/", form(bare))

    assert answer.headers["Location"] == PAGE
    row = ProfileAdoption.objects.get()
    assert (row.profile, row.version) == ("iv-racemic", 1)
    page = client.get("/team/profiles/").content.decode()
    assert "Read it." in page
    assert bare.actors[Role.DIRECTOR].name in page


def test_a_refusal_keeps_the_note(bare: Clinic) -> None:
    client = signed_in(bare, Role.DIRECTOR)
    client.post(f"{PAGE}adopt/", form(bare))

    answer = client.post(f"{PAGE}adopt/", form(bare, note="Once more."))

    assert answer.status_code == 422
    assert "adopted for this site already" in answer.content.decode()
    assert "Once more." in answer.content.decode()


def test_what_is_not_on_the_shelf_is_not_there(bare: Clinic) -> None:
    client = signed_in(bare, Role.DIRECTOR)

    for path in ("/team/profiles/iv-racemic/7/", "/team/profiles/nothing/1/"):
        assert client.get(path).status_code == 404, path
        assert client.post(f"{path}adopt/", form(bare)).status_code in {404, 422}, path
    assert not ProfileAdoption.objects.exists()


def test_who_may_not_adopt_sees_whose_it_is(bare: Clinic) -> None:
    client = signed_in(bare, Role.NURSE)

    assert "For a director." in client.get(PAGE).content.decode()
    assert client.post(f"{PAGE}adopt/", form(bare)).status_code == 403
    assert signed_in(bare, Role.FRONT_DESK).get(PAGE).status_code == 403
    assert client.get(f"{PAGE}adopt/").status_code == 405


def test_another_clinics_site_cannot_be_chosen(bare: Clinic, other_clinic: Clinic) -> None:
    answer = signed_in(bare, Role.DIRECTOR).post(
        f"{PAGE}adopt/", form(bare, site=str(other_clinic.site))
    )

    assert answer.status_code == 422
    assert not ProfileAdoption.objects.filter(site=bare.site).exists()
