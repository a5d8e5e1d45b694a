"""What a second factor rests on is not readable in a copy of the database."""

from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt, encrypt
from cryptography.fernet import Fernet
from django.test import Client
from django.urls import reverse

from daybreak.care.errors import NotAllowed
from daybreak.records.models import Account

PASSWORD = "a sentence one remembers"
SECRET = "JBSWY3DPEHPK3PXP"


def test_a_secret_is_stored_so_that_only_our_key_reads_it() -> None:
    kept = encrypt(SECRET)

    assert SECRET not in kept
    assert encrypt(SECRET) != kept, "the same secret looks different each time"
    assert decrypt(kept) == SECRET


def test_without_its_key_a_secret_is_a_sentence_and_no_traceback(
    settings: Any, clinic: object, client: Client
) -> None:
    account = Account.objects.get(email__startswith="auditor")
    account.set_password(PASSWORD)
    account.save()
    Authenticator.objects.create(
        user=account, type=Authenticator.Type.TOTP, data={"secret": encrypt(SECRET)}
    )
    settings.DAYBREAK_AT_REST_KEY = Fernet.generate_key

    with pytest.raises(NotAllowed, match="at-rest-key"):
        decrypt(encrypt_with_another(SECRET))
    client.post(reverse("account_login"), {"login": account.email, "password": PASSWORD})
    answer = client.post(reverse("mfa_authenticate"), {"code": "123456"})

    assert answer.status_code == 409
    assert "keys/at-rest-key" in answer.content.decode()


def encrypt_with_another(text: str) -> str:
    return Fernet(Fernet.generate_key()).encrypt(text.encode()).decode()


def test_the_key_lies_in_the_data_folder_and_not_in_the_database(
    settings: Any,
) -> None:
    encrypt(SECRET)

    key = Path(settings.DATA) / "keys" / "at-rest-key"
    assert key.stat().st_mode & 0o077 == 0
    assert Fernet(key.read_text()).decrypt(encrypt(SECRET).encode()).decode() == SECRET


def test_a_wrong_code_says_what_to_do_next(clinic: object, client: Client) -> None:
    account = Account.objects.get(email__startswith="auditor")
    account.set_password(PASSWORD)
    account.save()
    Authenticator.objects.create(
        user=account, type=Authenticator.Type.TOTP, data={"secret": encrypt(SECRET)}
    )
    client.post(reverse("account_login"), {"login": account.email, "password": PASSWORD})

    page = client.post(reverse("mfa_authenticate"), {"code": "000000"}).content.decode()

    assert "Incorrect" not in page
    assert "Wait for the next one" in page


def test_a_wrong_password_says_what_to_do_next(db: None, client: Client) -> None:
    answer = client.post(
        reverse("account_login"), {"login": "nobody@example.org", "password": PASSWORD}
    )

    assert "do not fit together" in answer.content.decode()
