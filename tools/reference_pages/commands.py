"""Every command with everything it takes, read from the parser itself."""

import argparse
import importlib
import sys
from collections.abc import Iterator
from typing import Any

from daybreak import cli
from reference_pages.markdown import NONE, code, codes, heading, paragraphs, table, words


def page() -> str:
    parts = [
        heading(1, "Commands"),
        (
            "`daybreak COMMAND`, or `python -m daybreak COMMAND` in a checkout. Each explains "
            "itself with `--help`. Exit 0: done; 1: refused, with one sentence; 2: a wrong call."
        ),
    ]
    for name, told, parser in commands():
        parts += [
            heading(2, f"daybreak {name}"),
            f"{words(told)[:1].upper()}{words(told)[1:]}." if told else "",
            table(("", "what it is", "default"), _arguments(parser), none="It takes nothing."),
        ]
    return paragraphs(*parts)


def commands() -> Iterator[tuple[str, str, argparse.ArgumentParser]]:
    """Each command by its whole name, with its one line, in the order of the help."""
    yield from _below(_parser(), "")


def _parser() -> argparse.ArgumentParser:
    """The whole command; what cannot be imported yet is left out, and said."""
    try:
        return cli.build()
    except ModuleNotFoundError:
        parser = argparse.ArgumentParser(prog="daybreak")
        below = parser.add_subparsers()
        for name in cli.MODULES:
            try:
                importlib.import_module(name).add_commands(below)
            except ModuleNotFoundError as missing:
                if missing.name != name:
                    raise
                sys.stderr.write(f"reference: there is no {name} yet; its commands are left out.\n")
        return parser


def _below(
    parser: argparse.ArgumentParser, prefix: str
) -> Iterator[tuple[str, str, argparse.ArgumentParser]]:
    group = _group(parser)
    if group is None:
        return
    told = {choice.dest: choice.help or "" for choice in vars(group)["_choices_actions"]}
    for name, below in group.choices.items():
        whole = f"{prefix} {name}".strip()
        if _group(below) is None:
            yield whole, told.get(name, ""), below
        yield from _below(below, whole)


def _group(parser: argparse.ArgumentParser) -> "argparse._SubParsersAction[Any] | None":
    """The commands below this one, if it has any."""
    actions: list[argparse.Action] = vars(parser)["_actions"]
    return next((each for each in actions if type(each).__name__ == "_SubParsersAction"), None)  # type: ignore[return-value]  # the name says it


def _arguments(parser: argparse.ArgumentParser) -> list[list[str]]:
    actions: list[argparse.Action] = vars(parser)["_actions"]
    return [
        [_name(action), _told(action), _default(action)]
        for action in actions
        if type(action).__name__ not in {"_HelpAction", "_SubParsersAction"}
    ]


def _name(action: argparse.Action) -> str:
    value = action.metavar or action.dest.upper()
    value = value if isinstance(value, str) else " ".join(value)
    if not action.option_strings:
        several = {"+": " ...", "*": " ...", argparse.REMAINDER: " ..."}.get(str(action.nargs), "")
        return code(f"{value}{several}")
    takes = "" if action.nargs == 0 else f" {value}"
    return ", ".join(code(f"{option}{takes}") for option in action.option_strings)


def _told(action: argparse.Action) -> str:
    told = [words(action.help or "")]
    if action.choices:
        told.append(f"one of {codes(action.choices)}")
    if action.required and action.option_strings:
        told.append("required")
    return "; ".join(part for part in told if part)


def _default(action: argparse.Action) -> str:
    if action.nargs == 0 or action.default in (None, "", [], argparse.SUPPRESS):
        return NONE
    return code(action.default)
