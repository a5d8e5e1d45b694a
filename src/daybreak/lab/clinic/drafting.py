"""A protocol of the shelf changed in a few places, as a file that is then checked like any other.

It loads neither the twin nor NumPy, so that a page can ask for it.
"""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

from daybreak.care.catalogue.protocol import ROOM, Protocol, protocols
from daybreak.care.catalogue.reading import files, read
from daybreak.care.errors import NotFound

TRIED = "tried"  # the id of what was drafted
DEPRESSION = frozenset({"trd", "mdd", "mdd-si"})


class Upkeep(StrEnum):
    """What follows the series."""

    LADDER = "ladder"  # as the protocol has it
    CLOSE = "close"  # as often as the ladder begins, without thinning out
    NONE = "none"  # stop and watch; a booster when the benefit is being lost


@dataclass(frozen=True, slots=True)
class Draft:
    """What is changed of a protocol. `gap_days` is the usual spacing within the series."""

    base: str
    start_mg_per_kg: Decimal
    minutes: int | None
    sessions: int
    gap_days: int
    upkeep: Upkeep


def triable() -> tuple[Protocol, ...]:
    """The newest version of each protocol that such a draft can begin with."""
    newest = {each.id: each for each in protocols()}
    return tuple(
        each
        for each in newest.values()
        if each.weighted and len(each.phase) == 1 and DEPRESSION & set(each.indications)
    )


def usual(protocol: Protocol) -> Draft:
    """The draft that changes nothing."""
    phase = protocol.induction
    middle = (phase.window_low_days + phase.window_high_days) / 2
    if protocol.weighted is None:
        raise ValueError(f"{protocol.id} gives no dose by weight.")
    return Draft(
        base=protocol.id,
        start_mg_per_kg=protocol.weighted.start_mg_per_kg,
        minutes=protocol.minutes.usual if protocol.minutes else None,
        sessions=phase.sessions,
        gap_days=max(1, round(middle / max(1, phase.sessions - 1))),
        upkeep=Upkeep.LADDER if protocol.maintenance else Upkeep.NONE,
    )


def drafted(draft: Draft) -> str:
    """The protocol as TOML; what was not changed stands as it was.

    Raises:
        NotFound: there is no protocol to begin with.
    """
    path = _path_of(draft.base)
    entry: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    before = next(each for each in triable() if each.id == draft.base)
    was = usual(before)
    entry |= {"id": TRIED, "version": 1, "name": f"{entry['name']}, changed"}
    entry["weighted"]["start_mg_per_kg"] = draft.start_mg_per_kg
    if draft.minutes is not None and "minutes" in entry:
        time = entry["minutes"]
        time["usual"] = draft.minutes
        time["low"], time["high"] = (
            min(time["low"], draft.minutes),
            max(time["high"], draft.minutes),
        )
    if (draft.sessions, draft.gap_days) != (was.sessions, was.gap_days):
        _respace(entry, draft)
    if draft.upkeep is Upkeep.NONE:
        entry.pop("maintenance", None)
    elif draft.upkeep is Upkeep.CLOSE and "maintenance" in entry:
        entry["maintenance"]["rung"] = entry["maintenance"]["rung"][:1]
    return written(entry)


def _respace(entry: dict[str, Any], draft: Draft) -> None:
    """So many sessions about so many days apart, and the reviews that still fit."""
    phase = entry["phase"][0]
    gaps = draft.sessions - 1
    least, most = max(1, draft.gap_days - 1), draft.gap_days + 2
    phase |= {
        "name": f"{draft.sessions} sessions",
        "source": {"citation": "Spacing changed to be tried", "mark": "our choice"},
        "sessions": draft.sessions,
        "min_gap_days": least,
        "max_gap_days": most,
        "window_low_days": gaps * least,
        "window_high_days": gaps * (draft.gap_days + 1) + 2,  # weekends push sessions apart
    }
    early = [after for after in entry["reviews_after"] if after < draft.sessions]
    entry["reviews_after"] = [*early, draft.sessions]
    entry["review_blocking_after"] = draft.sessions
    ladder = entry.get("maintenance")
    if ladder:
        ladder["rung"] = [each for each in ladder["rung"] if each["gap_days"] >= least]


def _path_of(name: str) -> Path:
    found = [path for path in files(ROOM) if read(path, Protocol).id == name]
    if not found or name not in {each.id for each in triable()}:
        raise NotFound("protocol", "That protocol cannot be tried here. Choose one of the list.")
    return max(found, key=lambda path: read(path, Protocol).version)


def written(entry: Mapping[str, Any]) -> str:
    """TOML of what a protocol is made of: plain values, tables, and lists of tables."""
    lines: list[str] = []
    _write(entry, "", lines)
    return "\n".join([*lines, ""])


def _write(entry: Mapping[str, Any], place: str, lines: list[str]) -> None:
    for key, value in entry.items():
        if not _is_section(value):
            lines.append(f"{key} = {_inline(value)}")
    for key, value in entry.items():
        where = f"{place}{key}"
        if isinstance(value, dict) and not _is_leaf(value):
            lines += ["", f"[{where}]"]
            _write(value, f"{where}.", lines)
        elif _is_section(value):
            for each in value:
                lines += ["", f"[[{where}]]"]
                _write(each, f"{where}.", lines)


def _is_section(value: object) -> bool:
    if isinstance(value, dict):
        return not _is_leaf(value)
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _is_leaf(table: Mapping[str, object]) -> bool:
    """A source, which is written in one line."""
    return set(table) <= {"citation", "mark"}


def _inline(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return json.dumps(value, ensure_ascii=False)
        case dict():
            return "{ " + ", ".join(f"{k} = {_inline(v)}" for k, v in value.items()) + " }"
        case list():
            return "[" + ", ".join(_inline(each) for each in value) + "]"
        case Decimal():
            text = f"{value:f}"
            return text if "." in text else f"{text}.0"
    return str(value)
