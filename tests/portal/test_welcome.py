"""An invitation opens once, for the person it was made for."""

import pytest
from django.test import Client

from clinic import Clinic
from daybreak.actions.intake import invite, welcome_token
from daybreak.records.models import Account
from treated import Treated, treated

PASSWORD = "the pear tree by the wall"


@pytest.fixture
def somebody(clinic: Clinic) -> Treated:
    return treated(clinic)


def invited(somebody: Treated) -> str:
    account = invite(
        **somebody.clinic.desk, patient=somebody.patient, email="wren@example.org"
    ).account
    return f"/p/welcome/{welcome_token(account)}"


def chosen(one: str = PASSWORD, two: str = PASSWORD) -> dict[str, str]:
    return {"new_password1": one, "new_password2": two}


def test_the_link_sets_a_password_and_lets_them_in(somebody: Treated) -> None:
    link, client = invited(somebody), Client()
    assert "wren@example.org" in client.get(link).content.decode()

    answer = client.post(link, chosen())

    assert answer.headers["Location"] == "/p/"
    assert client.get("/p/").status_code == 200
    assert Account.objects.get(patient=somebody.patient).check_password(PASSWORD)


def test_a_used_link_is_gone(somebody: Treated) -> None:
    link = invited(somebody)
    Client().post(link, chosen())

    answer = Client().get(link)

    assert answer.status_code == 410
    assert "This link no longer works" in answer.content.decode()
    assert Client().post(link, chosen("another pear tree", "another pear tree")).status_code == 410


def test_whoever_reads_spanish_is_welcomed_in_spanish(somebody: Treated) -> None:
    client = Client(headers={"accept-language": "es-MX,es;q=0.9,en;q=0.5"})

    page = client.post(invited(somebody), chosen("corta", "otra")).content.decode()
    gone = client.get("/p/welcome/x").content.decode()

    assert '<html lang="es-US"' in page
    assert "Elija una contraseña" in page
    assert "Este enlace ya no sirve" in gone
    for told in (page, gone):
        for english in ("Skip to", "Sign in", "Call us", "too short", "Everyone here"):
            assert english not in told, english


@pytest.mark.parametrize("token", ["x", "0-0-0", "a" * 300, "00000000000000000000000000000000-a-b"])
def test_a_made_up_link_is_gone(db: None, token: str) -> None:
    assert Client().get(f"/p/welcome/{token}").status_code == 410


@pytest.mark.parametrize(
    ("one", "two"),
    [("short", "short"), ("password123", "password123"), (PASSWORD, "other"), ("", "")],
)
def test_a_password_that_will_not_do_is_said_and_sets_nothing(
    somebody: Treated, one: str, two: str
) -> None:
    answer = Client().post(invited(somebody), chosen(one, two))

    assert answer.status_code == 422
    assert not Account.objects.get(patient=somebody.patient).has_usable_password()


def test_whoever_was_signed_in_on_this_machine_is_signed_out(somebody: Treated) -> None:
    other, client = treated(somebody.clinic), Client()
    client.force_login(Account.objects.get(id=other.as_patient().id))

    client.post(invited(somebody), chosen())

    assert client.session["_auth_user_id"] == str(Account.objects.get(patient=somebody.patient).id)
