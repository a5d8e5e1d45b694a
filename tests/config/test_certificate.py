"""A clinic's own certificate is taken by browsers, for its own names, and renewed in time."""

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509 import verification

from daybreak.config.certificate import names_of, own_certificate

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
NAMES = ("127.0.0.1", "localhost", "clinic.test")


def shown(folder: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate((folder / "tls.pem").read_bytes())


def authority(folder: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate((folder / "tls-authority.pem").read_bytes())


def check(folder: Path, name: str, at: datetime) -> None:
    """As a browser does that trusts the authority; it raises when it would not be taken."""
    subject = (
        x509.DNSName(name) if not name[0].isdigit() else x509.IPAddress(ipaddress.ip_address(name))
    )
    store = verification.Store([authority(folder)])
    builder = verification.PolicyBuilder().store(store).time(at)
    builder.build_server_verifier(subject).verify(shown(folder), [])


@pytest.mark.parametrize("name", NAMES)
def test_it_is_taken_for_each_of_its_names(tmp_path: Path, name: str) -> None:
    own_certificate(tmp_path, NAMES, now=NOW)

    check(tmp_path, name, NOW)


def test_it_is_taken_for_no_other_name(tmp_path: Path) -> None:
    own_certificate(tmp_path, NAMES, now=NOW)

    with pytest.raises(verification.VerificationError):
        check(tmp_path, "bank.test", NOW)


def test_the_authority_may_speak_for_no_other_name(tmp_path: Path) -> None:
    own_certificate(tmp_path, NAMES, now=NOW)

    bounds = authority(tmp_path).extensions.get_extension_for_class(x509.NameConstraints)
    assert bounds.critical
    assert {str(each.value) for each in bounds.value.permitted_subtrees or ()} == {
        "127.0.0.1/32",
        "localhost",
        "clinic.test",
    }


def test_a_server_can_show_it(tmp_path: Path) -> None:
    made = own_certificate(tmp_path, NAMES, now=NOW)

    ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(made.chain, made.key)


def test_the_second_start_shows_the_same(tmp_path: Path) -> None:
    first = own_certificate(tmp_path, NAMES, now=NOW)
    before = shown(tmp_path)
    second = own_certificate(tmp_path, NAMES, now=NOW + timedelta(days=1))

    assert (first.is_new, second.is_new) == (True, False)
    assert shown(tmp_path) == before


def test_it_is_renewed_in_time_by_the_authority_that_is_trusted(tmp_path: Path) -> None:
    own_certificate(tmp_path, NAMES, now=NOW)
    before, trusted = shown(tmp_path), authority(tmp_path)
    later = NOW + timedelta(days=380)

    assert not own_certificate(tmp_path, NAMES, now=later).is_new

    assert shown(tmp_path) != before
    assert authority(tmp_path) == trusted
    check(tmp_path, "clinic.test", later + timedelta(days=300))


def test_another_name_needs_an_authority_that_may_speak_for_it(tmp_path: Path) -> None:
    own_certificate(tmp_path, NAMES, now=NOW)

    assert own_certificate(tmp_path, (*NAMES, "other.test"), now=NOW).is_new
    check(tmp_path, "other.test", NOW)


def test_a_damaged_file_is_made_anew(tmp_path: Path) -> None:
    own_certificate(tmp_path, NAMES, now=NOW)
    (tmp_path / "tls-authority.key").write_text("nothing")

    assert own_certificate(tmp_path, NAMES, now=NOW).is_new
    check(tmp_path, "localhost", NOW)


def test_nobody_else_may_read_its_keys(tmp_path: Path) -> None:
    own_certificate(tmp_path / "keys", NAMES, now=NOW)

    modes = {path.name: path.stat().st_mode & 0o077 for path in (tmp_path / "keys").iterdir()}
    assert modes == dict.fromkeys(
        ("tls.pem", "tls.key", "tls-authority.pem", "tls-authority.key"), 0
    )


def test_names_are_those_that_a_certificate_can_have() -> None:
    told = ["127.0.0.1", "[::1]", " clinic.test", "*.all", ".sub", "", "clinic.test"]

    assert names_of(told) == ("127.0.0.1", "::1", "clinic.test")
