"""Whatever a thief alters, in whichever table of a clinic full of people, is named."""

import random
from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models, transaction

from daybreak.demo.clinic import fill
from daybreak.demo.day import Day
from daybreak.records import triggers
from daybreak.records.models import Chain, ChartCard, JournalLine, Row, SessionNow
from daybreak.records.verify import Report, verify
from stealing import other, steal

pytestmark = pytest.mark.slow

PEOPLE = 12
COLUMNS_A_TABLE = 2
AT_LEAST_TABLES = 30  # of the rest the demo has no rows, so nothing can be stolen


def whole_tables() -> list[type[models.Model]]:
    found = apps.get_app_config("records").get_models()
    rows = sorted((each for each in found if issubclass(each, Row)), key=lambda each: each.__name__)
    return [*rows, JournalLine, Chain, SessionNow, ChartCard]


def names(report: Report, row: models.Model, field: "models.Field[Any, Any]") -> bool:
    """Whether a fault is in the row's table, and is of that row unless its own id was altered."""
    table = row._meta.db_table
    return any(
        fault.table == table and (field.primary_key or fault.row == str(row.pk))
        for fault in report.faults
    )


@pytest.mark.parametrize("seed", [1])
def test_in_every_table_an_altered_column_is_named_with_its_row(db: None, seed: int) -> None:
    rng = random.Random(seed)
    fill(seed=seed, day=Day.around(datetime.now(UTC)), people=PEOPLE, progress=lambda *_: None)
    triggers.remove(connection)
    if connection.vendor == "postgresql":
        steal("SET session_replication_role = replica")
    else:
        steal("PRAGMA defer_foreign_keys = ON")
    assert verify().ok
    unnamed, tried = [], set()

    for model in whole_tables():
        keys = list(model._default_manager.order_by("pk").values_list("pk", flat=True))
        if not keys:
            continue
        tried.add(model)
        fields = list(model._meta.concrete_fields)
        for field in rng.sample(fields, min(COLUMNS_A_TABLE, len(fields))):
            row = model._default_manager.get(pk=rng.choice(keys))
            mark = transaction.savepoint()
            _alter(row, field)
            if not names(verify(), row, field):
                unnamed.append(f"{row._meta.db_table}.{field.column}")
            transaction.savepoint_rollback(mark)

    assert unnamed == []
    assert len(tried) >= AT_LEAST_TABLES
    assert verify().ok


def _alter(row: models.Model, field: "models.Field[Any, Any]") -> None:
    changed = other(field, getattr(row, field.attname))
    key = row._meta.pk
    value = key.get_db_prep_value(row.pk, connection)
    steal(
        f'UPDATE "{row._meta.db_table}" SET "{field.column}" = %s WHERE "{key.column}" = %s',
        changed,
        value,
    )
