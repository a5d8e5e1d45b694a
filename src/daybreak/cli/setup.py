"""`daybreak setup`: a new, empty clinic with its first administrator."""

import argparse
import getpass
import os
import sys
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import Role
from daybreak.cli.common import add_data, migrate, wake


def add_commands(commands: "argparse._SubParsersAction[Any]") -> None:
    parser = commands.add_parser("setup", help="set up a new, empty clinic and its administrator")
    add_data(parser)
    parser.add_argument("--organisation", required=True, help="the name of the organisation")
    parser.add_argument("--site", required=True, help="the name of its first site")
    parser.add_argument(
        "--time-zone", required=True, help="the site's time zone, such as America/Los_Angeles"
    )
    parser.add_argument("--chairs", type=int, default=2, help="how many chairs it has (default 2)")
    parser.add_argument("--email", required=True, help="the administrator's e-mail address")
    parser.add_argument("--name", required=True, help="the administrator's name")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Found the organisation, its site and chairs, and the administrator; all of it or nothing.

    Raises:
        NotAllowed: there is a clinic already.
        NotUnderstood: something it is told cannot be.
    """
    wake(must_exist=False)
    migrate()
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.db import transaction

    from daybreak.actions import team
    from daybreak.records.models import Account, Organisation

    if Organisation.objects.exists():
        raise NotAllowed(
            "set-up", "This folder already holds a clinic. Start it with `daybreak serve`."
        )
    if arguments.chairs < 1:
        raise NotUnderstood("call", "A site needs at least one chair.")
    password = os.environ.get("DAYBREAK_PASSWORD") or getpass.getpass("Password: ")
    try:
        validate_password(password)
    except ValidationError as wrong:
        raise NotUnderstood("password", " ".join(wrong.messages)) from None

    email = team.signs_in_with(arguments.email)
    name = " ".join(arguments.name.split())
    if not name or len(name) > team.NAME_LETTERS:
        raise NotUnderstood(
            "call", f"The administrator needs a name of at most {team.NAME_LETTERS} letters."
        )

    now = datetime.now(UTC)
    founder = Actor(uuid4(), "Set-up", uuid4(), frozenset({Role.ADMINISTRATOR}), frozenset())
    with transaction.atomic():
        team.open_organisation(
            by=founder, act_id=uuid4(), at=now, now=now, name=arguments.organisation
        )
        site = team.add_site(
            by=founder, act_id=uuid4(), at=now, now=now,
            name=arguments.site, time_zone=arguments.time_zone,
        ).site  # fmt: skip
        for number in range(1, arguments.chairs + 1):
            team.add_chair(by=founder, act_id=uuid4(), at=now, now=now, site=site, name=str(number))
        account = Account.objects.create_account(email=email, name=name, password=password)
        account.organisation_id = founder.organisation
        account.site_id = site
        account.save()
        team.grant_role(
            by=founder, act_id=uuid4(), at=now, now=now,
            account=account.id, site=site, role=Role.ADMINISTRATOR,
        )  # fmt: skip
    print(f"Set up. Start it with `daybreak serve`, then sign in as {email}.")
    print("The first sign-in asks for a second factor.", file=sys.stderr)
    return 0
