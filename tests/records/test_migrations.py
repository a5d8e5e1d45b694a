"""The migrations lead to the tables that the models speak of."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"


@pytest.mark.django_db
def test_a_new_clinic_gets_every_table_column_and_refusal_by_migration(
    request: pytest.FixtureRequest,
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the tests on PostgreSQL walk the migrations themselves")
    migrated: Path = request.getfixturevalue("migrated")  # only where it is looked at
    with closing(sqlite3.connect(migrated)) as by_steps, connection.cursor() as made:
        walked = _shape(by_steps.execute)
        at_once = _shape(lambda sql: made.execute(sql) and made)
    walked.pop("django_migrations")
    at_once.pop("django_migrations", None)
    assert walked == at_once


def _shape(execute) -> dict[str, set[tuple[object, ...]]]:  # type: ignore[no-untyped-def]
    """Of every table its columns (name, kind, whether it may be empty) and its triggers."""
    found: dict[str, set[tuple[object, ...]]] = {}
    for (table,) in list(execute(TABLES).fetchall()):
        columns = execute(f'PRAGMA table_info("{table}")').fetchall()
        triggers = execute(
            f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{table}'"
        ).fetchall()
        found[table] = {each[1:4] for each in columns} | set(triggers)
    return found
