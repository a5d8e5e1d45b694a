"""A certificate of the clinic's own, for a network on which nobody sells one.

A small authority is made once in the data folder and may speak only for the clinic's own names; it
signs the certificate that the pages are served with, and a new one before that runs out. Whoever
has told a browser to trust the authority need not do it again.
"""

import ipaddress
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_DAYS = 3650  # our choice
SERVES_DAYS = 397  # browsers take no longer: general knowledge
RENEWED_BEFORE_DAYS = 30  # our choice
_LIES_BACK = timedelta(hours=1)  # for clocks that run a little behind


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a server shows, with its key; `authority` is what browsers are told to trust."""

    chain: Path
    key: Path
    authority: Path
    is_new: bool  # the authority is: no browser trusts it yet


def own_certificate(folder: Path, names: Sequence[str], *, now: datetime) -> Certificate:
    """The clinic's own certificate for `names`, made or renewed in `folder` where it has to be.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    found = Certificate(
        folder / "tls.pem", folder / "tls.key", folder / "tls-authority.pem", is_new=False
    )
    wanted = {_name(each).value for each in names}
    authority = _read(found.authority)
    authority_key = _read_key(folder / "tls-authority.key")
    is_new = (
        authority is None
        or authority_key is None
        or _speaks_for(authority) != wanted
        or _ends_within(authority, now, days=SERVES_DAYS)
    )
    if authority is None or authority_key is None or is_new:
        authority_key = ec.generate_private_key(ec.SECP256R1())
        authority = _authority(authority_key, names, now)
        _write_key(folder / "tls-authority.key", authority_key)
        _write(found.authority, _pem(authority))
    shown = _read(found.chain)
    if (
        is_new
        or shown is None
        or not found.key.is_file()
        or _ends_within(shown, now, days=RENEWED_BEFORE_DAYS)
    ):
        key = ec.generate_private_key(ec.SECP256R1())
        shown = _served(key, names, authority, authority_key, now)
        _write_key(found.key, key)
        _write(found.chain, _pem(shown) + _pem(authority))
    return Certificate(found.chain, found.key, found.authority, is_new)


def _authority(
    key: ec.EllipticCurvePrivateKey, names: Sequence[str], now: datetime
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Daybreak at this clinic")])
    return (
        _begun(subject, key, now, days=AUTHORITY_DAYS)
        .issuer_name(subject)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.NameConstraints([_bounds(each) for each in names], None), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(key, hashes.SHA256())
    )


def _served(
    key: ec.EllipticCurvePrivateKey,
    names: Sequence[str],
    authority: x509.Certificate,
    authority_key: ec.EllipticCurvePrivateKey,
    now: datetime,
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:64])])
    return (
        _begun(subject, key, now, days=SERVES_DAYS)
        .issuer_name(authority.subject)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([_name(each) for each in names]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()),
            critical=False,
        )
        .sign(authority_key, hashes.SHA256())
    )


def _begun(
    subject: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime, *, days: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _LIES_BACK)
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return None


def _name(name: str) -> x509.DNSName | x509.IPAddress:
    address = _address(name)
    return x509.DNSName(name) if address is None else x509.IPAddress(address)


def _bounds(name: str) -> x509.DNSName | x509.IPAddress:
    address = _address(name)
    if address is None:
        return x509.DNSName(name)
    return x509.IPAddress(ipaddress.ip_network(f"{address}/{address.max_prefixlen}"))


def _speaks_for(authority: x509.Certificate) -> set[object]:
    told = authority.extensions.get_extension_for_class(x509.NameConstraints).value
    return {
        each.value.network_address
        if isinstance(each.value, ipaddress.IPv4Network | ipaddress.IPv6Network)
        else each.value
        for each in told.permitted_subtrees or ()
    }


def _ends_within(certificate: x509.Certificate, now: datetime, *, days: int) -> bool:
    return certificate.not_valid_after_utc - now < timedelta(days=days)


def _read(path: Path) -> x509.Certificate | None:
    """The first certificate of a file; None where there is none that can be read."""
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except (OSError, ValueError):
        return None


def _read_key(path: Path) -> ec.EllipticCurvePrivateKey | None:
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError):
        return None
    return key if isinstance(key, ec.EllipticCurvePrivateKey) else None


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _write_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    told = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    _write(path, told)


def _write(path: Path, told: bytes) -> None:
    """Whole or not at all, and nobody's but ours."""
    part = path.with_suffix(f".{os.getpid()}")
    part.touch(mode=0o600)
    part.write_bytes(told)
    part.replace(path)


def names_of(hosts: Iterable[str]) -> tuple[str, ...]:
    """Names as a certificate takes them: no wildcard, no leading dot, each once."""
    plain = (each.strip().strip("[]") for each in hosts)
    return tuple(
        dict.fromkeys(each for each in plain if each and "*" not in each and each[0] != ".")
    )
