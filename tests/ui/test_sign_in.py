"""Signing in, with both keys, on pages that are finished."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from daybreak.records.models import Account

PASSWORD = "a sentence one remembers"


@pytest.fixture
def account(clinic: object) -> Account:
    row = Account.objects.get(email__startswith="auditor")
    row.set_password(PASSWORD)
    row.save()
    return row


def keys(account: Account) -> dict[str, str]:
    """What is typed on the first page, on the way to one's own keys."""
    return {"login": account.email, "password": PASSWORD, "next": reverse("mfa_index")}


def sign_in(client: Client, account: Account) -> None:
    assert client.post(reverse("account_login"), keys(account)).status_code == 302


def code_for(secret: str) -> str:
    from allauth.mfa.totp.internal import auth

    counter = next(iter(auth.yield_hotp_counters_from_time()))
    return str(auth.format_hotp_value(auth.hotp_value(secret, counter)))


def secret_on(page: str) -> str:
    found = re.search(r'class="secret">([^<]+)<', page)
    assert found
    return found.group(1).replace(" ", "")


def finished(page: str) -> None:
    """In our clothes, with a heading, a label for each control, and nothing inline."""
    assert "ui/daybreak.css" in page
    assert page.count("<h1") == 1
    assert " style=" not in page
    for control in re.findall(r"<input(?![^>]*type=\"(?:hidden|search)\")[^>]*>", page):
        name = re.search(r'id="([^"]+)"', control)
        assert name, control
        assert f'for="{name.group(1)}"' in page, control


@pytest.mark.parametrize(
    "name",
    ["account_login", "account_reset_password", "account_reset_password_done", "account_signup"],
)
def test_the_pages_before_signing_in_are_finished(db: None, client: Client, name: str) -> None:
    finished(client.get(reverse(name)).content.decode())


def test_a_wrong_password_says_so_and_keeps_the_address(
    db: None, client: Client, account: Account
) -> None:
    sent = {"login": account.email, "password": "wrong"}
    page = client.post(reverse("account_login"), sent).content.decode()
    finished(page)
    assert 'role="alert"' in page
    assert f'value="{account.email}"' in page


def test_whoever_was_idle_is_told_why_they_sign_in_again(db: None, client: Client) -> None:
    page = client.get(reverse("account_login"), {"idle": 1}).content.decode()
    assert "Nobody touched the page" in page


def test_the_second_key_is_set_up_asked_for_and_replaced_by_a_paper_code(
    client: Client, account: Account
) -> None:
    sign_in(client, account)
    answer = client.get(reverse("mfa_activate_totp"))
    if answer.status_code == 302:
        asked = client.get(answer.headers["Location"]).content.decode()
        finished(asked)
        client.post(answer.headers["Location"], {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    finished(page)
    assert "data:image/svg+xml" in page
    refused = client.post(reverse("mfa_activate_totp"), {"code": "000000"}).content.decode()
    finished(refused)
    assert 'aria-invalid="true"' in refused

    code = code_for(secret_on(refused))
    codes = client.post(reverse("mfa_activate_totp"), {"code": code}, follow=True).content.decode()
    finished(codes)
    paper = re.findall(r"<li>(\d{4} \d{4})</li>", codes)
    assert len(paper) == 10
    for name in ("mfa_index", "mfa_generate_recovery_codes", "mfa_deactivate_totp"):
        finished(client.get(reverse(name)).content.decode())
    finished(client.get(reverse("account_change_password")).content.decode())
    finished(client.get(reverse("account_logout")).content.decode())

    client.post(reverse("account_logout"))
    asked = client.post(reverse("account_login"), keys(account), follow=True).content.decode()
    assert "Your second key" in asked
    finished(asked)
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"}).content.decode()
    assert 'aria-invalid="true"' in wrong
    answer = client.post(reverse("mfa_authenticate"), {"code": paper[0].replace(" ", "")})
    assert answer.status_code == 302
    assert client.get(reverse("mfa_index")).status_code == 200
