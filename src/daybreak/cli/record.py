"""Commands about the record as a whole: verify, receipt, rebuild."""

import argparse
import sys
from pathlib import Path
from typing import Any

import msgspec

from daybreak.care.catalogue.kinds import made_known
from daybreak.care.errors import NotUnderstood
from daybreak.cli.common import add_data, add_json, existing_file, print_json, wake_current


def add_commands(commands: "argparse._SubParsersAction[Any]") -> None:
    verify = commands.add_parser("verify", help="walk the journal and name whatever was altered")
    add_data(verify)
    add_json(verify)
    verify.add_argument("--receipt", metavar="FILE", help="also hold the chains against a receipt")
    verify.set_defaults(run=run_verify)

    receipt = commands.add_parser(
        "receipt", help="print the heads of all chains, to keep elsewhere"
    )
    add_data(receipt)
    receipt.set_defaults(run=run_receipt)

    rebuild = commands.add_parser("rebuild", help="make the worklists again from the record")
    add_data(rebuild)
    add_json(rebuild)
    rebuild.set_defaults(run=run_rebuild)


def run_verify(arguments: argparse.Namespace) -> int:
    wake_current()
    from daybreak.records import verify as walk

    heads = _heads(existing_file(arguments.receipt)) if arguments.receipt else None
    report = walk.verify(heads)
    if arguments.json:
        print_json(
            {
                "ok": report.ok,
                "lines": report.lines,
                "tables": report.tables,
                "faults": report.faults,
            }
        )
    elif report.ok:
        rows = sum(report.tables.values()) - report.lines
        print(f"Everything is as it was recorded: {report.lines} lines, {rows} rows.")
    else:
        for fault in report.faults:
            print(fault)
        print(f"{len(report.faults)} faults in {report.lines} lines.")
    return 0 if report.ok else 1


def run_receipt(_arguments: argparse.Namespace) -> int:
    wake_current()
    from daybreak.records import verify as walk

    print_json({"daybreak-receipt": 1, "heads": walk.receipt()})
    return 0


def run_rebuild(arguments: argparse.Namespace) -> int:
    wake_current()
    from daybreak.records import projections

    done = projections.rebuild()
    if arguments.json:
        print_json(done)
    else:
        print(", ".join(f"{count} {name}" for name, count in done.items()) + " made again.")
    return 0


def _heads(path: Path) -> list[Any]:
    from daybreak.records.verify import Head

    class Receipt(msgspec.Struct, rename={"version": "daybreak-receipt"}):
        version: int
        heads: list[Head]

    try:
        return msgspec.json.decode(path.read_bytes(), type=made_known(Receipt)).heads
    except (msgspec.MsgspecError, OSError):
        print("daybreak: try the file that `daybreak receipt` printed.", file=sys.stderr)
        raise NotUnderstood("receipt", f"{path} is not a receipt.") from None
