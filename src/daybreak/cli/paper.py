"""`paper`: the day's sheets as a PDF in a folder, each morning, for when nothing else works."""

import argparse
import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from daybreak.care.errors import NotUnderstood
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import Role
from daybreak.cli.common import add_data, add_json, print_json, wake_current
from daybreak.cli.intake import add_organisation, organisation_of, site_of

PAPERS = ("letter", "a4")


def add_commands(commands: "argparse._SubParsersAction[Any]") -> None:
    paper = commands.add_parser("paper", help="write the day's sheets of paper into a folder")
    paper.add_argument("--site", metavar="NAME", help="the site whose day it is (the first)")
    paper.add_argument("--out", metavar="DIR", required=True, help="the folder to write into")
    paper.add_argument("--day", metavar="YYYY-MM-DD", help="another day than today")
    paper.add_argument("--paper", choices=PAPERS, default="letter", help="the size of the sheets")
    add_organisation(paper)
    add_data(paper)
    add_json(paper)
    paper.set_defaults(run=run_paper)


def run_paper(arguments: argparse.Namespace) -> int:
    """Write one PDF with a sheet for everybody who is booked; each is noted as read."""
    on = _day(arguments.day)
    folder = Path(arguments.out)
    if not folder.is_dir():
        raise NotUnderstood("call", f"{folder} is no folder. Make it first, or name another.")
    wake_current()
    from daybreak.actions import intake
    from daybreak.exchange.pdf import Paper
    from daybreak.records.reads.paper import day
    from daybreak.web.session.paper import printed

    organisation = organisation_of(arguments.organisation)
    site, _ = site_of(organisation, arguments.site)
    by = Actor(uuid4(), "paper", organisation.id, frozenset({Role.SYSTEM}), frozenset({site}))
    now = datetime.now(UTC)
    today = day(by, site, on, now=now)
    for each in today.booked:
        intake.note_reading(by, each.visit.patient, now=now)
    made = printed(today, Paper.A4 if arguments.paper == "a4" else Paper.LETTER)
    path = folder / f"sheets-{_plain(today.name)}-{today.on.isoformat()}.pdf"
    _write(path, made)
    if arguments.json:
        print_json({"file": str(path), "day": today.on, "people": len(today.booked)})
    else:
        print(f"{len(today.booked)} sheets for {today.name}, {today.on}: {path}")
    return 0


def _day(told: str | None) -> date | None:
    if told is None:
        return None
    try:
        return date.fromisoformat(told)
    except ValueError:
        raise NotUnderstood("call", f"{told} is no day. Write it as 2026-11-17.") from None


def _plain(name: str) -> str:
    """A site's name as part of a file's name."""
    kept = "".join(letter if letter.isalnum() else "-" for letter in name.lower())
    return "-".join(part for part in kept.split("-") if part)


def _write(path: Path, made: bytes) -> None:
    """Whole or not at all, and for nobody else on the machine: there are names on it."""
    part = path.with_suffix(".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(made)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
