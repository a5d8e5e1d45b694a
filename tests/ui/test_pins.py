"""A PIN is kept as two hashes; tries are counted; and a browser makes the same of it as we do."""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Iterator
from hashlib import pbkdf2_hmac
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography.fernet import Fernet
from django.core.cache import cache
from playwright.sync_api import Page, sync_playwright

from clinic import Clinic
from daybreak.actions import pins as act
from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.care.team.pin import TRIES
from daybreak.care.team.roles import Role
from daybreak.records.reads import pins as reads
from daybreak.ui import pins
from ui.gallery import CHROMIUM, FLAGS, served, write

PIN, OTHER = "493817", "493818"
FEW = 1000  # rounds enough to compare; the real number is slow on purpose
MESSAGE = "what was entered, ünd its time".encode()


@pytest.fixture(autouse=True)
def _nobody_tried_before() -> None:
    cache.clear()


def set_pin(clinic: Clinic, role: Role = Role.NURSE, pin: str = PIN) -> UUID:
    verifier, prover = pins.make(pin, iterations=FEW)
    return act.set_pin(**clinic.by(role), verifier=verifier, prover=prover).account


def proof(account: UUID, pin: str = PIN) -> str:
    """What a device sends that knows the salt, and the PIN that was typed."""
    kept = reads.hashes(account)
    assert kept is not None
    _, iterations, salt, _ = kept.prover.split("$")
    key = pbkdf2_hmac("sha256", pin.encode(), b64decode(salt), int(iterations))
    return hmac.new(key, MESSAGE, "sha256").hexdigest()


def test_the_number_of_rounds_is_that_of_today() -> None:
    assert pins.make(PIN)[0].startswith("pbkdf2_sha256$600000$")
    assert pins.ITERATIONS == 600_000


def test_what_may_not_be_a_pin_is_never_hashed() -> None:
    with pytest.raises(NotUnderstood):
        pins.make("123456")


def test_only_the_pin_of_the_account_matches(clinic: Clinic) -> None:
    account = set_pin(clinic)

    assert pins.matches(account, PIN)
    assert not pins.matches(account, OTHER)
    assert not pins.matches(account, "")
    assert not pins.matches(clinic.actors[Role.PRESCRIBER].id, PIN)
    assert not pins.matches(uuid4(), PIN)


def test_the_latest_pin_counts(clinic: Clinic) -> None:
    account = set_pin(clinic)
    set_pin(clinic, pin=OTHER)

    assert pins.matches(account, OTHER)
    assert not pins.matches(account, PIN)


def test_what_was_signed_with_the_pin_is_known_and_nothing_else(clinic: Clinic) -> None:
    account = set_pin(clinic)

    assert pins.proved(account, MESSAGE, proof(account))
    assert pins.proved(account, MESSAGE, proof(account).upper())
    assert not pins.proved(account, MESSAGE + b".", proof(account))
    assert not pins.proved(account, MESSAGE, proof(account, OTHER))
    assert not pins.proved(account, MESSAGE, "")
    assert not pins.proved(account, MESSAGE, "ü")
    assert not pins.proved(clinic.actors[Role.PRESCRIBER].id, MESSAGE, proof(account))


def test_neither_hash_that_a_device_may_know_makes_a_proof(clinic: Clinic) -> None:
    account = set_pin(clinic)
    kept = reads.hashes(account)
    assert kept is not None
    key = hmac.new(kept.verifier.split("$")[3].encode(), MESSAGE, "sha256").hexdigest()

    assert not pins.proved(account, MESSAGE, key)
    assert kept.verifier.split("$")[2] != kept.prover.split("$")[2], "each has its own salt"


def test_the_key_of_proofs_is_unreadable_without_the_key_of_the_folder(
    clinic: Clinic, settings: Any
) -> None:
    account = set_pin(clinic)
    kept = reads.hashes(account)
    assert kept is not None
    salt = b64decode(kept.prover.split("$")[2])
    assert b64encode(pbkdf2_hmac("sha256", PIN.encode(), salt, FEW)).decode() not in kept.prover
    settings.DAYBREAK_AT_REST_KEY = Fernet.generate_key

    with pytest.raises(NotAllowed, match="at-rest-key"):
        pins.proved(account, MESSAGE, "00")


def test_after_five_wrong_tries_even_the_right_pin_is_refused_until_the_password(
    clinic: Clinic,
) -> None:
    account = set_pin(clinic)

    for _ in range(TRIES):
        assert not pins.is_paused(account)
        assert not pins.ask(account, OTHER)
    assert pins.is_paused(account)
    with pytest.raises(NotAllowed, match="Use the password"):
        pins.ask(account, PIN)

    pins.forgive(account)
    assert pins.ask(account, PIN)


def test_the_right_pin_forgets_the_slips_before_it(clinic: Clinic) -> None:
    account = set_pin(clinic)
    for _ in range(3):
        for _ in range(TRIES - 1):
            assert not pins.ask(account, OTHER)
        assert pins.ask(account, PIN)


def test_the_tries_of_one_are_not_those_of_another(clinic: Clinic) -> None:
    nurse, prescriber = set_pin(clinic), set_pin(clinic, Role.PRESCRIBER)
    for _ in range(TRIES):
        pins.ask(nurse, OTHER)

    assert pins.ask(prescriber, PIN)


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    folder = tmp_path_factory.mktemp("pins")
    write(folder)
    with served(folder) as here, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        page = browser.new_page()
        page.goto(f"{here}/live.html")
        yield page
        browser.close()


@pytest.mark.browser
@pytest.mark.enable_socket
@pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="needs Chromium")
def test_a_browser_checks_a_verifier_and_signs_as_python_does(tab: Page, settings: Any) -> None:
    verifier, prover = pins.make(PIN, iterations=FEW)
    _, iterations, salt, sealed = prover.split("$")
    key = Fernet(settings.DAYBREAK_AT_REST_KEY()).decrypt(sealed.encode())

    told = tab.evaluate(
        """async ([verifier, salt, iterations, pin, other, message]) => {
            const { matches, prove } = await import("/static/ui/js/chair/pin.js");
            const raw = new Uint8Array(message);
            return [
                await matches(verifier, pin), await matches(verifier, other),
                await matches("plain$1$AA==$AA==", pin),
                await prove(salt, iterations, pin, raw), await prove(salt, iterations, other, raw),
            ];
        }""",
        [verifier, salt, int(iterations), PIN, OTHER, list(MESSAGE)],
    )

    right = hmac.new(key, MESSAGE, "sha256").hexdigest()
    assert told[:4] == [True, False, False, right]
    assert told[4] != right
