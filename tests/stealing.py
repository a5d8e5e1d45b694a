"""What somebody with the file in hand can do to it, for tests of what is noticed."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import connection, models


def steal(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def other(field: "models.Field[Any, Any]", value: Any) -> Any:
    """Some other value that the column can hold."""
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    match target:
        case models.UUIDField():
            return uuid4().hex if connection.vendor == "sqlite" else uuid4()
        case models.BooleanField():
            return not value
        case models.IntegerField():
            return int(str(value or 0)) + 1000
        case models.DateTimeField():
            moment = value if isinstance(value, datetime) else datetime(2020, 1, 1)  # noqa: DTZ001
            return moment + timedelta(seconds=1)
        case models.DateField():
            return date(2020, 1, 1)
    return f"{value or ''}x"[-field.max_length :] if field.max_length else f"{value or ''}x"
