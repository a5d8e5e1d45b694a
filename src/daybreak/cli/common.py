"""What commands share: the data folder, waking Django, answers for machines."""

import argparse
import os
import sys
from pathlib import Path
from typing import Any

import msgspec

from daybreak.care.errors import NotAllowed, NotUnderstood


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
    from django.db import OperationalError, connection

    django.setup()
    try:
        connection.ensure_connection()
    except OperationalError:
        raise NotAllowed(
            "no-database", "The database does not answer. Check DATABASE_URL and that it runs."
        ) from None


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
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(answer), indent=2).decode() + "\n")


def existing_file(path: str) -> Path:
    """A file named on the command line.

    Raises:
        NotUnderstood: there is none.
    """
    place = Path(path)
    if not place.is_file():
        raise NotUnderstood("call", f"There is no file {path}.")
    return place
