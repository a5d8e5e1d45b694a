"""Walks every chain and every row it speaks of, and names whatever is not as it was recorded."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import msgspec
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from daybreak.records import chains, projections
from daybreak.records.canonical import canonical, digest, name_of
from daybreak.records.models import (
    Chain,
    ChartCard,
    JournalLine,
    Patient,
    Row,
    Session,
    SessionNow,
)

BATCH = 500


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it was recorded: in which table, which row, by which line."""

    table: str
    row: str
    line: str
    what: str

    def __str__(self) -> str:
        place = f"{self.table} {self.row}".strip()
        return f"{place}: {self.what}" + (f" (recorded by line {self.line})" if self.line else "")


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain had got to when a receipt was written."""

    chain: str
    length: int
    hash: str


@dataclass(slots=True)
class Report:
    """What a walk found."""

    lines: int = 0
    tables: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.faults


@dataclass(frozen=True, slots=True)
class _Recorded:
    line: str
    digest: str


def receipt() -> list[Head]:
    """The head of every chain, to be kept off the machine."""
    return [Head(str(chain.id), chain.length, chain.head) for chain in Chain.objects.order_by("id")]


def verify(receipts: list[Head] | None = None) -> Report:
    """Check every line, every row and every worklist, and against a receipt if there is one."""
    report = Report()
    recorded: dict[str, dict[str, _Recorded]] = {}
    hashes = _check_lines(report, recorded)
    _check_heads(report, hashes)
    for model in _row_models():
        _check_rows(report, model, recorded.pop(model._meta.db_table, {}))
    for table, rows in recorded.items():
        for row, by in rows.items():
            report.faults.append(Fault(table, row, by.line, "the table itself is gone"))
    _check_projections(report)
    for head in receipts or []:
        _check_receipt(report, head, hashes)
    return report


def _row_models() -> list[type[Row]]:
    found = apps.get_app_config("records").get_models()
    return sorted(
        (model for model in found if issubclass(model, Row)), key=lambda model: model._meta.db_table
    )


def _raw(model: type[models.Model], order: str) -> Iterator[dict[str, object]]:
    """Every stored row as canonical columns, read past Django's own conversions.

    A value that a thief left unreadable must be reported, not raise.
    """
    fields = model._meta.concrete_fields
    names = ", ".join(f'"{name_of(f)}"' for f in fields)
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {names} FROM "{model._meta.db_table}" ORDER BY {order}')  # noqa: S608 — names are the model's own
        while batch := cursor.fetchmany(BATCH):
            for values in batch:
                yield {name_of(f): canonical(f, v) for f, v in zip(fields, values, strict=True)}


def _check_lines(
    report: Report, recorded: dict[str, dict[str, _Recorded]]
) -> dict[str, dict[int, str]]:
    """Walk every chain in order; fill `recorded` with what the lines say they stored."""
    table = JournalLine._meta.db_table
    hashes: dict[str, dict[int, str]] = {}
    for line in _raw(JournalLine, '"chain_id", "position"'):
        report.lines += 1
        chain, position = str(line["chain_id"]), line["position"]
        name = f"{chain}:{position}"
        known = hashes.setdefault(chain, {})
        expected = max(known, default=0) + 1

        def fault(what: str, name: str = name, line: Mapping[str, object] = line) -> None:
            report.faults.append(Fault(table, str(line["id"]), name, what))

        if not isinstance(position, int):
            fault("its position cannot be read")
            continue
        if position != expected:
            fault(f"line {expected} should stand here; lines were removed or re-ordered")
        if line["previous"] != known.get(position - 1, chains.FIRST):
            fault("it does not follow from the line before it")
        own = digest({key: value for key, value in line.items() if key != "hash"})
        if own != line["hash"]:
            fault("it was altered after it was written")
        if str(line["id"]) != str(chains.line_id(UUID(chain), position)):
            fault("its id was altered")
        known[position] = str(line["hash"])
        for row_table, rows in _rows_of(line).items():
            for row, row_digest in rows.items():
                recorded.setdefault(row_table, {})[row] = _Recorded(name, row_digest)
    report.tables[table] = report.lines
    return hashes


def _rows_of(line: Mapping[str, object]) -> dict[str, dict[str, str]]:
    try:
        return msgspec.json.decode(str(line["rows"]), type=dict[str, dict[str, str]])
    except msgspec.MsgspecError:
        return {}  # the line's own hash has already told


def _check_heads(report: Report, hashes: Mapping[str, Mapping[int, str]]) -> None:
    table = Chain._meta.db_table
    kept = {str(row["id"]): row for row in _raw(Chain, '"id"')}
    report.tables[table] = len(kept)
    for chain, row in kept.items():
        lines = hashes.get(chain, {})
        length, head = row["length"], row["head"]
        last = max(lines, default=0)
        if isinstance(length, int) and last < length:
            what = f"lines {last + 1} to {length} are cut off"
            report.faults.append(Fault(JournalLine._meta.db_table, "", f"{chain}:{last}", what))
        if length != last or head != lines.get(last, chains.FIRST):
            report.faults.append(
                Fault(table, chain, f"{chain}:{last}", "its head is not that of its last line")
            )
        if not _belongs(row):
            report.faults.append(Fault(table, chain, "", "its kind or owner was altered"))
    for chain in hashes.keys() - kept.keys():
        report.faults.append(Fault(table, chain, "", "the chain of these lines is gone"))
    for line in JournalLine.objects.filter(act="journal-stamp-heads").order_by("id"):
        _check_stamp(report, line, hashes)
    _check_stamped_on(report, kept)


def _belongs(row: Mapping[str, object]) -> bool:
    """Whether a chain's kind and owner follow from its id."""
    organisation = str(row["organisation"])
    own = str(row["id"])
    match row["kind"]:
        case Chain.Kind.ORGANISATION.value:
            return own == organisation
        case Chain.Kind.READING.value:
            return own == str(chains.reading_id(UUID(organisation)))
        case Chain.Kind.SITE.value:
            return own in {str(site) for site in chains.sites_of(UUID(organisation))}
    return False


def _check_stamp(
    report: Report, line: JournalLine, hashes: Mapping[str, Mapping[int, str]]
) -> None:
    try:
        heads = msgspec.json.decode(line.answer, type=dict[str, tuple[int, str]])
    except msgspec.MsgspecError:
        return  # the line's own hash has already told
    for chain, (length, head) in heads.items():
        if length and hashes.get(chain, {}).get(length) != head:
            what = f"chain {chain} is not what was stamped on {line.recorded_at.date()}"
            report.faults.append(
                Fault(
                    JournalLine._meta.db_table,
                    str(line.id),
                    f"{line.chain_id}:{line.position}",
                    what,
                )
            )


def _check_stamped_on(report: Report, kept: Mapping[str, Mapping[str, object]]) -> None:
    stamps = JournalLine.objects.filter(act="journal-stamp-heads")
    last = {
        str(row["chain_id"]): str(row["day"])
        for row in stamps.values("chain_id").annotate(day=models.Max("recorded_at__date"))
    }
    for chain, row in kept.items():
        if (str(row["stamped_on"]) if row["stamped_on"] else None) != last.get(chain):
            report.faults.append(
                Fault(Chain._meta.db_table, chain, "", "its day of stamping was altered")
            )


def _check_rows(report: Report, model: type[Row], recorded: dict[str, _Recorded]) -> None:
    table = model._meta.db_table
    count = 0
    for columns in _raw(model, '"id"'):
        count += 1
        row = str(columns["id"])
        by = recorded.pop(row, None)
        if by is None:
            report.faults.append(Fault(table, row, "", "no line of the journal recorded it"))
        elif by.digest != digest(columns):
            report.faults.append(Fault(table, row, by.line, "it was altered after it was recorded"))
    report.tables[table] = count
    for row, by in recorded.items():
        report.faults.append(Fault(table, row, by.line, "it was removed"))


def _check_projections(report: Report) -> None:
    _check_projection(
        report,
        SessionNow,
        Session.objects.values_list("id", flat=True),
        projections.session_standing,
    )
    _check_projection(
        report, ChartCard, Patient.objects.values_list("id", flat=True), projections.chart_card
    )


def _check_projection(report: Report, model: type[models.Model], keys: Any, compute: Any) -> None:
    table = model._meta.db_table
    key_column = name_of(model._meta.pk)
    stored = {str(row[key_column]): row for row in _raw(model, f'"{key_column}"')}
    report.tables[table] = len(stored)
    for key in keys:
        row = stored.pop(str(key), None)
        if row is None:
            report.faults.append(
                Fault(table, str(key), "", "it is missing; run `daybreak rebuild`")
            )
            continue
        try:
            with transaction.atomic():  # so that a broken row does not spoil the rest of the walk
                fresh = model(pk=key, **compute(key))
        except (DatabaseError, ValueError, TypeError, AttributeError, RuntimeError):
            continue  # a row it follows from is broken, and has been named
        for f in model._meta.concrete_fields:
            if canonical(f, getattr(fresh, f.attname)) != row[name_of(f)]:
                what = f"{name_of(f)} is not what the record says; run `daybreak rebuild`"
                report.faults.append(Fault(table, str(key), "", what))
    for key in stored:
        report.faults.append(Fault(table, key, "", "it belongs to nothing that was recorded"))


def _check_receipt(report: Report, head: Head, hashes: Mapping[str, Mapping[int, str]]) -> None:
    table = JournalLine._meta.db_table
    lines = hashes.get(head.chain, {})
    if head.length == 0:
        return
    if head.length not in lines:
        what = (
            f"the receipt knows line {head.length}; the chain now ends at {max(lines, default=0)}"
        )
        report.faults.append(Fault(table, "", f"{head.chain}:{head.length}", what))
    elif lines[head.length] != head.hash:
        what = "the chain was built again: this line is not the one on the receipt"
        report.faults.append(Fault(table, "", f"{head.chain}:{head.length}", what))
