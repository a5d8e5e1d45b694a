"""Commands about rules: check a protocol file, score a scale; the sums of a dose are in `dose`.

None of them opens a database.
"""

import argparse
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from daybreak.care.errors import NotUnderstood
from daybreak.cli import dose
from daybreak.cli.common import add_json, existing_file, lay_own_catalogue, print_json

if TYPE_CHECKING:
    from daybreak.care.catalogue.scale import Scale


def add_commands(commands: "argparse._SubParsersAction[Any]") -> None:
    _add_protocol(commands)
    _add_scale(commands)
    dose.add_commands(commands)


def _add_protocol(commands: "argparse._SubParsersAction[Any]") -> None:
    protocol = commands.add_parser("protocol", help="look after protocol files")
    verbs = protocol.add_subparsers(title="verbs", metavar="VERB", required=True)
    check = verbs.add_parser("check", help="say whether a protocol file can be used, and why not")
    check.add_argument("file", metavar="FILE", help="a protocol in TOML")
    add_json(check)
    check.set_defaults(run=run_check)


def _add_scale(commands: "argparse._SubParsersAction[Any]") -> None:
    scale = commands.add_parser("scale", help="work with rating scales")
    verbs = scale.add_subparsers(title="verbs", metavar="VERB", required=True)
    score = verbs.add_parser(
        "score",
        help="score answers to a scale",
        epilog="Without --answers or --answers-json the answers are read as JSON from standard "
        'input: {"1": 2, "2": null} or [2, null], in the order of the items.',
    )
    score.add_argument("id", metavar="ID", help="the scale, such as phq-9")
    given = score.add_mutually_exclusive_group()
    given.add_argument(
        "--answers", metavar='"1,2,..."', help="in the order of the items; - for no answer"
    )
    given.add_argument("--answers-json", metavar="JSON", help="the same as JSON")
    score.add_argument("--at-version", type=int, metavar="N", help="an older version of the scale")
    add_json(score)
    score.set_defaults(run=run_score)


def run_check(arguments: argparse.Namespace) -> int:
    """Say everything that keeps a protocol file from being used; 1 when there is anything."""
    from daybreak.care.catalogue.protocol import Protocol
    from daybreak.care.catalogue.protocol_check import faults_of
    from daybreak.care.catalogue.reading import CatalogueError, content_hash, read

    path = existing_file(arguments.file)
    lay_own_catalogue()
    named: Mapping[str, object] = {"file": arguments.file}
    try:
        found = read(path, Protocol)
    except CatalogueError as wrong:
        faults = [_fault(path, wrong.route, wrong.why)]
    else:
        faults = [_fault(path, route, why) for route, why in faults_of(found)]
        named = {
            **named,
            "id": found.id,
            "version": found.version,
            "name": found.name,
            "sha256": content_hash(path),
        }
    if arguments.json:
        print_json({"ok": not faults, **named, "faults": faults})
    elif faults:
        for fault in faults:
            print(": ".join(filter(None, (fault["where"], fault["why"]))))
        print("It cannot be used yet. Mend it and check again.", file=sys.stderr)
    else:
        print(f"{named['name']} ({named['id']}, version {named['version']}) can be used.")
    return 1 if faults else 0


def _fault(path: Path, route: tuple[str | int, ...], why: str) -> dict[str, Any]:
    from daybreak.care.catalogue.lines import file_and_line, line_of, named

    toml = path.read_text(encoding="utf-8", errors="replace")
    return {
        "where": file_and_line(path, toml, route),
        "line": line_of(toml, route) or _line_of_bad_toml(toml),
        "key": named(route),
        "why": why,
    }


def _line_of_bad_toml(toml: str) -> int | None:
    """The line at which a text stops being TOML."""
    try:
        tomllib.loads(toml)
    except ValueError as wrong:
        _, _, after = str(wrong).partition("at line ")
        number = after.partition(",")[0]
        return int(number) if number.isdigit() else None
    return None


def run_score(arguments: argparse.Namespace) -> int:
    """Print what the answers come to.

    Raises:
        NotFound: there is no such scale.
        NotUnderstood: the answers cannot be read, or are none of this scale.
    """
    from daybreak.care.scales.answers import in_order, listed
    from daybreak.care.scales.library import scale as scale_of
    from daybreak.care.scales.scoring import score

    lay_own_catalogue()
    scale = scale_of(arguments.id, arguments.at_version)
    if arguments.answers is not None:
        answers = in_order(scale, listed(arguments.answers))
    else:
        answers = _from_json(scale, arguments.answers_json or _standard_input())
    result = score(scale, answers)
    if arguments.json:
        print_json(result)
        return 0
    total = "no total" if result.total is None else f"{result.total} of {scale.most}"
    print(f"{scale.short}: {total}" + (f", {result.band}" if result.band else ""))
    for name, value in result.subscores.items():
        print(f"  {name}: {value}")
    if result.prorated:
        print("  A missing answer was filled in from the others.")
    for flag in result.flags:
        print(f"  flag: {flag}")
    return 0


def _standard_input() -> str:
    if sys.stdin.isatty():
        raise NotUnderstood(
            "call", "Give the answers with --answers, --answers-json or on standard input."
        )
    return sys.stdin.read()


def _from_json(scale: "Scale", text: str) -> dict[str, int | None]:
    from daybreak.care.scales.answers import in_order

    try:
        given = msgspec.json.decode(text, type=dict[str, int | bool | None] | list[int | None])
    except msgspec.MsgspecError:
        raise NotUnderstood(
            "answers",
            'The answers are not JSON as asked for. Write {"1": 2, "2": null} or [2, null], '
            "with whole numbers.",
        ) from None
    if isinstance(given, list):
        return in_order(scale, given)
    return {name: None if value is None else int(value) for name, value in given.items()}
