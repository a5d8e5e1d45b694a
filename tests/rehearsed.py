"""A scene that many tests begin with: walked through its acts once, then put back row by row.

The first test of a process that asks for a clinic, or for somebody at the chair, gets it by the
very acts that a clinic goes through. What they stored is kept, and the next test that asks for
the same of a record that stands the same gets the same rows. How a record stands is read from
the heads of its journal, in which every act leaves a line.

DAYBREAK_REHEARSED=no walks through everything every time.
"""

import copy
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar

from django.apps import apps
from django.db import connection

P = ParamSpec("P")
T = TypeVar("T")
Rows = dict[Any, tuple[Any, ...]]  # by key, as the database keeps them

_ALWAYS_WALKED = os.environ.get("DAYBREAK_REHEARSED") == "no"


@dataclass(frozen=True)
class Scene:
    """What was added and changed, table by table; who it was about, and what was answered."""

    added: dict[str, list[tuple[Any, ...]]]
    changed: dict[str, list[tuple[Any, ...]]]
    about: Any
    answer: Any


_scenes: dict[Any, Scene] = {}


def rehearsed(walk: Callable[P, T]) -> Callable[P, T]:
    """Walk through it once in a process; afterwards put back what it stored, and answer alike.

    Its first argument, if it has one, is a clinic, or has one, whose clock goes on.
    """

    @wraps(walk)
    def again(*args: P.args, **named: P.kwargs) -> T:
        if _ALWAYS_WALKED or not connection.in_atomic_block:
            return walk(*args, **named)
        about = args[0] if args else None
        key = (walk.__qualname__, repr((args, sorted(named.items()))), _standing())
        if key in _scenes:
            told_again: T = _put_back(_scenes[key], about)
            return told_again
        before = everything()
        answer = walk(*args, **named)
        _scenes[key] = Scene(*_difference(before, everything()), *copy.deepcopy((about, answer)))
        return answer

    return again


def _put_back(scene: Scene, about: Any) -> Any:
    with connection.cursor() as cursor:
        for table, rows in scene.added.items():
            names, places, _ = _columns()[table]
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)
        for table, rows in scene.changed.items():
            names, places, key = _columns()[table]
            told = f"UPDATE {table} SET ({names}) = ({places}) WHERE {key} = %s"
            cursor.executemany(told, [(*row, row[0]) for row in rows])
    known = {}
    if hasattr(_clinic(about), "clock"):
        known = {id(scene.about): about, id(_clinic(scene.about)): _clinic(about)}
        _clinic(about).clock.now = _clinic(scene.about).clock.now
    return copy.deepcopy(scene.answer, known)


def _clinic(about: Any) -> Any:
    return getattr(about, "clinic", about)


def _standing() -> tuple[Any, ...]:
    """The heads of the journal, and how many accounts there are: those are made outside it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, length, head FROM records_chain ORDER BY id")
        heads = tuple(cursor.fetchall())
        cursor.execute("SELECT count(*) FROM records_account")
        return *heads, cursor.fetchone()


def everything() -> dict[str, Rows]:
    found = {}
    with connection.cursor() as cursor:
        # SQLite converts a column by its declared type; an expression has none.
        mark = "+" if connection.vendor == "sqlite" else ""
        for table, (names, _, _) in _columns().items():
            as_kept = ", ".join(mark + name for name in names.split(", "))
            cursor.execute(f"SELECT {as_kept} FROM {table}")
            found[table] = {row[0]: row for row in cursor.fetchall()}
    return found


def _difference(before: dict[str, Rows], after: dict[str, Rows]) -> tuple[Any, Any]:
    """What must be added and what must be changed, in the order in which it was found.

    Raises:
        AssertionError: something went away, which nothing here can put back.
    """
    added, changed = {}, {}
    for table, rows in after.items():
        old = before[table]
        assert not old.keys() - rows.keys(), f"{table} lost rows"
        if new := [row for key, row in rows.items() if key not in old]:
            added[table] = new
        if other := [row for key, row in rows.items() if key in old and old[key] != row]:
            changed[table] = other
    return added, changed


@cache
def _columns() -> dict[str, tuple[str, str, str]]:
    """For each table: its columns, key first, a place for each, and the key."""
    told = {}
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed or model._meta.proxy:
            continue
        key = model._meta.pk.column
        columns = [key, *(f.column for f in model._meta.concrete_fields if f.column != key)]
        names = ", ".join(f'"{name}"' for name in columns)
        told[f'"{model._meta.db_table}"'] = (names, ", ".join(["%s"] * len(columns)), f'"{key}"')
    return told
