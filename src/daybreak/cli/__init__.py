"""The `daybreak` command: one line each, every answer also for machines."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from daybreak.care.errors import DaybreakError, NotUnderstood
from daybreak.cli.common import about_the_database, add_data

# Each module adds its own commands. Those of rules and models open no database.
MODULES = (
    "daybreak.cli.demo",
    "daybreak.cli.setup",
    "daybreak.cli.serve",
    "daybreak.cli.record",
    "daybreak.cli.intake",
    "daybreak.cli.paper",
    "daybreak.cli.rules",
    "daybreak.cli.hl7",
    "daybreak.cli.bench",
    "daybreak.twin.commands",
    "daybreak.cli.lab",
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns 0 only when it did what was asked, 1 for a refusal, 2 for a wrong call.
    """
    parser = build()
    arguments = parser.parse_args(argv)
    if getattr(arguments, "data", None):
        os.environ["DAYBREAK_DATA"] = arguments.data
    try:
        return int(arguments.run(arguments))
    except NotUnderstood as wrong:
        print(f"daybreak: {wrong.message}", file=sys.stderr)
        return 2 if wrong.code in {"setting", "database-url", "call"} else 1
    except DaybreakError as refusal:
        print(f"daybreak: {refusal.message}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("daybreak: stopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as failed:
        if os.environ.get("DAYBREAK_LOG", "").upper() == "DEBUG":
            raise
        print(f"daybreak: {in_a_sentence(failed)}", file=sys.stderr)
        return 1


def in_a_sentence(failed: Exception) -> str:
    """What went wrong that nobody had foreseen, and what to do; never where in the code."""
    if isinstance(failed, OSError):
        where = f"{failed.filename}: " if failed.filename else ""
        return f"{where}{failed.strerror or 'it cannot be used'}. Name another place, or mend it."
    if isinstance(failed, ArithmeticError):
        return "A number or a date is too large or too small to be true. Look at the call again."
    if "django.db" in sys.modules and isinstance(failed, sys.modules["django.db"].DatabaseError):
        return about_the_database(failed)
    kind = type(failed).__name__
    return (
        f"This failed inside Daybreak ({kind}). What was under way is not stored. "
        "Run it again with DAYBREAK_LOG=DEBUG to see where."
    )


def build() -> argparse.ArgumentParser:
    """The whole command with all its parts."""
    parser = argparse.ArgumentParser(
        prog="daybreak",
        description="Daybreak runs a ketamine-therapy clinic.",
        epilog="Every command explains itself with --help.",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name in MODULES:
        importlib.import_module(name).add_commands(commands)
    _take_data(parser)
    return parser


def _take_data(parser: argparse.ArgumentParser) -> None:
    """Every command takes --data, those too that only look there for the clinic's own files."""
    inner = [each for each in parser._actions if isinstance(each, argparse._SubParsersAction)]  # noqa: SLF001 - argparse has no other way in
    for action in inner:
        for each in action.choices.values():
            _take_data(each)
    if not inner and "--data" not in parser._option_string_actions:  # noqa: SLF001
        add_data(parser)
