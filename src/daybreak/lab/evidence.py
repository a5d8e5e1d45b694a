"""Published trials as they were read: the only place where the evidence table is opened.

What a prediction may know of a row is a `Question`; what came out, and whether it may be fitted,
stays in the `Reading` around it.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from daybreak.care.errors import NotUnderstood

QUESTION_COLUMNS = (
    "trial", "arm", "n", "drug", "route", "dose_unit", "infusion_min", "dose_days", "dose_list",
    "control", "blinding", "concomitant", "setting", "population", "age", "instrument",
    "baseline_mean", "baseline_sd", "day", "endpoint",
)  # fmt: skip

# Rows that stand in the table and are not counted again, each with its reason.
COUNTED_ELSEWHERE = {
    "aanhetRot2010": "its people are among those of Murrough2013a",
    "Rodrigues2020": "its people are those of McIntyre2020",
}


@dataclass(frozen=True, slots=True)
class Question:
    """One row of a table of arms, without anything that came out of the trial.

    Values are text as it stands in the file; `line` is where it stands.
    """

    line: int
    columns: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.columns[name]

    @property
    def trial(self) -> str:
        return self.columns["trial"]


@dataclass(frozen=True, slots=True)
class Reading:
    """A row with its result: `value` in the row's own unit, `error` as published."""

    question: Question
    value: float | None
    error: str
    may_be_fitted: bool
    source: str


def questions(path: Path) -> tuple[Question, ...]:
    """The rows of a CSV file, in order.

    Columns of results are dropped here, before anything else can see them.

    Raises:
        NotUnderstood: it is no CSV text, has no rows, or lacks a column.
    """
    return tuple(_question(number, row) for number, row in _rows(path))


@cache
def evidence() -> tuple[Reading, ...]:
    """The published trials that come with Daybreak."""
    path = Path(str(files("daybreak.catalogue") / "evidence" / "trials.csv"))
    return tuple(
        Reading(
            _question(number, row),
            float(row["value"]) if row["value"] else None,
            row["sd_or_ci"],
            row["split"] == "calibration",
            row["source"],
        )
        for number, row in _rows(path)
    )


def evidence_bytes() -> bytes:
    """The evidence table as it stands, for its hash."""
    return (files("daybreak.catalogue") / "evidence" / "trials.csv").read_bytes()


def _question(number: int, row: Mapping[str, str]) -> Question:
    return Question(number, {name: (row[name] or "").strip() for name in QUESTION_COLUMNS})


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as opened:
            table = csv.DictReader(opened, strict=True)
            missing = [name for name in QUESTION_COLUMNS if name not in (table.fieldnames or ())]
            if missing:
                raise NotUnderstood(
                    "arms-columns",
                    f"{path.name} lacks the column {', '.join(missing[:5])}; it needs those of "
                    "evidence/trials.csv, and value may be empty.",
                )
            rows = [(table.line_num, row) for row in table]
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise NotUnderstood(
            "arms-file", f"{path.name} cannot be read as a CSV table in UTF-8. Export it again."
        ) from problem
    if not rows:
        raise NotUnderstood("arms-empty", f"{path.name} has no rows. Add one for each arm.")
    for number, row in rows:
        if None in row or any(value is None for value in row.values()):
            raise NotUnderstood(
                "arms-row",
                f"{path.name} has more or fewer cells in line {number} than names of columns. "
                "Put cells with a comma in quotes.",
            )
    return rows
