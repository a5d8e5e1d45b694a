"""The administrator looks after the team; the director and the auditor can see it."""

from uuid import UUID, uuid4

import pytest
from django.test import Client

from clinic import Clinic
from daybreak.care.team.roles import Role
from daybreak.records.models import Account, Chair
from daybreak.records.reads import team


def signed_in(clinic: Clinic, role: Role) -> Client:
    client = Client()
    client.force_login(Account.objects.get(id=clinic.actors[role].id))
    return client


def test_an_administrator_makes_an_account_that_can_set_its_password(clinic: Clinic) -> None:
    client = signed_in(clinic, Role.ADMINISTRATOR)
    form = {
        "act_id": str(uuid4()),
        "name": "Nell Nightly",
        "email": "nell@example.org",
        "site": str(clinic.site),
        "roles": ["nurse", "therapist"],
    }

    answer = client.post("/team/members/", form)

    account = Account.objects.get(email="nell@example.org")
    assert answer.headers["Location"] == f"/team/members/{account.id}/"
    assert team.held_roles(account.id) == {(clinic.site, Role.NURSE), (clinic.site, Role.THERAPIST)}
    page = client.get(answer.headers["Location"]).content.decode()
    assert "/account/password/reset/key/" in page


def test_the_same_form_sent_twice_makes_one_account(clinic: Clinic) -> None:
    client = signed_in(clinic, Role.ADMINISTRATOR)
    form = {
        "act_id": str(uuid4()),
        "name": "Nell Nightly",
        "email": "nell@example.org",
        "site": str(clinic.site),
        "roles": ["nurse"],
    }

    first, second = client.post("/team/members/", form), client.post("/team/members/", form)

    assert first.headers["Location"] == second.headers["Location"]


def test_a_refusal_keeps_what_was_typed(clinic: Clinic) -> None:
    client = signed_in(clinic, Role.ADMINISTRATOR)
    taken = Account.objects.get(id=clinic.actors[Role.NURSE].id).email
    form = {
        "act_id": str(uuid4()),
        "name": "Nell Nightly",
        "email": taken,
        "site": str(clinic.site),
        "roles": ["nurse"],
    }

    answer = client.post("/team/members/", form)

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "already signs in with that address" in page
    assert "Nell Nightly" in page


def test_a_role_given_and_taken_counts_from_the_next_page(clinic: Clinic) -> None:
    client = signed_in(clinic, Role.ADMINISTRATOR)
    nurse = clinic.actors[Role.NURSE].id
    form = {"site": str(clinic.site), "role": "therapist"}

    client.post(f"/team/members/{nurse}/grant/", {**form, "act_id": str(uuid4())})
    assert (clinic.site, Role.THERAPIST) in team.held_roles(nurse)

    client.post(f"/team/members/{nurse}/withdraw/", {**form, "act_id": str(uuid4())})
    assert (clinic.site, Role.THERAPIST) not in team.held_roles(nurse)


def test_an_account_without_roles_is_signed_out_at_its_next_page(clinic: Clinic) -> None:
    client = signed_in(clinic, Role.AUDITOR)
    assert client.get("/journal/").status_code == 200
    auditor = clinic.actors[Role.AUDITOR].id
    form = {"site": str(clinic.site), "role": "auditor", "act_id": str(uuid4())}
    signed_in(clinic, Role.ADMINISTRATOR).post(f"/team/members/{auditor}/withdraw/", form)

    answer = client.get("/journal/")

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/login/")


def test_a_new_chair_stands_in_its_site(clinic: Clinic) -> None:
    form = {"act_id": str(uuid4()), "site": str(clinic.site), "name": "Window"}

    signed_in(clinic, Role.ADMINISTRATOR).post("/team/chairs/", form)

    assert Chair.objects.filter(site=clinic.site, name="Window").count() == 1


@pytest.mark.parametrize("role", [Role.NURSE, Role.FRONT_DESK, Role.THERAPIST])
def test_the_team_is_not_everybodys_page(clinic: Clinic, role: Role) -> None:
    answer = signed_in(clinic, role).get("/team/")

    assert answer.status_code == 403
    assert "This page is for" in answer.content.decode()


def test_a_director_sees_the_team_and_cannot_change_it(clinic: Clinic) -> None:
    client = signed_in(clinic, Role.DIRECTOR)
    form = {"act_id": str(uuid4()), "site": str(clinic.site), "name": "Window"}

    assert client.get("/team/").status_code == 200
    assert client.post("/team/chairs/", form).status_code == 403


def test_another_organisations_account_does_not_exist(clinic: Clinic, other_clinic: Clinic) -> None:
    client = signed_in(clinic, Role.ADMINISTRATOR)
    stranger = other_clinic.actors[Role.NURSE].id
    form = {"site": str(clinic.site), "role": "nurse", "act_id": str(uuid4())}

    assert client.get(f"/team/members/{stranger}/").status_code == 404
    posted = client.post(f"/team/members/{stranger}/grant/", form)
    assert posted.status_code in {404, 422}
    assert (clinic.site, Role.NURSE) not in team.held_roles(stranger)


def test_asking_for_what_only_does_is_405(clinic: Clinic) -> None:
    client = signed_in(clinic, Role.ADMINISTRATOR)

    assert client.get("/team/members/").status_code == 405
    assert client.post("/journal/").status_code == 405


def test_the_journal_shows_lines_newest_first_and_filters_them(clinic: Clinic) -> None:
    client = signed_in(clinic, Role.AUDITOR)

    page = client.get("/journal/?act=team-add-chair").content.decode()

    assert "added a chair" in page
    assert page.count('data-label="Did">added a chair') == 2
    assert client.get("/journal/?kind=readings").status_code == 200


def test_someone_not_signed_in_is_asked_to(clinic: Clinic) -> None:
    answer = Client().get("/team/")

    assert answer.status_code == 302
    assert answer.headers["Location"] == "/account/login/?next=/team/"


def test_the_site_somebody_works_at_is_one_of_their_own(
    clinic: Clinic, other_clinic: Clinic
) -> None:
    client = signed_in(clinic, Role.NURSE)

    assert client.post("/team/site/", {"site": str(other_clinic.site)}).status_code == 404
    assert client.post("/team/site/", {"site": str(clinic.site)}).status_code == 302
    nurse = Account.objects.get(id=UUID(str(clinic.actors[Role.NURSE].id)))
    assert nurse.site_id == clinic.site
