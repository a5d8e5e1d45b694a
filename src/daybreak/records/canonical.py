"""One way to write a row down, equal on SQLite and PostgreSQL and before and after storing.

The digest of a row is taken when it is added and again when the record is verified, from what
the database then holds. A value that no longer reads as its column's type is written as it
stands, so that it differs from anything that was ever recorded.
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import models


def json_text(value: object) -> str:
    """`value` as JSON: keys sorted, no white space, so that equal values are equal texts."""
    return msgspec.json.encode(value, order="sorted").decode()


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def digest(columns: Mapping[str, object]) -> str:
    return sha256(json_text(columns))


def columns(row: models.Model) -> dict[str, object]:
    """A row's columns by name, in canonical form, from a model instance."""
    return {
        name_of(field): canonical(field, getattr(row, field.attname))
        for field in row._meta.concrete_fields
    }


def name_of(field: "models.Field[Any, Any]") -> str:
    """The column a concrete field is stored in; every one of ours has one."""
    return field.column or field.attname


def canonical(field: "models.Field[Any, Any]", value: object) -> object:
    """A stored or a Python value as text, number, boolean or null."""
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    if value is None:
        return None
    try:
        return _canonical(target, value)
    except (ValueError, TypeError, AttributeError, OverflowError):
        return {"unreadable": repr(value)}


def _canonical(field: "models.Field[Any, Any]", value: object) -> object:
    match field:
        case models.UUIDField():
            return str(value if isinstance(value, UUID) else UUID(str(value)))
        case models.DateTimeField():
            return _moment(value)
        case models.DateField():
            day = value if isinstance(value, date) else date.fromisoformat(str(value))
            return day.isoformat()
        case models.BooleanField():
            if value not in (True, False, 0, 1):
                raise ValueError(value)
            return bool(value)
        case models.IntegerField():
            if isinstance(value, str | float):
                raise TypeError(value)
            return int(value)  # type: ignore[call-overload]  # anything else fails, as it should
        case _:
            if not isinstance(value, str):
                raise TypeError(value)
            return value


def _moment(value: object) -> str:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment.isoformat(timespec="microseconds")
