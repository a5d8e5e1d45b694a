"""The database's own refusal: rows that were recorded are neither changed nor removed.

Installed after every migration, so a new table cannot be forgotten. `verify` does not rely on
them: whoever drops them is found by the journal.
"""

from typing import Any

from django.apps import apps
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from daybreak.records.models.base import Row
from daybreak.records.models.journal import JournalLine

SENTENCE = "what is recorded is never changed; record a correction instead"


def append_only_tables() -> list[str]:
    """The tables of everything that is added once."""
    models = [
        model for model in apps.get_app_config("records").get_models() if issubclass(model, Row)
    ]
    return sorted([JournalLine._meta.db_table, *(model._meta.db_table for model in models)])


def install_after_migrate(*, using: str, **_: Any) -> None:
    install(connections[using])


def install(connection: BaseDatabaseWrapper) -> None:
    """Put a refusal on UPDATE and DELETE of every append-only table that exists and lacks one."""
    present = set(connection.introspection.table_names())
    tables = [table for table in append_only_tables() if table in present]
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor, tables):
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the refusals away, as a thief with the file in hand would; for tests."""
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in append_only_tables():
            if table not in present:
                continue
            for verb in ("update", "delete"):
                on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
                cursor.execute(f'DROP TRIGGER IF EXISTS "{table}_no_{verb}"{on}')


def _statements(vendor: str, tables: list[str]) -> list[str]:
    if vendor == "sqlite":
        return [
            f'CREATE TRIGGER IF NOT EXISTS "{table}_no_{verb}" BEFORE {verb.upper()} ON "{table}" '
            f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
            for table in tables
            for verb in ("update", "delete")
        ]
    refuse = (
        "CREATE OR REPLACE FUNCTION daybreak_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{SENTENCE}'; END $$"
    )
    return [
        refuse,
        *(
            f'CREATE OR REPLACE TRIGGER "{table}_no_{verb}" BEFORE {verb.upper()} ON "{table}" '
            "FOR EACH ROW EXECUTE FUNCTION daybreak_refuse()"
            for table in tables
            for verb in ("update", "delete")
        ),
    ]
