"""The migrations lead to the tables that the models speak of."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"


@pytest.mark.django_db
def test_a_new_clinic_gets_every_table_column_and_refusal_by_migration(tmp_path: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the tests on PostgreSQL walk the migrations themselves")
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--verbosity", "0"],
        env={**os.environ, "DAYBREAK_DATA": str(tmp_path)},
        check=True,
    )
    with sqlite3.connect(tmp_path / "daybreak.sqlite3") as migrated, connection.cursor() as made:
        walked = _shape(migrated.execute)
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
