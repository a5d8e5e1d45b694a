"""NONMEM-style dosing tables, in and out.

Columns: ID TIME AMT RATE EVID CMT ADDL II SS, and any of LAG F DRUG MDV DV and covariates. TIME,
II and LAG are hours, AMT is mg, RATE mg/h. The compartment says the route, since this model has
one set of depots for everyone; see `COMPARTMENTS`.

What the combinations mean here, each with a test:

- F scales the amount; with a RATE the rate stays and the infusion gets shorter or longer.
- LAG delays the drug, not the record; ADDL doses are each delayed.
- SS=1 is as if the same dose had been given every II for ever, each with its own lag, so that at
  TIME the body holds what is left of them, and the drug of TIME itself comes at TIME + LAG.
  SS=2 adds that to what is there; SS=1 forgets what was there.
- EVID=3 empties the body and cancels whatever is still pending, lagged and additional doses and
  running infusions; EVID=4 does the same and then doses, with its lag.

Source: NONMEM users guide, part V (PREDPP), as to EVID, ADDL, II, SS and RATE.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from math import ceil, isfinite
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from daybreak.twin.errors import NotPossible
from daybreak.twin.evidence import outside_evidence
from daybreak.twin.inputs import inputs_of_doses
from daybreak.twin.parameters import parameters
from daybreak.twin.people import COVARIATES, People
from daybreak.twin.pk import Concentrations, respond
from daybreak.twin.regimen import Dose, Drug, Regimen, Route, drug_of
from daybreak.twin.spent import slowest_rate

Floats = NDArray[np.float64]

COMPARTMENTS = {
    1: Route.IV,
    2: Route.IM,
    3: Route.SC,
    4: Route.IN,
    5: Route.SL,
    6: Route.PO,
    7: Route.PO_ER,
}
OBSERVATION, DOSE, OTHER, RESET, RESET_AND_DOSE = range(5)
FORGOTTEN = 1e-13  # share of a dose below which a past one no longer counts in steady state
COLUMNS = ("ID", "TIME", "AMT", "RATE", "EVID", "CMT", "ADDL", "II", "SS", "LAG", "F", "DRUG")


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a table. Hours, mg, mg/h."""

    id: int
    time_h: float
    amount_mg: float = 0.0
    rate_mg_per_h: float = 0.0
    event: int = OBSERVATION
    compartment: int = 1
    additional: int = 0
    interval_h: float = 0.0
    steady: int = 0
    lag_h: float = 0.0
    bioavailability: float = 1.0
    drug: Drug = Drug.RACEMIC

    def __post_init__(self) -> None:
        for name in ("time_h", "amount_mg", "interval_h", "lag_h", "bioavailability"):
            value = getattr(self, name)
            if not isfinite(value) or value < 0:
                raise NotPossible(f"table-{name}", f"{name} must be 0 or more; it is {value:g}.")
        if self.rate_mg_per_h < 0:
            raise NotPossible("table-rate", "RATE -1 and -2 stand for rates a model estimates; "
                              "this one has none. Give a rate in mg/h.")  # fmt: skip
        if self.event not in range(5):
            raise NotPossible("table-evid", f"EVID must be 0 to 4; it is {self.event}.")
        if self.compartment not in COMPARTMENTS:
            raise NotPossible("table-cmt", f"CMT must be one of {sorted(COMPARTMENTS)}.")
        if self.steady not in {0, 1, 2}:
            raise NotPossible("table-ss", f"SS must be 0, 1 or 2; it is {self.steady}.")
        if (self.additional or self.steady) and self.interval_h <= 0:
            raise NotPossible("table-ii", "ADDL and SS need an interval II above 0.")
        if self.doses and self.rate_mg_per_h and self.compartment != 1:
            raise NotPossible("table-rate", "Only CMT 1 can have a RATE; other routes have depots.")
        if self.doses and self.amount_mg <= 0 and self.drug.is_ketamine:
            raise NotPossible("table-amt", "A dose needs an AMT above 0.")

    @property
    def doses(self) -> bool:
        return self.event in {DOSE, RESET_AND_DOSE}

    def dose_at(self, time_h: float) -> Dose:
        """The dose of this record as if it stood at another time (0 or later)."""
        hours = 0.0
        if self.rate_mg_per_h:
            hours = self.bioavailability * self.amount_mg / self.rate_mg_per_h
        return Dose(
            time_h,
            self.drug,
            COMPARTMENTS[self.compartment],
            self.amount_mg,
            "mg",
            hours * 60,
            self.lag_h,
            self.bioavailability,
        )


@dataclass(frozen=True, slots=True)
class Table:
    """A dosing table: rows in order, and each person's covariates."""

    records: tuple[Record, ...]
    covariates: Mapping[int, Mapping[str, float]] = field(default_factory=dict)

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(record.id for record in self.records))

    def of(self, person: int) -> tuple[Record, ...]:
        """One person's rows."""
        return tuple(record for record in self.records if record.id == person)

    def regimen(self, person: int | None = None, *, follow_h: float | None = None) -> Regimen:
        """One person's doses as a plain regimen, for the engine.

        Raises:
            NotPossible: the rows use resets or steady state, which only `concentrations` knows.
        """
        rows = self.of(self.ids[0] if person is None else person)
        if any(row.event >= RESET or row.steady for row in rows):
            raise NotPossible(
                "table-regimen", "Resets and steady state have no regimen; use `concentrations`."
            )
        doses = tuple(dose for row in rows if row.doses for dose in _every(row))
        last = max([row.time_h for row in rows] + [dose.pump_stops_h for dose in doses])
        return Regimen(doses, follow_h or last + row_margin(rows))

    def concentrations(
        self, person: int, times_h: ArrayLike, people: People | None = None
    ) -> Concentrations:
        """Concentrations in one person, with all of the table's semantics; exact.

        Args:
            person: an ID of the table.
            times_h: hours, ascending, shape (times,).
            people: whose parameters; a typical person with this ID's covariates unless given.
        """
        times = np.atleast_1d(np.asarray(times_h, dtype=np.float64))
        body = people or _body(self.covariates.get(person, {}))
        parts = []
        for episode in _episodes(self.of(person)):
            inside = times[(times >= episode.start_h) & (times < episode.stop_h)]
            if len(inside):
                parts.append(_respond(episode, body, inside))
        if not parts:
            return respond((), body, times)
        joined = {
            each.name: np.concatenate([getattr(part, each.name) for part in parts], axis=-1)
            for each in fields(Concentrations)
            if each.name != "outside_evidence"
        }
        return Concentrations(**joined, outside_evidence=_reasons(self.of(person), body))


def _reasons(rows: Sequence[Record], body: People) -> tuple[str, ...]:
    """Why this reaches beyond the evidence, by its written doses; refuses what is a mistake."""
    doses = tuple(dose for row in rows if row.doses for dose in _every(row))
    if not doses:
        return ()
    # one pump for each dose, and long enough, so that only amounts are judged
    last = max(dose.pump_stops_h for dose in doses) + 1
    found = [outside_evidence(Regimen((dose,), last), body) for dose in doses]
    return tuple(dict.fromkeys(reason for reasons in found for reason in reasons))


def _body(covariates: Mapping[str, float]) -> People:
    given = {"weight": 70.0, **covariates}
    return People.of(parameters().without_spread(), np.array([0]), given, {})


def row_margin(rows: Sequence[Record]) -> float:
    """How long after its last row a table is followed: one interval, or a day."""
    return max([row.interval_h for row in rows] + [24.0])


@dataclass(frozen=True, slots=True)
class _Episode:
    """From one reset to the next: [start, stop), with the rows that act in it."""

    start_h: float
    stop_h: float
    rows: tuple[Record, ...]


def _episodes(rows: Sequence[Record]) -> list[_Episode]:
    """Cut at resets and at SS=1, each of which forgets everything before it."""
    rows = sorted(rows, key=lambda row: row.time_h)
    cuts: list[tuple[float, list[Record]]] = [(-np.inf, [])]
    for row in rows:
        if row.event >= RESET or (row.doses and row.steady == 1):
            cuts.append((row.time_h, []))
        if row.doses:
            cuts[-1][1].append(row)
    stops = [start for start, _ in cuts[1:]] + [np.inf]
    return [
        _Episode(start, stop, tuple(found))
        for (start, found), stop in zip(cuts, stops, strict=True)
    ]


def _every(row: Record) -> list[Dose]:
    return [row.dose_at(row.time_h + k * row.interval_h) for k in range(row.additional + 1)]


def _respond(episode: _Episode, body: People, times: Floats) -> Concentrations:
    """Add up the answers to each dose; the past of a steady state is a row of earlier doses."""
    doses = [dose for row in episode.rows for dose in _every(row)]
    past_h = 0.0
    for row in episode.rows:
        if row.steady:
            slow = min(float(slowest_rate(body, side).min()) for side in "sr")
            slow = min(slow, *(float(body.value(rate).min()) for rate in _depot_rates(row)))
            count = ceil(-np.log(FORGOTTEN) / slow / row.interval_h) + 1
            past_h = max(past_h, count * row.interval_h - row.time_h)
    # a clock that starts with the first dose of the past, so that no time is negative
    shifted = [replace(dose, at_h=dose.at_h + past_h) for dose in doses]
    for row in episode.rows:
        if row.steady:
            count = int((past_h + row.time_h) / row.interval_h + 1e-9)
            shifted += [row.dose_at(past_h + row.time_h - k * row.interval_h)
                        for k in range(1, count + 1)]  # fmt: skip
    shifted.sort(key=lambda dose: dose.starts_h)
    found = respond(inputs_of_doses(shifted, body), body, times + past_h)
    return replace(found, times_h=times)


def _depot_rates(row: Record) -> tuple[str, ...]:
    return {
        Route.IM: ("im_rate",),
        Route.SC: ("sc_rate",),
        Route.IN: ("nasal_rate", "swallowed_rate"),
        Route.SL: ("sublingual_rate", "oral_rate"),
        Route.PO: ("oral_rate",),
        Route.PO_ER: ("oral_rate",),
    }.get(COMPARTMENTS[row.compartment], ("effect_site_rate",))


def read_table(path: Path) -> Table:
    """Read a dosing table from CSV.

    Covariate columns are those of `people.COVARIATES` in either case (`WT` means weight); the
    last value of a person holds. "." and nothing are 0.

    Raises:
        NotPossible: a column is missing or a value cannot be; the message names the line.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return table_from(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise NotPossible("table-file", f"{path.name} cannot be read: {problem}.") from problem


def table_from(rows: Iterable[Mapping[str, object]]) -> Table:
    """A table from mappings with NONMEM's column names; see `read_table`."""
    records: list[Record] = []
    covariates: dict[int, dict[str, float]] = {}
    for line, row in enumerate(rows, 2):
        cells = {str(name).strip().upper(): cell for name, cell in row.items()}
        if "ID" not in cells or "TIME" not in cells:
            raise NotPossible("table-column", "The table needs the columns ID and TIME.")
        try:
            record = _record(cells)
        except NotPossible as refusal:
            raise NotPossible(refusal.code, f"Line {line}: {refusal.message}") from refusal
        records.append(record)
        for name in COVARIATES:
            cell = cells.get(name.upper(), cells.get("WT") if name == "weight" else None)
            if cell not in {None, "", "."}:
                covariates.setdefault(record.id, {})[name] = _number(cell, name)
    return Table(tuple(records), covariates)


def _record(cells: Mapping[str, object]) -> Record:
    def number(name: str, otherwise: float = 0.0) -> float:
        cell = cells.get(name)
        return otherwise if cell in {None, "", "."} else _number(cell, name)

    amount = number("AMT")
    return Record(
        id=int(number("ID")),
        time_h=number("TIME"),
        amount_mg=amount,
        rate_mg_per_h=number("RATE"),
        event=int(number("EVID", DOSE if amount > 0 else OBSERVATION)),
        compartment=int(number("CMT", 1.0)) or 1,
        additional=int(number("ADDL")),
        interval_h=number("II"),
        steady=int(number("SS")),
        lag_h=number("LAG"),
        bioavailability=number("F", 1.0),
        drug=drug_of(str(cells.get("DRUG") or Drug.RACEMIC)),
    )


def _number(cell: object, name: str) -> float:
    try:
        value = float(str(cell))
    except ValueError as problem:
        raise NotPossible("table-number", f"{name} is {cell!r}, which is no number.") from problem
    if not isfinite(value):
        raise NotPossible("table-number", f"{name} is {cell!r}, which is no finite number.")
    return value


def write_table(table: Table, path: Path) -> None:
    """Write a table as CSV; `read_table` gives the same table back."""
    names = sorted({name for each in table.covariates.values() for name in each})
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*COLUMNS, *(name.upper() for name in names)])
        for record in table.records:
            own = table.covariates.get(record.id, {})
            writer.writerow([*_cells(record), *(own.get(name, ".") for name in names)])


def _cells(record: Record) -> list[object]:
    return [
        record.id,
        record.time_h,
        record.amount_mg,
        record.rate_mg_per_h,
        record.event,
        record.compartment,
        record.additional,
        record.interval_h,
        record.steady,
        record.lag_h,
        record.bioavailability,
        record.drug.value,
    ]


def table_of(regimen: Regimen, weight_kg: float, *, person: int = 1) -> Table:
    """A regimen as a table for a person of this weight; a bolus has no rate.

    An ID's own covariates are kept: its weight.
    """
    numbers = {route: number for number, route in COMPARTMENTS.items()}
    records = [
        Record(
            id=person,
            time_h=dose.at_h,
            amount_mg=dose.amount * (weight_kg if dose.unit == "mg/kg" else 1.0),
            rate_mg_per_h=dose.mg(weight_kg) / (dose.minutes / 60) if dose.minutes else 0.0,
            event=DOSE,
            compartment=numbers[dose.route],
            lag_h=dose.lag_h,
            bioavailability=dose.bioavailability,
            drug=dose.drug,
        )
        for dose in regimen.doses
        if dose.drug.is_ketamine
    ]
    return Table(tuple(records), {person: {"weight": weight_kg}})
