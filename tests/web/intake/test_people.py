"""The patient list finds people by what one knows of them, and shows each reader what is theirs."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clinic import Clinic
from daybreak.actions import intake
from daybreak.actions.intake import Details
from daybreak.care.team.roles import Role

SignIn = Callable[[Role], Client]


@pytest.fixture
def three(clinic: Clinic, wren: intake.Registered) -> None:
    ada = Details("Ada", "Brook", date(1990, 5, 3), preferred="Addie")
    for details in (ada, replace(ada, given="Zoe", family="Halloway", birth_date=date(1971, 1, 9))):
        intake.register(**clinic.desk, details=details, site=clinic.site)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Addie Brook", "Wren Halloway", "Addie Halloway"]),
        ("q=halloway", ["Wren Halloway", "Addie Halloway"]),
        ("q=HALLO+wren", ["Wren Halloway"]),
        ("q=db-0002", ["Addie Brook"]),
        ("q=1985-02-14", ["Wren Halloway"]),
        ("q=2/14/1985", ["Wren Halloway"]),
        ("q=14+Feb+1985+wren", ["Wren Halloway"]),
        ("q=February+14,+1985", ["Wren Halloway"]),
        ("q=14+Feb+1985+brook", []),
        ("q=zoe", ["Addie Halloway"]),
        ("stage=intake&sort=number", ["Wren Halloway", "Addie Brook", "Addie Halloway"]),
        ("stage=treatment", []),
        (
            "stage=nonsense&sort=nonsense&page=999",
            ["Addie Brook", "Wren Halloway", "Addie Halloway"],
        ),
        ("q=%00%25_'", []),
    ],
)
def test_people_are_found_by_name_number_birth_date_and_stage(
    desk: Client, three: None, query: str, names: list[str]
) -> None:
    page = desk.get(f"/people/?{query}")

    assert page.status_code == 200
    text = page.content.decode()
    found = [
        name
        for name in ("Addie Brook", "Wren Halloway", "Addie Halloway")
        if f">{name}</a>" in text
    ]
    assert sorted(found) == sorted(names)
    assert found == names or [text.index(f">{n}</a>") for n in names] == sorted(
        text.index(f">{n}</a>") for n in names
    )


def test_an_empty_clinic_says_what_to_do_first(desk: Client, clinic: Clinic) -> None:
    assert "Nobody is registered here yet" in desk.get("/people/").content.decode()


def test_a_search_without_success_says_how_else_to_find_somebody(
    desk: Client, wren: intake.Registered
) -> None:
    text = desk.get("/people/?q=nobody").content.decode()

    assert "Nobody fits" in text
    assert 'value="nobody"' in text


def test_another_organisations_people_are_not_in_the_list(
    desk: Client, stranger: intake.Registered
) -> None:
    assert "Elsewhere" not in desk.get("/people/?q=elsewhere").content.decode().replace(
        'value="elsewhere"', ""
    )


@pytest.mark.parametrize(
    ("role", "status", "scores"),
    [
        (Role.FRONT_DESK, 200, False),
        (Role.NURSE, 200, True),
        (Role.AUDITOR, 200, False),
        (Role.ADMINISTRATOR, 403, False),
    ],
)
def test_each_role_sees_what_is_theirs(
    sign_in: SignIn, wren: intake.Registered, role: Role, status: int, scores: bool
) -> None:
    page = sign_in(role).get("/people/")

    assert page.status_code == status
    assert ('data-label="PHQ-9"' in page.content.decode()) is scores


def test_whoever_is_not_signed_in_signs_in_first(client: Client, db: None) -> None:
    assert client.get("/people/").headers["Location"].startswith("/account/login/")


def test_a_list_is_only_read(desk: Client, clinic: Clinic) -> None:
    assert desk.post("/people/").status_code == 405


def test_a_hundred_people_cost_as_many_queries_as_three(
    clinic: Clinic, desk: Client, three: None
) -> None:
    desk.get("/people/")
    with CaptureQueriesContext(connection) as few:
        desk.get("/people/")
    for number in range(60):
        person = Details("P", f"Person {number}", date(1980, 1, 1))
        intake.register(**clinic.desk, details=person, site=clinic.site)

    with CaptureQueriesContext(connection) as many:
        page = desk.get("/people/")

    assert len(many) == len(few)
    text = page.content.decode()
    assert "1 to 50 of 63 people" in text
    assert text.count("<tr>") == 51
