"""`daybreak serve`: the web, and the listener for bedside monitors, as one process with threads."""

import argparse
from typing import Any

from daybreak.cli.common import add_data, migrate, wake


def add_commands(commands: "argparse._SubParsersAction[Any]") -> None:
    parser = commands.add_parser(
        "serve", help="serve the clinic: pages, FHIR and monitors together"
    )
    add_data(parser)
    add_address(parser)
    parser.set_defaults(run=run)


def add_address(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
    parser.add_argument("--port", type=int, default=8000, help="the port of the pages")
    parser.add_argument(
        "--hl7-port", type=int, default=2575, help="the port for monitors, on loopback; 0 for none"
    )
    parser.add_argument("--threads", type=int, default=8, help="how many requests at a time")


def run(arguments: argparse.Namespace) -> int:
    wake()
    migrate()
    return serve(arguments)


def serve(arguments: argparse.Namespace) -> int:
    """Serve until stopped."""
    from daybreak.config.server import Server

    Server(
        host=arguments.host,
        port=arguments.port,
        hl7_port=arguments.hl7_port,
        threads=arguments.threads,
    ).run()
    return 0
