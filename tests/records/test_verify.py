"""Whatever is altered, removed, re-ordered or cut off is named, with its table and its line."""

from uuid import uuid4

import pytest
from django.db import connection, models, transaction
from django.db.utils import DatabaseError

from clinic import Clinic
from daybreak.actions import team
from daybreak.records import triggers, verify
from daybreak.records.models import Chain, Chair, JournalLine, RoleChange, Site
from stealing import other, steal


@pytest.fixture
def thief(clinic: Clinic) -> Clinic:
    """Somebody with the file in hand has dropped the database's own refusals."""
    triggers.remove(connection)
    return clinic


def test_an_untouched_record_is_whole(clinic: Clinic) -> None:
    report = verify.verify()

    assert report.ok, report.faults
    assert report.lines == JournalLine.objects.count()
    assert report.tables["records_chair"] == 2


@pytest.mark.parametrize("model", [Chair, Site, RoleChange, JournalLine, Chain])
def test_any_altered_column_of_any_row_is_named(thief: Clinic, model: type[models.Model]) -> None:
    table = model._meta.db_table
    key = model._meta.pk.column
    row = model._default_manager.order_by("pk")[0]
    if connection.vendor == "postgresql":
        steal("SET session_replication_role = replica")  # a thief is not stopped by foreign keys
    else:
        steal("PRAGMA defer_foreign_keys = ON")

    for field in model._meta.concrete_fields:
        changed = other(field, getattr(row, field.attname))
        mark = transaction.savepoint()
        pk = row.pk.hex if connection.vendor == "sqlite" else row.pk
        steal(f'UPDATE "{table}" SET "{field.column}" = %s WHERE "{key}" = %s', changed, pk)

        report = verify.verify()

        assert table in {fault.table for fault in report.faults}, field.column
        transaction.savepoint_rollback(mark)
    assert verify.verify().ok


def test_an_altered_row_is_named_with_the_line_that_recorded_it(thief: Clinic) -> None:
    chair = thief.chairs[0]
    Chair.objects.filter(id=chair).update(name="stolen")

    [fault] = verify.verify().faults

    assert (fault.table, fault.row) == ("records_chair", str(chair))
    line = JournalLine.objects.get(chain=thief.site, rows__contains=str(chair))
    assert fault.line == f"{thief.site}:{line.position}"


def test_a_removed_row_is_named(thief: Clinic) -> None:
    Chair.objects.filter(id=thief.chairs[0])._raw_delete(using="default")

    assert [fault.what for fault in verify.verify().faults] == ["it was removed"]


def test_a_row_that_nobody_recorded_is_named(thief: Clinic) -> None:
    chair = Chair.objects.get(id=thief.chairs[0])
    chair.id = uuid4()
    models.Model.save(chair, force_insert=True)

    assert [fault.what for fault in verify.verify().faults] == [
        "no line of the journal recorded it"
    ]


def test_a_line_taken_out_of_the_middle_is_named(thief: Clinic) -> None:
    JournalLine.objects.filter(chain=thief.site, position=2)._raw_delete(using="default")

    faults = [fault for fault in verify.verify().faults if fault.table == "records_journalline"]

    assert any("removed or re-ordered" in fault.what for fault in faults)


def test_two_lines_that_changed_places_are_named(thief: Clinic) -> None:
    lines = JournalLine.objects.filter(chain=thief.site)
    lines.filter(position=1).update(position=1000)
    lines.filter(position=2).update(position=1)
    lines.filter(position=1000).update(position=2)

    assert any(fault.table == "records_journalline" for fault in verify.verify().faults)


def test_lines_cut_off_the_end_are_named(thief: Clinic) -> None:
    last = JournalLine.objects.filter(chain=thief.site).order_by("-position")[0]
    JournalLine.objects.filter(id=last.id)._raw_delete(using="default")

    assert any("cut off" in fault.what for fault in verify.verify().faults)


def test_a_receipt_catches_a_chain_cut_off_with_its_head_and_its_rows(thief: Clinic) -> None:
    team.add_chair(**thief.administrator, site=thief.site, name="9")
    heads = verify.receipt()
    chain = Chain.objects.get(id=thief.site)
    last = JournalLine.objects.get(chain=chain, position=chain.length)
    Chair.objects.filter(name="9")._raw_delete(using="default")
    JournalLine.objects.filter(id=last.id)._raw_delete(using="default")
    Chain.objects.filter(id=chain.id).update(length=chain.length - 1, head=last.previous)

    assert verify.verify().ok, "without a receipt a perfect cut cannot be seen"
    faults = verify.verify(heads).faults
    assert [fault.table for fault in faults] == ["records_journalline"]
    assert "the receipt knows line" in faults[0].what


@pytest.mark.parametrize(
    "verb", ["UPDATE records_chair SET name = 'x'", "DELETE FROM records_chair"]
)
def test_the_database_itself_refuses_to_change_history(clinic: Clinic, verb: str) -> None:
    with pytest.raises(DatabaseError, match="record a correction"), transaction.atomic():
        steal(verb)


def test_every_append_only_table_has_its_refusals(clinic: Clinic) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            if connection.vendor == "sqlite"
            else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        )
        present = {name for (name,) in cursor.fetchall()}

    for table in triggers.append_only_tables():
        assert {f"{table}_no_update", f"{table}_no_delete"} <= present
