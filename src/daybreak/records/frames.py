"""Messages of monitors on their way to the disk: many in one statement, each once."""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from daybreak.records.models import DeviceFrame

_FIELDS = DeviceFrame._meta.concrete_fields


def insert_new(rows: Sequence[DeviceFrame]) -> set[UUID]:
    """Store those that are not there yet, and say which they were.

    It is one statement, so the database does it wholly or not at all, and waits for the disk once;
    Django's own way takes four more words to and fro, and cannot say which rows were new.
    """
    if not rows:
        return set()
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in _FIELDS)
    each = f"({', '.join(['%s'] * len(_FIELDS))})"
    table = connection.ops.quote_name(DeviceFrame._meta.db_table)
    key = connection.ops.quote_name("id")
    values = [
        field.get_db_prep_save(getattr(row, field.attname), connection)
        for row in rows
        for field in _FIELDS
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            # Names of our own table and marks for values: nothing of a message is in the words.
            f"INSERT INTO {table} ({names}) VALUES {', '.join([each] * len(rows))} "  # noqa: S608 - see above
            f"ON CONFLICT ({key}) DO NOTHING RETURNING {key}",
            values,
        )
        told = cursor.fetchall()
    return {one if isinstance(one, UUID) else UUID(one) for (one,) in told}
