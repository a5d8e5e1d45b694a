"""`daybreak serve`: the web, and the listener for bedside monitors, as one process with threads."""

import argparse
import os
import socket
import ssl
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.cli.common import add_data, existing_file, migrate, wake
from daybreak.cli.shelves import check_shelves

PORTS = 65536
HL7_PORT = 2575


def add_commands(commands: "argparse._SubParsersAction[Any]") -> None:
    parser = commands.add_parser(
        "serve", help="serve the clinic: pages, FHIR and monitors together"
    )
    add_data(parser)
    add_address(parser)
    parser.add_argument(
        "--tls",
        nargs="*",
        metavar="FILE",
        help="serve https: with CERT and KEY, or without files with a certificate made here",
    )
    parser.set_defaults(run=run)


def add_address(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
    parser.add_argument("--port", type=int, default=8000, help="the port of the pages")
    parser.add_argument(
        "--hl7-port", type=int, help="the port for monitors, on loopback (2575); 0 for none"
    )
    parser.add_argument("--threads", type=int, default=8, help="how many requests at a time")


def run(arguments: argparse.Namespace) -> int:
    """Serve until stopped.

    Raises:
        NotAllowed: there is no record, or an address is in use.
        NotUnderstood: a number of the call is out of range.
    """
    if arguments.hl7_port is None:
        arguments.hl7_port = HL7_PORT
    check_address(arguments)
    if arguments.tls is not None:
        named_certificate(arguments.tls)
        announce_names()
    wake()
    migrate()
    check_shelves()
    return serve(arguments)


def check_address(arguments: argparse.Namespace) -> None:
    """See that both ports can be listened on, before anything is set up.

    Raises:
        NotAllowed: one of them cannot; the message says which.
        NotUnderstood: a number is out of range.
    """
    if arguments.threads < 1:
        raise NotUnderstood("call", "--threads must be 1 or more.")
    check_port(arguments.host, arguments.port, "--port")
    if arguments.hl7_port:
        check_port("127.0.0.1", arguments.hl7_port, "--hl7-port")


def check_port(host: str, port: int, option: str) -> None:
    """See that `host` and `port` can be listened on.

    Raises:
        NotAllowed: they cannot.
        NotUnderstood: there is no such port.
    """
    if not 0 <= port < PORTS:
        raise NotUnderstood("call", f"{option} must be between 0 and {PORTS - 1}.")
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except (OSError, UnicodeError) as trouble:
        why = getattr(trouble, "strerror", None) or "there is no such address"
        raise NotAllowed(
            "address",
            f"{host} port {port} cannot be listened on ({why}). "
            f"Name another with {option}, or stop what listens there.",
        ) from None


def serve(arguments: argparse.Namespace) -> int:
    """Serve until stopped. Without a port for monitors the usual one is taken if it is free.

    Raises:
        NotAllowed: an address is in use.
    """
    if arguments.hl7_port is None:
        arguments.hl7_port = HL7_PORT
        try:
            check_port("127.0.0.1", HL7_PORT, "--hl7-port")
        except NotAllowed as taken:
            arguments.hl7_port = 0
            print(f"daybreak: monitors are not heard: {taken.message}", file=sys.stderr)
    check_address(arguments)
    from daybreak.config.server import Server

    tls = certificate(arguments) if getattr(arguments, "tls", None) is not None else None
    Server(
        host=arguments.host,
        port=arguments.port,
        hl7_port=arguments.hl7_port,
        threads=arguments.threads,
        tls=tls,
    ).run()
    return 0


def announce_names() -> None:
    """With https, cookies go nowhere else, and this machine's own name is one to be called by."""
    os.environ["DAYBREAK_HTTPS"] = "on"
    if not os.environ.get("DAYBREAK_HOSTS"):
        own = socket.gethostname().split(".")[0].lower()
        names = ["127.0.0.1", "localhost", "[::1]"]
        names += [own, f"{own}.local"] if own and own != "localhost" else []
        os.environ["DAYBREAK_HOSTS"] = ",".join(names)


def named_certificate(files: list[str]) -> tuple[Path, Path] | None:
    """The certificate and key that a call names, if it names any.

    Raises:
        NotUnderstood: one file was named, or three, or one that is not there.
        NotAllowed: they are no certificate with its key.
    """
    if not files:
        return None
    if len(files) != 2:  # noqa: PLR2004 - a certificate and its key
        raise NotUnderstood(
            "call", "--tls takes a certificate and its key, or no file to have one made."
        )
    chain, key = (existing_file(each) for each in files)
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(chain, key)
    except (OSError, ValueError):
        raise NotAllowed(
            "tls",
            "These files are no certificate with its key. Name the certificate first, with "
            "those that vouch for it in the same file, and then its key without a password.",
        ) from None
    return chain, key


def certificate(arguments: argparse.Namespace) -> tuple[Path, Path]:
    """The files to serve https with: those of the call, or the clinic's own.

    Raises:
        NotAllowed: the clinic's own cannot be made.
    """
    if named := named_certificate(arguments.tls):
        return named
    from django.conf import settings

    from daybreak.config import environment
    from daybreak.config.certificate import names_of, own_certificate

    names = names_of(settings.ALLOWED_HOSTS)
    try:
        made = own_certificate(environment.data_folder() / "keys", names, now=datetime.now(UTC))
    except (OSError, ValueError) as trouble:
        raise NotAllowed(
            "tls", f"A certificate cannot be made here ({trouble}). Name your own after --tls."
        ) from None
    name = next((each for each in names if each not in ("127.0.0.1", "localhost", "::1")), names[0])
    print(
        f"Serving https://{name}:{arguments.port}/ with a certificate made here. Browsers warn "
        f"until each device trusts {made.authority}: copy that file to it and open it as a "
        "certificate authority (docs/how-to/serve-over-https.md says where).",
        file=sys.stderr,
        flush=True,
    )
    return made.chain, made.key
