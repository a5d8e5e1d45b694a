"""Commands about what comes from elsewhere: `import-fhir`, and `fhir-client` for who may fetch."""

import argparse
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from daybreak.care.errors import DaybreakError, NotAllowed, NotUnderstood
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import Role
from daybreak.cli.common import add_data, add_json, existing_file, migrate, print_json, wake

if TYPE_CHECKING:
    from daybreak.actions.intake import FileImported
    from daybreak.records.models import Organisation

SLOW_S = 2.0  # from then on the command says how far it has got


def add_commands(commands: "argparse._SubParsersAction[Any]") -> None:
    take = commands.add_parser("import-fhir", help="import people's records from FHIR R4 bundles")
    take.add_argument("files", nargs="+", metavar="FILE", help="a bundle in JSON")
    take.add_argument("--site", metavar="NAME", help="the site that will know them (the first)")
    add_organisation(take)
    add_data(take)
    add_json(take)
    take.set_defaults(run=run_import)

    client = commands.add_parser(
        "fhir-client", help="let a program read by FHIR; prints its secret"
    )
    client.add_argument("name", metavar="NAME", help="what the program is called")
    add_organisation(client)
    add_data(client)
    add_json(client)
    client.set_defaults(run=run_client)


def add_organisation(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--organisation", metavar="NAME", help="whose record it is, when there are several"
    )


def run_import(arguments: argparse.Namespace) -> int:
    """Import each file as a whole; 1 when one of them was refused."""
    files = [existing_file(name) for name in arguments.files]
    wake()
    migrate()
    from daybreak.actions.intake import summed

    organisation = organisation_of(arguments.organisation)
    site, sites = site_of(organisation, arguments.site)
    by = Actor(
        uuid4(), "import-fhir", organisation.id, frozenset({Role.ADMINISTRATOR}), frozenset(sites)
    )
    taken: list[FileImported] = []
    left_out: list[dict[str, object]] = []
    refused: list[dict[str, object]] = []
    progress = Progress(len(files))
    for name, path in zip(arguments.files, files, strict=True):
        try:
            done = _import(by, path, site)
        except DaybreakError as refusal:
            progress.clear()
            print(f"daybreak: {name}: {refusal.message}", file=sys.stderr)
            refused.append(_refused(name, refusal))
        else:
            taken.append(done)
            left_out += [
                {"file": name, "entry": one.entry, "resource": one.what, "why": one.because}
                for one in done.left_out
            ]
        progress.step()
    progress.clear()
    if arguments.json:
        everything = summed(taken)
        print_json(
            {
                "files": len(taken),
                "patients": everything.patients,
                "resources": everything.resources,
                "left_out": refused + left_out,
            }
        )
    else:
        _tell(summed(taken), left_out, files=len(taken))
    return 1 if refused else 0


def run_client(arguments: argparse.Namespace) -> int:
    """Make an account and an OAuth client for a program. The secret is shown this once."""
    wake()
    migrate()
    from django.db import transaction
    from oauth2_provider.generators import generate_client_secret
    from oauth2_provider.models import get_application_model

    from daybreak.actions import intake

    organisation = organisation_of(arguments.organisation)
    by = Actor(
        uuid4(), "fhir-client", organisation.id, frozenset({Role.ADMINISTRATOR}), frozenset()
    )
    secret = generate_client_secret()
    with transaction.atomic():
        admitted = intake.admit_program(
            by=by, act_id=uuid4(), now=datetime.now(UTC), name=arguments.name
        )
        model = get_application_model()
        client = model.objects.create(
            name=arguments.name,
            user_id=admitted.account,
            client_type=model.CLIENT_CONFIDENTIAL,
            authorization_grant_type=model.GRANT_CLIENT_CREDENTIALS,
            client_secret=secret,
        )
    if arguments.json:
        print_json({"client_id": client.client_id, "client_secret": secret})
    else:
        print(f"client_id      {client.client_id}\nclient_secret  {secret}")
        print("The secret is shown this once. Tokens are at /o/token/.", file=sys.stderr)
    return 0


class Progress:
    """How far a slow command has got, on standard error, and nothing while it is quick."""

    def __init__(self, whole: int) -> None:
        self.whole, self.done = whole, 0
        self.began = time.monotonic()
        self.shown = False

    def step(self) -> None:
        self.done += 1
        if time.monotonic() - self.began < SLOW_S:
            return
        width = 30
        filled = "#" * (width * self.done // self.whole)
        end = "" if sys.stderr.isatty() else "\n"
        start = "\r" if sys.stderr.isatty() else ""
        print(
            f"{start}[{filled:<{width}}] {self.done} of {self.whole} files",
            end=end,
            file=sys.stderr,
            flush=True,
        )
        self.shown = True

    def clear(self) -> None:
        """Give the line back, so that what is said next begins on its own."""
        if self.shown and sys.stderr.isatty():
            print("\r\033[K", end="", file=sys.stderr, flush=True)


def _import(by: Actor, path: Path, site: UUID) -> "FileImported":
    from daybreak.actions import intake

    try:
        content = path.read_bytes()
    except OSError as trouble:
        raise NotUnderstood(
            "file", f"The file cannot be read ({trouble.strerror}). Look at its permissions."
        ) from None
    return intake.import_file(
        by=by, sent=uuid4(), now=datetime.now(UTC), content=content, file=path.name, site=site
    )


def _refused(name: str, refusal: DaybreakError) -> dict[str, object]:
    """A file of which nothing was taken, with the entry that was wrong where there is one."""
    entry = getattr(refusal, "entry", None)
    what = getattr(refusal, "what", "Bundle")
    return {"file": name, "entry": entry, "resource": what, "why": refusal.message}


def _tell(everything: "FileImported", left_out: list[dict[str, object]], *, files: int) -> None:
    print(f"{files} {'file' if files == 1 else 'files'} taken.")
    for kind, tally in {"Patient": everything.patients, **everything.resources}.items():
        print(
            f"{kind:<24}{tally.created:>6} new {tally.updated:>6} changed "
            f"{tally.unchanged:>6} as known"
        )
    for why, number in Counter(str(one["why"]) for one in left_out).most_common():
        print(f"left out {number:>6}: {why}")


def organisation_of(name: str | None) -> "Organisation":
    from daybreak.records.models import Organisation

    rows = Organisation.objects.order_by("recorded_at", "id")
    found = list(rows.filter(name=name) if name else rows)
    if len(found) == 1:
        return found[0]
    known = ", ".join(row.name for row in rows) or "none yet"
    if not found:
        raise NotAllowed("organisation", f"There is no such organisation. There is: {known}.")
    raise NotAllowed("organisation", f"Say which with --organisation. There is: {known}.")


def site_of(organisation: "Organisation", name: str | None) -> tuple[UUID, list[UUID]]:
    from daybreak.records.models import Site

    rows = list(Site.objects.filter(organisation=organisation).order_by("recorded_at", "id"))
    found = [row for row in rows if name in {None, row.name}]
    if not found:
        known = ", ".join(row.name for row in rows) or "none yet"
        raise NotAllowed("site", f"There is no such site. There is: {known}.")
    return found[0].id, [row.id for row in rows]
