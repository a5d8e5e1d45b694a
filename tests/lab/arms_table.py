"""Tables of arms for the tests, written the way other people write them."""

import csv
from pathlib import Path

from daybreak.lab.evidence import QUESTION_COLUMNS, Question

SINGLE = {
    "trial": "Made2030",
    "arm": "ket",
    "n": "40",
    "drug": "ketamine_racemic",
    "route": "IV",
    "dose_unit": "mg/kg",
    "infusion_min": "40",
    "dose_days": "0",
    "dose_list": "0.5",
    "control": "midazolam",
    "blinding": "blind",
    "concomitant": "none",
    "setting": "research",
    "population": "TRD",
    "age": "adult",
    "instrument": "MADRS",
    "baseline_mean": "33",
    "baseline_sd": "5",
    "day": "1",
    "endpoint": "response",
}


def row(**changed: str) -> Question:
    """A single infusion of a made-up trial, with some columns changed."""
    return Question(2, {name: {**SINGLE, **changed}[name] for name in QUESTION_COLUMNS})


def table(path: Path, *rows: dict[str, str], **always: str) -> Path:
    """The same as a CSV file."""
    names = [*QUESTION_COLUMNS, *always]
    with path.open("w", newline="") as opened:
        writer = csv.DictWriter(opened, names)
        writer.writeheader()
        for each in rows or ({},):
            writer.writerow({**SINGLE, **always, **each})
    return path
