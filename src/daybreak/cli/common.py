"""What commands share: the data folder, waking Django, answers for machines."""

import argparse
import os
import sys
from pathlib import Path
from typing import Any

import msgspec

from daybreak.care.errors import NotAllowed, NotUnderstood

NOT_OURS = "The file daybreak.sqlite3 in the data folder is no record, or is damaged. "
SIGNS = {
    "not a database": f"{NOT_OURS}Name another folder with --data.",
    "malformed": f"{NOT_OURS}Stop, copy the folder, and go back to the last good copy.",
    "readonly": "The record cannot be written. Run this as the account that owns the data folder.",
    "unable to open": "The record cannot be opened. Run this as the account that owns the folder.",
    "disk is full": "The disk is full, and nothing was stored. Make room and do it again.",
    "no space": "The disk is full, and nothing was stored. Make room and do it again.",
    "locked": "Something else is writing to the record. Wait for it to end, then do it again.",
    "no such table": "This record has no tables yet. Start `daybreak serve` once.",
}


def add_data(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data",
        metavar="DIR",
        help="the folder with the database, documents and keys (default: DAYBREAK_DATA, "
        "else ./daybreak-data)",
    )


def add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="answer as JSON, for machines")


def wake(*, must_exist: bool = True) -> None:
    """Start Django for a command that needs the record.

    Raises:
        NotAllowed: there is no record where the command looks, and it does not make one.
        CatalogueError, NotUnderstood: a file of the clinic's own catalogue cannot be used.
    """
    os.environ["DJANGO_SETTINGS_MODULE"] = "daybreak.config.settings"
    from daybreak.config import environment, own_catalogue

    environment.keep_private()
    if must_exist and not os.environ.get("DATABASE_URL"):
        place = Path(environment.data_folder()) / "daybreak.sqlite3"
        if not place.is_file():
            raise NotAllowed(
                "no-record",
                f"There is no record in {place.parent}. Run `daybreak setup` or `daybreak demo` "
                "first, or name another folder with --data.",
            )
    if os.environ.get("DATABASE_URL"):
        print("daybreak: using the database of DATABASE_URL.", file=sys.stderr)
    environment.make_data_folder()
    lay_own_catalogue()
    own_catalogue.check(environment.data_folder())
    import django
    from django.db import DatabaseError, connection

    django.setup()
    try:
        connection.ensure_connection()
        _check_version()
    except DatabaseError as trouble:
        raise NotAllowed("no-database", about_the_database(trouble)) from None


def wake_current() -> None:
    """Start Django for a command that needs the tables as this version knows them.

    Raises:
        NotAllowed: as `wake`, or the record is of an older version.
    """
    wake()
    if _known_migrations() - _applied_migrations():
        raise NotAllowed(
            "older-record",
            "This record is of an older Daybreak, or has no tables yet. "
            "Start `daybreak serve` once, which brings it up to date.",
        )


def about_the_database(trouble: Exception) -> str:
    """What a database says when it cannot be used, as a sentence, with what to do."""
    said = str(trouble).lower()
    for sign, words in SIGNS.items():
        if sign in said:
            return words
    if os.environ.get("DATABASE_URL"):
        return "The database does not answer. Check DATABASE_URL and that it runs."
    return (
        "The record in the data folder cannot be used. Look whether the disk and the folder are "
        "in order, and what DAYBREAK_LOG=DEBUG shows."
    )


def _check_version() -> None:
    """Refuse a record that a newer Daybreak has changed: this one would not understand it."""
    if newer := _applied_migrations() - _known_migrations():
        raise NotAllowed(
            "newer-record",
            f"This record was written by a newer Daybreak ({min(newer)}). "
            "Update Daybreak before you open it.",
        )


def _applied_migrations() -> set[str]:
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    applied = MigrationRecorder(connection).applied_migrations()
    return {name for app, name in applied if app == "records"}


def _known_migrations() -> set[str]:
    from daybreak.records import migrations

    place = Path(str(migrations.__file__)).parent
    return {path.stem for path in place.glob("[0-9]*.py")}


def lay_own_catalogue() -> None:
    """Heed the clinic's own files, where there are any; for a command that needs no record."""
    from daybreak.config import environment, own_catalogue

    own_catalogue.lay(environment.data_folder())


def migrate() -> None:
    """Bring the tables up to date, quietly."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def print_json(answer: Any) -> None:
    """One JSON document on standard output."""
    told = msgspec.json.encode(answer, enc_hook=_plain)
    sys.stdout.write(msgspec.json.format(told, indent=2).decode() + "\n")


def _plain(value: Any) -> Any:
    """NumPy's numbers as Python's own; NumPy is not imported for it.

    Raises:
        TypeError: it is something that JSON has no form for.
    """
    if hasattr(value, "item") and not getattr(value, "shape", True):
        return value.item()
    raise TypeError(type(value).__name__)


def existing_file(path: str) -> Path:
    """A file named on the command line.

    Raises:
        NotUnderstood: there is none.
    """
    place = Path(path)
    if not place.is_file():
        raise NotUnderstood("call", f"There is no file {path}.")
    return place
