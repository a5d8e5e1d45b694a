"""`daybreak demo`: a clinic of made-up people, walked through the acts, and served."""

import argparse
import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec

from daybreak.care.catalogue.kinds import made_known
from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.cli.common import add_data, add_json, migrate, print_json, wake
from daybreak.cli.serve import add_address, serve

MARK = "demo.json"
PEOPLE_MAX = 10_000


class Made(msgspec.Struct, frozen=True):
    """What a demo folder was made from; another day or seed makes it anew."""

    seed: int
    today: str
    people: int
    version: int


def add_commands(commands: "argparse._SubParsersAction[Any]") -> None:
    parser = commands.add_parser("demo", help="make a clinic of made-up people and serve it")
    add_data(parser)
    add_json(parser)
    add_address(parser)
    parser.add_argument("--no-serve", action="store_true", help="make it and stop")
    parser.add_argument("--seed", type=int, default=1, help="which made-up people (default 1)")
    parser.add_argument("--today", metavar="DATE", help="the day it is there, such as 2026-11-17")
    parser.add_argument("--people", type=int, default=40, help="how many (default 40)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Make the demo unless the folder already holds this very one, print the accounts, serve.

    Raises:
        NotAllowed: the folder or database holds something that is not a demo.
        NotUnderstood: the date is none, or the number of people is out of range.
    """
    if arguments.data is None and "DAYBREAK_DATA" not in os.environ:
        os.environ["DAYBREAK_DATA"] = "daybreak-demo"
    if not 1 <= arguments.people <= PEOPLE_MAX:
        raise NotUnderstood("call", f"--people must be between 1 and {PEOPLE_MAX}.")
    from daybreak.config import environment
    from daybreak.demo.day import Day

    day = Day.of(_date(arguments.today)) if arguments.today else Day.around(datetime.now(UTC))
    made = Made(arguments.seed, day.today.isoformat(), arguments.people, 1)
    folder = environment.data_folder()
    if not _is_ready(folder, made):
        _start_afresh(folder)
        wake(must_exist=False)
        migrate()
        from daybreak.demo import pins
        from daybreak.demo.clinic import fill

        fill(seed=arguments.seed, day=day, people=arguments.people, progress=_progress)
        pins.set_all()
        (folder / MARK).write_bytes(msgspec.json.encode(made))
    else:
        wake()
        migrate()
    from daybreak.demo import accounts

    if arguments.json:
        told = {"data": str(folder), "accounts": accounts.all_of_them(), "pin": accounts.PIN}
        print_json(told)
    else:
        _print_accounts(folder, arguments)
    return 0 if arguments.no_serve else serve(arguments)


def _is_ready(folder: Path, made: Made) -> bool:
    if os.environ.get("DATABASE_URL"):
        return False
    try:
        return (
            msgspec.json.decode((folder / MARK).read_bytes(), type=made_known(Made)) == made
            and (folder / "daybreak.sqlite3").exists()
        )
    except (OSError, msgspec.MsgspecError):
        return False


def _start_afresh(folder: Path) -> None:
    """Put yesterday's demo away; refuse to touch anything else."""
    if os.environ.get("DATABASE_URL"):
        wake(must_exist=False)
        migrate()
        from daybreak.records.models import Organisation

        if Organisation.objects.exists():
            raise NotAllowed(
                "not-empty",
                "The database of DATABASE_URL is not empty. Give the demo one of its own.",
            )
        return
    database = folder / "daybreak.sqlite3"
    if database.exists() and not (folder / MARK).exists():
        raise NotAllowed(
            "not-a-demo",
            f"{folder} holds a record that is no finished demo. Name another folder with --data.",
        )
    for suffix in ("", "-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    (folder / MARK).unlink(missing_ok=True)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotUnderstood("call", f"{text!r} is no date. Write it as 2026-11-17.") from None


def _progress(done: int, total: int) -> None:
    """A bar on standard error; nothing when that is no terminal, but for the end."""
    if sys.stderr.isatty():
        width = 30
        filled = width * done // total
        end = "\n" if done == total else ""
        bar = "#" * filled + "-" * (width - filled)
        print(f"\rMade-up people [{bar}] {done}/{total}", end=end, file=sys.stderr, flush=True)
    elif done == total:
        print(f"{total} made-up people.", file=sys.stderr)


def _print_accounts(folder: Path, arguments: argparse.Namespace) -> None:
    from daybreak.demo import accounts

    print("\nEveryone in this clinic is made up. Sign in as any of them:\n")
    for account in accounts.all_of_them():
        print(f"  {account.role:<14} {account.email:<32} {account.password}")
        if account.totp_secret:
            print(f"  {'':<14} and a six-digit code from the secret {account.totp_secret}")
    print(f"\nThe PIN of everybody at a chair is {accounts.PIN}.")
    if arguments.no_serve:
        print(f"\nStart it with: daybreak serve --data {folder}")
    else:
        print(f"\nOpen http://{arguments.host}:{arguments.port} (Ctrl-C stops it)", flush=True)
