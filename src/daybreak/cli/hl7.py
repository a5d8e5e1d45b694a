"""`daybreak hl7-listen`: the listener for bedside monitors by itself, as `serve` runs it too."""

import argparse
import sys
from pathlib import Path
from typing import Any

from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.cli.common import add_data, wake_current
from daybreak.cli.serve import check_port
from daybreak.cli.shelves import check_shelves


def add_commands(commands: "argparse._SubParsersAction[Any]") -> None:
    parser = commands.add_parser(
        "hl7-listen", help="listen for bedside monitors (HL7 v2 over MLLP)"
    )
    add_data(parser)
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
    parser.add_argument("--port", type=int, default=2575, help="the port; 0 takes a free one")
    parser.add_argument("--site", default="", help="whose clock monitors without an offset keep")
    parser.add_argument("--tls-certificate", metavar="FILE", help="speak TLS with this certificate")
    parser.add_argument("--tls-key", metavar="FILE", help="the key of the certificate")
    parser.add_argument("--tls-peers", metavar="FILE", help="only peers signed by these may speak")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Listen until stopped.

    Raises:
        NotUnderstood: half of what TLS needs was given.
        NotAllowed: the address or a file of TLS cannot be used.
    """
    certificate, key = arguments.tls_certificate, arguments.tls_key
    if bool(certificate) != bool(key) or (arguments.tls_peers and not key):
        raise NotUnderstood("call", "TLS needs both --tls-certificate and --tls-key.")
    check_port(arguments.host, arguments.port, "--port")
    wake_current()
    check_shelves()
    from daybreak.hl7 import listener, service
    from daybreak.records.reads.monitors import clock_zone

    zone = clock_zone(arguments.site)

    def ready(port: int) -> None:
        print(
            f"Listening for monitors on {arguments.host} port {port}. Their own alarms come first. "
            "Stop with Ctrl C.",
            file=sys.stderr,
            flush=True,
        )

    try:
        peers = Path(arguments.tls_peers) if arguments.tls_peers else None
        tls = (
            listener.tls_context(Path(certificate), Path(key), peers=peers) if certificate else None
        )
        service.listen(arguments.port, arguments.host, zone=zone, tls=tls, ready=ready)
    except OSError as trouble:
        raise NotAllowed(
            "listen", f"Cannot listen there: {trouble.strerror or 'a file cannot be read'}."
        ) from None
    return 0
